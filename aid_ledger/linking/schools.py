"""The schools of a term: the school lists in use as one table, and which school a row means.

Which of several lists speaks for a school is said in :mod:`aid_ledger.linking.earlier_schools`. Where no school list
is in use at all, the schools are those that the rosters name, each by its code or else its exact name; nothing else is
then known of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import read_stage_and_grade, read_words
from aid_ledger.linking.accounts import COLUMNS as ACCOUNT
from aid_ledger.linking.accounts import usable
from aid_ledger.linking.earlier_schools import FIELDS, fold_name, latest_rows, school_rows
from aid_ledger.linking.rows import Source
from aid_ledger.linking.school_fees import FEES, read_fee
from aid_ledger.people import check_phones

UNKNOWN, AMBIGUOUS = -1, -2
_SPLIT = re.compile(r"[、，,;；/|\n]+")


@dataclass(frozen=True, slots=True)
class SchoolBook:
    """The schools, one row each, in order of code and name.

    ``frame``: ``code, name, town, officer, phone``, ``stage`` (the only stage's code, 0 where several or unknown),
    ``private`` and ``inclusive`` (codes of the facts), ``special``, the fees (fen a term, -1 unknown), ``meal_plan``
    (-1, 0, 1), ``days, days_before, days_after`` and ``beds`` (-1 unknown), the columns of
    :func:`aid_ledger.linking.accounts.usable`, ``src, row`` (-1 where no list names it).
    ``listed`` tells whether a school list is in use.
    """

    frame: pd.DataFrame
    by_code: Mapping[str, int]
    by_name: Mapping[str, int]
    listed: bool

    def resolve(self, codes: pd.Series[str], names: pd.Series[str]) -> npt.NDArray[np.int32]:
        """Return the school of each row, or -1; a code and a name that mean two schools mean none."""
        (by_code, own_codes), (by_name, own_names) = pd.factorize(codes), pd.factorize(names)
        numbers, pairs = pd.factorize(by_code * len(own_names) + by_name)
        written = zip(own_codes[pairs // len(own_names)], own_names[pairs % len(own_names)], strict=True)
        found = np.array([self._one(code, name) for code, name in written], dtype=np.int32)
        return found[numbers] if len(found) else np.full(len(codes), UNKNOWN, dtype=np.int32)

    def _one(self, code: str, name: str) -> int:
        by_code = self.by_code.get(fold_name(code), UNKNOWN) if code else UNKNOWN
        by_name = self.by_name.get(fold_name(name), UNKNOWN) if name else UNKNOWN
        if by_code >= 0:
            return by_code if by_name < 0 or by_name == by_code else UNKNOWN
        return max(by_name, UNKNOWN)


def school_keys(lists: pd.DataFrame, ours: pd.DataFrame) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return what joins rows of a list with rows of ours, by school: the code, else the name that a row of ours bears.

    A school that has another name by now is found by its code, one whose list has no codes by its name.

    Args:
        lists: with ``school`` and ``school_code``.
        ours: likewise.
    """
    key = ours["school_code"].where(ours["school_code"] != "", ours["school"])
    codes, by_name = set(ours["school_code"]) - {""}, dict(zip(ours["school"], key, strict=True))
    theirs = [
        code if code in codes else by_name.get(name, code or name)
        for code, name in zip(lists["school_code"], lists["school"], strict=True)
    ]
    return pd.Series(theirs, index=lists.index, dtype=object), key


def read_schools(sources: Sequence[Source], roster: pd.DataFrame) -> SchoolBook:
    """Build the table from the school lists in use, or from the roster rows where there is none.

    Args:
        sources: all in use.
        roster: stacked roster rows with ``school`` and ``school_code``.
    """
    every = school_rows(sources)
    if every.empty:
        return _from_roster(roster)
    rows = _one_a_school(latest_rows(every))
    rows = rows.sort_values(["school_code", "school"], ignore_index=True)
    account = usable(rows.assign(id=""))
    frame = pd.DataFrame(
        {
            "code": rows["school_code"],
            "name": rows["school"],
            "town": rows["town"],
            "officer": rows["aid_officer"],
            "phone": check_phones(rows["phone"]).normal,
            "stage": _only_stage(rows["stage"]),
            "private": read_words("private", rows["school_nature"])[0],
            "inclusive": read_words("inclusive", rows["inclusive"])[0],
            "special": rows["school_type"].str.contains("特殊"),
            "meal_plan": read_words("yes_no", rows["meal_plan"])[0].astype(np.int8) - 1,
            "days": _whole(rows["meal_days"]),
            "days_before": _whole(rows["meal_days_before"]),
            "days_after": _whole(rows["meal_days_after"]),
            "beds": _whole(rows["beds"], digits=5),
            **{name: account[name] for name in ACCOUNT},
            "src": rows["src"],
            "row": rows["row"],
        }
    )
    for fee in FEES:
        frame[fee] = read_fee(sources, rows, fee)
    return SchoolBook(frame, *_indexes(frame, rows["school_alias"]), listed=True)


def _one_a_school(latest: pd.DataFrame) -> pd.DataFrame:
    """Where rows of one date differ in a cell, that cell is not known."""
    one = latest.drop_duplicates("key", keep="first").copy()
    again = latest[latest["key"].duplicated(keep=False)]
    if again.empty:
        return one
    fields = [field for field in FIELDS if field not in ("school", "school_code", "school_alias")]
    values = again.groupby("key")[fields].nunique()
    for name in fields:
        one.loc[one["key"].isin(values.index[values[name] > 1]), name] = ""
    return one


def _from_roster(roster: pd.DataFrame) -> SchoolBook:
    pairs = roster[["school_code", "school"]].drop_duplicates()
    pairs = pairs[(pairs["school_code"] != "") | (pairs["school"] != "")]
    coded = pairs.loc[pairs["school_code"] != "", "school"]
    pairs = pairs[(pairs["school_code"] != "") | ~pairs["school"].isin(list(coded))]  # a name alone means that school
    pairs = pairs.assign(key=[fold_name(c or n) for c, n in zip(pairs["school_code"], pairs["school"], strict=True)])
    pairs = pairs.sort_values(["school_code", "school"]).drop_duplicates("key", ignore_index=True)
    count = len(pairs)
    frame = pd.DataFrame({"code": pairs["school_code"], "name": pairs["school"], "town": "", "officer": "", "phone": "",
                          "stage": 0})  # fmt: skip
    for name in ("private", "inclusive"):
        frame[name] = 0
    frame["special"] = False
    for name in (*FEES, "meal_plan", "days", "days_before", "days_after", "beds", "src", "row"):
        frame[name] = np.full(count, -1)
    for name in ACCOUNT:
        frame[name] = "no-account" if name == "account_problem" else ""
    return SchoolBook(frame, *_indexes(frame, frame["town"]), listed=False)


def _indexes(frame: pd.DataFrame, aliases: pd.Series[str]) -> tuple[dict[str, int], dict[str, int]]:
    by_code: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for number, (code, name, others) in enumerate(zip(frame["code"], frame["name"], aliases, strict=True)):
        if code:
            by_code[fold_name(code)] = number
        for word in {fold_name(word) for word in (name, *_SPLIT.split(others)) if word.strip()}:
            by_name[word] = AMBIGUOUS if word in by_name else number
    # an official name outranks another school's alias
    for number, name in enumerate(frame["name"]):
        if name and (frame["name"] == name).sum() == 1:
            by_name[fold_name(name)] = number
    return by_code, by_name


def _only_stage(words: pd.Series[str]) -> npt.NDArray[np.uint8]:
    """The stage of a school that has one; several, or a word not known, decide nothing."""
    blank = pd.Series("", index=words.index, dtype="str")
    return read_stage_and_grade(words, blank, blank, blank, term=None)[0]


def _whole(texts: pd.Series[str], digits: int = 3) -> npt.NDArray[np.int32]:
    numbers = pd.to_numeric(texts.where(texts.str.fullmatch(rf"\d{{1,{digits}}}(\.0+)?"), None), errors="coerce")
    return np.asarray(numbers.fillna(-1), dtype=np.int32)


def school_private(book: SchoolBook, school: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Return the fact ``private`` of each row's school; unknown where there is no school."""
    codes = np.append(book.frame["private"].to_numpy(), value_code("private", "unknown"))
    return codes[school]
