"""Source profiles: what they add, what they may not do, and what is wrong in one."""

from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import field_named, header_signature, read_file, read_profile, shipped_profiles
from aid_ledger.office import Office
from aid_ledger.office.sources import all_sources
from tests.tools.county import Desk

from .books import an_id, book, one

OWN = """\
name: 甲镇低保表
kind: rural-allowance
file_name: "甲镇*低保*"
sheets: [名单]
header_row: 3
columns:
  户首: 姓名
  C: id_no
  卡: 银行账号
  内部码:
ids: [C, E]
as_of: 2025-09-01
year_unit: 元/学年
"""
HEADER = ["户首", "内部码", "", "家人", "", "卡", "证号"]
ROW = ["赵甲", "990101198001010019", an_id(1, "19800101"), "赵乙", an_id(2), "6299010000000000018", "D1"]
FILE = book({"名单": [["甲镇"], ["x"], HEADER, ROW], "上月": [["y"], ["x"], HEADER, ROW]})


def test_a_profile_adds_what_headers_lack() -> None:
    reading = read_file(FILE, "甲镇9月低保.xlsx", profiles=[read_profile(OWN, "own.yaml")])
    table = reading.tables[0]
    assert (reading.profile, table.kind, table.sheet, table.header_row, str(reading.as_of)) == (
        "甲镇低保表",
        "rural-allowance",
        "名单",
        3,
        "2025-09-01",
    )
    assert [(table.letter_of(f), table.letter_of(f.replace("id_no", "student_name"))) for f in table.repeated_ids] == [
        ("C", "A"),
        ("E", "D"),
    ]
    assert table.letter_of("account_no") == "F"
    assert [s.why for s in reading.sheets] == ["data", "not-chosen"]


def test_what_a_profile_said_is_enough_to_read_the_bytes_again() -> None:
    first = read_file(FILE, "甲镇9月低保.xlsx", profiles=[read_profile(OWN, "own.yaml")]).tables[0]
    again = read_file(FILE, "甲镇9月低保.xlsx", kind=first.kind, sheet=first.sheet, told=first.told).tables[0]
    assert again.columns == first.columns
    assert again.frame.equals(first.frame)


def test_a_profile_that_the_cells_contradict_refuses_the_file() -> None:
    wrong = read_profile(OWN.replace("ids: [C, E]", "ids: [C, D]"), "own.yaml")
    with pytest.raises(FindingsError) as caught:
        read_file(FILE, "甲镇9月低保.xlsx", profiles=[wrong])
    assert [(f.name, f.place.cell) for f in caught.value.findings] == [("told-column-not-ids", "D3")]


def test_an_own_profile_goes_before_a_shipped_one_and_a_shipped_one_gives_way() -> None:
    own = read_profile(OWN, "own.yaml")
    shipped = read_profile("kind: urban-allowance\nfile_name: ['*低保*']\nname: s", "s.yaml", own=False)
    assert read_file(FILE, "甲镇9月低保.xlsx", profiles=[shipped, own]).profile == "甲镇低保表"
    roster = one([["姓名", "身份证号", "学籍号", "年级", "班级"], ["甲", an_id(1), "", "三年级", "1班"]])
    misfit = read_profile("kind: meals\nfile_name: ['*名册*']", "m.yaml", own=False)
    reading = read_file(roster, "在校生名册.xlsx", profiles=[misfit])
    assert (reading.profile, reading.tables[0].kind) == ("", "roster")


