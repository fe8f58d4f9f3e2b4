"""What a payout says that it did: totals by programme, moves against last time, outcomes, what waits, warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.ledger import Batch
from aid_ledger.money import format_yuan
from aid_ledger.office.cautions import cautions
from aid_ledger.office.class_lists import some
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.lists_before_paying import warnings_before_paying
from aid_ledger.office.meal_warnings import meal_warnings
from aid_ledger.office.new_lines import Change
from aid_ledger.office.outcomes import Outcomes
from aid_ledger.office.unlisted_majors import unlisted_majors
from aid_ledger.rulebook import State
from aid_ledger.terms import Term

_ROSTER = ("roster", "applications")


@dataclass(frozen=True, slots=True)
class Moves:
    """What changes against last time: in different people and fen of theirs, or in schools and fen of their own lines.

    ``before`` stood in the term; of these ``more`` and ``less`` get more or less now, ``same`` the same. ``more``
    counts new ones too. ``more_amount`` is not negative, ``less_amount`` not positive. A waiver is its student's.
    """

    before: int
    before_amount: int
    more: int
    more_amount: int
    less: int
    less_amount: int
    same: int

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.before or self.more or self.less)


@dataclass(frozen=True, slots=True)
class PayoutResult:
    """What a payout did, or with ``dry_run`` would do.

    ``lines``: the new lines of the payout batch; ``recover``: those of the recover batch. ``moves`` (people) and
    ``school_moves`` (schools' own lines) compare with what stood before. ``outcomes`` counts roster and application
    rows. ``held``: reason, programme (blank: whole student), rows.
    """

    term: Term
    batch: Batch | None
    recover: Batch | None
    lines: pd.DataFrame
    recover_lines: pd.DataFrame
    programmes: tuple[Mapping[str, Any], ...]
    outcomes: Mapping[str, int]
    held: tuple[Mapping[str, Any], ...]
    moves: Moves
    school_moves: Moves
    warnings: tuple[Finding, ...]
    manifest: str
    files: tuple[Path, ...] = ()
    dry_run: bool = False
    would_pay: tuple[Mapping[str, Any], ...] = field(default=())


def result_of(
    view: Picture, found: Outcomes, change: Change, batches: Sequence[Batch], *, posted: pd.DataFrame, manifest: str,
    dry_run: bool,
) -> PayoutResult:  # fmt: skip
    """Say what a payout did: ``posted`` is what stood before it, ``change`` what it posted or would post."""
    recover = change.lines["kind"] == "recover"
    rows = found.rows
    counts = Counter(rows.loc[rows["kind"].isin(_ROSTER), "outcome"])
    by_kind = {batch.kind: batch for batch in batches}
    return PayoutResult(
        term=view.term, batch=by_kind.get("payout"), recover=by_kind.get("recover"),
        lines=change.lines[~recover], recover_lines=change.lines[recover], programmes=_totals(change.lines[~recover]),
        outcomes=dict(sorted(counts.items())), held=_held(view, found, change),
        moves=_moves(change.lines, posted, "p"), school_moves=_moves(change.lines, posted, "s"),
        warnings=_warnings(view), manifest=manifest, dry_run=dry_run,
        would_pay=_would_pay(view),
    )  # fmt: skip


def _moves(lines: pd.DataFrame, posted: pd.DataFrame, kind: str) -> Moves:
    """Compare subjects of a kind: ``p`` people, ``s`` schools."""
    change, stood = (
        table[table["subject"].astype("str").str.startswith(kind)].groupby("subject")["amount"].sum()
        for table in (lines, posted)
    )
    before = set(stood.index[stood != 0])
    touched = set(change.index[change != 0])
    return Moves(
        before=len(before), before_amount=int(stood.sum()),
        more=int((change > 0).sum()), more_amount=int(change[change > 0].sum()),
        less=int((change < 0).sum()), less_amount=int(change[change < 0].sum()),
        same=len(before - touched),
    )  # fmt: skip


def _totals(lines: pd.DataFrame) -> tuple[Mapping[str, Any], ...]:
    grouped = lines.groupby(["programme", "stage", "payee"], sort=True)
    return tuple(
        {"programme": programme, "stage": stage, "payee": payee, "students": int((part["student"][part["student"] > 0])
         .nunique()), "lines": len(part), "amount": int(part["amount"].sum())}
        for (programme, stage, payee), part in grouped
    )  # fmt: skip


def _held(view: Picture, found: Outcomes, change: Change) -> tuple[Mapping[str, Any], ...]:
    """Rows held as a whole by reason, and programmes held for students who are otherwise paid."""
    rows = found.rows
    whole = Counter(rows.loc[rows["kind"].isin(_ROSTER) & (rows["outcome"] == "held"), "reason"])
    held: list[Mapping[str, Any]] = [{"reason": reason, "rows": count} for reason, count in sorted(whole.items())]
    due = view.due[view.due["state"] == int(State.HELD)]
    of_paid = due[found.students[due["student"].to_numpy()] == "paid"]
    for (reason, programme), part in of_paid.groupby(["reason", "programme"], sort=True):
        held.append({"reason": reason, "rows": len(part), "programme": programme})
    for reason, count in sorted(Counter(change.absent["absence"]).items()):
        held.append({"reason": reason, "rows": count})
    schools = view.meals[view.meals["state"] == int(State.HELD)]
    for (reason, programme), part in schools.groupby(["reason", "programme"], sort=True):
        held.append({"reason": reason, "rows": len(part), "programme": programme})
    return tuple(held)


def _would_pay(view: Picture) -> tuple[Mapping[str, Any], ...]:
    """Money that an unknown household registration keeps away, one item a class (schedules.md, 户口性质)."""
    lines = view.due[view.due["state"] == int(State.WOULD_PAY)]
    students, book = view.linked.students.iloc[lines["student"]], view.linked.schools.frame
    names = np.append(book["name"].to_numpy(dtype=object), "")[students["school"].to_numpy()]
    table = pd.DataFrame(
        {"school": names, "grade": students["grade_text"].to_numpy(), "class": students["class_text"].to_numpy(),
         "programme": lines["programme"].to_numpy(), "amount": lines["amount"].to_numpy()}
    )  # fmt: skip
    grouped = table.groupby(["school", "grade", "class", "programme"], sort=True)["amount"].agg(["size", "sum"])
    return tuple(
        {"school": key[0], "grade": key[1], "class": key[2], "programme": key[3], "students": int(row[0]),
         "amount": int(row[1])}
        for key, row in zip(grouped.index, grouped.to_numpy(), strict=True)
    )  # fmt: skip


def _warnings(view: Picture) -> tuple[Finding, ...]:
    """What does not stop a payout but should be seen: the rules' findings, no school list, lists and accounts."""
    found = list(view.rulebook.findings)
    if not view.linked.schools.listed:
        found.append(Finding("no-school-list", params={"term": str(view.term)}, severity="warning"))
    return (
        *found,
        *cautions(view.linked),
        *warnings_before_paying(view),
        *_boarding(view),
        *meal_warnings(view),
        *_means(view),
        *unlisted_majors(view),
    )


def _boarding(view: Picture) -> Iterator[Finding]:
    """Say where the schools' lists of boarders decided against 就读方式."""
    linked = view.linked
    at = linked.students["primary"].to_numpy()
    differs = linked.rows["boarding_differs"].to_numpy()[at]
    if not differs.any():
        return
    school = linked.students["school"].to_numpy()[differs]
    counts = Counter(linked.schools.frame["name"].to_numpy()[school].tolist())
    named = some([f"{name} {count}" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))])
    params = {"count": int(differs.sum()), "schools": named}
    yield Finding("boarding-differs", params=params, rows=int(differs.sum()), severity="note")


def _means(view: Picture) -> Iterator[Finding]:
    """Compare what students get on average with the nation's average, where the amount is left to a pack."""
    due = view.due[(view.due["state"] == int(State.ENTITLED)) & (view.due["amount"] > 0)]
    for name, average in view.rulebook.averages(view.term).items():
        amounts = due.loc[due["programme"] == name, "amount"]
        mean = int(amounts.sum()) // len(amounts) if len(amounts) else average
        if mean != average:
            title = view.rulebook.programme(name).zh
            params = {
                "programme": title, "mean": format_yuan(mean), "average": format_yuan(average),
                "students": len(amounts), "difference": format_yuan(mean - average),
            }  # fmt: skip
            yield Finding("mean-off-average", params=params, severity="warning")
