"""What the auditor's checks look at of the papers: printed totals and public notices of each batch, from the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.audit.notice_contents import shown_by
from aid_ledger.audit.rereading import Reread, reread
from aid_ledger.errors import FindingsError
from aid_ledger.reports.names import file_names
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_LANGS: tuple[Lang, ...] = ("zh", "en")
_NOTICE, _FORM = "公示", "登记表"
_TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".html", ".htm"})
_Row = dict[str, object]


def audited_papers(office: Office, term: Term, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the frame ``sheets``: printed totals of the rosters and the 汇总表 as they lie in ``reports``.

    A batch whose papers lie elsewhere, or nowhere, has no rows: they were not looked at.

    Args:
        office: the workspace.
        term: which term.
        lines: its lines.
    """
    rows: list[_Row] = []
    paying = lines[lines["kind"] == "pay"]
    for batch, own in paying.groupby("batch", sort=True):
        folder = office.workspace.reports / str(term) / str(batch)
        if folder.is_dir():
            rows += _county(folder, str(batch), int(own["amount"].sum()))
            rows += _schools(folder, str(batch), own)
    return pd.DataFrame(rows, columns=["group", "side", "printed", "other"])


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


def _county(folder: Path, batch: str, fen: int) -> Iterator[_Row]:
    """Yield the totals of the county's roster, all its sheets together, and of the 汇总表's first sheet."""
    for lang in _LANGS:
        for word, whole in (("sheet-file-county", True), ("sheet-file-summary", False)):
            path = folder / f"{phrase(word, lang)}.xlsx"
            found = _read(path)
            if found is not None:
                yield from _sums(f"{batch} {path.name}", found)
                printed = sum(one.printed for one in (found if whole else found[:1]))
                yield {"group": f"{batch} {path.name}", "side": "ledger", "printed": printed, "other": fen}


def _schools(folder: Path, batch: str, lines: pd.DataFrame) -> Iterator[_Row]:
    """Yield the totals of each school's own roster; files bear the names that they were written under."""
    key = lines["school_code"].where(lines["school_code"] != "", lines["school"])
    schools = lines.assign(key=key).sort_values(["town", "school_code", "school"], kind="stable")
    sums = schools.groupby("key")["amount"].sum()
    first = schools.drop_duplicates("key")
    stems = file_names(first["school"].tolist(), first["school_code"].tolist())
    for school, stem in zip(first["key"].tolist(), stems, strict=True):
        for lang in _LANGS:
            path = folder / phrase("sheet-folder", lang) / f"{stem}.xlsx"
            found = _read(path)
            if found is not None:
                name = f"{batch} {path.name}"
                yield from _sums(name, found)
                printed = sum(one.printed for one in found)
                yield {"group": name, "side": "ledger", "printed": printed, "other": int(sums[school])}


def _sums(name: str, found: tuple[Reread, ...]) -> Iterator[_Row]:
    for one in found:
        group = f"{name}!{one.sheet}"
        yield {"group": group, "side": "cells", "printed": one.printed, "other": one.cells}
        if one.pages >= 0:
            yield {"group": group, "side": "pages", "printed": one.printed, "other": one.pages}


def _read(path: Path) -> tuple[Reread, ...] | None:
    """Return the sheets of a workbook with totals; none where it is not there.

    One that is there and cannot be opened has no sheets, so that what is printed on it is 0 against the ledger.
    """
    if not path.is_file():
        return None
    try:
        return reread(path.read_bytes(), path.name)
    except (OSError, FindingsError):
        return ()