@pytest.mark.parametrize(
    ("text", "finding", "line", "column"),
    [
        ("kind: roster\nfile_name: '*'\nheaderrow: 2\n", "profile-key-unknown", 3, 1),
        ("kind: rooster\nfile_name: '*'\n", "profile-value", 1, 7),
        ("kind: roster\nfile_name: '*'\ncolumns:\n  G: 天气\n", "profile-value", 4, 6),
        ("kind: roster\nfile_name: '*'\nids: [C, 3]\n", "profile-value", 3, 6),
        ("kind: roster\nfile_name: '*'\nheader_row: two\n", "profile-value", 3, 13),
        ("kind: roster\nfile_name: '*'\nterm: 2023X\n", "profile-value", 3, 7),
        ("kind: roster\nfile_name: '*'\nas_of: 昨天\n", "profile-value", 3, 8),
        ("kind: roster\nfile_name: '*'\nyear_unit: 元\n", "profile-value", 3, 12),
        ("kind: roster\nfile_name: '*'\nvalues: {天气: 晴}\n", "profile-value", 3, 14),
        ("kind: roster\n", "profile-value", 1, 1),
        ("kind: roster\nfile_name: '*\n", "profile-unreadable", 3, 1),
        ("kind: roster\nkind: meals\nfile_name: '*'\n", "profile-unreadable", 2, 1),
        ("- kind\n", "profile-unreadable", 1, 1),
        ("kind: &a roster\nfile_name: '*'\nname: *a\n", "profile-unreadable", 0, 0),
        ("kind: !!python/object/apply:os.system ['x']\n", "profile-unreadable", 0, 0),
    ],
)
def test_what_is_wrong_in_a_profile_is_said_with_its_place(text: str, finding: str, line: int, column: int) -> None:
    with pytest.raises(FindingsError) as caught:
        read_profile(text, "own.yaml")
    first = caught.value.findings[0]
    assert (first.name, first.place.file) == (finding, "own.yaml")
    assert (first.place.line, first.place.column) == (line, column)


def test_each_profile_that_is_shipped_is_of_a_kind_and_for_some_name() -> None:
    shipped = shipped_profiles()
    assert len(shipped) == 17
    assert not any(one.own for one in shipped)
    assert all(one.file_name for one in shipped)


def test_workspace_profile_is_used_and_its_file_is_not_needed_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    desk.took("甲镇9月低保.xlsx", FILE, "", term="2023S")
    (folder / "own.yaml").unlink()
    for kept in (tmp_path / "cache").rglob("*.parquet"):
        kept.unlink()
    with Office.open(tmp_path) as office:
        with office.database.read() as connection:
            row = all_sources(connection)[0]
        table = office.load(row).table
    assert table.frame["id_no_2"].tolist() == [an_id(2)]
    assert table.told["profile"] == "甲镇低保表"


def test_broken_workspace_profile_is_said_for_the_import(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "own.yaml").write_text("kind: x\nfile_name: '*'\n", encoding="utf-8")
    done = desk.take("甲镇9月低保.xlsx", FILE)
    assert [(f.name, str(f.place)) for f in done.findings] == [("profile-value", "profiles/own.yaml:1:7")]


def test_told_columns_that_hold_no_ids_or_are_missing_are_refused() -> None:
    data = one([["姓名", "证", "班级", "学籍号"], ["甲", "abc", "1班", ""]])
    with pytest.raises(FindingsError) as caught:
        read_file(data, "x.xlsx", kind="roster", columns={"B": "id_no"})
    assert [f.name for f in caught.value.findings] == ["told-column-not-ids"]
    with pytest.raises(FindingsError) as caught:
        read_file(data, "x.xlsx", kind="roster", columns={"ZZ": "phone"})
    assert [f.name for f in caught.value.findings] == ["told-column-missing"]


def test_headerless_file_is_refused_though_letters_were_told() -> None:
    data = one([["甲", an_id(1), "1班"], ["乙", an_id(2), "1班"]])
    with pytest.raises(FindingsError) as caught:
        read_file(data, "x.xlsx", kind="roster", columns={"A": "student_name", "B": "id_no", "C": "class"})
    assert [f.name for f in caught.value.findings] == ["header-not-found"]


def test_unit_of_a_year_may_come_from_a_profile() -> None:
    own = read_profile("kind: schools\nfile_name: '*名录*'\nyear_unit: 元/学年\n", "own.yaml")
    data = one([["学校名称", "学校标识码", "学段", "学费"], ["甲校", "3699010001", "高中", "1600"]])
    assert read_file(data, "学校名录.xlsx", profiles=[own]).tables[0].unit_of("tuition") == "元/学年"


def test_sheets_of_one_make_have_one_signature() -> None:
    assert header_signature("roster", ["姓 名", "证号："]) == header_signature("roster", ["姓名", "证号"])
    assert header_signature("roster", ["姓名", "证号"]) != header_signature("boarders", ["姓名", "证号"])
    assert field_named("就读学校") == "school"
