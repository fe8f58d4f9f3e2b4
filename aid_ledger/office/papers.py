"""The papers of a batch: what the ledger says of it, put into the form that ``reports`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.facts import BY_NAME
from aid_ledger.intake import read_stage_and_grade
from aid_ledger.ledger import Known, lines_of
from aid_ledger.office.absent_children import absent_children
from aid_ledger.office.doubts import doubts
from aid_ledger.office.hints import hints_of
from aid_ledger.office.last_term import last_rosters
from aid_ledger.office.new_lines import no_longer_listed
from aid_ledger.office.served_meals import with_served_meals
from aid_ledger.reports import (
    ABSENT_COLUMNS,
    HELD_COLUMNS,
    SHARE_COLUMNS,
    WAITING,
    PayoutBook,
    write_payout_books,
)
from aid_ledger.store import Connection, head, rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase, shown_day

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import Outcomes


def write_papers(
    office: Office, batches: Sequence[str], *, seen: tuple[Picture, Outcomes] | None = None,
    lost: pd.DataFrame | None = None, out: Path | None = None, lang: Lang = "zh",
) -> tuple[Path, ...]:  # fmt: skip
    """Write the papers of batches of one term from the ledger, each in a folder of its own.

    With ``seen``, the picture of the payout that made them and its outcomes, the first batch has its list of doubts
    and of children at no school; ``lost``: the students of whom no list speaks, looked up where it is left out.

    Raises:
        InputError: ``batch-not-known``; a workbook that is open elsewhere.
    """
    with office.database.read() as connection:
        records = [batch_to_print(connection, batch) for batch in batches]
        lines = lines_of(connection, records[0]["term"])
        shares = [pd.DataFrame(rows_of(connection, "share", "batch = :batch", batch=batch)) for batch in batches]
        with_meals = {
            record["batch"]: with_served_meals(
                connection, lines[lines["batch"] == record["batch"]].reset_index(drop=True), int(record["seq"])
            )
            for record in records
        }
        end = head(connection)
    view = seen[0] if seen else None
    term = Term.parse(records[0]["term"])
    rulebook = view.rulebook if view else office.rulebook()
    titles = {programme.id: programme.zh for programme in rulebook.programmes}
    first = lines["batch"].min()
    waiting, absent = _to_check(office, seen, lost, lang)
    paths: list[Path] = []
    for place, (record, share) in enumerate(zip(records, shares, strict=True)):
        batch = record["batch"]
        own = with_meals[batch]
        named = titles | {name: name for name in own["programme"].unique() if name not in titles}
        book = PayoutBook(
            office=office.config.name, county=office.config.county, term=term, batch=batch, made_on=record["made_on"],
            prepared_by=record["prepared_by"], digest=record["digest"], head=end.digest, titles=named,
            lines=printable_lines(own, term, first=batch == first),
            shares=share[list(SHARE_COLUMNS)] if len(share) else pd.DataFrame(columns=list(SHARE_COLUMNS)).astype(
                {"amount": int}),
            held=waiting if not place else waiting.iloc[:0], schools=schools_of(own, view),
            absent=absent if not place else absent.iloc[:0],
        )  # fmt: skip
        shared = out if out is None or len(batches) == 1 else out / batch  # papers of the same name, one folder each
        paths += write_payout_books(shared or office.workspace.reports / record["term"] / batch, book, lang=lang)
    if seen and out is None:  # the lists of a payout that posted nothing are out of date now
        for name in ("sheet-file-held", "sheet-file-absent"):
            with suppress(PermissionError):  # open in another program
                (office.workspace.reports / str(term) / f"{phrase(name, lang)}.xlsx").unlink(missing_ok=True)
    return tuple(paths)


def _to_check(
    office: Office, seen: tuple[Picture, Outcomes] | None, lost: pd.DataFrame | None, lang: Lang
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """What a payout leaves to people: its doubts, and the children whom it found at no school."""
    if seen is None:
        held = pd.DataFrame(columns=list(HELD_COLUMNS)).astype({"row": int, "stake": int})
        return held, pd.DataFrame(columns=list(ABSENT_COLUMNS))
    hints = hints_of(seen[0].linked, last_rosters(office, seen[0].linked))
    lost = lost_students(office, seen[0]) if lost is None else lost
    return doubts(*seen, hints, lang, lost=lost), absent_children(hints, lang)


def lost_students(office: Office, view: Picture) -> pd.DataFrame:
    """Return the students with money in a term of whom no list in use speaks; see :func:`no_longer_listed`."""
    with office.database.read() as connection:
        posted, known = lines_of(connection, str(view.term)), Known.read(connection)
    return no_longer_listed(view, posted, known)


def write_doubts(
    office: Office, seen: tuple[Picture, Outcomes], *, by: str, at: str, lost: pd.DataFrame | None = None,
    out: Path | None = None, lang: Lang = "zh",
) -> tuple[Path, ...]:  # fmt: skip
    """Write the lists of a payout that posted nothing into the term's own folder: doubts and children at no school.

    A list with nothing on it is not written.
    """
    view, _ = seen
    held, absent = _to_check(office, seen, lost, lang)
    if held.empty and absent.empty:
        return ()
    titles = {programme.id: programme.zh for programme in view.rulebook.programmes}
    book = replace(without_lines(office, view.term, by=by, at=at), titles=titles, held=held, absent=absent)
    return write_payout_books(out or office.workspace.reports / str(view.term), book, lang=lang)


def without_lines(office: Office, term: Term, *, by: str, at: str) -> PayoutBook:
    """Return the head of papers that belong to no batch, with the chain as it ends now."""
    with office.database.read() as connection:
        end = head(connection)
    return PayoutBook.without_lines(
        office=office.config.name, county=office.config.county, term=term, made_on=shown_day(at), prepared_by=by,
        head=end.digest,
    )  # fmt: skip


def batch_to_print(connection: Connection, batch: str) -> dict[str, Any]:
    """Return a batch as recorded, with the day on which it was made."""
    rows = rows_of(connection, "batch", "batch = :batch", batch=batch)
    if not rows:
        raise InputError(Finding("batch-not-known", params={"batch": batch}))
    made = rows_of(connection, "journal", "seq = :seq", seq=rows[0]["seq"])
    return {**rows[0], "made_on": shown_day(str(made[0]["at"]))}


def printable_lines(own: pd.DataFrame, term: Term, *, first: bool) -> pd.DataFrame:
    """Return ledger lines as papers take them: in words, with the order of their grades; ``first``: of first batch."""
    blank = pd.Series("", index=own.index, dtype="str")
    stage, grade, _ = read_stage_and_grade(own["stage"].map(_stage_word), own["grade"], own["class_"], blank, term=term)
    by_name = {name: code for code, name in enumerate(BY_NAME["stage"].values)}
    written = own["stage"].str.split("+").str[0].map(by_name).fillna(0).to_numpy(dtype=np.int64)
    order = np.where(stage > 0, stage, written).astype(np.int64) * 10 + grade
    eased = (own["kind"] == "reverse") & (own["amount"] > 0)  # a recovery taken back: nobody signs for it
    kind = np.where(eased, "ease", own["kind"])
    return own.assign(grade_order=order, remark=_remarks(own, term, first=first), kind=kind)


_STAGE_WORDS = {"preschool": "学前", "primary": "小学", "junior": "初中", "senior": "普高", "vocational": "中职"}


def _stage_word(stage: str) -> str:
    return _STAGE_WORDS.get(stage, "")


def _remarks(own: pd.DataFrame, term: Term, *, first: bool) -> list[str]:
    remarks = []
    for kind, reason, account in zip(
        own["kind"].tolist(), own["reason"].tolist(), own["account"].tolist(), strict=True
    ):
        codes = [] if kind != "pay" else ["first" if first else f"back-pay:{term}"]
        if reason == "rate-changed":
            codes = ["rate-changed"]
        if kind == "pay" and not account and reason in WAITING:
            codes.append(reason)
        remarks.append(";".join(codes))
    return remarks


def schools_of(own: pd.DataFrame, view: Picture | None = None) -> pd.DataFrame:
    """Return the schools of lines, and with ``view`` all of the term, in the order of every sheet."""
    if view is None:
        named = own[["school_code", "school", "town"]]
    else:
        frame = view.linked.schools.frame
        named = frame.rename(columns={"code": "school_code", "name": "school"})[["school_code", "school", "town"]]
        named = pd.concat([named, own[["school_code", "school", "town"]]])
    named = named.drop_duplicates(["school_code", "school"]).sort_values(["town", "school_code", "school"])
    return named.assign(order=range(len(named))).reset_index(drop=True)
