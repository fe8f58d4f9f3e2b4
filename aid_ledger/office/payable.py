"""Use case inside others: what of a batch could be sent now, to which account, and what of it waits, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import Known, lines_of, orders_of
from aid_ledger.office.account_owners import OWNER, line_of_change, with_owner
from aid_ledger.office.accounts_sent_back import accounts_sent_back, goes_there_again, lists_of_accounts
from aid_ledger.office.contrary_returns import said_paid
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.judging import Judgement, judge
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.new_lines import payees_now
from aid_ledger.office.payout import look
from aid_ledger.people import AccountState, check_accounts
from aid_ledger.store import Connection, Head, columns_of, head, rows_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

_PAIR = ["subject", "programme"]
_WHO = ["subject", "payee"]
_OWNED = [OWNER, "payee"]
ACCOUNT = ("account", "account_name")
"""What makes an account another one: its number and its holder."""


@dataclass(frozen=True, slots=True)
class Payable:
    """A batch beside today's evidence.

    ``batch`` is its record, ``seen`` the journal when it was looked at, ``lines`` are the term's lines, ``standing``
    the batch's orders that stand. ``open``: one row a line of the batch with money still payable: all columns of the
    line, the personal columns as known today, and ``waits``: blank, or why nothing can be sent (``held``,
    ``not-listed``, ``less-is-due``, ``no-account``, ``account-no-holder``, ``account-unusable``, ``accounts-differ``,
    ``account-sent-back``, ``account-change-waits``, ``bank-says-paid``); ``approved_account, approved_name``: the
    account last approved for this payee, blank if none was.
    """

    batch: Mapping[str, Any]
    seen: Head
    lines: pd.DataFrame
    standing: pd.DataFrame
    known: Known
    view: Picture
    open: pd.DataFrame

    @property
    def wanted(self) -> pd.DataFrame:
        """The lines that can be sent."""
        return self.open[self.open["waits"] == ""].reset_index(drop=True)

    @property
    def waiting(self) -> pd.DataFrame:
        """The lines that cannot."""
        return self.open[self.open["waits"] != ""].reset_index(drop=True)


def batch_record(connection: Connection, batch: str) -> dict[str, Any]:
    """Return a batch's record.

    Raises:
        InputError: ``batch-not-known``.
    """
    rows = rows_of(connection, "batch", "batch = :batch", batch=batch)
    if not rows:
        raise InputError(Finding("batch-not-known", params={"batch": batch}))
    return rows[0]


def payable(office: Office, batch: str, *, view: Picture | None = None, progress: Progress | None = None) -> Payable:
    """Put a batch's open lines beside what today's evidence says of them and their accounts.

    ``view`` is the term's picture where another batch of it was looked at before: it is made once.

    Raises:
        InputError: ``batch-not-known``, or the term's lists cannot be read.
    """
    with office.database.read() as connection:
        seen = head(connection)
        record = batch_record(connection, batch)
        lines = lines_of(connection, record["term"])
        known = Known.read(connection)
        orders = orders_of(connection)
        approved = approved_accounts(connection, orders)
        lines = with_owner(connection, lines)
        back = accounts_sent_back(connection, orders)
        lists = lists_of_accounts(connection) if len(back) else {}
        contrary = set(orders.loc[orders["payment_order"].isin(list(said_paid(connection))), "line"])
    view = view or look(office, Term.parse(record["term"]), progress=progress)
    own = lines[(lines["batch"] == batch) & (lines["payable"] > 0)].reset_index(drop=True)
    standing = orders[(orders["batch"] == batch) & (orders["ended"] == "")].reset_index(drop=True)
    open_ = open_lines(own, lines, known, view, approved, (back, lists))
    open_["waits"] = open_["waits"].where(~open_["line"].isin(list(contrary)), "bank-says-paid")
    return Payable(record, seen, lines, standing, known, view, open_)


def open_lines(
    own: pd.DataFrame, posted: pd.DataFrame, known: Known, view: Picture, approved: pd.DataFrame,
    sent_back: tuple[pd.Series[int], Mapping[str, int]],
) -> pd.DataFrame:  # fmt: skip
    """Return open lines with their payees as known today; see :class:`Payable`.

    ``sent_back``: what :mod:`.accounts_sent_back` says of accounts that the bank refused, and of lists of accounts.
    """
    judgement = judge(view, posted, known)
    pairs = pd.MultiIndex.from_frame(own[_PAIR])
    entitled = judgement.entitled
    judged = entitled[pd.MultiIndex.from_frame(entitled[_PAIR]).isin(pairs)]
    now = payees_now(judged, view).set_index(_PAIR).reindex(pairs).reset_index()
    out = own.copy()
    there = now["payee"].notna().to_numpy(dtype=bool)
    for name in now.columns.drop([*_PAIR, "payee", "account_problem"]):
        out[name] = np.where(there, now[name].to_numpy(dtype=object), own[name].to_numpy(dtype=object))
    last = approved.set_index(_OWNED).reindex(pd.MultiIndex.from_frame(own[_OWNED].astype(object)))
    out["approved_account"] = last["account"].fillna("").to_numpy(dtype=object)
    out["approved_name"] = last["account_name"].fillna("").to_numpy(dtype=object)
    students = judged.set_index(_PAIR)["index"].reindex(pairs, fill_value=-1)
    again = goes_there_again(out, sent_back[0], students.to_numpy(dtype=np.int64), sent_back[1], view)
    return out.assign(waits=_waits(out, now, judgement, posted, again))


def _waits(out: pd.DataFrame, now: pd.DataFrame, judgement: Judgement, posted: pd.DataFrame, again: Any) -> Any:
    """Say why a line cannot be sent: the first that applies. ``again``: where its account has refused it before."""
    pairs = pd.MultiIndex.from_frame(out[_PAIR])
    due = judgement.due
    listed = pairs.isin(pd.MultiIndex.from_frame(due[_PAIR]))
    judged = pairs.isin(pd.MultiIndex.from_frame(judgement.entitled[_PAIR]))
    wanted = due.set_index(_PAIR)["amount"]
    net = posted.groupby(_PAIR)["amount"].sum().add(judgement.paid_before.groupby(_PAIR)["amount"].sum(), fill_value=0)
    less = wanted.reindex(pairs, fill_value=0).to_numpy() < net.reindex(pairs, fill_value=0).to_numpy()
    problem = now["account_problem"].fillna("").to_numpy(dtype=object)
    none = (out["account"] == "").to_numpy()
    state = check_accounts(out["account"].astype("str"), out["id_number"].astype("str")).state
    unusable = ~none & (np.asarray(state) != int(AccountState.PAYABLE))
    other = np.zeros(len(out), dtype=bool)
    for name, before in zip(ACCOUNT, ("approved_account", "approved_name"), strict=True):
        other |= (out[name] != out[before]).to_numpy(dtype=bool)
    other &= (out["approved_account"] != "").to_numpy()
    cases = [~listed, ~judged, less, none, unusable, again, other]
    names = ["not-listed", "held", "less-is-due", "no-account", "account-unusable", "account-sent-back",
             "account-change-waits"]  # fmt: skip
    waits = np.select(cases, names, "").astype(object)
    return np.where((waits == "no-account") & (problem != ""), problem, waits)


def approved_accounts(connection: Connection, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the account last approved for each owner and payee: by an order, or by an approved change.

    Args:
        connection: for reading.
        orders: all orders, as :func:`aid_ledger.ledger.orders_of` gives them.

    Returns:
        ``owner, payee, account, account_name``, unique by the first two.
    """
    changes = pd.DataFrame(columns_of(connection, "account_change", names=("account_change", *_WHO, "person", "seq")))
    persons = pd.DataFrame(columns_of(connection, "person", names=("person", *ACCOUNT)))
    changes = changes.assign(line=[line_of_change(str(one)) for one in changes["account_change"]])
    columns = ["line", *_WHO, *ACCOUNT, "seq"]
    both = pd.concat([orders[columns], changes.merge(persons, on="person")[columns]], ignore_index=True)
    both = both[(both["account"] != "") & (both["account_name"] != "")]  # without a holder nothing could be sent there
    both = with_owner(connection, both).sort_values("seq", kind="stable")
    return both.drop_duplicates(_OWNED, keep="last")[[*_OWNED, *ACCOUNT]].reset_index(drop=True)
