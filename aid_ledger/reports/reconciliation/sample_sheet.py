"""抽样: who is to be visited, drawn by amount, with all that is needed to draw it again by hand or with ``sample``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aid_ledger.audit.results import Reconciliation
from aid_ledger.audit.sampling import Sample
from aid_ledger.money import format_yuan
from aid_ledger.people.masks import mask_name
from aid_ledger.reports.listing import Frame
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation.page_data import masked_id
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.reports.reconciliation.sheets import Sheet
from aid_ledger.reports.rows import Value
from aid_ledger.words import phrase

SAMPLE: Frame = (
    ("no", 5, "no"), ("rec-number", 8, "count"), ("rec-hits", 6, "count"), ("rec-school", 24, "box-text"),
    ("rec-class", 16, "text"), ("rec-name", 8, "text"), ("rec-id", 21, "text"), ("rec-programme", 34, "wrap"),
    ("rec-amount", 12, "money"), ("rec-present", 7, "fill"), ("rec-boards", 7, "fill"), ("rec-received", 10, "fill"),
    ("rec-signed", 12, "fill"), ("rec-remark", 14, "fill"),
)  # fmt: skip
POPULATION: Frame = (
    ("rec-number", 10, "no"), ("rec-amount", 16, "money"), ("rec-first-fen", 18, "count"),
    ("rec-last-fen", 18, "count"),
)  # fmt: skip
_EMPTY_ROWS = 20
_MOST_PEOPLE = 200_000
"""People of a population that a sheet lists: of more the rule alone stands there."""


def sample_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str]) -> Sheet:
    """Return 抽样: the people drawn with what a visit is to find out; empty rows where nobody has money."""
    title = say.word("sheet-sample-title")
    one = report.sample
    if one is None:
        blank: list[Value] = [""] * _EMPTY_ROWS
        columns = [blank] * (len(SAMPLE) - 1)
        return Sheet(names["sample"], "audit-sample/2", title, say.word("sheet-sample-none"), SAMPLE, columns)
    own = one.table
    fill: list[Value] = [""] * len(own)
    filled: list[list[Value]] = [
        [int(number) for number in own["number"]], [int(hits) for hits in own["hits"]],
        [masked(school) for school in own["school"]],
        [masked(f"{grade} {text}".strip()) for grade, text in zip(own["grade"], own["class_"], strict=True)],
        [mask_name(clean(name)) for name in own["name"]], [masked_id(number) for number in own["id_number"]],
        ["、".join(say.programme(code) for code in text.split(";")) for text in own["programmes"]],
        [int(fen) / 100 for fen in own["amount"]], *([fill] * 5),
    ]  # fmt: skip
    return Sheet(names["sample"], "audit-sample/2", title, _how(report, one, say), SAMPLE, filled)


def population_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str]) -> Sheet | None:
    """Return 抽样总体: each number with its amount and the fen that it covers, so that the draw can be made again."""
    one = report.sample
    if one is None or len(one.amounts) > _MOST_PEOPLE:
        return None
    last = np.cumsum(np.array(one.amounts, dtype=np.int64))
    columns: list[list[Value]] = [
        [fen / 100 for fen in one.amounts], (last - np.array(one.amounts) + 1).tolist(), last.tolist(),
    ]  # fmt: skip
    line = say.word(
        "sheet-population-line", seed=one.seed, start=one.start, fen=one.total, size=one.size,
        sheet=names["sample"], basis=phrase(f"sample-basis-{one.basis}", say.lang),
    )  # fmt: skip
    title = say.word("sheet-population-title")
    return Sheet(names["population"], "audit-population/1", title, line, POPULATION, columns, (1,))


def _how(report: Reconciliation, one: Sample, say: Speaker) -> str:
    """Return how the sample was drawn, so that it can be drawn again: population, seed, start, digest and rule."""
    drawn = say.word(
        "sheet-sample-line", rows=len(one.table), size=one.size, people=f"{one.people:,}", seed=one.seed,
        total=format_yuan(one.total, grouped=True), fen=one.total, start=one.start, digest=one.digest,
        term=str(report.head.term), basis=phrase(f"sample-basis-{one.basis}", say.lang),
    )  # fmt: skip
    return f"{drawn} {phrase('sample-rule-amount', say.lang)}"
