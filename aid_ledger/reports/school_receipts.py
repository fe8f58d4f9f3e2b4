"""学校收款确认表: what arrived on a school's own account, by programme, for the school to stamp as its receiver.

It stands behind the sheets of the school's children in the same workbook; no child signs for money of the school.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import to_capitals
from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.paper import Paper, sheet_digest
from aid_ledger.reports.printing import Printed, Slice, clean
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.reports.table import Boxes, live_check, write_boxes

_FRAME: Frame = (
    ("no", 5, "no"), ("programme", 34, "wrap"), ("items", 8, "count"), ("account-name", 26, "wrap"),
    ("account-tail", 11, "text"), ("bank", 22, "wrap"), ("arrived-amount", 16, "money"), ("arrived-on", 13, "text"),
    ("remark", 22, "wrap"),
)  # fmt: skip
_ITEMS, _AMOUNT = 2, 6
_HIGH = 72.0
"""Points of the boxes: room for a seal."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What arrived of one programme on one account on one day; ``fen`` of so many lines."""

    programme: str
    holder: str
    account: str
    bank: str
    day: str
    remark: str
    items: int
    fen: int


def write_school_receipt(
    paper: Paper, name: str, printed: Printed, parts: Sequence[Slice], arrived: Mapping[str, str]
) -> None:
    """Write the sheet of one school into its workbook.

    Args:
        paper: the open workbook.
        name: of the sheet.
        printed: all lines.
        parts: the school's own slices.
        arrived: day of arrival by line.
    """
    rows = _rows(printed, parts, arrived)
    book, part = paper.book, parts[0]
    sheet = paper.sheet(name, [width for _, width, _ in _FRAME])
    county = "" if part.school.startswith(book.county_name) else book.county_name
    title = paper.word("title-school-receipt", county=county, school=part.school, term=paper.term)
    line = paper.word("line-school-receipt", school=part.school, code=part.school_code, made_on=book.made_on)
    write_head(paper, sheet, (title, line), _FRAME, unit=paper.word("unit"))
    columns: list[Sequence[Value]] = [
        list(range(1, len(rows) + 1)),
        [clean(book.titles[one.programme]) for one in rows],
        [one.items for one in rows],
        [one.holder for one in rows],
        [one.account[-4:] for one in rows],
        [one.bank for one in rows],
        [one.fen / 100 for one in rows],
        [one.day for one in rows],
        [one.remark for one in rows],
    ]
    after = write_rows(paper, sheet, _FRAME, columns)
    _write_sums(paper, sheet, after, rows)
    own = tuple(paper.word(f"box-{box}") for box in ("receiver", "finance", "principal", "date"))
    centre = (paper.word("box-first"), paper.word("box-second"), paper.word("box-head"))
    boxes = Boxes(((paper.word("box-school"), own), (paper.word("box-centre"), centre)), _HIGH)
    write_boxes(paper, sheet, after + 3, [width for _, width, _ in _FRAME], boxes)
    texts = [(one.programme, one.holder, one.account, str(one.items), str(one.fen), one.day) for one in rows]
    canon = ("".join(f"{len(text)}:{text}" for text in row) for row in texts)
    paper.foot(sheet, sheet_digest(("school-receipt/1", str(book.term), part.school_code or part.school), canon))


def _rows(printed: Printed, parts: Sequence[Slice], arrived: Mapping[str, str]) -> list[_Row]:
    """Add up the lines of each programme, account, day and remark, in printing order."""
    text, lines = printed.text, printed.table["line"].tolist()
    added: dict[tuple[str, str, str, str, str, str], list[int]] = {}
    for part in parts:
        for at in range(part.start, part.stop):
            if lines[at] in arrived:
                holder, account, bank, remark = (
                    text[name][at] for name in ("account_name", "account", "bank", "remark")
                )
                key = (part.programme, holder, account, bank, arrived[lines[at]], remark)
                sums = added.setdefault(key, [0, 0])
                sums[0] += 1
                sums[1] += printed.fen[at]
    return [_Row(*key, *sums) for key, sums in added.items()]


def _write_sums(paper: Paper, sheet: RowSheet, row: int, rows: Sequence[_Row]) -> None:
    """Write 合计, 大写 and the live check against the ledger."""
    looks, last = paper.styles, len(_FRAME) - 1
    items, fen = sum(one.items for one in rows), sum(one.fen for one in rows)
    cells = {at: (xl_rowcol_to_cell(HEAD_ROWS, at), xl_rowcol_to_cell(row - 1, at)) for at in (_ITEMS, _AMOUNT)}
    added = {at: f"SUM({':'.join(pair)})" for at, pair in cells.items()}
    sums = {
        _ITEMS: Span(_ITEMS, _ITEMS, Formula(added[_ITEMS], items), looks["sum-number"]),
        _AMOUNT: Span(_AMOUNT, _AMOUNT, Formula(added[_AMOUNT], fen / 100), looks["sum-money"]),
    }
    spans = [Span(0, _ITEMS - 1, paper.word("total"), looks["sum-label"])]
    spans += [sums.get(at, Span(at, at, None, looks["sum-label"])) for at in range(_ITEMS, last + 1)]
    sheet.put_spans(row, spans, height=20)
    capitals = paper.word("capitals", capitals=to_capitals(fen))
    sheet.put_spans(row + 1, [Span(0, last, capitals, looks["sum-text"])], height=20)
    check = live_check(paper, added[_AMOUNT], xl_rowcol_to_cell(row, _AMOUNT), fen)
    sheet.put_spans(row + 2, [Span(0, last, check, looks["check"])], height=18)
