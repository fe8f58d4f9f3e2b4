"""A small office whose term was paid and settled, its audit bundle with and without sources, and ways to alter one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools.county import AT, BY, Desk, name_of
from tests.tools.money import approve, bank_says, pay
from tests.tools.money_county import money_county

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Packs:
    """The office, and its bundles in a folder that has nothing else."""

    office: Path
    whole: Path
    bare: Path


def settled_office(folder: Path) -> None:
    """Make an office whose term was posted with its papers, approved, sent and settled: one payment came back."""
    with closing(money_county(folder)) as desk:
        batch = desk.payout(papers=True).batch
        assert batch is not None
        approve(desk, batch.batch)
        paid = pay(desk, batch.batch)
        bank_says(desk, paid, lambda row: ("失败", "账户已销户") if row["户名"] == name_of(2) else ("成功", ""))


def packed(root: Path) -> Packs:
    """Make an office and its bundles."""
    settled_office(root / "office")
    packs = Packs(root / "office", root / "elsewhere" / "whole.zip", root / "elsewhere" / "bare.zip")
    packs.whole.parent.mkdir()
    with closing(Desk(packs.office)) as desk:
        packs.bare.write_bytes(desk.office.bundle("2023S", by=BY, at=AT).data)
        packs.whole.write_bytes(desk.office.bundle("2023S", by=BY, at=AT, with_sources=True).data)
    return packs


def unzipped(data: bytes) -> Files:
    """Return the entries of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: Files) -> bytes:
    """Put a bundle together again, with digests of its files that fit, as a forger would."""
    about = json.loads(files["bundle.json"])
    about["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "bundle.json"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in (files | {"bundle.json": json.dumps(about).encode()}).items():
            made.writestr(name, data)
    return out.getvalue()


def rows_in(files: Files, table: str) -> list[list[Any]]:
    """Return a table of a bundle: its columns, then its rows."""
    return [json.loads(line) for line in files[f"tables/{table}.jsonl"].splitlines()]


def put(files: Files, table: str, changed: list[list[Any]]) -> Files:
    """Return a bundle with another table."""
    return files | {f"tables/{table}.jsonl": "".join(json.dumps(row) + "\n" for row in changed).encode()}


def altered(data: bytes, table: str, column: str, value: Any, row: int = 1) -> bytes:
    """Return a bundle in which one value is another."""
    files = unzipped(data)
    own = rows_in(files, table)
    own[row][own[0].index(column)] = value
    return zipped(put(files, table, own))
