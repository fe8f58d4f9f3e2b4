"""The audit bundle: a term's tables, the whole journal, the archived files behind them and a checker, as one zip.

The same books give the same bytes. Rows of other terms that were sealed together with this term's, or before and after
it, are named by their digests alone, so that every seal of the journal can be checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from aid_ledger.store import Connection, Head, columns_of, digest, unique_keys
from aid_ledger.store.tables import SEALED_BY_RECORD, column_names

FORM = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BY_BATCH = ("line", "transfer", "share")
_LISTS = ("source", "source_end", "decision", "decision_end")
_KEPT = (
    "journal", "signature", "batch", *_BY_BATCH, *SEALED_BY_RECORD, "person", *_LISTS,
)  # fmt: skip
_OTHERS = ("table", "group", "key", "digest")
Table = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle holds: its bytes, the rows by table, the archived files in it, and the head of its journal."""

    data: bytes
    rows: Mapping[str, int]
    archived: tuple[str, ...]
    head: Head


@dataclass(frozen=True, slots=True)
class Gathered:
    """What goes into a bundle: the rows by table, those of other terms by digest, the digests of archived files."""

    term: str
    tables: dict[str, Table]
    others: Table
    archived: tuple[str, ...]

    @property
    def files(self) -> Mapping[str, str]:
        """The sha256 of each file that will lie beside the tables, by name."""
        texts = {name: hashlib.sha256(content).hexdigest() for name, content in _texts().items()}
        return texts | {f"archive/{digest}": digest for digest in self.archived}


def gather(
    connection: Connection, term: str, *, with_sources: bool = False,
    speaks_for: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Gathered:  # fmt: skip
    """Read what goes into a term's bundle.

    Args:
        connection: for reading.
        term: as it is written in the books.
        with_sources: whether the lists, decisions and bank files are put in beside the rule files.
        speaks_for: tells of a row of ``source`` whether that list speaks for the term; those that a payout of the term
            rested on are in the bundle anyhow.
    """
    everything = {table: _rows(connection, table) for table in _KEPT}
    speaking = {row["source"] for row in everything["source"] if speaks_for is not None and speaks_for(row)}
    tables, others = _of_term(everything, term, speaking)
    digests = tuple(sorted(set(_archived(tables, with_sources=with_sources))))
    return Gathered(term, tables, others, digests)


def recorded(gathered: Gathered, connection: Connection) -> Gathered:
    """Return what was gathered with the journal as it ends now: with the record that names ``files``.

    It is the last one in the bundle, so that no file can be taken out with the digests of ``bundle.json`` made to fit.
    """
    return replace(
        gathered, tables=gathered.tables | {name: _rows(connection, name) for name in ("journal", "signature")}
    )


def bundle(gathered: Gathered, archived: Callable[[str], bytes]) -> Contents:
    """Return the bundle of what was gathered; ``archived`` gives the archived bytes of a digest."""
    tables, last = gathered.tables, gathered.tables["journal"][-1]
    end = Head(last["seq"], last["digest"])
    entries = _texts() | {f"archive/{digest}": archived(digest) for digest in gathered.archived}
    entries |= {f"tables/{table}.jsonl": _jsonl(column_names(table), rows) for table, rows in tables.items()}
    entries["tables/others.jsonl"] = _jsonl(_OTHERS, gathered.others)
    about = {
        "form": FORM, "term": gathered.term, "head": end.digest, "records": end.seq,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(entries.items())},
    }  # fmt: skip
    entries["bundle.json"] = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    counts = {table: len(rows) for table, rows in tables.items()}
    return Contents(_zipped(entries), counts, gathered.archived, end)


def _texts() -> dict[str, bytes]:
    data = files("aid_ledger.audit") / "data"
    readme = ("\ufeff" + (data / "README.txt").read_text("utf-8")).encode("utf-8")
    return {"check.py": (data / "check.py.txt").read_bytes(), "README.txt": readme}


def _rows(connection: Connection, table: str) -> Table:
    columns = columns_of(connection, table)
    names = column_names(table)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(columns[name] for name in names), strict=True)]
    key = next(unique_keys(table))
    return sorted(rows, key=lambda row: [row[name] for name in key])


