"""What somebody has said of a sheet's columns beforehand: a person with ``--map``, or a source profile.

It is knowledge that headers lack, never a licence to read wrongly: where the cells of a column contradict what was said
of it, the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aid_ledger.intake.synonyms import Meaning, fields, fold, meaning

_LETTERS = re.compile(r"^[A-Z]{1,3}$")
_TOLD_RANK = -1


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a sheet.

    ``columns``: field by column letter or header, ``""`` for a column to leave out. ``ids``: letters of all ID columns
    of a household sheet, left to right. ``header_rows``: first and last row of the header, as Excel shows; none where
    it is to be found. ``year_unit``: the unit of fees where the file gives none. ``profile``: who said so, ``""`` for
    a person.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    header_rows: tuple[int, int] | None = None
    year_unit: str = ""
    profile: str = ""

    def __bool__(self) -> bool:
        return bool(self.columns or self.ids or self.header_rows or self.year_unit)

    def field_of(self, letter: str, header: str) -> str | None:
        """Return the field that was said of a column; ``None`` where nothing was."""
        if not self.columns:
            return None
        forms = {fold(header), fold(header.rsplit("›", 1)[-1]), fold(header.replace("›", ""))} - {""}
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
        forms = {form for _, text in columns for form in (fold(text), fold(text.rsplit("›", 1)[-1]), fold(text.replace("›", "")))}
        return tuple(key for key in self.columns if key not in letters and fold(key.replace("›", "")) not in forms)

    def as_json(self) -> dict[str, Any]:
        """Return it in plain values, for the record of a source."""
        whole: dict[str, Any] = {
            "profile": self.profile, "columns": dict(self.columns), "ids": list(self.ids),
            "header_rows": list(self.header_rows or ()), "year_unit": self.year_unit,
        }  # fmt: skip
        return {name: value for name, value in whole.items() if value}


NOTHING_TOLD = Told()


def told_from_json(record: Mapping[str, Any]) -> Told:
    """Return what :meth:`Told.as_json` kept."""
    rows = record.get("header_rows") or None
    return Told(
        columns=dict(record.get("columns", {})), ids=tuple(record.get("ids", ())),
        header_rows=(rows[0], rows[-1]) if rows else None,
        year_unit=record.get("year_unit", ""), profile=record.get("profile", ""),
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


def is_letter(text: str) -> bool:
    """Tell whether a text can be the letter of a column."""
    return bool(_LETTERS.match(text))
