"""The errors and findings of the whole library, with the exit code each one ends in.

::

    AidLedgerError
    ├── InputError            what a person gave us is wrong; they can mend it       exit 3
    │   └── FindingsError     many problems at once: carries the list
    ├── LedgerError           the request would break the books; nothing was written exit 4
    └── IntegrityError        the books or the audit chain no longer add up          exit 5

An error carries findings: a name and parameters, never a ready sentence. The sentence is made at the edge
from the catalogue (:mod:`aid_ledger.words`), in the language of the reader. A wrong argument of our own
code is a plain ``ValueError``: a bug, exit 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader can go to: a file, and in it a sheet and cell, or a line and column.

    ``cell`` is the address that Excel shows ("D17"), or a row ("17"), or a column ("D"); ``line`` and
    ``column`` count from 1.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``file[Sheet!C12]`` for a workbook, ``file:line:column`` for text.

        >>> str(Place("june.xlsx", "Roster", "D17")), str(Place("a/schedule.yaml", line=3, column=5))
        ('june.xlsx[Roster!D17]', 'a/schedule.yaml:3:5')
        """
        if self.sheet or self.cell:
            inner = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
            return f"{self.file}[{inner}]"
        if self.line:
            return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        return self.file


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in an input, as data: the text is made at the edge by :func:`aid_ledger.words.tell`.

    ``name`` is a kebab-case entry of the catalogue; ``params`` are what its sentences show (personal data
    already masked); ``rows`` is how many rows it stands for.
    """

    name: str
    place: Place = field(default_factory=Place)
    params: Mapping[str, object] = field(default_factory=dict)
    rows: int = 1
    severity: str = "error"


class AidLedgerError(Exception):
    """Base of everything that this library raises on purpose. Carries one finding or more."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *findings: Finding) -> None:
        """Keep ``findings``, at least one, in the order given."""
        if not findings:
            raise ValueError("an error needs at least one finding")
        super().__init__(*findings)
        self.findings = findings

    def __str__(self) -> str:
        """Return names and places, for logs and tracebacks; people read the catalogue's text."""
        return "; ".join(
            f"{f.place}: {f.name} {dict(f.params)}" if str(f.place) else f"{f.name} {dict(f.params)}"
            for f in self.findings
        )


class InputError(AidLedgerError):
    """What a person gave us is wrong, and they can mend it."""

    exit_code: ClassVar[int] = 3


class FindingsError(InputError):
    """Many problems at once, all of them carried."""


class LedgerError(AidLedgerError):
    """The request would break the books; nothing was written."""

    exit_code: ClassVar[int] = 4


class IntegrityError(AidLedgerError):
    """The books or the audit chain no longer add up."""

    exit_code: ClassVar[int] = 5


def why_refused(error: OSError | AidLedgerError) -> str:
    """Return why a file could not be written, in the computer's own words, with the file's name where it says one.

    >>> why_refused(PermissionError(13, "Permission denied", "reports/名册.xlsx"))
    'Permission denied: 名册.xlsx'
    """
    if isinstance(error, AidLedgerError):
        return str(error.findings[0].params.get("why", error.findings[0].name))
    name = PurePath(str(error.filename)).name if error.filename else ""
    return ": ".join(part for part in (error.strerror or type(error).__name__, name) if part)
