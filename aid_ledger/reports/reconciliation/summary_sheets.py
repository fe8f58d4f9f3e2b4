"""汇总 (the three answers) and 校验 (what proves the rest)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aid_ledger.audit.answers import Answer, answers, clear_of_differences, dearest, missing, people_of, way_of
from aid_ledger.audit.results import Reconciliation
from aid_ledger.audit.wording import lacking
from aid_ledger.reports.listing import LINE_POINTS, PADDING_POINTS, lines_of
from aid_ledger.reports.paper import Paper, report_digest
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.answer_panels import between_words
from aid_ledger.reports.reconciliation.first_screen import ALWAYS, books_broken, from_bundle, gap_words
from aid_ledger.reports.reconciliation.matching_sheets import (
    AMOUNT,
    APPROVED,
    BEFORE,
    CLAIMED,
    DUE,
    PAID,
    QUESTION,
    RETURNED,
    STATUS,
    UNAPPROVED,
    UNORDERED,
    WAITING,
)
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.reports.reconciliation.sheets import Sheet, Written
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.store import short
from aid_ledger.words import shown_time

_WIDTHS = (30, 22, 11, 11, 16, 9, 9, 9, 9)
_LAST = len(_WIDTHS) - 1


def write_summary_sheet(
    paper: Paper, report: Reconciliation, say: Speaker, sheets: Mapping[str, Sheet], found: Mapping[str, Sheet]
) -> Written:
    """Write 汇总: all figures are formulas over the other sheets."""
    names = sheets["summary"].name
    sheet: RowSheet = paper.sheet(names, _WIDTHS)
    sheet.set_portrait()
    head, looks = report.head, paper.styles
    term = head.term.zh if say.lang == "zh" else str(head.term)
    title = say.word("title", term=term)
    sheet.put_spans(0, [Span(0, _LAST, f"{paper.book.county_name}{title}", looks["title"])], height=32)
    found_word = "verdict-broken" if books_broken(report) else "sheet-verdict-found"
    verdict = say.word("verdict-clear") if clear_of_differences(report) else say.word(found_word)
    facts = [
        ("sheet-verdict", verdict), ("fact-office", clean(head.office)),
        ("fact-state", say.word("state-closed" if head.closed else "state-open")),
        ("fact-as-of", clean(head.data_as_of) or say.word("unknown")), ("fact-rulebook", short(head.rulebook)),
        ("fact-program", f"aid-ledger {clean(head.program)}"), ("fact-head", clean(head.head)),
        ("fact-made", say.word("made-line", at=clean(shown_time(head.made_at)), by=clean(head.made_by))),
    ]  # fmt: skip
    if source := from_bundle(report, say):
        facts.insert(1, ("fact-bundle", source))
    row, canon = 1, []
    for name, value in facts:
        bold = "sum-text" if name == "sheet-verdict" else "box-text"
        sheet.put_spans(
            row, [Span(0, 0, say.word(name), looks["box-label"]), Span(1, _LAST, value, looks[bold])], height=18
        )
        canon.append(value)
        row += 1
    row = _write_answers(paper, sheet, row + 1, report, say, sheets["checks"])
    row = _write_way(paper, sheet, row + 1, report, say, sheets["matching"])
    row = _write_dearest(paper, sheet, row + 1, report, say, found)
    _write_gaps(paper, sheet, row + 1, report, say)
    sheet.fit_to_pages(1, 0)
    digest = report_digest(("audit-summary/1", str(head.term)), [f"{len(text)}:{text}" for text in canon])
    paper.foot(sheet, digest, of_batch=False)
    return Written(names, row, digest)


def _headings(paper: Paper, sheet: RowSheet, row: int, labels: Sequence[str]) -> None:
    spans = [Span(place, place, label, paper.styles["head"]) for place, label in enumerate(labels)]
    if len(labels) <= _LAST:
        last = spans.pop()
        spans.append(Span(last.first, _LAST, last.value, last.style))
    widths = [*_WIDTHS[: len(labels) - 1], sum(_WIDTHS[len(labels) - 1 :])]
    lines = max(lines_of(label, width) for label, width in zip(labels, widths, strict=True))
    sheet.put_spans(row, spans, height=max(20, LINE_POINTS * lines + PADDING_POINTS))


def _write_answers(
    paper: Paper, sheet: RowSheet, row: int, report: Reconciliation, say: Speaker, checks: Sheet
) -> int:  # fmt: skip
    labels = ("question", "answer", "people", "lines-count", "money", "passed", "found", "undone", "hints")
    _headings(paper, sheet, row, [say.word(f"sheet-head-{name}") for name in labels])
    questions, statuses = checks.cells(QUESTION, fixed=True), checks.cells(STATUS, fixed=True)
    for place, answer in enumerate(answers(report)):
        at = row + 1 + place
        verdict = "\n".join(filter(None, (say.word(f"sheet-answer-{answer.verdict}"), say.apart(answer))))
        values: list[Value] = [
            say.word(f"question-{answer.question}"), verdict,
            answer.people, answer.lines, answer.amount / 100,
        ]  # fmt: skip
        for status, number in _counts(answer):
            word = say.word(f"status-{status}")
            values.append(Formula(f'COUNTIFS({questions},A{at + 1},{statuses},"{word}")', number))
        looks = ["left", "wrap", "count", "count", "money", "count", "count", "count", "count"]
        height = max(30, LINE_POINTS * lines_of(verdict, _WIDTHS[1]) + PADDING_POINTS)
        sheet.put_row(at, values, [paper.styles[look] for look in looks], height=height)
    return row + 4


def _counts(answer: Answer) -> tuple[tuple[str, int], ...]:
    return (("passed", answer.passed), ("found", answer.found), ("not-done", answer.not_done), ("hint", answer.hints))


def _write_way(
    paper: Paper, sheet: RowSheet, row: int, report: Reconciliation, say: Speaker, matching: Sheet
) -> int:  # fmt: skip
    """Write 应发 = 批准 = 实发 + 退回 + 已批未付, each from 三方核对, and what is off."""
    way, looks = way_of(report), paper.styles
    _headings(
        paper, sheet, row, [say.word("sheet-head-way"), say.word("sheet-head-money"), say.word("sheet-head-from")]
    )
    total, between = matching.total, between_words(way, say)
    lines: list[tuple[str, str, int]] = [
        ("way-due" if report.due_known else "way-booked", total(DUE), way.due),
        ("way-approved", total(APPROVED), way.approved),
        ("way-paid", total(PAID), way.paid), ("way-returned", total(RETURNED), way.returned),
        ("way-waiting-short", total(WAITING), way.waiting),
        ("way-between", "+".join(map(total, (BEFORE, CLAIMED, UNAPPROVED, UNORDERED))), sum(way.between.values())),
        ("off-approved", f"ROUND(B{row + 2}-B{row + 3}-B{row + 7},2)", way.not_approved),
        ("off-rest", f"ROUND(B{row + 3}-B{row + 4}-B{row + 5}-B{row + 6},2)", way.off),
    ]  # fmt: skip
    for place, (name, formula, fen) in enumerate(lines):
        spans = [
            Span(0, 0, say.word(name), looks["left"]),
            Span(1, 1, Formula(formula, fen / 100), looks["money"]),
            Span(2, _LAST, between if name == "way-between" else say.word("sheet-from-matching"), looks["box-text"]),
        ]
        height = LINE_POINTS * lines_of(between, sum(_WIDTHS[2:]) - 2) + PADDING_POINTS if name == "way-between" else 18
        sheet.put_spans(row + 1 + place, spans, height=max(18, height))
    return row + 1 + len(lines)


def _write_dearest(
    paper: Paper, sheet: RowSheet, row: int, report: Reconciliation, say: Speaker, found: Mapping[str, Sheet]
) -> int:  # fmt: skip
    results, looks = dearest(report.results), paper.styles
    labels = ("finding", "severity", "people", "lines-count", "money", "sheet")
    _headings(paper, sheet, row, [say.word(f"sheet-head-{name}") for name in labels])
    for place, result in enumerate(results):
        rows = 0 if result.rows is None else len(result.rows)
        value: Value = result.amount / 100
        if (
            result.code in found
            and result.rows is not None
            and int(result.rows["amount"].fillna(0).sum()) == result.amount
        ):
            value = Formula(found[result.code].total(AMOUNT), result.amount / 100)
        spans = [
            Span(0, 0, masked(say.check(result).title), looks["wrap"]),
            Span(1, 1, say.word(f"severity-{result.severity}"), looks["text"]),
            Span(2, 2, people_of(result), looks["count"]), Span(3, 3, rows, looks["count"]),
            Span(4, 4, value, looks["money"]),
            Span(5, _LAST, found[result.code].name if result.code in found else "", looks["box-text"]),
        ]  # fmt: skip
        sheet.put_spans(row + 1 + place, spans, height=LINE_POINTS * lines_of(say.check(result).title, _WIDTHS[0]) + 6)
    return row + 1 + len(results)


def _write_gaps(paper: Paper, sheet: RowSheet, row: int, report: Reconciliation, say: Speaker) -> None:
    looks = paper.styles
    _headings(paper, sheet, row, [say.word("not-looked-at"), say.word("sheet-head-why")])
    gaps = [(masked(say.check(r).title), say.not_done(r.why_not)) for r in report.results if r.why_not]
    lacks = [(r, say.check(r)) for r in missing(report.results)]
    gaps += [(masked(said.title), masked(lacking(r, said.message, say.lang))) for r, said in lacks]
    gaps += [gap_words(gap, say) for gap in report.gaps]
    gaps += [(say.word(f"visit-{name}"), say.word("visit")) for name in ALWAYS]
    for place, (what, why) in enumerate(gaps):
        spans = [Span(0, 0, what, looks["wrap"]), Span(1, _LAST, why, looks["wrap"])]
        height = LINE_POINTS * max(lines_of(what, _WIDTHS[0]), lines_of(why, sum(_WIDTHS[1:]))) + 6
        sheet.put_spans(row + 1 + place, spans, height=height)


def write_proof_sheet(
    paper: Paper, report: Reconciliation, say: Speaker, name: str, written: Sequence[Written]
) -> None:
    """Write 校验: the digests of the books and of every sheet, and how to prove them."""
    widths, looks = (34, 20, 10, 60), paper.styles
    sheet: RowSheet = paper.sheet(name, widths)
    sheet.put_spans(0, [Span(0, 3, say.word("proof"), looks["title"])], height=32)
    row = 1
    for fact, value in (("head", report.head.head), ("rulebook", report.head.rulebook)):
        sheet.put_spans(
            row,
            [Span(0, 0, say.word(f"fact-{fact}"), looks["box-label"]), Span(1, 3, clean(value), looks["box-text"])],
            height=18,
        )
        row += 1
    for number in (1, 2, 3, 4):
        text = say.word(f"proof-{number}", term=str(report.head.term), head=short(report.head.head))
        height = LINE_POINTS * lines_of(text, sum(widths[1:])) + 6
        sheet.put_spans(
            row, [Span(0, 0, str(number), looks["box-label"]), Span(1, 3, text, looks["box-text"])], height=height
        )
        row += 1
    heads = [say.word(f"sheet-head-{label}") for label in ("sheet", "digest", "rows", "what-it-covers")]
    sheet.put_spans(row + 1, [Span(place, place, text, looks["head"]) for place, text in enumerate(heads)], height=20)
    row += 2
    for one in written:
        values: list[Value] = [one.name, one.digest, one.rows, say.word("sheet-digest-covers")]
        sheet.put_row(row, values, [looks[look] for look in ("left", "text", "count", "left")], height=18)
        row += 1
    sheet.fit_to_pages(1, 0)
    paper.foot(
        sheet, report_digest(("audit-proof/1",), [f"{len(one.digest)}:{one.digest}" for one in written]), of_batch=False
    )
