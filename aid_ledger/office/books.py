"""Use cases that read the ledger or keep its lists: batches, exports, sources and their retiring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import balances, lines_of, orders_of, source_seals
from aid_ledger.money import format_yuan
from aid_ledger.office.class_lists import classes_of
from aid_ledger.office.refused import settle_refused
from aid_ledger.office.sources import all_sources
from aid_ledger.store import append, columns_of, insert, referred, rows_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

LINE_EXPORT = (
    "line", "batch", "term", "programme", "student_name", "id_number", "student_no", "school", "school_code", "stage",
    "grade", "class", "payee", "account_name", "account", "bank", "amount", "state", "corrects", "reason", "evidence",
)  # fmt: skip
TRANSFER_EXPORT = (
    "transfer", "batch", "line", "term", "programme", "debit", "credit", "amount", "at", "corrects", "record_digest",
)  # fmt: skip
_ACCOUNT = ("account_name", "account", "bank")
_STATES = ("prepared", "approved", "sent", "returned", "paid", "recovered", "waived")
_SOURCE_KEYS = ("source", "file", "sheet", "kind", "term", "as_of", "by", "at", "rows", "in_use")


def batches(office: Office, term: Term | None = None) -> list[dict[str, Any]]:
    """Return the batches in order, ``total`` in fen; the state is that of their lines."""
    with office.database.read() as connection:
        rows = rows_of(connection, "batch", "term = :term" if term else "", "batch",
                       **({"term": str(term)} if term else {}))  # fmt: skip
        lines = lines_of(connection, str(term) if term else "")
        approvals = rows_of(connection, "approval", order="seq")
        who = {row["seq"]: row["by"] for row in rows_of(connection, "journal", "kind = 'approve'")}
    approved = {row["batch"]: str(who[row["seq"]]) for row in approvals}
    states = lines.groupby("batch")["state"].agg(lambda column: _state(set(column))).to_dict()
    keys = ("batch", "term", "kind", "lines", "total", "digest", "prepared_by")
    return [
        {
            **{key: row[key] for key in keys},
            "state": states.get(row["batch"], "prepared"),
            "approved_by": approved.get(row["batch"]),
        }
        for row in rows
    ]


def _state(states: set[str]) -> str:
    """A batch is as far as the least of its standing lines."""
    standing = states - {"void"}
    if not standing:
        return "void"
    return next(state for state in _STATES if state in standing)


def export_lines(office: Office, term: Term) -> pd.DataFrame:
    """Return one row a ledger line, columns :data:`LINE_EXPORT`, money as yuan, ordered by line.

    The account is that of the line's last order, so where its money went; before the approval the one of its posting.
    """
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
        orders = orders_of(connection, referred("line", "line", "term = :term"), term=str(term))
    last = (
        orders.sort_values("seq", kind="stable")
        .drop_duplicates("line", keep="last")
        .set_index("line")
        .reindex(lines["line"])
    )
    for name in _ACCOUNT:
        lines[name] = np.where(last[name].notna(), last[name].to_numpy(dtype=object), lines[name])
    table = lines.rename(columns={"name": "student_name", "class_": "class"})
    table["amount"] = [format_yuan(amount) for amount in table["amount"]]
    return table.sort_values("line", ignore_index=True)[list(LINE_EXPORT)]


def export_transfers(office: Office, term: Term) -> pd.DataFrame:
    """Return one row a transfer, columns :data:`TRANSFER_EXPORT`."""
    with office.database.read() as connection:
        found = columns_of(connection, "transfer", "term = :term", "seq, transfer", term=str(term))
    return _as_exported(found)


def _as_exported(found: Mapping[str, list[Any]]) -> pd.DataFrame:
    table = pd.DataFrame(found).rename(columns={"digest": "record_digest"})
    table["amount"] = [format_yuan(amount) for amount in table["amount"]]
    return table.assign(corrects=table["corrects"].where(table["corrects"].notna(), ""))[list(TRANSFER_EXPORT)]


def transfers_as_beancount(office: Office, term: Term) -> str:
    """Return a term's transfers as a journal of beancount, with the trial balance asserted."""
    from aid_ledger.reports.beancount import beancount_text

    with office.database.read() as connection:
        found = columns_of(connection, "transfer", "term = :term", "seq, transfer", term=str(term))
    columns = zip(*(found[name] for name in ("debit", "credit", "amount")), strict=True)
    moves = [{"debit": debit, "credit": credit, "amount": amount} for debit, credit, amount in columns]
    return beancount_text(_as_exported(found), balances(moves), str(term))


