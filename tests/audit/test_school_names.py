"""Two schools of one name are two schools in every sum, filter and list of questions; and codes are said in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from aid_ledger.audit import Picture, picture_of
from aid_ledger.audit.checks.banks import returned_not_resent
from aid_ledger.audit.checks.looking import Looked
from aid_ledger.audit.identities import due_booked
from aid_ledger.audit.summing import schools
from aid_ledger.terms import Term

TERM = Term.parse("2023S")


def line(number: int, code: str, school: str = "中心小学", **said: Any) -> dict[str, Any]:
    return {
        "line": f"2023S-001-{number:05d}", "batch": "2023S-001", "term": "2023S", "programme": "boarding-living",
        "subject": f"p{number}", "kind": "pay", "payee": "student", "school": school, "school_code": code,
        "amount": 500_00, "payable": 500_00, "state": "prepared", **said,
    }  # fmt: skip


def picture(towns: dict[str, str], **frames: list[dict[str, Any]]) -> Picture:
    book = [{"school": "中心小学", "school_code": code, "town": town} for code, town in towns.items()]
    lines = [line(number, code, town=town) for number, (code, town) in enumerate(towns.items(), 1)]
    given = {"schools": book, "lines": [*lines, line(9, "9900", "实验中学")], **frames}
    return picture_of(TERM, date(2023, 7, 1), {name: pd.DataFrame(rows) for name, rows in given.items()})


@pytest.mark.parametrize(
    ("towns", "named"),
    [
        ({"9901": "河东镇", "9902": "石桥镇"}, ["中心小学（河东镇）", "中心小学（石桥镇）"]),
        ({"9901": "河东镇", "9902": "河东镇"}, ["中心小学（9901）", "中心小学（9902）"]),
        ({"9901": "河东镇", "9902": ""}, ["中心小学（9901）", "中心小学（9902）"]),
        ({"9901": "河东镇"}, ["中心小学"]),
    ],
    ids=["by town", "by code in one town", "by code where a town is not known", "one alone keeps its name"],
)
def test_schools_of_one_name_are_told_apart_everywhere(towns: dict[str, str], named: list[str]) -> None:
    waits = [{"name": "甲", "id_number": code, "school": "中心小学", "school_code": code} for code in towns]
    seen = picture(towns, held=waits, students=[{"subject": "", "school": "中心小学", "school_code": c} for c in towns])
    for frame in ("held", "students", "schools"):
        assert seen[frame]["school"].tolist() == named
    assert seen["lines"]["school"].tolist() == [*named, "实验中学"]
    table = schools(seen, ()).set_index("school")
    assert table.loc[named, ["heads", "amount", "held"]].to_numpy().tolist() == [[1, 500_00, 1]] * len(named)
    groups = due_booked(seen, "school").groups["group"].tolist()
    assert groups == sorted([*(f"{code} {name}" for code, name in zip(towns, named, strict=True)), "9900 实验中学"])


def test_a_returned_line_is_said_in_words_with_the_banks_own_and_its_cell() -> None:
    back = line(1, "9901", state="returned")
    order = {"payment_order": "o1", "line": back["line"], "number": 1, "sent": True, "settled": "returned",
             "ended": "returned", "account": "6299010000000012345", "bank_said": "account-closed",
             "bank_cell": "98de3b9f/Sheet1!8"}  # fmt: skip
    found = returned_not_resent(picture({}, lines=[back], orders=[order]))
    assert isinstance(found, Looked)
    assert found.rows["detail"].tolist() == ["已退回：银行说“账户已销户”（账户 ****2345）"]
    assert found.rows["evidence"].iloc[0].endswith("98de3b9f/Sheet1!8")


def test_a_line_on_its_way_to_the_account_it_came_back_from_is_a_finding() -> None:
    def found(code: str, account: str = "6299010000000012345", settled: str = "") -> list[tuple[str, int]]:
        own = line(1, "9901", state="sent", payable=0)
        first = {"payment_order": "o1", "line": own["line"], "number": 1, "sent": True, "settled": "returned",
                 "ended": "returned", "account": "6299010000000012345", "bank_said": code, "amount": 50000}  # fmt: skip
        second = first | {"payment_order": "o2", "number": 2, "settled": settled, "ended": "", "bank_said": "",
                          "account": account}  # fmt: skip
        looked = returned_not_resent(picture({}, lines=[own], orders=[first, second]))
        assert isinstance(looked, Looked)
        return list(zip(looked.rows["detail"], looked.rows["amount"], strict=True))

    said = "已报送：又报送到退回过的同一账户，银行退回时说“账号不存在或有误”（账户 ****2345）"
    assert found("no-such-account") == [(said, 50000)]
    assert found("bank-returned") == found("no-such-account", account="6299010000000099999") == []
    assert found("no-such-account", settled="paid") == [], "it arrived after all"
