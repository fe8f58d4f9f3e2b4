"""Questions in Excel and their way back: what is asked, in which groups, and what an answer settles."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from aid_ledger.office.question_kinds import KINDS
from aid_ledger.reports import keeping
from aid_ledger.words import known, reason_fix
from tests.tools.county import (
    AT,
    BY,
    JUNIOR,
    PRIMARY,
    Desk,
    member,
    name_of,
    pupil,
    resident_id,
    sheet,
)
from tests.tools.review import (
    BAD_ID,
    BOARDING,
    CATEGORY,
    NAMES,
    SCHOOL,
    STATUS,
    TWO_SCHOOLS,
    answered,
    apply,
    ask,
    filled,
    number_of,
    poor,
    settle,
    two_schools,
    workbook,
)


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


OF_PAYMENTS = {
    "school-merged", "school-not-listed", "account-sent-back", "bank-says-paid",
    "account-bad-state", "account-change-waits", "account-changed", "account-closed", "account-dormant",
    "account-frozen", "account-unfit", "account-wrong-type", "bank-amount", "bank-duplicate", "bank-failure",
    "bank-returned", "card-lost", "held", "id-mismatch", "less-is-due", "name-mismatch", "no-such-account",
    "not-listed", "void", "wrong-bank",
}  # fmt: skip
"""Why money waits on its way or came back: settled by accounts and approvals, not by reading a cell otherwise."""
NOT_ASKED = {
    "account-no-holder", "account-unusable", "accounts-differ", "award-off-standard", "class-without-list",
    "compulsory-age-not-found",
    "death-day-unclear", "deceased", "fee-blank", "heads-wait", "meal-days-of-month", "meal-days-unclear",
    "meal-days-wait", "meals-without-heads", "no-account", "notice-batch-unclear",
    "notice-days-unclear",
    "objections-unclear", "paper-unclear", "no-standard", "other-age-not-found", "price-changed-in-term",
    "register-waits", "rule-not-known", "studying-elsewhere",
}  # fmt: skip
"""What no cell that reads otherwise would settle: a list, an account or a rule is missing, or somebody must look.
Lists for checks decide no payment: they are mended where they come from, and imported again."""


def test_one_decision_settles_a_class_and_a_row_may_differ(office: Desk) -> None:
    poor(office, [pupil(number, 就读方式="") for number in range(1, 6)])
    found = ask(office)
    assert (found.questions, found.rows, found.students, found.stake) == (1, 5, 5, 250000)
    data = filled(workbook(found), {"问题": {1: "住校"}, BOARDING: {2: "走读"}})
    done = apply(office, data)
    assert (len(done.decisions), done.rows, done.findings) == (2, 5, ())
    office.payout()
    programmes = [programme for _, programme in office.paid()]
    assert (programmes.count("boarding-living"), programmes.count("nonboarding-living")) == (4, 1)


def test_payout_after_a_decision_posts_only_the_difference(office: Desk) -> None:
    poor(office, [pupil(1), pupil(2, 就读方式="")])
    first = office.payout()
    assert first.batch is not None
    settle(office, {BOARDING: "住校"})
    second = office.payout()
    assert second.batch is not None
    assert (first.batch.lines, second.batch.lines) == (1, 1)
    assert office.payout().batch is None
    assert office.verify().ok


def test_the_same_workbook_twice_changes_nothing(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    data = answered(workbook(ask(office)), {BOARDING: "住校"})
    apply(office, data)
    head = office.verify().head
    again = apply(office, data)
    assert (again.decisions, again.already, again.findings) == ((), 1, ())
    assert office.verify().head == head
    path = next((office.folder / "reports" / "2023S").glob("待核实问题*.xlsx"))
    other = apply(office, answered(path, {BOARDING: "走读"}))
    assert [(one.name, one.params["recorded"]) for one in other.findings] == [("decision-differs", "住校")]


def test_a_decision_whose_rows_have_changed_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 就读方式="")])
    data = answered(workbook(ask(office)), {BOARDING: "住校"})
    office.took("名册补.xlsx", [pupil(3, 就读方式="")], "roster", replace=True)
    office.took("农村低保补.xlsx", [member(3)], "rural-allowance")
    done = apply(office, data)
    assert [finding.name for finding in done.findings] == ["decision-stale"]
    assert done.decisions == ()


def test_a_schools_other_name_is_remembered_for_the_next_term(office: Desk) -> None:
    other = {"学校名称": "一小", "学校标识码": ""}
    poor(office, [pupil(1, other)])
    settle(office, {SCHOOL: PRIMARY["学校名称"]})
    office.took("秋季名册.xlsx", [pupil(2, other)], "roster", term="2023A")
    office.took("秋季低保.xlsx", [member(2)], "rural-allowance", term="2023A")
    office.payout("2023A")
    assert list(office.paid("2023A")) == [(name_of(2), "boarding-living")]


def test_a_status_word_is_decided_for_its_rows_alone(office: Desk) -> None:
    poor(office, [pupil(1, 学生状态="人籍分离")])
    settle(office, {STATUS: "在读"})
    office.took("秋季名册.xlsx", [pupil(1, 学生状态="人籍分离")], "roster", term="2023A")
    office.took("秋季低保.xlsx", [member(1)], "rural-allowance", term="2023A")
    office.payout("2023A")
    assert office.outcomes("roster", "2023A") == [("held", "status-unknown")]


def test_a_word_of_hardship_is_explained_once(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1), pupil(2)], "roster")
    rows = [{**member(1), "困难类型": "特别照顾户"}, {**member(2), "困难类型": "本地某词"}]
    office.took("困难学生.xlsx", rows, "hardship")
    path = workbook(ask(office))
    apply(office, answered(path, {CATEGORY: "城市低保"}, about="特别照顾户"))
    apply(office, answered(path, {CATEGORY: "不属于"}, about="本地某词"))
    office.payout()
    assert list(office.paid()) == [(name_of(1), "boarding-living")]
    assert office.outcomes("hardship") == [("matched", ""), ("not-in-force", "no-category")]


def test_two_schools_that_list_a_student_are_one_question(office: Desk) -> None:
    office.took("一小.xlsx", [pupil(1)], "roster")
    office.took("二中.xlsx", [pupil(1, JUNIOR, 年级="七年级")], "roster")
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    settle(office, {TWO_SCHOOLS: JUNIOR["学校名称"]})
    office.payout()
    lines = office.export("lines")
    assert lines["school"].tolist() == [JUNIOR["学校名称"]]
    assert sorted(office.outcomes()) == [("not-at-school", "not-at-school"), ("paid", "")]


def test_a_right_id_or_a_right_name_settles_a_row(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong, 学籍号=""), pupil(2)], member(1), {**member(2), "姓名": "欧阳另外人"})
    path = workbook(ask(office))
    names = {number_of(path, NAMES, "农村低保.xlsx"): "是同一人"}
    done = apply(office, filled(path, {BAD_ID: {1: resident_id(1)}, NAMES: names}))
    assert done.findings == ()
    office.payout()
    assert sorted(name for name, _ in office.paid()) == sorted([name_of(1), name_of(2)])


def test_of_two_rows_that_contradict_each_other_one_is_not_used(office: Desk) -> None:
    poor(office, [pupil(1), pupil(1, 就读方式="走读")])
    apply(office, filled(workbook(ask(office)), {"两行互相矛盾": {2: "本行不用"}}))
    office.payout()
    assert list(office.paid()) == [(name_of(1), "boarding-living")]
    assert office.outcomes() == [("paid", ""), ("duplicate", "set-aside")]


def test_a_slip_goes_to_each_school_and_comes_back(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    rows = [pupil(1, 身份证件号=wrong, 学籍号=""), pupil(2, JUNIOR, 年级="七年级", 就读方式="")]
    poor(office, rows, member(1), member(2))
    found = office.office.review("2023S", by=BY, at=AT, deadline="2023-05-01")
    names = [path.name for path in found.slips]
    assert names == ["改正清单_2023S_示例县第一小学.xlsx", "改正清单_2023S_示例县第二初级中学.xlsx"]
    sheet = load_workbook(found.slips[0]).worksheets[0]
    shown = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert any("编号：改2023S-" in text and "2023-05-01" in text for text in shown)
    assert not any(name_of(2) in text or resident_id(2) in text for text in shown), "another school's pupil is on it"
    done = apply(office, filled(found.slips[0], {"改正清单": {1: resident_id(1)}}), brought_by="王老师")
    assert (len(done.decisions), done.findings) == (1, ())
    assert done.slip.startswith("改2023S-")
    listed = office.office.decisions("2023S")
    assert (listed[0]["slip"], listed[0]["brought_by"], listed[0]["by"]) == (done.slip, "王老师", "李四")
    assert office.office.evidence.read(listed[0]["document"])
    office.payout()
    assert (name_of(1), "boarding-living") in office.paid()


def test_a_slip_against_an_answer_to_its_class_names_that_answer(office: Desk) -> None:
    poor(office, [pupil(number, 就读方式="") for number in (1, 2, 3)])
    found = ask(office)
    (slip,) = [path for path in found.slips if "第一小学" in path.name]
    said = filled(slip, {"改正清单": {1: "走读", 2: "住校"}})
    (decision,) = apply(office, answered(workbook(found), {BOARDING: "住校"})).decisions
    done = apply(office, said, "改正清单.xlsx")
    assert (done.decisions, done.already) == ((), 1), "one row of the slip says what the class was answered"
    assert [(one.name, one.params["recorded"], one.params["decision"]) for one in done.findings] == [
        ("decision-differs", "住校", decision)
    ]
    office.office.retract_decision(decision, why="学校改正", by=BY, at=AT)
    again = apply(office, said, "改正清单.xlsx")
    assert (len(again.decisions), again.findings) == (2, ())
    assert office.office.review("2023S", by=BY, at=AT).rows == 1, "the third is asked about anew"


def test_every_reason_that_asks_for_something_is_a_question_or_is_none_on_purpose() -> None:
    asking = {name for name in known("reason") if reason_fix(name, "zh")}
    of_another_row = {"paid-before-unclear"}  # the row of the list of money paid before is asked about
    assert asking - KINDS.keys() == NOT_ASKED | OF_PAYMENTS | of_another_row
    assert KINDS.keys() <= known("reason")


def test_a_cell_that_cannot_be_read_is_asked_about_itself(office: Desk) -> None:
    rows = [{**member(1), "户类型": "脱贫户"}, {**member(2), "户类型": "脱贫户"}]
    office.took("名册.xlsx", [pupil(1), pupil(2)], "roster")
    book = load_workbook(io.BytesIO(sheet(rows)))
    page = book.worksheets[0]
    cell = page.cell(2, [cell.value for cell in page[1]].index("户类型") + 1)
    cell.value = "=VLOOKUP(A1,B:C,2,0)"  # saved without a value, as openpyxl and some WPS do
    out = io.BytesIO()
    book.save(out)
    office.took("脱贫户.xlsx", out.getvalue(), "filed-poor")
    path = workbook(ask(office))
    name = next(one for one in load_workbook(path).sheetnames if one.startswith("单元格读不出"))
    assert number_of(path, name, "户类型") == 1
    done = apply(office, filled(path, {name: {1: "脱贫户"}}))
    assert (len(done.decisions), done.findings) == (1, ())
    office.payout()
    assert len(office.paid()) == 2


def test_a_list_without_a_school_is_one_question_a_file_and_answered_for_all_its_rows(office: Desk) -> None:
    """Two files of two schools must not get one answer; who would not be paid counts for the school's meals."""
    nowhere = {"学校名称": "", "学校标识码": ""}
    office.took("甲.xlsx", [pupil(number, nowhere, 年级="三年级") for number in (1, 2, 3)], "roster")
    office.took("乙.xlsx", [pupil(number, nowhere, 年级="四年级") for number in (4, 5)], "roster")
    office.took("农村低保.xlsx", [member(1), member(4)], "rural-allowance")
    found = ask(office)
    assert (found.questions, found.rows) == (2, 5)
    apply(office, answered(workbook(found), {SCHOOL: PRIMARY["学校名称"]}, about="甲.xlsx"))
    office.payout()
    assert [name for name, _ in office.paid()] == [name_of(1)]
    assert [outcome for outcome, _ in office.outcomes()].count("held") == 1
    assert ask(office).rows == 2


