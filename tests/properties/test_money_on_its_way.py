"""Anything in any order: lists, payouts, approvals, sendings, returns, recoveries, closings, against a plain model.

The model is two dicts: what the rules say of each pupil, and what a bank has really paid into which account for which
line. Invariants 1, 4, 8, 9 and 10 of DESIGN hold after every step.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aid_ledger.errors import InputError, LedgerError
from aid_ledger.ledger import balances, lines_of, shares_of
from aid_ledger.money import split_shares
from aid_ledger.office.budget_tables import budget_table
from aid_ledger.office.budgeting import left
from aid_ledger.office.paying import Paid
from aid_ledger.store import head, rows_of
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, SCHOOLS, Desk, account_of, member, name_of, pupil, school
from tests.tools.long import LONG
from tests.tools.money import OTHER, approve, bank_says, book, pay

PUPILS = (1, 2, 3)
BOARDING, DAY = "boarding-living", "nonboarding-living"
DUE = {"boards": {BOARDING: 50000}, "day": {DAY: 25000}, "left": {}}
"""What a poor pupil is due by how they are on the roster; what is not here is not judged."""
WORDS = {
    "boards": {}, "day": {"就读方式": "走读"}, "left": {"学生状态": "转出", "异动日期": "2023-02-01"},
    "unknown": {"就读方式": "不知道"},
}  # fmt: skip
_PLAIN = {
    "approver-is-preparer", "batch-is-void", "batch-was-sent", "not-approved", "approval-outdated", "nothing-to-send",
    "only-rest-left", "term-closed", "term-not-closed", "no-account-change", "change-approver-brought-it",
    "more-than-claimed", "recovery-not-approved", "recovery-is-booked", "waiver-is-preparer", "too-many-recoveries",
}  # fmt: skip
"""Refusals that the order of steps may call for; any other one is a fault."""


class MoneyOnItsWay(RuleBasedStateMachine):
    """An office of three pupils, a bank, and what they must agree on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="aid-ledger-money-"))
        self.desk = Desk(self.folder / "office")
        self.how = dict.fromkeys(PUPILS, "boards")
        self.poor = dict.fromkeys(PUPILS, True)
        self.account = {number: account_of(number) for number in PUPILS}
        self.sendings: list[Paid] = []
        self.answers: dict[str, tuple[str, str]] = {}  # what the bank did with each order, once and for all
        self.arrived: Counter[str] = Counter()  # by line: fen that the bank has paid
        self.came_back: Counter[str] = Counter()  # by recover line: fen booked as returned

    def teardown(self) -> None:
        """Let go of the office and its folder."""
        self.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize()
    def begin(self) -> None:
        """Import every list once."""
        self.desk.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
        self.lists()

    def lists(self) -> None:
        """Import roster and register as they are now."""
        rows = [
            pupil(number, WORDS[self.how[number]], 账号=self.account[number])
            for number in PUPILS if self.how[number] != "absent"
        ]  # fmt: skip
        self.desk.take("名册.xlsx", [*rows, pupil(40)], "roster", replace=True)
        poor = [member(number) for number in PUPILS if self.poor[number]]
        self.desk.take("脱贫户.xlsx", [*poor, member(41)], "filed-poor", replace=True)

    def tried(self, step: Callable[[], Any]) -> Any:
        """Run a step that may be refused; a refusal writes nothing."""
        with self.desk.office.database.read() as connection:
            before = head(connection)
        try:
            return step()
        except (LedgerError, InputError) as error:
            if error.findings[0].name not in _PLAIN:
                raise
            with self.desk.office.database.read() as connection:
                assert head(connection) == before
            return None

    def batches(self) -> list[str]:
        """Return all batches."""
        return [row["batch"] for row in self.desk.office.batches("2023S")]

    # --- the lists change -------------------------------------------------------------------------------------------

    @rule(number=st.sampled_from(PUPILS), how=st.sampled_from([*WORDS, "absent"]))
    def roster_changes(self, number: int, how: str) -> None:
        """The school says otherwise."""
        self.how[number] = how
        self.lists()

    @rule(number=st.sampled_from(PUPILS))
    def register_changes(self, number: int) -> None:
        """A household comes into the register, or goes out of it."""
        self.poor[number] = not self.poor[number]
        self.lists()

    @rule(number=st.sampled_from(PUPILS), other=st.integers(0, 2))
    def account_changes(self, number: int, other: int) -> None:
        """Another account, or none."""
        self.account[number] = account_of(number + 100 * other) if other else ""
        self.lists()

    # --- the office works -------------------------------------------------------------------------------------------

    @rule()
    def payout(self) -> None:
        """The net is what the rules say of whoever is judged, and what it was of everybody else."""
        before = self.desk.paid()
        if self.tried(self.desk.settle) is None:
            return
        wanted = dict(before)
        for number in PUPILS:
            if self.how[number] in DUE:
                due = DUE[self.how[number]] if self.poor[number] else {}
                for programme in (BOARDING, DAY):
                    wanted[name_of(number), programme] = due.get(programme, 0)
        assert self.desk.paid() == {pair: fen for pair, fen in wanted.items() if fen}
        again = self.desk.settle()
        assert (again.batch, again.recover) == (None, None)

    @rule(data=st.data(), by=st.sampled_from([OTHER, OTHER, OTHER, BY]))
    def approves(self, data: st.DataObject, by: str) -> None:
        """Approve any batch."""
        if batches := self.batches():
            self.tried(lambda: approve(self.desk, data.draw(st.sampled_from(batches)), by))

    @rule(by=st.sampled_from([OTHER, BY]))
    def approves_accounts(self, by: str) -> None:
        """Approve every changed account."""
        self.tried(lambda: self.desk.office.approve_account_changes("2023S", by=by, at=AT))

    @rule(data=st.data(), rest=st.booleans())
    def pays(self, data: st.DataObject, rest: bool) -> None:
        """Send any batch."""
        if batches := self.batches():
            batch = data.draw(st.sampled_from(batches))
            if sent := self.tried(lambda: pay(self.desk, batch, rest=rest)):
                self.sendings.append(sent)

    @rule(data=st.data())
    def voids(self, data: st.DataObject) -> None:
        """Take any batch back."""
        if batches := self.batches():
            batch = data.draw(st.sampled_from(batches))
            self.tried(lambda: self.desk.office.void(batch, why="错", by=BY, at=AT))

    @rule(data=st.data())
    def settles(self, data: st.DataObject) -> None:
        """Read any return, a second time too; what the bank did of an order it did once."""
        if not self.sendings:
            return
        sending = data.draw(st.sampled_from(self.sendings))

        def says(row: Mapping[str, str]) -> tuple[str, str]:
            if row["摘要"] not in self.answers:
                said = data.draw(st.sampled_from([("成功", ""), ("失败", "账户已销户"), ("", "")]))
                if not said[0]:
                    return said
                self.answers[row["摘要"]] = said
                if said[0] == "成功":
                    self.arrived[row["摘要"].split("/")[0]] += round(float(row["金额"]) * 100)
            return self.answers[row["摘要"]]

        done = bank_says(self.desk, sending, says)
        assert done.counts["mismatch"] == done.counts["unknown"] == 0

    @rule(data=st.data(), amount=st.sampled_from([-1, 100]), kind=st.sampled_from(["returned", "waived"]))
    def recovers(self, data: st.DataObject, amount: int, kind: str) -> None:
        """Book an end of any claim."""
        lines = self.desk.export("lines").astype({"amount": str})
        if claims := list(lines.loc[lines["amount"].str.startswith("-") & (lines["corrects"] == ""), "line"]):
            line = data.draw(st.sampled_from(claims))
            by = OTHER if kind == "waived" else BY
            done = self.tried(lambda: book(self.desk, line, kind, by, amount=amount))
            if done and kind == "returned":
                self.came_back[line] += done["amount"]

    @rule()
    def closes_or_opens(self) -> None:
        """Close the term, or open it again."""
        if self.tried(lambda: self.desk.office.close_term("2023S", by=OTHER, at=AT)) is None:
            self.desk.office.reopen_term("2023S", why="补发", by=OTHER, at=AT)

    # --- what always holds ------------------------------------------------------------------------------------------

    @invariant()
    def the_books_are_whole(self) -> None:
        """Verify finds nothing; no line has two payments; the ledger says paid what the bank has paid and no more."""
        found = self.desk.verify()
        assert found.ok, found.first_bad
        with self.desk.office.database.read() as connection:
            lines = lines_of(connection, "2023S")
            transfers = rows_of(connection, "transfer")
        amounts = dict(zip(lines["line"], lines["amount"], strict=True))
        assert all(fen in (0, amounts[line]) for line, fen in self.arrived.items())
        held = balances(transfers)
        assert sum(held.values()) == 0
        assert held.get("paid", 0) == sum(self.arrived.values()) - sum(self.came_back.values())
        claimed = held.get("receivable", 0) + held.get("waived", 0)
        on_its_way = held.get("payable", 0) + held.get("in-transit", 0)
        assert held.get("paid", 0) + on_its_way + claimed == int(lines["amount"].sum())
        assert held.get("payable", 0) >= 0
        assert held.get("in-transit", 0) >= 0
        assert held.get("receivable", 0) <= 0

    @invariant()
    def every_fen_is_borne_by_a_level(self) -> None:
        """Shares add to the lines by batch and school; in the term to the split of its net; what is used to the books.

        A fund check that forgets money in a later state would see less used than the bank has and will have.
        """
        with self.desk.office.database.read() as connection:
            lines, held = lines_of(connection, "2023S"), balances(rows_of(connection, "transfer"))
            shares = shares_of(connection, ["2023S"])
        keys = ["batch", "programme", "school_code"]
        of_lines = lines.groupby(keys)["amount"].sum()
        of_shares = shares.groupby(keys)["amount"].sum()
        assert {key: fen for key, fen in of_lines.items() if fen} == {key: fen for key, fen in of_shares.items() if fen}
        config = self.desk.office.config
        for programme in (BOARDING, DAY):
            net = int(lines.loc[lines["programme"] == programme, "amount"].sum())
            weights = self.desk.office.rulebook().funding(
                programme, Term.parse("2023S"), config.province_tier, config.funding
            )
            stands = shares[shares["programme"] == programme].groupby("level")["amount"].sum()
            assert {level: fen for level, fen in stands.items() if fen} == {
                level: fen for level, fen in split_shares(net, weights).items() if fen
            }
        used = int(left(self.desk.office)["used"].sum())
        assert used == sum(held.get(account, 0) for account in ("payable", "in-transit", "paid"))
        assert used >= sum(self.arrived.values()) - sum(self.came_back.values())
        assert int(budget_table(self.desk.office, 2023)["used"].sum()) == used


TestMoneyOnItsWay = MoneyOnItsWay.TestCase
TestMoneyOnItsWay.settings = settings(
    max_examples=20 if LONG else 2,
    stateful_step_count=25 if LONG else 18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
