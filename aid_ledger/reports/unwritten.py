"""What papers would say if they were written now: the cells of every sheet, noted where they would go to disk.

For whoever compares a printed sheet with the books: the same code says what stands on it, and no file is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from aid_ledger.reports.rows import Value

Number = int | float
"""What a cell of a sheet holds as a number: an amount is in yuan there, as a reader sees it."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A sheet that was not written: ``blocks`` of rows from top to bottom, each its first row (from 0) and its columns.

    ``file`` is below the folder of the papers.
    """

    file: str
    sheet: str
    blocks: list[tuple[int, Sequence[Sequence[Value]]]] = field(default_factory=list)


_SEEN: ContextVar[tuple[Path, list[Unwritten]] | None] = ContextVar("unwritten", default=None)


@contextmanager
def unwritten(folder: Path) -> Iterator[list[Unwritten]]:
    """Yield the sheets of the papers that are made below ``folder`` inside the block; their files are not made."""
    seen: list[Unwritten] = []
    token = _SEEN.set((folder, seen))
    try:
        yield seen
    finally:
        _SEEN.reset(token)


def is_noting() -> bool:
    """Tell whether sheets are noted, so that no file is to be made."""
    return _SEEN.get() is not None


def noted(file: Path, sheet: str) -> Unwritten | None:
    """Return where the rows of a new sheet are noted, none where it is written."""
    if (seen := _SEEN.get()) is None:
        return None
    one = Unwritten(file.relative_to(seen[0]).as_posix(), sheet)
    seen[1].append(one)
    return one
