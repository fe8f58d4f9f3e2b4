"""A paged table that people sign: rows, 本页小计 on each page, 合计 with 大写, a live check, boxes.

Knows nothing of programmes: columns, slices of lists and words come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import format_yuan, to_capitals
from aid_ledger.reports.paper import Paper, merge, page_points, print_scale, spread

ROW, TITLE, LINE, HEAD, SUM, CHECK, BOX = 18.0, 32.0, 22.0, 32.0, 20.0, 18.0, 40.0
HEAD_ROWS = 3
MOST_PAGES = 1000  # Excel takes 1023 breaks a sheet


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, width in characters, and format name (``no``, ``text``, ``left``, ``money``)."""

    heading: str
    width: int
    look: str


@dataclass(frozen=True, slots=True)
class Table:
    """The frame of a table. ``people`` and ``money`` are the columns that are counted and added.

    Invariant: column 0 is the running number; ``people`` > 1 and ``money`` > ``people``.
    """

    title: str
    line: str
    unit: str
    columns: tuple[Column, ...]
    people: int
    money: int
    boxes: tuple[tuple[str, tuple[str, ...]], ...]
    top: str = ""

    @property
    def widths(self) -> list[int]:
        """Column widths in characters."""
        return [column.width for column in self.columns]


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of one sheet: ``values`` by column after the running number, ``fen`` beside them.

    ``heads`` counts what column ``people`` shows on each row (1 or 0), ``different`` the different people.
    """

    values: Sequence[Sequence[str] | Sequence[float]]
    fen: Sequence[int]
    heads: Sequence[int]
    different: int


def page_sizes(rows: int, most: int, most_last: int) -> list[int]:
    """Return how many rows stand on each page: ``most``, on the last at most ``most_last`` and at least one.

    >>> page_sizes(30, 25, 18), page_sizes(43, 25, 18), page_sizes(24, 25, 18)
    ([25, 5], [25, 18], [12, 12])
    """
    sizes = []
    left = rows
    while left > most_last:
        take = most if left > most else left - min(most_last, left // 2)
        sizes.append(take)
        left -= take
    return [*sizes, left] if left else sizes


def rows_a_page(table: Table) -> tuple[int, int]:
    """Return how many rows a page holds, and how many the last one with its sums and boxes."""
    room = page_points(print_scale(table.widths)) - TITLE - LINE - HEAD - ROW
    tail = 2 * SUM + CHECK + BOX * len(table.boxes)
    return int(room // ROW), int((room - tail) // ROW)


def parts_of(rows: int, table: Table) -> list[tuple[int, int]]:
    """Divide the rows over sheets that Excel can still break into pages: (start, stop) each."""
    most = (rows_a_page(table)[0]) * MOST_PAGES
    count = max(1, -(-rows // most))
    edges = [rows * i // count for i in range(count + 1)]
    return list(zip(edges[:-1], edges[1:], strict=True))


def write_table(paper: Paper, sheet: Any, table: Table, body: Body) -> None:
    """Write a whole sheet but its foot. ``sheet`` is fresh and streamed, so rows go down strictly in order."""
    scale = print_scale(table.widths)
    sheet.set_print_scale(scale)
    sheet.set_default_row(ROW)
    _write_head(paper, sheet, table)
    row, position, breaks = HEAD_ROWS, 0, []
    numbers = iter(range(1, len(body.fen) + 1))
    rows = zip(numbers, *body.values, strict=True)
    for size in page_sizes(len(body.fen), *rows_a_page(table)):
        _write_rows(paper, sheet, table, row, islice(rows, size))
        _write_sum(paper, sheet, table, (row, row + size), body, (position, position + size))
        position, row = position + size, row + size + 1
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[:-1])
    _write_tail(paper, sheet, table, row, body)


def _write_head(paper: Paper, sheet: Any, table: Table) -> None:
    looks, last = paper.formats, len(table.columns) - 1
    sheet.set_row(0, TITLE)
    merge(sheet, 0, (0, last), table.title, looks["title"])
    sheet.set_row(1, LINE)
    merge(sheet, 1, (0, last - 2), table.line, looks["line"])
    merge(sheet, 1, (last - 1, last), table.unit, looks["unit"])
    sheet.set_row(2, HEAD)
    for index, column in enumerate(table.columns):
        sheet.write_string(2, index, column.heading, looks["head"])
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(HEAD_ROWS, 0)
    if table.top:
        sheet.set_header(f'&R&"宋体"&9{table.top.replace("&", "&&")}')


def _write_rows(paper: Paper, sheet: Any, table: Table, first: int, rows: Any) -> None:
    looks = [paper.formats[column.look] for column in table.columns]
    numeric = [column.look in {"no", "money"} for column in table.columns]
    plan = [
        (index, sheet.write_number if number else sheet.write_string, look)
        for index, (number, look) in enumerate(zip(numeric, looks, strict=True))
    ]
    blank = sheet.write_blank
    for row, values in enumerate(rows, first):
        for (index, write, look), value in zip(plan, values, strict=False):
            if value:
                write(row, index, value, look)
            else:
                blank(row, index, None, look)


def _write_sum(
    paper: Paper, sheet: Any, table: Table, rows: tuple[int, int], body: Body, part: tuple[int, int]
) -> None:
    """Write 本页小计 under the rows ``[first, stop)`` of a page."""
    looks, (first, row) = paper.formats, rows
    fen, heads = sum(body.fen[slice(*part)]), sum(body.heads[slice(*part)])
    people = f"=COUNTA({_range(first, row - 1, table.people)})"
    money = f"=SUM({_range(first, row - 1, table.money)})"
    _sum_row(sheet, looks, table, row, paper.word("page-total"), (people, heads), (money, fen))


def _sum_row(
    sheet: Any, looks: Any, table: Table, row: int, label: str, people: tuple[str, int], money: tuple[str, int]
) -> None:
    merge(sheet, row, (0, table.people - 1), label, looks["sum-label"])
    sheet.write_formula(row, table.people, people[0], looks["sum-count"], people[1])
    for column in range(table.people + 1, table.money):
        sheet.write_blank(row, column, None, looks["sum-label"])
    sheet.write_formula(row, table.money, money[0], looks["sum-money"], money[1] / 100)
    for column in range(table.money + 1, len(table.columns)):
        sheet.write_blank(row, column, None, looks["sum-label"])


def _write_tail(paper: Paper, sheet: Any, table: Table, row: int, body: Body) -> None:
    """Write 合计, 大写, the live check against the ledger, and the boxes."""
    looks, last = paper.formats, len(table.columns) - 1
    fen, heads, label = sum(body.fen), sum(body.heads), paper.word("page-total")
    numbers = _range(HEAD_ROWS, row - 1, 0)
    added = [
        f'=SUMIF({numbers},"{label}",{_range(HEAD_ROWS, row - 1, column)})' for column in (table.people, table.money)
    ]
    sheet.set_row(row, SUM)
    _sum_row(sheet, looks, table, row, paper.word("total"), (added[0], heads), (added[1], fen))
    total = xl_rowcol_to_cell(row, table.money)
    row += 1
    sheet.set_row(row, SUM)
    capitals = paper.word("capitals", capitals=to_capitals(fen))
    if body.different != heads:
        capitals += paper.word("people-differ", people=body.different, lines=len(body.fen))
    merge(sheet, row, (0, last), capitals, looks["sum-text"])
    row += 1
    sheet.set_row(row, CHECK)
    rows_sum = f'SUMIF({numbers},">0",{_range(HEAD_ROWS, row - 3, table.money)})'
    formula, text = _check(paper, rows_sum, total, fen)
    merge(sheet, row, (0, table.people - 1), paper.word("check-label"), looks["box-label"])
    merge(sheet, row, (table.people, last), "", looks["check"])
    sheet.write_formula(row, table.people, formula, looks["check"], text)
    write_boxes(paper, sheet, row + 1, table.widths, table.boxes)


def _check(paper: Paper, rows_sum: str, total: str, fen: int) -> tuple[str, str]:
    """Return the live sentence "sum of rows …, ledger …, equal" and what it says now."""
    yuan = format_yuan(fen)
    words = [paper.word(f"check-{name}") for name in ("sum", "ledger", "holds", "fails")]
    formula = (
        f'="{words[0]}"&TEXT({rows_sum},"#,##0.00")&"{words[1]}"&TEXT({yuan},"#,##0.00")'
        f'&IF(AND(ROUND({rows_sum}-({yuan}),2)=0,ROUND({total}-({yuan}),2)=0),"{words[2]}","{words[3]}")'
    )
    grouped = format_yuan(fen, grouped=True)
    return formula, f"{words[0]}{grouped}{words[1]}{grouped}{words[2]}"


def write_boxes(
    paper: Paper,
    sheet: Any,
    row: int,
    widths: Sequence[int],
    boxes: Sequence[tuple[str, tuple[str, ...]]],
    height: float = BOX,
) -> None:
    """Write one row of boxes to sign for each (who, labels), with who at the left."""
    looks = paper.formats
    for offset, (who, labels) in enumerate(boxes):
        sheet.set_row(row + offset, height)
        if who:
            merge(sheet, row + offset, (0, 1), who, looks["box-label"])
        for columns, label in zip(spread(widths, len(labels), 2 if who else 0), labels, strict=True):
            merge(sheet, row + offset, columns, label, looks["box"])


def _range(first: int, last: int, column: int) -> str:
    return f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
