"""Use case: budget add. An allotment typed in becomes a small archived list, imported like any other of its kind."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, FindingsError, InputError
from aid_ledger.intake import vocabulary
from aid_ledger.money import format_yuan
from aid_ledger.office.importing import ImportOptions

if TYPE_CHECKING:
    from aid_ledger.office import Office

LEVELS = {"central": "中央", "province": "省", "city": "市", "county": "县", "bridging": "衔接", "donor": "社会"}
"""The levels, with the word that the list bears."""
HEADINGS = ("项目", "资金级次", "年度", "金额", "文号", "结转", "指标人数")


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a document allots. ``level`` is a word of a list or of :data:`LEVELS`; ``amount`` is fen."""

    document: str
    level: str
    programme: str
    year: int
    amount: int
    carried_over: bool = False
    people: int | None = None


def add_allotment(office: Office, allotment: Allotment, *, by: str, at: str) -> dict[str, Any]:
    """Record an allotment; the same one again changes nothing.

    Returns:
        ``source``, ``file``, ``sha256`` and ``already``.

    Raises:
        InputError: ``programme-unknown``, ``allotment-value`` (which value, and what was expected).
    """
    data = _list_of(office, allotment)
    name = f"指标录入_{allotment.year}.csv"
    (done,) = office.import_files([(name, data)], ImportOptions(kind="budget"), by=by, at=at)
    if done.refused:
        raise FindingsError(*done.findings)
    (sheet,) = done.sheets
    row = next(row for row in office.sources() if row["source"] == sheet.source)
    return {"source": sheet.source, "file": row["file"], "sha256": row["sha256"], "already": sheet.already}


def _list_of(office: Office, one: Allotment) -> bytes:
    programme = office.rulebook().programme(one.programme)
    level = LEVELS.get(_level(one.level), "")
    document = " ".join(one.document.split())
    wrong = [
        ("--level", one.level, "中央, 省, 市, 县, 衔接, 社会", not level),
        ("--document", one.document, "示财教〔2023〕12号", not document or document[0] in "=+-@"),
        ("--year", str(one.year), "2023", not 2000 <= one.year <= 2100),
        ("--amount", format_yuan(one.amount), "120000.00", one.amount <= 0),
        ("--people", str(one.people), "120", one.people is not None and one.people < 0),
    ]
    findings = [
        Finding("allotment-value", params={"option": option, "value": value, "expected": expected})
        for option, value, expected, is_wrong in wrong
        if is_wrong
    ]
    if findings:
        raise InputError(*findings)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerow(
        [programme.zh, level, one.year, format_yuan(one.amount), document, "是" if one.carried_over else "否",
         "" if one.people is None else one.people]
    )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _level(word: str) -> str:
    """Return the level that a word means: as a list would say it, or its code."""
    if word in LEVELS:
        return word
    known = vocabulary("fund_level")
    code = known.codes.get("".join(word.split()), -1)
    return known.values[code] if code >= 0 else ""
