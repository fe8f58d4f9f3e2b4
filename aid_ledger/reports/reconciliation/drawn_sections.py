"""The sections with pictures: the way of the rows, money by programme and term, schools beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aid_ledger.audit.answers import BETWEEN, records
from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.reconciliation.markup import Child, Html, count, table, tag, yuan
from aid_ledger.reports.reconciliation.outliers import Scores
from aid_ledger.reports.reconciliation.plots import Bar, Stream, bars, funnel, key, outcome_looks
from aid_ledger.reports.reconciliation.school_plots import scatter
from aid_ledger.reports.reconciliation.sections import section
from aid_ledger.reports.reconciliation.sentences import Speaker, masked

_SUMS = ("due", "between", "approved", "paid", "returned", "waiting")


def way_of_rows(report: Reconciliation, say: Speaker) -> Html:
    """Return the picture of the rows' way and the table behind it."""
    frame = report.funnel
    looks = outcome_looks(frame)
    sums: dict[tuple[str, str], int] = {}
    for row in records(frame):
        pair = (say.kind(row["kind"]), say.outcome(row["outcome"]))
        sums[pair] = sums.get(pair, 0) + int(row["rows"])
    streams = [Stream(*pair, rows) for pair, rows in sums.items()]
    drawn = funnel(streams, {say.outcome(name): look for name, look in looks.items()}, say.word("funnel"))
    body = [
        [say.kind(row["kind"]), say.outcome(row["outcome"]), say.reason(row["reason"]), count(int(row["rows"]))]
        for row in records(frame.sort_values(["kind", "rows"], ascending=[True, False], kind="stable"))
    ]
    heads = [
        (say.word(f"head-{name}"), look)
        for name, look in (("list", ""), ("outcome", ""), ("reason", ""), ("rows", "num"))
    ]
    fold = tag("details", tag("summary", say.word("funnel-table")), table(heads, body, class_="plain"))
    return section(
        "funnel",
        say.word("funnel"),
        tag("p", say.word("funnel-how", rows=count(int(frame["rows"].sum()))), class_="asks"),
        drawn,
        fold,
    )


def programmes(report: Reconciliation, say: Speaker) -> Html:
    """Return money by programme, this term and the one before, as picture and as a table that leads to the lines."""
    drawn = _bars(report, say)
    legend = key([(look, say.word(f"way-{look}")) for look in ("paid", "waiting", "returned", "open", "before")])
    texts, numbers = ("programme", "stage", "payee"), ("students", *_SUMS, "off")
    heads = [(say.word(f"head-{name}"), "") for name in texts] + [(say.word(f"head-{name}"), "num") for name in numbers]
    totals = [{**row, "between": sum(int(row[name]) for name in BETWEEN)} for row in records(report.totals)]
    body = [_total(row, say) for row in totals]
    sums = {name: sum(row[name] for row in totals) for name in _SUMS}
    off = sums["approved"] - sums["paid"] - sums["returned"] - sums["waiting"]
    body.append([say.word("sum"), "", "", "", *(yuan(fen) for fen in sums.values()), yuan(off, signed=True)])
    return section("programmes", say.word("by-programme-title"), legend, bars(drawn, say.word("by-programme-title")),
                   table(heads, body, class_="plain sum-last", id="totals"))  # fmt: skip


def _bars(report: Reconciliation, say: Speaker) -> list[Bar]:
    """Return a bar for each programme and kind of payee, in the order of the totals."""
    now, last = _by_programme(report.totals), _by_programme(report.last)
    out = []
    for (programme, payee), sums in now.items():
        settled = [(name, sums[name]) for name in ("paid", "waiting", "returned")]
        rest = sums["due"] - sum(fen for _, fen in settled)
        before = last.get((programme, payee), {}).get("due", 0) if last else -1
        out.append(Bar(say.programme(programme), (*settled, ("open", rest)), before))
    return out


def _by_programme(totals: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in records(totals):
        own = sums.setdefault(
            (row["programme"], row["payee"]), dict.fromkeys(("due", "paid", "returned", "waiting"), 0)
        )
        for name in own:
            own[name] += int(row[name])
    return sums


def _total(row: dict[str, Any], say: Speaker) -> list[Child]:
    numbers = [int(row[name]) for name in _SUMS]
    programme, stage = say.programme(str(row["programme"])), say.stages(str(row["stage"]))
    lead = tag("a", programme, href="#lines", data_programme=programme, data_stage=stage)
    off = numbers[2] - sum(numbers[3:])
    shown = tag("span", yuan(off, signed=True), class_="bad" if off else None)
    return [
        lead,
        stage,
        say.payee(str(row["payee"])),
        count(int(row["students"])) if row["students"] else "—",
        *map(yuan, numbers),
        shown,
    ]


def schools(scores: Sequence[Scores], say: Speaker) -> Html:
    """Return schools beside each other; the table of all is drawn by the page's script."""
    first = next((score for score in scores if score.measure == "per-head"), None)
    drawn = scatter(first, (say.word("axis-heads"), say.word("axis-per-head"))) if first else None
    far = [
        [masked(row["school"]), say.stages(row["stages"]) or "—",
         say.word(f"axis-{score.measure}"), _value(score, row["value"]),
         _value(score, row["middle"]), f"{row['score']:+.1f}".replace("-", "−")]
        for score in scores for row in records(score.far)
    ]  # fmt: skip
    heads = [(say.word(f"head-{name}"), "") for name in ("school", "stage", "measure")]
    heads += [(say.word(f"head-{name}"), "num") for name in ("value", "middle", "score")]
    listed = table(heads, far, class_="plain") if far else tag("p", say.word("none-far"), class_="asks")
    return section("schools", say.word("by-school-title"), tag("p", say.word("far-how"), class_="asks"), drawn, listed,
                   tag("div", id="schools-table"))  # fmt: skip


def _value(score: Scores, value: float) -> str:
    return f"{value:.1f}%" if score.measure == "share" else yuan(round(value))
