"""The product and the second calculator, on the demo county: every line to the fen, every row's outcome."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from aid_ledger.demo import write_county
from aid_ledger.money import parse_money
from aid_ledger.office import Config, Office, make_workspace
from aid_ledger.office.importing import ImportOptions
from aid_ledger.office.payout import look
from aid_ledger.rulebook import State
from aid_ledger.terms import Term
from tests.second_calculator.calculate import Result, calculate
from tests.second_calculator.forms import PASSWORD, sheets_of
from tests.second_calculator.people import is_valid
from tests.tools.long import LONG

_STEPS = {"city-d.living.step-1": "300.00", "city-d.living.step-2": "200.00", "city-d.living.step-3": "100.00"}
_PACKS: dict[str, dict[str, str]] = {"national": {}, "city-b": {}, "city-d": _STEPS, "county-a": {}, "district-c": {}}
_CASES = [(term, pack) for term in ("2019A", "2023S", "2024S", "2025S", "2025A") for pack in _PACKS]
_SOME = [*_CASES[1::6], _CASES[20]]
"""Each term once and each pack once."""
_SAME_REASON = {"category-unclear": "category-unknown", "award-not-in-roster": "not-in-roster",
                "fee-blank": "no-standard"}  # fmt: skip
Place = tuple[str, str, int]


def _product(folder: Path, files: Path, term: Term, packs: tuple[str, ...], parameters: dict[str, str]) -> Office:
    office = Office(make_workspace(folder, Config("示例县学生资助管理中心", "990101", "T2", packs=packs,
                                                  parameters=parameters)))  # fmt: skip
    named = [(path.relative_to(files).as_posix(), path.read_bytes()) for path in sorted(files.rglob("*.*"))]
    done = office.import_files(
        named, ImportOptions(terms=(term,), password=PASSWORD), by="张三", at="2026-01-01T08:00:00+08:00"
    )
    assert [one.findings for one in done if one.refused] == []
    office.payout(term, by="张三", at="2026-01-01T09:00:00+08:00")
    return office


@pytest.mark.parametrize(("term", "pack"), _CASES if LONG else _SOME)
def test_lines_and_outcomes_are_the_same(term: str, pack: str, tmp_path: Path) -> None:
    parameters = _PACKS[pack]
    packs = ("national",) if pack == "national" else ("national", pack)
    write_county(tmp_path / "files", students=1200 if LONG else 300, seed=len(term) + len(pack), term=Term.parse(term))
    with _product(tmp_path / "office", tmp_path / "files", Term.parse(term), packs, parameters) as office:
        second = calculate(tmp_path / "files", term, packs, parameters=parameters)
        assert _lines(office, term) == second.lines | _taken_back(second)
        assert _outcomes(office, term) == _expected(second)


def _spoil(path: Path) -> list[str]:
    """Give rows of a roster other birth dates, sexes and IDs; return what was done to each row, from row 2 on."""
    book = openpyxl.load_workbook(path)
    sheet = book["Sheet1"]
    at = {str(cell.value): column for column, cell in enumerate(sheet[1], start=1)}
    number, name = at["身份证件号"], next(at[one] for one in ("学生姓名", "姓名") if one in at)
    done = []
    kinds = ("age-outside-stage", "birth-differs", "sex-differs", "status-unknown", "commented", "")
    for row in range(2, sheet.max_row + 1):
        text = str(sheet.cell(row, number).value or "")
        whole = is_valid(text) and sheet.cell(row, at["年级"]).value  # what is spoiled already may be held for that
        kind = kinds[row % len(kinds)] if whole else ""
        if kind == "age-outside-stage":
            sheet.cell(row, number).value = _numbered(text[:6] + "1983" + text[10:17])
        elif kind == "birth-differs" and "出生日期" in at:
            sheet.cell(row, at["出生日期"]).value = "20080101"
        elif kind == "sex-differs" and "性别" in at:
            sheet.cell(row, at["性别"]).value = "女" if int(text[16]) % 2 else "男"
        elif kind == "status-unknown":
            sheet.cell(row, name).value = f"{sheet.cell(row, name).value}（已转出）"
        elif kind == "commented":
            sheet.cell(row, number).comment = Comment("王老师:\n随父母外出\n3月转走，去外省", "王老师")
            kind = "status-unknown"
        done.append(kind)
    start = next(row for row in range(2, sheet.max_row) if str(sheet.cell(row, number).value)[-1:] in {"3", "4"})
    first = int(str(sheet.cell(start, number).value))
    for further in range(1, 5):
        sheet.cell(start + further, number).value = str(first + further)
    book.save(path)
    return [*done, "id-run"]


@pytest.mark.long
def test_what_a_register_says_of_its_standing_and_two_missing_facts_are_read_the_same(tmp_path: Path) -> None:
    term = Term.parse("2023S")
    write_county(tmp_path / "files", students=900, seed=5, term=term)
    planted = _with_standing(tmp_path / "files") | _with_neither_stage_nor_status(tmp_path / "files")
    _with_unknown_levels(tmp_path / "files")
    packs = ("national", "city-d")
    with _product(tmp_path / "office", tmp_path / "files", term, packs, _STEPS) as office:
        second = calculate(tmp_path / "files", "2023S", packs, parameters=_STEPS)
        waits = {who for who, reason in second.programme_held.items() if reason == "level-unknown"}
        assert len(waits) > 3
        assert waits == _held_programmes(office, term, "level-unknown")
        assert _lines(office, "2023S") == second.lines | _taken_back(second)
        outcomes = _outcomes(office, "2023S")
        assert outcomes == _expected(second)
        assert planted <= set(outcomes.values())


@pytest.mark.long
def test_households_a_row_and_cards_of_parents_are_read_the_same(tmp_path: Path) -> None:
    term = Term.parse("2023S")
    write_county(tmp_path / "files", students=600, seed=11, term=term)
    members = _households_a_row(tmp_path / "files")
    holders = _cards_of_parents(tmp_path / "files")
    with _product(tmp_path / "office", tmp_path / "files", term, ("national",), {}) as office:
        second = calculate(tmp_path / "files", "2023S", ("national",))
        assert _lines(office, "2023S") == second.lines | _taken_back(second)
        assert _outcomes(office, "2023S") == _expected(second)
        registers = look(office, term).linked.registers
        assert int((registers["kind"] == "filed-poor").sum()) == members
        assert set(office.export("lines", term)["account_name"]) & holders


def _households_a_row(files: Path) -> int:
    """Turn the list of 脱贫户 into one of a household a row, members side by side; return how many they are."""
    path = next(path for path in sorted(files.rglob("*脱贫户信息*")))
    page = openpyxl.load_workbook(path).worksheets[0]
    rows: list[list[object]] = [list(row) for row in page.iter_rows(values_only=True)]
    at = {str(name): place for place, name in enumerate(rows[0])}
    families: dict[str, list[list[object]]] = {}
    for row in rows[1:]:
        if row[at["户编号"]]:
            families.setdefault(str(row[at["户编号"]]), []).append(row)
    most = max(map(len, families.values()))
    numbered = [text for n in range(1, most + 1) for text in (f"家庭成员{n}", f"成员{n}身份证号")]
    book = openpyxl.Workbook()
    book.worksheets[0].title = "脱贫户"
    book.worksheets[0].append(["示例县脱贫户（含家庭成员）明细表"])
    book.worksheets[0].append(["序号", "村", "户编号", "脱贫属性", *numbered])
    for number, (home, people) in enumerate(families.items(), start=1):
        cells: list[object] = [one[at[name]] for one in people for name in ("姓名", "证件号码")]
        book.worksheets[0].append([number, people[0][at["行政村"]], home, people[0][at["脱贫属性"]], *cells])
    path.unlink()
    book.save(path.with_name("2-脱贫户到户名单.xlsx"))
    return sum(map(len, families.values()))


def _cards_of_parents(files: Path) -> set[str]:
    """Turn the list of accounts into a workbook without 户名, the parents' names beside the cards; return the names."""
    path = next(path for path in sorted(files.rglob("*学生家长一卡通账号*")))
    [[header, *rows]] = sheets_of(path.name, path.read_bytes()).values()
    at = {str(name): place for place, name in enumerate(header)}
    wanted = ("序号", "姓名", "身份证号", "户名", "与学生关系", "开户行", "一卡通账号")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "一卡通"
    book.worksheets[0].append(["学生资助一卡通信息（家长卡）"])
    book.worksheets[0].append(["序号", "姓名", "身份证号", "家长姓名", "与学生关系", "开户行", "卡号"])
    for row in rows:
        if any(row):
            book.worksheets[0].append([row[at[name]] for name in wanted])
    path.unlink()
    book.save(path.with_name("9-一卡通（家长名下）.xlsx"))
    return {str(row[at["户名"]]) for row in rows if any(row)}


