# ruff: noqa: E501 - rows of lists and cases, one on a line
"""A small county for tests: people whose numbers are made up, their lists as real workbooks, and an office that takes them.

A row is a mapping from the header that a clerk would write to the text of the cell; what is not named has a plain default.
"""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import xlsxwriter

from aid_ledger.errors import LedgerError
from aid_ledger.ledger import Verification
from aid_ledger.office import Config, Office, make_workspace
from aid_ledger.office.importing import FileImport, ImportOptions
from aid_ledger.office.payout import PayoutOptions
from aid_ledger.office.payout_result import PayoutResult
from aid_ledger.rulebook import Rulebook, load_rulebook
from aid_ledger.terms import Term

AT = "2023-04-20T09:00:00+08:00"
BY = "张三"
Row = Mapping[str, str]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_GIVEN = "一丁七万丈三上下不与丑专且世丘丙业丛东丝丞丢两严丧个中丰串临"

PRIMARY = {"学校名称": "示例县第一小学", "学校标识码": "3699010001", "学段": "小学"}
JUNIOR = {"学校名称": "示例县第二初级中学", "学校标识码": "3699010002", "学段": "初中"}
SENIOR = {"学校名称": "示例县高级中学", "学校标识码": "3699010003", "学段": "普通高中"}
SCHOOLS = (PRIMARY, JUNIOR, SENIOR)


def resident_id(number: int, born: str = "20080305", area: str = "990101") -> str:
    """Return a valid resident ID of an area that does not exist."""
    body = f"{area}{born}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11]


