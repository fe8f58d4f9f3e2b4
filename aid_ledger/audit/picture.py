"""What the checks look at: the term as columns, one frame a subject, built once and read by every check.

Data only. What is due, what is posted and what banks said was decided elsewhere; here it is put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from aid_ledger.audit.frames import DTYPES, FRAMES, whole_frame
from aid_ledger.audit.persons import one_person
from aid_ledger.audit.school_names import told_apart
from aid_ledger.people.text_columns import is_among

if TYPE_CHECKING:
    from aid_ledger.linking import Source
    from aid_ledger.terms import Term
    from aid_ledger.words import Lang

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the checks need of the rules in a term; money is fen a term.

    ``excludes``: pairs of programmes that nobody has together. ``ranges``: least, most and the nation's average (-1
    none) where the nation leaves the amount to a pack. ``unverified``: standards that nobody compared with their
    document. ``listed``: programmes whose amount stands in a list; ``boarding``: those that boarders alone have;
    ``unpaid``: those in force that are no payment of ours.
    """

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    excludes: frozenset[tuple[str, str]] = frozenset()
    ranges: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    unverified: frozenset[tuple[str, int]] = frozenset()
    listed: frozenset[str] = frozenset()
    boarding: frozenset[str] = frozenset()
    unpaid: tuple[str, ...] = ()

    def title(self, programme: str, lang: Lang) -> str:
        """Return a programme's title, or its id where the rules no longer have it."""
        return self.titles.get(programme, {}).get(lang, programme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Lists for checks alone, the office's and the auditor's own; none: there is none, so the check cannot be done.

    ``employees``: ``name, id_number, account`` of people paid from the public purse. ``deceased``: ``name, id_number,
    died_on`` (yyyymmdd). ``notices``: ``school, school_code, programme, batch`` (blank: of all), ``first_day,
    last_day`` (ISO), ``working_days, objections`` (-1 not said), ``conclusion``. ``papers``: ``school, school_code,
    paper, state``, one row a school and paper. ``statement``: ``day, summary, amount, payee, file, cell, credits``, one
    row a debit or credit. ``lists``: ``file, archived, status, at, header, theirs, ours``, one row a difference, or one
    a file without any; ``name, id_number, school, town`` (whole, as the list has them) of whose row it is, and its
    cells ``evidence``.
    ``returns``: one row a payment, columns of :data:`aid_ledger.office.given_returns.RETURNS`. ``for_checks`` are an
    auditor's own lists of the first four kinds, as they were read.
    """

    employees: pd.DataFrame | None = None
    deceased: pd.DataFrame | None = None
    statement: pd.DataFrame | None = None
    notices: pd.DataFrame | None = None
    papers: pd.DataFrame | None = None
    lists: pd.DataFrame | None = None
    returns: pd.DataFrame | None = None
    for_checks: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A term on a day. ``frames`` has every name of :data:`aid_ledger.audit.frames.FRAMES`.

    ``pairs`` is made from them: one row a subject and programme, see :func:`pairs_of`. ``day`` is that of the report,
    ``reference_day`` that on which facts are read, ``bad`` what does not verify, a sentence each. ``lacks`` names what
    is not there at all to be looked at (``lists``, ``archive``, ``papers``, ``budget``), each with its reason.
    ``notice_days``: how many working days the office keeps a list public.
    """

    term: Term
    day: date
    reference_day: date
    closed: bool
    rules: Rules
    given: Given
    frames: Mapping[str, pd.DataFrame]
    pairs: pd.DataFrame
    bad: tuple[str, ...] = ()
    verified: int = 0
    lang: Lang = "zh"
    notice_days: int = 5
    lacks: Mapping[str, str] = field(default_factory=dict)
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[Picture], T]) -> T:
        """Return what ``make`` makes of this picture; made once, however many checks ask for it."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a frame."""
        return self.frames[name]


