"""Pictures of the page as SVG of our own: the way of the rows, money by programme and term, schools beside each other.

Colours are told apart in grey print too, by lightness and by pattern. Words come in; nothing is measured by a browser.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aid_ledger.audit.answers import records
from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, tag, yuan
from aid_ledger.reports.reconciliation.outliers import FAR, Scores
from aid_ledger.reports.reconciliation.sentences import masked

_WIDE = 900.0
_LOOKS = ("c1", "c2", "c3", "c4", "c5", "c6")


def text(x: float, y: float, said: str, *, anchor: str = "start", look: str = "") -> Html:
    """Return a text at a place."""
    return tag("text", said, x=x, y=y, text_anchor=anchor if anchor != "start" else None, class_=look or None)


def picture(width: float, height: float, label: str, *parts: Child) -> Html:
    """Return an SVG that scales with its column and says in words what it is."""
    box = f"0 0 {width:g} {height:g}"
    return tag("svg", *parts, viewBox=box, role="img", aria_label=label, class_="plot")


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows of one kind of list that ended in one way."""

    source: str
    target: str
    rows: int


def funnel(streams: Sequence[Stream], looks: Mapping[str, str], label: str) -> Html:
    """Return the way of the rows, from kinds of lists at the left to outcomes at the right.

    ``looks`` gives the class of each outcome; both sides stand largest first.
    """
    left, right = _sums(streams, "source"), _sums(streams, "target")
    total = sum(left.values()) or 1
    nodes = max(len(left), len(right))
    height, gap = max(240.0, nodes * 26.0), 10.0
    scale = (height - gap * nodes) / total
    starts, ends = _stacked(left, scale, gap), _stacked(right, scale, gap)
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    x1, x2 = 250.0, 640.0
    bands, parts = [], []
    for source in left:
        for target in right:
            rows = sum(s.rows for s in streams if s.source == source and s.target == target)
            if not rows:
                continue
            thick = rows * scale
            y1, y2 = starts[source] + used_left[source], ends[target] + used_right[target]
            used_left[source] += thick
            used_right[target] += thick
            bands.append(
                _band((x1, y1), (x2, y2), max(thick, 0.6), looks[target], f"{source} → {target} {count(rows)}")
            )
    for name, rows in left.items():
        y, thick = starts[name], max(rows * scale, 1.5)
        parts.append(tag("rect", x=x1 - 8, y=y, width=8, height=thick, class_="node"))
        parts.append(text(x1 - 14, y + thick / 2 + 4, f"{name}  {count(rows)}", anchor="end"))
    for name, rows in right.items():
        y, thick = ends[name], max(rows * scale, 1.5)
        parts.append(tag("rect", x=x2, y=y, width=8, height=thick, class_=looks[name]))
        share = f"{rows * 100 / total:.1f}%"
        parts.append(text(x2 + 14, y + thick / 2 + 4, f"{name}  {count(rows)}  ({share})"))
    low = max([*(starts[n] + left[n] * scale for n in left), *(ends[n] + right[n] * scale for n in right), 40.0])
    return picture(_WIDE, low + 12, label, *bands, *parts)


