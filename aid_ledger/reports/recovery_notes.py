"""追缴通知单: one page a child (or school) of what is to be paid back, why, where to, and whom to appeal to.

It claims and never sets off: nothing on it takes money from a later grant. One workbook a school, a sheet a child, so
that a page can be handed to one family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import to_capitals
from aid_ledger.people import mask_id
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import LINE_POINTS, PADDING_POINTS, lines_of
from aid_ledger.reports.names import file_names, sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.words import phrase, reason
from aid_ledger.words.catalogue import Lang

_WIDTHS = (20, 30, 15, 25)
_ROW = 24.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One line to recover: its id, the programme's title, why (a reason), and fen still claimed, above zero."""

    line: str
    programme: str
    why: str
    amount: int


@dataclass(frozen=True, slots=True)
class Note:
    """What one child owes, or with no ``name`` a school."""

    school: str
    code: str
    grade: str
    name: str
    id_number: str
    claims: tuple[Claim, ...]

    @property
    def amount(self) -> int:
        """The total, fen."""
        return sum(claim.amount for claim in self.claims)


def write_recovery_notes(
    folder: Path, head: PayoutBook, notes: Sequence[Note], into: Mapping[str, str], *, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write one workbook a school, in the order of ``notes``.

    Args:
        folder: made if missing; files of the same names are replaced.
        head: office, county, term and batch.
        notes: at least one claim each.
        into: ``account``, ``holder``, ``bank`` and ``appeal`` (whom to appeal to, with a telephone); what is blank is a
            line to write on.
        lang: of the words; 大写 stays Chinese.

    Raises:
        InputError: ``workbook-not-writable``: a file is open elsewhere.
    """
    schools: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        schools.setdefault((note.code, note.school), []).append(note)
    if not schools:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    word = "sheet-file-recovery"
    stems = file_names([phrase(word, lang, school=school) for _, school in schools], [code for code, _ in schools])
    paths = [folder / f"{stem}.xlsx" for stem in stems]
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        for path, own in zip(paths, schools.values(), strict=True):
            with open_paper(job, path, rows=len(own)) as paper:
                names = sheet_names(note.name or paper.word("whole-school") for note in own)
                for name, note in zip(names, own, strict=True):
                    _write(paper, name, note, into)
    return tuple(paths)


def _write(paper: Paper, name: str, note: Note, into: Mapping[str, str]) -> None:
    looks, book = paper.styles, paper.book
    sheet = paper.sheet(name, _WIDTHS)
    sheet.set_portrait()
    number = note.claims[0].line
    sheet.put_spans(0, [Span(0, 3, paper.word("title-recovery", county=book.county_name), looks["title"])], height=40)
    sheet.put_spans(1, [Span(0, 3, paper.word("line-recovery", number=number, made_on=book.made_on), looks["unit"])],
                    height=22)  # fmt: skip
    whom = "recovery-to-family" if note.name else "recovery-to-school"
    to = paper.word(whom, school=note.school, grade=note.grade, child=note.name, id=mask_id(note.id_number))
    row = _write_text(sheet, 2, to, looks["how"])
    row = _write_text(sheet, row, paper.word("recovery-why", term=paper.term), looks["how"])
    row = _write_claims(paper, sheet, row, note)
    row = _write_where(paper, sheet, row, into)
    for text in ("recovery-how", "recovery-appeal"):
        appeal = clean(into.get("appeal", "")) or paper.word("recovery-line")
        row = _write_text(sheet, row, paper.word(text, office=book.office, appeal=appeal), looks["how"])
    labels = tuple(paper.word(f"box-recovery-{box}") for box in ("office", "handled", "taken", "date"))
    write_boxes(paper, sheet, row + 1, _WIDTHS, Boxes((("", labels),), 84.0))
    sheet.fit_to_pages(1, 1)
    rows = ("".join(f"{len(text)}:{text}" for text in (c.line, c.programme, c.why, str(c.amount))) for c in note.claims)
    paper.foot(sheet, sheet_digest(("recovery/1", str(book.term), note.code or note.school, note.id_number), rows))


def _write_text(sheet: RowSheet, row: int, text: str, look: int) -> int:
    sheet.put_spans(
        row, [Span(0, 3, text, look)], height=LINE_POINTS * lines_of(text, sum(_WIDTHS)) + 2 * PADDING_POINTS
    )
    return row + 1


def _write_claims(paper: Paper, sheet: RowSheet, row: int, note: Note) -> int:
    looks, first = paper.styles, row + 1
    headings = [paper.word(f"col-{name}") for name in ("line", "programme", "claimed", "recover-why")]
    sheet.put_row(row, headings, [looks["head"]] * 4, height=_ROW)
    for claim in note.claims:
        row += 1
        why = clean(reason(claim.why, paper.lang))
        cells: list[Value] = [claim.line, clean(claim.programme), claim.amount / 100, why]
        high = LINE_POINTS * max(lines_of(why, _WIDTHS[3]), lines_of(claim.programme, _WIDTHS[1])) + PADDING_POINTS
        sheet.put_row(row, cells, [looks[name] for name in ("text", "wrap", "money", "wrap")], height=max(high, _ROW))
    added = f"SUM({xl_rowcol_to_cell(first, 2)}:{xl_rowcol_to_cell(row, 2)})"
    spans = [
        Span(0, 1, paper.word("total"), looks["sum-label"]),
        Span(2, 2, Formula(added, note.amount / 100), looks["sum-money"]),
        Span(3, 3, "", looks["sum-label"]),
    ]
    sheet.put_spans(row + 1, spans, height=_ROW)
    capitals = paper.word("capitals", capitals=to_capitals(note.amount))
    sheet.put_spans(row + 2, [Span(0, 3, capitals, looks["sum-text"])], height=_ROW)
    return row + 3


def _write_where(paper: Paper, sheet: RowSheet, row: int, into: Mapping[str, str]) -> int:
    """Write the account to pay into; a blank is filled in by hand."""
    looks = paper.styles
    for name in ("holder", "account", "bank", "until"):
        spans = [Span(0, 0, paper.word(f"recovery-{name}"), looks["box-label"]),
                 Span(1, 3, clean(into.get(name, "")), looks["box-text"])]  # fmt: skip
        sheet.put_spans(row, spans, height=_ROW)
        row += 1
    return row
