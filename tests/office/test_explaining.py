"""Explain leads to the cell and the document of each amount that a list gives: fees and awards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.tools.county import SENIOR, Desk, desk, member, pupil, resident_id, school


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
