"""One roster with something wrong in it, taken by an office and paid out, and what came of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from aid_ledger.errors import Finding
from aid_ledger.office.importing import FileImport
from aid_ledger.office.payout_result import PayoutResult
from aid_ledger.terms import Term
from aid_ledger.words import render
from tests.tools.county import Desk, desk, member

Cells = Mapping[str, Any]
"""A row by header; what is no text is written as the number or the day that it is."""
PAID, NOT_ENTITLED, DUPLICATE = ("paid", ""), ("not-entitled", "not-entitled"), ("duplicate", "")
BOARDING = "boarding-living"


def held(reason: str) -> tuple[str, str]:
    """Return the end of a row that waits."""
    return "held", reason


def book(rows: Sequence[Cells]) -> bytes:
    """Return a workbook of one sheet with the header in row 1."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet, day = made.add_worksheet("Sheet1"), made.add_format({"num_format": "yyyy-mm-dd"})
        header = list(dict.fromkeys(key for row in rows for key in row))
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            for column, key in enumerate(header):
                value = row.get(key, "")
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write_number(number, column, value)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Settled:
    """A roster as taken, and the payout on it."""

    office: Desk
    taken: FileImport
    result: PayoutResult

    @property
    def ends(self) -> list[tuple[str, str]]:
        """Outcome and reason of each roster row, in order."""
        return self.office.outcomes()

    @property
    def paid(self) -> dict[tuple[str, str], int]:
        """Net fen by name on the line and programme."""
        return self.office.paid()

    def finding(self, name: str) -> Finding:
        """Return the one finding of this name at import."""
        [found] = [one for one in self.taken.findings if one.name == name]
        return found

    def told(self, name: str) -> str:
        """Return that finding in Chinese."""
        return render(self.finding(name), "zh")

    @property
    def names(self) -> set[str]:
        """The names of the findings at import."""
        return {one.name for one in self.taken.findings}

    def facts(self, student: str) -> dict[str, str]:
        """Return what ``explain`` shows of a student, whole numbers; of several facts of a field the last."""
        told = self.office.office.explain(student, Term.parse("2023S")).as_json(show_ids=True)
        return {fact["field"]: fact["value"] for fact in told["facts"]}

    def lines(self, *columns: str) -> list[tuple[str, ...]]:
        """Return these columns of the lines, sorted."""
        table = self.office.export("lines")[list(columns)]
        return sorted(table.itertuples(index=False, name=None))


@contextmanager
def settled(rows: Sequence[Cells], poor: Iterable[Cells] | None = None, *, kind: str = "") -> Iterator[Settled]:
    """Take a roster and a list of 脱贫户 (pupils 1 to 40 unless ``poor`` names the rows), and pay out."""
    with desk() as office:
        taken = office.take("在校生名册.xlsx", book(rows), kind)
        assert not taken.refused, taken.findings
        listed = [member(number) for number in range(1, 41)] if poor is None else list(poor)
        office.took("脱贫户.xlsx", book(listed), "filed-poor")
        yield Settled(office, taken, office.payout())
