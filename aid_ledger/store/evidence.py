"""The archive: original bytes by sha256, and beside them a columnar cache that can be rebuilt at any time.

A file is written under another name and then moved into place, so a crash leaves either all of it or nothing. On POSIX
systems only the owner can read it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from aid_ledger.errors import Finding, IntegrityError, Place


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
        folder.mkdir(exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.chmod(0o600)
    part.replace(path)
