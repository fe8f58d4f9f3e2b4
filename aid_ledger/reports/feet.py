"""Whoever wants to know which digests are printed: collects the feet of the sheets that are written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of a sheet: its digest as printed; ``file`` below the folder of the papers."""

    file: str
    sheet: str
    digest: str


_SEEN: ContextVar[tuple[Path, list[Foot]] | None] = ContextVar("feet", default=None)


@contextmanager
def feet(folder: Path) -> Iterator[list[Foot]]:
    """Yield the feet of all sheets that are written below ``folder`` inside the block, as they come."""
    seen: list[Foot] = []
    token = _SEEN.set((folder, seen))
    try:
        yield seen
    finally:
        _SEEN.reset(token)


def note_foot(file: Path, sheet: str, digest: str) -> None:
    """Note a foot, where somebody collects them."""
    if (seen := _SEEN.get()) is not None:
        seen[1].append(Foot(file.relative_to(seen[0]).as_posix(), sheet, digest))
