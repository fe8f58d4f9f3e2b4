"""What intake hands on: the reading of one file, its data tables and what became of its other sheets.

Row numbers and column letters are those that Excel shows. Text is as stored, outer white space stripped;
whether an ID, a name or an account is good is decided in ``people``, words and values when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.terms import Term

Mask = npt.NDArray[np.bool_]
"""One truth value a data row, in the order of the frame."""

PASSED_OVER = ("title", "header", "total", "signature", "blank", "note", "group")
"""Why a row of a sheet is no data row; ``group`` is a one-cell row that names the class of the rows below."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column that has a header. ``field`` is empty where the header means nothing to us.

    ``unit`` is as written in the header, the unit row or the title: 元/学年, 万元 …; empty where none is given.
    """

    letter: str
    header: str
    field: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A total row that was passed over: its label, and its numbers as stored by column letter."""

    row: int
    label: str
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetNote:
    """One sheet of the file and what became of it.

    ``why`` is a code: ``data``, ``empty``, ``no-header``, ``no-rows``, ``other-list``, ``not-chosen``,
    ``not-cells``, ``other-term``.
    ``hits`` are the headers known on its best row.
    """

    name: str
    hidden: bool
    used: bool
    why: str
    hits: int = 0


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One list found on one sheet.

    ``frame`` has a row a data row, in the order of the sheet: ``row`` (int32, as Excel shows) and one ``str``
    column per field met, empty cell ``""``. ``damaged`` marks cells of identifiers whose last digits Excel has
    already lost; ``unread`` cells that hold an error or a formula without a saved value (their text is ``#N/A``).
    ``passed_over`` counts
    rows by :data:`PASSED_OVER`: with the data rows they add up to ``last_row``. ``repeated_ids`` are the fields
    ``id_no_2`` … of household sheets. ``name_facts`` are facts from the names of file and sheet, and what was told to
    hold for every row; those that are fields stand in the frame too, without a column of the sheet. ``told`` is what
    a person or a profile said of the columns, in plain values; ``examples`` are first cells by column letter, for a
    preview only. ``comments`` are those that count for a row, by its number and the cell they are on: the ``remark`` of
    the row says them too. ``comments_aside`` are cells of other rows that bear one.
    """

    kind: str
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    last_row: int
    damaged: Mapping[str, Mask] = field(default_factory=dict)
    unread: Mapping[str, Mask] = field(default_factory=dict)
    comments: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    comments_aside: tuple[str, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)
    totals: tuple[ControlTotal, ...] = ()
    hidden_rows: int = 0
    name_facts: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def letter_of(self, name: str) -> str:
        """Return the letter of the column of a field, ``""`` where the sheet has none.

        A level that stands in several columns, a tier each, is placed at the first of them.
        """
        own = next((c.letter for c in self.columns if c.field == name), "")
        return own or (self.letter_of("tier_1") if name == "level" else "")

    def header_of(self, name: str) -> str:
        """Return the header of the column of a field, ``""`` where the sheet has none."""
        return next((c.header for c in self.columns if c.field == name), "")

    def unit_of(self, name: str) -> str:
        """Return the unit given for a field, ``""`` where none is."""
        return next((c.unit for c in self.columns if c.field == name), "")

    def place(self, file: str, row: int, name: str = "") -> Place:
        """Return where the cell of a field in an Excel row stands; the whole row where the field is not met."""
        return Place(file=file, sheet=self.sheet, cell=f"{self.letter_of(name)}{row}")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields met, in the order of the columns."""
        return tuple(c.field for c in self.columns if c.field)

    @property
    def repeated_ids(self) -> tuple[str, ...]:
        """All fields that hold IDs of persons of a row: ``id_no``, ``id_no_2`` …, in the order of columns."""
        return tuple(f for f in self.fields if f == "id_no" or f.startswith("id_no_"))


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file, read. ``findings`` are warnings; what makes a file useless was raised instead.

    ``as_of`` and ``term`` come from the file name, else from titles and the column 数据日期, else from the profile;
    ``stated_count`` is the head-count of the file name; ``profile`` the source profile that was used, if any.
    ``sha256`` is of the bytes read, ``encrypted`` of those given where a password was on them; ``container``: ``xlsx``,
    ``xls`` ….
    """

    name: str
    sha256: str
    container: str
    tables: tuple[SheetTable, ...]
    sheets: tuple[SheetNote, ...]
    as_of: date | None = None
    term: Term | None = None
    stated_count: int | None = None
    name_facts: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    findings: tuple[Finding, ...] = ()
    encrypted: str = ""


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0.

    >>> column_letter(0), column_letter(27), column_letter(16383)
    ('A', 'AB', 'XFD')
    """
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the column counted from 0 of its letters.

    >>> column_index("A"), column_index("AB"), column_index("XFD")
    (0, 27, 16383)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
