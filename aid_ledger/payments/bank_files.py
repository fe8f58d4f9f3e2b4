"""Which bank files a set of orders makes: who shares a file, in which order, under which name, with which totals.

Every order stands in exactly one file; the same orders, in whatever order they come, make the same files. The bytes of
text files are made by :mod:`bank_text`, those of workbooks by ``reports.bank_file``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, LedgerError
from aid_ledger.money import format_yuan
from aid_ledger.payments.bank_text import Heading, Payer, as_text, fill_line, fill_rows
from aid_ledger.payments.profiles import SPLITS, BankProfile
from aid_ledger.people import hash_total

ORDER_COLUMNS = (
    "order", "line", "batch", "programme", "programme_name", "payee", "account", "account_name", "bank", "id_number",
    "amount", "payer",
)  # fmt: skip
PAYEES = {"student": "people", "household": "people", "school": "schools"}
_WHOM = {"people": "个人", "schools": "学校"}
_NOT_IN_NAMES = re.compile(r"[^\w\-()（）]+")
_LONGEST_PART = 24
_EXAMPLES = 3
_ROWS_OF_XLS = 65_536


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file for a bank.

    Invariant: ``count``, ``total`` and ``hash_total`` are those of ``orders``, which has one row a row of the file.

    Attributes:
        name: of the file; no system refuses it.
        profile: which profile made it; ``form`` is the type of file that it makes.
        whom: ``people`` or ``schools``.
        programmes: ids, sorted; ``programme`` is the one of a file split by programme, else blank; ``bank`` likewise.
        orders: ``order, line, place, account, amount``; ``place`` counts from 1.
        total: fen.
        hash_total: see :func:`aid_ledger.people.hash_total`.
        headings: what stands over each column and how its cells look: ``text``, ``number`` or ``money``.
        cells: one column for each of ``headings``, texts but for ``number`` and ``money`` (fen, ``int64``).
        head_line: the line before all rows, blank where there is none; ``tail_line`` the one after.
        data: the bytes of a text file, none of a workbook.
        findings: warnings.
    """

    name: str
    profile: str
    form: str
    batch: str
    whom: str
    payer: str
    programme: str
    programmes: tuple[str, ...]
    programme_names: tuple[str, ...]
    bank: str
    orders: pd.DataFrame
    count: int
    total: int
    hash_total: int
    headings: tuple[Heading, ...]
    cells: pd.DataFrame
    shows_headings: bool
    head_line: tuple[str, ...] = ()
    tail_line: tuple[str, ...] = ()
    data: bytes | None = None
    findings: tuple[Finding, ...] = field(default=())


def bank_files(
    orders: pd.DataFrame, profile: BankProfile, *, payers: Mapping[str, Payer], date: date, batch: str,
    split: Sequence[str] = (),
) -> tuple[BankFile, ...]:  # fmt: skip
    """Make the files of a set of orders.

    People and schools never share a file, nor do two payer accounts. Within a file rows go by line, then by order.

    Args:
        orders: ``ORDER_COLUMNS``, one row an order; ``amount`` is whole fen.
        profile: the bank's form.
        payers: by the name that ``orders`` has; one left out is known by its name alone.
        date: the day that the file bears.
        batch: what the names of the files begin with: the batch, or a sending of it.
        split: of ``programme`` and ``bank``, what gets a file of its own besides what the profile says.

    Returns:
        Files, those of people first, then by payer, programme, bank and part; none for no orders.

    Raises:
        LedgerError: ``order-amount-not-positive``, ``order-twice``.
        FindingsError: ``bank-account-blank``, ``bank-name-not-allowed``, ``bank-encoding``, ``bank-text-not-allowed``,
            ``bank-payer-incomplete``, ``bank-remark-too-long``; all that are found, before anything is made.
        ValueError: a column is missing, a payee or a word of ``split`` is not known.
    """
    _check_form(orders, split)
    _check_sound(orders)
    if orders.empty:
        return ()
    whole = orders[list(ORDER_COLUMNS)].assign(whom=orders["payee"].map(PAYEES))
    whole = whole.sort_values(["line", "order"], ignore_index=True)
    by = [word for word in SPLITS if word in {*split, *profile.split}]
    rows, findings = fill_rows(whole, profile, payers, date)
    if findings:
        raise FindingsError(*findings)
    parts = [
        part
        for _, group in whole.groupby(["whom", "payer", *by], sort=True)
        for part in _capped(group, most_rows(profile))
    ]
    drafts = [(_stem(whole.loc[part.index], by, batch, number, of), part) for part, number, of in parts]
    names = _unique([stem for stem, _ in drafts])
    making = _Making(profile, payers, date, batch, by)
    return tuple(
        _file(name, whole.loc[part.index], rows.loc[part.index], making)
        for name, (_, part) in zip(names, drafts, strict=True)
    )


