"""公示: the names of a batch for the wall, one file a school with one page a programme, and nothing that is private.

School, grade, class and name are what may be shown; no number, amount, reason, hidden column or other school's child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import Frame, lines_of, write_head, write_rows
from aid_ledger.reports.names import file_names, sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import Printed, Slice, clean, print_lines
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_FRAME: Frame = (("no", 7, "no"), ("school", 34, "wrap"), ("grade", 14, "text"), ("class", 14, "text"),
                 ("read-name", 20, "text"))  # fmt: skip
_WIDTH = sum(width for _, width, _ in _FRAME)
_LINE, _ROOM = 15.0, 10.0


@dataclass(frozen=True, slots=True)
class _Notice:
    """One page: the lines of a school's pupils of one programme, each of them once, as places in what is printed."""

    school: str
    code: str
    programme: str
    rows: tuple[int, ...]


def write_notices(
    folder: Path, book: PayoutBook, basis: Mapping[str, str], titles: Mapping[str, str], *, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write one workbook a school, one sheet a programme.

    Args:
        folder: where; made if need be.
        book: office, term and batch; of its lines those of kind ``pay`` that are a pupil's.
        basis: by programme the documents it rests on, in words; blank where none is known.
        titles: by programme the name that may stand on a wall.
        lang: of the words.

    Raises:
        InputError: ``workbook-not-writable``: a file is open elsewhere.
    """
    book = replace(book, prepared_by="")  # nobody's name but the pupils'
    printed = print_lines(book, ("pay",), lang)
    schools: dict[str, list[_Notice]] = {}
    for one in _notices(printed):
        schools.setdefault(one.code or one.school, []).append(one)
    stems = file_names([phrase("sheet-file-notice", lang, school=own[0].school) for own in schools.values()],
                       [own[0].code for own in schools.values()])  # fmt: skip
    if schools:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = [folder / f"{stem}.xlsx" for stem in stems]
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, book, lang, Path(scratch), lambda _rows: None)
        for path, own in zip(paths, schools.values(), strict=True):
            with open_paper(job, path, rows=sum(len(one.rows) for one in own)) as paper:
                for name, one in zip(sheet_names(titles[one.programme] for one in own), own, strict=True):
                    _write(paper, name, printed, one, titles[one.programme], basis.get(one.programme, ""))
    return tuple(paths)


def _notices(printed: Printed) -> list[_Notice]:
    """Put the slices of a school and programme together, whoever is paid, and name each pupil once."""
    pages: dict[tuple[str, str], list[Slice]] = {}
    for part in printed.slices:
        pages.setdefault((part.school_code or part.school, part.programme), []).append(part)
    found = []
    for parts in pages.values():
        people: dict[str, int] = {}
        for part in parts:
            for at in range(part.start, part.stop):
                if person := printed.people[at]:  # a line of a whole school names nobody
                    people.setdefault(person, at)
        if people:
            first = parts[0]
            found.append(_Notice(first.school, first.school_code, first.programme, tuple(people.values())))
    return found


def _write(paper: Paper, name: str, printed: Printed, own: _Notice, title: str, basis: str) -> None:
    book, count, last = paper.book, len(own.rows), len(_FRAME) - 1
    sheet = paper.sheet(name, [width for _, width, _ in _FRAME])
    sheet.set_portrait()
    county = "" if own.school.startswith(book.county_name) else book.county_name
    heading = paper.word("title-notice", county=county, term=paper.term, programme=clean(title))
    said = paper.word("line-notice" if basis else "line-notice-plain", basis=basis)
    write_head(paper, sheet, (heading, said), _FRAME)
    text = {column: [printed.text[column][at] for at in own.rows] for column in ("school", "grade", "class_", "name")}
    columns: list[Sequence[Value]] = [list(range(1, count + 1)), *text.values()]
    after = write_rows(paper, sheet, _FRAME, columns)
    _write_end(paper, sheet, after, count, last)
    canon = ("".join(f"{len(value)}:{value}" for value in row) for row in zip(*text.values(), strict=True))
    head = ("notice/1", own.programme, str(book.term), own.code or own.school)
    paper.foot(sheet, sheet_digest(head, canon))


def _write_end(paper: Paper, sheet: RowSheet, row: int, count: int, last: int) -> None:
    """Write how many there are, the days and places to be filled in, and room for the seal."""
    looks = paper.styles
    people = Formula(f"COUNTA({xl_rowcol_to_cell(row - count, last)}:{xl_rowcol_to_cell(row - 1, last)})", count)
    sheet.put_spans(row, [Span(0, last - 1, paper.word("total"), looks["sum-label"]),
                          Span(last, last, people, looks["sum-count"])], height=22)  # fmt: skip
    for place, word in enumerate(("notice-days", "notice-objections", "notice-seal"), start=1):
        text = paper.word(word)
        sheet.put_spans(row + place, [Span(0, last, text, looks["how"])], height=_LINE * lines_of(text, _WIDTH) + _ROOM)
