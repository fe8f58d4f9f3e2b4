"""What may be answered: a suggestion, a word, an ID; what may not, and what became of it, with its cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from aid_ledger.errors import FindingsError
from tests.tools.county import (
    AT,
    BY,
    Desk,
    member,
    pupil,
    resident_id,
)
from tests.tools.review import (
    BAD_ID,
    BOARDING,
    CATEGORY,
    NAMES,
    STATUS,
    answered,
    apply,
    ask,
    filled,
    poor,
    two_schools,
    workbook,
)


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


def test_a_suggestion_is_taken_by_a_word_and_only_as_it_was_shown(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong, 学籍号="")], member(1))
    data = filled(workbook(ask(office)), {BAD_ID: {1: "采用建议"}})
    office.took("脱贫户.xlsx", [member(2)], "filed-poor")
    source = next(row["source"] for row in office.office.sources("2023S") if row["kind"] == "rural-allowance")
    office.office.retire_source(source, why="报错了表", by=BY, at=AT)
    stale = apply(office, data)
    assert [finding.name for finding in stale.findings] == ["suggestion-changed"]
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    done = apply(office, data)
    assert (len(done.decisions), done.findings) == (1, ())
    office.payout()
    assert office.export("lines")["id_number"].tolist() == [resident_id(1)]


@pytest.mark.parametrize(
    ("sheet", "answer", "finding"),
    [
        ("问题", "也许住校", "answer-one-of"),
        (BAD_ID, "123456", "answer-an-id"),
        (BAD_ID, resident_id(5)[:17] + "?", "answer-an-id"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_cell(office: Desk, sheet: str, answer: str, finding: str) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong), pupil(2, 就读方式="")], member(1), member(2))
    head = office.verify().head
    done = apply(office, filled(workbook(ask(office)), {sheet: {1: answer}}))
    assert [found.name for found in done.findings] == [finding]
    assert done.findings[0].place.sheet == sheet
    assert done.findings[0].place.cell[1:].isdigit()
    assert office.verify().head == head


def test_what_is_good_is_recorded_beside_what_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    done = apply(office, answered(workbook(ask(office)), {BOARDING: "住校", STATUS: "不知道"}))
    assert (len(done.decisions), [finding.name for finding in done.findings]) == (1, ["answer-one-of"])


@pytest.mark.parametrize(
    ("data", "finding"),
    [(b"\x89PNG\r\n", "file-is-picture"), (b"", "file-empty")],
)
def test_a_file_that_is_no_workbook_of_ours_is_refused(office: Desk, data: bytes, finding: str) -> None:
    with pytest.raises(FindingsError) as refused:
        apply(office, data)
    assert refused.value.findings[0].name == finding


def test_another_workbook_and_a_blank_one_are_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    for data, finding in (
        ((office.folder / "sources").glob("*/*"), "no-questions-in-file"),
        ([workbook(ask(office))], "no-answers-in-file"),
    ):
        with pytest.raises(FindingsError) as refused:
            apply(office, next(iter(data)).read_bytes())
        assert refused.value.findings[0].name == finding


def test_a_code_that_was_altered_is_refused(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    path = workbook(ask(office))
    book = load_workbook(path)
    book["问题"].cell(4, 1).value = "Q|2023S||我改过"
    book["问题"].cell(4, 10).value = "住校"
    book.save(path)
    with pytest.raises(FindingsError) as refused:
        apply(office, path.read_bytes())
    assert refused.value.findings[0].name == "code-altered"


@pytest.mark.parametrize("text", ["同意", "已核实无误", "不是学生", "删除", "王小明"])
def test_words_are_no_name_and_a_name_is_no_id(office: Desk, text: str) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong)], member(1))
    done = apply(office, filled(workbook(ask(office)), {BAD_ID: {1: text}}))
    assert [finding.name for finding in done.findings] == ["answer-an-id"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [("同意", "answer-id-or-name"), ("核对无误", "answer-of-another-row"), ("以名册为准，不是他", "answer-id-or-name")],
)
def test_words_are_no_name_where_a_name_is_asked(office: Desk, text: str, finding: str) -> None:
    poor(office, [pupil(1)], {**member(1), "姓名": "欧阳另外人"})
    done = apply(office, filled(workbook(ask(office)), {NAMES: {1: text}}))
    assert [one.name for one in done.findings] == [finding]


def test_what_a_registers_row_offers_is_no_childs_name_on_the_rosters_row(office: Desk) -> None:
    poor(office, [pupil(1)], {**member(1), "姓名": "欧阳另外人"})
    path = workbook(ask(office))
    offered = load_workbook(path)[NAMES].data_validations.dataValidation
    assert sorted(one.formula1 for one in offered) == ['"是同一人,本行不用"', '"本行不用"']
    done = apply(office, filled(path, {NAMES: {1: "是同一人", 2: "是同一人"}}))
    assert ([one.name for one in done.findings], len(done.decisions)) == (["answer-of-another-row"], 1)


@pytest.mark.parametrize(("text", "programme"), [("走读生", "nonboarding-living"), ("住校生", "boarding-living")])
def test_a_word_that_lists_use_is_an_answer_too(office: Desk, text: str, programme: str) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = apply(office, filled(workbook(ask(office)), {BOARDING: {1: text}}))
    assert done.findings == ()
    office.payout()
    assert [name for _, name in office.paid()] == [programme]


def test_an_answer_beside_no_code_is_said_and_not_dropped(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    path = workbook(ask(office))
    book = load_workbook(path)
    page = book["问题"]
    page.cell(page.max_row + 1, 10).value = "住校"  # a row of their own
    page.cell(4, 10).value = {BOARDING: "住校", STATUS: "在读"}[str(page.cell(4, 3).value)]
    rows = book[BOARDING]
    rows.cell(4, 16).value = "走读"
    rows.delete_cols(1)
    book.save(path)
    done = apply(office, path.read_bytes())
    assert len(done.decisions) == 1
    assert [finding.name for finding in done.findings] == ["answer-without-code"] * 2


def test_how_somebody_destitute_is_cared_for_says_nothing_of_town_or_village_elsewhere(office: Desk) -> None:
    """分散供养 stands in both rows: the answer about the second is none about the first."""
    office.took("名册.xlsx", [pupil(number, 就读方式="走读") for number in (1, 2, 3)])
    alone = {"供养方式": "分散供养"}
    kinds = ("农村特困", "", "城市特困")
    rows = [{**member(number), **alone, "类别": kind} for number, kind in zip((1, 2, 3), kinds, strict=True)]
    office.took("特困.xlsx", rows, "destitute")
    office.payout()
    assert len(office.paid()) == 1
    data = answered(workbook(ask(office)), {CATEGORY: "城市特困"})
    assert len(apply(office, data).decisions) == 1
    assert not office.settle().recover
    assert len(office.paid()) == 1  # of the first nothing fell
    assert ask(office).questions == 0


def test_one_answer_settles_who_is_destitute_in_two_ways(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1, 就读方式="走读")])
    office.took("特困.xlsx", [{**member(1), "供养方式": "农村分散供养", "类别": "城市特困"}], "destitute")
    office.payout()
    assert len(apply(office, answered(workbook(ask(office)), {CATEGORY: "农村特困"})).decisions) == 1
    office.payout()
    assert len(office.paid()) == 1
    assert ask(office).questions == 0
