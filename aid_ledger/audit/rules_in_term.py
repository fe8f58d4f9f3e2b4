"""What the checks and the report need of the rulebook in one term: bounds, exclusions, standards with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from aid_ledger.audit.picture import Rules
from aid_ledger.rulebook import Rulebook, unverified
from aid_ledger.rulebook.conditions import Not, Test, leaves
from aid_ledger.rulebook.schedule import Fixed, Listed, Resolved, Share, Tiers
from aid_ledger.terms import Term

ANY = -1
"""In place of an amount: the document stands for every amount (fees of schools, heads and days)."""
STANDARD_COLUMNS = ("programme", "stage", "amount", "since", "document", "verified")


def rules_in_term(rulebook: Rulebook, term: Term, standards: Iterable[tuple[str, int]]) -> Rules:
    """Return what the checks need.

    Args:
        rulebook: the rules.
        term: which term.
        standards: programmes and standards that lines of the term rest on.
    """
    resolved = rulebook.resolve(term)
    pairs = {(one.programme.id, other) for one in resolved for other in
             (*one.programme.excludes, *one.programme.gives_way_to)}  # fmt: skip
    open_ = rulebook.left_open(term).items()
    return Rules(
        titles={one.id: {"zh": one.zh, "en": one.en} for one in rulebook.programmes},
        excludes=frozenset((min(pair), max(pair)) for pair in pairs),
        ranges={name: (own.least, own.most, -1 if own.average is None else own.average) for name, own in open_},
        unverified=frozenset(key for key in standards if unverified(rulebook, key[0], term, key[1])),
        listed=frozenset(one.programme.id for one in resolved if isinstance(one.amount, Listed)),
        boarding=frozenset(one.programme.id for one in resolved if _of_boarders(one)),
        unpaid=tuple(one.programme.id for one in resolved if not one.programme.makes_line),
    )


def _of_boarders(resolved: Resolved) -> bool:
    """Tell whether a programme is paid to boarders and to nobody else."""
    conditions = [clause.condition for clause in resolved.clauses if not isinstance(clause.condition, Not)]
    tests = [leaf for one in conditions for leaf in leaves(one) if isinstance(leaf, Test) and leaf.field == "boarding"]
    return bool(tests) and all(test.values == ("yes",) for test in tests)


def standards_in_term(rulebook: Rulebook, term: Term) -> pd.DataFrame:
    """Return the standards in force, :data:`STANDARD_COLUMNS`: fen a term or :data:`ANY`, several rows of tiers."""
    rows = [row for one in rulebook.resolve(term) if one.programme.makes_line for row in _standards(one)]
    return pd.DataFrame(rows, columns=list(STANDARD_COLUMNS))


def _standards(resolved: Resolved) -> Iterator[tuple[str, str, int, str, str, bool]]:
    source, name = resolved.amount_source, resolved.programme.id
    if source is None:
        return
    layers = resolved.programme.speaking("amount", term := _effective(resolved))
    since = str(layers[0].at(term).start) if layers else ""
    match resolved.amount:
        case Fixed(amounts=amounts, by=by):
            for value, fen in amounts.items():
                yield name, value if by == "stage" else "", fen, since, source.document, source.verified
        case Tiers(steps=steps):
            for step in steps:
                yield name, "", step.amount, since, step.source.document, step.source.verified
        case Listed(standards=standards, sources=sources):
            for award, fen in standards.items():
                own = sources.get(award, source)
                yield name, "", fen, since, own.document, own.verified
            yield name, "", ANY, since, source.document, source.verified
        case Share(share=share):
            base = resolved.share_base
            for value, fen in base.amounts.items() if isinstance(base, Fixed) else ():
                stage = value if isinstance(base, Fixed) and base.by == "stage" else ""
                yield name, stage, int(fen * share), since, source.document, source.verified
        case _:
            yield name, "", ANY, since, source.document, source.verified


def _effective(resolved: Resolved) -> Term:
    last = resolved.programme.last_known
    return resolved.term if resolved.known or last is None else last