def _check_form(orders: pd.DataFrame, split: Sequence[str]) -> None:
    missing = [column for column in ORDER_COLUMNS if column not in orders.columns]
    if missing or not set(split) <= set(SPLITS) or not set(orders["payee"].unique()) <= set(PAYEES):
        raise ValueError(f"orders lack {missing}, or have other payees than {sorted(PAYEES)}, or split by {split}")
    if not pd.api.types.is_integer_dtype(orders["amount"].dtype) and len(orders):
        raise ValueError("amounts are whole fen")


def _check_sound(orders: pd.DataFrame) -> None:
    """Refuse what would break the books: a payment of nothing, an order paid twice."""
    wrong = orders[orders["amount"] <= 0]
    if len(wrong):
        first = wrong.iloc[0]
        params = {"count": len(wrong), "line": first["line"], "amount": format_yuan(int(first["amount"]))}
        raise LedgerError(Finding("order-amount-not-positive", params=params, rows=len(wrong)))
    twice = orders[orders["order"].duplicated()]
    if len(twice):
        params = {"count": len(twice), "lines": "、".join(twice["line"].iloc[:_EXAMPLES])}
        raise LedgerError(Finding("order-twice", params=params, rows=len(twice)))


def most_rows(profile: BankProfile) -> int:
    """Return how many orders a file takes at most, 0 for any number: an .xls ends at row 65,536."""
    if profile.file != "xls":
        return profile.most_rows
    room = _ROWS_OF_XLS - profile.header - bool(profile.summary) - bool(profile.trailer)
    return min(profile.most_rows or room, room)


def _capped(group: pd.DataFrame, most: int) -> Iterator[tuple[pd.DataFrame, int, int]]:
    """Divide rows evenly into as few parts as the cap allows: (part, its number, how many)."""
    count = -(-len(group) // most) if most else 1
    edges = np.linspace(0, len(group), count + 1).astype(int)
    for number in range(count):
        yield group.iloc[edges[number] : edges[number + 1]], number + 1, count


def _stem(part: pd.DataFrame, by: Sequence[str], batch: str, number: int, of: int) -> str:
    first = part.iloc[0]
    words = [batch, _WHOM[first["whom"]], first["payer"]]
    words += [first["programme_name" if word == "programme" else word] for word in by]
    words += [f"{number}-{of}"] if of > 1 else []
    plain = (_NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", word)).strip("-")[:_LONGEST_PART] for word in words)
    return "_".join(word for word in plain if word)


def _unique(stems: Sequence[str]) -> list[str]:
    """Return the names in order, a number behind those that are the same once cut."""
    used: set[str] = set()
    out = []
    for stem in stems:
        name, count = stem, 1
        while name.casefold() in used:
            count += 1
            name = f"{stem}({count})"
        used.add(name.casefold())
        out.append(name)
    return out


@dataclass(frozen=True, slots=True)
class _Making:
    """What the files of one call share."""

    profile: BankProfile
    payers: Mapping[str, Payer]
    date: date
    batch: str
    by: Sequence[str]


def _file(stem: str, orders: pd.DataFrame, rows: pd.DataFrame, making: _Making) -> BankFile:
    profile, first = making.profile, orders.iloc[0]
    places = np.arange(1, len(orders) + 1)
    cells = rows.reset_index(drop=True)
    for at, cell in enumerate(profile.columns):
        if cell.value == "place":
            cells[at] = places
    programmes = orders[["programme", "programme_name"]].drop_duplicates("programme").sort_values("programme")
    total, hashed = int(orders["amount"].sum()), hash_total(orders["account"])
    payer = making.payers.get(first["payer"], Payer(first["payer"]))
    said = {
        "date": making.date.strftime(profile.day), "unit": payer.unit, "count": str(len(orders)),
        "total": str(total) if profile.in_fen else format_yuan(total), "payer": payer.name,
        "payer_account": payer.account, "payer_bank": payer.bank, "batch": making.batch,
        "hash_total": f"{hashed:012d}",
    }  # fmt: skip
    head, tail = fill_line(profile.summary, said), fill_line(profile.trailer, said)
    headings = tuple(Heading(cell.head, _look(cell.value)) for cell in profile.columns)
    text = None if profile.is_workbook else as_text(profile, headings, cells, head, tail)
    few = {"count": len(orders), "least": profile.least_rows, "bank": profile.title}
    return BankFile(
        name=f"{stem}.{profile.file}", profile=profile.name, form=profile.file, batch=making.batch, whom=first["whom"],
        payer=first["payer"], programme=first["programme"] if "programme" in making.by else "",
        programmes=tuple(programmes["programme"]), programme_names=tuple(programmes["programme_name"]),
        bank=first["bank"] if "bank" in making.by else "",
        orders=orders[["order", "line", "account", "amount"]].reset_index(drop=True).assign(place=places),
        count=len(orders), total=total, hash_total=hashed, headings=headings, cells=cells,
        shows_headings=profile.header, head_line=head, tail_line=tail, data=text,
        findings=(Finding("bank-file-few-rows", params=few, severity="warning"),)
        if len(orders) < profile.least_rows else (),
    )  # fmt: skip


def _look(value: str) -> str:
    return {"place": "number", "amount": "money"}.get(value, "text")
