"""What somebody has said of a sheet's columns beforehand: a person with ``--map``, or a source profile.

It is knowledge that headers lack, never a licence to read wrongly: where the cells of a column contradict what was said
of it, the file is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aid_ledger.intake.synonyms import Meaning, fields, fold, meaning

_TOLD_RANK = -1


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a sheet.

    ``columns``: field by column letter or header, ``""`` for a column to leave out. ``ids``: letters of all ID columns
    of a household sheet, left to right. ``asked``: those of ``columns`` that a person named, which must be there.
    ``header_rows``: first and last row of the header, as Excel shows; none where
    it is to be found. ``year_unit``: the unit of fees where the file gives none. ``values``: what holds for every row
    where no column gives it, by field (a school's name, a project). ``profile``: who said so, ``""`` for a person.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    header_rows: tuple[int, int] | None = None
    year_unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    asked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything was said."""
        return bool(self.columns or self.ids or self.header_rows or self.year_unit or self.values)

    def field_of(self, letter: str, header: str) -> str | None:
        """Return the field that was said of a column; ``None`` where nothing was."""
        if not self.columns:
            return None
        forms = _forms(header)
        for key, name in self.columns.items():
            if fold(key.replace("›", "")) in forms:
                return name
        return self.columns.get(letter)

    def meaning(self, letter: str, header: str, kind: str = "") -> Meaning | None:
        """Return what a column means: as was said, else by its header."""
        said = self.field_of(letter, header)
        if said is not None:
            return Meaning(said, _TOLD_RANK) if said else None
        return meaning(header, kind) if header else None

    def unmatched(self, columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """Return what was said of columns that the sheet, given as (letter, header), has not."""
        letters = {letter for letter, _ in columns}
        forms = {form for _, text in columns for form in _forms(text)}
        return tuple(key for key in self.asked if key not in letters and fold(key.replace("›", "")) not in forms)

    def of_sheet(self, columns: Sequence[tuple[str, str]], others: Sequence[Sequence[tuple[str, str]]]) -> Told:
        """Return it without what a person said of columns that this sheet has not and another of the file has."""
        gone = set(self.unmatched(columns))
        for key in tuple(gone):
            if all(key in self.unmatched(other) for other in others):
                gone.discard(key)  # no sheet has it: the file is refused
        kept = {key: name for key, name in self.columns.items() if key not in gone}
        return replace(self, columns=kept, asked=tuple(key for key in self.asked if key not in gone))

    def with_asked(self, columns: Mapping[str, str], values: Mapping[str, str]) -> Told:
        """Return it with what a person says now, which goes before."""
        both, all_values = {**self.columns, **columns}, {**self.values, **values}
        return replace(self, columns=both, values=all_values, asked=tuple(columns))

    @property
    def mapped(self) -> frozenset[str]:
        """The fields that a person gave to columns."""
        return frozenset(self.columns[key] for key in self.asked) - {""}

    def without_mapped(self) -> Told:
        """Return it with those columns left out that a person gave a field: what their headers say no longer counts."""
        return replace(self, columns={**self.columns, **dict.fromkeys(self.asked, "")})

    def as_json(self) -> dict[str, Any]:
        """Return it in plain values, for the record of a source."""
        whole: dict[str, Any] = {
            "profile": self.profile, "columns": dict(self.columns), "ids": list(self.ids),
            "header_rows": list(self.header_rows or ()), "year_unit": self.year_unit, "values": dict(self.values),
        }  # fmt: skip
        return {name: value for name, value in whole.items() if value}


def _forms(header: str) -> set[str]:
    """A header as it may be named: whole, or its last level."""
    return {fold(header.rsplit("›", 1)[-1]), fold(header.replace("›", ""))} - {""}


NOTHING_TOLD = Told()


def told_from_json(record: Mapping[str, Any]) -> Told:
    """Return what :meth:`Told.as_json` kept."""
    rows = record.get("header_rows") or None
    return Told(
        columns=dict(record.get("columns", {})), ids=tuple(record.get("ids", ())),
        header_rows=(rows[0], rows[-1]) if rows else None,
        year_unit=record.get("year_unit", ""), values=dict(record.get("values", {})),
        profile=record.get("profile", ""),
    )  # fmt: skip


def field_named(word: str) -> str | None:
    """Return the canonical field that a word names: itself or one of its usual headers; ``""`` for no word.

    >>> field_named("id_no"), field_named("身份证号"), field_named(""), field_named("天气")
    ('id_no', 'id_no', '', None)
    """
    plain = word.strip()
    if not plain or plain in fields():
        return plain
    found = meaning(plain)
    return found.field if found else None


def header_signature(kind: str, headers: Iterable[str]) -> str:
    """Return what tells sheets of one make: 16 hex digits of the kind and the header texts, folded, in order.

    Columns without a header do not count.

    >>> header_signature("roster", ["姓 名", "证号"]) == header_signature("roster", ["姓名", "证号："])
    True
    """
    text = "\0".join((kind, *(fold(header) for header in headers if header)))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
