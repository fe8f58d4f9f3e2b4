"""``reconcile`` on a real office: books in order, books and papers that were changed; and it writes nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from aid_ledger.audit import CheckResult, Given, Reconciliation
from aid_ledger.audit.answers import BETWEEN
from aid_ledger.errors import InputError
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from tests.tools.county import (
    AT,
    JUNIOR,
    PRIMARY,
    SCHOOLS,
    SENIOR,
    Desk,
    account_of,
    desk,
    member,
    name_of,
    pupil,
    resident_id,
    school,
    sheet,
)
from tests.tools.money import approve
from tests.tools.money_county import PUPILS, money_county, rows
from tests.tools.packs import settled_office
from tests.tools.tampering import unguard

AUDITOR = "王五"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office whose term was posted with its papers, approved, sent and settled: one payment came back."""
    folder = tmp_path_factory.mktemp("reconciling") / "office"
    settled_office(folder)
    return folder


@pytest.fixture
def office(settled: Path, tmp_path: Path) -> Iterator[Desk]:
    """Yield a copy of it to change."""
    shutil.copytree(settled, tmp_path / "office")
    with closing(Desk(tmp_path / "office")) as desk:
        yield desk


def report_of(desk: Desk, at: str = AT, given: Given | None = None) -> Reconciliation:
    return desk.office.reconcile("2023S", at=at, by=AUDITOR, given=given)


def of(report: Reconciliation, code: str) -> CheckResult:
    return next(one for one in report.results if one.code == code)


def errors(report: Reconciliation) -> list[str]:
    return [one.code for one in report.results if one.status == "found" and one.severity == "error"]


def files_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file, but for what SQLite keeps beside its own."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in {".db-wal", ".db-shm"}]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_term_that_is_approved_and_not_sent_has_its_report(tmp_path: Path) -> None:
    with closing(Desk(tmp_path / "office")) as desk:
        desk.took("名册.xlsx", [pupil(1), {**pupil(2), "就读方式": "走读"}])
        desk.took("脱贫户.xlsx", [member(1)], "filed-poor")
        desk.took("孤儿.xlsx", [member(2)], "orphans")
        desk.payout()
        approve(desk, "2023S-001")
        report = report_of(desk)
        assert of(report, "sent-without-approval").status == "not-done"
        (why,) = of(report, "registered-without-aid").rows["detail"]  # type: ignore[index]
        assert why.startswith("名单：孤儿等；小学，走读。家庭经济困难寄宿生生活补助不符“住校为是”；")
        assert "学段" not in why.split("。")[1]  # programmes of other stages are no reason
        assert [gap.code for gap in report.gaps] == ["without-payment"]
        assert "免学杂费（义务教育）" in str(report.gaps[0].params["programmes"])


def test_books_in_order_add_up_everywhere_and_nothing_is_written(settled: Path) -> None:
    before = files_of(settled)
    with closing(Desk(settled)) as desk:
        report = report_of(desk)
        again = report_of(desk)
    assert files_of(settled) == before
    assert errors(report) == []
    assert [(one.name, one.by) for one in report.identities if not one.holds] == []
    looked = {one.code for one in report.results if one.status == "passed"}
    assert looked >= {"ledger-moves", "ledger-approvals", "ledger-bank-files", "bank-returns", "ledger-sheets",
                      "totals-agree", "rows-outcomes", "books-verify", "sent-otherwise", "paid-twice"}  # fmt: skip
    found = {one.code: len(one.rows) for one in report.results if one.rows is not None}
    assert found == {"returned-not-resent": 1, "account-of-many": 3, "holder-other": 2, "entitled-not-paid": 1,
                     "held-with-money": 5}  # fmt: skip
    assert evidence(report) == {}
    assert {one.code for one in report.results if one.status == "not-done"} >= {*FOR_CHECKS, "notice-private"}
    assert report.head.made_by == AUDITOR
    assert [one.code for one in again.results] == [one.code for one in report.results]
    sums = report.totals[["due", *BETWEEN, "approved", "paid", "returned", "waiting"]].sum()
    assert sums["approved"] == sums["paid"] + sums["returned"] + sums["waiting"]
    assert sums["due"] == sums["approved"] + sums["unordered"]
    assert sums["unordered"] == report.head.states["unordered"] == 500_00  # no account yet
    assert report.people["act"].tolist() == ["imported"] * 3 + ["prepared", "approved", "sent", "settled"]
    assert report.funnel["rows"].sum() == sum(report.files["rows"])  # type: ignore[index]


