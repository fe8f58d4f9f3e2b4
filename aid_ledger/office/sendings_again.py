"""The bank files of a batch written again from the archive, with the cover of each sending."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.ledger import lines_of, orders_of
from aid_ledger.money import to_capitals
from aid_ledger.office.papers import without_lines
from aid_ledger.office.payable import batch_record
from aid_ledger.office.paying import write_private
from aid_ledger.payments import Cover
from aid_ledger.reports import write_bank_cover
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office


def write_sendings(office: Office, batch: str, folder: Path, *, at: str, lang: Lang = "zh") -> tuple[Path, ...]:
    """Write the bank files of a batch again, byte for byte those that were sent, each sending with its cover."""
    with office.database.read() as connection:
        record = batch_record(connection, batch)
        rows = rows_of(connection, "sending", "batch = :batch", "sending", batch=batch)
        orders = orders_of(connection, "batch = :batch", batch=batch)
        lines = lines_of(connection, str(record["term"])).set_index("line")
        by = {row["seq"]: str(row["by"]) for row in rows_of(connection, "journal", "kind = 'pay'")}
    if not rows:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = [write_private(folder / row["file"], office.evidence.read(row["file_digest"])) for row in rows]
    titles = {programme.id: programme.zh for programme in office.rulebook().programmes}
    banks = {bank.name: bank.title for bank in office.banks()}
    for seq in sorted({row["seq"] for row in rows}):
        own = [row for row in rows if row["seq"] == seq]
        covers = [_cover(row, orders[orders["sending"] == row["sending"]], lines, titles) for row in own]
        head = without_lines(office, Term.parse(str(record["term"])), by=by[seq], at=at)
        ids = "、".join(row["sending"] for row in own)
        bank = banks.get(own[0]["profile"], own[0]["profile"])
        paths.append(write_bank_cover(folder, head, covers, sending=ids, bank=bank, lang=lang))
    return tuple(paths)


def _cover(
    row: Mapping[str, Any], orders: pd.DataFrame, lines: pd.DataFrame, titles: Mapping[str, str]
) -> Cover:  # fmt: skip
    """Return what the cover says of a file, from the books."""
    programmes = sorted(set(lines.loc[orders["line"], "programme"]))
    whom = "schools" if (orders["payee"] == "school").all() else "people"
    return Cover(
        row["file"], row["batch"], whom, tuple(titles.get(name, name) for name in programmes), row["payer"],
        row["orders"], row["total"], to_capitals(row["total"]), row["hash_total"], row["file_digest"],
    )  # fmt: skip
