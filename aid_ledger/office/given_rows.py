"""The differences of an auditor's list as rows: whose row it is, both values masked, and the cells on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import ascii_uppercase
from typing import TYPE_CHECKING

from aid_ledger.intake import SheetTable
from aid_ledger.people import check_ids, mask_account, mask_id, mask_name

if TYPE_CHECKING:
    from aid_ledger.office.given_files import GivenList

LISTS = (
    "file", "archived", "status", "at", "header", "theirs", "ours", "name", "id_number", "school", "town", "evidence",
)  # fmt: skip
_WHO = ("student_name", "id_no", "school", "town")
_NUMBERS = ("_no", "phone")


def rows_of(found: GivenList) -> Iterator[tuple[str, ...]]:
    """Yield the differences of a list (:data:`LISTS`), or one row that says how it stands.

    Values of cells are masked; whose row it is stands whole, for whoever looks for their money.
    """
    own, differences = (found.file, found.archived), found.differences
    if found.status != "differs" or differences is None or found.tables is None:
        yield (*own, found.status, found.sheet, *[""] * 8)
        return
    theirs, ours, digest = found.tables
    their_rows, our_rows = _People(theirs, f"{found.file}/{theirs.sheet}"), _People(ours, f"{digest[:8]}/{ours.sheet}")
    for cell in differences.cells:
        masked = _mask_of(cell.field)
        at = f"{found.sheet}!{cell.theirs_at} / {cell.ours_at}"
        shown = masked(cell.theirs), masked(cell.ours)
        status = "cell-differs" if shown[0] != shown[1] else "cell-differs-masked"
        cells = f"{their_rows.sheet}!{cell.theirs_at};{our_rows.sheet}!{cell.ours_at}"
        yield (*own, status, at, cell.header, *shown, *our_rows.who(_number(cell.ours_at)), cells)
    for status, rows, numbers in (
        ("row-added", their_rows, differences.only_theirs), ("row-missing", our_rows, differences.only_ours),
    ):  # fmt: skip
        for number in numbers:
            yield (*own, status, str(number), "", "", "", *rows.who(number), rows.cell(number))
    for column in differences.columns:
        header = ours.header_of(column) if column in ours.fields else theirs.header_of(column)
        yield (*own, "column-differs", "", header, *[""] * 7)


def _mask_of(field: str) -> Callable[[str], str]:
    """Return how values of a field are shown: names and numbers of whomever masked."""
    if "_name" in field:
        return mask_name
    if "account" in field:
        return mask_account
    return mask_id if any(part in field for part in _NUMBERS) else str


class _People:
    """Who stands in a row of a list: name, ID, school and town as the list has them, and the cell of the person."""

    def __init__(self, table: SheetTable, sheet: str) -> None:
        self.sheet = sheet
        self._letter = next(filter(None, map(table.letter_of, ("id_no", "student_name"))), "A")
        frame = table.frame
        blank = [""] * len(frame)
        names, ids, *places = (frame[name].tolist() if name in frame else blank for name in _WHO)
        certain = check_ids(frame["id_no"]).normal.tolist() if "id_no" in frame else blank
        numbers = [own or written for own, written in zip(certain, ids, strict=True)]
        whose = list(zip(names, numbers, *places, strict=True))
        self._rows: dict[int, tuple[str, str, str, str]] = dict(zip(frame["row"].tolist(), whose, strict=True))

    def who(self, number: int) -> tuple[str, str, str, str]:
        """Return name, ID, school and town of a row as Excel counts them, blank where the list has none."""
        return self._rows[number]

    def cell(self, number: int) -> str:
        """Return the cell that names the person of a row."""
        return f"{self.sheet}!{self._letter}{number}"


def _number(cell: str) -> int:
    """Return the row of a cell such as ``AB12``."""
    return int(cell.lstrip(ascii_uppercase))
