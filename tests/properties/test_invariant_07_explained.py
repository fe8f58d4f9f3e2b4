"""DESIGN invariant 7: a line leads to its cells and to a clause with its document; ``explain`` says why not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from aid_ledger.errors import InputError
from tests.tools.county import PRIMARY, SENIOR, Desk, desk, member, name_of, pupil, resident_id, school
from tests.tools.long import LONG
from tests.tools.mess import Paper, counties


def row_at(data: bytes, place: str) -> list[str]:
    """Return what a person sees in the row of ``Sheet1!B7``, the named cell first."""
    sheet_name, cell = place.split("!")
    sheet = load_workbook(io.BytesIO(data))[sheet_name]
    cell = cell.partition(":")[0]  # heads are counted from a range: its first row stands for it
    row = [str(one.value or "") for one in sheet[sheet[cell].row]]
    return [str(sheet[cell].value or ""), *row]


def bare(text: str) -> str:
    return text.replace(" ", "")


def _bytes(office: Desk, digest: str) -> bytes:
    """Return the archived file whose digest begins so."""
    found = next(row["sha256"] for row in office.office.sources() if row["sha256"].startswith(digest))
    return office.office.evidence.read(found)


def check_lines(office: Desk) -> int:
    """Open every cell that a line names; returns how many lines there were."""
    files = cache(
        lambda digest: next(
            office.office.evidence.read(row["sha256"])
            for row in office.office.sources()
            if row["sha256"].startswith(digest)
        )
    )
    kinds = {row["sha256"][:8]: row["kind"] for row in office.office.sources()}
    lines = office.export("lines")
    for line in lines.to_dict("records"):
        places = [item.split("/", 1) for item in line["evidence"].split(";")]
        met = set()
        for digest, place in places:
            _, *row = row_at(files(digest), place)
            met.add(kinds[digest])
            own = not line["id_number"] and not line["student_no"]
            of_waiver = line["payee"] == "school" and kinds[digest] == "schools"  # its fee and account
            if own or of_waiver:
                assert line["school"] in row
            else:
                assert bare(line["student_name"]) in map(bare, row) or line["id_number"] in row

        if line["student_name"]:
            assert "roster" in met
            assert met & {"filed-poor", "rural-allowance", "recognised"}
    return len(lines)


@settings(max_examples=8 if LONG else 3, suppress_health_check=list(HealthCheck))
@given(counties())
def test_every_line_opens_its_cells_and_has_a_clause_and_a_document(papers: list[Paper]) -> None:
    with desk() as office:
        for paper in papers:
            office.took(paper.name, paper.written(), paper.kind)
        office.payout()
        check_lines(office)
        lines = office.export("lines")
        for line in lines[lines["student_name"] != ""].head(3).to_dict("records"):
            told = office.office.explain(line["line"], "2023S").as_json(show_ids=True)
            own = next(one for one in told["programmes"] if one["programme"] == line["programme"])
            assert (own["entitled"], own["amount"]) == (True, line["amount"])
            assert own["because"]
            assert all(one["holds"] and one["clause"] and one["source"] and one["place"] for one in own["because"])
            assert line["line"] in {one["line"] for one in told["lines"]}
            facts = {fact["field"]: fact for fact in told["facts"]}
            assert facts["id_number"]["value"] == line["id_number"]
            for digest, place in (facts["name"]["evidence"].split("/", 1),):
                assert row_at(_bytes(office, digest), place)[0] == line["student_name"]


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk(packs=("national", "city-b")) as made:
        made.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100"), school(SENIOR)])
        made.took(
            "在校生名册.xlsx",
            [
                pupil(1),
                pupil(2, 就读方式="走读"),
                pupil(3),
                pupil(4, 学生状态="人籍分离"),
                pupil(5, SENIOR),
                pupil(6, 学生状态="休学"),
            ],
        )
        made.took("脱贫户.xlsx", [member(n) for n in (1, 2, 4, 5, 6)], "filed-poor")
        made.payout()
        yield made


def test_lines_of_schools_waivers_and_students_all_open_their_cells(office: Desk) -> None:
    assert check_lines(office) == 5  # two pupils, the school's meals, and a grant and a waiver of the senior


@pytest.mark.parametrize(
    ("who", "outcome", "programme", "state"),
    [
        (1, "paid", "boarding-living", "entitled"),
        (1, "paid", "nonboarding-living", "no"),
        (2, "paid", "nonboarding-living", "entitled"),
        (3, "not-entitled", "boarding-living", "no"),
        (4, "held", "boarding-living", "held"),
        (6, "not-at-school", "boarding-living", "no"),
    ],
)
def test_explain_says_why_and_why_not(office: Desk, who: int, outcome: str, programme: str, state: str) -> None:
    told = office.office.explain(resident_id(who), "2023S").as_json()
    assert (told["name"], told["outcome"]) == (name_of(who), outcome)
    own = next(one for one in told["programmes"] if one["programme"] == programme)
    assert own["state"] == state
    assert all(one["holds"] for one in own["because"]) is (state == "entitled")
    assert all(one["clause"] and one["source"] for one in own["because"])
    assert told["student"] == "990101********" + resident_id(who)[-4:]


def test_explain_of_nobody_is_a_finding_with_the_number_masked(office: Desk) -> None:
    with pytest.raises(InputError) as error:
        office.office.explain(resident_id(777), "2023S")
    assert error.value.findings[0].name == "student-not-known"
    assert resident_id(777) not in str(error.value)
