"""Every doubt that reading a cell otherwise could settle, one row an ask: the row of a list, the cell, what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import STANDINGS, STATUSES, UNREAD, read_dates, read_words
from aid_ledger.linking import LEVEL_BLANK, ROSTER, Source, of_member
from aid_ledger.office.doubts import stakes
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import Outcomes
from aid_ledger.office.question_kinds import KINDS, field_of
from aid_ledger.rulebook import State

COLUMNS = (
    "src", "row", "reason", "student", "stake", "file", "sheet", "digest", "kind", "school", "grade", "class_", "name",
    "id_number", "remark", "field", "was", "whole_column", "code", "member",
)  # fmt: skip
_SHOWN = {"name": "student_name", "id_number": "id_no", "school": "school", "grade": "grade", "class_": "class",
          "remark": "remark"}  # fmt: skip


def asks_of(view: Picture, found: Outcomes) -> pd.DataFrame:
    """Return the asks of a term, in the order of files, sheets and rows.

    Returns:
        Columns :data:`COLUMNS`: ``src`` and ``row`` say where, ``reason`` why it waits, ``student`` whose money it is
        (index, -1 none), ``stake`` fen; ``field`` the cell asked about and ``was`` what it says; ``whole_column``
        whether the list has no such column; ``code`` the digest of what is asked and shown of this row; ``member`` the
        field of the ID of the member of a household that is asked about, else ``""``.
    """
    parts = [_of_rows(view, found), _of_registers(view), _of_others(view), _of_programmes(view), _of_schools(view)]
    places = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    places = places[places["reason"].isin(list(KINDS)) & (places["src"] >= 0)]
    places = places.astype({"src": np.int64, "row": np.int64, "student": np.int64, "stake": np.int64})
    places["member"] = places["member"].fillna("") if "member" in places else ""
    places = places.groupby(["src", "row", "member", "reason"], as_index=False).agg(
        student=("student", "max"), stake=("stake", "max")
    )
    sources = view.linked.sources
    shown = [_shown(sources[int(str(src))], part) for src, part in places.groupby("src", sort=True)]
    if not shown:
        return pd.DataFrame(columns=list(COLUMNS))
    asks = pd.concat(shown, ignore_index=True)
    asks["code"] = [_code(row) for row in asks[list(_SEEN)].itertuples(index=False)]
    asks = _once(asks)
    return asks.sort_values(["digest", "sheet", "row", "reason", "member"], kind="stable", ignore_index=True)[
        list(COLUMNS)
    ]


def _once(asks: pd.DataFrame) -> pd.DataFrame:
    """Ask once of a row that was taken as two kinds (名册 and 学校认定): of the roster's, where it is one."""
    most = asks.groupby("code")[["student", "stake"]].transform("max")
    whole = asks.assign(student=most["student"], stake=most["stake"], roster=~asks["kind"].isin(ROSTER))
    return whole.sort_values(["roster", "src"], kind="stable").drop_duplicates("code").drop(columns="roster")


_SEEN = ("digest", "sheet", "row", "reason", "field", "was", "name", "id_number")


def _code(row: tuple[object, ...]) -> str:
    return hashlib.sha256("\0".join(map(str, row)).encode("utf-8", "replace")).hexdigest()[:20]


def _of_rows(view: Picture, found: Outcomes) -> pd.DataFrame:
    """Roster and application rows: held themselves, or the row that speaks for a student who waits as a whole."""
    rows, students = view.linked.rows, view.linked.students
    student = rows["student"].to_numpy(dtype=np.int64)
    waits = found.students == "held"
    held = (rows["outcome"] == "held").to_numpy()
    own = held & (rows["reason"] != "").to_numpy() & (waits | (students["identity"] == "").to_numpy())[student]
    own |= held & (rows["reason"] == "school-unknown").to_numpy()  # of a whole class, though few of it would be paid
    speaks = np.zeros(len(rows), dtype=bool)
    speaks[students["primary"].to_numpy(dtype=np.int64)[waits & (students["reason"] != "").to_numpy()]] = True
    reason = np.where(own, rows["reason"], students["reason"].to_numpy(dtype=object)[student])
    return _places(rows, own | speaks, reason, student, stakes(view))


