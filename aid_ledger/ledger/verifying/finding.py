"""What verifying finds: the record that does not fit, by table, id and what differs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bad:
    """The first record that does not fit: its table, its id, and what differs (a ``word`` of the catalogue)."""

    table: str
    id: str
    what: str
