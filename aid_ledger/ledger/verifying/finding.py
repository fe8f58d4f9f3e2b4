"""What verifying finds: the record that does not fit, by table, id and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aid_ledger.money import format_yuan
from aid_ledger.words import Lang, known, phrase

MOST = 20
"""Further ones that are listed; the rest is counted."""


Value = str | int | None
_MONEY = ("amount", "total", "standard")
_SHOWN = 40
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that is not what it was, which is proved: the row, its column, the value before and the one now.

    Money is in fen. ``now`` may be of any kind: what somebody puts into a database is not bound by ours.
    """

    table: str
    id: str
    column: str
    was: Value
    now: object

    def said(self, lang: Lang) -> str:
        """Return the same as words, money in yuan."""
        name = f"altered-{self.column}"
        column = phrase(name, lang) if name in known("word") else phrase("altered-other", lang, column=self.column)
        return phrase("bad-changed", lang, column=column, was=self._shown(self.was), now=self._shown(self.now))

    def _shown(self, value: object) -> str:
        if self.column in _MONEY and type(value) is int:
            return format_yuan(value, grouped=True)
        text = str(value)
        return "''" if text == "" else text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Bad:
    """The first record that does not fit: its table, its id, and what differs (a ``word`` of the catalogue).

    ``changes``: what its values were, where that is proved; none says that it is not known.
    """

    table: str
    id: str
    what: str
    changes: tuple[Changed, ...] = ()

    def said(self, lang: Lang) -> str:
        """Return the same as a sentence."""
        table, what = phrase(f"table-{self.table}", lang), phrase(f"bad-{self.what}", lang)
        said = phrase("bad-record", lang, table=table, id=self.id, what=what)
        for one in self.changes:
            other = one.id != self.id
            row = phrase("bad-changed-row", lang, table=phrase(f"table-{one.table}", lang), id=one.id) if other else ""
            said += row + one.said(lang)
        return said


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
