"""Lists for checks: notices, papers, public employees, the deceased. They change nothing of what is paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from aid_ledger.linking import named_persons, notices, returned_papers
from aid_ledger.linking.named_persons import read_deceased, read_employees
from aid_ledger.linking.notices import read_notices
from aid_ledger.linking.returned_papers import read_returned_papers
from aid_ledger.linking.rows import Source, in_use
from aid_ledger.linking.schools import SchoolBook
from aid_ledger.terms import Term

FOR_CHECKS = (notices.KIND, returned_papers.KIND, named_persons.EMPLOYEES, named_persons.DECEASED)
"""The kinds whose lists are for checks alone."""
Read = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class CheckLists:
    """What these lists say; none: no such list is in use, so that what rests on it cannot be checked.

    ``notices``: see :func:`aid_ledger.linking.notices.read_notices`; ``papers``: see
    :func:`aid_ledger.linking.returned_papers.read_returned_papers`; ``employees`` and ``deceased``: see
    :mod:`aid_ledger.linking.named_persons`. ``rows`` are the data rows with their outcomes, by kind.
    """

    notices: pd.DataFrame | None = None
    papers: pd.DataFrame | None = None
    employees: pd.DataFrame | None = None
    deceased: pd.DataFrame | None = None
    rows: tuple[pd.DataFrame, ...] = ()


def read_check_lists(
    sources: Sequence[Source], students: pd.DataFrame, book: SchoolBook, term: Term,
    programme_of: Callable[[str], str | None],
) -> CheckLists:  # fmt: skip
    """Read them all.

    Args:
        sources: all in use, in order.
        students: with ``id`` and ``match_name``, one row a student.
        book: the schools.
        term: which term.
        programme_of: the programme that a word means.
    """
    readers: Mapping[str, tuple[str, Callable[[], Read]]] = {
        "notices": (notices.KIND, lambda: read_notices(sources, book, term, programme_of)),
        "papers": (returned_papers.KIND, lambda: read_returned_papers(sources, book)),
        "employees": (named_persons.EMPLOYEES, lambda: read_employees(sources)),
        "deceased": (named_persons.DECEASED, lambda: read_deceased(sources, students)),
    }
    found = {name: read() for name, (kind, read) in readers.items() if in_use(sources, kind)}
    said = {name: frame for name, (frame, _) in found.items()}
    return CheckLists(
        notices=said.get("notices"), papers=said.get("papers"), employees=said.get("employees"),
        deceased=said.get("deceased"), rows=tuple(rows for _, rows in found.values()),
    )  # fmt: skip
