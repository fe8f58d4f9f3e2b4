"""What a clerk sees: first lines, both languages, masked numbers, nothing lost on a console of an old code page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aid_ledger.store.tables import TABLES
from aid_ledger.words import known
from aid_ledger_cli.options import KINDS
from tests.architecture.source import ROOT
from tests.cli.county import STUDENTS, Desk, run
from tests.second_calculator.forms import PASSWORD
from tests.tools.long import LONG

WHOLE_ID = re.compile(r"(?<![\d/])\d{17}[\dX](?!\d)")
CONSOLES = [("cp936", "zh"), ("cp437", "zh"), ("ascii", "en")]
SCREENS = [
    ("status",), ("sources",), ("batches",), ("batch", "show", "2023S-001"), ("payout", "--term", "2023S"),
    ("payout", "--term", "2023S", "--dry-run"), ("explain", "2023S-001-00001", "--term", "2023S"), ("rules", "list"),
    ("rules", "show", "boarding-living", "--term", "2024S"), ("verify",),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_every_screen_is_shown_in_both_languages_without_whole_numbers(
    made: Desk, words: tuple[str, ...], lang: str
) -> None:
    done = made.run(*words, lang=lang)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()
    assert not WHOLE_ID.search(done.output)


def test_a_payout_first_says_what_changed_and_that_it_pays_nothing(desk: Desk) -> None:
    first = desk.run("payout", "--term", "2023S").stdout.splitlines()[0]
    assert re.fullmatch(
        r"上次 [\d,]+ 人 [\d,]+\.\d\d；本次补发 0 人 0\.00；调减 0 人；其余 [\d,]+ 人不变。本命令只生成名单，不付款。",
        first,
    )


def test_a_payout_in_english_says_the_same(desk: Desk) -> None:
    first = desk.run("payout", "--term", "2023S", lang="en").stdout.splitlines()[0]
    assert re.fullmatch(
        r"Last time [\d,]+ people, [\d,]+\.\d\d; now in addition 0 people, 0\.00; less for 0 people; "
        r"the other [\d,]+ people unchanged\. This only makes lists, it pays nothing\.",
        first,
    )


def test_a_dry_run_says_that_nothing_was_posted(made: Desk) -> None:
    assert "试算：没有记账，没有写任何文件。" in made.run("payout", "--term", "2023S", "--dry-run").stdout


def test_no_code_of_a_reason_stands_on_a_screen(made: Desk) -> None:
    from aid_ledger.words import known

    codes = {name for name in known("reason") if "-" in name}
    screen = made.run("payout", "--term", "2023S").stdout
    assert not [code for code in codes if code in screen]


def test_ids_are_shown_in_full_only_when_asked_and_that_is_recorded(desk: Desk) -> None:
    before = desk.journal()
    assert not WHOLE_ID.search(desk.run("explain", "2023S-001-00001", "--term", "2023S").stdout)
    assert desk.journal() == before
    done = desk.run("--show-ids", "explain", "2023S-001-00001", "--term", "2023S")
    assert WHOLE_ID.search(done.stdout)
    assert desk.journal() == before + 1


def test_the_language_is_that_of_the_locale(made: Desk) -> None:
    words = ("--workspace", str(made.folder), "batches")
    assert "已编制" in run(*words, env={"LANG": "zh_CN.UTF-8"}).stdout
    assert "prepared" in run(*words, env={"LANG": "en_GB.UTF-8"}).stdout
    assert "prepared" in run(*words, env={"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}).stdout
    assert "已编制" in run("--lang", "zh", *words, env={"LANG": "en_GB.UTF-8"}).stdout


def test_the_workspace_is_found_by_variable_or_from_a_folder_inside(
    made: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(made.files)
    assert run("batches").exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert run("batches").exit_code == 3
    assert run("batches", env={"AID_LEDGER_WORKSPACE": str(made.folder)}).exit_code == 0


@pytest.mark.parametrize(("encoding", "lang"), CONSOLES if LONG else CONSOLES[:1])
def test_an_old_console_shows_what_it_can(made: Desk, encoding: str, lang: str) -> None:
    environment = {
        **os.environ,
        "PYTHONIOENCODING": encoding,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")]),
    }
    command = [sys.executable, "-m", "aid_ledger_cli", "--lang", lang, "--workspace", str(made.folder)]
    shown = subprocess.run([*command, "explain", "2023S-001-00001", "--term", "2023S"], env=environment,
                           capture_output=True, check=False)  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    if encoding == "cp936" and lang == "zh":
        assert "应享" in shown.stdout.decode("cp936")
    data = subprocess.run([*command, "batches", "--json"], env=environment, capture_output=True, check=True)
    assert "张三" in data.stdout.decode("utf-8")


def test_a_reader_that_has_seen_enough_is_no_error(made: Desk) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")])}
    command = [
        sys.executable,
        "-m",
        "aid_ledger_cli",
        "--workspace",
        str(made.folder),
        "export",
        "outcomes",
        "--term",
        "2023S",
    ]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


# --- demo, import, sources ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_demo_works_again_on_its_own_folder_and_posts_nothing(desk: Desk) -> None:
    before = desk.journal()
    done = run("--lang", "zh", "demo", str(desk.folder), "--students", STUDENTS)
    assert done.exit_code == 0, done.output
    assert "没有变化，没有生成新的批次。" in done.stdout
    assert re.search(r"^账对得上吗 ", done.stdout, re.M)
    page = re.search(r"^在浏览器里打开：(.+)$", done.stdout, re.M)
    assert page is not None
    assert Path(page[1]).read_text("utf-8").startswith("<!DOCTYPE html>")
    assert desk.journal() == before


@pytest.mark.long
def test_the_demo_ends_with_commands_that_work(desk: Desk) -> None:
    done = run("--lang", "en", "demo", str(desk.folder), "--students", STUDENTS)
    tries = re.findall(r'^  aid-ledger --workspace "?([^"\n]+?)"? (explain .*|status|verify)$', done.stdout, re.M)
    assert {words.split()[0] for _, words in tries} == {"explain", "status", "verify"}
    for folder, words in tries:
        assert run("--workspace", folder, *words.split()).exit_code == 0


def test_importing_the_same_bytes_again_changes_nothing(desk: Desk) -> None:
    before = desk.journal()
    done = desk.run("import", str(desk.files), "--password", PASSWORD, "--term", "2023S")
    assert done.exit_code == 0
    assert "同一文件以前已导入" in done.stdout
    assert desk.journal() == before


def test_import_says_what_it_took_a_file_for(made: Desk) -> None:
    file = next(path for path in sorted(made.files.rglob("*.xlsx")) if "脱贫户" in path.name)
    done = made.run("import", str(file), "--preview")
    assert done.stdout.splitlines()[:2] == [
        file.name, "  脱贫户 · 2023年春季学期 · 工作表 脱贫户信息 · 表头第 1 行",
    ]  # fmt: skip
    assert re.search(r"^  各列  A ", done.stdout, re.M)
    assert "这是预览，什么都没有保存。确认后去掉 --preview 再运行" in done.stdout


def test_a_refused_file_does_not_keep_the_others_out(empty: Desk, made: Desk, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"")
    good = next(path for path in sorted(made.files.rglob("*.xlsx")) if "学校名录" in path.name)
    done = empty.run("import", str(tmp_path / "坏.xlsx"), str(good), str(tmp_path / "没有.xlsx"))
    assert done.exit_code == 3
    assert "3 个文件：导入 1，以前已导入 0，不能用 2" in done.stdout
    assert [source["kind"] for source in empty.json("sources")["sources"]] == ["schools"]


def test_a_folder_is_taken_without_lock_files(empty: Desk, made: Desk, tmp_path: Path) -> None:
    good = next(path for path in sorted(made.files.rglob("*.xlsx")) if "学校名录" in path.name)
    (tmp_path / "收表").mkdir()
    (tmp_path / "收表" / good.name).write_bytes(good.read_bytes())
    (tmp_path / "收表" / f"~${good.name}").write_bytes(b"lock")
    done = empty.run("import", str(tmp_path / "收表"))
    assert done.exit_code == 0
    assert f"跳过 ~${good.name}：Excel/WPS 打开文件时的临时文件" in done.stderr


def test_a_school_year_is_both_its_terms(empty: Desk, made: Desk) -> None:
    good = next(path for path in sorted(made.files.rglob("*.xlsx")) if "学校名录" in path.name)
    assert empty.run("import", str(good), "--year", "2022-2023").exit_code == 0
    assert {source["term"] for source in empty.json("sources")["sources"]} == {"2022A", "2023S"}


def test_a_retired_source_stays_listed_as_out_of_use(desk: Desk) -> None:
    source = desk.json("sources")["sources"][0]["source"]
    done = desk.run("sources", "retire", source, "--why", "报错了表", "--by", "李四")
    assert done.stdout.startswith(f"已停用 {source}（")
    assert [one["in_use"] for one in desk.json("sources")["sources"] if one["source"] == source] == [False]
    assert "已停用" in desk.run("sources").stdout


def test_a_retired_roster_names_the_classes_without_a_list(desk: Desk) -> None:
    source = next(one["source"] for one in desk.json("sources")["sources"] if one["kind"] == "roster")
    done = desk.json("sources", "retire", source, "--why", "报错了表")
    assert set(done) == {"source", "file", "classes_without_list"}
    assert done["classes_without_list"]


def test_the_kinds_are_those_of_the_library() -> None:
    from aid_ledger.intake import KINDS as OF_INTAKE

    assert set(KINDS) == set(OF_INTAKE)


def test_a_new_workspace_says_the_next_step(empty: Desk) -> None:
    assert "下一步：aid-ledger import 文件夹 --term 2023S" in empty.run("status").stdout
    assert "还没有导入任何名单" in empty.run("sources").stdout
    assert "还没有批次" in empty.run("batches").stdout


def test_altered_books_end_in_5_and_name_the_record(desk: Desk) -> None:
    database = desk.folder / "ledger.db"
    data = database.read_bytes()
    assert data.count("张三".encode()) > 0
    database.write_bytes(data.replace("张三".encode(), "李四".encode()))
    found = desk.json("verify", code=5)
    assert (found["ok"], found["first_bad"]["table"], found["first_bad"]["what"]) == (
        False,
        "journal",
        "values-altered",
    )
    done = desk.run("verify")
    assert done.exit_code == 5
    assert done.stdout.startswith("台账有问题：第一处是 日志 1，内容被改动过")


def test_whatever_verify_finds_has_a_name_on_the_screen() -> None:
    tables = {*TABLES, "rule", "return", "trigger"} - {"schema_form"}
    assert {f"table-{name}" for name in tables} <= known("word")


def test_schools_own_money_stands_on_a_line_of_its_own(desk: Desk) -> None:
    second = desk.run("payout", "--term", "2023S").stdout.splitlines()[1]
    assert re.fullmatch(
        r"拨给学校的（供餐等，不计入上面的人数和金额）：上次 \d+ 所 [\d,]+\.\d\d；"
        r"本次补发 0 所 0\.00；调减 0 所；其余 \d+ 所不变。",
        second,
    )
