"""A title that says that the rows of a register have ended makes every row a question, and is said."""

from __future__ import annotations

import pytest

from aid_ledger.intake import read_file
from aid_ledger.intake.ended_lists import says_ended
from tests.tools.county import desk, member, name_of, pupil, resident_id
from tests.tools.review import answered, apply, ask, workbook

from .books import an_id, book, one

HEADER = ["姓名", "身份证号", "乡镇"]
ROW = [name_of(1), resident_id(1), "东镇"]
ENDED = [["东镇持证残疾人名单（已停发）"], HEADER, ROW]
WAITS = ("held", "standing-unclear")


@pytest.mark.parametrize(
    ("name", "sheet", "title"),
    [
        ("残疾人名单.xlsx", "名单", "东镇残疾人名单（已停发）"),
        ("残疾人名单（注销）.xlsx", "名单", "东镇残疾人名单"),
        ("残疾人名单.xlsx", "停保人员", "东镇残疾人名单"),
        ("残疾人名单.xlsx", "名单", "残疾人新增及退出情况"),
    ],
    ids=["title", "file", "sheet", "of a part"],
)
def test_it_is_said_with_the_words_that_say_so(name: str, sheet: str, title: str) -> None:
    (table,) = read_file(book({sheet: [[title], *ENDED[1:]]}), name, kind="disabled").tables
    (said,) = [f for f in table.findings if f.name == "title-says-ended"]
    assert (said.severity, said.params["count"]) == ("warning", 1)
    assert said.params["title"] in (title, sheet, name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("低保在保名单（不含停发）", "rural-allowance"),
        ("未注销残疾人名单", "disabled"),
        ("2020年退出脱贫户名单", "filed-poor"),
        ("已停发学生账号", "accounts"),
        ("持证残疾人名单", "disabled"),
        ("示例县第一小学学生名册（不含休学）", "roster"),
        ("九年级毕业班学生名册", "roster"),
    ],
)
def test_other_titles_say_nothing(text: str, kind: str) -> None:
    assert says_ended([text], kind) == ""


def test_a_roster_whose_own_column_says_the_status_is_read_by_that() -> None:
    rows = [
        ["转出学生名册"],
        ["姓名", "身份证号", "学校名称", "年级", "学籍状态"],
        ["李甲", an_id(1), "示例小学", "三年级", "在读"],
    ]
    (table,) = read_file(one(rows), "名单.xlsx", kind="roster").tables
    assert table.frame["status"].tolist() == ["在读"]
    assert "title-says-ended" not in {said.name for said in table.findings}


@pytest.mark.parametrize("name", ["转出学生名册.xlsx", "2023年春季辍学学生名单.xlsx"])
def test_pupils_of_a_list_of_those_who_left_wait_unless_their_own_status_says_more(name: str) -> None:
    with desk() as office:
        office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        plain = {key: value for key, value in pupil(1).items() if key != "学生状态"}
        taken = office.take(name, [plain], "roster")
        assert [one.name for one in taken.sheets[0].table.findings if one.severity == "warning"] == ["title-says-ended"]
        assert office.outcomes() == [("held", "status-unknown")]
        office.took("名册.xlsx", [pupil(2, 班级="2班")], "roster")
        office.payout()
        assert list(office.paid()) == [(name_of(2), "boarding-living")]


def test_nobody_of_such_a_list_is_paid_until_one_answer_settles_all() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
        rows = [*ENDED, [name_of(2), resident_id(2), "东镇"]]
        office.took("残疾人.xlsx", one(rows), "disabled")
        assert office.outcomes("disabled") == [WAITS, WAITS]
        office.payout()
        assert office.paid() == {}
        data = answered(workbook(ask(office)), {"这个状态算不算还在册": "正常"}, about="已停发")
        assert not apply(office, data).findings
        assert office.outcomes("disabled") == [("matched", ""), ("matched", "")]


def test_what_a_row_says_itself_to_end_it_goes_before() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
        office.took(
            "残疾人.xlsx",
            one([ENDED[0], [*HEADER, "状态"], [*ROW, "注销"], [name_of(2), resident_id(2), "", "正常"]]),
            "disabled",
        )
        assert office.outcomes("disabled") == [("not-in-force", "no-longer-in-force"), WAITS]


def test_households_wait_too() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1)])
        rows = [["农村低保名单（停发）"], ["户主姓名", "身份证号", "成员姓名", "身份证号"],
                ["李甲", an_id(7, "19800101"), name_of(1), resident_id(1)]]  # fmt: skip
        office.took("低保.xlsx", one(rows), "rural-allowance")
        assert office.outcomes("rural-allowance") == [WAITS]
