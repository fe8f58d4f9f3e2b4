"""The rows behind the page as compact columns: what repeats is said once, and numbers of persons are masked.

``{"d": [...], "i": [...]}`` is a column whose values are items of ``d``; where ``i`` is one number, every row has it.
A column ``{"d", "i", "t"}`` ends in ``t``, the tails of all rows joined by line breaks. Evidence is a list of cells:
``s`` names the sheets, ``p`` the patterns (``sheet:COLUMN`` joined by ``;``), ``i`` the pattern of each row, ``r`` the
numbers of the rows one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from aid_ledger.people.masks import mask_id, mask_name
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.sentences import Speaker, masked

Columns = dict[str, Any]
_CELL = re.compile(r"(.*)!([A-Z]{1,3})(\d{1,7})")
_STARS = re.compile(r"(.*\*)([^*]*)", re.DOTALL)


def line_columns(lines: pd.DataFrame, say: Speaker) -> Columns:
    """Return the lines of the term, one item a line in each column."""
    who = pd.factorize(pd.Series(_keys(lines), dtype="object"))[0].tolist()
    return {
        "count": len(lines),
        "who": who,
        "line": _tailed([clean(text) for text in _texts(lines, "line")], _by_hyphen),
        "amount": _coded([int(fen) for fen in lines["amount"].tolist()], None),
        **{name: _coded(_texts(lines, name), show) for name, show in (
            ("batch", clean), ("programme", say.programme), ("school", masked), ("stage", say.stages),
            ("grade", masked), ("class_name", masked), ("payee", say.payee), ("name", mask_name),
            ("state", say.state), ("reason", say.reason), ("corrects", clean), ("money_year", clean),
        )},
        "id_number": _tailed([masked_id(text) for text in _texts(lines, "id_number")], _by_stars),
        "evidence": evidence_column(_texts(lines, "evidence")),
    }  # fmt: skip


def finding_columns(rows: pd.DataFrame, places: dict[str, int], say: Speaker) -> Columns:
    """Return the rows of a finding; ``at`` is the place of its line among the lines, -1 where it is of none."""
    lines = _texts(rows, "line")
    return {
        "count": len(rows),
        "at": [places.get(line, -1) for line in lines],
        "line": _coded(lines, clean),
        "amount": _coded([0 if pd.isna(fen) else int(fen) for fen in rows["amount"].tolist()], None),
        **{name: _coded(_texts(rows, name), show) for name, show in (
            ("name", mask_name), ("id_number", masked_id), ("school", masked), ("programme", say.programme),
            ("detail", masked),
        )},
        "evidence": evidence_column(_texts(rows, "evidence")),
    }  # fmt: skip


def school_columns(schools: pd.DataFrame, findings: Sequence[int]) -> Columns:
    """Return the schools of the term with what stands beside each."""
    numbers = {name: [int(one) for one in schools[name].tolist()] for name in ("heads", "aided", "amount", "held")}
    names = {name: [masked(text) for text in _texts(schools, name)] for name in ("school", "town")}
    return {"count": len(schools), **names, **numbers, "findings": list(findings)}


def masked_id(text: str) -> str:
    """Return a number of a person masked; what is typed in its place too."""
    return mask_id(clean(text))


def evidence_column(texts: Sequence[str]) -> Columns:
    """Return the cells of each row: patterns said once, and the numbers of the rows."""
    sheets: dict[str, int] = {}
    patterns: dict[str, int] = {}
    places: list[int] = []
    rows: list[int] = []
    for text in texts:
        parts = []
        for item in filter(None, text.split(";")):
            found = _CELL.fullmatch(item)
            sheet = found[1] if found else item
            number = sheets.setdefault(sheet, len(sheets))
            parts.append(f"{number}:{found[2]}" if found else f"{number}")
            if found:
                rows.append(int(found[3]))
        pattern = ";".join(parts)
        places.append(patterns.setdefault(pattern, len(patterns)))
    return {"s": [masked(sheet) for sheet in sheets], "p": list(patterns), "i": _one(places), "r": rows}


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    if column not in table:
        return [""] * len(table)
    return [one if isinstance(one, str) else "" if pd.isna(one) else str(one) for one in table[column].tolist()]


def _keys(lines: pd.DataFrame) -> list[str]:
    """Return who each line is of; a line of nobody is alone."""
    return [who or f"line:{line}" for who, line in zip(_texts(lines, "student"), _texts(lines, "line"), strict=True)]


def _coded(values: Sequence[Any], show: Callable[[str], str] | None) -> Columns:
    known: dict[Any, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return {"d": [show(value) if show else value for value in known], "i": _one(places)}


def _tailed(values: Sequence[str], cut: Callable[[str], tuple[str, str]]) -> Columns:
    """Return a column of texts that begin alike and end each in its own way."""
    heads, tails = [], []
    for value in values:
        head, tail = cut(value)
        heads.append(head)
        tails.append(tail)
    return {**_coded(heads, None), "t": "\n".join(tails)}


def _by_hyphen(text: str) -> tuple[str, str]:
    head, hyphen, tail = text.rpartition("-")
    return head + hyphen, tail


def _by_stars(text: str) -> tuple[str, str]:
    found = _STARS.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def _one(places: list[int]) -> list[int] | int:
    """Return the one number that all rows have, else the numbers."""
    return places[0] if places and len(set(places)) == 1 else places
