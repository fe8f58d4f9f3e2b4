"""汇总表: one sheet over all programmes, one a programme; unit 元, towns with subtotals, live sums, a check row.

The sheets grow with schools, not with students, so they are not streamed and may merge cells over two rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import format_yuan, to_capitals
from aid_ledger.reports.data import LEVELS, PayoutBook
from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.paper import Job, Paper, merge, open_paper, pixels, print_scale, sheet_digest, short
from aid_ledger.reports.printing import Printed, clean, school_ranks, stage_words
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.reports.tally import Count, Group, Tally, tally
from aid_ledger.words import known, phrase

_LABELS = (("no", 5), ("town", 11), ("school", 22))
_NUMBER, _MONEY, _REMARK = 7, 13, 10
_FIRST = 4  # title, line, two rows of headings
_READABLE = 55  # percent: below it a sheet goes over several pages side by side
_ASIDE = 75


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column of numbers. ``adds`` are columns of the same row that it is the sum of, if it is one."""

    top: str
    heading: str
    money: bool
    count: Count
    adds: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Width in characters."""
        return _MONEY if self.money else _NUMBER


def write_summary(job: Job, printed: Printed, cuts: Printed) -> Path:
    """Write ``汇总表.xlsx``; ``printed`` has the paying lines, ``cuts`` those taken back or recovered."""
    book = job.book
    path = job.folder / f"{phrase('sheet-file-summary', job.lang)}.xlsx"
    lines, reversed_ = printed.table, cuts.table[cuts.table["kind"] == "reverse"]
    lines = lines.assign(school=printed.text["school"])
    towns = _towns(book, lines)
    programmes = [p for p in book.titles if (lines["programme"] == p).any()]
    with open_paper(job, path, streamed=False) as paper:
        all_name = paper.word("name-all")
        names = sheet_names([all_name, *(book.titles[p] for p in programmes)])
        for name, programme in zip(names, [None, *programmes], strict=True):
            parts = [
                frame if programme is None else frame[frame["programme"] == programme]
                for frame in (lines, book.shares, reversed_)
            ]
            _write_sheet(paper, name, programme, tally(parts[0], parts[1], parts[2], towns))
    return path


def _towns(book: PayoutBook, lines: pd.DataFrame) -> dict[str, str]:
    """Return the town of each school by code, in the order of the schools."""
    ranks = school_ranks(book)
    towns = dict(zip(lines["code"], lines["town"], strict=True))
    listed = zip(book.schools["school_code"], book.schools["school"], book.schools["town"], strict=True)
    towns.update({code or name: town for code, name, town in listed if (code or name) in towns and town})
    return {code: clean(towns[code]) for code in sorted(towns, key=lambda code: ranks[code])}


def _write_sheet(paper: Paper, name: str, programme: str | None, numbers: Tally) -> None:
    leaves = _leaves(paper, programme, numbers)
    widths = [width for _, width in _LABELS] + [leaf.width for leaf in leaves] + [_REMARK]
    sheet = paper.sheet(name, widths)
    sheet.set_default_row(20)
    page_last = _set_pages(sheet, widths, leaves)
    _write_head(paper, sheet, programme, leaves, page_last)
    row, town_rows = _write_schools(paper, sheet, leaves, numbers)
    _write_total(paper, sheet, row, leaves, numbers, town_rows)
    row = _write_tail(paper, sheet, row, page_last, leaves, numbers)
    labels = [paper.word("box-table", by=paper.book.prepared_by)]
    labels += [paper.word(f"box-{n}") for n in ("second", "centre-head", "leader", "bureau", "treasury")]
    write_boxes(paper, sheet, row, widths[: page_last + 1], Boxes((("", tuple(labels)),), 56))
    paper.foot(sheet, _digest(paper.book, programme, numbers))


def _leaves(paper: Paper, programme: str | None, numbers: Tally) -> list[Leaf]:
    people, items, money = paper.word("col-people"), paper.word("col-items"), paper.word("col-money")
    leaves: list[Leaf] = []
    for group, number, amount in numbers.groups:
        top = _group_label(paper, group, alone=programme is not None)
        leaves += [Leaf(top, people if group.of_people else items, False, number), Leaf(top, money, True, amount)]
    first = len(_LABELS)
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
    kind = ""
    if f"sheet-kind-{group.programme}" in known("word"):
        kind = paper.word(f"kind-{group.programme}")
    elif not alone:
        kind = clean(paper.book.titles[group.programme])
    stages = [group.stage] if group.stage else []
    joined = stage_words(stages, paper.lang)
    label = f"{joined}{kind}" if paper.lang == "zh" else f"{joined} {kind}".strip()
    if group.mixed:
        return paper.word("col-standard-varies", label=label)
    return f"{label} {format_yuan(group.standard).removesuffix('.00')}" if group.standard else label


def _set_pages(sheet: Any, widths: list[int], leaves: Sequence[Leaf]) -> int:
    """Fit one page wide where that can be read, else break between groups; return the first page's last column."""
    sheet.repeat_rows(0, _FIRST - 1)
    sheet.freeze_panes(_FIRST, len(_LABELS))
    if print_scale(widths) >= _READABLE:
        sheet.fit_to_pages(1, 0)
        return len(widths) - 1
    sheet.repeat_columns(0, len(_LABELS) - 1)
    sheet.set_print_scale(_ASIDE)
    sizes = pixels(widths)
    labels = sum(sizes[: len(_LABELS)])
    room = sum(pixels(widths)) * print_scale(widths) / _ASIDE - labels
    breaks, used, start = [], 0, len(_LABELS)
    tops = [leaf.top for leaf in leaves] + [""]
    while start < len(widths):
        stop = start + 1
        while stop < len(widths) and tops[stop - len(_LABELS)] == tops[start - len(_LABELS)]:
            stop += 1
        size = sum(sizes[start:stop])
        if used and used + size > room:
            breaks.append(start)
            used = 0
        used += size
        start = stop
    sheet.set_v_pagebreaks(breaks)
    return breaks[0] - 1 if breaks else len(widths) - 1


