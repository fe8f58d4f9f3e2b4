"""Use case: payout. Evaluate, compare with what is posted, post the difference as one batch, write the papers."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger import __version__
from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.ledger import Batch, Known, Posting, lines_elsewhere, lines_of, manifest_digest, post
from aid_ledger.linking import person_keys
from aid_ledger.money import format_yuan
from aid_ledger.office.evaluation import Picture, Progress, picture
from aid_ledger.office.new_lines import Change, Selection, new_lines
from aid_ledger.office.outcomes import row_outcomes, student_outcomes
from aid_ledger.office.sources import all_sources
from aid_ledger.rulebook import State
from aid_ledger.store import Head, head
from aid_ledger.terms import Term
from aid_ledger.words import Lang, Word
from aid_ledger.words import reason as say_reason

if TYPE_CHECKING:
    from aid_ledger.office import Office

_TRIES = 3
_ROSTER = ("roster", "applications")


@dataclass(frozen=True, slots=True)
class PayoutOptions:
    """What a payout is for. ``accept_recoveries`` must name the exact number where there are many."""

    programmes: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    dry_run: bool = False
    accept_recoveries: int | None = None
    out: Path | None = None
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Moves:
    """What changes against last time, in different people (schools apart) and fen of everybody.

    ``before`` stood in the term; of these ``more`` and ``less`` get more or less now, ``same`` the same. ``more``
    counts new people too. ``more_amount`` is not negative, ``less_amount`` not positive.
    """

    before: int
    before_amount: int
    more: int
    more_amount: int
    less: int
    less_amount: int
    same: int


@dataclass(frozen=True, slots=True)
class PayoutResult:
    """What a payout did, or with ``dry_run`` would do.

    ``lines``: the new lines of the payout batch; ``recover``: those of the recover batch. ``moves`` compares with
    what stood before. ``outcomes`` counts roster and application rows. ``held``: reason, programme (blank: whole
    student), rows.
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
    warnings: tuple[Finding, ...]
    manifest: str
    files: tuple[Path, ...] = ()
    dry_run: bool = False
    would_pay: tuple[Mapping[str, Any], ...] = field(default=())


def payout(
    office: Office, term: Term, options: PayoutOptions, *, by: str, at: str, progress: Progress | None = None
) -> PayoutResult:
    """Bring the term's ledger to what the rules say on today's evidence.

    Raises:
        InputError: ``no-roster``, ``no-register``, rules that do not load, an unknown programme or school.
        LedgerError: ``too-many-recoveries``, ``term-closed``, ``books-changed-meanwhile``. Nothing was written.
    """
    for _ in range(_TRIES):
        with office.database.read() as connection:
            seen = head(connection)
            sources = all_sources(connection)
            posted = lines_of(connection, str(term))
            known = Known.read(connection)
            received = _received(office, connection, term)
        view = picture(
            office, term, sources=sources, paid=_paid_identities(posted), known=known, received=received,
            progress=progress,
        )  # fmt: skip
        selection = _selection(view, options)
        if progress:
            progress("posting")
        if options.dry_run:
            change = new_lines(view, posted, known, selection)
            return _result(view, change, posted, (), None, options)
        result = _post(office, view, selection, posted, seen, options, by=by, at=at)
        if result is not None:
            return _with_papers(office, view, result, options, progress=progress)
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": _TRIES}))


def look(office: Office, term: Term) -> Picture:
    """Return a term's picture on today's evidence, beside the ledger as it stands; nothing is written."""
    with office.database.read() as connection:
        sources = all_sources(connection)
        paid = _paid_identities(lines_of(connection, str(term)))
        known = Known.read(connection)
        received = _received(office, connection, term)
    return picture(office, term, sources=sources, paid=paid, known=known, received=received)


def _paid_identities(posted: pd.DataFrame) -> frozenset[str]:
    net = posted.groupby("subject")["amount"].sum()
    paid = posted[posted["subject"].isin(net[net != 0].index)]
    return frozenset().union(*person_keys(paid["identity"], paid["student_no"], paid["name"]))


