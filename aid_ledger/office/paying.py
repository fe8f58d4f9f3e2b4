"""Use case: pay. Writes the bank files of exactly the orders that were approved, and books them as sent; or refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, InputError, LedgerError, why_refused
from aid_ledger.ledger import moved, record, require_open
from aid_ledger.office.checked_accounts import checked_accounts, numbers_of_holders
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.payable import ACCOUNT, Payable, payable
from aid_ledger.office.refused_orders import with_payees
from aid_ledger.office.sent_files import cover_head
from aid_ledger.payments import (
    BankFile,
    BankProfile,
    Payer,
    account_findings,
    bank_covers,
    bank_files,
    bank_profile,
)
from aid_ledger.store import Connection, Head, head, rows_of, write_whole
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class PayOptions:
    """What a sending is of. ``rest``: those approved after the first sending too; ``bank``: a profile's name."""

    programmes: tuple[str, ...] = ()
    rest: bool = False
    bank: str = ""
    split: tuple[str, ...] = ()
    out: Path | None = None
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Sending:
    """One file as sent: its id, its file and its digest."""

    sending: str
    file: BankFile
    digest: str


@dataclass(frozen=True, slots=True)
class Paid:
    """What ``pay`` did. ``kept`` counts approved orders that were not sent, by reason; ``files`` were written.

    ``accounts``: what a person should have seen of the accounts before.
    """

    batch: str
    profile: BankProfile
    sendings: tuple[Sending, ...]
    kept: Mapping[str, int]
    head: Head
    files: tuple[Path, ...]
    accounts: tuple[Finding, ...] = ()


def pay(
    office: Office, batch: str, options: PayOptions, *, by: str, at: str, progress: Progress | None = None,
    show: Callable[[tuple[Finding, ...]], object] | None = None,
) -> Paid:  # fmt: skip
    """Send what was approved of a batch and not sent yet; ``show`` is called with what their accounts show, before.

    The files are written after the books: a crash between leaves orders that are sent in the books and a file that
    :func:`~aid_ledger.office.sent_files.write_sendings` makes again from the archive, never a file that the books do
    not know.

    Raises:
        InputError: ``batch-not-known``, a profile that cannot be used, a name or account that the bank's file cannot
            hold; ``sent-but-not-written``: the one case in which the books have changed.
        LedgerError: ``not-approved``, ``approval-outdated``, ``nothing-to-send``, ``only-rest-left``, ``term-closed``,
            ``books-changed-meanwhile``. Nothing was written.
    """
    profile = bank_profile(options.bank or office.config.bank, office.banks())
    for _ in range(2):
        found = payable(office, batch, progress=progress)
        chosen, kept = _chosen(office, found, options)
        numbers = numbers_of_holders(found, chosen)
        named = _with_payers(office, chosen.assign(id_number=numbers), found)
        try:
            files = bank_files(
                named, profile, payers=_payers(office), date=date.fromisoformat(at[:10]), batch=batch,
                split=options.split or office.config.split,
            )  # fmt: skip
        except FindingsError as error:
            raise with_payees(error, named["line"], chosen["line"], found) from error
        checks = account_findings(checked_accounts(office, found, chosen, profile=profile))
        checks += _without_numbers(chosen, numbers, profile)
        if show:
            show(checks)
        if progress:
            progress("sheets")
        with office.database.write() as connection:
            require_open(connection, str(found.batch["term"]))
            if head(connection) != found.seen:
                continue
            sendings, end = _record(office, connection, (found, chosen), files, profile, kept, by=by, at=at)
        paths = _write(office, found, sendings, profile, options, end, by=by, at=at)
        return Paid(batch, profile, sendings, kept, end, paths, checks)
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": 2}))


