"""One sheet a finding with its evidence, and the 明细 on which everything is re-added: numbers masked, sums live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from aid_ledger.audit.results import CheckResult, Reconciliation
from aid_ledger.people.masks import mask_name
from aid_ledger.reports.listing import Frame
from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.printing import clean, clean_all
from aid_ledger.reports.reconciliation.matching_sheets import AMOUNT
from aid_ledger.reports.reconciliation.page_data import masked_id
from aid_ledger.reports.reconciliation.sentences import Speaker, evidence_items, masked
from aid_ledger.reports.reconciliation.sheets import Sheet, money
from aid_ledger.reports.rows import Value

FINDING: Frame = (
    ("no", 5, "no"), ("rec-name", 9, "text"), ("rec-id", 21, "text"), ("rec-school", 24, "wrap"),
    ("rec-programme", 24, "wrap"), ("rec-line", 17, "text"), ("rec-amount", 13, "money"), ("rec-detail", 30, "wrap"),
    ("rec-evidence", 46, "wrap"),
)  # fmt: skip
_DETAIL, _EVIDENCE, _EMPTY = 7, 8, 9
LINES: Frame = (
    ("no", 7, "no"), ("rec-line", 17, "text"), ("rec-code", 20, "text"), ("rec-programme", 26, "left"),
    ("rec-stages", 14, "text"), ("rec-payee", 7, "text"), ("rec-school", 24, "left"), ("rec-class", 12, "text"),
    ("rec-name", 8, "text"), ("rec-id", 21, "text"), ("rec-kind", 8, "text"), ("rec-state", 8, "text"),
    ("rec-standard", 12, "money"), ("rec-units", 9, "count"), ("rec-before", 11, "money"), ("rec-amount", 13, "money"),
    ("rec-reason", 20, "left"),
)  # fmt: skip
LINE, CODE, STAGE, KIND, STANDARD, UNITS, BEFORE, LINE_AMOUNT = 1, 2, 4, 10, 12, 13, 14, 15


def finding_sheets(report: Reconciliation, say: Speaker, taken: Sequence[str]) -> dict[str, Sheet]:
    """Return the sheet of each finding that has rows, by its code; ``taken`` are the names of other sheets."""
    found = [(r, r.rows) for r in report.results if r.status == "found" and r.rows is not None and len(r.rows)]
    names, files = finding_names(report, say, taken), file_names(report)
    return {r.code: _finding(r, rows, names[r.code], say, files) for r, rows in found}


def finding_names(report: Reconciliation, say: Speaker, taken: Sequence[str]) -> dict[str, str]:
    """Return the name of the sheet of each finding that has rows, by its code."""
    found = [r for r in report.results if r.status == "found" and r.rows is not None and len(r.rows)]
    titles = [masked(say.check(result).title) for result in found]
    names = sheet_names([*taken, *titles])[len(taken) :]
    return {result.code: name for result, name in zip(found, names, strict=True)}


def _finding(result: CheckResult, rows: pd.DataFrame, name: str, say: Speaker, files: Mapping[str, str]) -> Sheet:
    said = say.check(result)
    columns: list[list[Value]] = [
        [mask_name(clean(one)) for one in rows["name"]], [masked_id(one) for one in rows["id_number"]],
        [masked(one) for one in rows["school"]], [say.programme(one) if one else "" for one in rows["programme"]],
        list(clean_all(rows["line"].tolist())), money([int(one) for one in rows["amount"].fillna(0)]),
        [masked(one) for one in rows["detail"]], [evidence_text(one, files) for one in rows["evidence"]],
    ]  # fmt: skip
    said_line = [
        said.message,
        said.constraint,
        said.fix,
        result.answer and say.word("says-answer") + "：" + result.answer,
    ]
    line = masked("　".join(filter(None, said_line))) or result.code
    frame = _fitted(columns)
    return Sheet(name, f"audit-finding/1 {result.code}", masked(said.title), line, frame, columns, (AMOUNT,))


def _fitted(columns: Sequence[Sequence[Value]]) -> Frame:
    """Return :data:`FINDING` with the room of columns that say nothing in any row given to the texts that do.

    Each keeps its place and a narrow column: formulas elsewhere and readers find the same letter on every sheet.
    """
    empty = {place for place, column in enumerate(columns, 1) if not any(column)}
    widths = [min(width, _EMPTY) if place in empty else width for place, (_, width, _) in enumerate(FINDING)]
    takers = [place for place in (_DETAIL, _EVIDENCE) if place not in empty] or [_DETAIL]
    room = sum(width for _, width, _ in FINDING) - sum(widths)
    for place, share in zip(takers, (room - room // 3, room // 3) if len(takers) > 1 else (room,), strict=True):
        widths[place] += share
    return tuple((heading, width, look) for (heading, _, look), width in zip(FINDING, widths, strict=True))


def lines_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str]) -> Sheet:
    """Return 明细: every line of the term, one row each."""
    table = report.lines
    kinds, standard = _column(table, "kind", "pay"), _column(table, "standard", 0)
    classes = zip(_said(table["grade"], masked), _said(table["class_name"], masked), strict=True)
    columns: list[list[Value]] = [
        list(clean_all(table["line"].tolist())), list(clean_all(table["programme"].tolist())),
        _said(table["programme"], say.programme), list(clean_all(table["stage"].tolist())),
        _said(table["payee"], say.payee), _said(table["school"], masked),
        [f"{grade} {own}".strip() for grade, own in classes],
        _said(table["name"], lambda one: mask_name(clean(one))), [masked_id(one) for one in table["id_number"]],
        _said(kinds, lambda one: say.word(f"line-{one}")), _said(table["state"], say.state),
        money([int(one) for one in standard]), [int(one) for one in _column(table, "units", 1)],
        money([int(one) for one in _column(table, "before", 0)]), money([int(one) for one in table["amount"]]),
        _said(table["reason"], say.reason),
    ]  # fmt: skip
    title, line = say.word("lines"), say.word("sheet-lines-line")
    return Sheet(names["lines"], "audit-lines/1", title, line, LINES, columns, (LINE_AMOUNT,))


def _column(table: pd.DataFrame, name: str, plain: object) -> pd.Series[Any]:
    """Return a column, or ``plain`` in each row where a report has none of that name."""
    return table[name] if name in table else pd.Series(plain, index=table.index)


def _said(column: pd.Series[str], show: object) -> list[Value]:
    """Return a column in words; each word is made once."""
    texts = column.tolist()
    known = {text: show(text) for text in dict.fromkeys(texts)}  # type: ignore[operator]
    return [known[text] for text in texts]


def file_names(report: Reconciliation) -> dict[str, str]:
    """Return the names of files as a reader may see them, by the part of their digest that evidence carries."""
    return {digest: masked(name) for digest, name in report.file_names.items()}


def evidence_text(text: str, files: Mapping[str, str]) -> str:
    """Return the cells of a row by file and sheet; a part of the digest stands where no file is known.

    >>> evidence_text("65d2b7eb/名册!D7;65d2b7eb/名册!M7;71930e5f/脱贫户!H4", {"65d2b7eb": "三年级.xlsx"})
    '三年级.xlsx/名册!D7、M7；71930e5f/脱贫户!H4'
    """
    cells: dict[str, list[str]] = {}
    for item in evidence_items(text):
        sheet, _, cell = item.rpartition("!")
        digest, slash, rest = (sheet or cell).partition("/")
        shown = f"{files.get(digest, digest)}/{masked(rest)}" if slash else masked(sheet or cell)
        cells.setdefault(shown, []).extend([masked(cell)] if sheet else [])
    return "；".join(f"{sheet}!{'、'.join(own)}" if own else sheet for sheet, own in cells.items())
