"""How a cell of a list is named: ``file-digest8/sheet!cell``; and the cell beside it in which a person decided it."""

from __future__ import annotations

from aid_ledger.intake import COMMENTED
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


def remark_cells(source: Source, row: int) -> tuple[str, ...]:
    """Return the cells that say a row's remark: that of 备注 where it is filled, and those with a comment."""
    letter, comments = source.table.letter_of("remark"), source.table.comments.get(row, {})
    digest = f"{source.digest[:8]}/{source.sheet}!"
    own = (f"{letter}{row}",) if letter and not _only_comments(source, row) else ()
    return tuple(f"{digest}{cell}" for cell in (*own, *comments))


def _only_comments(source: Source, row: int) -> bool:
    """Tell whether all of a row's remark was written in comments."""
    frame = source.table.frame
    said = frame.loc[frame["row"] == row, "remark"] if "remark" in frame else ()
    return all(text.startswith(COMMENTED) or not text for text in said)
