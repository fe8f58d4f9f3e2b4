"""What single payments on a bank statement say besides their amounts: to whom they went, and what never came back.

A payment of the right amount to somebody else fits every sum, so payee and account are held against the order that the
summary names. Where it names none, payments are found by their payees (:mod:`aid_ledger.audit.checks.debits`), and one
to a stranger is of no file.
"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.looking import evidence, said, yuan
from aid_ledger.audit.checks.statement_rows import where
from aid_ledger.audit.picture import Picture
from aid_ledger.people import NameAgreement, compare_names, fold_names, mask_account, mask_payee
from aid_ledger.words import shown_day

_LINE = re.compile(r"\d{4}[SA]-[A-Za-z]?\d{1,4}-\d{1,7}")
_DIGITS = r"\D"
_REFUNDED_WITHIN = 10
"""Days within which a bank has given back what it could not pay out."""


def paid_to_others(picture: Picture, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the debits whose payee or account is not that of their order; what is masked or blank says nothing."""
    orders = picture["orders"]
    orders = orders[orders["sent"]].drop_duplicates("line").set_index("line")
    found = [_LINE.findall(summary) for summary in rows["summary"].tolist()]
    single = rows.assign(line=[lines[0] if len(lines) == 1 else "" for lines in found])
    own = single[(single["amount"] > 0) & single["line"].isin(orders.index)].reset_index(drop=True)
    theirs = orders.loc[own["line"]].reset_index(drop=True)
    holder, payee = theirs["account_name"].astype("str"), own["payee"].astype("str").str.strip()
    said_who = (payee != "") & (holder != "") & ~payee.str.contains("*", regex=False)
    apart = compare_names(fold_names(payee), fold_names(holder)) == int(NameAgreement.DIFFERENT)
    given = own["account"].astype("str") if "account" in own else pd.Series("", index=own.index, dtype="str")
    to, ours = (texts.str.replace(_DIGITS, "", regex=True) for texts in (given, theirs["account"].astype("str")))
    whole = (to != "") & (ours != "") & ~given.str.contains("*", regex=False)
    stranger = (said_who & apart).to_numpy()
    parts = []
    for how, marks in (("payee", stranger), ("account", ~stranger & (whole & (to != ours)).to_numpy())):
        some, order = own[marks], theirs[marks]
        detail = said(
            picture, f"debit-{how}", day=some["day"], amount=yuan(some["amount"]), line=some["line"],
            payee=[mask_payee(one) for one in some["payee"]], to=[mask_account(one) for one in to[marks]],
            holder=[mask_payee(str(one)) for one in order["account_name"]],
            account=[mask_account(str(one)) for one in order["account"]],
        )  # fmt: skip
        parts.append(evidence(some.assign(evidence=where(some)), detail))
    return pd.concat(parts, ignore_index=True)


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
