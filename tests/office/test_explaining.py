"""Explain leads to the cell and the document of each amount that a list gives: fees and awards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tools.county import (
    JUNIOR,
    PRIMARY,
    SENIOR,
    Desk,
    Row,
    account_of,
    desk,
    member,
    name_of,
    pupil,
    resident_id,
    school,
)


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("学校名录.xlsx", [school(SENIOR)], "schools", term="")
        made.took("名册.xlsx", [pupil(1, SENIOR, 年级="高二", 学费="700"), pupil(2, SENIOR, 年级="高二", 学费="")])
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        awards = [("爱心企业捐助", "800.00"), ("中职国家奖学金", "6000.00")]
        made.took(
            "奖助名单.xlsx",
            [
                {
                    **member(1),
                    "学校": SENIOR["学校名称"],
                    "奖助名称": name,
                    "金额": amount,
                    "学期": "2023S",
                    "资助方": "企业",
                }
                for name, amount in awards
            ],
            "awards",
            term="",
        )
        made.payout()
        yield made


def explained(office: Desk, number: int) -> dict[str, Any]:
    return office.office.explain(resident_id(number), "2023S").as_json(show_ids=True)


def facts(office: Desk, number: int) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for fact in explained(office, number)["facts"]:
        found.setdefault(fact["field"], []).append((fact["value"], fact["evidence"].partition("/")[2]))
    return found


def test_a_fee_and_an_award_stand_beside_their_cells(office: Desk) -> None:
    own, of_school = facts(office, 1), facts(office, 2)
    assert own["tuition"] == [("700.00", "Sheet1!R2")]
    assert of_school["tuition"] == [("800.00", "Sheet1!E2")]
    assert own["award"] == [("爱心企业捐助 800.00", "Sheet1!F2"), ("中职国家奖学金 6000.00", "Sheet1!F3")]
    assert "award" not in of_school


def test_each_award_is_explained_by_its_own_document(office: Desk) -> None:
    [award] = [one for one in explained(office, 1)["programmes"] if one["programme"] == "named-award"]
    told = {one["test"].split("，")[0]: one["source"] for one in award["because"] if one["test"].startswith("名单：")}
    assert {name: "财教〔2019〕25号" in source for name, source in told.items()} == {
        "名单：爱心企业捐助": False, "名单：中职国家奖学金": True,
    }  # fmt: skip
    assert award["amount"] == "6800.00"


def test_a_category_that_came_after_the_reference_day_is_said_as_such(tmp_path: Path) -> None:
    with closing(Desk(tmp_path / "office")) as made:
        made.took("名册.xlsx", [pupil(1), pupil(2)])
        late = {**member(1), "识别时间": "2023-03-20", "监测对象类别": "突发严重困难户", "风险是否消除": "否"}
        made.took("监测对象.xlsx", [late, {**late, **member(2), "识别时间": "2022-05-10"}], "monitored")
        first, second = facts(made, 1), facts(made, 2)
    assert first["category_later"] == first["category"]
    assert "category_later" not in second


def places(evidence: str) -> list[str]:
    return [item.partition("!")[2] for item in evidence.split(";")]


@pytest.fixture
def meals() -> Iterator[Desk]:
    """A primary school with meals: three pupils, one away, two monthly reports, and a list of accounts."""
    with desk() as made:
        made.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90")], "schools", term="")
        made.took(
            "名册.xlsx", [pupil(9, SENIOR), pupil(1), pupil(2, 就读方式="走读", 账号=""), pupil(3, 学生状态="休学")]
        )
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        yield made


def month(name: str, days: str, **changed: str) -> Row:
    return {"学校": PRIMARY["学校名称"], "月份": name, "天数": days, **changed}


def meals_line(office: Desk) -> dict[str, str]:
    lines = office.export("lines")
    [line] = lines[lines["programme"] == "nutrition"].to_dict("records")
    return {str(key): str(value) for key, value in line.items()}


def test_a_line_of_meals_leads_to_heads_days_and_account(meals: Desk) -> None:
    meals.took("供餐月报.xlsx", [month("2023-03", "20"), month("2023-04", "22")], "meals", term="")
    meals.payout()
    line = meals_line(meals)
    assert line["amount"] == "420.00"  # two heads, 42 days, 5 yuan
    assert places(line["evidence"]) == ["A2", "G2", "B3:B5", "C2", "C3", "K2"]


def test_a_school_is_explained_by_the_id_of_its_line(meals: Desk) -> None:
    meals.payout()
    line = meals_line(meals)
    told = meals.office.explain(line["line"], "2023S").as_json(show_ids=False)
    assert (told["student"], told["name"], told["outcome"]) == (PRIMARY["学校标识码"], PRIMARY["学校名称"], "paid")
    found = {fact["field"]: (fact["value"], fact["evidence"].partition("!")[2]) for fact in told["facts"]}
    assert found["heads"] == ("2", "B3:B5")
    assert found["meal_days"] == ("90", "G2")
    assert found["account"] == ("****" + account_of(1)[-4:], "K2")
    [own] = told["programmes"]
    assert (own["programme"], own["state"], own["amount"]) == ("nutrition", "entitled", "900.00")
    assert own["because"][-1]["test"] == "在校就餐学生 2 人 × 90 天 × 5.00 元"
    assert all(one["source"] for one in own["because"])
    assert [one["line"] for one in told["lines"]] == [line["line"]]


def test_a_line_names_the_cell_that_says_boarding_and_the_cell_of_the_account(meals: Desk) -> None:
    meals.took(
        "账户.xlsx",
        [{**member(2), "账号": account_of(22), "户名": name_of(2), "开户行": "示例银行"}],
        "accounts",
        term="",
    )
    meals.payout()
    lines = meals.export("lines")
    cells = {
        line["student_name"]: places(line["evidence"]) for line in lines.to_dict("records") if line["student_name"]
    }
    assert cells == {name_of(1): ["B3", "J3", "B2", "O3"], name_of(2): ["B4", "J4", "B3", "D2"]}
    assert facts(meals, 1)["account"] == [(account_of(1), "Sheet1!O3")]
    assert facts(meals, 2)["account"] == [(account_of(22), "Sheet1!D2")]


def test_explain_shows_what_the_stage_reads_or_the_lists_say(office: Desk, meals: Desk) -> None:
    of_colleges = {"higher_vocational", "new_entrant", "came_from", "college_place", "agricultural_major", "full_time"}
    assert set(facts(meals, 1)) & of_colleges == set()
    assert {"stage", "grade", "boarding", "status"} <= set(facts(meals, 1))
    meals.took("名册2.xlsx", [pupil(4, JUNIOR, 是否涉农专业="否")])
    assert facts(meals, 4)["agricultural_major"] == [("no", "Sheet1!R2")]


def test_meals_reported_that_are_far_from_heads_times_days_are_a_caution(meals: Desk) -> None:
    reports = [month("2023-03", "20", 就餐人次="40"), month("2023-04", "22", 就餐人次="60")]
    meals.took("供餐月报.xlsx", reports, "meals", term="")
    (caution,) = [one for one in meals.payout().warnings if one.name == "diners-differ"]
    assert caution.params == {"count": 1, "schools": "示例县第一小学 100/84"}
    assert meals_line(meals)["amount"] == "420.00"
    heads = [month("2023-03", "20", 就餐人数="5"), month("2023-04", "22", 就餐人数="5")]
    meals.took("供餐月报.xlsx", heads, "meals", term="", replace=True)
    (caution,) = [one for one in meals.payout().warnings if one.name == "diners-differ"]
    assert caution.params["schools"] == "示例县第一小学 10/4", "five a day beside two, in two months"


def test_meals_reported_as_heads_times_days_say_nothing(meals: Desk) -> None:
    meals.took("供餐月报.xlsx", [month("2023-03", "20", 就餐人次="38"), month("2023-04", "22")], "meals", term="")
    assert [one for one in meals.payout().warnings if one.name == "diners-differ"] == []


def test_money_paid_before_stands_among_the_facts_with_its_cell(meals: Desk) -> None:
    before = {
        **member(1),
        "项目": "家庭经济困难寄宿生生活补助",
        "学期": "2023S",
        "金额": "100.00",
        "发放日期": "2023-03-02",
    }
    meals.took("以前已发.xlsx", [before], "paid-before", term="")
    assert facts(meals, 1)["paid_before"] == [("家庭经济困难寄宿生生活补助 100.00", "Sheet1!F2")]
    assert "paid_before" not in facts(meals, 2)
