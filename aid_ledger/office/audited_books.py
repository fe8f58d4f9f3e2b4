"""What the auditor's checks look at of the books: lines, orders, files for banks, returns, batches, their numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import FindingsError, IntegrityError
from aid_ledger.ledger import borne, orders_of, settlements, shares_of
from aid_ledger.office.paying import reference
from aid_ledger.payments import bank_profile, read_return
from aid_ledger.store import Connection, columns_of, rows_of
from aid_ledger.words import Lang, phrase, tell

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_SETTLED = ("payment_order", "outcome", "seq", "paid_on", "reason", "evidence")
_NUMBER = re.compile(r"^(.*?)(\d+)$")
Frames = dict[str, pd.DataFrame]


def audited_books(
    office: Office, connection: Connection, term: Term, lines: pd.DataFrame, lang: Lang = "zh"
) -> Frames:  # fmt: skip
    """Return the frames of a term's books, as :data:`aid_ledger.audit.frames.FRAMES` names them.

    Args:
        office: the workspace.
        connection: for reading.
        term: which term.
        lines: its lines, as :func:`aid_ledger.ledger.lines_of` gives them.
        lang: of the words for what cannot be read.
    """
    records = {row["seq"]: row for row in rows_of(connection, "journal", order="seq")}
    at = {seq: str(row["at"]) for seq, row in records.items()}
    by = {seq: str(row["by"]) for seq, row in records.items()}
    batches = pd.DataFrame(columns_of(connection, "batch", "term = :term", "batch", term=str(term)))
    approvals = pd.DataFrame(columns_of(connection, "approval", order="seq"))
    sendings = pd.DataFrame(columns_of(connection, "sending", order="sending"))
    elsewhere = _sent_elsewhere(connection, sendings, set(batches["batch"]))
    approvals, sendings = (_of(one, one["batch"].isin(batches["batch"])) for one in (approvals, sendings))
    orders = _orders(connection, lines, at)
    sent_files = sendings[["sending", "profile", "file", "file_digest"]]
    files = [_file(office, str(row[0]), row[1:], orders, lang) for row in sent_files.itertuples(index=False)]
    read = [rows for rows, why in files if not why]
    returned, unread = _returned(office, connection, orders, records, lang)
    archived = [("bank-file", name, digest, why) for name, digest, (_, why) in
                zip(sent_files["file"], sent_files["file_digest"], files, strict=True)]  # fmt: skip
    return {
        "lines": lines.assign(money_year=term.fiscal_year, state=_state(lines, orders)),
        "orders": orders,
        "batches": batches.assign(at=batches["seq"].map(at), by=batches["prepared_by"]),
        "approvals": approvals.assign(at=approvals["seq"].map(at), by=approvals["seq"].map(by)),
        "sendings": sendings.assign(at=sendings["seq"].map(at)),
        "sent_elsewhere": elsewhere,
        "bank_rows": pd.concat(read, ignore_index=True) if read else pd.DataFrame(),
        "returned_rows": returned,
        "archived": pd.DataFrame([*archived, *unread], columns=["what", "file", "digest", "why"]),
        "recovered": _recovered(connection),
        "changes": pd.DataFrame(columns_of(connection, "account_change", names=("subject", "payee", "seq"))),
        "transfers": pd.DataFrame(
            columns_of(connection, "transfer", names=("term", "programme", "debit", "credit", "amount"))
        ),
        "shares": shares_of(connection, [str(term)]),
        "borne": borne(connection, lines),
        "signed": _pairs_of_names(connection, by),
        "numbers": _numbers(connection, str(term)),
    }  # fmt: skip


def _state(lines: pd.DataFrame, orders: pd.DataFrame) -> Any:
    """Return the states of lines; ``unordered`` where the batch was approved and the line has no order that stands."""
    sealed = set(orders.loc[orders["ended"].isin(("", "returned")), "line"])
    waits = (lines["state"] == "approved") & (lines["kind"] == "pay") & ~lines["line"].isin(sealed)
    return np.where(waits, "unordered", lines["state"]).astype(object)


def _recovered(connection: Connection) -> pd.DataFrame:
    """Return what is booked as come back of claims, without what was undone."""
    booked = rows_of(connection, "recovery_booking", order="recovery_booking")
    undone = {row["corrects"] for row in booked}
    names = {"recovery_booking": "booking", "line": "line", "booked_on": "day", "voucher": "voucher",
             "amount": "amount"}  # fmt: skip
    rows = [row for row in booked if row["kind"] == "returned" and row["recovery_booking"] not in undone]
    return pd.DataFrame([{ours: row[name] for name, ours in names.items()} for row in rows], columns=[*names.values()])


def _sent_elsewhere(connection: Connection, sendings: pd.DataFrame, batches: Collection[str]) -> pd.DataFrame:
    """Return the files of other terms, and what arrived of each."""
    files = _of(sendings, ~sendings["batch"].isin(list(batches)))
    if files.empty:
        return files.assign(paid=0)[["sending", "file", "total", "paid"]]
    orders = orders_of(connection)
    arrived = orders[orders["settled"] == "paid"].groupby("sending")["amount"].sum()
    return files.assign(paid=files["sending"].map(arrived).fillna(0).astype("int64"))[
        ["sending", "file", "total", "paid"]
    ]


def _of(frame: pd.DataFrame, chosen: pd.Series[bool]) -> pd.DataFrame:
    return frame[chosen.to_numpy()].reset_index(drop=True)


def _orders(connection: Connection, lines: pd.DataFrame, at: dict[Any, str]) -> pd.DataFrame:
    """Return the orders of the term's lines with the times of sending and settling."""
    orders = orders_of(connection)
    orders = _of(orders, orders["line"].isin(lines["line"]))
    sent = columns_of(connection, "sent_order", names=("payment_order", "seq"))
    when = dict(zip(sent["payment_order"], sent["seq"], strict=True))
    said = settlements(connection)
    last = {
        (order, outcome): (at[seq], paid_on, why, cell)
        for order, outcome, seq, paid_on, why, cell in zip(*(said[name].tolist() for name in _SETTLED), strict=True)
    }
    keys = list(zip(orders["payment_order"].tolist(), orders["settled"].tolist(), strict=True))
    sent_seq = [when.get(order, 0) for order, _ in keys]
    settled = [last.get(key, ("", "", "", "")) for key in keys]
    back = [last.get((order, "returned"), ("", "", "", "")) for order, _ in keys]
    return orders.assign(
        sent_seq=np.array(sent_seq, dtype=np.int64), sent_at=[at.get(seq, "") for seq in sent_seq],
        settled_at=[one[0] for one in settled], paid_on=[one[1] for one in settled],
        bank_said=[one[2] for one in back], bank_cell=[one[3] for one in back],
    )  # fmt: skip


