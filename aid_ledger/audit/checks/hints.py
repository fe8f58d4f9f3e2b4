"""Hints: patterns that made-up lists show and honest ones may show too. Never counted as a difference."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said
from aid_ledger.audit.checks.paying import received
from aid_ledger.audit.picture import Picture
from aid_ledger.people import counted_runs, normalise_names

_ENOUGH, _DIFFERENT, _CHI_SQUARE = 300, 50, 20.09
"""Amounts and different amounts without which first digits say nothing; chi-square of 8 degrees at one in a hundred."""
_WHOLE_ID, _BIRTH = 18, slice(6, 14)
_AMOUNTS, _ROUND, _SHARE = 20, 10_000, 80


def id_runs(picture: Picture) -> Outcome:
    """IDs of people with money that count up by one, as the fill handle of a spreadsheet makes them."""
    own = picture.once(received).drop_duplicates("subject")
    own = own[own["id_number"] != ""].reset_index(drop=True)
    runs = counted_runs(own["id_number"].astype("str"), np.zeros(len(own), dtype=np.int32))
    found = own[runs].sort_values("id_number")
    return Looked(evidence(found, said(picture, "run", school=found["school"]), "money"), len(own), "students")


def alike_persons(picture: Picture) -> Outcome:
    """People with money who share a name and a birth date, not an ID: one child twice, or chance with common names."""
    own = picture.once(received)
    money = own.groupby("subject")["money"].sum()
    own = own.drop_duplicates("subject")
    own = own[own["id_number"].str.len() == _WHOLE_ID]
    own = own.assign(who=normalise_names(own["name"].astype("str")), born=own["id_number"].str[_BIRTH],
                     money=own["subject"].map(money))  # fmt: skip
    found = own[own.duplicated(["who", "born"], keep=False)].sort_values(["who", "born", "id_number"])
    others = found.groupby(["who", "born"])["school"].transform(lambda schools: "、".join(dict.fromkeys(schools)))
    detail = said(picture, "alike", schools=others)
    return Looked(evidence(found, detail, "money"), len(own), "students")


def _free_amounts(picture: Picture) -> pd.Series[int]:
    """Return the amounts that somebody chose: those of lists, and whatever has no standard."""
    lines = picture["lines"]
    own = lines[(lines["kind"] == "pay") & ~lines["reversed"] & lines["subject"].str.startswith("p")]
    free = own["programme"].isin(list(picture.rules.listed)) | (own["standard"] == 0)
    return own.loc[free, "amount"]


def first_digits(picture: Picture) -> Outcome:
    """First digits of amounts that somebody chose are spread as Benford's law says; standards are not looked at."""
    amounts = _free_amounts(picture)
    if len(amounts) < _ENOUGH or amounts.nunique() < _DIFFERENT:
        return NotDone("few-amounts")
    digits = amounts.astype(str).str[0].astype(int).value_counts().reindex(range(1, 10), fill_value=0)
    expected = np.log10(1 + 1 / np.arange(1, 10)) * len(amounts)
    distance = float((((digits.to_numpy() - expected) ** 2) / expected).sum())
    if distance <= _CHI_SQUARE:
        return Looked(nothing(), len(amounts), "payments")
    table = pd.DataFrame({"digit": range(1, 10), "count": digits.to_numpy(), "expected": expected.round().astype(int)})
    detail = said(picture, "digit", digit=table["digit"], count=table["count"], expected=table["expected"])
    return Looked(evidence(table, detail), len(amounts), "payments")


def round_amounts(picture: Picture) -> Outcome:
    """Amounts that somebody chose are not nearly all whole hundreds of yuan."""
    amounts = _free_amounts(picture)
    if len(amounts) < _AMOUNTS:
        return NotDone("few-amounts")
    whole = int((amounts % _ROUND == 0).sum())
    if whole * 100 < _SHARE * len(amounts):
        return Looked(nothing(), len(amounts), "payments")
    table = pd.DataFrame({"amount": [int(amounts[amounts % _ROUND == 0].sum())]})
    return Looked(evidence(table, said(picture, "round", count=[whole], of=[len(amounts)])), len(amounts), "payments")


def numbering_gaps(picture: Picture) -> Outcome:
    """Numbers of records, batches, lines and files run without a gap."""
    numbers = picture["numbers"]
    if numbers.empty:
        return NotDone("nothing-recorded")
    series, before, after = [], [], []
    for name, group in numbers.groupby("series"):
        own = sorted(set(group["number"].tolist()))
        for one, other in pairwise([0, *own]):
            if other != one + 1:
                series.append(str(name))
                before.append(one)
                after.append(other)
    detail = said(picture, "gap", series=series, before=before, after=after)
    return Looked(evidence(pd.DataFrame({"amount": [0] * len(series)}), detail), len(numbers), "numbers")
