"""The 追缴通知单 of an approved recover batch: what is still claimed, child by child."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.ledger import lines_of
from aid_ledger.office.papers import batch_to_print, printable_lines, schools_of, without_lines
from aid_ledger.reports import Claim, Note, natural, write_recovery_notes
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office


def write_notes(office: Office, batch: str, *, out: Path | None = None, lang: Lang = "zh") -> tuple[Path, ...]:
    """Write the notes of a batch's claims that are approved and open; none before an approval, none of a payout batch.

    Raises:
        InputError: ``batch-not-known``; a workbook that is open elsewhere.
    """
    with office.database.read() as connection:
        record = batch_to_print(connection, batch)
        lines = lines_of(connection, record["term"])
        approvals = rows_of(connection, "approval", "batch = :batch", "seq", batch=batch)
        at = {row["seq"]: str(row["at"]) for row in rows_of(connection, "journal", "kind = 'approve'")}
    own = lines[(lines["batch"] == batch) & (lines["kind"] == "recover") & (lines["outstanding"] > 0)]
    if not approvals or own.empty:
        return ()
    term = Term.parse(str(record["term"]))
    titles = {programme.id: programme.zh for programme in office.rulebook().programmes}
    own = own.reset_index(drop=True)
    own = own.assign(
        grade_order=printable_lines(own, term, first=False)["grade_order"],
        title=[titles.get(name, name) for name in own["programme"]],
    )
    made_on = at[approvals[-1]["seq"]]
    head = without_lines(office, term, by=str(record["prepared_by"]), at=made_on)
    folder = out or office.workspace.reports / str(term) / batch
    return write_recovery_notes(
        folder / phrase("sheet-folder-recovery", lang), replace(head, batch=batch), _notes(own),
        office.config.recovery, lang=lang,
    )  # fmt: skip


def _notes(own: pd.DataFrame) -> list[Note]:
    """Return one note a school and child (a school's own claims are its own), in the order of all sheets."""
    ranks = {key: rank for rank, key in enumerate(map(tuple, schools_of(own)[["school_code", "school"]].to_numpy()))}
    notes = []
    for _, part in own.groupby(["school_code", "school", "subject"], sort=True):
        row = part.iloc[0]
        claims = tuple(
            Claim(str(line), str(title), str(why), int(amount))
            for line, title, why, amount in part[["line", "title", "reason", "outstanding"]].itertuples(index=False)
        )
        note = Note(str(row["school"]), str(row["school_code"]), f"{row['grade']}{row['class_']}", str(row["name"]),
                    str(row["id_number"]), claims)  # fmt: skip
        place = (ranks[(note.code, note.school)], int(row["grade_order"]), natural(str(row["class_"])), note.id_number)
        notes.append((place, claims[0].line, note))
    return [note for _, _, note in sorted(notes, key=lambda one: one[:2])]
