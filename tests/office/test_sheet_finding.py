"""A digest copied from a signed sheet leads to its batch, as long as the books still print that sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from aid_ledger.store import short
from tests.tools.county import AT, BY, PRIMARY, Desk, member, pupil, resident_id, school
from tests.tools.money import OTHER, approve, bank_says, pay
from tests.tools.review import apply, filled


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A batch that is paid, with its papers, and another one that is only prepared."""
    with closing(Desk(tmp_path_factory.mktemp("sheets") / "office")) as made:
        made.took("名册.xlsx", [pupil(1)])
        made.took("脱贫户.xlsx", [member(1)], "filed-poor")
        made.payout(papers=True)
        approve(made, "2023S-001")
        bank_says(made, pay(made, "2023S-001"))
        made.took("名册2.xlsx", [pupil(2, 班级="2班")])
        made.took("脱贫户2.xlsx", [member(2)], "filed-poor")
        made.payout(papers=True)
        yield made


def foot_of(sheet: Any) -> re.Match[str] | None:
    return re.search(r"表校验码\s*([0-9A-F-]{14})", sheet.oddFooter.center.text or "")


def printed(office: Desk, batch: str) -> dict[str, str]:
    """Return the digest at the foot of the last sheet of each workbook in a batch's folder, by its place there."""
    found = {}
    folder = office.folder / "reports" / "2023S" / batch
    for path in folder.rglob("*.xlsx"):
        with closing(load_workbook(path)) as book:
            for sheet in book.worksheets:
                foot = foot_of(sheet)
                if foot:
                    found[path.relative_to(folder).as_posix()] = foot[1]
    return found


@pytest.mark.parametrize(
    ("batch", "by", "name"),
    [("2023S-001", OTHER, "领取确认表/示例县第一小学.xlsx"), ("2023S-002", "", "汇总表.xlsx")],
)
def test_a_printed_sheet_leads_to_its_batch_and_state(office: Desk, batch: str, by: str, name: str) -> None:
    before = sorted(path.name for path in office.folder.rglob("*"))
    digest = printed(office, batch)[name]
    (found,) = office.office.carried_by(digest if by else digest.lower().replace("-", "") + "00" * 26)
    assert (found.kind, found.batch, found.approved_by, found.file) == ("sheet", batch, by, name)
    assert sorted(path.name for path in office.folder.rglob("*")) == before, "nothing was written"


def test_the_digest_of_an_approval_is_known(office: Desk) -> None:
    (approval,) = [one for one in office.office.carried_by(approval_digest(office)) if one.kind == "approval"]
    assert (approval.batch, approval.file) == ("2023S-001", "2023S-001-A1")


def approval_digest(office: Desk) -> str:
    from aid_ledger.store import rows_of

    with office.office.database.read() as connection:
        return short(rows_of(connection, "approval")[0]["payments"])


def test_the_sheet_of_an_approval_is_known_while_it_can_be_approved(office: Desk, tmp_path: Path) -> None:
    plan = office.office.plan_approval("2023S-002")
    paper = office.office.approval_paper(plan, by=OTHER)
    path = office.office.write_approval_paper(plan, paper, at=AT, out=tmp_path)
    assert path is not None
    with closing(load_workbook(path)) as book:
        foot = foot_of(book.worksheets[0])
    assert foot is not None
    assert [one.file for one in office.office.carried_by(foot[1])] == ["审批单.xlsx"]


def test_the_sheet_by_which_a_batch_was_approved_is_known_for_good(desk: Desk, tmp_path: Path) -> None:
    plan = desk.office.plan_approval("2023S-001")
    paper = desk.office.approval_paper(plan, by=OTHER, document="示教〔2023〕8号")
    path = desk.office.write_approval_paper(plan, paper, at=AT, out=tmp_path)
    assert path is not None
    desk.office.approve("2023S-001", by=OTHER, at=AT, document="示教〔2023〕8号", shown=plan, paper=paper)
    (found,) = desk.office.carried_by(foot_in(path))
    assert (found.kind, found.batch, found.file) == ("approval-sheet", "2023S-001", "2023S-001-A1")


@pytest.mark.long
def test_what_is_open_today_is_known_and_a_slip_that_came_back_too(desk: Desk) -> None:
    held = foot_in(desk.folder / "reports/2023S/2023S-001/待核实清单.xlsx")
    (slip,) = desk.office.review("2023S", by=BY, at=AT).slips
    (found,) = desk.office.carried_by(held)
    assert (found.kind, found.batch, found.file) == ("open", "2023S", "待核实清单.xlsx")
    (found,) = desk.office.carried_by(foot_in(slip))
    assert (found.kind, found.file) == ("open", slip.name)
    done = apply(desk, filled(slip, {"改正清单": {1: resident_id(2)}}), "回来的.xlsx")
    assert not done.findings
    (found,) = desk.office.carried_by(foot_in(slip))
    assert (found.kind, found.batch, found.file, found.approved_by) == ("slip", "2023S", done.slip, "李四")
    assert desk.office.carried_by(held) == (), "nothing was posted when it was printed, and the lists have changed"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A batch that is prepared, and a pupil whose number is broken."""
    with closing(Desk(tmp_path / "office")) as made:
        made.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        made.took("名册.xlsx", [pupil(1), pupil(2, 身份证件号=resident_id(2)[:-1], 学籍号="")])
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        made.payout(papers=True)
        yield made


def foot_in(path: Path) -> str:
    """Return the 表校验码 of the first sheet of a workbook."""
    with closing(load_workbook(path)) as book:
        foot = foot_of(book.worksheets[0])
    assert foot is not None
    return foot[1]


def test_a_digest_that_no_sheet_has_is_nobodys(office: Desk) -> None:
    assert office.office.carried_by("0123-4567-89AB") == ()
