"""``reconcile`` tells whether figures are right: those that were published, against the rules and the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aid_ledger_cli import statement as published
from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term

FOUND = 5
"""There are findings of severity ``error``."""


@click.command()
@term_option()
@click.option("--statement", required=True, metavar="FILE",
              help="Published figures: a table, a text, or the sentence itself. 公布的数字")  # fmt: skip
@json_option
@click.pass_obj
def reconcile(session: Session, *, term: Term | None, statement: str, as_json: bool) -> int:
    """Check published figures against the rules and the books 核对公布的数字

    A file with 项目, 学段, 说明, 人数, 标准(元), 金额, 单位, or a sentence. Blank standards are those of the term.

    \b
    Example: aid-ledger reconcile --term 2023S --statement "雨露计划补助170人，金额25.5万元"
    """  # noqa: D301, D415
    name, found = published.check(session, statement, term)
    code = FOUND if published.has_errors(found) else 0
    if as_json:
        write_json({
            "term": str(term) if term else None, "findings": published.findings_json(found, session.lang),
            "identities": [], "files": [], "statement": published.as_json(found),
        })  # fmt: skip
        return code
    published.show(session.screen(), name, found)
    return code
