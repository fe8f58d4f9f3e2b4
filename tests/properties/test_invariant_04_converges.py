"""DESIGN invariant 4: after a payout the net of the ledger is what the rules say; a second one posts nothing.

What is not judged (held, absent, without a standard) keeps its net either way.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aid_ledger.ledger import difference, lines_of
from tests.tools.books import TERM, books, due_frame, fill, send
from tests.tools.county import JUNIOR, PRIMARY, SCHOOLS, SENIOR, Desk, Row, member, name_of, pupil, rules, school
from tests.tools.long import LONG

# --- the difference by itself, over random histories ----------------------------------------------------------------

fen = st.sampled_from([0, 25000, 31250, 50000, 62500]) | st.integers(0, 10**7)


@st.composite
def posted_pairs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The lines of one pair as any history leaves them: some taken back, some sent, some recovered."""
    lines: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 6))):
        correction = len(lines)
        open_ = [line for line in lines if line["kind"] == "pay" and not line["reversed"] and not line["sent"]]
        sent = sum(line["amount"] for line in lines if line["sent"] or line["kind"] == "recover")
        kind = draw(st.sampled_from(["pay"] + ["reverse"] * bool(open_) + ["recover"] * (sent > 0)))
        line = {"line": f"L{correction}", "correction": correction, "kind": kind, "sent": False, "reversed": False}
        if kind == "pay":
            line |= {"amount": draw(st.integers(1, 10**6)), "sent": draw(st.booleans())}
        elif kind == "reverse":
            taken = draw(st.sampled_from(open_))
            taken["reversed"] = True
            line |= {"amount": -taken["amount"]}
        else:
            amount = draw(st.integers(1, sent))
            line |= {"amount": -amount, "claim": draw(st.sampled_from([amount, 0]) | st.integers(0, amount))}
        lines.append(line)
    return lines


def _posted(lines: list[dict[str, Any]]) -> pd.DataFrame:
    columns = ["line", "correction", "kind", "amount", "sent", "reversed", "claim"]
    frame = pd.DataFrame([{"claim": 0, **line} for line in lines], columns=columns).assign(
        subject="p1", programme="boarding-living"
    )
    return frame.astype({"correction": int, "amount": int, "sent": bool, "reversed": bool})


@settings(max_examples=100)
@given(posted_pairs(), fen, st.integers(0, 60000) | st.just(0))
@example([], 0, 1)
def test_the_difference_makes_the_net_what_is_due(lines: list[dict[str, Any]], due: int, before: int) -> None:
    posted = _posted(lines)
    paid_before = pd.DataFrame({"subject": ["p1"], "programme": ["boarding-living"], "amount": [before]})
    asked = due_frame({(1, "boarding-living"): due})
    change = difference(asked, posted, paid_before)
    net = sum(line["amount"] for line in lines) + before
    assert net + change["amount"].sum() == due
    if net == due:
        assert change.empty
    assert list(change["correction"]) == list(range(len(lines), len(lines) + len(change)))

    # taken back: whole, only what is open, the latest first, and no more than it takes
    unsent = [line for line in lines if line["kind"] == "pay" and not line["reversed"] and not line["sent"]]
    claims = [line for line in lines if line["kind"] == "recover" and line["claim"] and not line["reversed"]]
    open_ = {line["line"]: -line["amount"] for line in unsent} if net > due else {x["line"]: x["claim"] for x in claims}
    back = change[change["kind"] == "reverse"]
    assert list(back["corrects"]) == list(reversed(open_))[: len(back)]
    assert list(back["amount"]) == list(reversed(open_.values()))[: len(back)]
    if len(back):
        short = net + back["amount"].iloc[:-1].sum() - due
        assert short > 0 if net > due else short < 0
    # one line upward, or one recovery, never both; only money that has left comes back by recovery
    rest = change[change["kind"] != "reverse"]
    assert len(rest) <= 1
    assert set(rest["kind"]) <= {"pay", "recover"}
    if "recover" in set(rest["kind"]) and net > due:
        assert len(back) == len(open_)
    if net < due and "pay" in set(rest["kind"]):
        assert len(back) == len(open_)  # nobody is paid while there is a claim that can be dropped

    again = difference(asked, _posted(_after(lines, change)), paid_before)
    assert again.empty


def _after(lines: list[dict[str, Any]], change: pd.DataFrame) -> list[dict[str, Any]]:
    new = [
        {"line": f"N{row['correction']}", "correction": row["correction"], "kind": row["kind"], "amount": row["amount"],
         "sent": False, "reversed": False, "claim": -row["amount"] if row["kind"] == "recover" else 0}
        for row in change.to_dict("records")
    ]  # fmt: skip
    taken = set(change["corrects"]) - {""}
    return [{**line, "reversed": line["reversed"] or line["line"] in taken} for line in lines] + new


