"""发放花名册（审核）: one workbook a school, and one of the whole county.

A school's workbook has a sheet a programme; fee waivers and meals, which are paid to the school, have sheets of
their own, that of meals with heads, days and the rate a day (where the record of the payout has them). The county book
shows the same rows with the school beside them. Only lines that pay stand here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.names import file_names, sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import Printed, Slice, school_ranks, stage_words
from aid_ledger.reports.rows import Value
from aid_ledger.reports.table import Body, Boxes, Column, Table, parts_of, write_table
from aid_ledger.words import phrase

_WIDTHS = (
    ("no", 5, "no"), ("grade", 8, "text"), ("class", 9, "text"), ("name", 10, "text"), ("sex", 5, "text"),
    ("id", 19, "text"), ("standard", 11, "money"), ("amount", 12, "money"), ("account-name", 10, "text"),
    ("relation", 7, "text"), ("bank", 26, "left"), ("account", 21, "text"), ("remark", 13, "left"),
)  # fmt: skip
_MEALS_WIDTHS = (
    ("no", 5, "no"), ("stage", 14, "text"), ("diners", 10, "count"), ("served-days", 10, "count"),
    ("day-rate", 13, "money"), ("meals-due", 15, "money"), ("amount", 15, "money"), ("account-name", 26, "left"),
    ("bank", 26, "left"), ("account", 21, "text"), ("remark", 13, "left"),
)  # fmt: skip
_SCHOOL_WIDTH = 18
_TEXT_COLUMNS = (("grade", "class_", "name", "sex", "id_number"), ("account_name", "relation", "bank", "account"))


def write_school_books(job: Job, printed: Printed) -> list[Path]:
    """Write ``花名册/<学校>.xlsx`` for every school with a paying line."""
    schools = _by_school(printed, job.book)
    if not schools:
        return []
    into = job.folder / phrase("sheet-folder", job.lang)
    into.mkdir(mode=0o700, exist_ok=True)
    stems = file_names([s[0].school for s in schools], [s[0].school_code for s in schools])
    paths = [into / f"{stem}.xlsx" for stem in stems]
    for path, slices in zip(paths, schools, strict=True):
        count = sum(part.stop - part.start for part in slices)
        with open_paper(job, path, rows=count) as paper:
            names = sheet_names(_sheet_name(paper, s) for s in slices)
            for name, part in zip(names, slices, strict=True):
                _write_sheet(paper, name, printed, [part])
        job.tell(count)
    return paths


def write_county_book(job: Job, printed: Printed) -> Path:
    """Write ``全县发放花名册.xlsx``: a sheet a programme and payee side, several where Excel's breaks run out."""
    path = job.folder / f"{phrase('sheet-file-county', job.lang)}.xlsx"
    groups = [list(g) for _, g in groupby(printed.slices, key=lambda s: (s.programme, s.to_school))]
    with open_paper(job, path) as paper:
        plans = [(slices, part) for slices in groups for part in _county_parts(paper, slices)]
        names = sheet_names(_sheet_name(paper, slices[0]) for slices, _ in plans)
        for name, (slices, (number, count, start, stop)) in zip(names, plans, strict=True):
            shown = [
                Slice(s.programme, s.to_school, s.school_code, s.school, max(s.start, start), min(s.stop, stop))
                for s in slices
                if s.start < stop and s.stop > start
            ]
            _write_sheet(paper, name, printed, shown, (number, count))
            job.tell(stop - start)
    return path


def _county_parts(paper: Paper, slices: list[Slice]) -> Iterator[tuple[int, int, int, int]]:
    start, stop = slices[0].start, slices[-1].stop
    parts = parts_of(stop - start, _frame(paper, slices, None, []))
    for number, (a, b) in enumerate(parts, 1):
        yield number, len(parts), start + a, start + b


def _by_school(printed: Printed, book: PayoutBook) -> list[list[Slice]]:
    ranks = school_ranks(book)
    schools: dict[str, list[Slice]] = {}
    for part in printed.slices:
        schools.setdefault(part.school_code or part.school, []).append(part)
    return [schools[key] for key in sorted(schools, key=lambda key: ranks[key])]


def _sheet_name(paper: Paper, part: Slice) -> str:
    title = paper.book.titles[part.programme]
    return paper.word("name-school-payee", programme=title[:23]) if part.to_school else title


