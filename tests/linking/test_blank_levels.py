"""困难等级 left blank beside levels of other rows: nobody has recognised that pupil, so it is asked once a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from openpyxl import load_workbook

from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.office.questions import Question, review_of
from aid_ledger.rulebook import State
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, PRIMARY, Desk, desk, member, name_of, pupil, resident_id, sheets
from tests.tools.review import answered, apply, ask, filled, number_of, workbook

FILE = "第一小学认定名单.xlsx"
QUESTION = "困难等级空白：按认定（最低档），还是未认定"
LIVING = "boarding-living"


def rows(levels: Mapping[int, str], **more: str) -> list[dict[str, str]]:
    return [
        {**member(number, **more), "学校名称": PRIMARY["学校名称"], "困难等级": word} for number, word in levels.items()
    ]


@contextmanager
def listed(levels: Mapping[int, str], **more: str) -> Iterator[Desk]:
    """Yield an office with these pupils, boarders of one class, in one list of 学校认定."""
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(number) for number in range(1, 8)])
        office.took(FILE, rows(levels, **more))
        yield office


def paid(office: Desk) -> set[int]:
    office.payout()
    return {number for number in range(1, 8) if office.paid().get((name_of(number), LIVING)) == 500_00}


def gets(office: Desk) -> set[int]:
    """The pupils to whom the programme is due, as a payout would find it."""
    view = look(office.office, Term.parse("2023S"))
    due = view.due[(view.due["programme"] == LIVING) & (view.due["state"] == int(State.ENTITLED))]
    names = set(view.linked.students["name"].to_numpy()[due["student"].to_numpy()])
    return {number for number in range(1, 8) if name_of(number) in names}


def questions(office: Desk) -> list[Question]:
    view = look(office.office, Term.parse("2023S"))
    return [one for one in review_of(view, outcomes_of(view)).questions if one.reason == "level-blank"]


def test_a_blank_beside_levels_pays_nothing_and_is_one_question_with_students_and_money() -> None:
    with listed({1: "一般困难", 2: "", 3: "", 4: "特别困难"}) as office:
        assert paid(office) == {1, 4}
        assert office.outcomes("recognised")[1:3] == [("held", "level-blank")] * 2
        assert office.outcomes()[:3] == [("paid", ""), ("held", "level-blank"), ("held", "level-blank")]
        (question,) = questions(office)
        assert (question.about, question.students, question.stake) == (FILE, 2, 1000_00)


@pytest.mark.parametrize(("said", "then"), [("认定（最低档）", {1, 2, 3}), ("未认定", {1})])
def test_one_answer_decides_the_file(said: str, then: set[int]) -> None:
    with listed({1: "一般困难", 2: "", 3: ""}) as office:
        book = workbook(ask(office))
        assert QUESTION in [cell.value for line in load_workbook(book).worksheets[0].iter_rows() for cell in line]
        done = apply(office, answered(book, {QUESTION: said}, about=FILE))
        assert (len(done.decisions), done.rows, done.findings) == (1, 2, ())
        assert gets(office) == then
        assert not questions(office)


def test_one_row_may_be_answered_by_itself_and_a_row_taken_out_changes_no_other() -> None:
    with listed({1: "一般困难", 2: "", 3: ""}) as office:
        book = workbook(ask(office))
        (_, sheet) = load_workbook(book, read_only=True).sheetnames[:2]
        done = apply(office, filled(book, {sheet: {number_of(book, sheet, name_of(2)): "一般困难"}}))
        assert (len(done.decisions), done.findings) == (1, ())
        assert gets(office) == {1, 2}
        assert [one.students for one in questions(office)] == [1]


def test_a_list_without_any_level_that_says_that_it_is_one_of_recognition_is_as_it_was() -> None:
    with listed({1: "", 2: ""}) as office:
        assert gets(office) == {1, 2}
        assert not questions(office)


def test_a_sheet_of_blanks_waits_where_another_sheet_of_the_file_gives_levels() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(number) for number in (1, 2)])
        office.took(FILE, sheets({"一班": rows({1: "困难"}), "二班": rows({2: ""})}))
        assert gets(office) == {1}


def test_only_what_the_blank_could_change_waits() -> None:
    with listed({1: "困难", 2: "", 3: ""}) as office:
        office.took("农村低保.xlsx", [member(2)], "rural-allowance")
        assert gets(office) == {1, 2}
        assert [(one.students, one.stake) for one in questions(office)] == [(2, 500_00)]


def test_a_row_that_does_not_count_or_is_of_nobody_here_is_not_asked() -> None:
    with listed({1: "困难"}) as office:
        office.took("补充认定.xlsx", [*rows({2: "困难"}), *rows({3: "", 80: ""}, 认定时间="2024-03-01")], "recognised")
        assert gets(office) == {1, 2}
        assert not questions(office)
        ends = {("not-in-force", "not-yet-in-force"), ("not-in-roster", "compulsory-age-not-found")}
        assert set(office.outcomes("recognised")) == {("matched", ""), *ends}


def test_a_line_that_is_not_sent_yet_stays_until_the_blank_is_answered() -> None:
    with listed({1: "", 2: ""}) as office:
        assert paid(office) == {1, 2}
        office.took("再报认定名单.xlsx", rows({1: "困难", 2: "", 3: ""}))
        (first,) = [one["source"] for one in office.office.sources() if one["file"] == FILE]
        office.office.retire_source(first, why="重报", by=BY, at=AT)
        assert paid(office) == {1, 2}  # neither taken back nor paid again
        assert [(one.students, one.stake) for one in questions(office)] == [(2, 1000_00)]
        apply(office, answered(workbook(ask(office)), {QUESTION: "未认定"}))
        assert gets(office) == {1}


def test_explain_cites_the_cell_of_the_level_and_says_what_waits() -> None:
    with listed({1: "困难", 2: ""}) as office:
        said = office.office.explain(resident_id(1), "2023S")
        (fact,) = [one for one in said.facts if one.field == "category"]
        assert [cell.partition("!")[2] for cell in fact.evidence] == ["E2"]
        assert fact.by_kind == ()
        office.took("农村低保.xlsx", [member(1)], "rural-allowance")
        (_, other) = [one for one in office.office.explain(resident_id(1), "2023S").facts if one.field == "category"]
        assert (other.value, other.by_kind) == ("recognised", ()) or other.by_kind == ("rural-allowance",)
        waits = office.office.explain(resident_id(2), "2023S")
        assert (waits.outcome, waits.reason) == ("held", "level-blank")
        assert not [one for one in waits.facts if one.field == "category"]
        (register,) = [one for one in waits.facts if one.field == "register"]
        assert (register.value, register.evidence[0].partition("!")[2]) == ("recognised", "E3")
        (verdict,) = [one for one in waits.verdicts if one.reason == "level-blank"]
        assert verdict.programme == LIVING
        assert [one.test("zh") for one in verdict.because if one.holds is None] == ["属于家庭经济困难"]
