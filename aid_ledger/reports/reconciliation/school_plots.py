"""Schools beside each other as pictures: on one line by their value, and by heads and value; those far off named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aid_ledger.audit.answers import records
from aid_ledger.reports.reconciliation.markup import Child, Html, count, tag
from aid_ledger.reports.reconciliation.outliers import FAR, Scores
from aid_ledger.reports.reconciliation.plots import WIDE, picture, text
from aid_ledger.reports.reconciliation.sentences import masked


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
    x0, x1, y0, y1 = 70.0, WIDE - 30, 20.0, 300.0
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
    return picture(WIDE, y1 + 44, " × ".join(axes), *out)


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
