"""Reads figures out of a sentence: «寄宿生补助4847人,金额292.7275万元» is an item with its heads and amount."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aid_ledger.audit.statement_words import programmes_of

_NUMBER = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HEADS = re.compile(rf"(?P<heads>(?:约|近)?{_NUMBER}万?[余多]?(?:人次|名|人(?!均|民币)))")
_AMOUNT = re.compile(rf"(?P<amount>(?:约|近)?{_NUMBER}[亿万]?[余多]?元)")
_FIGURE = re.compile(f"{_HEADS.pattern}|{_AMOUNT.pattern}")
_PER = "(?:学期|学年|年|月|天|日|餐)"
_GIVEN = "(?:发放|补助|资助|补贴|奖励|给予|享受|领取|助学金|生活费|补助金|资助金|为|是|:|约|达)*"
_A_YEAR, _OF_PROGRAMME = re.compile("年"), re.compile("助学金|生活费")
_RATE = re.compile(
    rf"(?:每[人生]每?{_PER}?{_GIVEN}|人均{_GIVEN}|每餐{_GIVEN}|标准(?:为|是|:)?|[×xX*])(?P<before>{_NUMBER}(?:元?[/、或和]{_NUMBER})*)元"
    rf"|(?P<after>{_NUMBER}(?:元?[/、或和]{_NUMBER})*)元[/每](?:生|人)(?:[·./每]?{_PER})?"
)
_SENTENCE, _CLAUSE = re.compile("。|其中[:,]?"), re.compile(";")
_TOTAL = re.compile("合计|总计|共计|累计|总额|共(?:资助|发放|落实|投入|下达|安排)|资助(?:各级|各类)?学生$")
_TOGETHER = re.compile("共|合计|总计")
_HEAD_WORDS = re.compile(
    "^(?:[,、:()=]|分别|享受|享有|发放|落实|拨付|下达|资助|惠及|的|[0-9一二三四五六七八九十]{1,2}[.、])+"
)
_TAIL_WORDS = re.compile("(?:[,、:()]|资金|金额|共计|共|计|的|学生|惠及|受助|为|达|人数|发放|资助(?=$))+$")


PART_TOTAL = "小计"
"""The item of an amount that is of several heads before it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says: item, heads, amounts a head, amount, as texts; ``row`` is the line of the text, from 1."""

    item: str
    heads: str
    standards: str
    amount: str
    total: bool
    row: int


def read_text(text: str) -> tuple[Said, ...]:
    """Return the figures of a text in their order.

    >>> read_text("享受义务教育寄宿生补助4847人,金额292.7275万元。")
    (Said(item='义务教育寄宿生补助', heads='4847人', standards='', amount='292.7275万元', total=False, row=1),)
    """
    found: list[Said] = []
    for row, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        for sentence in _SENTENCE.split("".join(line.split())):
            own: list[Said] = []
            for clause in _CLAUSE.split(sentence):
                own += _of_clause(clause, row, any(one.heads and not one.amount for one in own))
            found += _carried(own)
    return tuple(found)


_ONE_STAGE = re.compile("(小学|初中|高中|中职|学前|幼儿园|大学|高职|大专)(?:阶段|教育|学生)?")


def _carried(said: Iterable[Said]) -> Iterator[Said]:
    """Let a stage alone be of the programme that the item before it names: 寄宿生补助:小学 …,初中 …."""
    last = ""
    for one in said:
        stage = _ONE_STAGE.fullmatch(one.item)
        own = _ONE_STAGE.sub(stage[1], last, count=1) if stage and len(_ONE_STAGE.findall(last)) == 1 else one.item
        if len(programmes_of(own, "")) == 1:
            last = own
            yield replace(one, item=own)
            continue
        last = one.item
        yield one


def _of_clause(clause: str, row: int, waiting: bool) -> Iterator[Said]:
    """Yield what a clause says; ``waiting``: heads before it have no amount yet, so that 共计 is of these too."""
    rates = list(_RATE.finditer(clause))
    standards = "/".join(re.sub("元|、|或|和", "/", match["before"] or match["after"]) for match in rates)
    standards += "/年" if any(_A_YEAR.search(match[0]) for match in rates) else ""
    rest = clause
    for match in rates:
        kept = "".join(_OF_PROGRAMME.findall(match[0]))
        rest = rest[: match.start()] + kept.ljust(len(match[0])) + rest[match.end() :]
    figures = list(_FIGURE.finditer(rest))
    kinds = [match.lastgroup for match in figures]
    at = end = 0
    item = ""
    while at < len(figures):
        pair = 2 if kinds[at : at + 2] in (["heads", "amount"], ["amount", "heads"]) else 1
        if kinds[at : at + 2] == ["amount", "heads"] and len(figures) != 2:
            pair = 1  # whose heads they are is not certain
        words = rest[end : figures[at].start()].replace(" ", "")
        between = rest[figures[at].end() : figures[at + pair - 1].start()].replace(" ", "")
        item = _named(_item(words), _item(between)) or item
        both = {str(match.lastgroup): match[0] for match in figures[at : at + pair]}
        total = _TOTAL.search(words) is not None and not programmes_of(words, "")
        if waiting and pair > 1 and _TOGETHER.search(between):
            yield Said(item, both["heads"], standards, "", total=False, row=row)
            item, standards, both = PART_TOTAL, "", {"amount": both["amount"]}
        yield Said(item, both.get("heads", ""), standards, both.get("amount", ""), total, row)
        waiting |= "amount" not in both
        at += pair
        end = figures[at - 1].end()


def _named(before: str, between: str) -> str:
    """Return the words that name the item: those before the figures, unless only those between name a programme."""
    if before and (programmes_of(before, "") or not programmes_of(between, "")):
        return before
    return between


def _item(words: str) -> str:
    found = _TAIL_WORDS.sub("", _HEAD_WORDS.sub("", words))
    return found + ")" if found.count("(") > found.count(")") else found
