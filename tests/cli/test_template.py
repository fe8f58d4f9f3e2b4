"""``template``: an empty list anywhere, in both languages, never over a file that is there."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aid_ledger.words import phrase
from aid_ledger_cli.options import KINDS
from tests.cli.county import Desk, run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that is no workspace."""
    monkeypatch.chdir(tmp_path)


def test_a_template_needs_no_workspace_and_says_the_next_step(tmp_path: Path) -> None:
    done = run("--lang", "zh", "template", "meals")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "已生成 模板_供餐月报.xlsx：供餐月报，4 列，其中必填 3 列（灰底红字）。\n"
        '填好后：aid-ledger import "模板_供餐月报.xlsx" --term 2023S（学期照实填）\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["模板_供餐月报.xlsx"]
    if os.name == "posix":
        assert (tmp_path / "模板_供餐月报.xlsx").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_import_has_one(kind: str) -> None:
    assert run("template", kind, "--out", f"{kind}.xlsx").exit_code == 0
    assert load_workbook(f"{kind}.xlsx").worksheets[0].cell(1, 1).value


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((phrase(f"kind-{kind}", "zh"), kind) for kind in KINDS),
        ("脱贫户名单", "filed-poor"),
        ("学 校 名 录", "schools"),
    ],
)
def test_a_kind_may_be_named_in_chinese_and_stays_its_code(name: str, kind: str) -> None:
    done = run("template", name, "--out", "x.xlsx", "--json")
    assert json.loads(done.stdout)["kind"] == kind


def test_a_name_that_is_no_kind_is_wrong_usage() -> None:
    assert run("template", "花名册什么的").exit_code == 2


def test_in_english_it_is_explained_in_english_under_chinese_headers() -> None:
    done = run("--lang", "en", "template", "meals", "--out", "m.xlsx")
    assert done.stdout.startswith("m.xlsx written: 供餐月报, 4 columns, 3 of them required (red on grey).\n")
    sheet, guide = load_workbook(io.BytesIO(Path("m.xlsx").read_bytes())).worksheets
    assert [cell.value for cell in sheet[1]] == ["学校", "月份", "天数", "就餐人次"]
    assert guide["A1"].value == "供餐月报: how to fill it in"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_is_there_is_left_alone(lang: str, tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(b"mine")
    done = run("--lang", lang, "template", "roster", "--out", "名册.xlsx")
    assert (done.exit_code, done.stdout) == (3, "")
    assert (
        done.stderr
        == {
            "zh": "名册.xlsx: 这里已经有同名文件，没有覆盖 [file-already-there]\n  应为: 一个还没有的文件名\n"
            "  处理: 用 --out 换一个文件名，或先移走旧文件\n",
            "en": "名册.xlsx: a file of this name is there already and was left alone [file-already-there]\n"
            "  expected: a name that no file has yet\n"
            "  fix: name another file with --out, or move the old one away first\n",
        }[lang]
    )
    assert (tmp_path / "名册.xlsx").read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_is_said() -> None:
    done = run("template", "roster", "--out", "nowhere/x.xlsx")
    assert done.exit_code == 3
    assert "[file-not-writable]" in done.stderr


def test_json_says_which_columns(empty: Desk) -> None:
    found = empty.json("template", "budget", "--out", "b.xlsx")
    assert set(found) == {"kind", "file", "columns"}
    assert found["columns"][0] == {"header": "项目", "field": "project", "required": True}


def test_a_template_filled_in_is_imported_without_being_told_its_kind(empty: Desk) -> None:
    assert run("template", "schools").exit_code == 0
    book = load_workbook("模板_学校名录.xlsx")
    for place, text in enumerate(("示例县第一小学", "3699010001", "", "小学", "公办"), start=1):
        book.worksheets[0].cell(2, place, text)
    book.save("模板_学校名录.xlsx")
    (entry,) = empty.json("import", "模板_学校名录.xlsx")["files"]
    assert (entry["kind"], entry["rows"], entry["findings"]) == ("schools", 1, [])
    assert all(column["field"] for column in entry["columns"])
