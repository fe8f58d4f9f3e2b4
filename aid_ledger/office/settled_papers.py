"""The papers after a bank's return: 领取确认表 of what arrived, and 退回更正清单 of what came back.

Each settlement with money is a round of its own, so that nobody signs twice: the sheets of a round hold what it
brought, for people and for schools. They can be written again at any time from the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.ledger import lines_of, orders_of, settlements
from aid_ledger.office.papers import batch_to_print, printable_lines, schools_of, without_lines
from aid_ledger.reports import (
    RETURNED_COLUMNS,
    PayoutBook,
    ReturnedList,
    natural,
    nth,
    write_arrivals,
    write_returned,
)
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase
from aid_ledger.words import reason as say_reason

if TYPE_CHECKING:
    from aid_ledger.office import Office

_OPEN = ("prepared", "approved", "sent", "returned")


@dataclass(frozen=True, slots=True)
class _Books:
    """What the ledger says of a batch's lines and orders: ``said`` is one row an order and outcome, with ``at``."""

    batch: dict[str, Any]
    lines: pd.DataFrame
    orders: pd.DataFrame
    said: pd.DataFrame
    first: bool


def write_settled_papers(
    office: Office, batch: str, *, out: Path | None = None, seq: int | None = None, by_class: bool = False,
    lang: Lang = "zh",
) -> tuple[Path, ...]:  # fmt: skip
    """Write what follows a bank's return of a batch, into its folder or ``out``.

    Args:
        office: the workspace.
        batch: which.
        out: the folder; the batch's own where none is given.
        seq: the journal record of one settlement: only its 领取确认表; ``None``: those of all.
        by_class: begin a page of the 领取确认表 with each class.
        lang: of the sheets.

    Raises:
        InputError: ``batch-not-known``; a workbook that is open elsewhere.
    """
    books = _read(office, batch)
    folder = out or office.workspace.reports / str(books.batch["term"]) / batch
    rounds = _rounds(books)
    paths: list[Path] = []
    for number, one in enumerate(rounds, start=1):
        if seq is None or one == seq:
            into = folder / nth(phrase("sheet-folder-arrivals", lang), number, lang)
            latest = number == len(rounds)
            paths += _write_round(office, books, one, into, latest=latest, by_class=by_class, lang=lang)
    paths += _write_returned(office, books, folder / phrase("sheet-folder-returned", lang), lang)
    return tuple(paths)


