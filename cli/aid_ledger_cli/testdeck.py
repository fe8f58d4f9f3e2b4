"""``testdeck`` writes sixty invented students as lists, with the right answers; it needs no workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option, read_term
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="A new or empty folder; else 测试数据_… here. 新的或空的文件夹")  # fmt: skip
@click.option("--packs", default="national,city-b", show_default=True, metavar="PACKS",
              help="Rules that the answers follow. 按哪些规则")  # fmt: skip
@click.option("--term", type=read_term, default="2023S", show_default=True, metavar="TERM", help="The term. 学期")
@json_option
@click.pass_obj
def testdeck(session: Session, *, out: Path | None, packs: str, term: Term, as_json: bool) -> None:
    """Write sixty invented students with the right answers 测试数据和标准答案

    For an auditor: alter a cell, think by the policy what must come out, run it, compare.

    \b
    Example: aid-ledger testdeck --out 测试数据 --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.demo.testdeck import write_testdeck
    from aid_ledger.errors import Finding, InputError, Place

    folder = out or Path(f"测试数据_{term}")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(Finding("testdeck-folder-in-use", Place(str(folder))))
    chosen = tuple(word.strip() for word in packs.split(",") if word.strip())
    deck = write_testdeck(folder, term, chosen)
    if as_json:
        write_json({"term": str(term), "packs": list(chosen), "students": len(deck.students),
                    "answers": str(deck.answers), "files": [str(path) for _, path in deck.lists]})  # fmt: skip
        return
    screen = session.screen()
    screen.say("testdeck-done", style="bold", students=len(deck.students), files=len(deck.lists), folder=str(folder))
    screen.say("testdeck-next", answers=deck.answers.name)
