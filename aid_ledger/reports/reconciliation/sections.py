"""What stands below the first screen: identities, findings, all checks, the way of the rows, pictures, lines, proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aid_ledger.audit.answers import records
from aid_ledger.audit.given_lists import told_lists
from aid_ledger.audit.results import CheckResult, Identity, Reconciliation, in_order
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.markup import Child, Html, count, join, table, tag, yuan
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.store import short
from aid_ledger.words import shown_time

_SEVERITIES = {"error": 0, "warning": 1, "hint": 2}
BY = (
    "all",
    "school",
    "programme",
    "stage",
    "level",
    "money_year",
    "kind",
    "paper",
    "file",
    "total",
    "sheet",
    "record",
)
_MOST_GROUPS, _SHOWN_GROUPS = 60, 3


def section(name: str, title: str, *children: Child) -> Html:
    """Return a section with its heading; ``name`` is where links lead."""
    return tag("section", tag("h2", title), *children, id=name, class_="part")


def identities(report: Reconciliation, say: Speaker) -> Html:
    """Return each identity once: its sum, by what it was computed, and every group that differs."""
    names = dict.fromkeys(one.name for one in report.identities)
    cards = [_identity([one for one in report.identities if one.name == name], say) for name in names]
    return section("identities", say.word("identities"), tag("p", say.word("identities-how"), class_="asks"), *cards)


def given(report: Reconciliation, say: Speaker) -> Html | None:
    """Return what is said of each list of the auditor's, one row a list; none where no list was given."""
    lists = told_lists(report.given, say.lang)
    if not lists:
        return None
    rows: list[list[Child]] = [
        [tag("span", say.word(f"given-{one.status}", count=f"{len(one.places):,}"),
             class_=f"mark {'passed' if one.status in ('identical', 'same') else 'error'}"),
         masked(one.file), masked(one.archived),
         join([tag("div", masked(text)) for text in one.places[:_MOST_GROUPS]])]
        for one in lists
    ]  # fmt: skip
    heads = [(say.word(f"head-{name}"), "") for name in ("given-status", "file", "archived", "places")]
    return section("given", say.word("given"), table(heads, rows, class_="plain"))


def _identity(ways: Sequence[Identity], say: Speaker) -> Html:
    first = ways[0]
    numbers = [say.part("left"), *(say.part(part) for part in first.parts), say.word("difference")]
    heads = [(say.word("by"), ""), *((name, "num") for name in numbers)]
    rows: list[list[Child]] = []
    for one in ways:
        rows += [_group(row, one, say) for row in records(one.off.head(_MOST_GROUPS))]
        if len(one.off) > _MOST_GROUPS:
            more = say.word("groups-off", groups=len(one.off) - _MOST_GROUPS)
            rows.append([more, *[""] * (len(heads) - 1)])
    if first.adds:
        sums = {name: int(first.groups[name].sum()) for name in ("left", "right", *first.parts)}
        rows.append(_group({"group": None, **sums}, first, say))
    elif not rows and len(first.groups):
        rows += [_group(row, first, say) for row in records(first.groups.head(_SHOWN_GROUPS))]
        rest = len(first.groups) - len(rows)
        rows += [[say.word("groups-alike", groups=rest), *[""] * (len(heads) - 1)]] if rest else []
    holds = all(one.holds for one in ways)
    mark = tag("span", say.word("holds" if holds else "fails"), class_=f"mark {'passed' if holds else 'error'}")
    chips = [_chip(one, say) for one in ways]
    return tag(
        "div", tag("h3", mark, say.identity(first.name), *chips), table(heads, rows, class_="plain"), class_="identity"
    )


def _chip(one: Identity, say: Speaker) -> Html:
    """Return by what an identity was computed, in how many groups, and whether all hold."""
    by = say.word(f"by-{one.by if one.by in BY else 'group'}")
    words = say.word("by-groups", by=by, groups=len(one.groups))
    mark = tag("b", say.word("holds" if one.holds else "fails"))
    return tag("span", words, mark, class_="chip" if one.holds else "chip bad")


def _group(row: dict[str, Any], one: Identity, say: Speaker) -> list[Child]:
    name = say.word("sum") if row["group"] is None else say.group(one.by, str(row["group"]))
    if row["group"] is not None and one.by != "all":
        name = f"{say.word(f'by-{one.by}') if one.by in BY else say.word('by-group')}：{name}"
    left, *parts = (int(row[side]) for side in ("left", *one.parts))
    difference = left - int(row["right"])
    off = tag("span", _signed(difference, one), class_="bad" if difference else None)
    return [name, *(yuan(value) if one.unit == "fen" else count(value) for value in (left, *parts)), off]


def _signed(difference: int, one: Identity) -> str:
    return (
        yuan(difference, signed=True)
        if one.unit == "fen"
        else (f"{difference:+,}" if difference else "0").replace("-", "−")
    )


def findings(report: Reconciliation, say: Speaker) -> Html:
    """Return every finding as a card; its rows are drawn by the page's script, and stand in the workbook."""
    found = in_order(report.results)
    bar = tag(
        "div",
        tag("label", say.word("filter-question"), _select("f-question", [("", say.word("any")), *(
            (name, say.word(f"question-{name}")) for name in ("owed", "paid", "sums"))])),
        tag("label", say.word("filter-severity"), _select("f-severity", [("", say.word("any")), *(
            (name, say.word(f"severity-{name}")) for name in _SEVERITIES)])),
        tag("label", say.word("filter-text"),
            tag("input", type="search", id="f-text", placeholder=say.word("filter-hint"))),
        tag("output", "", id="f-count"),
        class_="filters", id="f-bar", hidden="",
    )  # fmt: skip
    cards = [_card(result, say) for result in found]
    none = tag("p", say.word("none-found"), class_="asks") if not cards else None
    return section("findings", say.word("findings"), bar, none, *cards)


