"""A later school list speaks before an earlier one, school by school; what changed is said, and answers stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from aid_ledger.office.importing import FileImport, ImportOptions
from tests.tools.county import BY, JUNIOR, PRIMARY, SENIOR, Desk, Row, desk, name_of, pupil, resident_id, school, sheet
from tests.tools.review import apply, ask, filled, poor, workbook

MORNING, LATER = "2023-04-20T09:00:00+08:00", "2023-04-20T15:00:00+08:00"


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def take(office: Desk, name: str, rows: list[Row], at: str, **options: date) -> FileImport:
    chosen = ImportOptions(kind="schools", **options)  # type: ignore[arg-type]
    return office.office.import_files([(name, sheet(rows))], chosen, by=BY, at=at)[0]


def said(done: FileImport) -> list[str]:
    return [found.name for found in done.findings]


def test_corrected_list_of_the_same_day_speaks_and_says_what_it_changes(office: Desk) -> None:
    take(office, "学校名录.xlsx", [school(PRIMARY, 营养餐="否"), school(JUNIOR)], MORNING)
    done = take(office, "学校名录（更正）.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90")], LATER)
    poor(office, [pupil(1)])
    office.payout()
    assert office.paid()["", "nutrition"] == 90 * 500
    assert sorted(office.outcomes("schools")) == [("unused", ""), ("used", ""), ("used", "")]
    told = next(found for found in done.findings if found.name == "school-list-later")
    assert (told.params["count"], told.params["changed"], told.params["left"]) == (1, 1, 1)
    assert "营养餐 否→是、供餐天数 （空）→90" in str(told.params["what"])
    assert "账号" not in str(told.params["what"])


def test_list_of_an_earlier_day_changes_nothing_and_says_so(office: Desk) -> None:
    take(office, "学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90")], MORNING, as_of=date(2023, 3, 1))
    done = take(office, "旧名录.xlsx", [school(PRIMARY, 营养餐="否")], LATER, as_of=date(2022, 3, 1))
    assert said(done) == ["school-list-earlier"]
    poor(office, [pupil(1)])
    office.payout()
    assert office.paid()["", "nutrition"] == 90 * 500


def test_answer_stays_where_a_later_list_says_nothing_of_it(office: Desk) -> None:
    take(office, "学校名录.xlsx", [school(PRIMARY, 营养餐="", 供餐天数="90")], MORNING)
    poor(office, [pupil(1)])
    done = apply(office, filled(workbook(ask(office)), {"问题": {1: "是"}}))
    assert not done.findings
    without = {key: text for key, text in school(PRIMARY).items() if key not in ("营养餐", "供餐天数")}
    take(office, "名录 无此列.xlsx", [without], LATER)
    assert ask(office).rows == 0
    take(office, "名录 空格.xlsx", [school(PRIMARY, 营养餐="", 供餐天数="80")], "2023-04-21T09:00:00+08:00")
    assert ask(office).rows == 0
    office.payout()
    assert office.paid()["", "nutrition"] == 80 * 500


def test_column_that_a_later_list_lacks_is_read_from_the_earlier_one_in_its_own_unit(office: Desk) -> None:
    yearly = {key: text for key, text in school(SENIOR).items() if not key.startswith("学费")}
    take(office, "学校名录.xlsx", [{**yearly, "学费标准(元/学年)": "1600"}], MORNING)
    take(office, "名录2.xlsx", [{**yearly, "电话": "13800000000"}], LATER)
    poor(office, [pupil(1, SENIOR, 年级="高一")])
    office.payout()
    assert office.paid()[name_of(1), "senior-fee-waiver"] == 800_00
    line = office.export("lines").set_index("programme")["evidence"]["senior-fee-waiver"]
    first = next(row for row in office.office.sources() if row["file"] == "学校名录.xlsx")
    assert f"{first['sha256'][:8]}/Sheet1!" in line


def test_rows_of_one_date_that_differ_are_asked_and_one_is_set_aside(office: Desk) -> None:
    done = take(
        office, "名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90"), school(PRIMARY, 供餐天数="80")], MORNING
    )
    assert said(done) == ["school-rows-differ"]
    poor(office, [pupil(1)])
    assert office.outcomes("schools") == [("held", "contradicting-rows")] * 2
    found = ask(office)
    answer = apply(office, filled(workbook(found), {"两行互相矛盾": {2: "本行不用"}}))
    assert not answer.findings
    assert ask(office).rows == 0
    office.payout()
    assert office.paid()["", "nutrition"] == 90 * 500


def test_school_of_a_list_without_codes_is_the_one_of_that_name(office: Desk) -> None:
    take(office, "名录.xlsx", [school(PRIMARY)], MORNING)
    bare = {key: text for key, text in school(PRIMARY, 营养餐="是", 供餐天数="70").items() if key != "学校标识码"}
    take(office, "名录2.xlsx", [bare], LATER)
    poor(office, [pupil(1)])
    office.payout()
    assert office.paid()["", "nutrition"] == 70 * 500


def test_answer_about_a_school_is_of_the_school_and_outlives_its_roster(office: Desk) -> None:
    kindergarten = {"学校名称": "示例县红星幼儿园", "学校标识码": "3699010004", "学段": "学前"}
    child = pupil(
        1,
        kindergarten,
        身份证件号=resident_id(1, born="20180305"),
        学籍号="",
        出生日期="",
        年级="大班",
        就读方式="走读",
    )
    take(office, "学校名录.xlsx", [school(kindergarten)], MORNING)
    poor(office, [child])
    assert [row["reason"] for row in office.office.payout("2023S", by=BY, at=MORNING).held] == ["inclusive-unknown"]
    assert not apply(office, filled(workbook(ask(office)), {"问题": {1: "是"}})).findings
    office.took("名册2.xlsx", [{**child, "户名": "别人"}], "roster", replace=True)
    assert ask(office).rows == 0
    office.payout()
    assert office.paid()[name_of(1), "preschool-aid"] == 750_00
