# ruff: noqa: E501 - rows of lists and cases, one on a line
"""The sentences of schedules.md §1.1 about students, one case each: rows in, outcome and reason of each roster row out.

All cases live in one county of 2023S (reference day 1 March 2023). Every pupil is in the list of 脱贫户 unless the case says not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from tests.tools.county import JUNIOR, PRIMARY, SENIOR, Desk, Row, desk, member, name_of, pupil, resident_id, school

pytestmark = pytest.mark.xdist_group("students")  # what its tests share is built once
PAID, NOT_ENTITLED = ("paid", ""), ("not-entitled", "not-entitled")
AWAY, DUPLICATE = ("not-at-school", "not-at-school"), ("duplicate", "")
OTHER = {"学校名称": "示例县第三小学", "学校标识码": "3699010004", "学段": "小学"}
CENTRAL_EAST = {"学校名称": "示例县东镇中心小学", "学校标识码": "3699010005", "学段": "小学"}
CENTRAL_WEST = {"学校名称": "示例县西镇中心小学", "学校标识码": "3699010006", "学段": "小学"}
ANOTHER_ID = {"身份证件号": "another", "出生日期": "2008-04-06"}
J_NUMBER = "J990101200803055555"
WITHOUT_STAGE = {"学段": "", "年级": "", "班级": "1班"}


def held(reason: str) -> tuple[str, str]:
    return "held", reason


@dataclass(frozen=True, slots=True)
class Case:
    """``rows``: what each roster row changes in the usual pupil; ``ends``: their outcomes; ``listed``: the register row, if any."""

    rows: Sequence[Row]
    ends: Sequence[tuple[str, str]]
    listed: Row | None = None
    poor: bool = True


def one(end: tuple[str, str], **row: str) -> Case:
    return Case([row], [end])


HERE = ["在读", "", "复学", "送教上门", "实习", "顶岗实习", "跟岗实习", "借读", "正常", "1"][:8]
STOPPED = [
    "休学",
    "停学",
    "退学",
    "转出",
    "毕业",
    "结业",
    "肄业",
    "流失",
    "死亡",
    "开除",
    "保留学籍",
    "保留入学资格",
    "参军",
    "下落不明",
]
UNKNOWN = ["人籍分离", "空挂", "在籍不在校", "其他", "没听说过的词"]

CASES: dict[str, Case] = {
    **{f"status {word or 'blank'} is at school": one(PAID, 学生状态=word) for word in HERE},
    **{f"status {word} is not at school": one(AWAY, 学生状态=word) for word in STOPPED},
    **{f"status {word} waits": one(held("status-unknown"), 学生状态=word) for word in UNKNOWN},
    "a status that nobody knows does not matter where nothing could be paid": Case([{"学生状态": "空挂"}], [NOT_ENTITLED], poor=False),
    "who leaves after the reference day is at school for the term": one(PAID, 学生状态="转出", 异动日期="2023-03-02"),
    "who leaves on the reference day is not": one(AWAY, 学生状态="转出", 异动日期="2023-03-01"),
    "who left before it is not": one(AWAY, 学生状态="休学", 异动日期="2023年2月8日"),
    "a day of leaving that cannot be read waits": one(held("status-unknown"), 学生状态="休学", 异动日期="开学后"),
    "who died after the reference day is paid nothing new": one(AWAY, 学生状态="死亡", 异动日期="2023-04-01"),
    "who came back before the reference day is at school": one(PAID, 学生状态="复学", 异动日期="2023-02-20"),
    "who came back after the reference day was not at school on it": one(AWAY, 学生状态="复学", 异动日期="2023-03-20"),
    "who came after the reference day waits": one(held("came-after-reference-day"), 转入日期="2023-03-02"),
    "who came on the reference day is at school": one(PAID, 转入日期="2023-03-01"),
    "left here and at school elsewhere is no conflict": Case([{"学生状态": "转出"}, OTHER], [AWAY, PAID]),
    "the school that lets a pupil go after the reference day pays": Case(
        [{"学生状态": "转出", "异动日期": "2023-03-20"}, {**OTHER, "转入日期": "2023-03-20"}], [PAID, AWAY]
    ),
    "the school on the reference day pays although the other forgot the day of coming": Case(
        [{"学生状态": "转出", "异动日期": "2023-03-20"}, OTHER], [PAID, AWAY]
    ),
    "two schools claim one pupil": Case([{}, OTHER], [held("listed-by-two-schools")] * 2),
    "two schools of different stages claim one pupil": Case([{}, JUNIOR], [held("listed-by-two-schools")] * 2),
    "two rows of one school that contradict each other": Case([{}, {"就读方式": "走读"}], [held("contradicting-rows")] * 2),
    "two rows that say the same": Case([{}, {}], [PAID, DUPLICATE]),
    "two classes are no contradiction": Case([{}, {"班级": "2班"}], [PAID, DUPLICATE]),
    "one ID under two names": Case([{}, {"姓名": "欧阳另外人"}], [held("one-id-two-names")] * 2),
    "one ID under two names at two schools": Case([{}, {**OTHER, "姓名": "欧阳另外人"}], [held("one-id-two-names")] * 2),
    "nothing to know a pupil by": one(held("no-identity"), 身份证件号="", 学籍号=""),
    "a number without a birth date is not enough": one(held("no-identity"), 身份证件号="", 学籍号="J990101200803059999", 出生日期=""),
    "an ID with a wrong digit waits whatever else is there": one(held("id-invalid"), 身份证件号="990101200803050001"),
    "a blank ID and a G number that the register knows by name": one(PAID, 身份证件号=""),
    "a blank ID and a G number that the register knows under another name": Case(
        [{"身份证件号": ""}], [NOT_ENTITLED], listed={"姓名": "欧阳另外人"}
    ),
    "a blank ID and a number with no ID inside links to no register": one(NOT_ENTITLED, 身份证件号="", 学籍号="J990101200803058888"),
    "no ID in one row, the same number in another": Case(
        [{"学籍号": "J990101200803057777"}, {**OTHER, "学籍号": "J990101200803057777", "身份证件号": ""}],
        [PAID, held("no-identity")],
    ),
    **{
        f"one 学籍号 under two IDs, {what}": Case([{}, row], [held("student-number-two-ids")] * 2)
        for what, row in {
            "one name": ANOTHER_ID, "one name at two schools": {**OTHER, **ANOTHER_ID},
            "wholly other names": {**ANOTHER_ID, "姓名": "欧阳另外人"},
            "the letter apart": {**ANOTHER_ID, "学籍号": "L"},
        }.items()
    },
    "the 学籍号 of one row holds the ID of another": Case([{"学籍号": ""}, ANOTHER_ID], [held("student-number-two-ids")] * 2),
    "one L number under two IDs": Case(
        [{"学籍号": "L990101200803056666"}, {**ANOTHER_ID, "学籍号": "L990101200803056666"}], [held("student-number-two-ids")] * 2
    ),
    "one 学籍号 under two IDs, one of them away": Case([{**ANOTHER_ID, "学生状态": "转出"}, {**OTHER}], [AWAY, PAID]),
    "one 学籍号 under two IDs, and a third row of one of them without it": Case(
        [{}, ANOTHER_ID, {**ANOTHER_ID, "学籍号": ""}], [held("student-number-two-ids")] * 3
    ),
    "one 学籍号 under two IDs, one of them damaged": Case([{}, {"身份证件号": "990101200803050001"}], [PAID, held("id-invalid")]),
    "one 学籍号 that is none, under two IDs and names": Case(
        [{"学籍号": "G000000000000000000"}, {**ANOTHER_ID, "学籍号": "G000000000000000000", "姓名": "欧阳另外人"}], [PAID, NOT_ENTITLED]
    ),
    "one 学籍号 that is none, under two IDs and one name": Case(
        [{"学籍号": "G000000000000000001"}, {**ANOTHER_ID, "学籍号": "G000000000000000001"}], [held("student-number-two-ids")] * 2
    ),
    "one 学籍号 without IDs under two birth dates": Case(
        [{"身份证件号": "", "学籍号": J_NUMBER, "出生日期": day} for day in ("2008-03-05", "2008-05-03")],
        [held("student-number-two-ids")] * 2,
    ),
    "a school that nobody knows": one(held("school-unknown"), 学校名称="别处小学", 学校标识码=""),
    "a school that nobody knows does not matter to who is not at school": one(AWAY, 学校名称="别处小学", 学校标识码="", 学生状态="转出"),
    "a school by its alias": one(PAID, 学校名称="一小", 学校标识码=""),
    "a school by its second alias and with spaces": one(PAID, 学校名称="示例县 实验小学", 学校标识码=""),
    "a school by its code alone": one(PAID, 学校名称=""),
    "an alias that two schools bear means none": one(held("school-unknown"), 学校名称="中心小学", 学校标识码=""),
    "an alias that two schools bear does not matter beside the code": one(PAID, 学校名称="中心小学", 学校标识码=CENTRAL_EAST["学校标识码"]),
    "a code of one school and the name of another": one(held("school-unknown"), 学校名称=OTHER["学校名称"]),
    "the stage by the grade": Case([{**OTHER, "学段": "", "年级": "三年级"}], [PAID]),
    "the stage by the school's only one": one(PAID, **WITHOUT_STAGE),
    "no stage at a school of two": Case([{**CENTRAL_WEST, **WITHOUT_STAGE}], [held("stage-unknown")]),
    "neither stage nor status known: the stage is asked first": Case(
        [{**CENTRAL_WEST, **WITHOUT_STAGE, "学生状态": "空挂"}], [held("stage-unknown")]
    ),
    "boarding not known where it matters": one(held("boarding-unknown"), 就读方式=""),
    "boarding not known where it does not": Case([{"就读方式": ""}], [NOT_ENTITLED], poor=False),
    "a register name with a space": Case([{}], [PAID], listed={"姓名": "赵 空格"}),
    "a register name with another character": Case([{"姓名": "欧阳小明"}], [PAID], listed={"姓名": "欧阳小名"}),
    "a register name of somebody else": Case([{}], [held("name-conflict")], listed={"姓名": "欧阳另外人"}),
    "not in need": Case([{}], [NOT_ENTITLED], poor=False),
    "flags in the roster are hints, never evidence": Case([{"是否孤儿": "是"}], [NOT_ENTITLED], poor=False),
}  # fmt: skip


@pytest.fixture(scope="module")
def ends() -> Iterator[dict[str, list[tuple[str, str]]]]:
    """Outcomes of each case's rows."""
    roster, register, owner = [], [], []
    for number, (sentence, case) in enumerate(CASES.items(), start=1):
        roster += [written(number, row) for row in case.rows]
        owner += [sentence] * len(case.rows)
        if case.poor:
            own = roster[-1]["姓名"] if roster[-1]["姓名"].startswith("欧阳小") else name_of(number)
            said = (case.listed or {}).get("姓名", own)
            register.append(member(number, 姓名=own[0] + " " + own[1:] if said == "赵 空格" else said))
    with desk() as office:
        office.took("学校名录.xlsx", school_list())
        office.took("在校生名册.xlsx", roster)
        office.took("脱贫户.xlsx", register, "filed-poor")
        found: dict[str, list[tuple[str, str]]] = {}
        for sentence, end in zip(owner, office.outcomes(), strict=True):
            found.setdefault(sentence, []).append(end)
        yield found


