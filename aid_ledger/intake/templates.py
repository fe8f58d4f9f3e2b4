"""What an empty list of a kind looks like: its headers in order, and of each column what is to be filled in.

Data: ``data/templates.toml``. How the paper is drawn, ``reports`` decides; that each column is read back as the field
meant here, a test holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from aid_ledger.intake.synonyms import fields, meaning

Need = Literal["required", "wanted", "free"]
_WIDTH = 11


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of an empty list.

    ``reader`` is how its cells will be read (:class:`aid_ledger.intake.FieldWords`). ``need``: without it nothing can
    be done with a row, to be filled in where there is something, or free. ``about`` and the kind's own text are by
    language. ``choices`` are words that are certainly understood; ``lengths`` numbers of characters that a number has;
    ``width`` is in characters.
    """

    header: str
    field: str
    reader: str
    need: Need
    about: Mapping[str, str]
    example: str
    choices: tuple[str, ...]
    lengths: tuple[int, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Template:
    """An empty list: its Chinese name, by which a file of it is told again, what it is, and its columns."""

    kind: str
    name: str
    about: Mapping[str, str]
    columns: tuple[TemplateColumn, ...]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("aid_ledger.intake") / "data" / "templates.toml").read_text("utf-8"))


def template(kind: str) -> Template:
    """Return the empty list of a kind of ``import``.

    Raises:
        KeyError: no such kind.
    """
    entry = _data()["list"][kind]
    columns = tuple(_column(kind, header, entry) for header in entry["columns"])
    return Template(kind, entry["name"], entry["about"], columns)


def _column(kind: str, header: str, entry: Mapping[str, Any]) -> TemplateColumn:
    found = meaning(header, kind)
    if found is None:
        raise ValueError(f"{kind}: the dictionary does not know the header {header!r}")
    own = _data()["field"][found.field]
    need: Need = (
        "required" if header in entry["required"] else "wanted" if header in entry.get("wanted", ()) else "free"
    )
    return TemplateColumn(
        header,
        found.field,
        fields()[found.field].reader,
        need,
        entry.get("says", {}).get(header, own["about"]),
        own["example"],
        tuple(own.get("choices", ())),
        tuple(own.get("lengths", ())),
        own.get("width", _WIDTH),
    )