def _of_term(
    everything: Mapping[str, Table], term: str, speaking: set[Any]
) -> tuple[dict[str, Table], Table]:  # fmt: skip
    """Return the rows of a term by table, and the digests of all other rows that the journal sealed.

    ``speaking`` are lists that speak for the term, also where no payout has rested on them yet.
    """
    batches = {row["batch"] for row in everything["batch"] if row["term"] == term}
    lines = {row["line"] for row in everything["line"] if row["batch"] in batches}
    subjects = {row["subject"] for row in everything["line"] if row["batch"] in batches}
    orders = {row["payment_order"] for row in everything["payment_order"] if row["batch"] in batches}
    of_table: dict[str, tuple[str, set[Any]]] = {
        **dict.fromkeys(("batch", "line", "transfer", "share", "approval", "payment_order", "sending"),
                        ("batch", batches)),
        **dict.fromkeys(("order_end", "sent_order", "settled_order"), ("payment_order", orders)),
        "recovery_booking": ("line", lines), "account_change": ("subject", subjects),
        **_evidence(everything, term, speaking),
    }  # fmt: skip
    tables, others = {name: everything[name] for name in ("journal", "signature")}, []
    posted = {
        (row["seq"], batch["batch"])
        for row in everything["journal"]
        for batch in json.loads(row["body"]).get("batches", ())
    }
    for table, (column, mine) in of_table.items():
        tables[table] = [row for row in everything[table] if row[column] in mine]
        if table in _BY_BATCH or table in SEALED_BY_RECORD:
            rest = [row for row in everything[table] if row[column] not in mine]
            others += [_other(table, row, posted) for row in rest]
        elif table in _LISTS:
            others += [_other_list(table, row) for row in everything[table] if row[column] not in mine]
    named = {row["old_person"] for row in tables["account_change"]}
    named |= {row["person"] for table in ("line", "payment_order", "account_change") for row in tables[table]}
    tables["person"] = [row for row in everything["person"] if row["person"] in named]
    return tables, others


def _evidence(
    everything: Mapping[str, Table], term: str, speaking: set[Any]
) -> dict[str, tuple[str, set[Any]]]:  # fmt: skip
    """Return which sources and decisions the payouts of a term rested on, and those that speak for it today."""
    sources = set(speaking)
    decisions = {row["decision"] for row in everything["decision"] if speaking and row["term"] in ("", term)}
    for row in everything["journal"]:
        body = json.loads(row["body"]) if row["kind"] == "payout" else {}
        if body.get("term") == term:
            sources |= {one["source"] for one in body["manifest"].get("sources", ())}
            decisions |= {one["decision"] for one in body["manifest"].get("decisions", ())}
    return {
        "source": ("source", sources), "source_end": ("source", sources),
        "decision": ("decision", decisions), "decision_end": ("decision", decisions),
    }  # fmt: skip


def _other(table: str, row: Mapping[str, Any], posted: set[tuple[int, str]]) -> dict[str, Any]:
    key = next(unique_keys(table))
    by_batch = table in ("line", "share") or (table == "transfer" and (row["seq"], row["batch"]) in posted)
    return {
        "table": table, "group": row["batch"] if by_batch else f"#{row['seq']}",
        "key": "\0".join(str(row[name]) for name in key), "digest": row["digest"],
    }  # fmt: skip


def _other_list(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A source or decision of another term, or the end of one, as its record sealed it: by the digest of its values."""
    own = digest(table.split("_", maxsplit=1)[0], [value for name, value in row.items() if name != "seq"])
    return {"table": table, "group": f"#{row['seq']}", "key": "", "digest": own}


def _archived(tables: Mapping[str, Table], *, with_sources: bool) -> Iterator[str]:
    term = {row["term"] for row in tables["batch"]}
    for record in tables["journal"]:
        body = json.loads(record["body"])
        if record["kind"] == "payout" and body["term"] in term:
            yield from body["manifest"].get("rules", {}).get("files", {}).values()
        elif record["kind"] == "settle" and with_sources:
            settled = {row["seq"] for row in tables["settled_order"]}
            yield from body.get("files", {}).values() if record["seq"] in settled else ()
    if with_sources:
        yield from (row["digest"] for row in tables["source"])
        yield from (row["file_digest"] for row in tables["sending"])
        yield from (one for row in tables["decision"] for one in (row["body"], row["document"]) if one)


def _jsonl(names: tuple[str, ...], rows: Table) -> bytes:
    values = [list(names), *([row[name] for name in names] for row in rows)]
    return "".join(json.dumps(one, ensure_ascii=True, separators=(",", ":")) + "\n" for one in values).encode("ascii")


def _zipped(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted(entries.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            entry.create_system = 3  # the same on every system
            made.writestr(entry, content)
    return out.getvalue()
