"""Which account a student's money would go to: the list of accounts, else the roster; a household's own where given.

An account that cannot be certain (two of one date that differ, digits lost, not payable) is none: the line is
posted and its payment waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import unread_cells
from aid_ledger.linking.matching import named_otherwise
from aid_ledger.linking.rows import Source, identify, in_use, stack
from aid_ledger.people import AccountState, check_accounts

FIELDS = ("student_name", "id_no", "account_no", "account_name", "bank", "holder_relation", "remark")
COLUMNS = ("account", "account_name", "bank", "relation", "account_problem")
_CLOSED = (
    "注销|销户|挂失|冻结|停用|作废|失效|不符|异常|止付|睡眠|不动户|只收不付|不存在|有误|错误|查无|无此|未激活|一列：否"
)
_NOT_CLOSED = "(?:未|无|没有|非|已解除|解除)(?:注销|销户|挂失|冻结|停用|异常|误)|原|旧|换|变更|更正|补办|新[卡办开]"
"""A remark about the account before: it says why there is a new one."""
_NONE = {column: "accounts-differ" if column == "account_problem" else "" for column in COLUMNS}
"""Where two accounts are given that differ, neither counts."""
PLACE = ("account_src", "account_row")
"""Where the account stands: the source and its row; -1 where there is none."""


def usable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return account columns of rows that have ``account_no``, ``id`` …, blank where the account is not payable.

    Returns:
        ``account, account_name, bank, relation`` as text, same index; ``account_problem``, the reason for which
        payment waits: ``no-account``, ``account-no-holder`` (户名 blank), ``account-unusable`` or ``""``; and
        :data:`PLACE`.
    """
    checked = check_accounts(rows["account_no"], rows["id"].astype("str"))
    payable = (checked.state == int(AccountState.PAYABLE)) & ~rows["account_no_damaged"].to_numpy(dtype=bool)
    relation = rows["holder_relation"] if "holder_relation" in rows else pd.Series("", index=rows.index)
    out = pd.DataFrame(
        {
            "account": checked.normal.to_numpy(),
            "account_name": rows["account_name"].to_numpy(),
            "bank": rows["bank"].to_numpy(),
            "relation": relation.to_numpy(),
        },
        index=rows.index,
    )
    for column in out.columns:
        payable &= ~unread_cells(out[column])
    nameless = payable & (out["account_name"].str.strip() == "").to_numpy()  # no bank pays a number without its holder
    payable = payable & ~nameless
    out[~payable] = ""
    blank = (checked.state == int(AccountState.BLANK)) & ~rows["account_no_damaged"].to_numpy(dtype=bool)
    problem = np.where(blank, "no-account", np.where(nameless, "account-no-holder", "account-unusable"))
    out["account_problem"] = np.where(payable, "", problem)
    out = out.astype("str")
    for column, own in zip(PLACE, ("src", "row"), strict=True):
        out[column] = np.where(payable, rows[own], -1).astype(np.int32)
    return out


