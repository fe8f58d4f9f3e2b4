"""``reconcile`` gives the auditor's report of a term; ``--statement`` tells whether published figures are right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aid_ledger_cli import report as audited
from aid_ledger_cli import statement as published
from aid_ledger_cli import statement_json
from aid_ledger_cli.context import Session, acting, now, who
from aid_ledger_cli.options import UsageFoundError, ValueNotReadError, by_option, json_option, term_option
from aid_ledger_cli.phrasing import below
from aid_ledger_cli.streams import write_json
from aid_ledger_cli.written import show_files

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOUND = 5
"""There are findings of severity ``error``."""


def read_answer(value: str) -> tuple[str, str]:
    """Read what the office says of a finding, ``CODE=TEXT``; without a text the answer is taken back."""
    code, sign, text = value.partition("=")
    if not code.strip() or not sign:
        raise ValueNotReadError(value, "form-answer")
    return code.strip(), text.strip()


@click.command()
@term_option(about="The term, such as 2023S; else the latest. 学期")
@click.option("--statement", default="", metavar="FILE",
              help="Published figures: a table, a text, or the sentence itself. 公布的数字")  # fmt: skip
@click.option(
    "--register", "registers", type=_FILE, multiple=True, metavar="FILE",
    help="A register that the auditor got elsewhere, beside the archived one; or a list for checks (deceased, public "
    "employees, notices, papers), which is used for them. 审计取得的部门名单、核对用名单",
)  # fmt: skip
@click.option(
    "--roster", "rosters", type=_FILE, multiple=True, metavar="FILE",
    help="A roster that the auditor got elsewhere. 审计取得的学校名册",
)  # fmt: skip
@click.option(
    "--bank", "returns", type=_FILE, multiple=True, metavar="FILE",
    help="A bank return that the auditor got elsewhere, in any form of `settle`; several are taken together. "
    "审计取得的银行回盘",
)  # fmt: skip
@click.option(
    "--paid-from", type=_FILE, multiple=True, metavar="FILE",
    help="The bank statement of the payer's account: debits, in parts too and less refunds, must be the bank files, "
    "credits refunds or what `recovered` has; several (one a month) are taken together. 付款账户对账单",
)  # fmt: skip
@click.option("--answer", "answers", type=read_answer, multiple=True, metavar="CODE=TEXT",
              help="What the office says of a finding; it is recorded and stands beside it. 对疑点的答复")  # fmt: skip
@click.option(
    "--bundle", type=_FILE, metavar="F",
    help="The books of an audit pack instead, on any machine, read-only; documents go to --out. 审计包",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where workbook, page and questions go. 报告的文件夹")  # fmt: skip
@by_option
@json_option
@click.pass_obj
def reconcile(  # noqa: PLR0913 - one argument an option
    session: Session, *, term: Term | None, statement: str, registers: tuple[Path, ...], rosters: tuple[Path, ...],
    returns: tuple[Path, ...], paid_from: tuple[Path, ...], answers: tuple[tuple[str, str], ...], bundle: Path | None,
    out: Path | None, by: str, as_json: bool,
) -> int:  # fmt: skip
    """Look at a term as an auditor would, or test published figures 审计核对

    With --statement FILE it tests published figures instead: a file with 项目, 学段, 说明, 人数, 标准(元), 金额, 单位,
    or a sentence. Blank standards are those of the term. Files of the auditor's own are compared and never kept.
    With --bundle no workspace is needed: the pack is checked first, its books are read and nothing is written to them.

    \b
    Example: aid-ledger reconcile --term 2023S
    """  # noqa: D301, D415
    if bundle and answers:
        raise UsageFoundError("usage-bundle-answer")
    if statement:
        return _published(session, term, statement, bundle, as_json=as_json)
    screen = session.screen()
    with books(session, bundle, term) as (office, which):
        from aid_ledger.office.reconciling import STEPS

        for code, text in answers:
            office.answer_finding(which, code, text, by=who(office, by), at=now())
        given = office.read_given(
            which, registers=_read(registers), rosters=_read(rosters), returns=_read(returns),
            statements=_read(paid_from),
        )  # fmt: skip
        asks = acting(office, by) if bundle else who(office, by)
        with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
            found = office.reconcile(which, at=now(), by=asks, given=given, lang=session.lang, progress=step)
        # what a bundle says is written where somebody says so, never beside it
        silent = bundle is not None and out is None
        files = () if silent else office.write_reconciliation(found, out=out, lang=session.lang)
        folder = office.workspace.folder
    if as_json:
        write_json(audited.as_json(found, [below(path, folder) for path in files], session.lang))
    else:
        audited.show(screen, found)
        screen.line()
        if silent:
            screen.say("reconcile-bundle-no-out")
        else:
            show_files(screen, files)
    return FOUND if audited.has_errors(found) else 0


@contextmanager
def books(session: Session, bundle: Path | None, term: Term | None) -> Iterator[tuple[Office, Term]]:
    """Open the workspace, or the books of a bundle, and say which term is looked at: else the latest.

    Raises:
        InputError: ``bundle-of-another-term``, ``no-term-to-reconcile``.
    """
    if bundle is None:
        with session.office() as office:
            yield office, term or _latest(office)
        return
    from aid_ledger.errors import Finding, InputError, Place
    from aid_ledger.office import Office

    with Office.of_bundle(bundle) as (office, bundled):
        if term is not None and term != bundled.term:
            params = {"of": str(bundled.term), "term": str(term)}
            raise InputError(Finding("bundle-of-another-term", Place(bundle.name), params))
        yield office, bundled.term


def _read(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


def _latest(office: Office) -> Term:
    """Return the latest term that has lists or lines.

    Raises:
        InputError: ``no-term-to-reconcile``.
    """
    from aid_ledger.errors import Finding, InputError

    found = published.latest(office)
    if found is None:
        raise InputError(Finding("no-term-to-reconcile"))
    return found


def _published(session: Session, term: Term | None, statement: str, bundle: Path | None, *, as_json: bool) -> int:
    if bundle is None:
        name, found = published.check(session, statement, term)
    else:
        with books(session, bundle, term) as (office, which):
            office.require_fits()
            name, found = published.check_in(office, statement, which)
    code = FOUND if published.has_errors(found) else 0
    if as_json:
        write_json({
            "term": str(found.term) if found.term else None,
            "findings": statement_json.findings_json(found, session.lang),
            "identities": [], "files": [], "statement": statement_json.as_json(found),
        })  # fmt: skip
        return code
    published.show(session.screen(), name, found, assumed=term is None)
    return code
