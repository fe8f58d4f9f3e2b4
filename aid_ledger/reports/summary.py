"""汇总表: one sheet over all programmes, one a programme; unit 元, towns with subtotals, a live check row.

The sheets grow with schools, not with students, so they are not streamed and may merge cells over two rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import format_yuan, to_capitals
from aid_ledger.reports.data import LEVELS, PayoutBook
from aid_ledger.reports.grid import LABELS, Grid, Leaf, widths_of
from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import Printed, clean, school_ranks, stage_words
from aid_ledger.reports.rows import Formula, Span
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.reports.tally import Count, Group, Tally, tally, with_schools
from aid_ledger.store import short
from aid_ledger.words import known, phrase

_BOX = 56.0


def write_summary(job: Job, printed: Printed, cuts: Printed) -> Path:
    """Write ``汇总表.xlsx``; ``printed`` has the paying lines, ``cuts`` those taken back or recovered."""
    book = job.book
    path = job.folder / f"{phrase('sheet-file-summary', job.lang)}.xlsx"
    ranks = school_ranks(book)
    lines = _counted(printed, ranks)
    shares = with_schools(book.shares, book.lines)
    shares = shares.assign(rank=shares["school_key"].map(ranks))
    reversed_ = _counted(cuts, ranks)[(cuts.table["kind"] == "reverse").to_numpy()]
    towns = _towns(book, printed, ranks)
    programmes = [p for p in book.titles if (lines["programme"] == p).any()]
    with open_paper(job, path, rows=0) as paper:
        names = sheet_names([paper.word("name-all"), *(book.titles[p] for p in programmes)])
        for name, programme in zip(names, [None, *programmes], strict=True):
            own, funds, taken = (
                frame if programme is None else frame[frame["programme"] == programme]
                for frame in (lines, shares, reversed_)
            )
            _write_sheet(paper, name, programme, tally(own, funds, taken, towns))
    return path


def _counted(printed: Printed, ranks: Mapping[str, int]) -> pd.DataFrame:
    """Return the lines with schools and people as numbers, which count faster than texts; -1 is nobody."""
    table = printed.table[["programme", "payee", "stage", "standard", "amount", "back", "waits"]]
    people = pd.factorize(pd.Series(printed.people, dtype="str"))[0]
    people[[not person for person in printed.people]] = -1
    codes = printed.table["code"].map(ranks).astype("int64")
    return table.assign(person=people, rank=codes, school=printed.text["school"])


def _towns(book: PayoutBook, printed: Printed, ranks: Mapping[str, int]) -> dict[int, str]:
    """Return the town of each school by its rank, in the order of the schools."""
    towns = dict(zip(printed.table["code"].tolist(), printed.text["town"], strict=True))
    columns = (book.schools[name].tolist() for name in ("school_code", "school", "town"))
    listed = zip(*columns, strict=True)
    towns.update({code or name: clean(town) for code, name, town in listed if (code or name) in towns and town})
    return dict(sorted((ranks[code], town) for code, town in towns.items()))


def _write_sheet(paper: Paper, name: str, programme: str | None, numbers: Tally) -> None:
    book = paper.book
    leaves = _leaves(paper, programme, numbers)
    grid = Grid.on(paper, name, leaves, numbers)
    word, full = ("title-summary", book.titles[programme]) if programme else ("title-summary-all", "")
    grid.write_head(paper.word(word, county=book.county_name, term=paper.term, programme=full))
    total = grid.write_schools()
    grid.write_total(total)
    row = _write_tail(grid, total)
    labels = [paper.word("box-table", by=book.prepared_by)]
    labels += [paper.word(f"box-{n}") for n in ("second", "centre-head", "leader", "bureau", "treasury")]
    write_boxes(paper, grid.sheet, row, widths_of(leaves), Boxes((("", tuple(labels)),), _BOX, grid.pages[0]))
    paper.foot(grid.sheet, _digest(book, programme, numbers))


def _leaves(paper: Paper, programme: str | None, numbers: Tally) -> list[Leaf]:
    people, items, money = paper.word("col-people"), paper.word("col-items"), paper.word("col-money")
    leaves: list[Leaf] = []
    for group, number, amount in numbers.groups:
        top = _group_label(paper, group, alone=programme is not None)
        leaves += [Leaf(top, people if group.of_people else items, False, number), Leaf(top, money, True, amount)]
    first = len(LABELS)
    counted = tuple(first + 2 * i for i, (group, _, _) in enumerate(numbers.groups) if group.of_people)
    added = tuple(first + 2 * i + 1 for i in range(len(numbers.groups)))
    leaves.append(Leaf(paper.word("col-total-people"), "", False, numbers.people, counted))
    leaves.append(Leaf(paper.word("col-total-money"), "", True, numbers.money, added))
    for word, number, amount in (
        ("col-back-pay", numbers.back_people, numbers.back_money),
        ("col-no-account", numbers.waits_people, numbers.waits_money),
    ):
        top = paper.word(word)
        leaves += [Leaf(top, people, False, number), Leaf(top, money, True, amount)]
    none = Count((0,) * len(numbers.schools), (0,) * len(numbers.towns), 0)
    top = paper.word("col-funding")
    return leaves + [Leaf(top, paper.word(f"level-{lv}"), True, numbers.funding.get(lv, none)) for lv in LEVELS]


def _group_label(paper: Paper, group: Group, *, alone: bool) -> str:
    """Return ``小学寄宿 500``: stage, kind and standard; the whole title where a programme has no short kind."""
    kind = ""
    if f"sheet-kind-{group.programme}" in known("word"):
        kind = paper.word(f"kind-{group.programme}")
    elif not alone:
        kind = clean(paper.book.titles[group.programme])
    stages = stage_words([group.stage], paper.lang)
    label = f"{stages}{kind}" if paper.lang == "zh" else f"{stages} {kind}".strip()
    if group.mixed:
        return paper.word("col-standard-varies", label=label)
    return f"{label} {format_yuan(group.standard).removesuffix('.00')}" if group.standard else label


def _write_tail(grid: Grid, total: int) -> int:
    """Write 大写, the check rows and notes under 总计; return the row after them."""
    paper, sheet, numbers, page = grid.paper, grid.sheet, grid.numbers, grid.pages[0]
    row = total + 1
    capitals = paper.word("capitals", capitals=to_capitals(numbers.ledger))
    sheet.put_spans(row, [Span(*page, capitals, grid.looks["sum-text"])], height=24)
    checks = [_amount_check(paper, total, numbers)]
    if numbers.funding:
        checks.append(_funding_check(paper, total, len(grid.leaves), numbers))
    for check in checks:
        row += 1
        sheet.put_spans(row, [Span(*page, check, grid.looks["check"])])
    for note in _notes(paper, numbers):
        row += 1
        sheet.put_spans(row, [Span(*page, note, grid.looks["note"])])
    return row + 1


def _notes(paper: Paper, numbers: Tally) -> list[str]:
    notes = []
    if 0 < numbers.to_schools < numbers.ledger:
        people, schools = numbers.ledger - numbers.to_schools, numbers.to_schools
        shown = {"people": format_yuan(people, grouped=True), "schools": format_yuan(schools, grouped=True)}
        notes.append(paper.word("note-to-schools", **shown))
    lines = paper.book.lines
    cuts = lines.loc[lines["kind"] != "pay", "amount"]
    if len(cuts):
        amount = format_yuan(-int(cuts.sum()), grouped=True)
        notes.append(paper.word("note-cuts", lines=len(cuts), amount=amount))
    return [*notes, paper.word("note-digest", digest=short(paper.book.digest))]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A live sentence in parts: each a text and the formula and value, in fen, of the amount after it."""

    parts: Sequence[tuple[str, str, int]]

    def build(self, paper: Paper, holds: str, true: bool) -> Formula:
        """Return the formula with what it says now."""
        good, bad = paper.word("check-holds"), paper.word("check-fails")
        live = "&".join(f'"{text}"&TEXT({formula},"#,##0.00")' for text, formula, _ in self.parts)
        shown = "".join(f"{text}{format_yuan(value, grouped=True)}" for text, _, value in self.parts)
        return Formula(f'{live}&IF({holds},"{good}","{bad}")', shown + (good if true else bad))