def test_every_cell_of_evidence_is_of_a_file_that_the_report_can_name(settled: Path) -> None:
    with closing(Desk(settled)) as office:
        report = report_of(office)
    back = of(report, "returned-not-resent").rows
    assert back is not None
    cited = {cell[:8] for row in [*back["evidence"], *report.lines["evidence"]] for cell in row.split(";")}
    assert cited - report.file_names.keys() == set()
    assert report.file_names[back["evidence"].iloc[0].split(";")[-1][:8]].startswith("回盘")


def test_a_sheet_that_was_changed_is_found_by_its_cell(office: Desk) -> None:
    path = next((office.folder / "reports/2023S/2023S-001/花名册").glob("*第一小学.xlsx"))
    book = openpyxl.load_workbook(path)
    cells = book.worksheets[0]
    (column,) = [cell.column for cell in cells[3] if cell.value == "姓名"]
    cells.cell(4, column).value = "孙悟空"
    book.save(path)
    report = report_of(office)
    result = of(report, "ledger-sheets")
    assert (result.status, result.severity, result.amount) == ("found", "error", 0)
    (detail,) = result.rows["detail"]  # type: ignore[index]
    assert f"{path.name}「家庭经济困难寄宿生生活补助」D4（姓名）：表上 孙*，账上 赵*" in detail
    assert of(report, "totals-computed").status == "found"
    assert [(one.name, one.by) for one in report.identities if not one.holds] == []


def test_a_changed_line_is_found_by_the_books_and_by_its_transfers(office: Desk) -> None:
    unguard(office.office.database)
    with office.office.database.write() as connection:
        connection.execute(text("UPDATE line SET amount = amount + 100 WHERE line = '2023S-001-00001'"))
    report = report_of(office)
    assert {"books-verify", "ledger-moves", "ledger-approvals", "totals-agree", "amount-off-standard"} <= set(
        errors(report)
    )
    assert not all(one.holds for one in report.identities if one.name == "opening-closing")


def test_bank_files_and_returns_that_cannot_be_read_are_named(office: Desk) -> None:
    """Their sums are left out of identities: that must not look like agreement."""
    whole = report_of(office)
    assert of(whole, "archived-unread").status == "passed"
    assert of(whole, "archived-unread").looked_at == of(whole, "ledger-bank-files").looked_at // 2 + 2
    unguard(office.office.database)
    with office.office.database.write() as connection:  # as where the office's own bank profile is lost
        connection.execute(text("UPDATE sending SET profile = 'lost-bank'"))
    report = report_of(office)
    unread = of(report, "archived-unread")
    assert (unread.status, unread.severity) == ("found", "warning")
    assert unread.rows is not None
    details = "\n".join(unread.rows["detail"])
    with office.office.database.read() as connection:
        files = [row["file"] for row in rows_of(connection, "sending")]
    assert all(name in details for name in files)
    assert details.count("lost-bank") == len(unread.rows) > len(files)  # the returns, too
    assert (of(report, "sent-otherwise").why_not, of(report, "bank-returns").why_not) == (
        "bank-files-unread", "returns-unread")  # fmt: skip


def test_another_account_in_the_orders_than_in_the_file_is_found(office: Desk) -> None:
    unguard(office.office.database)
    with office.office.database.write() as connection:
        connection.execute(text("UPDATE person SET account = '6299010000000099' WHERE person = 1"))
    result = of(report_of(office), "sent-otherwise")
    assert (result.status, len(result.rows)) == ("found", 1)  # type: ignore[arg-type]


def test_a_leaver_whose_list_was_taken_away_is_named(office: Desk) -> None:
    """The school's list says 转出 and is retired; the county's has the child still at school."""
    gone = {"学生状态": "转出", "班级": "转出学生"}
    left = {"p1": gone | {"异动日期": "2023-02-10"}, "p2": gone | {"异动日期": "2023-05-10"}}
    took = office.took("学校报的异动名册.xlsx", rows(**left)[:2], "roster")
    office.office.retire_source(took, why="不用了", by=AUDITOR, at=AT)
    result = of(report_of(office), "gone-by-retired-list")
    assert result.rows is not None
    assert result.rows["name"].tolist() == [name_of(1)]
    assert result.rows["detail"].tolist() == ["学校报的异动名册.xlsx写着“转出”；王五 2023-04-20 停用或替换：不用了"]
    assert result.rows["evidence"].str.contains("!").all()


