"""OpenDocument spreadsheets (.ods), streamed: what is repeated a million times is counted before it is made.

A reader that trusts ``number-columns-repeated`` can be made to take any memory; so the sheets are read by this module.

Source: OASIS OpenDocument 1.2, part 1, chapters 9 and 19.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.bounds import check_directory, pieces
from aid_ledger.intake.containers.comments import CommentWords
from aid_ledger.intake.containers.directory import opened
from aid_ledger.intake.containers.grid import Budget, Grid
from aid_ledger.intake.containers.sheets import MOST_COLUMNS, MOST_ROWS, RawSheet
from aid_ledger.intake.containers.xml_stream import Attributes, stream

_NUMBERS = frozenset({"float", "percentage", "currency"})
_ASIDE = frozenset({"tracked-changes", "shapes", "forms"})
_DAY = date(2000, 1, 1)
_SPACES = {"tab": "\t", "line-break": "\n"}


def read_ods(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the sheets of an OpenDocument spreadsheet.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``, ``zip-entities``, ``sheet-too-large``,
            ``workbook-unreadable``, ``encryption-unsupported``.
    """
    with opened(data, name) as archive:
        infos = archive.infolist()
        check_directory(infos, name)
        parts = {info.filename: info for info in infos}
        if "content.xml" not in parts:
            raise FindingsError(Finding("workbook-unreadable", Place(name)))
        manifest = parts.get("META-INF/manifest.xml")
        if manifest is not None and b"encryption-data" in archive.read(manifest):
            raise FindingsError(Finding("encryption-unsupported", Place(name)))
        reader = _Reader(name, has_pictures=any(part.startswith(("Pictures/", "media/")) for part in parts))
        stream(pieces(archive, parts["content.xml"], name), name, reader.start, reader.end, reader.text)
    return tuple(grid.sheet() for grid in reader.grids)


