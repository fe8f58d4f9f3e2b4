"""Leads the planted county's term through a real office: lists, payouts, approvals, bank files, returns, recoveries."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from aid_ledger.errors import LedgerError
from aid_ledger.ledger import lines_of
from aid_ledger.office.importing import ImportOptions
from aid_ledger.office.paying import Paid, PayOptions
from aid_ledger.office.payout import PayoutOptions
from aid_ledger.office.payout_result import PayoutResult
from aid_ledger.office.recovering import Ending
from aid_ledger.office.settling import SettleOptions
from aid_ledger.terms import Term as SchoolTerm
from tests.audit.county_planted.lists import Moment
from tests.audit.county_planted.plan import Plan
from tests.tools.banks import rows_of_file
from tests.tools.county import Desk, sheet
from tests.tools.review import filled, number_of

TERM = "2023S"
CLERK, HEAD, DEPUTY = "张三", "李四", "王六"
DAYS: Mapping[Moment, str] = {
    "first": "2023-04-20", "second": "2023-05-25", "third": "2023-06-26", "last": "2023-06-29",
}  # fmt: skip
PART = 10_000
"""Fen that came back of a claim that is open for the rest."""
CORRECTED = "这份名单已更正"


def at(day: str) -> str:
    """Return a time of a day."""
    return f"{day}T09:00:00+08:00"


@dataclass(slots=True)
class Term:
    """The office while the term goes on."""

    desk: Desk
    plan: Plan
    sources: dict[str, str] = field(default_factory=dict)  # file → its source in use
    retired: list[str] = field(default_factory=list)  # files that a payout rested on and that went out of use
    returns: dict[str, bytes] = field(default_factory=dict)
    sent: list[Paid] = field(default_factory=list)

    # --- lists ------------------------------------------------------------------------------------------------------

    def lists(self, moment: Moment) -> None:
        """Take in the lists that are sent at this moment: rosters in the place of those before, others anew."""
        new: dict[tuple[str, bool], list[tuple[str, bytes]]] = {}
        for file, rows in self.plan.lists.changed(moment).items():
            kind, known = self.plan.lists.kinds[file], file in self.sources
            self.retired += [file] if known else []
            if known and (kind != "roster" or not rows):
                self.desk.office.retire_source(self.sources[file], why=CORRECTED, by=CLERK, at=at(DAYS[moment]))
            total = {"姓名": "合计", "身份证号": f"{self.plan.totals[file]}人"} if file in self.plan.totals else {}
            if rows:
                new.setdefault((kind, known), []).append((file, sheet([*rows, total] if total else rows)))
        for (kind, known), files in new.items():
            self.take(files, kind, moment, replace=known and kind == "roster")

    def take(self, files: list[tuple[str, bytes]], kind: str, moment: Moment, **options: Any) -> None:
        """Take lists of one kind in."""
        terms = () if kind in ("schools", "paid-before", "budget") else (SchoolTerm.parse(TERM),)
        chosen = ImportOptions(kind=kind, terms=terms, **options)
        done = self.desk.office.import_files(files, chosen, by=CLERK, at=at(DAYS[moment]))
        assert not any(one.refused for one in done), [one.findings for one in done]
        self.sources |= {one.file: one.sheets[0].source for one in done}

    def decide(self) -> None:
        """Answer the questions that were planned to be answered."""
        made = self.desk.office.review(TERM, by=CLERK, at=at("2023-04-20"))
        assert made.workbook is not None
        answers: dict[str, dict[int, str]] = {}
        for words, (name, answer) in self.plan.decided.items():
            answers.setdefault(name, {})[number_of(made.workbook, name, words)] = answer
        data = filled(made.workbook, answers)
        done = self.desk.office.apply_review("问题.xlsx", data, by=HEAD, at=at("2023-04-20"))
        assert not done.findings, done.findings

    # --- money ------------------------------------------------------------------------------------------------------

    def payout(self, day: str, **options: Any) -> PayoutResult:
        """Run a payout with its papers, accepting as many recoveries as there are."""
        office = self.desk.office
        try:
            return office.payout(TERM, PayoutOptions(**options), by=CLERK, at=at(day))
        except LedgerError as error:
            many = int(str(error.findings[0].params["count"]))
            return office.payout(TERM, PayoutOptions(**options, accept_recoveries=many), by=CLERK, at=at(day))

    def send(self, batch: str, day: str, turn: str, *, rest: bool = False) -> None:
        """Approve what can be of a batch, send it, and let the bank say what became of it."""
        office = self.desk.office
        office.approve(batch, by=HEAD, at=at(day))
        try:
            paid = office.pay(batch, PayOptions(rest=rest), by=CLERK, at=at(day))
        except LedgerError as error:
            if rest and error.findings[0].name == "nothing-to-send":
                return
            raise
        self.settle(paid, day, turn, {card: said[turn] for card, said in self.plan.bank.items() if turn in said})
        self.sent.append(paid)

    def settle(self, paid: Paid, day: str, turn: str, says: Mapping[str, str], *, only: bool = False) -> None:
        """Take in the bank's returns of a sending; ``only``: of the cards in ``says`` alone."""
        files = []
        for one in paid.sendings:
            data = bank_return(self.desk.office.evidence.read(one.digest), says, day, only=only)
            if data:
                files.append((f"回盘{Path(one.file.name).stem}-{turn}.xlsx", data))
        self.returns |= dict(files)
        if files:
            self.desk.office.settle(files, SettleOptions(), by=CLERK, at=at(day))

    def recover(self, day: str) -> None:
        """Book how claims end."""
        with self.desk.office.database.read() as connection:
            lines = lines_of(connection, TERM)
        claims = lines[(lines["kind"] == "recover") & (lines["outstanding"] > 0)]
        for line, who in zip(claims["line"], claims["id_number"], strict=True):
            match self.plan.recovered.get(who, ""):
                case "returned":
                    ending = Ending("returned", on=day, voucher=f"V{line[-4:]}")
                case "part":
                    ending = Ending("returned", amount=PART, on=day, voucher=f"V{line[-4:]}")
                case "waived":
                    ending = Ending("waived", document="示教资〔2023〕9号")
                case _:
                    continue
            self.desk.office.recovered(line, ending, by=HEAD, at=at(day))
            if ending.kind == "waived":
                self.plan.case("forced-decisions", f"{line} 不予追缴")


