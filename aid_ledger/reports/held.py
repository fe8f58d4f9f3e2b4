"""待核实清单: the rows that a person must look at, dearest reason first, with what to do about each.

IDs are masked here; whoever settles a row has the file it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, text_column
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
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
HEAD_ROWS = 3
_LINE, _PADDING = 13.5, 6.0


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


def write_head(paper: Paper, sheet: RowSheet, paper_name: str, columns: Sequence[tuple[str, int, str]]) -> None:
    """Write title, line below it and headings of a list for checking: the words ``title-``, ``line-``, ``unit-``."""
    looks, last, book = paper.styles, len(columns) - 1, paper.book
    named = paper.word(f"title-{paper_name}", county=book.county_name, term=paper.term)
    sheet.put_spans(0, [Span(0, last, named, looks["title"])], height=32)
    kind = paper_name.partition("-")[0]
    line = paper.word(f"line-{kind}", office=book.office, made_on=book.made_on)
    unit = paper.word(f"unit-{kind}")
    sheet.put_spans(1, [Span(0, last - 1, line, looks["line"]), Span(last, last, unit, looks["unit"])], height=22)
    headings = [paper.word(f"col-{heading}") for heading, _, _ in columns]
    sheet.put_row(2, headings, [looks["head"]] * len(columns), height=32)
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.fit_to_pages(1, 0)


def write_rows(
    paper: Paper, sheet: RowSheet, frame: Sequence[tuple[str, int, str]], columns: Sequence[Sequence[Value]],
    first: int = HEAD_ROWS,
) -> int:  # fmt: skip
    """Write rows from ``first`` on, each as high as its longest text needs; return the row after them."""
    wrapped = [
        [_lines(str(text), width) for text in column]
        for column, (_, width, look) in zip(columns, frame, strict=True)
        if look == "wrap"
    ]
    heights = [_LINE * max(lines) + _PADDING for lines in zip(*wrapped, strict=True)]
    sheet.put_rows(first, columns, [paper.styles[look] for _, _, look in frame], heights)
    return first + len(heights)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of this width, wide signs counting double.

    A tenth of each line is lost where words are not broken: names of files are long.
    """
    return max(1, -(-sum(10 if c.isascii() else 20 for c in text) // (9 * (width - 2))))


def _write_summary(paper: Paper, doubts: Doubts) -> None:
    looks = paper.styles
    sheet = paper.sheet(paper.word("name-held-summary"), [width for _, width, _ in _SUMMARY])
    write_head(paper, sheet, "held-summary", _SUMMARY)
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
    write_head(paper, sheet, "held", _ROWS)
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
