"""What verifying finds: the record that does not fit, by table, id and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aid_ledger.words import Lang, phrase

MOST = 20
"""Further ones that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Bad:
    """The first record that does not fit: its table, its id, and what differs (a ``word`` of the catalogue)."""

    table: str
    id: str
    what: str

    def said(self, lang: Lang) -> str:
        """Return the same as a sentence."""
        table, what = phrase(f"table-{self.table}", lang), phrase(f"bad-{self.what}", lang)
        return phrase("bad-record", lang, table=table, id=self.id, what=what)


@dataclass(frozen=True, slots=True)
class Bads:
    """What does not fit: the first, further ones (at most :data:`MOST`), and how many there are in all."""

    first: Bad | None = None
    more: tuple[Bad, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, found: Iterable[Bad]) -> Bads:
        """Count what is found, each once, and keep the first of it."""
        kept: dict[Bad, None] = {}
        count = 0
        for bad in found:
            if bad not in kept:
                count += 1
                if len(kept) <= MOST:
                    kept[bad] = None
        return cls(next(iter(kept), None), tuple(kept)[1:], count)
