"""What changed for whom between two sets of rules, in one term, in every term, or between two terms.

Values that are the same in both are not told, wherever in the files they stand; a change that holds over several
terms is told once, with its first term and the first one after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from aid_ledger.facts import CATEGORIES
from aid_ledger.rulebook.provisions import PARTS, Key, Provision, members_words, provisions
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import PerDay, Programme, Resolved
from aid_ledger.terms import Term
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: rules, and the term that they are read in where it is one of its own."""

    rulebook: Rulebook
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One provision that differs.

    ``kind``: ``new`` (only the second says it), ``gone`` (only the first), ``changed``, or ``source`` (it says the
    same on another document, or verified where it was not). ``start``: the first term with it; ``until``: the first
    without it, ``None`` where it stays.
    """

    part: str
    what: str
    kind: str
    old: Provision | None
    new: Provision | None
    start: Term
    until: Term | None

    @property
    def label(self) -> str:
        """What it is about, in words."""
        said = self.new or self.old
        return said.label if said else ""

    @property
    def difference(self) -> int | None:
        """Fen a term more (or less), where both are plain standards."""
        old, new = (one.amount if one else None for one in (self.old, self.new))
        return None if old is None or new is None else new - old


@dataclass(frozen=True, slots=True)
class ProgrammeChange:
    """What changed of one programme. ``kind``: ``new`` and ``gone`` where only one of the two ever has it in force."""

    programme: Programme
    kind: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sets of rules say otherwise.

    ``same``: how many programmes say the same. ``shared``: what stands beside the programmes and differs, by kind
    (``words``, ``majors``, ``days``, ``implies``): the names that only the first has, and only the second.
    ``files``: rule files that differ in any byte.
    """

    programmes: tuple[ProgrammeChange, ...]
    same: int
    shared: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    files: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs that decides who gets what, or what that rests on."""
        return bool(self.programmes or self.shared)


def compare(old: Side, new: Side, term: Term | None = None, lang: Lang = "zh") -> Comparison:
    """Compare two sets of rules.

    Args:
        old: the first; with a term of its own, or of the other, one moment of each is compared.
        new: the second.
        term: for a side without a term of its own; none: every term in which either changes.
        lang: of the words.
    """
    then, now = old.term or term or new.term, new.term or term or old.term
    moment = [(then, now)] if then and now else []
    pairs = moment or [(at, at) for at in _terms((old.rulebook, new.rulebook))]
    found: dict[str, dict[tuple[Key, str, tuple[object, ...]], list[int]]] = {}
    first: dict[tuple[str, tuple[Key, str, tuple[object, ...]]], tuple[Provision | None, Provision | None]] = {}
    for number, (before, after) in enumerate(pairs):
        for name, key, said in _differences((old.rulebook, before), (new.rulebook, after), lang):
            kind = _kind(*said)
            identity = (key, kind, tuple(_look(one) for one in said))
            found.setdefault(name, {}).setdefault(identity, []).append(number)
            first.setdefault((name, identity), said)
    programmes = []
    for name in _order(old.rulebook, new.rulebook):
        changes = [
            Change(*identity[0], identity[1], *first[name, identity], pairs[run[0]][1], _after(pairs, run))
            for identity, numbers in found.get(name, {}).items()
            for run in _runs(numbers)
        ]
        if changes:
            sides = [_has(one.rulebook, name, (pair[at] for pair in pairs)) for at, one in enumerate((old, new))]
            kind = "changed" if all(sides) else "gone" if sides[0] else "new"
            ordered = sorted(changes, key=lambda one: (one.start, PARTS.index(one.part)))
            programmes.append(ProgrammeChange(_programme(new.rulebook, old.rulebook, name), kind, tuple(ordered)))
    both = {one.id for one in (*old.rulebook.programmes, *new.rulebook.programmes)}
    return Comparison(
        tuple(programmes), len(both) - len(programmes), _shared(old.rulebook, new.rulebook),
        _files(old.rulebook, new.rulebook),
    )  # fmt: skip


def _terms(books: Iterable[Rulebook]) -> list[Term]:
    """Return every term in which anything of the rules begins or ends, in order."""
    terms: set[Term] = set()
    for book in books:
        for programme in book.programmes:
            terms |= {programme.starts, *programme.change_terms()}
            for item in (item for layer in programme.layers for item in layer.items):
                days = [day for day, _ in item.value.prices] if isinstance(item.value, PerDay) else []
                terms |= {term for day in days for term in (Term.containing(day), Term.containing(day).next)}
        terms |= {shares.start for table in book.tables.values() for shares in table.items}
        members = [one for items in book.vocabulary.sets.values() for one in items]
        terms |= {one.start for one in members} | {one.ends for one in members if one.ends}
        terms |= {start for start, _, _ in book.vocabulary.implied}
    return sorted(terms)


Reading = tuple[Rulebook, Term]
Said = tuple[Provision | None, Provision | None]


def _differences(old: Reading, new: Reading, lang: Lang) -> Iterator[tuple[str, Key, Said]]:
    before, after = _resolved(old), _resolved(new)
    for name in dict.fromkeys((*before, *after)):
        here, there = (
            provisions(book, resolved, lang) if resolved else {}
            for (book, _), resolved in ((old, before.get(name)), (new, after.get(name)))
        )
        for key in dict.fromkeys((*here, *there)):
            if key == ("programme", "title") and not (here and there):
                continue  # the title of a new programme stands above what it says
            said = _with_members(here.get(key), there.get(key), lang)
            if _look(said[0]) != _look(said[1]):
                yield name, key, said


def _resolved(reading: Reading) -> dict[str, Resolved]:
    book, term = reading
    return {one.programme.id: one for one in book.resolve(term)}


def _with_members(old: Provision | None, new: Provision | None, lang: Lang) -> Said:
    """Name the categories of a set where its name alone would hide that they differ."""
    if old is None or new is None or old.text != new.text or old.members == new.members:
        return old, new
    told = [
        replace(one, text=phrase("rule-of-members", lang, text=one.text, names=members_words(one.members, lang)))
        for one in (old, new)
    ]
    return told[0], told[1]


def _look(said: Provision | None) -> tuple[object, ...] | None:
    """Return what makes two provisions the same: words, amount and document, not the place in a file."""
    return None if said is None else (said.text, said.amount, said.rests_on)


def _kind(old: Provision | None, new: Provision | None) -> str:
    if old is None or new is None:
        return "new" if old is None else "gone"
    return "source" if (old.text, old.amount) == (new.text, new.amount) else "changed"


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    """Yield the numbers in unbroken runs."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    yield run


