"""The directory of a zip, opened only where it is of a size that a list or a bundle of lists can have."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from aid_ledger.errors import Finding, FindingsError, Place

MOST_ENTRIES = 5_000
_ENTRY = b"PK\x01\x02"

BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
    KeyError, IndexError,
)  # fmt: skip
"""What ``zipfile`` raises for a damaged archive."""


@contextmanager
def opened(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip; whatever is wrong with it while it is open is told as damage.

    Raises:
        FindingsError: ``zip-damaged``; ``zip-too-large`` where it has more entries than any list, which is counted
            before an object is made of each.
    """
    entries = data.count(_ENTRY)
    if entries > 2 * MOST_ENTRIES:
        params = {"megabytes": len(data) // 1_000_000, "entries": entries}
        raise FindingsError(Finding("zip-too-large", Place(name), params))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except BROKEN as error:
        raise FindingsError(Finding("zip-damaged", Place(name))) from error


def names_in(data: bytes, name: str) -> list[str]:
    """Return the names of the entries of a zip.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``.
    """
    with opened(data, name) as archive:
        return archive.namelist()
