"""The demo county: same bytes, true counts, readable files, every kind of mess, layouts as described."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from aid_ledger.demo import County, DemoFile, slips_typed, tiny_county, write_county
from aid_ledger.demo.money_papers import budget_papers
from aid_ledger.demo.numbers import IdMaker, check_character
from aid_ledger.demo.papers import Calendar
from aid_ledger.demo.people import populate
from aid_ledger.demo.schools import plan_county
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.terms import Term
from tests.second_calculator.forms import OLE, files_in, sheets_of, unlocked
from tests.second_calculator.reading import layout_of

LAYOUTS = files("aid_ledger.demo").joinpath("LAYOUTS.md").read_text("utf-8")
NOT_DATA = ("合计", "小计", "本页小计", "制表人", "填表人", "审核", "校长", "注：", "说明：")
NOTES = {"填表说明", "说明", "数据字典"}
FORMS = {".xlsx", ".xls", ".csv", ".txt", ".ods", ".zip"}
RARE = {"school-without-fee", "private-school-without-public-standard"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return write_county(tmp_path_factory.mktemp("county"), students=2_000)


def test_siblings_never_share_a_name() -> None:
    """Of one card and one name are, for the auditor's checks, one person; two pairs would be without a second draw."""
    rng = Random(7)
    people, _ = populate(rng, plan_county(rng, 3_000), Term(2023, 0), IdMaker(rng))
    assert [own for own in people.members if len({people.children[one].name for one in own}) < len(own)] == []


@pytest.mark.parametrize("students", [300, 20_000])
def test_the_budget_grows_with_the_county(students: int) -> None:
    rows, columns = budget_papers(Calendar(Term(2023, 0)), students)
    assert rows.rows[0][0].cells[4] == 20.5 * students / 20_000
    assert columns.rows[0][0].cells[1] == 21.5 * students / 20_000


def data_sheets(path: Path) -> Iterator[tuple[str, int, list[str], list[list[Any]]]]:
    """Yield sheet, header row (from 1), header and data rows, by the reading rules of LAYOUTS.md."""
    for name, data in files_in(path, path.name):
        _, layout, rows_of_headers = layout_of(name)
        for sheet, rows in sheets_of(name, data).items():
            if sheet in NOTES:
                continue
            place = rows_of_headers.get(sheet, rows_of_headers.get("*", 0)) - 1
            if layout == "RC":
                place = next(i for i, row in enumerate(rows) if len({*filter(None, row)}) > 4)
            header = [str(cell) for cell in rows[place] if cell not in {None, ""}]
            found = []
            for row in rows[place + 1 :]:
                cells = [str(cell) for cell in row if cell not in {None, ""}]
                if len(cells) > 1 and cells[0] != header[0] and not cells[0].startswith(NOT_DATA):
                    found.append(row)
            yield sheet, place + 1, header, found


def of_kind(county: County, kind: str) -> list[DemoFile]:
    return [file for file in county.files if file.kind == kind]


def column(file: DemoFile, header: str) -> list[Any]:
    return [row[names.index(header)] for _, _, names, rows in data_sheets(file.path) for row in rows]


def opened(file: DemoFile) -> bytes:
    """Return the bytes of a file, without its password: its salt is from chance."""
    return unlocked(file.path.read_bytes())


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tiny_county(tmp_path / "a"), tiny_county(tmp_path / "b")
    assert [f.path.name for f in first.files] == [f.path.name for f in second.files]
    assert all(opened(a) == opened(b) for a, b in zip(first.files, second.files, strict=True))


def test_another_seed_gives_another_county(tmp_path: Path) -> None:
    first, second = tiny_county(tmp_path / "a"), tiny_county(tmp_path / "b", seed=8)
    assert of_kind(first, "filed-poor")[0].path.read_bytes() != of_kind(second, "filed-poor")[0].path.read_bytes()


def test_the_count_in_a_name_is_the_number_of_rows(county: County) -> None:
    for file in county.files:
        rows = sum(len(data) for _, _, _, data in data_sheets(file.path))
        assert file.rows == rows, file.path.name
        if count := re.search(r"-(\d+)人\.\w+$", file.path.name):
            assert int(count[1]) == rows + (file.kind == "martyrs"), "one name counts one too many"


def test_every_workbook_opens_with_calamine(county: County) -> None:
    for file in county.files:
        data = opened(file)
        if file.path.suffix != ".xlsx" and not data.startswith(OLE):
            continue
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            assert all(book.get_sheet_by_name(name).to_python() for name in book.sheet_names)


def test_every_form_of_file_is_in_the_county(county: County) -> None:
    assert {file.path.suffix for file in county.files} == FORMS
    beginnings = {file.path.read_bytes()[:5] for file in county.files if file.path.suffix == ".xls"}
    assert beginnings == {b"<html", b"<?xml", OLE[:5]}
    texts = {file.path.read_bytes()[:2] == b"\xff\xfe" for file in county.files if file.path.suffix == ".txt"}
    assert texts == {True, False}  # the Unicode text of Excel, and a bank's text