@pytest.mark.long
def test_who_left_after_the_payout_is_found_until_the_next_payout_claims_it(office: Desk) -> None:
    changed = {"p1": {"学生状态": "退学", "异动日期": "2023-02-10"}, "p2": {"就读方式": "走读"}}
    office.took("名册.xlsx", rows(**changed), "roster", replace=True)
    report = report_of(office)
    assert len(of(report, "away-but-paid").rows) == 1  # type: ignore[arg-type]
    assert len(of(report, "paid-not-entitled").rows) == 1  # type: ignore[arg-type]
    assert of(report, "sources-retired").status == "found"
    assert not all(one.holds for one in report.identities if one.name == "due-booked")
    office.settle()
    report = report_of(office)
    assert {"away-but-paid", "paid-not-entitled"} & set(errors(report)) == set()
    assert len(of(report, "recoveries-open").rows) == 2  # type: ignore[arg-type]
    assert [one.name for one in report.identities if not one.holds] == []


def test_what_a_list_states_and_does_not_hold_is_kept_for_the_auditor(office: Desk) -> None:
    listed = [member(number) for number in PUPILS]
    total = {"姓名": "合计", "身份证号": "31人", "乡镇": ""}
    office.took("低保（20230201）.xlsx", sheet([*listed, total]), "rural-allowance")
    result = of(report_of(office), "control-totals")
    assert result.status == "found"
    assert "31" in str(result.rows["detail"].iloc[0])  # type: ignore[index]


def test_a_child_whom_two_registers_name_and_no_roster_is_looked_for(office: Desk) -> None:
    born = {"姓名": "孙小小", "身份证号": pupil(31)["身份证件号"]}
    office.took("孤儿.xlsx", [{**member(31), **born}], "orphans")
    result = of(report_of(office, at="2023-09-30T00:00:00+08:00"), "absent-children")
    assert result.status == "found"
    assert result.rows is not None
    assert result.rows["name"].tolist() == ["孙小小"]


@pytest.mark.long
def test_what_is_late_is_counted_to_the_day_of_the_report(office: Desk) -> None:
    assert of(report_of(office), "entitled-not-paid").params["late"] == 0
    assert of(report_of(office, at="2023-08-01T09:00:00+08:00"), "paid-late").status == "passed"


def test_the_offices_answer_is_recorded_and_hides_nothing(office: Desk) -> None:
    office.office.answer_finding("2023S", "account-of-many", "三兄弟", by="张三", at=AT)
    result = of(report_of(office), "account-of-many")
    assert (result.status, result.answer) == ("found", "三兄弟 (张三 2023-04-20)")
    assert office.verify().ok
    with pytest.raises(InputError, match="check-not-known"):
        office.office.answer_finding("2023S", "no-such-check", "?", by="张三", at=AT)


def test_before_the_payout_everything_due_is_owed(tmp_path: Path) -> None:
    with closing(money_county(tmp_path / "office")) as desk:
        report = report_of(desk)
        with pytest.raises(InputError, match="nothing-to-reconcile"):
            desk.office.reconcile("2030S", at=AT, by=AUDITOR)
    owed = of(report, "entitled-not-paid")
    assert owed.params["not_posted"] == len(owed.rows) > 25  # type: ignore[arg-type]
    assert of(report, "ledger-sheets").why_not == "no-papers"
    assert of(report, "sent-otherwise").why_not == "nothing-sent"


def test_every_line_is_units_times_standard_less_what_was_paid_before() -> None:
    with desk() as made:
        made.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90"), capped_school()], "schools", term="")
        made.took("名册.xlsx", [pupil(1), pupil(2, 就读方式="走读"), pupil(3, SENIOR, 年级="高二", 学费="")])
        made.took("脱贫户.xlsx", [member(1), member(2), member(3)], "filed-poor")
        before = {
            **member(1),
            "项目": "家庭经济困难寄宿生生活补助",
            "学期": "2023S",
            "金额": "100.00",
            "发放日期": "2023-03-02",
        }
        made.took("以前已发.xlsx", [before], "paid-before", term="")
        made.payout()
        lines = report_of(made).lines.set_index("programme")
    product = lines["units"] * lines["standard"] - lines["before"]
    assert (product == lines["amount"]).all()
    own = lines[["standard", "units", "before", "amount"]].to_dict("index")
    assert list(own["boarding-living"].values()) == [500_00, 1, 100_00, 400_00]
    assert list(own["nutrition"].values()) == [5_00, 2 * 90, 0, 900_00]
    assert list(own["senior-fee-waiver"].values()) == [800_00, 1, 0, 800_00]  # more than public schools may charge


