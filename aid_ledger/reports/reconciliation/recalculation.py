"""复算: lines counted and multiplied by the standard, against what they say: a reader re-adds the term without us.

All formulas count and add on the sheet 明细; none is a copy of a number of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.audit.answers import records
from aid_ledger.audit.results import Reconciliation
from aid_ledger.audit.rules_in_term import ANY
from aid_ledger.reports.listing import HEAD_ROWS, Frame
from aid_ledger.reports.paper import Paper
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.evidence_sheets import (
    BEFORE,
    CODE,
    KIND,
    LINE,
    LINE_AMOUNT,
    STAGE,
    STANDARD,
    UNITS,
)
from aid_ledger.reports.reconciliation.sentences import Speaker
from aid_ledger.reports.reconciliation.sheets import Sheet, Written, write_sheet
from aid_ledger.reports.rows import Formula, Span, Value

FRAME: Frame = (
    ("no", 5, "no"), ("rec-code", 18, "text"), ("rec-programme", 34, "wrap"), ("rec-stages", 14, "text"),
    ("rec-kind", 8, "text"), ("rec-standard", 12, "money"), ("rec-document", 42, "wrap"), ("rec-verified", 9, "text"),
    ("rec-lines", 8, "count"), ("rec-units", 10, "count"), ("rec-before", 12, "money"), ("rec-product", 15, "money"),
    ("rec-lines-sum", 15, "money"), ("rec-difference", 13, "money"), ("rec-why", 22, "wrap"),
)  # fmt: skip
COUNT, BEFORE_SUM, PRODUCT, SUM, DIFFERENCE = 8, 10, 11, 12, 13
_PLAIN = {"kind": "pay", "standard": 0, "units": 1, "before": 0}
_KEY = ["programme", "stage", "kind", "standard"]


@dataclass(frozen=True, slots=True)
class _Row:
    """One programme, stage, kind of line and standard: how many lines, what they add up to, and why that differs."""

    programme: str
    stage: str
    kind: str
    standard: int
    document: str
    verified: str
    lines: int
    units: int
    before: int
    amount: int
    why: str

    @property
    def product(self) -> int:
        """Units times the standard, less what was paid before: fen that the lines should be."""
        return self.units * self.standard - self.before


def recalculation_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str], lines: Sheet) -> Sheet:
    """Return 复算 with every standard in force and every group of lines; all lines are in exactly one row."""
    rows = _rows(report, say)
    areas = [lines.cells(column, fixed=True) for column in (CODE, STAGE, KIND, STANDARD)]
    units, before, added = (lines.cells(column, fixed=True) for column in (UNITS, BEFORE, LINE_AMOUNT))
    columns: list[list[Value]] = [[] for _ in range(len(FRAME) - 1)]
    for place, row in enumerate(rows):
        at = HEAD_ROWS + place + 1
        wanted = ",".join(f"{area},{cell}{at}" for area, cell in zip(areas, "BDEF", strict=True))
        product: Value = Formula(f"J{at}*F{at}-K{at}", row.product / 100)
        difference: Value = Formula(f"ROUND(M{at}-L{at},2)", (row.amount - row.product) / 100)
        if not row.standard or row.kind != "pay":  # a list says the amount, or it was taken back: nothing to multiply
            product, difference = Formula(f"M{at}", row.amount / 100), Formula(f"ROUND(M{at}-L{at},2)", 0.0)
        values: list[Value] = [
            clean(row.programme), say.programme(row.programme), clean(row.stage), say.word(f"line-{row.kind}"),
            row.standard / 100,
            row.document, row.verified, Formula(f"COUNTIFS({wanted})", row.lines),
            Formula(f"SUMIFS({units},{wanted})", row.units), Formula(f"SUMIFS({before},{wanted})", row.before / 100),
            product,
            Formula(f"SUMIFS({added},{wanted})", row.amount / 100), difference, row.why,
        ]  # fmt: skip
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    title, line = say.word("sheet-recalculation-title"), say.word("sheet-recalculation-line")
    return Sheet(
        names["recalculation"],
        "audit-recalculation/1",
        title,
        line,
        FRAME,
        columns,
        (COUNT, BEFORE_SUM, PRODUCT, SUM, DIFFERENCE),
    )


def write_recalculation(paper: Paper, say: Speaker, one: Sheet, lines: Sheet) -> Written:
    """Write 复算, and under it a live sentence: whether its rows take in every line, to the fen."""
    sheet, after, written = write_sheet(paper, one)
    count, whole = xl_rowcol_to_cell(after - 1, COUNT), xl_rowcol_to_cell(after - 1, SUM)
    every = f"AND({count}=COUNTA({lines.cells(LINE)}),ROUND({whole}-{lines.total(LINE_AMOUNT)},2)=0)"
    holds, fails = say.word("recalculation-holds"), say.word("recalculation-fails")
    said = Formula(f'IF({every},"{holds}","{fails}")', holds)
    sheet.put_spans(after, [Span(0, len(FRAME) - 1, said, paper.styles["sum-text"])], height=20)
    return written


def _rows(report: Reconciliation, say: Speaker) -> list[_Row]:
    table = report.lines
    frame = pd.DataFrame({
        "programme": table["programme"].tolist(), "stage": table["stage"].tolist(),
        **{name: table[name].tolist() if name in table else plain for name, plain in _PLAIN.items()},
        "amount": table["amount"].tolist(), "reason": table["reason"].tolist(),
    })  # fmt: skip
    documents = _documents(report, say)
    groups: dict[tuple[str, str, str, int], list[int]] = {}
    for place, key in enumerate(zip(*(frame[name].tolist() for name in _KEY), strict=True)):
        groups.setdefault(key, []).append(place)
    rows, seen = [], set()
    for (programme, stage, kind, standard), places in groups.items():
        own = frame.iloc[places]
        said = ((programme, stage, standard), (programme, "", standard), (programme, "", ANY))
        found = next((one for one in said if one in documents), said[0])
        seen.add(found)
        proof = documents.get(found, ("", ""))
        why = _why(own, standard, kind, say)
        units, before, amount = (int(own[name].sum()) for name in ("units", "before", "amount"))
        rows.append(_Row(programme, stage, kind, standard, *proof, len(own), units, before, amount, why))
    for (programme, stage, standard), (document, verified) in documents.items():
        if (programme, stage, standard) not in seen and standard != ANY:
            rows.append(_Row(programme, stage, "pay", standard, document, verified, 0, 0, 0, 0, ""))
    order = {name: place for place, name in enumerate(report.titles)}
    return sorted(
        rows,
        key=lambda r: (order.get(r.programme, len(order)), r.programme, r.stage, r.kind != "pay", r.kind, r.standard),
    )


def _documents(report: Reconciliation, say: Speaker) -> dict[tuple[str, str, int], tuple[str, str]]:
    """Return document and whether it was verified, of every standard in force."""
    if report.standards is None:
        return {}
    return {
        (row["programme"], row["stage"], int(row["amount"])): (
            clean(str(row["document"])), say.word("verified" if row["verified"] else "unverified"))
        for row in records(report.standards)
    }  # fmt: skip


def _why(own: pd.DataFrame, standard: int, kind: str, say: Speaker) -> str:
    """Return why lines are not the standard: their reasons, counted."""
    if kind != "pay":
        return say.word("why-taken-back")
    if not standard:
        return say.word("why-no-standard")
    off = own.loc[own["amount"] != own["units"] * standard - own["before"], "reason"].value_counts()
    words = [f"{say.reason(str(code)) or say.word('why-unsaid')} {number}" for code, number in off.items()]
    return "；".join(words)
