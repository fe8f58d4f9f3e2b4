"""XML read as a stream, for the readers that are our own: no declarations, no entities, no endless nesting.

Whoever declares DOCTYPE or ENTITY in a list wants something else than to hand in a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from aid_ledger.errors import Finding, FindingsError, Place

_DEEPEST = 200
_MOST_ELEMENTS = 40_000_000

Attributes = Mapping[str, str]
"""By local name, but for the one name that two vocabularies share: ``calcext-value-type``."""


def stream(
    parts: Iterable[bytes | str],
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    *,
    part: str = "content.xml",
) -> None:
    """Parse XML, telling elements by their local names.

    Raises:
        FindingsError: ``zip-entities``; ``workbook-unreadable``: it is not well formed, or nested beyond any list.
    """
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    depth = seen = 0

    def refuse(*_: Any) -> None:
        raise FindingsError(Finding("zip-entities", Place(name), {"part": part}))

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, seen
        depth, seen = depth + 1, seen + 1
        if depth > _DEEPEST or seen > _MOST_ELEMENTS:
            raise FindingsError(Finding("workbook-unreadable", Place(name)))
        start(_local(tag), {_of_attribute(key): value for key, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, text
    try:
        for piece in parts:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # also encodings that nobody knows
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=1024)
def _of_attribute(name: str) -> str:
    return "calcext-value-type" if name == "calcext:value-type" else _local(name)