def _write_head(paper: Paper, sheet: Any, programme: str | None, leaves: Sequence[Leaf], page_last: int) -> None:
    book, looks = paper.book, paper.formats
    word = "title-summary" if programme else "title-summary-all"
    title = paper.word(word, county=book.county_name, term=paper.term, programme=book.titles[programme] if programme else "")
    sheet.set_row(0, 32)
    merge(sheet, 0, (0, page_last), title, looks["title"])
    line = paper.word("line-plain", office=book.office, batch=book.batch, made_on=book.made_on)
    merge(sheet, 1, (0, page_last - 2), line, looks["line"])
    merge(sheet, 1, (page_last - 1, page_last), paper.word("unit-people"), looks["unit"])
    sheet.set_row(2, 36)
    for column, (label, _) in enumerate(_LABELS):
        sheet.merge_range(2, column, 3, column, paper.word(f"col-{label}"), looks["head"])
    column = len(_LABELS)
    while column - len(_LABELS) < len(leaves):
        leaf = leaves[column - len(_LABELS)]
        run = 1 if not leaf.heading else sum(other.top == leaf.top for other in leaves)
        if leaf.heading:
            merge(sheet, 2, (column, column + run - 1), leaf.top, looks["head"])
            for offset in range(run):
                sheet.write_string(
                    3, column + offset, leaves[column - len(_LABELS) + offset].heading, looks["head"]
                )
        else:
            sheet.merge_range(2, column, 3, column, leaf.top, looks["head"])
        column += run
    sheet.merge_range(2, column, 3, column, paper.word("col-remark"), looks["head"])


