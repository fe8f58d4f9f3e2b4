"""Use case inside others: the accounts of a batch looked at before they are approved or sent.

What is found is shown to whoever approves or sends; it stops nothing by itself. An account that no bank can pay is
stopped before (:mod:`.payable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.ledger import orders_of
from aid_ledger.linking import guardians_of, holder_ids
from aid_ledger.office.account_owners import OWNER, line_of_change, with_owner
from aid_ledger.office.payable import Payable
from aid_ledger.payments import CHECK_COLUMNS, BankProfile, account_checks
from aid_ledger.store import columns_of, referred

if TYPE_CHECKING:
    from aid_ledger.office import Office

_WHO = [OWNER, "payee"]


def checked_accounts(
    office: Office, found: Payable, orders: pd.DataFrame, *, profile: BankProfile | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return what a person should see of these orders' accounts; see :func:`aid_ledger.payments.account_checks`.

    Args:
        office: the workspace.
        found: the batch beside today's evidence.
        orders: ``line, payee, account, account_name, id_number``, one row a line of the batch.
        profile: the bank's form, for the names that it takes.
    """
    if orders.empty:
        return pd.DataFrame(columns=list(CHECK_COLUMNS))
    own = _people(found, orders)
    known = pd.DataFrame(
        {"order": orders["line"].to_numpy(), "subject": own["subject"], "student_name": own["name"].astype(object)}
    ).astype({"student_name": object})
    known["relation"] = own["relation"]
    guardians = guardians_of(found.view.linked, set(own["id_number"]))
    known["guardian_names"] = [guardians.names.get(one, "") for one in own["id_number"]]
    holders = numbers_of_holders(found, orders)  # relation and ID given: a school's word for somebody it can name
    named = (own["relation"] != "").to_numpy() & (holders != "") & (holders != own["id_number"].to_numpy(dtype=object))
    known["family_listed"] = own["id_number"].isin(list(guardians.listed)).to_numpy() & ~named.astype(bool)
    last = last_ordered(office, found, own)
    approved = _approved(office, own, orders["account"].tolist())
    known["last_account"] = last["account"].where(~approved, orders["account"].to_numpy(dtype=object))
    known["last_account_name"] = last["account_name"].where(~approved, orders["account_name"].to_numpy(dtype=object))
    names = ["line", "payee", "account", "account_name", "id_number"]
    return account_checks(
        orders[names].assign(order=orders["line"]).reset_index(drop=True), known.fillna(""), profile=profile
    )


def _approved(office: Office, own: pd.DataFrame, accounts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return for which lines a second person has approved the change to this very account: it is no surprise."""
    with office.database.read() as connection:
        names = ("account_change", "subject", "payee", "person")
        changes = pd.DataFrame(columns_of(connection, "account_change", names=names))
        persons = columns_of(connection, "person", referred("person", "account_change", "1 = 1"))
        changes = changes.assign(line=[line_of_change(str(one)) for one in changes["account_change"]])
        changes, own = with_owner(connection, changes), with_owner(connection, own)
    account = dict(zip(persons["person"], persons["account"], strict=True))
    told = {
        (owner, payee, account.get(person))
        for owner, payee, person in zip(*(changes[name].tolist() for name in (OWNER, "payee", "person")), strict=True)
    }
    mine = zip(own[OWNER].tolist(), own["payee"].tolist(), accounts, strict=True)
    return np.array([one in told for one in mine], dtype=np.bool_)


def _people(found: Payable, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of orders, with the relation of holder to student as known today."""
    own = found.lines.set_index("line").loc[orders["line"]].reset_index()
    now = found.open.set_index("line")["relation"].reindex(own["line"]).to_numpy(dtype=object)
    return own.assign(relation=pd.Series(now, dtype=object).where(pd.notna(now), own["relation"]))


def numbers_of_holders(found: Payable, orders: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the resident ID that a bank is told of each order's holder: the holder's own, ``""`` where not known.

    Args:
        found: the batch beside today's evidence.
        orders: ``line, payee, account_name, id_number``, one row a line of the batch; a school's stays as it is.
    """
    own = _people(found, orders)
    holders = pd.DataFrame(
        {"id_number": orders["id_number"].to_numpy(), "student_name": own["name"].to_numpy(dtype=object),
         "account_name": orders["account_name"].to_numpy(), "relation": own["relation"].to_numpy()}
    )  # fmt: skip
    schools = (orders["payee"] == "school").to_numpy(dtype=bool)
    return np.where(schools, holders["id_number"].to_numpy(dtype=object), holder_ids(found.view.linked, holders))


def last_ordered(office: Office, found: Payable, lines: pd.DataFrame) -> pd.DataFrame:
    """Return ``account, account_name`` that each line's owner had in the latest earlier order; blank where none was.

    Orders that stand and have not been sent are not earlier ones: they are what is being looked at.

    Args:
        office: the workspace.
        found: the batch beside today's evidence.
        lines: with ``line``, ``subject`` and ``payee``.
    """
    with office.database.read() as connection:
        orders = with_owner(connection, orders_of(connection))
        lines = with_owner(connection, lines)
    now = set(found.standing.loc[~found.standing["sent"], "payment_order"])
    orders = orders[~orders["payment_order"].isin(list(now)) & (orders["account"] != "")]
    last = orders.sort_values(["seq", "payment_order"]).drop_duplicates(_WHO, keep="last").set_index(_WHO)
    of_lines = last.reindex(pd.MultiIndex.from_frame(lines[_WHO].astype(object)))[["account", "account_name"]]
    return of_lines.fillna("").reset_index(drop=True)
