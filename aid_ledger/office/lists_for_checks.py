"""Which lists for checks a report reads: the office's own in use, and beside them an auditor's, kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from aid_ledger.audit.picture import Given
from aid_ledger.linking import CheckLists, read_check_lists
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.linked_term import programme_of


def with_lists(view: Picture, given: Given) -> Given:
    """Return what is given with the lists for checks put in; one that is in it as a frame already stays."""
    lists = _read(view, given)
    return replace(
        given,
        notices=lists.notices if given.notices is None else given.notices,
        papers=lists.papers if given.papers is None else given.papers,
        employees=lists.employees if given.employees is None else given.employees,
        deceased=lists.deceased if given.deceased is None else given.deceased,
    )


def _read(view: Picture, given: Given) -> CheckLists:
    linked = view.linked
    if not given.for_checks:
        return linked.for_checks
    sources = sorted((*linked.sources, *given.for_checks), key=lambda source: source.order)
    return read_check_lists(sources, linked.students, linked.schools, view.term, programme_of(view.rulebook))