def _places(
    rows: pd.DataFrame, mask: npt.NDArray[np.bool_], reason: npt.NDArray[np.object_],
    student: npt.NDArray[np.int64], stake: npt.NDArray[np.int64],
) -> pd.DataFrame:  # fmt: skip
    of = student[mask]
    return pd.DataFrame(
        {
            "src": rows["src"].to_numpy()[mask], "row": rows["row"].to_numpy()[mask], "reason": reason[mask],
            "student": of, "stake": np.append(stake, 0)[of],
            "member": rows["member"].to_numpy()[mask] if "member" in rows else "",
        }
    )  # fmt: skip


def _of_registers(view: Picture) -> pd.DataFrame:
    rows = view.linked.registers
    mask = (rows["outcome"] == "held").to_numpy()
    return _places(
        rows, mask, rows["reason"].to_numpy(dtype=object), rows["student"].to_numpy(dtype=np.int64), stakes(view)
    )


def _of_others(view: Picture) -> pd.DataFrame:
    rows = view.linked.others.outcomes
    mask = (rows["outcome"] == "held").to_numpy(dtype=bool)
    nobody = np.full(len(rows), -1, dtype=np.int64)
    return _places(rows, mask, rows["reason"].to_numpy(dtype=object), nobody, stakes(view))


def _of_programmes(view: Picture) -> pd.DataFrame:
    """Facts that a programme needs of a student who does not wait as a whole."""
    lines = [programme.id for programme in view.rulebook.programmes if programme.makes_line]
    due = view.due[view.due["programme"].isin(lines)]
    free = (view.linked.students["reason"].to_numpy(dtype=object) == "")[due["student"].to_numpy()]
    held = due[(due["state"] == int(State.HELD)).to_numpy() & free]
    of_level = held["reason"] == "level-unknown"
    levels, held = held[of_level], held[~of_level & (held["reason"] != LEVEL_BLANK)]  # asked at the register's row
    unknown = due[due["state"] == int(State.WOULD_PAY)].assign(reason="hukou-unknown-would-pay")
    every = pd.concat([held.groupby(["student", "reason"], as_index=False)["amount"].max(),
                       unknown.groupby(["student", "reason"], as_index=False)["amount"].sum()])  # fmt: skip
    rows = view.linked.rows.iloc[view.linked.students["primary"].to_numpy()[every["student"].to_numpy(dtype=np.int64)]]
    asked = pd.DataFrame(
        {
            "src": rows["src"].to_numpy(), "row": rows["row"].to_numpy(), "reason": every["reason"].to_numpy(),
            "student": every["student"].to_numpy(), "stake": every["amount"].to_numpy(),
        }
    )  # fmt: skip
    return pd.concat([asked, _of_levels(view, levels)], ignore_index=True) if len(levels) else asked


def _of_levels(view: Picture, held: pd.DataFrame) -> pd.DataFrame:
    """The rows of 学校认定 whose 困难等级 nobody knows, of the students who wait for it: there the word stands."""
    stake = held.groupby("student")["amount"].max()
    rows = view.linked.registers
    rows = rows[rows["counts"] & (rows["level"] == 0) & rows["student"].isin(stake.index)]
    return pd.DataFrame(
        {
            "src": rows["src"].to_numpy(), "row": rows["row"].to_numpy(), "reason": "level-unknown",
            "student": rows["student"].to_numpy(), "stake": stake.loc[rows["student"]].to_numpy(),
        }
    )  # fmt: skip


