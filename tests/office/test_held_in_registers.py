"""Whom a register names and no certain ID links to a roster is named in the report: nobody in need is passed over."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.county import AT, PRIMARY, SENIOR, Desk, member, name_of, pupil, resident_id, school


def slipped(number: int, born: str = "20080305") -> str:
    """Return the ID of a pupil with another check digit."""
    own = resident_id(number, born)
    return own[:17] + ("0" if own[17] != "0" else "1")


SENIORS = "20051105"
"""Born so: no longer of compulsory age."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the reasons of what is held, by name."""
    old = {"身份证件号": slipped(3, SENIORS), "学籍号": "", "出生日期": "2005-11-05", "年级": "高一"}
    rows = [
        pupil(1), pupil(2), pupil(3, SENIOR, old), pupil(4), pupil(5, 学生状态="退学", 异动日期="2023-02-01"), pupil(6),
        pupil(7, 身份证件号=slipped(7), 学籍号=""), pupil(8),
    ]  # fmt: skip
    poor = [
        member(1, 身份证号=slipped(1)), member(2, 姓名="欧阳另外人"), member(3, 身份证号=resident_id(3, SENIORS)),
        member(4), member(4, 身份证号=slipped(4)), member(5, 身份证号=slipped(5)),
        member(6, 身份证号=resident_id(606, "20041224")), member(7), member(8),
    ]  # fmt: skip
    with closing(Desk(tmp_path_factory.mktemp("held") / "office")) as desk:
        desk.took("学校名录.xlsx", [school(PRIMARY), school(SENIOR)], "schools", term="")
        desk.took("名册.xlsx", rows, "roster")
        desk.took("脱贫户.xlsx", poor, "filed-poor")
        report = desk.office.reconcile("2023S", at=AT, by="王五")
    (found,) = (one for one in report.results if one.code == "held-with-money")
    assert found.rows is not None
    assert set(found.rows["amount"]) == {0}
    return dict(zip(found.rows["name"], found.rows["detail"], strict=True))


@pytest.mark.parametrize(
    ("who", "why"),
    [(name_of(1), "身份证号有误"), ("欧阳另外人", "姓名"), (name_of(3), "身份证号有误")],
    ids=["a slip in the register", "another name in the register", "a slip in the roster of who is grown up"],
)
def test_who_waits_in_a_register_is_named_with_the_reason(held: dict[str, str], who: str, why: str) -> None:
    assert why in held[who]


@pytest.mark.parametrize(
    "number", [4, 5, 6, 7, 8],
    ids=["aided by another row", "left school", "a namesake", "looked for among the absent", "linked"],
)  # fmt: skip
def test_who_does_not_wait_is_not_named(held: dict[str, str], number: int) -> None:
    assert name_of(number) not in held


@pytest.mark.parametrize(
    "poor", [[member(1), member(2)], [member(1), member(2), member(2, 身份证号=slipped(2))], []],
    ids=["everybody linked", "aided by another row", "no register"],
)  # fmt: skip
def test_where_nobody_waits_nothing_is_held(tmp_path: Path, poor: list[dict[str, str]]) -> None:
    with closing(Desk(tmp_path / "office")) as desk:
        desk.took("名册.xlsx", [pupil(1), pupil(2)], "roster")
        if poor:
            desk.took("脱贫户.xlsx", poor, "filed-poor")
        report = desk.office.reconcile("2023S", at=AT, by="王五")
    (found,) = (one for one in report.results if one.code == "held-with-money")
    assert found.rows is None
