"""Whether the debits of a bank statement are the files sent: each debited once, in full or for what arrived."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import PurePath

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, yuan
from aid_ledger.audit.picture import Picture
from aid_ledger.money import format_yuan
from aid_ledger.people import mask_payee
from aid_ledger.words import phrase

_NEAR = 10
"""A debit of no file is held against the file next to it where they differ by less than one part of so many."""
_NAMED = 5
"""So many files are named in the sentence of what was compared."""
_Fits = list[tuple[str, int]]
"""Of each debit how it fits (``whole``, ``net``, ``differs``, ``near``, ``again``, ``strange``), and its file or -1."""


def paid_outside_ledger(picture: Picture) -> Outcome:
    """Every debit of the bank statement is one file that was sent, and each file of which money arrived is debited."""
    debits = picture.given.statement
    if debits is None:
        return NotDone("no-bank-statement")
    files = _files(picture)
    fits = _fits(debits, files)
    taken = {file for how, file in fits if how != "again"}
    undebited = files[~files.index.isin(taken) & (files["paid"] > 0)]
    days = [*_shown(debits["day"])] or [""]
    missing = said(picture, "no-debit", sending=undebited["sending"], first=[min(days)] * len(undebited),
                   last=[max(days)] * len(undebited))  # fmt: skip
    wrong = [_debits_told(picture, debits, files, fits, how) for how in ("differs", "near", "again", "strange")]
    rows = pd.concat([*wrong, evidence(undebited, missing, "paid")], ignore_index=True)
    return Looked(rows, len(debits), "debits", {"how": _how(picture, files, fits)})


def _files(picture: Picture) -> pd.DataFrame:
    """Return the files with ``paid``, what is booked as arrived, and ``net``, the same where a debit may be so much.

    A file whose own record is not the sum of its orders has no ``net`` (-1): nobody knows which of the two went out.
    """
    files, orders = picture["sendings"], picture["orders"]
    sums = orders.groupby("sending")["amount"].sum()
    arrived = orders[orders["settled"] == "paid"].groupby("sending")["amount"].sum()
    paid = files["sending"].map(arrived).fillna(0).astype("int64")
    adds = files["sending"].map(sums).fillna(-1) == files["total"]
    return files.assign(paid=paid, net=paid.where(adds & (paid > 0), -1)).reset_index(drop=True)


def _fits(debits: pd.DataFrame, files: pd.DataFrame) -> _Fits:
    """Give each debit the file that it is of; the most certain first: amount and name, amount, name, the nearest."""
    amounts, totals, nets = debits["amount"].tolist(), files["total"].tolist(), files["net"].tolist()
    named = [_named(text, files) for text in debits["summary"].tolist()]
    left, fits = list(range(len(files))), [("", -1)] * len(debits)

    def settle(how: str, fitting: Callable[[int, int], bool], order: Callable[[int, int], int] | None = None) -> None:
        for place in range(len(fits)):
            found = [file for file in left if fits[place][0] == "" and fitting(place, file)]
            if found:
                file = min(found, key=lambda one: order(place, one)) if order else found[0]
                fits[place] = how, file
                left.remove(file)

    settle("whole", lambda place, file: named[place] == file and amounts[place] == totals[file])
    settle("net", lambda place, file: named[place] == file and amounts[place] == nets[file])
    settle("whole", lambda place, file: amounts[place] == totals[file])
    settle("net", lambda place, file: named[place] < 0 and amounts[place] == nets[file])
    settle("differs", lambda place, file: named[place] == file)
    fits = [("again", name) if how == "" and name >= 0 else (how, at)
            for (how, at), name in zip(fits, named, strict=True)]  # fmt: skip

    def apart(place: int, file: int) -> int:
        return abs(_difference(amounts[place], totals[file], nets[file])[1])

    settle("near", lambda place, file: _NEAR * apart(place, file) < totals[file], apart)
    return [(how or "strange", file) for how, file in fits]


def _difference(amount: int, total: int, net: int) -> tuple[str, int]:
    """Return whether a debit is nearer to the whole of a file or to what arrived, and by how much it is more."""
    near_net = net >= 0 and abs(amount - net) < abs(amount - total)
    return ("net", amount - net) if near_net else ("whole", amount - total)


def _named(summary: str, files: pd.DataFrame) -> int:
    """Return the file that a summary names, by its number or the name of the file; -1 where none or several."""
    text = unicodedata.normalize("NFKC", summary).upper()
    found = [
        place
        for place, names in enumerate(zip(files["sending"], files["file"], strict=True))
        for name in {names[0], PurePath(names[1]).stem}
        if name and re.search(rf"(?<![0-9A-Z]){re.escape(name.upper())}(?!\d)", text)
    ]
    return found[0] if len(set(found)) == 1 else -1


def _debits_told(
    picture: Picture, debits: pd.DataFrame, files: pd.DataFrame, fits: _Fits, how: str
) -> pd.DataFrame:  # fmt: skip
    """Return the debits that fit in one way, with day, summary and payee, and the file that they are nearest to."""
    places = [place for place, (own, _) in enumerate(fits) if own == how]
    own = debits.iloc[places]
    of = files.iloc[[fits[place][1] for place in places]] if how != "strange" else files.iloc[:0]
    words: dict[str, Sequence[object]] = {
        "day": _shown(own["day"]), "summary": own["summary"].tolist(),
        "payee": [mask_payee(one) for one in own["payee"].tolist()],
    }  # fmt: skip
    stake = own["amount"].tolist()
    if how != "strange":
        words["sending"] = of["sending"].tolist()
    if how in ("differs", "near"):
        sums = [own["amount"].tolist(), of["total"].tolist(), of["net"].tolist()]
        apart = [_difference(*one) for one in zip(*sums, strict=True)]
        stake = [abs(fen) for _, fen in apart]
        words["of"] = [phrase(f"audit-debit-{which}", picture.lang) for which, _ in apart]
        words["sum"] = yuan(amount - fen for amount, (_, fen) in zip(sums[0], apart, strict=True))
        words["difference"] = [f"{'+' if fen > 0 else ''}{format_yuan(fen, grouped=True)}" for _, fen in apart]
    where = own["file"] + "/" + own["cell"] if {"file", "cell"} <= set(own) else ""
    return evidence(own.assign(amount=stake, evidence=where), said(picture, f"debit-{how}", **words))


def _shown(days: pd.Series[str]) -> list[str]:
    """Return days as 2023-05-20, whether they stand as numbers or as texts."""
    texts = [str(one) for one in days.tolist()]
    return [f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() else text for text in texts]


def _how(picture: Picture, files: pd.DataFrame, fits: _Fits) -> str:
    """Say how many files were debited in full, and which ones for what arrived alone; blank where none was."""
    whole = sum(how == "whole" for how, _ in fits)
    net = [str(files["sending"].iloc[file]) for how, file in fits if how == "net"]
    names = "、".join(net[:_NAMED]) + ("…" if len(net) > _NAMED else "") or "—"
    return phrase("audit-debited", picture.lang, whole=whole, net=len(net), names=names) if whole or net else ""
