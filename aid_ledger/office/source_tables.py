"""Keeps a sheet's table in the columnar cache; made anew from the archived bytes where it is missing or altered."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aid_ledger.intake import Column, SheetTable, read_file
from aid_ledger.linking import Source
from aid_ledger.store import Evidence

_FORM = "3"  # changes whenever intake reads the same bytes otherwise
_DIFFERENT = 1 << 18  # bytes of texts that stand once in a column, before it is written as it is: names, numbers


def cache_key(digest: str, sheet: str, kind: str, told: Mapping[str, Any]) -> str:
    """Return the name of a table in the cache."""
    return f"{digest}.{sheet.encode('utf-8').hex()[:80]}.{kind}{told_key(told)}.{_FORM}.parquet"


def told_key(told: Mapping[str, Any]) -> str:
    """Return what tells two readings of the same bytes apart: of what was said of the columns; ``""`` for nothing."""
    said = {name: value for name, value in told.items() if name != "profile"}
    if not said:
        return ""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return "." + hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def to_bytes(table: SheetTable) -> bytes:
    """Return a table as Parquet: its frame, a truth column per damaged field, and the rest as metadata."""
    frame = table.frame.copy(deep=False)
    for prefix, masks in (("damaged", table.damaged), ("unread", table.unread)):
        for name, mask in masks.items():
            if mask.any():
                frame[f"{prefix}:{name}"] = mask
    words = {
        "kind": table.kind, "sheet": table.sheet, "header_row": table.header_row, "last_row": table.last_row,
        "columns": [[c.letter, c.header, c.field, c.unit] for c in table.columns],
        "passed_over": dict(table.passed_over), "hidden_rows": table.hidden_rows, "name_facts": dict(table.name_facts),
        "told": dict(table.told),
    }  # fmt: skip
    if table.comments:
        words["comments"] = {str(row): dict(cells) for row, cells in table.comments.items()}
    arrow = pa.Table.from_pandas(frame, preserve_index=False)
    out = io.BytesIO()
    metadata = {**(arrow.schema.metadata or {}), b"aid_ledger": json.dumps(words, ensure_ascii=False).encode()}
    pq.write_table(
        arrow.replace_schema_metadata(metadata), out, compression="snappy", dictionary_pagesize_limit=_DIFFERENT,
        write_statistics=False,  # nobody looks for a part of a table
    )  # fmt: skip
    return out.getvalue()


def from_bytes(data: bytes) -> SheetTable:
    """Return the table of :func:`to_bytes`."""
    arrow = pq.read_table(io.BytesIO(data))
    words: Mapping[str, Any] = json.loads(arrow.schema.metadata[b"aid_ledger"])
    frame = arrow.to_pandas()
    masks: dict[str, dict[str, np.ndarray[Any, Any]]] = {"damaged": {}, "unread": {}}
    for name in [column for column in frame.columns if ":" in column]:
        prefix, field = name.split(":", 1)
        masks[prefix][field] = frame.pop(name).to_numpy(dtype=bool)
    kinds = {name: "int32" if name == "row" else "str" for name in frame.columns}
    frame = frame.astype({name: kinds[name] for name, kind in frame.dtypes.items() if kind != kinds[name]})
    return SheetTable(
        kind=words["kind"], sheet=words["sheet"], header_row=words["header_row"],
        columns=tuple(Column(*column) for column in words["columns"]),
        frame=frame, last_row=words["last_row"], damaged=masks["damaged"],
        unread=masks["unread"], passed_over=words["passed_over"], hidden_rows=words["hidden_rows"],
        name_facts=words["name_facts"], told=words["told"],
        comments={int(row): cells for row, cells in words.get("comments", {}).items()},
    )  # fmt: skip


def load_source(evidence: Evidence, row: Mapping[str, Any]) -> Source:
    """Return one source with its table: from the cache where it is as sealed at import, else from the archive."""
    detail: Mapping[str, Any] = json.loads(row["detail"])
    key = cache_key(row["digest"], row["sheet"], row["kind"], detail.get("told", {}))
    cached = evidence.read_cached(key)
    if cached is None or hashlib.sha256(cached).hexdigest() != detail["cached"]:
        told = detail.get("told", {})
        reading = read_file(evidence.read(row["digest"]), row["file"], kind=row["kind"], sheet=row["sheet"], told=told)
        table = next(table for table in reading.tables if table.sheet == row["sheet"])
        evidence.keep_cached(key, to_bytes(table))
    else:
        table = from_bytes(cached)
    facts: dict[str, str] = detail["name_facts"]
    return Source(
        row["source"],
        row["digest"],
        row["file"],
        row["sheet"],
        row["kind"],
        row["term"],
        row["as_of"],
        table,
        facts,
        imported=str(row.get("at", "")),
    )
