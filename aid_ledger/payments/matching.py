"""What may be booked of a return: each sent order ends in one state, and nothing is counted twice.

Amount, name and account of every row are compared with what was sent, always. sent = ok + failed + pending + mismatch +
repeated + not-mentioned; a row that names a payment once more is ``again`` and counts for nothing. Which order a row is
of is decided in :mod:`finding_orders`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.payments.agreement import same_accounts, same_names
from aid_ledger.payments.failures_only import of_one_sending, with_the_rest
from aid_ledger.payments.finding_orders import NONE, UNCLEAR, Places, find_orders
from aid_ledger.payments.match_findings import findings_of
from aid_ledger.payments.returns import Return

SENT_COLUMNS = ("order", "line", "sending", "place", "account", "account_name", "amount", "id_number", "settled")
MATCH_COLUMNS = (
    "status", "order", "line", "sending", "reason", "differs", "amount", "paid_on", "file", "sheet", "cell",
)  # fmt: skip
STATUSES = ("ok", "failed", "pending", "mismatch", "unknown", "repeated", "again")
NOT_NAMED = "not-mentioned"
_BOOKED = {"": "", "paid": "ok", "returned": "failed"}
_RANK = {"mismatch": 0, "ok": 1, "failed": 1, "pending": 1, "repeated": 2, "again": 3}
_CONTENT = ["place", "reference", "account", "name", "wording", "paid_on", "file", "sheet", "cell"]

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matched:
    """What a return says of what was sent.

    Attributes:
        rows: ``MATCH_COLUMNS``, one row a row of the return, with its index: ``status`` (``STATUSES``; ``repeated``:
            booked before, ``again``: another row of this return says the same of the payment), the order it is of
            (blank where none is certain), the bank's ``reason``, and ``differs``: of ``amount``, ``name``, ``account``,
            ``settled`` (something else was booked before), ``twice`` (rows of one order contradict each other),
            ``unclear`` (which of several orders cannot be told), joined by ``;``.
        sent: ``order, line, sending, became, reason, paid_on``, one row a sent order, in the order given; ``became``
            is ``ok``, ``failed``, ``pending``, ``mismatch``, ``repeated`` or ``not-mentioned``. What is ``ok`` or
            ``failed`` here is what may be booked, and all of it.
        counts: rows of the return by status.
        findings: one a kind of difference, with its first place.
    """

    rows: pd.DataFrame
    sent: pd.DataFrame
    counts: dict[str, int]
    findings: tuple[Finding, ...]


def match_return(
    sent: pd.DataFrame, returned: Return, *, sending: str = "", only_failures: bool = False, debited: int | None = None
) -> Matched:  # fmt: skip
    """Match a return with what was sent.

    Args:
        sent: ``SENT_COLUMNS``, one row a sent order; of a line sent again after it came back, both. ``settled`` is what
            was booked before: blank, ``paid`` or ``returned``.
        returned: what the bank sent back.
        sending: the one sending that the return is of, where that is known.
        only_failures: the bank names failures alone; the rest is ``ok`` if sent - failed = ``debited``.
        debited: fen that the bank took from the payer account for this sending.

    Raises:
        FindingsError: of a return of failures only, where the rest is not certain: ``return-sending-unclear``,
            ``return-not-only-failures``, ``return-sum-differs``, ``return-failure-missing``.
        ValueError: a column is missing, an order stands twice in ``sent``, a return of failures without ``debited``.
    """
    _check_form(sent)
    scope = sent if not sending else sent[sent["sending"] == sending]
    scope = scope[list(SENT_COLUMNS)].reset_index(drop=True)
    rows = returned.rows.reset_index(drop=True)
    if only_failures and not sending:
        scope = of_one_sending(scope, find_orders(scope, rows))
    at = find_orders(scope, rows)
    judged = _judged(scope, rows, at, returned.fields)
    became = _became(scope, judged, rows, at)
    if only_failures:
        if debited is None:
            raise ValueError("a return of failures only needs what was debited")
        became = with_the_rest(scope, became, judged["status"], debited, returned.file)
    table = _table(scope, rows, at, judged)
    findings = findings_of(table, rows, scope, at)
    table.index = returned.rows.index
    counts = {status: int((table["status"] == status).sum()) for status in STATUSES}
    return Matched(table, became, counts, findings)


def _check_form(sent: pd.DataFrame) -> None:
    missing = [column for column in SENT_COLUMNS if column not in sent.columns]
    if missing:
        raise ValueError(f"sent lacks {missing}")
    if sent["order"].duplicated().any() or not set(sent["settled"].unique()) <= set(_BOOKED):
        raise ValueError("an order stands twice in sent, or is settled in other words")


def _judged(scope: pd.DataFrame, rows: pd.DataFrame, at: Places, fields: frozenset[str]) -> pd.DataFrame:
    """Return ``status`` and ``differs`` of each row of the return."""
    differ = _differences(scope, rows, at, fields)
    wrong = np.logical_or.reduce(list(differ.values()))
    status = np.where(at == NONE, "unknown", np.where(wrong, "mismatch", rows["result"])).astype(object)
    differ["twice"] = _contradicting(at, status)
    status[differ["twice"]] = "mismatch"
    fine = (status != "mismatch") & (at >= 0)
    status[_booked(scope, at) & fine] = "repeated"
    status[_all_but_first(rows, at) & fine] = "again"
    shown = pd.Series("", index=rows.index, dtype="str")
    for name, marks in differ.items():
        shown = shown.where(~marks, shown.where(shown == "", shown + ";") + name)
    return pd.DataFrame({"status": status, "differs": shown}, index=rows.index).astype("str")


def _differences(
    scope: pd.DataFrame, rows: pd.DataFrame, at: Places, fields: frozenset[str]
) -> dict[str, Marks]:  # fmt: skip
    """Return which rows differ from their order, by what differs; what the bank does not give is not compared."""
    differ = {name: np.zeros(len(rows), dtype=np.bool_) for name in ("amount", "name", "account", "settled")}
    found = np.flatnonzero(at >= 0)
    theirs, ours = rows.iloc[found].reset_index(drop=True), scope.iloc[at[found]].reset_index(drop=True)
    differ["amount"][found] = ours["amount"] != theirs["amount"]
    if "name" in fields:
        differ["name"][found] = ~same_names(ours["account_name"], theirs["name"])
    if "account" in fields:
        differ["account"][found] = ~same_accounts(ours["account"], theirs["account"])
    booked = ours["settled"].map(_BOOKED)
    differ["settled"][found] = (booked != "") & (theirs["result"] != "pending") & (booked != theirs["result"])
    return differ | {"unclear": at == UNCLEAR}


def _booked(scope: pd.DataFrame, at: Places) -> Marks:
    """Return which rows are of an order of which something was booked before."""
    marks = np.zeros(len(at), dtype=np.bool_)
    found = np.flatnonzero(at >= 0)
    marks[found] = (scope["settled"].iloc[at[found]] != "").to_numpy()
    return marks


def _contradicting(at: Places, status: npt.NDArray[np.object_]) -> Marks:
    """Return the rows of orders that several rows are of which do not all say the same."""
    marks = np.zeros(len(at), dtype=np.bool_)
    found = np.flatnonzero(at >= 0)
    said = pd.Series(status[found], dtype="str").groupby(at[found]).transform("nunique")
    marks[found] = (said > 1).to_numpy()
    return marks


def _all_but_first(rows: pd.DataFrame, at: Places) -> Marks:
    """Return all rows of an order but one: the first by what they say, in whatever order the file has them."""
    ordered = rows[_CONTENT].assign(at=at).sort_values(["at", *_CONTENT], kind="stable")
    later = ordered["at"].duplicated().to_numpy()
    marks = np.zeros(len(rows), dtype=np.bool_)
    marks[ordered.index[later]] = True
    return marks & (at >= 0)


def _became(scope: pd.DataFrame, judged: pd.DataFrame, rows: pd.DataFrame, at: Places) -> pd.DataFrame:
    """Return what each sent order became: what its rows say, the one that counts before those that repeat it."""
    out = scope[["order", "line", "sending"]].assign(became=NOT_NAMED, reason="", paid_on=np.int64(0))
    own = rows[["reason", "paid_on"]].assign(status=judged["status"], at=at, again=_all_but_first(rows, at))
    own = own.assign(rank=own["status"].map(_RANK))[at >= 0]
    own = own.sort_values(["at", "rank", "again"], kind="stable").drop_duplicates("at").set_index("at")
    out.loc[own.index, "became"] = own["status"]
    out.loc[own.index, "reason"] = own["reason"]
    out.loc[own.index, "paid_on"] = own["paid_on"]
    return out


def _table(scope: pd.DataFrame, rows: pd.DataFrame, at: Places, judged: pd.DataFrame) -> pd.DataFrame:
    own = scope[["order", "line", "sending"]].reindex(np.where(at >= 0, at, -1)).fillna("").set_axis(rows.index)
    parts = [judged[["status"]], own, rows[["reason"]], judged[["differs"]], rows[list(MATCH_COLUMNS[-5:])]]
    return pd.concat(parts, axis=1)[list(MATCH_COLUMNS)]