def _write_schools(
    paper: Paper, sheet: Any, leaves: Sequence[Leaf], numbers: Tally
) -> tuple[int, list[int]]:
    """Write schools and 乡镇小计; return the row of 总计 and the rows of the towns."""
    looks, row, town_rows, number = paper.formats, _FIRST, [], 0
    last = len(_LABELS) + len(leaves)
    for index, (town, start, stop) in enumerate(numbers.towns):
        name = town or paper.word("town-unknown")
        first = row
        for school in range(start, stop):
            number += 1
            sheet.write_number(row, 0, number, looks["no"])
            sheet.write_string(row, 1, name, looks["text"])
            sheet.write_string(row, 2, numbers.schools[school], looks["left"])
            for column, leaf in enumerate(leaves, len(_LABELS)):
                _write_school_cell(sheet, looks, row, column, leaf, school)
            sheet.write_blank(row, last, None, looks["text"])
            row += 1
        merge(sheet, row, (0, 2), paper.word("town-total", town=name), looks["sum-label"])
        for column, leaf in enumerate(leaves, len(_LABELS)):
            formula = f"=SUM({xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)})"
            added = sum(leaf.count.schools[start:stop])
            _write_sum_cell(sheet, looks, (row, column), leaf, leaf.count.towns[index], added, formula)
        sheet.write_blank(row, last, None, looks["sum-label"])
        town_rows.append(row)
        row += 1
    return row, town_rows


def _write_school_cell(sheet: Any, looks: Any, row: int, column: int, leaf: Leaf, school: int) -> None:
    value, look = leaf.count.schools[school], looks["money" if leaf.money else "count"]
    if not value:
        sheet.write_blank(row, column, None, look)
        return
    shown = value / 100 if leaf.money else value
    if leaf.adds and _adds_up(sheet, row, leaf, value):
        formula = "=" + "+".join(f"N({xl_rowcol_to_cell(row, c)})" for c in leaf.adds)
        sheet.write_formula(row, column, formula, look, shown)
    else:
        sheet.write_number(row, column, shown, look)


def _adds_up(sheet: Any, row: int, leaf: Leaf, value: int) -> bool:
    """Tell whether the cells before it add up to the value; people in two groups are one."""
    cells = sheet.table[row]
    parts = [getattr(cells.get(c), "number", 0) for c in leaf.adds]
    return round(sum(parts) * (100 if leaf.money else 1)) == value


def _write_sum_cell(
    sheet: Any, looks: Any, cell: tuple[int, int], leaf: Leaf, value: int, added: int, formula: str
) -> None:
    look = looks["sum-money" if leaf.money else "sum-number"]
    shown = value / 100 if leaf.money else value
    if value == added:
        sheet.write_formula(*cell, formula, look, shown)
    else:
        sheet.write_number(*cell, shown, look)


def _write_total(
    paper: Paper, sheet: Any, row: int, leaves: Sequence[Leaf], numbers: Tally, town_rows: Sequence[int]
) -> None:
    merge(sheet, row, (0, 2), paper.word("grand-total"), paper.formats["sum-label"])
    for column, leaf in enumerate(leaves, len(_LABELS)):
        labels = f"{xl_rowcol_to_cell(_FIRST, 0)}:{xl_rowcol_to_cell(row - 1, 0)}"
        cells = f"{xl_rowcol_to_cell(_FIRST, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        formula = f'=SUMIF({labels},">0",{cells})'
        _write_sum_cell(
            sheet, paper.formats, (row, column), leaf, leaf.count.total, sum(leaf.count.schools), formula
        )
    sheet.write_blank(row, len(_LABELS) + len(leaves), None, paper.formats["sum-label"])


