"""回收登记表: which signed papers each school has handed in, for checks; it decides nothing of what is paid."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from aid_ledger.intake import read_dates, read_words, vocabulary
from aid_ledger.linking.rows import Source, stack
from aid_ledger.linking.schools import SchoolBook

KIND = "papers"
PAPERS = ("roster", "receipts", "photos", "notice", "bank", "approval", "orders")
"""The papers of a school, as the fields ``paper_…`` name them."""
STATES = ("missing", "there", "not-needed")
_FIELDS = tuple(f"paper_{name}" for name in PAPERS)
_NAMES = {
    "审核花名册": "roster", "发放花名册": "roster", "花名册": "roster", "领取确认表": "receipts", "确认表": "receipts",
    "公示照片": "photos", "照片": "photos", "公示结果登记表": "notice", "公示结果": "notice", "银行回单": "bank",
    "回单": "bank", "审批单": "approval", "请款/下达文件": "orders", "请款文件": "orders", "下达文件": "orders",
}  # fmt: skip
_SPLIT = re.compile(r"[、，,;；\s]+")
_NOTHING = frozenset({"", "无", "不缺", "齐", "齐全", "没有", "0", "/", "-"})
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?(?:份|张|页|本)")


def read_returned_papers(sources: Sequence[Source], book: SchoolBook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the lists of papers that were handed in.

    A blank cell is a paper that is not there, as in every table that is ticked off. What a later row or list says to
    be there is there.

    Returns:
        ``school, school_code, paper, state`` (one of :data:`STATES`), one row a school and paper that a list has a
        column for; and the rows with their outcome: ``held`` where a cell cannot be read, ``duplicate``, ``used``.
    """
    rows = stack(sources, (KIND,), ("school", "school_code", *_FIELDS, "lacking", "id_no", "student_name"))
    place = book.resolve(rows["school_code"], rows["school"])
    values = vocabulary("paper").values
    states, unclear = {}, np.zeros(len(rows), dtype=bool)
    for name, field in zip(PAPERS, _FIELDS, strict=True):
        cells = rows[field]
        codes, blank, odd = read_words("paper", cells)
        counted = np.array([_counts(text) for text in cells], dtype=object)
        dated = read_dates(cells) > 0
        state = np.array(values, dtype=object)[codes]
        state[blank] = "missing"
        state[dated & odd] = "there"
        known = counted != ""
        state[known & odd] = counted[known & odd]
        unclear |= odd & ~dated & ~known
        states[name] = state
    named = [_lacking(text) for text in rows["lacking"]]
    unclear |= np.array([one is None for one in named], dtype=bool)
    rows = rows.assign(place=place, id="", student_name=rows["school"], **states)
    again = rows.duplicated(["place", *PAPERS, "lacking"]).to_numpy()
    cases = [place < 0, unclear, again]
    outcome = np.select(cases, ["held", "held", "duplicate"], "used").astype(object)
    reason = np.select(cases, ["school-unknown", "paper-unclear", ""], "").astype(object)
    rows = rows.assign(outcome=outcome, reason=reason)
    found = [
        (src, at, name, "missing" if name in (lacks or ()) else state)
        for name in PAPERS
        for src, at, state, lacks, end in zip(rows["src"], place, rows[name], named, outcome, strict=True)
        if end == "used" and sources[src].table.letter_of(f"paper_{name}")
    ]
    table = pd.DataFrame(found, columns=["src", "place", "paper", "state"])
    rank = {state: number for number, state in enumerate(STATES)}
    table = table.assign(rank=table["state"].map(rank)).sort_values("rank", kind="stable")
    best = table.drop_duplicates(["place", "paper"], keep="last").sort_values(["place", "paper"], ignore_index=True)
    schools = book.frame.iloc[best["place"].to_numpy(dtype=np.int64)]
    return best.assign(school=schools["name"].to_numpy(), school_code=schools["code"].to_numpy())[
        ["school", "school_code", "paper", "state"]
    ], rows


def _counts(text: str) -> str:
    """Return what a number of copies (2份) says."""
    match = _COUNT.fullmatch("".join(text.split())) or re.fullmatch(r"(\d{1,2})(?:\.0+)?", text.strip())
    return "" if match is None else "there" if int(match[1]) else "missing"


def _lacking(text: str) -> frozenset[str] | None:
    """Return the papers that the column 缺 names; none where it names something else."""
    plain = text.strip()
    if "".join(plain.split()) in _NOTHING:
        return frozenset()
    parts = [part.removeprefix("缺").removesuffix("×2") for part in _SPLIT.split(plain) if part]
    known = [_NAMES.get(part, "") for part in parts]
    return frozenset(known) if all(known) else None
