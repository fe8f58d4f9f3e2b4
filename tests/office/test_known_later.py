"""What becomes known after payment: a circular in force since the term began, a school that became part of another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aid_ledger.audit.answers import way_of
from aid_ledger.office.importing import ImportOptions
from aid_ledger.office.payout_result import PayoutResult
from aid_ledger.terms import Term
from aid_ledger.words import tell
from tests.architecture.source import ROOT
from tests.tools.county import AT, BY, PRIMARY, Desk, member, name_of, pupil, school, sheet
from tests.tools.engines import on_both, url_for
from tests.tools.money import approve, bank_says, pay, payout_and_send

OLD, LATE = "2024S, source: standards-2024", "2023S, source: standards-2024"
TERMS = (Term.parse("2023S"),)
LATE_DAY = "2023-05-20T09:00:00+08:00"
THIRD = {"学校名称": "示例县第三小学", "学校标识码": "3699010004", "学段": "小学"}


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Two primary schools with meals; two poor boarders at the first, one at the other."""
    desk = Desk(tmp_path / "office", url=url_for(request))
    desk.took("学校名录.xlsx", [_with_meals(PRIMARY), _with_meals(THIRD)], "schools", term="")
    desk.took("脱贫户.xlsx", [member(number) for number in (1, 2, 3)], "filed-poor")
    desk.took("一小.xlsx", [pupil(1), pupil(2)])
    desk.took("三小.xlsx", [pupil(3, THIRD)])
    yield desk
    assert desk.verify().ok
    desk.close()


def _with_meals(place: dict[str, str], **changed: str) -> dict[str, str]:
    return school(place, 营养餐="是", 供餐天数="100", **changed)


def circular(desk: Desk, old: str, new: str) -> None:
    """Put a circular into the office's own rules: the boarders' standard of 2024 holds from another term on."""
    own = desk.folder / "rules" / "national"
    if not own.exists():
        shutil.copytree(ROOT / "rules" / "national", own)
    path = own / "boarding-living" / "schedule.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    del desk.office.__dict__["_rulebook"]


def new_lines(desk: Desk, result: PayoutResult) -> set[tuple[str, str, str, str]]:
    """Return name (or school), programme, amount and reason of what a payout posted."""
    lines = desk.export("lines")
    made = [one.batch for one in (result.batch, result.recover) if one]
    lines = lines[lines["batch"].isin(made)]
    who = lines["student_name"].where(lines["student_name"] != "", lines["school"])
    return set(zip(who, lines["programme"], lines["amount"], lines["reason"], strict=True))


@on_both
def test_a_late_circular_posts_the_difference_once_and_its_repeal_claims_it_back(office: Desk) -> None:
    batch = office.payout().batch
    assert batch is not None
    approve(office, batch.batch)
    third = name_of(3)
    bank_says(office, pay(office, batch.batch), lambda row: (
        ("失败", "退票") if row["户名"] == third else ("成功", "")))  # fmt: skip
    circular(office, OLD, LATE)
    rise = {(name_of(number), "boarding-living", "125.00", "rate-changed") for number in (1, 2, 3)}
    late = office.payout()
    assert (new_lines(office, late), late.recover) == (rise, None)
    assert office.payout().batch is None
    assert late.batch is not None
    approve(office, late.batch.batch)
    bank_says(office, pay(office, late.batch.batch))
    approve(office, batch.batch)  # what came back is sent again, at the standard of its line
    bank_says(office, pay(office, batch.batch, rest=True))
    boarding = {name: fen for (name, programme), fen in office.paid().items() if programme == "boarding-living"}
    assert boarding == {name_of(number): 62500 for number in (1, 2, 3)}
    assert set(office.export("lines")["state"]) == {"paid"}
    if office.office.database.is_sqlite:  # a replay's scratch copy is SQLite in any case
        assert office.office.replay().first_bad is None, "each payout by the rules of its day"
    circular(office, LATE, OLD)
    repeal = office.settle()
    assert repeal.batch is None
    assert new_lines(office, repeal) == {
        (name_of(number), "boarding-living", "-125.00", "rate-changed") for number in (1, 2, 3)
    }
    assert office.settle().recover is None


def merged(desk: Desk, **changed: str) -> None:
    """The first school becomes part of the third: one school list, one roster."""
    first, one = (_source(desk, name) for name in ("学校名录.xlsx", "一小.xlsx"))
    for source in (first, one):
        desk.office.retire_source(source, why="学校合并", by="李四", at="2023-05-20T09:00:00+08:00")
    desk.took("学校名录2.xlsx", [_with_meals(THIRD, **changed)], "schools", term="")
    desk.took("三小2.xlsx", [pupil(number, THIRD) for number in (1, 2, 3)], replace=True)


