"""改正清单: one file a school or bureau, with a number and a day, to fill in, sign and send back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.kept import keep_worked_in
from aid_ledger.reports.listing import Frame, write_head, write_rows
from aid_ledger.reports.names import file_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean_all
from aid_ledger.reports.rows import Span, Value
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_FRAME: Frame = (
    ("code", 3, "hidden"), ("no", 5, "no"), ("file", 18, "wrap"), ("row", 6, "no"), ("grade", 8, "text"),
    ("class", 8, "text"), ("name", 9, "text"), ("id-whole", 21, "text"), ("reason", 24, "wrap"),
    ("fix-asked", 26, "wrap"), ("asked", 11, "wrap"), ("was", 18, "wrap"), ("corrected", 24, "fill"),
    ("note", 16, "fill"),
)  # fmt: skip
SLIP_COLUMNS = (
    "code", "file", "sheet", "row", "grade", "class_", "name", "id_number", "reason", "fix", "asked", "was",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: to whom, its number, and its rows (:data:`SLIP_COLUMNS`, in the order of the sheet)."""

    whom: str
    number: str
    rows: pd.DataFrame


def write_slips(
    folder: Path, head: PayoutBook, slips: Sequence[Slip], *, deadline: str = "", lang: Lang = "zh"
) -> tuple[Path, ...]:
    """Write one workbook a slip; nobody sees another school's rows.

    Args:
        folder: made if missing; files of the same names are replaced unless somebody worked in them, other slips of
            the term moved into ``以前的``.
        head: office, county, term and date.
        slips: what to write.
        deadline: the day by which an answer is asked for, ISO; blank leaves a line to write on.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``: a file is open elsewhere.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = [phrase("sheet-file-slip", lang, term=head.term, whom=slip.whom) for slip in slips]
    names = file_names(words, [slip.number for slip in slips])
    paths = [folder / f"{name}.xlsx" for name in names]
    _put_aside(folder, phrase("sheet-file-slip", lang, term=head.term, whom=""), paths, lang)
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        for path, slip in zip(paths, slips, strict=True):
            with open_paper(job, path, rows=len(slip.rows)) as paper:
                _write(paper, slip, deadline)
    return tuple(paths)


def slip_digest(number: str, codes: Iterable[str]) -> str:
    """Return the 表校验码 of a slip: of its number and the codes of its rows, so one that came back has it still."""
    return sheet_digest(("slip/1", number), (f"{len(code)}:{code}" for code in codes))


def _put_aside(folder: Path, begins: str, paths: Sequence[Path], lang: Lang) -> None:
    """Move slips of an earlier time into a folder of their own: somebody may have begun to fill them in."""
    before = folder / phrase("sheet-slip-before", lang)
    for old in sorted(folder.glob("*.xlsx")):
        if old.name.startswith(begins) and old not in paths:
            before.mkdir(mode=0o700, exist_ok=True)
            keep_worked_in(before / old.name, lang)
            with suppress(OSError):  # open in another program
                old.replace(before / old.name)


def _write(paper: Paper, slip: Slip, deadline: str) -> None:
    sheet = paper.sheet(paper.word("name-slip"), [width for _, width, _ in _FRAME])
    line = paper.word("line-slip", whom=slip.whom, number=slip.number, office=paper.book.office,
                      deadline=deadline or paper.word("slip-deadline-blank"))  # fmt: skip
    title = paper.word("title-slip", county=paper.book.county_name, term=paper.term)
    write_head(paper, sheet, (title, f"{line}\n{paper.word('line-slip-how')}"), _FRAME)
    table, count = slip.rows, len(slip.rows)
    texts = {name: clean_all([str(text) for text in table[name]]) for name in SLIP_COLUMNS if name != "row"}
    columns: list[Sequence[Value]] = [
        texts["code"], list(range(1, count + 1)), texts["file"], table["row"].tolist(),
        *(texts[name] for name in ("grade", "class_", "name", "id_number", "reason", "fix", "asked", "was")),
        [None] * count, [None] * count,
    ]  # fmt: skip
    after = write_rows(paper, sheet, _FRAME, columns)
    foot = paper.word("slip-return", rows=count)
    sheet.put_spans(after + 1, [Span(1, len(_FRAME) - 1, foot, paper.styles["how"])], height=40)
    paper.foot(sheet, slip_digest(slip.number, texts["code"]))
