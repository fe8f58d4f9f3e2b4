"""Papers that move money, read back against what was recorded: 审批单, the files for the bank, and their covers.

A bank's file whose bytes are those that were sent is right; one that was opened and saved again is compared with the
archived one row by row. Of a 审批单 its rows are compared with the orders that were sealed; what it says beside them is
of its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.audit.paper_differences import Difference, differences
from aid_ledger.audit.rereading import Read, Table, to_fen
from aid_ledger.errors import FindingsError, IntegrityError
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.ledger import orders_of
from aid_ledger.office.papers import without_lines
from aid_ledger.office.reading_back import Seen, read_back
from aid_ledger.office.sent_files import write_sendings
from aid_ledger.payments import BankProfile, bank_profile
from aid_ledger.payments.return_tables import open_return
from aid_ledger.reports import ApprovalRow, ApprovalSheet, unwritten, write_approval
from aid_ledger.reports.names import safe_file_name
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office

_HEADINGS = {"account_name": "account-name", "account": "account", "id_number": "id"}
"""Values of a bank's file that are masked where they are shown, and what they are called on our sheets."""


def read_money_papers(
    office: Office, batch: str, lines: pd.DataFrame, folder: Path, scratch: Path, seen: Seen
) -> None:  # fmt: skip
    """Read the papers of a batch in ``folder`` back; what is not there is not looked at.

    Args:
        office: the workspace.
        batch: whose papers.
        lines: of its term.
        folder: where they were written.
        scratch: an empty folder; nothing is written there.
        seen: what is found is added to it.
    """
    with office.database.read() as connection:
        sendings = rows_of(connection, "sending", "batch = :batch", "sending", batch=batch)
        approvals = rows_of(connection, "approval", "batch = :batch", "seq", batch=batch)
        days = {row["seq"]: str(row["at"]) for row in rows_of(connection, "journal", "kind = 'approve'")}
        orders = orders_of(connection, "batch = :batch", batch=batch).merge(lines[_OF_LINE], on="line")
    for row in sendings:
        _read_sent(office, batch, row, folder / row["file"], seen)
    titles = {programme.id: programme.zh for programme in office.rulebook().programmes}
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        if not any((folder / name).exists() for name in _names(sendings, lang)):
            continue
        with unwritten(scratch) as papers:
            if sendings:
                write_sendings(office, batch, scratch, lang=lang)
            for number, row in enumerate(approvals, start=1):
                own = orders[orders["seq"] == row["seq"]]
                if len(own):
                    head = without_lines(office, Term.parse(batch.rsplit("-", 1)[0]), by="", at=days[row["seq"]])
                    write_approval(scratch, replace(head, batch=batch, titles=titles), _sealed(own, number), lang=lang)
        for file, own_papers in groupby(papers, key=lambda one: one.file):
            if (folder / file).is_file():
                read_back(folder / file, f"{batch} {file}", [list(own_papers)], seen)


def _names(sendings: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """Yield the files that one of the papers is in, if there are any in this language."""
    yield f"{phrase('sheet-file-approval', lang)}.xlsx"
    for _, own in groupby(sendings, key=lambda row: row["seq"]):
        sending = "、".join(row["sending"] for row in own)
        yield f"{safe_file_name(phrase('sheet-file-bank-cover', lang, sending=sending))}.xlsx"


_OF_LINE = ["line", "programme", "stage"]


def _sealed(orders: pd.DataFrame, number: int) -> ApprovalSheet:
    """Return the rows of a 审批单 as they follow from the orders that this approval sealed."""
    people = orders["subject"].where(orders["subject"].str.startswith("p"))  # money to schools has none
    rows = [
        ApprovalRow(str(programme), str(stage), (), people[own.index].nunique(), len(own), int(own["amount"].sum()))
        for (programme, stage), own in orders.groupby(["programme", "stage"], sort=True)
    ]
    return ApprovalSheet("first", number, "", "", "", people.nunique(), tuple(rows), (), ())


def _read_sent(office: Office, batch: str, row: Mapping[str, Any], path: Path, seen: Seen) -> None:
    """Read a bank's file back, where it is no longer what was sent."""
    if not path.is_file():
        return
    name = f"{batch} {path.name}"
    try:
        data = path.read_bytes()
        if sha256(data).hexdigest() == row["file_digest"]:
            _counts(name, int(row["total"]), seen)
            return
        form = bank_profile(row["profile"], office.banks())
        ours, there = (_sheet(path.name, one, form) for one in (office.evidence.read(row["file_digest"]), data))
    except (OSError, FindingsError, IntegrityError, LookupError):
        seen.unreadable(name, int(row["total"]))
        return
    for one in _apart(ours, there, form):
        seen.differs(name, there.name, one)
    _counts(name, int(row["total"]), seen)


def _counts(name: str, total: int, seen: Seen) -> None:
    seen.sheets.append((name, "ledger", total, total))


def _sheet(name: str, data: bytes, form: BankProfile) -> RawSheet:
    """Return the first sheet of a bank's file that has rows.

    Raises:
        FindingsError: the file cannot be opened.
        LookupError: it has too few rows to be one.
    """
    _, sheets = open_return(name, data, form)
    around = bool(form.summary) + form.header + bool(form.trailer)
    whole = [sheet for sheet in sheets if len(sheet.rows) >= max(around, 1)]
    if not whole:
        raise LookupError(name)
    return whole[0]


def _apart(ours: RawSheet, there: RawSheet, form: BankProfile) -> list[Difference]:
    """Return where a file says otherwise than the archived one: lines around its rows, then the rows."""
    top, end = int(bool(form.summary)) + int(form.header), int(bool(form.trailer))
    found = []
    for number in [*range(top), *([-1] if end else [])]:
        booked, printed = ([text_of(cell) for cell in sheet.rows[number]] for sheet in (ours, there))
        line = number % len(there.rows) + there.first_row
        if booked != printed:
            found.append(Difference("cell", f"A{line}", printed="|".join(printed), booked="|".join(booked)))
    columns = [(at, cell.value) for at, cell in enumerate(form.columns) if cell.value != "place"]
    table = Table(
        headings=("", *(_heading(form, at) for at, _ in columns)), columns=_cells(ours, columns, top, end, form),
        levels=1, live=frozenset(), money=1 + [value for _, value in columns].index("amount"), sums=(),
    )  # fmt: skip
    printed_columns = _cells(there, columns, top, end, form)
    first = there.first_row + top
    at = {0: 0} | {place: there.first_column - 1 + column for place, (column, _) in enumerate(columns, start=1)}
    rows = range(first, first + len(printed_columns[0]))
    return found + differences(table, Read(dict(enumerate(printed_columns)), rows, at, (), 0))


def _heading(form: BankProfile, at: int) -> str:
    cell = form.columns[at]
    ours = _HEADINGS.get(cell.value)
    return phrase(f"sheet-col-{ours}", "zh") if ours else cell.head or cell.value or f"{at + 1}"


def _cells(
    sheet: RawSheet, columns: Sequence[tuple[int, str]], top: int, end: int, form: BankProfile
) -> tuple[list[Any], ...]:  # fmt: skip
    """Return the columns of a file below its headings, a running number first; amounts as yuan, all else as texts."""
    rows = sheet.rows[top : len(sheet.rows) - end]
    out: list[list[Any]] = [list(range(1, len(rows) + 1))]
    for at, value in columns:
        cells = [row[at] if at < len(row) else "" for row in rows]
        scale = 10_000 if form.in_fen else 100
        out.append([to_fen(cell) / scale if value == "amount" else text_of(cell) for cell in cells])
    return tuple(out)
