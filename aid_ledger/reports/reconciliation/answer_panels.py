"""The panel of each of the three answers: people and money at stake, the dearest findings, the identity written out."""

from __future__ import annotations

from aid_ledger.audit.answers import Answer, Way, dearest, way_of
from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, tag, yuan
from aid_ledger.reports.reconciliation.sentences import Speaker

_FIRST = 3


def answer_panel(answer: Answer, report: Reconciliation, say: Speaker) -> Html:
    """Return the panel of one question."""
    parts: list[Child] = [tag("h2", say.word(f"question-{answer.question}"))]
    if answer.verdict == "found":
        whose = say.word("yuan-of", people=count(answer.people), lines=count(answer.lines))
        big = tag("b", yuan(answer.amount), class_="big")
        if not answer.amount:  # nothing of it is money: how many findings says more than 0.00
            big, whose = (
                tag("b", str(answer.found + answer.broken), class_="big"),
                say.word(
                    "found-errors" if answer.errors else "found-of", lines=count(answer.lines), errors=answer.errors
                ),
            )
        parts.append(tag("p", big, whose, class_="stake"))
        if apart := say.apart(answer):
            parts.append(tag("p", apart, class_="asks"))
        if answer.question == "paid" and answer.amount:
            shares = {"certain": yuan(answer.certain), "rest": yuan(answer.amount - answer.certain)}
            parts.append(tag("p", say.word("answer-shares", **shares), class_="asks"))
    else:
        look = "stake" if answer.verdict == "partly" else "stake calm"
        parts.append(tag("p", say.word(f"answer-{answer.verdict}"), class_=look))
    if answer.question == "sums":
        parts.append(_way(report, say))
        parts += [_first_of(answer, report, say, errors=True)] if answer.errors else []
    else:
        parts.append(_first_of(answer, report, say))
    if answer.question == "owed" and (sent := report.head.states.get("sent", 0)):
        parts.append(tag("p", say.word("answer-in-transit", amount=yuan(sent)), class_="asks"))
    counts = say.word(
        "answer-counts", passed=answer.passed, found=answer.found, undone=answer.not_done, hints=answer.hints
    )
    if answer.question == "sums" and report.identities:
        held = sum(identity.holds for identity in report.identities)
        counts += say.word("answer-identities", held=held, all=len(report.identities))
    parts.append(tag("p", counts, class_="counts"))
    name, where = ("see-findings", "#findings") if answer.found else ("see-checks", "#checks")
    parts.append(tag("p", tag("a", say.word(name), href=where, data_question=answer.question), class_="see"))
    return tag("section", *parts, class_=f"answer {look_of(answer)}", id=f"answer-{answer.question}")


def look_of(answer: Answer) -> str:
    """Return how a panel looks: found things that are no errors are told apart from errors."""
    light = answer.verdict == "found" and not answer.errors and not answer.broken
    return "look" if light or answer.verdict == "partly" else answer.verdict


def _first_of(answer: Answer, report: Reconciliation, say: Speaker, *, errors: bool = False) -> Html:
    """Return the errors of a question and its dearest findings; where there are none, what the question asks for.

    ``errors``: these alone.
    """
    own = [result for result in report.results if result.question == answer.question]
    own = [result for result in own if result.severity == "error"] if errors else own
    found = sorted(dearest(own, len(own)), key=lambda one: one.severity != "error")[:_FIRST]
    if not found:
        return tag("p", say.word(f"asks-{answer.question}"), class_="asks")
    rows = [
        tag(
            "tr",
            tag("td", tag("a", say.check(one).title, href=f"#c-{one.code}")),
            tag("td", yuan(one.amount), class_="num"),
        )
        for one in found
    ]
    return tag("table", tag("tbody", *rows), class_="first")


def _way(report: Reconciliation, say: Speaker) -> Html:
    """Return 应发 = 批准 = 实发 + 退回 + 已批未付 written out, with what is off at each equals sign."""
    way = way_of(report)
    sides: list[tuple[str, str, int, int | None]] = [
        ("", say.word("way-due" if report.due_known else "way-booked"), way.due, None)
    ]
    sides.append(("=", say.word("way-approved"), way.approved, None if way.between else way.not_approved))
    sides += [("+", say.part(part), fen, None) for part, fen in way.between.items()]
    if way.between:
        sides[-1] = (*sides[-1][:3], way.not_approved)
    settled = way.paid + way.returned + way.waiting
    sides.append(("=", say.word("way-settled-besides" if way.between else "way-settled"), settled, way.off))
    rows = [_side(side, say) for side in sides]
    parts = say.word("way-parts", paid=yuan(way.paid), returned=yuan(way.returned), waiting=yuan(way.waiting))
    return join([tag("table", tag("tbody", *rows), class_="way"), tag("p", parts, class_="way-parts")])


def _side(side: tuple[str, str, int, int | None], say: Speaker) -> Html:
    sign, name, fen, off = side
    last: Child = None
    if off is not None:
        last = tag("span", say.word("off", off=yuan(off, signed=True)), class_="bad" if off else "good")
    cells = [tag("td", yuan(fen), class_="num"), tag("td", last, class_="num")]
    return tag("tr", tag("td", sign, class_="sign"), tag("th", name, scope="row"), *cells)


def between_words(way: Way, say: Speaker) -> str:
    """Return what stands between due and approved, in words."""
    return "　".join(f"{say.part(part)} {yuan(fen)}" for part, fen in way.between.items())
