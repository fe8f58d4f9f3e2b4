"""公示 of a batch: a file a school with nothing private in it, all who are to be aided, and the form that returns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from aid_ledger.audit.notice_contents import shown_by, speaks_of_family
from aid_ledger.errors import InputError
from aid_ledger.reports import write_notices
from tests.reports.reading import sheets
from tests.reports.sample import book_of, one_line
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, SENIOR, Desk, account_of, name_of, resident_id
from tests.tools.money_county import APPROVER, money_county, prepared, rows

SCHOOLS = {one["学校名称"] for one in (PRIMARY, JUNIOR, SENIOR)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with closing(money_county(tmp_path_factory.mktemp("notices") / "office")) as desk:
        prepared(desk)
        yield desk


def notices(office: Desk, batch: str, folder: Path) -> tuple[list[Path], Path]:
    *paths, form = office.office.write_public_notices(batch, out=folder)
    return paths, form


def named(paths: list[Path]) -> set[tuple[str, str, str]]:
    """Return school, programme's page and pupil of every row."""
    found = set()
    for path in paths:
        for sheet in sheets(path):
            cells = [row for row in sheet.values.iter_rows(values_only=True) if isinstance(row[0], int)]
            assert [row[0] for row in cells] == list(range(1, len(cells) + 1))
            found |= {(str(row[1]), sheet.name, str(row[4])) for row in cells}
    return found


def test_everyone_who_is_to_be_aided_hangs_at_their_own_school_and_nobody_else(office: Desk, tmp_path: Path) -> None:
    paths, form = notices(office, "2023S-001", tmp_path)
    assert {path.stem for path in paths} == {f"公示_{school}" for school in SCHOOLS}
    titles = {one.id: one.zh for one in office.office.rulebook().programmes}
    lines = office.export("lines")
    due = lines[(lines["batch"] == "2023S-001") & (lines["student_name"] != "")]
    assert "no-account" in set(due["reason"])  # who waits for an account hangs there too
    wanted = {(str(row.school), titles[str(row.programme)][:31], str(row.student_name)) for row in due.itertuples()}
    assert named(paths) == wanted
    for path in paths:  # each file is of one school
        assert {school for school, _, _ in named([path])} == {path.stem.removeprefix("公示_")}
    assert form.name == "公示结果登记表.xlsx"


def test_nothing_private_is_in_a_notice(office: Desk, tmp_path: Path) -> None:
    paths, _ = notices(office, "2023S-001", tmp_path)
    titles = [one.zh for one in office.office.rulebook().programmes]
    for path in paths:
        assert shown_by(path.read_bytes(), path.name, titles=titles) == ()
        with zipfile.ZipFile(path) as book:
            whole = "".join(book.read(name).decode("utf-8") for name in book.namelist())
        private = [resident_id(number) for number in range(1, 31)] + [account_of(7), BY]
        assert [text for text in private if text in whole] == []
        for sheet in sheets(path):
            text = sheet.texts()
            assert "依据《" in text
            assert "如有异议" in text
            assert sheet.digest


def test_a_programme_whose_name_tells_of_a_family_is_known() -> None:
    assert speaks_of_family("保障兜底户大学生生活补助")
    assert not speaks_of_family("家庭经济困难寄宿生生活补助")


def test_the_form_comes_back_as_a_list_for_checks(office: Desk, tmp_path: Path) -> None:
    _, form = notices(office, "2023S-001", tmp_path)
    with closing(openpyxl.load_workbook(form)) as book:
        sheet = book.worksheets[0]
        heads = {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}
        pages = sum(1 for row in range(2, sheet.max_row + 1) if sheet.cell(row, heads["学校"]).value)
        for row in range(2, pages + 2):
            sheet.cell(row, heads["公示起"]).value = "2023-04-03"
            sheet.cell(row, heads["公示止"]).value = "2023-04-07"
            sheet.cell(row, heads["异议件数"]).value = "0"
        book.save(form)
    kept = form.read_bytes()
    again, _ = notices(office, "2023S-001", tmp_path)
    assert form.read_bytes() == kept  # what somebody may have filled in is not written over
    taken = office.take(form.name, kept).sheets[0]
    assert (taken.table.kind, dict(taken.outcomes)) == ("notices", {"read": pages})
    assert len(again) == len(SCHOOLS)


def test_who_was_taken_back_hangs_nowhere(tmp_path: Path) -> None:
    with closing(money_county(tmp_path / "office")) as desk:
        batch = prepared(desk)
        desk.office.approve(batch, by=APPROVER, at=AT)
        left = {"学生状态": "转出", "异动日期": "2023-02-20"}
        desk.took("名册.xlsx", rows(p1=left), "roster", replace=True)
        reverse = desk.payout()
        assert reverse.batch is not None
        paths, _ = notices(desk, batch, tmp_path / "out")
        there = {pupil for _, _, pupil in named(paths)}
        assert name_of(1) not in there
        assert name_of(2) in there
        with pytest.raises(InputError) as caught:
            desk.office.write_public_notices(reverse.batch.batch)
    assert [one.name for one in caught.value.findings] == ["notice-nobody"]


def test_a_notice_on_paper_leads_to_its_batch(office: Desk, tmp_path: Path) -> None:
    paths, _ = notices(office, "2023S-001", tmp_path)
    digests = [sheet.digest for path in paths for sheet in sheets(path)]
    assert len(set(digests)) == len(digests)
    (found,) = office.office.carried_by(digests[0])
    assert (found.kind, found.batch) == ("sheet", "2023S-001")


def test_a_pupil_with_two_lines_of_a_programme_hangs_once(tmp_path: Path) -> None:
    whole_school = one_line(line="L3", id_number="", name="")
    book = book_of([one_line(line="L1"), one_line(line="L2", remark="rate-changed"), whole_school])
    (path,) = write_notices(tmp_path, book, {}, {"boarding-living": "学生资助"})
    (sheet,) = sheets(path)
    rows = [row for row in sheet.values.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert rows == [(1, "城关镇中心小学", "三年级", "三(2)班", "王小明")]
    assert "依据" not in sheet.texts()
