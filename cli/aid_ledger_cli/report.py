"""The auditor's report on the screen and as JSON: what ``reconcile`` prints of a term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aid_ledger.audit import CheckResult, Identity, Reconciliation
    from aid_ledger.words import Lang
    from aid_ledger_cli.render import Screen

_VERDICTS = {"found": "reconcile-differences", "clear": "reconcile-no-differences",
             "not-done": "report-answer-not-done", "partly": "report-answer-partly"}  # fmt: skip
_CHAIN = ("due", "approved", "paid", "returned", "waiting")
_DIGITS = 12
_DETAILS, _CELLS = 5, 20
"""So many things are named on the screen; the documents name all."""


def found(report: Reconciliation) -> list[CheckResult]:
    """Return what was found: books that do not verify, then errors, then by money."""
    from aid_ledger.audit.results import in_order

    return in_order(report.results)


def has_errors(report: Reconciliation) -> bool:
    """Say whether a finding is of severity ``error``."""
    return any(one.severity == "error" for one in found(report))


def as_json(report: Reconciliation, files: Sequence[str], lang: Lang) -> dict[str, Any]:
    """Return the object of ``reconcile --json``; ``files`` are the documents written."""
    from aid_ledger.audit.given_lists import told_lists
    from aid_ledger.audit.wording import told, why_not
    from aid_ledger.money import format_yuan
    from aid_ledger.words import phrase

    said: dict[str, Any] = {
        "term": str(report.head.term),
        "findings": [
            {"code": one.code, "severity": one.severity, "rows": 0 if one.rows is None else len(one.rows),
             "amount": format_yuan(one.amount), "message": told(one, "message", lang), "question": one.question,
             "answer": one.answer, "not_all": why_not(one, lang)}
            for one in found(report)
        ],
        "identities": [_identity(one) for one in report.identities if len(one.groups)],
        "files": list(files),
        "passed": [one.code for one in report.results if one.status == "passed"],
        "not_done": [{"code": one.code, "why": why_not(one, lang)} for one in report.results
                     if one.status == "not-done"],
        "gaps": [{"code": gap.code, "what": phrase(f"audit-gap-{gap.code}-what", lang, **gap.params),
                  "why": phrase(f"audit-gap-{gap.code}", lang, **gap.params)} for gap in report.gaps],
        "given": [{"file": one.file, "archived": one.archived, "status": one.status, "places": list(one.places)}
                  for one in told_lists(report.given, lang)],
    }  # fmt: skip
    if seen := report.head.bundle:
        said["bundle"] = {"file": seen.file, "ok": not seen.wrong, "records": seen.rows, "wrong": seen.wrong,
                          "head": report.head.head, "due_known": report.due_known}  # fmt: skip
    return said


def _identity(one: Identity) -> dict[str, Any]:
    from aid_ledger.money import format_yuan

    left, right = (format_yuan(side) if one.unit == "fen" else str(side) for side in (one.left, one.right))
    return {"name": one.name, "by": one.by, "left": left, "right": right, "holds": one.holds}


def show(screen: Screen, report: Reconciliation) -> None:
    """Show the report: the auditor's files, the three answers, the sums, findings, and what was not looked at."""
    _show_bundle(screen, report)
    _show_head(screen, report)
    _show_given(screen, report)
    screen.heading("reconcile-answers")
    show_answers(screen, report)
    _show_findings(screen, found(report))
    _show_identities(screen, [one for one in report.identities if not one.holds])
    _show_people(screen, report)
    _show_not_done(screen, report)


def _show_head(screen: Screen, report: Reconciliation) -> None:
    from aid_ledger.words import shown_time
    from aid_ledger_cli.phrasing import term_words

    head = report.head
    screen.say("reconcile-title", style="bold", office=head.office, term=term_words(head.term, screen.lang))
    closed = screen.word("reconcile-closed" if head.closed else "reconcile-open")
    screen.say("reconcile-about", closed=closed, day=head.data_as_of or "-", at=shown_time(head.made_at))
    screen.say("reconcile-by", program=head.program, rules=head.rulebook[:_DIGITS], head=head.head[:_DIGITS])


def _show_bundle(screen: Screen, report: Reconciliation) -> None:
    """Say which bundle was read and whether it fits, and the head to compare with paper."""
    from aid_ledger.audit.results import BOOKS_VERIFY
    from aid_ledger.store import short

    seen = report.head.bundle
    if seen is None:
        return
    if not seen.wrong:
        head = short(report.head.head)
        screen.say("reconcile-bundle-fits", style="bold green", file=seen.file, rows=f"{seen.rows:,}", head=head)
        return
    screen.say("reconcile-bundle-wrong", style="bold red", file=seen.file, count=f"{seen.wrong:,}")
    wrong = next((one.rows for one in report.results if one.code == BOOKS_VERIFY and one.rows is not None), None)
    for text in [] if wrong is None else wrong["detail"].tolist()[:_DETAILS]:
        screen.line(str(text), before="  ", style="red")


def _show_given(screen: Screen, report: Reconciliation) -> None:
    """Say of each list of the auditor's: identical to the archived one, or which rows and cells differ."""
    from aid_ledger.audit.given_lists import told_lists

    lists = told_lists(report.given, screen.lang)
    if lists:
        screen.heading("reconcile-given")
    for one in lists:
        screen.say(f"reconcile-given-{one.status}", file=one.file, archived=one.archived, count=f"{len(one.places):,}")
        for text in one.places[:_CELLS]:
            screen.line(text, before="  ")
        if len(one.places) > _CELLS:
            screen.say("reconcile-given-more", more=f"{len(one.places) - _CELLS:,}")


