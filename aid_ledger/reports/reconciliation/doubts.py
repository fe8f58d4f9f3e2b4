"""疑点清单: what the auditor asks a school, one workbook a school, with room for its answer; nobody sees another's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from aid_ledger.audit.answers import records
from aid_ledger.audit.results import Reconciliation
from aid_ledger.people.masks import mask_name
from aid_ledger.reports.listing import Frame
from aid_ledger.reports.names import file_names as stems
from aid_ledger.reports.paper import Job, open_paper
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.evidence_sheets import evidence_text, file_names
from aid_ledger.reports.reconciliation.page_data import masked_id
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.reports.reconciliation.sheets import Sheet, write_sheet
from aid_ledger.reports.reconciliation.workbook import job_of
from aid_ledger.reports.rows import Value
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.words.catalogue import Lang

FRAME: Frame = (
    ("no", 5, "no"), ("rec-doubt", 36, "wrap"), ("rec-student", 22, "wrap"), ("rec-amount", 12, "money"),
    ("rec-clause", 28, "wrap"), ("rec-cells", 30, "wrap"), ("rec-verified-as", 18, "fill"), ("rec-opinion", 18, "fill"),
    ("rec-sign", 12, "fill"),
)  # fmt: skip


def write_doubts(report: Reconciliation, folder: Path, lang: Lang) -> list[Path]:
    """Write one 疑点清单 a school that has findings, in the order of the schools; hints are nobody's doubt."""
    say = Speaker(lang, report.titles)
    rows = _rows(report, say)
    schools = list(dict.fromkeys([*_in_order(report, rows), *sorted(rows)]))
    shown = [school or say.word("no-school") for school in schools]
    files = stems([masked(one) for one in shown], [""] * len(schools))
    with job_of(report, folder, lang) as job:
        return [
            _write(report, job, f"{stem}.xlsx", say, (name, rows[school]))
            for school, name, stem in zip(schools, shown, files, strict=True)
        ]


def _in_order(report: Reconciliation, rows: dict[str, list[list[Value]]]) -> list[str]:
    return [school for school in report.schools["school"].tolist() if school in rows]


def _rows(report: Reconciliation, say: Speaker) -> dict[str, list[list[Value]]]:
    """Return the rows of each school, in the order of the checks."""
    files, out = file_names(report), {}  # type: tuple[dict[str, str], dict[str, list[list[Value]]]]
    for result in report.results:
        if result.status != "found" or result.severity == "hint" or result.rows is None:
            continue
        said = say.check(result)
        title, clause = masked(said.title), masked(said.constraint)
        for row in records(result.rows):
            fen = 0 if pd.isna(row["amount"]) else int(row["amount"])
            doubt = f"{title}：{masked(row['detail'])}" if row["detail"] else title
            own: list[Value] = [
                doubt,
                _student(row),
                fen / 100,
                clause,
                evidence_text(row["evidence"], files),
                "",
                "",
                "",
            ]
            out.setdefault(clean(row["school"]), []).append(own)
    return out


def _student(row: dict[str, Any]) -> str:
    name, number, line = mask_name(clean(str(row["name"]))), masked_id(str(row["id_number"])), clean(str(row["line"]))
    return " ".join(part for part in (name, number, line) if part)


def _write(
    report: Reconciliation, job: Job, file: str, say: Speaker, of: tuple[str, Sequence[Sequence[Value]]]
) -> Path:  # fmt: skip
    (school, rows), path = of, job.folder / file
    columns = [list(column) for column in zip(*rows, strict=True)]
    with open_paper(job, path, rows=len(rows)) as paper:
        title = say.word("sheet-doubts-title", school=masked(school), term=paper.term)
        line = say.word("sheet-doubts-line", office=clean(report.head.office), rows=len(rows))
        one = Sheet(say.word("sheet-name-doubts"), "audit-doubts/1", title, line, FRAME, columns)
        sheet, after, _ = write_sheet(paper, one)
        labels = tuple(say.word(f"sheet-box-{name}") for name in ("head", "checked", "date"))
        write_boxes(paper, sheet, after, [width for _, width, _ in FRAME], Boxes((("", labels),)))
    return path
