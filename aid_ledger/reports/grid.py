"""How a 汇总表 is drawn: two rows of headings, schools by town with 乡镇小计, 总计, all sums live.

A sheet too wide to be read on one page goes over pages side by side, broken between groups of columns. Each page
has the title, and the school in its first columns; so nothing but schools stands in these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.paper import Paper, pixels, print_scale
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.reports.tally import Count, Tally

LABELS = (("no", 5), ("town", 9), ("school", 20))
FIRST = 4  # title, line, two rows of headings
ROW = 20.0
_NUMBER, _MONEY, _REMARK = 6, 12, 8
_READABLE = 52  # percent: below it a sheet goes over several pages side by side
_ASIDE = 75


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column of numbers under the heading ``top``; ``adds`` are columns of a row that it may be the sum of."""

    top: str
    heading: str
    money: bool
    count: Count
    adds: tuple[int, ...] = ()

    def shown(self, value: int) -> float:
        """Return a number as its cell has it: yuan, or people."""
        return value / 100 if self.money else value


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet with its columns; ``pages`` are the first and last column of the text on each page side by side."""

    paper: Paper
    sheet: RowSheet
    leaves: tuple[Leaf, ...]
    numbers: Tally
    pages: tuple[tuple[int, int], ...]

    @classmethod
    def on(cls, paper: Paper, name: str, leaves: Sequence[Leaf], numbers: Tally) -> Grid:
        """Add a sheet of this name and set its pages."""
        widths = widths_of(leaves)
        sheet = paper.sheet(name, widths)
        sheet.set_default_row(ROW)
        sheet.repeat_rows(0, FIRST - 1)
        sheet.freeze_panes(FIRST, len(LABELS))
        breaks = page_breaks(leaves)
        if not breaks:
            sheet.fit_to_pages(1, 0)
            return cls(paper, sheet, tuple(leaves), numbers, ((0, len(widths) - 1),))
        sheet.set_print_scale(_ASIDE)
        sheet.repeat_columns(0, len(LABELS) - 1)
        sheet.set_v_pagebreaks(breaks)
        edges = pairwise([len(LABELS), *breaks, len(widths)])
        return cls(paper, sheet, tuple(leaves), numbers, tuple((a, b - 1) for a, b in edges))

    @property
    def looks(self) -> dict[str, int]:
        """The styles."""
        return self.paper.styles

    def write_head(self, title: str) -> None:
        """Write title, line and headings; what has no second heading goes over both rows."""
        sheet, looks, paper, book = self.sheet, self.looks, self.paper, self.paper.book
        line = paper.word("line-plain", office=book.office, batch=book.batch, made_on=book.made_on)
        unit = paper.word("unit-people")
        sheet.put_spans(0, [Span(first, last, title, looks["title"]) for first, last in self.pages], height=32)
        lines = []
        for first, last in self.pages:
            lines += [Span(first, last - 2, line, looks["line"]), Span(last - 1, last, unit, looks["unit"])]
        sheet.put_spans(1, lines)
        head = looks["head"]
        above = [Span(column, column, paper.word(f"col-{label}"), head) for column, (label, _) in enumerate(LABELS)]
        for first, last in _runs(self.leaves):
            above.append(Span(first + len(LABELS), last + len(LABELS), self.leaves[first].top, head))
        remark = len(LABELS) + len(self.leaves)
        above.append(Span(remark, remark, paper.word("col-remark"), head))
        below = [*("" for _ in LABELS), *(leaf.heading for leaf in self.leaves), ""]
        sheet.put_spans(2, above, height=36)
        sheet.put_row(3, below, [head] * len(below))
        for column, heading in enumerate(below):
            if not heading:
                sheet.stretch(2, 3, column, column)

    def write_schools(self) -> int:
        """Write schools and 乡镇小计; return the row of 总计. Where no town is known nothing is said of towns."""
        row = FIRST
        none_known = not any(town for town, _, _ in self.numbers.towns)
        for index, (town, start, stop) in enumerate(self.numbers.towns):
            name = town or self.paper.word("town-unknown")
            first = row
            for school in range(start, stop):
                self._write_school(row, school, town if none_known else name)
                row += 1
            if none_known:  # its subtotal would be 总计 again
                continue
            sums = []
            for column, leaf in enumerate(self.leaves, len(LABELS)):
                is_sum = leaf.count.towns[index] == sum(leaf.count.schools[start:stop])
                sums.append((leaf.count.towns[index], f"SUM({_range(first, row - 1, column)})" if is_sum else ""))
            self._write_sums(row, self.paper.word("town-total", town=name), sums)
            row += 1
        return row

    def _write_school(self, row: int, school: int, town: str) -> None:
        values = [leaf.count.schools[school] for leaf in self.leaves]
        cells: list[Value] = [school + 1, town, self.numbers.schools[school]]
        looks = [self.looks["no"], self.looks["text"], self.looks["left"]]
        for leaf, value in zip(self.leaves, values, strict=True):
            looks.append(self.looks["money" if leaf.money else "count"])
            if not value:
                cells.append(None)
            elif leaf.adds and sum(values[c - len(LABELS)] for c in leaf.adds) == value:
                added = "+".join(f"N({xl_rowcol_to_cell(row, c)})" for c in leaf.adds)
                cells.append(Formula(added, leaf.shown(value)))
            else:
                cells.append(leaf.shown(value))
        self.sheet.put_row(row, [*cells, None], [*looks, self.looks["text"]])

    def write_total(self, row: int) -> None:
        """Write 总计 as sums over the rows with a running number."""
        labels = _range(FIRST, row - 1, 0)
        sums = []
        for column, leaf in enumerate(self.leaves, len(LABELS)):
            formula = f'SUMIF({labels},">0",{_range(FIRST, row - 1, column)})'
            sums.append((leaf.count.total, formula if leaf.count.total == sum(leaf.count.schools) else ""))
        self._write_sums(row, self.paper.word("grand-total"), sums)

    def _write_sums(self, row: int, label: str, sums: Sequence[tuple[int, str]]) -> None:
        """Write sums, live where they are: people in two schools are one person, which no sum can say."""
        looks = self.looks
        spans = [Span(0, len(LABELS) - 1, label, looks["sum-label"])]
        for column, (leaf, (value, formula)) in enumerate(zip(self.leaves, sums, strict=True), len(LABELS)):
            shown = leaf.shown(value)
            look = looks["sum-money" if leaf.money else "sum-number"]
            spans.append(Span(column, column, Formula(formula, shown) if formula else shown, look))
        after = len(LABELS) + len(sums)
        self.sheet.put_spans(row, [*spans, Span(after, after, None, looks["sum-label"])])


def widths_of(leaves: Sequence[Leaf]) -> list[int]:
    """Return the widths of all columns in characters."""
    return [width for _, width in LABELS] + [_MONEY if leaf.money else _NUMBER for leaf in leaves] + [_REMARK]


def page_breaks(leaves: Sequence[Leaf]) -> list[int]:
    """Return the columns before which a page ends; none where all of them can be read on one."""
    widths = widths_of(leaves)
    if print_scale(widths) >= _READABLE:
        return []
    sizes = pixels(widths)
    labels = sum(sizes[: len(LABELS)])
    room = sum(sizes) * print_scale(widths) / _ASIDE - labels
    breaks, used = [], 0
    runs = _runs(leaves)
    for first, last in [*runs[:-1], (runs[-1][0], runs[-1][1] + 1)]:  # 备注 stays with what it follows
        size = sum(sizes[first + len(LABELS) : last + len(LABELS) + 1])
        if used and used + size > room:
            breaks.append(first + len(LABELS))
            used = 0
        used += size
    return breaks


def _runs(leaves: Sequence[Leaf]) -> list[tuple[int, int]]:
    """Return (first, last) of the leaves under one heading."""
    starts = [i for i, leaf in enumerate(leaves) if not i or leaf.top != leaves[i - 1].top or not leaf.heading]
    return [(a, b - 1) for a, b in zip(starts, [*starts[1:], len(leaves)], strict=True)]


def _range(first: int, last: int, column: int) -> str:
    return f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
