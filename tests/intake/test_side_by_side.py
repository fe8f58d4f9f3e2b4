"""Two lists beside each other on one sheet, and other second persons of a row: never lost without a word."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file

from .books import an_id, one

_BLOCK = ["学校名称", "姓名", "身份证号", "班级"]


def _child(number: int) -> list[str]:
    return ["示例小学", f"李{'甲乙丙丁'[number - 1]}", an_id(number), "1班"]


def _kinds(severity: str, *rows: list[str], name: str = "住校生名册.xlsx") -> list[tuple[str, str]]:
    (table,) = read_file(one([list(row) for row in rows]), name).tables
    return [(f.name, f.place.cell) for f in table.findings if f.severity == severity]


@pytest.mark.parametrize(
    ("name", "kind"), [("住校生名册.xlsx", "boarders"), ("在校生名册.xlsx", "roster"), ("残疾人.xlsx", "disabled")]
)
@pytest.mark.parametrize("gap", [[], [""]], ids=["no gap", "a gap"])
def test_two_blocks_beside_each_other_are_refused_with_their_columns(name: str, kind: str, gap: list[str]) -> None:
    rows = [_BLOCK + gap + _BLOCK, _child(1) + gap + _child(2), _child(3) + gap + _child(4)]
    with pytest.raises(FindingsError) as caught:
        read_file(one(rows), name, kind=kind)
    (found,) = caught.value.findings
    second = "F" if gap else "E"
    assert (found.name, found.place.cell) == ("two-blocks", f"{second}1")
    assert found.params["columns"] == ("A—D、F—I" if gap else "A—D、E—H")


def test_blocks_of_which_the_right_one_is_empty_are_one_list() -> None:
    assert _kinds("warning", _BLOCK + _BLOCK, [*_child(1), "", "", "", ""]) == []


def test_right_block_that_a_person_leaves_out_is_left_out() -> None:
    rows = [_BLOCK + _BLOCK, _child(1) + _child(2)]
    (table,) = read_file(one(rows), "住校生名册.xlsx", columns={"F": "", "G": ""}).tables
    assert table.frame["id_no"].tolist() == [an_id(1)]


def test_parents_beside_their_child_are_no_second_list() -> None:
    header = ["姓名", "身份证号", "班级", "年级", "姓名", "身份证号"]
    rows = [header, ["李甲", an_id(1), "1班", "三年级", "李父", an_id(5, "19850305")]]
    (table,) = read_file(one(rows), "在校生名册.xlsx").tables
    assert table.frame["id_no"].tolist() == [an_id(1)]
    assert {(f.name, f.severity) for f in table.findings} == {("parent-unused", "note")}


def test_second_column_of_names_alone_is_named() -> None:
    header = ["姓名", "身份证号", "班级", "年级", "学生姓名"]
    found = _kinds("warning", header, ["李甲", an_id(1), "1班", "三年级", "王乙"], name="在校生名册.xlsx")
    assert [name for name, _ in found] == ["second-person-unused"]


def test_second_column_with_the_same_contents_is_no_matter() -> None:
    header = ["姓名", "身份证号", "班级", "年级", "身份证件号"]
    assert _kinds("warning", header, ["李甲", an_id(1), "1班", "三年级", an_id(1)], name="在校生名册.xlsx") == []


def test_guardians_under_a_header_of_their_own_are_known_as_such() -> None:
    upper = ["学生基本信息", "", "就读情况", "", "监护人信息", "", ""]
    lower = ["姓名", "身份证号", "班级", "年级", "姓名", "身份证号", "联系电话"]
    child = ["李甲", an_id(1), "1班", "三年级", "李父", an_id(5, "19850305"), "13800000000"]
    data = one([upper, lower, child], ["A1:B1", "C1:D1", "E1:G1"])
    (table,) = read_file(data, "在校生名册.xlsx").tables
    known = ("student_name", "id_no", "guardian_name", "guardian_id_no", "phone")
    assert [table.frame[name].tolist() for name in known] == [[text] for text in (*child[:2], *child[4:])]
    assert table.findings == ()
