"""What became of the money at the bank, and what the auditor brings from there."""

from __future__ import annotations

from tests.audit.county_planted.plan import Plan


def came_back(plan: Plan) -> None:
    """Money came back and nobody sent it again; the twin's went again to its card, for 退票 blames no card."""
    back, again = plan.child(), plan.child()
    plan.says(back, "账户已销户")
    plan.change(back, "second", 账号="", 户名="", 开户行="")
    plan.case("returned-not-resent", back)
    plan.says(again, "退票")
    plan.twin(again)


def bank_is_silent(plan: Plan) -> None:
    """The bank never says what became of it; of the twin's it says so in a second return."""
    silent, later = plan.child(), plan.child()
    plan.says(silent, "silent")
    plan.case("sent-not-settled", silent)
    plan.says(later, "silent")
    plan.says(later, "2023-05-15", "1b")
    plan.twin(later)


def arrived_late(plan: Plan) -> None:
    late, on_time = plan.child(), plan.child()
    for own, day in ((late, "2023-08-01"), (on_time, "2023-07-31")):
        plan.says(own, "silent")
        plan.says(own, day, "late")
    plan.case("paid-late", late)
    plan.twin(on_time)


def arrived_before_it_was_sent(plan: Plan) -> None:
    """The file went to the bank on 6 May; the twin's money came on that very day."""
    early, same_day = plan.child(), plan.child()
    plan.says(early, "2023-05-05")
    plan.case("days-impossible", early)
    plan.says(same_day, "2023-05-06")
    plan.twin(same_day)


def written_with_spaces(plan: Plan) -> None:
    """A card written in groups of four is the same card."""
    own = plan.child()
    spaced = " ".join(own.account[at : at + 4] for at in range(0, len(own.account), 4))
    plan.change(own, "first", 账号=spaced)
    plan.twin(own)


IN_BANK = (came_back, bank_is_silent, arrived_late, arrived_before_it_was_sent, written_with_spaces)
