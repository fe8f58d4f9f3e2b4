"""待核实清单: the rows that a person must look at, dearest reason first, with what to do about each.

IDs are masked here; whoever settles a row has the file it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, text_column
from aid_ledger.reports.rows import Formula, RowSheet, Span
from aid_ledger.words import phrase, reason, reason_fix
from aid_ledger.words.catalogue import Lang

_SUMMARY = (("no", 5, "no"), ("reason", 46, "wrap"), ("fix", 58, "wrap"), ("rows", 9, "count"), ("stake", 17, "money"))
_ROWS = (
    ("no", 5, "no"), ("file", 18, "wrap"), ("sheet", 8, "wrap"), ("row", 6, "no"), ("school", 16, "wrap"),
    ("grade", 8, "text"), ("class", 8, "text"), ("name", 9, "text"), ("id-masked", 19, "text"),
    ("programme", 12, "wrap"), ("reason", 24, "wrap"), ("fix", 26, "wrap"), ("hint", 40, "wrap"),
    ("stake", 11, "money"), ("note", 8, "wrap"),
)  # fmt: skip
_TEXTS = ("file", "sheet", "school", "grade", "class_", "name", "id_number", "note", "hint")


@dataclass(frozen=True, slots=True)
class Doubts:
    """The held rows in printing order with their words.

    ``reasons`` is one item a reason: code, sentence, what to do, rows, fen at stake.
    """

    table: pd.DataFrame
    text: dict[str, list[str]]
    reasons: tuple[tuple[str, str, str, int, int], ...]


def arrange(book: PayoutBook, lang: Lang) -> Doubts:
    """Group doubts by reason, the reason with most money first; within it the dearest rows first.

    Raises:
        KeyError: a reason has no words; a bug in the package that made it.
    """
    held = book.held.reset_index(drop=True)
    sums = held.groupby("reason")["stake"].agg(["size", "sum"]).reset_index()
    sums = sums.sort_values(["sum", "size", "reason"], ascending=[False, False, True])
    rank = {code: place for place, code in enumerate(sums["reason"])}
    keys = held.assign(rank=held["reason"].map(rank), less=-held["stake"])
    order = ["rank", "less", "school", "file", "sheet", "row", "cell", "id_number", "name", "programme", "note", "hint"]
    table = keys.sort_values(order, kind="stable").reset_index(drop=True)
    text = {column: text_column(table, column) for column in _TEXTS}
    text["id_number"] = [mask_id(text) for text in text["id_number"]]
    reasons = tuple(
        (code, clean(reason(code, lang)), clean(reason_fix(code, lang)), int(rows), int(fen))
        for code, rows, fen in zip(sums["reason"], sums["size"], sums["sum"], strict=True)
    )
    return Doubts(table, text, reasons)


def mask_id(text: str) -> str:
    """Return a number with its middle hidden; of short or strange ones only the end shows.

    >>> mask_id("360732201001010015"), mask_id("12345"), mask_id("")
    ('360732********0015', '****5', '')
    """
    if len(text) >= 15:
        return text[:6] + "*" * (len(text) - 10) + text[-4:]
    shown = len(text) // 4
    return "*" * (len(text) - shown) + (text[-shown:] if shown else "")


def write_held(job: Job, doubts: Doubts) -> Path:
    """Write ``待核实清单.xlsx``: first the reasons, then the rows."""
    path = job.folder / f"{phrase('sheet-file-held', job.lang)}.xlsx"
    with open_paper(job, path) as paper:
        _write_summary(paper, doubts)
        _write_details(paper, doubts)
    job.tell(len(doubts.table))
    return path


def write_checking_head(paper: Paper, sheet: RowSheet, name: str, frame: Frame) -> None:
    """Write the head of a list for checking: the words ``title-NAME``, and ``line-`` and ``unit-`` of its kind."""
    book, kind = paper.book, name.partition("-")[0]
    title = paper.word(f"title-{name}", county=book.county_name, term=paper.term)
    line = paper.word(f"line-{kind}", office=book.office, made_on=book.made_on)
    write_head(paper, sheet, (title, line), frame, unit=paper.word(f"unit-{kind}"))


def _write_summary(paper: Paper, doubts: Doubts) -> None:
    looks = paper.styles
    sheet = paper.sheet(paper.word("name-held-summary"), [width for _, width, _ in _SUMMARY])
    write_checking_head(paper, sheet, "held-summary", _SUMMARY)
    numbers = range(1, len(doubts.reasons) + 1)
    _, sentences, fixes, counts, stakes = zip(*doubts.reasons, strict=True)
    row = write_rows(paper, sheet, _SUMMARY, [numbers, sentences, fixes, counts, [fen / 100 or None for fen in stakes]])
    rows, money = sum(rows for *_, rows, _ in doubts.reasons), sum(fen for *_, fen in doubts.reasons) / 100
    spans = [Span(0, 2, paper.word("total"), looks["sum-label"])]
    for column, look, value in ((3, "sum-number", rows), (4, "sum-money", money)):
        cells = f"{xl_rowcol_to_cell(HEAD_ROWS, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        spans.append(Span(column, column, Formula(f"SUM({cells})", value), looks[look]))
    sheet.put_spans(row, spans)
    canon = ("".join(f"{len(v)}:{v}" for v in (code, str(rows), str(fen))) for code, _, _, rows, fen in doubts.reasons)
    paper.foot(sheet, sheet_digest(("held-summary/1", str(paper.book.term)), canon))


def _write_details(paper: Paper, doubts: Doubts) -> None:
    table, text, codes = doubts.table, doubts.text, doubts.table["reason"].tolist()
    sheet = paper.sheet(paper.word("name-held-rows"), [width for _, width, _ in _ROWS])
    write_checking_head(paper, sheet, "held", _ROWS)
    words = {code: (sentence, fix) for code, sentence, fix, _, _ in doubts.reasons}
    titles = {"": paper.word("all-programmes")} | {k: clean(v) for k, v in paper.book.titles.items()}
    columns: list[list[Any]] = [
        list(range(1, len(table) + 1)), text["file"], text["sheet"], [row or None for row in table["row"].tolist()],
        text["school"], text["grade"], text["class_"], text["name"], text["id_number"],
        [titles[p] for p in table["programme"].tolist()], [words[c][0] for c in codes], [words[c][1] for c in codes],
        text["hint"], [fen / 100 or None for fen in table["stake"].tolist()], text["note"],
    ]  # fmt: skip
    after = write_rows(paper, sheet, _ROWS, columns)
    sheet.autofilter(HEAD_ROWS - 1, 0, after - 1, len(_ROWS) - 1)
    shown = zip(*columns[1:10], codes, table["stake"].tolist(), text["note"], text["hint"], strict=True)
    canon = ("".join(f"{len(v)}:{v}" for v in map(str, row)) for row in shown)
    paper.foot(sheet, sheet_digest(("held/2", str(paper.book.term)), canon))
