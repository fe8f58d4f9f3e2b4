"""Which figures of one clause belong together: heads, an amount and standards make an item; else they are not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aid_ledger.audit.printed import read_amount, read_heads, read_standards
from aid_ledger.audit.statement_figures import Figure, figures_of
from aid_ledger.audit.statement_names import is_halved, is_section, name_of, says_nothing
from aid_ledger.audit.statement_words import programmes_of, stages_of

_MAIN = ("heads", "amount")
_TOGETHER = re.compile("共|合计|总计|累计")
_CALLED_AMOUNT = re.compile("(?:金额|资金|总额|合计|总计|共计|共)(?:为|是|达|:)?$")
_FOR_WHOM = re.compile("为|给|向|对|惠及|资助|使")
_STAGE_OF_RATE = re.compile(
    "(?:按照?)?(?:(?:小学|初中|高中|中职|学前)(?:阶段)?(?:寄宿|非寄宿)?(?:学?生)?[:为]?|[一二三甲乙丙]等|[一二三]档)$"
)
_OF_PROGRAMME = re.compile("助学金|生活费")
_LEAST_A_HEAD = 2000  # fen; less than this a head is no sum of aid: the amount is what each got


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one item.

    ``lead``: the words before its first figure; ``words``: those before all of them; ``start`` and ``end``: of its
    figures; ``together``: an amount of what stands before it.
    """

    name: str
    lead: str
    words: str
    start: int
    end: int
    heads: str = ""
    amount: str = ""
    standards: str = ""
    together: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as read: its groups, and the figures that could not be read; ``others`` are no heads and no money."""

    groups: tuple[Group, ...]
    unread: tuple[Figure, ...]
    others: tuple[Figure, ...]


class _Draft:
    """A group while it grows: its figures, the words before each, the standards."""

    def __init__(self, name: str, words: str, first: Figure, *, together: bool = False) -> None:
        self.name, self.words, self.figures, self.together = name, [words], [first], together
        self.rates: list[str] = []

    def has(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.figures)

    def text(self, kind: str) -> str:
        return next((one.text for one in self.figures if one.kind == kind), "")


def read_clause(text: str, *, waiting: bool) -> Clause:
    """Read a clause; ``waiting``: heads of the clauses before it have no amount yet.

    >>> [(one.name, one.heads) for one in read_clause("小学1200人60万元,初中900人56万元", waiting=False).groups]
    [('小学', '1200人'), ('初中', '900人')]
    """
    figures = figures_of(text)
    main = [one for one in figures if one.kind in _MAIN]
    unread = [one for one in figures if one.kind == "unread"]
    others = tuple(one for one in figures if one.kind == "other")
    unsure = "halved" if is_halved(text) else "respectively" if "分别" in text else ""
    if unsure and (unsure == "halved" or len({one.kind for one in main}) < len(main)):
        return Clause((), tuple(unread + [replace(one, why=unsure) for one in main]), others)
    drafts = _grouped(text, figures, main, waiting)
    groups = []
    rates = [one for one in figures if one.kind == "rate"]
    unread = _averages(unread, rates, drafts)
    _give_rates(text, rates, drafts)
    drafts, left = _certain(drafts)
    unread += left
    if not drafts:
        unread += [replace(one, why="standard-alone") for one in rates]
    for one in drafts:
        if _may_be_a_rate(text, one):
            unread += [replace(figure, why="standard-or-amount") for figure in one.figures if figure.kind == "amount"]
            one.figures = [figure for figure in one.figures if figure.kind == "heads"]
        groups.append(_group(one))
    return Clause(tuple(groups), tuple(sorted(unread, key=lambda one: one.start)), others)


def _grouped(text: str, figures: Sequence[Figure], main: Sequence[Figure], waiting: bool) -> list[_Draft]:
    """Return the groups: figures whose words name one item."""
    drafts: list[_Draft] = []
    end = 0
    alone = len(main) == 2 and main[0].kind != main[1].kind
    for one in main:
        words = _words(text, figures, end, one.start)
        name = name_of(words)
        last = drafts[-1] if drafts else None
        end = one.end
        if last is None or not _joins(last, one, words, name, alone):
            drafts.append(_Draft(name, words, one))
            continue
        late = waiting or any(draft.has("heads") and not draft.has("amount") for draft in drafts[:-1])
        if one.kind == "amount" and late and _TOGETHER.search(words):
            drafts.append(_Draft("", words, one, together=True))
            continue
        last.name = _named(last.name, name)
        last.words.append(words)
        last.figures.append(one)
    return drafts


def _joins(last: _Draft, one: Figure, words: str, name: str, alone: bool) -> bool:
    """Say whether a figure is of the group before it."""
    if last.has(one.kind) and not _counts_both(last, one):
        return False
    named = bool(name) and not says_nothing(words)
    if not named:
        return True
    mine, own = programmes_of(last.name, ""), programmes_of(name, "")
    if alone:
        return not (mine and own and mine != own)
    return not last.name and _FOR_WHOM.search(last.words[0]) is not None


def _counts_both(last: _Draft, one: Figure) -> bool:
    """Say whether heads are counted once more, as 人次 beside 人."""
    return one.kind == "heads" and len({figure.text.endswith("次") for figure in (*last.figures, one)
                                        if figure.kind == "heads"}) == 2  # fmt: skip


def _averages(unread: Sequence[Figure], rates: list[Figure], drafts: Sequence[_Draft]) -> list[Figure]:
    """Return what is left unread; an average that makes the one amount to the fen is its standard."""
    left = []
    for figure in unread:
        mean = read_standards(re.sub("^[^0-9]+", "", figure.text)) if figure.why == "average" else None
        if mean and len(drafts) == 1:
            heads, amount = read_heads(drafts[0].text("heads")), read_amount(drafts[0].text("amount"), "")
            if heads and amount and heads.value * mean[0] == amount.value:
                rates.append(replace(figure, kind="rate", text=re.sub(r"[^\d.]", "", figure.text), why=""))
                continue
        left.append(figure)
    return left


def _certain(drafts: list[_Draft]) -> tuple[list[_Draft], list[Figure]]:
    """Return the groups less what may be of several of them."""
    left: list[Figure] = []
    for at, one in enumerate(drafts):
        heads = [figure for figure in one.figures if figure.kind == "heads"]
        if len(heads) > 1:  # people beside grants: grants are what items add up to
            left += [replace(figure, why="counted-twice") for figure in heads if not figure.text.endswith("次")]
            one.figures = [figure for figure in one.figures if figure not in heads or figure.text.endswith("次")]
        added = "计" in one.words[-1]
        without = [draft for draft in drafts[:at] if draft.name and draft.has("heads") and not draft.has("amount")]
        before = [draft for draft in without if added or not draft.rates]
        if before and one.name and one.has("heads") and one.has("amount"):
            left += [replace(figure, why="whose") for figure in one.figures if figure.kind == "amount"]
            one.figures = [figure for figure in one.figures if figure.kind == "heads"]
    return [one for one in drafts if one.figures], left


def _words(text: str, figures: Sequence[Figure], start: int, end: int) -> str:
    """Return the words from one figure to the next, without other numbers, and without the stages of several rates."""
    within = [one for one in figures if start <= one.start < end]
    several = len(re.findall(r"[\d.]+", " ".join(one.text for one in within if one.kind == "rate"))) > 1
    pieces, at = [], start
    for one in within:
        piece = text[at : one.start]
        kept = "".join(_OF_PROGRAMME.findall(text[one.start : one.end])) if one.kind == "rate" else ""
        pieces.append(_STAGE_OF_RATE.sub("", piece) if several and one.kind == "rate" else piece)
        pieces.append(kept)
        at = one.end
    return "".join((*pieces, text[at:end])).replace("的标准", "")


def _give_rates(text: str, rates: Sequence[Figure], drafts: list[_Draft]) -> None:
    """Give each standard to the group that it is said of: one before all of them, or several there, to all."""
    if not drafts:
        return
    first = drafts[0].figures[0].start
    early = [one for one in rates if one.start < first]
    for rate in rates:
        if rate.start < first and (len(early) > 1 or says_nothing(text[: rate.start])):
            takers = drafts
        else:
            before = [one for one in drafts if one.figures[0].start < rate.start] or [drafts[0]]
            last = before[-1]
            gap = (
                text[max(one.end for one in last.figures if one.start < rate.start) : rate.start]
                if rate.start > first
                else ""
            )
            after = drafts[len(before) : len(before) + 1]
            takers = after if after and name_of(gap) and not says_nothing(gap) else [last]
        for one in takers:
            one.rates.append(rate.text)


def _may_be_a_rate(text: str, one: _Draft) -> bool:
    """Say whether an amount may be what each of the people got: too little for all, or right before them."""
    amount, heads = read_amount(one.text("amount"), ""), read_heads(one.text("heads"))
    if amount is None or heads is None or heads.value <= 1 or re.search("[万亿]", one.text("amount")):
        return False
    at = {figure.kind: figure for figure in one.figures}
    right_before = at["amount"].end <= at["heads"].start
    if right_before and not text[at["amount"].end : at["heads"].start].strip("、"):
        return True
    return amount.value < _LEAST_A_HEAD * heads.value and not _CALLED_AMOUNT.search(text[: at["amount"].start])


def _named(before: str, between: str) -> str:
    """Return the words that name the item: those before the figures, unless only those between name a programme."""
    if not before or (programmes_of(between, "") and not programmes_of(before, "")):
        return between or before
    if is_section(between) and stages_of(between) and not stages_of(before):
        return f"{before}:{between}"
    return before


def _group(one: _Draft) -> Group:
    return Group(
        one.name,
        one.words[0],
        "".join(one.words),
        one.figures[0].start,
        one.figures[-1].end,
        one.text("heads"),
        one.text("amount"),
        _standards(one.rates),
        one.together,
    )


def _standards(rates: Sequence[str]) -> str:
    """Return standards as one text; a year's beside a term's become one that cannot be read."""
    pieces = [re.fullmatch(r"([\d./-]+(?:万元)?(?:/[\d.]+(?:万元)?)*)((?:/\D+)*)", rate) for rate in rates]
    if not all(pieces):
        return "、".join(rates)
    spans = {match[2] for match in pieces if match}
    if len(spans) > 1:
        return "、".join(f"每{rate}" for rate in rates)
    return "/".join(match[1] for match in pieces if match) + "".join(spans)
