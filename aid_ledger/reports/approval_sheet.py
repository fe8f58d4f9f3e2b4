"""审批单: the one page that an approver reads and signs: what is asked for, against last term, what to look at first.

Facts come as words of the catalogue with their parameters, so that a screen can say the same. Nothing negative stands
in its table: what is taken back is a sentence, and a paper of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import format_yuan, to_capitals
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import HEAD_ROWS, PADDING_POINTS, Frame, lines_of, write_head, write_rows
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, stage_words
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.reports.table import Boxes, live_check, write_boxes
from aid_ledger.store import short
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_FRAME: Frame = (
    ("no", 5, "no"), ("programme", 34, "wrap"), ("stage", 12, "text"), ("standard", 22, "wrap"),
    ("people", 9, "count"), ("items", 9, "count"), ("amount", 15, "money"), ("term-amount", 16, "money"),
    ("before-amount", 16, "money"), ("change-percent", 10, "percent"), ("allotment-left", 16, "money"),
)  # fmt: skip
_PEOPLE, _ITEMS, _AMOUNT, _TERM, _BEFORE, _CHANGE, _LEFT = range(4, 11)
_SIGNERS = ("handled", "second", "centre-head", "leader", "bureau")
_BOX = 58.0
_TEXT_POINTS = 15.0
"""Height of a line of a long text in one cell: many lines of it must not touch the border, whatever the font is."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One programme and stage. Amounts are fen; ``term`` is the term's total with this batch.

    ``before`` is the term before's total (-1: not compared), ``left`` what is left of its budget where one is kept.
    """

    programme: str
    stage: str
    standards: tuple[int, ...]
    people: int
    items: int
    amount: int
    term: int = -1
    before: int = -1
    left: int | None = None


@dataclass(frozen=True, slots=True)
class ApprovalSheet:
    """What is put before an approver.

    Attributes:
        kind: ``first``, ``difference`` (what changed since the last approval) or ``recover`` (claims).
        number: which approval of the batch it is, from 1.
        approver: the name as typed; blank where nobody is named yet.
        document: 文号, blank where none is given.
        digest: what the approval is bound to, 64 hex.
        people: different people in all rows.
        facts: words ``approval-NAME`` with their parameters, in order: what to look at.
        waits: sentences of what is not in this approval, and why.
        key: the public key that the approval is signed with; blank: the name is only typed.
        document_before: 文号 of the batch's first approval that had one, where this one has none.
    """

    kind: str
    number: int
    approver: str
    document: str
    digest: str
    people: int
    rows: tuple[ApprovalRow, ...]
    facts: tuple[tuple[str, Mapping[str, object]], ...]
    waits: tuple[tuple[str, Mapping[str, object]], ...]
    key: str = ""
    document_before: str = ""

    @property
    def amount(self) -> int:
        """The total of the rows, fen."""
        return sum(row.amount for row in self.rows)

    def sentences(self, lang: Lang) -> list[str]:
        """Return facts and what waits in words."""
        return [phrase(f"approval-{name}", lang, **params) for name, params in (*self.facts, *self.waits)]


def write_approval(folder: Path, head: PayoutBook, sheet: ApprovalSheet, *, lang: Lang = "zh") -> Path:
    """Write ``审批单.xlsx``, from the second approval of a batch on with its number in the name.

    Raises:
        InputError: ``workbook-not-writable``: the file is open elsewhere.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{nth(phrase('sheet-file-approval', lang), sheet.number, lang)}.xlsx"
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path, rows=len(sheet.rows)) as paper:
            _write(paper, sheet)
    return path


def nth(text: str, number: int, lang: Lang) -> str:
    """Return a file's or folder's name with its number, from the second on.

    >>> nth("审批单", 1, "zh"), nth("审批单", 2, "zh")
    ('审批单', '审批单（第2次）')
    """
    return text if number == 1 else phrase("sheet-nth", lang, text=text, number=number)


def _write(paper: Paper, own: ApprovalSheet) -> None:
    book = paper.book
    frame = _FRAME if any(row.left is not None for row in own.rows) else _FRAME[:_LEFT]
    if own.kind == "recover":
        frame = _FRAME[:_TERM]
    sheet = paper.sheet(paper.word("name-approval"), [width for _, width, _ in frame])
    title = paper.word(f"title-approval-{own.kind}", county=book.county_name, term=paper.term)
    line = paper.word("line-approval", office=book.office, batch=book.batch, number=own.number, by=book.prepared_by,
                      made_on=book.made_on)  # fmt: skip
    write_head(paper, sheet, (title, line), frame, unit=paper.word("unit"))
    after = write_rows(paper, sheet, frame, _columns(paper, own.rows)[: len(frame)])
    after = _write_sums(paper, sheet, after, own, len(frame) - 1)
    after = _write_texts(paper, sheet, after, own, frame)
    labels = [paper.word("box-handled", by=book.prepared_by), *(paper.word(f"box-{name}") for name in _SIGNERS[1:])]
    write_boxes(paper, sheet, after, [width for _, width, _ in frame], Boxes((("", tuple(labels)),), _BOX))
    sheet.fit_to_pages(1, 1)
    paper.foot(sheet, approval_sheet_digest(str(book.term), book.batch, own))