def test_what_is_asked_row_by_row_is_named_on_the_first_sheet(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong), pupil(2, 就读方式="")], member(1), member(2))
    page = load_workbook(workbook(ask(office)))["问题"]
    shown = [str(page.cell(row, 4).value) for row in range(4, page.max_row + 1)]
    assert any(BAD_ID in text for text in shown)


def test_slips_of_an_earlier_time_are_put_aside_not_lost(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, JUNIOR, 年级="七年级", 就读方式="")])
    first = ask(office).slips
    apply(office, answered(workbook(ask(office)), {BOARDING: "住校"}, about=PRIMARY["学校名称"]))
    second = ask(office).slips
    folder = first[0].parent
    assert (len(first), len(second)) == (2, 1)
    assert sorted(path.name for path in folder.glob("*.xlsx")) == [second[0].name]
    assert [path.name for path in (folder / "以前的").iterdir()] == [first[0].name]


def test_replace_says_that_it_leaves_lists_of_departments_alone(office: Desk) -> None:
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    done = office.take("农村低保新.xlsx", [member(2)], "rural-allowance", replace=True)
    assert "replace-found-nothing" in [finding.name for finding in done.findings]


def cells_of_questions(office: Desk) -> list[str]:
    sheet = load_workbook(workbook(ask(office)))["问题"]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_short_name_of_a_school_is_asked_with_the_one_school_that_fits(office: Desk) -> None:
    """It is suggested and never acts."""
    short = {"学校名称": "县一小", "学校标识码": ""}
    poor(office, [pupil(1), pupil(2, **short), pupil(3, 学校名称="第三小学", 学校标识码="")])
    office.payout()
    assert [end for end, _ in office.outcomes()] == ["paid", "held", "held"]
    cells = cells_of_questions(office)
    assert any(text.startswith("名录中只有“示例县第一小学”与此相符，请核对后填写；") for text in cells)
    assert any(text.startswith("名录中没有相符的；名称最接近的：示例县第一小学") for text in cells)


def test_a_workbook_that_somebody_saved_is_kept_under_another_name(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    path = workbook(ask(office))
    slip = ask(office).slips[0]
    assert not list(path.parent.rglob("*旧*"))  # as we wrote it: written over
    for file in (path, slip):
        file.write_bytes(filled(file, {}))
    answered_ = answered(path, {BOARDING: "住校"})
    path.write_bytes(answered_)
    with keeping() as kept:
        ask(office)
    assert [(was.name, now.name) for was, now in kept] == [
        (path.name, f"{path.stem}（旧1）.xlsx"), (slip.name, f"{slip.stem}（旧1）.xlsx")
    ]  # fmt: skip
    assert kept[0][1].read_bytes() == answered_
    path.write_bytes(b"no workbook")
    with keeping() as kept:
        ask(office)
    assert [now.name for _, now in kept] == [f"{path.stem}（旧2）.xlsx"]
    assert len(apply(office, answered_).decisions) == 1