def _with_standing(files: Path) -> set[tuple[str, str]]:
    """Add a column 保障状态 to the list of orphans; return what some of its rows must end as."""
    path = next(path for path in sorted(files.rglob("*孤儿*.xlsx")))
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        at = next((row for row in range(1, 8) if "身份证号" in [cell.value for cell in sheet[row]]), 0)
        if not at:
            continue
        column = sheet.max_column + 1
        sheet.cell(at, column).value = "保障状态"
        number = next(cell.column for cell in sheet[at] if cell.value == "身份证号")
        for row in range(at + 1, sheet.max_row + 1):
            if sheet.cell(row, number).value:
                sheet.cell(row, column).value = ("正常", "已停发", "待复核")[row % 3]
    book.save(path)
    return {("held", "standing-unclear"), ("not-in-force", "")}


def _with_unknown_levels(files: Path) -> None:
    """Write words of 困难等级 that nobody knows into the lists of 认定, and blanks beside them."""
    for path in sorted(files.rglob("*认定*.xlsx")):
        book = openpyxl.load_workbook(path)
        for page in book.worksheets:
            at = next((row for row in range(1, 8) if "认定等级" in [cell.value for cell in page[row]]), 0)
            column = next((cell.column for cell in page[at] if cell.value == "认定等级"), 0) if at else 0
            for row in range(at + 1, page.max_row + 1) if column else ():
                word = str(page.cell(row, column).value)
                if word.startswith("="):  # openpyxl saves formulas without their values
                    page.cell(row, column).value = "困难"
                elif word in {"困难", "一般困难", "特别困难"} and row % 2:
                    page.cell(row, column).value = ("一档", "甲类", None)[row % 3]
        book.save(path)