def show_answers(screen: Screen, report: Reconciliation) -> None:
    """Show the three questions with what their checks say, and the way of the money."""
    _show_questions(screen, report)
    _show_chain(screen, report)


def _show_questions(screen: Screen, report: Reconciliation) -> None:
    from aid_ledger.audit.answers import answers
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.render import Column

    columns = (Column("reconcile-question", whole=True), Column("reconcile-passed", number=True),
               Column("reconcile-found", number=True), Column("reconcile-not-done", number=True),
               Column("reconcile-people", number=True), Column("reconcile-money", number=True),
               Column("reconcile-verdict"))  # fmt: skip
    rows = []
    for one in answers(report):
        verdict = screen.word(_VERDICTS[one.verdict])
        rows.append((screen.word(f"reconcile-question-{one.question}"), one.passed, one.found, one.not_done,
                     f"{one.people:,}", format_yuan(one.amount, grouped=True), verdict))  # fmt: skip
    screen.table(columns, rows)
    for one in answers(report):
        sums = (("at-most", one.most), ("late", one.late))
        parts = [
            screen.word(f"report-answer-{name}", amount=format_yuan(fen, grouped=True)) for name, fen in sums if fen
        ]
        parts += [screen.word("report-answer-besides", people=f"{one.besides:,}")] if one.besides else []
        for said in parts:
            screen.say("reconcile-apart", question=screen.word(f"reconcile-question-{one.question}"), said=said)


def _show_chain(screen: Screen, report: Reconciliation) -> None:
    from aid_ledger.audit.answers import way_of
    from aid_ledger.money import format_yuan

    figures = {name: format_yuan(int(report.totals[name].sum()), grouped=True) for name in _CHAIN}
    way = way_of(report)
    figures["between"] = format_yuan(sum(way.between.values()), grouped=True)
    screen.line()
    if report.due_known and way.not_approved:  # what is printed must add up, also where due and booked differ
        screen.say("reconcile-chain-off", **figures, off=format_yuan(way.not_approved, grouped=True))
        return
    screen.say("reconcile-chain" if report.due_known else "reconcile-chain-booked", **figures)


def _show_findings(screen: Screen, results: Sequence[CheckResult]) -> None:
    from aid_ledger.audit.wording import told
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.render import Column

    if not results:
        return
    columns = (Column("reconcile-severity", whole=True), Column("reconcile-check", whole=True),
               Column("reconcile-rows", number=True), Column("reconcile-money", number=True), Column("reconcile-says"),
               Column("reconcile-code", whole=True))  # fmt: skip
    rows = [
        (screen.word(f"reconcile-severity-{one.severity}"), told(one, "title", screen.lang),
         0 if one.rows is None else len(one.rows), format_yuan(one.amount, grouped=True),
         told(one, "message", screen.lang), one.code)
        for one in results
    ]  # fmt: skip
    screen.heading("reconcile-findings")
    screen.table(columns, rows)
    for one in results:
        if one.answer:
            screen.say("reconcile-answer", check=told(one, "title", screen.lang), answer=one.answer)


def _show_identities(screen: Screen, wrong: Sequence[Identity]) -> None:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.render import Column

    if not wrong:
        screen.say("reconcile-identities-hold", style="bold green")
        return
    columns = (Column("reconcile-identity"), Column("reconcile-by-group", whole=True),
               Column("reconcile-left", number=True), Column("reconcile-right", number=True),
               Column("reconcile-groups", number=True))  # fmt: skip
    rows = []
    for one in wrong:
        sides = (one.left, one.right) if one.adds else (int(one.off[side].sum()) for side in ("left", "right"))
        left, right = (format_yuan(side, grouped=True) if one.unit == "fen" else str(side) for side in sides)
        count = len(one.off)
        right += f" ({' + '.join(screen.word(f'identity-part-{part}') for part in one.parts)})"
        rows.append((screen.word(f"identity-{one.name}"), screen.word(f"reconcile-by-{one.by}"), left, right, count))
    screen.heading("reconcile-identities-broken")
    screen.table(columns, rows)


def _show_people(screen: Screen, report: Reconciliation) -> None:
    """Show who did what, counted: who prepared, approved, decided and pushed through."""
    from aid_ledger_cli.render import Column

    if report.people.empty:
        return
    counts = report.people.groupby(["by", "act"], sort=True).size().reset_index().values.tolist()
    screen.heading("reconcile-acts")
    screen.table(
        (Column("head-by", whole=True), Column("reconcile-act"), Column("reconcile-rows", number=True)),
        [(by, screen.word(f"act-{act}"), count) for by, act, count in counts],
    )


def _show_not_done(screen: Screen, report: Reconciliation) -> None:
    from aid_ledger.audit.answers import missing
    from aid_ledger.audit.wording import lacking, told, why_not

    screen.heading("reconcile-not-looked-at")
    reasons: dict[str, list[str]] = {}
    for one in report.results:
        if one.why_not:
            reasons.setdefault(why_not(one, screen.lang), []).append(told(one, "title", screen.lang))
    between = "、" if screen.lang == "zh" else ", "
    for why, titles in reasons.items():
        screen.say("reconcile-not-done-because", titles=between.join(titles), why=why)
    for one in missing(report.results):
        said = lacking(one, told(one, "message", screen.lang), screen.lang)
        screen.say("reconcile-not-done-because", titles=told(one, "title", screen.lang), why=said)
    for gap in report.gaps:
        what = screen.word(f"audit-gap-{gap.code}-what", **gap.params)
        screen.say("reconcile-not-done-because", titles=what, why=screen.word(f"audit-gap-{gap.code}", **gap.params))
    screen.say("reconcile-needs-visit")
