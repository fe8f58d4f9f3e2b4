"""The data rows of several sources as one table, with their cells cleaned the same way for all.

A row keeps where it stands (``src``, ``row``); rows are in the one order that decides which of two equal rows is the
later: file digest, sheet, row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import SheetTable, read_money, unread_cells
from aid_ledger.people import (
    IdState,
    check_ids,
    check_student_numbers,
    counted_runs,
    normalise_names,
    split_remarks,
)
from aid_ledger.terms import Term

ROSTER = ("roster", "applications")
REGISTERS = (
    "filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
    "recognised", "hardship",
)  # fmt: skip
_PERIODS = ("学年", "年", "月", "天", "日")
DIGIT_FIELDS = (
    "id_no", "account_no", "disability_no", "student_no", "account_id_no", "guardian_id_no", "head_id_no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet in use for the term: where it came from and its rows.

    What people decided of it: ``corrected`` tells by row and field what a cell said and the cell that decided it,
    ``confirmed`` which rows (and member of a household) pass in spite of which reason, ``set_aside`` the rows that are
    not to be used; ``decisions`` are the ids of those decisions.
    """

    source: str
    digest: str
    file: str
    sheet: str
    kind: str
    term: str
    as_of: str
    table: SheetTable
    name_facts: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    confirmed: frozenset[tuple[int, str, str]] = frozenset()
    set_aside: pd.DataFrame | None = None
    imported: str = ""
    decisions: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[str, str, str]:
        """What sorts sources: content, never arrival."""
        return (self.digest, self.sheet, self.kind)

    @property
    def since(self) -> str:
        """The day from which a standing list speaks, ISO: its own date, else its term's first day, else blank."""
        return self.as_of or (Term.parse(self.term).first_day.isoformat() if self.term else "")


def stack(sources: Sequence[Source], kinds: Sequence[str], fields: Sequence[str]) -> pd.DataFrame:
    """Put the rows of these kinds under each other.

    Args:
        sources: all in use, in order; ``src`` is the index into them.
        kinds: which kinds to take.
        fields: which canonical fields to take; one that a sheet lacks is ``""`` throughout.

    Returns:
        ``src`` (int32), ``row`` (int32, as Excel shows), ``kind``, the fields as text, and for each field of
        digits ``<field>_damaged``: the cell was a number and its last digits are gone.
    """
    parts = []
    for number, source in enumerate(sources):
        if source.kind not in kinds or source.table.frame.empty:
            continue
        frame = source.table.frame
        blank = pd.array([""] * len(frame), dtype="str")
        data: dict[str, Any] = {"src": np.full(len(frame), number, dtype=np.int32), "row": frame["row"].to_numpy()}
        data |= {name: frame[name].array if name in frame else blank for name in fields}
        data["kind"] = pd.array([source.kind] * len(frame), dtype="str")
        none = np.zeros(len(frame), dtype=np.bool_)
        data |= {f"{name}_damaged": source.table.damaged.get(name, none) for name in DIGIT_FIELDS if name in fields}
        parts.append(pd.DataFrame(data))
    if not parts:
        return _no_rows(tuple(fields))
    return pd.concat(parts, ignore_index=True)


def _no_rows(fields: tuple[str, ...]) -> pd.DataFrame:
    damaged = [f"{name}_damaged" for name in DIGIT_FIELDS if name in fields]
    kinds = {"src": "int32", "row": "int32", "kind": "str"} | dict.fromkeys(fields, "str")
    kinds |= dict.fromkeys(damaged, "bool")
    none = {"str": pd.array([], dtype="str"), "int32": np.zeros(0, np.int32), "bool": np.zeros(0, np.bool_)}
    return pd.DataFrame({name: none[kind] for name, kind in kinds.items()})