def _received(office: Office, connection: Any, term: Term) -> dict[str, frozenset[str]]:
    """Who already had a once-in-a-life programme in another term: by the ledger or a list of money paid before."""
    once = [programme.id for programme in office.rulebook().programmes if programme.once]
    received: dict[str, set[str]] = {name: set() for name in once}
    if once:
        lines = lines_elsewhere(connection, str(term), once)
        net = lines.groupby(["subject", "programme"])["amount"].transform("sum")
        had = lines[(net > 0) & (lines["identity"] != "")]
        keys = person_keys(had["identity"], had["student_no"], had["name"])
        for programme, own in zip(had["programme"], keys, strict=True):
            received[str(programme)] |= own
    return {name: frozenset(who) for name, who in received.items()}


def _selection(view: Picture, options: PayoutOptions) -> Selection:
    book = view.linked.schools
    schools = []
    for word in options.schools:
        found = max(book.by_code.get(word, -1), book.by_name.get(word, -1))
        if found < 0:
            raise InputError(Finding("school-not-known", params={"name": word}))
        schools.append(found)
    for name in options.programmes:
        view.rulebook.programme(name)
    return Selection(options.programmes, tuple(map(str, schools)))


def _post(
    office: Office, view: Picture, selection: Selection, posted: pd.DataFrame, seen: Head, options: PayoutOptions, *,
    by: str, at: str,
) -> PayoutResult | None:  # fmt: skip
    """Post the difference; nothing where somebody else wrote meanwhile, and the caller looks again."""
    with office.database.write() as connection:
        if head(connection) != seen:
            return None
        known = Known.read(connection)
        change = new_lines(view, posted, known, selection)
        _refuse_many_recoveries(change, posted, options)
        if change.lines.empty:
            return _result(view, change, posted, (), seen, options)
        office.keep_rules(view.rulebook)
        posting = Posting(
            term=str(view.term), lines=change.lines, weights=_weights(office, view, change),
            before=_by_programme(posted), manifest=manifest_of(view, options),
            by=by, at=at,
        )  # fmt: skip
        done = post(connection, posting, known)
    return _result(view, change, posted, done.batches, done.head, options)


def _by_programme(posted: pd.DataFrame) -> dict[str, int]:
    return {str(name): int(total) for name, total in posted.groupby("programme")["amount"].sum().items()}


def _refuse_many_recoveries(change: Change, posted: pd.DataFrame, options: PayoutOptions) -> None:
    count = int((change.lines["kind"] == "recover").sum())
    of_term = len(posted) + len(change.lines)
    many = count > 5 or count * 200 > of_term
    if count and many and options.accept_recoveries != count:
        causes = Counter(change.lines.loc[change.lines["kind"] == "recover", "reason"])
        words = "; ".join(f"{number} × {say_reason(reason, options.lang)}" for reason, number in causes.most_common())
        total = format_yuan(-int(change.lines.loc[change.lines["kind"] == "recover", "amount"].sum()))
        raise LedgerError(Finding("too-many-recoveries", params={"count": count, "causes": words, "total": total}))


def _weights(office: Office, view: Picture, change: Change) -> dict[str, dict[str, int]]:
    config = office.config
    return {
        name: view.rulebook.funding(name, view.term, config.province_tier, config.funding)
        for name in sorted(set(change.lines["programme"]))
    }


def manifest_of(view: Picture, options: PayoutOptions) -> dict[str, Any]:
    """Return what a payout rests on: sources, rules with their files, options and code."""
    return {
        "sources": [
            {key: row[key] for key in ("source", "digest", "sheet", "kind", "term")}
            for row in sorted(view.used, key=lambda row: str(row["source"]))
        ],
        "rules": {"packs": list(view.rulebook.packs), "digest": view.rulebook.digest},
        "options": {"programmes": sorted(options.programmes), "schools": sorted(options.schools)},
        "code": {"aid-ledger": __version__, "python": platform.python_version_tuple()[0]},
    }


