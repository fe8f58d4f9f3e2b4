"""Reads what a bank sent back: one row a payment, with what it says of it, from any container and form.

Decides what the file says, never what follows: which payment of ours a row is, and whether it agrees, is decided in
:mod:`matching`. A row that cannot be read stays, as pending.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.values import BLANK_MONEY, UNREADABLE_MONEY, read_dates, read_money
from aid_ledger.payments.profiles import BankProfile
from aid_ledger.payments.return_tables import ReturnTable, find_tables, open_return
from aid_ledger.payments.wordings import UNSAID, what_both_say, what_is_said

RETURN_COLUMNS = (
    "reference", "place", "name", "account", "amount", "wording", "result", "reason", "paid_on", "file", "sheet",
    "cell",
)  # fmt: skip
_LONGEST_WORDING = 40
_NEEDED = {"amount": "金额", "account": "账号", "name": "户名"}


@dataclass(frozen=True, slots=True)
class Return:
    """One return, or several joined.

    ``rows`` has ``RETURN_COLUMNS``: ``reference`` (a line's or order's id, blank where the file has none), ``place``
    (``int64``, the number that the row had in the file sent, 0 for none), ``name``, ``account`` (``*`` for what the
    bank masked or a spreadsheet lost), ``amount`` (``int64`` fen, -1 blank, -2 unreadable), ``wording`` as the bank
    wrote it, ``result`` (``ok``, ``failed``, ``pending``), ``reason`` (a reason of the catalogue, of what failed),
    ``paid_on`` (``int64`` yyyymmdd, 0 for none), and where it stands. ``fields`` are the columns that the bank gave in
    any part: a row of a part without one is blank there, and differs.
    """

    file: str
    container: str
    rows: pd.DataFrame
    fields: frozenset[str]
    passed_over: int
    findings: tuple[Finding, ...] = ()


def read_return(
    name: str, data: bytes, profile: BankProfile | None = None, *, only_failures: bool = False
) -> Return:  # fmt: skip
    """Read one file.

    Args:
        name: of the file, for places.
        data: its bytes.
        profile: the bank's; needed where the file has no headings, and where its reference is not a line's id.
        only_failures: a file without any column of results is one of failures.

    Raises:
        FindingsError: what opening a file raises, ``return-header-not-found``, ``return-column-missing``,
            ``return-no-rows``.
    """
    container, sheets = open_return(name, data, profile)
    tables = find_tables(sheets, name, profile)
    missing = _missing(tables, only_failures=only_failures)
    if missing:
        raise FindingsError(Finding("return-column-missing", Place(name), {"columns": "、".join(missing)}))
    parts = [_rows(table, name, profile, only_failures=only_failures) for table in tables]
    rows = pd.concat(parts, ignore_index=True)
    if rows.empty and not only_failures:  # that nothing failed is an answer, and the debit proves it
        raise FindingsError(Finding("return-no-rows", Place(name)))
    damaged = np.concatenate([table.damaged for table in tables])
    findings = (*_unknown_words(rows), *_unknown_reasons(rows), *_amounts(rows), *_damaged(rows, damaged))
    fields = frozenset[str]().union(*(table.fields for table in tables if len(table.cells)))
    kept = rows.assign(result=rows["result"].where(rows["result"].isin(["ok", "failed"]), "pending"))
    return Return(
        name, container, kept[list(RETURN_COLUMNS)], fields, sum(table.passed_over for table in tables), findings
    )


def join_returns(returns: Sequence[Return]) -> Return:
    """Return several files as one: a core's successes and failures, so that what both say of one payment is seen.

    Raises:
        ValueError: there are none.
    """
    if not returns:
        raise ValueError("no returns to join")
    return Return(
        "、".join(one.file for one in returns), returns[0].container,
        pd.concat([one.rows for one in returns], ignore_index=True),
        frozenset[str]().union(*(one.fields for one in returns)),
        sum(one.passed_over for one in returns), tuple(f for one in returns for f in one.findings),
    )  # fmt: skip


def _missing(tables: Sequence[ReturnTable], *, only_failures: bool) -> list[str]:
    """Return the headings without which no row can be compared or says anything."""
    lacking = []
    for table in tables:
        if "amount" not in table.fields:
            lacking.append(_NEEDED["amount"])
        if not table.fields & {"account", "name"}:
            lacking += [_NEEDED["account"], _NEEDED["name"]]
        if not table.fields & {"status", "reason"} and not only_failures:
            lacking.append("处理结果")
    return list(dict.fromkeys(lacking))


def _rows(table: ReturnTable, name: str, profile: BankProfile | None, *, only_failures: bool) -> pd.DataFrame:
    cells = table.cells
    wording = cells["status"].where(cells["reason"] == "", cells["status"] + "｜" + cells["reason"]).str.strip("｜")
    result, reason = _results(cells, table.fields, only_failures=only_failures)
    in_fen = profile is not None and profile.in_fen
    paid_on = read_dates(cells["paid_on"]).astype("int64")
    numbered = cells["place"].str.fullmatch(r"\d{1,9}")
    return pd.DataFrame(
        {
            "reference": cells["reference"],
            "place": cells["place"].where(numbered, "0").astype("int64"),
            "name": cells["name"],
            "account": cells["account"],
            "amount": _fen(cells["amount"]) if in_fen else read_money(cells["amount"], table.unit),
            "wording": wording,
            "result": result,
            "reason": reason,
            "paid_on": np.where(paid_on > 0, paid_on, 0),
            "file": name,
            "sheet": table.sheet,
            "cell": cells["cell"],
        }
    )


def _results(
    cells: pd.DataFrame, fields: frozenset[str], *, only_failures: bool
) -> tuple[list[str], list[str]]:  # fmt: skip
    """Return result and reason of each row; each distinct pair of texts is read once."""
    has_status = "status" in fields
    if only_failures and not fields & {"status", "reason"}:
        return ["failed"] * len(cells), [UNSAID] * len(cells)
    pairs = list(zip(cells["status"].tolist(), cells["reason"].tolist(), strict=True))
    said = {pair: what_both_say(*pair, has_status=has_status) for pair in set(pairs)}
    return [said[pair].result for pair in pairs], [said[pair].reason for pair in pairs]


def _fen(texts: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    whole = texts.str.fullmatch(r"\d{1,15}")
    numbers = texts.where(whole, "0").to_numpy().astype(np.int64)
    numbers[~whole.to_numpy(dtype=bool)] = UNREADABLE_MONEY
    numbers[(texts == "").to_numpy(dtype=bool)] = BLANK_MONEY
    return numbers


_ASKED = (
    ("unknown", "unknown-wording", "warning"), ("contradict", "return-words-contradict", "warning"),
    ("duplicate", "return-duplicate", "error"),
)  # fmt: skip
"""What a bank may say that decides nothing and that somebody must ask about, with its finding."""


def _unknown_words(rows: pd.DataFrame) -> Iterator[Finding]:
    for result, finding, severity in _ASKED:
        for wording, own in rows[rows["result"] == result].groupby("wording", sort=True):
            params = {"wording": _without_persons(str(wording)), "count": len(own)}
            yield Finding(finding, _place(own), params, rows=len(own), severity=severity)


def _unknown_reasons(rows: pd.DataFrame) -> Iterator[Finding]:
    """Name the words of a bank for a failure that nobody here knows: they stand in no list that follows."""
    lost = rows[(rows["result"] == "failed") & (rows["reason"] == UNSAID) & rows["wording"].str.contains("｜")]
    for wording, own in lost.groupby("wording", sort=True):
        reason = str(wording).partition("｜")[2]
        if what_is_said(reason).result == "unknown":
            params = {"wording": _without_persons(reason), "count": len(own)}
            yield Finding("return-reason-unknown", _place(own), params, rows=len(own), severity="warning")


def _without_persons(wording: str) -> str:
    """Return a wording without what it may say of a person: names stand in brackets, numbers are long.

    >>> _without_persons("原户名为[张三]，账号6217000000001")
    '原户名为[…]，账号…'
    """
    return re.sub(r"\d{6,}", "…", re.sub(r"[\[【(（].*?[\]】)）]", "[…]", wording))[:_LONGEST_WORDING]


def _amounts(rows: pd.DataFrame) -> Iterator[Finding]:
    unread = rows[rows["amount"] < 0]
    if len(unread):
        yield Finding("return-amount-unreadable", _place(unread), {"count": len(unread)}, rows=len(unread))


def _damaged(rows: pd.DataFrame, damaged: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Finding]:
    own = rows[damaged]
    if len(own):
        params = {"count": len(own)}
        yield Finding("return-account-damaged", _place(own), params, rows=len(own), severity="note")


def _place(rows: pd.DataFrame) -> Place:
    first = rows.iloc[0]
    return Place(first["file"], first["sheet"], first["cell"])
