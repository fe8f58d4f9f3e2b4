"""A school that no list in use has is named by the import and beside its rows, with the one that may be meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from aid_ledger.errors import Finding
from aid_ledger.office.importing import FileImport, ImportOptions
from aid_ledger.terms import Term
from aid_ledger.words import tell
from tests.tools.county import AT, BY, PRIMARY, SENIOR, Desk, desk, member, pupil, resident_id, school, sheet
from tests.tools.review import BAD_ID, SCHOOL, answered, apply, ask, filled, workbook

ONLY = "名录中只有“示例县第一小学”与此相符，请核对后填写"
SHORT = {"学校名称": "第一小学", "学校标识码": ""}
NOWHERE = {"学校名称": "蓓蕾艺术中心", "学校标识码": ""}


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def listed(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY), school(SENIOR)], "schools", term="")


def named(done: FileImport) -> list[tuple[str, str, int]]:
    return [(str(one.params["name"]), one.place.cell, one.rows or 0) for one in of_schools(done)]


def of_schools(done: FileImport) -> list[Finding]:
    return [one for one in done.findings if one.name == "school-not-in-list"]


def test_import_names_the_schools_that_no_list_has_and_what_they_may_mean(office: Desk) -> None:
    listed(office)
    rows = [pupil(1), pupil(2, **NOWHERE), pupil(3, **SHORT), pupil(4, **SHORT), pupil(6, 学校名称="", 学校标识码="99")]
    done = office.take("在校生名册.xlsx", rows)
    assert named(done) == [("第一小学", "E4", 2), ("99", "F6", 1), ("蓓蕾艺术中心", "E3", 1)]
    said = [tell(one, "zh").problem for one in of_schools(done)]
    assert [ONLY in one for one in said] == [True, False, False]
    assert "没有相近的" in said[2]
    assert "only 示例县第一小学 of the list fits" in tell(of_schools(done)[0], "en").problem
    assert not done.refused
    assert named(office.take("二班.xlsx", [pupil(5, 班级="2班")])) == []


def test_nothing_is_said_without_a_school_list_or_of_applications(office: Desk) -> None:
    assert named(office.take("在校生名册.xlsx", [pupil(3, **SHORT)])) == []
    listed(office)
    applied = {**pupil(4), **SHORT, "申报项目": "雨露计划"}
    assert named(office.take("申报.xlsx", [applied], "applications")) == []


def test_the_school_list_may_be_the_last_file_of_the_call(office: Desk) -> None:
    files = [
        ("在校生名册.xlsx", sheet([pupil(3, **SHORT)])),
        ("学校名录.xlsx", sheet([school(PRIMARY), school(SENIOR)])),
    ]
    terms = (Term.parse("2023S"), Term.parse("2023A"))
    done = office.office.import_files(files, ImportOptions(terms=terms), by=BY, at=AT)
    assert [named(one) for one in done] == [[("第一小学", "E2", 1)], []]


def test_many_names_are_counted(office: Desk) -> None:
    listed(office)
    rows = [
        pupil(number, 学校名称=f"外{chr(0x4E00 + number)}园", 学校标识码="", 班级=f"{number}班")
        for number in range(1, 14)
    ]
    done = office.take("在校生名册.xlsx", rows)
    assert len(named(done)) == 10
    (rest,) = [one for one in done.findings if one.name == "schools-not-in-list"]
    assert rest.params == {"schools": 3, "count": 3}


def test_the_list_of_doubts_says_it_beside_the_row_until_it_is_answered(office: Desk) -> None:
    listed(office)
    office.took("在校生名册.xlsx", [pupil(3, **SHORT)])
    office.took("脱贫户.xlsx", [member(3)], "filed-poor")
    (path,) = [path for path in office.payout(papers=True).files if "待核实" in path.name]
    cells = [
        str(cell) for page in load_workbook(path).worksheets for row in page.iter_rows(values_only=True) for cell in row
    ]
    assert sum(ONLY in cell for cell in cells) == 1
    apply(office, answered(workbook(ask(office)), {SCHOOL: PRIMARY["学校名称"]}))
    assert named(office.take("补报名册.xlsx", [pupil(5, **SHORT, 班级="2班")])) == []


def test_the_answer_for_a_sheet_is_also_that_of_a_row_that_waits_for_its_id(office: Desk) -> None:
    listed(office)
    rows = [{k: v for k, v in pupil(n).items() if k not in ("学校名称", "学校标识码")} for n in (1, 2, 3)]
    rows[2]["身份证件号"] = rows[2]["身份证件号"][:17] + ("1" if rows[2]["身份证件号"][17] != "1" else "2")
    office.took("名册.xlsx", rows, "roster")
    office.took("农村低保.xlsx", [member(n) for n in (1, 2, 3)], "rural-allowance")
    book = answered(workbook(ask(office)), {SCHOOL: PRIMARY["学校名称"]})
    office.folder.joinpath("half.xlsx").write_bytes(book)
    done = apply(office, filled(office.folder / "half.xlsx", {BAD_ID: {1: resident_id(3)}}))
    assert (len(done.decisions), done.findings) == (2, ())
    assert ask(office).questions == 0
    assert {name for name, _ in office.paid()} == set()
    office.payout()
    assert {name for name, _ in office.paid()} == {pupil(n)["姓名"] for n in (1, 2, 3)}