def capped_school() -> dict[str, str]:
    return school(SENIOR, 办学性质="民办") | {"学费标准(元/学期)": "4500", "同类公办标准(元/学期)": "800"}


LISTS = {
    "公示结果登记表.xlsx": [
        {"学校": PRIMARY["学校名称"], "项目": "全部", "公示起": "2023-04-10", "公示止": "2023-04-14"},
        {"学校": JUNIOR["学校名称"], "项目": "全部", "公示起": "2023-04-10", "公示止": "2023-04-21", "异议件数": "0"},
    ],
    "回收登记表.xlsx": [
        {"学校": place["学校名称"], "审核花名册": "有", "领取确认表": "无" if place is JUNIOR else "有"}
        for place in (PRIMARY, JUNIOR, SENIOR)
    ],
    "财政供养人员.xlsx": [{"姓名": "李老师", "身份证号": resident_id(70), "账号": account_of(7)}],
    "死亡人员.xlsx": [
        {"姓名": name_of(1), "身份证号": resident_id(1), "死亡日期": "2023-04-19"},
        {"姓名": name_of(3), "身份证号": resident_id(3), "死亡日期": "2023-06-01"},
    ],
}
FOR_CHECKS = ("public-notice", "papers-kept", "account-of-employee", "paid-after-death")


def evidence(report: Reconciliation) -> dict[str, list[str]]:
    """Return who or what each check of these lists names; one that was not done is not there."""
    found = {}
    for result in (of(report, code) for code in FOR_CHECKS):
        if result.status != "not-done":
            rows = [] if result.rows is None else result.rows[["name", "school"]].itertuples(index=False)
            found[result.code] = sorted({name or school for name, school in rows})
    return found


def test_lists_for_checks_are_read_from_the_books_and_from_the_auditor_alike(office: Desk) -> None:
    files = [(name, sheet(rows)) for name, rows in LISTS.items()]
    given = office.office.read_given(Term.parse("2023S"), registers=files)
    assert given.lists is None  # the office has none of them: nothing to compare
    before = files_of(office.folder)
    brought = report_of(office, given=given)
    assert files_of(office.folder) == before
    found = {
        "public-notice": [JUNIOR["学校名称"], SENIOR["学校名称"]], "papers-kept": [JUNIOR["学校名称"]],
        "account-of-employee": sorted([name_of(7), name_of(8), name_of(10)]),  # whoever the roster says to hold it
        "paid-after-death": [name_of(1)],
    }  # fmt: skip
    assert evidence(brought) == found
    for name, data in files:
        office.took(name, data)
    path = office.folder / "aid-ledger.toml"
    path.write_text(path.read_text("utf-8").replace("[rules]", "notice_days = 7\n[rules]"), "utf-8")
    _hang_out(office.folder / "reports/2023S/2023S-001/公示")
    with closing(Desk(office.folder)) as again:  # every list is there twice now, in the books and given
        report = report_of(again, given=given)
    found["public-notice"] = [school["学校名称"] for school in SCHOOLS]  # five days are too short now
    assert evidence(report) == {**found, "public-notice": sorted(found["public-notice"])}
    assert of(report, "public-notice").params["days"] == 7
    shown = of(report, "notice-private")
    assert (shown.status, shown.looked_at) == ("found", 2)
    assert shown.rows is not None
    (detail,) = shown.rows["detail"]
    assert detail.startswith("2023S-001/公示/二中.xlsx：有一列“身份证号”")
    assert resident_id(1) not in detail


def _hang_out(folder: Path) -> None:
    """Put in a notice in order, one with IDs, and the form with the result, which is none."""
    folder.mkdir()
    child = {"序号": "1", "学校": PRIMARY["学校名称"], "年级": "三年级", "班级": "1班", "姓名": name_of(1)}
    (folder / "一小.xlsx").write_bytes(sheet([child]))
    for name in ("二中.xlsx", "公示结果登记表.xlsx"):
        (folder / name).write_bytes(sheet([{**child, "身份证号": resident_id(1)}]))
