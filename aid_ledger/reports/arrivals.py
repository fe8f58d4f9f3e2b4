"""资金到账领取确认表: what has arrived, for students or guardians to sign; what has not stands below, unsigned.

One workbook a school, one sheet a programme, and one for what the school itself received. Only lines that arrived are
numbered and added; ID and account are shown by their last four digits, since the sheet is passed round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import LINE_POINTS, PADDING_POINTS, lines_of
from aid_ledger.reports.names import file_names, sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import Printed, Slice, clean_all, print_lines, stage_words
from aid_ledger.reports.rows import RowSheet, Span, Value
from aid_ledger.reports.school_receipts import write_school_receipt
from aid_ledger.reports.table import Body, Boxes, Column, Table, write_table
from aid_ledger.words.catalogue import Lang

_WIDTHS = (
    ("no", 5, "no"), ("grade", 9, "text"), ("class", 9, "text"), ("name", 11, "text"), ("id-tail", 13, "text"),
    ("arrived-amount", 12, "money"), ("account-name", 11, "text"), ("account-tail", 11, "text"),
    ("arrived-on", 12, "text"), ("signed", 20, "text"), ("relation", 11, "text"), ("signed-on", 12, "text"),
    ("remark", 14, "left"),
)  # fmt: skip
_PEOPLE, _MONEY = 3, 5
_HIGH = 30.0
"""Points of a row that is signed: a little more than 1 cm."""
_GAP, _BELOW = 38.0, 160.0
"""Points of the heading of what has not arrived, and the most that is kept on the page of the boxes."""


def write_arrivals(
    folder: Path, book: PayoutBook, arrived: Mapping[str, str], missing: Mapping[str, str], *, by_class: bool = False,
    lang: Lang = "zh",
) -> tuple[Path, ...]:  # fmt: skip
    """Write one workbook a school with something arrived.

    Args:
        folder: made if missing; files of the same names are replaced.
        book: the lines, each with the account that it was sent to; all ``pay``.
        arrived: day of arrival by line, of the lines to sign for.
        missing: why, in words, by line, of those that have not arrived.
        by_class: begin a page with each class.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``: a file is open elsewhere.
    """
    printed = print_lines(book, ("pay",), lang)
    schools: dict[str, list[Slice]] = {}
    lines = printed.table["line"].tolist()
    for part in printed.slices:
        if any(lines[at] in arrived for at in range(part.start, part.stop)):
            schools.setdefault(part.school_code or part.school, []).append(part)
    if not schools:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    firsts = [parts[0] for parts in schools.values()]
    paths = [
        folder / f"{stem}.xlsx" for stem in file_names([x.school for x in firsts], [x.school_code for x in firsts])
    ]
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, book, lang, Path(scratch), lambda _rows: None)
        for path, parts in zip(paths, schools.values(), strict=True):
            with open_paper(job, path, rows=sum(part.stop - part.start for part in parts)) as paper:
                people, own = ([part for part in parts if part.to_school is side] for side in (False, True))
                titles = [book.titles[part.programme] for part in people]
                names = sheet_names([*titles, *([paper.word("name-school-receipt")] if own else [])])
                for name, part in zip(names, people, strict=False):
                    rows = range(part.start, part.stop)
                    here = [at for at in rows if lines[at] in arrived]
                    away = [(at, missing[lines[at]]) for at in rows if lines[at] in missing]
                    days = [arrived[lines[at]] for at in here]
                    _write_sheet(paper, name, printed, part, (here, days, away), by_class=by_class)
                if own:
                    write_school_receipt(paper, names[-1], printed, own, arrived)
    return tuple(paths)


def _write_sheet(
    paper: Paper, name: str, printed: Printed, part: Slice,
    rows: tuple[list[int], list[str], list[tuple[int, str]]], *, by_class: bool,
) -> None:  # fmt: skip
    here, days, away = rows
    text, blank = printed.text, [""] * len(here)
    values: list[Sequence[Value]] = [
        *([text[column][at] for at in here] for column in ("grade", "class_", "name")),
        [text["id_number"][at][-4:] for at in here],
        [printed.amounts[at] for at in here],
        [text["account_name"][at] for at in here],
        [text["account"][at][-4:] for at in here],
        days, blank, blank, blank, [text["remark"][at] for at in here],
    ]  # fmt: skip
    classes = [(text["grade"][at], text["class_"][at]) for at in here]
    groups = tuple(len(list(group)) for _, group in groupby(classes)) if by_class else ()
    people = {printed.people[at] for at in here} - {""}
    body = Body(values, [printed.fen[at] for at in here], [1 if text["name"][at] else 0 for at in here], len(people),
                groups)  # fmt: skip
    high = _GAP + sum(_height(why) for _, why in away) if away else 0
    below = high if high <= _BELOW else 0
    table = _frame(paper, part, [text["stage"][at] for at in here], below)
    sheet = paper.sheet(name, table.widths)
    after = write_table(paper, sheet, table, body)
    if high > below:
        sheet.set_h_pagebreaks([*sheet.hbreaks, after + 1])
    _write_missing(paper, sheet, after, printed, away)
    head = ("arrivals/1", part.programme, str(paper.book.term), part.school_code or part.school)
    paper.foot(
        sheet, sheet_digest(head, (f"{printed.canon[at]}{len(day)}:{day}" for at, day in zip(here, days, strict=True)))
    )


def _height(why: str) -> float:
    return LINE_POINTS * lines_of(why, sum(width for _, width, _ in _WIDTHS[_MONEY + 1 :])) + PADDING_POINTS


def _frame(paper: Paper, part: Slice, stages: Sequence[str], below: float) -> Table:
    book, word = paper.book, paper.word
    title = word(
        "title-arrivals", county="" if part.school.startswith(book.county_name) else book.county_name,
        school=part.school, term=paper.term, programme=book.titles[part.programme],
    )  # fmt: skip
    facts = {"stages": stage_words(stages, paper.lang), "made_on": book.made_on}
    line = word("line-school", school=part.school, code=part.school_code, **facts)
    own = tuple(word(f"box-{box}") for box in ("made", "finance", "principal", "date"))
    centre = (word("box-first"), word("box-second"), word("box-head"))
    boxes = Boxes(((word("box-school"), own), (word("box-centre"), centre)))
    columns = tuple(Column(word(f"col-{name}"), width, look) for name, width, look in _WIDTHS)
    return Table(title, line, word("unit"), columns, _PEOPLE, _MONEY, boxes, word("top-arrivals"), _HIGH, below)


def _write_missing(paper: Paper, sheet: RowSheet, row: int, printed: Printed, away: list[tuple[int, str]]) -> None:
    """Write what has not arrived, without numbers and without a place to sign."""
    if not away:
        return
    looks, last, text = paper.styles, len(_WIDTHS) - 1, printed.text
    sheet.put_spans(row + 1, [Span(0, last, paper.word("not-arrived", count=len(away)), looks["sum-text"])], height=20)
    for place, (at, why) in enumerate(away, start=row + 2):
        cells = [text["grade"][at], text["class_"][at], text["name"][at], text["id_number"][at][-4:]]
        said = clean_all([why])[0]
        spans = [Span(0, 0, "", looks["text"])]
        spans += [Span(column, column, cell, looks["text"]) for column, cell in enumerate(cells, start=1)]
        spans += [
            Span(_MONEY, _MONEY, printed.amounts[at], looks["money"]),
            Span(_MONEY + 1, last, said, looks["wrap"]),
        ]
        sheet.put_spans(place, spans, height=_height(said))
