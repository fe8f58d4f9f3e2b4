"""Opens a bundle for reading: of a size that a bundle can have, checked, its rows in the columns of the tables.

Nothing of the zip is written anywhere, and no name in it is a path. A bundle that fails its check is opened all the
same where its tables can be read: whoever shows it says so first.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aid_ledger.audit.bundle_size import UNREADABLE, read_bounded
from aid_ledger.audit.bundling import FORM
from aid_ledger.audit.checking import Checked, check_bytes
from aid_ledger.errors import Finding, InputError, IntegrityError, Place
from aid_ledger.store import unique_keys
from aid_ledger.store.tables import TABLES, column_names, column_types, may_be_empty

_OF_DATABASE = tuple(name for name in TABLES if name != "schema_form")
_WHOLE = 1 << 63
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle as it was read. ``tables``: rows in declared column order; ``archive``: bytes by their own sha256."""

    file: str
    term: str
    checked: Checked
    tables: Mapping[str, Rows]
    archive: Mapping[str, bytes]


def open_bundle(path: Path, head: str = "") -> Opened:
    """Check a bundle and read it.

    Args:
        path: the zip.
        head: a chain head from paper, blank if none is known.

    Raises:
        InputError: ``not-a-bundle``, ``bundle-too-large``, ``bundle-is-newer``.
        IntegrityError: ``bundle-unreadable``: it is one, and what it holds cannot be read as books.
    """
    data = read_bounded(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = json.loads(archive.read("bundle.json"))
            form, term = about["form"], about["term"]
    except UNREADABLE as error:
        raise InputError(Finding("not-a-bundle", Place(path.name))) from error
    if not isinstance(term, str) or not isinstance(form, int):
        raise InputError(Finding("not-a-bundle", Place(path.name)))
    if form > FORM:
        raise InputError(Finding("bundle-is-newer", Place(path.name), {"form": form, "known": FORM}))
    checked = check_bytes(path.name, data, head)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tables = {name: _rows(name, archive.read(f"tables/{name}.jsonl")) for name in _OF_DATABASE}
            named = [one for one in archive.namelist() if one.startswith("archive/") and not one.endswith("/")]
            kept = [archive.read(one) for one in named]
    except UNREADABLE as error:
        raise unreadable(path.name, checked) from error
    return Opened(path.name, term, checked, tables, {hashlib.sha256(one).hexdigest(): one for one in kept})


def unreadable(file: str, checked: Checked) -> IntegrityError:
    """Return the error of a bundle of whose books no report can be made, with the first thing that does not fit."""
    first = " ".join(checked.wrong[0]).replace("\0", "/") if checked.wrong else ""
    return IntegrityError(Finding("bundle-unreadable", Place(file), {"first": first, "count": len(checked.wrong)}))


def _rows(table: str, data: bytes) -> Rows:
    """Return the rows of a table; each value is of its column's type, for a database would take anything."""
    lines = data.decode("utf-8").splitlines()
    names = column_names(table)
    if tuple(json.loads(lines[0])) != names:
        raise ValueError(f"{table}: other columns")
    rows = tuple(tuple(json.loads(line)) for line in lines[1:])
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f"{table}: a row of another length")
    for name, column in zip(names, zip(*rows, strict=True), strict=True) if rows else ():
        _typed(column, column_types(table)[name], empty=name in may_be_empty(table))
    for key in unique_keys(table):
        places = [names.index(name) for name in key]
        if len({tuple(row[place] for place in places) for row in rows}) < len(rows):
            raise ValueError(f"{table}: a row stands twice")
    return rows


def _typed(column: Iterable[Any], kind: type, *, empty: bool) -> None:
    for value in column:
        if value is None and empty:
            continue
        if type(value) is not kind or (isinstance(value, int) and not -_WHOLE <= value < _WHOLE):
            raise ValueError("a value that the column cannot hold")
        if isinstance(value, str):
            value.encode("utf-8")  # a lone surrogate is no text
