"""Use case: payout. Evaluate, compare with what is posted, post the difference as one batch, write the papers."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger import __version__
from aid_ledger.errors import Finding, InputError, LedgerError, why_refused
from aid_ledger.ledger import Batch, Known, Posting, lines_of, manifest_digest, post, require_open
from aid_ledger.money import format_yuan, split_shares
from aid_ledger.office.budgeting import findings_of, left, overdrawn
from aid_ledger.office.evaluation import Picture, require_lists
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.new_lines import Change, Selection, new_lines
from aid_ledger.office.outcomes import Outcomes, outcomes_of
from aid_ledger.office.payout_result import PayoutResult, result_of
from aid_ledger.office.refused import still_refused
from aid_ledger.office.served_meals import served_meals
from aid_ledger.office.sources import in_use_for
from aid_ledger.office.term_books import read_term, refuse_erased
from aid_ledger.office.workspace import Config
from aid_ledger.people import mask_name
from aid_ledger.store import Head, head
from aid_ledger.terms import Term
from aid_ledger.words import Lang, Word
from aid_ledger.words import reason as say_reason

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.rulebook import Rulebook

_TRIES = 3
_NAMED = 8
"""Recoveries that a refusal names, the largest first."""


@dataclass(frozen=True, slots=True)
class PayoutOptions:
    """What a payout is for. ``accept_recoveries`` must name the exact number where there are many."""

    programmes: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    dry_run: bool = False
    accept_recoveries: int | None = None
    out: Path | None = None
    lang: Lang = "zh"


def payout(
    office: Office, term: Term, options: PayoutOptions, *, by: str, at: str, progress: Progress | None = None
) -> PayoutResult:
    """Bring the term's ledger to what the rules say on today's evidence.

    Raises:
        InputError: ``no-roster``, ``no-register``, rules that do not load, an unknown programme or school.
        LedgerError: ``too-many-recoveries``, ``erased-in-term``, ``term-closed``, ``books-changed-meanwhile``. Nothing
            was written.
        InputError: ``posted-but-not-written``: the books stand, the papers do not; they can be written again.
    """
    for _ in range(_TRIES):
        with office.database.read() as connection:
            seen = head(connection)
            books = read_term(connection, office, term)
        posted, known = books.posted, books.known
        refuse_erased(posted)
        require_lists(books.sources, term)
        view = books.picture(office, progress=progress)
        selection = _selection(view, options)
        if progress:
            progress("posting")
        done: tuple[Change, tuple[Batch, ...]] | None
        if options.dry_run:
            done = new_lines(view, posted, known, selection), ()
        else:
            done = _post(office, view, selection, posted, seen, options, by=by, at=at)
        if done is not None:
            manifest = manifest_digest(manifest_of(view, options, office.config))
            found = outcomes_of(view)
            result = result_of(view, found, *done, posted=posted, manifest=manifest, dry_run=options.dry_run)
            more = (
                *_lists_missing(books.sources, term),
                *_refused(office, term),
                *_overdrawn(office, view, done[0], options),
            )
            result = replace(result, warnings=(*result.warnings, *more))
            return (
                result
                if options.dry_run
                else _with_papers(office, (view, found), done[0], result, options, by=by, at=at, progress=progress)
            )
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": _TRIES}))


def _lists_missing(sources: Sequence[dict[str, Any]], term: Term) -> Iterator[Finding]:
    for kind in missing_kinds(sources, term):
        params = {"kind": Word(f"kind-{kind}"), "term": str(term), "before": str(term.previous)}
        yield Finding("kind-missing", params=params, severity="warning")


def _refused(office: Office, term: Term) -> Iterator[Finding]:
    if params := still_refused(office, str(term)):
        yield Finding("files-refused", params=params, severity="warning")


def look(office: Office, term: Term, *, complete: bool = True, progress: Progress | None = None) -> Picture:
    """Return a term's picture on today's evidence, beside the ledger as it stands; nothing is written.

    ``complete``: whether a term that cannot be paid yet is refused (:func:`require_lists`).
    """
    with office.database.read() as connection:
        books = read_term(connection, office, term, states=False)
    if complete:
        require_lists(books.sources, term)
    return books.picture(office, progress=progress)


def would_post(
    office: Office, term: Term, options: PayoutOptions, *, progress: Progress | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return the lines that a payout would post on the evidence in use, ready for posting; nothing is written."""
    view = look(office, term, progress=progress)
    with office.database.read() as connection:
        posted, known = lines_of(connection, str(term)), Known.read(connection)
    return new_lines(view, posted, known, _selection(view, options)).lines


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
) -> tuple[Change, tuple[Batch, ...]] | None:  # fmt: skip
    """Post the difference; ``None`` and nothing posted where somebody else wrote meanwhile: the caller looks again."""
    with office.database.write() as connection:
        require_open(connection, str(view.term))
        if head(connection) != seen:
            return None
        known = Known.read(connection)
        change = new_lines(view, posted, known, selection)
        _refuse_many_recoveries(change, posted, options)
        if change.lines.empty:
            return change, ()
        office.keep_rules(view.rulebook)
        posting = Posting(
            term=str(view.term), lines=change.lines,
            weights=weights_of(office, view.rulebook, view.term, set(change.lines["programme"])),
            manifest=manifest_of(view, options, office.config), by=by, at=at,
            words=served_meals(view, change.lines),
        )  # fmt: skip
        return change, post(connection, posting, known).batches


