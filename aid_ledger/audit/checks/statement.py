"""Whether a bank statement and the books say the same: files sent and debits, what came back and credits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pandas as pd

from aid_ledger.audit.checks import paid_to, statement_rows
from aid_ledger.audit.checks.debits import find_fits
from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.checks.paid_back import Bookings, in_its_days
from aid_ledger.audit.picture import Picture
from aid_ledger.words import shown_day


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement as it was found: its ``rows``, the ``files``, how they fit, and the ``booked`` recoveries beside it.

    ``bookings`` are those of ``booked``, in its order. ``waiting`` counts rows that the bank says are not done;
    ``credits_``: the statement has a column of them.
    """

    rows: pd.DataFrame
    files: pd.DataFrame
    fits: Fits
    booked: pd.DataFrame
    bookings: Bookings
    waiting: int
    credits_: bool


def paid_outside_ledger(picture: Picture) -> Outcome:
    """Every debit of the bank statement is a file that was sent, once: as it should be, or next to it."""
    seen = picture.once(statement_seen)
    if seen is None:
        return NotDone("no-bank-statement")
    wrong = [statement_rows.told(picture, seen.rows, seen.files, seen.fits, how) for how in ("again", "strange")]
    return Looked(pd.concat(wrong, ignore_index=True), int((seen.rows["amount"] > 0).sum()), "debits")


def statement_ledger(picture: Picture) -> Outcome:
    """Each file of which money arrived is debited for what it should be, and each credit is booked.

    In one debit or in several, in full or for what arrived; or debits less what came back are what arrived; files of a
    batch may be one debit. What came in is the refund of a file, a recovery that is booked, or says itself that it is
    neither (interest, money allotted); a recovery booked within the days of the statement stands on it.
    """
    seen = picture.once(statement_seen)
    if seen is None:
        return NotDone("no-bank-statement")
    rows, files, fits = seen.rows, seen.files, seen.fits
    if rows.empty:
        return NotDone("statement-of-other-days")
    undebited = files[files.index.isin(fits.files_left()) & ~files.index.isin(fits.file) & (files["paid"] > 0)]
    first, last = rows["day"].min(), rows["day"].max()
    outside = files_arrived(picture, undebited).map(lambda day: bool(day) and not first <= day <= last).astype(bool)
    if len(outside) == len(files) and outside.all():
        return NotDone("statement-of-other-days")
    elsewhen, undebited = undebited[outside], undebited[~outside]
    count = len(undebited)
    missing = said(picture, "no-debit", sending=undebited["sending"], first=[first] * count, last=[last] * count)
    wrong = [
        statement_rows.told(picture, rows, files, fits, how) for how in ("differs", "near", "off", "off-back", "came")
    ]
    absent = in_its_days(fits, seen.bookings) if seen.credits_ else []
    absent = [place for place in absent if seen.booked["own"].iloc[place]]
    found = pd.concat([
        *wrong, paid_to.paid_to_others(picture, rows), statement_rows.sums(picture, rows, files, fits),
        paid_to.never_refunded(picture, rows, files, fits) if seen.credits_ else evidence(rows.iloc[:0]),
        evidence(undebited, missing, "paid"),
        statement_rows.recovered_otherwise(picture, seen.rows, seen.booked, seen.bookings),
        statement_rows.not_on_statement(picture, seen.booked.iloc[absent], rows["day"]),
    ], ignore_index=True)  # fmt: skip
    unseen = len(seen.bookings.left()) - len(absent)
    how = statement_rows.how_it_fits(picture, files, fits, waiting=seen.waiting, unseen=unseen, elsewhen=elsewhen)
    looked_at = len(files) + int((rows["amount"] < 0).sum()) + len(seen.booked)
    return Looked(found, looked_at, "sums", {"how": how})


def files_arrived(picture: Picture, files: pd.DataFrame) -> pd.Series[str]:
    """Return when money of each file arrived as booked, 2023-05-06; the last day, blank where none is known."""
    paid = picture["orders"][lambda orders: orders["settled"] == "paid"]
    last = paid["paid_on"].astype("str").groupby(paid["sending"]).max()
    return files["sending"].map(lambda names: max((str(last.get(one, "")) for one in names.split("、")), default=""))


def statement_seen(picture: Picture) -> Seen | None:
    """Return the statement that was given as it was found, none where none was; for :meth:`Picture.once`."""
    given = picture.given.statement
    if given is None:
        return None
    rows, waiting = _moved(given)
    booked = _booked(picture)
    names = ("amount", "day", "voucher", "line")
    amounts, days, vouchers, lines = (booked[name].tolist() for name in names)
    whose = [frozenset(filter(None, pair)) for pair in zip(booked["name"], booked["account_name"], strict=True)]
    bookings = Bookings(amounts, days, vouchers, lines, whose)
    fits, files = find_fits(rows, _files(picture), bookings, _elsewhere(picture), _payments(picture))
    sided = bool(given["credits"].any()) if "credits" in given else True
    return Seen(rows, files, fits, booked, bookings, waiting, sided)


def _moved(given: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows on which money moved, their days as 2023-05-20; and how many the bank says are not done."""
    done = given["state"] == "" if "state" in given else pd.Series(data=True, index=given.index)
    rows = given[done].reset_index(drop=True)
    return rows.assign(day=_shown(rows["day"])), int((~done).sum())


def _booked(picture: Picture) -> pd.DataFrame:
    """Return what is booked as paid back, with whose line it is; ``own``: a line of this term."""
    texts = ["name", "account_name", "id_number", "school", "programme", "evidence"]
    lines = picture["lines"][["line", "student", *texts]]
    booked = picture["recovered"].merge(lines, on="line", how="left", indicator="own")
    booked[texts] = booked[texts].fillna("")
    return booked.assign(own=booked["own"] == "both")


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
        names=_called(files),
        count=1,
    ).reset_index(drop=True)


def _payments(picture: Picture) -> pd.DataFrame:
    """Return the orders that were sent: ``sending, line, holder, amount`` and ``returned``."""
    orders = picture["orders"][picture["orders"]["sending"] != ""]
    named = orders[["sending", "line", "account_name", "amount"]].rename(columns={"account_name": "holder"})
    return named.assign(returned=orders["settled"] == "returned")


def _elsewhere(picture: Picture) -> pd.DataFrame:
    """Return the files of other terms, ``net`` what arrived of them."""
    files = picture["sent_elsewhere"]
    return files.assign(net=files["paid"].where(files["paid"] > 0, -1), names=_called(files)).reset_index(drop=True)


def _called(files: pd.DataFrame) -> pd.Series[Any]:
    """Return what a summary may call each file: its number, or the name of the file."""
    names = [frozenset({sending, PurePath(file).stem} - {""}) for sending, file in
             zip(files["sending"], files["file"], strict=True)]  # fmt: skip
    return pd.Series(names, index=files.index, dtype=object)


def _shown(days: pd.Series[str]) -> list[str]:
    """Return days as 2023-05-20, whether they stand as numbers or as texts."""
    texts = [str(one) for one in days.tolist()]
    return [f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() else text for text in texts]
