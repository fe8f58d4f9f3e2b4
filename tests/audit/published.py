"""Published figures for tests: a table of them, and what the check of it says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aid_ledger.audit.statement_table import read_statement
from aid_ledger.audit.statements import StatementCheck, check_statement
from aid_ledger.terms import Term
from tests.tools.county import rules

HEADINGS = "项目,学段,说明,人数,标准(元),金额,单位"


def check(data: bytes | str, term: str = "", name: str = "公布.csv", **books: Any) -> StatementCheck:
    """Check a file of published figures, against the books of a term where they are given."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return check_statement(read_statement(raw, name), rules(("national",)), Term.parse(term) if term else None, **books)


def rows(*lines: str, term: str = "", **books: Any) -> StatementCheck:
    """Check a table of these rows."""
    return check("\n".join((HEADINGS, *lines)) + "\n", term, **books)


def codes(found: StatementCheck) -> list[str]:
    """Return what was found, by name."""
    return [one.name for one, _ in found.findings]


def fen(yuan: float) -> int:
    """Return yuan as whole fen."""
    return int(Fraction(str(yuan)) * 100)
