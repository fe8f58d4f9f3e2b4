"""What a person should know of a return that does not fit what was sent: one finding a kind of difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.money import format_yuan
from aid_ledger.payments.finding_orders import Places
from aid_ledger.people import mask_account, mask_name
from aid_ledger.words import Word


def _yuan(fen: Any) -> str:
    return format_yuan(int(fen))


_VALUES: dict[str, tuple[Word, str, str, Callable[[Any], str]]] = {
    "amount": (Word("mismatch-amount"), "amount", "amount", _yuan),
    "name": (Word("mismatch-name"), "account_name", "name", mask_name),
    "account": (Word("mismatch-account"), "account", "account", mask_account),
}
_OTHERS = {
    "settled": "return-settled-otherwise",
    "twice": "return-rows-contradict",
    "unclear": "return-order-unclear",
}
_EXAMPLES = 3


def findings_of(table: pd.DataFrame, rows: pd.DataFrame, sent: pd.DataFrame, at: Places) -> tuple[Finding, ...]:
    """Return the findings of a match, errors first.

    Args:
        table: ``MATCH_COLUMNS``, indexed from 0.
        rows: the rows of the return, indexed from 0.
        sent: what was sent, indexed from 0.
        at: the position in ``sent`` of each row's order.
    """
    differs = table["differs"].str.split(";")
    return (*_of_values(table, rows, sent, at, differs), *_of_rows(table, differs), *_of_counts(table))


def _of_values(
    table: pd.DataFrame, rows: pd.DataFrame, sent: pd.DataFrame, at: Places, differs: pd.Series[Any]
) -> Iterator[Finding]:  # fmt: skip
    """What differs, with what was sent and what came back of the first row, masked."""
    for difference, (what, ours, theirs, shown) in _VALUES.items():
        own = table[_marked(differs, difference)]
        if len(own):
            first = own.index[0]
            params = {
                "what": what, "count": len(own), "lines": _lines(own), "sent": shown(sent[ours].iloc[at[first]]),
                "returned": _shown(rows[theirs].iloc[first], shown),
            }  # fmt: skip
            yield Finding("mismatch", _place(own), params, rows=len(own))


def _shown(value: Any, shown: Callable[[Any], str]) -> str:
    """Return a value of the return, a dash where there is none or it cannot be read."""
    return "—" if value == "" or (not isinstance(value, str) and value < 0) else shown(value)


def _of_rows(table: pd.DataFrame, differs: pd.Series[Any]) -> Iterator[Finding]:
    after_all = _marked(differs, "settled") & (table["reason"] == "")  # said to be paid now
    marks = {name: _marked(differs, difference) for difference, name in _OTHERS.items()}
    marks["return-settled-otherwise"] &= ~after_all
    for name, marked in {"return-arrived-after-all": after_all, **marks}.items():
        own = table[marked]
        if len(own):
            yield Finding(name, _place(own), {"count": len(own), "lines": _lines(own)}, rows=len(own))


def _marked(differs: pd.Series[Any], difference: str) -> pd.Series[bool]:
    return differs.map(lambda said: difference in said).astype(bool)


def _of_counts(table: pd.DataFrame) -> Iterator[Finding]:
    unknown = table[table["status"] == "unknown"]
    if len(unknown):
        yield Finding("return-row-unknown", _place(unknown), {"count": len(unknown)}, rows=len(unknown))
    for status, name, severity in (
        ("again", "return-row-twice", "warning"),
        ("repeated", "return-row-repeated", "note"),
    ):
        own = table[table["status"] == status]
        if len(own):
            params = {"count": len(own), "lines": _lines(own)}
            yield Finding(name, _place(own), params, rows=len(own), severity=severity)


def _lines(rows: pd.DataFrame) -> str:
    return "、".join([line for line in rows["line"].unique() if line][:_EXAMPLES]) or "—"


def _place(rows: pd.DataFrame) -> Place:
    first = rows.iloc[0]
    return Place(first["file"], first["sheet"], first["cell"])
