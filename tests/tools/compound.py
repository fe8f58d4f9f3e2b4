"""A minimal writer of OLE compound files, and of the Excel 5.0/95 workbooks that no living library writes.

Source: Microsoft, [MS-CFB] (version 3, sectors of 512 bytes); OpenOffice.org, the Excel file format, chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import pack

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4096  # what is shorter would lie in the mini stream, which this writer does not make


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams under its root."""
    body, chains, places = b"", list[int](), dict[str, int]()

    def add(data: bytes) -> int:
        nonlocal body
        first, count = len(chains), -(-len(data) // _SECTOR)
        chains.extend([*range(first + 1, first + count), _END])
        body += data.ljust(count * _SECTOR, b"\0")
        return first

    padded = {name: data.ljust(_SMALLEST + len(data) % 4, b"\0") for name, data in streams.items()}
    for name, data in padded.items():
        places[name] = add(data)
    names = list(padded)
    entries = [_entry("Root Entry", 5, child=1 if names else _FREE, first=_END, size=0)]
    for k, name in enumerate(names):
        right = k + 2 if k + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, first=places[name], size=len(padded[name])))
    directory = add(b"".join(entries))
    fats = 1
    while fats * 128 < len(chains) + fats:
        fats += 1
    first_fat = len(chains)
    chains.extend([_FAT] * fats)
    table = pack(f"<{len(chains)}I", *chains).ljust(fats * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += pack("<IIIIIIIII", fats, directory, 0, _SMALLEST, _END, 0, _END, 0, first_fat)
    header += pack(f"<{fats - 1}I", *range(first_fat + 1, first_fat + fats))
    return header.ljust(_SECTOR, b"\xff") + body + table


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, first: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    places = pack("<III", _FREE, right, child)
    return text.ljust(64, b"\0") + pack("<HBB", len(text), kind, 1) + places + b"\0" * 36 + pack("<III", first, size, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of a workbook."""
    return pack("<HH", kind, len(body)) + body


def with_notes(stream: bytes, notes: Mapping[tuple[int, int], tuple[str, str]]) -> bytes:
    """The stream of a BIFF8 workbook with comments on the cells of its last sheet: (row, column) -> author, text.

    Source: Microsoft, [MS-XLS] 2.4.179 (Note), 2.4.181 (Obj), 2.4.329 (TxO).
    """
    drawn = b""
    for number, ((row, column), (author, text)) in enumerate(notes.items(), start=1):
        common = pack("<HHHHH", 0x15, 0x12, 0x19, number, 0x4011) + b"\0" * 12
        drawn += record(0x005D, common + pack("<HH", 0x0D, 0x16) + b"\0" * 22 + pack("<HH", 0, 0))
        drawn += record(0x01B6, pack("<HH6xHHHH", 0x0212, 0, len(text), 16, 0, 0))
        drawn += record(0x003C, b"\1" + text.encode("utf-16-le"))
        drawn += record(0x003C, pack("<HHIHHI", 0, 0, 0, len(text), 0, 0))
        name = pack("<HB", len(author), 1) + author.encode("utf-16-le") + b"\0"
        drawn += record(0x001C, pack("<HHHH", row, column, 0, number) + name)
    end = record(0x000A)
    return stream[: stream.rindex(end)] + drawn + end


def biff5(
    rows: Sequence[Sequence[object]], *, codepage: int | None = 936, sheet: str = "名册", more: bytes = b""
) -> bytes:
    """A workbook of Excel 5.0/95 with 8-bit texts in GBK, and ``more`` records of cells.

    ``codepage`` none writes no such record.
    """
    cells = more
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("gb18030")
                cells += record(0x0204, pack("<HHHH", r, c, 0, len(text)) + text)
            elif value is not None:
                cells += record(0x0203, pack("<HHHd", r, c, 0, float(str(value))))
    begin = pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC)
    name = sheet.encode("gb18030")
    head = record(0x0809, begin) + (record(0x0042, pack("<H", codepage)) if codepage is not None else b"")
    head += record(0x0031, pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial")
    head += record(0x00E0, pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0))
    place = len(head) + 4 + 7 + len(name) + 4
    head += record(0x0085, pack("<IHB", place, 0, len(name)) + name) + record(0x000A)
    size = pack("<HHHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    begin = pack("<HHHH", 0x0500, 0x0010, 0x0DBB, 0x07CC)
    return compound({"Book": head + record(0x0809, begin) + record(0x0200, size) + cells + record(0x000A)})
