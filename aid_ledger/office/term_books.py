"""What the books say of a term before its lists are looked at: lines, persons, decisions, what other terms paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import Known, lines_elsewhere, lines_of
from aid_ledger.linking import person_keys
from aid_ledger.office.decisions import in_force
from aid_ledger.office.evaluation import Picture, picture
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.sources import all_sources
from aid_ledger.office.waiting_heads import with_waiting_heads
from aid_ledger.office.waiting_registers import with_waiting_registers
from aid_ledger.store import Connection
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class TermBooks:
    """The books of one moment, as a term's picture needs them.

    ``sources``: all source records; ``posted``: the term's lines; ``known``: everybody the ledger has met;
    ``received``: who had a once-in-a-life programme in another term, by programme; ``decided``: decisions in force.
    """

    term: Term
    sources: list[dict[str, Any]]
    posted: pd.DataFrame
    known: Known
    received: Mapping[str, frozenset[str]]
    decided: list[dict[str, Any]]

    def picture(self, office: Office, *, progress: Progress | None = None) -> Picture:
        """Link and evaluate the term's lists beside these books."""
        seen = picture(
            office, self.term, sources=self.sources, posted=self.posted, known=self.known,
            received=self.received, decided=self.decided, progress=progress,
        )  # fmt: skip
        due = with_waiting_registers(seen, self.posted, self.known)
        return replace(seen, due=due, meals=with_waiting_heads(seen, self.posted))


def read_term(connection: Connection, office: Office, term: Term, *, states: bool = True) -> TermBooks:
    """Read the books of a term; ``states`` as in :func:`aid_ledger.ledger.lines_of`."""
    return TermBooks(
        term, all_sources(connection), lines_of(connection, str(term), states=states), Known.read(connection),
        _received(office, connection, term), in_force(connection, str(term)),
    )  # fmt: skip


def refuse_erased(posted: pd.DataFrame) -> None:
    """Who was erased cannot be told from somebody new: a payout on their term would pay them again.

    Raises:
        LedgerError: ``erased-in-term``.
    """
    erased = int(((posted["student"] > 0) & (posted["identity"] == "")).sum())
    if erased:
        raise LedgerError(Finding("erased-in-term", params={"count": erased}))


def _received(office: Office, connection: Connection, term: Term) -> dict[str, frozenset[str]]:
    """Who already had a once-in-a-life programme in another term: by the ledger or a list of money paid before."""
    once = [programme.id for programme in office.rulebook().programmes if programme.once]
    received: dict[str, set[str]] = {name: set() for name in once}
    if once:
        lines = lines_elsewhere(connection, str(term), once)
        net = lines.groupby(["subject", "programme"])["amount"].transform("sum")
        had = lines[(net > 0) & (lines["identity"] != "")]
        keys = person_keys(had["identity"], had["student_no"], had["name"])
        for programme, own in zip(had["programme"], keys, strict=True):
            received[str(programme)] |= own
    return {name: frozenset(who) for name, who in received.items()}
