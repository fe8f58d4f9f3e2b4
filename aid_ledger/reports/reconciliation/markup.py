"""HTML as it is put together here: every text is escaped unless it is markup of ours already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from aid_ledger.money import format_yuan

_EMPTY = frozenset({"meta", "br", "input", "line", "rect", "circle", "path"})


class Html(str):
    """Markup that is safe as it stands; only :func:`tag` and :func:`join` make it."""

    __slots__ = ()


Child = Html | str | None


def tag(name: str, /, *children: Child, **attributes: str | float | None) -> Html:
    """Return an element; texts and values of attributes are escaped.

    A trailing ``_`` of an attribute's name is dropped, others become hyphens; None leaves it out, ``""`` stands alone.

    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + (f'="{escape(_plain(value))}"' if value != "" else "")
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Html(f"<{name}{shown}{'/' if name not in ('meta', 'br', 'input') else ''}>")
    return Html(f"<{name}{shown}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """Return the parts one after the other, texts escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in children if part is not None))


def data_block(name: str, data: object) -> Html:
    """Return data as JSON in an element that no browser runs; no sign in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Html(f'<script type="application/json" id="{escape(name)}">{text}</script>')


def yuan(fen: int, *, signed: bool = False) -> str:
    """Return an amount as people read it, with its sign where it is a difference.

    >>> yuan(30125000), yuan(-5, signed=True), yuan(0, signed=True)
    ('301,250.00', '−0.05', '0.00')
    """
    text = format_yuan(abs(fen), grouped=True)
    return f"−{text}" if fen < 0 else f"+{text}" if signed and fen else text


def count(number: int) -> str:
    """Return a number in groups of three."""
    return f"{number:,}"


def table(heads: Iterable[tuple[str, str]], rows: Iterable[Iterable[Child]], **attributes: str) -> Html:
    """Return a table; ``heads`` are a heading and the class of its column each (``num`` stands at the right)."""
    columns = list(heads)
    head = tag("thead", tag("tr", *(tag("th", text, scope="col", class_=look or None) for text, look in columns)))
    body = [
        tag("tr", *(tag("td", cell, class_=look or None) for cell, (_, look) in zip(row, columns, strict=True)))
        for row in rows
    ]
    return tag("table", head, tag("tbody", *body), **attributes)


def _plain(value: str | float | None) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