def _amount_check(paper: Paper, total: int, numbers: Tally) -> Formula:
    """Σ(人数 × 标准) + 补发差额 = 金额 = 台账, with the cells of 总计 live and the ledger's amounts fixed.

    What has no standard a head (meals, listed awards) is a part of its own, and only then there.
    """
    terms, listed, listed_fen, fixed = ["0"], ["0"], 0, 0
    for index, (group, _, money) in enumerate(numbers.groups):
        people, amount = (xl_rowcol_to_cell(total, len(LABELS) + 2 * index + side) for side in (0, 1))
        if group.standard:
            terms.append(f"{people}*{format_yuan(group.standard)}")
        elif group.mixed:
            fixed += numbers.times_standard[group]
        else:
            listed.append(amount)
            listed_fen += money.total
    times = "+".join([*terms, *([format_yuan(fixed)] if fixed else [])])
    product = sum(numbers.times_standard.values())
    gap_fen = numbers.ledger - product - listed_fen
    whole = xl_rowcol_to_cell(total, len(LABELS) + 2 * len(numbers.groups) + 1)
    gap, ledger, without = f"({format_yuan(gap_fen)})", format_yuan(numbers.ledger), "+".join(listed)
    less = gap_fen < 0  # lines that pay a difference only, the rest was paid before: said without a minus sign
    name, size = ("check-differences-less", -gap_fen) if less else ("check-differences", gap_fen)
    parts = [(paper.word("check-times"), times, product), (paper.word(name), f"({format_yuan(size)})", size)]
    if listed_fen:
        parts.append((paper.word("check-listed"), without, listed_fen))
    parts.append((paper.word("check-amount"), whole, numbers.money.total))
    parts.append((paper.word("check-equals-ledger"), ledger, numbers.ledger))
    holds = f"AND(ROUND({times}+{gap}+{without}-{whole},2)=0,ROUND({whole}-{ledger},2)=0)"
    return _Sentence(parts).build(paper, holds, numbers.money.total == numbers.ledger)


