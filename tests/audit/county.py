"""A county as the checks see it, for tests: honest by default, made of frames; what is planted is changed a child.

Every child has a roster row, one line that was due, approved, sent, paid, and the row of the bank's file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import pandas as pd

from aid_ledger.audit import Given, Picture, picture_of
from aid_ledger.audit.picture import Rules
from aid_ledger.terms import Term
from tests.tools.county import account_of

TERM = Term.parse("2023S")
BATCH = "2023S-001"
FILE = f"{BATCH}-F01"
LIVING = "boarding-living"
STANDARD = 50_000
_GIVEN = "一丁七万丈三上下不与丑专且世丘丙业丛东丝丞丢两严丧个中丰串临"
_APPROVED, _SENT = 10, 20
UNKNOWN = "公示学校"
"""Schools whose name begins so have the notices and papers that a test gives them; all others have theirs in order."""
FINE_NOTICE = {"first_day": "2023-04-17", "last_day": "2023-04-21", "working_days": 5, "objections": 0,
               "conclusion": "无异议", "programme": "", "school_code": ""}  # fmt: skip
Row = Mapping[str, Any]


def name_of(number: int) -> str:
    """Return a name that no other number below 27,000 has."""
    return "钱" + _GIVEN[number // 900 % 30] + _GIVEN[number // 30 % 30] + _GIVEN[number % 30]


def id_of(number: int, born: date | None = None) -> str:
    """Return 18 characters that look like an ID; no three of them count by one."""
    day = born or date(2012, 1, 1) + timedelta(days=3 * number)
    return f"990101{day:%Y%m%d}{number * 37 % 1000:03d}X"


@dataclass(frozen=True, slots=True)
class Child:
    """Who was put in: how the frames name them."""

    number: int
    subject: str
    name: str
    id_number: str
    line: str


@dataclass(slots=True)
class County:
    """Frames as they grow, and what the rules and the auditor's lists say."""

    day: date = date(2023, 6, 30)
    closed: bool = False
    bad: tuple[str, ...] = ()
    frames: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    rules: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def child(self, *, student: Row | None = None, line: Row | None = None, due: Row | None = None,
              order: Row | None = None, **own: Any) -> Child:  # fmt: skip
        """Put in a child whom everything agrees about, but for what is said of one of its rows.

        ``own``: ``programme``, ``amount``, ``listed``, ``entitled``, ``booked``, ``sent`` (each may be false).
        """
        number = next(self.numbers)
        amount, programme = own.get("amount", STANDARD), own.get("programme", LIVING)
        subject, name, id_number = f"p{number}", name_of(number), id_of(number)
        person = {"subject": subject, "name": name, "id_number": id_number, "school": "第一小学", "school_code": "1"}
        if own.get("listed", True):
            self.frames["students"].append(
                {**person, "stage": "primary", "boarding": "yes", "evidence": f"0123abcd/Sheet1!B{number}"}
                | dict(student or {})
            )
        if own.get("entitled", True):
            said = {"subject": subject, "programme": programme, "amount": amount, "standard": amount}
            self.frames["due"].append(said | dict(due or {}))
        key = f"{BATCH}-{number:05d}"
        if own.get("booked", True):
            self.line(number, **({**person, "programme": programme, "amount": amount} | dict(line or {})))
            if own.get("sent", True):
                self.send(number, **(order or {}))
        return Child(number, subject, name, id_number, key)

    def line(self, number: int, /, **said: Any) -> dict[str, Any]:
        """Put in a line; where its money is follows from ``state``."""
        amount = said.get("amount", STANDARD)
        row = {
            "line": f"{BATCH}-{number:05d}", "batch": BATCH, "term": "2023S", "programme": LIVING, "kind": "pay",
            "payee": "student", "student": number, "stage": "primary", "grade": "三年级", "class_": "1班",
            "town": "东镇", "account": account_of(number), "account_name": name_of(number), "relation": "本人",
            "state": "paid", "amount": amount, "standard": amount, "money_year": 2023,
            "evidence": f"0123abcd/Sheet1!B{number}",
        } | said  # fmt: skip
        state, kind = row["state"], row["kind"]
        row.setdefault("paid", amount if state == "paid" and kind == "pay" else 0)
        row.setdefault("in_transit", amount if state == "sent" else 0)
        row.setdefault("payable", amount if state in ("prepared", "approved", "returned") and kind == "pay" else 0)
        row.setdefault("outstanding", -amount if kind == "recover" else 0)
        self.frames["lines"].append(row)
        self._move(row, "aid", "payable") if kind == "pay" else self._move(row, "receivable", "aid")
        for state_, way in (("sent", "in-transit"), ("paid", "paid")):
            if state == state_ and kind == "pay":
                self._move(row, "payable", way)
        return row

    def _move(self, row: Row, debit: str, credit: str) -> None:
        self.frames["transfers"].append({"term": row["term"], "programme": row["programme"], "debit": debit,
                                         "credit": credit, "amount": abs(row["amount"])})  # fmt: skip

    def send(self, number: int, /, **said: Any) -> None:
        """Put in the order of a line that was sent and paid, and its row in the bank's file; ``file``: what it says."""
        line = next(row for row in reversed(self.frames["lines"]) if row["student"] == number)
        place = len(self.frames["orders"]) + 1
        order = {
            "payment_order": f"{line['line']}/{said.get('number', 1)}", "line": line["line"], "batch": BATCH,
            "subject": line["subject"], "payee": "student", "number": 1, "amount": line["amount"], "place": place,
            "account": line["account"], "account_name": line["account_name"], "seq": _APPROVED, "sending": FILE,
            "sent": True, "sent_seq": _SENT, "sent_at": "2023-05-01", "settled": "paid", "settled_at": "2023-05-06",
            "paid_on": "2023-05-06",
        }  # fmt: skip
        in_file = {name: order[name] for name in ("sending", "place", "account", "account_name", "amount")}
        self.frames["bank_rows"].append(in_file | dict(said.pop("file", {})))
        self.frames["orders"].append(order | said)

    def picture(self) -> Picture:
        """Return the picture: batch, approval and sending are as the rows have them."""
        frames = {name: list(rows) for name, rows in self.frames.items()}
        frames["batches"] = [*frames.get("batches", ()), *self._batches()]
        own = [row for row in frames.get("orders", ()) if row["seq"] == _APPROVED and row["batch"] == BATCH]
        sealed = sum(row["amount"] for row in own)
        frames["approvals"] = [*frames.get("approvals", ()),
                               {"approval": f"{BATCH}-A1", "batch": BATCH, "seq": _APPROVED, "by": "李四",
                                "at": "2023-04-25", "orders": len(own), "total": sealed}]  # fmt: skip
        total = sum(row["amount"] for row in frames.get("orders", ()) if row["sending"] == FILE)
        frames["sendings"] = [*frames.get("sendings", ()),
                              {"sending": FILE, "batch": BATCH, "file": "f.xlsx", "total": total, "seq": _SENT,
                               "at": "2023-05-01"}]  # fmt: skip
        if "statement" in self.given:  # 0: whatever the file of the term comes to
            statement = self.given["statement"]
            self.given["statement"] = statement.assign(amount=statement["amount"].replace(0, total))
            for row in self.frames["sendings"]:  # files that no test is about; the others have what a test gives them
                if not row["sending"].startswith(BATCH):
                    self.give("statement", day="2023-05-03", summary=row["sending"], amount=row["total"], payee="")
        schools = sorted(
            {(row["batch"], row.get("school", "")) for row in self.frames["lines"] if row["kind"] == "pay"}
        )
        for batch, school in schools if "notices" in self.given else ():
            if not school.startswith(UNKNOWN):
                self.give("notices", batch=batch, school=school, **FINE_NOTICE)
        for school in sorted({school for _, school in schools}) if "papers" in self.given else ():
            for paper in () if school.startswith(UNKNOWN) else ("roster", "receipts"):
                self.give("papers", school=school, school_code="", paper=paper, state="there")
        tables = {name: pd.DataFrame(rows) for name, rows in frames.items()}
        return picture_of(
            TERM, self.day, tables, rules=Rules(**self.rules), given=Given(**self.given), closed=self.closed,
            bad=self.bad, verified=100,
        )  # fmt: skip

    def _batches(self) -> list[dict[str, Any]]:
        totals: dict[str, int] = defaultdict(int)
        for row in self.frames["lines"]:
            totals[row["batch"]] += row["amount"]
        return [{"batch": batch, "kind": "payout", "total": total, "by": "张三", "at": "2023-04-20"}
                for batch, total in totals.items()]  # fmt: skip

    def put(self, frame: str, /, **row: Any) -> None:
        """Put in a row of a frame."""
        self.frames[frame].append(row)

    def give(self, name: str, /, **row: Any) -> None:
        """Put a row into a list of the auditor's own."""
        own = self.given.get(name, pd.DataFrame())
        self.given[name] = pd.concat([own, pd.DataFrame([row])], ignore_index=True)
