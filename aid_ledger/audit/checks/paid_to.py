"""What single payments on a bank statement say besides their amounts: to whom they went, and what never came back.

A payment of the right amount to somebody else fits every sum, so payee and account are held against the order that the
summary names. Where it names none, payments are found by their payees (:mod:`aid_ledger.audit.checks.debits`), and one
to a stranger is of no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.looking import evidence, said, yuan
from aid_ledger.audit.checks.statement_rows import where
from aid_ledger.audit.picture import Picture
from aid_ledger.people import NameAgreement, compare_names, fold_names, mask_account, mask_payee
from aid_ledger.words import shown_day

_LINE = re.compile(r"\d{4}[SA]-[A-Za-z]?\d{1,4}-\d{1,7}")
_DIGITS = re.compile(r"\D")
_REFUNDED_WITHIN = 10
"""Days within which a bank has given back what it could not pay out."""


def paid_to_others(picture: Picture, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the debits whose payee or account is not that of the order which they pay."""
    orders = picture["orders"][picture["orders"]["sent"]]
    wrong: list[tuple[int, str, Mapping[str, Any]]] = []
    by_line = orders.drop_duplicates("line").set_index("line")
    for place, (amount, summary) in enumerate(zip(rows["amount"].tolist(), rows["summary"].tolist(), strict=True)):
        named = [line for line in _LINE.findall(summary) if line in by_line.index]
        if amount > 0 and len(named) == 1:
            order = by_line.loc[named[0]]
            how = _differs(rows.iloc[place], str(order["account_name"]), str(order["account"]))
            wrong += [(place, how, order.to_dict() | {"line": named[0]})] if how else []
    own = rows.iloc[[place for place, _, _ in wrong]]
    words = {
        "day": own["day"].tolist(), "amount": yuan(own["amount"]), "payee": [mask_payee(one) for one in own["payee"]],
        "to": [mask_account(_account(row)) for row in own.to_dict("records")],
        "line": [str(order["line"]) for _, _, order in wrong],
        "holder": [mask_payee(str(order["account_name"])) for _, _, order in wrong],
        "account": [mask_account(str(order["account"])) for _, _, order in wrong],
    }  # fmt: skip
    parts = []
    for how in ("payee", "account"):
        mine = [at for at, (_, one, _) in enumerate(wrong) if one == how]
        some = own.iloc[mine]
        texts = said(picture, f"debit-{how}", **{name: [texts[at] for at in mine] for name, texts in words.items()})
        parts.append(evidence(some.assign(evidence=where(some)), texts))
    return pd.concat(parts, ignore_index=True)


def _differs(row: pd.Series[Any], holder: str, account: str) -> str:
    """Say in what a row is not the order: ``payee``, ``account`` or nothing; what is masked or blank says nothing."""
    payee, to = str(row["payee"]).strip(), _account(row.to_dict())
    if payee and holder and "*" not in payee and "＊" not in payee:
        names = fold_names(pd.Series([payee, holder], dtype="str"))
        agreement = compare_names(names.iloc[:1].reset_index(drop=True), names.iloc[1:].reset_index(drop=True))
        if int(agreement[0]) == int(NameAgreement.DIFFERENT):
            return "payee"
    ours = _DIGITS.sub("", account)
    return "account" if to and ours and "*" not in to and to != ours else ""


def _account(row: Mapping[Any, Any]) -> str:
    text = str(row.get("account", "") or "")
    return text if "*" in text else _DIGITS.sub("", text)


def _days_after(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:  # a statement without rows, a return without a day
        return 0


def never_refunded(picture: Picture, rows: pd.DataFrame, files: pd.DataFrame, fits: Fits) -> pd.DataFrame:
    """Return the files debited for what was returned, too, of which less came back than is booked.

    Where nothing came back, only if the statement goes on for :data:`_REFUNDED_WITHIN` days after it was booked.
    """
    orders = picture["orders"]
    returned = orders[orders["settled"] == "returned"]
    booked = returned["settled_at"].map(shown_day).groupby(returned["sending"]).max()
    last = max(rows["day"].tolist(), default="")
    own, missing = [], []
    told = {file for how, file in zip(fits.how, fits.file, strict=True) if how == "sum"}
    for file, sending in enumerate(files["sending"].tolist()):
        debit, credit = fits.sums(file)
        seen = credit > 0 or _days_after(booked.get(sending, last), last) >= _REFUNDED_WITHIN
        went = debit >= fits.paid[file] + fits.back[file] > 0  # what came back had been debited, too
        if went and fits.back[file] > credit and seen and file not in told:
            own.append(file)
            missing.append(fits.back[file] - credit)
    first = rows.iloc[[fits.of(file)[0] for file in own]]
    detail = said(
        picture, "debit-no-refund", sending=files["sending"].iloc[own], back=yuan(fits.back[file] for file in own),
        credit=yuan(fits.sums(file)[1] for file in own), missing=yuan(missing), last=[last] * len(own),
    )  # fmt: skip
    return evidence(first.assign(amount=missing, evidence=where(first)), detail)
