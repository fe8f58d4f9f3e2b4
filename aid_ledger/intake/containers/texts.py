"""CSV and its kin as a sheet of texts: UTF-8 with or without its mark, GB18030, UTF-16; what divides its cells.

No encoding and no delimiter is guessed by frequency: UTF-8 is tried strictly, then GB18030 strictly (which GBK and the
"ANSI" of a Chinese Windows are part of); the delimiter is the one that divides the first rows into the same number of
cells. A text that none divides is no table.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
import re
from collections import Counter

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers import sheets
from aid_ledger.intake.containers.sheets import ERRORS, PartScan, RawSheet, too_large
from aid_ledger.intake.tables import column_letter

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ("\t", ",", "|", ";")
MOST_TEXT = 200_000_000  # bytes
BEGINNING = 400_000  # bytes that tell whether a file is a table
_START, _LOOKED_AT = BEGINNING, 50  # characters, rows
_LEAST_ALIKE = 0.6
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_RULE = re.compile(r"[\s\u2500-\u2501\u2504-\u2505\u2508-\u2509\u250c-\u254d\u2550\u2552-\u257f+=-]+")
_UPRIGHT = "│┃║┆┇┊┋╎╏"
_SHEET_NAME = 31
_WRAPPED = re.compile(r'^="(.*)"$', re.S)


def bound_text(data: bytes, name: str) -> None:
    """Refuse a file that no list of a county comes near, before anything decodes it.

    Raises:
        FindingsError: ``text-too-large``.
    """
    if len(data) > MOST_TEXT:
        raise FindingsError(Finding("text-too-large", Place(name), {"megabytes": len(data) // 1_000_000}))


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
        try:
            read = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row in read if any(row))
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        if width > 1 and rows > 1 and rows / widths.total() > share:
            best, share = delimiter, rows / widths.total()
    return best if share >= _LEAST_ALIKE else ""


def is_drawn(text: str) -> bool:
    r"""Tell whether a text is a table drawn with box characters, as banks print their results.

    >>> is_drawn("┍━━┯━━┑\n│姓名│金额│\n┝━━┿━━┥\n│甲│1.00│"), is_drawn("姓名,金额\n甲,1")
    (True, False)
    """
    lines = text[:_START].splitlines()[:_LOOKED_AT]
    drawn = sum(sum(line.count(sign) for sign in _UPRIGHT) > 1 for line in lines)
    return drawn > 1


def is_rule(line: str) -> bool:
    """Tell whether a line of a drawn table is nothing but its lines."""
    return bool(line.strip()) and _RULE.fullmatch(line) is not None


def text_of_file(data: bytes, name: str) -> str:
    """Return a whole file as text.

    Raises:
        FindingsError: ``text-too-large``, ``workbook-unreadable``.
    """
    bound_text(data, name)
    text = decode(data)
    if text is None:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    return text


def sheet_name(name: str) -> str:
    """Return what Excel and WPS call the one sheet of a text: the file's name without its extension.

    >>> sheet_name("报送.zip/三年级.csv")
    '三年级'
    """
    return posixpath.basename(name.replace("\\", "/")).rsplit(".", 1)[0][:_SHEET_NAME] or "Sheet1"


def read_csv(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read a text as one sheet."""
    text = text_of_file(data, name)
    rows = read_rows(text, delimiter_of(text), name)
    scan = PartScan()
    if any(error in text for error in ERRORS):
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell in ERRORS:
                    row[c] = ""
                    scan.errors.append(f"{column_letter(c)}{r + 1}")
    return (RawSheet(sheet_name(name), hidden=False, rows=rows, scan=scan),)


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
            if cells > sheets.MOST_CELLS:
                raise too_large(name, "", len(rows), width)
            rows.append([_unwrapped(cell) if '="' in cell else cell for cell in row])
            width = max(width, len(row))
    except csv.Error as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    if len(rows) * width > sheets.MOST_CELLS:
        raise too_large(name, "", len(rows), width)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _unwrapped(cell: str) -> str:
    match = _WRAPPED.match(cell.strip())
    return match[1].replace('""', '"') if match else cell
