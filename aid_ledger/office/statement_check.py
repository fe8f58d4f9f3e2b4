"""Use case: the statement check. Published figures against the rules and, where there is one, the term's ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.audit.statement_table import read_statement
from aid_ledger.audit.statements import StatementCheck, check_statement
from aid_ledger.errors import FindingsError
from aid_ledger.ledger.states import lines_of
from aid_ledger.rulebook import NATION, load_rulebook

if TYPE_CHECKING:
    from aid_ledger.audit.statement_books import Books
    from aid_ledger.office import Office
    from aid_ledger.terms import Term


def check_in_office(office: Office, name: str, data: bytes, term: Term | None) -> StatementCheck:
    """Check a statement by the national rules and against the books of the term, which are only read.

    Raises:
        FindingsError: what :func:`read_statement` raises, and what is wrong with the rules.
    """
    books = books_of(office, term) if term else (None, None, None)
    national = load_rulebook([NATION], folders=office.workspace.rules)  # whatever the packs of the office lack
    found = check_statement(read_statement(data, name), national, term, *books)
    return replace(found, titles={**found.titles, **_titles(office)})


def _titles(office: Office) -> dict[str, dict[str, str]]:
    """Return the titles of the office's own programmes; none where its packs lack something: they are but names."""
    try:
        return {one.id: {"zh": one.zh, "en": one.en} for one in office.rulebook().programmes}
    except FindingsError:
        return {}


def check_alone(name: str, data: bytes, term: Term | None) -> StatementCheck:
    """Check a statement by the national rules alone, without any workspace."""
    return check_statement(read_statement(data, name), load_rulebook([NATION]), term)


def books_of(office: Office, term: Term) -> tuple[Books, Books, Books]:
    """Return people and fen by programme and stage of a term: less what was claimed back, without that, and arrived.

    What is paid to a school for all of it (meals) has no heads in the books.
    """
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
    claims = set(lines.loc[lines["kind"] == "recover", "line"])
    of_claims = lines["line"].isin(claims) | lines["corrects"].isin(claims)
    posted = lines[~of_claims]
    return _sums(lines), _sums(posted), _sums(posted.assign(amount=posted["paid"])[posted["paid"] > 0])


def _sums(lines: pd.DataFrame) -> Books:
    if lines.empty:
        return {}
    mine = lines.assign(whole=lines["student"].isna())
    net = mine.groupby(["programme", "stage", "subject"], as_index=False).agg({"amount": "sum", "whole": "any"})
    net["heads"] = np.where(net["amount"] > 0, 1, 0)
    sums = net.groupby(["programme", "stage"]).agg({"heads": "sum", "amount": "sum", "whole": "any"})
    return {
        (str(key[0]), str(key[1])): (None if whole else int(heads), int(amount))
        for key, (heads, amount, whole) in zip(sums.index, sums.itertuples(index=False), strict=True)
    }
