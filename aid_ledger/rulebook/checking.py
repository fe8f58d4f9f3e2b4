"""What ``rules check`` proves of a loaded rulebook, beyond what loading refuses; with a count of what each check saw.

Cases are enumerated over the facts that programmes ask about, stage by stage, with categories alone and in pairs;
facts and categories that decide alike are tried once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from aid_ledger.errors import Finding, Place
from aid_ledger.facts import BY_NAME, CATEGORIES, category_mask, value_code
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.assembly import load_rulebook
from aid_ledger.rulebook.cases import WorkedCase, read_cases, run_case
from aid_ledger.rulebook.columns import Cohort, Entitlements
from aid_ledger.rulebook.conditions import Member, Test, holds, leaves, possible
from aid_ledger.rulebook.grouping import mask_read, tests_of
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Programme, Resolved
from aid_ledger.rulebook.source import Report
from aid_ledger.rulebook.spreading import evaluate
from aid_ledger.rulebook.verdict import State
from aid_ledger.terms import Term

_FEES = (80_000, 60_000, 30_000, 50_000)
_SHIFT = BY_NAME["categories"].shift
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
    trials = _trials(rulebook)
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


def _terms(rulebook: Rulebook) -> list[Term]:
    """Return every term in which anything changes; between two of them nothing does."""
    terms = {term for programme in rulebook.programmes for term in programme.change_terms()}
    terms |= {members.start for items in rulebook.vocabulary.sets.values() for members in items}
    return sorted(terms)


def _one_answer(rulebook: Rulebook) -> tuple[int, list[Finding]]:
    """In every term of a programme exactly one pack says who, and at most one how much; its own always does."""
    seen, findings = 0, []
    for programme in rulebook.programmes:
        for term in (t for t in _terms(rulebook) if programme.in_force(t) and programme.known(t)):
            seen += 1
            if len(programme.speaking("who", term)) != 1 or len(programme.speaking("amount", term)) != 1:
                params = {"programme": programme.id, "term": str(term)}
                findings.append(Finding("answer-missing", programme.place, params))
    return seen, findings


@dataclass(frozen=True, slots=True)
class _Space:
    """Enumerated cases: ``combos`` of facts times ``sets`` of categories, combos outside."""

    combos: tuple[int, ...]
    sets: tuple[int, ...]

    def cohort(self) -> Cohort:
        """Return the cases as a cohort with one fee each."""
        facts = np.array(self.combos, dtype=np.uint64)[:, None]
        categories = np.array(self.sets, dtype=np.uint64)[None, :] << np.uint64(_SHIFT)
        keys = (facts | categories).reshape(-1)
        tuition, care, lodging, public = (np.full(len(keys), fen, dtype=np.int64) for fen in _FEES)
        return Cohort(keys, keys, tuition=tuition, care_fee=care, lodging_fee=lodging, public_fee=public)


@dataclass(frozen=True, slots=True)
class _Trial:
    """The enumerated cases of a term and what they get."""

    term: Term
    space: _Space
    cohort: Cohort
    answers: Entitlements


def _trials(rulebook: Rulebook) -> list[_Trial]:
    """Try every case in every term in which anything changes."""
    found = []
    for term in _terms(rulebook):
        space = _space(rulebook, term)
        if space.combos:
            cohort = space.cohort()
            found.append(_Trial(term, space, cohort, evaluate(rulebook, term, cohort)))
    return found


def _space(rulebook: Rulebook, term: Term) -> _Space:
    resolved = rulebook.resolve(term)
    alike = _categories(rulebook, term)
    names = [(), *((c,) for c in alike), *combinations(alike, 2)]
    sets = tuple(dict.fromkeys(rulebook.implied(category_mask(n), term) for n in names))
    combos: dict[int, None] = {}
    for stage in BY_NAME["stage"].values[1:]:
        combos.update(dict.fromkeys(_combos(resolved, stage)))
    return _Space(tuple(combos), sets)


def _categories(rulebook: Rulebook, term: Term) -> tuple[str, ...]:
    """Return one category for each class of those that every test of the term answers alike."""
    masks = {test.mask for r in rulebook.resolve(term) for test in tests_of(r) if isinstance(test, Member)}
    classes: dict[tuple[bool, ...], str] = {}
    for name in CATEGORIES:
        bits = rulebook.implied(category_mask([name]), term)
        classes.setdefault(tuple(bool(bits & mask) for mask in sorted(masks)), name)
    return tuple(classes.values())


def _combos(resolved: Iterable[Resolved], stage: str) -> Iterator[int]:
    """Yield keys of one stage: every combination of the facts that matter to the programmes of that stage."""
    start, known = _bits("stage", stage) | _bits("status", "school"), frozenset({"stage", "status"})
    here = [r for r in resolved if all(possible(clause.condition, start, known) for clause in r.clauses)]
    fields = sorted({name for r in here for name in r.fields} - {"stage", "status"})
    choices = [_representatives(name, here) for name in fields]
    for values in product(*choices):
        key = start
        for name, code in zip(fields, values, strict=True):
            key |= code << BY_NAME[name].shift
        yield key


def _representatives(name: str, resolved: Iterable[Resolved]) -> list[int]:
    """Return one known code of a field for each class of codes that all tests answer alike."""
    tests = [
        leaf.codes
        for r in resolved
        for condition in r.conditions()
        for leaf in leaves(condition)
        if isinstance(leaf, Test) and leaf.field == name
    ]
    shown = any(name in r.facts_shown() for r in resolved)
    field = BY_NAME[name]
    classes: dict[tuple[object, ...], int] = {}
    for code in range(1 if field.can_be_unknown else 0, len(field.values)):
        alike = (*(code in codes for codes in tests), code if shown else 0)
        classes.setdefault(alike, code)
    return list(classes.values())


def _bits(name: str, value: str) -> int:
    return value_code(name, value) << BY_NAME[name].shift


def _tiers(rulebook: Rulebook, trials: Iterable[_Trial]) -> tuple[int, list[Finding]]:
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


def _exclusive(rulebook: Rulebook, trials: Iterable[_Trial]) -> tuple[int, list[Finding]]:
    """No enumerated case gets two programmes of which one excludes the other."""
    pairs = [(p.id, other) for p in rulebook.programmes for other in p.excludes]
    pairs += [(other, p.id) for p in rulebook.programmes for other in p.gives_way_to]
    seen, findings = 0, []
    for trial in trials:
        for first, second in pairs:
            seen += len(trial.cohort)
            both = _entitled(trial, first) & _entitled(trial, second)
            if both.any():
                params = {"first": first, "second": second, "term": str(trial.term)}
                findings.append(Finding("programmes-meet", rulebook.programme(first).place, params))
    return seen, findings


def _entitled(trial: _Trial, programme: str) -> npt.NDArray[np.bool_]:
    there = np.zeros(len(trial.cohort), dtype=bool)
    students = trial.answers.students
    if programme in trial.answers.programmes:
        index = trial.answers.programmes.index(programme)
        there[students.student[(students.programme == index) & (students.state == State.ENTITLED)]] = True
    return there


def _hardship(rulebook: Rulebook, trials: Iterable[_Trial]) -> tuple[int, list[Finding]]:
    """No enumerated case has a lower total with one category more."""
    seen, findings = 0, []
    for trial in trials:
        term, space = trial.term, trial.space
        totals = _totals(rulebook, trial).reshape(len(space.combos), len(space.sets))
        index = {mask: at for at, mask in enumerate(space.sets)}
        for (mask, at), category in product(index.items(), _categories(rulebook, term)):
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


def _totals(rulebook: Rulebook, trial: _Trial) -> npt.NDArray[np.int64]:
    students = trial.answers.students
    pays = np.array([rulebook.programme(name).makes_line for name in trial.answers.programmes], dtype=bool)
    at = (students.state == State.ENTITLED) & pays[students.programme]
    totals = np.zeros(len(trial.cohort), dtype=np.int64)
    np.add.at(totals, students.student[at], students.amount[at])
    return totals
