"""How a cell of a list is named: ``file-digest8/sheet!cell``; and the cell beside it in which a person decided it."""

from __future__ import annotations

from aid_ledger.linking import Source

_ID_FIELDS = ("id_no", "disability_no", "student_no", "student_name")


def cell_name(source: Source, row: int, field: str = "") -> str:
    """Return one cell: of ``field`` where the sheet has it, or where it was taken from, else of what names the row."""
    taken = source.corrected.get((row, field))
    if taken and taken[1] and not source.table.letter_of(field):
        return taken[1]
    found = (source.table.letter_of(name) for name in (field, *_ID_FIELDS) if name)
    letter = next((letter for letter in found if letter), "A")
    return f"{source.digest[:8]}/{source.sheet}!{letter}{row}"


def cells_of(source: Source, row: int, field: str = "") -> tuple[str, ...]:
    """Return the cell of a field, and the cell of the workbook in which a person said what it is to read."""
    decided = source.corrected.get((row, field))
    own = cell_name(source, row, field)
    return (own, *((decided[1],) if decided and decided[1] not in ("", own) else ()))