def _select(name: str, options: Sequence[tuple[str, str]]) -> Html:
    return tag("select", *(tag("option", text, value=value) for value, text in options), id=name)


def _card(result: CheckResult, say: Speaker) -> Html:
    said, rows = say.check(result), 0 if result.rows is None else len(result.rows)
    sentences = [
        tag("p", tag("b", say.word(f"says-{name}")), masked(text))
        for name, text in (("message", said.message), ("constraint", said.constraint), ("why", said.why),
                           ("fix", said.fix))
        if text
    ]  # fmt: skip
    if result.answer:
        sentences.append(tag("p", tag("b", say.word("says-answer")), masked(result.answer), class_="reply"))
    numbers = say.word("card-numbers", rows=count(rows), looked=count(result.looked_at), unit=say.unit(result.unit))
    return tag(
        "article",
        tag("h3",
            tag("span", say.word(f"mark-{result.severity}"), class_=f"mark {result.severity}"), masked(said.title),
            tag("span", yuan(result.amount), class_="money")),
        tag("p", numbers, tag("code", result.code), class_="numbers"),
        tag("div", *sentences, class_="says"),
        tag("div", class_="rows", data_rows=result.code) if rows else None,
        class_=f"finding {result.severity}", id=f"c-{result.code}", data_question=result.question,
        data_severity=result.severity,
    )  # fmt: skip


def checks(report: Reconciliation, say: Speaker) -> Html:
    """Return all checks of the list in its order: passed, found, not done."""
    rows: list[list[Child]] = []
    for result in report.results:
        said = say.check(result)
        status = "hint" if result.status == "found" and result.severity == "hint" else result.status
        look = {"passed": "passed", "found": result.severity, "not-done": "undone", "hint": "hint"}[status]
        title: Child = masked(said.title)
        if result.status == "found":
            title = tag("a", title, href=f"#c-{result.code}")
        rest = say.not_done(result.why_not) if result.status == "not-done" else masked(said.constraint)
        looked = f"{count(result.looked_at)} {say.unit(result.unit)}" if result.looked_at else "—"
        mark = tag("span", say.word(f"status-{status}"), class_=f"mark {look}")
        rows.append([mark, title, rest, looked, yuan(result.amount) if result.amount else "—"])
    heads = [(say.word(f"head-{name}"), look) for name, look in (
        ("status", ""), ("check", ""), ("demands", ""), ("looked", "num"), ("amount", "num"))]  # fmt: skip
    return section("checks", say.word("all-checks-title"), table(heads, rows, class_="plain checks"))


def lines(say: Speaker) -> Html:
    """Return the place where the page's script shows the lines, down to the cell of a list."""
    selects = [
        tag("label", say.word(f"head-{name}"), tag("select", id=f"l-{name}"))
        for name in ("programme", "school", "stage", "state")
    ]
    search = tag(
        "label", say.word("filter-text"), tag("input", type="search", id="l-text", placeholder=say.word("lines-hint"))
    )
    clear = tag("button", say.word("clear"), type="button", id="l-clear")
    bar = tag("div", *selects, search, clear, tag("output", "", id="l-count"), class_="filters", hidden="", id="l-bar")
    without = tag("noscript", tag("p", say.word("no-script"), class_="asks"))
    return section(
        "lines",
        say.word("lines"),
        tag("p", say.word("lines-how"), class_="asks"),
        without,
        bar,
        tag("div", id="lines-table"),
    )


def acts(report: Reconciliation, say: Speaker) -> Html:
    """Return every act by a person, in time."""
    body = [
        [clean(shown_time(str(row["at"]))), masked(str(row["by"])), say.act(str(row["act"])), masked(str(row["what"]))]
        for row in records(report.people)
    ]
    heads = [(say.word(f"head-{name}"), "") for name in ("at", "by", "act", "what")]
    return section("acts", say.word("people-acts"), table(heads, body, class_="plain"))


def proof(report: Reconciliation, files: pd.DataFrame | None, say: Speaker) -> Html:
    """Return the digests in full and how to prove them; the files that the term rests on."""
    head = report.head
    facts = [
        tag("div", tag("dt", say.word(f"fact-{name}")), tag("dd", tag("code", clean(value) or "—")))
        for name, value in (("head", head.head), ("rulebook", head.rulebook))
    ]
    steps = [
        tag("li", say.word(f"proof-{number}", term=str(head.term), head=short(head.head))) for number in (1, 2, 3, 4)
    ]
    listed: Child = None
    if files is not None and len(files):
        body = [
            [masked(str(row["file"])), say.kind(str(row["kind"])), count(int(row["rows"])),
             clean(str(row["as_of"])) or "—",
             tag("code", clean(str(row["digest"]))[:16])]
            for row in records(files)
        ]  # fmt: skip
        heads = [(say.word(f"head-{name}"), look) for name, look in (
            ("file", ""), ("list", ""), ("rows", "num"), ("as-of", ""), ("digest", ""))]  # fmt: skip
        listed = join([tag("h3", say.word("files")), table(heads, body, class_="plain")])
    return section("proof", say.word("proof"), tag("dl", *facts, class_="digests"), tag("ol", *steps), listed)
