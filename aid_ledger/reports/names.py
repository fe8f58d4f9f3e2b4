"""Names of files and sheets that Windows, Excel and every other system take; unique, and the same every time."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}) | {
    f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"
}
_WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '<>:"/\\|?*[]'})
_LONGEST_FILE = 60
_LONGEST_SHEET = 31


def safe_file_name(text: str) -> str:
    """Return a stem that can be a file anywhere: reserved signs become full-width, never empty, at most 60.

    >>> safe_file_name("示例县/城关小学?"), safe_file_name("CON"), safe_file_name(" .. ")
    ('示例县／城关小学？', '_CON', '_')
    """
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C")
    plain = _cut(plain.translate(_WIDE), _LONGEST_FILE).strip(" .\u3000")
    if not plain:
        return "_"
    return f"_{plain}" if plain.split(".")[0].strip().upper() in _RESERVED else plain


def file_names(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Return one stem a school; those that share a name get their code, and a number if that is not enough."""
    stems = [safe_file_name(name) for name in names]
    shared = _repeated(stems)
    with_code = [
        safe_file_name(f"{_cut(stem, _LONGEST_FILE - 22)}（{code[:20]}）") if stem.casefold() in shared else stem
        for stem, code in zip(stems, codes, strict=True)
    ]
    return _numbered(with_code, _LONGEST_FILE + 10)


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return names that Excel takes for the sheets of one workbook: at most 31, none of its signs, unique.

    >>> sheet_names(["a/b", "A/B", "History"])
    ['a／b', 'A／B(2)', 'History_']
    """
    plain = [_safe_sheet_name(name) for name in names]
    return _numbered(plain, _LONGEST_SHEET)


def _safe_sheet_name(text: str) -> str:
    plain = "".join(c for c in text if unicodedata.category(c)[0] != "C").translate(_WIDE)
    plain = re.sub(r"^['\s]+|['\s]+$", "", _cut(plain, _LONGEST_SHEET)) or "_"
    return f"{plain}_" if plain.casefold() == "history" else plain


def _cut(text: str, longest: int) -> str:
    """Return the start of a text in at most ``longest`` UTF-16 units, which is what Excel and Windows count."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def _repeated(names: Sequence[str]) -> frozenset[str]:
    counts = Counter(name.casefold() for name in names)
    return frozenset(name for name, count in counts.items() if count > 1)


def _numbered(names: Sequence[str], longest: int) -> list[str]:
    used: set[str] = set()
    out = []
    for name in names:
        unique, count = _cut(name, longest), 1
        while unique.casefold() in used:
            count += 1
            tail = f"({count})"
            unique = _cut(name, longest - len(tail)) + tail
        used.add(unique.casefold())
        out.append(unique)
    return out
