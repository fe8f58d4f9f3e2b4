"""Opens a file as sheets of raw cells: sniffs it, reads it with the reader of its container, and looks for pictures."""

from __future__ import annotations

from collections.abc import Callable

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.drawn import read_drawn
from aid_ledger.intake.containers.markup import read_html
from aid_ledger.intake.containers.multipart import read_mime
from aid_ledger.intake.containers.ole import read_xls
from aid_ledger.intake.containers.opendocument import read_ods
from aid_ledger.intake.containers.sheets import MOST_CELLS, RawSheet, collector_paused, too_large
from aid_ledger.intake.containers.sniffing import sniff
from aid_ledger.intake.containers.spreadsheetml import read_spreadsheetml
from aid_ledger.intake.containers.texts import read_csv
from aid_ledger.intake.containers.workbooks import read_xlsx

Reader = Callable[[bytes, str], tuple[RawSheet, ...]]

READERS: dict[str, Reader] = {
    "xlsx": read_xlsx, "xls": read_xls, "ods": read_ods, "html": read_html, "mht": read_mime,
    "xml": read_spreadsheetml, "csv": read_csv, "drawn": read_drawn,
}  # fmt: skip
"""What reads each container; a new one is one more entry, here and in :mod:`sniffing`."""
_FEWEST_CELLS = 4  # a header of three columns and one cell below it


@collector_paused()
def open_sheets(data: bytes, name: str) -> tuple[str, tuple[RawSheet, ...]]:
    """Return the container and the sheets of a file, in its order, hidden ones too.

    Raises:
        FindingsError: what :func:`sniff` raises, and ``zip-damaged``, ``zip-too-large``, ``zip-entities``,
            ``sheet-too-large``, ``comments-too-large``, ``text-too-large``, ``workbook-unreadable``,
            ``file-encrypted``, ``encryption-unsupported``, ``sheet-is-picture``.
    """
    container = sniff(data, name)
    if container == "zip":
        raise FindingsError(Finding("archive-not-opened", Place(name)))
    opened = READERS[container](data, name)
    for sheet in opened:
        _check_merges(sheet, name)
    pictured = next((sheet.name for sheet in opened if sheet.scan.pictures), None)
    if pictured is not None and _filled(opened) < _FEWEST_CELLS:
        raise FindingsError(Finding("sheet-is-picture", Place(name, pictured)))
    return container, opened


def _check_merges(sheet: RawSheet, name: str) -> None:
    """Refuse merges that lie upon each other again and again: each is filled down row by row."""
    height = sheet.first_row + len(sheet.rows)
    covered = sum(max(0, min(bottom, height) - top) for top, _, bottom, _ in sheet.merges)
    if covered > MOST_CELLS:
        raise too_large(name, sheet.name, covered, 1)


def _filled(sheets: tuple[RawSheet, ...]) -> int:
    count = 0
    for sheet in sheets:
        for row in sheet.rows:
            count += sum(1 for cell in row if cell != "")
            if count >= _FEWEST_CELLS:
                return count
    return count
