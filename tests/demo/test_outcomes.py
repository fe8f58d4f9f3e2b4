"""The demo county through import and payout: nothing refused, everyone's outcome adds up, each slip as promised."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest

from aid_ledger.demo import County, write_county
from aid_ledger.demo.defects import DEFECT_OF, NOT_PLANTED
from aid_ledger.office import Config, Office, make_workspace
from aid_ledger.office.importing import FileImport, ImportOptions

pytestmark = pytest.mark.xdist_group("demo-outcomes")  # what its tests share is built once

OLE = bytes.fromhex("d0cf11e0")
AT = "2026-01-01T08:00:00+08:00"
OF_STUDENTS = frozenset({"paid", "not-entitled", "held", "not-at-school", "duplicate"})
GOOD = frozenset({"paid", "not-entitled"})
OF_OTHER_MEMBERS = frozenset({"matched", "not-in-roster"})
ON_A_LIST = frozenset({"matched", "not-in-force"})


def held(*reasons: str) -> frozenset[str]:
    return frozenset(f"held {reason}" for reason in reasons)


WAIT_FOR_ID = held("id-invalid")
EXPECTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "id-numeric-cell", "id-scientific-text", "id-one-digit-lost", "id-one-digit-doubled", "id-masked",
            "id-check-digit-wrong", "id-date-impossible", "id-two-in-a-cell", "id-temporary", "id-passport",
            "list-id-numeric-cell", "list-id-check-digit-wrong",
        ), WAIT_FOR_ID,
    ),
    **dict.fromkeys(
        (
            "id-apostrophe", "id-spaces", "id-full-width", "id-lower-case-x", "id-other-check-character",
            "id-letter-o", "id-of-disability-card", "id-holds-student-number", "id-wrapped", "name-spaces",
            "name-dot-variant", "name-dot-missing", "name-damaged", "name-old-form", "name-with-remark",
            "name-twice-in-class",
            "account-missing", "account-not-payable", "account-numeric-cell", "account-spaced", "account-of-many",
            "account-relation-missing", "account-check-digit-wrong", "phone-in-another-form", "hukou-with-code",
            "birth-date-in-another-form", "birth-date-of-two-digits", "birth-date-month-first", "birth-date-too-narrow",
            "name-private-use", "g-number-of-older-id", "row-hidden-in-roster",
            "school-by-alias", "status-blank", "left-after", "suspended-after", "back-at-school", "at-practice",
            "taught-at-home", "hukou-blank", "hukou-blank-vocational", "boarding-blank", "duplicate-row",
            "id-blank-j-or-l-number",
        ), GOOD,
    ),
    **dict.fromkeys(
        (
            "list-id-20-characters", "list-id-wrapped", "list-id-22-characters", "list-id-spaces", "list-id-full-width",
            "list-id-lower-case-x", "list-name-spaces", "list-name-one-character", "list-name-same-sound",
            "level-in-other-words",
        ), ON_A_LIST,
    ),
    **dict.fromkeys(
        ("left-before", "left-no-date", "left-on-reference-day", "suspended-before", "suspended-no-date",
         "moved-out-here-in-there"), frozenset({"not-at-school"}),
    ),
    "list-cell-error": held("cell-unread"),
    "level-blank": held("level-blank") | {"not-in-force"},
    "list-says-ended": held("standing-unclear"),
    "award-under-two-tiers": held("tier-unclear"),
    "second-status-differs": held("statuses-differ") | {"not-entitled"},
    "roster-says-left": held("status-unknown") | {"not-entitled"},
    "amount-off-standard": held("amount-not-standard"),
    "birth-date-differs": held("birth-differs"),
    "sex-differs": held("sex-differs"),
    "id-of-parent": held("age-outside-stage"),
    "id-counted-up": held("id-run"),
    "one-id-two-names": held("one-id-two-names"),
    "listed-by-two-schools": held("listed-by-two-schools"),
    "contradicting-rows": held("contradicting-rows"),
    "came-after-reference-day": held("came-after-reference-day"),
    "id-blank-no-number": held("no-identity"),
    "list-id-blank": held("no-identity"),
    "list-name-wholly-other": held("name-conflict"),
    "hardship-word-unknown": held("category-unclear"),
    # Held where it decides what is paid, or another student's household would be shown by name.
    "id-blank-g-number": GOOD | held("no-identity"),
    "boarding-blank-in-need": GOOD | held("boarding-unknown"),
    "boarding-other": GOOD | held("boarding-unknown"),
    "stage-missing": GOOD | held("stage-unknown"),
    "school-unknown": GOOD | held("school-unknown"),
    "status-unknown": GOOD | held("status-unknown"),
    "name-of-parent": held("name-conflict"),
    "name-says-left": held("status-unknown"),
    "comment-says-left": held("status-unknown"),
    "grade-as-cohort": GOOD,
    "moved-within-term": GOOD,
    "list-id-15-digits": frozenset({"not-of-school-age"}),
    "list-person-twice": frozenset({"duplicate"}),
}  # fmt: skip


@dataclass(frozen=True)
class Paid:
    """A county, its import and its payout."""

    county: County
    imported: Sequence[FileImport]
    outcomes: pd.DataFrame


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paid]:
    folder = tmp_path_factory.mktemp("county")
    county = write_county(folder / "files", students=2_000)
    files = [(file.path.name, file.path.read_bytes()) for file in county.files]
    with office_of(folder / "office") as office:
        imported = office.import_files(files, ImportOptions(password=county.password), by="张三", at=AT)
        office.payout(county.term, by="张三", at=AT)
        yield Paid(county, imported, office.export("outcomes", str(county.term)))


def office_of(folder: Path) -> Office:
    return Office(
        make_workspace(folder, Config("示例县学生资助管理中心", "990101", "T2", packs=("national", "city-b")))
    )


def test_nothing_of_the_county_is_refused(paid: Paid) -> None:
    assert [(one.file, one.findings) for one in paid.imported if one.refused] == []
    assert {sheet.table.kind for one in paid.imported for sheet in one.sheets} == {f.kind for f in paid.county.files}


def test_some_lists_are_of_excel_97_and_one_is_under_a_password(paid: Paid) -> None:
    of_excel97 = {f.kind for f in paid.county.files if f.path.read_bytes()[:4] == OLE and not f.password}
    assert of_excel97 == {"roster", "rural-allowance", "destitute"}
    assert [file.kind for file in paid.county.files if file.password] == ["disabled"]
    hidden = {
        sheet.table.kind: sheet.table.hidden_rows
        for one in paid.imported if one.reading and one.reading.container == "xls"
        for sheet in one.sheets
    }  # fmt: skip
    assert hidden == {"roster": 1, "rural-allowance": 1, "destitute": 0}


def test_every_row_of_every_file_has_one_outcome(paid: Paid) -> None:
    rows = Counter[str]()
    for file, outcomes in paid.outcomes.groupby("file"):
        assert not outcomes.duplicated(["sheet", "row"]).any()
        assert (outcomes["outcome"] != "").all()
        rows[str(file).split("/")[0]] += len(outcomes)
    assert rows == {file.path.name: file.rows for file in paid.county.files}


def test_outcomes_of_students_are_of_the_five(paid: Paid) -> None:
    of_students = paid.outcomes[paid.outcomes["kind"].isin(["roster", "applications"])]
    assert set(of_students["outcome"]) == OF_STUDENTS
    reasons = of_students.loc[of_students["outcome"] == "held", "reason"]
    assert (reasons != "").all()


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_a_planted_slip_ends_as_promised(paid: Paid, kind: str) -> None:
    columns = ["file", "sheet", "row", "outcome", "reason"]
    found = {tuple(row[:3]): row[3:] for row in paid.outcomes[columns].itertuples(index=False)}
    planted = [one for one in paid.county.spoilt if one.kind == kind]
    assert planted
    for one in planted:
        outcome, reason = found[one.file, one.sheet, one.row]
        said = f"held {reason}" if outcome == "held" else outcome
        household = "农村低保备案表" in one.file  # its row ends as the best of its members does
        assert said in EXPECTED[kind] | (OF_OTHER_MEMBERS if household else frozenset()), one
        assert one.defect == DEFECT_OF.get(kind, 0)


def test_every_spoiled_row_is_promised_something(paid: Paid) -> None:
    assert {one.kind for one in paid.county.spoilt} == set(EXPECTED)
    assert set(DEFECT_OF) <= set(paid.county.planted)


def test_every_defect_is_in_the_county_but_a_picture_of_a_list() -> None:
    assert set(DEFECT_OF.values()) | NOT_PLANTED == set(range(1, 73))
    assert not set(DEFECT_OF.values()) & NOT_PLANTED


def test_a_wrong_total_is_found_and_the_right_ones_agree(paid: Paid) -> None:
    said = Counter(finding.name for one in paid.imported for s in one.sheets for finding in s.table.findings)
    assert said["control-total-differs"] == paid.county.planted["total-wrong"] == 1
    assert said["control-totals-agree"] > 10


@pytest.mark.long
def test_the_order_of_files_and_of_rows_changes_no_payment(tmp_path: Path) -> None:
    county = write_county(tmp_path / "files", students=1_000)
    files = [(file.path.name, file.path.read_bytes()) for file in county.files]
    other = [(name, shuffled(name, data)) for name, data in reversed(files)]
    assert sum(a != b for (_, a), (_, b) in zip(reversed(files), other, strict=True)) > 6
    digests = set()
    for folder, taken in (("a", files), ("b", other)):
        with office_of(tmp_path / folder) as office:
            office.import_files(taken, ImportOptions(password=county.password), by="张三", at=AT)
            batch = office.payout(county.term, by="张三", at=AT).batch
            assert batch is not None
            digests.add(batch.digest)
    assert len(digests) == 1


PLAIN_SHEETS = ("Sheet1", "脱贫户信息", "xsxx", "学籍信息", "中职")


def shuffled(name: str, data: bytes) -> bytes:
    """Return the file with its rows in another order, where they stand below one header row and nothing else does."""
    rng = Random(11)
    if name.endswith(".csv"):
        header, *rows = csv.reader(io.StringIO(data.decode("gb18030"), newline=""))
        rng.shuffle(rows)
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *rows])
        return out.getvalue().encode("gb18030")
    if not name.endswith(".xlsx") or data.startswith(OLE):
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    if sheet.title not in PLAIN_SHEETS or sheet.merged_cells.ranges:
        return data
    _, *cells = [[(cell.value, copy(cell.comment)) for cell in row] for row in sheet.iter_rows()]
    rng.shuffle(cells)
    for number, row in enumerate(cells, start=2):
        for column, (value, comment) in enumerate(row, start=1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).comment = comment
    out_bytes = io.BytesIO()
    book.save(out_bytes)
    return out_bytes.getvalue()
