"""What a simulation says: a row a person or school and programme, and what adds up from these rows.

Every sum has five amounts: ``ledger`` (posted), ``now`` (after a payout on today's lists), ``given`` (after one under
the other rules), ``data`` = now - ledger, ``rules`` = given - now. Each adds up over programmes, schools and levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from aid_ledger.office.payout_result import Moves
from aid_ledger.reports import Simulated
from aid_ledger.rulebook import LEVELS, Rulebook
from aid_ledger.terms import Term
from aid_ledger.words import Lang

STEPS = ("ledger", "now", "given")
DIFFERENCES = {"data": ("ledger", "now"), "rules": ("now", "given")}
PERSON = ("name", "id_number", "town", "school", "school_code", "stage", "grade", "class_")
PAIR_COLUMNS = ("subject", "programme", *STEPS, *PERSON)
SUMS = (*STEPS, *DIFFERENCES)


@dataclass(frozen=True, slots=True)
class Held:
    """Who waits for a person's decision: students, what they would get in fen, and schools.

    ``unknown``: students of these for whom nobody can say what they would get: their programme has no standard.
    ``kept``: by programme, fen posted before that stay and are counted, since nobody can say otherwise: who waits, is
    in no list any more, or whose programme has no standard.
    """

    students: int
    amount: int
    unknown: int
    schools: int
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A term under the office's own rules and under others.

    ``pairs``: :data:`PAIR_COLUMNS`, fen; ``subject`` begins with ``p`` (a person) or ``s`` (a school). ``levels``:
    fen by ``programme, level``. ``held`` by ``now`` and ``given``. ``dropped``: programmes with money that the other
    rules do not have: nothing is paid for them there, though a payout would leave what is posted alone.
    """

    term: Term
    own: Rulebook
    other: Rulebook
    pairs: pd.DataFrame
    levels: pd.DataFrame
    held: Mapping[str, Held]
    dropped: tuple[str, ...] = ()

    @property
    def same_rules(self) -> bool:
        """Whether the other rules are the office's own, byte for byte."""
        return self.own.digest == self.other.digest

    def total(self) -> dict[str, int]:
        """Return the five sums of the whole term."""
        sums = self.pairs[list(STEPS)].sum()
        fen = {name: int(sums[name]) for name in STEPS}
        return fen | {name: fen[after] - fen[before] for name, (before, after) in DIFFERENCES.items()}

    def programmes(self) -> pd.DataFrame:
        """Return a row a programme, in the order of the rules: the sums, and who gets more or less by the rules."""
        order = {one.id: place for place, one in enumerate((*self.own.programmes, *self.other.programmes))}
        table = self._with_moves(self.pairs, ["programme"])
        return table.sort_values("programme", key=lambda names: names.map(order), kind="stable", ignore_index=True)

    def schools(self) -> pd.DataFrame:
        """Return a row a school, by town and code: ``town, school, school_code``, the sums and the moves."""
        return self._with_moves(self.pairs, ["town", "school_code", "school"])

    def by_level(self) -> pd.DataFrame:
        """Return a row a level of government and the sums; over the levels they add up to the total."""
        order = {level: place for place, level in enumerate(LEVELS)}
        table = self.levels.groupby("level")[list(STEPS)].sum().reset_index()
        table = table.sort_values("level", key=lambda levels: levels.map(order), ignore_index=True)
        return _with_differences(table)

    def people(self) -> pd.DataFrame:
        """Return a row a person or school that gets more or less, by data or by rules, and the sums.

        ``programmes``, those that change, are joined by ``;``. Those whom the rules change most come first.
        """
        subjects = self.pairs.groupby("subject", sort=True)
        table = subjects[list(STEPS)].sum().join(self.pairs.drop_duplicates("subject").set_index("subject")[[*PERSON]])
        changed = self.pairs[(self.pairs["ledger"] != self.pairs["now"]) | (self.pairs["now"] != self.pairs["given"])]
        table["programmes"] = changed.groupby("subject")["programme"].agg(_names)
        table = _with_differences(table.reset_index())
        table = table[table["programmes"].notna()]
        order = table.assign(_much=-table["rules"].abs(), _data=-table["data"].abs())
        return order.sort_values(["_much", "_data", "school", "name", "subject"], kind="stable", ignore_index=True)

    def moves(self, difference: str, kind: str) -> Moves:
        """Return who gets more or less by ``data`` or ``rules``; ``kind``: ``p`` people, ``s`` schools."""
        own = self.pairs[self.pairs["subject"].str.startswith(kind)]
        before, after = (own.groupby("subject")[step].sum() for step in DIFFERENCES[difference])
        off = after - before
        return Moves(
            before=int((before != 0).sum()), before_amount=int(before.sum()),
            more=int((off > 0).sum()), more_amount=int(off[off > 0].sum()),
            less=int((off < 0).sum()), less_amount=int(off[off < 0].sum()),
            same=int(((off == 0) & (before != 0)).sum()),
        )  # fmt: skip

    def title(self, programme: str, lang: Lang) -> str:
        """Return a programme's title; of one that neither knows, its id."""
        found = next((one for one in (*self.own.programmes, *self.other.programmes) if one.id == programme), None)
        return programme if found is None else found.zh if lang == "zh" else found.en

    def printed(self, lang: Lang) -> Simulated:
        """Return the tables as the workbook takes them, programmes by their titles."""
        named = self.programmes()
        people = self.people()
        between = "、" if lang == "zh" else ", "
        return Simulated(
            same_rules=self.same_rules, packs=(self.own.packs, self.other.packs),
            digests=(self.own.digest, self.other.digest),
            programmes=named.assign(programme=[self.title(one, lang) for one in named["programme"]]),
            schools=self.schools(), levels=self.by_level(),
            people=people.assign(programmes=[between.join(self.title(one, lang) for one in names)
                                             for names in people["programmes"].str.split(";")]),
            held={name: (one.students, one.amount, one.unknown, one.schools) for name, one in self.held.items()},
            kept={name: {self.title(key, lang): fen for key, fen in one.kept.items()}
                  for name, one in self.held.items()},
            dropped=tuple(self.title(one, lang) for one in self.dropped),
        )  # fmt: skip

    @staticmethod
    def _with_moves(pairs: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        """Sum by some columns, and count who gets more and who less by the rules within each group."""
        table = _with_differences(pairs.groupby(list(by), sort=True)[list(STEPS)].sum().reset_index())
        own = pairs.groupby([*by, "subject"], sort=True)[["now", "given"]].sum().reset_index()
        off = own["given"] - own["now"]
        counted = own.assign(
            people=(own["given"] != 0).astype(int), more=(off > 0).astype(int), less=(off < 0).astype(int)
        )  # fmt: skip
        counts = counted.groupby(list(by), sort=True)[["people", "more", "less"]].sum().reset_index(drop=True)
        return pd.concat([table, counts], axis=1)


def _names(programmes: pd.Series[str]) -> str:
    return ";".join(sorted(set(programmes.tolist())))


def _with_differences(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{name: table[after] - table[before] for name, (before, after) in DIFFERENCES.items()})
