"""Pictures of the page as SVG of our own: the way of the rows, money by programme and term.

Colours are told apart in grey print too, by lightness and by pattern. Words come in; nothing is measured by a browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, tag, yuan

WIDE = 900.0
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
    return picture(WIDE, low + 12, label, *bands, *parts)


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
    return picture(WIDE, len(rows) * step + 6, label, *out)


def _patterns() -> Html:
    stripe = tag("path", d="M-1 5L5 -1M0 8L8 0M3 9L9 3", stroke_width=1.6, class_="stripe")
    return tag("defs", tag("pattern", stripe, id="stripes", width=8, height=8, patternUnits="userSpaceOnUse"))


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