def _columns(paper: Paper, rows: Sequence[ApprovalRow]) -> list[Sequence[Value]]:
    titles = paper.book.titles
    return [
        list(range(1, len(rows) + 1)),
        [clean(titles.get(row.programme, row.programme)) for row in rows],
        [stage_words([row.stage], paper.lang) if row.stage else "" for row in rows],
        [" / ".join(format_yuan(fen) for fen in row.standards) for row in rows],
        [row.people or None for row in rows],
        [row.items for row in rows],
        [row.amount / 100 for row in rows],
        [row.term / 100 if row.term >= 0 else None for row in rows],
        [row.before / 100 if row.before >= 0 else None for row in rows],
        [row.term / row.before - 1 if row.before > 0 and row.term >= 0 else None for row in rows],
        [row.left / 100 if row.left is not None else None for row in rows],
    ]


def _write_sums(paper: Paper, sheet: RowSheet, row: int, own: ApprovalSheet, last: int) -> int:
    """Write 合计 with live sums, 大写, and the sentence that compares rows and orders."""
    looks, top = paper.styles, HEAD_ROWS
    sums: dict[int, Value] = {_PEOPLE: own.people or None}
    looks_of = {_PEOPLE: looks["sum-number"], _ITEMS: looks["sum-number"]}
    totals = {_ITEMS: float(sum(one.items for one in own.rows)), _AMOUNT: own.amount / 100}
    for column, fen in ((_TERM, [one.term for one in own.rows]), (_BEFORE, [one.before for one in own.rows])):
        if any(one >= 0 for one in fen):
            totals[column] = sum(max(one, 0) for one in fen) / 100
    for column, value in totals.items():
        if column <= last and own.rows:
            cells = f"{xl_rowcol_to_cell(top, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            sums[column] = Formula(f"SUM({cells})", value)
    if last >= _CHANGE and totals.get(_BEFORE):
        term, before = xl_rowcol_to_cell(row, _TERM), xl_rowcol_to_cell(row, _BEFORE)
        sums[_CHANGE] = Formula(f"{term}/{before}-1", totals[_TERM] / totals[_BEFORE] - 1)
    looks_of |= dict.fromkeys((_AMOUNT, _TERM, _BEFORE), looks["sum-money"]) | {_CHANGE: looks["percent"]}
    spans = [Span(0, _PEOPLE - 1, paper.word("total"), looks["sum-label"])]
    spans += [Span(c, c, sums.get(c), looks_of.get(c, looks["sum-label"])) for c in range(_PEOPLE, last + 1)]
    sheet.put_spans(row, spans, height=20)
    capitals = paper.word("capitals", capitals=to_capitals(own.amount))
    sheet.put_spans(row + 1, [Span(0, last, capitals, looks["sum-text"])], height=20)
    if not own.rows:
        return row + 2
    added = f"SUM({xl_rowcol_to_cell(top, _AMOUNT)}:{xl_rowcol_to_cell(row - 1, _AMOUNT)})"
    check = live_check(paper, added, xl_rowcol_to_cell(row, _AMOUNT), own.amount)
    sheet.put_spans(row + 2, [Span(0, last, check, looks["check"])], height=18)
    return row + 3


def _write_texts(paper: Paper, sheet: RowSheet, row: int, own: ApprovalSheet, frame: Frame) -> int:
    """Write what to look at, what waits, 公示, 文号 and the digest: each a row across the sheet, high as its text."""
    last, width = len(frame) - 1, sum(width for _, width, _ in frame[2:]) - 2
    name = "approval-by-key" if own.key else "approval-typed"
    who = paper.word(name, approver=own.approver, key=short(own.key)) if own.approver else ""
    parts = [
        ("approval-look", "\n".join(own.sentences(paper.lang)[: len(own.facts)])),
        ("approval-waits", "\n".join(own.sentences(paper.lang)[len(own.facts) :])),
        ("approval-notice", paper.word("approval-notice-blank")),
        ("approval-document", own.document or _document_before(paper, own)),
        ("approval-digest", "\n".join(filter(None, (own.digest, who)))),
    ]
    for label, text in parts:
        if (label == "approval-waits" and not text) or (label == "approval-notice" and own.kind == "recover"):
            continue
        shown = "\n".join(clean(part) for part in text.split("\n"))
        height = _TEXT_POINTS * max(lines_of(shown, width), 1) + PADDING_POINTS
        spans = [Span(0, 1, paper.word(label), paper.styles["box-label"]),
                 Span(2, last, shown, paper.styles["box-text"])]  # fmt: skip
        sheet.put_spans(row, spans, height=max(height, 24))
        row += 1
    return row


def _document_before(paper: Paper, own: ApprovalSheet) -> str:
    return paper.word("approval-document-before", document=own.document_before) if own.document_before else ""


def approval_sheet_digest(term: str, batch: str, own: ApprovalSheet) -> str:
    """Digest what is approved and what was shown beside it; dates and names of signers are not in it."""
    rows: list[tuple[str, ...]] = [
        (row.programme, row.stage, "/".join(map(str, row.standards)), str(row.people), str(row.items), str(row.amount),
         str(row.term), str(row.before), str(row.left))
        for row in own.rows
    ]  # fmt: skip
    rows += [(sentence,) for sentence in own.sentences("zh")]
    canon = ("".join(f"{len(text)}:{text}" for text in row) for row in rows)
    head = ("approval/1", own.kind, term, batch, str(own.number), own.digest, own.document or own.document_before)
    return sheet_digest(head, canon)