def name_of(number: int) -> str:
    """Return a name that no other number below 900 has, two characters away from every other one."""
    return "赵" + _GIVEN[number // 30 % 30] + _GIVEN[number % 30]


def account_of(number: int) -> str:
    """Return a bank account with a right Luhn digit and a prefix that no bank has."""
    body = f"629901{abs(number):012d}"
    total = sum(sum(divmod(int(c) * (2 if i % 2 == 0 else 1), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def pupil(number: int, *parts: Row, **changed: str) -> dict[str, str]:
    """Return a roster row: pupil ``number`` of the primary school, third grade, boarding, unless changed."""
    own = resident_id(number)
    row = {
        "姓名": name_of(number), "身份证件号": own, "学籍号": "G" + own, "出生日期": "2008-03-05", **PRIMARY,
        "年级": "三年级", "班级": "1班", "就读方式": "住校", "学生状态": "在读", "异动日期": "", "转入日期": "",
        "户口性质": "农业", "账号": account_of(number), "户名": name_of(number), "开户行": "示例银行",
    }  # fmt: skip
    for part in (*parts, changed):
        row.update(part)
    return row


def member(number: int, **changed: str) -> dict[str, str]:
    """Return a register row of pupil ``number``."""
    return {"姓名": name_of(number), "身份证号": resident_id(number), "乡镇": "东镇", **changed}


def school(place: Row, **changed: str) -> dict[str, str]:
    """Return a row of the school list."""
    return {
        **place, "办学性质": "公办", "学费标准(元/学期)": "800", "营养餐": "否", "供餐天数": "", "曾用名/简称": "",
        "户名": place["学校名称"], "开户行": "示例银行", "账号": account_of(int(place["学校标识码"][-4:])), "乡镇": "东镇",
        **changed,
    }  # fmt: skip


def sheets(content: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a workbook: of each sheet the header in row 1, then its rows, every cell a text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2023, 4, 1, tzinfo=UTC)})  # the same rows are the same bytes
        for name, rows in content.items():
            sheet = book.add_worksheet(name)
            header = list(dict.fromkeys(key for row in rows for key in row))
            sheet.write_row(0, 0, header)
            for number, row in enumerate(rows, start=1):
                for column, key in enumerate(header):
                    if row.get(key):
                        sheet.write_string(number, column, row[key])
    return out.getvalue()


def sheet(rows: Iterable[Row]) -> bytes:
    """Return a workbook of one sheet."""
    return sheets({"Sheet1": list(rows)})


@cache
def rules(packs: tuple[str, ...], *parameters: tuple[str, str]) -> Rulebook:
    """Return the rules of these packs, loaded once a test run."""
    return load_rulebook(packs, parameters=dict(parameters))


class Desk:
    """An office in a folder of its own, with the clerk's steps as one call each."""

    def __init__(
        self, folder: Path, *, packs: tuple[str, ...] = ("national",), url: str = "sqlite:///ledger.db",
        parameters: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder
        given = dict(parameters or {})
        config = Config("示例县学生资助管理中心", "990101", "T2", packs=packs, database_url=url, parameters=given)
        if not (folder / "aid-ledger.toml").exists():
            make_workspace(folder, config)
        self.office = Office.open(folder)
        self.office.__dict__["_rulebook"] = rules(packs, *given.items())

    def take(
        self, name: str, rows: Iterable[Row] | bytes, kind: str = "", term: str = "2023S", **options: Any
    ) -> FileImport:
        """Import one list; ``term`` blank: by its name or date."""
        data = rows if isinstance(rows, bytes) else sheet(rows)
        terms = (Term.parse(term),) if term else ()
        chosen = ImportOptions(kind=kind or None, **{"terms": terms, **options})
        return self.office.import_files([(name, data)], chosen, by=BY, at=AT)[0]

    def took(self, name: str, rows: Iterable[Row] | bytes, kind: str = "", term: str = "2023S", **options: Any) -> str:
        """Import one list that must be taken, and return its source."""
        done = self.take(name, rows, kind, term, **options)
        assert not done.refused, done.findings
        return done.sheets[0].source

    def payout(self, term: str = "2023S", *, papers: bool = False, **options: Any) -> PayoutResult:
        """Run a payout; its workbooks are written only where they are asked for."""
        chosen = PayoutOptions(**options)
        if papers:
            return self.office.payout(term, chosen, by=BY, at=AT)
        none = {"write_papers": mock.Mock(return_value=()), "write_doubts": mock.Mock(return_value=())}
        with mock.patch.multiple("aid_ledger.office.papers", **none):
            return self.office.payout(term, chosen, by=BY, at=AT)

    def settle(self, term: str = "2023S") -> PayoutResult:
        """Run a payout that accepts as many recoveries as there are."""
        try:
            return self.payout(term)
        except LedgerError as error:
            found = error.findings[0]
            if found.name != "too-many-recoveries":
                raise
            return self.payout(term, accept_recoveries=found.params["count"])

    def export(self, kind: str, term: str = "2023S") -> pd.DataFrame:
        """Return one export."""
        return self.office.export(kind, term)

    def csv(self, kind: str, term: str = "2023S") -> str:
        """Return one export as the text that a file would hold."""
        return self.export(kind, term).to_csv(index=False)

    def outcomes(self, kind: str = "roster", term: str = "2023S") -> list[tuple[str, str]]:
        """Return outcome and reason of the rows of one kind, in order."""
        table = self.export("outcomes", term)
        table = table[table["kind"] == kind]
        return list(zip(table["outcome"], table["reason"], strict=True))

    def paid(self, term: str = "2023S") -> dict[tuple[str, str], int]:
        """Return net fen by (name, programme), zero left out; a school's line has a blank name."""
        lines = self.export("lines", term)
        fen = [int(text.replace(".", "")) for text in lines["amount"]]
        net: Counter[tuple[str, str]] = Counter()
        for who, what, amount in zip(lines["student_name"], lines["programme"], fen, strict=True):
            net[str(who), str(what)] += amount
        return {pair: amount for pair, amount in net.items() if amount}

    def verify(self) -> Verification:
        """Re-derive the books."""
        return self.office.verify()

    def close(self) -> None:
        """Let go of the database."""
        self.office.close()


@contextmanager
def desk(
    *, packs: tuple[str, ...] = ("national",), url: str = "sqlite:///ledger.db",
    parameters: Mapping[str, str] | None = None,
) -> Iterator[Desk]:  # fmt: skip
    """Yield an office of its own for one example of a property."""
    with tempfile.TemporaryDirectory(prefix="aid-ledger-desk-") as folder:
        made = Desk(Path(folder) / "office", packs=packs, url=url, parameters=parameters)
        try:
            yield made
        finally:
            made.close()