def agreed(given: pd.DataFrame, student: npt.NDArray[np.int64], primary: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return each student's account as all of the student's rows agree on it, blank where two rows name two.

    Args:
        given: account columns of every roster and application row, see :func:`usable`.
        student: the student of each row.
        primary: the row that speaks for each student.
    """
    own = given.iloc[primary].reset_index(drop=True)
    several = np.flatnonzero(np.bincount(student, minlength=len(primary)) > 1)
    rows = np.flatnonzero(np.isin(student, several) & (given["account"] != "").to_numpy())
    named = given.iloc[rows].assign(student=student[rows]).drop_duplicates(["student", "account", "account_name"])
    two = named["student"].duplicated(keep=False).to_numpy()
    for column in COLUMNS:
        values = own[column].to_numpy(dtype=object, copy=True)
        values[named.loc[~two, "student"]] = named.loc[~two, column]
        values[named.loc[two, "student"]] = _NONE[column]
        own[column] = values
    own = own.astype(dict.fromkeys(COLUMNS, "str"))
    for column in PLACE:
        places = own[column].to_numpy(copy=True)
        places[named.loc[~two, "student"]] = named.loc[~two, column]
        places[named.loc[two, "student"]] = -1
        own[column] = places
    return own


def listed_accounts(sources: Sequence[Source], students: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the lists of kind ``accounts`` in use.

    A row with a student's ID under a wholly different name is somebody's slip: it is held and gives no account.

    Args:
        sources: all in use, in order.
        students: with ``id`` and ``match_name``.

    Returns:
        By ID, the account that stands: the latest list wins, two of one date that differ give none (blank). And
        the rows with their outcome, ``used``, ``held``, ``duplicate``, or ``unused``: a correction slip's blank row.
    """
    if not in_use(sources, "accounts"):
        latest, rows = _of_no_lists()
        return latest.copy(), rows.copy()
    return _listed(sources, students)


@cache
def _of_no_lists() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What comes of no lists: most offices have none, and tables without rows cost as much as others."""
    return _listed((), pd.DataFrame({name: pd.Series(dtype="str") for name in ("id", "match_name")}))


def _listed(sources: Sequence[Source], students: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = identify(stack(sources, ("accounts",), FIELDS))
    rows["as_of"] = [sources[src].since for src in rows["src"]]
    rows = pd.concat(
        [rows.drop(columns=["account_name", "bank"]), _without_closed(sources, rows, usable(rows))], axis=1
    )
    conflict = named_otherwise(rows, students)
    outcome = np.where((rows["id"] == "") | conflict, "held", "used").astype(object)
    empty = (rows["account_problem"] == "no-account").to_numpy()
    outcome[empty & _to_be_filled_in(sources)[rows["src"]] & (outcome == "used")] = "unused"
    same = rows.duplicated(["id", "as_of", "account", "account_name"]).to_numpy() & (outcome == "used")
    outcome[same] = "duplicate"
    good = rows[outcome == "used"]
    latest = good[good["as_of"] == good.groupby("id")["as_of"].transform("max")]
    none = latest["account_problem"].isin(["no-account", "account-unusable"])  # beside an account of that day: nothing
    latest = latest[~none | none.groupby(latest["id"]).transform("all")]
    unsettled = latest["id"].duplicated(keep=False)
    latest = latest.drop_duplicates("id").set_index("id")[[*COLUMNS, *PLACE]]
    torn = latest.index.isin(good.loc[unsettled[unsettled].index, "id"])
    latest.loc[torn, list(COLUMNS)] = list(_NONE.values())
    latest.loc[torn, list(PLACE)] = -1
    reason = np.where(conflict, "name-conflict", np.where(outcome == "held", rows["id_reason"], ""))
    return latest, rows.assign(outcome=outcome, reason=reason)


def _without_closed(sources: Sequence[Source], rows: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Take from rows that say of their own account that it is closed or not right what they give: 备注 此卡已注销.

    Not from slips of ours: what they say is of the account before, which the new one takes the place of.
    """
    if not sources:
        return given
    closed = rows["remark"].str.contains(_CLOSED) & ~rows["remark"].str.contains(_NOT_CLOSED)
    closed &= (given["account"] != "") & ~_to_be_filled_in(sources)[rows["src"]]
    if closed.any():
        given.loc[closed, ["account", "account_name", "bank", "relation"]] = ""
        given.loc[closed, "account_problem"] = "account-unusable"
    return given


def _to_be_filled_in(sources: Sequence[Source]) -> npt.NDArray[np.bool_]:
    """Tell which lists are slips of ours, 账号(更正为): a row that came back blank corrects nothing."""
    return np.array(["更正为" in source.table.header_of("account_no") for source in sources], dtype=bool)


def household_accounts(registers: pd.DataFrame) -> pd.DataFrame:
    """Return by student index the household account that register rows give; blank where two differ."""
    given = registers[registers["counts"] & (registers["account_no"] != "")]
    if given.empty:
        kinds = dict.fromkeys(COLUMNS, "str") | dict.fromkeys(PLACE, "int32")
        return pd.DataFrame(
            {name: pd.Series(dtype=kind) for name, kind in kinds.items()},
            index=pd.RangeIndex(0, name="student"),
        )
    accounts = usable(given).assign(student=given["student"].to_numpy())
    accounts = accounts[accounts["account"] != ""]
    two = accounts.groupby("student")["account"].nunique()
    single = accounts.drop_duplicates("student").set_index("student")
    torn = single.index.isin(two[two > 1].index)
    single.loc[torn, list(COLUMNS)] = list(_NONE.values())
    single.loc[torn, list(PLACE)] = -1
    return single[[*COLUMNS, *PLACE]]
