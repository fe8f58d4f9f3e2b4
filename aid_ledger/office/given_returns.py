"""What a bank's returns that an auditor brought say of each payment, beside what was sent and booked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.office.settling import SettleOptions, look_at_return
from aid_ledger.payments import what_both_say

if TYPE_CHECKING:
    from aid_ledger.office import Office

_OURS = {"own_line": "line", "amount": "booked", "settled": "settled", "account_name": "our_name",
         "account": "our_account"}  # fmt: skip
_PLAIN = {"own_line": "", "amount": 0, "settled": "", "account_name": "", "account": ""}
RETURNS = ("file", "at", "status", "differs", "order", "sending", "line", "result", "settled", "amount", "booked",
           "name", "our_name", "account", "our_account")  # fmt: skip
"""``status`` and ``differs`` as :class:`aid_ledger.payments.Matched` has them, ``result`` what the bank says,
``settled`` what is booked; amounts, names and accounts: the bank's, and those that were sent (blank: no order)."""


def returns_beside_books(office: Office, files: Sequence[tuple[str, bytes]], *, bank: str = "") -> pd.DataFrame:
    """Return one row a row of the returns, columns :data:`RETURNS`; nothing is booked.

    Several files are taken together, as if the bank had given one. What a file has no column for it cannot say
    otherwise, whatever columns another has.

    Raises:
        InputError: what :func:`aid_ledger.office.settling.settle` raises of a file that cannot be read.
    """
    seen = look_at_return(office, files, SettleOptions(bank=bank))
    rows, said = seen.matched.rows.drop(columns="line"), seen.returned.rows
    ours = seen.sent.set_index("order")[list(_OURS)].reindex(rows["order"]).fillna(_PLAIN).astype({"amount": "int64"})
    own = ours.rename(columns=_OURS).set_axis(rows.index)
    theirs = {name: said[name] for name in ("result", "name", "account", "wording")}
    out = pd.concat([rows.assign(at=rows["sheet"] + "!" + rows["cell"], **theirs), own], axis=1)
    out = _without_what_parts_lack(out, seen.fields)
    return _with_odd_words(out, seen.fields)[list(RETURNS)].reset_index(drop=True)


def _with_odd_words(rows: pd.DataFrame, fields: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Tell of payments that are booked words of the bank that say neither that they arrived nor that they came back.

    Settling takes such words as no answer; of what is booked they are not what the booking rests on.
    """
    words = [
        what_both_say(*_two(wording), has_status="status" in fields[file]).result if result == "pending" else ""
        for wording, file, result in zip(rows["wording"], rows["file"], rows["result"], strict=True)
    ]
    odd = pd.Series(words, index=rows.index, dtype="str").isin(["contradict", "unknown", "duplicate"])
    odd &= (rows["settled"] != "") & (rows["differs"] == "") & (rows["status"] != "again")
    return rows.assign(
        result=rows["result"].where(~odd, pd.Series(words, index=rows.index, dtype="str")),
        status=rows["status"].where(~odd, "mismatch"), differs=rows["differs"].where(~odd, "settled"),
    )  # fmt: skip


def _two(wording: str) -> tuple[str, str]:
    """Return result and reason of a wording as a return keeps it: 成功｜账户已销户; one alone is taken as both."""
    status, both, reason = wording.partition("｜")
    return (status, reason) if both else (wording, wording)


def _without_what_parts_lack(rows: pd.DataFrame, fields: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Return the rows without the differences that only joining the files has made.

    Names and accounts that a file has no column of; and rows that are said to contradict each other where one file
    says what became of a payment and an earlier one that it is pending.
    """
    own = [
        ";".join(name for name in said.split(";") if name not in ("name", "account") or name in fields[file])
        for said, file in zip(rows["differs"], rows["file"], strict=True)
    ]
    alike = _agreeing(rows.assign(differs=own))
    differs = [
        ";".join(name for name in said.split(";") if name != "twice" or not fine)
        for said, fine in zip(own, alike, strict=True)
    ]
    cleared = (rows["differs"] != "") & (pd.Series(differs, index=rows.index, dtype="str") == "")
    said_now = rows["result"].where((rows["settled"] == "") | (rows["result"] == "pending"), "repeated")
    return rows.assign(differs=differs, status=rows["status"].where(~cleared, said_now))


def _agreeing(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return of which rows no other of their order says something else; pending says nothing, but in the same file."""
    other = rows["differs"].str.replace("twice", "").str.strip(";")
    pending = rows["result"] == "pending"
    told = ~pending & (rows["order"] != "")
    in_file = told.groupby([rows["order"], rows["file"]]).transform("any")
    speaks = told | (pending & in_file)
    said = (rows["result"] + "|" + other).where(speaks)
    return said.groupby(rows["order"]).transform("nunique") <= 1