def write_rounds(
    office: Office, batch: str, *, out: Path, bounced: bool = False, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write only the 领取确认表 of a batch; with ``bounced`` as they were before some of their payments came back."""
    books = _read(office, batch)
    paths: list[Path] = []
    for number, seq in enumerate(_rounds(books), start=1):
        said = books.said[(books.said["seq"] == seq) & (books.said["outcome"] == "paid")]
        orders = books.orders[books.orders["payment_order"].isin(said["payment_order"])]
        if bounced and (orders["settled"] == "paid").all():
            continue
        own = replace(books, orders=orders.assign(settled="paid")) if bounced else books
        into = out / nth(phrase("sheet-folder-arrivals", lang), number, lang)
        paths += _write_round(office, own, seq, into, latest=False, by_class=False, lang=lang)
    return tuple(paths)


def _read(office: Office, batch: str) -> _Books:
    with office.database.read() as connection:
        record = batch_to_print(connection, batch)
        lines = lines_of(connection, record["term"])
        orders = orders_of(connection, "batch = :batch", batch=batch)
        said = settlements(connection)
        when = {row["seq"]: str(row["at"]) for row in rows_of(connection, "journal", "kind = 'settle'")}
    own = lines[lines["batch"] == batch].reset_index(drop=True)
    said = said[said["payment_order"].isin(orders["payment_order"])].reset_index(drop=True)
    said["at"] = [when[seq] for seq in said["seq"]]
    return _Books(record, own, orders, said, bool(lines["batch"].min() == batch))


def _of_people(orders: pd.DataFrame) -> pd.DataFrame:
    return orders[orders["payee"] != "school"]


def _rounds(books: _Books) -> list[int]:
    """Return the settlements that brought money, in order; one keeps its number though all of it bounces."""
    paid = books.said[books.said["outcome"] == "paid"]
    return sorted({int(seq) for seq in paid["seq"]})


def _write_round(
    office: Office, books: _Books, seq: int, folder: Path, *, latest: bool, by_class: bool, lang: Lang
) -> tuple[Path, ...]:  # fmt: skip
    said = books.said[(books.said["seq"] == seq) & (books.said["outcome"] == "paid")]
    arrived = books.orders[books.orders["settled"] == "paid"].merge(said[["payment_order", "paid_on"]])
    arrived = arrived.set_index("line")
    missing = _missing(books, lang) if latest else {}
    own = books.lines[books.lines["line"].isin([*arrived.index, *missing])].reset_index(drop=True)
    for name in ("account", "account_name", "relation", "bank", "amount"):  # as sent; what is missing as it stands
        sent = own["line"].map(arrived[name])
        own[name] = sent.where(sent.notna(), own[name])
    book = _head(office, books, str(said["at"].iloc[0]))
    own = printable_lines(own.astype({"amount": "int64"}), book.term, first=books.first)
    book = replace(book, lines=own, schools=schools_of(own))
    days = {str(line): str(day) for line, day in arrived["paid_on"].items()}
    return write_arrivals(folder, book, days, missing, by_class=by_class, lang=lang)


def _head(office: Office, books: _Books, at: str) -> PayoutBook:
    titles = {programme.id: programme.zh for programme in office.rulebook().programmes}
    titles |= {name: name for name in books.lines["programme"].unique() if name not in titles}
    term = Term.parse(str(books.batch["term"]))
    head = without_lines(office, term, by=str(books.batch["prepared_by"]), at=at)
    return replace(head, batch=str(books.batch["batch"]), digest=str(books.batch["digest"]), titles=titles)


def _missing(books: _Books, lang: Lang) -> dict[str, str]:
    """Return why lines of people have not arrived, in words."""
    open_ = books.lines[books.lines["state"].isin(_OPEN) & (books.lines["kind"] == "pay")]
    why = _came_back(books)
    words = {}
    for line, state in zip(_of_people(open_)["line"], _of_people(open_)["state"], strict=True):
        if state == "returned":
            words[str(line)] = phrase("not-arrived-returned", lang, why=say_reason(why[line], lang))
        else:
            words[str(line)] = phrase("not-arrived-sent" if state == "sent" else "not-arrived-unsent", lang)
    return words


def _came_back(books: _Books) -> dict[str, str]:
    """Return by line the bank's last reason for which it came back."""
    back = books.said[books.said["outcome"] == "returned"].merge(books.orders[["payment_order", "line", "number"]])
    back = back.sort_values("number").drop_duplicates("line", keep="last")
    return dict(zip(back["line"].tolist(), back["reason"].tolist(), strict=True))


def _write_returned(office: Office, books: _Books, folder: Path, lang: Lang) -> tuple[Path, ...]:
    own = books.lines[(books.lines["state"] == "returned") & (books.lines["kind"] == "pay")].reset_index(drop=True)
    if own.empty:
        return ()
    last = books.orders.sort_values("number").drop_duplicates("line", keep="last").set_index("line")
    for name in ("account", "account_name", "amount"):
        own[name] = own["line"].map(last[name])
    own["reason"] = own["line"].map(_came_back(books))
    term = Term.parse(str(books.batch["term"]))
    own = own.assign(grade_order=printable_lines(own, term, first=books.first)["grade_order"])
    at = books.said.loc[books.said["outcome"] == "returned", "at"].max()
    lists = []
    for school in schools_of(own).itertuples(index=False):
        here = own[(own["school_code"] == school.school_code) & (own["school"] == school.school)]
        for of_school in (False, True):
            rows = here[(here["payee"] == "school") == of_school]
            if len(rows):
                order = sorted(range(len(rows)), key=lambda at, r=rows: _place(r, at))  # type: ignore[misc]
                rows = rows.iloc[order][list(RETURNED_COLUMNS)].reset_index(drop=True)
                lists.append(ReturnedList(str(school.school), str(school.school_code), rows, of_school))
    return write_returned(folder, _head(office, books, str(at)), lists, lang=lang)


def _place(rows: pd.DataFrame, at: int) -> tuple[Any, ...]:
    row = rows.iloc[at]
    return (int(row["grade_order"]), natural(str(row["class_"])), str(row["id_number"]), str(row["line"]))