def _source(desk: Desk, file: str) -> str:
    return next(str(row["source"]) for row in desk.office.sources() if row["file"] == file)


def test_children_of_a_school_that_was_merged_are_not_paid_again_and_its_money_moves_with_them(office: Desk) -> None:
    payout_and_send(office)
    merged(office, **{"曾用名/简称": PRIMARY["学校名称"]})
    done = office.settle()
    assert new_lines(office, done) == {
        (THIRD["学校名称"], "nutrition", "1000.00", "late-evidence"),
        (PRIMARY["学校名称"], "nutrition", "-1000.00", "school-merged"),
    }
    paid = office.paid()
    assert paid["", "nutrition"] == 150000, "three heads, whoever has the money"
    assert {paid[name_of(number), "boarding-living"] for number in (1, 2, 3)} == {50000}
    again = office.settle()
    assert (again.batch, again.recover) == (None, None)


def test_a_school_with_money_that_left_the_lists_without_a_word_is_named(office: Desk) -> None:
    payout_and_send(office)
    merged(office)
    done = office.settle()
    assert done.recover is None
    assert {"reason": "school-not-listed", "rows": 1} in [dict(one) for one in done.held]


ELSEWHERE = {"学校名称": "第三小学校", "学校标识码": ""}


def test_heads_that_wait_never_shrink_the_meals_of_a_school(office: Desk) -> None:
    """A newer roster of a school that nobody knows yet lies beside the first one: its children are still its heads."""
    office.payout()
    office.took("三小（更正）.xlsx", [pupil(number, ELSEWHERE) for number in (3, 4)])
    done = office.payout()
    assert (done.batch, done.recover) == (None, None), "one child, listed twice: once where no list says which school"
    assert "heads-wait" not in {one["reason"] for one in done.held}, "it is a head where it is certainly listed"
    office.office.retire_source(_source(office, "三小.xlsx"), why="报错", by="李四", at=LATE_DAY)
    done = office.payout()
    assert (done.batch, done.recover) == (None, None), "the same child, now by the row alone that waits for its school"
    assert {"reason": "heads-wait", "rows": 1, "programme": "nutrition"} in [dict(one) for one in done.held]
    lines = office.export("lines")
    own = lines[(lines["school"] == THIRD["学校名称"]) & (lines["student_name"] == "")]
    told = office.office.explain(own["line"].iloc[0], "2023S")
    assert (told.outcome, told.reason) == ("held", "heads-wait")
    report = office.office.reconcile("2023S", by="王五", at=LATE_DAY)
    assert way_of(report).not_approved == 0
    off = {one.code: one.status for one in report.results}
    assert "found" not in (off["amount-off-standard"], off["paid-not-entitled"])


def test_a_child_whom_two_schools_claim_is_taken_from_neither(office: Desk) -> None:
    office.payout()
    office.took("三小（又）.xlsx", [pupil(1, THIRD, 班级="2班")])
    done = office.payout()
    assert (done.batch, done.recover) == (None, None)
    office.office.retire_source(_source(office, "一小.xlsx"), why="报错", by="李四", at=LATE_DAY)
    office.took("一小2.xlsx", [pupil(2)])
    done = office.settle()
    assert new_lines(office, done) == {
        (PRIMARY["学校名称"], "nutrition", "-1000.00", "no-longer-due"),
        (PRIMARY["学校名称"], "nutrition", "500.00", "late-evidence"),
        (THIRD["学校名称"], "nutrition", "500.00", "late-evidence"),
    }, "once it is known whose the child is, the meals follow it"


def test_a_list_of_mostly_the_same_students_is_named_at_import(office: Desk) -> None:
    """Also where it names no school, so that no class of it is known to be listed already."""
    blank = {"学校名称": "", "学校标识码": ""}
    first = office.took("一（1）.xlsx", [pupil(number, blank) for number in range(11, 17)])
    [done] = office.office.import_files(
        [("更正.xlsx", sheet([pupil(number, blank) for number in range(12, 19)]))], ImportOptions(terms=TERMS), by=BY,
        at=AT,
    )  # fmt: skip
    [found] = [one for one in done.findings if one.name == "same-students"]
    assert (found.params["count"], found.params["of"], found.params["source"]) == (5, 7, first)
    assert f"sources retire {first}" in tell(found, "zh").fix
    other = office.take("另一班.xlsx", [pupil(number, blank) for number in (16, 17, 18, 19, 20)])
    assert "same-students" not in {one.name for one in other.findings}


def test_who_is_listed_at_a_known_school_and_at_an_unknown_one_is_a_head_of_the_first(office: Desk) -> None:
    office.took("二班.xlsx", [pupil(5, ELSEWHERE, 班级="2班"), pupil(5, 班级="2班")])
    assert office.payout().school_moves.more_amount == 200000, "four heads"
