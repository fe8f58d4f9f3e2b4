"""What ``rules check`` proves of a loaded rulebook, beyond what loading refuses; with a count of what each check saw.

Some prove it on every case of :mod:`aid_ledger.rulebook.trials`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from aid_ledger.errors import Finding, Place
from aid_ledger.facts import category_mask
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.assembly import load_rulebook
from aid_ledger.rulebook.cases import WorkedCase, read_cases, run_case
from aid_ledger.rulebook.conditions import holds
from aid_ledger.rulebook.grouping import mask_read
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Programme, Resolved
from aid_ledger.rulebook.source import Report
from aid_ledger.rulebook.trials import Trial, categories_alike, terms_of_change, try_cases
from aid_ledger.terms import Term

Load = Callable[[tuple[str, ...], Mapping[str, str]], Rulebook]


@dataclass(frozen=True, slots=True)
class Check:
    """A check that ran: its name, how many things it looked at, how many findings it has."""

    name: str
    seen: int
    findings: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings, and every check that ran, the ones without findings too."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]


def check(rulebook: Rulebook, *, load: Load | None = None) -> CheckReport:
    """Check a rulebook.

    Args:
        rulebook: loaded without errors.
        load: loads the packs that a case names, with its parameters; by default the built-in ones.
    """
    findings: list[Finding] = list(rulebook.findings)
    told = len(findings)
    checks = [Check("files-load", len(rulebook.files), told)]
    cases, unreadable = _cases(rulebook)
    trials = try_cases(rulebook)
    runs: list[tuple[str, Callable[[], tuple[int, list[Finding]]]]] = [
        ("cases-read", lambda: (len(cases), unreadable)),
        ("cases-pass", lambda: _run(cases, rulebook, load or _load)),
        ("cases-on-both-sides", lambda: _sides(rulebook, cases)),
        ("one-answer-each-term", lambda: _one_answer(rulebook)),
        ("tiers-reachable", lambda: _tiers(rulebook, trials)),
        ("exclusive-never-meet", lambda: _exclusive(rulebook, trials)),
        ("hardship-never-lowers", lambda: _hardship(rulebook, trials)),
    ]
    for name, run in runs:
        seen, found = run()
        findings += found
        checks.append(Check(name, seen, len(found)))
    return CheckReport(tuple(findings), tuple(checks))


def _load(packs: tuple[str, ...], parameters: Mapping[str, str]) -> Rulebook:
    return load_rulebook(packs, parameters=parameters)


def _cases(rulebook: Rulebook) -> tuple[list[WorkedCase], list[Finding]]:
    report = Report()
    cases: list[WorkedCase] = []
    for pack, folder in rulebook.folders:
        prefix = pack if pack == "national" else f"local/{pack}"
        for path in sorted(folder.glob("*/cases.yaml")):
            cases += read_cases(path, f"{prefix}/{path.parent.name}/cases.yaml", pack, report)
    return cases, report.findings


def _run(cases: Iterable[WorkedCase], rulebook: Rulebook, load: Load) -> tuple[int, list[Finding]]:
    """Run every case with the packs and parameters that it names."""
    loaded: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], Rulebook] = {}
    findings: list[Finding] = []
    count = 0
    for case in cases:
        count += 1
        given = tuple(sorted(case.form.parameters.items()))
        if (case.packs, given) not in loaded:
            same = case.packs == rulebook.packs and not given
            loaded[case.packs, given] = rulebook if same else load(case.packs, dict(given))
        findings += run_case(loaded[case.packs, given], case)
    return count, findings


def _sides(rulebook: Rulebook, cases: Iterable[WorkedCase]) -> tuple[int, list[Finding]]:
    """Each change of what a pack says has a case on it and one on the term before, beside that pack's file."""
    terms: dict[tuple[str, str], set[Term]] = {}
    for case in cases:
        folder = case.place.file.rsplit("/", 1)[0]
        terms.setdefault((folder, case.programme), set()).add(case.form.term)
    findings, seen = [], 0
    for programme in rulebook.programmes:
        if not programme.payable:
            continue
        for folder, place, changes in _changes(programme):
            for term in changes:
                seen += 1
                for wanted in (term.previous, term):
                    if wanted not in terms.get((folder, programme.id), set()):
                        params = {"programme": programme.id, "term": str(term), "where": str(wanted)}
                        findings.append(Finding("case-missing", place, params))
    return seen, findings


