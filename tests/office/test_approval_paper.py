"""审批单: what is put before the approver adds up to what the approval seals, and says what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aid_ledger.errors import LedgerError
from aid_ledger.money import format_yuan
from aid_ledger.office.approval_paper import ApprovalPaper
from aid_ledger.office.paying import PayOptions
from tests.reports.reading import Sheet, fen, sheets
from tests.tools.county import AT, BY, PRIMARY, Desk, account_of, member, name_of, pupil
from tests.tools.money_county import APPROVER, approved, money_county, prepared, rows

DOCUMENT = "示教资〔2023〕8号"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    desk = money_county(tmp_path / "office")
    yield desk
    desk.close()


def paper_of(office: Desk, batch: str) -> tuple[ApprovalPaper, Sheet]:
    plan = office.office.plan_approval(batch)
    paper = office.office.approval_paper(plan, by=APPROVER, document=DOCUMENT)
    path = office.office.write_approval_paper(plan, paper, at=AT)
    assert path is not None
    (sheet,) = sheets(path)
    return paper, sheet


def test_the_paper_adds_up_to_the_orders_that_the_approval_seals(tmp_path: Path) -> None:
    office = money_county(tmp_path / "office", before=True)
    office.take("坏的名册.xlsx", b"PK\x03\x04 cut off", "roster", term="")
    batch = prepared(office)
    paper, sheet = paper_of(office, batch)
    assert "1 个文件被拒收后没有重报，里面的人不在名单里：坏的名册.xlsx" in sheet.texts()
    sealed = office.office.approve(batch, by=APPROVER, at=AT, document=DOCUMENT).approval
    assert sealed is not None
    found = list(sheet.rows())
    assert sum(fen(row["本次金额(元)"]) for row in found) == sealed.total == paper.sheet.amount
    assert sum(row["笔数"] for row in found) == sealed.orders
    (total,) = sheet.labelled("合计")
    assert (fen(total["本次金额(元)"]), total["笔数"]) == (sealed.total, sealed.orders)
    assert sheet.digest in sheet.foot
    assert all(text in sheet.texts() for text in (sealed.payments, DOCUMENT, "未使用密钥", "公示期", "相符"))
    assert "指标结余(元)" not in sheet.headings
    boarding = next(row for row in found if (row["项目"], row["学段"]) == ("家庭经济困难寄宿生生活补助", "小学"))
    lines = office.export("lines")
    own = lines[(lines["programme"] == "boarding-living") & (lines["stage"] == "primary")]
    assert fen(boarding["本学期累计(元)"]) == sum(fen(amount) for amount in own["amount"])
    assert fen(boarding["上学期(元)"]) == fen(boarding["本学期累计(元)"]) - 50000  # pupil 4 was not listed then
    assert boarding["比上学期"] == pytest.approx(fen(boarding["本学期累计(元)"]) / fen(boarding["上学期(元)"]) - 1)
    office.close()


def test_the_paper_says_what_to_look_at_and_what_waits(office: Desk) -> None:
    paper, sheet = paper_of(office, prepared(office))
    said = sheet.texts()
    assert "三名及以上学生共用的账户 1 个，涉及 3 人" in said
    assert "1 笔 500.00 元：暂无可用账户" in said
    facts = dict(paper.sheet.facts)
    assert (facts["so-far"]["waits"], facts["so-far"]["paid"]) == ("500.00", "0.00")
    assert fen(facts["so-far"]["now"].replace(",", "")) == paper.sheet.amount  # type: ignore[attr-defined]
    term = sum(row.term for row in paper.sheet.rows)
    assert f"本学期累计 {format_yuan(term, grouped=True)} 元 = 已到账 0.00" in said
    place = next(row[0].row for row in sheet.values.iter_rows() if row[0].value == "审批要点")
    assert (sheet.values.row_dimensions[place].height or 0) >= 15 * len(paper.sheet.facts)
    assert "首次使用的收款账户 22 个" in said  # those of two schools are a pupil's each here
    assert {finding.name for finding in paper.accounts} >= {"account-shared-many"}
    assert account_of(7) not in str(paper.accounts)


def test_lists_for_checks_are_said_before_anything_is_approved(office: Desk) -> None:
    batch = prepared(office)
    assert not any(name in ("deceased", "employees", "notices") for name, _ in paper_of(office, batch)[0].sheet.facts)
    days = {"公示起": "2023-04-17", "公示止": "2023-04-19", "异议件数": "1"}
    notice = {"学校": PRIMARY["学校名称"], "项目": "全部", **days}
    office.took("公示结果登记表.xlsx", [notice])
    office.took("死亡人员.xlsx", [{**member(1), "死亡日期": "2023-04-01"}, {**member(88), "死亡日期": "2023-04-01"}])
    office.took("财政供养人员.xlsx", [{**member(70), "账号": account_of(7)}])
    said = paper_of(office, batch)[1].texts()
    assert "死亡人员名单里有其中 1 名学生（1 笔）" in said
    assert "3 名学生（3 笔）的账户属于财政供养人员" in said  # pupil 7 too, whom the roster names as the holder
    assert "没有公示的 3 份，不满 5 个工作日的 2 份，异议没有结论的 2 份" in said
    assert office.office.approve(batch, by=APPROVER, at=AT).approval is not None


def test_the_preparer_is_not_named_on_the_paper(office: Desk) -> None:
    plan = office.office.plan_approval(prepared(office))
    with pytest.raises(LedgerError) as error:
        office.office.approval_paper(plan, by=BY)
    assert error.value.findings[0].name == "approver-is-preparer"


def test_a_second_paper_has_the_difference_only(office: Desk) -> None:
    batch = approved(office)
    office.took("名册.xlsx", [*rows(p1={"就读方式": "走读"}, p5={"账号": account_of(5), "户名": pupil(5)["姓名"]})],
                "roster", replace=True)  # fmt: skip
    office.payout()
    paper, sheet = paper_of(office, batch)
    assert (paper.sheet.kind, paper.sheet.number, paper.sheet.amount) == ("difference", 2, 50000)
    assert "（只审批变化）" in sheet.texts()
    so_far = dict(paper.sheet.facts)["so-far"]
    own = office.export("lines")
    (row,) = paper.sheet.rows
    own = own[(own["programme"] == row.programme) & (own["stage"] == row.stage)]
    approved_ = sum(fen(amount) for amount in own.loc[own["state"] == "approved", "amount"])
    assert (so_far["now"], so_far["approved"]) == ("500.00", format_yuan(approved_ - 50000, grouped=True))
    assert so_far["total"] == format_yuan(row.term, grouped=True)
    assert "撤回以前审批、还没有报送的付款指令 1 条 500.00 元" in sheet.texts()
    folder = office.folder / "reports" / "2023S" / batch
    assert [path.name for path in folder.glob("审批单*")] == ["审批单（第2次）.xlsx"]
    done = office.office.approve(batch, by=APPROVER, at=AT)
    assert done.approval is not None
    assert (done.approval.total, done.approval.withdrawn) == (50000, 1)
    plan = office.office.plan_approval(batch)  # nothing new: no paper
    assert office.office.write_approval_paper(plan, office.office.approval_paper(plan, by=APPROVER), at=AT) is None


def test_a_paper_of_withdrawals_alone_has_an_empty_table(office: Desk) -> None:
    batch = approved(office)
    office.took("名册.xlsx", rows(p1={"学生状态": "转出", "异动日期": "2023-02-20"}), "roster", replace=True)
    assert office.payout().batch
    paper, sheet = paper_of(office, batch)
    assert (paper.sheet.amount, list(sheet.rows())) == (0, [])
    assert (
        "撤回以前审批、还没有报送的付款指令 2 条" in sheet.texts()
    )  # the school's meals are withdrawn, and less follows


def test_a_paper_of_recoveries_has_claims_above_zero_and_no_set_off(office: Desk) -> None:
    batch = approved(office)
    office.office.pay(batch, by=BY, at=AT)
    gone = rows(p1={"学生状态": "转出", "异动日期": "2023-02-20"})
    office.took("名册.xlsx", gone, "roster", replace=True)
    recover = office.settle().recover
    assert recover is not None
    paper, sheet = paper_of(office, recover.batch)
    assert (paper.sheet.kind, paper.sheet.amount, paper.sheet.digest) == ("recover", 97500, recover.digest)
    assert [fen(row["本次金额(元)"]) for row in sheet.rows()] == [50000, 47500]  # the school's meals of 95 days too
    assert "不得从学生的资助里扣抵" in sheet.texts()


def test_sending_shows_the_accounts_first_and_records_nothing_of_them(office: Desk) -> None:
    batch, seen = approved(office), []
    states = []

    def show(findings: object) -> None:
        seen.append(findings)
        states.append(set(office.export("lines")["state"]))

    paid = office.office.pay(batch, PayOptions(), by=BY, at=AT, show=show)
    assert seen == [paid.accounts]
    assert "account-shared-many" in {finding.name for finding in paid.accounts}
    assert states == [{"approved"}]


def test_the_paper_of_a_difference_shows_the_document_of_the_first_approval(office: Desk) -> None:
    batch = prepared(office)
    office.office.approve(batch, by=APPROVER, at=AT, document=DOCUMENT)
    office.took("账户.xlsx", [{**member(1), "账号": account_of(881), "户名": name_of(1)}], "accounts")
    plan = office.office.plan_approval(batch)
    paper = office.office.approval_paper(plan, by=APPROVER)
    assert (paper.sheet.document, paper.sheet.document_before) == ("", DOCUMENT)
