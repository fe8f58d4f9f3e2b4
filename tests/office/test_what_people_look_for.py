"""What a payout leaves to people: a suggestion beside each doubt, children at no school by town, explain of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aid_ledger.errors import InputError
from aid_ledger.office.hints import hints_of
from aid_ledger.office.payout import look
from aid_ledger.office.payout_result import PayoutResult
from aid_ledger.terms import Term
from tests.reports.reading import Sheet, sheets
from tests.tools.county import PRIMARY, Desk, desk, member, name_of, pupil, resident_id, school

pytestmark = pytest.mark.xdist_group("what-people-look-for")  # what its tests share is built once
LOST = resident_id(1)[:8] + resident_id(1)[9:]
CHILDREN = {21: ("西镇", "下村"), 22: ("西镇", "上村"), 23: ("", ""), 24: ("东镇", "下村")}


def own(number: int) -> str:
    return resident_id(number, f"2012{number - 20:02d}15")


@dataclass(frozen=True, slots=True)
class Done:
    office: Desk
    result: PayoutResult

    def sheets(self, name: str) -> list[Sheet]:
        [path] = [path for path in self.result.files if path.name == name]
        return sheets(path)


@pytest.fixture(scope="module")
def done() -> Iterator[Done]:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        broken = {"身份证件号": LOST, "学籍号": ""}
        office.took("名册.xlsx", [pupil(1, **broken), pupil(2, 身份证件号="", 学籍号="", 出生日期=""), pupil(3)])
        children = [
            {"姓名": name_of(n), "身份证号": own(n), "乡镇": town, "村": village, "户编号": f"H{n}"}
            for n, (town, village) in CHILDREN.items()
        ]
        office.took("脱贫户.xlsx", [member(1), member(3), *children], "filed-poor")
        office.took("农村低保.xlsx", [{**children[0], "乡镇": "", "户编号": ""}], "rural-allowance")
        yield Done(office, office.payout(papers=True))


def test_children_at_no_school_stand_by_town_and_village_one_row_a_child(done: Done) -> None:
    [sheet] = done.sheets("疑似失学儿童名单（控辍保学）.xlsx")
    rows = [row for row in sheet.rows() if row["姓名"] != name_of(1)]
    found = [(row["乡镇"], row["村"], row["姓名"], row["户编号"]) for row in rows]
    assert found == [
        ("东镇", "下村", name_of(24), "H24"),
        ("西镇", "上村", name_of(22), "H22"),
        ("西镇", "下村", name_of(21), "H21"),
        (None, None, name_of(23), "H23"),
    ]  # fmt: skip
    first = next(row for row in rows if row["姓名"] == name_of(21))
    assert first["身份证号(掩码)"] == own(21)[:6] + "*" * 8 + own(21)[-4:]
    assert (first["性别"], first["年龄"], first["名单类别"]) == (
        "男",
        11,
        "脱贫户、农村低保",
    )
    assert first["来源文件、行号"] == "脱贫户.xlsx 第4行；农村低保.xlsx 第2行"
    assert (first["核查结果"], first["核查人"]) == (None, None)
    assert own(21) not in sheet.texts()


def test_each_town_has_its_number_and_all_towns_theirs(done: Done) -> None:
    [sheet] = done.sheets("疑似失学儿童名单（控辍保学）.xlsx")
    sums = {label: sheet.labelled(label)[0]["姓名"] for label in ("东镇 小计", "西镇 小计", "未写乡镇 小计", "合计")}
    assert sums == {"东镇 小计": 2, "西镇 小计": 2, "未写乡镇 小计": 1, "合计": 5}
    assert [row["序号"] for row in sheet.rows()] == [1, 2, 3, 4, 5]


def test_the_likeliest_explanation_stands_beside_each_child(done: Done) -> None:
    [sheet] = done.sheets("疑似失学儿童名单（控辍保学）.xlsx")
    why = {row["姓名"]: row["最可能的解释"] for row in sheet.rows()}
    assert "示例县第一小学三年级1班，名册.xlsx 第2行；差异：身份证号少了第" in why[name_of(1)]
    assert why[name_of(22)] == "名册里没有同名、同户或号码相近的学生"


def test_a_doubt_has_its_suggestion_beside_it_with_masked_numbers(done: Done) -> None:
    details = done.sheets("待核实清单.xlsx")[1]
    hint = {row["姓名"]: row["建议/可能的原因"] for row in details.rows()}
    shown = resident_id(1)[:6] + "*" * 8 + resident_id(1)[-4:]
    assert hint[name_of(1)].startswith("同名、出生日期相同、同乡镇：脱贫户，脱贫户.xlsx 第2行；差异：身份证号少了第")
    assert hint[name_of(1)].endswith(f"；那里的身份证号是 {shown}")
    assert hint[name_of(2)] is None
    assert resident_id(1) not in details.texts()


def test_explain_of_a_child_in_no_roster_says_so_and_why(done: Done) -> None:
    found = done.office.office.explain(own(22), "2023S").as_json()
    assert (found["outcome"], found["reason"]) == ("not-in-roster", "compulsory-age-not-found")
    assert found["suggestions"] == ["名册里没有同名、同户或号码相近的学生"]
    lists = [
        (fact["value"], fact["evidence"].partition("/")[2]) for fact in found["facts"] if fact["field"] == "register"
    ]
    assert lists == [("filed-poor", "Sheet1!B5")]
    assert (found["programmes"], found["lines"]) == ([], [])


def test_explain_of_somebody_who_waits_takes_the_number_as_it_stands_and_shows_the_suggestion(done: Done) -> None:
    found = done.office.office.explain(LOST, "2023S").as_json(lang="en")
    assert (found["outcome"], found["reason"]) == ("held", "id-invalid")
    assert len(found["suggestions"]) == 1
    assert "same name" in found["suggestions"][0]
    assert resident_id(1) not in str(found)
    assert done.office.office.explain(resident_id(3), "2023S").as_json()["suggestions"] == []


def test_explain_of_a_number_that_nobody_has_still_says_so(done: Done) -> None:
    with pytest.raises(InputError, match="student-not-known"):
        done.office.office.explain(resident_id(500), "2023S")


def test_explain_takes_a_name_that_one_student_has_and_names_where_several_are(tmp_path: Path) -> None:
    office = Desk(tmp_path / "office")
    office.took("名册.xlsx", [pupil(1), pupil(2), pupil(3, 姓名=name_of(2), 班级="2班")])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    found = office.office.explain(name_of(1), "2023S").as_json()
    assert (found["name"], [line["line"] for line in found["lines"]]) == (name_of(1), ["2023S-001-00001"])
    with pytest.raises(InputError) as error:
        office.office.explain(name_of(2), "2023S")
    (several,) = error.value.findings
    assert several.name == "name-of-several"
    assert "1班：2023S-001-00002；" in str(several.params["places"])
    assert str(several.params["places"]).endswith(f"2班：****{resident_id(3)[-4:]}")
    with pytest.raises(InputError, match="student-not-known"):
        office.office.explain("没有这人", "2023S")
    office.close()


def test_the_lists_are_written_where_nothing_is_posted_and_go_when_they_are_out_of_date(tmp_path: Path) -> None:
    office = Desk(tmp_path / "office")
    office.took("名册.xlsx", [pupil(3, 就读方式="走读")])
    office.took("低保边缘.xlsx", [{**member(22), "困难类型": "低保边缘"}], "hardship")
    done = office.payout(papers=True)
    assert done.batch is None
    [absent] = [path for path in done.files if path.name == "疑似失学儿童名单（控辍保学）.xlsx"]
    office.took("名册2.xlsx", [pupil(3, 就读方式="走读"), pupil(22)], replace=True)
    office.took("脱贫户.xlsx", [member(22)], "filed-poor")
    assert office.payout(papers=True).batch
    assert not absent.exists()
    office.close()


def test_a_member_of_a_household_row_has_its_own_suggestion(tmp_path: Path) -> None:
    """What a row says of one person (its birth date) is that of no member."""
    office = Desk(tmp_path / "office")
    office.took("名册.xlsx", [pupil(1), pupil(3), pupil(4)])
    household = {
        "户主姓名": "赵老大", "户主身份证号": resident_id(700, "19700101"), "出生日期": "1970-01-01", "乡镇": "东镇",
        "成员姓名1": name_of(1), "成员身份证号1": LOST, "成员姓名2": name_of(3), "成员身份证号2": resident_id(3),
    }  # fmt: skip
    office.took("农村低保.xlsx", [household], "rural-allowance")
    done = office.payout(papers=True)
    [path] = [path for path in done.files if path.name == "待核实清单.xlsx"]
    doubts = [row for row in sheets(path)[1].rows() if row["来源文件"] == "农村低保.xlsx"]
    assert [row["姓名"] for row in doubts] == [name_of(1)]
    assert doubts[0]["建议/可能的原因"].startswith("同名：示例县第一小学三年级1班")
    linked = hints_of(look(office.office, Term.parse("2023S")).linked)
    assert linked.suggestions["candidate_name"].tolist() == [name_of(1)]
    assert set(linked.suggestions["pass"]) == {"name-near-id"}
    office.close()
