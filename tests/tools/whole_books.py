"""Books with a row in every table: lists, answers, payouts, approvals, files, returns, a recovery, another account."""

from __future__ import annotations

import pandas as pd

from aid_ledger.ledger import lines_of, register
from aid_ledger.store import Database, new_signer
from tests.tools import moved
from tests.tools.county import AT, BY, PRIMARY, Desk, member, pupil, school
from tests.tools.review import BOARDING, STATUS, answered


def fill_every_table(desk: Desk) -> None:
    """Lead a term through everything that can be booked."""
    register_key(desk.office.database, "李四")
    desk.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")])
    desk.took("在校生名册.xlsx", [*(pupil(n) for n in range(1, 7)), pupil(7, 就读方式=""), pupil(8, 学生状态="空挂")])
    poor = desk.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3, 4, 7, 8)], "filed-poor")
    desk.payout()
    database = desk.office.database
    moved.approve(database, "2023S-001")
    moved.pay(database, "2023S-001")
    lines = _lines(desk)
    back = str(lines.loc[lines["kind"] == "pay", "line"].iloc[-1])
    moved.settle(database, "2023S-001", returned=[back])
    _decide(desk)
    desk.took("农村低保.xlsx", [member(5), member(6)], "rural-allowance")
    desk.payout()
    moved.approve(database, "2023S-002")
    moved.approve(database, "2023S-001")
    desk.office.retire_source(poor, why="旧名单", by="李四", at="2023-05-01T09:00:00+08:00")
    desk.took("脱贫户2.xlsx", [member(2)], "filed-poor")
    desk.settle()
    lines = _lines(desk)
    claimed = lines[lines["kind"] == "recover"].iloc[0]
    moved.recovered(database, str(claimed["line"]), 10000)
    moved.change_account(database, int(claimed["person"]))
    desk.office.log_export("lines", "2023S", by=BY, at=AT)  # the last record is one that nobody signed


def register_key(database: Database, name: str) -> None:
    """Give a person a key; what is done in this name is signed from now on."""
    database.signer = new_signer(name)
    with database.write() as connection:
        register(connection, database.signer, by=name, at=AT)


def _lines(desk: Desk) -> pd.DataFrame:
    with desk.office.database.read() as connection:
        return lines_of(connection, "2023S")


def _decide(desk: Desk) -> None:
    """Answer two questions, and take one answer back."""
    asked = desk.office.review("2023S", by=BY, at=AT)
    assert asked.workbook is not None
    answers = {BOARDING: "住校", STATUS: "在读"}
    done = desk.office.apply_review("问题.xlsx", answered(asked.workbook, answers), by="李四", at=AT)
    assert len(done.decisions) == 2
    desk.office.retract_decision(done.decisions[0], why="学校来电", by="李四", at=AT)
