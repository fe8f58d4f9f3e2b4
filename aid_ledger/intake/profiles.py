"""Source profiles: what an office knows of the files that one sender sends, as YAML that its clerk may edit.

A profile adds knowledge that headers lack; it never makes a file read wrongly: what the cells contradict is refused.
The vocabulary is closed: a key or field that is not known is a finding with its line and column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from aid_ledger.errors import Finding, FindingsError
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.intake.plain_yaml import MappingReader, read_mapping
from aid_ledger.intake.told import Told, field_named
from aid_ledger.terms import Term
from aid_ledger.words import Word

KEYS = (
    "name", "kind", "file_name", "sheets", "ignore_sheets", "header_row", "header_rows", "columns", "ids", "values",
    "as_of", "term", "year_unit",
)  # fmt: skip
_LETTERS = re.compile(r"^[A-Z]{1,3}$")
_ROW = re.compile(r"^[1-9]\d{0,2}$")
_UNITS = ("元/学期", "元/学年", "元/年", "元/月")
_WHAT = Word("profile-of-source")


@dataclass(frozen=True, slots=True)
class Profile:
    """One source profile.

    ``file_name`` are patterns with ``*`` and ``?``; ``sheets`` the sheets to read, by name, pattern or number (from
    1), all where empty; ``own`` tells an office's profile from one that is shipped: the shipped ones only suggest.
    """

    name: str
    kind: str
    file_name: tuple[str, ...]
    told: Told
    sheets: tuple[str, ...] = ()
    ignore_sheets: tuple[str, ...] = ()
    as_of: date | None = None
    term: Term | None = None
    own: bool = True

    def takes(self, name: str) -> int:
        """Return how closely the profile fits a file name: the length of the pattern that does, 0 for none."""
        plain = _plain(name)
        return max((len(one) for one in self.file_name if fnmatchcase(plain, _plain(one))), default=0)

    def reads(self, sheet: str, number: int) -> bool:
        """Tell whether a sheet, by name and number from 1, is one to read."""
        if any(fnmatchcase(_plain(sheet), _plain(one)) for one in self.ignore_sheets):
            return False
        return not self.sheets or any(
            one == str(number) or fnmatchcase(_plain(sheet), _plain(one)) for one in self.sheets
        )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def profiles_for(profiles: Iterable[Profile], name: str, kind: str | None) -> list[Profile]:
    """Return the profiles that fit a file's name and kind, the office's own first, then the closest."""
    fitting = [one for one in profiles if one.takes(name) and kind in (None, one.kind)]
    return sorted(fitting, key=lambda one: (not one.own, -one.takes(name), one.name))


def read_profile(text: str, file: str, *, own: bool = True) -> Profile:
    """Read one profile.

    Args:
        text: YAML.
        file: the name that findings show.
        own: whether it is an office's.

    Raises:
        FindingsError: ``profile-unreadable``, ``profile-key-unknown``, ``profile-value``, each with line and column.
    """
    said = read_mapping(text, file, _WHAT)
    findings: list[Finding] = []
    reader = _Reader(said, file, _WHAT, findings)
    profile = reader.profile(own=own)
    if findings:
        raise FindingsError(*findings)
    return profile


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, by file name."""
    folder = files("aid_ledger.intake") / "data" / "profiles"
    entries = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return tuple(read_profile(one.read_text("utf-8"), one.name, own=False) for one in entries)


class _Reader(MappingReader):
    """Reads the values of one source profile."""

    def profile(self, *, own: bool) -> Profile:
        self.know(KEYS)
        kind = self.one("kind", tuple(kind_rules()), needed=True)
        rows = self._rows()
        ids = self.texts("ids")
        for letter in ids:
            if not _LETTERS.match(letter):
                self.wrong(self.said, "ids", letter, "A, B … AD")
        told = Told(
            columns=self._fields("columns"), ids=ids, header_rows=rows, values=self._values(),
            year_unit=self.one("year_unit", _UNITS), profile=str(self.said.get("name") or self.file),
        )  # fmt: skip
        patterns = self.texts("file_name")
        if not patterns and "file_name" not in self.said:
            self.wrong(self.said, "file_name", "", "*农村低保备案表*")
        return Profile(
            name=told.profile, kind=kind, file_name=patterns, told=told, sheets=self.texts("sheets"),
            ignore_sheets=self.texts("ignore_sheets"), as_of=self._date(), term=self._term(), own=own,
        )  # fmt: skip

    def _rows(self) -> tuple[int, int] | None:
        rows = [one for key in ("header_row", "header_rows") for one in self.texts(key)]
        if not rows:
            return None
        if not all(_ROW.match(one) for one in rows) or len(rows) > 2:
            key = "header_row" if "header_row" in self.said else "header_rows"
            self.wrong(self.said, key, "、".join(rows), "2 或 [2, 4]")
            return None
        return int(rows[0]), int(rows[-1])

    def _fields(self, key: str) -> dict[str, str]:
        """Columns: by letter or header, a field or one of its usual words; ``""`` leaves the column out."""
        found = {}
        said = self.mapping(key, "列号或表头: 字段")
        for column, word in said.items():
            field = field_named("" if word is None else str(word))
            if field is None:
                self.wrong(said, column, str(word)[:60], "id_no、身份证号、姓名 …")
            else:
                found[str(column)] = field
        return found

    def _values(self) -> dict[str, str]:
        found = {}
        said = self.mapping("values", "列号或表头: 字段")
        for name, value in said.items():
            field = field_named(str(name))
            if not field or value is None:
                self.wrong(said, name, name, "school、project、award_name …")
            else:
                found[field] = str(value)
        return found

    def _date(self) -> date | None:
        value = self.said.get("as_of")
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.wrong(self.said, "as_of", value, "2025-09-01")
            return None

    def _term(self) -> Term | None:
        value = self.said.get("term")
        if value is None:
            return None
        try:
            return Term.parse(str(value))
        except ValueError:
            self.wrong(self.said, "term", value, "2025A")
            return None
