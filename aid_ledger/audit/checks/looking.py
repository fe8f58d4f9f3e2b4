"""What a check gives back: the rows of evidence that it found, or the reason why it could not look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.audit.results import EVIDENCE, Question, Severity
from aid_ledger.money import format_yuan
from aid_ledger.words import Word, known, phrase

if TYPE_CHECKING:
    from aid_ledger.audit.picture import Picture


@dataclass(frozen=True, slots=True)
class Looked:
    """A check that was done: ``rows`` of evidence (none: passed), how many ``unit`` it compared.

    ``amount`` is the fen at stake, below zero: the sum of the rows. ``severity`` where it is not that of the list.
    """

    rows: pd.DataFrame
    looked_at: int
    unit: str = "lines"
    params: Mapping[str, object] = field(default_factory=dict)
    amount: int = -1
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class NotDone:
    """A check that could not be done; ``why`` is a reason of the catalogue."""

    why: str


Outcome = Looked | NotDone


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the report: its code, the question that it answers, how grave what it finds is, and how it looks.

    ``figures`` are limits that its sentences name. ``needs``: of what a picture may lack, that without which it cannot
    be done; ``better_with``: that without which it may find something, but has not passed.
    """

    code: str
    question: Question
    severity: Severity
    look: Callable[[Picture], Outcome]
    figures: Mapping[str, object] = field(default_factory=dict)
    needs: str = ""
    better_with: str = ""


def evidence(frame: pd.DataFrame, detail: Iterable[str] | str = "", amount: str = "amount") -> pd.DataFrame:
    """Return rows in the form of a finding; columns that ``frame`` lacks are blank.

    Args:
        frame: one row a row of evidence.
        detail: what is to be said of each row.
        amount: the column with the fen at stake.
    """
    out = frame.reindex(columns=list(EVIDENCE)).astype(object)
    out["student"] = frame["student"].fillna(0).to_numpy() if "student" in frame else 0  # an order may lack its line
    for name in EVIDENCE:
        if name not in ("student", "amount"):
            out[name] = out[name].where(out[name].notna(), "")
    out["amount"] = frame[amount].to_numpy() if amount in frame else 0
    out["detail"] = detail if isinstance(detail, str) else list(detail)
    return out.astype({"amount": "int64", "student": "int64"}).reset_index(drop=True)


def nothing() -> pd.DataFrame:
    """Return no evidence."""
    return evidence(pd.DataFrame({"amount": pd.Series(dtype="int64")}))


def said(picture: Picture, name: str, **columns: Iterable[object]) -> list[str]:
    """Return one sentence a row, filled in with its values; ``name`` is a ``said-…`` word of the catalogue."""
    names = tuple(columns)
    return [
        phrase(f"audit-said-{name}", picture.lang, **dict(zip(names, values, strict=True)))
        for values in zip(*columns.values(), strict=True)
    ]


def worded(kind: str, codes: Iterable[str]) -> list[Word | str]:
    """Return codes as words of the catalogue (``state-sent``), to be said in the reader's language."""
    names = known("word")
    return [Word(f"{kind}-{code}") if f"{kind}-{code}" in names else code for code in codes]


def yuan(fen: Iterable[int]) -> list[str]:
    """Return amounts as a reader wants them."""
    return [format_yuan(int(one), grouped=True) for one in fen]
