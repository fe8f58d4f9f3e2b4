"""Use case: settle. Books what a bank says became of what was sent: each order once, whatever is read how often."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import Finding, FindingsError, LedgerError
from aid_ledger.ledger import moved, orders_of, record
from aid_ledger.office.arrival_papers import dated, with_papers
from aid_ledger.office.contrary_returns import Contrary, arrived_after_all, bookable, news, without_booked
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.paying import reference
from aid_ledger.office.receiving import receive
from aid_ledger.office.typed_days import settled_on
from aid_ledger.payments import Matched, Return, bank_profile, join_returns, match_return, read_return
from aid_ledger.store import Connection, Head, columns_of, head
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

_SENT = ["order", "line", "sending", "place", "account", "account_name", "amount", "id_number", "settled"]


@dataclass(frozen=True, slots=True)
class SettleOptions:
    """What is said of a return beside its rows.

    ``paid_on`` (ISO date) and ``voucher`` are recorded; ``sending`` names the file that it is about;
    ``only_failures`` with ``debited`` (fen): the bank returns failures only, the rest is paid if sent - failed =
    debited; ``bounced``: money that the bank reported paid has come back after all; ``arrived``: money that it reported
    as failed has arrived after all. ``out``, ``by_class`` and ``lang``
    are of the papers (:mod:`.settled_papers`).
    """

    bank: str = ""
    paid_on: str = ""
    voucher: str = ""
    sending: str = ""
    only_failures: bool = False
    debited: int | None = None
    bounced: bool = False
    out: Path | None = None
    by_class: bool = False
    lang: Lang = "zh"
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What a return did. ``counts`` are rows or orders by what became of them; ``failed`` lists what came back.

    ``undated``: how many payments arrived on a day that nobody said; ``dated``: how many, booked before, have one now.
    ``failed``: ``line, sending, reason, amount`` (fen) and the line's school, name and programme; ``pending`` likewise,
    of what the bank has no result of yet. ``files``: the papers
    that were written; one that could not be is a finding, since the books are written before.
    """

    counts: Mapping[str, int]
    booked: int
    paid: int
    returned: int
    failed: pd.DataFrame
    findings: tuple[Finding, ...]
    head: Head | None
    files: tuple[Path, ...] = ()
    pending: pd.DataFrame = field(default_factory=pd.DataFrame)
    undated: int = 0
    dated: int = 0


def settle(
    office: Office, files: Sequence[tuple[str, bytes]], options: SettleOptions, *, by: str, at: str,
    progress: Progress | None = None,
) -> Settled:  # fmt: skip
    """Read a bank's return and book it. Closed terms too: what a bank did is done.

    Raises:
        InputError: a file cannot be read, or a list of failures does not add up.
        LedgerError: ``books-changed-meanwhile``. Nothing was written.
    """
    profile = bank_profile(options.bank, office.banks()) if options.bank else None
    opened = _opened(files)
    failures = options.only_failures
    parts = [read_return(name, data, profile, only_failures=failures) for name, data in opened.items()]
    returned = join_returns(parts)
    if progress:
        progress("matching")
    for _ in range(2):
        with office.database.read() as connection:
            seen, sent = head(connection), _sent(connection)
        matched = match_return(
            sent[_SENT], returned, sending=options.sending, only_failures=options.only_failures,
            debited=options.debited,
        )  # fmt: skip
        with office.database.read() as connection:
            told = news(connection, matched, sent)
            late, ending, refused = bookable(connection, _late(matched, sent, options))
        bookings = _bookings(matched, sent, options, late)
        bookings["day"] = [options.paid_on or _day(day) for day in bookings["told_on"]]
        if bookings.empty and not told.body:
            done = _told(matched, returned, sent, bookings, None, refused)
            return dated(office, done, matched, sent, options, by=by, at=at) if options.paid_on else done
        digests = {name: office.evidence.keep(data) for name, data in opened.items()}
        with office.database.write() as connection:
            if head(connection) != seen:
                continue
            end = _book(connection, bookings, options, digests, (told, ending), by=by, at=at)
            days = settled_on(connection, bookings, at) if len(bookings) else []
        done = _told(matched, returned, sent, bookings, end, refused)
        if bookings.empty:
            return dated(office, done, matched, sent, options, by=by, at=at) if options.paid_on else done
        return with_papers(office, replace(done, findings=(*done.findings, *days)), bookings, end.seq, options)
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": 2}))


