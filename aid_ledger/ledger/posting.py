"""Posts lines: persons, lines, transfers, shares, batches and the journal record, all or nothing.

The caller is inside the one writing transaction and has read the ledger in it. Ids come from content: a line's is its
batch and its place in the batch's order (school, programme, who, correction).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from aid_ledger.ledger.bearing import shares_of
from aid_ledger.ledger.persons import Known, record_versions
from aid_ledger.ledger.records import payment_digest
from aid_ledger.ledger.sealing import Rows, write_columns, write_rows
from aid_ledger.ledger.shares import cumulative_shares
from aid_ledger.store import Connection, Head, append, body_text, head, insert, rows_of
from aid_ledger.store.tables import PERSONAL, column_names

ACCOUNTS = {"pay": ("aid", "payable"), "reverse": ("payable", "aid"), "recover": ("receivable", "aid")}
"""Book accounts by kind of line: debit, credit. A recover line is taken back from where its claim is."""
Shared = dict[str, dict[str, int]]
"""Fen by programme and level."""
PERSON_COLUMNS = tuple(name for name in PERSONAL if name != "salt")
_WHO = ("subject", "payee")
LINE_COLUMNS = (
    "programme", "subject", "student", "correction", "kind", "corrects", "payee", "amount", "standard", "school",
    "school_code", "town", "stage", "grade", "class_", "reason", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to be posted for one term.

    ``lines``: :data:`LINE_COLUMNS` and :data:`PERSON_COLUMNS` (for schools the account alone), one row a new line;
    ``student`` is the surrogate, 0 for a school; ``person, commitment`` are those of the line taken back, else 0 and
    blank. ``outstanding, waived``: where the claim of a recover line taken back is, else 0.
    ``weights``: levels and whole weights by programme.
    ``manifest`` is kept in the journal, under ``kind`` and beside ``words``; ``tables`` are rows that the
    same record writes and seals.
    """

    term: str
    lines: pd.DataFrame
    weights: Mapping[str, Mapping[str, int]]
    manifest: Mapping[str, Any]
    by: str
    at: str
    kind: str = "payout"
    words: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as posted. ``total`` is fen, signed."""

    batch: str
    kind: str
    lines: int
    total: int
    digest: str
    manifest: str


@dataclass(frozen=True, slots=True)
class Posted:
    """The batches of one payout and the journal head after it."""

    batches: tuple[Batch, ...]
    head: Head


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """Return the digest of sources, rules, options and code."""
    return hashlib.sha256(body_text(manifest).encode("utf-8")).hexdigest()


def post(connection: Connection, posting: Posting, known: Known) -> Posted:
    """Post lines as a payout batch and, where money that was sent comes back, a recover batch.

    Raises:
        ValueError: there is nothing to post: an empty batch says nothing.
    """
    if posting.lines.empty:
        raise ValueError("nothing to post")
    seq = head(connection).seq + 1
    taken = len(rows_of(connection, "batch", "term = :term", term=posting.term))
    lines = _with_versions(connection, posting.lines, known)
    recover = lines["kind"] == "recover"
    batches = []
    stands = _standing_shares(connection, posting.term)
    for kind, part in (("payout", lines[~recover]), ("recover", lines[recover])):
        if len(part):
            taken += 1
            batches.append(_post_batch(connection, posting, seq, (f"{posting.term}-{taken:03d}", kind), part, stands))
    tables = {name: [{**row, "seq": seq} for row in rows] for name, rows in posting.tables.items()}
    body = {
        **posting.words,
        "seals": write_rows(connection, tables),
        "term": posting.term,
        "manifest": dict(posting.manifest),
        "batches": [
            {
                "batch": batch.batch, "kind": batch.kind, "lines": batch.lines, "total": batch.total,
                "digest": batch.digest, **seals,
            }
            for batch, seals in batches
        ],
    }  # fmt: skip
    end = append(connection, posting.kind, by=posting.by, at=posting.at, body=body)
    if end.seq != seq:
        raise ValueError("the journal moved under a writing transaction")
    return Posted(tuple(batch for batch, _ in batches), end)


def _with_versions(connection: Connection, lines: pd.DataFrame, known: Known) -> pd.DataFrame:
    lines = lines.assign(**{name: none for name, none in (("person", 0), ("commitment", "")) if name not in lines})
    back = lines["kind"] == "reverse"  # says what the line that it takes back said, the version of the person too
    persons = lines[~back][[*_WHO, *PERSON_COLUMNS]].drop_duplicates(list(_WHO), ignore_index=True)
    if persons.empty:
        return lines
    versions = record_versions(connection, known, persons)
    joined = lines[~back].drop(columns=["person", "commitment"]).merge(versions, on=list(_WHO), how="left")
    return pd.concat([joined, lines[back]], ignore_index=True).astype({"person": int})


def _post_batch(
    connection: Connection,
    posting: Posting,
    seq: int,
    name: tuple[str, str],
    lines: pd.DataFrame,
    stands: Shared,
) -> tuple[Batch, dict[str, str]]:
    batch, kind = name
    order = ["school_code", "programme", "identity", "correction"]
    lines = lines.sort_values(order, kind="stable", ignore_index=True)
    lines = lines.assign(
        line=[f"{batch}-{number:05d}" for number in range(1, len(lines) + 1)],
        batch=batch, seq=seq, term=posting.term,
    )  # fmt: skip
    total = int(lines["amount"].sum())
    paid = payment_digest(lines)
    manifest = manifest_digest(posting.manifest)
    seals = {
        "lines_digest": write_columns(connection, "line", _line_columns(lines)),
        "transfers_digest": write_columns(connection, "transfer", _transfer_columns(lines, posting.at)),
        "shares_digest": write_columns(connection, "share", _share_columns(lines, posting, stands)),
    }
    insert(connection, "batch", [(batch, seq, posting.term, kind, len(lines), total, paid, manifest, posting.by)])
    return Batch(batch, kind, len(lines), total, paid, manifest), seals


def _line_columns(lines: pd.DataFrame) -> dict[str, list[Any]]:
    columns = {name: lines[name].tolist() for name in column_names("line") if name != "digest"}
    for name in ("student", "person"):
        columns[name] = [value or None for value in columns[name]]
    columns["corrects"] = [value or None for value in columns["corrects"]]
    return columns


def _transfer_columns(lines: pd.DataFrame, at: str) -> dict[str, list[Any]]:
    moves = _moves(lines)
    names, numbers, corrects = (moves[name].tolist() for name in ("line", "number", "corrects"))
    return {
        "transfer": [f"{line}-{number}" for line, number in zip(names, numbers, strict=True)],
        **{name: moves[name].tolist() for name in ("seq", "batch", "line", "term", "programme", "debit", "credit")},
        "amount": moves["amount"].tolist(),
        "at": [at] * len(moves),
        "corrects": [f"{line}-1" if line else None for line in corrects],
    }


def _moves(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row a transfer: one a line, but a claim taken back may lie in two accounts."""
    moves = lines.assign(
        debit=lines["kind"].map({kind: debit for kind, (debit, _) in ACCOUNTS.items()}),
        credit=lines["kind"].map({kind: credit for kind, (_, credit) in ACCOUNTS.items()}),
        amount=lines["amount"].abs(), number=1,
    )  # fmt: skip
    eased = (lines["kind"] == "reverse") & (lines["amount"] > 0)
    if not eased.any():
        return moves
    parts = [
        moves.assign(debit="aid", credit=account, amount=moves[name])[eased & (moves[name] > 0)]
        for name, account in (("outstanding", "receivable"), ("waived", "waived"))
    ]
    moves = pd.concat([moves[~eased], *parts]).sort_values("line", kind="stable")
    return moves.assign(number=moves.groupby("line").cumcount() + 1)