def picture_of(  # noqa: PLR0913 - what a report is of
    term: Term, day: date, frames: Mapping[str, pd.DataFrame], *, rules: Rules | None = None,
    given: Given | None = None, closed: bool = False, bad: tuple[str, ...] = (), verified: int = 0,
    reference_day: date | None = None, lang: Lang = "zh", notice_days: int = 5,
    lacks: Mapping[str, str] | None = None,
) -> Picture:  # fmt: skip
    """Put frames together; one that is not given is empty, a column that is missing has its plain value.

    Raises:
        ValueError: a frame that is not known.
    """
    if unknown := set(frames) - set(FRAMES):
        raise ValueError(f"no frames of a picture: {sorted(unknown)}")
    whole = told_apart({name: whole_frame(frames.get(name), columns) for name, columns in FRAMES.items()})
    return Picture(
        term=term, day=day, reference_day=reference_day or term.reference_day, closed=closed, rules=rules or Rules(),
        given=given or Given(), frames=whole, pairs=pairs_of(whole), bad=bad, verified=verified, lang=lang,
        notice_days=notice_days, lacks=lacks or {},
    )  # fmt: skip


def looked_up(keys: pd.Series[str], known: Mapping[Any, Any], plain: str | int | bool) -> pd.Series[Any]:
    """Return the value of each key, ``plain`` where there is none: of one type also where nothing is known."""
    values = [known.get(key, plain) for key in keys.tolist()]
    dtype = DTYPES.get(type(plain), object)
    return pd.Series(values, index=keys.index, dtype=dtype)


_KEY = ["subject", "programme"]
_SAID = ("student", "name", "id_number", "student_no", "school", "school_code", "stage", "evidence", "line", "town")


def pairs_of(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row for each subject and programme that has lines, money paid before, or an answer of the rules.

    Returns:
        ``subject, programme``; ``booked`` (net of the lines), ``before`` (paid before the ledger), ``gone`` (left the
        house and not come back), ``due`` and ``standard`` (what the rules say), all fen; ``judged`` (the rules say an
        amount), ``held``, ``reason``, ``listed`` (a roster in use names the subject), ``away``, ``deceased``; ``state``
        of its last standing line; ``person`` (the same for subjects that are one person); who, where and the evidence
        as its last standing line says it, else the roster.
    """
    lines, due, before, students = (frames[name] for name in ("lines", "due", "paid_before", "students"))
    keys = pd.concat([frame[_KEY] for frame in (lines, due, before)]).drop_duplicates(ignore_index=True)
    index = pd.MultiIndex.from_frame(keys)
    out = keys.copy()
    money = lines.assign(gone=lines["in_transit"] + lines["paid"]).groupby(_KEY)[["amount", "gone"]].sum()
    money = money.reindex(index, fill_value=0)
    out["booked"], out["gone"] = money["amount"].to_numpy(dtype=np.int64), money["gone"].to_numpy(dtype=np.int64)
    earlier = before.groupby(_KEY)["amount"].sum().reindex(index, fill_value=0)
    out["before"] = earlier.to_numpy(dtype=np.int64)
    said = due.drop_duplicates(_KEY).set_index(_KEY)
    out["judged"] = index.isin(said.index[~said["held"].to_numpy()])
    said = said.reindex(index)
    for name, column in (("due", "amount"), ("standard", "standard")):
        out[name] = said[column].fillna(0).to_numpy(dtype=np.int64)
    for name, plain in (("held", False), ("reason", "")):
        out[name] = said[name].astype(object).where(said[name].notna(), plain).to_numpy()
    certain = students[students["subject"] != ""].drop_duplicates("subject").set_index("subject")
    now = certain.reindex(out["subject"])
    out["listed"] = is_among(out["subject"], certain.index)
    for name in ("away", "deceased"):
        out[name] = looked_up(out["subject"], certain[name].to_dict(), plain=False)
    standing = lines[~lines["reversed"] & (lines["kind"] == "pay")].drop_duplicates(_KEY, keep="last")
    last = standing.set_index(_KEY).reindex(index)
    for name in _SAID:
        own = last[name].to_numpy(dtype=object)
        there = pd.notna(own)
        out[name] = np.where(there, own, now[name].to_numpy(dtype=object)) if name in now else own
        none: object = 0 if name == "student" else ""
        out[name] = pd.Series(out[name], dtype=object).where(pd.notna(out[name]), none)
    out["state"] = last["state"].astype(object).where(last["state"].notna(), "").to_numpy()
    same = one_person(lines, students)
    out["person"] = pd.Series([same.get(one, one) for one in out["subject"].tolist()], dtype=object)
    return out.astype({"student": np.int64, "held": np.bool_})
