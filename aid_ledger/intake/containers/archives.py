"""A zip of several files, opened into its entries: each is then a file of its own, named ``报送.zip/三年级.xlsx``.

Nothing is written anywhere: a entry is bytes and a name, so a path like ``../`` has nowhere to go.
"""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.directory import BROKEN, opened
from aid_ledger.intake.containers.sniffing import is_lock_file, sniff

MOST_MEMBERS = 2_000
MOST_TOGETHER = 500_000_000
MOST_OF_ONE = 300_000_000
MOST_RATIO = 400
_SMALL = 10_000_000
_UTF8, _ENCRYPTED = 0x800, 0x1
_AES = 99
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_NOT_LISTS = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive. ``encrypted`` is the sha256 of the archive where a password was on it, else blank."""

    name: str
    data: bytes
    encrypted: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One entry that is not handed on, and why; where ``finding`` is a note, nobody misses it."""

    name: str
    finding: Finding


def is_archive(data: bytes, name: str) -> bool:
    """Tell whether a file is a zip of other files, and no workbook."""
    if not data.startswith(b"PK"):
        return False
    try:
        return sniff(data, name) == "zip"
    except FindingsError:
        return False


def archive_entries(data: bytes, name: str, password: str = "") -> Iterator[Entry | NotTaken]:
    """Yield the entries of an archive in the order of their names; one that cannot be had does not stop the others.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``, ``archive-empty``: nothing of the archive can be had.
    """
    digest = hashlib.sha256(data).hexdigest()
    with opened(data, name) as archive:
        infos = sorted((info for info in archive.infolist() if not info.is_dir()), key=_name_of)
        together = sum(info.file_size for info in infos)
        if len(infos) > MOST_MEMBERS or together > MOST_TOGETHER:
            params = {"megabytes": together // 1_000_000, "entries": len(infos)}
            raise FindingsError(Finding("zip-too-large", Place(name), params))
        if all(_is_aside(_name_of(info)) for info in infos):
            raise FindingsError(Finding("archive-empty", Place(name)))
        for info in infos:
            yield _entry(archive, info, f"{name}/{_name_of(info)}", password, digest)


def has_locked_entry(data: bytes, name: str) -> bool:
    """Tell whether an archive has a entry under a password.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``.
    """
    with opened(data, name) as archive:
        return any(info.flag_bits & _ENCRYPTED for info in archive.infolist())


def _entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, password: str, digest: str
) -> Entry | NotTaken:  # fmt: skip
    locked = bool(info.flag_bits & _ENCRYPTED)
    refused = _refused(info, name, locked=locked and not password)
    if refused is not None:
        return NotTaken(name, refused)
    secrets = {password.encode("utf-8"), password.encode("gb18030", "replace")} if locked else {b""}
    for secret in sorted(secrets):
        try:
            with archive.open(info, pwd=secret or None) as stream:
                found = stream.read()
        except BROKEN:
            continue
        if is_archive(found, name):
            return NotTaken(name, Finding("archive-in-archive", Place(name)))
        return Entry(name, found, digest if locked else "")
    return NotTaken(name, Finding("password-wrong" if locked else "zip-damaged", Place(name)))


def _refused(info: zipfile.ZipInfo, name: str, *, locked: bool) -> Finding | None:
    """Return why an entry is not even opened: a note where it is nobody's list, else an error."""
    if _is_aside(name.split("/", 1)[1]):
        return Finding("archive-entry-aside", Place(name), severity="note")
    if is_lock_file(name):
        return Finding("file-is-lock", Place(name), severity="note")
    if info.compress_type == _AES:
        return Finding("encryption-unsupported", Place(name))
    if info.compress_type not in _METHODS:
        return Finding("archive-unsupported", Place(name), {"container": f"zip {info.compress_type}"})
    if info.file_size > MOST_OF_ONE or info.file_size > max(_SMALL, info.compress_size * MOST_RATIO):
        return Finding("zip-too-large", Place(name), {"megabytes": info.file_size // 1_000_000, "entries": 1})
    return Finding("file-encrypted", Place(name)) if locked else None


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return an entry's name: UTF-8 where it says so, else the GBK of a Chinese Windows; nothing that leads upwards."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "/".join("".join(sign for sign in part if sign.isprintable()) for part in parts) or "-"


def _is_aside(name: str) -> bool:
    """Tell whether an entry is what a system leaves in an archive, and nobody's file."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in _NOT_LISTS or posixpath.basename(name).startswith("._")
