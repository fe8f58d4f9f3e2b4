"""What the auditor's checks look at of the public notices of each batch, from the files: what they may not show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.audit.notice_contents import shown_by
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_NOTICE, _FORM = "公示", "登记表"
_TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".html", ".htm"})


def audited_notices(office: Office, term: Term, titles: Iterable[str], lang: Lang) -> pd.DataFrame:
    """Return the frame ``notice_sheets``: every public notice in the batches' folders, and what it may not show.

    Those are files of tables with 公示 in their name or in that of a folder below the batch's; the form that a school
    fills in afterwards is none.

    Args:
        office: the workspace.
        term: which term.
        titles: of the programmes, which may stand in a notice.
        lang: of the words.
    """
    own, rows = tuple(titles), []
    folder = office.workspace.reports / str(term)
    for path in sorted(folder.glob("*/**/*")) if folder.is_dir() else ():
        inside = path.relative_to(folder).parts
        named = any(_NOTICE in part for part in inside[1:]) and not any(_FORM in part for part in inside[1:])
        if named and path.is_file() and path.suffix.lower() in _TABLES and not path.name.startswith("~$"):
            shown = shown_by(path.read_bytes(), path.name, titles=own)
            said = [phrase(f"audit-notice-shows-{code}", lang, **({"what": what} if what else {}))
                    for code, what in shown]  # fmt: skip
            rows.append((inside[0], "/".join(inside), ("；" if lang == "zh" else "; ").join(said)))
    return pd.DataFrame(rows, columns=["batch", "file", "shows"])
