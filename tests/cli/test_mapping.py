"""The mapping of columns: what the preview shows, the command it ends with, and what a confirmed mapping does."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.intake import SheetTable
from aid_ledger.office import Office
from aid_ledger.office.sources import all_sources
from tests.cli.county import Desk
from tests.intake.books import ROSTER_HEADER, an_id, book, one, roster_row
from tests.tools.containers import zipped

HEADER = ["孩子", "证号", "所在校", "年级", "班级", "卡", "备用"]
ROWS = [
    [f"张{c}{c}", an_id(n), "示例小学", "三年级", "1班", f"62990100000000{n:05d}", "x"]
    for n, c in enumerate("一二三", 1)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "学 生.xlsx"
    path.write_bytes(one([HEADER, *ROWS]))
    return path


def only_table(desk: Desk) -> SheetTable:
    with Office.open(desk.folder) as office:
        with office.database.read() as connection:
            rows = [row for row in all_sources(connection) if row["in_use"]]
        assert len(rows) == 1
        return office.load(rows[0]).table


def test_what_lacks_is_said_with_the_columns_that_nobody_knows(empty: Desk, file: Path) -> None:
    done = empty.run("import", str(file), "--as", "roster", "--term", "2023S")
    assert done.exit_code == 3
    assert "--map" in done.output


MAPS = ("--map", "孩子=姓名", "--map", "b=身份证号", "--map", "所在校=school", "--map", "G=")


def test_preview_shows_each_column_masked_and_ends_with_the_command(empty: Desk, file: Path) -> None:
    done = empty.run("import", str(file), "--as", "roster", "--term", "2023S", *MAPS, "--preview")
    assert done.exit_code == 0, done.output
    assert an_id(1) not in done.output
    assert "张一一" not in done.output
    command = next(line for line in done.stdout.splitlines() if line.strip().startswith("aid-ledger import"))
    words = shlex.split(command)
    assert words[2:7] == [str(file), "--as", "roster", "--term", "2023S"]
    assert [words[i + 1] for i, word in enumerate(words) if word == "--map"] == [
        "孩子=学生姓名", "B=身份证件号", "所在校=学校名称", "G=", "F=银行账号",
    ]  # fmt: skip
    again = empty.run(*words[1:], "--json")
    entry = json.loads(again.stdout)["files"][0]
    assert {c["column"]: c["field"] for c in entry["columns"]} == {
        "A": "student_name", "B": "id_no", "C": "school", "D": "grade", "E": "class", "F": "account_no", "G": None,
    }  # fmt: skip


def test_confirmed_mapping_is_read_again_from_the_archive(empty: Desk, file: Path) -> None:
    assert empty.run("import", str(file), "--as", "roster", "--term", "2023S", *MAPS).exit_code == 0
    file.unlink()
    for kept in (empty.folder / "cache").rglob("*.parquet"):
        kept.unlink()
    table = only_table(empty)
    assert table.frame["id_no"].tolist() == [an_id(n) for n in (1, 2, 3)]
    assert table.told["columns"]["孩子"] == "student_name"


@pytest.mark.parametrize(
    ("maps", "code", "says"),
    [
        (("--map", "B=天气"), 2, "--map"),
        (("--map", "B"), 2, "--map"),
        ((*MAPS, "--map", "没有这列=phone"), 3, "没有这列"),
        (("--map", "A=身份证号", "--map", "孩子=身份证号", "--map", "所在校=学校"), 3, "身份证号"),
    ],
)
def test_mapping_that_is_wrong_is_refused(empty: Desk, file: Path, maps: tuple[str, ...], code: int, says: str) -> None:
    done = empty.run("import", str(file), "--as", "roster", "--term", "2023S", *maps)
    assert (done.exit_code, says in done.output) == (code, True), done.output


def test_school_may_be_said_where_the_list_names_none(empty: Desk, tmp_path: Path) -> None:
    path = tmp_path / "1_1.xlsx"
    path.write_bytes(one([["姓名", "身份证号", "就读方式"], ["甲", an_id(1), "住校"]]))
    assert empty.run("import", str(path), "--as", "roster", "--term", "2023S", "--school", "示例小学").exit_code == 0
    frame = only_table(empty).frame
    assert frame[["school", "grade", "class"]].to_numpy().tolist() == [["示例小学", "一年级", "1班"]]


def test_preview_in_json_has_examples_and_suggestions(empty: Desk, file: Path) -> None:
    done = empty.run("import", str(file), "--as", "roster", "--term", "2023S", *MAPS, "--preview", "--json")
    columns = {c["column"]: c for c in json.loads(done.stdout)["files"][0]["columns"]}
    assert (columns["F"]["field"], columns["F"]["suggestion"]) == (None, "account_no")
    assert columns["B"]["examples"][0] == f"990101********{an_id(1)[-4:]}"
    assert columns["D"]["examples"] == ["三年级"]


def test_same_bytes_with_a_mapping_take_the_place_of_the_reading_without(empty: Desk, file: Path) -> None:
    words = ("import", str(file), "--as", "roster", "--term", "2023S")
    assert empty.run(*words, *MAPS).exit_code == 0
    done = empty.run(*words, *MAPS, "--map", "F=银行账号")
    assert done.exit_code == 0, done.output
    assert "account_no" in only_table(empty).frame
    again = json.loads(empty.run(*words, *MAPS, "--map", "F=银行账号", "--json").stdout)["files"][0]
    assert again["already"]


def preview(desk: Desk, path: Path, *words: str) -> tuple[list[dict[str, Any]], str]:
    """The entries of a preview of a refused file in JSON, and what its screen shows."""
    shown = desk.run("import", str(path), "--term", "2023S", *words, "--preview")
    said = desk.run("import", str(path), "--term", "2023S", *words, "--preview", "--json")
    assert (shown.exit_code, said.exit_code) == (3, 3)
    entries: list[dict[str, Any]] = json.loads(said.stdout)["files"]
    return entries, shown.output


def test_preview_of_a_refused_file_shows_its_columns_and_the_command_that_takes_it(empty: Desk, file: Path) -> None:
    entries, shown = preview(empty, file, "--as", "roster")
    (entry,) = entries
    assert (entry["source"], entry["sheet"], entry["header_row"], entry["rows"]) == (None, "Sheet1", None, 0)
    assert [(c["column"], c["header"], c["suggestion"]) for c in entry["columns"]][:3] == [
        ("A", "孩子", "student_name"), ("B", "证号", "id_no"), ("C", "所在校", "school"),
    ]  # fmt: skip
    assert entry["findings"]
    assert "张一一" not in shown + str(entry)
    assert an_id(1) not in shown + str(entry)
    command = next(line for line in shown.splitlines() if line.strip().startswith("aid-ledger import"))
    again = empty.run(*shlex.split(command)[1:])
    assert again.exit_code == 0, again.output


def test_preview_of_a_file_without_a_header_shows_cells_and_no_command(empty: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(one([["名单"], *[row[:5] for row in ROWS]]))
    entries, shown = preview(empty, path, "--as", "roster")
    assert [c["column"] for c in entries[0]["columns"]] == ["A", "B", "C", "D", "E"]
    assert entries[0]["columns"][1]["examples"][0] == f"990101********{an_id(1)[-4:]}"
    assert "aid-ledger import" not in shown
    assert "张一一" not in shown


def test_preview_of_what_is_no_table_at_all_says_why_alone(empty: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    entries, _ = preview(empty, path)
    assert [(entry["columns"], bool(entry["findings"])) for entry in entries] == [([], True)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "报送 一"
    folder.mkdir()
    rows = [[ROSTER_HEADER, roster_row(n, 班级=f"{n}班")] for n in (1, 2)]
    (folder / "报送.zip").write_bytes(zipped({"东校/三年级.xlsx": one(rows[0]), "西校.xlsx": one(rows[1])}))
    return folder / "报送.zip"


@pytest.mark.parametrize("whole", ["the archive", "its folder"])
def test_command_of_a_preview_names_a_path_that_import_takes(empty: Desk, archive: Path, whole: str) -> None:
    path = archive if whole == "the archive" else archive.parent
    done = empty.run("import", str(path), "--term", "2023S", "--preview")
    commands = [line for line in done.stdout.splitlines() if line.strip().startswith("aid-ledger import")]
    assert [shlex.split(line)[2] for line in commands] == [
        str(archive / "东校" / "三年级.xlsx"), str(archive / "西校.xlsx"),
    ]  # fmt: skip
    taken = empty.json(*shlex.split(commands[0])[1:])["files"]
    assert [(entry["file"], entry["rows"]) for entry in taken] == [("报送.zip/东校/三年级.xlsx", 1)]


def test_command_of_a_preview_of_a_folder_names_the_files_in_it(empty: Desk, file: Path) -> None:
    done = empty.run("import", str(file.parent), "--as", "roster", "--term", "2023S", *MAPS, "--preview")
    command = next(line for line in done.stdout.splitlines() if line.strip().startswith("aid-ledger import"))
    assert shlex.split(command)[2] == str(file)


def test_entry_that_an_archive_has_not_is_refused_with_those_it_has(empty: Desk, archive: Path) -> None:
    done = empty.run("import", str(archive / "南校.xlsx"), str(archive / "西校.xlsx"), "--term", "2023S", "--json")
    entries = json.loads(done.stdout)["files"]
    assert done.exit_code == 3
    assert [(entry["file"], entry["rows"]) for entry in entries] == [
        ("报送.zip/西校.xlsx", 1),
        ("报送.zip/南校.xlsx", 0),
    ]
    assert "东校/三年级.xlsx、西校.xlsx" in entries[1]["findings"][0]["expected"]


def test_archive_named_as_well_as_one_of_its_entries_is_taken_whole(empty: Desk, archive: Path) -> None:
    entries = empty.json("import", str(archive), str(archive / "西校.xlsx"), "--term", "2023S")["files"]
    assert [entry["file"] for entry in entries] == ["报送.zip/东校/三年级.xlsx", "报送.zip/西校.xlsx"]


def test_path_that_is_nowhere_is_refused_as_before(empty: Desk, tmp_path: Path) -> None:
    done = empty.run("import", str(tmp_path / "没有" / "名单.xlsx"), "--term", "2023S", "--json")
    (entry,) = json.loads(done.stdout)["files"]
    assert (done.exit_code, entry["findings"][0]["name"]) == (3, "path-missing")


SURE_OF_NOTHING = {
    "示例县 学校名录.xlsx": (
        ["学校代码", "学校名称", "办学类型", "主管部门"], ["2199000001", "示例县第一小学", "小学", "教育部门"],
    ),
    "残联（0-18岁持证）.xlsx": (["姓名", "残疾证号", "发证日期"], ["李甲", f"{an_id(1)}43", "2020-05-01"]),
    "民政 农村低保 3月.xlsx": (
        ["户主姓名", "姓名", "身份证号", "月保障金额（元）", "起始时间"], ["李大", "李甲", an_id(1), "760", "2021.07"],
    ),
    "三年级学生花名册.xlsx": (
        ["姓名", "身份证号", "班级", "监护人信息姓名", "是否享受营养餐"], ["李甲", an_id(1), "三1班", "李大", "√"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SURE_OF_NOTHING)
def test_a_preview_proposes_nothing_that_is_not_sure_and_lists_what_may_be_said(
    empty: Desk, tmp_path: Path, name: str
) -> None:  # fmt: skip
    (tmp_path / name).write_bytes(one(list(SURE_OF_NOTHING[name])))
    done = empty.run("import", str(tmp_path / name), "--term", "2023S", "--preview")
    command = next(line for line in done.stdout.splitlines() if line.strip().startswith("aid-ledger import"))
    assert "--map" not in command
    assert "不用的列有用的，用 --map '列=项目' 说明" in done.stdout
    assert empty.run(*shlex.split(command)[1:]).exit_code == 0


def test_a_class_list_that_may_be_two_kinds_and_names_no_school_says_all_that_is_to_be_typed(
    empty: Desk, tmp_path: Path
) -> None:  # fmt: skip
    path = tmp_path / "大一班名单.xlsx"
    path.write_bytes(one([["大班幼儿名单"], ["姓名", "身份证"], ["李甲", an_id(1)]]))
    _, shown = preview(empty, path)
    commands = [line for line in shown.splitlines() if line.strip().startswith("aid-ledger import")]
    assert [shlex.split(line)[3:5] for line in commands] == [["--as", "roster"], ["--as", "recognised"]]
    assert shown.count("--school 学校名称") == 2  # in the finding, and under the commands
    again = empty.run(*shlex.split(commands[0])[1:], "--school", "示例县红星幼儿园")
    assert again.exit_code == 0, again.output


def test_a_preview_names_the_source_of_a_file_that_is_in_use_and_a_file_given_twice(
    empty: Desk, tmp_path: Path
) -> None:  # fmt: skip
    folder = tmp_path / "收表"
    folder.mkdir()
    data = one([ROSTER_HEADER, roster_row(1)])  # once: a workbook says when it was made
    for name in ("柳河小学.xlsx", "柳河小学 - 副本.xlsx"):
        (folder / name).write_bytes(data)
    words = ("import", str(folder), "--term", "2023S")
    shown = empty.run(*words, "--preview").stdout
    assert ("是同一份文件，只导入一次" in shown, shown.count("aid-ledger import")) == (True, 1)
    assert "可导入 1，以前已导入 1" in shown
    assert empty.run(*words).exit_code == 0
    shown = empty.run(*words, "--preview").stdout
    with Office.open(empty.folder) as office:
        (source,) = [row["source"] for row in office.sources()]
    assert (shown.count(f"以前已导入，来源 {source}"), "aid-ledger import" in shown) == (2, False)


def test_a_class_list_with_levels_is_taken_as_roster_and_once_more_as_recognition(empty: Desk, tmp_path: Path) -> None:
    path = tmp_path / "三1班.xlsx"
    header = ["姓名", "性别", "身份证号", "就读方式", "困难等级"]
    rows = [["李甲", "男", an_id(1), "住校", "困难"], ["李乙", "男", an_id(3), "住校", ""]]
    path.write_bytes(one([["三年级（1）班学生情况统计表"], header, *rows]))
    words = ("import", str(path), "--term", "2023S", "--school", "示例小学")
    done = empty.run(*words)
    assert (done.exit_code, "--as recognised" in done.output) == (0, True)
    assert "不用  E 困难等级" in done.stdout
    assert empty.run(*words, "--as", "recognised").exit_code == 0
    with Office.open(empty.folder) as office:
        assert sorted(row["kind"] for row in office.sources() if row["in_use"]) == ["recognised", "roster"]


def test_a_mapping_by_header_is_of_the_sheets_that_have_it(empty: Desk, tmp_path: Path) -> None:
    """Two sheets of a file with other headers: what one lacks and the other has is no mistake; what none has is."""
    path = tmp_path / "两个班.xlsx"
    second = ["姓名", "身份证号", "学校名称", "年级", "班级"]
    path.write_bytes(book({"1班": [HEADER, *ROWS], "2班": [second, ["李一", an_id(9), "示例小学", "三年级", "2班"]]}))
    maps = ("--map", "孩子=姓名", "--map", "证号=身份证号", "--map", "所在校=school")
    taken = empty.json("import", str(path), "--as", "roster", "--term", "2023S", *maps)["files"]
    assert [(one["sheet"], one["rows"]) for one in taken] == [("1班", 3), ("2班", 1)]
    done = empty.run("import", str(path), "--as", "roster", "--term", "2023S", *maps, "--map", "没有=备注", "--replace")
    assert done.exit_code == 3
    assert "没有" in done.output
