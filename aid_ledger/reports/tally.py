"""Counts and sums for the 汇总表: by school, town and group, people always counted as different people.

A group is a programme, a stage and a standard; a programme with more standards than a page bears is one group
"by their own standards".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.ledger import cumulative_shares
from aid_ledger.reports.data import LEVELS, STAGES

MOST_STANDARDS = 6


@dataclass(frozen=True, slots=True)
class Group:
    """What one pair of columns counts. ``standard`` is fen, 0 where none or where they differ (``mixed``).

    ``of_people`` is false for lines of a whole school, whose lines are counted instead.
    """

    programme: str
    stage: str
    standard: int
    mixed: bool
    of_people: bool
    to_school: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers of one column: a school each, a town each, and all. A town's people may be fewer than the sum."""

    schools: tuple[int, ...]
    towns: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that a 汇总表 prints, in its order.

    Attributes:
        towns: name and positions of its schools, [first, after last).
        schools: names.
        groups: with number and money of each.
        funding: by level, fen; empty where no shares were given.
        times_standard: fen, by group, of people times their standards.
        ledger: fen of all lines.
        to_schools: fen of the lines paid to schools.
        taken_back: fen of the reversing lines of the same programmes and schools, not positive.
    """

    towns: tuple[tuple[str, int, int], ...]
    schools: tuple[str, ...]
    groups: tuple[tuple[Group, Count, Count], ...]
    people: Count
    money: Count
    back_people: Count
    back_money: Count
    waits_people: Count
    waits_money: Count
    funding: Mapping[str, Count]
    times_standard: Mapping[Group, int]
    ledger: int
    to_schools: int
    taken_back: int


class _Places:
    """Positions of schools and towns, and the counting over them."""

    def __init__(self, ranks: Sequence[int], names: Mapping[int, str], towns: Mapping[int, str]) -> None:
        by_town: dict[str, list[int]] = {}
        for rank in ranks:
            by_town.setdefault(towns[rank], []).append(rank)
        self.ranks = [rank for members in by_town.values() for rank in members]
        self.names = tuple(names[rank] for rank in self.ranks)
        spans, at = [], 0
        for town, members in by_town.items():
            spans.append((town, at, at + len(members)))
            at += len(members)
        self.towns = tuple(spans)
        self._place = np.zeros(max(self.ranks) + 1, dtype=np.int64)
        self._place[self.ranks] = np.arange(len(self.ranks))
        self._town = np.repeat(np.arange(len(spans)), [stop - start for _, start, stop in spans])

    def sums(self, table: pd.DataFrame) -> Count:
        """Add ``amount`` by school, of the schools that are here; towns and total follow."""
        table = table[table["rank"].isin(self.ranks)]
        added = np.zeros(len(self.ranks), dtype=np.int64)
        np.add.at(added, self._places_of(table), table["amount"].to_numpy(dtype=np.int64))
        return self._added(added)

    def lines(self, table: pd.DataFrame) -> Count:
        """Count lines by school."""
        return self._added(np.bincount(self._places_of(table), minlength=len(self.ranks)))

    def people(self, table: pd.DataFrame) -> Count:
        """Count different people by school, by town, and in all."""
        person = table["person"].to_numpy(dtype=np.int64)
        met = person >= 0
        person, place = person[met], self._places_of(table)[met]
        many = int(person.max(initial=0)) + 1
        by_school = np.unique(place * many + person) // many
        by_town = np.unique(self._town[place] * many + person) // many
        return Count(
            tuple(np.bincount(by_school, minlength=len(self.ranks)).tolist()),
            tuple(np.bincount(by_town, minlength=len(self.towns)).tolist()),
            len(np.unique(person)),
        )

    def _places_of(self, table: pd.DataFrame) -> npt.NDArray[np.int64]:
        places: npt.NDArray[np.int64] = self._place[table["rank"].to_numpy(dtype=np.int64)]
        return places

    def _added(self, by_school: npt.NDArray[np.int64]) -> Count:
        schools: tuple[int, ...] = tuple(by_school.tolist())
        towns = tuple(sum(schools[a:b]) for _, a, b in self.towns)
        return Count(schools, towns, sum(towns))


def tally(lines: pd.DataFrame, shares: pd.DataFrame, cuts: pd.DataFrame, towns: Mapping[int, str]) -> Tally:
    """Count the paying ``lines`` of one programme or of all.

    Args:
        lines: in printing order, at least one: programme, payee, stage, standard, amount, back, waits, ``rank`` and
            name of the school, ``person`` as a number (-1 where a line is for a whole school).
        shares: of the same programmes.
        cuts: the reversing lines of the same programmes.
        towns: by rank of the school, in their order.
    """
    names = dict(zip(lines["rank"].tolist(), lines["school"].tolist(), strict=True))
    places = _Places([rank for rank in towns if rank in names], names, towns)
    grouped = _with_groups(lines)
    groups, times = [], {}
    for group, part in grouped:
        number = places.people(part) if group.of_people else places.lines(part)
        groups.append((group, number, places.sums(part)))
        times[group] = _times_standard(group, part, number.total)
    back, waits = lines[lines["back"]], lines[lines["waits"]]
    return Tally(
        places.towns,
        places.names,
        tuple(groups),
        places.people(lines),
        places.sums(lines),
        places.people(back),
        places.sums(back),
        places.people(waits),
        places.sums(waits),
        _funding(places, shares),
        times,
        int(lines["amount"].sum()),
        int(lines.loc[lines["payee"] == "school", "amount"].sum()),
        int(cuts.loc[cuts["rank"].isin(places.ranks), "amount"].sum()),
    )


def _funding(places: _Places, shares: pd.DataFrame) -> dict[str, Count]:
    if not len(shares):
        return {}
    return {level: places.sums(shares[shares["level"] == level]) for level in LEVELS}


def _times_standard(group: Group, part: pd.DataFrame, number: int) -> int:
    if group.mixed:
        return int(part.drop_duplicates(["rank", "person", "standard"])["standard"].sum())
    return number * group.standard if group.of_people else 0


def _with_groups(lines: pd.DataFrame) -> list[tuple[Group, pd.DataFrame]]:
    """Divide lines into groups, in the order payee, programme, stage, standard."""
    order = {programme: rank for rank, programme in enumerate(lines["programme"].unique())}
    stages = {stage: rank for rank, stage in enumerate(STAGES)}
    keys = lines.assign(of_people=lines["person"] >= 0, to_school=lines["payee"] == "school")
    out: list[tuple[Group, pd.DataFrame]] = []
    for (programme, stage, of_people, to_school), part in keys.groupby(
        ["programme", "stage", "of_people", "to_school"]
    ):
        standards = sorted(part["standard"].unique().tolist()) if of_people else [0]
        mixed = len(standards) > MOST_STANDARDS
        for standard in [0] if mixed else standards:
            group = Group(str(programme), str(stage), standard, mixed, bool(of_people), bool(to_school))
            out.append((group, part if mixed or not of_people else part[part["standard"] == standard]))
    return sorted(
        out,
        key=lambda item: (
            item[0].to_school,
            order[item[0].programme],
            [stages[s] for s in item[0].stage.split("+")],
            not item[0].of_people,
            item[0].standard,
        ),
    )


def with_schools(shares: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return shares with ``school_key`` (code, else name), those of schools without a code school by school.

    The books keep the shares of all schools that have no code together. A school's part of them is what the levels bear
    of its own lines, cumulatively, so that rows and columns both add up to the fen.

    Args:
        shares: ``programme, school_code, level, amount``.
        lines: of the same batch: ``programme, school, school_code, kind, amount``.
    """
    shares = shares.assign(school_key=shares["school_code"])
    together = shares[shares["school_code"] == ""]
    if together.empty:
        return shares
    own = lines[(lines["school_code"] == "") & lines["kind"].isin(["pay", "reverse"])]
    parts = []
    for programme, levels in together.groupby("programme", sort=True):
        by_school = own[own["programme"] == programme].groupby("school", sort=True)["amount"].sum()
        by_level = levels.set_index("level")["amount"]
        if by_school.empty or (by_level < 0).any() or by_school.sum() != by_level.sum():
            parts.append(levels)  # nothing that a rule of division could be taken from
            continue
        split = cumulative_shares({}, by_school.tolist(), {str(level): int(fen) for level, fen in by_level.items()})
        parts += [
            pd.DataFrame({"programme": programme, "school_code": "", "level": list(one), "amount": list(one.values()),
                          "school_key": school})
            for school, one in zip(by_school.index, split, strict=True)
        ]  # fmt: skip
    return pd.concat([shares[shares["school_code"] != ""], *parts], ignore_index=True)
