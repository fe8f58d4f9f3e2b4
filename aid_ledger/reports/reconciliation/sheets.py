"""One sheet of the auditor's workbook: headings, rows, sums that a reader's own program adds, and its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.paper import LARGE, Paper, report_digest
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value

Columns = Sequence[Sequence[Value]]
_SUMMED = {"money": "sum-fen", "count": "sum-number"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is written. ``columns`` are after the running number; ``sums`` are positions in ``frame``.

    ``printed``: how many rows are printed, where the rest is for the screen alone, which then has a filter.
    """

    name: str
    form: str
    title: str
    line: str
    frame: Frame
    columns: Columns
    sums: tuple[int, ...] = ()
    printed: int | None = None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0])

    def cells(self, column: int, *, fixed: bool = False) -> str:
        """Return the cells of a column of ``frame`` as formulas elsewhere name them; one row where it is empty."""
        first, last = HEAD_ROWS + 1, HEAD_ROWS + max(self.rows, 1)
        letter = xl_col_to_name(column)
        mark = "$" if fixed else ""
        area = f"{mark}{letter}{mark}{first}:{mark}{letter}{mark}{last}"
        return f"{quote_sheetname(self.name)}!{area}"

    def total(self, column: int) -> str:
        """Return the cell with the sum of a column, as formulas on other sheets name it."""
        return f"{quote_sheetname(self.name)}!{xl_rowcol_to_cell(HEAD_ROWS + self.rows, column)}"


@dataclass(frozen=True, slots=True)
class Written:
    """What the sheet 校验 says of another: its name, rows and digest."""

    name: str
    rows: int
    digest: str


def write_sheet(paper: Paper, one: Sheet) -> tuple[RowSheet, int, Written]:
    """Write a sheet with its sums and its foot; return it, the row after it, and what proves it."""
    sheet: RowSheet = paper.sheet(one.name, [width for _, width, _ in one.frame])
    write_head(paper, sheet, (one.title, one.line), one.frame, unit=paper.word("unit"))
    columns = [list(range(1, one.rows + 1)), *one.columns]
    if one.rows > LARGE:  # rows of one line each: measuring every text takes longer than writing it
        styles = [paper.styles["left" if look == "wrap" else look] for _, _, look in one.frame]
        sheet.put_rows(HEAD_ROWS, columns, styles, [0.0] * one.rows)
    elif one.rows:
        write_rows(paper, sheet, one.frame, columns)
    after = HEAD_ROWS + one.rows
    if one.sums:
        _write_sums(paper, sheet, after, one)
        after += 1
    if one.printed is not None:
        last = len(one.frame) - 1
        sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + one.rows, last)
        sheet.print_area(0, 0, HEAD_ROWS - 1 + one.printed, last)
    digest = report_digest((one.form, str(paper.book.term), one.title), _canon(one.columns))
    paper.foot(sheet, digest, of_batch=False)
    return sheet, after, Written(one.name, one.rows, digest)


def _canon(columns: Columns) -> Sequence[str]:
    rows = zip(*([_plain(value) for value in column] for column in columns), strict=True)
    return ["".join([f"{len(text)}:{text}" for text in row]) for row in rows]


def _plain(value: Value) -> str:
    return str(value.value) if isinstance(value, Formula) else "" if value is None else str(value)


def _write_sums(paper: Paper, sheet: RowSheet, row: int, one: Sheet) -> None:
    first = min(one.sums)
    spans = [Span(0, first - 1, paper.word("total"), paper.styles["sum-label"])]
    for number in range(first, len(one.frame)):
        look = one.frame[number][2]
        if number not in one.sums:
            spans.append(Span(number, number, None, paper.styles["sum-label"]))
            continue
        value = _added(one.columns[number - 1], money=look == "money")
        cells = f"{xl_rowcol_to_cell(HEAD_ROWS, number)}:{xl_rowcol_to_cell(max(row - 1, HEAD_ROWS), number)}"
        formula = Formula(f"SUM({cells})" if one.rows else "0", value)
        spans.append(Span(number, number, formula, paper.styles[_SUMMED.get(look, "sum-fen")]))
    sheet.put_spans(row, spans, height=20)


def _added(column: Sequence[Value], *, money: bool) -> float:
    numbers = [value.value if isinstance(value, Formula) else value for value in column]
    plain = [number for number in numbers if isinstance(number, int | float)]
    return sum(round(number * 100) for number in plain) / 100 if money else sum(plain)


def money(fen: Sequence[int]) -> list[Value]:
    """Return amounts as cells want them."""
    return [value / 100 for value in fen]
