"""Use case: the statement check. Published figures against the rules and, where there is one, the term's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.audit.statement_table import read_statement
from aid_ledger.audit.statements import StatementCheck, check_statement
from aid_ledger.ledger.states import lines_of
from aid_ledger.rulebook import NATION, load_rulebook

if TYPE_CHECKING:
    from aid_ledger.audit.statement_lines import Books
    from aid_ledger.office import Office
    from aid_ledger.terms import Term


def check_in_office(office: Office, name: str, data: bytes, term: Term | None) -> StatementCheck:
    """Check a statement by the national rules and against the books of the term, which are only read.

    Raises:
        FindingsError: what :func:`read_statement` raises, and what is wrong with the rules.
    """
    books, gross = books_of(office, term) if term else ({}, {})
    national = load_rulebook([NATION], folders=office.workspace.rules)  # whatever the packs of the office lack
    return check_statement(read_statement(data, name), national, term, books, gross)


def check_alone(name: str, data: bytes, term: Term | None) -> StatementCheck:
    """Check a statement by the national rules alone, without any workspace."""
    return check_statement(read_statement(data, name), load_rulebook([NATION]), term)


def books_of(office: Office, term: Term) -> tuple[Books, Books]:
    """Return people and fen by programme and stage of a term: less what was claimed back, and without that."""
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
    lines = lines[lines["student"].notna()]  # what is paid to a school for all of it has no heads
    claims = set(lines.loc[lines["kind"] == "recover", "line"])
    of_claims = lines["line"].isin(claims) | lines["corrects"].isin(claims)
    return _sums(lines), _sums(lines[~of_claims])


def _sums(lines: pd.DataFrame) -> Books:
    if lines.empty:
        return {}
    net = lines.groupby(["programme", "stage", "subject"], as_index=False)["amount"].sum()
    net["heads"] = np.where(net["amount"] > 0, 1, 0)
    sums = net.groupby(["programme", "stage"])[["heads", "amount"]].sum()
    return {
        (str(key[0]), str(key[1])): (int(row[0]), int(row[1]))
        for key, row in zip(sums.index, sums.to_numpy(), strict=True)
    }
