"""领取确认表 and 退回更正清单: what arrived adds up, what did not is named, and a filled-in list is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aid_ledger.audit import check_bundle
from aid_ledger.ledger import settlements
from aid_ledger.office.paying import PayOptions
from aid_ledger.office.settled_papers import write_settled_papers
from aid_ledger.office.settling import Settled, SettleOptions
from aid_ledger.store import columns_of
from tests.reports.reading import Sheet, fen, sheets
from tests.tools.banks import returns_of
from tests.tools.county import AT, BY, PRIMARY, Desk, account_of, name_of, resident_id
from tests.tools.money_county import APPROVER, approved, money_county

CLOSED, WAITING = 2, 9


def says(row: Mapping[str, str]) -> tuple[str, str]:
    """The bank: pupil 2's account is closed, of pupil 9 nothing yet, the senior school's name is wrong."""
    if row["户名"] == name_of(CLOSED):
        return "失败", "账户已销户"
    if row["户名"] == name_of(WAITING):
        return "", ""
    return ("失败", "户名不符") if row["户名"].endswith("高级中学") else ("成功", "")


@dataclass(frozen=True, slots=True)
class Settling:
    desk: Desk
    batch: str
    done: Settled

    @property
    def folder(self) -> Path:
        return self.desk.folder / "reports" / "2023S" / self.batch


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settling]:
    """A settled batch; only for reading."""
    desk = money_county(tmp_path_factory.mktemp("settled") / "office")
    batch = approved(desk)
    paid = desk.office.pay(batch, by=BY, at=AT)
    options = SettleOptions(paid_on="2023-05-06", voucher="0512")
    yield Settling(desk, batch, desk.office.settle(returns_of(desk.office, paid, says), options, by=BY, at=AT))
    desk.close()


def signed(folder: Path) -> list[Sheet]:
    """Return the sheets that people sign."""
    return [sheet for path in sorted(folder.glob("*.xlsx")) for sheet in sheets(path) if sheet.name != OF_SCHOOL]


OF_SCHOOL = "学校收款确认"


def test_what_a_school_received_stands_on_a_sheet_of_its_own_for_its_seal(settling: Settling) -> None:
    lines = settling.desk.export("lines")
    arrived = lines[(lines["state"] == "paid") & (lines["payee"] == "school")]
    assert len(arrived), "meals"
    folder = settling.folder / "领取确认表"
    found = {path.stem: one for path in folder.glob("*.xlsx") for one in sheets(path) if one.name == OF_SCHOOL}
    assert sorted(found) == sorted(set(arrived["school"]))
    rows = [row for sheet in found.values() for row in sheet.rows()]
    assert sum(fen(row["金额(元)"]) for row in rows) == sum(fen(amount) for amount in arrived["amount"])
    assert sum(row["笔数"] for row in rows) == len(arrived)
    own = found[PRIMARY["学校名称"]]
    assert "收款单位（盖章）" in own.texts()
    assert fen(own.labelled("合计")[0]["金额(元)"]) == sum(fen(row["金额(元)"]) for row in own.rows())
    assert "领款人签字" not in own.texts()
    assert not any(account in own.texts() for account in arrived["account"])


def test_what_is_signed_for_adds_up_to_what_arrived_for_people(settling: Settling) -> None:
    lines = settling.desk.export("lines")
    arrived = lines[(lines["state"] == "paid") & (lines["payee"] != "school")]
    found = signed(settling.folder / "领取确认表")
    rows = [row for sheet in found for row in sheet.rows()]
    assert sum(fen(row["金额(元)"]) for row in rows) == sum(fen(amount) for amount in arrived["amount"])
    assert sorted(row["姓名"] for row in rows) == sorted(arrived["student_name"])
    assert sum(fen(sheet.labelled("合计")[0]["金额(元)"]) for sheet in found) == sum(map(fen, arrived["amount"]))
    assert all(row["到账日期"] == "2023-05-06" and not row["领款人签字(手印)"] for row in rows)
    assert len({sheet.digest for sheet in found}) == len(found)
    assert settling.done.files


def test_numbers_are_shown_by_their_last_four_digits_only(settling: Settling) -> None:
    text = "\n".join(sheet.texts() for sheet in signed(settling.folder / "领取确认表"))
    assert resident_id(1)[-4:] in text
    assert account_of(1)[-4:] in text
    assert not any(resident_id(number) in text or account_of(number) in text for number in range(1, 31))


def test_what_has_not_arrived_stands_below_with_its_reason_and_without_a_number(settling: Settling) -> None:
    text = "\n".join(sheet.texts() for sheet in signed(settling.folder / "领取确认表"))
    for said in ("银行退回：账户已销户", "已报送，等银行结果", "还没有报送", "不得代签"):
        assert said in text or said in _headers(settling)
    rows = [row["姓名"] for sheet in signed(settling.folder / "领取确认表") for row in sheet.rows()]
    assert not {name_of(CLOSED), name_of(WAITING), name_of(5)} & set(rows)


def _headers(settling: Settling) -> str:
    heads = [sheet.values.oddHeader for sheet in signed(settling.folder / "领取确认表")]
    return " ".join(str(head.right.text) for head in heads if head is not None and head.right is not None)


def test_rows_to_sign_are_a_centimetre_high(settling: Settling) -> None:
    for sheet in signed(settling.folder / "领取确认表"):
        high = [sheet.values.row_dimensions[row].height for row in range(4, sheet.values.max_row + 1)
                if isinstance(sheet.values.cell(row, 1).value, int)]  # fmt: skip
        assert high
        assert min(high) * 0.03528 >= 1


def test_a_page_a_class_where_it_is_asked_for(settling: Settling, tmp_path: Path) -> None:
    write_settled_papers(settling.desk.office, settling.batch, out=tmp_path, by_class=True)
    for sheet in signed(tmp_path / "领取确认表"):
        classes: list[set[tuple[str, str]]] = [set()]
        for row in sheet.values.iter_rows(min_row=4, values_only=True):
            if isinstance(row[0], int):
                classes[-1].add((str(row[1]), str(row[2])))
            elif row[0] == "本页小计":
                classes.append(set())
        pages = [page for page in classes if page]
        assert all(len(page) == 1 for page in pages)
        assert len(pages) == len(set.union(*pages))
        (total,) = sheet.labelled("合计")
        assert fen(total["金额(元)"]) == sum(fen(row["金额(元)"]) for row in sheet.rows())


def test_the_papers_can_be_written_again_to_the_byte(settling: Settling, tmp_path: Path) -> None:
    again = write_settled_papers(settling.desk.office, settling.batch, out=tmp_path)
    assert {path.relative_to(tmp_path) for path in again} == {
        path.relative_to(settling.folder) for path in settling.done.files
    }
    for path in again:
        assert path.read_bytes() == (settling.folder / path.relative_to(tmp_path)).read_bytes()


def test_what_came_back_is_listed_by_school_with_the_reason(settling: Settling) -> None:
    folder = settling.folder / "退回更正清单"
    assert sorted(path.stem for path in folder.glob("*.xlsx")) == [
        "退回更正清单_学校账户_示例县高级中学", f"退回更正清单_{PRIMARY['学校名称']}",
    ]  # fmt: skip
    (sheet,) = sheets(folder / f"退回更正清单_{PRIMARY['学校名称']}.xlsx")
    (row,) = sheet.rows()
    assert (row["姓名"], row["银行退回原因"], fen(row["金额(元)"])) == (name_of(CLOSED), "账户已销户", 50000)
    assert account_of(CLOSED) not in sheet.texts()
    assert row["退回的账户(掩码)"].endswith(account_of(CLOSED)[-4:])


def test_a_filled_in_list_is_taken_as_accounts_and_the_line_is_paid(tmp_path: Path) -> None:
    desk = money_county(tmp_path / "office")
    batch = approved(desk)
    paid = desk.office.pay(batch, by=BY, at=AT)
    done = desk.office.settle(returns_of(desk.office, paid, says), SettleOptions(), by=BY, at=AT)
    (path,) = [path for path in done.files if path.stem == f"退回更正清单_{PRIMARY['学校名称']}"]
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = {str(cell.value): cell.column or 0 for cell in sheet[3]}
    for head, text in (
        ("账号(更正为)", account_of(902)),
        ("户名(更正为)", name_of(CLOSED)),
        ("开户行(更正为)", "示例银行"),
    ):
        sheet.cell(4, heads[head], text)
    book.save(path)
    taken = desk.take(path.name, path.read_bytes(), "accounts")
    assert not taken.refused, taken.findings
    assert desk.outcomes("accounts") == [("used", "")]
    desk.office.approve_account_changes("2023S", by=APPROVER, at=AT)
    desk.office.approve(batch, by=APPROVER, at=AT)
    again = desk.office.pay(batch, PayOptions(rest=True), by=BY, at=AT)
    second = desk.office.settle(returns_of(desk.office, again), SettleOptions(paid_on="2023-06-01"), by=BY, at=AT)
    folder = desk.folder / "reports" / "2023S" / batch
    names = [row["姓名"] for sheet in signed(folder / "领取确认表（第2次）") for row in sheet.rows()]
    assert names == [name_of(CLOSED)]  # nobody signs twice
    assert name_of(CLOSED) not in [row["姓名"] for sheet in signed(folder / "领取确认表") for row in sheet.rows()]
    assert second.files
    lines = desk.export("lines").set_index("student_name")
    own = lines.loc[name_of(CLOSED)]
    assert (own["account"], own["state"]) == (account_of(902), "paid"), "where it went"
    desk.close()


def test_a_day_that_nobody_said_can_be_said_later_and_what_is_booked_stays(tmp_path: Path) -> None:
    with closing(money_county(tmp_path / "office")) as desk:
        batch = approved(desk)
        returns = returns_of(desk.office, desk.office.pay(batch, by=BY, at=AT), says)
        first = desk.office.settle(returns, SettleOptions(), by=BY, at=AT)
        booked = columns(desk)
        assert first.undated == booked["outcome"].count("paid")
        again = desk.office.settle(returns, SettleOptions(paid_on="2023-05-06", voucher="0512"), by=BY, at=AT)
        assert (again.booked, again.dated) == (0, first.undated)
        assert columns(desk) == booked
        found = [
            sheet for path in again.files for sheet in sheets(path) if "领取" in str(path) and sheet.name != OF_SCHOOL
        ]
        assert {row["到账日期"] for sheet in found for row in sheet.rows()} == {"2023-05-06"}
        assert desk.office.verify().ok
        other = desk.office.settle(returns, SettleOptions(paid_on="2023-06-01"), by=BY, at=AT)
        assert (other.dated, other.files) == (0, ())
        with desk.office.database.read() as connection:
            said = settlements(connection)
        assert set(said.loc[said["outcome"] == "paid", "paid_on"]) == {"2023-05-06"}
        assert set(said.loc[said["outcome"] == "paid", "voucher"]) == {"0512"}
        data = desk.office.bundle("2023S", by=BY, at=AT).data
        (tmp_path / "pack.zip").write_bytes(data)
        assert check_bundle(tmp_path / "pack.zip").wrong == ()


def columns(desk: Desk) -> dict[str, list[Any]]:
    with desk.office.database.read() as connection:
        return columns_of(connection, "settled_order", order="payment_order")
