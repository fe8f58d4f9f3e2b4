"""The test deck: what was worked out by hand is what an office gets from the lists."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aid_ledger.demo.deck_cases import FIRST, LAST, PACKS, cases
from aid_ledger.demo.testdeck import ANSWER_COLUMNS, write_testdeck
from aid_ledger.errors import InputError
from aid_ledger.terms import Term
from tests.cli.county import run
from tests.tools.county import Desk

NATIONAL, CITY_B, COUNTY_A = PACKS


@pytest.mark.parametrize(
    ("packs", "term"),
    [
        (CITY_B, "2023S"),
        pytest.param(CITY_B, "2024A", marks=pytest.mark.long),
        pytest.param(COUNTY_A, "2023A", marks=pytest.mark.long),
        pytest.param(NATIONAL, "2021A", marks=pytest.mark.long),
        pytest.param(NATIONAL, "2024S", marks=pytest.mark.long),
    ],
)
def test_an_office_gets_from_the_lists_what_the_answer_sheet_says(
    tmp_path: Path, packs: tuple[str, ...], term: str
) -> None:  # fmt: skip
    deck = write_testdeck(tmp_path / "名单", Term.parse(term), packs)
    office = Desk(tmp_path / "office", packs=packs)
    try:
        for kind, path in deck.lists:
            done = office.take(path.name, path.read_bytes(), "", term)
            assert ([one.table.kind for one in done.sheets], done.refused) == ([kind], False), path.name
        office.payout(term)
        lines, outcomes = office.export("lines", term), office.export("outcomes", term)
    finally:
        office.close()
    got: dict[str, dict[str, str]] = defaultdict(dict)
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, programme, amount in zip(lines["student_name"], lines["programme"], lines["amount"], strict=True):
        got[number][programme] = amount
    roster = outcomes[outcomes["kind"] == "roster"]
    for name, outcome, reason in zip(roster["name"], roster["outcome"], roster["reason"], strict=True):
        rows[name].append((outcome, reason))
    for answer in deck.students:
        name, due = answer["姓名"], dict(part.split(" ") for part in answer["应得项目"].split(";") if part)
        assert got.pop(name, {}) == due, answer
        assert rows[name][0][0] == answer["应有结果"], answer
        assert answer["原因"] in ("", rows[name][0][1]), answer
    assert got == {}
    assert (len(deck.students), len(roster)) == (60, 62)  # one in two schools, one written twice


def test_the_answers_stand_on_a_sheet_of_their_own_and_the_deck_repeats(tmp_path: Path) -> None:
    first, second = (write_testdeck(tmp_path / name, Term.parse("2023S"), CITY_B) for name in "甲乙")
    paths = [(one.answers, *(path for _, path in one.lists)) for one in (first, second)]
    assert [path.read_bytes() for path in paths[0]] == [path.read_bytes() for path in paths[1]]
    book = load_workbook(first.answers, read_only=True)
    shown = [[str(cell or "") for cell in row] for row in book["标准答案"].iter_rows(min_row=3, values_only=True)]
    book.close()
    assert shown == [[one[column] for column in ANSWER_COLUMNS] for one in first.students]
    assert all(one["身份证号"].startswith("9901") for one in first.students)
    assert len({one["身份证号"] for one in first.students}) == 60


def test_every_case_says_what_it_is_about() -> None:
    told = [case.what for case in cases(Term.parse("2023S"))]
    assert len(set(told)) == len(told) == 60


@pytest.mark.parametrize(
    ("term", "packs", "name"),
    [
        (FIRST.previous, CITY_B, "testdeck-term"),
        (LAST.next, CITY_B, "testdeck-term"),
        (FIRST, ("city-d",), "testdeck-packs"),
    ],
)
def test_what_nobody_worked_out_is_refused(tmp_path: Path, term: Term, packs: tuple[str, ...], name: str) -> None:
    with pytest.raises(InputError) as error:
        write_testdeck(tmp_path, term, packs)
    assert error.value.findings[0].name == name


def test_the_command_leaves_other_peoples_folders_alone(tmp_path: Path) -> None:
    out = str(tmp_path / "测试数据")
    assert run("testdeck", "--out", out).exit_code == 0
    done = run("--lang", "en", "testdeck", "--out", out)
    assert (done.exit_code, "testdeck-folder-in-use" in done.stderr) == (3, True)
