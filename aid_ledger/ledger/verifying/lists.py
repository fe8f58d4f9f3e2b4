"""Sources and decisions: what an import, a retiring or a decision wrote is what its journal record sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aid_ledger.ledger.records import decision_seals, source_seals
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books, name_of

_KINDS = ("import", "retire", "decide", "retract")
_LISTS = (
    ("source", "rows", source_seals), ("source_end", "ends", source_seals),
    ("decision", "decisions", decision_seals), ("decision_end", "decision_ends", decision_seals),
)  # fmt: skip


def check(books: Books) -> Iterator[Bad]:
    """Yield the rows that no record sealed, and the records whose rows are missing."""
    sealing = {seq: record for seq, record in books.journal.items() if record.kind in _KINDS}
    for table, key, seals in _LISTS:
        columns = {name: column.to_pylist() for name, column in books.tables[table].items()}
        names = [name for name in columns if name != "seq"]
        kept: dict[Any, list[tuple[Any, ...]]] = {seq: [] for seq in sealing}
        for seq, *values in zip(columns["seq"], *(columns[name] for name in names), strict=True):
            kept.setdefault(seq, []).append(tuple(values))
        for seq, rows in kept.items():
            if seq not in sealing:
                yield Bad(table, name_of(table, columns, columns["seq"].index(seq)), "not-in-journal")
                continue
            said = list(sealing[seq].body.get(key, []))
            for row in rows:
                seal = _seal(seals, row)
                if seal not in said:
                    yield Bad(table, str(row[0]) or f"#{seq}", "values-altered")
                else:
                    said.remove(seal)
            if said:
                yield Bad(table, f"#{seq}", "record-missing")


def _seal(seals: Any, row: tuple[Any, ...]) -> str:
    try:
        return str(seals([row])[0])
    except (TypeError, UnicodeEncodeError):
        return ""