def _frame(
    paper: Paper, slices: Sequence[Slice], school: Slice | None, stages: Sequence[str], *, of_meals: bool = False
) -> Table:  # fmt: skip
    """Return the table around the rows; ``school`` is the school of a school's own sheet."""
    book, word = paper.book, paper.word
    widths = _MEALS_WIDTHS if of_meals else _WIDTHS
    columns = [Column(word(f"col-{name}"), width, look) for name, width, look in widths]
    name = school.school if school else ""
    title = word(
        "title-school-payee" if slices[0].to_school else "title-roster",
        county="" if name.startswith(book.county_name) else book.county_name,
        school=name,
        term=paper.term,
        programme=book.titles[slices[0].programme],
    )
    centre = (word("box-centre"), (word("box-first"), word("box-second"), word("box-head")))
    facts = {"stages": stage_words(stages, paper.lang), "made_on": book.made_on}
    if school is None:
        columns.insert(1, Column(word("col-school"), _SCHOOL_WIDTH, "left"))
        line = word("line-office", office=book.office, **facts)
        boxes: tuple[tuple[str, tuple[str, ...]], ...] = (centre,)
    else:
        line = word("line-school", school=school.school, code=school.school_code, **facts)
        own = tuple(word(f"box-{box}") for box in ("made", "finance", "principal", "date"))
        boxes = ((word("box-school"), own), centre)
    people, money = (2, 6) if of_meals else (3, 7)
    shift = 0 if school else 1
    return Table(
        title, line, word("unit"), tuple(columns), people + shift, money + shift, Boxes(boxes), word("top-roster"),
        adds=of_meals,
    )  # fmt: skip


def _write_sheet(
    paper: Paper, name: str, printed: Printed, slices: Sequence[Slice], part: tuple[int, int] | None = None
) -> None:
    """Write one school's rows, or with ``part`` (number, count) a part of the county's."""
    school = slices[0] if part is None else None
    start, stop = slices[0].start, slices[-1].stop
    of_meals = all(heads >= 0 for heads in printed.heads[start:stop])
    table = _frame(paper, slices, school, list(set(printed.text["stage"][start:stop])), of_meals=of_meals)
    if part is not None and part[1] > 1:
        title = paper.word("title-part", title=table.title, part=part[0], parts=part[1])
        table = replace(table, title=title)
    texts = [printed.text[c][start:stop] for c in _TEXT_COLUMNS[0]]
    after = [printed.text[c][start:stop] for c in _TEXT_COLUMNS[1]]
    values: list[Sequence[Value]] = [
        *texts,
        printed.standards[start:stop],
        printed.amounts[start:stop],
        *after,
        printed.text["remark"][start:stop],
    ]
    people = set(printed.people[start:stop]) - {""}
    heads, different = [1 if text else 0 for text in printed.text["name"][start:stop]], len(people)
    if of_meals:
        values, heads = _of_meals(paper, printed, start, stop), printed.heads[start:stop]
        different = sum(heads)
    if school is None:
        values.insert(0, printed.text["school"][start:stop])
    body = Body(values, printed.fen[start:stop], heads, different)
    sheet = paper.sheet(name, table.widths)
    write_table(paper, sheet, table, body)
    paper.foot(sheet, _digest(paper.book, printed, slices, school))


def _of_meals(paper: Paper, printed: Printed, start: int, stop: int) -> list[Sequence[Value]]:
    """The columns of meals: heads × days × rate is what is due of the term, beside what this batch pays of it."""
    heads, days, rates = printed.heads[start:stop], printed.days[start:stop], printed.standards[start:stop]
    standards = printed.table["standard"].iloc[start:stop].tolist()  # fen; 0 where the price changed in the term
    due: list[Value] = [n * d * fen / 100 or None for n, d, fen in zip(heads, days, standards, strict=True)]
    text = {name: printed.text[name][start:stop] for name in ("account_name", "bank", "account", "remark")}
    stages = [stage_words([stage], paper.lang) for stage in printed.text["stage"][start:stop]]
    return [stages, heads, days, rates, due, printed.amounts[start:stop], *text.values()]


def _digest(book: PayoutBook, printed: Printed, slices: Sequence[Slice], school: Slice | None) -> str:
    code = (school.school_code or school.school) if school else ""
    head = ("roster/1", slices[0].programme, "school" if slices[0].to_school else "person", str(book.term), code)
    if school is not None:
        return sheet_digest(head, printed.canon[school.start : school.stop])
    start, stop = slices[0].start, slices[-1].stop
    rows = (
        f"{len(code)}:{code}{canon}"
        for code, canon in zip(printed.table["code"].iloc[start:stop].tolist(), printed.canon[start:stop], strict=True)
    )
    return sheet_digest(head, rows)
