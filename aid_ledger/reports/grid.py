"""How a 汇总表 is drawn: two rows of headings, schools by town with 乡镇小计, 总计, all sums live.

A sheet too wide to be read on one page goes over pages side by side, broken between groups of columns. Each page
has the title, and the school in its first columns; so nothing but schools stands in these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.paper import Paper, merge, pixels, print_scale
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
    sheet: Any
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
    def looks(self) -> dict[str, Any]:
        """The formats."""
        return self.paper.formats

    def write_head(self, title: str) -> None:
        """Write title, line and headings."""
        sheet, looks, paper, book = self.sheet, self.looks, self.paper, self.paper.book
        sheet.set_row(0, 32)
        line = paper.word("line-plain", office=book.office, batch=book.batch, made_on=book.made_on)
        for first, last in self.pages:
            merge(sheet, 0, (first, last), title, looks["title"])
            merge(sheet, 1, (first, last - 2), line, looks["line"])
            merge(sheet, 1, (last - 1, last), paper.word("unit-people"), looks["unit"])
        sheet.set_row(2, 36)
        for column, (label, _) in enumerate(LABELS):
            sheet.merge_range(2, column, 3, column, paper.word(f"col-{label}"), looks["head"])
        for first, last in _runs(self.leaves):
            leaf = self.leaves[first]
            column = first + len(LABELS)
            if leaf.heading:
                merge(sheet, 2, (column, last + len(LABELS)), leaf.top, looks["head"])
                for offset, own in enumerate(self.leaves[first : last + 1]):
                    sheet.write_string(3, column + offset, own.heading, looks["head"])
            else:
                sheet.merge_range(2, column, 3, column, leaf.top, looks["head"])
        remark = len(LABELS) + len(self.leaves)
        sheet.merge_range(2, remark, 3, remark, paper.word("col-remark"), looks["head"])

    def write_schools(self) -> int:
        """Write schools and 乡镇小计; return the row of 总计."""
        sheet, looks, row = self.sheet, self.looks, FIRST
        for index, (town, start, stop) in enumerate(self.numbers.towns):
            name = town or self.paper.word("town-unknown")
            first = row
            for school in range(start, stop):
                sheet.write_number(row, 0, school + 1, looks["no"])
                sheet.write_string(row, 1, name, looks["text"])
                sheet.write_string(row, 2, self.numbers.schools[school], looks["left"])
                self._write_school(row, school)
                row += 1
            merge(sheet, row, (0, 2), self.paper.word("town-total", town=name), looks["sum-label"])
            for column, leaf in enumerate(self.leaves, len(LABELS)):
                formula = f"=SUM({_range(first, row - 1, column)})"
                is_sum = leaf.count.towns[index] == sum(leaf.count.schools[start:stop])
                self._write_sum(row, column, leaf.count.towns[index], formula if is_sum else "")
            sheet.write_blank(row, len(LABELS) + len(self.leaves), None, looks["sum-label"])
            row += 1
        return row

    def _write_school(self, row: int, school: int) -> None:
        values = [leaf.count.schools[school] for leaf in self.leaves]
        for column, (leaf, value) in enumerate(zip(self.leaves, values, strict=True), len(LABELS)):
            look = self.looks["money" if leaf.money else "count"]
            parts = sum(values[c - len(LABELS)] for c in leaf.adds)
            if not value:
                self.sheet.write_blank(row, column, None, look)
            elif leaf.adds and parts == value:
                cells = "+".join(f"N({xl_rowcol_to_cell(row, c)})" for c in leaf.adds)
                self.sheet.write_formula(row, column, f"={cells}", look, leaf.shown(value))
            else:
                self.sheet.write_number(row, column, leaf.shown(value), look)
        self.sheet.write_blank(row, len(LABELS) + len(self.leaves), None, self.looks["text"])

    def write_total(self, row: int) -> None:
        """Write 总计 as sums over the rows with a running number."""
        merge(self.sheet, row, (0, 2), self.paper.word("grand-total"), self.looks["sum-label"])
        labels = _range(FIRST, row - 1, 0)
        for column, leaf in enumerate(self.leaves, len(LABELS)):
            formula = f'=SUMIF({labels},">0",{_range(FIRST, row - 1, column)})'
            is_sum = leaf.count.total == sum(leaf.count.schools)
            self._write_sum(row, column, leaf.count.total, formula if is_sum else "")
        self.sheet.write_blank(row, len(LABELS) + len(self.leaves), None, self.looks["sum-label"])

    def _write_sum(self, row: int, column: int, value: int, formula: str) -> None:
        """Write a sum, live where it is one: people in two schools are one person, which no sum can say."""
        leaf = self.leaves[column - len(LABELS)]
        look = self.looks["sum-money" if leaf.money else "sum-number"]
        if formula:
            self.sheet.write_formula(row, column, formula, look, leaf.shown(value))
        else:
            self.sheet.write_number(row, column, leaf.shown(value), look)


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