@pytest.mark.parametrize(
    "due",
    [
        pd.DataFrame({"subject": ["p1", "p1"], "programme": ["a", "a"], "amount": [1, 2]}),
        pd.DataFrame({"subject": ["p1"], "programme": ["a"], "amount": [-1]}),
    ],
    ids=["a pair twice", "below zero"],
)
def test_what_is_no_one_amount_is_refused(due: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="one amount a pair"):
        difference(due, _posted([]), due.iloc[:0])


@settings(max_examples=20 if LONG else 5)
@given(
    st.lists(st.tuples(st.dictionaries(st.tuples(st.integers(1, 3), st.just("boarding-living")), fen), st.booleans()),
             min_size=1, max_size=3)
)  # fmt: skip
def test_the_books_follow_what_is_due_and_never_take_back_what_was_sent(steps: list[tuple[Any, bool]]) -> None:
    net: dict[tuple[int, str], int] = {}
    with books() as database:
        for due, send_now in steps:
            fill(database, [due])
            net |= due
            if send_now:
                send(database)
            with database.read() as connection:
                lines = lines_of(connection, TERM)
            by_pair = lines.groupby("student")["amount"].sum().to_dict()
            assert {who: amount for who, amount in by_pair.items() if amount} == {
                who: amount for (who, _), amount in net.items() if amount
            }
            assert not (lines["sent"] & lines["reversed"]).any()


# --- an office through a term's changes -----------------------------------------------------------------------------

ANY = frozenset({"filed-poor", "rural-allowance", "urban-allowance"})
FOUR = frozenset({"filed-poor", "rural-allowance"})
PLACES = {"primary": PRIMARY, "junior": JUNIOR, "senior": SENIOR}
FILES = {"filed-poor": "脱贫户.xlsx", "rural-allowance": "农村低保.xlsx", "urban-allowance": "城市低保.xlsx"}
ALL_FILES = ["roster", *sorted(FILES)]
PEOPLE = range(1, 15)
STATUS: dict[str, Row] = {
    "here": {"学生状态": "在读"},
    "left": {"学生状态": "转出", "异动日期": "2023-02-20"},
    "leaves later": {"学生状态": "转出", "异动日期": "2023-04-02"},
    "left, undated": {"学生状态": "转出"},
    "dead": {"学生状态": "死亡", "异动日期": "2023-02-20"},
    "unknown": {"学生状态": "人籍分离"},
    "absent": {},
}
Net = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Fate:
    """How it stands with a pupil on the day of an import."""

    kinds: frozenset[str] = frozenset()
    boards: str = "住校"
    stage: str = "primary"
    status: str = "here"


def fates() -> st.SearchStrategy[Fate]:
    return st.builds(
        Fate,
        kinds=st.frozensets(st.sampled_from(sorted(FILES))), boards=st.sampled_from(["住校", "走读", ""]),
        stage=st.sampled_from(sorted(PLACES)), status=st.sampled_from(["here", *sorted(STATUS)]),
    )  # fmt: skip


