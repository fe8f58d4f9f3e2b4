"""CSV and its kin as a sheet of texts: UTF-8 with or without its mark, GB18030, UTF-16; commas, tabs or bars.

No encoding and no delimiter is guessed by frequency: UTF-8 is tried strictly, then GB18030 strictly (which GBK and the
"ANSI" of a Chinese Windows are part of); the delimiter is the one that divides the first rows into the same number of
cells. A text that none divides is no table.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.bounds import MOST_CELLS

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ("\t", ",", "|")
MOST_TEXT = 200_000_000  # bytes
BEGINNING = 400_000  # bytes that tell whether a file is a table
_START, _LOOKED_AT = 100_000, 50  # characters, rows
_LEAST_ALIKE = 0.6
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_WRAPPED = re.compile(r'^="(.*)"$', re.S)


def decode(data: bytes, *, whole: bool = True) -> str | None:
    r"""Return the text of a file, or of its beginning, which may end within a sign; none where it is no text.

    >>> decode("姓名,班级".encode("gb18030")), decode(b"\xff\xfe\x00\xd8"), decode(b"PK\x03\x04")
    ('姓名,班级', None, None)
    """
    named = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in named or ("utf-8", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def delimiter_of(text: str) -> str:
    r"""Return what divides the rows of a text into cells, ``""`` where nothing does so evenly.

    >>> delimiter_of("姓名,班级\n甲,1班\n"), delimiter_of("姓名\t班级\n甲\t1班\n"), delimiter_of("此致\n敬礼\n")
    (',', '\t', '')
    """
    start = "".join(text[:_START].splitlines(keepends=True)[:_LOOKED_AT])
    best, share = "", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(start), delimiter=delimiter) if any(row))
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        if width > 1 and rows > 1 and rows / widths.total() > share:
            best, share = delimiter, rows / widths.total()
    return best if share >= _LEAST_ALIKE else ""


def read_rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    """Return the rows of a text, all of one width; ``="…"`` around a cell, which keeps Excel from it, is taken off.

    Raises:
        FindingsError: ``workbook-unreadable``: a cell without an end; ``sheet-too-large``.
    """
    rows: list[list[str]] = []
    width = cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += max(len(row), 1)
            if cells > MOST_CELLS:
                raise _too_large(name, len(rows), width)
            rows.append([_unwrapped(cell) for cell in row])
            width = max(width, len(row))
    except csv.Error as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    if len(rows) * width > MOST_CELLS:
        raise _too_large(name, len(rows), width)
    return [row + [""] * (width - len(row)) for row in rows]


def _unwrapped(cell: str) -> str:
    match = _WRAPPED.match(cell.strip()) if cell.lstrip().startswith("=") else None
    return match[1].replace('""', '"') if match else cell


def _too_large(name: str, rows: int, columns: int) -> FindingsError:
    params = {"rows": rows, "columns": columns, "most": MOST_CELLS}
    return FindingsError(Finding("sheet-too-large", Place(name), params))
