"""What is said of the rows of a bank statement that do not fit, and of how all others do."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from aid_ledger.audit.checks.debits import difference
from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.looking import evidence, said, yuan
from aid_ledger.audit.checks.paid_back import Bookings
from aid_ledger.audit.picture import Picture
from aid_ledger.money import format_yuan
from aid_ledger.people import mask_account, mask_name, mask_payee
from aid_ledger.words import phrase

_NAMED = 5
"""So many files are named in the sentence of what was compared."""
_PARTS = ("part", "joined", "refund", "no-refund", "recovered", "unseen", "elsewhere", "reversed", "income", "waiting",
          "elsewhen")  # fmt: skip
"""What the sentence of what was compared says besides, where there is any."""
_NUMBER = re.compile(r"(?<![\dA-Za-z])\d{14,}[\dXx]?")
"""An ID or an account, as families and banks write them into a summary."""


def told(picture: Picture, rows: pd.DataFrame, files: pd.DataFrame, fits: Fits, how: str) -> pd.DataFrame:
    """Return the rows that fit in one way, with day, summary and payee, and the file that they are nearest to."""
    side = -1 if how == "off-back" else 1 if how == "off" else 0
    wanted = "off" if side else how
    places = [place for place, own in enumerate(fits.how) if own == wanted and fits.amounts[place] * side >= 0]
    own = rows.iloc[places]
    alone = how in ("strange", "came")
    of = files.iloc[[] if alone else [fits.file[place] for place in places]]
    words: dict[str, Sequence[object]] = said_of(picture, own)
    stake = own["amount"].abs().tolist()
    if not alone:
        words["sending"] = of["sending"].tolist()
    if side:
        due, moved = [fits.due[place] * side for place in places], (own["amount"] * side).tolist()
        apart_ = [fen - expected for fen, expected in zip(moved, due, strict=True)]
        stake = [abs(fen) for fen in apart_]
        words |= {"due": yuan(due), "amount": yuan(moved), "difference": [_signed(fen) for fen in apart_]}
    if how in ("differs", "near"):
        three = [own["amount"].tolist(), of["total"].tolist(), of["net"].tolist()]
        apart = [difference(*one) for one in zip(*three, strict=True)]
        stake = [abs(fen) for _, fen in apart]
        words["of"] = [phrase(f"audit-debit-{which}", picture.lang) for which, _ in apart]
        words["sum"] = yuan(amount - fen for amount, (_, fen) in zip(three[0], apart, strict=True))
        words["difference"] = [_signed(fen) for _, fen in apart]
    return evidence(own.assign(amount=stake, evidence=where(own)), said(picture, f"debit-{how}", **words))


def sums(picture: Picture, rows: pd.DataFrame, files: pd.DataFrame, fits: Fits) -> pd.DataFrame:
    """Return the files whose rows together are not what they should be, once each, where the first of them stands."""
    own = sorted({file for how, file in zip(fits.how, fits.file, strict=True) if how == "sum"})
    both = [fits.sums(file) for file in own]
    nets = [debit - credit for debit, credit in both]
    names = ("total", "arrived", "back")
    apart = [_apart(net, credit, *own_sums) for (_, credit), net, own_sums in
             zip(both, nets, files.loc[own, list(names)].itertuples(index=False), strict=True)]  # fmt: skip
    first = rows.iloc[[next(row for row in fits.of(file) if fits.how[row] == "sum") for file in own]]
    missing, sums_missing = (
        zip(*(_missing(picture, files, fits, file) for file in own), strict=True) if own else ((), ())
    )
    detail = said(
        picture, "debit-sum", sending=files["sending"].iloc[own], missing=missing,
        debit=yuan(debit for debit, _ in both), credit=yuan(credit for _, credit in both), net=yuan(nets),
        of=[phrase(f"audit-debit-{which}", picture.lang) for which, _ in apart],
        sum=yuan(net - fen for net, (_, fen) in zip(nets, apart, strict=True)),
        difference=[_signed(fen) for _, fen in apart],
    )  # fmt: skip
    stake = [max(abs(fen), more) for (_, fen), more in zip(apart, sums_missing, strict=True)]
    return evidence(first.assign(amount=stake, evidence=where(first)), detail)


def _missing(picture: Picture, files: pd.DataFrame, fits: Fits, file: int) -> tuple[str, int]:
    """Name the payments of a file that arrived and have no debit, and what refunds are less; and the fen of the first.

    Only where it was debited payment by payment; two things that are wrong may make up for each other in the sum.
    """
    if file not in fits.lines:
        return "", 0
    orders = picture["orders"]
    paid = orders[(orders["sending"] == files["sending"].iloc[file]) & (orders["settled"] == "paid")]
    absent = paid[~paid["line"].isin(sorted(fits.lines[file]))]
    if absent.empty:
        return "", 0
    few = absent.head(_NAMED)
    items = ("、" if picture.lang == "zh" else ", ").join(
        f"{line} {mask_payee(str(name))} {format_yuan(fen, grouped=True)}"
        for line, name, fen in zip(few["line"], few["account_name"], few["amount"], strict=True)
    ) + (" …" if len(absent) > _NAMED else "")  # fmt: skip
    text = phrase("audit-debit-missing", picture.lang, items=items, count=len(absent))
    if 0 < fits.sums(file)[1] < fits.back[file]:
        text += phrase("audit-debit-refunds", picture.lang, back=format_yuan(fits.back[file], grouped=True))
    return text, int(absent["amount"].sum())


def recovered_otherwise(
    picture: Picture, rows: pd.DataFrame, booked: pd.DataFrame, bookings: Bookings
) -> pd.DataFrame:  # fmt: skip
    """Return the credits that stand beside bookings of another sum: one row each, with the line of the booking."""
    found = []
    for credits_, places in bookings.differs:
        came = -int(rows["amount"].iloc[credits_].sum())
        ours = sum(bookings.amounts[place] for place in places)
        first = rows.iloc[credits_[:1]]
        words = said_of(picture, first) | {
            "credit": yuan([came]), "items": [_items(bookings, places)], "difference": [_signed(came - ours)],
        }  # fmt: skip
        own = booked.iloc[places[:1]].assign(amount=abs(came - ours), evidence=list(where(first)))
        found.append(evidence(own, said(picture, "recovery-differs", **words)))
    return pd.concat([evidence(booked.iloc[:0]), *found], ignore_index=True)


def not_on_statement(picture: Picture, absent: pd.DataFrame, days: pd.Series[str]) -> pd.DataFrame:
    """Return the bookings of which no credit stands on the statement, one row a line."""
    found = [evidence(absent.iloc[:0])]
    for _, own in absent.groupby("line", sort=True):
        bookings = Bookings(own["amount"].tolist(), own["day"].tolist(), own["voucher"].tolist())
        detail = said(picture, "recovery-absent", items=[_items(bookings, range(len(own)))],
                      first=[days.min()], last=[days.max()])  # fmt: skip
        found.append(evidence(own.iloc[:1].assign(amount=int(own["amount"].sum())), detail))
    return pd.concat(found, ignore_index=True)


def how_it_fits(
    picture: Picture, files: pd.DataFrame, fits: Fits, *, waiting: int, unseen: int, elsewhen: pd.DataFrame
) -> str:  # fmt: skip
    """Say how many files were debited in full, which for what arrived, in parts or less refunds; blank where none.

    Args:
        picture: for its language.
        files: as they were fitted.
        fits: how.
        waiting: rows that the bank says are not done.
        unseen: recoveries that are booked and that this statement cannot show.
        elsewhen: the files of which money arrived on a day that is not on this statement.
    """
    own = {how: [place for place, one in enumerate(fits.how) if one == how] for how in {*fits.how}}
    of = {how: [*dict.fromkeys(fits.file[place] for place in places)] for how, places in own.items()}
    whole, net = of.get("whole", []), of.get("net", [])
    said_first = phrase("audit-debited", picture.lang, whole=_count(files, whole), net=_count(files, net),
                        names=_names(files, net)) if whole or net else ""  # fmt: skip
    of["no-refund"] = fits.open()
    of["joined"] = [file for file in files.index[files["count"] > 1].tolist() if file in {*whole, *net}]
    amounts = {how: sum(max(fits.amounts[row], 0) if how == "reversed" else abs(fits.amounts[row]) for row in places)
               for how, places in own.items()}  # fmt: skip
    of["elsewhen"] = elsewhen.index.tolist()
    amounts["elsewhen"] = int(elsewhen["paid"].sum())
    amounts["no-refund"] = sum(fits.back[file] for file in of["no-refund"])
    counts = {
        "part": _count(files, of.get("part", [])), "joined": _count(files, of["joined"]),
        "refund": len(own.get("refund", [])), "no-refund": _count(files, of["no-refund"]),
        "recovered": len(own.get("recovered", [])), "unseen": unseen, "elsewhere": len(own.get("elsewhere", [])),
        "reversed": len(own.get("reversed", [])) // 2, "income": len(own.get("income", [])), "waiting": waiting,
        "elsewhen": _count(files, of["elsewhen"]),
    }  # fmt: skip
    return said_first + "".join(
        phrase(f"audit-debited-{how}", picture.lang, count=counts[how], names=_names(files, of.get(how, [])),
               sum=format_yuan(amounts.get(how, 0), grouped=True))
        for how in _PARTS if counts[how]
    )  # fmt: skip


def said_of(picture: Picture, own: pd.DataFrame) -> dict[str, Sequence[object]]:
    """Return day, summary and payee of rows; persons of the books and of the row itself are masked in the summary."""
    known = {name for name in picture["lines"]["name"].tolist() if name} if len(own) else set()
    texts = []
    for summary, payee in zip(own["summary"].tolist(), own["payee"].tolist(), strict=True):
        persons = {payee.strip()} if payee.strip() and mask_payee(payee) != payee.strip() else set()
        text = summary
        for name in sorted({one for one in known if one in summary} | persons, key=len, reverse=True):
            text = text.replace(name, mask_name(name))
        texts.append(_NUMBER.sub(lambda found: mask_account(found.group()), text))
    return {"day": own["day"].tolist(), "summary": texts,
            "payee": [mask_payee(one) or "—" for one in own["payee"].tolist()]}  # fmt: skip


def _items(bookings: Bookings, places: Sequence[int]) -> str:
    """Say bookings by day, voucher and amount."""
    return "、".join(
        f"{bookings.days[place]} {bookings.vouchers[place]} {format_yuan(bookings.amounts[place], grouped=True)}"
        for place in places
    )


def _apart(net: int, credit: int, total: int, arrived: int, back: int) -> tuple[str, int]:
    """Return what a file is nearer to and by how much debits less credits are more; with credits, to what arrived."""
    if credit and arrived >= 0:
        return min((("net", net - arrived), ("net", net - total + back)), key=lambda one: abs(one[1]))
    return difference(net, total, arrived)


def where(rows: pd.DataFrame) -> pd.Series[str] | str:
    """Return file and cell of rows of a statement, where they have them."""
    return rows["file"] + "/" + rows["cell"] if {"file", "cell"} <= set(rows) else ""


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{format_yuan(fen, grouped=True)}"


def _count(files: pd.DataFrame, places: Sequence[int]) -> int:
    return sum(int(files["count"].iloc[file]) for file in places if file >= 0)


def _names(files: pd.DataFrame, places: Sequence[int]) -> str:
    names = [str(files["sending"].iloc[file]) for file in places if file >= 0]
    return "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "") or "—"