class Payouts(RuleBasedStateMachine):
    """A clerk who imports, replaces and pays out in any order, beside a plain dict of who has what."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="aid-ledger-machine-"))
        self.desk = Desk(self.folder / "office", packs=("national", "city-b"))
        self.pack = "city-b"
        self.net: Net = {}
        self.stage = dict.fromkeys(PEOPLE, "primary")
        self.boards = dict.fromkeys(PEOPLE, "住校")
        self.status = dict.fromkeys(PEOPLE, "here")
        self.lists: dict[str, set[int]] = {kind: set() for kind in FILES}
        self.taken: dict[str, str] = {}

    @initialize(poor=st.sets(st.sampled_from(PEOPLE)))
    def begin(self, poor: set[int]) -> None:
        self.lists["filed-poor"] = poor
        self.desk.took("学校名录.xlsx", [school(place) for place in SCHOOLS])

    # what changes in the county

    @rule(changes=st.dictionaries(st.sampled_from(PEOPLE), fates(), min_size=1, max_size=6))
    def pupils_change(self, changes: Mapping[int, Fate]) -> None:
        for who, fate in changes.items():
            self.boards[who], self.stage[who], self.status[who] = fate.boards, fate.stage, fate.status
            for kind, people in self.lists.items():
                people.discard(who)
                if kind in fate.kinds:
                    people.add(who)

    @rule(pack=st.sampled_from(["city-b", "county-a", "none"]))
    def changes_pack(self, pack: str) -> None:
        self.pack = pack
        packs = ("national",) if pack == "none" else ("national", pack)
        self.desk.office.__dict__["_rulebook"] = rules(packs)

    @precondition(lambda self: any(self.net.values()))
    @rule()
    def the_bank_takes_everything_that_stands(self) -> None:
        send(self.desk.office.database)

    # the clerk

    @rule(order=st.permutations(ALL_FILES))
    def imports_and_pays_out(self, order: Iterable[str] = ALL_FILES) -> None:
        for kind in order:
            self._import(kind)
        self.net = self._due()
        self.desk.settle()
        assert self.desk.paid() == {pair: amount for pair, amount in self.net.items() if amount}
        again = self.desk.payout()
        assert (again.batch, again.recover, len(again.lines), len(again.recover_lines)) == (None, None, 0, 0)

    def _import(self, kind: str) -> None:
        if kind == "roster":
            rows = [pupil(90 + n, PLACES[stage], 就读方式="走读") for n, stage in enumerate(sorted(PLACES))]
            rows += [
                pupil(who, PLACES[self.stage[who]], STATUS[self.status[who]], 就读方式=self.boards[who])
                for who in PEOPLE
                if self.status[who] != "absent"
            ]
            self.desk.took("在校生名册.xlsx", rows, "roster", replace=True)
            return
        rows = [member(500)] + [member(who) for who in sorted(self.lists[kind])]
        source = self.desk.took(FILES[kind], rows, kind)
        old = self.taken.get(kind)
        if old and old != source:
            self.desk.office.retire_source(old, why="新名单", by="李四", at="2023-05-01T09:00:00+08:00")
        self.taken[kind] = source

    def _due(self) -> Net:
        """What each pair has after a payout: what is due, or what it had where nobody can tell."""
        net: Net = {}
        for who in PEOPLE:
            had = {what: amount for (name, what), amount in self.net.items() if name == name_of(who) and amount}
            due = self._of(who, bool(had))
            for what in {**had, **due}:
                amount = due.get(what, 0)
                net[name_of(who), what] = had.get(what, 0) if amount is None else amount
        return net

    def _of(self, who: int, had_money: bool) -> dict[str, int | None]:
        """Fen by programme; None where it is not known."""
        mine = frozenset(kind for kind, people in self.lists.items() if who in people)
        status = self.status[who]
        if status == "absent" or (had_money and status in ("left, undated", "dead")):
            return dict.fromkeys(("boarding-living", "nonboarding-living", "senior-grant", "senior-fee-waiver"))
        if status in ("left", "left, undated", "dead"):
            return {}
        due = self._at_school(who, mine)
        return dict.fromkeys(due) if status == "unknown" else due

    def _at_school(self, who: int, mine: frozenset[str]) -> dict[str, int | None]:
        if self.stage[who] == "senior":
            due: dict[str, int | None] = {}
            if mine:
                top = 150000 if "filed-poor" in mine else 100000
                due["senior-grant"] = {"city-b": top, "county-a": 100000, "none": None}[self.pack]
            if mine & FOUR or (mine and self.pack == "city-b"):
                due["senior-fee-waiver"] = 80000
            return due
        boarder = 50000 if self.stage[who] == "primary" else 62500
        yes = {"boarding-living": boarder} if mine else {}
        no = {"nonboarding-living": boarder // 2} if mine & FOUR else {}
        match self.boards[who]:
            case "住校":
                return dict(yes)
            case "走读":
                return dict(no)
            case _:
                return dict.fromkeys({**yes, **no})

    @invariant()
    def nothing_sent_is_taken_back(self) -> None:
        with self.desk.office.database.read() as connection:
            lines = lines_of(connection, TERM)
        assert not (lines["sent"] & lines["reversed"]).any()

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)


Payouts.TestCase.settings = settings(
    max_examples=12 if LONG else 2,
    stateful_step_count=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestPayoutsConverge = Payouts.TestCase


# --- the same machine by hand: what was found once, or is rarely drawn ------------------------------------------------


@pytest.fixture
def machine() -> Iterator[Payouts]:
    made = Payouts()
    made.begin(poor=set())
    yield made
    made.teardown()


POOR = frozenset({"filed-poor"})
AFTER = {
    "stays as it is": Fate(POOR),
    "loses the category": Fate(),
    "gets a lower standard": Fate(POOR, "走读"),
    "gets a higher standard": Fate(POOR, stage="junior"),
    "moves to a senior school": Fate(POOR, stage="senior"),
    "left before the day": Fate(POOR, status="left"),
    "left after the day": Fate(POOR, status="leaves later"),
    "left, nobody says when": Fate(POOR, status="left, undated"),
    "died": Fate(POOR, status="dead"),
    "is in no list any more": Fate(POOR, status="absent"),
    "boarding is not known any more": Fate(POOR, ""),
    "boarding is not known and only boarders would be paid": Fate(frozenset({"urban-allowance"}), ""),
    "status is not known": Fate(POOR, status="unknown"),
    "status is not known, but nothing could be due": Fate(status="unknown"),
}


@pytest.mark.parametrize("sent", [False, True], ids=["not yet sent", "sent"])
def test_a_payout_follows_whatever_became_of_a_pupil(machine: Payouts, *, sent: bool) -> None:
    machine.pupils_change(dict.fromkeys(PEOPLE, Fate(POOR)))
    machine.imports_and_pays_out()
    assert machine.net == {(name_of(who), "boarding-living"): 50000 for who in PEOPLE}
    if sent:
        machine.the_bank_takes_everything_that_stands()
    machine.pupils_change(dict(zip(PEOPLE, AFTER.values(), strict=True)))
    machine.imports_and_pays_out()
    machine.nothing_sent_is_taken_back()
    machine.pupils_change(dict.fromkeys(PEOPLE, Fate(POOR)))
    machine.imports_and_pays_out()
