"""What the office did: decisions pushed through, claims left open, money that waits, lists that were old or wrong."""

from __future__ import annotations

from tests.audit.county_planted.plan import ALLOWANCE, POOR, Plan
from tests.tools.county import account_of


def claim_left_open(plan: Plan) -> None:
    """Nobody asks for the money back, or for half of it only; the twins' came back whole, or was given up by two."""
    for ending in ("", "part", "returned", "waived"):
        own = plan.child()
        plan.lists.drop(POOR, own.number, "second")
        plan.recovered[own.id_number] = ending
        if ending in ("", "part"):
            plan.case("recoveries-open", own)
        else:
            plan.twin(own)


def never_approved(plan: Plan) -> None:
    """Posted, and at the end of the term still not sent; the twin was sent with the payout before."""
    late, sent = plan.child(register=""), plan.child(register="")
    plan.register(late, ALLOWANCE, "third")
    plan.case("entitled-not-paid", late)
    plan.register(sent, ALLOWANCE, "second")
    plan.twin(sent)


def card_changed(plan: Plan) -> None:
    """The money came back and went out again to another card, which a second person had agreed to."""
    own = plan.child()
    plan.says(own, "账户已销户")
    plan.change(own, "second", 账号=account_of(700_000 + own.number))
    plan.changed.append(own.id_number)
    plan.twin(own)


def total_that_differs(plan: Plan) -> None:
    """A register states other heads than it has rows."""
    for off in (1, 0):
        file = f"农村低保{next(plan.numbers):03d}号村.xlsx"
        own = [plan.child(register=file) for _ in range(2)]
        plan.totals[file] = len(own) + off
        if off:
            plan.case("control-totals", file)
        else:
            plan.twin(file)


def list_too_old(plan: Plan) -> None:
    """A register was 61 days old when the last payout rested on it; the twin's was 60."""
    for day in ("20230428", "20230429"):
        file = f"农村低保{next(plan.numbers):03d}号村（{day}）.xlsx"
        own = plan.child(register="")
        plan.register(own, file, "second")
        if day == "20230428":
            plan.case("file-old", file)
        else:
            plan.twin(file)


IN_ACTS = (claim_left_open, never_approved, card_changed, total_that_differs, list_too_old)
