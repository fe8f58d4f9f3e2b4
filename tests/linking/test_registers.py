# ruff: noqa: E501 - rows of lists and cases, one on a line
"""The sentences of schedules.md §1 and §1.1 about registers: when a row counts, for what, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from tests.tools.county import JUNIOR, Row, desk, member, name_of, pupil, resident_id

pytestmark = pytest.mark.xdist_group("registers")  # what its tests share is built once
MATCHED, DUPLICATE = ("matched", ""), ("duplicate", "")
BOARDING = {"boarding-living": 50000}
NOT_YET, NO_LONGER = ("not-in-force", "not-yet-in-force"), ("not-in-force", "no-longer-in-force")
SUDDEN = {"监测对象类别": "突发严重困难户", "风险是否消除": "未消除"}


@dataclass(frozen=True, slots=True)
class Case:
    """``rows`` of a register of ``kind``, what becomes of them, and fen by programme of the pupil (a boarder)."""

    kind: str
    rows: Sequence[Row]
    ends: Sequence[tuple[str, str]]
    paid: dict[str, int] = field(default_factory=dict)
    roster: Row = field(default_factory=dict)
    in_roster: bool = True


def recognised(end: tuple[str, str], paid: dict[str, int], **row: str) -> Case:
    return Case("recognised", [{"认定等级": "困难", **row}], [end], paid)


def monitored(end: tuple[str, str], paid: dict[str, int], **row: str) -> Case:
    return Case("monitored", [{**SUDDEN, **row}], [end], paid)


def nowhere(end: tuple[str, str], born: str, **row: str) -> Case:
    return Case("filed-poor", [{"身份证号": resident_id(77, born), **row}], [end], in_roster=False)


CASES: dict[str, Case] = {
    "recognised in the autumn before": recognised(MATCHED, BOARDING, 认定时间="2022-10-12"),
    "recognised on the reference day": recognised(MATCHED, BOARDING, 认定时间="2023-03-01"),
    "recognised after it, within the term": recognised(MATCHED, BOARDING, 认定时间="2023-03-15"),
    "recognised on the term's last day": recognised(MATCHED, BOARDING, 认定时间="2023-07-31"),
    "recognised after the term": recognised(NOT_YET, {}, 认定时间="2023-08-01"),
    "a day that cannot be read": recognised(("held", "date-unreadable"), {}, 认定时间="去年"),
    "left on the reference day": recognised(NO_LONGER, {}, 认定时间="2022-10-12", 退出时间="2023-03-01"),
    "left on the day after": recognised(MATCHED, BOARDING, 认定时间="2022-10-12", 退出时间="2023-03-02"),
    "joined after the reference day and left again": recognised(MATCHED, BOARDING, 认定时间="2023-04-01", 退出时间="2023-05-01"),
    "a list that recognises nobody in this row": Case("recognised", [{"认定等级": "不困难"}], [("not-in-force", "not-recognised")]),
    "a bureau's word in a school's list is a hint": Case(
        "recognised", [{"认定等级": "困难", "困难类型": "建档立卡"}], [MATCHED], {}, {"就读方式": "走读"}
    ),
    "two levels": Case("recognised", [{"认定等级": "困难"}, {"认定等级": "特别困难"}], [("held", "contradicting-rows")] * 2),
    "the same row twice": Case("recognised", [{"认定等级": "困难"}] * 2, [MATCHED, DUPLICATE], BOARDING),
    "two names for one ID in a register": Case(
        "filed-poor", [{}, {"姓名": "欧阳另外人"}], [MATCHED, ("held", "name-conflict")]
    ),
    "a sudden hardship still there": monitored(MATCHED, BOARDING),
    "a sudden hardship found in March": monitored(MATCHED, BOARDING, 识别时间="2023-03-15"),
    "a risk cleared before": monitored(NO_LONGER, {}, 风险是否消除="已消除", 风险消除时间="2022-11-01"),
    "a risk cleared on the reference day": monitored(NO_LONGER, {}, 风险是否消除="已消除", 风险消除时间="2023-03-01"),
    "a risk cleared the day after": monitored(MATCHED, BOARDING, 风险是否消除="已消除", 风险消除时间="2023-03-02"),
    "a risk cleared, nobody says when": monitored(("not-in-force", "risk-cleared"), {}, 风险是否消除="已消除"),
    "an unstable household is filed poor too": Case(
        "monitored", [{**SUDDEN, "监测对象类别": "脱贫不稳定户"}], [MATCHED], {"nonboarding-living": 25000}, {"就读方式": "走读"}
    ),
    "a marginal household is not of the four classes": Case(
        "monitored", [{**SUDDEN, "监测对象类别": "边缘易致贫户"}], [MATCHED], {}, {"就读方式": "走读"}
    ),
    "filed poor": Case("filed-poor", [{}], [MATCHED], BOARDING),
    "filed poor without the policy": Case(
        "filed-poor", [{"户类型": "脱贫户(不享受政策)"}], [("not-in-force", "not-enjoying-policy")]
    ),
    "filed poor without the policy, in a remark": Case(
        "filed-poor", [{"备注": "脱贫户（不享受政策）"}], [("not-in-force", "not-enjoying-policy")]
    ),
    "destitute, nobody says where": Case("destitute", [{"供养方式": "分散供养"}], [("held", "category-unclear")]),
    "destitute in a town": Case("destitute", [{"特困类别": "城市特困"}], [MATCHED], {}, {"就读方式": "走读"}),
    "destitute in a village": Case(
        "destitute", [{"特困类别": "农村特困"}], [MATCHED], {"nonboarding-living": 25000}, {"就读方式": "走读"}
    ),
    "destitute in a village, in a column beside how they are cared for": Case(
        "destitute", [{"供养方式": "分散供养", "类别": "农村特困"}], [MATCHED], {"nonboarding-living": 25000}, {"就读方式": "走读"}
    ),
    "destitute by the old word for it": Case(
        "destitute", [{"供养方式": "分散供养", "类别": "五保"}], [MATCHED], {"nonboarding-living": 25000}, {"就读方式": "走读"}
    ),
    "destitute in two ways": Case(
        "destitute", [{"特困类别": "城市特困", "类别": "农村特困"}], [("held", "category-unclear")]
    ),
    "a word of hardship": Case("hardship", [{"困难类型": "农村低保"}], [MATCHED], BOARDING),
    "a word that nobody knows": Case("hardship", [{"困难类型": "很困难吧"}], [("held", "category-unclear")]),
    "an urban allowance is not of the four classes": Case("urban-allowance", [{}], [MATCHED], {}, {"就读方式": "走读"}),
    "no number": Case("filed-poor", [{"身份证号": ""}], [("held", "no-identity")]),
    "a wrong number": Case("filed-poor", [{"身份证号": "990101200803050001"}], [("held", "id-invalid")]),
    "the number of a card of disability": Case(
        "disabled", [{"身份证号": "", "残疾证号": "CARD"}], [MATCHED], {"nonboarding-living": 25000}, {"就读方式": "走读"}
    ),
    "of an age that must be at school": nowhere(("not-in-roster", "compulsory-age-not-found"), "20080305"),
    "six on the reference day": nowhere(("not-in-roster", "compulsory-age-not-found"), "20170301"),
    "six on the day after": nowhere(("not-in-roster", "other-age-not-found"), "20170302"),
    "sixteen": nowhere(("not-in-roster", "other-age-not-found"), "20070301"),
    "nineteen": nowhere(("not-of-school-age", ""), "20040301"),
    "two years old": nowhere(("not-of-school-age", ""), "20200302"),
    "studying elsewhere": nowhere(("not-in-roster", "studying-elsewhere"), "20120306", 备注="县外就读"),
}  # fmt: skip


@pytest.fixture(scope="module")
def county() -> Iterator[tuple[dict[str, list[tuple[str, str]]], dict[tuple[str, str], int]]]:
    """What became of each case's rows, and what everybody was paid."""
    roster: list[Row] = [pupil(900)]
    registers: dict[str, list[Row]] = {}
    owners: dict[str, list[str]] = {}
    for number, (sentence, case) in enumerate(CASES.items(), start=1):
        if case.in_roster:
            roster.append(pupil(number, case.roster))
        for row in case.rows:
            own = {**member(number), **row}
            own = {key: value.replace("CARD", resident_id(number) + "43") for key, value in own.items()}
            registers.setdefault(case.kind, []).append(own)
            owners.setdefault(case.kind, []).append(sentence)
    with desk() as office:
        office.took("在校生名册.xlsx", roster)
        for kind, rows in registers.items():
            office.took(f"{kind}.xlsx", rows, kind)
        office.payout()
        found: dict[str, list[tuple[str, str]]] = {}
        for kind, names in owners.items():
            for sentence, end in zip(names, office.outcomes(kind), strict=True):
                found.setdefault(sentence, []).append(end)
        yield found, office.paid()


