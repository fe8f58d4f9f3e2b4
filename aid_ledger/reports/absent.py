"""疑似失学儿童名单: children of compulsory age who are in a register and at no school, for whoever looks for them.

By town and village, one row a child, with room for what was found. IDs are masked; the source row has them whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aid_ledger.reports.held import mask_id, write_checking_head
from aid_ledger.reports.listing import HEAD_ROWS, write_rows
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import text_column
from aid_ledger.reports.rows import RowSheet, Span, Value
from aid_ledger.words import phrase

_COLUMNS = (
    ("no", 5, "no"), ("town", 10, "text"), ("village", 11, "text"), ("household", 15, "text"), ("name", 9, "text"),
    ("sex", 5, "text"), ("age", 5, "no"), ("id-masked", 19, "text"), ("lists", 14, "wrap"), ("places", 30, "wrap"),
    ("why", 46, "wrap"), ("found", 22, "wrap"), ("checked-by", 9, "text"),
)  # fmt: skip
_TEXTS = ("town", "village", "household", "name", "sex", "id_number", "lists", "places", "why")
_ORDER = ["blank", "town", "village", "household", "id_number", "name"]


def write_absent(job: Job) -> Path:
    """Write ``疑似失学儿童名单.xlsx``: the children town by town, each town with its number, then all together."""
    path = job.folder / f"{phrase('sheet-file-absent', job.lang)}.xlsx"
    with open_paper(job, path) as paper:
        _write_sheet(paper)
    job.tell(len(job.book.absent))
    return path


def _write_sheet(paper: Paper) -> None:
    table = paper.book.absent
    table = table.assign(blank=table["town"] == "").sort_values(_ORDER, ignore_index=True)
    text = {column: text_column(table, column) for column in _TEXTS}
    text["id_number"] = [mask_id(number) for number in text["id_number"]]
    ages = table["age"].tolist()
    sheet = paper.sheet(paper.word("name-absent"), [width for _, width, _ in _COLUMNS])
    write_checking_head(paper, sheet, "absent", _COLUMNS)
    towns, row, start = text["town"], HEAD_ROWS, 0
    while start < len(table):
        stop = next((at for at in range(start, len(towns)) if towns[at] != towns[start]), len(towns))
        of_town = slice(start, stop)
        blank = [""] * (stop - start)
        columns: list[Sequence[Value]] = [
            list(range(start + 1, stop + 1)), *(text[name][of_town] for name in _TEXTS[:5]), ages[of_town],
            *(text[name][of_town] for name in _TEXTS[5:]), blank, blank,
        ]  # fmt: skip
        row = write_rows(paper, sheet, _COLUMNS, columns, row)
        named = towns[start] or paper.word("no-town")
        row = _write_sum(paper, sheet, row, paper.word("town-sum", town=named), stop - start)
        start = stop
    _write_sum(paper, sheet, row, paper.word("total"), len(table))
    shown = zip(*(text[name] for name in _TEXTS), map(str, ages), strict=True)
    canon = ("".join(f"{len(value)}:{value}" for value in line) for line in shown)
    paper.foot(sheet, sheet_digest(("absent/1", str(paper.book.term)), canon))


def _write_sum(paper: Paper, sheet: RowSheet, row: int, label: str, count: int) -> int:
    looks, last = paper.styles, len(_COLUMNS) - 1
    spans = [Span(0, 3, label, looks["sum-label"]), Span(4, 6, count, looks["sum-count"])]
    sheet.put_spans(row, [*spans, Span(7, last, "", looks["sum-label"])], height=20)
    return row + 1