def _funding_check(paper: Paper, total: int, leaves: int, numbers: Tally) -> Formula:
    """资金来源 = 金额 − what this batch took back at these schools: shares are split over both together."""
    first = len(LABELS) + leaves - len(LEVELS)
    shares = f"SUM({xl_rowcol_to_cell(total, first)}:{xl_rowcol_to_cell(total, first + len(LEVELS) - 1)})"
    amount = xl_rowcol_to_cell(total, len(LABELS) + 2 * len(numbers.groups) + 1)
    funded = sum(count.total for count in numbers.funding.values())
    parts = [(paper.word("check-shares"), shares, funded), (paper.word("check-amount"), amount, numbers.money.total)]
    taken = format_yuan(-numbers.taken_back)
    if numbers.taken_back:
        parts.append((paper.word("check-cuts"), taken, -numbers.taken_back))
    holds = f"ROUND({shares}-({amount}-{taken}),2)=0"
    return _Sentence(parts).build(paper, holds, funded == numbers.money.total + numbers.taken_back)


def _digest(book: PayoutBook, programme: str | None, numbers: Tally) -> str:
    """Digest the schools and every number on the sheet, column by column."""
    columns: list[Sequence[object]] = [[town for town, _, _ in numbers.towns], numbers.schools]
    for group, number, money in numbers.groups:
        columns += [(group.programme, group.stage, group.standard), number.schools, money.schools]
    for count in (numbers.people, numbers.back_people, numbers.waits_people):
        columns += [count.schools, count.towns, (count.total,)]
    columns += [numbers.back_money.schools, numbers.waits_money.schools]
    columns += [numbers.funding[level].schools for level in LEVELS if level in numbers.funding]
    rows = ("".join(f"{len(str(value))}:{value}" for value in (len(column), *column)) for column in columns)
    return sheet_digest(("summary/1", programme or "", str(book.term)), rows)
