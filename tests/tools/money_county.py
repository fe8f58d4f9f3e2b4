"""A small county with money on its way: boarders and day pupils of three schools, in a term and the one before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.tools.county import AT, JUNIOR, PRIMARY, SENIOR, Desk, account_of, member, name_of, pupil, school

APPROVER = "李四"
PUPILS = range(1, 31)
_CLASSES = ("1班", "2班", "10班")


def rows(**changed: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the roster: pupil 5 has no account, 7, 8 and 10 share one; ``changed`` by ``p1`` …."""
    own: dict[str, Mapping[str, str]] = {
        "p5": {"账号": "", "户名": "", "开户行": ""},
        **{f"p{number}": {"账号": account_of(7), "户名": name_of(7)} for number in (7, 8, 10)},
    }
    found = []
    for number in PUPILS:
        place = SENIOR if number > 25 else JUNIOR if number > 15 else PRIMARY
        grade = {"小学": ("三年级", "四年级"), "初中": ("七年级", "八年级"), "普通高中": ("高一", "高二")}[
            place["学段"]
        ]
        more = {
            "年级": grade[number % 2], "班级": _CLASSES[number % 3], "就读方式": "走读" if number % 3 == 0 else "住校",
            "与学生关系": "本人",
        }  # fmt: skip
        found.append(pupil(number, place, more, own.get(f"p{number}", {}), changed.get(f"p{number}", {})))
    return found


def money_county(folder: Path, *, before: bool = False) -> Desk:
    """Return the office with its lists taken in; ``before``: the term before is posted too."""
    desk = Desk(folder)
    meals = school(PRIMARY, 营养餐="是", 供餐天数="95")
    desk.took("学校名录.xlsx", [meals, school(JUNIOR), school(SENIOR)], "schools", term="")
    desk.took("名册.xlsx", rows(), "roster")
    desk.took("脱贫户.xlsx", [member(number) for number in PUPILS], "filed-poor")
    if before:
        desk.took("去年名册.xlsx", rows(), "roster", term="2022A")
        desk.took("去年脱贫户.xlsx", [member(number) for number in PUPILS if number != 4], "filed-poor", term="2022A")
        assert desk.payout("2022A").batch
    return desk


def prepared(desk: Desk) -> str:
    """Post the term and return the batch."""
    batch = desk.payout().batch
    assert batch is not None
    return batch.batch


def approved(desk: Desk) -> str:
    """Post the term and approve it, and return the batch."""
    batch = prepared(desk)
    desk.office.approve(batch, by=APPROVER, at=AT)
    return batch
