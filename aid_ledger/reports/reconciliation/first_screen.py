"""The first screen of the page: whose books, the three answers, what was not looked at, and by whom it was done.

Whoever reads no further has read the verdict, its limits, and where the most money is at stake.
"""

from __future__ import annotations

from collections.abc import Sequence

from aid_ledger.audit.answers import Answer, Way, answers, clear_of_differences, dearest, people_of, way_of
from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, tag, yuan
from aid_ledger.reports.reconciliation.outliers import Scores
from aid_ledger.reports.reconciliation.plots import strip
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.store import short

ALWAYS = ("presence", "boarding", "signatures")
"""What no books can show, said in every report."""
_NAMED = 6
_FIRST = 3


def first_screen(report: Reconciliation, say: Speaker, scores: Sequence[Scores]) -> Html:
    """Return everything above the details."""
    said = answers(report)
    panels = tag("div", *(_answer(answer, report, say) for answer in said), class_="answers")
    below = tag(
        "div",
        tag("div", _not_looked_at(report, say), class_="col"),
        tag("div", _checks(said, say), _dearest(report, say), class_="col"),
        tag("div", _far_off(scores, say), _people(report, say), class_="col"),
        class_="below",
    )
    return tag("header", _title(report, say), panels, below, id="top")


def _title(report: Reconciliation, say: Speaker) -> Html:
    head = report.head
    term = head.term.zh if say.lang == "zh" else str(head.term)
    states = [f"{say.state(state)} {yuan(fen)}" for state, fen in head.states.items() if fen]
    shown = ("　".join(states) if say.lang == "zh" else ", ".join(states)) or say.word("no-lines")
    state = say.word("state-closed" if head.closed else "state-open") + ("：" if say.lang == "zh" else ": ") + shown
    facts: list[tuple[str, Child]] = [
        ("state", state),
        ("as-of", clean(head.data_as_of) or say.word("unknown")),
        ("rulebook", _digest(head.rulebook)),
        ("program", f"aid-ledger {clean(head.program)}"),
        ("head", _digest(head.head)),
        ("made", say.word("made-line", at=clean(head.made_at)[:16].replace("T", " "), by=clean(head.made_by))),
    ]
    items = [
        tag("div", tag("dt", say.word(f"fact-{name}")), tag("dd", value), class_=f"fact {name}")
        for name, value in facts
    ]
    clear = clear_of_differences(report)
    looks = {_look(answer) for answer in answers(report)}
    look = "clear" if clear else "found" if "found" in looks else "look"
    verdict = say.word("verdict-clear") if clear else _found_line(report, say)
    return join([
        tag("div",
            tag("h1", tag("span", clean(head.office), class_="office"), " ", say.word("title", term=term)),
            tag("p", verdict, class_=f"verdict {look}"), class_="title"),
        tag("dl", *items, class_="facts"),
    ])  # fmt: skip


def _found_line(report: Reconciliation, say: Speaker) -> str:
    found = [r for r in report.results if r.status == "found" and r.severity != "hint"]
    errors = sum(result.severity == "error" for result in found)
    broken = sum(not identity.holds for identity in report.identities)
    undone = sum(result.status == "not-done" for result in report.results)
    return say.word("verdict-found", found=len(found), errors=errors, broken=broken, undone=undone)


def _digest(digest: str) -> Html:
    return tag("code", short(digest) if len(digest) >= 12 else clean(digest) or "—", title=clean(digest))


def _answer(answer: Answer, report: Reconciliation, say: Speaker) -> Html:
    parts: list[Child] = [tag("h2", say.word(f"question-{answer.question}"))]
    if answer.verdict == "found":
        whose = say.word("yuan-of", people=count(answer.people), lines=count(answer.lines))
        big = tag("b", yuan(answer.amount), class_="big")
        if not answer.amount:  # nothing of it is money: how many findings says more than 0.00
            big, whose = (
                tag("b", str(answer.found + answer.broken), class_="big"),
                say.word("found-of", lines=count(answer.lines)),
            )
        parts.append(tag("p", big, whose, class_="stake"))
    else:
        parts.append(tag("p", say.word(f"answer-{answer.verdict}"), class_="stake calm"))
    if answer.question == "sums":
        parts.append(_way(report, say))
    else:
        parts.append(_first_of(answer, report, say))
    counts = say.word(
        "answer-counts", passed=answer.passed, found=answer.found, undone=answer.not_done, hints=answer.hints
    )
    if answer.question == "sums" and report.identities:
        held = sum(identity.holds for identity in report.identities)
        counts += say.word("answer-identities", held=held, all=len(report.identities))
    parts.append(tag("p", counts, class_="counts"))
    name, where = ("see-findings", "#findings") if answer.found else ("see-checks", "#checks")
    parts.append(tag("p", tag("a", say.word(name), href=where, data_question=answer.question), class_="see"))
    return tag("section", *parts, class_=f"answer {_look(answer)}", id=f"answer-{answer.question}")


def _look(answer: Answer) -> str:
    """Return how a panel looks: found things that are no errors are told apart from errors."""
    return "look" if answer.verdict == "found" and not answer.errors and not answer.broken else answer.verdict


def _first_of(answer: Answer, report: Reconciliation, say: Speaker) -> Html:
    """Return the dearest findings of a question; where there are none, what the question asks for."""
    found = dearest([result for result in report.results if result.question == answer.question], _FIRST)
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
    """Return 应发 = 批准 = 实发 + 退回 + 未发 written out, with what is off at each equals sign."""
    way = way_of(report)
    sides: list[tuple[str, str, int, int | None]] = [("", say.word("way-due"), way.due, None)]
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


