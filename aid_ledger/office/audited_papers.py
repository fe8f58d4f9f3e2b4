"""What the auditor's checks look at of the papers: every printed sheet still there, read back against the books.

What should stand on a sheet is what the ledger would print today: the same code makes it and no file is written. Read
back are the rosters, the 汇总表, the 调减单, the 领取确认表, the files for banks, their covers and the rows of each
审批单; lists that people fill in, and papers of a day (退回更正清单, 追缴通知单), are not. A paper that lies elsewhere,
or nowhere, was not looked at.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.office.audited_money_papers import read_money_papers
from aid_ledger.office.papers import write_papers
from aid_ledger.office.reading_back import Seen, read_back
from aid_ledger.office.settled_papers import write_rounds
from aid_ledger.reports import unwritten
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_LANGS: tuple[Lang, ...] = ("zh", "en")
_SHEETS = ("group", "side", "printed", "other")
_DIFFERENCES = ("file", "sheet", "problem", "cell", "heading", "kind", "printed", "booked", "name", "id_number",
                "school", "amount")  # fmt: skip


def audited_papers(office: Office, term: Term, lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the frames ``sheets`` (printed totals) and ``papers`` (what a sheet says otherwise than the books).

    Args:
        office: the workspace.
        term: which term.
        lines: its lines.
    """
    seen = Seen()
    for batch in sorted(set(lines["batch"])):
        folder = office.workspace.reports / str(term) / str(batch)
        if folder.is_dir():
            for lang in _LANGS:
                if any((folder / name).exists() for name in _names(lang)):
                    _read_batch(office, str(batch), folder, lang, seen)
            with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-") as scratch:
                read_money_papers(office, str(batch), lines, folder, Path(scratch), seen)
    return {
        "sheets": pd.DataFrame(seen.sheets, columns=list(_SHEETS)),
        "papers": pd.DataFrame(seen.papers, columns=list(_DIFFERENCES)),
    }


def _names(lang: Lang) -> Iterator[str]:
    """Yield the files and folders that a batch's papers may be in."""
    for word in ("county", "summary", "cuts"):
        yield f"{phrase(f'sheet-file-{word}', lang)}.xlsx"
    yield phrase("sheet-folder", lang)
    yield phrase("sheet-folder-arrivals", lang)


def _read_batch(office: Office, batch: str, folder: Path, lang: Lang, seen: Seen) -> None:
    """Read the papers of a batch in one language back.

    A 领取确认表 was printed before some of its payments bounced, or again after: it may say either.
    """
    with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-") as scratch:
        out = Path(scratch)
        with unwritten(out) as papers:
            write_papers(office, [batch], out=out, lang=lang)
            write_rounds(office, batch, out=out, lang=lang)
        with unwritten(out) as before:
            write_rounds(office, batch, out=out, bounced=True, lang=lang)
    others = {file: list(own) for file, own in groupby(before, key=lambda one: one.file)}
    for file, own in groupby(papers, key=lambda one: one.file):
        path = folder / file
        if path.is_file():
            lawful = [list(own), *([others[file]] if file in others else [])]
            read_back(path, f"{batch} {file}", lawful, seen)
    for file in others.keys() - {one.file for one in papers}:  # all of its payments bounced
        if (folder / file).is_file():
            read_back(folder / file, f"{batch} {file}", [others[file]], seen)
