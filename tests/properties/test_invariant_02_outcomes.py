# ruff: noqa: E501 - rows of lists and cases, one on a line
"""DESIGN invariant 2: every data row of every file in use ends in exactly one outcome with a reason, and counts add up."""

from __future__ import annotations

import io
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.tools.county import PRIMARY, Row, account_of, desk, member, name_of, pupil, resident_id, school
from tests.tools.long import LONG
from tests.tools.mess import Paper, counties

OUTCOMES = {
    "roster": {"paid", "not-entitled", "not-at-school", "held", "duplicate"},
    "register": {"matched", "held", "not-in-roster", "not-in-force", "not-of-school-age", "duplicate"},
    "other": {"used", "unused", "held", "duplicate"},
}
ROSTERS = {"roster", "applications"}
REGISTERS = {
    "filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
    "recognised", "hardship",
}  # fmt: skip
SILENT = {"paid", "matched", "used", "unused", "duplicate", "not-of-school-age"}
"""Outcomes that say it all by themselves."""
numbers = st.integers(1, 40)


@st.composite
def other_lists(draw: st.DrawFn) -> list[Paper]:
    """Lists of the other kinds, good rows and bad ones."""

    def some(*rows: Row) -> list[Row]:
        return [row for row in rows for _ in range(draw(st.sampled_from([1, 1, 2])))]

    who = draw(numbers)
    bad = {"身份证号": "12345"}
    paid = {**member(who), "项目": "boarding-living", "学期": "2023S", "金额": "100.00", "发放日期": "2023-03-01"}
    award = {
        **member(who),
        "学校": PRIMARY["学校名称"],
        "奖助名称": "爱心企业捐助",
        "金额": "800",
        "学期": "2023S",
        "资助方": "某企业",
    }
    account = {**member(who), "账号": account_of(who), "户名": name_of(who), "开户行": "示例银行", "与学生关系": "本人"}
    meal = {"学校": PRIMARY["学校名称"], "月份": "2023-03", "供餐天数": "20", "就餐人次": "400"}
    return [
        Paper("以前发放.xlsx", "paid-before", some(paid, {**paid, "项目": "不知道"}, {**paid, "学期": "2022A"}, {**paid, **bad}, {**paid, "金额": "多"})),
        Paper("奖助名单.xlsx", "awards", some(award, {**award, "学期": "2022A"}, {**award, **bad}, {**award, "金额": ""})),
        Paper("账户.xlsx", "accounts", some(account, {**account, "账号": account_of(99)}, {**account, **bad})),
        Paper("供餐月报.xlsx", "meals", some(meal, {**meal, "月份": "2022-12"}, {**meal, "学校": "别处小学"}, {**meal, "月份": "某月"})),
        Paper("住校生名册.xlsx", "boarders", some({**member(who), "学校": PRIMARY["学校名称"]}, {**member(who), "学校": "别处"}, {**member(999), "学校": PRIMARY["学校名称"]})),
        Paper("申报名单.xlsx", "applications", some(_applied(who, "职业学校"), _applied(draw(numbers), "职业学校"), {**_applied(60, ""), "身份证件号": ""})),
        Paper("学校名录2.xlsx", "schools", some(school(PRIMARY, 营养餐="是", 供餐天数="90"))),
    ]  # fmt: skip


def _applied(number: int, place: str) -> dict[str, str]:
    row = pupil(number)
    return {
        "姓名": row["姓名"], "身份证件号": row["身份证件号"], "就读学校": place, "学段": "中职", "年级": "中职一年级", "申报项目": "雨露计划",
    }  # fmt: skip


@settings(max_examples=12 if LONG else 4, suppress_health_check=list(HealthCheck))
@given(counties(), other_lists())
def test_every_row_of_every_file_has_one_outcome_and_a_reason(papers: list[Paper], others: list[Paper]) -> None:
    expected: Counter[tuple[str, int]] = Counter()
    with desk() as office:
        for paper in [*papers, *others]:
            taken = office.take(paper.name, paper.written(), paper.kind)
            assert not taken.refused, taken.findings
            assert taken.sheets[0].table.frame.shape[0] == len(paper.rows)
            expected.update((paper.name, row) for row in _rows_of(paper.written()))
        done = office.settle()
        table = office.export("outcomes")
        lines = office.export("lines")
    assert Counter(zip(table["file"], table["row"], strict=True)) == expected
    for kind, outcome, reason in zip(table["kind"], table["outcome"], table["reason"], strict=True):
        group = "roster" if kind in ROSTERS else "register" if kind in REGISTERS else "other"
        assert outcome in OUTCOMES[group], (kind, outcome)
        assert (reason != "") or outcome in SILENT, (kind, outcome)
    per_file = table.groupby("file")["outcome"].count().to_dict()
    assert per_file == {paper.name: len(paper.rows) for paper in [*papers, *others]}
    counted = Counter(table.loc[table["kind"].isin(ROSTERS), "outcome"])
    assert done.outcomes == dict(counted)
    # paid is who has a line, and nobody else
    own = table[table["kind"].isin(ROSTERS) & (table["outcome"] == "paid")]
    net = lines.assign(fen=[int(text.replace(".", "")) for text in lines["amount"]]).groupby("id_number")["fen"].sum()
    before = {resident_id(number) for number in range(1, 41)} & set(
        table.loc[(table["kind"] == "paid-before") & (table["outcome"] == "used"), "id_number"]
    )
    assert set(net[net > 0].index) - {""} <= set(own["student"])
    assert set(own["student"]) - set(lines["id_number"]) <= before


def _rows_of(data: bytes) -> list[int]:
    """Return the numbers of the rows that a person sees to be filled, header aside."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [number for number, row in enumerate(sheet.iter_rows(values_only=True), start=1) if number > 1 and any(row)]


def test_of_identical_rows_the_later_is_the_duplicate() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2), pupil(1), pupil(1)])
        office.took("脱贫户.xlsx", [member(1), member(1), member(2)], "filed-poor")
        assert [outcome for outcome, _ in office.outcomes()] == ["paid", "paid", "duplicate", "duplicate"]
        assert [outcome for outcome, _ in office.outcomes("filed-poor")] == ["matched", "duplicate", "matched"]


def test_a_student_whose_number_is_anothers_in_the_ledger_is_not_called_paid() -> None:
    """Such a student is not posted: the number stands under another name, and a person must look."""
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1)])
        office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        office.payout()
        office.took("在校生名册2.xlsx", [pupil(2, 学籍号=pupil(1)["学籍号"])], replace=True)
        done = office.payout()
        assert len(done.lines) == 0
        assert [outcome for outcome, _ in office.outcomes()] == ["held"]
        assert done.outcomes == {"held": 1}
