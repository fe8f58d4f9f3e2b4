"""Use case: approve. A second person lets exactly these orders be sent; on an approved batch, the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import (
    Approval,
    OrderChange,
    one_name,
    order_change,
    orders_digest,
    record_versions,
    require_name,
    require_open,
    require_two,
    seal_orders,
)
from aid_ledger.office.budgeting import refuse_overdrawn
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.payable import Payable, payable
from aid_ledger.store import Connection, head, rows_of
from aid_ledger.store.tables import PERSONAL

if TYPE_CHECKING:
    from aid_ledger.office import Office

_VERSIONED = [name for name in PERSONAL if name != "salt"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an approval would do, for the approver to read. ``payments``: the digest of the orders it would leave.

    ``prepared``: who prepared the batch, and whoever prepared what takes its lines back, each with the record's number.
    """

    payable: Payable
    change: OrderChange
    payments: str
    prepared: tuple[tuple[str, int], ...]
    approved_before: bool

    @property
    def preparers(self) -> tuple[str, ...]:
        """Who prepared, the batch's own preparer first."""
        return tuple(dict.fromkeys(name for name, _ in self.prepared))

    @property
    def waiting(self) -> Counter[str]:
        """How many lines wait, by reason."""
        return Counter(self.payable.waiting["waits"])

    @property
    def nothing_new(self) -> bool:
        """Whether the batch was approved before and nothing has changed since."""
        return self.approved_before and self.change.empty


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval did; ``approval`` is ``None`` where nothing had changed since the last."""

    plan: Plan
    approval: Approval | None


def plan_approval(office: Office, batch: str, *, progress: Progress | None = None) -> Plan:
    """Say what an approval of this batch would seal, withdraw and leave waiting; nothing is written.

    Raises:
        InputError: ``batch-not-known``.
    """
    return _plan(office, payable(office, batch, progress=progress))


def _plan(office: Office, found: Payable) -> Plan:
    name = str(found.batch["batch"])
    change = order_change(found.standing, found.wanted.assign(amount=found.wanted["payable"]))
    with office.database.read() as connection:
        before = bool(rows_of(connection, "approval", "batch = :batch", batch=name))
    return Plan(found, change, orders_digest(change.after, found.lines), _prepared(office, found), before)


def _prepared(office: Office, found: Payable) -> tuple[tuple[str, int], ...]:
    """Who prepared the batch, and whoever prepared what takes its lines back."""
    own = found.lines.loc[found.lines["batch"] == found.batch["batch"], "line"]
    touching = set(found.lines.loc[found.lines["corrects"].isin(own), "batch"])
    with office.database.read() as connection:
        rows = rows_of(connection, "batch", "term = :term", "batch", term=str(found.batch["term"]))
    acts = [found.batch, *(row for row in rows if row["batch"] in touching and row["kind"] != "recover")]
    return tuple(dict.fromkeys((str(row["prepared_by"]), int(row["seq"])) for row in acts))


def approve(
    office: Office, batch: str, *, by: str, at: str, document: str = "", shown: Plan | None = None,
    sheet: str = "", progress: Progress | None = None,
) -> Approved:  # fmt: skip
    """Seal the orders of a batch, or on a batch approved before what has changed since.

    Args:
        office: the workspace.
        batch: which.
        by: who approves; must not have prepared it.
        at: when.
        document: 文号.
        shown: what the approver was shown; where the books have changed since, nothing is approved.
        sheet: the 表校验码 of the 审批单 that was read and signed; it is recorded, blank where there is none.
        progress: called with the name of each step.

    Raises:
        InputError: ``batch-not-known``.
        LedgerError: ``approver-is-preparer``, ``names-count-as-one``, ``term-closed``, ``batch-is-void``,
            ``changed-since-shown``, ``books-changed-meanwhile``; where allotments are enforced, ``budget-overdrawn``.
            Nothing was written.
    """
    require_name(by)
    plan = shown or plan_approval(office, batch, progress=progress)
    for _ in range(2):
        refuse_preparer(office, plan, by)
        with office.database.write() as connection:
            require_open(connection, str(plan.payable.batch["term"]))
            if head(connection) == plan.payable.seen:
                return Approved(plan, _seal(office, connection, plan, by=by, at=at, said=(document, sheet)))
        again = plan_approval(office, batch, progress=progress)
        if again.payments != plan.payments or again.waiting != plan.waiting:
            raise LedgerError(Finding("changed-since-shown", params={"batch": batch}))
        plan = again
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": 2}))


def refuse_preparer(office: Office, plan: Plan, by: str) -> None:
    """Refuse whoever prepared what is to be approved, and who may be the same person by how keys were given.

    Raises:
        LedgerError: ``approver-is-preparer``, ``names-count-as-one``.
    """
    if one_name(by) in map(one_name, plan.preparers):
        raise LedgerError(Finding("approver-is-preparer", params={"batch": plan.payable.batch["batch"], "by": by}))
    with office.database.read() as connection:
        for name, seq in plan.prepared:
            require_two(connection, by, name, seq)


def _seal(
    office: Office, connection: Connection, plan: Plan, *, by: str, at: str, said: tuple[str, str]
) -> Approval | None:  # fmt: skip
    found, batch = plan.payable, plan.payable.batch
    own = found.lines[found.lines["batch"] == batch["batch"]]
    if (own["state"] == "void").all():
        raise LedgerError(Finding("batch-is-void", params={"batch": batch["batch"]}))
    if plan.nothing_new:
        return None
    fresh = plan.change.fresh
    asked = fresh if plan.approved_before else own[own["payable"] > 0]
    refuse_overdrawn(office, connection, str(batch["batch"]), str(batch["term"]), sorted(set(asked["programme"])))
    if len(fresh):
        who = fresh[["subject", "payee", *_VERSIONED]].drop_duplicates(["subject", "payee"], ignore_index=True)
        versions = record_versions(connection, found.known, who)
        fresh = fresh.drop(columns=["person", "commitment"]).merge(versions, on=["subject", "payee"], how="left")
    else:
        fresh = fresh.assign(commitment="")
    change = replace(plan.change, fresh=fresh)
    document, sheet = said
    words: Mapping[str, Any] = {"waiting": dict(sorted(plan.waiting.items())), **({"sheet": sheet} if sheet else {})}
    return seal_orders(
        connection, batch, change, found.lines, by=by, at=at, document=document, words=words,
    )  # fmt: skip
