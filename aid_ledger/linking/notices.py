"""公示结果登记表: when and where each school hung out whose list, for checks; it decides nothing of what is paid.

Public holidays are not known here: a working day is a Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from aid_ledger.intake import read_date, read_dates
from aid_ledger.linking.rows import Source, stack
from aid_ledger.linking.schools import SchoolBook, school_keys
from aid_ledger.terms import Term

KIND = "notices"
FIELDS = (
    "school", "school_code", "project", "batch", "notice_from", "notice_until", "notice_span", "objections",
    "conclusion", "id_no", "student_name",
)  # fmt: skip
COLUMNS = ("school", "school_code", "programme", "batch", "first_day", "last_day", "working_days", "objections",
           "conclusion", "src", "row")  # fmt: skip
ALL = ""
"""The programme of a notice that was of all of them, and the batch of one that names none."""
_WRONG = ("late", "short", "open")
_NEVER = "9999"
_ALL_WORDS = frozenset({"全部", "全部项目", "所有", "所有项目", "各项目", "各类项目", "全部资助项目"})
_BETWEEN = re.compile(r"\s*(?:至|到|—|－|–|~|～|-{2,})\s*")
_HYPHEN = re.compile(r"^(\d{4}[./年]\d{1,2}[./月]\d{1,2}日?)-(\d{4}[./年]\d{1,2}[./月]\d{1,2}日?)$")
_SEVERAL = re.compile(r"[、，,;；/\n]+")
_BATCH = re.compile(r"^(\d{4}[SA])-\d{3,}$")
_WHOLE = re.compile(r"(\d{1,4})(?:\.0+)?件?")
_NONE = frozenset({"", "无", "没有", "无异议", "未收到"})


def working_days(first: int, last: int) -> int:
    """Return how many days from Monday to Friday there are between two days (yyyymmdd), both of them counted.

    >>> working_days(20230410, 20230414), working_days(20230414, 20230417)
    (5, 2)
    """
    days = [date(day // 10_000, day // 100 % 100, day % 100) for day in (first, last)]
    return int(np.busday_count(days[0], np.datetime64(days[1]) + 1))


def read_notices(
    sources: Sequence[Source], book: SchoolBook, term: Term, programme_of: Callable[[str], str | None]
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Read the lists of notices.

    Returns:
        :data:`COLUMNS`, one row a school and programme of a row that could be read: ``programme`` and ``batch`` are
        :data:`ALL` where the notice was of all of them, days are ISO, ``objections`` -1 where the cell is blank. And
        the rows with their outcome: ``held`` with its reason, ``unused`` of another term, ``duplicate``, ``used``.
    """
    rows = stack(sources, (KIND,), FIELDS)
    place = book.resolve(rows["school_code"], rows["school"])
    no_column = np.array([not one.table.letter_of("project") for one in sources] or [True], dtype=bool)
    programmes = [
        (ALL,) if no_column[src] else _programmes(text, programme_of)
        for src, text in zip(rows["src"].tolist(), rows["project"].tolist(), strict=True)
    ]
    first, last = _days(rows)
    objections = np.array([_objections(text) for text in rows["objections"]], dtype=np.int64)
    batch = ["".join(text.split()).upper() for text in rows["batch"].tolist()]
    named = [_BATCH.match(text) for text in batch]
    other = np.array([match is not None and match[1] != str(term) for match in named], dtype=bool)
    unclear = np.array([bool(text) and match is None for text, match in zip(batch, named, strict=True)], dtype=bool)
    unknown = np.array([one is None for one in programmes], dtype=bool)
    rows = rows.assign(place=place, first=first, last=last, batch=batch, id="", student_name=rows["school"],
                       parts=["、".join(one) if one else "" for one in programmes])  # fmt: skip
    cases = [
        other, place < 0, unknown, (first <= 0) | (last < first), unclear, objections < -1,
        rows.duplicated(["place", "parts", "first", "last", "batch"]).to_numpy(),
    ]  # fmt: skip
    outcome = np.select(cases, ["unused", *["held"] * 5, "duplicate"], "used").astype(object)
    reason = np.select(
        cases, ["", "school-unknown", "programme-unclear", "notice-days-unclear", "notice-batch-unclear",
                "objections-unclear", ""], "",
    ).astype(object)  # fmt: skip
    rows = rows.assign(outcome=outcome, reason=reason, heard=objections,
                       programme=pd.Series(programmes, index=rows.index, dtype=object))  # fmt: skip
    used = rows[outcome == "used"].explode("programme", ignore_index=True)
    schools = book.frame.iloc[used["place"].to_numpy(dtype=np.int64)]
    found = pd.DataFrame(
        {
            "school": schools["name"].to_numpy(dtype=object), "school_code": schools["code"].to_numpy(dtype=object),
            "programme": used["programme"].to_numpy(dtype=object), "batch": used["batch"].to_numpy(dtype=object),
            "first_day": [_iso(day) for day in used["first"]], "last_day": [_iso(day) for day in used["last"]],
            "working_days": [working_days(a, b) for a, b in zip(used["first"], used["last"], strict=True)],
            "objections": used["heard"].to_numpy(dtype=np.int64),
            "conclusion": used["conclusion"].to_numpy(dtype=object), "src": used["src"], "row": used["row"],
        }
    )  # fmt: skip
    return found[list(COLUMNS)], rows