@pytest.mark.parametrize("sentence", CASES)
def test_what_becomes_of_a_register_row(
    sentence: str, county: tuple[dict[str, list[tuple[str, str]]], dict[tuple[str, str], int]]
) -> None:
    case, number = CASES[sentence], list(CASES).index(sentence) + 1
    ends, paid = county
    assert ends[sentence] == list(case.ends)
    if case.in_roster:
        assert {what: fen for (who, what), fen in paid.items() if who == name_of(number)} == case.paid


def test_yulu_asks_the_reference_day_alone() -> None:
    """An unstable household found on 15 March: boarding-living this spring, but no 雨露计划."""
    vocational = {
        "学校名称": "示例县职业中学",
        "学校标识码": "3699010009",
        "学段": "中职",
        "年级": "中职一年级",
        "就读方式": "走读",
    }
    with desk() as office:
        office.took(
            "在校生名册.xlsx", [pupil(1, vocational, 户口性质="非农业"), pupil(2, vocational, 户口性质="非农业")]
        )
        rows = [member(1, **SUDDEN, 识别时间="2023-03-15"), member(2, **SUDDEN, 识别时间="2023-02-15")]
        office.took("监测对象.xlsx", rows, "monitored")
        office.payout()
        assert {who for who, what in office.paid() if what == "yulu"} == {name_of(2)}
        assert {who for who, what in office.paid() if what == "vocational-grant"} == {name_of(1), name_of(2)}


def test_risk_cleared_may_stand_in_the_name_of_the_file() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
        office.took("监测对象-风险已消除.xlsx", [member(1, 监测对象类别="突发严重困难户")], "monitored")
        office.took("监测对象-风险未消除.xlsx", [member(2, 监测对象类别="突发严重困难户")], "monitored")
        assert [outcome for outcome, _ in office.outcomes()] == ["not-entitled", "paid"]


def test_two_lists_of_one_kind_add_up_and_one_person_in_both_is_a_duplicate() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2), pupil(3, JUNIOR)])
        office.took("东镇脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        office.took("西镇脱贫户.xlsx", [member(2), member(3)], "filed-poor")
        assert [outcome for outcome, _ in office.outcomes()] == ["paid"] * 3
        assert sorted(outcome for outcome, _ in office.outcomes("filed-poor")) == ["duplicate", *["matched"] * 3]
