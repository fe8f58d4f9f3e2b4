"""Enumerated cases of a rulebook: every answer that its tests can tell apart, in every term in which anything changes.

Over the facts that programmes ask about, stage by stage, with categories alone and in pairs; facts and categories that
decide alike are tried once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME, CATEGORIES, category_mask, value_code
from aid_ledger.rulebook.columns import Cohort, Entitlements
from aid_ledger.rulebook.conditions import Member, Test, leaves, possible
from aid_ledger.rulebook.grouping import tests_of
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Resolved
from aid_ledger.rulebook.spreading import evaluate
from aid_ledger.rulebook.verdict import State
from aid_ledger.terms import Term

_FEES = (80_000, 60_000, 30_000, 50_000)
_SHIFT = BY_NAME["categories"].shift


@dataclass(frozen=True, slots=True)
class Space:
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
class Trial:
    """The enumerated cases of a term and what they get."""

    term: Term
    space: Space
    cohort: Cohort
    answers: Entitlements

    def entitled(self, programme: str) -> npt.NDArray[np.bool_]:
        """Return which cases a programme gives something; none where it is not in force."""
        there = np.zeros(len(self.cohort), dtype=bool)
        students = self.answers.students
        if programme in self.answers.programmes:
            index = self.answers.programmes.index(programme)
            there[students.student[(students.programme == index) & (students.state == State.ENTITLED)]] = True
        return there

    def totals(self, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Return the fen that each case gets in all."""
        students = self.answers.students
        pays = np.array([rulebook.programme(name).makes_line for name in self.answers.programmes], dtype=bool)
        at = (students.state == State.ENTITLED) & pays[students.programme]
        totals = np.zeros(len(self.cohort), dtype=np.int64)
        np.add.at(totals, students.student[at], students.amount[at])
        return totals


def terms_of_change(rulebook: Rulebook) -> list[Term]:
    """Return every term in which anything changes; between two of them nothing does."""
    terms = {term for programme in rulebook.programmes for term in programme.change_terms()}
    terms |= {members.start for items in rulebook.vocabulary.sets.values() for members in items}
    return sorted(terms)


def try_cases(rulebook: Rulebook) -> list[Trial]:
    """Try every case in every term in which anything changes."""
    found = []
    for term in terms_of_change(rulebook):
        space = _space(rulebook, term)
        if space.combos:
            cohort = space.cohort()
            found.append(Trial(term, space, cohort, evaluate(rulebook, term, cohort)))
    return found


def _space(rulebook: Rulebook, term: Term) -> Space:
    resolved = rulebook.resolve(term)
    alike = categories_alike(rulebook, term)
    names = [(), *((c,) for c in alike), *combinations(alike, 2)]
    sets = tuple(dict.fromkeys(rulebook.implied(category_mask(n), term) for n in names))
    combos: dict[int, None] = {}
    for stage in BY_NAME["stage"].values[1:]:
        combos.update(dict.fromkeys(_combos(resolved, stage)))
    return Space(tuple(combos), sets)


def categories_alike(rulebook: Rulebook, term: Term) -> tuple[str, ...]:
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
