"""``review`` and its way back, as a clerk and as a script use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import Desk, run
from tests.tools.county import BY, PRIMARY, member, pupil, school, sheet
from tests.tools.county import Desk as Office
from tests.tools.review import BOARDING, answered


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    office = Office(tmp_path / "office")
    office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
    office.took("名册.xlsx", [pupil(1), pupil(2, 就读方式="")], "roster")
    office.took("农村低保.xlsx", [member(1), member(2)], "rural-allowance")
    office.close()
    return Desk(tmp_path / "office")


def asked(desk: Desk) -> Path:
    return Path(desk.json("review", "--term", "2023S", "--by", BY)["file"])


def test_questions_are_written_answered_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    shown = desk.run("review", "--term", "2023S", "--by", BY)
    assert shown.exit_code == 0, shown.output
    assert "1 个问题，1 行待核实，涉及 1 名学生、500.00 元" in shown.output
    assert "改正清单 1 份" in shown.output
    path = tmp_path / "填好.xlsx"
    path.write_bytes(answered(asked(desk), {BOARDING: "住校"}))
    done = desk.json("review", "apply", str(path), "--by", "李四")
    assert [(one["term"], len(one["decisions"]), one["rows"], one["findings"]) for one in done["files"]] == [
        ("2023S", 1, 1, [])
    ]
    listed = desk.json("review", "list", "--term", "2023S")["decisions"]
    assert [(one["answer"], one["by"], one["in_force"]) for one in listed] == [("住校", "李四", True)]
    table = desk.run("review", "list")
    assert "住校" in table.output
    assert "名册.xlsx[Sheet1!3]" in "".join(table.output.split())  # the row, and whose, masked
    back = desk.run("review", "retract", listed[0]["decision"], "--why", "学校来电", "--by", "李四")
    assert back.exit_code == 0, back.output
    assert desk.json("review", "--term", "2023S")["questions"] == 1


def test_a_refused_answer_ends_with_three_and_names_the_cell(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "填好.xlsx"
    path.write_bytes(answered(asked(desk), {BOARDING: "也许"}))
    done = desk.run("review", "apply", str(path), "--by", "李四")
    assert done.exit_code == 3
    assert "填好.xlsx[问题!J4]" in done.output
    assert "住校、走读" in done.output


def test_nothing_to_ask_is_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "填好.xlsx"
    path.write_bytes(answered(asked(desk), {BOARDING: "走读"}))
    desk.run("review", "apply", str(path), "--by", "李四")
    shown = desk.run("review", "--term", "2023S")
    assert (shown.exit_code, "没有需要决定的问题" in shown.output) == (0, True)
    assert desk.json("review", "--term", "2023S")["file"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [(("review",), 2), (("review", "apply", "没有这个文件.xlsx"), 3), (("review", "retract", "abc", "--why", "x"), 3)],
)
def test_what_cannot_be_done_is_said(desk: Desk, words: tuple[str, ...], code: int) -> None:
    done = desk.run(*words)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output


def test_help_of_each_command_has_an_example() -> None:
    for words in (("review",), ("review", "apply"), ("review", "list"), ("review", "retract")):
        assert "aid-ledger review" in run(*words, "--help").output


def test_the_workbook_is_readable_by_its_owner_only(desk: Desk) -> None:
    path = asked(desk)
    assert path.stat().st_mode & 0o077 == 0


def test_json_has_money_as_yuan(desk: Desk) -> None:
    found = desk.json("review", "--term", "2023S")
    assert found["stake"] == "500.00"


def test_a_list_into_a_closed_term_is_told_how_to_count(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "城市低保.xlsx"
    path.write_bytes(sheet([member(2)]))
    assert desk.run("close", "2023S", "--by", "李四").exit_code == 0
    done = desk.run("import", str(path), "--as", "urban-allowance", "--term", "2023S")
    assert "2023S 已由 李四 关账" in done.output
    assert "reopen 2023S" in done.output
    assert "先看结果不记账" not in done.output
