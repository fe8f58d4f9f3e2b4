"""Draws a sample that can be drawn again by hand: by amount, by risk or by school, from a seed that is written down.

Everybody has a number from 1, in the order of the population. *By amount* (monetary-unit sampling) the amounts are
laid end to end and points at equal distances are marked from a start; whoever a point falls on is drawn. *By school*
and *by risk* each group gives a share of the sample, and in each the first by the sha256 of ``seed|number`` are drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from aid_ledger.audit.checks import CHECKS
from aid_ledger.errors import Finding, InputError

Rule = Literal["amount", "risk", "school"]
RULES: tuple[Rule, ...] = ("amount", "risk", "school")

POPULATION = ("number", "name", "id_number", "student_no", "school", "grade", "class_", "programmes", "amount", "risks")
"""Columns of a population: ``number`` from 1; ``amount`` fen, none below zero; ``risks`` codes joined by ``;``."""
Basis = Literal["paid", "posted", "due", "named"]
"""What the amounts of a population are: paid by the bank, posted where nothing is paid yet, due, or none."""
RISK_WEIGHTS = {"high": 6, "middle": 3, "low": 1}
"""How much more often one of a risk group is looked at: two risks or one of :data:`GRAVE`, one, none."""
GRAVE = frozenset(check.code for check in CHECKS if check.severity == "error")
"""Checks whose finding makes a child high risk by itself."""
MOST = 2000
"""People in a sample: more is a census, and nobody's visit."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the population, how many are in it, what they got together (fen), and how many of it were drawn."""

    name: str
    people: int
    amount: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample.

    ``table``: the columns of the population with ``group`` and ``hits`` (how many points fell on the person; 1 in the
    other rules), in the order of the numbers. ``digest``: sha256 over who was there with how much. ``start``: where the
    first point of ``by amount`` lies, in fen from 0, times the size (:func:`points`). ``basis``: what the amounts are.
    ``amounts``: fen of everybody of the population, in the order of the numbers.
    """

    rule: Rule
    seed: int
    size: int
    people: int
    total: int
    digest: str
    start: int
    groups: tuple[Group, ...]
    table: pd.DataFrame
    basis: Basis = "paid"
    amounts: tuple[int, ...] = ()


def draw(population: pd.DataFrame, rule: Rule, size: int, seed: int, basis: Basis = "paid") -> Sample:
    """Draw a sample.

    Args:
        population: :data:`POPULATION`, in the order of its numbers.
        rule: ``amount``, ``risk`` or ``school``.
        size: how many points or people; fewer people where a point falls twice on one, or there are no more.
        seed: any whole number.
        basis: what the amounts are; it is only said, beside them.

    Raises:
        InputError: ``sample-nobody``; ``sample-size``; ``sample-no-money``: by amount of people without amounts.
    """
    if population.empty:
        raise InputError(Finding("sample-nobody"))
    if not 0 < size <= MOST:
        raise InputError(Finding("sample-size", params={"size": size, "most": MOST}))
    amounts = [int(amount) for amount in population["amount"]]
    total, start = sum(amounts), 0
    groups = _groups(population, rule)
    if rule == "amount":
        if not total:
            raise InputError(Finding("sample-no-money"))
        start = _number(f"{seed}|start") % total
        hits = _hit(amounts, points(start, total, size))
    else:
        hits = _first_of_each(population["number"].tolist(), groups, rule, size, seed)
    table = population.assign(group=groups, hits=hits)
    drawn = table[table["hits"] > 0].reset_index(drop=True)
    parts = tuple(
        Group(name, int((table["group"] == name).sum()), int(table.loc[table["group"] == name, "amount"].sum()),
              int((drawn["group"] == name).sum()))
        for name in sorted(set(groups))
    )  # fmt: skip
    return Sample(
        rule, seed, size, len(table), total, population_digest(population), start, parts, drawn, basis, tuple(amounts)
    )


def points(start: int, total: int, size: int) -> list[int]:
    """Return the fen, from 1, on which the points fall: ``(start + k × total) ÷ size``, rounded down, plus one.

    >>> points(7, 100, 4)
    [2, 27, 52, 77]
    """
    return [(start + place * total) // size + 1 for place in range(size)]


def population_digest(population: pd.DataFrame) -> str:
    """Return the sha256 over a line a person: number, ID, 学籍号, name, school, fen and risks, parted by tabs."""
    columns = ("number", "id_number", "student_no", "name", "school", "amount", "risks")
    rows = zip(*(population[name].tolist() for name in columns), strict=True)
    texts = ("\t".join(" ".join(str(value).split()) for value in row) + "\n" for row in rows)
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8"))
    return digest.hexdigest()


def allot(people: Mapping[str, int], size: int, weights: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """Share a sample out: one to each group in ``order``, the rest by people × weight ÷ (2 × given + 1).

    >>> allot({"a": 100, "b": 10, "c": 1}, 6, {}, ["a", "b", "c"])
    {'a': 4, 'b': 1, 'c': 1}
    """
    given = dict.fromkeys(people, 0)
    for name in order[:size]:
        given[name] = 1
    for _ in range(size - min(size, len(order))):
        open_ = [name for name in order if given[name] < people[name]]
        if not open_:
            break
        # largest people × weight ÷ (2 × given + 1); of equals the one named first
        best = open_[0]
        for name in open_[1:]:
            mine = people[name] * weights.get(name, 1) * (2 * given[best] + 1)
            if mine > people[best] * weights.get(best, 1) * (2 * given[name] + 1):
                best = name
        given[best] += 1
    return given


def _groups(population: pd.DataFrame, rule: Rule) -> list[str]:
    if rule == "school":
        return [str(school) for school in population["school"]]
    if rule == "risk":
        texts = population["risks"].tolist()
        known = {text: _risk_group([one for one in str(text).split(";") if one]) for text in dict.fromkeys(texts)}
        return [known[text] for text in texts]
    return ["all"] * len(population)


def _risk_group(risks: Sequence[str]) -> str:
    return "high" if len(risks) > 1 or GRAVE & set(risks) else "middle" if risks else "low"


def _hit(amounts: Sequence[int], marks: Sequence[int]) -> list[int]:
    ends = np.cumsum(np.array(amounts, dtype=np.int64))
    owner = np.searchsorted(ends, np.array(marks, dtype=np.int64), side="left")
    return [int(one) for one in np.bincount(owner, minlength=len(amounts))]


def _first_of_each(numbers: Sequence[int], groups: Sequence[str], rule: Rule, size: int, seed: int) -> list[int]:
    members: dict[str, list[tuple[int, int]]] = {}
    for place, (number, group) in enumerate(zip(numbers, groups, strict=True)):
        members.setdefault(group, []).append((_number(f"{seed}|{number}"), place))
    people = {name: len(own) for name, own in members.items()}
    order = sorted(people) if rule == "risk" else sorted(people, key=lambda name: _number(f"{seed}|{name}"))
    given = allot(people, size, RISK_WEIGHTS if rule == "risk" else {}, order)
    drawn = {place for name, own in members.items() for _, place in sorted(own)[: given[name]]}
    return [int(place in drawn) for place in range(len(numbers))]


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16)
