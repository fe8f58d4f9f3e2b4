"""Lists of people whom no aid should reach: public employees, and who has died. Evidence for checks, nothing more."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import names_no_day, read_dates
from aid_ledger.linking.matching import named_otherwise
from aid_ledger.linking.rows import Source, identify, stack
from aid_ledger.people import (
    AccountState,
    check_accounts,
    normalise_names,
    readable_names,
    split_remarks,
)

EMPLOYEES, DECEASED = "public-employees", "deceased"
_BY_REGISTRATION = "注销"


def read_employees(sources: Sequence[Source]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the lists of people paid from the public purse.

    Returns:
        ``name, id_number, account``, each blank where it is not certain; and the rows with their outcome: ``held``
        where neither ID nor account is certain.
    """
    rows = identify(stack(sources, (EMPLOYEES,), ("student_name", "id_no", "account_no")))
    checked = check_accounts(rows["account_no"], rows["id"].astype("str"))
    payable = (checked.state == int(AccountState.PAYABLE)) & ~rows["account_no_damaged"].to_numpy(dtype=bool)
    account = checked.normal.where(payable, "").to_numpy(dtype=object)
    rows = rows.assign(account=account)
    cases = [((rows["id"] == "") & (rows["account"] == "")).to_numpy(), rows.duplicated(["id", "account"]).to_numpy()]
    outcome = np.select(cases, ["held", "duplicate"], "used").astype(object)
    rows = rows.assign(outcome=outcome, reason=np.where(outcome == "held", rows["id_reason"], ""))
    used = rows[outcome == "used"]
    found = pd.DataFrame({"name": _names(used), "id_number": used["id"], "account": used["account"]})
    return found.reset_index(drop=True), rows


def read_deceased(sources: Sequence[Source], students: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the lists of people who have died.

    A row that bears a student's ID under a wholly different name is somebody's slip and says nothing of the student.
    Of a month alone the last day counts, of several rows the latest day: by then the person had died for certain.

    Args:
        sources: all in use.
        students: with ``id`` and ``match_name``.

    Returns:
        ``name, id_number, died_on`` (yyyymmdd), one row an ID; and the rows with their outcome.
    """
    rows = identify(stack(sources, (DECEASED,), ("student_name", "id_no", "died_on", "left_on")))
    by_date = np.array([_BY_REGISTRATION in one.table.header_of("left_on") for one in sources] or [False])
    said = rows["died_on"].where((rows["died_on"] != "") | ~by_date[rows["src"].to_numpy()], rows["left_on"])
    day = read_dates(said).astype(np.int64)
    whole_month = names_no_day(said) & (day > 0)
    day[whole_month] = [_last_of_month(one) for one in day[whole_month]]
    rows = rows.assign(died=day)
    cases = [
        (rows["id"] == "").to_numpy(), day <= 0, named_otherwise(rows, students),
        rows.duplicated(["id", "died"]).to_numpy(),
    ]  # fmt: skip
    outcome = np.select(cases, ["held", "held", "held", "duplicate"], "used").astype(object)
    reason = np.select(cases, [rows["id_reason"], "death-day-unclear", "name-conflict", ""], "").astype(object)
    rows = rows.assign(outcome=outcome, reason=reason)
    used = rows[outcome == "used"].sort_values("died", ascending=False, kind="stable").drop_duplicates("id")
    found = pd.DataFrame({"name": _names(used), "id_number": used["id"], "died_on": used["died"]})
    return found.sort_values("id_number", ignore_index=True), rows


def strange_holders(payments: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which holders of accounts are neither the student nor somebody whom a list names as the guardian.

    Args:
        payments: ``account_name, name`` and ``guardians``, the names joined by ``、``.
    """
    holder = normalise_names(payments["account_name"].astype("str")).tolist()
    student = normalise_names(payments["name"].astype("str")).tolist()
    return np.array(
        [who not in guardians.split("、") and who != child
         for who, guardians, child in zip(holder, payments["guardians"], student, strict=True)], dtype=bool,
    )  # fmt: skip


def _names(rows: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(readable_names(split_remarks(rows["student_name"])[0]).to_numpy(), index=rows.index)


def _last_of_month(day: int) -> int:
    year, month = day // 10_000, day // 100 % 100
    return year * 10_000 + month * 100 + calendar.monthrange(year, month)[1]
