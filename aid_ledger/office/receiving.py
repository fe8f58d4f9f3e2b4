"""What a call hands in, made into files: archives are opened, and passwords tried or asked for.

A entry of an archive is a file of its own from here on. A password goes no further than this module: what is handed on
is open, with the digest of what came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from aid_ledger.errors import Finding, FindingsError
from aid_ledger.intake import NotTaken, archive_entries, has_locked_entry, is_archive, unlock

Ask = Callable[[str], str]
"""Asks a person for the password of the file named; blank where nobody answers."""
_LOCKED = "file-encrypted"


@dataclass(frozen=True, slots=True)
class Received:
    """One file as it is to be read, or why it is not: with findings it has no bytes.

    ``encrypted`` is the sha256 of the bytes that carried a password: of the file, or of the archive that it came in.
    ``came_in``: of a file that is not read, the sha256 of its bytes.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    encrypted: str = ""
    findings: tuple[Finding, ...] = ()
    came_in: str = ""

    @property
    def refused(self) -> bool:
        """Whether somebody will miss it."""
        return any(finding.severity == "error" for finding in self.findings)


def receive(files: Sequence[tuple[str, bytes]], password: str = "", ask: Ask | None = None) -> Iterator[Received]:
    """Yield the files themselves.

    Args:
        files: name and bytes, archives among them.
        password: tried for every file that is under one.
        ask: called once for each file that is under a password, where ``password`` is blank.
    """
    for name, data in files:
        if not is_archive(data, name):
            yield _opened(name, data, "", password, ask)
            continue
        try:
            secret = password
            if not secret and ask is not None and has_locked_entry(data, name):
                secret = ask(name)
            for entry in archive_entries(data, name, secret):
                if isinstance(entry, NotTaken):
                    yield Received(entry.name, findings=(entry.finding,))
                else:
                    yield _opened(entry.name, entry.data, entry.encrypted, secret, ask)
        except FindingsError as error:
            yield Received(name, findings=error.findings, came_in=hashlib.sha256(data).hexdigest())


def _opened(name: str, data: bytes, encrypted: str, password: str, ask: Ask | None) -> Received:
    try:
        try:
            found = unlock(data, name, password)
        except FindingsError as error:
            if ask is None or password or error.findings[0].name != _LOCKED or not (secret := ask(name)):
                raise
            found = unlock(data, name, secret)
    except FindingsError as error:
        return Received(name, findings=error.findings, came_in=hashlib.sha256(data).hexdigest())
    return Received(name, found.data, encrypted or found.encrypted)
