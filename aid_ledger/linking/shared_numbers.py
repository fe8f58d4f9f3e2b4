"""Who shares a 学籍号 with somebody else: one child under two IDs, or two children of whom one has a wrong number.

Either way nobody can tell from the lists, and paying both may pay one child twice: all their rows wait for a person.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.rows import Source

TWO_IDS = "student-number-two-ids"
"""Why rows wait whose 学籍号 stands beside two identities in the lists."""
NUMBER_IN_DOUBT = (TWO_IDS, "student-number-other-id", "student-number-two-names")
"""Doubts about a 学籍号, in the lists or against the ledger, after which a person may say that the ID is right."""
Bools = npt.NDArray[np.bool_]


def shared_numbers(rows: pd.DataFrame, tails: npt.NDArray[np.object_], away: Bools) -> Bools:
    """Mark the rows of everybody whose 学籍号 somebody else bears too, or is the ID of somebody else.

    A number counts by its 18 characters, whatever its letter: a temporary L number may become a G number. A G number
    whose own check digit is wrong (a placeholder may stand in a whole class) counts under one name alone.

    Args:
        rows: with ``identity``, ``id``, ``student_no`` and ``match_name``.
        tails: the valid tails of G numbers.
        away: rows not at school on the reference day; they are paid nothing and say nothing here.
    """
    identity, own = (rows[name].to_numpy(dtype=object) for name in ("identity", "id"))
    here = (identity != "") & ~away
    number = rows["student_no"].astype("str")
    broken = number.str.startswith("G").to_numpy(dtype=bool) & (tails == "")
    key = number.str[1:].to_numpy(dtype=object)
    key[broken] = (number + "|" + rows["match_name"])[broken].to_numpy(dtype=object)
    others = here & (key != "") & (key != own)  # where every number is G and the own ID, none is shared
    wanted = pd.unique(key[others])
    if not len(wanted):
        return np.zeros(len(rows), dtype=np.bool_)
    bears, is_id = (here & np.asarray(pd.Series(column).isin(wanted), dtype=bool) for column in (key, own))
    pairs = pd.DataFrame(
        {"key": np.concatenate([key[bears], own[is_id]]), "who": np.concatenate([identity[bears], identity[is_id]])}
    )
    several = pairs.groupby("key", sort=False)["who"].transform("nunique") > 1
    return np.asarray(here & rows["identity"].isin(pairs.loc[several, "who"]).to_numpy(), dtype=bool)


def known_by_id_alone(sources: Sequence[Source], rows: pd.DataFrame) -> Bools:
    """Mark the rows of everybody of whom a person has said that the ID is right though the 学籍号 is another's too."""
    said = np.zeros(len(rows), dtype=np.bool_)
    for src, source in enumerate(sources):
        lines = [row for row, _, reason in source.confirmed if reason in NUMBER_IN_DOUBT]
        if lines:
            said |= ((rows["src"] == src) & rows["row"].isin(lines)).to_numpy(dtype=bool)
    named = rows["identity"].str.startswith("I").to_numpy(dtype=bool)
    return named & rows["identity"].isin(rows.loc[said & named, "identity"]).to_numpy(dtype=bool)
