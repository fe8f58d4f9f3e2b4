"""The archive: original bytes by sha256, and beside them a columnar cache that can be rebuilt at any time.

A file is written under another name, brought to the disk and then moved into place, so a crash leaves either all of it
or nothing; its name is on the disk, too, before anything in the database speaks of it. On POSIX systems only the owner
can read it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from aid_ledger.errors import Finding, IntegrityError, Place

_NAME = re.compile("[0-9a-f]{64}")


class Evidence:
    """The folders ``sources/`` and ``cache/`` of a workspace."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, which is the workspace; folders are made when first needed."""
        self.sources = root / "sources"
        self.cache = root / "cache"

    def keep(self, data: bytes) -> str:
        """Archive bytes and return their sha256; the same bytes again change nothing."""
        name = hashlib.sha256(data).hexdigest()
        path = self.sources / name[:2] / name
        if not path.exists():
            _write(path, data)
        return name

    def read(self, sha256: str) -> bytes:
        """Return archived bytes.

        Raises:
            IntegrityError: ``archived-file-missing``, or ``archived-file-altered``: they no longer have this digest.
        """
        path = self.sources / sha256[:2] / sha256
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise IntegrityError(Finding("archived-file-missing", Place(path.name))) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise IntegrityError(Finding("archived-file-altered", Place(path.name)))
        return data

    def names(self) -> frozenset[str]:
        """Return the digests under which files are archived, by their names alone."""
        return frozenset(path.name for path in self.sources.glob("??/*") if _NAME.fullmatch(path.name))

    def keep_cached(self, key: str, data: bytes) -> None:
        """Keep something derived from an archived file."""
        _write(self.cache / key[:2] / key, data)

    def read_cached(self, key: str) -> bytes | None:
        """Return what was derived before, or nothing: the caller then makes it anew."""
        try:
            return (self.cache / key[:2] / key).read_bytes()
        except FileNotFoundError:
            return None


def _write(path: Path, data: bytes) -> None:
    for folder in (path.parent.parent, path.parent):
        if not folder.exists():
            folder.mkdir(exist_ok=True, mode=0o700)
            _sync_folder(folder.parent)
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file for its owner only, whole or not at all, also where the power fails right afterwards.

    Raises:
        OSError: it cannot be written: no room, no right, or another program has it open.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o600)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder written down: until then a power cut may take a new file away, whole as it is."""
    if os.name == "nt":  # no folder can be opened there, and NTFS keeps names in its own journal
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
