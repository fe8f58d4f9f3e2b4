"""Checks a bundle with the checker that is shipped, never with the one that lies in the bundle."""

from __future__ import annotations

import io
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from aid_ledger.audit.bundle_size import UNREADABLE, read_bounded
from aid_ledger.ledger import check_signatures, read_record


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle says of itself, its number of rows, and what is wrong: table, id, what; nothing where it fits."""

    term: str
    head: str
    rows: int
    wrong: tuple[tuple[str, str, str], ...]


def check_bundle(path: Path, head: str = "") -> Checked:
    """Check a bundle.

    Args:
        path: the zip.
        head: a chain head from paper, blank if none is known.

    Raises:
        InputError: ``bundle-too-large``: it was made to harm whoever opens it.
    """
    return check_bytes(path.name, read_bounded(path), head)


def check_bytes(name: str, data: bytes, head: str = "") -> Checked:
    """Check the bytes of a bundle, as :func:`check_bundle` does; ``name`` is its file's."""
    checker = types.ModuleType("bundle_checker")
    source = (files("aid_ledger.audit") / "data" / "check.py.txt").read_text("utf-8")
    exec(compile(source, "check.py", "exec"), checker.__dict__)  # noqa: S102 - our own file, as it is shipped
    about: Mapping[str, str]
    try:
        about, tables, wrong = checker.check(io.BytesIO(data), head)
        wrong = [*wrong, *_signatures(tables, wrong)]
        rows = sum(len(table) for table in tables.values())
        said = (str(about["term"]), str(about["head"]))
    except UNREADABLE as error:
        return Checked("", "", 0, (("file", name, f"it cannot be read: {type(error).__name__}"),))
    return Checked(*said, rows, tuple((str(table), str(own), str(what)) for table, own, what in wrong))


def _signatures(tables: Mapping[str, Any], wrong: Sequence[object]) -> Iterator[tuple[str, ...]]:
    """Yield what the checker cannot say for want of a library: signatures that are not the holder's."""
    if not wrong:
        journal = [read_record(row) for row in tables["journal"]]
        for bad in check_signatures(journal, tables["signature"]):
            yield bad.table, bad.id, bad.what
