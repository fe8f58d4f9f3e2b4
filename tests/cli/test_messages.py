"""Whole messages, input to text and exit code, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import Desk, run

WRONG = [
    ("payout", 2,
     ("aid-ledger payout: 缺少 --term [usage-option-missing]\n  应为: aid-ledger payout 带上 --term\n"
     "  处理: 用法见 aid-ledger payout --help\n"),
     ("aid-ledger payout: --term is missing [usage-option-missing]\n  expected: aid-ledger payout with --term\n"
     "  fix: see `aid-ledger payout --help`\n")),
    ("payout --term 2023X", 2,
     ("aid-ledger payout: --term 写成了 '2023X' [usage-value]\n  应为: 学期，如 2023S、2023春、2022-2023学年第二学期\n"
     "  处理: 改正后再运行；用法见 aid-ledger payout --help\n"),
     ("aid-ledger payout: --term is '2023X' [usage-value]\n"
     "  expected: a term such as 2023S, 2023春 or 2022-2023学年第二学期\n"
     "  fix: correct it; see `aid-ledger payout --help`\n")),
    ("notify 2023S-001", 2,
     ("aid-ledger: 没有命令 notify [usage-command-unknown]\n"
     "  应为: init, template, import, sources, payout, review, explain, batches, batch, notice, approve, void, "
     "accounts, pay, settle, recovered, budget, close, reopen, status, export, bundle, erase, "
     "verify, reconcile, key, sample, simulate, rules, testdeck, demo\n"
     "  处理: 用法见 aid-ledger --help\n"),
     ("aid-ledger: there is no command notify [usage-command-unknown]\n"
     "  expected: init, template, import, sources, payout, review, explain, batches, batch, notice, approve, void, "
     "accounts, pay, settle, recovered, budget, close, reopen, status, export, bundle, erase, "
     "verify, reconcile, key, sample, simulate, rules, testdeck, demo\n"
     "  fix: see `aid-ledger --help`\n")),
    ("payout --trem 2023S", 2,
     ("aid-ledger payout: 没有 --trem 这个选项 [usage-option-unknown]\n  应为: 可用的有：--term\n"
     "  处理: 用法见 aid-ledger payout --help；--workspace、--lang、--show-ids 写在命令前面\n"),
     ("aid-ledger payout: there is no option --trem [usage-option-unknown]\n  expected: one of: --term\n"
     "  fix: see `aid-ledger payout --help`; --workspace, --lang and --show-ids stand before the command\n")),
    ("export money --term 2023S", 2,
     ("aid-ledger export: 种类 写成了 'money' [usage-value]\n"
      "  应为: lines, outcomes, entitlements, transfers, findings\n"
     "  处理: 改正后再运行；用法见 aid-ledger export --help\n"),
     ("aid-ledger export: a kind is 'money' [usage-value]\n"
      "  expected: lines, outcomes, entitlements, transfers, findings\n"
     "  fix: correct it; see `aid-ledger export --help`\n")),
    ("init x --county 99010 --name 示例县学生资助管理中心 --packs national --tier T2", 2,
     ("aid-ledger init: --county 写成了 '99010' [usage-value]\n  应为: 六位行政区划代码，如 990101\n"
     "  处理: 改正后再运行；用法见 aid-ledger init --help\n"),
     ("aid-ledger init: --county is '99010' [usage-value]\n  expected: an area code of six digits such as 990101\n"
     "  fix: correct it; see `aid-ledger init --help`\n")),
    ("verify --head 第9条", 2,
     ("aid-ledger verify: --head 写成了 '第9条' [usage-value]\n  应为: 表上印的链校验码，如 8306-3DF2-BCA9\n"
     "  处理: 改正后再运行；用法见 aid-ledger verify --help\n"),
     ("aid-ledger verify: --head is '第9条' [usage-value]\n"
     "  expected: the chain code of a sheet such as 8306-3DF2-BCA9\n"
     "  fix: correct it; see `aid-ledger verify --help`\n")),
    ("import x.xlsx --term 2023S --year 2022-2023", 2,
     ("aid-ledger import: --term 和 --year 只能用一个 [usage-two-terms]\n  应为: --term 2023S，或 --year 2023-2024\n"
     "  处理: 删去一个；用法见 aid-ledger import --help\n"),
     ("aid-ledger import: --term and --year were both given [usage-two-terms]\n"
     "  expected: --term 2023S, or --year 2023-2024\n  fix: leave one out; see `aid-ledger import --help`\n")),
    ("explain 990101200001010000 --term 2023S", 3,
     ("2023S 里找不到 990101********0000 [student-not-known]\n  应为: 身份证号、学籍号、台账行号或姓名\n"
     "  处理: 核对号码；该生可能不在任何名单中\n"),
     ("990101********0000 is not found in 2023S [student-not-known]\n  expected: an ID, a 学籍号, a line id or a name\n"
     "  fix: check the number; the student may be in no list\n")),
    ("batch show 2023S-009", 3,
     "没有批次 2023S-009 [batch-not-known]\n  应为: aid-ledger batches 里的批次号\n  处理: 核对批次号\n",
     ("there is no batch 2023S-009 [batch-not-known]\n  expected: a batch from `aid-ledger batches`\n"
     "  fix: check the batch\n")),
    ("payout --term 2021A", 3,
     "2021A 没有任何在校生名册或申报名单 [no-roster]\n  应为: 至少一份名册\n  处理: 先导入学校名册\n",
     ("2021A has no roster and no applications [no-roster]\n  expected: at least one roster\n"
     "  fix: import the schools' rosters first\n")),
    ("sources retire 000000000000 --why x", 3,
     ("没有这个来源：000000000000 [source-not-known]\n  应为: aid-ledger sources 里的编号，或拒收后未重报的文件名\n"
     "  处理: 核对编号或文件名\n"),
     ("there is no source 000000000000 [source-not-known]\n"
     "  expected: an id from `aid-ledger sources`, or the name of a refused file\n  fix: check the id or the name\n")),
    ("export lines --term 2023S --format parquet", 3,
     "parquet 格式不能显示在屏幕上 [parquet-needs-file]\n  应为: --out 文件名\n  处理: 加上 --out lines.parquet\n",
     ("parquet cannot be shown on a screen [parquet-needs-file]\n  expected: --out with a file name\n"
     "  fix: add --out lines.parquet\n")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "zh", "en"), WRONG, ids=[one[0] for one in WRONG])
def test_a_message_is_whole_in_both_languages(made: Desk, words: str, code: int, zh: str, en: str) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        done = made.run(*words.split(), lang=lang)
        assert done.stderr == expected
        assert (done.exit_code, done.stdout) == (code, "")


def test_a_demo_leaves_other_peoples_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "工作").mkdir()
    (tmp_path / "工作" / "重要.xlsx").write_bytes(b"x")
    done = run("--lang", "zh", "demo", str(tmp_path / "工作"), "--students", "200")
    assert done.exit_code == 3
    assert done.stderr == (
        f"{tmp_path / '工作'}: 这个文件夹里已经有别的东西，演示不会动它 [demo-folder-in-use]\n"
        "  应为: 新的或空的文件夹，或以前的演示\n  处理: 换一个文件夹名，例如 aid-ledger demo demo-county\n"
    )
    assert [path.name for path in (tmp_path / "工作").iterdir()] == ["重要.xlsx"]


def test_a_demo_made_otherwise_says_what_to_do(desk: Desk) -> None:
    done = run("--lang", "en", "demo", str(desk.folder), "--students", "400")
    assert done.exit_code == 3
    assert done.stderr == (
        f"{desk.folder}: the folder has a demo made with --seed 7, --students 300, not with --seed 7, --students 400 "
        "[demo-made-otherwise]\n  expected: the same options, or another folder\n"
        f"  fix: name another folder, or delete {desk.folder} first, or run it with --seed 7, --students 300\n"
    )


def test_a_workspace_is_not_made_twice(empty: Desk) -> None:
    done = run("--lang", "zh", "init", str(empty.folder), "--county", "990101", "--name", "县", "--packs", "national",
               "--tier", "T2")  # fmt: skip
    assert done.exit_code == 3
    assert done.stderr == (
        f"{empty.folder / 'aid-ledger.toml'}: 这个文件夹已经是工作区 [workspace-exists]\n"
        "  应为: 空的或新的文件夹\n  处理: 换一个文件夹，或直接使用它\n"
    )


def test_an_unknown_pack_makes_no_workspace(tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "县"), "--county", "990101", "--name", "县", "--packs", "national,city-z",
               "--tier", "T2")  # fmt: skip
    assert done.exit_code == 3
    assert "[pack-unknown]" in done.stderr
    assert not (tmp_path / "县").exists()


def test_a_pack_that_leaves_amounts_to_the_county_says_which(tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "县"), "--county", "990101", "--name", "县", "--packs", "national,city-d",
               "--tier", "T2")  # fmt: skip
    assert done.exit_code == 0
    assert done.stderr.count("[parameter-missing]") == 3


def test_a_file_that_cannot_be_written_is_said(made: Desk, tmp_path: Path) -> None:
    done = made.run("export", "transfers", "--term", "2023S", "--out", str(tmp_path / "none" / "x.csv"))
    assert done.exit_code == 3
    assert done.stderr.startswith(f"{tmp_path / 'none' / 'x.csv'}: 写不了：")