def _standing_shares(connection: Connection, term: str) -> Shared:
    """Return what stands on each level for the term, by programme."""
    stands: Shared = {}
    of_term = shares_of(connection, [term]).groupby(["programme", "level"], sort=True)["amount"].sum()
    for programme, level, fen in of_term.reset_index().itertuples(index=False):
        stands.setdefault(str(programme), {})[str(level)] = int(fen)
    return stands


def _share_columns(lines: pd.DataFrame, posting: Posting, stands: Shared) -> dict[str, list[Any]]:
    """Return the shares of a batch; what stands on each level is moved on."""
    rows: list[tuple[str, str, str, int]] = []
    for programme, part in lines.groupby("programme", sort=True):
        by_school = part.groupby("school_code", sort=True)["amount"].sum()
        name = str(programme)
        own = stands.setdefault(name, {})
        shares = cumulative_shares(own, by_school.tolist(), posting.weights[name])
        for code, split in zip(by_school.index, shares, strict=True):
            for level, amount in split.items():
                own[level] = own.get(level, 0) + amount
                if amount:
                    rows.append((name, str(code), level, int(amount)))
    columns = list(zip(*sorted(rows), strict=True)) or [(), (), (), ()]
    programme_, school, level_, amount_ = map(list, columns)
    return {
        "batch": [lines["batch"].iat[0]] * len(rows),
        "programme": programme_,
        "school_code": school,
        "level": level_,
        "amount": amount_,
    }