class _Reader:
    """Follows the elements of ``content.xml``: one table after the other, one row, one cell."""

    def __init__(self, name: str, *, has_pictures: bool) -> None:
        self.name = name
        self.budget = Budget(name)
        self.grids: list[Grid] = []
        self.has_pictures = has_pictures
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.depth = self.aside = 0
        self.row = self.column = self.columns = self.row_times = 0
        self.cell: Attributes | None = None
        self.covered = False
        self.words: list[str] = []
        self.paragraphs = 0
        self.comment: CommentWords | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if self.aside or tag in _ASIDE:
            self.aside += 1
            return
        if tag == "annotation" or self.comment is not None:
            self.comment = self.comment or CommentWords()
            self.comment.start(tag)
            return
        made: Callable[[Attributes], None] | None = getattr(self, f"_start_{tag.replace('-', '_')}", None)
        if made is not None:
            made(attributes)
        elif self.cell is not None and tag in _SPACES:
            self.words.append(_SPACES[tag])

    def end(self, tag: str) -> None:
        if self.aside:
            self.aside -= 1
        elif self.comment is not None:
            if self.comment.end(tag) and self.cell is not None and self.depth == 1:
                self.grids[-1].comment(self.row, self.column, self.comment.text)
            self.comment = self.comment if self.comment.depth else None
        elif tag == "table" and self.depth:
            self.depth -= 1
        elif self.depth == 1 and tag == "table-row":
            self._end_row()
        elif self.depth == 1 and tag in {"table-cell", "covered-table-cell"}:
            self._end_cell()

    def text(self, words: str) -> None:
        if self.aside:
            return
        if self.comment is not None:
            self.comment.put(words)
        elif self.cell is not None and self.paragraphs:
            self.words.append(words)

    def _start_style(self, attributes: Attributes) -> None:
        self.style = attributes.get("name", "")

    def _start_table_properties(self, attributes: Attributes) -> None:
        if attributes.get("display") == "false":
            self.hidden_styles.add(self.style)

    def _start_table(self, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth == 1:
            hidden = attributes.get("style-name", "") in self.hidden_styles
            self.grids.append(Grid(attributes.get("name", "") or f"Sheet{len(self.grids) + 1}", self.budget, hidden))
            self.row = self.columns = 0

    def _start_table_column(self, attributes: Attributes) -> None:
        if self.depth == 1 and self.columns < MOST_COLUMNS:
            first = self.columns + 1
            self.columns += _times(attributes, "number-columns-repeated", MOST_COLUMNS)
            if attributes.get("visibility") in {"collapse", "filter"}:
                self.grids[-1].scan.hidden_columns.append((first, self.columns))

    def _start_table_row(self, attributes: Attributes) -> None:
        if self.depth == 1:
            self.column, self.row_times = 0, _times(attributes, "number-rows-repeated", MOST_ROWS)
            if attributes.get("visibility") in {"collapse", "filter"}:
                self.grids[-1].scan.hidden_rows += self.row_times

    def _start_table_cell(self, attributes: Attributes) -> None:
        if self.depth == 1:
            self.cell, self.words, self.paragraphs, self.covered = attributes, [], 0, False

    def _start_covered_table_cell(self, attributes: Attributes) -> None:
        self._start_table_cell(attributes)
        self.covered = True

    def _start_p(self, _: Attributes) -> None:
        if self.cell is not None:
            if self.paragraphs:
                self.words.append("\n")
            self.paragraphs += 1

    def _start_s(self, attributes: Attributes) -> None:
        if self.cell is not None:
            self.words.append(" " * min(_times(attributes, "c", 1000), 1000))

    def _start_image(self, _: Attributes) -> None:
        if self.depth and self.has_pictures:
            self.grids[-1].scan.pictures = True

    def _end_row(self) -> None:
        self.grids[-1].repeat(self.row, self.row_times)
        self.row += self.row_times

    def _end_cell(self) -> None:
        cell, grid = self.cell, self.grids[-1]
        if cell is None:
            return
        times = _times(cell, "number-columns-repeated", MOST_COLUMNS)
        text = "".join(self.words)
        if cell.get("calcext-value-type") == "error":
            grid.note("error", self.row, self.column)
        elif "formula" in cell and "value-type" not in cell and not text:
            grid.note("without_value", self.row, self.column)
        elif not self.covered:
            grid.put(self.row, self.column, _value(cell, text), times)
        rows, columns = _times(cell, "number-rows-spanned", MOST_ROWS), _times(cell, "number-columns-spanned", 16_384)
        grid.merge(self.row, self.column, rows, columns)
        self.column += times
        self.cell = None


def _times(attributes: Attributes, name: str, most: int) -> int:
    """Return how often something is repeated; more than a sheet has is still too much afterwards."""
    text = attributes.get(name, "1")
    return max(1, min(int(text), most + 1)) if text.isdecimal() and len(text) < 12 else 1


def _value(cell: Attributes, text: str) -> Any:
    """Return what a cell holds: by its type, and as it is shown where the type's value cannot be read."""
    kind = cell.get("value-type", "")
    try:
        if kind in _NUMBERS:
            return float(cell["value"])
        if kind == "boolean":
            return cell["boolean-value"] == "true"
        if kind == "date":
            return datetime.fromisoformat(cell["date-value"].split(".", 1)[0])
        if kind == "time":
            return _clock(cell["time-value"])
    except (KeyError, ValueError):
        return text
    return text or cell.get("string-value", "")


def _clock(text: str) -> time | timedelta:
    """Read ``PT08H30M00S``.

    >>> _clock("PT08H30M00S"), _clock("PT30H00M00S")
    (datetime.time(8, 30), datetime.timedelta(days=1, seconds=21600))
    """
    hours, rest = text.removeprefix("PT").split("H")
    minutes, seconds = rest.removesuffix("S").split("M")
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds.split(".")[0].split(",")[0]))
    return (datetime.combine(_DAY, time()) + span).time() if span < timedelta(days=1) else span
