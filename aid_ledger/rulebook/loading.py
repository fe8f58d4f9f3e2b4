"""From forms to programmes: documents, categories and other programmes are looked up, amounts put into fen a term.

All findings of all files are collected; the caller raises them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aid_ledger.errors import Place
from aid_ledger.facts import BY_NAME
from aid_ledger.facts.fields import UNKNOWN
from aid_ledger.money import format_yuan, parse_money
from aid_ledger.rulebook import form, schedule
from aid_ledger.rulebook.conditions import All, Condition, Parser
from aid_ledger.rulebook.packs import PackFiles, Read
from aid_ledger.rulebook.source import Loc, Report
from aid_ledger.rulebook.texts import read_money
from aid_ledger.terms import Term


@dataclass(slots=True)
class Builder:
    """Builds the parts of one file. ``used`` are the documents that something rests on."""

    read: Read
    pack: str
    names: frozenset[str]
    parameters: Mapping[str, str]
    report: Report
    used: set[str] = field(default_factory=set)

    @property
    def papers(self) -> dict[str, schedule.Paper]:
        """The documents of the file."""
        found: Mapping[str, form.DocumentForm] = self.read.form.documents
        return {k: schedule.Paper(k, d.title, d.number, d.known_since, d.note) for k, d in found.items()}

    def place(self, *loc: str | int) -> Place:
        """Return where ``loc`` stands in the file."""
        return self.read.document.place(loc)

    def source(self, name: str, loc: Loc, *, verified: bool) -> schedule.Source:
        """Look a document up; an unknown one is a finding."""
        self.used.add(name)
        papers = self.papers
        if name not in papers:
            known = ", ".join(sorted(papers)) or "-"
            self.report.add("document-unknown", self.place(*loc, "source"), name=name, known=known)
        paper = papers.get(name) or schedule.Paper(name, name, UNKNOWN)
        return schedule.Source(paper, verified, self.place(*loc), self.pack)

    def unused(self) -> None:
        """Report documents that nothing rests on."""
        for name in self.read.form.documents:
            if name not in self.used:
                place = self.read.document.place(("documents", name), key=True)
                self.report.add("document-unused", place, severity="warning", name=name)

    def condition(self, loc: Loc) -> Condition:
        """Read the condition of the item at ``loc``."""
        raw: Any = self.read.document.plain
        for step in loc:
            raw = raw[step]
        return Parser(self.read.document, self.report, self.names).item(raw, loc)

    def who(self, items: Sequence[form.Who], key: str = "who") -> tuple[schedule.Dated, ...]:
        """Read dated conditions."""
        dated = [
            schedule.Dated(
                item.start, self.condition((key, i)), self.source(item.source, (key, i), verified=item.verified)
            )
            for i, item in enumerate(items)
        ]
        return self._sorted(dated)

    def _sorted(self, dated: Iterable[schedule.Dated]) -> tuple[schedule.Dated, ...]:
        items = sorted(dated, key=lambda item: (item.start, item.source.place.line))
        for before, after in pairwise(items):
            if before.start == after.start:
                self.report.add("from-twice", after.source.place, start=str(after.start))
        return tuple(items)

    def amount(self, declared: Any) -> tuple[schedule.Dated, ...]:
        """Read the dated values of an amount."""
        if isinstance(declared, form.PerDay):
            return self._prices(declared)
        if isinstance(declared, form.Listed):
            return self._awards(declared)
        dated = []
        for index, item in enumerate(declared.values):
            loc = ("amount", "values", index)
            source = self.source(item.source, loc, verified=item.verified)
            dated.append(schedule.Dated(item.start, self._value(declared, item, loc, source), source))
        return self._sorted(dated)

    def _value(self, declared: Any, item: Any, loc: Loc, source: schedule.Source) -> schedule.Amount:
        match item:
            case form.FixedValue():
                return self._fixed(declared, item, loc)
            case form.TiersValue():
                return schedule.Tiers(
                    tuple(self._step(declared, t, (*loc, "tiers", i), source) for i, t in enumerate(item.tiers))
                )
            case form.Bounds():
                least, most = (self._term_fen(declared, fen, loc) for fen in (item.least, item.most))
                average = None if item.average is None else self._term_fen(declared, item.average, loc)
                return schedule.Open(least, most, average)
            case form.FeeValue():
                return schedule.Fee(item.fee, item.at_most is not None, item.only_if is not None)
            case form.ShareValue():
                return schedule.Share(item.of, item.share)
            case form.ParameterValue():
                return schedule.Fixed({"": self._parameter(declared, item.parameter, (*loc, "parameter"))})
            case form.CapValue():
                return schedule.Cap(item.amount)
            case _:
                return schedule.Free()

    def _fixed(self, declared: form.Fixed, item: form.FixedValue, loc: Loc) -> schedule.Fixed:
        extra: Mapping[str, Any] = item.model_extra or {}
        by = declared.by or ""
        if by and by not in BY_NAME:
            self.report.add("fact-unknown", self.place("amount", "by"), name=by, known=", ".join(BY_NAME))
            return schedule.Fixed({})
        allowed = [value for value in BY_NAME[by].values if value != UNKNOWN] if by else []
        amounts: dict[str, int] = {}
        for key, text in extra.items():
            if key not in allowed:
                known = ", ".join([*allowed, "from, source, verified, note"] if by else ["amount"])
                spot = self.read.document.place((*loc, key), key=True)
                self.report.add("key-unknown", spot, key=key, known=known)
                continue
            try:
                amounts[key] = self._term_fen(declared, read_money(text), (*loc, key))
            except ValueError:
                self.report.add("money-unreadable", self.place(*loc, key), key=key, text=text)
        if (item.amount is None) != bool(by) or (by and not extra):
            self.report.add("key-missing", self.place(*loc), key=" / ".join(allowed) if by else "amount")
        if item.amount is not None and not by:
            amounts[""] = self._term_fen(declared, item.amount, loc)
        return schedule.Fixed(amounts, by)

    def _step(self, declared: form.Tiers, tier: form.Tier, loc: Loc, source: schedule.Source) -> schedule.Step:
        condition = All((), self.place(*loc)) if tier.otherwise else self.condition(loc)
        if (tier.amount is None) == (tier.parameter is None):
            self.report.add("key-missing", self.place(*loc), key="amount / parameter")
        fen = 0
        if tier.amount is not None:
            fen = self._term_fen(declared, tier.amount, loc)
        elif tier.parameter is not None:
            fen = self._parameter(declared, tier.parameter, (*loc, "parameter"))
        verified = source.verified if tier.verified is None else tier.verified
        name = tier.name or form.Title(zh="", en="")
        own = schedule.Source(source.paper, verified, self.place(*loc), self.pack)
        return schedule.Step(condition, fen, name.zh, name.en, own)

    def _term_fen(self, declared: Any, fen: int, loc: Loc) -> int:
        """Return fen a term of an amount in the document's period; half an odd fen is a finding."""
        if declared.period in {"term", "once"}:
            return fen
        if declared.period == "month":
            if not declared.months:
                self.report.add("key-missing", self.place("amount"), key="months")
            return fen * (declared.months or 0)
        if fen % 2:
            self.report.add("half-of-odd-fen", self.place(*loc), amount=format_yuan(fen))
        return fen // 2

    def _parameter(self, declared: Any, name: str, loc: Loc) -> int:
        text = self.parameters.get(name, "").strip()
        if not text:
            return 0
        try:
            return self._term_fen(declared, parse_money(text), loc)
        except ValueError:
            return 0

    def _prices(self, declared: form.PerDay) -> tuple[schedule.Dated, ...]:
        indexed = sorted(enumerate(declared.values), key=lambda pair: pair[1].start)
        dated, prices = [], []
        for index, item in indexed:
            prices.append((item.start, item.price))
            source = self.source(item.source, ("amount", "values", index), verified=item.verified)
            value = schedule.PerDay(tuple(prices), item.days)
            dated.append(schedule.Dated(Term.containing(item.start), value, source))
        return self._sorted(dated)

    def _awards(self, declared: form.Listed) -> tuple[schedule.Dated, ...]:
        indexed = sorted(enumerate(declared.values), key=lambda pair: (pair[1].start, pair[0]))
        standards: dict[str, int] = {}
        sources: dict[str, schedule.Source] = {}
        by_start: dict[Term, schedule.Dated] = {}
        seen: set[tuple[Term, str]] = set()
        for index, item in indexed:
            loc = ("amount", "values", index)
            source = self.source(item.source, loc, verified=item.verified)
            if (item.start, item.award or "") in seen:
                self.report.add("from-twice", self.place(*loc), start=str(item.start))
            seen.add((item.start, item.award or ""))
            sources[item.award or ""] = source
            if (item.award is None) != (item.amount is None):
                self.report.add("key-missing", self.place(*loc), key="award, amount")
            elif item.award is not None and item.amount is not None:
                standards[item.award] = item.amount
            value = schedule.Listed(dict(standards), declared.takes, dict(sources))
            by_start[item.start] = schedule.Dated(item.start, value, source)
        return tuple(by_start[start] for start in sorted(by_start))


