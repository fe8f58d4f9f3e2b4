"""Approve, pay, settle and the papers of each on a screen and as objects, in the demo's county."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from aid_ledger.people import mask_name
from aid_ledger.words import Lang
from aid_ledger_cli.pay import _show_settled
from tests.cli.county import Desk
from tests.tools.banks import bank_return
from tests.tools.county import PRIMARY, account_of, member, name_of, pupil, resident_id, school, sheet
from tests.tools.county import Desk as Small
from tests.tools.money import approve, bank_says, pay

APPROVER = "李四"


def test_a_batch_goes_from_status_to_status_by_the_steps_that_it_names(desk: Desk, tmp_path: Path) -> None:
    assert desk.json("status")["terms"][0]["next_step"] == "step-approve"
    shown = desk.run("approve", "2023S-001", "--by", APPROVER, "--document", "示教资〔2023〕8号")
    assert shown.exit_code == 0, shown.output
    for said in (
        "比上学期",
        "合计",
        "首次使用的收款账户",
        "审批单.xlsx",
        "审批校验码",
        "未使用密钥",
        "aid-ledger pay 2023S-001",
    ):
        assert said in shown.stdout
    folder = desk.folder / "reports" / "2023S" / "2023S-001"
    assert (folder / "审批单.xlsx").is_file()
    assert desk.json("status")["terms"][0]["next_step"] == "step-pay"
    again = desk.json("approve", "2023S-001", "--by", APPROVER)
    assert (again["approval"], again["orders"], again["files"]) == (None, 0, [])
    paid = desk.json("pay", "2023S-001")
    assert paid["lines"] == sum(one["lines"] for one in paid["sendings"])
    assert {finding["name"] for finding in paid["accounts"]} <= {
        "account-shared-many", "account-shared-few", "account-holder-other", "account-changed", "holder-id-not-known",
    }  # fmt: skip
    assert desk.json("status")["terms"][0]["next_step"] == "step-settle"
    returns = []
    for sending in paid["sendings"]:
        path = tmp_path / f"回盘{sending['file']}"
        path.write_bytes(bank_return((folder / sending["file"]).read_bytes(), lambda row: _says(row["序号"])))
        returns.append(str(path))
    settled = desk.json("settle", *returns, "--paid-on", "2023-05-06", "--voucher", "0512", "--by-class")
    assert settled["ok"] + settled["failed"] == paid["lines"]
    kinds = {Path(name).parts[3] for name in settled["files"]}
    assert kinds == {"领取确认表", "退回更正清单"}
    assert desk.json("status")["terms"][0]["next_step"] == "step-correct-accounts"
    done = desk.run("batch", "show", "2023S-001", "--out", str(tmp_path / "又"))
    assert done.exit_code == 0, done.output
    for sending in paid["sendings"]:
        assert (tmp_path / "又" / sending["file"]).read_bytes() == (folder / sending["file"]).read_bytes()
    assert list((tmp_path / "又" / "领取确认表").glob("*.xlsx"))
    assert list((tmp_path / "又").glob("银行报送封面*"))
    assert desk.json("verify")["ok"] is True


def _says(number: str) -> tuple[str, str]:
    return ("失败", "账户已销户") if number == "1" else ("成功", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_preparer_is_refused_before_any_paper_is_written(desk: Desk, lang: Lang) -> None:
    preparer = desk.json("batches")["batches"][0]["prepared_by"]
    done = desk.run("approve", "2023S-001", "--by", preparer, lang=lang)
    assert (done.exit_code, "approver-is-preparer" in done.stderr) == (4, True)
    assert not list((desk.folder / "reports").rglob("审批单*"))


def test_changed_accounts_have_a_form_only_where_there_are_some(desk: Desk, tmp_path: Path) -> None:
    done = desk.run("accounts", "changes", "--term", "2023S", "--out", str(tmp_path / "表"))
    assert (done.exit_code, (tmp_path / "表").exists()) == (0, False)


def test_after_accounts_come_back_each_command_names_the_one_that_goes_on(tmp_path: Path) -> None:
    """A line came back; its new account is imported, approved as a change, its order approved, and sent as the rest."""
    with closing(Small(tmp_path / "县")) as small:
        small.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        small.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        small.took("名册.xlsx", [pupil(1), pupil(2)])
        batch = small.payout().batch
        assert batch is not None
        approve(small, batch.batch)
        failed = name_of(2)
        done = bank_says(small, pay(small, batch.batch), lambda row: _result(row["户名"], failed))
        said = mock.Mock(lang="zh")
        _show_settled(said, done)
        [_, _, came_back, pending] = [call.args[1] for call in said.table.call_args_list]
        [(line, *named)] = came_back
        assert (line[:10], named[:2]) == ("2023S-001-", [mask_name(failed), PRIMARY["学校名称"]])
        assert "销户" in named[2]
        assert [row[1:] for row in pending] == [(mask_name(name_of(1)), PRIMARY["学校名称"], "")]
        assert mock.call("settle-pending", count=1) in said.say.call_args_list
    row = {
        "学生姓名": failed,
        "学生身份证号": resident_id(2),
        "户名": failed,
        "账号": account_of(950),
        "开户行": "银行",
    }
    (tmp_path / "收回.xlsx").write_bytes(sheet([row]))
    desk = Desk(tmp_path / "县")
    shown = desk.run("import", str(tmp_path / "收回.xlsx"), "--as", "accounts", "--term", "2023S").stdout
    assert "aid-ledger accounts changes --term 2023S" in shown
    assert "aid-ledger approve 2023S-001，然后 aid-ledger pay 2023S-001 --rest" in shown
    assert "aid-ledger payout" not in shown
    assert "1 行：可用 1" in " ".join(shown.split())
    shown = desk.run("approve", "2023S-001", "--by", APPROVER).stdout
    assert "aid-ledger accounts approve --term 2023S" in shown
    assert "aid-ledger pay" not in shown, "nothing could be sent yet"
    assert desk.run("accounts", "approve", "--term", "2023S", "--by", APPROVER).exit_code == 0
    assert "下一步：aid-ledger pay 2023S-001 --rest" in desk.run("approve", "2023S-001", "--by", APPROVER).stdout


def _result(name: str, failed: str) -> tuple[str, str]:
    return ("失败", "账户已销户") if name == failed else ("处理中", "")
