"""Words of hardship categories and their dated sets: from a cell's text to bits, from a set's name to bits."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.errors import Place
from aid_ledger.facts import CATEGORIES, category_mask
from aid_ledger.rulebook import form
from aid_ledger.rulebook.conditions import category_bits
from aid_ledger.rulebook.packs import PackFiles, Read
from aid_ledger.rulebook.source import Report
from aid_ledger.terms import Term


@dataclass(frozen=True, slots=True)
class Members:
    """Members of a set from a term on; added ones (``adds``) until ``ends``. ``names`` may be sets again."""

    start: Term
    names: tuple[str, ...]
    adds: bool = False
    ends: Term | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words to category codes (normalised), endings, undecided words, dated sets, implied categories."""

    words: Mapping[str, str]
    nothing: frozenset[str]
    undecided: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...]
    of_nothing: tuple[str, ...]
    sets: Mapping[str, tuple[Members, ...]]
    implied: tuple[tuple[Term, int, int], ...]

    @property
    def names(self) -> frozenset[str]:
        """Everything that ``category:`` may name."""
        return frozenset(CATEGORIES) | frozenset(self.sets)

    def category_of(self, word: str) -> int | None:
        """Return the bits a word gives: 0 where certainly none, ``None`` where it is not known or undecided."""
        plain = _plain(word)
        if plain in self.nothing:
            return 0
        if any(plain.endswith(ending) for ending in self.of_nothing):
            return 0
        found = self._look_up(plain)
        return None if found is None else category_mask([found])

    def _look_up(self, plain: str) -> str | None:
        for text in self._stems(plain):
            if text in self.undecided:
                return None
            if text in self.words:
                return self.words[text]
        return None

    def _stems(self, plain: str) -> list[str]:
        """Return the word, then the word without endings, one and two deep."""
        stems, seen = [plain], {plain}
        for depth in range(2):
            for text in list(stems):
                for ending in self.dropped:
                    cut = text.removesuffix(ending)
                    if cut and cut not in seen and depth < 2:
                        seen.add(cut)
                        stems.append(cut)
        return stems

    def at(self, term: Term) -> dict[str, int]:
        """Return the bits of every category and set in a term; a set not in force has none."""
        bits = category_bits()
        for name in self.sets:
            self._bits(name, term, bits, ())
        return bits

    def _bits(self, name: str, term: Term, bits: dict[str, int], above: tuple[str, ...]) -> int:
        if name in bits:
            return bits[name]
        if name in above or name not in self.sets:
            return 0
        items = [m for m in self.sets[name] if m.start <= term and (m.ends is None or term < m.ends)]
        whole = [m for m in items if not m.adds]
        mask = 0
        for members in [*whole[-1:], *(m for m in items if m.adds)]:
            for member in members.names:
                mask |= self._bits(member, term, bits, (*above, name))
        bits[name] = mask
        return mask

    def imply(self, bits: int, term: Term) -> int:
        """Return the bits with those that they imply in the term."""
        for start, category, also in self.implied:
            if start <= term and bits & category:
                bits |= also
        return bits


def _plain(word: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", word).split()).casefold()
    return text.replace("[", "(").replace("]", ")").replace("【", "(").replace("】", ")")


def build_vocabulary(read: Read, packs: Sequence[PackFiles], report: Report) -> Vocabulary:
    """Put ``categories.yaml`` and the sets of the packs together; wrong names are findings."""
    categories: form.CategoriesForm = read.form
    for name, texts in categories.undecided.items():
        for text in texts:
            if text not in CATEGORIES:
                _unknown(read, ("undecided", name), text, report)
    return Vocabulary(
        words=_words(read, report),
        nothing=frozenset(_plain(text) for text in categories.nothing),
        undecided={_plain(word): tuple(codes) for word, codes in categories.undecided.items()},
        dropped=tuple(_plain(text) for text in categories.endings_dropped),
        of_nothing=tuple(_plain(text) for text in categories.endings_of_nothing),
        sets=_sets(read, packs, report),
        implied=_implied(read, report),
    )


def _words(read: Read, report: Report) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, texts in read.form.words.items():
        if code not in CATEGORIES:
            _unknown(read, ("words", code), code, report)
        for text in texts:
            if words.setdefault(_plain(text), code) != code:
                report.add("word-twice", read.document.place(("words", code)), word=text)
    return words


def _sets(read: Read, packs: Sequence[PackFiles], report: Report) -> dict[str, tuple[Members, ...]]:
    sets = {name: tuple(_members(values)) for name, values in read.form.sets.items()}
    places = {name: read.document.place(("sets", name)) for name in sets}
    for files in packs:
        _pack_sets(files, sets, places, report)
    names = frozenset(CATEGORIES) | frozenset(sets)
    for name, items in sets.items():
        for member in (member for members in items for member in members.names if member not in names):
            report.add("category-unknown", places[name], name=member, known=", ".join(sorted(names)))
    return sets


def _implied(read: Read, report: Report) -> tuple[tuple[Term, int, int], ...]:
    implied: list[tuple[Term, int, int]] = []
    for index, item in enumerate(read.form.implies):
        if {item.category, item.also} <= set(CATEGORIES):
            implied.append((item.start, category_mask([item.category]), category_mask([item.also])))
        else:
            _unknown(read, ("implies", index), f"{item.category}, {item.also}", report)
    return tuple(sorted(implied, key=lambda item: item[0]))


def _unknown(read: Read, loc: tuple[str | int, ...], name: str, report: Report) -> None:
    report.add("category-unknown", read.document.place(loc), name=name, known=", ".join(CATEGORIES))


def _members(values: Sequence[form.SetValue]) -> list[Members]:
    return sorted((Members(v.start, tuple(v.members)) for v in values), key=lambda m: m.start)


def _pack_sets(
    files: PackFiles, sets: dict[str, tuple[Members, ...]], places: dict[str, Place], report: Report
) -> None:
    read: form.PackForm = files.pack.form
    for name, values in read.sets.items():
        if name in sets:
            report.add("set-twice", files.pack.document.place(("sets", name)), name=name, other=str(places[name]))
            continue
        sets[name] = tuple(_members(values))
        places[name] = files.pack.document.place(("sets", name))
    for name, widened in read.widens.items():
        if name not in sets:
            place = files.pack.document.place(("widens", name))
            report.add("category-unknown", place, name=name, known=", ".join(sorted(sets)))
            continue
        more = [Members(w.start, tuple(w.adds), True, w.ends if isinstance(w.ends, Term) else None) for w in widened]
        sets[name] = (*sets[name], *more)