def bank_return(data: bytes, says: Mapping[str, str], day: str, *, only: bool = False) -> bytes:
    """Return what a bank gives back of a file: of each row that it arrived on a day, or why it failed; or nothing."""
    book = openpyxl.Workbook()
    out = book.active
    assert out is not None
    rows = rows_of_file(data)
    out.append([*rows[0], "处理结果", "失败原因", "入账日期"])
    for row in rows:
        word = says.get(row["账号"], "silent" if only else day)
        if word != "silent":
            ok = word[:2] == "20"
            out.append([*row.values(), "成功" if ok else "失败", "" if ok else word, word if ok else day])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue() if out.max_row > 1 else b""


def lead(term: Term) -> None:
    """Lead the term from its first list to its last: two payouts that are sent, one taken back, one left lying."""
    office, plan = term.desk.office, term.plan
    term.lists("first")
    term.decide()
    schools = [one.title for one in plan.schools]
    parts = (tuple(schools[:3]), tuple(schools[3:6]), ())
    batches = [term.payout("2023-04-21", schools=part) for part in parts]
    names = [one.batch.batch for one in batches if one.batch]
    for name in names:
        term.send(name, "2023-05-06", "1")
    for paid in list(term.sent):
        later = {card: said["1b"] for card, said in plan.bank.items() if "1b" in said}
        term.settle(paid, "2023-05-15", "1b", later, only=True)
    term.lists("second")
    second = term.payout("2023-05-25")
    assert second.batch
    assert second.recover
    plan.how = "many_recoveries"
    plan.case("forced-decisions", f"{second.recover.batch}: ")
    office.approve(second.recover.batch, by=HEAD, at=at("2023-05-26"))
    term.send(second.batch.batch, "2023-05-26", "2")
    _agree_to_changes(term)
    for name in names:
        term.send(name, "2023-05-28", "2", rest=True)
    term.recover("2023-06-20")
    term.lists("third")
    taken_back = term.payout("2023-06-27").batch
    assert taken_back
    office.void(taken_back.batch, why="名单报错", by=CLERK, at=at("2023-06-27"))
    term.payout("2023-06-28")
    term.lists("last")
    late = {card: said["late"] for card, said in plan.bank.items() if "late" in said}
    for paid in term.sent[: len(names)]:
        term.settle(paid, "2023-08-02", "late", late, only=True)
    plan.case("same-two-sign", HEAD)


def lead_shortly(term: Term) -> None:
    """One payout without papers, of which nothing is sent, between the first lists and the last."""
    term.lists("first")
    assert term.desk.payout(TERM).batch
    term.lists("last")


def _agree_to_changes(term: Term) -> None:
    """A second person agrees to the other cards that were planned; all other changes wait."""
    changes = term.desk.office.account_changes(TERM)
    lines = tuple(changes.loc[changes["id_number"].isin(term.plan.changed), "line"])
    if lines:
        term.desk.office.approve_account_changes(TERM, by=DEPUTY, at=at("2023-05-27"), document="示教资〔2023〕8号",
                                                 only=lines)  # fmt: skip
