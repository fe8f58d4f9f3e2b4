"""A register that says of a row that it is over is never read as if it did not, whatever column says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.intake import SheetTable, meaning, read_file
from tests.tools.county import Desk, desk, member, name_of, pupil

from .books import an_id, one


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def table(kind: str, header: str, *cells: str, columns: dict[str, str] | None = None) -> SheetTable:
    rows = [["东镇", f"张{number}", an_id(number), text] for number, text in enumerate(cells, start=1)]
    return read_file(
        one([["乡镇", "姓名", "身份证号", header], *rows]), "名单.xlsx", kind=kind, columns=columns
    ).tables[0]


SAID = [
    ("变动类型", "停保", "“变动类型”一列：停保"), ("变动原因", "死亡", "“变动原因”一列：死亡"),
    ("保障情况", "已停", "“保障情况”一列：已停"), ("停发原因", "收入超标", "“停发原因”一列：收入超标"),
    ("备注", "已注销", "备注：已注销"), ("备注", "2022年10月起停保", "备注：2022年10月起停保"),
    ("备注", "低保已停发；住址变更", "备注：低保已停发；住址变更"),
]  # fmt: skip
SILENT = [
    ("变动类型", "新增"), ("变动原因", "父亲死亡"), ("停发原因", "无"), ("停发原因", "-"), ("备注", "户主死亡"),
    ("备注", "父亲去世，母亲停保"), ("备注", "不含停发"), ("备注", "申请取消公示"), ("家庭情况", "爷爷去世"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "cell", "said"), SAID)
def test_a_row_that_says_that_it_is_over_waits(header: str, cell: str, said: str) -> None:
    read = table("rural-allowance", header, "", cell)
    (found,) = [one for one in read.findings if one.name == "rows-say-ended"]
    assert (found.rows, found.params["said"]) == (1, said)
    assert read.frame["standing"].tolist() == ["", said]


@pytest.mark.parametrize(("header", "cell"), SILENT)
def test_what_says_nothing_of_the_row_itself_is_left(header: str, cell: str) -> None:
    read = table("rural-allowance", header, "", cell)
    assert "standing" not in read.frame
    assert not {"rows-say-ended"} & {f.name for f in read.findings}


def test_out_of_poverty_is_no_end_in_a_list_of_the_filed_poor() -> None:
    assert "standing" not in table("filed-poor", "情况", "已脱贫退出").frame
    assert table("rural-allowance", "情况", "已脱贫退出").frame["standing"].tolist() == ["“情况”一列：已脱贫退出"]


def test_a_column_that_a_person_left_out_says_nothing() -> None:
    assert "standing" not in table("rural-allowance", "变动类型", "停保", columns={"D": ""}).frame


@pytest.mark.parametrize("header", ["待遇状态", "当前状态", "是否清退", "是否死亡"])
def test_standing_is_known_by_many_headers(header: str) -> None:
    known = meaning(header, "rural-allowance")
    assert known is not None
    assert known.field == "standing"


@pytest.mark.parametrize(("header", "cell"), [("变动类型", "停保"), ("备注", "已停保"), ("停发原因", "收入超标")])
@pytest.mark.parametrize("kind", ["filed-poor", "rural-allowance"])
def test_whose_aid_may_be_over_is_not_paid_before_a_person_has_said(
    office: Desk, header: str, cell: str, kind: str
) -> None:  # fmt: skip
    office.took("名册.xlsx", [pupil(1), pupil(2)])
    office.took("名单.xlsx", [{**member(1), header: ""}, {**member(2), header: cell}], kind)
    office.payout()
    assert list(office.paid()) == [(name_of(1), "boarding-living")]
    assert ("held", "standing-unclear") in office.outcomes(kind)