def _file(
    office: Office, sending: str, of: Sequence[str], orders: pd.DataFrame, lang: Lang
) -> tuple[pd.DataFrame, str]:  # fmt: skip
    """Return the rows of an archived bank file (its profile, name and digest), and why it cannot be read."""
    profile, file, digest = of
    try:
        form = bank_profile(profile, office.banks())
        rows = read_return(file, office.evidence.read(digest), form, only_failures=True).rows
    except (FindingsError, IntegrityError) as error:
        return pd.DataFrame(), _why(error, lang)
    if rows.empty:
        return pd.DataFrame(), phrase("audit-unread-no-rows", lang)
    own = orders[orders["sending"] == sending]
    named = reference(own["line"], own["payment_order"], own["number"])
    places = dict(zip(named, own["place"], strict=True))
    place = pd.Series([places.get(one, 0) for one in rows["reference"].tolist()], dtype=np.int64)
    place = rows["place"].where(rows["place"] > 0, place)
    rows = rows.assign(place=place.where(place > 0, -1 - np.arange(len(rows))), sending=sending)
    names = ["place", "account", "account_name", "amount", "sending"]
    return rows.rename(columns={"name": "account_name"})[names], ""


def _why(error: FindingsError | IntegrityError, lang: Lang) -> str:
    return tell(error.findings[0], lang).problem