def list_sources(office: Office, term: Term | None = None) -> list[dict[str, Any]]:
    """Return what has been imported, in use or not; with ``term`` only what names that term or none."""
    with office.database.read() as connection:
        rows = all_sources(connection)
    wanted = [row for row in rows if term is None or row["term"] in ("", str(term))]
    return [{**{key: row[key] for key in _SOURCE_KEYS}, "sha256": row["digest"]} for row in wanted]


def retire_source(office: Office, source: str, *, why: str, by: str, at: str) -> Mapping[str, Any]:
    """Take a source out of use; its file stays archived. Or say by its name that a refused file is not waited for.

    Returns:
        ``source`` (blank of a refused file), ``file`` and ``classes_without_list``: classes that no other roster of the
        term lists.

    Raises:
        InputError: ``source-not-known``, ``source-not-in-use``.
    """
    with office.database.read() as connection:
        known = source in {row["source"] for row in all_sources(connection)}
    if not known:
        return {
            "source": "", "file": settle_refused(office, source, why=why, by=by, at=at), "classes_without_list": [],
        }  # fmt: skip
    with office.database.write() as connection:
        rows = {row["source"]: row for row in all_sources(connection)}
        row = rows[source]
        if not row["in_use"]:
            raise InputError(Finding("source-not-in-use", params={"source": source}))
        end = append(
            connection,
            "retire",
            by=by,
            at=at,
            body={"source": source, "why": why, "ends": source_seals([(source, why)])},
        )
        insert(connection, "source_end", [(source, end.seq, why)])
        others = [
            other for other in rows.values()
            if other["in_use"] and other["kind"] == "roster" and other["term"] == row["term"] and other is not row
        ]  # fmt: skip
    without: set[tuple[str, ...]] = set()
    if row["kind"] == "roster":
        without = classes_of(office.load(row).table)
        for other in others:
            without -= classes_of(office.load(other).table)
    words = [" ".join(part for part in one if part) for one in sorted(without)]
    return {"source": source, "file": row["file"], "classes_without_list": words}


def log_use(office: Office, kind: str, body: Mapping[str, Any], *, by: str, at: str) -> None:
    """Write a use of personal data (an export, full numbers on a screen) into the journal."""
    with office.database.write() as connection:
        append(connection, kind, by=by, at=at, body=body)


def entitlement_table(office: Office, term: Term) -> pd.DataFrame:
    """Return one row an entitlement of a certain student or a school, with and without money."""
    from aid_ledger.office.payout import look
    from aid_ledger.rulebook import State

    view = look(office, term)
    programmes = {programme.id: programme for programme in view.rulebook.programmes}
    students, book = view.linked.students, view.linked.schools.frame
    due = view.due[view.due["state"] == int(State.ENTITLED)]
    own = students.iloc[due["student"].to_numpy()]
    names = np.append(book["name"].to_numpy(dtype=object), "")
    from aid_ledger.facts import BY_NAME

    stages = np.array(BY_NAME["stage"].values, dtype=object)
    table = pd.DataFrame(
        {
            "term": str(term), "programme": due["programme"].to_numpy(), "student_name": own["name"].to_numpy(),
            "id_number": own["id"].to_numpy(), "student_no": own["student_no"].to_numpy(),
            "school": names[own["school"].to_numpy()], "stage": stages[own["stage"].to_numpy()],
            "amount": due["amount"].to_numpy(),
        }
    )  # fmt: skip
    meals = view.meals[(view.meals["state"] == int(State.ENTITLED)) & (view.meals["amount"] > 0)]
    of_schools = pd.DataFrame(
        {
            "term": str(term), "programme": meals["programme"].to_numpy(), "student_name": "", "id_number": "",
            "student_no": "", "school": names[meals["school"].to_numpy()], "stage": meals["stages"].to_numpy(),
            "amount": meals["amount"].to_numpy(),
        }
    )  # fmt: skip
    table = pd.concat([table, of_schools], ignore_index=True)
    table["payee"] = [programmes[name].payee for name in table["programme"]]
    table["form"] = [programmes[name].given_as for name in table["programme"]]
    order = ["programme", "school", "id_number", "student_no", "student_name", "amount"]
    table = table.sort_values(order, kind="stable", ignore_index=True)
    table["amount"] = [format_yuan(amount) for amount in table["amount"]]
    columns = ["term", "programme", "student_name", "id_number", "student_no", "school", "stage", "payee", "amount",
               "form"]  # fmt: skip
    return table[columns]


def outcome_table(office: Office, term: Term) -> pd.DataFrame:
    """Return every data row of every file in use once, with its outcome."""
    from aid_ledger.office.outcomes import outcomes_of
    from aid_ledger.office.payout import look

    return outcomes_of(look(office, term)).rows
