"""Whether the debits of a bank statement are the files sent: each debited once, in full or for what arrived."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from aid_ledger.audit.checks.debits import difference, find_fits
from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, yuan
from aid_ledger.audit.picture import Picture
from aid_ledger.money import format_yuan
from aid_ledger.people import mask_payee
from aid_ledger.words import phrase, shown_day

_NAMED = 5
"""So many files are named in the sentence of what was compared."""
_PARTS = ("part", "refund", "no-refund", "reversed", "income", "waiting")
"""What the sentence of what was compared says besides, where there is any."""


def paid_outside_ledger(picture: Picture) -> Outcome:
    """Every debit of the bank statement is a file that was sent, and each file of which money arrived is debited.

    In one debit or in several, in full or for what arrived; or debits less what came back are what arrived. What came
    in is the refund of a file, or says itself that it is none (interest, money allotted).
    """
    given = picture.given.statement
    if given is None:
        return NotDone("no-bank-statement")
    rows, waiting = _moved(given)
    files = _files(picture)
    fits = find_fits(rows, files)
    undebited = files[files.index.isin(fits.files_left()) & (files["paid"] > 0)]
    days = rows.loc[rows["amount"] > 0, "day"].tolist() or [""]
    missing = said(picture, "no-debit", sending=undebited["sending"], first=[min(days)] * len(undebited),
                   last=[max(days)] * len(undebited))  # fmt: skip
    wrong = [_told(picture, rows, files, fits, how) for how in ("differs", "near", "again", "strange", "came")]
    found = pd.concat([*wrong, _sums(picture, rows, files, fits), evidence(undebited, missing, "paid")],
                      ignore_index=True)  # fmt: skip
    return Looked(found, int((rows["amount"] > 0).sum()), "debits", {"how": _how(picture, files, fits, waiting)})


def _moved(given: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows on which money moved, their days as 2023-05-20; and how many the bank says are not done."""
    done = given["state"] == "" if "state" in given else pd.Series(data=True, index=given.index)
    rows = given[done].reset_index(drop=True)
    return rows.assign(day=_shown(rows["day"])), int((~done).sum())


def _files(picture: Picture) -> pd.DataFrame:
    """Return the files with ``paid`` and ``back``, what is booked of them, and ``net``, what one debit may be as well.

    A file whose own record is not the sum of its orders has no ``net`` and no ``back`` (-1): nobody knows which of the
    two went out. ``arrived`` is ``paid``, -1 there.
    """
    files, orders = picture["sendings"], picture["orders"]
    adds = files["sending"].map(orders.groupby("sending")["amount"].sum()).fillna(-1) == files["total"]
    paid, back = (
        files["sending"].map(orders[orders["settled"] == one].groupby("sending")["amount"].sum()).fillna(0)
        .astype("int64") for one in ("paid", "returned")
    )  # fmt: skip
    return files.assign(
        paid=paid,
        net=paid.where(adds & (paid > 0), -1),
        arrived=paid.where(adds, -1),
        back=back.where(adds, -1),
        day=files["at"].map(shown_day),
    ).reset_index(drop=True)


def _told(picture: Picture, rows: pd.DataFrame, files: pd.DataFrame, fits: Fits, how: str) -> pd.DataFrame:
    """Return the rows that fit in one way, with day, summary and payee, and the file that they are nearest to."""
    places = [place for place, own in enumerate(fits.how) if own == how]
    own = rows.iloc[places]
    alone = how in ("strange", "came")
    of = files.iloc[[] if alone else [fits.file[place] for place in places]]
    words: dict[str, Sequence[object]] = {
        "day": own["day"].tolist(), "summary": own["summary"].tolist(),
        "payee": [mask_payee(one) or "—" for one in own["payee"].tolist()],
    }  # fmt: skip
    stake = own["amount"].abs().tolist()
    if not alone:
        words["sending"] = of["sending"].tolist()
    if how in ("differs", "near"):
        sums = [own["amount"].tolist(), of["total"].tolist(), of["net"].tolist()]
        apart = [difference(*one) for one in zip(*sums, strict=True)]
        stake = [abs(fen) for _, fen in apart]
        words["of"] = [phrase(f"audit-debit-{which}", picture.lang) for which, _ in apart]
        words["sum"] = yuan(amount - fen for amount, (_, fen) in zip(sums[0], apart, strict=True))
        words["difference"] = [_signed(fen) for _, fen in apart]
    return evidence(own.assign(amount=stake, evidence=_where(own)), said(picture, f"debit-{how}", **words))