def test_every_kind_of_list_is_in_the_county(county: County) -> None:
    assert {file.kind for file in county.files} == set(kind_rules())


def test_dates_in_names_lie_within_the_term(county: County) -> None:
    for file in county.files:
        stamp = re.search(r"_(\d{4})(\d\d)(\d\d)", file.path.name)
        assert stamp is not None
        assert Term.containing(date(*map(int, stamp.groups()))) == county.term


def test_every_planted_kind_occurs_and_is_described(county: County) -> None:
    cells = [line.split("|")[1] for line in LAYOUTS.split("## Planted")[1].splitlines() if line.startswith("|")]
    described = {kind for cell in cells for kind in re.findall(r"[a-z]+-[a-z0-9-]*[a-z0-9]", cell)}
    assert set(county.planted) == described - RARE
    assert min(county.planted.values()) >= 1


def test_a_county_of_usual_size_has_schools_without_a_standard() -> None:
    schools = plan_county(Random(7), 20_000).schools
    assert {fee for s in schools for fee, amount in s.fees.items() if amount is None} == {"tuition", "public"}


def test_a_tiny_county_has_nearly_every_kind(tmp_path: Path, county: County) -> None:
    rare = {slip.kind for slip in slips_typed.SLIPS if slip.rare}
    tiny = tiny_county(tmp_path)
    assert len(tiny.planted) >= 0.9 * len(county.planted.keys() - rare)


def is_of(line: str, file: DemoFile, sheet: str) -> bool:
    """Tell whether a line of the table of files is that of the sheet; ``*`` is every sheet of a file so named."""
    if f"`{sheet}`" in line:
        return True
    names = re.findall(r"([一-龥]+)_\+", line)
    return "`*`" in line and any(name in file.path.name for name in names)


def test_layouts_are_as_described(county: County) -> None:
    for file in county.files:
        for sheet, row, header, _ in data_sheets(file.path):
            assert all("".join(name.split()) in LAYOUTS for name in header), file.path.name
            lines = [line for line in LAYOUTS.splitlines() if line.startswith("|") and is_of(line, file, sheet)]
            assert any(line.rstrip(" |").endswith(str(row)) for line in lines), (file.path.name, sheet, row)


@pytest.mark.parametrize(("kind", "letter"), [("filed-poor", 7), ("monitored", 11)])
def test_register_ids_stand_in_the_column_of_the_real_export(county: County, kind: str, letter: int) -> None:
    _, _, header, _ = next(data_sheets(of_kind(county, kind)[0].path))
    assert header[letter] == "证件号码"


def test_ids_are_of_no_real_place_and_mostly_right(county: County) -> None:
    ids = [str(x) for file in of_kind(county, "filed-poor") for x in column(file, "证件号码") if x]
    good = [x for x in ids if len(x) == 18 and x[17] == check_character(x[:17])] if ids else []
    assert all(re.match("[9９]", x) for x in ids)
    assert len(good) > 0.95 * len(ids)


@pytest.mark.long
def test_shares_are_realistic(tmp_path: Path) -> None:
    county = write_county(tmp_path, students=3_000, one_roster=True)
    (roster,) = of_kind(county, "roster")
    stages = Counter(column(roster, "学段"))
    assert stages["小学"] / county.students == pytest.approx(0.46, abs=0.01)
    assert stages["学前"] / county.students == pytest.approx(0.14, abs=0.01)
    assert 0.20 <= county.in_need / county.students <= 0.25
    pairs = Counter(zip(column(roster, "学段"), column(roster, "就读方式"), strict=True))
    assert pairs["初中", "住校"] / stages["初中"] == pytest.approx(0.45, abs=0.05)


def test_planted_rows_are_in_the_files(tmp_path: Path) -> None:
    county = tiny_county(tmp_path, one_roster=True)
    (roster,) = of_kind(county, "roster")
    ids = column(roster, "身份证件号")
    assert sum(isinstance(x, (int, float)) for x in ids) == county.planted["id-numeric-cell"]
    assert sum(str(x).startswith("'") for x in ids) == county.planted["id-apostrophe"]
    assert column(roster, "学生状态").count("休学") == sum(
        county.planted[f"suspended-{when}"] for when in ("before", "no-date", "after")
    )


def test_an_autumn_county_has_freshmen(tmp_path: Path) -> None:
    county = write_county(tmp_path, students=2_000, term=Term.parse("2023A"))
    projects = {x for file in of_kind(county, "applications") for x in column(file, "申报项目")}
    assert projects >= {"雨露计划", "大学新生入学资助"}


def test_a_handful_is_no_county(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="200 students or more"):
        write_county(tmp_path, students=50)
