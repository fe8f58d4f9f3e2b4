# ruff: noqa: E501 - one case on a line
"""Why a register's child may be at no school: each explanation, and which of several is the best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from aid_ledger.linking import explain_absent
from aid_ledger.office.absent_children import absent_children
from aid_ledger.office.hints import Hints, hints_of
from aid_ledger.office.last_term import last_rosters
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import PRIMARY, Row, desk, name_of, pupil, resident_id, school

pytestmark = pytest.mark.xdist_group("absence")  # what its tests share is built once


def born(place: int, year: str = "2012") -> str:
    return f"{year}{place // 28 + 1:02d}{place % 28 + 1:02d}"


@dataclass(frozen=True, slots=True)
class Case:
    """A child in a register (each row changed) and in the roster (or not), and what is said of it.

    ``words`` stand in the Chinese sentence; ``listed`` tells whether the child is on the list for 控辍保学.
    """

    rows: Sequence[Row]
    roster: Row | None
    code: str
    words: Sequence[str] = ()
    listed: bool = True
    year: str = "2012"


NEAR = "NEAR"
SIBLING: Row = {"户编号": "H77", "姓名": "孙大宝"}
CASES: dict[str, Case] = {
    "an ID near it": Case([{}], {"身份证件号": NEAR}, "near-id-elsewhere", ["示例县第一小学三年级1班", "名册.xlsx 第", "差异：身份证号第"]),
    "the roster's row has no ID": Case([{}], {"身份证件号": "", "学籍号": ""}, "held-in-roster", ["同名、出生日期相同"]),
    "left, with a date": Case([{}], {"学生状态": "退学", "异动日期": "2022-11-05"}, "left-school", ["退学", "2022-11-05", "示例县第一小学"]),
    "left, by a column of yes and no": Case([{}], {"学生状态": "", "是否在校": "否"}, "left-school", ["“是否在校：否”，原在"]),
    "left, without a date": Case([{}], {"学生状态": "转出", "异动日期": ""}, "left-school", ["“转出”，原在"]),
    "studies elsewhere": Case([{"备注": "县外就读"}], None, "studying-elsewhere", ["县外"], listed=False),
    "one register says elsewhere, the other does not know": Case([{}, {"备注": "省外就读"}], None, "studying-elsewhere", ["县外"]),
    "a birth date that the ID contradicts": Case([{"出生日期": "2004-05-06"}], None, "birth-differs", ["2004-05-06"]),
    "the same name and birth date, another ID": Case([{}], {"身份证件号": "OTHER"}, "same-name-born", ["同名、出生日期相同"]),
    "a brother at school": Case([{"户编号": "H77"}], None, "siblings-at", ["同户的孙大宝在示例县第一小学"]),
    "too young": Case([{}], None, "age-unusual", ["4岁"], listed=False, year="2019"),
    "too old": Case([{}], None, "age-unusual", ["16岁"], listed=False, year="2007"),
    "no trace": Case([{}], None, "no-trace", ["没有同名"]),
    "an ID near it and a brother": Case([{"户编号": "H77"}], {"身份证件号": NEAR}, "near-id-elsewhere"),
}  # fmt: skip
NOT_LISTED: dict[str, Row] = {
    "resting": {"学生状态": "休学", "异动日期": "2022-11-05"},
    "died": {"学生状态": "死亡", "异动日期": "2022-11-05"},
    "finished junior": {"学生状态": "毕业", "学段": "初中", "年级": "九年级", "异动日期": "2022-07-01"},
    "at school": {},
    "left after the reference day": {"学生状态": "转出", "异动日期": "2023-04-01"},
}


def other(text: str, own: str, day: str) -> str:
    """Two valid IDs that a slip of one digit makes of each other, or not."""
    changed = resident_id(int(own[14:17]) + 100, day) if text == NEAR else resident_id(999, day, "990201")
    return {NEAR: changed, "OTHER": changed}.get(text, text)


@pytest.fixture(scope="module")
def hints() -> Iterator[Hints]:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        brother = {"姓名": "孙大宝", "身份证件号": resident_id(900, "20110101"), "学籍号": ""}
        roster, registers = [pupil(900, **brother)], [
            [{"姓名": "孙大宝", "身份证号": resident_id(900, "20110101"), "乡镇": "东镇", "户编号": "H77"}], [],
        ]  # fmt: skip
        for place, case in enumerate(CASES.values(), start=1):
            day = born(place, case.year)
            own = resident_id(place, day)
            if case.roster is not None:
                seat = {"身份证件号": own, "学籍号": "", "出生日期": day, **case.roster}
                roster.append(pupil(place, **{**seat, "身份证件号": other(seat["身份证件号"], own, day)}))
            for number, changed in enumerate(case.rows):
                registers[number].append(
                    {"姓名": name_of(place), "身份证号": own, "乡镇": "西镇", "村": "上村", **changed}
                )
        for place, changed in enumerate(NOT_LISTED.values(), start=50):
            own = resident_id(place, born(place))
            roster.append(pupil(place, 身份证件号=own, 学籍号="", **changed))
            registers[0].append({"姓名": name_of(place), "身份证号": own, "乡镇": "东镇"})
        office.took("名册.xlsx", roster)
        office.took("脱贫户.xlsx", registers[0], "filed-poor")
        office.took("农村低保.xlsx", registers[1], "rural-allowance")
        yield hints_of(look(office.office, Term.parse("2023S")).linked)


@pytest.mark.parametrize("name", CASES)
def test_the_best_explanation_of_a_child_at_no_school(hints: Hints, name: str) -> None:
    place, case = list(CASES).index(name) + 1, CASES[name]
    own = resident_id(place, born(place, case.year))
    rows = hints.linked.registers.iloc[hints.absences["index"].to_numpy()]["id"].to_numpy()
    of_child = hints.absences[rows == own]
    assert case.code in of_child["explanation"].tolist()
    assert len(of_child) == len(case.rows)
    table = absent_children(hints).set_index("id_number")
    assert (own in table.index) == case.listed
    sentence = hints.why_absent(of_child[of_child["explanation"] == case.code].iloc[0].to_dict())
    for words in case.words:
        assert words in sentence
    assert own not in sentence
    if case.listed:
        [child] = table[table.index == own].to_dict("records")
        assert child["why"] == sentence
        assert (child["town"], child["village"], child["name"]) == ("西镇", "上村", name_of(place))


@pytest.mark.parametrize("name", NOT_LISTED)
def test_who_is_accounted_for_is_not_on_the_list(hints: Hints, name: str) -> None:
    place = list(NOT_LISTED).index(name) + 50
    assert resident_id(place, born(place)) not in absent_children(hints)["id_number"].tolist()


def test_a_child_in_two_registers_is_one_row_with_both(hints: Hints) -> None:
    place = list(CASES).index("one register says elsewhere, the other does not know") + 1
    own = absent_children(hints).set_index("id_number").loc[resident_id(place, born(place))]
    assert own["lists"] == "脱贫户、农村低保"
    assert [text.partition(" ")[0] for text in own["places"].split("；")] == ["脱贫户.xlsx", "农村低保.xlsx"]


def test_every_child_that_no_roster_has_gets_an_explanation(hints: Hints) -> None:
    absent = hints.linked.registers["outcome"] == "not-in-roster"
    explained = set(hints.absences["index"])
    assert set(absent.to_numpy().nonzero()[0].tolist()) <= explained
    again = explain_absent(hints.linked, hints.suggestions)
    assert again["explanation"].ne("").all()


def test_who_was_on_last_terms_roster_is_looked_for_there() -> None:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        day = "20140305"
        ids = [resident_id(number, day) for number in range(1, 5)]
        seat = {"学籍号": "", "出生日期": day}
        gone = [
            pupil(1, 身份证件号=ids[0], **seat),
            pupil(2, 身份证件号=ids[1], 学校名称="撤并小学", 学校标识码="", **seat),
            pupil(3, 身份证件号=ids[2], 学生状态="转出", 异动日期="2022-09-01", **seat),
        ]
        office.took("上学期名册.xlsx", gone, term="2022A")
        office.took("名册.xlsx", [pupil(9)])
        poor = [{"姓名": name_of(number), "身份证号": one, "乡镇": "东镇"} for number, one in enumerate(ids, 1)]
        office.took("脱贫户.xlsx", poor, "filed-poor")
        view = look(office.office, Term.parse("2023S"))
        hints = hints_of(view.linked, last_rosters(office.office, view.linked))
        said = [hints.why_absent(one) for one in hints.absences.to_dict("records")]
        assert said[:2] == [
            "上学期在示例县第一小学三年级1班就读，本学期名册无此人",
            "上学期在撤并小学三年级1班就读，本学期名册无此人",
        ]
        assert not any("上学期" in text for text in said[2:])
        assert office.office.explain(ids[0], "2023S").hints["zh"] == (said[0],)
