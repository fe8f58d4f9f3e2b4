"""Which zip is of a size that a bundle can have: whatever is larger was made to harm and is not unpacked.

Python unpacks no entry further than the size that the zip's directory states.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from aid_ledger.errors import Finding, InputError, Place

MOST_BYTES = 1 << 30
"""Bytes that a bundle holds at most, unpacked: the books of a large county with all their lists take a tenth."""
MOST_ENTRIES = 20_000
_LARGE, _RATIO = 10_000_000, 200
"""An entry of so many bytes that was packed to less than a two-hundredth was made to harm."""
_ENTRY = b"PK\x01\x02"
UNREADABLE = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, zipfile.BadZipFile, zlib.error,
    EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip
"""What reading a damaged or made-up bundle raises: its zip, its JSON, or values of another kind."""


def read_bounded(path: Path) -> bytes:
    """Return the bytes of a file that may be a bundle.

    Raises:
        InputError: ``bundle-too-large``.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(path, path.stat().st_size)
    data = path.read_bytes()
    if data.count(_ENTRY) > 2 * MOST_ENTRIES:  # before an object is made of each
        raise _too_large(path, len(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except UNREADABLE:
        return data  # no zip: whoever reads it says so
    whole = sum(one.file_size for one in entries)
    bombs = any(one.file_size > max(_LARGE, _RATIO * one.compress_size) for one in entries)
    if whole > MOST_BYTES or len(entries) > MOST_ENTRIES or bombs:
        raise _too_large(path, whole)
    return data


def _too_large(path: Path, size: int) -> InputError:
    return InputError(Finding("bundle-too-large", Place(path.name), {"megabytes": f"{size // 1_000_000:,}"}))
