"""调减单: what this batch takes back before payment (冲销) and what is to be recovered (追缴).

Negative lines stand here and nowhere else, so that no sheet that a school signs has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import Printed, clean
from aid_ledger.reports.table import Body, Boxes, Column, Table, parts_of, write_table
from aid_ledger.words import phrase, reason

_WIDTHS = (
    ("no", 5, "no"), ("school", 22, "left"), ("grade", 8, "text"), ("class", 9, "text"), ("name", 10, "text"),
    ("id", 20, "text"), ("programme", 26, "left"), ("cut", 14, "money"), ("cut-why", 34, "left"),
    ("remark", 14, "left"), ("line", 17, "text"),
)  # fmt: skip


def write_cuts(job: Job, cuts: Printed) -> Path:
    """Write ``调减单.xlsx``: a sheet for 冲销, for 追缴 and for recoveries taken back, each only where it has lines."""
    path = job.folder / f"{phrase('sheet-file-cuts', job.lang)}.xlsx"
    kinds = cuts.table["kind"].tolist()
    with open_paper(job, path) as paper:
        for kind in ("reverse", "recover", "ease"):
            rows = [i for i, k in enumerate(kinds) if k == kind]
            if not rows:
                continue
            parts = parts_of(len(rows), _frame(paper, kind))
            names = sheet_names([paper.word(f"name-{kind}")] * len(parts))
            for name, (start, stop) in zip(names, parts, strict=True):
                _write_sheet(paper, name, cuts, rows[start:stop])
    job.tell(len(kinds))
    return path


def _frame(paper: Paper, kind: str) -> Table:
    book, word = paper.book, paper.word
    labels = [word("box-table", by=book.prepared_by)]
    labels += [word(f"box-{name}") for name in ("second", "centre-head", "leader")]
    return Table(
        word(f"title-{kind}", county=book.county_name, term=paper.term),
        word("line-cuts", office=book.office, batch=book.batch, made_on=book.made_on),
        word("unit"),
        tuple(Column(word(f"col-{name}"), width, look) for name, width, look in _WIDTHS),
        4,
        7,
        Boxes(((word("box-centre"), tuple(labels)),)),
    )


def _write_sheet(paper: Paper, name: str, cuts: Printed, rows: Sequence[int]) -> None:
    kind = cuts.table["kind"].iloc[rows[0]]
    table, titles, lang = _frame(paper, kind), paper.book.titles, paper.lang
    programmes = cuts.table["programme"].tolist()
    columns = ("school", "grade", "class_", "name", "id_number")
    people = {key for i in rows if (key := cuts.table["person"].iloc[i])}
    body = Body(
        [
            *([cuts.text[column][i] for i in rows] for column in columns),
            [clean(titles[programmes[i]]) for i in rows],
            [cuts.amounts[i] for i in rows],
            [clean(reason(cuts.text["reason"][i], lang)) for i in rows],
            [cuts.text["remark"][i] for i in rows],
            [str(cuts.table["line"].iloc[i]) for i in rows],  # what `recovered` asks for
        ],
        [cuts.fen[i] for i in rows],
        [1 if cuts.text["name"][i] else 0 for i in rows],
        len(people),
    )
    sheet = paper.sheet(name, table.widths)
    write_table(paper, sheet, table, body)
    head = ("cuts/1", kind, str(paper.book.term))
    canon = (
        "".join(f"{len(v)}:{v}" for v in (programmes[i], cuts.text["school"][i], cuts.text["reason"][i]))
        + cuts.canon[i]
        for i in rows
    )
    paper.foot(sheet, sheet_digest(head, canon))