def _overdrawn(office: Office, view: Picture, change: Change, options: PayoutOptions) -> tuple[Finding, ...]:
    """Warn of the allotments that the new lines overdraw; nothing is refused here, the approver decides."""
    if not any(row["kind"] == "budget" for row in view.used):
        return ()
    new = change.lines[change.lines["kind"] != "recover"].groupby("programme")["amount"].sum()
    rising = {str(name): int(fen) for name, fen in new.items() if fen > 0}
    table = left(office, [view.term.fiscal_year]) if rising else None
    if table is None or table["allotted"].isna().all():
        return ()
    if options.dry_run:  # not posted: as the shares would be
        weights = weights_of(office, view.rulebook, view.term, set(rising))
        shares = {
            (name, level): fen for name in rising for level, fen in split_shares(rising[name], weights[name]).items()
        }
        extra = [shares.get(key, 0) for key in zip(table["programme"], table["level"], strict=True)]
        table = table.assign(used=table["used"] + extra, left=table["left"] - extra)
    return findings_of(office, overdrawn(table, list(rising)))


def _refuse_many_recoveries(change: Change, posted: pd.DataFrame, options: PayoutOptions) -> None:
    lines = change.lines[change.lines["kind"] == "recover"]
    count = len(lines)
    of_term = len(posted) + len(change.lines)
    many = count > 5 or count * 200 > of_term
    if count and many and options.accept_recoveries != count:
        causes = Counter(lines["reason"])
        words = "; ".join(f"{number} × {say_reason(reason, options.lang)}" for reason, number in causes.most_common())
        total = format_yuan(-int(lines["amount"].sum()))
        dearest = lines.sort_values(["amount", "subject"], kind="stable").head(_NAMED)
        named = [
            f"{mask_name(name)} {school} {format_yuan(-amount)}".strip()
            for name, school, amount in zip(dearest["name"], dearest["school"], dearest["amount"].tolist(), strict=True)
        ]
        said = {"count": count, "causes": words, "total": total, "who": "；".join(named) + "…" * (count > len(named))}
        raise LedgerError(Finding("too-many-recoveries", params=said))


def weights_of(office: Office, rulebook: Rulebook, term: Term, programmes: set[str]) -> dict[str, dict[str, int]]:
    """Return the weights by which levels of government bear these programmes."""
    config = office.config
    return {name: rulebook.funding(name, term, config.province_tier, config.funding) for name in sorted(programmes)}


def manifest_of(view: Picture, options: PayoutOptions, config: Config) -> dict[str, Any]:
    """Return what a payout rests on: sources, decisions, rules with their files, options, office and code."""
    return {
        "sources": [
            {key: row[key] for key in ("source", "digest", "sheet", "kind", "term")}
            for row in sorted(view.used, key=lambda row: str(row["source"]))
        ],
        "decisions": [
            {key: row[key] for key in ("decision", "body", "question")}
            for row in sorted(view.decided, key=lambda row: str(row["decision"]))
        ],
        "rules": {
            "packs": list(view.rulebook.packs),
            "digest": view.rulebook.digest,
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in view.rulebook.files.items()},
        },
        "options": {"programmes": sorted(options.programmes), "schools": sorted(options.schools)},
        "office": {
            "name": config.name,
            "county": config.county,
            "province_tier": config.province_tier,
            "funding": dict(config.funding),
            "parameters": dict(config.parameters),
        },
        "code": {"aid-ledger": __version__, "python": platform.python_version_tuple()[0]},
    }


def missing_kinds(sources: Sequence[dict[str, Any]], term: Term) -> tuple[str, ...]:
    """Return the kinds that the term before had in use and this one lacks; a list that still speaks is not missing."""
    before = {str(row["kind"]) for row in sources if row["in_use"] and row["term"] == str(term.previous)}
    return tuple(sorted(before - {str(row["kind"]) for row in in_use_for(sources, str(term))}))


def _with_papers(
    office: Office, seen: tuple[Picture, Outcomes], change: Change, result: PayoutResult, options: PayoutOptions, *,
    by: str, at: str, progress: Progress | None,
) -> PayoutResult:  # fmt: skip
    from aid_ledger.office.papers import write_doubts, write_papers

    batches = [batch.batch for batch in (result.batch, result.recover) if batch is not None]
    if progress and batches:
        progress("sheets")
    lost = change.absent[change.absent["student"] > 0]
    try:
        if batches:
            files = write_papers(office, batches, seen=seen, lost=lost, out=options.out, lang=options.lang)
        else:
            files = write_doubts(office, seen, lost=lost, by=by, at=at, out=options.out, lang=options.lang)
    except (OSError, InputError) as error:
        if not batches:
            raise
        params = {"batches": "、".join(batches), "batch": batches[0], "why": why_refused(error)}
        raise InputError(Finding("posted-but-not-written", params=params)) from error
    return replace(result, files=files)
