# ruff: noqa: E501 - rows of lists, one on a line
"""Households in a row: every member has the category, each row one outcome; in 特困 only the first person of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.books import one
from tests.tools.county import Desk, name_of, pupil, resident_id, sheet

HEADER = [
    "序号",
    "户主姓名",
    "户主身份证号",
    "低保证号",
    "成员姓名",
    "身份证号",
    "成员姓名",
    "身份证号",
    "成员姓名",
    "身份证号",
]
BOARDING = "boarding-living"
BAD = resident_id(9)[:-1] + ("0" if resident_id(9)[-1] != "0" else "1")


def adult(number: int) -> tuple[str, str]:
    return f"钱{name_of(number)[1:]}", resident_id(number, "19800101")


def child(number: int) -> tuple[str, str]:
    return name_of(number), resident_id(number)


def row(*members: tuple[str, str]) -> list[str]:
    """A household: its head, then members."""
    (head, number), *others = members
    cells = [text for pair in others for text in pair]
    return ["1", head, number, "D1", *cells, *[""] * (6 - len(cells))]


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.took("在校生名册.xlsx", sheet([pupil(n) for n in (1, 2, 3, 4)]), "roster")
    return desk


def test_every_member_of_a_household_has_its_category(office: Desk) -> None:
    rows = [row(adult(50), child(1), child(2)), row(child(3)), row(adult(51), child(7)), row(adult(52))]
    office.took("农村低保.xlsx", one([HEADER, *rows]), "rural-allowance")
    office.payout()
    assert {name for name, what in office.paid() if what == BOARDING} == {name_of(1), name_of(2), name_of(3)}
    assert office.outcomes("rural-allowance") == [
        ("matched", ""), ("matched", ""), ("not-in-roster", "compulsory-age-not-found"), ("not-of-school-age", ""),
    ]  # fmt: skip
    table = office.export("outcomes")
    table = table[table["kind"] == "rural-allowance"]
    assert table["id_number"].tolist()[0] == ";".join((adult(50)[1], child(1)[1], child(2)[1]))
    assert table["student"].tolist() == [f"{child(1)[1]};{child(2)[1]}", child(3)[1], "", ""]
    assert table["row"].tolist() == [2, 3, 4, 5]


def test_line_points_to_the_cell_of_the_member(office: Desk) -> None:
    office.took("农村低保.xlsx", one([HEADER, row(adult(50), child(1), child(2))]), "rural-allowance")
    office.payout()
    lines = office.export("lines")
    cells = {
        name: text.split(";")[-2].split("!")[1]  # the account stands behind it
        for name, text in zip(lines["student_name"], lines["evidence"], strict=True)
    }
    assert (cells[name_of(1)], cells[name_of(2)]) == ("F2", "H2")


def test_member_who_waits_is_asked_for_though_the_row_is_matched(office: Desk) -> None:
    rows = [row(adult(50), child(1), ("某", BAD)), row(adult(51), ("无证", "")), row(adult(50), child(1), ("某", BAD))]
    office.took("农村低保.xlsx", one([HEADER, *rows]), "rural-allowance")
    office.payout()
    assert office.outcomes("rural-allowance") == [("matched", ""), ("held", "no-identity"), ("held", "id-invalid")]


def test_placeholder_is_no_member(office: Desk) -> None:
    rows = [row(adult(50), child(1), ("无", "/"), ("—", "-")), ["2", "无", "/", "D2", *[""] * 6]]
    office.took("农村低保.xlsx", one([HEADER, *rows]), "rural-allowance")
    office.payout()
    assert office.outcomes("rural-allowance") == [("matched", ""), ("held", "no-identity")]


@pytest.mark.parametrize("labels", ["身份证号", ""])
def test_in_a_sheet_of_destitute_only_the_first_person_counts(office: Desk, labels: str) -> None:
    header = ["乡镇", "特困类别", "姓名", "身份证号", "备注", "姓名", labels, "姓名", labels]
    rows = [["东镇", "农村特困", *child(1), "", *adult(50), *child(2)]]
    office.took("特困.xlsx", one([header, *rows]), "destitute")
    office.payout()
    assert {name for name, _ in office.paid()} == {name_of(1)}


def test_cell_with_an_error_is_not_taken_for_blank(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    rows = [
        pupil(1, 就读方式="#N/A"),
        pupil(2, 身份证件号="#REF!"),
        pupil(3, 姓名="#N/A"),
        pupil(4, 转入日期="#VALUE!"),
        pupil(5, 户名="#N/A"),
    ]
    desk.took("在校生名册.xlsx", sheet(rows), "roster")
    poor = [
        {"姓名": name_of(n), "身份证号": resident_id(n), "户类型": "脱贫户", "乡镇": "东镇"} for n in (1, 2, 3, 4, 5)
    ]
    poor.append({"姓名": name_of(6), "身份证号": resident_id(6), "户类型": "#N/A", "乡镇": "东镇"})
    desk.took("脱贫户.xlsx", sheet(poor), "filed-poor")
    desk.payout()
    assert desk.outcomes() == [
        ("held", "boarding-unknown"), ("held", "id-invalid"), ("held", "cell-unread"), ("held", "status-unknown"), ("paid", ""),
    ]  # fmt: skip
    assert desk.outcomes("filed-poor")[-1] == ("held", "cell-unread")
    lines = desk.export("lines")
    assert lines["account"].tolist() == [""]
