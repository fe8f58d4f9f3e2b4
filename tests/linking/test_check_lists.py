# ruff: noqa: E501 - rows of lists, one on a line
"""Lists for checks: which rows can be used and what they say; they change nothing of what is paid."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from aid_ledger.errors import InputError
from aid_ledger.intake import read_file
from aid_ledger.linking import CheckLists, Linked, Source, best_notices, read_check_lists
from aid_ledger.office.linked_term import programme_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import JUNIOR, PRIMARY, Row, account_of, desk, member, name_of, pupil, resident_id, rules, sheet

TERM = Term.parse("2023S")
HERE = {"学校": PRIMARY["学校名称"]}
LIVING = "家庭经济困难寄宿生生活补助"
NOTICE = {
    **HERE,
    "项目": LIVING,
    "张贴地点": "校门口",
    "公示起": "2023-04-10",
    "公示止": "2023-04-14",
    "异议件数": "0",
    "结论": "无异议",
}
PUPILS = [pupil(1), pupil(2, 户名="李老师"), pupil(3, JUNIOR, 年级="七年级")]
POOR = [member(n) for n in range(1, 4)]
DEAD = [{"姓名": name_of(1), "身份证号": resident_id(1), "死亡日期": "2022-01-01"}]
Ends = list[tuple[str, str]]


@pytest.fixture(scope="module")
def linked() -> Linked:
    """Three pupils at two schools."""
    with desk() as made:
        made.took("在校生名册.xlsx", PUPILS)
        return look(made.office, TERM, complete=False).linked


def read(linked: Linked, name: str, rows: Sequence[Row]) -> tuple[CheckLists, Ends]:
    """Return what a list says that is told by its headers and name, and outcome and reason of each row."""
    (table,) = read_file(sheet(rows), name).tables
    source = Source("s", "d", name, table.sheet, table.kind, "2023S", "", table)
    meant = programme_of(rules(("national",)))
    found = read_check_lists([source], linked.students, linked.schools, TERM, meant)
    (own,) = found.rows
    return found, list(own[["outcome", "reason"]].itertuples(index=False, name=None))


def notices(linked: Linked, *rows: Row) -> tuple[pd.DataFrame, Ends]:
    found, ends = read(linked, "公示结果登记表.xlsx", rows)
    assert found.notices is not None
    return found.notices, ends


def test_every_row_of_a_list_of_notices_ends_in_an_outcome(linked: Linked) -> None:
    found, ends = notices(
        linked,
        NOTICE, NOTICE, {**NOTICE, "学校": "没有的学校"}, {**NOTICE, "项目": ""}, {**NOTICE, "公示止": "2023-04-09"},
        {**NOTICE, "公示起": ""}, {**NOTICE, "批次": "第一批"}, {**NOTICE, "批次": "2022A-001"},
        {**NOTICE, "异议件数": "若干"}, {**NOTICE, "项目": "全部", "批次": "2023s-001", "异议件数": "2件", "结论": ""},
    )  # fmt: skip
    assert ends == [
        ("used", ""), ("duplicate", ""), ("held", "school-unknown"), ("held", "programme-unclear"),
        ("held", "notice-days-unclear"), ("held", "notice-days-unclear"), ("held", "notice-batch-unclear"), ("unused", ""),
        ("held", "objections-unclear"), ("used", ""),
    ]  # fmt: skip
    said = found[
        ["school_code", "programme", "batch", "first_day", "last_day", "working_days", "objections", "conclusion"]
    ]
    assert said.to_numpy().tolist() == [
        [PRIMARY["学校标识码"], "boarding-living", "", "2023-04-10", "2023-04-14", 5, 0, "无异议"],
        [PRIMARY["学校标识码"], "", "2023S-001", "2023-04-10", "2023-04-14", 5, 2, ""],
    ]


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("2023-04-10至2023-04-14", 5), ("2023年4月10日—14日", 5), ("2023年4月10日至4月17日", 6), ("2023.4.10-2023.4.16", 5),
        ("2023-04-15~2023-04-16", 0),
    ],
)  # fmt: skip
def test_both_days_may_stand_in_one_cell(linked: Linked, span: str, days: int) -> None:
    found, ends = notices(linked, {**HERE, "公示期": span, "张贴地点": "校门口", "异议件数": "无"})
    assert ends == [("used", "")]
    assert found[["programme", "working_days"]].to_numpy().tolist() == [["", days]]  # no column 项目: of all of them


def test_several_programmes_in_one_cell_are_one_each(linked: Linked) -> None:
    found, _ = notices(linked, {**NOTICE, "项目": f"{LIVING}、家庭经济困难非寄宿生生活补助"})
    assert found["programme"].tolist() == ["boarding-living", "nonboarding-living"]


def test_of_several_notices_of_a_list_the_best_counts() -> None:
    said = {"school": "甲校", "school_code": "", "programme": "", "batch": "", "objections": 0, "conclusion": "无"}
    two = [{"first_day": "2023-04-10", "last_day": "2023-04-12", "working_days": 3},
           {"first_day": "2023-04-13", "last_day": "2023-04-21", "working_days": 7}]  # fmt: skip
    wanted = pd.DataFrame(
        {"batch": ["B", "B"], "school": ["甲校", "乙校"], "school_code": ["1", ""], "programme": ["p", "p"]}
    )
    found = best_notices(pd.DataFrame([said | one for one in two]), wanted, 5, {"B": "2023-04-20"})
    assert found[["missing", "late", "short"]].to_numpy().tolist() == [[False, False, True], [True, False, False]]
    found = best_notices(pd.DataFrame([said | one for one in two]), wanted, 5, {"B": "2023-04-21"})
    assert found[["missing", "late", "short", "last_day"]].to_numpy().tolist()[0] == [False, False, False, "2023-04-21"]


def test_papers_are_there_missing_or_not_needed(linked: Linked) -> None:
    rows = [
        {
            **HERE,
            "审核花名册": "有",
            "领取确认表": "2份",
            "银行回单": "2023-06-01",
            "审批单": "",
            "请款/下达文件": "/",
            "缺": "",
        },
        {
            **HERE,
            "审核花名册": "×",
            "领取确认表": "0",
            "银行回单": "√",
            "审批单": "已收",
            "请款/下达文件": "",
            "缺": "银行回单",
        },
        {"学校": JUNIOR["学校名称"], "审核花名册": "大概有", "领取确认表": "有"},
        {"学校": JUNIOR["学校名称"], "审核花名册": "有", "领取确认表": "有", "缺": "那个"},
        {"学校": "没有的学校", "审核花名册": "有"},
    ]
    found, ends = read(linked, "回收登记表.xlsx", rows)
    assert ends == [
        ("used", ""),
        ("used", ""),
        ("held", "paper-unclear"),
        ("held", "paper-unclear"),
        ("held", "school-unknown"),
    ]
    assert found.papers is not None
    assert dict(zip(found.papers["paper"], found.papers["state"], strict=True)) == {
        "roster": "there", "receipts": "there", "bank": "there", "approval": "there", "orders": "not-needed",
    }  # fmt: skip


def test_what_the_column_of_missing_papers_names_is_missing(linked: Linked) -> None:
    found, _ = read(linked, "回收登记表.xlsx", [{**HERE, "审核花名册": "有", "领取确认表": "有", "缺": "领取确认表"}])
    assert found.papers is not None
    assert found.papers.sort_values("paper")["state"].tolist() == ["missing", "there"]


def test_an_employee_is_known_by_id_or_account(linked: Linked) -> None:
    rows = [
        {"姓名": "李老师", "身份证号": resident_id(70), "单位": "一小", "账号": account_of(70)},
        {"姓名": "王老师", "身份证号": resident_id(71), "单位": "一小"}, {"姓名": "张老师", "身份证号": "1", "账号": account_of(72)},
        {"姓名": "赵老师", "身份证号": "1", "账号": "12"}, {"姓名": "李老师", "身份证号": resident_id(70), "账号": account_of(70)},
    ]  # fmt: skip
    found, ends = read(linked, "财政供养人员.xlsx", rows)
    assert ends == [("used", "")] * 3 + [("held", "id-invalid"), ("duplicate", "")]
    assert found.employees is not None
    assert found.employees.to_numpy().tolist() == [
        ["李老师", resident_id(70), account_of(70)], ["王老师", resident_id(71), ""], ["张老师", "", account_of(72)],
    ]  # fmt: skip


def test_a_death_has_a_day_and_is_of_the_person_named(linked: Linked) -> None:
    def died(number: int, day: str, **changed: str) -> Row:
        return {"姓名": name_of(number), "身份证号": resident_id(number), "死亡日期": day, **changed}

    rows = [
        died(1, "2023-02"), died(1, "2023-01-05"), died(2, "2023-03-01", 姓名="欧阳另外人"), died(3, ""), died(4, "去年"),
        died(60, "20230105"),
    ]  # fmt: skip
    found, ends = read(linked, "死亡人员名单.xlsx", rows)
    assert ends == [("used", ""), ("used", ""), ("held", "name-conflict"), ("held", "death-day-unclear"),
                    ("held", "death-day-unclear"), ("used", "")]  # fmt: skip
    assert found.deceased is not None
    days = dict(zip(found.deceased["id_number"], found.deceased["died_on"], strict=True))
    assert days == {resident_id(1): 20230228, resident_id(60): 20230105}


def test_the_day_of_deregistration_stands_for_the_day_of_death_and_no_other_end_does(linked: Linked) -> None:
    row = {"姓名": name_of(1), "身份证号": resident_id(1)}
    for header, ends in (("注销日期", ("used", "")), ("停保时间", ("held", "death-day-unclear"))):
        assert read(linked, "死亡人员.xlsx", [{**row, header: "2023-03-01"}])[1] == [ends]


def test_such_lists_are_no_registers_and_change_nothing_that_is_paid() -> None:
    more = {
        "死亡人员.xlsx": DEAD, "公示结果登记表.xlsx": [NOTICE],
        "财政供养人员.xlsx": [{"姓名": "李老师", "身份证号": resident_id(70), "账号": account_of(2)}],
    }  # fmt: skip
    with desk() as made:
        made.took("在校生名册.xlsx", PUPILS)
        for name, rows in more.items():
            made.took(name, rows)
        with pytest.raises(InputError) as error:
            made.payout()
        assert [one.name for one in error.value.findings] == ["no-register"]
        made.took("脱贫户.xlsx", POOR, "filed-poor")
        done = made.payout()
        assert (len(done.lines), done.outcomes) == (3, {"paid": 3})
        warned = {one.name: one.params for one in done.warnings}
        assert warned["listed-as-deceased"]["students"] == warned["account-of-employee"]["students"] == 1
        assert "在校生名册.xlsx[Sheet1!B2]" in str(warned["listed-as-deceased"]["rows"])
        assert made.payout().batch is None
