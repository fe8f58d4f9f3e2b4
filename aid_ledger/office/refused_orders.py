"""Whose the orders are that no bank's file can hold: a line's id alone sends nobody to the school that must mend it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from aid_ledger.errors import FindingsError
from aid_ledger.office.payable import Payable
from aid_ledger.people import mask_id, mask_name

_OF_LINES = ("bank-account-blank", "bank-encoding", "bank-name-not-allowed", "bank-text-not-allowed")
_BETWEEN = "、"


def with_payees(error: FindingsError, references: Iterable[str], lines: Iterable[str], found: Payable) -> FindingsError:
    """Return the refusal with the payee of each order that it names: name and ID masked, school, grade, class.

    Args:
        error: what refused the orders; ``lines`` of its findings are references.
        references: what the bank's file would name each order by.
        lines: the line of each order, in the same order.
        found: the batch.
    """
    line_of = dict(zip(references, lines, strict=True))
    payees = {str(line["line"]): line for line in found.open.to_dict("records")}

    def told(reference: str) -> str:
        return f"{reference} {_payee(payees[line_of[reference]])}" if line_of.get(reference) in payees else reference

    findings = []
    for one in error.findings:
        if one.name in _OF_LINES:
            named = _BETWEEN.join(map(told, str(one.params["lines"]).split(_BETWEEN)))
            findings.append(replace(one, params={**one.params, "lines": named}))
        else:
            findings.append(one)
    return FindingsError(*findings)


def _payee(line: Mapping[Hashable, Any]) -> str:
    if line["payee"] == "school":
        return f"{line['school']}"
    where = " ".join(str(line[part]) for part in ("school", "grade", "class_") if line[part])
    number = mask_id(str(line["id_number"]))
    return f"{mask_name(str(line['name']))}（{'，'.join(part for part in (number, where) if part)}）"