@dataclass(frozen=True, slots=True)
class Seen:
    """A return as it was read, what was sent (``own_line``: the line), and what the one says of the other.

    ``fields`` are the columns that the bank gave in each file.
    """

    matched: Matched
    returned: Return
    sent: pd.DataFrame
    fields: Mapping[str, frozenset[str]]


def look_at_return(office: Office, files: Sequence[tuple[str, bytes]], options: SettleOptions) -> Seen:
    """Return what a bank's return says of what was sent, as :func:`settle` would see it; nothing is booked."""
    profile = bank_profile(options.bank, office.banks()) if options.bank else None
    parts = [read_return(name, data, profile) for name, data in _opened(files).items()]
    with office.database.read() as connection:
        sent = _sent(connection)
    returned = join_returns(parts)
    fields = {one.file: one.fields for one in parts}
    return Seen(match_return(sent[_SENT], returned, sending=options.sending), returned, sent, fields)


def _opened(files: Sequence[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the files themselves, archives opened; one that cannot be is refused with the rest.

    Other bytes under a name that was met are a file of their own, numbered: two folders have a 回盘.xlsx each.
    """
    opened: dict[str, bytes] = {}
    for one in receive(files):
        if one.refused:
            raise FindingsError(*one.findings)
        path, number, name = PurePosixPath(one.name), 1, one.name
        while opened.get(name, one.data) != one.data:
            number += 1
            name = str(path.with_name(f"{path.stem}（{number}）{path.suffix}"))
        opened[name] = one.data
    return opened


def _sent(connection: Connection) -> pd.DataFrame:
    """Return every order that was sent, with its line's words, and what was booked of it.

    ``line`` is the reference that the bank's file bore; ``own_line`` the line.
    """
    orders = orders_of(connection)
    orders = orders[orders["sent"]].rename(columns={"payment_order": "order"})
    names = ("line", "term", "programme", "school", "school_code", "grade", "class_")
    lines = pd.DataFrame(columns_of(connection, "line", names=names))
    orders = orders.merge(lines, on="line", how="left")
    return orders.assign(own_line=orders["line"], line=reference(orders["line"], orders["order"], orders["number"]))


def _late(matched: Matched, sent: pd.DataFrame, options: SettleOptions) -> list[str]:
    """Return the orders that somebody says have arrived after all, as this return has it."""
    return arrived_after_all(matched, sent) if options.arrived else []


def _bookings(
    matched: Matched, sent: pd.DataFrame, options: SettleOptions, arrived: Collection[str]
) -> pd.DataFrame:  # fmt: skip
    """Return what is to be booked, one row an order: ``sent`` and what the bank said of it.

    What the bank said was paid and now says came back is booked only where somebody says that it ``bounced``; what it
    said came back and now says was paid, only of the orders that ``arrived``.
    """
    became = matched.sent.set_index("order")
    own = sent.assign(**{name: became[name].reindex(sent["order"]).to_numpy() for name in ("became", "reason")})
    own["told_on"] = became["paid_on"].reindex(sent["order"]).to_numpy()
    own["cell"] = own["order"].map(_cells(matched)).fillna("")
    outcome = own["became"].map({"ok": "paid", "failed": "returned"}).fillna("")
    if options.bounced:
        late = _contradicting(matched)
        back = own["order"].isin(late) & (own["settled"] == "paid")
        outcome = outcome.where(~back, "returned")
        own["reason"] = own["reason"].where(~back, own["order"].map(late))
    outcome = outcome.where(~own["order"].isin(list(arrived)), "paid")
    return own.assign(outcome=outcome, line=own["own_line"])[outcome != ""].reset_index(drop=True)


def _cells(matched: Matched) -> dict[str, tuple[str, str]]:
    """Return where the row of each order stands: its file, and in it sheet and cell."""
    rows = matched.rows[matched.rows["order"] != ""].drop_duplicates("order")
    places = zip(*(rows[name].tolist() for name in ("order", "file", "sheet", "cell")), strict=True)
    return {order: (file, f"{sheet}!{cell}" if sheet else str(cell)) for order, file, sheet, cell in places}


def _contradicting(matched: Matched) -> dict[str, str]:
    """Return the orders whose rows agree in all but that they failed after they were booked, with the reason."""
    rows = matched.rows[(matched.rows["differs"] == "settled") & (matched.rows["reason"] != "")]
    return dict(zip(rows["order"].tolist(), rows["reason"].tolist(), strict=True))


def _book(
    connection: Connection, bookings: pd.DataFrame, options: SettleOptions, digests: Mapping[str, str],
    beside: tuple[Contrary, Sequence[str]], *, by: str, at: str,
) -> Head:  # fmt: skip
    told, ending = beside
    rows = [
        {"payment_order": order, "outcome": outcome, "reason": reason, "voucher": options.voucher,
         "paid_on": day, "evidence": _evidence(cell, digests)}
        for order, outcome, reason, day, cell in zip(
            *(bookings[name] for name in ("order", "outcome", "reason", "day", "cell")), strict=True)
    ]  # fmt: skip
    back = bookings["outcome"] == "returned"
    late, after_all = back & (bookings["settled"] == "paid"), ~back & (bookings["settled"] == "returned")
    moves: list[dict[str, Any]] = []
    for part, accounts in (
        (bookings[~back & ~after_all], ("in-transit", "paid")),
        (bookings[after_all], ("payable", "paid")),
        (bookings[back & ~late], ("in-transit", "payable")),
        (bookings[late], ("paid", "payable")),
    ):
        moves += moved(connection, part, accounts, part["amount"].tolist(), at)
    body = {
        "files": dict(sorted(digests.items())), "paid": int((~back).sum()), "returned": int(back.sum()),
        "paid_total": int(bookings.loc[~back, "amount"].sum()),
        "returned_total": int(bookings.loc[back, "amount"].sum()),
        "paid_on": options.paid_on, "voucher": options.voucher,
        "sendings": sorted({*bookings["sending"], *told.sendings}), **told.body,
    }  # fmt: skip
    ends = [{"payment_order": one, "why": "returned"} for one in bookings.loc[back, "order"]]
    ends += [{"payment_order": one, "why": "withdrawn"} for one in ending]
    tables = {"settled_order": rows, "transfer": moves, "order_end": ends}  # fmt: skip
    return record(connection, "settle", by=by, at=at, body=body, tables=tables if rows else {})


def _evidence(cell: tuple[str, str] | str, digests: Mapping[str, str]) -> str:
    """Return ``file-digest8/sheet!cell`` of the row, or the files where none names the order (a list of failures)."""
    if isinstance(cell, tuple) and cell[0] in digests:
        return f"{digests[cell[0]][:8]}/{cell[1]}"
    return ";".join(sorted(one[:8] for one in digests.values()))


def _day(number: int) -> str:
    """Return a day that a return gives as 20230425, blank for 0."""
    text = str(int(number)) if number == number and number else ""  # noqa: PLR0124 - NaN where no row named it
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text else ""


def _told(
    matched: Matched, returned: Return, sent: pd.DataFrame, bookings: pd.DataFrame, end: Head | None,
    refused: Sequence[Finding] = (),
) -> Settled:  # fmt: skip
    back = bookings["outcome"] == "returned" if len(bookings) else pd.Series(dtype=bool)
    columns = ["line", "sending", "reason", "amount", "school", "grade", "class_", "programme", "account_name"]
    open_ = matched.sent.loc[matched.sent["became"] == "pending", "order"]
    pending = sent[sent["order"].isin(set(open_))].assign(reason="", line=lambda own: own["own_line"])
    counts, findings = without_booked(matched, bookings)
    return Settled(
        counts=counts, booked=len(bookings),
        paid=int(bookings.loc[~back, "amount"].sum()), returned=int(bookings.loc[back, "amount"].sum()),
        undated=int((bookings.loc[~back, "day"] == "").sum()) if "day" in bookings else 0,
        failed=bookings.loc[back, columns].reset_index(drop=True),
        findings=(*returned.findings, *findings, *refused), head=end, pending=pending[columns].reset_index(drop=True),
    )  # fmt: skip
