"""What rules say of one programme in one term, as single provisions that can be laid beside those of other rules.

A provision is as small as a change that policy staff would name: the amount of one stage, the condition on one fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from aid_ledger.facts import CATEGORIES
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.conditions import Condition, Member, Test, conjuncts, leaves, name_words, value_words, words
from aid_ledger.rulebook.display import amounts_shown
from aid_ledger.rulebook.funding import TIERS
from aid_ledger.rulebook.meals import prices_in
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Programme, Resolved, Source
from aid_ledger.terms import Term
from aid_ledger.words import known, phrase
from aid_ledger.words.catalogue import Lang

PARTS = ("programme", "amount", "who", "lists", "base", "relation", "funding", "ends")
"""What provisions are about, in the order in which they are shown."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing that a schedule says in a term.

    ``label``: what of the part it is about, in words, blank where there is only one. ``amount``: fen a term (once in a
    life: fen), where it is a plain standard. ``since``: the term from which the dated value holds. ``members``: the
    hardship categories behind the names of sets in it.
    """

    label: str
    text: str
    amount: int | None = None
    source: Source | None = None
    since: Term | None = None
    members: frozenset[str] = frozenset()

    @property
    def rests_on(self) -> tuple[str, bool] | None:
        """The document and whether it was verified; ``None`` where nothing is named."""
        return (self.source.document, self.source.verified) if self.source else None


def provisions(rulebook: Rulebook, resolved: Resolved, lang: Lang) -> dict[Key, Provision]:
    """Return everything that rules say of a programme that is in force in a term.

    Returns:
        By part (:data:`PARTS`) and a name of the thing that no wording changes: a stage, a fact, a tier.
    """
    programme = resolved.programme
    told = dict(_attributes(programme, lang))
    told |= _amounts(resolved, lang)
    told |= _conditions(resolved, lang)
    told |= _relations(rulebook, programme, lang)
    told |= _funding(rulebook, resolved, lang)
    if not resolved.known:
        said = phrase("because-rule-not-known", lang, term=programme.last_known)
        told["ends", ""] = Provision("", said, source=programme.ends_source)
    return told


def _attributes(programme: Programme, lang: Lang) -> Iterator[tuple[Key, Provision]]:
    """Yield what is said of a programme as a whole, without a date."""
    yes = phrase("value-yes", lang)
    said = {
        "title": programme.zh if lang == "zh" else programme.en,
        "payee": phrase(f"payee-{programme.payee}", lang),
        "form": phrase(f"form-{programme.given_as}", lang),
        "season": phrase(f"season-{programme.season}", lang) if programme.season else "",
        "once": yes if programme.once else "",
        "on-day": yes if programme.on_day else "",
    }
    for name, text in said.items():
        if text:
            yield ("programme", name), Provision(phrase(f"rule-of-{name}", lang), text)


def _since(programme: Programme, part: schedule.Part, term: Term) -> Term | None:
    layers = programme.speaking(part, term)
    return layers[0].at(term).start if layers else None


def _effective(resolved: Resolved) -> Term:
    last = resolved.programme.last_known
    return resolved.term if resolved.known or last is None else last


def _amounts(resolved: Resolved, lang: Lang) -> dict[Key, Provision]:
    since, source = _since(resolved.programme, "amount", _effective(resolved)), resolved.amount_source
    told: dict[Key, Provision] = {}
    single = isinstance(resolved.amount, schedule.PerDay | schedule.Tiers)
    for number, one in enumerate(() if single else amounts_shown(resolved, lang)):
        key = ("amount", _amount_key(resolved, number, one.label))
        told[key] = Provision(one.label, one.text, one.fen, one.source or source, since)
    for name, label, text, fen in _behind(resolved, lang):
        told["amount", name] = Provision(label, text, fen, source, since)
    return told | _tiers(resolved, since, lang)


def _amount_key(resolved: Resolved, number: int, label: str) -> str:
    """Return what names an amount, whatever the language; amounts of two kinds never have one name."""
    amount = resolved.amount
    if isinstance(amount, schedule.Fixed):
        return list(amount.amounts)[number]
    kind = type(amount).__name__.lower() if amount is not None else "none"
    return label or (f"{kind}-{number}" if number else kind)


def _tiers(resolved: Resolved, since: Term | None, lang: Lang) -> dict[Key, Provision]:
    """Return each tier by its name, amount and condition apart: either may change without the other."""
    told: dict[Key, Provision] = {}
    for step in resolved.amount.steps if isinstance(resolved.amount, schedule.Tiers) else ():
        text = words(step.condition, lang)
        label, key = (step.zh if lang == "zh" else step.en) or text, step.zh or words(step.condition, "zh")
        told["amount", f"tier {key}"] = Provision(label, format_yuan(step.amount), step.amount, step.source, since)
        who = Provision(label, text, None, step.source, since, _members(step.condition))
        told["who", f"tier {key}"] = who
    return told


def _behind(resolved: Resolved, lang: Lang) -> Iterator[tuple[str, str, str, int | None]]:
    """Yield what the sentence of an amount leaves out: what a share comes to, prices to come, for whom a fee is."""
    amount, base = resolved.amount, resolved.share_base
    if isinstance(amount, schedule.Share) and isinstance(base, schedule.Fixed):
        for value, fen in base.amounts.items():
            part = fen * amount.share
            label = value_words(base.by, value, lang) if base.by else phrase("rule-of-comes-to", lang)
            if part.denominator == 1:
                yield f"={value}", label, format_yuan(int(part)), int(part)
    if isinstance(amount, schedule.PerDay):
        days = {fen: day for day, fen in amount.prices if day <= resolved.term.last_day}
        for number, fen in enumerate(prices_in(amount, resolved.term)):
            yield f"price-{number}", phrase("rule-of-price", lang, day=days[fen]), format_yuan(fen), None
        yield "days", phrase("rule-of-days", lang), str(amount.days), None
    if isinstance(amount, schedule.Fee) and amount.only_private:
        yield "only-private", "", phrase("rule-of-fee-private", lang), None
    if isinstance(amount, schedule.Listed):
        yield "takes", "", phrase(f"rule-of-takes-{amount.takes}", lang), None


def _conditions(resolved: Resolved, lang: Lang) -> dict[Key, Provision]:
    """Return who gets it, one provision a condition; a condition on one fact is named by it."""
    told: dict[Key, Provision] = {}
    since = _since(resolved.programme, "who", _effective(resolved))
    for clause in resolved.clauses:
        for condition in conjuncts(clause.condition):
            name = _condition_key(condition)
            free = (f"{name}#{number}" if number else name for number in count())
            key = next((clause.part, one) for one in free if (clause.part, one) not in told)
            text = words(condition, lang)
            when = since if clause.part == "who" else None
            told[key] = Provision("", text, None, clause.source, when, _members(condition))
    return told


def _condition_key(condition: Condition) -> str:
    match condition:
        case Test(field=field):
            return field
        case Member():
            return "category"
        case _:
            asked = {leaf.field if isinstance(leaf, Test) else "category" for leaf in leaves(condition)}
            return f"~{'+'.join(sorted(asked))}"


def _members(condition: Condition) -> frozenset[str]:
    masks = [leaf.mask for leaf in leaves(condition) if isinstance(leaf, Member)]
    return frozenset(name for place, name in enumerate(CATEGORIES) if any(mask >> place & 1 for mask in masks))


def members_words(names: frozenset[str], lang: Lang) -> str:
    """Return categories in words."""
    return ("、" if lang == "zh" else ", ").join(sorted(name_words(name, lang) for name in names))


def _relations(rulebook: Rulebook, programme: Programme, lang: Lang) -> dict[Key, Provision]:
    titles = {one.id: one.zh if lang == "zh" else one.en for one in rulebook.programmes}
    between = "、" if lang == "zh" else ", "
    said = {"excludes": programme.excludes, "gives-way-to": programme.gives_way_to, "requires": programme.requires}
    return {
        ("relation", name): Provision(
            phrase(f"rule-of-{name}", lang), between.join(sorted(titles.get(one, one) for one in others))
        )
        for name, others in said.items()
        if others
    }


def _funding(rulebook: Rulebook, resolved: Resolved, lang: Lang) -> dict[Key, Provision]:
    """Return who bears it: one provision where all provinces share alike, else one a tier."""
    table = rulebook.tables.get(resolved.programme.funding)
    if table is None:
        return {}
    shares = table.at(resolved.term)
    texts = {tier: shares_words(shares.by_tier[tier], lang) for tier in TIERS}
    alike = len(set(texts.values())) == 1
    named = {"": texts[TIERS[0]]} if alike else texts
    return {
        ("funding", tier): Provision(tier, text, source=shares.source, since=shares.start)
        for tier, text in named.items()
    }


def shares_words(shares: Mapping[str, int], lang: Lang) -> str:
    """Return whole percents by level in words: 中央 60%、地方 40%."""
    named = (f"{_level(level, lang)} {percent}%" for level, percent in shares.items())
    return ("、" if lang == "zh" else ", ").join(named)


def _level(level: str, lang: Lang) -> str:
    name = f"sheet-level-{level}"
    return phrase(name, lang) if name in known("word") else level
