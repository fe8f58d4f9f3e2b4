"""Re-derives the books from their values: digests, chain, balances, totals; names the first record that does not fit.

What it cannot know: records cut off at the end, unless a head was kept elsewhere (printed on a signed sheet).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aid_ledger.ledger.posting import manifest_digest
from aid_ledger.ledger.records import (
    commitments,
    decision_seals,
    payment_digest,
    record_digests,
    sealed_columns,
    source_seals,
)
from aid_ledger.store import GENESIS, Connection, Head, columns_of, digest_of_digests, record_digest, rows_of
from aid_ledger.store.tables import PERSONAL, column_names

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Bad:
    """The first record that does not fit: its table, its id, and what differs (a ``word`` of the catalogue)."""

    table: str
    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found. ``records`` counts rows of all sealed tables; ``erased`` persons."""

    ok: bool
    records: int
    head: Head
    first_bad: Bad | None = None
    erased: int = 0


def verify(connection: Connection, head: str = "") -> Verification:
    """Check everything that can be checked from the database alone.

    Args:
        connection: for reading.
        head: a head digest from paper, as printed (``8306-3DF2-BCA9``) or longer; must be that of some record.
    """
    journal = rows_of(connection, "journal", order="seq")
    tables = {name: columns_of(connection, name, order=_ORDER[name]) for name in _ORDER}
    tables["share"] = _in_posting_order(tables["share"])
    persons = columns_of(connection, "person", order="person")
    records = len(journal) + sum(len(columns["digest"]) for columns in tables.values())
    end = Head(int(journal[-1]["seq"]), str(journal[-1]["digest"])) if journal else Head(0, GENESIS)
    checks = (
        _chain(journal, head), _sealed(tables), _batches(journal, tables, rows_of(connection, "batch", order="batch")),
        _listed(connection, journal),
        _transfers(tables), _persons(tables["line"], persons), _payments(journal, tables["line"], persons),
    )  # fmt: skip
    bad = next((found for check in checks for found in check), None)
    return Verification(bad is None, records, end, bad, sum(salt == "" for salt in persons["salt"]))


_LISTING = ("import", "retire", "decide", "retract")
_LISTS = (
    ("source", "rows", source_seals), ("source_end", "ends", source_seals),
    ("decision", "decisions", decision_seals), ("decision_end", "decision_ends", decision_seals),
)  # fmt: skip
_ORDER = {"line": "seq, line", "transfer": "seq, transfer", "share": "batch"}


def _in_posting_order(shares: Columns) -> Columns:
    """Sort shares here: databases put Chinese text in orders of their own."""
    keys = [shares[name] for name in ("batch", "programme", "school_code", "level")]
    order = sorted(range(len(keys[0])), key=lambda row: tuple(key[row] for key in keys))
    return {name: [column[row] for row in order] for name, column in shares.items()}


def _chain(journal: list[dict[str, Any]], head: str) -> Iterator[Bad]:
    previous = GENESIS
    for number, row in enumerate(journal, start=1):
        if row["seq"] != number:
            yield Bad("journal", str(number), "record-missing")
        if row["previous"] != previous:
            yield Bad("journal", str(row["seq"]), "chain-broken")
        own = record_digest(row["seq"], row["kind"], row["by"], row["at"], row["body"], row["previous"])
        if own != row["digest"]:
            yield Bad("journal", str(row["seq"]), "values-altered")
        previous = row["digest"]
    wanted = re.sub(r"[\s-]", "", head).lower()
    if head and not any(row["digest"].startswith(wanted) for row in journal):
        yield Bad("journal", str(len(journal) + 1), "head-not-found")


def _sealed(tables: dict[str, Columns]) -> Iterator[Bad]:
    for table, columns in tables.items():
        again = record_digests(table, {name: columns[name] for name in sealed_columns(table)})
        for row, (own, kept) in enumerate(zip(again, columns["digest"], strict=True)):
            if own != kept:
                yield Bad(table, _id(table, columns, row), "values-altered")


def _id(table: str, columns: Columns, row: int) -> str:
    if table == "share":
        return "/".join(str(columns[name][row]) for name in ("batch", "programme", "school_code", "level"))
    return str(columns[table][row])


def _listed(connection: Connection, journal: list[dict[str, Any]]) -> Iterator[Bad]:
    """What an import, a retiring or a decision wrote is what its journal record sealed."""
    bodies = {row["seq"]: json.loads(row["body"]) for row in journal if row["kind"] in _LISTING}
    for table, key, seals in _LISTS:
        names = [name for name in column_names(table) if name != "seq"]
        kept: dict[int, list[tuple[Any, ...]]] = {seq: [] for seq in bodies}
        for row in rows_of(connection, table):
            kept.setdefault(row["seq"], []).append(tuple(row[name] for name in names))
        for seq, values in kept.items():
            if seq not in bodies:
                yield Bad(table, str(values[0][0]), "not-in-journal")
            elif seals(values) != bodies[seq].get(key, []):
                yield Bad(table, str(values[0][0] if values else seq), "values-altered")


