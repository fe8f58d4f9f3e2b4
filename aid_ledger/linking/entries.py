"""Rows of rosters, applications and registers side by side, in the one form in which suggestions compare them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import read_dates, read_words
from aid_ledger.linking.households import unfold
from aid_ledger.linking.linked import Linked
from aid_ledger.linking.rows import REGISTERS, ROSTER, number_tails, stack
from aid_ledger.people import check_ids, fold_names

ROWS, REGISTER_ROWS = 0, 1
"""The two sides: an index into ``Linked.rows``, or into ``Linked.registers``."""
_MORE = ("birth_date", "gender", "grade", "class", "town", "address", "household_no", "student_no")
_OF_ONE = ("birth_date", "gender", "grade", "class", "student_no")
_TOWN_ENDS = r"(?:镇|乡|街道办事处|街道|苏木乡|苏木|办事处)$"


def read_entries(linked: Linked) -> pd.DataFrame:
    """Return every roster, application and register row, in that order.

    Returns:
        ``side``, ``index`` (into its table), ``src, row``, ``kind``, ``file``, ``sheet`` (one
        number for each sheet, of however many kinds it was taken); ``name`` (as typed) and ``folded``
        (spaces, dots and variants made one); ``id`` (``""`` where none is certain), ``raw`` (what stands in its
        place), ``tail`` (of a valid G number); ``birth`` (yyyymmdd, 0 unknown: of the ID, else of the column, else as
        the digits show), ``sex``; ``town`` (without 镇, 乡), ``address``; ``household``; ``school`` (index, -1),
        ``grade, class_``; ``student`` (index, -1); ``outcome``, ``reason`` (the row's, else its student's);
        ``nobody`` (held because nothing certain says who it is).
    """
    parts = [_roster(linked), _registers(linked)]
    entries = pd.concat(parts, ignore_index=True)
    entries["file"] = np.array([source.file for source in linked.sources], dtype=object)[entries["src"].to_numpy()]
    sheets = [(source.digest, source.sheet) for source in linked.sources]
    entries["sheet"] = np.array([sheets.index(one) for one in sheets], dtype=np.int64)[entries["src"].to_numpy()]
    entries["folded"] = fold_names(entries["match_name"]).to_numpy()
    entries["town"] = entries["town"].str.replace(_TOWN_ENDS, "", regex=True).where(
        entries["town"].str.len() > 2, entries["town"])  # fmt: skip
    return entries.drop(columns="match_name")


def _roster(linked: Linked) -> pd.DataFrame:
    rows, students = linked.rows, linked.students
    more = read_more(linked, rows, ROSTER)
    student = rows["student"].to_numpy(dtype=np.int64)
    school = rows["school_index"].to_numpy(dtype=np.int64)
    towns = np.append(linked.schools.frame["town"].to_numpy(dtype=object), "")[school]
    own = rows["reason"].to_numpy(dtype=object)
    reason = np.where(own != "", own, students["reason"].to_numpy(dtype=object)[student])
    frame = _common(rows, more, ROWS)
    return frame.assign(
        town=pd.Series(towns, index=frame.index, dtype="str"), household="", school=school, grade=rows["grade"],
        class_=rows["class"], student=student, outcome=rows["outcome"], reason=reason,
        nobody=(rows["identity"] == "") & (rows["id"] == ""),
    )  # fmt: skip


def _registers(linked: Linked) -> pd.DataFrame:
    rows = linked.registers
    more = read_more(linked, rows, REGISTERS)
    school = linked.schools.resolve(pd.Series("", index=rows.index, dtype="str"), rows["school"])
    frame = _common(rows, more, REGISTER_ROWS)
    return frame.assign(
        town=rows["town"], household=rows["household_no"], school=school.astype(np.int64), grade=more["grade"],
        class_=more["class"], student=rows["student"], outcome=rows["outcome"], reason=rows["reason"],
        nobody=rows["id"] == "",
    )  # fmt: skip


def read_more(linked: Linked, rows: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """Return columns that linking itself does not need, read again from the sheets beside the same rows.

    What a row of a household says of one person is blank: it does not say of which member.
    """
    more = stack([unfold(source) for source in linked.sources], kinds, (*_MORE, "member"))
    more.loc[more["member"] != "", list(_OF_ONE)] = ""
    same = len(more) == len(rows) and (more[["src", "row"]].to_numpy() == rows[["src", "row"]].to_numpy()).all()
    if not same:  # rows were added or taken away since: what the rows themselves say is all there is
        return pd.DataFrame({name: rows.get(name, "") for name in _MORE}, index=rows.index)
    return more.set_index(rows.index)


def _common(rows: pd.DataFrame, more: pd.DataFrame, side: int) -> pd.DataFrame:
    broken = (rows["id"] == "").to_numpy()
    raw = np.full(len(rows), "", dtype=object)
    raw[broken] = check_ids(rows.loc[broken, "id_no"]).normal.to_numpy(dtype=object)
    tail = np.full(len(rows), "", dtype=object)
    tail[broken] = number_tails(more[broken])[1]
    written = read_words("gender", more["gender"])[0]
    return pd.DataFrame(
        {
            "kind": rows["kind"], "side": np.int8(side), "index": np.arange(len(rows)), "src": rows["src"],
            "row": rows["row"],
            "name": rows["student_name"], "match_name": rows["match_name"], "id": rows["id"],
            "raw": pd.Series(raw, index=rows.index, dtype="str"),
            "tail": pd.Series(tail, index=rows.index, dtype="str"),
            "birth": _births(rows["birth"].to_numpy(), more["birth_date"], raw, broken),
            "sex": np.where(rows["sex"] > 0, rows["sex"], written).astype(np.int8),
            "address": more["address"],
        }
    )  # fmt: skip


def _births(known: npt.NDArray[np.int64], column: pd.Series[str], raw: npt.NDArray[np.object_],
            broken: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:  # fmt: skip
    """The ID's date; without a certain ID the column's; without that, what the digits show where it is a real day."""
    births = known.astype(np.int64)
    births[broken] = np.maximum(read_dates(column[broken]), 0)
    left = np.flatnonzero(broken & (births == 0))
    shown = pd.Series([text[6:14] for text in raw[left]], dtype="str")
    shown = shown.where(shown.str.fullmatch(r"(?:19|20)\d{6}"), "")
    births[left] = np.maximum(read_dates(shown), 0)
    return births