def best_notices(
    notices: pd.DataFrame, wanted: pd.DataFrame, days: int, approved: Mapping[str, str] | None = None
) -> pd.DataFrame:  # fmt: skip
    """Say of each list that was to be public how it was; of several notices of one list the best counts.

    Args:
        notices: as :func:`read_notices` gives them.
        wanted: ``batch, school, school_code, programme``, one row a list.
        days: how many working days it is to be public.
        approved: the day (ISO) of each batch's first approval; a batch that is not there has none yet.

    Returns:
        ``wanted`` with ``first_day, last_day, working_days, objections`` (of no meaning where ``missing``) and what is
        wrong: ``missing``, ``late`` (past the approval), ``short``, ``open`` (objections and no conclusion).
    """
    theirs, ours = school_keys(notices, wanted)
    lists = wanted.assign(key=ours).reset_index(drop=True)
    said = notices.drop(columns=["school", "school_code"]).assign(key=theirs)
    both = lists.reset_index(names="at").merge(said, on="key", suffixes=("", "_said"))
    fits = [(both[f"{name}_said"] == ALL) | (both[f"{name}_said"] == both[name]) for name in ("batch", "programme")]
    both = both[(fits[0] & fits[1]).to_numpy(dtype=bool)]
    until = np.array([(approved or {}).get(batch, _NEVER) for batch in both["batch"]], dtype=object)
    both = both.assign(
        late=(both["last_day"].to_numpy(dtype=object) > until).astype(bool),
        short=(both["working_days"] < days).to_numpy(dtype=bool),
        open=((both["objections"] > 0) & (both["conclusion"] == "")).to_numpy(dtype=bool),
    )
    wrong = both[list(_WRONG)].sum(axis=1)
    best = both.assign(wrong=wrong).sort_values(["at", "wrong"], kind="stable").drop_duplicates("at").set_index("at")
    there = lists.index.isin(best.index)
    out = lists.assign(missing=~there)
    best = best.reindex(lists.index)
    for name in ("first_day", "last_day"):
        out[name] = best[name].where(there, "")
    for name in ("working_days", "objections"):
        out[name] = best[name].where(there, 0).astype(np.int64)
    for name in _WRONG:
        out[name] = best[name].where(there, other=False).astype(bool)
    return out


def _programmes(text: str, programme_of: Callable[[str], str | None]) -> tuple[str, ...] | None:
    """Return the programmes that a cell names, none where one of them is not known; a blank cell names none."""
    plain = "".join(text.split())
    if plain in _ALL_WORDS:
        return (ALL,)
    whole = programme_of(plain) if plain else None
    if whole:
        return (whole,)
    parts = [programme_of(part) for part in _SEVERAL.split(plain) if part]
    known = [part for part in parts if part]
    return tuple(dict.fromkeys(known)) if known and len(known) == len(parts) else None


def _days(rows: pd.DataFrame) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    """Return the first and the last day as yyyymmdd, 0 or below where unreadable; where both stand in a cell, those."""
    spans = {text: _span(text) for text in rows["notice_span"].unique()}
    ends = []
    for at, name in enumerate(("notice_from", "notice_until")):
        own = read_dates(rows[name]).astype(np.int64)
        of_span = np.array([spans[text][at] for text in rows["notice_span"]], dtype=np.int64)
        ends.append(np.where(own == 0, of_span, own))
    return tuple(ends)


def _span(text: str) -> tuple[int, int]:
    """Read 2023-04-10至2023-04-14, 2023年4月10日—14日 and the like; nought where it is no such thing."""
    plain = "".join(text.split())
    match = _HYPHEN.match(plain)
    parts = list(match.groups()) if match else _BETWEEN.split(plain)
    if len(parts) != 2:
        return 0, 0
    first = read_date(parts[0])
    if first <= 0:
        return 0, 0
    year, month = first // 10_000, first // 100 % 100
    for begin in ("", f"{year}年", f"{year}年{month}月"):
        if (last := read_date(begin + parts[1])) > 0:
            return first, last
    return 0, 0


def _objections(text: str) -> int:
    """Return how many objections came: -1 where nothing is said, below that where it cannot be read."""
    plain = "".join(text.split())
    if plain in _NONE:
        return 0 if plain else -1
    match = _WHOLE.fullmatch(plain)
    return int(match[1]) if match else -2


def _iso(day: int) -> str:
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"
