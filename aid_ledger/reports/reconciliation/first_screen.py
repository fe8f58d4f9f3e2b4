"""The first screen of the page: whose books, the three answers, what was not looked at, and by whom it was done.

Whoever reads no further has read the verdict, its limits, and where the most money is at stake.
"""

from __future__ import annotations

from collections.abc import Sequence

from aid_ledger.audit.answers import Answer, answers, clear_of_differences, dearest, missing, people_of
from aid_ledger.audit.results import BOOKS_VERIFY, Gap, Reconciliation
from aid_ledger.audit.wording import lacking
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.answer_panels import answer_panel, look_of
from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, tag, yuan
from aid_ledger.reports.reconciliation.outliers import Scores
from aid_ledger.reports.reconciliation.school_plots import strip
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.store import short
from aid_ledger.words import phrase, shown_time

ALWAYS = ("presence", "boarding", "signatures")
"""What no books can show, said in every report."""
_NAMED = 6


def first_screen(report: Reconciliation, say: Speaker, scores: Sequence[Scores]) -> Html:
    """Return everything above the details."""
    said = answers(report)
    panels = tag("div", *(answer_panel(answer, report, say) for answer in said), class_="answers")
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
    if source := from_bundle(report, say):
        state = f"{state}　{source}"
    facts: list[tuple[str, Child]] = [
        ("state", state),
        ("as-of", clean(head.data_as_of) or say.word("unknown")),
        ("rulebook", _digest(head.rulebook)),
        ("program", f"aid-ledger {clean(head.program)}"),
        ("head", _digest(head.head)),
        ("made", say.word("made-line", at=clean(shown_time(head.made_at)), by=clean(head.made_by))),
    ]
    items = [
        tag("div", tag("dt", say.word(f"fact-{name}")), tag("dd", value), class_=f"fact {name}")
        for name, value in facts
    ]
    clear = clear_of_differences(report)
    looks = {look_of(answer) for answer in answers(report)}
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
    line = say.word("verdict-found", found=len(found), errors=errors, broken=broken, undone=undone)
    return f"{say.word('verdict-broken')}　{line}" if books_broken(report) else line


def _digest(digest: str) -> Html:
    return tag("code", short(digest) if len(digest) >= 12 else clean(digest) or "—", title=clean(digest))


def _not_looked_at(report: Reconciliation, say: Speaker) -> Html:
    """Return what could not be checked and why, one line a reason, and what only a visit shows."""
    reasons: dict[str, list[str]] = {}
    for result in report.results:
        if result.why_not:
            reasons.setdefault(result.why_not, []).append(say.check(result).title)
    items = [
        tag("li", tag("b", say.not_done(why)), " ", tag("span", _some(titles, say), class_="what"))
        for why, titles in reasons.items()
    ]
    for result in missing(report.results):
        own = say.check(result)
        what = tag("span", masked(lacking(result, own.message, say.lang)), class_="what")
        items.append(tag("li", tag("b", own.title), " ", what))
    items += [
        tag("li", tag("b", head), " ", tag("span", what, class_="what"))
        for head, what in (gap_words(gap, say) for gap in report.gaps)
    ]
    visits = [say.word(f"visit-{name}") for name in ALWAYS]
    between = "、" if say.lang == "zh" else ", "
    said = between.join(visits)
    if report.sample is not None:
        said += say.word("visit-drawn", rows=len(report.sample.table))
    items.append(tag("li", tag("b", say.word("visit")), " ", tag("span", said, class_="what"), class_="visit"))
    return tag("section", tag("h2", say.word("not-looked-at")), tag("ul", *items, class_="gaps"), id="gaps")


def gap_words(gap: Gap, say: Speaker) -> tuple[str, str]:
    """Return what a gap is and what it leaves open."""
    params = {name: masked(str(value)) for name, value in gap.params.items()}
    return phrase(f"audit-gap-{gap.code}", say.lang, **params), phrase(f"audit-gap-{gap.code}-what", say.lang, **params)


def from_bundle(report: Reconciliation, say: Speaker) -> str:
    """Return which bundle the books came from and whether it fits; blank where they are an office's own."""
    seen = report.head.bundle
    if seen is None:
        return ""
    word = "from-bundle-wrong" if seen.wrong else "from-bundle-fits"
    return say.word(word, file=masked(seen.file), rows=f"{seen.rows:,}", wrong=f"{seen.wrong:,}")


def books_broken(report: Reconciliation) -> bool:
    """Return whether the books do not verify, so that nothing else of the report can be believed."""
    return any(result.code == BOOKS_VERIFY and result.status == "found" for result in report.results)


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
