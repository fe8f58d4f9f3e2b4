"""Households in a row become members: one row a person, in the order of the sheet, each with its own ID and name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from aid_ledger.intake import OF_MEMBERS
from aid_ledger.linking.rows import Source

ORDER = ("matched", "held", "not-in-roster", "not-in-force", "not-of-school-age", "duplicate")
"""Outcomes of a register row: a household's is the first of these that any of its members has."""
_OF_ONE = ("disability_no", "student_no", "school")
"""What a column that stands once in a household's row says of one of its members, nobody can tell of which."""
_NOBODY = ("无", "没有", "空", "略")


def unfold(source: Source) -> Source:
    """Return a source with a row a member, where its rows are households; else the source itself.

    The column ``member`` names the field that a row's ID was read from. A place for a member in which neither ID nor
    name stands is none; a household without any keeps its first place, so that the row still ends in an outcome.
    What stands once for the row and is of one person (a disability card, a school) is nobody's.
    """
    table = source.table
    if source.kind not in OF_MEMBERS or len(table.repeated_ids) < 2:
        return source
    table = replace(table, frame=table.frame.assign(**{name: "" for name in _OF_ONE if name in table.frame}))
    count = len(table.frame)
    blank = pd.Series("", index=table.frame.index, dtype="str")
    parts, filled = [], []
    for name in table.repeated_ids:
        who = table.frame.get(name.replace("id_no", "student_name"), blank)
        parts.append(table.frame.assign(id_no=table.frame[name], student_name=who, member=name))
        filled.append((_says(table.frame[name]) | _says(who)).to_numpy(dtype=bool))
    there = np.array(filled)
    there[0] |= ~there.any(axis=0)
    place = np.arange(count * len(parts)).reshape(len(parts), count).T[there.T]
    whole = pd.concat(parts, ignore_index=True).iloc[place].reset_index(drop=True)
    marks = {
        name: np.tile(mask, len(parts))[place] for name, mask in table.damaged.items() if not name.startswith("id_no")
    }
    none = np.zeros(count, dtype=np.bool_)
    marks["id_no"] = np.concatenate([table.damaged.get(name, none) for name in table.repeated_ids])[place]
    return replace(source, table=replace(table, frame=whole, damaged=marks, unread={}))


def _says(column: pd.Series[str]) -> pd.Series[bool]:
    return column.str.contains(r"[0-9A-Za-z\u3400-\u9fff]") & ~column.isin(_NOBODY)


def fold_households(rows: pd.DataFrame) -> pd.DataFrame:
    """Return outcome rows with the members of each household as one row.

    Args:
        rows: ``src, row, kind, name, id_number, outcome, reason, student``, members of a row under each other.

    Returns:
        The same columns, one row a row of the sheet: the best outcome with its reason, the members' IDs and the
        students found joined by ``;``, the name of the first member.
    """
    several = rows.duplicated(["src", "row"], keep=False)
    if not several.any():
        return rows
    own = rows[several].assign(rank=rows["outcome"].map({name: rank for rank, name in enumerate(ORDER)}))
    best = own.sort_values("rank", kind="stable").drop_duplicates(["src", "row"]).set_index(["src", "row"])
    first = own.drop_duplicates(["src", "row"]).set_index(["src", "row"])
    grouped = own.groupby(["src", "row"], sort=False)
    whole = first.assign(
        outcome=best["outcome"], reason=best["reason"],
        id_number=grouped["id_number"].agg(_joined), student=grouped["student"].agg(_joined),
    ).reset_index()  # fmt: skip
    return pd.concat([rows[~several], whole[list(rows.columns)]], ignore_index=True)


def _joined(texts: pd.Series[str]) -> str:
    return ";".join(dict.fromkeys(text for text in texts if text))
