"""Which schools are far off the others: robust z-scores of aided share and of money per head.

A pattern to look at, never a difference: a school of a poor town is rightly off. A school is compared with those of
the same stage, and with none where these are too few. Money is what people get: that of the school itself (meals, fees)
says nothing of who is in need. Amounts stay fen, only the score is a float.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

FAR = 3.5
"""The score of Iglewicz and Hoaglin from which a value is called far off."""
_ENOUGH = 8  # schools, below which a middle says nothing
_FEWEST_HEADS = 10
_SCALE_OF_MEDIAN, _SCALE_OF_MEAN = 0.6745, 1.2533

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Scores:
    """One measure of every school that could be compared.

    ``table``: ``school, school_code, stages, heads, value, middle, score``, farthest first; ``value`` is fen a head or
    aided people of a hundred heads.
    """

    measure: str
    table: pd.DataFrame

    @property
    def far(self) -> pd.DataFrame:
        """The schools that are far off."""
        return self.table[self.table["score"].abs() >= FAR]


def school_scores(schools: pd.DataFrame, lines: pd.DataFrame) -> tuple[Scores, ...]:
    """Return the scores for ``per-head`` (fen a head) and ``share`` (aided of a hundred)."""
    known = schools[schools["heads"] >= _FEWEST_HEADS].reset_index(drop=True)
    stages = _main_stages(lines)
    own = [stages.get(key, "") for key in _keys(known)]
    heads = known["heads"].to_numpy(dtype=np.float64)
    people = lines[(lines["payee"] != "school").to_numpy()]
    money = pd.Series(people["amount"].to_numpy(), index=_keys(people), dtype=np.int64).groupby(level=0).sum()
    measures = {"per-head": money.reindex(_keys(known), fill_value=0), "share": known["aided"] * 100}
    out = []
    for name, total in measures.items():
        values = total.to_numpy(dtype=np.float64) / np.where(heads > 0, heads, 1)
        table = known[["school", "school_code", "heads"]].assign(stages=own, value=values)
        table["middle"], table["score"] = _scored(values, own)
        order = table["score"].abs().sort_values(ascending=False, kind="stable").index
        out.append(Scores(name, table.loc[order].reset_index(drop=True)))
    return tuple(out)


def _keys(table: pd.DataFrame) -> list[str]:
    codes, names = table["school_code"].tolist(), table["school"].tolist()
    return [code or name for code, name in zip(codes, names, strict=True)]


def _main_stages(lines: pd.DataFrame) -> dict[str, str]:
    """Return the stage of most lines of each school."""
    if lines.empty:
        return {}
    own = pd.DataFrame({"key": _keys(lines), "stage": lines["stage"].tolist()})
    counts = own.value_counts(sort=True).reset_index()
    first = counts.sort_values(["count", "stage"], ascending=[False, True]).drop_duplicates("key")
    return dict(zip(first["key"].tolist(), first["stage"].tolist(), strict=True))


def _scored(values: Floats, groups: list[str]) -> tuple[Floats, Floats]:
    """Return the middle of each value's group, and its score; 0 where the group is too small to say anything."""
    middle, score = np.zeros(len(values)), np.zeros(len(values))
    kinds = np.asarray(groups, dtype=object)
    for kind in sorted(set(groups)):
        own = kinds == kind
        beside = values[own]
        middle[own] = np.median(beside)
        if len(beside) < _ENOUGH:
            continue
        off = np.abs(beside - np.median(beside))
        spread, scale = np.median(off), _SCALE_OF_MEDIAN
        if spread == 0:
            spread, scale = off.mean(), 1 / _SCALE_OF_MEAN
        if spread > 0:
            score[own] = scale * (values[own] - np.median(beside)) / spread
    return middle, score
