"""Use case: the bank files of a batch written again from archive and books: byte for byte those that were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import FindingsError
from aid_ledger.ledger import orders_of
from aid_ledger.money import to_capitals
from aid_ledger.payments import Cover, bank_profile
from aid_ledger.payments.bank_files import PAYEES
from aid_ledger.reports import PayoutBook
from aid_ledger.reports.unwritten import is_noting
from aid_ledger.store import columns_of, rows_of, write_whole
from aid_ledger.terms import Term
from aid_ledger.words import Lang, shown_day

if TYPE_CHECKING:
    from aid_ledger.office import Office


def write_sendings(
    office: Office, batch: str, folder: Path, *, missing: bool = False, lang: Lang = "zh"
) -> tuple[Path, ...]:
    """Write the bank files of a batch again, with their covering sheets, one sheet a ``pay``.

    Args:
        office: the workspace.
        batch: whose files; one of which nothing was sent has none.
        folder: made where it is needed and missing.
        missing: only the files that are not there, and the covering sheets of those.
        lang: of the covering sheets.

    Raises:
        IntegrityError: the archive no longer has a file as it was sent.
        OSError: the folder cannot be written.
    """
    from aid_ledger.reports.bank_cover import write_bank_cover

    with office.database.read() as connection:
        rows = rows_of(connection, "sending", "batch = :batch", "sending", batch=batch)
        records = {row["seq"]: row for row in rows_of(connection, "journal", "kind = 'pay'")}
        orders = orders_of(connection, "batch = :batch", batch=batch)
        names = ("line", "term", "programme")
        lines = pd.DataFrame(columns_of(connection, "line", "batch = :batch", names=names, batch=batch))
    orders = orders[orders["sent"]].merge(lines, on="line", how="left")
    paths: list[Path] = []
    for seq in dict.fromkeys(row["seq"] for row in rows):
        own = [row for row in rows if row["seq"] == seq]
        wanted = [row for row in own if not (missing and (folder / row["file"]).exists())]
        if not wanted:
            continue
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_noting():
            paths += [write_whole(folder / row["file"], office.evidence.read(row["file_digest"])) for row in wanted]
        head = cover_head(office, Term.parse(orders["term"].iloc[0]), records[seq])
        ids = "、".join(row["sending"] for row in own)
        covers = _covers(office, own, orders)
        title = _title(office, own[0]["profile"])
        paths.append(write_bank_cover(folder, head, covers, sending=ids, bank=title, lang=lang))
    return tuple(paths)


def cover_head(office: Office, term: Term, record: Mapping[str, Any]) -> PayoutBook:
    """Return the head of a covering sheet: made by whom and when, with the chain as that record ends it."""
    return PayoutBook.without_lines(
        office=office.config.name, county=office.config.county, term=term, made_on=shown_day(str(record["at"])),
        prepared_by=str(record["by"]), head=str(record["digest"]),
    )  # fmt: skip


def _covers(office: Office, sendings: Sequence[Mapping[str, Any]], orders: pd.DataFrame) -> list[Cover]:
    """Return what a covering sheet says of files, as ``bank_covers`` did when they were made."""
    titles = {programme.id: programme.zh for programme in office.rulebook().programmes}
    covers = []
    for row in sendings:
        own = orders[orders["sending"] == row["sending"]]
        programmes = tuple(titles.get(name, name) for name in sorted(set(own["programme"])))
        covers.append(Cover(
            row["file"], row["batch"], PAYEES[own["payee"].iloc[0]], programmes, row["payer"], row["orders"],
            row["total"], to_capitals(row["total"]), row["hash_total"], row["file_digest"],
        ))  # fmt: skip
    return covers


def _title(office: Office, profile: str) -> str:
    """Return the bank's form in words; its name alone where the profile is no longer there."""
    try:
        return bank_profile(profile, office.banks()).title
    except FindingsError:
        return profile