def _not_looked_at(report: Reconciliation, say: Speaker) -> Html:
    """Return what could not be checked and why, one line a reason, and what only a visit shows."""
    reasons: dict[str, list[str]] = {}
    for result in report.results:
        if result.status == "not-done":
            reasons.setdefault(result.why_not, []).append(say.check(result).title)
    items = [
        tag("li", tag("b", say.not_done(why)), " ", tag("span", _some(titles, say), class_="what"))
        for why, titles in reasons.items()
    ]
    for result in report.results:
        if result.status == "found" and result.severity == "warning" and result.code in MISSING:
            rows = 0 if result.rows is None else len(result.rows)
            items.append(
                tag(
                    "li",
                    tag("b", say.check(result).title),
                    " ",
                    tag("span", say.word("count-rows", rows=rows), class_="what"),
                )
            )
    visits = [say.word(f"visit-{name}") for name in ALWAYS]
    between = "、" if say.lang == "zh" else ", "
    items.append(
        tag("li", tag("b", say.word("visit")), " ", tag("span", between.join(visits), class_="what"), class_="visit")
    )
    return tag("section", tag("h2", say.word("not-looked-at")), tag("ul", *items, class_="gaps"), id="gaps")


MISSING = frozenset({"papers-kept", "public-notice", "unverified-standard"})
"""Findings that say what was not there to be looked at."""


def _some(titles: Sequence[str], say: Speaker) -> str:
    shown = "、".join(titles[:3]) if say.lang == "zh" else ", ".join(titles[:3])
    return shown + (say.word("and-more", more=len(titles) - 3) if len(titles) > 3 else "")


def _checks(said: Sequence[Answer], say: Speaker) -> Html:
    numbers = [
        ("passed", sum(answer.passed for answer in said)),
        ("found", sum(answer.found for answer in said)),
        ("hints", sum(answer.hints for answer in said)),
        ("undone", sum(answer.not_done for answer in said)),
    ]
    whole = sum(number for _, number in numbers) or 1
    x, parts = 0.0, []
    for name, number in numbers:
        width = number / whole * 300
        parts.append(tag("rect", x=x, y=0, width=width, height=8, class_=f"share-{name}"))
        x += width
    bar = tag("svg", *parts, viewBox="0 0 300 8", preserveAspectRatio="none", class_="share", aria_hidden="true")
    cells = [
        tag("div", tag("b", str(number), class_=f"n-{name}"), tag("span", say.word(f"checks-{name}")))
        for name, number in numbers
    ]
    return tag("section", _heading(say, "checks", "all-checks", "#checks"), tag("div", *cells, class_="tally"), bar)


def _heading(say: Speaker, name: str, more: str, where: str) -> Html:
    """Return a heading with a link to all of it."""
    return tag("h2", say.word(name), tag("a", say.word(more), href=where, class_="more"))


def _dearest(report: Reconciliation, say: Speaker) -> Html:
    found = dearest(report.results)
    rows = [
        tag("tr",
            tag("td", tag("span", say.word(f"mark-{result.severity}"), class_=f"mark {result.severity}"),
                tag("a", say.check(result).title, href=f"#c-{result.code}")),
            tag("td", count(people_of(result)), class_="num"), tag("td", yuan(result.amount), class_="num"))
        for result in found
    ]  # fmt: skip
    heads = tag(
        "tr",
        tag("th", say.word("finding")),
        tag("th", say.word("people"), class_="num"),
        tag("th", say.word("yuan"), class_="num"),
    )
    body: Child = (
        tag("table", tag("thead", heads), tag("tbody", *rows), class_="plain")
        if rows
        else tag("p", say.word("none-found"), class_="asks")
    )
    return tag("section", tag("h2", say.word("dearest")), body)


def _far_off(scores: Sequence[Scores], say: Speaker) -> Html:
    plots = [strip(score, say.word(f"axis-{score.measure}")) for score in scores if len(score.table)]
    far = len({school for score in scores for school in score.far["school"].tolist()})
    line = say.word("far-off", far=far, schools=max((len(score.table) for score in scores), default=0))
    head = _heading(say, "schools-far", "all-schools", "#schools")
    return tag("section", head, tag("p", line, class_="asks"), *plots, id="far")


def _people(report: Reconciliation, say: Speaker) -> Html:
    acts: dict[str, dict[str, int]] = {}
    for by, act in zip(report.people["by"].tolist(), report.people["act"].tolist(), strict=True):
        own = acts.setdefault(act, {})
        own[by] = own.get(by, 0) + 1
    rows = [
        tag("tr", tag("th", say.act(act), scope="row"), tag("td", _names(names, say))) for act, names in acts.items()
    ]
    body: Child = (
        tag("table", tag("tbody", *rows), class_="plain who") if rows else tag("p", say.word("nobody"), class_="asks")
    )
    return tag("section", _heading(say, "people-acts", "all-acts", "#acts"), body)


def _names(names: dict[str, int], say: Speaker) -> str:
    ordered = sorted(names.items(), key=lambda item: -item[1])
    shown = [f"{masked(name)} {times}" if times > 1 else masked(name) for name, times in ordered[:_NAMED]]
    text = ("，" if say.lang == "zh" else ", ").join(shown)
    return text + (say.word("and-more", more=len(ordered) - _NAMED) if len(ordered) > _NAMED else "")