def _after(pairs: list[tuple[Term, Term]], run: list[int]) -> Term | None:
    return pairs[run[-1] + 1][1] if run[-1] + 1 < len(pairs) else None


def _order(old: Rulebook, new: Rulebook) -> list[str]:
    packs = {one.id: one.pack for one in (*old.programmes, *new.programmes)}
    return sorted(packs, key=lambda name: (packs[name] != "national", packs[name], name))


def _has(book: Rulebook, name: str, terms: Iterable[Term]) -> bool:
    own = [one for one in book.programmes if one.id == name]
    return any(one.in_force(term) for term in terms for one in own)


def _programme(first: Rulebook, other: Rulebook, name: str) -> Programme:
    return next(one for one in (*first.programmes, *other.programmes) if one.id == name)


def _shared(old: Rulebook, new: Rulebook) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what is said beside the programmes and differs: what a word of a list means, majors, days."""
    before, after = _beside(old), _beside(new)
    found = {kind: (before[kind] - after[kind], after[kind] - before[kind]) for kind in before}
    return {kind: (tuple(sorted(gone)), tuple(sorted(more))) for kind, (gone, more) in found.items() if gone or more}


def _beside(book: Rulebook) -> dict[str, set[str]]:
    own, majors = book.vocabulary, book.majors
    words = {f"{word} = {code}" for word, code in own.words.items()}
    words |= {f"{word} = -" for word in (*own.nothing, *(f"*{end}" for end in own.of_nothing))}
    words |= {f"{word} = {' / '.join(codes)} ?" for word, codes in own.undecided.items()}
    words |= {f"*{ending}" for ending in own.dropped}
    also_called = {f"{word} = {one.id}" for one in book.programmes for word in one.also_called}
    groups = {"agricultural": majors.agricultural, "performing": majors.performing,
              "not-performing": majors.not_performing}  # fmt: skip
    return {
        "words": words | also_called,
        "majors": {f"{word} = {group}" for group, names in groups.items() for word in names},
        "days": {f"{kind} {half} {month:02d}-{day:02d}" for kind, halves in book.days.items()
                 for half, (month, day) in zip(("spring", "autumn"), halves, strict=True)},
        "implies": {f"{start} {_names(one)} > {_names(also)}" for start, one, also in own.implied},
    }  # fmt: skip


def _names(bits: int) -> str:
    return "+".join(name for place, name in enumerate(CATEGORIES) if bits >> place & 1)


def _files(old: Rulebook, new: Rulebook) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old.files, *new.files} if old.files.get(name) != new.files.get(name)))
