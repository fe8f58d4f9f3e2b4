"""Use case: simulate, what a term would pay under other rules, and on today's lists under the office's own.

The way is that of a payout up to its posting: linking, evaluating, the difference from the ledger. Nothing is posted.
Three sums stand beside each other: what the ledger holds, what it would hold after a payout now, and what it would hold
after one under the other rules; so what the lists changed is told apart from what the rules change.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.ledger import Known, shares_of
from aid_ledger.money import split_shares
from aid_ledger.office.doubts import stakes
from aid_ledger.office.evaluation import Picture, require_lists
from aid_ledger.office.judging import judge
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.new_lines import Selection, new_lines
from aid_ledger.office.papers import without_lines
from aid_ledger.office.payout import weights_of
from aid_ledger.office.simulation import PERSON, STEPS, Held, Simulation
from aid_ledger.office.term_books import TermBooks, read_term, refuse_erased
from aid_ledger.reports import write_simulation
from aid_ledger.rulebook import Rulebook, State
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

_LINE = ("subject", "programme", "amount", *PERSON)


@dataclass(frozen=True, slots=True)
class _After:
    """What the ledger would hold after a payout: ``lines`` are those that stand and the new ones."""

    rulebook: Rulebook
    lines: pd.DataFrame
    touched: frozenset[str]
    held: Held


def simulate(
    office: Office, term: Term, rules: Rulebook | None = None, *, progress: Progress | None = None
) -> Simulation:  # fmt: skip
    """Say what a term would pay; nothing is written.

    Args:
        office: the workspace.
        term: which term; it may be closed.
        rules: the other rules; none: the office's own, so that only what the lists changed is told.
        progress: called with the name of each step, twice each where there are other rules.

    Raises:
        InputError: ``no-roster``, ``no-register``, rules that do not load.
        LedgerError: ``erased-in-term``.
    """
    other = _under(office, rules) if rules is not None else office
    with office.database.read() as connection:
        books = read_term(connection, office, term)
        elsewhere = read_term(connection, other, term) if rules is not None else books
        shares = shares_of(connection, [str(term)])
    refuse_erased(books.posted)
    require_lists(books.sources, term)
    now = _after(office, books, progress)
    if rules is not None:
        office.linked = None  # two of a large county need not be in memory
    given = _after(other, elsewhere, progress) if rules is not None else now
    dropped = _lines_made(now.rulebook) - _lines_made(given.rulebook)
    pairs = _pairs(books.posted, now, given, dropped)
    unpaid = {programme: fen for programme, fen in given.held.kept.items() if programme not in dropped}
    return Simulation(
        term, now.rulebook, given.rulebook, pairs, _levels(office, term, pairs, shares, (now, given)),
        {"now": now.held, "given": replace(given.held, kept=unpaid)}, tuple(sorted(dropped & set(pairs["programme"]))),
    )  # fmt: skip


def _under(office: Office, rules: Rulebook) -> Office:
    """Return the office with other rules; its database, its archive and the lists that it has read are the same."""
    other = copy(office)
    other.use(office.workspace, rules)
    other.linked = None
    return other


def _lines_made(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(programme.id for programme in rulebook.programmes if programme.makes_line)


def _after(office: Office, books: TermBooks, progress: Progress | None) -> _After:
    view = books.picture(office, progress=progress)
    change = new_lines(view, books.posted, books.known, Selection()).lines
    new = change.assign(subject=lasting_subjects(change, books.known))
    lines = pd.concat([books.posted[list(_LINE)], new[list(_LINE)]], ignore_index=True)
    return _After(view.rulebook, lines, frozenset(change["programme"]), _held(view, books))


def lasting_subjects(lines: pd.DataFrame, known: Known) -> pd.Series[str]:
    """Name people whom the ledger has not met by who they are: their numbers would depend on who else is new."""
    met = set(known.versions["student"])
    fresh = (lines["student"] > 0) & ~lines["student"].isin(met)
    return lines["subject"].astype(object).where(~fresh, "p:" + lines["identity"].astype(str))


def _held(view: Picture, books: TermBooks) -> Held:
    """Count who waits, and what they would get if their doubts went their way."""
    waits = view.due["programme"].isin(_lines_made(view.rulebook)) & (view.due["state"] == int(State.HELD))
    schools = view.meals[view.meals["state"] == int(State.HELD)]
    students, stake = view.due.loc[waits, "student"].unique(), stakes(view)
    return Held(
        students=len(students), amount=int(stake.sum()), unknown=int((stake[students] == 0).sum()),
        schools=int(schools["school"].nunique()), kept=_kept(view, books),
    )  # fmt: skip


def _kept(view: Picture, books: TermBooks) -> dict[str, int]:
    """Return by programme what stays as it was posted because the rules do not judge it."""
    key = ["subject", "programme"]
    judged = pd.MultiIndex.from_frame(judge(view, books.posted, books.known).entitled[key].astype(object))
    net = books.posted.groupby(key)["amount"].sum()
    kept = net[(net != 0) & ~net.index.isin(judged)].groupby("programme").sum()
    return {str(programme): int(fen) for programme, fen in kept.items()}


def _pairs(posted: pd.DataFrame, now: _After, given: _After, dropped: frozenset[str]) -> pd.DataFrame:
    """Return :data:`aid_ledger.office.simulation.PAIR_COLUMNS`, a row a pair that has or gets money."""
    key = ["subject", "programme"]
    sums = {
        name: lines.groupby(key, sort=True)["amount"].sum()
        for name, lines in (("ledger", posted), ("now", now.lines), ("given", given.lines))
    }
    table = pd.DataFrame({name: pd.Series(fen, dtype="Int64") for name, fen in sums.items()})
    table = table.fillna(0).astype(np.int64).reset_index()
    table.loc[table["programme"].isin(list(dropped)), "given"] = 0
    who = pd.concat([now.lines, given.lines]).drop_duplicates("subject", keep="last").set_index("subject")
    table = table[(table[list(STEPS)] != 0).any(axis=1)]
    of = who.loc[table["subject"], list(PERSON)].reset_index(drop=True)
    return pd.concat([table.reset_index(drop=True), of], axis=1)


def _levels(
    office: Office, term: Term, pairs: pd.DataFrame, shares: pd.DataFrame, after: tuple[_After, _After]
) -> pd.DataFrame:
    """Return ``programme, level`` and fen of each step: what each level of government bears.

    What a payout does not touch stays shared as it was posted; what it does is shared anew as a whole.
    """
    totals = pairs.groupby("programme")[list(STEPS)].sum()
    rows = []
    for programme, _, fen_now, fen_given in totals.reset_index().itertuples(index=False):
        own = shares[shares["programme"] == programme].groupby("level")["amount"].sum()
        ledger = {str(level): int(fen) for level, fen in own.items()}
        weights = [_weights(office, one.rulebook, term, str(programme)) for one in after]
        now = ledger if programme not in after[0].touched else _split(int(fen_now), weights[0])
        same = fen_given == fen_now and weights[0] == weights[1]
        given = now if same else _split(int(fen_given), weights[1] or weights[0])
        for level in dict.fromkeys((*ledger, *now, *given)):
            rows.append((programme, level, *(one.get(level, 0) for one in (ledger, now, given))))
    return pd.DataFrame(rows, columns=["programme", "level", *STEPS]).astype(dict.fromkeys(STEPS, np.int64))


def _weights(office: Office, rulebook: Rulebook, term: Term, programme: str) -> dict[str, int]:
    known = any(one.id == programme for one in rulebook.programmes)
    return weights_of(office, rulebook, term, {programme})[programme] if known else {}


def _split(fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    return {level: int(part) for level, part in split_shares(fen, weights).items()} if weights else {"": fen}


def write_simulation_book(
    office: Office, simulation: Simulation, out: Path, *, by: str, at: str, lang: Lang = "zh"
) -> Path:  # fmt: skip
    """Write it as a workbook, numbers masked; an older file is replaced.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    book = without_lines(office, simulation.term, by=by, at=at)
    return write_simulation(out, book, simulation.printed(lang), lang=lang)