def row_terms(rows: pd.DataFrame, sources: Sequence[Source]) -> npt.NDArray[np.object_]:
    """The term each row is of: its own column, else its source's; ``?`` where the column cannot be read."""
    read: dict[str, str] = {}
    for text in rows["term"].unique():
        try:
            read[text] = str(Term.parse(text)) if text else ""
        except ValueError:
            read[text] = "?"
    own = rows["term"].map(read).to_numpy(dtype=object)
    of_source = np.array([source.term for source in sources] or [""], dtype=object)[rows["src"].to_numpy()]
    return np.where(own == "", of_source, own)


def in_use(sources: Sequence[Source], *kinds: str) -> bool:
    """Tell whether a list of one of these kinds, with rows in it, is in use."""
    return any(source.kind in kinds and not source.table.frame.empty for source in sources)


def confirmed_rows(
    sources: Sequence[Source], rows: pd.DataFrame, reasons: npt.NDArray[np.object_]
) -> npt.NDArray[np.bool_]:
    """Tell which rows a person lets pass in spite of this reason: it is right as it stands.

    Of a household's row only the member whom the decision is about passes.
    """
    marks, lines = np.zeros(len(rows), dtype=np.bool_), rows["row"].to_numpy()
    member = rows["member"].tolist() if "member" in rows else [""] * len(rows)
    for src in np.flatnonzero([bool(source.confirmed) for source in sources]).tolist():
        for at in np.flatnonzero((rows["src"] == src).to_numpy() & (reasons != "")).tolist():
            marks[at] = (int(lines[at]), member[at], str(reasons[at])) in sources[src].confirmed
    return marks


def read_amounts(sources: Sequence[Source], rows: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    """Read a column of sums of money as fen, each sheet in its own unit; -1 where blank, -2 where it is not certain.

    A sum by the year or the month (元/学年) is not certain: nothing says for how long.
    """
    amounts = np.full(len(rows), -1, dtype=np.int64)
    for src in rows["src"].unique().tolist():
        here = (rows["src"] == src).to_numpy()
        unit = sources[src].table.unit_of(name)
        read = read_money(rows.loc[here, name], unit)
        amounts[here] = np.where((read >= 0) & (unit.partition("/")[2] in _PERIODS), -2, read)
    return amounts


def identify(rows: pd.DataFrame, numbers: str = "id_no") -> pd.DataFrame:
    """Add who each row is about: what its ID says and its name in matching form.

    Returns:
        ``rows`` with ``id`` (18 characters, ``""`` where none is certain), ``id_reason`` (``""``, ``no-identity``,
        ``id-invalid``, ``id-run``, ``cell-unread``: the name is an error of Excel), ``birth`` (yyyymmdd, 0 unknown),
        ``sex`` (0, 1, 2), ``match_name``, and what stood behind the name as ``name_remark``.
    """
    checked = check_ids(rows[numbers])
    damaged = rows[f"{numbers}_damaged"].to_numpy(dtype=bool)
    run = counted_runs(checked.normal, rows["src"].to_numpy(dtype=np.int32)) & ~damaged
    certain = checked.usable & ~damaged & ~run
    nothing = ~checked.normal.str.contains(r"[0-9A-Za-z]").to_numpy(dtype=bool)  # 无, -, / say that there is none
    blank = (checked.state == int(IdState.BLANK)) | (nothing & ~certain)
    nameless = unread_cells(rows["student_name"])
    certain &= ~nameless
    reason = np.where(certain, "", np.where(blank & ~damaged, "no-identity", np.where(run, "id-run", "id-invalid")))
    reason = np.where(nameless, "cell-unread", reason)
    names, remarks = split_remarks(rows["student_name"])
    return rows.assign(
        id=checked.normal.where(certain, "").to_numpy(),
        id_reason=reason,
        birth=np.where(certain, checked.birth, 0),
        sex=np.where(certain, checked.sex, 0),
        match_name=normalise_names(names).to_numpy(),
        name_remark=remarks.to_numpy(),
    )


def number_tails(rows: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return the 学籍号 in normal form (``""`` where it is none) and the valid tail of G numbers."""
    checked = check_student_numbers(rows["student_no"])
    good = np.asarray(checked.normal.where(checked.kind > 0, ""), dtype=object)
    return good, np.asarray(checked.tail, dtype=object)
