"""The sentences of schedules.md §1.1 about lists of boarders: where a school has one, it decides who boards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from aid_ledger.office.absent_children import absent_children
from aid_ledger.office.hints import hints_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from aid_ledger.words import tell
from tests.tools.county import JUNIOR, PRIMARY, Desk, desk, member, name_of, pupil, resident_id
from tests.tools.review import apply, filled


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_where_a_school_lists_its_boarders_the_list_decides(office: Desk) -> None:
    office.took(
        "在校生名册.xlsx",
        [
            pupil(1),
            pupil(2),
            pupil(3, 就读方式="走读"),
            pupil(4, 就读方式=""),
            pupil(5, JUNIOR),
            pupil(6, JUNIOR, 就读方式="走读"),
        ],
    )
    office.took("脱贫户.xlsx", [member(n) for n in range(1, 7)], "filed-poor")
    place = {"学校": PRIMARY["学校名称"]}
    office.took(
        "住校生名册.xlsx",
        [{**member(1), **place}, {**member(3), **place}, {**member(1), **place}, {**member(99), **place}],
        "boarders",
    )
    office.payout()
    assert office.paid() == {
        (name_of(1), "boarding-living"): 50000, (name_of(2), "nonboarding-living"): 25000,
        (name_of(3), "boarding-living"): 50000, (name_of(4), "nonboarding-living"): 25000,
        (name_of(5), "boarding-living"): 62500, (name_of(6), "nonboarding-living"): 31250,
    }  # fmt: skip
    assert [outcome for outcome, _ in office.outcomes("boarders")] == ["used", "used", "duplicate", "unused"]


def test_a_list_of_boarders_against_the_roster_is_a_note_and_evidence(office: Desk) -> None:
    office.took(
        "在校生名册.xlsx", [pupil(1), pupil(2), pupil(3, 就读方式="走读"), pupil(4, 就读方式=""), pupil(5, JUNIOR)]
    )
    office.took("脱贫户.xlsx", [member(n) for n in range(1, 6)], "filed-poor")
    place = {"学校": PRIMARY["学校名称"]}
    source = office.took("住校生名册.xlsx", [{**member(n), **place} for n in (1, 3)], "boarders")
    (note,) = [one for one in office.payout().warnings if one.name == "boarding-differs"]
    assert (note.params, note.severity) == ({"count": 2, "schools": "示例县第一小学 2"}, "note")
    digest = next(row["sha256"] for row in office.office.sources() if row["source"] == source)[:8]
    lines = office.export("lines")
    cells = {name: [cell for cell in text.split(";") if cell.startswith(digest)]
             for name, text in zip(lines["student_name"], lines["evidence"], strict=True)}  # fmt: skip
    assert cells == {
        name_of(1): [f"{digest}/Sheet1!B2"], name_of(3): [f"{digest}/Sheet1!B3"],
        name_of(2): [f"{digest}/Sheet1!B1"], name_of(4): [f"{digest}/Sheet1!B1"], name_of(5): [],
    }  # fmt: skip
    explained = office.office.explain(resident_id(3), "2023S")
    (boarding,) = [fact for fact in explained.facts if fact.field == "boarding"]
    assert boarding.value == "yes"
    assert [cell.partition("!")[2] for cell in boarding.evidence] == ["B3", "J4"]


def test_a_row_under_another_name_makes_a_list_of_boarders_uncertain(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1), pupil(2), pupil(3, 就读方式="走读"), pupil(4, JUNIOR, 就读方式="走读")])
    office.took("脱贫户.xlsx", [member(n) for n in range(1, 5)], "filed-poor")
    place = {"学校": PRIMARY["学校名称"]}
    rows = [{**member(1), **place}, {**member(3, 姓名="欧阳另外人"), **place}, {**member(4), **place}]
    office.took("住校生名册.xlsx", rows, "boarders")
    office.payout()
    assert office.outcomes("boarders") == [("used", ""), ("held", "name-conflict"), ("unused", "")]
    assert office.paid() == {
        (name_of(1), "boarding-living"): 50000, (name_of(2), "boarding-living"): 50000,
        (name_of(3), "nonboarding-living"): 25000, (name_of(4), "nonboarding-living"): 31250,
    }  # fmt: skip


def test_a_list_with_the_first_pupil_under_another_name_is_no_less_uncertain(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1, 就读方式="走读")])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.took("住校生名册.xlsx", [{**member(1, 姓名="欧阳另外人"), "学校": PRIMARY["学校名称"]}], "boarders")
    office.payout()
    assert office.outcomes("boarders") == [("held", "name-conflict")]


def test_boarders_whom_no_roster_has_are_told_and_looked_for(office: Desk) -> None:
    """A school sent its list of boarders and no roster: nothing is reckoned for them, and it must not be silent."""
    office.took("在校生名册.xlsx", [pupil(1), pupil(2, JUNIOR)])
    office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
    place = {"学校": PRIMARY["学校名称"]}
    office.took("住校生名册.xlsx", [{**member(n), **place} for n in (1, 2, 3)], "boarders")
    (told,) = [one for one in office.payout().warnings if one.name == "boarders-not-in-roster"]
    assert (str(told.place), told.rows, told.params["rows"]) == ("住校生名册.xlsx[Sheet1]", 2, "A3、A4")
    assert "2 人不在本校的在校生名册里，没有计算资助（其中 1 人在别校的名册里）：A3、A4" in tell(told, "zh").problem
    (child,) = absent_children(hints_of(look(office.office, Term.parse("2023S")).linked)).to_dict("records")
    assert child["id_number"] == resident_id(3)
    assert child["why"].startswith("在住校生名册里（住校生名册.xlsx[Sheet1!4]），但没有哪一份在校生名册有此人")


def test_boarders_who_are_all_in_their_roster_are_no_matter(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.took("住校生名册.xlsx", [{**member(2), "学校": PRIMARY["学校名称"]}], "boarders")
    assert "boarders-not-in-roster" not in {one.name for one in office.payout().warnings}


LISTED = {
    "says that they board": ({"是否寄宿": "是"}, "used", "boarding-living"),
    "says that they do not": ({"是否寄宿": "否"}, "used", "nonboarding-living"),
    "goes home": ({"就读方式": "走读"}, "used", "nonboarding-living"),
    "a word that nobody knows": ({"就读方式": "看情况"}, "held", ""),
    "has left the dormitory": ({"备注": "3月已退宿"}, "held", ""),
    "has left it by a column of its own": ({"退宿时间": "2023-01-10"}, "held", ""),
    "says nothing": ({}, "used", "boarding-living"),
}


@pytest.mark.parametrize("case", LISTED)
@pytest.mark.parametrize("roster", ["住校", "走读", ""])
def test_a_row_of_the_list_says_itself_who_boards(office: Desk, case: str, roster: str) -> None:
    """寄宿情况登记表 with 是否寄宿 names everybody: who stands there with 否 was paid as a boarder."""
    more, outcome, paid = LISTED[case]
    office.took("在校生名册.xlsx", [pupil(1, 就读方式=roster), pupil(2)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    blank = dict.fromkeys(more, "")
    place = {"学校": PRIMARY["学校名称"]}
    office.took("寄宿情况登记表.xlsx", [{**member(1), **place, **more}, {**member(2), **place, **blank}], "boarders")
    office.payout()
    assert office.outcomes("boarders")[0] == (outcome, "boarding-unknown" if outcome == "held" else "")
    assert [programme for name, programme in office.paid() if name == name_of(1)] == ([paid] if paid else [])
    assert (name_of(2), "boarding-living") in office.paid(), "the other row is as sure as ever"


@pytest.mark.parametrize("of_list", [True, False])
@pytest.mark.parametrize(("answer", "paid"), [("住校", "boarding-living"), ("走读", "nonboarding-living")])
def test_an_answer_settles_who_boards_whichever_row_it_is_given_to(
    office: Desk, answer: str, paid: str, *, of_list: bool
) -> None:  # fmt: skip
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    row = {**member(1), "学校": PRIMARY["学校名称"], "备注": "已退宿"}
    office.took("住校生名册.xlsx", [row], "boarders")
    asked = office.office.review("2023S", by="李四", at="2023-03-10T08:00:00+08:00")
    (slip,) = asked.slips
    sheet = load_workbook(slip).worksheets[0]
    rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    of_files = [row for row in rows if any(cell.endswith("名册.xlsx") for cell in row)]
    number = next(n for n, row in enumerate(of_files, start=1) if ("住校生名册.xlsx" in row) == of_list)
    done = apply(office, filled(slip, {"改正清单": {number: answer}}))
    assert (len(done.decisions), done.findings) == (1, ())
    office.payout()
    assert list(office.paid()) == [(name_of(1), paid)]


def test_one_list_that_says_both_of_a_child_is_asked_about(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    place = {"学校": PRIMARY["学校名称"]}
    office.took("住宿情况.xlsx", [{**member(1), **place, "是否寄宿": word} for word in ("是", "否")], "boarders")
    office.payout()
    assert office.paid() == {}


@pytest.mark.parametrize("remark", ["已退宿", "3月起走读", "现外宿"])
def test_a_boarder_of_the_roster_who_boards_no_more_is_asked_about(office: Desk, remark: str) -> None:
    office.took("在校生名册.xlsx", [pupil(1, 备注=remark), pupil(2, 就读方式="走读", 备注=remark)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    assert list(office.paid()) == [(name_of(2), "nonboarding-living")]
    assert ("held", "boarding-unknown") in office.outcomes("roster")


@pytest.mark.parametrize(
    ("first", "second", "paid"),
    [
        ("走读", "是", ""), ("住校", "否", ""), ("住校", "是", "boarding-living"), ("走读", "", "nonboarding-living"),
        ("", "是", ""), ("走读", "某词", "nonboarding-living"),
    ],
)  # fmt: skip
def test_two_columns_of_a_roster_that_contradict_each_other_are_asked_about(
    office: Desk, first: str, second: str, paid: str
) -> None:  # fmt: skip
    office.took(
        "在校生名册.xlsx", [pupil(1, 就读方式=first, 是否寄宿=second), pupil(2, 就读方式="住校", 是否寄宿="是")]
    )
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    expected = [(name_of(1), paid)] if paid else []
    assert sorted(office.paid()) == sorted([*expected, (name_of(2), "boarding-living")])
