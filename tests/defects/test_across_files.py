"""Defects 67 and 69 to 72 of DEFECTS.md: what only several lists together show."""

from __future__ import annotations

import pytest

from aid_ledger.words import render
from tests.defects.lists import BOARDING, PAID, held
from tests.tools.county import JUNIOR, PRIMARY, desk, member, name_of, pupil, school

AWAY = ("not-at-school", "not-at-school")


@pytest.mark.defect(67)
@pytest.mark.parametrize(("day", "far"), [("20230302", True), ("20230401", False)])
def test_lists_of_far_apart_days_are_a_warning_that_names_the_oldest(day: str, *, far: bool) -> None:
    with desk() as office:
        office.took("在校生名册-20230510.xlsx", [pupil(1)], term="")
        office.took(f"脱贫户-{day}.xlsx", [member(1)], "filed-poor", term="")
        found = [one for one in office.payout().warnings if one.name == "lists-far-apart"]
        assert bool(found) == far
        if far:
            told = render(found[0], "zh")
            assert "相差 69 天：最早 脱贫户-20230302.xlsx（2023-03-02）" in told


@pytest.mark.defect(69)
def test_a_school_is_known_by_its_code_or_an_alias_else_its_pupils_wait() -> None:
    other = {"学校名称": "县一小", "学校标识码": ""}
    rows = [
        pupil(1), pupil(2, other), pupil(3, other, 学校名称="示例县第一小学校"),
        pupil(4, 学校名称="示例县一小（东校区）"), pupil(5, 学校名称="示例县第一 小学", 学校标识码=""),
    ]  # fmt: skip
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY, **{"曾用名/简称": "县一小、示例县实验小学"})], "schools", term="")
        office.took("在校生名册.xlsx", rows)
        office.took("脱贫户.xlsx", [member(number) for number in range(1, 6)], "filed-poor")
        office.payout()
        assert office.outcomes() == [PAID, PAID, held("school-unknown"), PAID, PAID]


@pytest.mark.defect(70)
def test_a_pupil_at_school_in_two_schools_waits_and_is_paid_by_neither() -> None:
    with desk() as office:
        office.took("一小名册.xlsx", [pupil(1), pupil(2)])
        office.took("二中名册.xlsx", [pupil(1, JUNIOR, 年级="七年级"), pupil(3, JUNIOR, 年级="七年级")])
        office.took("脱贫户.xlsx", [member(number) for number in (1, 2, 3)], "filed-poor")
        office.payout()
        assert sorted(office.outcomes()) == sorted(
            [held("listed-by-two-schools"), PAID, held("listed-by-two-schools"), PAID]
        )
        assert {name for name, _ in office.paid()} == {name_of(2), name_of(3)}


@pytest.mark.defect(71)
def test_who_leaves_between_list_and_payment_is_decided_by_the_day_and_held_without_one() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(number) for number in (1, 2, 3, 4)])
        office.took("脱贫户.xlsx", [member(number) for number in (1, 2, 3, 4)], "filed-poor")
        office.payout()
        later = [
            pupil(1, 学生状态="转出", 异动日期="2023-02-20"), pupil(2, 学生状态="转出", 异动日期="2023-03-20"),
            pupil(3, 学生状态="转出", 异动日期=""), pupil(4),
        ]  # fmt: skip
        office.took("名册-新.xlsx", later, replace=True)
        office.settle()
        assert office.outcomes() == [AWAY, PAID, held("left-date-unknown"), PAID]
        assert office.paid() == {(name_of(number), BOARDING): 50000 for number in (2, 3, 4)}


@pytest.mark.defect(72)
def test_of_two_funds_that_exclude_each_other_one_is_paid() -> None:
    """Who boards is not paid as somebody who does not, whatever a second list of the same child says."""
    with desk() as office:
        office.took("名册.xlsx", [pupil(1), pupil(2, 就读方式="走读")])
        office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        office.payout()
        office.took("名册-新.xlsx", [pupil(1, 就读方式="走读"), pupil(2, 就读方式="走读")], replace=True)
        office.settle()
        assert office.paid() == {(name_of(number), "nonboarding-living"): 25000 for number in (1, 2)}
