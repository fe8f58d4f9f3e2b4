"""A paged table that people sign: rows, 本页小计 on each page, 合计 with 大写, a live check, boxes.

Knows nothing of programmes: columns, slices of lists and words come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import format_yuan, to_capitals
from aid_ledger.reports.paper import BODY_FONT, Paper, page_points, print_scale, spread
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value

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
class Boxes:
    """Rows of boxes to sign: who (or nobody) and what the boxes say, in points high, from column to column."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]
    height: float = BOX
    columns: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The frame of a table. ``people`` and ``money`` are the columns that are counted and added.

    ``row`` is how high a row is, ``below`` what the caller puts under the boxes and wants on the same page, in points.
    ``adds`` tells that the column ``people`` holds numbers of people, which are added, and not their names.

    Invariant: column 0 is the running number; ``people`` > 1 and ``money`` > ``people``.
    """

    title: str
    line: str
    unit: str
    columns: tuple[Column, ...]
    people: int
    money: int
    boxes: Boxes
    top: str = ""
    row: float = ROW
    below: float = 0
    adds: bool = False

    @property
    def widths(self) -> list[int]:
        """Column widths in characters."""
        return [column.width for column in self.columns]


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of one sheet: ``values`` by column after the running number, ``fen`` beside them.

    ``heads`` counts what column ``people`` shows on each row (1 or 0, or the number there), ``different`` the different
    people; ``groups`` are sizes of runs of rows that each begin a page, empty: the rows simply follow.
    """

    values: Sequence[Sequence[Value]]
    fen: Sequence[int]
    heads: Sequence[int]
    different: int
    groups: Sequence[int] = ()


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
    tail = 2 * SUM + CHECK + table.boxes.height * len(table.boxes.rows) + table.below
    return int(room // table.row), int((room - tail) // table.row)


def _pages(table: Table, body: Body) -> list[int]:
    """Return how many rows stand on each page."""
    most, most_last = rows_a_page(table)
    *groups, last = body.groups or (len(body.fen),)
    return [size for group in groups for size in page_sizes(group, most, most)] + page_sizes(last, most, most_last)


def parts_of(rows: int, table: Table) -> list[tuple[int, int]]:
    """Divide the rows over sheets that Excel can still break into pages: (start, stop) each."""
    most = (rows_a_page(table)[0]) * MOST_PAGES
    count = max(1, -(-rows // most))
    edges = [rows * i // count for i in range(count + 1)]
    return list(pairwise(edges))


@dataclass(frozen=True, slots=True)
class _Sum:
    """A row of sums: label, live formulas, and what they give now (heads, fen)."""

    label: str
    people: str
    money: str
    heads: int
    fen: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where a table is written."""

    paper: Paper
    sheet: RowSheet
    table: Table

    def word(self, name: str, **params: object) -> str:
        return self.paper.word(name, **params)

    def write_rows(self, first: int, columns: Sequence[Sequence[Value]]) -> None:
        """Write rows from ``first`` on; a blank leaves an empty cell with its border."""
        looks = [self.paper.styles[column.look] for column in self.table.columns]
        self.sheet.put_rows(first, columns, looks, [self.table.row] * len(columns[0]))

    def write_sum(self, row: int, added: _Sum, height: float = ROW) -> None:
        """Write a row of sums."""
        table, looks = self.table, self.paper.styles
        sums = {
            table.people: Span(table.people, table.people, Formula(added.people, added.heads), looks["sum-count"]),
            table.money: Span(table.money, table.money, Formula(added.money, added.fen / 100), looks["sum-money"]),
        }
        none = looks["sum-label"]
        spans = (sums.get(c, Span(c, c, None, none)) for c in range(table.people, len(table.columns)))
        self.sheet.put_spans(row, [Span(0, table.people - 1, added.label, none), *spans], height=height)


def write_table(paper: Paper, sheet: RowSheet, table: Table, body: Body) -> int:
    """Write a whole sheet but its foot, and return the row after it.

    ``sheet`` is fresh and streamed, so rows go down strictly in order.
    """
    ground = _Ground(paper, sheet, table)
    sheet.set_print_scale(print_scale(table.widths))
    sheet.set_default_row(ROW)
    _write_head(ground)
    row, position, breaks = HEAD_ROWS, 0, []
    columns = [range(1, len(body.fen) + 1), *body.values]
    for size in _pages(table, body):
        page = slice(position, position + size)
        ground.write_rows(row, [column[page] for column in columns])
        heads, fen = sum(body.heads[page]), sum(body.fen[page])
        counts = "SUM" if table.adds else "COUNTA"
        people = f"{counts}({_range(row, row + size - 1, table.people)})"
        money = f"SUM({_range(row, row + size - 1, table.money)})"
        ground.write_sum(row + size, _Sum(ground.word("page-total"), people, money, heads, fen))
        position, row = position + size, row + size + 1
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[:-1])
    return _write_tail(ground, row, body)


def _write_head(ground: _Ground) -> None:
    table, sheet, looks = ground.table, ground.sheet, ground.paper.styles
    last = len(table.columns) - 1
    sheet.put_spans(0, [Span(0, last, table.title, looks["title"])], height=TITLE)
    line = [Span(0, last - 2, table.line, looks["line"]), Span(last - 1, last, table.unit, looks["unit"])]
    sheet.put_spans(1, line, height=LINE)
    sheet.put_row(2, [column.heading for column in table.columns], [looks["head"]] * (last + 1), height=HEAD)
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(HEAD_ROWS, 0)
    if table.top:
        top = table.top.replace("&", "&&")
        sheet.set_header(f'&R&"{BODY_FONT}"&9{top}')


def _write_tail(ground: _Ground, row: int, body: Body) -> int:
    """Write 合计, 大写, the live check against the ledger, and the boxes; return the row after them."""
    table, sheet, looks, last = ground.table, ground.sheet, ground.paper.styles, len(ground.table.columns) - 1
    fen, heads, label = sum(body.fen), sum(body.heads), ground.word("page-total")
    numbers = _range(HEAD_ROWS, row - 1, 0)
    people, money = (
        f'SUMIF({numbers},"{label}",{_range(HEAD_ROWS, row - 1, column)})' for column in (table.people, table.money)
    )
    ground.write_sum(row, _Sum(ground.word("total"), people, money, heads, fen), SUM)
    capitals = ground.word("capitals", capitals=to_capitals(fen))
    if body.different != heads:
        capitals += ground.word("people-differ", people=body.different, lines=len(body.fen))
    sheet.put_spans(row + 1, [Span(0, last, capitals, looks["sum-text"])], height=SUM)
    rows_sum = f'SUMIF({numbers},">0",{_range(HEAD_ROWS, row - 1, table.money)})'
    check = live_check(ground.paper, rows_sum, xl_rowcol_to_cell(row, table.money), fen)
    shown = [
        Span(0, table.people - 1, ground.word("check-label"), looks["box-label"]),
        Span(table.people, last, check, looks["check"]),
    ]
    sheet.put_spans(row + 2, shown, height=CHECK)
    write_boxes(ground.paper, sheet, row + 3, table.widths, table.boxes)
    return row + 3 + len(table.boxes.rows)


def live_check(paper: Paper, rows_sum: str, total: str, fen: int) -> Formula:
    """Return the live sentence "sum of rows …, ledger …, equal".

    Args:
        paper: for the words.
        rows_sum: formula of the sum of the rows.
        total: the cell with the total.
        fen: what the ledger says.
    """
    yuan, grouped = format_yuan(fen), format_yuan(fen, grouped=True)
    added, ledger, holds, fails = (paper.word(f"check-{name}") for name in ("sum", "ledger", "holds", "fails"))
    formula = (
        f'"{added}"&TEXT({rows_sum},"#,##0.00")&"{ledger}"&TEXT({yuan},"#,##0.00")'
        f'&IF(AND(ROUND({rows_sum}-({yuan}),2)=0,ROUND({total}-({yuan}),2)=0),"{holds}","{fails}")'
    )
    return Formula(formula, f"{added}{grouped}{ledger}{grouped}{holds}")


def write_boxes(paper: Paper, sheet: RowSheet, row: int, widths: Sequence[int], boxes: Boxes) -> None:
    """Write one row of boxes to sign for each of ``boxes.rows``, with who at the left."""
    looks, (left, right) = paper.styles, boxes.columns or (0, len(widths) - 1)
    for offset, (who, labels) in enumerate(boxes.rows):
        columns = spread(widths[: right + 1], len(labels), left + 2 if who else left)
        spans = [Span(left, left + 1, who, looks["box-label"])] if who else []
        spans += [Span(*run, label, looks["box"]) for run, label in zip(columns, labels, strict=True)]
        sheet.put_spans(row + offset, spans, height=boxes.height)


def _range(first: int, last: int, column: int) -> str:
    return f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
