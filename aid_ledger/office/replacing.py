"""What ``--replace`` takes out of use, and what is said where nothing is.

In one sentence: a list that is imported with ``--replace`` takes the place, whole, of every roster of the term that
lists one of its classes, and of every list of its kind and term that came under the same file name in an earlier call.
The very same bytes change nothing. School lists need no ``--replace``: the later one speaks school by school.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import SheetTable
from aid_ledger.words import Word

_BY_ROW = frozenset({"schools"})
"""Kinds of which the later list speaks row by row, so that nothing goes out of use."""


def named_alike(
    table: SheetTable, term: str, digest: str, name: str, known: Mapping[str, Mapping[str, Any]],
    before: Collection[str],
) -> tuple[str, ...]:  # fmt: skip
    """Return the sources in use that came as a file of the same name, of the same kind and term, in an earlier call.

    Two townships may each send a 低保.xlsx in one call: these are two lists.
    """
    if table.kind in _BY_ROW:
        return ()
    return tuple(
        source for source, row in known.items()
        if source in before and row["in_use"] and row["kind"] == table.kind and row["term"] == term
        and row["digest"] != digest and _base(row["file"]) == _base(name)
    )  # fmt: skip


def said_of_replacing(
    table: SheetTable, term: str, place: Place, alike: Collection[str], known: Mapping[str, Mapping[str, Any]], *,
    replace: bool, replaced: Collection[str],
) -> Iterator[Finding]:  # fmt: skip
    """Say that ``--replace`` found nothing to replace, or that a list of the same name stays in use beside this one."""
    same = [row for row in known.values() if row["in_use"] and row["kind"] == table.kind and row["term"] == term]
    params: dict[str, object] = {"kind": Word(f"kind-{table.kind}")}
    if replace and not replaced and same and table.kind in _BY_ROW:
        yield Finding("replace-not-needed", place, params, severity="note")
    elif replace and not replaced and same:
        files = "、".join(dict.fromkeys(row["file"] for row in same))
        yield Finding("replace-found-nothing", place, {**params, "files": files}, severity="warning")
    elif alike and not replaced:
        [first, *_] = alike
        params |= {"file": known[first]["file"], "source": first}
        yield Finding("same-name-in-use", place, params, severity="warning")


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]
