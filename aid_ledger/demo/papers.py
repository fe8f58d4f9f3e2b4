"""A list before it is written: its sheets with cells that ``mess`` may still spoil, and whose each row is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from aid_ledger.demo.book import Cell, Row, Sheet, Span, note_sheet, shapes
from aid_ledger.demo.plain_forms import EXTENSIONS, write_sheets
from aid_ledger.terms import Term

TOTAL_FOOT = "合计"
SIGN_FOOT: Row = ("制表人：（签字）", "", "审核人：（签字）", "", "单位负责人：（盖章）")
OFFICE = "示例县学生资助管理中心"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list: the student's place or -1, and its cells in the order of the header."""

    child: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a row was written: file (an archive's file below its name), sheet, row as Excel counts it."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Form:
    """A list's layout: sheet, header, title rows, feet, and where the person's name and ID stand.

    ``above`` and ``spans`` are the upper levels of its header (see :class:`Sheet`); ``arrange`` makes the header and
    the rows that are written from those of the list, with the spans among them, where they differ.
    """

    sheet: str
    header: tuple[str, ...]
    name_at: int
    id_at: int
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    feet: bool = False
    above: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()
    arrange: Callable[[Sequence[Entry]], Arranged] | None = None
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Arranged:
    """What stands in the sheet: header, rows and the spans of both; ``at`` is each entry's row, if not its own."""

    header: tuple[str, ...]
    rows: list[list[Cell]]
    spans: tuple[Span, ...] = ()
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: its kind, its name with ``{n}`` for the number of rows, its forms and their rows.

    ``container`` is a form of :func:`aid_ledger.demo.plain_forms.write_sheets`; ``miscounted`` is by how many the
    number in the name is too large.
    """

    kind: str
    name: str
    forms: tuple[Form, ...]
    rows: tuple[list[Entry], ...]
    hidden: dict[int, set[int]] = field(default_factory=dict)
    stray: bool = False
    container: str = "xlsx"
    miscounted: int = 0

    def plain(self) -> Paper:
        """Return the same list as a workbook of one person a row below one header row, for measuring."""
        forms = tuple(replace(form, above=(), spans=(), arrange=None, hidden_columns=()) for form in self.forms)
        return replace(self, forms=forms, container="xlsx")

    def write(self, folder: Path, seen: Counter[str], places: dict[int, Placed]) -> tuple[Path, int] | None:
        """Write the file, unless it has no row; return its path and number of rows.

        Args:
            folder: of the county.
            seen: counts the shapes.
            places: is filled with where each entry, by its ``id``, was written.
        """
        sheets: list[Sheet] = []
        count = 0
        written: list[tuple[Entry, str, int]] = []
        for place, (form, rows) in enumerate(zip(self.forms, self.rows, strict=True)):
            if form.notes:
                sheets.append(note_sheet("说明", *form.notes))
            made = form.arrange(rows) if form.arrange else Arranged(form.header, [entry.cells for entry in rows])
            count += len(made.rows)
            top = len(form.titles) + len(form.above) + 2
            at = made.at or range(len(rows))
            written += [(entry, form.sheet, top + place) for entry, place in zip(rows, at, strict=True)]
            feet: tuple[Row, ...] = ((TOTAL_FOOT, "", f"{len(rows)}人"), SIGN_FOOT) if form.feet else ()
            sheets.append(
                Sheet(
                    form.sheet, made.header, made.rows, form.titles, feet,
                    hidden_rows=frozenset(self.hidden.get(place, ())), hidden_columns=form.hidden_columns,
                    stray=self.stray,
                    above=form.above, spans=(*form.spans, *made.spans),
                )
            )  # fmt: skip
        if not count:
            return None
        # The notes stand first in a file of one data sheet, in the middle of a file of two.
        if len(self.forms) > 1:
            sheets.insert(1, note_sheet("说明", "第一张表为孤儿，第三张表为事实无人抚养儿童。"))
        seen.update(shapes(sheets))
        seen["count-in-name-wrong"] += self.miscounted > 0
        path = (folder / self.name.format(n=count + self.miscounted)).with_suffix(f".{EXTENSIONS[self.container]}")
        write_sheets(path, self.container, sheets)
        text = path.stem if self.container in {"csv", "tab", "bar"} else ""
        places.update((id(entry), Placed(path.name, text or sheet, row)) for entry, sheet, row in written)
        return path, count


LAST_LIST: Final = 120
"""Days from the reference day to the last day that a list is of: the reports of meals, at the term's end."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Dates of one term as the lists write them."""

    term: Term

    def stamp(self, days: int) -> str:
        """Return ``20230305`` for 4 days after the reference day of 2023S."""
        return f"{self.term.reference_day + timedelta(days=days):%Y%m%d}"

    def name(self, pattern: str, days: int) -> str:
        """Return a file name: ``pattern`` with its date, and ``{n}`` left for the number of rows."""
        return f"{pattern}_{self.stamp(days)}-{{n}}人.xlsx"


def dashed(day: date | None) -> str:
    """Return ``2023-03-15``, or nothing."""
    return f"{day:%Y-%m-%d}" if day else ""


def compact(day: date | None) -> str:
    """Return ``20230315``, or nothing."""
    return f"{day:%Y%m%d}" if day else ""


def slashed(day: date | None) -> str:
    """Return ``2023/3/5``, or nothing."""
    return f"{day.year}/{day.month}/{day.day}" if day else ""


def numbered(entries: Sequence[Entry], at: int = 0) -> None:
    """Put 1, 2, 3 … into the column ``at``, after the last change to the rows."""
    for number, entry in enumerate(entries, start=1):
        entry.cells[at] = number


def sex(boy: bool) -> str:
    """Return 男 or 女."""
    return "男" if boy else "女"