def _returned(
    office: Office, connection: Connection, orders: pd.DataFrame, records: dict[Any, dict[str, Any]], lang: Lang
) -> tuple[pd.DataFrame, list[tuple[str, str, str, str]]]:
    """Return what was booked on rows of returns, beside the amounts that these rows state.

    And each of these returns, with why its rows cannot be read, or how many of them.
    """
    said = pd.DataFrame(columns_of(connection, "settled_order", names=("payment_order", "outcome", "seq", "evidence")))
    said = _of(
        said, said["payment_order"].isin(orders["payment_order"]) & said["evidence"].astype("str").str.contains("!")
    )
    if said.empty:
        return pd.DataFrame(), []
    files: dict[str, tuple[str, str]] = {}
    for seq in said["seq"].unique():
        body = json.loads(str(records[seq]["body"]))
        files |= {digest[:8]: (name, digest) for name, digest in body.get("files", {}).items()}
    profiles = sorted({row["profile"] for row in rows_of(connection, "sending")})
    cells = {short: set(own) for short, own in said.groupby(said["evidence"].str[:8])["evidence"]}
    amounts: dict[str, int] = {}
    read: list[tuple[str, str, str, str]] = []
    for short in sorted(cells):
        name, digest = files.get(short, (short, ""))
        found, why = _amounts(office, (short, name, digest), profiles, cells[short], lang)
        amounts |= found
        read.append(("return", name, digest, why))
    booked = orders.set_index("payment_order")["amount"]
    names = {short: name for short, (name, _) in files.items()}
    out = said.assign(
        booked=said["payment_order"].map(booked), said=said["evidence"].map(amounts),
        file=said["evidence"].str[:8].map(names),
    )  # fmt: skip
    out = _of(out, out["said"].notna())[["file", "outcome", "booked", "said"]].astype({"said": np.int64})
    return out, read


def _amounts(
    office: Office, of: tuple[str, str, str], profiles: Sequence[str], cells: set[str], lang: Lang
) -> tuple[dict[str, int], str]:
    """Return the amounts of a return's rows that something was booked on, by cell, and why some are not there.

    Read by the profile that finds most of them; which one it was booked by is not recorded.
    """
    short, name, digest = of
    best: dict[str, int] = {}
    why = ""
    for profile in profiles:
        try:
            rows = read_return(name, office.evidence.read(digest), bank_profile(profile, office.banks()),
                               only_failures=True).rows  # fmt: skip
        except (FindingsError, IntegrityError) as error:
            why = why or _why(error, lang)
            continue
        places = (short + "/" + rows["sheet"] + "!" + rows["cell"]).tolist()
        found = {cell: int(fen) for cell, fen in zip(places, rows["amount"].tolist(), strict=True) if cell in cells}
        best = max(best, found, key=len)
    if best and len(best) < len(cells):
        return best, phrase("audit-unread-rows", lang, rows=len(cells) - len(best), all=len(cells))
    return best, "" if best else why or phrase("audit-unread-no-rows", lang)


def _pairs_of_names(connection: Connection, by: dict[Any, str]) -> pd.DataFrame:
    """Return who prepared and who approved each batch of all terms."""
    approved = {row["batch"]: by[row["seq"]] for row in rows_of(connection, "approval", order="seq")}
    rows = [(row["batch"], row["prepared_by"], approved.get(row["batch"], "")) for row in rows_of(connection, "batch")]
    return pd.DataFrame(rows, columns=["batch", "prepared_by", "approved_by"])


def _numbers(connection: Connection, term: str) -> pd.DataFrame:
    """Return the numbers that should run without a gap: of records, batches, lines and files for banks."""
    series = {
        "journal": columns_of(connection, "journal", names=("seq",))["seq"],
        **_tails(columns_of(connection, "batch", "term = :term", names=("batch",), term=term)["batch"]),
        **_tails(columns_of(connection, "line", "term = :term", names=("line",), term=term)["line"]),
        **_tails([one for one in columns_of(connection, "sending", names=("sending",))["sending"]
                  if one.startswith(term)]),
    }  # fmt: skip
    return pd.DataFrame(
        [(name, int(number)) for name, numbers in series.items() for number in numbers], columns=["series", "number"]
    )


def _tails(names: list[str]) -> dict[str, list[int]]:
    """Return the trailing numbers of names by what stands before them."""
    found: dict[str, list[int]] = {}
    for name in names:
        if match := _NUMBER.match(name):
            found.setdefault(match[1].rstrip("-"), []).append(int(match[2]))
    return found