def build_programme(builder: Builder, base: tuple[schedule.Dated, ...]) -> schedule.Programme:
    """Build a programme that its pack brings in."""
    read: form.ProgrammeForm = builder.read.form
    place = builder.place("programme")
    ends = read.ends if isinstance(read.ends, Term) else None
    layers = (
        schedule.Layer(builder.pack, "who", builder.who(read.who), "", ends, builder.place("who")),
        schedule.Layer(builder.pack, "amount", builder.amount(read.amount), "", ends, builder.place("amount")),
    )
    ends_source = _ends(builder, read)
    builder.unused()
    return schedule.Programme(
        id=read.programme,
        zh=read.title.zh,
        en=read.title.en,
        also_called=tuple(read.also_called),
        payee=read.payee,
        given_as=read.given_as,
        funding=read.funding or "",
        payable=read.payable,
        lists=tuple(read.lists),
        season=read.season or "",
        once=read.once is not None,
        on_day=read.reads == "reference-day",
        excludes=tuple(read.excludes),
        gives_way_to=tuple(read.gives_way_to),
        requires=tuple(read.requires),
        pack=builder.pack,
        papers=tuple(builder.papers.values()),
        layers=layers,
        ends=ends,
        last_known=read.last_known,
        ends_source=ends_source,
        place=place,
        base=base,
    )


