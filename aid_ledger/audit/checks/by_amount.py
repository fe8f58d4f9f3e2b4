"""Debits of a bank statement that are a file by their amount alone, while payee, summary or day say something else.

A debit of the right sum to a builder's firm, or half a year before the file was made, fits every sum. Most statements
name neither file nor payment, and banks call a batch's payee as they like; so only what speaks of something else is
told, and as a thing to ask about.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.checks.statement import Seen, files_arrived, statement_seen
from aid_ledger.audit.checks.statement_rows import said_of, where
from aid_ledger.audit.picture import Picture
from aid_ledger.people import mask_payee, normalise_names

LATE = 10
"""Days after the booked arrival within which a debit still is of that payment."""
_FITS = ("whole", "net", "part")
"""How a debit may be a file; what names it, or one of its payments, is not by its amount alone."""
_AID = re.compile(
    "代发|代付|代扣|批量|批次|过渡|挂账|待清算|清算|内部|银行|信用|联社|财政|教育|资助|助学|补助|补贴|奖学|生活费|免费|两免|"
    "雨露|营养|学校|中学|小学|幼儿园|学生|国库|支付中心|集中支付|零余额|多个|多方|多户|批扣|一卡通|社保卡|惠农|发放|"
    "batch|payroll",
    re.IGNORECASE,
)
"""What a payee or summary says that speaks of paying aid, or of a bank's own account on the way to the payees."""
_FIRM = re.compile("公司|商行|商贸|经营部|门市|超市|酒店|宾馆|餐厅|工程队|合作社|个体|加油站|药店|书店|印刷厂|厂$")
_GOODS = re.compile(
    "工程|货款|采购|材料|设备|租金|房租|维修|装修|电费|水费|办公|差旅|会议|劳务|工资|奖金|押金|保证金|借款|还款|备用金|"
    "餐费|油费|印刷|招待|税|公积金|社保费"
)


def debits_by_amount(picture: Picture) -> Outcome:
    """A debit that is a file by its amount goes to payees or a bank's account, and on a day of that file."""
    seen = picture.once(statement_seen)
    if seen is None:
        return NotDone("no-bank-statement")
    fits = seen.fits
    places = [row for row, how in enumerate(fits.how) if how in _FITS and fits.amounts[row] > 0
              and fits.named[row] < 0 and fits.file[row] not in fits.lines]  # fmt: skip
    rows = seen.rows.iloc[places].assign(of=[fits.file[row] for row in places])
    left, found = rows, []
    for how, mark in (("else", _of_something_else), ("early", _before_it_was_made), ("late", _long_after)):
        marks = pd.Series(mark(picture, seen, left), index=left.index, dtype="bool")
        found.append(_told(picture, seen, left[marks], how))
        left = left[~marks]  # each debit is told once
    return Looked(pd.concat(found, ignore_index=True), len(rows), "debits")


def _told(picture: Picture, seen: Seen, own: pd.DataFrame, how: str) -> pd.DataFrame:
    sendings = seen.files["sending"].iloc[own["of"]].tolist()
    sent = seen.files["day"].iloc[own["of"]].tolist()
    arrived = files_arrived(picture, seen.files).iloc[own["of"]].tolist()
    words = {**said_of(picture, own), "sending": sendings, "sent": sent, "arrived": arrived}
    return evidence(own.assign(evidence=where(own)), said(picture, f"by-amount-{how}", **words))


def _of_something_else(picture: Picture, seen: Seen, rows: pd.DataFrame) -> list[bool]:
    """Mark lumps whose payee is a firm or a person, or whose summary speaks of goods, where nothing speaks of aid."""
    orders = picture["orders"]
    sizes = orders.groupby("sending").size()
    holders = set(normalise_names(orders["account_name"].astype("str")).tolist())
    payees = rows["payee"].astype("str").str.strip()
    known = normalise_names(payees).isin(holders).tolist()
    marks = []
    for file, payee, summary, ours in zip(rows["of"], payees, rows["summary"].astype("str"), known, strict=True):
        several = sum(int(sizes.get(one, 0)) for one in seen.files["sending"].iloc[file].split("、")) > 1
        stranger = bool(payee) and not _AID.search(payee) and (_FIRM.search(payee) or mask_payee(payee) != payee)
        goods = _GOODS.search(summary) is not None and not _AID.search(summary + payee)
        marks.append(several and not ours and (bool(stranger) or goods))
    return marks


def _before_it_was_made(_: Picture, seen: Seen, rows: pd.DataFrame) -> list[bool]:
    sent = seen.files["day"].iloc[rows["of"]].astype("str").tolist()
    return [bool(made) and day < made for day, made in zip(rows["day"], sent, strict=True)]


def _long_after(picture: Picture, seen: Seen, rows: pd.DataFrame) -> list[bool]:
    arrived = files_arrived(picture, seen.files).iloc[rows["of"]].tolist()
    return [bool(came) and day > _after(came) for day, came in zip(rows["day"], arrived, strict=True)]


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(LATE)).isoformat()
