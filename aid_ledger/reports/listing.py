"""A list as a sheet: a title, a line of words, headings, and rows as high as their longest text."""

from __future__ import annotations

from collections.abc import Sequence

from aid_ledger.reports.paper import Paper
from aid_ledger.reports.rows import Marked, RowSheet, Span, Value

Frame = Sequence[tuple[str, int, str]]
"""The columns: heading (``[word.sheet-col-NAME]``), width in characters, style; ``hidden`` columns do not show."""
HEAD_ROWS = 3
LINE_POINTS, PADDING_POINTS = 13.5, 6.0
_NOT_WRAPPED = frozenset({"no", "hidden", "fill", "count", "money", "text", "change", "percent"})


def write_head(paper: Paper, sheet: RowSheet, texts: tuple[str, str], frame: Frame, *, unit: str = "") -> None:
    """Write title, line (``texts``) and headings; they stay in sight and are repeated on each page.

    ``unit`` stands at the right of the line.
    """
    looks, last = paper.styles, len(frame) - 1
    title, line = texts
    first = next(number for number, (_, _, look) in enumerate(frame) if look != "hidden")
    sheet.put_spans(0, [Span(first, last, title, looks["title"])], height=32)
    width = sum(width for _, width, look in frame if look != "hidden")
    spans = [Span(first, last - bool(unit), line, looks["how"])]
    spans += [Span(last, last, unit, looks["unit"])] if unit else []
    sheet.put_spans(1, spans, height=LINE_POINTS * lines_of(line, width) + 8)
    headings = [paper.word(f"col-{heading}") for heading, _, _ in frame]
    most = max(
        lines_of(text, width) for text, (_, width, look) in zip(headings, frame, strict=True) if look != "hidden"
    )
    sheet.put_row(2, headings, [looks["head"]] * len(frame), height=max(32, LINE_POINTS * most + PADDING_POINTS))
    for number, (_, width, look) in enumerate(frame):
        if look == "hidden":
            sheet.set_column(number, number, width, None, {"hidden": True})
    sheet.repeat_rows(0, HEAD_ROWS - 1)
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.fit_to_pages(1, 0)


def write_rows(
    paper: Paper, sheet: RowSheet, frame: Frame, columns: Sequence[Sequence[Value]], first: int = HEAD_ROWS
) -> int:
    """Write rows from ``first`` on, counted from 0; return the row after them."""
    wrapped = [
        [lines_of(_plain(value), width) for value in column]
        for column, (_, width, look) in zip(columns, frame, strict=True)
        if look not in _NOT_WRAPPED
    ]
    heights = [LINE_POINTS * max(lines) + PADDING_POINTS for lines in zip(*wrapped, strict=True)]
    heights = heights if wrapped else [0.0] * len(columns[0])
    styles = [paper.styles["left" if look == "hidden" else look] for _, _, look in frame]
    sheet.put_rows(first, columns, styles, heights)
    return first + len(heights)


def _plain(value: Value) -> str:
    if isinstance(value, Marked):
        return "".join(part for part, _ in value.parts)
    return "" if value is None else str(value)


def lines_of(text: str, width: int) -> int:
    r"""Return how many lines a text takes in a column of this width, wide signs counting double.

    A tenth of each line is lost where words are not broken: names of files are long.

    >>> lines_of("身份证号", 11), lines_of("身份证号有误", 11), lines_of("一行\n又一行", 20)
    (1, 2, 2)
    """
    return sum(max(1, -(-10 * _wide(part) // (9 * max(1, width - 2)))) for part in (text or " ").split("\n"))


def _wide(text: str) -> int:
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