def _write_tail(
    paper: Paper, sheet: Any, total: int, last: int, leaves: Sequence[Leaf], numbers: Tally
) -> int:
    """Write 大写, the check rows and notes under 总计; return the row after them."""
    looks, row = paper.formats, total + 1
    sheet.set_row(row, 24)
    merge(sheet, row, (0, last), paper.word("capitals", capitals=to_capitals(numbers.ledger)), looks["sum-text"])
    checks = [_amount_check(paper, total, numbers)]
    if numbers.funding:
        checks.append(_funding_check(paper, total, leaves, numbers))
    for formula, text in checks:
        row += 1
        merge(sheet, row, (0, last), "", looks["check"])
        sheet.write_formula(row, 0, formula, looks["check"], text)
    for note in _notes(paper, numbers):
        row += 1
        merge(sheet, row, (0, last), note, looks["note"])
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

    parts: tuple[tuple[str, str, int], ...]

    def build(self, paper: Paper, holds: str, true: bool) -> tuple[str, str]:
        good, bad = paper.word("check-holds"), paper.word("check-fails")
        live = "&".join(f'"{text}"&TEXT({formula},"#,##0.00")' for text, formula, _ in self.parts)
        shown = "".join(f"{text}{format_yuan(value, grouped=True)}" for text, _, value in self.parts)
        return f'={live}&IF({holds},"{good}","{bad}")', shown + (good if true else bad)


def _amount_check(paper: Paper, total: int, numbers: Tally) -> tuple[str, str]:
    """Σ(人数 × 标准) + 补发差额 = 金额 = 台账, with the cells of 总计 live and the ledger's amounts fixed."""
    terms, fixed = [], 0
    for index, (group, _, _) in enumerate(numbers.groups):
        if group.standard:
            cell = xl_rowcol_to_cell(total, len(_LABELS) + 2 * index)
            terms.append(f"{cell}*{format_yuan(group.standard)}")
        else:
            fixed += numbers.times_standard[group]
    times = "+".join([*terms, format_yuan(fixed)])
    product = sum(numbers.times_standard.values())
    difference = numbers.ledger - product
    amount = xl_rowcol_to_cell(total, len(_LABELS) + 2 * len(numbers.groups) + 1)
    gap, ledger = format_yuan(difference), format_yuan(numbers.ledger)
    sentence = _Sentence(
        (
            (paper.word("check-times"), times, product),
            (paper.word("check-differences"), f"({gap})", difference),
            (paper.word("check-amount"), amount, numbers.money.total),
            (paper.word("check-equals-ledger"), ledger, numbers.ledger),
        )
    )
    holds = f"AND(ROUND({times}+({gap})-{amount},2)=0,ROUND({amount}-{ledger},2)=0)"
    return sentence.build(paper, holds, numbers.money.total == numbers.ledger)


def _funding_check(paper: Paper, total: int, leaves: Sequence[Leaf], numbers: Tally) -> tuple[str, str]:
    """资金来源 = 金额 − what this batch took back: shares are split over both together."""
    first = len(_LABELS) + len(leaves) - len(LEVELS)
    shares = f"SUM({xl_rowcol_to_cell(total, first)}:{xl_rowcol_to_cell(total, first + len(LEVELS) - 1)})"
    amount = xl_rowcol_to_cell(total, len(_LABELS) + 2 * len(numbers.groups) + 1)
    funded = sum(count.total for count in numbers.funding.values())
    parts = [(paper.word("check-shares"), shares, funded), (paper.word("check-amount"), amount, numbers.money.total)]
    taken = format_yuan(-numbers.taken_back)
    if numbers.taken_back:
        parts.append((paper.word("check-cuts"), taken, -numbers.taken_back))
    holds = f"ROUND({shares}-({amount}-{taken}),2)=0"
    return _Sentence(tuple(parts)).build(paper, holds, funded == numbers.money.total + numbers.taken_back)


def _digest(book: PayoutBook, programme: str | None, numbers: Tally) -> str:
    """Digest names of schools and every number on the sheet, column by column."""
    columns: list[Sequence[object]] = [numbers.schools]
    for group, number, money in numbers.groups:
        columns += [(group.programme, group.stage, group.standard), number.schools, money.schools]
    columns += [numbers.people.schools, (numbers.people.total,), numbers.back_money.schools, numbers.waits_money.schools]
    columns += [numbers.funding[level].schools for level in LEVELS if level in numbers.funding]
    rows = ("".join(f"{len(str(value))}:{value}" for value in column) + "\n" for column in columns)
    return sheet_digest(("summary/1", programme or "", str(book.term)), rows)