def _result(
    view: Picture, change: Change, posted: pd.DataFrame, batches: Sequence[Batch], end: Head | None,
    options: PayoutOptions,
) -> PayoutResult:  # fmt: skip
    del end
    recover = change.lines["kind"] == "recover"
    rows = row_outcomes(view)
    counts = Counter(rows.loc[rows["kind"].isin(_ROSTER), "outcome"])
    by_kind = {batch.kind: batch for batch in batches}
    return PayoutResult(
        term=view.term, batch=by_kind.get("payout"), recover=by_kind.get("recover"),
        lines=change.lines[~recover], recover_lines=change.lines[recover], programmes=_totals(change.lines[~recover]),
        outcomes=dict(sorted(counts.items())), held=_held(view, rows, change),
        moves=_moves(change.lines, posted),
        warnings=_warnings(view), manifest=manifest_digest(manifest_of(view, options)), dry_run=options.dry_run,
        would_pay=_would_pay(view),
    )  # fmt: skip


def _moves(lines: pd.DataFrame, posted: pd.DataFrame) -> Moves:
    change = lines.groupby(["subject", "student"])["amount"].sum()
    person = change.index.get_level_values("student").to_numpy() > 0
    stood = posted[posted["student"].notna()].groupby("subject")["amount"].sum()
    paid = set(stood.index[stood != 0])
    touched = set(change.index.get_level_values("subject")[(change != 0).to_numpy() & person])
    return Moves(
        before=len(paid), before_amount=int(posted["amount"].sum()),
        more=int(((change > 0).to_numpy() & person).sum()), more_amount=int(change[change > 0].sum()),
        less=int(((change < 0).to_numpy() & person).sum()), less_amount=int(change[change < 0].sum()),
        same=len(paid - touched),
    )  # fmt: skip


def _totals(lines: pd.DataFrame) -> tuple[Mapping[str, Any], ...]:
    grouped = lines.groupby(["programme", "stage", "payee"], sort=True)
    return tuple(
        {"programme": programme, "stage": stage, "payee": payee, "students": int((part["student"][part["student"] > 0])
         .nunique()), "lines": len(part), "amount": int(part["amount"].sum())}
        for (programme, stage, payee), part in grouped
    )  # fmt: skip


def _held(view: Picture, rows: pd.DataFrame, change: Change) -> tuple[Mapping[str, Any], ...]:
    """Rows held as a whole by reason, and programmes held for students who are otherwise paid."""
    whole = Counter(rows.loc[rows["kind"].isin(_ROSTER) & (rows["outcome"] == "held"), "reason"])
    held: list[Mapping[str, Any]] = [{"reason": reason, "rows": count} for reason, count in sorted(whole.items())]
    outcome, _ = student_outcomes(view)
    due = view.due[view.due["state"] == int(State.HELD)]
    of_paid = due[outcome[due["student"].to_numpy()] == "paid"]
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
    """What does not stop a payout but should be seen: no school list, nothing on the rules' findings."""
    found = list(view.rulebook.findings)
    if not view.linked.schools.listed:
        found.append(Finding("no-school-list", params={"term": str(view.term)}, severity="warning"))
    return (*found, *_means(view))


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


def missing_kinds(sources: Sequence[Mapping[str, Any]], term: Term) -> tuple[str, ...]:
    """Return the kinds that the term before had in use and this one lacks."""

    def kinds(name: str) -> set[str]:
        return {str(row["kind"]) for row in sources if row["in_use"] and row["term"] == name}

    return tuple(sorted(kinds(str(term.previous)) - kinds(str(term))))


def _with_papers(
    office: Office, view: Picture, result: PayoutResult, options: PayoutOptions, *, progress: Progress | None
) -> PayoutResult:  # fmt: skip
    from aid_ledger.office.papers import write_papers

    with office.database.read() as connection:
        missing = missing_kinds(all_sources(connection), view.term)
    before = str(view.term.previous)
    warnings = tuple(
        Finding(
            "kind-missing",
            params={"kind": Word(f"kind-{kind}"), "term": str(view.term), "before": before},
            severity="warning",
        )
        for kind in missing
    )
    batches = [batch.batch for batch in (result.batch, result.recover) if batch is not None]
    if progress and batches:
        progress("sheets")
    files = write_papers(office, batches, view=view, out=options.out, lang=options.lang) if batches else ()
    return replace(result, warnings=(*result.warnings, *warnings), files=files)