def written(number: int, row: Row) -> Row:
    """Return the row of a pupil, with another valid ID or another letter of the 学籍号 where the row asks for it."""
    changed = dict(row)
    if row.get("身份证件号") == "another":
        changed["身份证件号"] = resident_id(number, "20080406")
    if row.get("学籍号") == "L":
        changed["学籍号"] = "L" + resident_id(number)
    return pupil(number, changed)


def school_list() -> list[Row]:
    return [
        school(PRIMARY, **{"曾用名/简称": "一小、示例县实验小学"}), school(JUNIOR), school(SENIOR), school(OTHER),
        school(CENTRAL_EAST, **{"曾用名/简称": "中心小学"}), school(CENTRAL_WEST, **{"曾用名/简称": "中心小学", "学段": "九年一贯制"}),
    ]  # fmt: skip


@pytest.mark.parametrize("sentence", CASES)
def test_what_becomes_of_the_rows_of_a_pupil(sentence: str, ends: dict[str, list[tuple[str, str]]]) -> None:
    assert ends[sentence] == list(CASES[sentence].ends)


# --- without a school list ------------------------------------------------------------------------------------------


def test_without_a_school_list_the_rosters_name_the_schools_and_the_payout_says_so() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2, OTHER), pupil(3, 学校名称="", 学校标识码="")])
        office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
        done = office.payout()
        assert office.outcomes() == [PAID, PAID, held("school-unknown")]
        assert "no-school-list" in {finding.name for finding in done.warnings}