def _changes(programme: Programme) -> Iterator[tuple[str, Place, list[Term]]]:
    """Yield folder, place and terms of change of each pack's file for the programme."""
    by_folder: dict[str, set[Term]] = {}
    places: dict[str, Place] = {}
    for layer in programme.layers:
        folder = layer.items[0].source.place.file.rsplit("/", 1)[0]
        places.setdefault(folder, layer.place)
        found = by_folder.setdefault(folder, set())
        found |= {item.start for item in layer.items}
        found |= {layer.ends} if layer.ends else set()
        if not layer.over and programme.last_known is not None:
            found.add(programme.last_known.next)
    for folder, terms in by_folder.items():
        yield folder, places[folder], sorted(terms)


def _one_answer(rulebook: Rulebook) -> tuple[int, list[Finding]]:
    """In every term of a programme exactly one pack says who, and at most one how much; its own always does."""
    seen, findings = 0, []
    for programme in rulebook.programmes:
        for term in (t for t in terms_of_change(rulebook) if programme.in_force(t) and programme.known(t)):
            seen += 1
            if len(programme.speaking("who", term)) != 1 or len(programme.speaking("amount", term)) != 1:
                params = {"programme": programme.id, "term": str(term)}
                findings.append(Finding("answer-missing", programme.place, params))
    return seen, findings


def _tiers(rulebook: Rulebook, trials: Iterable[Trial]) -> tuple[int, list[Finding]]:
    """Each tier is somebody's."""
    seen, findings, told = 0, [], set()
    for trial in trials:
        for resolved in rulebook.resolve(trial.term):
            if not isinstance(resolved.amount, schedule.Tiers):
                continue
            distinct = np.unique(trial.cohort.key & np.uint64(mask_read(resolved))).tolist()
            reached = {_first_step(resolved, resolved.amount, key) for key in distinct}
            for number, step in enumerate(resolved.amount.steps):
                seen += 1
                if number not in reached and step.source.place not in told:
                    told.add(step.source.place)
                    findings.append(Finding("tier-unreachable", step.source.place, {"number": number + 1}))
    return seen, findings


def _first_step(resolved: Resolved, tiers: schedule.Tiers, key: int) -> int:
    if not all(holds(clause.condition, key) for clause in resolved.clauses):
        return -1
    steps = enumerate(tiers.steps)
    return next((number for number, step in steps if holds(step.condition, key)), -1)


def _exclusive(rulebook: Rulebook, trials: Iterable[Trial]) -> tuple[int, list[Finding]]:
    """No enumerated case gets two programmes of which one excludes the other."""
    pairs = [(p.id, other) for p in rulebook.programmes for other in p.excludes]
    pairs += [(other, p.id) for p in rulebook.programmes for other in p.gives_way_to]
    seen, findings = 0, []
    for trial in trials:
        for first, second in pairs:
            seen += len(trial.cohort)
            both = trial.entitled(first) & trial.entitled(second)
            if both.any():
                params = {"first": first, "second": second, "term": str(trial.term)}
                findings.append(Finding("programmes-meet", rulebook.programme(first).place, params))
    return seen, findings


def _hardship(rulebook: Rulebook, trials: Iterable[Trial]) -> tuple[int, list[Finding]]:
    """No enumerated case has a lower total with one category more."""
    seen, findings = 0, []
    for trial in trials:
        term, space = trial.term, trial.space
        totals = trial.totals(rulebook).reshape(len(space.combos), len(space.sets))
        index = {mask: at for at, mask in enumerate(space.sets)}
        for (mask, at), category in product(index.items(), categories_alike(rulebook, term)):
            more = index.get(rulebook.implied(mask | category_mask([category]), term), at)
            if more == at:
                continue
            seen += len(space.combos)
            lower = np.flatnonzero(totals[:, more] < totals[:, at])
            if len(lower):
                before, after = (format_yuan(int(totals[int(lower[0]), i])) for i in (at, more))
                params = {"term": str(term), "category": category, "before": before, "after": after}
                findings.append(Finding("hardship-lowers", rulebook.programmes[0].place, params))
    return seen, findings