def _sums(streams: Sequence[Stream], side: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for stream in streams:
        name = getattr(stream, side)
        sums[name] = sums.get(name, 0) + stream.rows
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def _stacked(sums: Mapping[str, int], scale: float, gap: float) -> dict[str, float]:
    """Return where each node begins; small ones keep room for their words."""
    places, y = {}, 8.0
    for name, rows in sums.items():
        room = max(rows * scale, 14.0)
        places[name] = y + (room - max(rows * scale, 1.5)) / 2
        y += room + gap
    return places


def _band(start: tuple[float, float], end: tuple[float, float], thick: float, look: str, said: str) -> Html:
    (x1, y1), (x2, y2) = start, end
    middle = (x1 + x2) / 2
    path = (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"v{thick:.1f}C{middle:.1f} {y2 + thick:.1f} {middle:.1f} {y1 + thick:.1f} {x1:.1f} {y1 + thick:.1f}z"
    )
    return tag("g", tag("title", said), tag("path", d=path), class_=f"band {look}")


@dataclass(frozen=True, slots=True)
class Bar:
    """One programme: parts of this term's money in fen, by class, and the term before (-1: not known)."""

    name: str
    parts: tuple[tuple[str, int], ...]
    last: int


def bars(rows: Sequence[Bar], label: str) -> Html:
    """Return money by programme, this term above the term before."""
    most = max([sum(max(fen, 0) for _, fen in row.parts) for row in rows] + [row.last for row in rows] + [1])
    x0, wide, step = 270.0, 470.0, 40.0
    out: list[Child] = [_patterns()]
    for number, row in enumerate(rows):
        y, x = number * step + 8, x0
        out.append(text(x0 - 10, y + 14, row.name if len(row.name) <= 20 else row.name[:19] + "…", anchor="end"))
        for look, fen in row.parts:
            width = max(fen, 0) / most * wide
            if width:
                out.append(tag("rect", tag("title", yuan(fen)), x=x, y=y, width=width, height=16, class_=look))
            x += width
        whole = sum(fen for _, fen in row.parts)
        said = yuan(whole)
        if row.last >= 0:
            out.append(tag("rect", x=x0, y=y + 18, width=row.last / most * wide, height=6, class_="before"))
            if row.last:
                said += f"  ({(whole - row.last) * 100 / row.last:+.1f}%)".replace("-", "−")
        out.append(text(max(x, x0 + max(row.last, 0) / most * wide) + 8, y + 14, said, look="num"))
    out.append(tag("line", x1=x0, y1=2, x2=x0, y2=len(rows) * step, class_="axis"))
    return picture(_WIDE, len(rows) * step + 6, label, *out)


def _patterns() -> Html:
    stripe = tag("path", d="M-1 5L5 -1M0 8L8 0M3 9L9 3", stroke_width=1.6, class_="stripe")
    return tag("defs", tag("pattern", stripe, id="stripes", width=8, height=8, patternUnits="userSpaceOnUse"))


def strip(scores: Scores, axis: str, *, wide: float = 420.0) -> Html:
    """Return all schools on one line by their value, those far off named: enough for a first look."""
    table = scores.table
    values = table["value"].tolist()
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) or 1.0
    x0, x1, y = 12.0, wide - 12.0, 40.0

    def place(value: float) -> float:
        return x0 + (value - low) / room * (x1 - x0)

    out: list[Child] = [tag("line", x1=x0, y1=y, x2=x1, y2=y, class_="axis")]
    if values:
        middle = float(table["value"].median())
        out.append(tag("line", x1=place(middle), y1=y - 13, x2=place(middle), y2=y + 13, class_="middle"))
    named = 0
    for value, score, school in zip(values, table["score"], table["school"], strict=True):
        far = abs(score) >= FAR
        x = place(value)
        out.append(
            tag("circle", tag("title", f"{masked(school)} {_shown(scores.measure, value)}"), cx=x, cy=y,
                r=4.5 if far else 3, class_="far" if far else "dot")
        )  # fmt: skip
        if far and named < 2:
            named += 1
            anchor = "start" if x < wide / 3 else "end" if x > wide * 2 / 3 else "middle"
            out.append(text(x, y - 12 - 14 * (named - 1), masked(school)[:16], anchor=anchor, look="name"))
    ends = [text(x0, y + 22, _shown(scores.measure, low)), text(x1, y + 22, _shown(scores.measure, high), anchor="end")]
    return picture(
        wide, 68, axis, *out, text(wide / 2, y + 22, axis, anchor="middle", look="soft"), *(ends if values else [])
    )


