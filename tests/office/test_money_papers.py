"""追缴通知单, 账户变更表, and the papers of a batch written again: claims, changes and files as the books have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.office import Config, Office
from aid_ledger.office.recovering import Ending
from aid_ledger.words import reason
from tests.reports.reading import fen, sheets
from tests.tools.banks import returns_of
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, Desk, account_of, name_of, resident_id
from tests.tools.money_county import APPROVER, approved, money_county, rows

LEFT = {"学生状态": "转出", "异动日期": "2023-02-20"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    desk = money_county(tmp_path / "office")
    yield desk
    desk.close()


def recovering(office: Desk) -> tuple[str, str]:
    """Send a batch, then let two pupils have left before; return it and the recover batch, approved."""
    batch = approved(office)
    office.office.pay(batch, by=BY, at=AT)
    office.took("名册.xlsx", rows(p1=LEFT, p16=LEFT), "roster", replace=True)
    recover = office.settle().recover
    assert recover is not None
    assert office.office.write_recovery_notes(recover.batch) == ()  # nobody has approved it
    office.office.approve(recover.batch, by=APPROVER, at=AT)
    return batch, recover.batch


def test_a_note_for_each_child_claims_what_the_ledger_claims(office: Desk) -> None:
    batch, recover = recovering(office)
    assert office.office.write_recovery_notes(batch) == ()
    paths = office.office.write_recovery_notes(recover)
    assert {path.stem for path in paths} == {f"追缴通知单_{one['学校名称']}" for one in (PRIMARY, JUNIOR)}
    pages = {sheet.name: sheet for path in paths for sheet in sheets(path)}
    assert set(pages) == {name_of(1), name_of(16), "全校"}
    lines = office.export("lines")
    claimed = lines[(lines["batch"] == recover)]
    found = [row[2].value for sheet in pages.values() for row in sheet.values.iter_rows() if row[0].value == "合计"]
    assert sum(map(fen, found)) == -sum(fen(amount) for amount in claimed["amount"])
    text = pages[name_of(1)].texts()
    assert "伍佰元整" in text
    assert reason("left-school", "zh") in text
    assert resident_id(1) not in text
    assert name_of(16) not in text
    assert len({sheet.digest for sheet in pages.values()}) == len(pages)
    assert not [word for word in ("抵扣", "扣抵", "冲抵", "代扣") if word in text]


def test_what_came_back_is_claimed_no_more(office: Desk) -> None:
    _, recover = recovering(office)
    line = next(row["line"] for row in office.export("lines").to_dict("records")
                if row["batch"] == recover and row["student_name"] == name_of(1))  # fmt: skip
    part = Ending("returned", amount=20000, on="2023-06-01", voucher="0601")
    office.office.recovered(line, part, by=BY, at=AT)
    pages = {sheet.name: sheet for path in office.office.write_recovery_notes(recover) for sheet in sheets(path)}
    assert "叁佰元整" in pages[name_of(1)].texts()
    office.office.recovered(line, Ending("returned", on="2023-06-02", voucher="0602"), by=BY, at=AT)
    pages = {sheet.name: sheet for path in office.office.write_recovery_notes(recover) for sheet in sheets(path)}
    assert name_of(1) not in pages


def test_a_death_by_itself_recovers_nothing(office: Desk) -> None:
    batch = approved(office)
    office.office.pay(batch, by=BY, at=AT)
    died = {"学生状态": "死亡", "异动日期": "2023-02-20"}
    office.took("名册.xlsx", rows(p1=died), "roster", replace=True)
    assert not (office.settle().recover_lines["name"] == name_of(1)).any()
    assert ("held", "deceased") in office.outcomes()


def test_the_account_to_pay_into_is_that_of_the_workspace_or_a_blank_line(office: Desk, tmp_path: Path) -> None:
    _, recover = recovering(office)
    (blank, *_) = [sheet for path in office.office.write_recovery_notes(recover) for sheet in sheets(path)]
    assert "________________" in blank.texts()
    config = office.folder / "aid-ledger.toml"
    said = config.read_text("utf-8")
    into = {"account": "6299019999", "holder": "示例县财政局", "bank": "示例银行", "appeal": "教育局 0000-1234567"}
    own = "\n".join(["[recovery]", *(f'{key} = "{text}"' for key, text in into.items()), ""])
    config.write_text(said + own, "utf-8")
    with Office.open(office.folder) as again:
        (page, *_) = [sheet for path in again.write_recovery_notes(recover, out=tmp_path) for sheet in sheets(path)]
    assert all(text in page.texts() for text in into.values())
    config.write_text(said + "[recovery]\naccount = 6299019999\n", "utf-8")
    with pytest.raises(FindingsError) as error:
        Office.open(office.folder)
    assert [finding.name for finding in error.value.findings] == ["config-value"]
    assert Config("示例县", "990101", "T2").recovery == {}


def test_the_form_for_changed_accounts_has_old_and_new_in_full(office: Desk, tmp_path: Path) -> None:
    batch = approved(office)
    paid = office.office.pay(batch, by=BY, at=AT)
    office.office.settle(returns_of(office.office, paid, lambda _row: ("失败", "账户已销户")), by=BY, at=AT)
    office.took("账户.xlsx", [{"姓名": name_of(2), "身份证号": resident_id(2), "账号": account_of(902), "户名": "王五",
                              "开户行": "示例银行", "与学生关系": "父亲"}], "accounts")  # fmt: skip
    changes = office.office.account_changes("2023S")
    path = office.office.write_account_changes("2023S", changes, tmp_path, by=BY, at=AT)
    (sheet,) = sheets(path)
    (row,) = sheet.rows()
    assert (row["姓名"], row["身份证号码"]) == (name_of(2), resident_id(2))
    assert (row["原户名"], row["原账号"]) == (name_of(2), account_of(2))
    assert (row["新户名"], row["新账号"], row["与学生关系"]) == ("王五", account_of(902), "父亲")
    assert (row["导入人"], row["来自哪份名单"]) == (BY, "账户.xlsx")
    assert [row[name] for name in ("变更原因", "证明材料", "本人或监护人签字")] == [None] * 3
    assert "审批（第二人）" in sheet.texts()
    assert sheet.digest


def test_a_batch_written_again_has_its_bank_files_to_the_byte_and_their_cover(office: Desk, tmp_path: Path) -> None:
    batch = approved(office)
    paid = office.office.pay(batch, by=BY, at=AT)
    again = office.office.write_money_papers(batch, out=tmp_path)
    for sending in paid.sendings:
        name = sending.file.name
        assert (tmp_path / name).read_bytes() == office.office.evidence.read(sending.digest)
    covers = [path for path in again if path.name.startswith("银行报送封面")]
    (own,) = [path for path in paid.files if path.name.startswith("银行报送封面")]
    assert [path.name for path in covers] == [own.name]
    assert _cells(covers[0]) == _cells(own)


def _cells(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))
