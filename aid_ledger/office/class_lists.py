"""Which classes a roster lists, and what a second list of a class means for the first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.facts import value_code
from aid_ledger.intake import STATUSES, SheetTable, read_words

_SHOWN = 3
_AWAY = value_code("status", "away")


def some(texts: Sequence[str]) -> str:
    """Return the first texts, and a sign where there are more.

    >>> some(["一年级", "二年级"]), some(["1", "2", "3", "4"])
    ('一年级、二年级', '1、2、3…')
    """
    return "、".join(texts[:_SHOWN]) + ("…" if len(texts) > _SHOWN else "")


def overlaps(
    table: SheetTable, term: str, digest: str, known: Mapping[str, dict[str, Any]], *, replace: bool, name: str
) -> tuple[str, ...]:  # fmt: skip
    """Return the sources that list a class which this roster lists too, to be retired.

    A list of leavers (异动名单: everybody on it is gone) stands beside the lists of their classes and takes the place
    of none that has more rows: those who stay are not on it.

    Raises:
        FindingsError: ``class-already-listed``, unless ``replace``.
    """
    if table.kind != "roster":
        return ()
    own = _written(table)
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in known.values():
        if row["in_use"] and row["kind"] == "roster" and row["term"] == term and row["digest"] != digest:
            same = own & _classes_kept(row)
            if same:
                found[row["source"]] = same
    if found and _is_of_leavers(table):
        return tuple(sorted(one for one in found if replace and known[one]["rows"] <= len(table.frame)))
    if found and not replace:
        source, same = next(iter(found.items()))
        words = some(tuple(" ".join(part for part in one if part) for one in sorted(same)))
        params = {
            "other": known[source]["file"],
            "source": source,
            "classes": words,
            "count": len(same),
            "term": term,
        }
        raise FindingsError(Finding("class-already-listed", Place(name, table.sheet), params))
    return tuple(sorted(found))


def _is_of_leavers(table: SheetTable) -> bool:
    """Tell whether every row of a roster says that its child is gone."""
    away = np.zeros(len(table.frame), dtype=np.bool_)
    for name in STATUSES:
        if name in table.frame:
            away |= read_words("status", table.frame[name], table.header_of(name))[0] == _AWAY
    return bool(away.all()) and len(away) > 0


def without_list(
    known: Mapping[str, dict[str, Any]], replaced: tuple[str, ...], own: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """Name the classes of replaced files that no list in use has any more."""
    term = known[replaced[0]]["term"]
    lost = set().union(*(_classes_kept(known[source]) for source in replaced)) - own
    for source, row in known.items():
        if row["in_use"] and row["kind"] == "roster" and row["term"] == term and source not in replaced:
            lost -= _classes_kept(row)
    return tuple(" ".join(part for part in one if part) for one in sorted(lost))


def listed_before(
    lists: Sequence[tuple[str, str, str, SheetTable]], *, replace: bool
) -> dict[tuple[str, str], list[Finding]]:  # fmt: skip
    """Say of each file of a preview which classes a file before it lists too: nothing is kept, so nothing refuses it.

    Args:
        lists: file name, digest, term and table of each sheet that is not in use yet, in the order of the call.
        replace: whether the later would be taken in place of the earlier.

    Returns:
        ``class-in-two-files`` by file name and digest of the later.
    """
    first: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {}
    told: dict[tuple[str, str], list[Finding]] = {}
    for name, digest, term, table in lists:
        if table.kind != "roster":
            continue
        twice: dict[str, list[str]] = {}
        for one in sorted(classes_of(table)):
            other, of = first.setdefault((term, one), (name, digest))
            if of != digest:
                twice.setdefault(other, []).append(" ".join(part for part in one if part))
        for other, classes in twice.items():
            params = {"other": other, "classes": some(classes), "count": len(classes), "term": term}
            how = "class-in-two-files-replaced" if replace else "class-in-two-files"
            found = Finding(how, Place(name, table.sheet), params, severity="warning")
            told.setdefault((name, digest), []).append(found)
    return told


def _classes_kept(row: Mapping[str, Any]) -> set[tuple[str, ...]]:
    return {tuple(one) for one in json.loads(row["detail"]).get("classes", [])}


_CLASS = ("school_code", "school", "grade", "class")
_STRAY, _ONE_IN = 2, 100  # a class of no more rows, of a school with no more than one in a hundred: may be a slip


def classes_of(table: SheetTable) -> set[tuple[str, ...]]:
    """Return the classes that a roster lists: school code or name, grade, class, as written without spaces.

    A list of leavers lists none: the classes have lists of their own.
    """
    return set() if _is_of_leavers(table) else _written(table)


def _written(table: SheetTable) -> set[tuple[str, ...]]:
    """Return the classes that a roster's rows name.

    A row that names no school is of no class: it must not stand in the way of another school's list. Nor must one or
    two rows that name a school which the list is not about: a child who moved, a slip.
    """
    named = [name for name in _CLASS if name in table.frame]
    if not named:
        return set()
    found: Counter[tuple[str, ...]] = Counter()
    schools: Counter[str] = Counter()
    for row in table.frame.groupby(named, sort=False).size().reset_index(name="rows").to_dict("records"):
        code, school, grade, class_ = ("".join(str(row.get(name, "")).split()) for name in _CLASS)
        if code or school:
            found[code or school, grade, class_] += row["rows"]
            schools[code or school] += row["rows"]
    return {one for one, rows in found.items() if rows > _STRAY or schools[one[0]] * _ONE_IN > len(table.frame)}