def scatter(scores: Scores, axes: tuple[str, str]) -> Html:
    """Return schools by heads (in steps of ten) and by value; those far off are named."""
    table = scores.table
    if table.empty:
        return Html("")
    x0, x1, y0, y1 = 70.0, _WIDE - 30, 20.0, 300.0
    most = float(table["value"].max()) or 1.0
    low, high = math.log10(float(table["heads"].min())), math.log10(float(table["heads"].max()) * 1.05)

    def across(heads: float) -> float:
        return x0 + (math.log10(heads) - low) / ((high - low) or 1) * (x1 - x0)

    def up(value: float) -> float:
        return y1 - value / most * (y1 - y0)

    out: list[Child] = []
    step = _round_step(most)
    for number in range(int(most // step) + 1):
        y = up(number * step)
        out.append(tag("line", x1=x0, y1=y, x2=x1, y2=y, class_="grid"))
        out.append(text(x0 - 8, y + 4, _shown(scores.measure, number * step), anchor="end", look="num"))
    for tick in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if low <= math.log10(tick) <= high:
            out.append(text(across(tick), y1 + 18, count(tick), anchor="middle", look="num"))
    far = table["score"].abs() >= FAR
    for row in records(table[~far]):
        out.append(_point(scores, row, across(row["heads"]), up(row["value"]), far=False))
    rings = [(across(row["heads"]), up(row["value"]), row) for row in records(table[far])]
    out += [_point(scores, row, x, y, far=True) for x, y, row in rings]
    out += _named([(x, y, masked(row["school"])[:18]) for x, y, row in rings], x1)
    out.append(tag("line", x1=x0, y1=y1, x2=x1, y2=y1, class_="axis"))
    out += [text(x1, y1 + 36, axes[0], anchor="end", look="soft"), text(x0 - 60, y0 - 8, axes[1], look="soft")]
    return picture(_WIDE, y1 + 44, " × ".join(axes), *out)


def _point(scores: Scores, row: Mapping[str, Any], x: float, y: float, *, far: bool) -> Html:
    said = tag("title", f"{masked(row['school'])} {_shown(scores.measure, row['value'])}")
    return tag("circle", said, cx=x, cy=y, r=5 if far else 3.5, class_="far" if far else "dot")


def _named(points: Sequence[tuple[float, float, str]], edge: float) -> Iterator[Html]:
    """Yield the names of points where there is room for them: beside, above or below, never on another."""
    boxes = [(x - 7, y - 7, x + 7, y + 7) for x, y, _ in points]
    for x, y, name in points:
        wide = sum(7.5 if sign.isascii() else 13 for sign in name)
        for left, middle in ((x + 9, y), (x - 9 - wide, y), (x - wide / 2, y - 14), (x - wide / 2, y + 15)):
            box = (left, middle - 7, left + wide, middle + 7)
            apart = all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in boxes)
            if left > 0 and box[2] < edge + 25 and apart:
                boxes.append(box)
                yield text(left, middle + 4, name, look="name")
                break


def _round_step(most: float) -> float:
    size = 10.0 ** math.floor(math.log10(most / 4))
    return next(size * factor for factor in (1, 2, 5, 10) if most / (size * factor) <= 5)


def _shown(measure: str, value: float) -> str:
    return f"{value:.1f}%" if measure == "share" else f"{value / 100:,.0f}"


def key(items: Sequence[tuple[str, str]]) -> Html:
    """Return what the colours of a picture mean: class and words each."""
    marks = [
        tag(
            "span", tag("svg", tag("rect", width=14, height=10, class_=look), viewBox="0 0 14 10", class_="mark"), words
        )
        for look, words in items
    ]
    return tag("p", join(marks), class_="key")


def outcome_looks(outcomes: pd.DataFrame) -> dict[str, str]:
    """Return a class for each outcome, by its code: paid and held always look the same."""
    fixed = {"paid": "c1", "held": "c2"}
    rest = [name for name in dict.fromkeys(outcomes["outcome"].tolist()) if name not in fixed]
    return fixed | {name: _LOOKS[2 + number % 4] for number, name in enumerate(rest)}