def _ends(builder: Builder, read: Any) -> schedule.Source | None:
    """Check the end: a source for any but ``open``, a last known term for ``unknown``."""
    last_known = getattr(read, "last_known", None)
    if (read.ends == "unknown") != (last_known is not None):
        builder.report.add("ends-unclear", builder.place("ends"))
    if (read.ends == "open") == (read.ends_source is not None):
        builder.report.add("ends-source", builder.place("ends"))
    if read.ends_source is None:
        return None
    builder.used.add(read.ends_source)
    if read.ends_source not in builder.papers:
        known = ", ".join(sorted(builder.papers))
        builder.report.add("document-unknown", builder.place("ends-source"), name=read.ends_source, known=known)
        return None
    return schedule.Source(builder.papers[read.ends_source], True, builder.place("ends"), builder.pack)


def build_overlay(builder: Builder, target: schedule.Programme) -> tuple[schedule.Layer, ...]:
    """Build what a local pack says of another pack's programme."""
    read: form.OverlayForm = builder.read.form
    ends = read.ends if isinstance(read.ends, Term) else None
    _ends(builder, read)
    over = {part: o.pack for o in (read.fills, read.overrides) if o for part in o.parts}
    given = {"who": read.who, "amount": read.amount}
    layers = []
    parts: tuple[schedule.Part, ...] = ("who", "amount")
    for part in parts:
        if (given[part] is not None) != (part in over):
            builder.report.add("overlay-parts", builder.place(part if given[part] else "programme"), part=part)
        if given[part] is None or part not in over:
            continue
        items = builder.who(read.who) if part == "who" and read.who else builder.amount(read.amount)
        layers.append(schedule.Layer(builder.pack, part, items, over[part], ends, builder.place(part)))
        _check_over(builder, read, target, part)
        if ends is not None and ends <= items[0].start:
            builder.report.add("ends-before-start", builder.place("ends"), ends=str(ends))
    builder.unused()
    return tuple(layers)


def _check_over(builder: Builder, read: form.OverlayForm, target: schedule.Programme, part: str) -> None:
    """A value that the nation left open is filled; one that it has is overridden, and the file must say so."""
    is_open = part == "amount" and any(isinstance(i.value, schedule.Open) for i in target.own("amount").items)
    filled = read.fills is not None and part in read.fills.parts
    if filled != is_open:
        key = "fills" if is_open else "overrides"
        builder.report.add("fills-or-overrides", builder.place("programme"), part=part, key=key, pack=target.pack)


def all_packs(pack_files: Sequence[PackFiles]) -> list[tuple[PackFiles, str, Read]]:
    """Return every programme file with its pack, programmes before overlays."""
    found = [(files, name, read) for files in pack_files for name, read in files.programmes.items()]
    return sorted(found, key=lambda item: isinstance(item[2].form, form.OverlayForm))