def _sums(picture: Picture, rows: pd.DataFrame, files: pd.DataFrame, fits: Fits) -> pd.DataFrame:
    """Return the files whose rows together are not what they should be, once each, where the first of them stands."""
    own = sorted({file for how, file in zip(fits.how, fits.file, strict=True) if how == "sum"})
    sums = [fits.sums(file) for file in own]
    nets = [debit - credit for debit, credit in sums]
    names = ("total", "arrived", "back")
    apart = [_apart(net, credit, *own_sums) for (_, credit), net, own_sums in
             zip(sums, nets, files.loc[own, list(names)].itertuples(index=False), strict=True)]  # fmt: skip
    first = rows.iloc[[next(row for row in fits.of(file) if fits.how[row] == "sum") for file in own]]
    detail = said(
        picture, "debit-sum", sending=files["sending"].iloc[own], debit=yuan(debit for debit, _ in sums),
        credit=yuan(credit for _, credit in sums), net=yuan(nets),
        of=[phrase(f"audit-debit-{which}", picture.lang) for which, _ in apart],
        sum=yuan(net - fen for net, (_, fen) in zip(nets, apart, strict=True)),
        difference=[_signed(fen) for _, fen in apart],
    )  # fmt: skip
    return evidence(first.assign(amount=[abs(fen) for _, fen in apart], evidence=_where(first)), detail)


def _apart(net: int, credit: int, total: int, arrived: int, back: int) -> tuple[str, int]:
    """Return what a file is nearer to and by how much debits less credits are more; with credits, to what arrived."""
    if credit and arrived >= 0:
        return min((("net", net - arrived), ("net", net - total + back)), key=lambda one: abs(one[1]))
    return difference(net, total, arrived)


def _where(rows: pd.DataFrame) -> pd.Series[str] | str:
    return rows["file"] + "/" + rows["cell"] if {"file", "cell"} <= set(rows) else ""


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{format_yuan(fen, grouped=True)}"


def _shown(days: pd.Series[str]) -> list[str]:
    """Return days as 2023-05-20, whether they stand as numbers or as texts."""
    texts = [str(one) for one in days.tolist()]
    return [f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() else text for text in texts]


def _how(picture: Picture, files: pd.DataFrame, fits: Fits, waiting: int) -> str:
    """Say how many files were debited in full, which for what arrived, in parts or less refunds; blank where none."""
    own = {how: [place for place, one in enumerate(fits.how) if one == how] for how in {*fits.how}}
    of = {how: [*dict.fromkeys(fits.file[place] for place in places)] for how, places in own.items()}
    whole, net = of.get("whole", []), of.get("net", [])
    told = phrase("audit-debited", picture.lang, whole=len(whole), net=len(net),
                  names=_names(files, net)) if whole or net else ""  # fmt: skip
    of["no-refund"] = fits.open()
    sums = {how: sum(max(fits.amounts[row], 0) if how == "reversed" else abs(fits.amounts[row]) for row in places)
            for how, places in own.items()}  # fmt: skip
    sums["no-refund"] = sum(fits.back[file] for file in of["no-refund"])
    counts = {
        "part": len(of.get("part", [])), "refund": len(own.get("refund", [])), "no-refund": len(of["no-refund"]),
        "reversed": len(own.get("reversed", [])) // 2, "income": len(own.get("income", [])), "waiting": waiting,
    }  # fmt: skip
    return told + "".join(
        phrase(f"audit-debited-{how}", picture.lang, count=counts[how], names=_names(files, of.get(how, [])),
               sum=format_yuan(sums.get(how, 0), grouped=True))
        for how in _PARTS if counts[how]
    )  # fmt: skip


def _names(files: pd.DataFrame, places: Sequence[int]) -> str:
    names = [str(files["sending"].iloc[file]) for file in places if file >= 0]
    return "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "") or "—"
