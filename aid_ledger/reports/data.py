"""What a batch hands over to be printed. Checks form only; amounts and reasons were decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from aid_ledger.terms import Term

LINE_COLUMNS = (
    "line", "programme", "payee", "kind", "amount", "standard", "stage", "grade", "class_", "grade_order", "name",
    "sex", "id_number", "student_no", "school", "school_code", "town", "account_name", "relation", "bank", "account",
    "remark", "reason",
)  # fmt: skip
SHARE_COLUMNS = ("programme", "school_code", "level", "amount")
HELD_COLUMNS = (
    "file", "sheet", "row", "cell", "kind", "school", "grade", "class_", "name", "id_number", "reason", "programme",
    "stake", "note", "hint",
)  # fmt: skip
ABSENT_COLUMNS = ("town", "village", "household", "name", "sex", "age", "id_number", "lists", "places", "why")
SCHOOL_COLUMNS = ("school_code", "school", "town", "order")

WAITING = ("no-account", "account-no-holder", "account-unusable", "accounts-differ")
"""Remarks of a line whose payment waits for an account."""
LEVELS = ("central", "province", "city", "county", "bridging", "donor")
STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher")
_WHOLE = frozenset({"amount", "standard", "grade_order", "row", "stake", "order", "age"})
_PAYEES = frozenset({"student", "household", "school"})
_KINDS = frozenset({"pay", "reverse", "recover", "ease"})


@dataclass(frozen=True, slots=True)
class PayoutBook:
    """Everything that the papers of one batch show.

    Invariant: the tables have the columns of ``LINE_COLUMNS`` and so on; whole-number columns are integers
    without gaps; ``line`` is unique; ``pay`` and ``ease`` (a recovery taken back) are positive fen,
    ``reverse`` and ``recover`` negative; every programme has a title.

    Attributes:
        made_on: ISO date, also the ``created`` of every workbook, so that bytes repeat.
        digest: payment digest, 64 hex.
        head: digest of the journal head, 64 hex.
        titles: programme id to full Chinese title, in the order in which sheets stand.
        lines: one row a ledger line of the batch. ``standard`` is fen a term, 0 where there is none;
            ``stage`` may be joined (``primary+junior``); a nutrition line has no ``name`` and ``id_number``.
            ``remark`` is codes joined by ``;``, a term after a colon (``back-pay:2022A``).
        shares: fen by programme, school and level; of the lines ``pay`` and ``reverse`` together.
        held: one row a doubt; ``id_number`` is whole here and masked in the document; ``programme`` blank
            stands for all; ``stake`` is fen a term, 0 where unknown; ``hint`` is a sentence with masked numbers.
        schools: the schools of the county; ``order`` ascending is the order on every sheet.
        absent: one row a child of compulsory age who is in a register and in no roster; texts but for ``age``, in
            years; ``id_number`` is whole here and masked in the document.
    """

    office: str
    county: str
    term: Term
    batch: str
    made_on: str
    prepared_by: str
    digest: str
    head: str
    titles: Mapping[str, str]
    lines: pd.DataFrame
    shares: pd.DataFrame
    held: pd.DataFrame
    schools: pd.DataFrame
    absent: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ABSENT_COLUMNS)))

    @classmethod
    def without_lines(
        cls, *, office: str, county: str, term: Term, made_on: str, prepared_by: str, head: str
    ) -> PayoutBook:  # fmt: skip
        """Return what papers need that are of a term but of no batch: doubts, questions, slips, who has not sent."""
        tables = map(_empty, (LINE_COLUMNS, SHARE_COLUMNS, HELD_COLUMNS, SCHOOL_COLUMNS, ABSENT_COLUMNS))
        return cls(office, county, term, "", made_on, prepared_by, "", head, {}, *tables)

    def __post_init__(self) -> None:
        date.fromisoformat(self.made_on)
        for name, table, columns in (
            ("lines", self.lines, LINE_COLUMNS),
            ("shares", self.shares, SHARE_COLUMNS),
            ("held", self.held, HELD_COLUMNS),
            ("schools", self.schools, SCHOOL_COLUMNS),
            ("absent", self.absent, ABSENT_COLUMNS),
        ):
            _check_table(name, table, columns)
        _check_lines(self.lines, self.titles)
        _check_known("level", self.shares["level"], frozenset(LEVELS))
        _check_known("programme", self.shares["programme"], frozenset(self.titles))
        _check_known("programme", self.held["programme"], frozenset(self.titles) | {""})

    @property
    def county_name(self) -> str:
        """The county in words: as given, or where a code was given the start of the office's name, or nothing.

        No sheet shows a code where a reader expects a name.
        """
        if not self.county.isascii():
            return self.county
        found = re.match(r".+?[县区市旗]", self.office)
        return found[0] if found else ""


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    whole, text = np.zeros(0, dtype=np.int64), pd.array([], dtype="str")
    return pd.DataFrame({name: whole if name in _WHOLE else text for name in columns})


def _check_table(name: str, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(f"{name} lacks the columns {missing}")
    wrong = [c for c in columns if c in _WHOLE and len(table) and not pd.api.types.is_integer_dtype(table[c].dtype)]
    if wrong:
        raise ValueError(f"{name} has columns that are not whole numbers: {wrong}")


def _check_known(what: str, column: pd.Series[str], allowed: frozenset[str]) -> None:
    strange = sorted(set(column.unique()) - allowed)
    if strange:
        raise ValueError(f"unknown {what}: {strange}")


def _check_lines(lines: pd.DataFrame, titles: Mapping[str, str]) -> None:
    _check_known("payee", lines["payee"], _PAYEES)
    _check_known("kind", lines["kind"], _KINDS)
    _check_known("programme", lines["programme"], frozenset(titles))
    _check_known("stage", lines["stage"].str.split("+").explode(), frozenset(STAGES))
    if lines["line"].duplicated().any():
        raise ValueError("a line stands twice")
    up = lines["kind"].isin(("pay", "ease"))
    if (lines.loc[up, "amount"] <= 0).any() or (lines.loc[~up, "amount"] >= 0).any():
        raise ValueError("pay and ease are positive, reverse and recover negative")