def _batches(journal: list[dict[str, Any]], tables: dict[str, Columns], batches: list[dict[str, Any]]) -> Iterator[Bad]:
    """What the journal says of each batch must be what the tables hold, and nothing more may be there."""
    said = {
        batch["batch"]: (row["seq"], batch)
        for row in journal
        if row["kind"] == "payout"
        for batch in json.loads(row["body"])["batches"]
    }
    by_seq = {row["seq"]: row for row in journal}
    groups = {table: _by_batch(columns) for table, columns in tables.items()}
    for row in batches:
        if row["batch"] not in said:
            yield Bad("batch", row["batch"], "not-in-journal")
            continue
        seq, words = said[row["batch"]]
        record = by_seq[seq]
        body = json.loads(record["body"])
        own = {**words, "seq": seq, "term": body["term"], "prepared_by": record["by"]}
        own["manifest"] = manifest_digest(body["manifest"])
        if any(row[name] != own[name] for name in row):
            yield Bad("batch", row["batch"], "values-altered")
    for name in sorted(said.keys() - {row["batch"] for row in batches}):
        yield Bad("batch", name, "record-missing")
    for table, by_batch in groups.items():
        for name in sorted(by_batch.keys() | said.keys()):
            digests = [tables[table]["digest"][row] for row in by_batch.get(name, ())]
            if name not in said:
                yield Bad(table, name, "not-in-journal")
            elif table != "transfer" and digest_of_digests(table, digests) != said[name][1][f"{table}s_digest"]:
                yield Bad(table, name, "records-differ-from-journal")
    yield from _posted_transfers(tables["transfer"], said)
    for name, (_seq, words) in said.items():
        rows = groups["line"].get(name, [])
        if sum(tables["line"]["amount"][row] for row in rows) != words["total"] or len(rows) != words["lines"]:
            yield Bad("batch", name, "total-differs")


def _posted_transfers(transfers: Columns, said: dict[str, Any]) -> Iterator[Bad]:
    """A batch's own transfers are those of its journal record; later ones belong to later records."""
    for name, (seq, words) in said.items():
        rows = [row for row, batch in enumerate(transfers["batch"]) if batch == name and transfers["seq"][row] == seq]
        for row, batch in enumerate(transfers["batch"]):
            if batch == name and transfers["seq"][row] != seq:  # none but payouts move money yet
                yield Bad("transfer", transfers["transfer"][row], "not-in-journal")
        if digest_of_digests("transfer", [transfers["digest"][row] for row in rows]) != words["transfers_digest"]:
            yield Bad("transfer", name, "records-differ-from-journal")


def _by_batch(columns: Columns) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for row, batch in enumerate(columns["batch"]):
        groups.setdefault(batch, []).append(row)
    return groups


def _transfers(tables: dict[str, Columns]) -> Iterator[Bad]:
    """Each line is moved once for exactly its amount; transfers are positive and between two accounts."""
    lines, transfers = tables["line"], tables["transfer"]
    amounts = {line: abs(amount) for line, amount in zip(lines["line"], lines["amount"], strict=True)}
    moved: dict[str, int] = {}
    for row, line in enumerate(transfers["line"]):
        amount = transfers["amount"][row]
        if amount <= 0 or transfers["debit"][row] == transfers["credit"][row] or line not in amounts:
            yield Bad("transfer", transfers["transfer"][row], "unbalanced")
        if "aid" in (transfers["debit"][row], transfers["credit"][row]):
            moved[line] = moved.get(line, 0) + amount
    for line, amount in amounts.items():
        if moved.get(line) != amount:
            yield Bad("line", line, "balance-differs")


def _persons(lines: Columns, persons: Columns) -> Iterator[Bad]:
    """Lines hold a commitment to the person as then known; an erased person (blank salt) cannot be checked."""
    sealed = commitments({name: persons[name] for name in PERSONAL})
    by_person = {
        person: "" if salt == "" else commitment
        for person, salt, commitment in zip(persons["person"], persons["salt"], sealed, strict=True)
    }
    whose = {
        person: (subject, payee)
        for person, subject, payee in zip(persons["person"], persons["subject"], persons["payee"], strict=True)
    }
    for row, salt in enumerate(persons["salt"]):
        if salt == "" and any(persons[name][row] != "" for name in PERSONAL):
            yield Bad("person", str(persons["person"][row]), "values-altered")
    for person in sorted(whose.keys() - set(lines["person"])):
        yield Bad("person", str(person), "not-in-journal")
    for line, person, commitment, subject, payee in zip(
        *(lines[name] for name in ("line", "person", "commitment", "subject", "payee")), strict=True
    ):
        if person in whose and whose[person] != (subject, payee):
            yield Bad("person", f"{person} ({line})", "values-altered")
        if person not in by_person:
            yield Bad("person", str(person), "record-missing")
        elif by_person[person] not in ("", commitment):
            yield Bad("person", f"{person} ({line})", "values-altered")


def _payments(journal: list[dict[str, Any]], lines: Columns, persons: Columns) -> Iterator[Bad]:
    """The payment digest of each batch follows from its lines and their persons, where none of them is erased."""
    table = pd.DataFrame(lines).merge(pd.DataFrame(persons).drop(columns=["subject", "payee"]), on="person")
    by_batch = {str(name): part for name, part in table.groupby("batch")}
    for row in journal:
        for batch in json.loads(row["body"])["batches"] if row["kind"] == "payout" else ():
            part = by_batch.get(batch["batch"])
            if part is not None and (part["salt"] != "").all() and payment_digest(part) != batch["digest"]:
                yield Bad("batch", batch["batch"], "payments-differ")
