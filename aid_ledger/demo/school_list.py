"""Writes 学校名录: every school with its fees, meals, account and the people to call."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from aid_ledger.demo.book import Cell, Sheet, note_sheet, shapes, write_book
from aid_ledger.demo.numbers import luhn
from aid_ledger.demo.papers import Calendar
from aid_ledger.demo.people import BANKS
from aid_ledger.demo.schools import STAGE_WORDS, Plan, School

HEADER = (
    "序号", "学校名称", "学校标识码", "曾用名/简称", "学段", "办学性质", "办学类型", "是否普惠", "学费标准(元/学期)",
    "保教费标准(元/学期)", "同类公办标准(元/学期)", "住宿费(元/学期)", "营养餐", "供餐天数", "供餐形式", "户名",
    "开户行",
    "账号", "乡镇", "中心校", "资助专干", "电话", "床位数",
)  # fmt: skip


def write_school_list(
    folder: Path, rng: Random, plan: Plan, days: Calendar, seen: Counter[str]
) -> tuple[Path, str, int]:
    """Write the list; return its path, its kind and its number of schools."""
    rows = [_row(rng, plan, place, school) for place, school in enumerate(plan.schools)]
    seen["school-without-fee"] += sum(s.fees.get("tuition", 0.0) is None for s in plan.schools)
    seen["private-school-without-public-standard"] += sum(s.fees.get("public", 0.0) is None for s in plan.schools)
    seen["school-without-meal-days"] += sum(s.meals and s.meal_days is None for s in plan.schools)
    path = folder / f"学校名录_{days.stamp(0)}.xlsx"
    sheets = [
        note_sheet("填表说明", "一、费用按学期填写，单位：元。", "二、曾用名、简称用顿号分开。"),
        Sheet("学校名录", HEADER, rows, (f"示例县{days.term.zh}学校名录",)),
    ]
    seen.update(shapes(sheets))
    write_book(path, sheets)
    return path, "schools", len(rows)


def _row(rng: Random, plan: Plan, place: int, school: School) -> list[Cell]:
    town = plan.towns[school.town]
    payload = f"2099{place:014d}"
    basic = {"primary", "junior"} & set(school.stages)
    # The list says 普通高中 where rosters say 普高.
    words = ["普通高中" if stage == "senior" else STAGE_WORDS[stage] for stage in school.stages]
    return [
        place + 1, school.name, school.code, "、".join(school.aliases), "、".join(words),
        "民办" if school.private else "公办", school.kind,
        ("是" if school.inclusive else "否") if "preschool" in school.stages else "", school.fees.get("tuition"),
        school.fees.get("care"), school.fees.get("public"), school.fees.get("lodging"),
        "是" if school.meals else "否",
        school.meal_days, school.meal_form, school.name, rng.choice(BANKS), payload + luhn(payload), town,
        f"示例县{town}中心小学" if basic else "", school.officer, school.phone, school.beds or None,
    ]  # fmt: skip