def _of_schools(view: Picture) -> pd.DataFrame:
    held = view.meals[view.meals["state"] == int(State.HELD)]
    frame = view.linked.schools.frame.iloc[held["school"].to_numpy(dtype=np.int64)]
    return pd.DataFrame(
        {
            "src": frame["src"].to_numpy(), "row": frame["row"].to_numpy(), "reason": held["reason"].to_numpy(),
            "student": np.full(len(held), -1), "stake": held["amount"].to_numpy(),
        }
    )  # fmt: skip


def _shown(source: Source, asks: pd.DataFrame) -> pd.DataFrame:
    """Add what the asks of one source show: its rows as read, and the cell that each is about."""
    frame = source.table.frame.set_index("row")
    own = frame.reindex(asks["row"].to_numpy())
    blank = np.full(len(asks), "", dtype=object)

    def column(name: str) -> npt.NDArray[np.object_]:
        return own[name].fillna("").to_numpy(dtype=object) if name in own else blank

    fields = np.array([_field(source, reason) for reason in asks["reason"]], dtype=object)
    begun = read_dates(pd.Series(column("identified_from"), dtype="str")) >= 0
    fields[begun & (asks["reason"] == "date-unreadable").to_numpy()] = "left_on"
    unread = (asks["reason"] == "cell-unread").to_numpy()
    if unread.any():
        marks = (own == UNREAD).to_numpy()
        fields[unread] = own.columns.to_numpy(dtype=object)[marks.argmax(axis=1)][unread]
    for reason, vocabulary, names in (
        ("standing-unclear", "standing", STANDINGS), ("status-unknown", "status", STATUSES),
    ):  # fmt: skip
        unclear = (asks["reason"] == reason).to_numpy()
        if unclear.any():
            fields[unclear] = _unclear_column(source, own, vocabulary, names)[unclear]
    member = asks["member"].to_numpy(dtype=object)
    fields = np.array([of_member(one, name) for one, name in zip(member, fields, strict=True)], dtype=object)
    was = blank.copy()
    for name in dict.fromkeys(fields.tolist()):
        was[fields == name] = column(name)[fields == name]
    shown = {name: column(field) for name, field in _SHOWN.items()}
    torn = (asks["reason"] == "statuses-differ").to_numpy()
    shown["remark"] = np.where(torn, _each_status(source, own), shown["remark"]) if torn.any() else shown["remark"]
    for one in dict.fromkeys(name for name in member if name.startswith("id_no")):
        for name in ("name", "id_number"):
            shown[name] = np.where(member == one, column(of_member(one, _SHOWN[name])), shown[name])
    whole = [name not in source.table.frame.columns for name in fields]
    return asks.assign(
        file=source.file, sheet=source.sheet, digest=source.digest, kind=source.kind, **shown, field=fields, was=was,
        whole_column=whole,
    )  # fmt: skip


def _unclear_column(
    source: Source, own: pd.DataFrame, vocabulary: str, names: Sequence[str]
) -> npt.NDArray[np.object_]:  # fmt: skip
    """Of several columns that say one thing (whether a row still counts, who is at school) the first not understood."""
    field = np.full(len(own), names[0], dtype=object)
    for name in reversed(names):
        if name in own:
            unknown = read_words(vocabulary, own[name].fillna(""), source.table.header_of(name))[2]
            field[unknown] = name
    return field


def _each_status(source: Source, own: pd.DataFrame) -> npt.NDArray[np.object_]:
    """What each column of status says, under its header: 学籍状态：在读；就读状态：转出."""
    said = [
        (source.table.header_of(name) + "：" + own[name].fillna("")).where(own[name].fillna("") != "", "")
        for name in STATUSES if name in own
    ]  # fmt: skip
    return np.array(["；".join(filter(None, texts)) for texts in zip(*said, strict=True)], dtype=object)


def _field(source: Source, reason: str) -> str:
    name = field_of(reason, source.kind)
    if name == "id_no" and "id_no" not in source.table.frame.columns and "disability_no" in source.table.frame.columns:
        return "disability_no"
    return name
