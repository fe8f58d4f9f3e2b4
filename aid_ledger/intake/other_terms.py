"""Leaves out sheets that say they are of another term than the one asked for: last term's list, kept in the workbook.

A whole file of another term, by its titles or its name, is kept: an office may use last term's list on purpose. It is
told, though.
"""

from __future__ import annotations

from collections.abc import Sequence

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.choosing import Found
from aid_ledger.intake.name_facts import read_name
from aid_ledger.terms import Term

_BY_OWN_COLUMNS = frozenset({"awards", "paid-before", "budget", "meals", "deceased"})
"""Kinds whose rows name their own term, year or day."""
Chosen = tuple[Found, str]


def leave_out_other_terms(
    chosen: Sequence[Chosen], wanted: Sequence[Term], name: str
) -> tuple[list[Chosen], tuple[str, ...], tuple[Finding, ...]]:
    """Return the sheets to read, the names of those left out, and what is to be said.

    Args:
        chosen: the data sheets with their kinds.
        wanted: the terms asked for, else that of the file's name; where there is none, the latest that a sheet names.
        name: of the file.
    """
    said = [_terms(item) if kind not in _BY_OWN_COLUMNS else frozenset() for item, kind in chosen]
    named = [term for terms in said for term in terms]
    if not named:
        return list(chosen), (), ()
    asked = set(wanted) or {max(named)}
    other = [bool(terms) and not terms & asked for terms in said]
    found: list[Finding] = []
    if all(other):  # of several terms, none of them asked for: the latest alone
        kept_for = max(named)
        shown = "、".join(map(str, sorted(asked)))
        found = [
            _finding("term-differs", item, terms, name, term=shown)
            for (item, _), terms in zip(chosen, said, strict=True)
            if kept_for in terms
        ]
        other = [kept_for not in terms for terms in said]
    rest = [one for one, out in zip(chosen, other, strict=True) if not out]
    if not any(item.rows for item, _ in rest):
        return list(chosen), (), ()
    for (item, _), terms, out in zip(chosen, said, other, strict=True):
        if out:
            found.append(_finding("sheet-of-other-term", item, terms, name))
    return rest, tuple(item.sheet.name for (item, _), out in zip(chosen, other, strict=True) if out), tuple(found)


def name_of_other_term(
    chosen: Sequence[Chosen], wanted: Sequence[Term], said: Term | None, name: str
) -> tuple[Finding, ...]:
    """Return ``file-term-differs`` where the file's name says another term than those asked for.

    Nothing where its sheets say a term themselves, or where the rows of all of them do.

    Args:
        chosen: the data sheets with their kinds.
        wanted: the terms asked for; none where the name decides.
        said: the term that the name says.
        name: of the file.
    """
    of_term = [item for item, kind in chosen if kind not in _BY_OWN_COLUMNS]
    if said is None or not wanted or said in wanted or not of_term or any(map(_terms, of_term)):
        return ()
    params = {"said": str(said), "term": "、".join(map(str, wanted))}
    return (Finding("file-term-differs", Place(name), params, severity="warning"),)


def _terms(item: Found) -> frozenset[Term]:
    texts = (item.sheet.name, *item.header.titles)
    return frozenset(term for text in texts if (term := read_name(text).term) is not None)


def _finding(finding: str, item: Found, terms: frozenset[Term], name: str, **more: str) -> Finding:
    params = {"sheet": item.sheet.name, "said": "、".join(map(str, sorted(terms))), **more}
    return Finding(finding, Place(name, item.sheet.name), params, severity="warning")