def _chosen(office: Office, found: Payable, options: PayOptions) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the orders to send, and how many approved ones are kept back, by reason."""
    name = str(found.batch["batch"])
    with office.database.read() as connection:
        approvals = rows_of(connection, "approval", "batch = :batch", "seq", batch=name)
        sent = rows_of(connection, "sending", "batch = :batch", "seq", batch=name)
    if not approvals:
        raise LedgerError(Finding("not-approved", params={"batch": name}))
    own = found.lines[["line", "programme", "reversed", "payable"]]
    unsent = found.standing[~found.standing["sent"]].merge(own, on="line", how="left")
    outdated = unsent["reversed"] | (unsent["amount"] != unsent["payable"])
    if outdated.any():
        count = int(outdated.sum())
        line = unsent.loc[outdated, "line"].iloc[0]
        raise LedgerError(Finding("approval-outdated", params={"batch": name, "count": count, "line": line}))
    if options.programmes:
        unsent = unsent[unsent["programme"].isin(options.programmes)]
    waits = _kept_back(unsent, found.open)
    kept = Counter(waits[waits != ""])
    ready = unsent[(waits == "").to_numpy()]
    first = min((row["seq"] for row in sent), default=0)
    late = (ready["seq"] > first) & (first > 0)
    chosen = ready if options.rest else ready[~late]
    if chosen.empty:
        left = Finding("nothing-to-send", params={"batch": name, "kept": sum(kept.values())})
        if len(ready):
            left = Finding("only-rest-left", params={"batch": name, "count": len(ready)})
        raise LedgerError(left)
    return chosen, dict(sorted(kept.items()))


def _without_numbers(
    chosen: pd.DataFrame, numbers: npt.NDArray[np.object_], profile: BankProfile
) -> tuple[Finding, ...]:  # fmt: skip
    """Say how many holders the file gives no ID of though it has a column for it; a school has none."""
    blank = (chosen["payee"] != "school").to_numpy(dtype=bool) & (numbers == "")
    if "id_number" not in profile.values or not blank.any():
        return ()
    params = {"count": int(blank.sum()), "lines": "、".join(chosen.loc[blank, "line"].iloc[:3])}
    return (Finding("holder-id-not-known", params=params, rows=int(blank.sum()), severity="note"),)


def _kept_back(unsent: pd.DataFrame, open_: pd.DataFrame) -> pd.Series[str]:
    """Say why an approved order is not sent today: its line waits again, or its account is another one now."""
    now = open_.set_index("line").reindex(unsent["line"])
    waits = now["waits"].astype(object).where(now["waits"].notna(), "held").reset_index(drop=True)
    other = pd.Series(data=False, index=waits.index)
    for name in ACCOUNT:
        other |= now[name].reset_index(drop=True) != unsent[name].reset_index(drop=True)
    waits[other & (waits == "")] = "account-changed"
    return waits


def _with_payers(office: Office, chosen: pd.DataFrame, found: Payable) -> pd.DataFrame:
    whose = {programme: payer for payer, one in office.config.payers.items() for programme in one.get("programmes", ())}
    rest = next((payer for payer, one in office.config.payers.items() if not one.get("programmes")), "")
    titles = {programme.id: programme.zh for programme in found.view.rulebook.programmes}
    return chosen.assign(
        order=chosen["payment_order"], line=reference(chosen["line"], chosen["payment_order"], chosen["number"]),
        programme_name=[titles.get(name, name) for name in chosen["programme"]],
        payer=[whose.get(name, rest) for name in chosen["programme"]],
    ).reset_index(drop=True)  # fmt: skip


def reference(lines: pd.Series[str], orders: pd.Series[str], numbers: pd.Series[int]) -> pd.Series[str]:
    """Return what a bank's file names each order by: its line's id; from the second order of a line on, the order's.

    A return of the first file that is read again can then not be taken for one of the second.
    """
    return lines.where(numbers == 1, orders)


def _payers(office: Office) -> dict[str, Payer]:
    named = {
        name: Payer(name, str(one.get("account", "")), str(one.get("bank", "")), str(one.get("unit", "")))
        for name, one in office.config.payers.items()
    }
    return named if "" in named else {"": Payer(""), **named}


def _record(
    office: Office, connection: Connection, of: tuple[Payable, pd.DataFrame], files: Sequence[BankFile],
    profile: BankProfile, kept: Mapping[str, int], *, by: str, at: str,
) -> tuple[tuple[Sending, ...], Head]:  # fmt: skip
    found, chosen = of
    name = str(found.batch["batch"])
    before = len(rows_of(connection, "sending", "batch = :batch", batch=name))
    sendings = []
    for number, file in enumerate(files, start=before + 1):
        sending = f"{name}-F{number:02d}"
        named = replace(file, name=file.name.replace(name, sending, 1))
        sendings.append(Sending(sending, named, office.evidence.keep(file_bytes(named))))
    rows = [
        {"sending": one.sending, "batch": name, "profile": profile.name, "payer": one.file.payer,
         "file": one.file.name, "file_digest": one.digest, "orders": one.file.count, "total": one.file.total,
         "hash_total": f"{one.file.hash_total:012d}"}
        for one in sendings
    ]  # fmt: skip
    sent = [
        {"payment_order": order, "sending": one.sending, "place": int(place)}
        for one in sendings
        for order, place in zip(one.file.orders["order"], one.file.orders["place"], strict=True)
    ]
    lines = found.lines.set_index("line").loc[chosen["line"]].reset_index()
    moves = moved(connection, lines, ("payable", "in-transit"), chosen["amount"].tolist(), at)
    body = {
        "batch": name, "term": str(found.batch["term"]), "sendings": [row["sending"] for row in rows],
        "files": {row["file"]: row["file_digest"] for row in rows}, "kept": dict(kept),
    }  # fmt: skip
    tables = {"sending": rows, "sent_order": sent, "transfer": moves}
    return tuple(sendings), record(connection, "pay", by=by, at=at, body=body, tables=tables)


def file_bytes(file: BankFile) -> bytes:
    """Return what is to be written as this file."""
    from aid_ledger.reports.bank_file import bank_workbook

    return bank_workbook(file) if file.data is None else file.data


def _write(
    office: Office, found: Payable, sendings: Sequence[Sending], profile: BankProfile, options: PayOptions,
    end: Head, *, by: str, at: str,
) -> tuple[Path, ...]:  # fmt: skip
    """Write what is booked as sent; where that fails, say so in a way that nobody takes for "nothing was sent"."""
    from aid_ledger.reports.bank_cover import write_bank_cover

    term, name = Term.parse(found.batch["term"]), str(found.batch["batch"])
    folder = options.out or office.workspace.reports / str(term) / name
    covers = bank_covers([one.file for one in sendings], {one.file.name: one.digest for one in sendings})
    ids = "、".join(one.sending for one in sendings)
    head_ = cover_head(office, term, {"at": at, "by": by, "digest": end.digest})
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        paths = [write_whole(folder / one.file.name, office.evidence.read(one.digest)) for one in sendings]
        paths.append(
            write_bank_cover(folder, head_, covers, sending=ids, bank=profile.title, lang=options.lang)
        )  # fmt: skip
    except (OSError, InputError) as error:
        params = {"batch": name, "sendings": ids, "why": why_refused(error)}
        raise InputError(Finding("sent-but-not-written", params=params)) from error
    return tuple(paths)