def _held_programmes(office: Office, term: Term, reason: str) -> set[tuple[str, str]]:
    view = look(office, term)
    due = view.due[(view.due["state"] == int(State.HELD)) & (view.due["reason"] == reason)]
    students = view.linked.students.iloc[due["student"].to_numpy()]
    who = students["id"].where(students["id"] != "", students["student_no"])
    return set(zip(who, due["programme"], strict=True))


def _with_neither_stage_nor_status(files: Path) -> set[tuple[str, str]]:
    """Make a row of a roster say neither; its school is of several stages where the list says so."""
    listed = next(path for path in sorted(files.rglob("*学校名录*.xlsx")))
    roster = next(path for path in sorted(files.rglob("*在校生名册*.xlsx")))
    book = openpyxl.load_workbook(roster)
    sheet = book["Sheet1"]
    at = {str(cell.value): column for column, cell in enumerate(sheet[1], start=1)}
    names = {str(sheet.cell(row, at["学校名称"]).value) for row in range(2, sheet.max_row + 1)}
    for row in range(2, 12):
        sheet.cell(row, at["年级"]).value = "混合班"
        sheet.cell(row, at["学生状态"]).value = "空挂"
        for name in {"学段", "班级"} & set(at):
            sheet.cell(row, at[name]).value = None
    book.save(roster)
    schools = openpyxl.load_workbook(listed)
    for page in schools.worksheets:
        top = next((row for row in range(1, 8) if "学校名称" in [cell.value for cell in page[row]]), 0)
        if top:
            stage, school = (
                next(cell.column for cell in page[top] if cell.value == name) for name in ("学段", "学校名称")
            )
            for row in range(top + 1, page.max_row + 1):
                if str(page.cell(row, school).value) in names:
                    page.cell(row, stage).value = "小学、初中"
    schools.save(listed)
    return {("held", "stage-unknown")}


def _numbered(body: str) -> str:
    """Return the ID of these 17 digits."""
    return next(body + check for check in "0123456789X" if is_valid(body + check))


@pytest.mark.long
def test_doubts_about_ids_hold_the_same_rows(tmp_path: Path) -> None:
    term = Term.parse("2023S")
    write_county(tmp_path / "files", students=900, seed=5, term=term)
    roster = next(path for path in sorted((tmp_path / "files").rglob("*在校生名册*.xlsx")))
    planted = _spoil(roster)
    with _product(tmp_path / "office", tmp_path / "files", term, ("national",), {}) as office:
        second = calculate(tmp_path / "files", "2023S", ("national",))
        assert _lines(office, "2023S") == second.lines
        outcomes = _outcomes(office, "2023S")
        assert outcomes == _expected(second)
        assert set(planted) - {reason for _, reason in outcomes.values()} == set()


def _lines(office: Office, term: str) -> dict[tuple[str, str], tuple[str, int]]:
    lines: dict[tuple[str, str], tuple[str, int]] = {}
    table = office.export("lines", term)
    columns = ["id_number", "student_no", "school_code", "programme", "payee", "amount"]
    for number, student_no, code, programme, payee, amount in table[columns].itertuples(index=False):
        who = number or student_no or code
        assert (who, programme) not in lines
        lines[who, programme] = (payee, int(parse_money(amount)))
    return lines


def _taken_back(second: Result) -> dict[tuple[str, str], tuple[str, int]]:
    """Return what was paid before and is not due, as lines: money paid before was paid to students."""
    return {key: ("student", -amount) for key, amount in second.recoveries.items()}


def _outcomes(office: Office, term: str) -> dict[Place, tuple[str, str]]:
    table = office.export("outcomes", term)
    columns = ["file", "sheet", "row", "outcome", "reason"]
    return {
        (file, sheet, row): (outcome, _SAME_REASON.get(reason, reason) if outcome == "held" else "")
        for file, sheet, row, outcome, reason in table[columns].itertuples(index=False)
    }


def _expected(second: Result) -> dict[Place, tuple[str, str]]:
    return {place: (outcome, second.held.get(place, "")) for place, outcome in second.outcomes.items()}