def test_without_a_school_list_a_row_without_the_code_means_the_school_of_that_name() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1), pupil(2, 学校标识码=""), pupil(3)])
        office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
        assert office.outcomes() == [PAID, PAID, PAID]


# --- school meals: everybody at school once ---------------------------------------------------------------------------


def heads(office: Desk, *rows: Row) -> dict[str, int]:
    """Return how many pupils each school is paid meals for: 5.00 a day, 1 day."""
    office.took("学校名录.xlsx", [school(place, 营养餐="是", 供餐天数="1") for place in (PRIMARY, OTHER)])
    office.took("在校生名册.xlsx", list(rows))
    office.took("脱贫户.xlsx", [member(999)], "filed-poor")
    office.payout()
    lines = office.export("lines")
    meals = lines[lines["programme"] == "nutrition"]
    return dict(zip(meals["school_code"], [int(float(text)) // 5 for text in meals["amount"]], strict=True))


def test_meals_are_for_everybody_at_school_on_the_day_once() -> None:
    with desk() as office:
        rows = [
            pupil(1), pupil(1), pupil(2, 身份证件号="1"), pupil(3, 就读方式=""), pupil(4, 学生状态="送教上门"),
            pupil(5, 学生状态="休学"), pupil(6), pupil(6, OTHER), pupil(7, OTHER),
            pupil(8, 学生状态="转出", 异动日期="2023-03-02"),
        ]  # fmt: skip
        assert heads(office, *rows) == {PRIMARY["学校标识码"]: 4, OTHER["学校标识码"]: 1}


def test_who_came_after_the_day_eats_on_nobodys_account_yet() -> None:
    with desk() as office:
        assert heads(office, pupil(1), pupil(2, 转入日期="2023-03-15")) == {PRIMARY["学校标识码"]: 1}


def test_a_pupils_full_id_stands_on_the_line_that_a_g_number_gave() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1, 身份证件号="")])
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        office.payout()
        assert office.export("lines")["id_number"].tolist() == [resident_id(1)]
