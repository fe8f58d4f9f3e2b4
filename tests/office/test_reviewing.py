"""Questions in Excel and their way back: one decision, many rows, kept with who, when and what was seen."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aid_ledger.errors import FindingsError, InputError
from aid_ledger.office.applying import Applied
from aid_ledger.office.question_kinds import KINDS
from aid_ledger.office.reviewing import ReviewResult
from aid_ledger.store import rows_of
from aid_ledger.words import known, reason_fix
from tests.tools.county import (
    AT,
    BY,
    JUNIOR,
    PRIMARY,
    Desk,
    Row,
    desk,
    member,
    name_of,
    pupil,
    resident_id,
    school,
    sheet,
)
from tests.tools.review import answered, filled, number_of

BOARDING = "就读方式不清楚（是否住校）"
SCHOOL = "这个学校名称是哪所学校"
STATUS = "这个学生状态算不算在校"
CATEGORY = "这个词是哪一类困难"
TWO_SCHOOLS = "两校都报为在读，学籍在哪所"
BAD_ID = "身份证号有误"
NAMES = "名册与名单姓名不同"


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
        yield made


def poor(office: Desk, rows: list[dict[str, str]], *registers: Row) -> None:
    """Take a roster, and a list of 农村低保 that has all its pupils unless other rows are given."""
    office.took("名册.xlsx", rows, "roster")
    named = registers or [{"姓名": row["姓名"], "身份证号": row["身份证件号"], "乡镇": "东镇"} for row in rows]
    office.took("农村低保.xlsx", list(named), "rural-allowance")


def ask(office: Desk) -> ReviewResult:
    return office.office.review("2023S", by=BY, at=AT)


def workbook(found: ReviewResult) -> Path:
    assert found.workbook is not None
    return found.workbook


def apply(office: Desk, data: bytes, name: str = "问题.xlsx", **more: str) -> Applied:
    return office.office.apply_review(name, data, by="李四", at=AT, **more)


def settle(office: Desk, answers: dict[str, str]) -> Applied:
    done = apply(office, answered(workbook(ask(office)), answers))
    assert not done.findings, done.findings
    return done


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


def test_a_decision_whose_rows_have_changed_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 就读方式="")])
    data = answered(workbook(ask(office)), {BOARDING: "住校"})
    office.took("名册补.xlsx", [pupil(3, 就读方式="")], "roster", replace=True)
    office.took("农村低保补.xlsx", [member(3)], "rural-allowance")
    done = apply(office, data)
    assert [finding.name for finding in done.findings] == ["decision-stale"]
    assert done.decisions == ()


def test_a_decision_taken_back_is_asked_again(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = settle(office, {BOARDING: "住校"})
    assert ask(office).questions == 0
    office.office.retract_decision(done.decisions[0], why="学校来电更正", by="李四", at=AT)
    assert ask(office).questions == 1
    assert office.verify().ok
    with pytest.raises(InputError) as refused:
        office.office.retract_decision(done.decisions[0], why="再撤", by="李四", at=AT)
    assert refused.value.findings[0].name == "decision-not-in-force"
    settle(office, {BOARDING: "走读"})
    office.payout()
    assert list(office.paid()) == [(name_of(1), "nonboarding-living")]


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


def test_a_suggestion_is_taken_by_a_word_and_only_as_it_was_shown(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong, 学籍号="")], member(1))
    data = filled(workbook(ask(office)), {BAD_ID: {1: "采用建议"}})
    office.took("脱贫户.xlsx", [member(2)], "filed-poor")
    source = next(row["source"] for row in office.office.sources("2023S") if row["kind"] == "rural-allowance")
    office.office.retire_source(source, why="报错了表", by=BY, at=AT)
    stale = apply(office, data)
    assert [finding.name for finding in stale.findings] == ["suggestion-changed"]
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    done = apply(office, data)
    assert (len(done.decisions), done.findings) == (1, ())
    office.payout()
    assert office.export("lines")["id_number"].tolist() == [resident_id(1)]


def test_of_two_rows_that_contradict_each_other_one_is_not_used(office: Desk) -> None:
    poor(office, [pupil(1), pupil(1, 就读方式="走读")])
    apply(office, filled(workbook(ask(office)), {"同一学生两行矛盾": {2: "本行不用"}}))
    office.payout()
    assert list(office.paid()) == [(name_of(1), "boarding-living")]
    assert office.outcomes() == [("paid", ""), ("duplicate", "set-aside")]


@pytest.mark.parametrize(
    ("sheet", "answer", "finding"),
    [
        ("问题", "也许住校", "answer-one-of"),
        (BAD_ID, "123456", "answer-an-id"),
        (BAD_ID, resident_id(5)[:17] + "?", "answer-an-id"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_cell(office: Desk, sheet: str, answer: str, finding: str) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong), pupil(2, 就读方式="")], member(1), member(2))
    head = office.verify().head
    done = apply(office, filled(workbook(ask(office)), {sheet: {1: answer}}))
    assert [found.name for found in done.findings] == [finding]
    assert done.findings[0].place.sheet == sheet
    assert done.findings[0].place.cell[1:].isdigit()
    assert office.verify().head == head


def test_what_is_good_is_recorded_beside_what_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    done = apply(office, answered(workbook(ask(office)), {BOARDING: "住校", STATUS: "不知道"}))
    assert (len(done.decisions), [finding.name for finding in done.findings]) == (1, ["answer-one-of"])


@pytest.mark.parametrize(
    ("data", "finding"),
    [(b"\x89PNG\r\n", "file-is-picture"), (b"", "file-empty")],
)
def test_a_file_that_is_no_workbook_of_ours_is_refused(office: Desk, data: bytes, finding: str) -> None:
    with pytest.raises(FindingsError) as refused:
        apply(office, data)
    assert refused.value.findings[0].name == finding


def test_another_workbook_and_a_blank_one_are_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    for data, finding in (
        ((office.folder / "sources").glob("*/*"), "no-questions-in-file"),
        ([workbook(ask(office))], "no-answers-in-file"),
    ):
        with pytest.raises(FindingsError) as refused:
            apply(office, next(iter(data)).read_bytes())
        assert refused.value.findings[0].name == finding


def test_a_code_that_was_altered_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    path = workbook(ask(office))
    book = load_workbook(path)
    book["问题"].cell(4, 1).value = "Q|2023S||我改过"
    book["问题"].cell(4, 10).value = "住校"
    book.save(path)
    with pytest.raises(FindingsError) as refused:
        apply(office, path.read_bytes())
    assert refused.value.findings[0].name == "code-altered"


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


def test_a_line_shows_the_cell_that_decided_it(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    data = answered(workbook(ask(office)), {BOARDING: "住校"})
    settled = apply(office, data)
    office.payout()
    document = office.office.decisions("2023S")[0]["document"]
    evidence = office.export("lines")["evidence"].iloc[0].split(";")
    assert f"{document[:8]}/问题!J4" in evidence
    facts = {fact.field: fact for fact in office.office.explain(resident_id(1), "2023S").facts}
    assert facts["boarding"].value == "yes"
    assert f"{document[:8]}/问题!J4" in facts["boarding"].evidence
    assert len(settled.decisions) == 1


def test_decisions_stand_in_the_manifest(office: Desk) -> None:
    poor(office, [pupil(1), pupil(2, 就读方式="")])
    first = office.payout().manifest
    done = settle(office, {BOARDING: "住校"})
    second = office.payout()
    assert second.manifest != first
    with office.office.database.read() as connection:
        record = rows_of(connection, "journal", "kind = 'payout'", "seq")[-1]
    manifest = json.loads(record["body"])["manifest"]
    assert [one["decision"] for one in manifest["decisions"]] == list(done.decisions)


def test_no_number_or_name_stands_in_the_journal(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong, 学籍号="")], member(1))
    apply(office, filled(workbook(ask(office)), {BAD_ID: {1: resident_id(1)}}))
    with office.office.database.read() as connection:
        text = json.dumps([rows_of(connection, name) for name in ("journal", "decision")], ensure_ascii=False)
    assert resident_id(1) not in text
    assert wrong not in text
    assert name_of(1) not in text


def test_an_archived_decision_that_was_altered_is_found(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    settle(office, {BOARDING: "住校"})
    with office.office.database.read() as connection:
        body = rows_of(connection, "decision")[0]["body"]
    path = office.office.evidence.sources / body[:2] / body
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace("住校".encode(), "走读".encode()))
    bad = office.verify().first_bad
    assert bad is not None
    assert (bad.table, bad.what) == ("decision", "archived-file-altered")


def test_the_same_decisions_in_another_order_give_the_same_lines(office: Desk) -> None:
    """DESIGN invariant 5: what is in force counts, not when it came."""
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    path = workbook(ask(office))
    both = [answered(path, {BOARDING: "住校"}), answered(path, {STATUS: "在读"})]
    exports = []
    for order in (both, both[::-1]):
        with desk() as other:
            other.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
            poor(other, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
            for data in order:
                assert not apply(other, data).findings
            other.payout()
            exports.append([other.csv(name) for name in ("lines", "outcomes", "entitlements")])
    assert exports[0] == exports[1]


NOT_ASKED = {
    "account-unusable", "accounts-differ", "award-off-standard", "class-without-list", "compulsory-age-not-found",
    "deceased", "no-account", "no-standard", "other-age-not-found", "price-changed-in-term", "rule-not-known",
    "studying-elsewhere",
}  # fmt: skip
"""What no cell that reads otherwise would settle: a list, an account or a rule is missing, or somebody must look."""


def test_every_reason_that_asks_for_something_is_a_question_or_is_none_on_purpose() -> None:
    asking = {name for name in known("reason") if reason_fix(name, "zh")}
    assert asking - KINDS.keys() == NOT_ASKED
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


@pytest.mark.server
def test_decisions_are_the_same_on_postgresql(postgres_url: str) -> None:
    exports, data = [], b""
    for url in ("sqlite:///ledger.db", postgres_url):
        with desk(url=url) as office:
            office.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
            poor(
                office,
                [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂"), pupil(3, {"学校名称": "一小", "学校标识码": ""})],
            )
            answers = {BOARDING: "住校", STATUS: "在读", SCHOOL: PRIMARY["学校名称"]}
            data = data or answered(workbook(ask(office)), answers)
            done = apply(office, data)
            office.payout()
            assert office.verify().ok
            exports.append((done.decisions, office.csv("lines"), office.csv("outcomes")))
    assert exports[0] == exports[1]


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


@pytest.mark.parametrize("text", ["同意", "已核实无误", "不是学生", "删除", "王小明"])
def test_words_are_no_name_and_a_name_is_no_id(office: Desk, text: str) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong)], member(1))
    done = apply(office, filled(workbook(ask(office)), {BAD_ID: {1: text}}))
    assert [finding.name for finding in done.findings] == ["answer-an-id"]


@pytest.mark.parametrize("text", ["同意", "核对无误", "以名册为准，不是他"])
def test_words_are_no_name_where_a_name_is_asked(office: Desk, text: str) -> None:
    poor(office, [pupil(1)], {**member(1), "姓名": "欧阳另外人"})
    done = apply(office, filled(workbook(ask(office)), {NAMES: {1: text}}))
    assert [finding.name for finding in done.findings] == ["answer-id-or-name"]


@pytest.mark.parametrize(("text", "programme"), [("走读生", "nonboarding-living"), ("住校生", "boarding-living")])
def test_a_word_that_lists_use_is_an_answer_too(office: Desk, text: str, programme: str) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = apply(office, filled(workbook(ask(office)), {BOARDING: {1: text}}))
    assert done.findings == ()
    office.payout()
    assert [name for _, name in office.paid()] == [programme]


def test_an_answer_beside_no_code_is_said_and_not_dropped(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    path = workbook(ask(office))
    book = load_workbook(path)
    page = book["问题"]
    page.cell(page.max_row + 1, 10).value = "住校"  # a row of their own
    page.cell(4, 10).value = {BOARDING: "住校", STATUS: "在读"}[str(page.cell(4, 3).value)]
    rows = book[BOARDING]
    rows.cell(4, 16).value = "走读"
    rows.delete_cols(1)
    book.save(path)
    done = apply(office, path.read_bytes())
    assert len(done.decisions) == 1
    assert [finding.name for finding in done.findings] == ["answer-without-code"] * 2


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


def test_a_decision_is_shown_with_what_was_seen(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = settle(office, {BOARDING: "住校"})
    shown = office.office.decision(done.decisions[0])
    assert [(cell["field"], cell["was"], cell["reads"], cell["row"]) for cell in shown["cells"]] == [
        ("boarding", "", "住校", 2)
    ]
    assert len(shown["seen"]) == 20
    with pytest.raises(InputError):
        office.office.decision("000000000000")


def test_replace_says_that_it_leaves_lists_of_departments_alone(office: Desk) -> None:
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    done = office.take("农村低保新.xlsx", [member(2)], "rural-allowance", replace=True)
    assert "replace-only-rosters" in [finding.name for finding in done.findings]
