"""Keys on the command line: made, listed, asked for, and named by the workspace."""

from __future__ import annotations

from pathlib import Path

from tests.cli.county import Desk

WORDS = {"AID_LEDGER_KEY_PASSPHRASE": "correct horse"}


def test_who_has_a_key_signs_by_option_or_by_the_workspace_or_is_refused(empty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "张三.key"
    shown = empty.run("key", "new", "--by", "张三", "--out", str(file), env=WORDS)
    assert (shown.exit_code, "张三 的密钥已登记" in shown.stdout) == (0, True), shown.output
    assert file.stat().st_size
    (listed,) = empty.json("key", "list")["keys"]
    assert (listed["name"], listed["how"], listed["in_use"]) == ("张三", "first", True)
    typed = ("budget", "add", "--programme", "boarding-living", "--amount", "1000.00", "--year", "2023",
             "--level", "county", "--document", "示财〔2023〕1号")  # fmt: skip
    refused = empty.run(*typed)
    assert (refused.exit_code, "key-needed" in refused.stderr) == (4, True), refused.output
    no_terminal = empty.run(*typed, "--key", str(file))
    assert (no_terminal.exit_code, "key-passphrase-needed" in no_terminal.stderr) == (3, True), no_terminal.output
    done = empty.run(*typed, "--key", str(file), env=WORDS)
    assert done.exit_code == 0, done.output
    config = empty.folder / "aid-ledger.toml"
    config.write_text(f'{config.read_text("utf-8")}\n[keys]\n"张三" = "{file.as_posix()}"\n', "utf-8")
    assert empty.run("--show-ids", "sources", env=WORDS).exit_code == 0
    (key,) = empty.json("verify")["signatures"]["keys"]
    assert (key["name"], key["records"]) == ("张三", 3)
    assert "签名 3 个，全部有效：张三" in empty.run("verify").stdout
    again = empty.run("key", "new", "--by", "张三", "--second", "李四", "--out", str(tmp_path / "2.key"), env=WORDS)
    assert (again.exit_code, "key-without-why" in again.stderr) == (4, True), again.output
