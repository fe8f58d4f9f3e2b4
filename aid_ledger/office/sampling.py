"""Use case: sample. Draws people to visit, writes the 核查表, projects what comes back; the books are only read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.audit.projecting import Projection, by_amount, by_group
from aid_ledger.audit.sample_answers import Answers, read_sample, same_people
from aid_ledger.audit.sampling import RULES, Rule, Sample, draw
from aid_ledger.errors import Finding, InputError, Place
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.reconciling import reconcile
from aid_ledger.office.sample_population import ORIGINS, Origin, basis_of, population_of
from aid_ledger.reports.printing import clean
from aid_ledger.reports.sample_book import sample_book
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.words import Lang


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample and its 核查表; ``day`` is that of the checks where it was drawn by risk, else blank."""

    term: Term
    origin: Origin
    sample: Sample
    book: bytes
    day: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What came back: the filled workbook, the sample drawn again from today's books, the projection, and notes."""

    answers: Answers
    sample: Sample
    projection: Projection
    notes: tuple[Finding, ...]


def sample(  # noqa: PLR0913 - one argument an option
    office: Office, term: Term, *, size: int, seed: int, at: str, rule: Rule = "amount", origin: Origin = "lines",
    lang: Lang = "zh", progress: Progress | None = None,
) -> Drawn:  # fmt: skip
    """Draw a sample and make its workbook.

    ``at`` (ISO 8601) is when, and counts only by risk: some checks say what is late on that day.

    Raises:
        InputError: what :func:`draw` raises.
    """
    day = at[:10] if rule == "risk" else ""
    people = _population(office, term, origin, day, progress)
    drawn = draw(people, rule, size, seed, basis_of(office, term, origin))
    titles = {one.id: one.zh if lang == "zh" else one.en for one in office.rulebook().programmes}
    book = sample_book(drawn, term, origin, office.config.name, titles, day=day, lang=lang)
    return Drawn(term, origin, drawn, book, day)


def _population(
    office: Office, term: Term, origin: Origin, day: str, progress: Progress | None = None
) -> pd.DataFrame:  # fmt: skip
    report = reconcile(office, term, at=day, by="", progress=progress) if day else None
    return population_of(office, term, origin, report)


def sample_results(office: Office, name: str, data: bytes) -> Results:
    """Read a filled 核查表, draw the same sample again, and project what was found.

    Raises:
        FindingsError: what :func:`read_sample` raises.
        InputError: ``sample-altered``: other people, amounts or points than the particulars draw.
    """
    answers = read_sample(data, name)
    said = answers.particulars
    try:
        term, seed, size = Term.parse(said["term"]), int(said["seed"]), int(said["size"])
        total = int(said["total"])
        if said["by"] == "risk":
            date.fromisoformat(said["day"])
    except ValueError as error:
        raise InputError(Finding("sample-altered", Place(name))) from error
    if said["by"] not in RULES or said["from"] not in ORIGINS:
        raise InputError(Finding("sample-altered", Place(name)))
    rule, origin = said["by"], said["from"]
    again = draw(_population(office, term, origin, said["day"] if rule == "risk" else ""), rule, size, seed)
    notes: tuple[Finding, ...] = ()
    if again.digest != said["digest"]:
        notes = (Finding("sample-population-changed", Place(name), severity="warning"),)
    else:
        columns = (again.table[column].tolist() for column in ("number", "hits", "amount"))
        people = [(int(number), int(hits), int(fen)) for number, hits, fen in zip(*columns, strict=True)]
        if not same_people(answers, people) or total != again.total:
            raise InputError(Finding("sample-altered", Place(name)))
    if rule == "amount":
        projection = by_amount(answers.visited, total, size)
    else:
        groups = [(clean(one.name).strip(), one.people, one.amount) for one in again.groups]
        projection = by_group(answers.visited, groups)
    return Results(answers, again, projection, notes)
