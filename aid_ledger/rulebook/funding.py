"""Who pays: dated shares by level for a group of programmes and a tier of province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.errors import Place
from aid_ledger.rulebook import form
from aid_ledger.rulebook.packs import PackFiles
from aid_ledger.rulebook.schedule import Paper, Source
from aid_ledger.rulebook.source import Report
from aid_ledger.terms import Term

LEVELS: tuple[str, ...] = ("central", "province", "city", "county", "bridging", "donor")
TIERS: tuple[str, ...] = ("T1", "T2", "T3", "T4", "T5")


@dataclass(frozen=True, slots=True)
class Shares:
    """Whole percents by level and tier from a term on, and what they rest on; ``local`` is still to be split."""

    start: Term
    by_tier: Mapping[str, Mapping[str, int]]
    source: Source


@dataclass(frozen=True, slots=True)
class Table:
    """The shares of one group of programmes over time."""

    name: str
    items: tuple[Shares, ...]

    def at(self, term: Term) -> Shares:
        """Return the shares that count in a term; before the table's first term its first."""
        return ([s for s in self.items if s.start <= term] or list(self.items[:1]))[-1]

    def weights(self, term: Term, tier: str, local: Mapping[str, int]) -> dict[str, int]:
        """Return whole weights by level that :func:`aid_ledger.money.split_shares` can split an amount by.

        Args:
            term: before the table's first term its first shares count.
            tier: T1 to T5.
            local: whole percents by level, adding to 100: how the workspace splits the local part.

        Returns:
            Weights in parts of ten thousand, levels in the order of :data:`LEVELS`, none of them zero.
        """
        shares = self.at(term).by_tier[tier]
        weights = dict.fromkeys(LEVELS, 0)
        for level, percent in shares.items():
            if level == "local":
                for part, part_percent in local.items():
                    weights[part] += percent * part_percent
            else:
                weights[level] += percent * 100
        return {level: weight for level, weight in weights.items() if weight}


def build_tables(packs: Sequence[PackFiles], report: Report) -> dict[str, Table]:
    """Put the funding tables of all packs together; shares that do not add to 100 are findings."""
    tables: dict[str, Table] = {}
    for files in packs:
        if files.funding is None:
            continue
        read: form.FundingForm = files.funding.form
        used: set[str] = set()
        for name, values in read.tables.items():
            if name in tables:
                place = files.funding.document.place(("tables", name))
                report.add("funding-table-twice", place, name=name, pack=files.name)
            tables[name] = Table(name, tuple(_shares(files, name, values, report)))
            used |= {value.source for value in values}
        _documents(files, used, report)
    return tables


def _documents(files: PackFiles, used: set[str], report: Report) -> None:
    if files.funding is None:
        return
    declared: Mapping[str, form.DocumentForm] = files.funding.form.documents
    document = files.funding.document
    for name in sorted(used - set(declared)):
        report.add("document-unknown", document.place(("tables",)), name=name, known=", ".join(sorted(declared)))
    for name in sorted(set(declared) - used):
        place = document.place(("documents", name), key=True)
        report.add("document-unused", place, severity="warning", name=name)


def _shares(files: PackFiles, name: str, values: Sequence[form.FundingValue], report: Report) -> list[Shares]:
    found: list[Shares] = []
    for index, value in enumerate(values):
        place = files.funding.document.place(("tables", name, index)) if files.funding else None
        declared = dict(zip(TIERS, (value.t1, value.t2, value.t3, value.t4, value.t5), strict=True))
        by_tier = {tier: dict(shares or value.all_tiers or {}) for tier, shares in declared.items()}
        both = value.all_tiers is not None and any(shares is not None for shares in declared.values())
        if place and (both or any(sum(shares.values()) != 100 for shares in by_tier.values())):
            report.add("shares-not-whole", place, name=name)
        if place and any(other.start == value.start for other in found):
            report.add("from-twice", place, start=str(value.start))
        shares = {tier: {str(k): v for k, v in s.items()} for tier, s in by_tier.items()}
        found.append(Shares(value.start, shares, _source(files, value, place)))
    return sorted(found, key=lambda shares: shares.start)


def _source(files: PackFiles, value: form.FundingValue, place: Place | None) -> Source:
    declared: Mapping[str, form.DocumentForm] = files.funding.form.documents if files.funding else {}
    found = declared.get(value.source)
    paper = Paper(value.source, found.title if found else value.source, found.number if found else "unknown")
    return Source(paper, value.verified, place or Place(), files.name)
