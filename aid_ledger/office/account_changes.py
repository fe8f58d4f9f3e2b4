"""Use case: account changes. Another account than the one last approved is paid only once a second person agrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.ledger import one_name, record, record_versions, require_two
from aid_ledger.office.account_owners import OWNER
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.papers import without_lines
from aid_ledger.office.payable import Payable, payable
from aid_ledger.office.sources import all_sources
from aid_ledger.reports import write_account_changes
from aid_ledger.store import head, rows_of
from aid_ledger.store.tables import PERSONAL
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

CHANGE_COLUMNS = (
    "line", "subject", "payee", "name", "id_number", "school", "grade", "class_", "approved_account", "approved_name",
    "account", "account_name", "relation", "bank", "brought_by", "sources",
)  # fmt: skip
_VERSIONED = [name for name in PERSONAL if name != "salt"]
_NOT_DIGITS = re.compile(r"\D")


def account_changes(office: Office, term: Term, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return the accounts that wait for a second person, one row a subject and payee: :data:`CHANGE_COLUMNS`.

    ``line`` is the first of the lines that wait for it; ``brought_by`` names who imported the lists that say so,
    ``sources`` which they are, both joined by ``;``.
    """
    return _changes(office, _payables(office, term, progress))[list(CHANGE_COLUMNS)]


def write_changes(
    office: Office, term: Term, changes: pd.DataFrame, out: Path, *, by: str, at: str, lang: Lang = "zh"
) -> Path:  # fmt: skip
    """Write the 账户变更表 of accounts that wait, as :func:`account_changes` gives them.

    Raises:
        InputError: ``workbook-not-writable``: it is open elsewhere.
    """
    with office.database.read() as connection:
        files = {str(row["source"]): str(row["file"]) for row in all_sources(connection)}
    named = ["、".join(files.get(source, source) for source in text.split(";")) for text in changes["sources"]]
    order = ["school", "grade", "class_", "id_number", "line"]
    shown = changes.assign(files=named, grade_class=changes["grade"] + changes["class_"]).sort_values(
        order, ignore_index=True
    )
    return write_account_changes(out, without_lines(office, term, by=by, at=at), shown, lang=lang)


def _payables(office: Office, term: Term, progress: Progress | None) -> list[Payable]:
    with office.database.read() as connection:
        batches = [row["batch"] for row in rows_of(connection, "batch", "term = :term", "batch", term=str(term))]
    found: list[Payable] = []
    for batch in batches:
        found.append(payable(office, batch, view=found[0].view if found else None, progress=progress))
    return found


def _changes(office: Office, found: Sequence[Payable]) -> pd.DataFrame:
    open_ = pd.concat([one.waiting for one in found]) if found else pd.DataFrame(columns=["waits"])
    rows = open_[open_["waits"] == "account-change-waits"]
    if rows.empty:
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    rows = rows.sort_values("line").drop_duplicates([OWNER, "payee"], ignore_index=True)
    brought = [_brought(office, found[-1].view, str(account)) for account in rows["account"]]
    return rows.assign(
        brought_by=[";".join(sorted({name for name, _ in by})) for by, _ in brought],
        sources=[";".join(of) for _, of in brought], brought=pd.Series([by for by, _ in brought], dtype=object),
    )  # fmt: skip


def _brought(office: Office, view: Picture, account: str) -> tuple[list[tuple[str, int]], list[str]]:
    """Who imported a list in use that gives this account, by which record, and which lists. Changes are few."""
    with office.database.read() as connection:
        who = {row["source"]: (str(row["by"]), int(row["seq"])) for row in all_sources(connection)}
    digits = _NOT_DIGITS.sub("", account)
    found = []
    for source in view.linked.sources:
        frame = source.table.frame
        if "account_no" in frame and frame["account_no"].str.replace(_NOT_DIGITS, "", regex=True).eq(digits).any():
            found.append(source.source)
    return sorted({who[source] for source in found if source in who}), sorted(found)


def approve_account_changes(
    office: Office, term: Term, *, by: str, at: str, document: str = "", only: Sequence[str] = (),
    progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Approve changed accounts; the lines that waited for them can then be approved and sent.

    Args:
        office: the workspace.
        term: whose lines wait.
        by: who approves; must not have brought the account.
        at: when.
        document: 文号.
        only: lines, one for each change to approve; empty: all.
        progress: called with the name of each step.

    Returns:
        What was approved, as :func:`account_changes` gives it.

    Raises:
        InputError: ``no-account-change``: there is none (of these lines).
        LedgerError: ``change-approver-brought-it``, ``names-count-as-one``, ``books-changed-meanwhile``. Nothing was
            written.
    """
    found = _payables(office, term, progress)
    changes = _changes(office, found)
    missing = sorted(set(only) - set(changes["line"]))
    changes = changes[changes["line"].isin(list(only))] if only else changes
    if changes.empty or missing:
        raise InputError(Finding("no-account-change", params={"term": str(term), "lines": "、".join(missing)}))
    own = changes[[one_name(by) in map(one_name, names.split(";")) for names in changes["brought_by"]]]
    if len(own):
        params = {"by": by, "count": len(own), "line": own["line"].iloc[0]}
        raise LedgerError(Finding("change-approver-brought-it", params=params))
    with office.database.write() as connection:
        if head(connection) != found[0].seen:  # as of then the picture is
            raise LedgerError(Finding("books-changed-meanwhile", params={"tries": 1}))
        for name, seq in sorted({one for many in changes["brought"] for one in many}):
            require_two(connection, by, name, seq)
        known = found[-1].known
        keys = ["subject", "payee"]
        waiting = pd.concat([one.waiting for one in found]).drop_duplicates(keys)
        now = changes[keys].merge(waiting, on=keys)
        versions = record_versions(connection, known, now[[*keys, *_VERSIONED]]).set_index(keys)
        of_schools = changes["payee"] == "school"  # the account before may stand beside another student of the school
        account = ["payee", "account", "account_name"]
        now_as = ["payee", "approved_account", "approved_name"]
        before = pd.concat([
            known.versions.merge(changes.loc[~of_schools, [*keys, *now_as[1:]]], left_on=["subject", *account],
                                 right_on=["subject", *now_as], suffixes=("_", "")),
            known.versions.drop(columns="subject").merge(changes.loc[of_schools, [*keys, *now_as[1:]]],
                                                         left_on=account, right_on=now_as, suffixes=("_", "")),
        ]).drop_duplicates(keys, keep="last").set_index(keys)["person"]  # fmt: skip
        rows = [
            {"account_change": f"{line}-C{int(versions.loc[key, 'person'])}", "subject": key[0], "payee": key[1],
             "old_person": int(before[key]), "person": int(versions.loc[key, "person"]),
             "commitment": str(versions.loc[key, "commitment"]), "document": document}
            for line, key in zip(changes["line"], zip(*(changes[name] for name in keys), strict=True), strict=True)
        ]  # fmt: skip
        brought = {row["account_change"]: sorted({seq for _, seq in by})
                   for row, by in zip(rows, changes["brought"], strict=True)}  # fmt: skip
        body = {"term": str(term), "count": len(rows), "document": document, "brought": brought}
        record(connection, "accounts", by=by, at=at, body=body, tables={"account_change": rows})
    return changes[list(CHANGE_COLUMNS)]
