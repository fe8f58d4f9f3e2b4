"""The command's head: global options, and the commands by name, each loaded only when it is wanted.

Nothing heavy is imported here: ``aid-ledger --help`` must start at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger import __version__
from aid_ledger_cli.context import Session, default_lang, keep_lang
from aid_ledger_cli.streams import prepare_streams

if TYPE_CHECKING:
    from aid_ledger.words import Lang

COMMANDS = {
    "init": ("workspace:init", "Make a workspace 新建工作区"),
    "template": ("template:template", "Make an empty list to fill in, with headers and drop-downs 生成空白名单模板"),
    "import": ("importing:import_", "Import lists from Excel files or folders of them 导入名单"),
    "sources": ("sources:sources", "List what has been imported 已导入的名单"),
    "payout": ("payout:payout", "Post what a term is due, write its sheets 生成发放名单（不付款）"),
    "review": ("review:review", "Ask in Excel what only a person can decide; take answers back 待核实问题"),
    "explain": ("explain:explain", "Say why a student (ID, name, line) gets what they get 为什么是这个数"),
    "batches": ("batches:batches", "List the batches with state and total 批次"),
    "batch": ("batches:batch", "Look at one batch 查看批次"),
    "notice": ("notice:notice", "Write what hangs at each school before the approval 公示名单"),
    "approve": ("approve:approve", "Approve a batch as the second person 审批（第二个人）"),
    "void": ("approve:void", "Take back a batch that has not been sent 作废未报送的批次"),
    "accounts": ("accounts:accounts", "Changed accounts that wait for a second person 账户变更"),
    "pay": ("pay:pay", "Write the bank files of an approved batch 生成银行文件"),
    "settle": ("pay:settle", "Book what the bank's return says 银行回盘"),
    "recovered": ("recovered:recovered", "Book how a recovery ends 追缴结果"),
    "budget": ("budget:budget", "Say what of each allotment is used and left 指标执行情况"),
    "close": ("closing:close", "Close a term 关账"),
    "reopen": ("closing:reopen", "Open a closed term again 重新打开已关账的学期"),
    "status": ("workspace:status", "Say where each term stands, and the next step 各学期进度和下一步"),
    "export": ("export:export", "Export a term's tables, with full numbers 导出明细（会留痕）"),
    "bundle": ("bundle:bundle", "Write a term's audit pack, with full numbers 审计包（会留痕）"),
    "erase": ("erase:erase", "Erase a student's (ID, 学籍号 or line) personal data from the books 依法删除个人信息"),
    "verify": ("verify:verify", "Check that the books still add up and nothing was altered 核验台账"),
    "reconcile": ("reconcile:reconcile", "Look at a term as an auditor would, or test published figures 审计核对"),
    "key": ("key:key", "Keys that sign what their holders do 签名密钥"),
    "sample": ("sample:sample", "Draw people to be visited, write the checklist 抽样核查"),
    "simulate": ("simulate:simulate", "Say what a term would pay under other rules; posts nothing 政策测算（不记账）"),
    "rules": ("rules:rules", "List, show, check or compare the rules 政策规则"),
    "testdeck": ("testdeck:testdeck", "Write sixty invented students with the right answers 测试数据和标准答案"),
    "demo": ("demo:demo", "Make an invented county, run a term on it, audit it 虚构一个县，演示一个学期"),
}
"""Where each command lives and what its own help begins with, in the order of the work, which is that of the help."""
INTERRUPTED = 130


class Context(click.Context):
    """A command's context; its help is Chinese where the screen is."""

    def get_help(self) -> str:
        """Return the help of the command."""
        if default_lang(self) == "en":
            return super().get_help()
        from aid_ledger_cli.chinese_help import help_of

        return help_of(self)


class Commands(click.Group):
    """The commands of :data:`COMMANDS`; turns the library's errors into findings on stderr and an exit code."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command's module and return the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(f"aid_ledger_cli.{module}"), name)
        for one in (found, *(found.commands.values() if isinstance(found, click.Group) else ())):
            one.context_class = Context
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading one of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; return its exit code."""
        from aid_ledger.errors import AidLedgerError

        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # here, since click would end with 1
            return _reader_has_gone()
        except (AidLedgerError, OSError) as error:
            from aid_ledger_cli.errors import refused_by_machine, report

            return report(refused_by_machine(error) if isinstance(error, OSError) else error, ctx)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and end the process with the command's exit code."""
        prepare_streams()
        extra |= {"prog_name": "aid-ledger"}
        if not extra.pop("standalone_mode", True):
            return self._run(*args, **extra)
        sys.exit(self._end(*args, **extra))

    def _run(self, args: Sequence[str] | None = None, **extra: Any) -> Any:
        return super().main(args, standalone_mode=False, **extra)

    def _end(self, *args: Any, **extra: Any) -> int:
        try:
            code = self._run(*args, **extra)
        except click.ClickException as error:
            from aid_ledger_cli.errors import report_usage

            return report_usage(error)
        except click.Abort:
            return INTERRUPTED
        except BrokenPipeError:
            return _reader_has_gone()
        return code if isinstance(code, int) else 0


def _reader_has_gone() -> int:
    """End well where the reader of a pipe, such as ``head``, has seen enough: what is still to write goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The workspace; else AID_LEDGER_WORKSPACE, else the nearest parent that is one. 工作区文件夹",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    callback=keep_lang,
    help="Language of the screen; default: Chinese where the locale is Chinese. 界面语言",
)
@click.option(
    "--show-ids", is_flag=True, help="Show ID and account numbers in full; this is recorded. 显示完整号码（会留痕）"
)
@click.version_option(__version__, message="aid-ledger %(version)s", help="Show the version. 版本")
@click.pass_context
def main(ctx: click.Context, workspace: Path | None, lang: str | None, *, show_ids: bool) -> None:
    """Turn a county's lists into a term's ledger that explains itself 县学生资助台账

    \b
    Example: aid-ledger payout --term 2023S
    """  # noqa: D301, D415 - click's mark for a block that is not re-wrapped
    sheets: Lang = "en" if lang == "en" else "zh"  # workbooks are Chinese unless English is asked for
    ctx.obj = Session(lang=default_lang(ctx), workspace=workspace, show_ids=show_ids, sheets=sheets)
