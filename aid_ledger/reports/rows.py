"""A sheet that takes a whole row in one write: plain cells, or cells that stretch over columns.

XlsxWriter's own way, cell by cell through a table of one row, takes two thirds of the time of a county's papers.
Everything around the rows (page set-up, columns, styles, the package) stays its own, and so do rows written its
way; both kinds may follow each other, strictly downwards, in a workbook of constant memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class Formula(NamedTuple):
    """A formula without ``=`` of functions that every Excel knows, and what it gives now."""

    text: str
    value: str | float


class Marked(NamedTuple):
    """A text of parts, each with whether it is set off (bold and red): what differs from another text."""

    parts: tuple[tuple[str, bool], ...]


Value = str | float | Formula | Marked | None


class Span(NamedTuple):
    """One value over the columns from ``first`` to ``last``; ``style`` is a format's number (:func:`style`)."""

    first: int
    last: int
    value: Value
    style: int


class RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with :meth:`put_row`, :meth:`put_spans` and :meth:`put_comment`.

    Uses ``_write_single_row``, ``_check_dimensions``, ``merge`` and ``fh`` of its class. Where somebody wants to know
    the rows instead, they go into ``noted`` as first row and columns, and nothing is written.
    """

    noted: list[tuple[int, Sequence[Sequence[Value]]]] | None = None
    previous_row: int

    def put_comment(self, row: int, column: int, text: str, author: str) -> None:
        """Put a comment on a cell of a row above the one written last; its own class allows none there."""
        last, self.previous_row = self.previous_row, row
        self.write_comment(row, column, text, {"author": author})
        self.previous_row = last

    def put_row(
        self, row: int, values: Sequence[Value], styles: Sequence[int], *, height: float = 0, hidden: bool = False
    ) -> None:
        """Write ``values`` from column A on.

        Args:
            row: counted from 0, below every row written before.
            values: texts, numbers, formulas; None and a blank text give an empty cell, left out where it has no style.
            styles: a format's number for each (:func:`style`), 0 for none.
            height: in points; 0 leaves it to the sheet.
            hidden: whether the row is hidden.

        Raises:
            ValueError: not as many styles as values.
        """
        if self.noted is not None:
            self.noted.append((row, [[value] for value in values]))
            return
        number = row + 1
        letters = _letters(len(values))
        cells = "".join([_cell(f"{a}{number}", v, look) for a, v, look in zip(letters, values, styles, strict=True)])
        self._write_single_row(row)
        self._check_dimensions(row, max(len(values) - 1, 0))
        unseen = ' hidden="1"' if hidden else ""
        self.fh.write(f'<row r="{number}"{_tall(height)}{unseen}>{cells}</row>')

    def put_rows(
        self, first: int, columns: Sequence[Sequence[Value]], styles: Sequence[int], heights: Sequence[float]
    ) -> None:
        """Write many rows from ``first`` on, one for each of ``heights``; each column is of one kind.

        Raises:
            ValueError: columns of another length, or not as many styles as columns.
        """
        if self.noted is not None:
            self.noted.append((first, columns))
            return
        count, width = len(heights), len(columns)
        numbers = range(first + 1, first + count + 1)
        heads = [f'<row r="{number}"{_tall(height)}>' for number, height in zip(numbers, heights, strict=True)]
        cells = [
            _column(letter, numbers, column, look)
            for letter, column, look in zip(_letters(width), columns, styles, strict=True)
        ]
        self._write_single_row(first)
        self._check_dimensions(first, width - 1)
        self._check_dimensions(first + count - 1, width - 1)
        self.fh.write("".join([part for row in zip(heads, *cells, ["</row>"] * count, strict=True) for part in row]))

    def put_spans(self, row: int, spans: Iterable[Span], *, height: float = 0) -> None:
        """Write a row of spans from left to right; columns between them stay empty, without style."""
        values: list[Value] = []
        styles: list[int] = []
        for first, last, value, look in spans:
            gap = first - len(values)
            values += [None] * gap + [value] + [None] * (last - first)
            styles += [0] * gap + [look] * (last - first + 1)
            if last > first:
                self.stretch(row, row, first, last)
        self.put_row(row, values, styles, height=height)

    def stretch(self, first_row: int, last_row: int, first: int, last: int) -> None:
        """Let the upper left cell of these rows and columns cover all of them."""
        self.merge.append([first_row, first, last_row, last])


def style(look: object) -> int:
    """Return the number under which a sheet names this format."""
    return int(look._get_xf_index())  # type: ignore[attr-defined]


def _column(letter: str, numbers: range, column: Sequence[Value], look: int) -> list[str]:
    """Return the cells of a column, most of which are plain texts or plain numbers."""
    first = next((value for value in column if value is not None), None)
    if isinstance(first, str) and Marked not in set(map(type, column)):
        head, tail = f'" s="{look}" t="inlineStr"><is><t>', "</t></is></c>"
        return [
            f'<c r="{letter}{number}{head}{value}{tail}'
            if value and value.isalnum()  # type: ignore[union-attr]
            else _cell(f"{letter}{number}", value, look)
            for number, value in zip(numbers, column, strict=True)
        ]
    return [_cell(f"{letter}{number}", value, look) for number, value in zip(numbers, column, strict=True)]


def _cell(place: str, value: Value, look: int) -> str:
    if value is None or value == "":
        return f'<c r="{place}" s="{look}"/>' if look else ""
    if isinstance(value, str):
        text = f">{value}" if value.isalnum() else _kept(value)
        return f'<c r="{place}" s="{look}" t="inlineStr"><is><t{text}</t></is></c>'
    if isinstance(value, Marked):
        runs = "".join(f"<r>{_SET_OFF if off else ''}<t{_kept(text)}</t></r>" for text, off in value.parts if text)
        return f'<c r="{place}" s="{look}" t="inlineStr"><is>{runs}</is></c>'
    if isinstance(value, Formula):
        kind, now = _shown(value.value)
        return f'<c r="{place}" s="{look}"{kind}><f>{_escaped(value.text)}</f><v>{now}</v></c>'
    return f'<c r="{place}" s="{look}"><v>{value:.16g}</v></c>'


_SET_OFF = '<rPr><b/><sz val="10"/><color rgb="FFC00000"/><rFont val="宋体"/></rPr>'


def _tall(height: float) -> str:
    return f' ht="{height:g}" customHeight="1"' if height else ""


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_LETTERS: list[str] = []
_NUMBER_OF_SIGN = re.compile("(_x[0-9A-Fa-f]{4}_)")


def _letters(count: int) -> list[str]:
    while len(_LETTERS) < count:
        _LETTERS.append(xl_col_to_name(len(_LETTERS)))
    return _LETTERS[:count]


def _shown(value: str | float) -> tuple[str, str]:
    """Return how a cell says the kind of what its formula gives, and that itself."""
    if value in _ERRORS:
        return ' t="e"', str(value)
    return (' t="str"', _escaped(value)) if isinstance(value, str) else ("", f"{value:.16g}")


def _kept(value: str) -> str:
    """Return what follows ``<t``: blanks at the ends are kept only where the element says so.

    What Excel would read as a sign's number, ``_x0041_``, is kept from it.
    """
    space = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() else ""
    if "_x" in value:
        value = _NUMBER_OF_SIGN.sub(r"_x005F\1", value)
    return f"{space}>{_escaped(value)}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
