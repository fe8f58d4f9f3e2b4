"""发放花名册（审核）: what stands on it, in which order, and that it adds up."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.money import to_capitals
from aid_ledger.reports import PayoutBook, write_payout_books
from aid_ledger.reports.table import page_sizes
from tests.reports.reading import HEADINGS, Sheet, fen, sheets
from tests.reports.sample import County, book_of, county_book, one_line


@pytest.fixture(scope="module")
def book() -> PayoutBook:
    return county_book()


@pytest.fixture(scope="module")
def folder(book: PayoutBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("papers")
    write_payout_books(into, book)
    return into


def school_sheets(folder: Path) -> list[Sheet]:
    return [sheet for path in sorted((folder / "花名册").iterdir()) for sheet in sheets(path)]


def county_sheets(folder: Path) -> list[Sheet]:
    return sheets(folder / "全县发放花名册.xlsx")


def printed(tmp_path: Path, *lines: dict[str, object], **given: Any) -> list[Sheet]:
    write_payout_books(tmp_path, book_of([*lines], **given))
    return school_sheets(tmp_path)


def test_the_columns_are_those_of_the_office(folder: Path) -> None:
    assert {tuple(sheet.headings) for sheet in school_sheets(folder)} == {HEADINGS}


def test_the_county_book_has_the_school_beside_the_number(folder: Path) -> None:
    assert {tuple(sheet.headings) for sheet in county_sheets(folder)} == {(HEADINGS[0], "学校", *HEADINGS[1:])}


def test_a_row_shows_the_line_as_it_is(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(remark="first;account-changed"))
    assert list(sheet.rows()) == [
        dict(
            zip(
                HEADINGS,
                [1, "三年级", "三(2)班", "王小明", "男", "990101201403051234", 500, 500, "王大明", "父亲",
                 "示例县农村商业银行城关支行", "6217000012345678901", "首发、账户变更"],
                strict=True,
            )
        )
    ]  # fmt: skip


def test_title_and_line_under_it_say_school_term_programme_and_unit(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line())
    cells = sheet.values
    assert cells["A1"].value == "示例县城关镇中心小学2023年春季学期家庭经济困难寄宿生生活补助发放花名册"
    assert cells["A2"].value == (
        "学校（盖章）：城关镇中心小学　　学校标识码：2136000001　　学段：小学　　编制日期：2023-04-12"
    )
    assert cells["L2"].value == "单位：元"


def test_a_county_given_as_a_code_is_named_by_its_office(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(), county="990101")
    assert str(sheet.values["A1"].value).startswith("示例县城关镇中心小学")


def test_the_county_is_not_said_twice(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(school="示例县第一小学"))
    assert str(sheet.values["A1"].value).startswith("示例县第一小学2023年")


def test_grade_then_class_then_id_decide_the_order(tmp_path: Path) -> None:
    places = [("三年级", 3, "三(10)班"), ("三年级", 3, "三（2）班"), ("四年级", 4, "四(1)班"), ("三年级", 3, "三(2)班")]
    lines = [
        one_line(line=f"L{i}", grade=grade, grade_order=order, class_=class_, id_number=f"99010120140305{9 - i}234")
        for i, (grade, order, class_) in enumerate(places)
    ]
    [sheet] = printed(tmp_path, *lines)
    assert [row["班级"] for row in sheet.rows()] == ["三(2)班", "三（2）班", "三(10)班", "四(1)班"]


def test_ids_and_accounts_are_texts(folder: Path) -> None:
    for sheet in [*school_sheets(folder), *county_sheets(folder)]:
        for row in sheet.formulas.iter_rows(min_row=4):
            by_heading = dict(zip(sheet.headings, row, strict=False))
            if not isinstance(row[0].value, int):
                continue
            for heading in ("身份证号码", "银行账号"):
                cell = by_heading[heading]
                assert cell.number_format == "@"
                assert cell.value is None or (cell.data_type in {"s", "inlineStr"} and len(str(cell.value)) > 14)


def test_all_rows_of_all_sheets_add_up_to_the_paying_lines(book: PayoutBook, folder: Path) -> None:
    paid = int(book.lines.loc[book.lines["kind"] == "pay", "amount"].sum())
    for found in (school_sheets(folder), county_sheets(folder)):
        assert sum(fen(row["本次金额(元)"]) for sheet in found for row in sheet.rows()) == paid


def test_every_paying_line_stands_once_in_the_county_and_once_in_its_school(book: PayoutBook, folder: Path) -> None:
    pays = book.lines[book.lines["kind"] == "pay"]
    ids = sorted(pays["id_number"].tolist())
    for found in (school_sheets(folder), county_sheets(folder)):
        assert sorted(row["身份证号码"] or "" for sheet in found for row in sheet.rows()) == ids


def test_nobody_sees_another_school(book: PayoutBook, folder: Path) -> None:
    for path in (folder / "花名册").iterdir():
        ids = {row["身份证号码"] for sheet in sheets(path) for row in sheet.rows() if row["身份证号码"]}
        assert set(book.lines.loc[book.lines["id_number"].isin(ids), "school"]) == {path.stem}


def test_no_negative_amount_stands_on_a_sheet_to_be_signed(folder: Path) -> None:
    amounts = [row["本次金额(元)"] for sheet in school_sheets(folder) for row in sheet.rows()]
    assert min(amounts) > 0


def test_page_sums_are_those_of_their_page_and_add_up_to_the_total(folder: Path) -> None:
    for sheet in county_sheets(folder):
        people, money, pages = 0, 0, []
        for row in sheet.values.iter_rows(min_row=4, values_only=True):
            by_heading = dict(zip(sheet.headings, row, strict=False))
            if isinstance(row[0], int):
                people, money = people + bool(by_heading["姓名"]), money + fen(by_heading["本次金额(元)"])
            elif row[0] == "本页小计":
                assert (by_heading["姓名"], fen(by_heading["本次金额(元)"])) == (people, money)
                pages.append((people, money))
                people, money = 0, 0
        [total] = sheet.labelled("合计")
        assert (total["姓名"], fen(total["本次金额(元)"])) == tuple(map(sum, zip(*pages, strict=True)))
        assert len(pages) == len(sheet.values.row_breaks.brk) + 1


def test_every_page_break_follows_a_page_sum(folder: Path) -> None:
    for sheet in county_sheets(folder):
        ends = [sheet.values.cell(row=b.id, column=1).value for b in sheet.values.row_breaks.brk]
        assert set(ends) <= {"本页小计"}


def test_the_last_page_has_the_total_in_capitals(folder: Path) -> None:
    for sheet in school_sheets(folder):
        [total] = sheet.labelled("合计")
        assert f"合计金额（大写）：{to_capitals(fen(total['本次金额(元)']))}" in sheet.texts()


def test_school_and_centre_have_their_boxes(folder: Path) -> None:
    for sheet in school_sheets(folder):
        for label in ("制表人：", "财务：", "校长（签字、公章）：", "日期：", "初审：", "复核：", "负责人："):
            assert label in sheet.texts()


def test_the_foot_has_batch_digests_and_page(folder: Path) -> None:
    for sheet in school_sheets(folder):
        assert "批次 2023S-001" in sheet.foot
        assert "链校验码 90FE-12AB-34CD" in sheet.foot
        assert sheet.digest
        assert "第&P页/共&N页" in sheet.foot


def test_pages_are_landscape_a4_with_the_head_on_each(folder: Path) -> None:
    for sheet in school_sheets(folder):
        page = sheet.values.page_setup
        assert (page.paperSize, page.orientation) == (9, "landscape")
        assert sheet.values.print_title_rows == "$1:$3"


def test_waived_fees_stand_on_a_sheet_of_their_own(folder: Path) -> None:
    names = {sheet.name for sheet in school_sheets(folder) if any(row["与学生关系"] == "学校" for row in sheet.rows())}
    assert names == {"中等职业教育免学费(拨付学校)", "农村义务教育学生营养改善计划(拨付学校)"}


def test_meals_of_a_school_count_nobody(tmp_path: Path) -> None:
    [sheet] = printed(
        tmp_path,
        one_line(programme="nutrition", payee="school", name="", id_number="", grade="", class_="", standard=0),
    )
    [row], [total] = list(sheet.rows()), sheet.labelled("合计")
    assert (row["年级"], row["姓名"], row["标准(元/学期)"], total["姓名"]) == ("全校", None, None, 0)


def test_a_missing_account_is_said_whatever_the_remark(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(account="", account_name="", bank="", relation="", remark="first"))
    assert next(sheet.rows())["备注"] == "首发、暂无账户"


def test_a_student_without_id_is_listed_by_student_number(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(id_number="", student_no="G990101201403051234"))
    row = next(sheet.rows())
    assert (row["身份证号码"], row["备注"]) == ("G990101201403051234", "以学籍号列示")


def test_back_pay_names_its_term(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(remark="back-pay:2022A"))
    assert next(sheet.rows())["备注"] == "补发2022秋"


def test_two_lines_of_one_student_are_said_under_the_total(tmp_path: Path) -> None:
    [sheet] = printed(tmp_path, one_line(), one_line(line="L2"))
    assert "（不同学生 1 人，共 2 笔）" in sheet.texts()


def test_a_change_at_one_school_leaves_the_digests_of_the_others(tmp_path: Path) -> None:
    here, there = one_line(), one_line(line="L2", school="另一所小学", school_code="2136000002")
    before = {sheet.values["A1"].value: sheet.digest for sheet in printed(tmp_path / "a", here, there)}
    after = {
        sheet.values["A1"].value: sheet.digest
        for sheet in printed(tmp_path / "b", here, there | {"amount": 50001}, batch="2023S-002", made_on="2023-05-01")
    }
    changed = [title for title in before if before[title] != after[title]]
    assert [title for title in changed if "另一所" in str(title)] == changed
    assert len(changed) == 1


@pytest.mark.parametrize(
    "change",
    [{"amount": 50001}, {"account": "6217000012345678902"}, {"name": "王小"}, {"remark": "first"}, {"standard": 62500},
     {"name": "王小明男", "sex": ""}],
)  # fmt: skip
def test_any_value_of_a_row_changes_the_digest(tmp_path: Path, change: dict[str, object]) -> None:
    [before], [after] = printed(tmp_path / "a", one_line()), printed(tmp_path / "b", one_line(**change))
    assert before.digest != after.digest


def test_the_same_data_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    book = county_book()
    shuffled = replace(book, lines=book.lines.sample(frac=1, random_state=1), held=book.held.iloc[::-1])
    files = write_payout_books(tmp_path, shuffled)
    assert files
    for path in files:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()


def test_files_are_named_in_order_and_readable_by_their_owner_only(folder: Path, tmp_path: Path) -> None:
    into = tmp_path / "papers"
    files = write_payout_books(into, county_book())
    assert [path.name for path in files[:2]] == ["全县发放花名册.xlsx", "汇总表.xlsx"]
    assert [path.name for path in files[-2:]] == ["调减单.xlsx", "待核实清单.xlsx"]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert len(files) == len(set(files)) == len(list(folder.rglob("*.xlsx")))


def test_only_what_has_something_to_show_is_written(tmp_path: Path) -> None:
    files = write_payout_books(tmp_path, book_of([one_line()]))
    assert [str(path.relative_to(tmp_path)) for path in files] == [
        "全县发放花名册.xlsx", "汇总表.xlsx", str(Path("花名册", "城关镇中心小学.xlsx"))
    ]  # fmt: skip
    assert write_payout_books(tmp_path / "nothing", book_of([])) == ()


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_payout_books(tmp_path, county_book(County(lines=40)), progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_english_words_on_request(tmp_path: Path) -> None:
    files = write_payout_books(tmp_path, county_book(County(lines=30)), lang="en")
    assert files[0].name == "county-roster.xlsx"
    assert sheets(files[0])[0].headings[:4] == ["No.", "School", "Grade", "Class"]
    assert "表校验码" not in sheets(files[0])[0].foot


def test_nothing_is_left_in_the_folder_for_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    write_payout_books(tmp_path / "a", county_book(County(lines=30)))
    monkeypatch.setattr("aid_ledger.reports.roster.write_table", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_payout_books(tmp_path / "b", county_book(County(lines=30)))
    assert list(scratch.iterdir()) == []


def test_a_file_that_cannot_be_written_is_a_finding(tmp_path: Path) -> None:
    from aid_ledger.errors import InputError

    (tmp_path / "全县发放花名册.xlsx").mkdir()
    with pytest.raises(InputError) as caught:
        write_payout_books(tmp_path, book_of([one_line()]))
    assert [finding.name for finding in caught.value.findings] == ["workbook-not-writable"]
    shutil.rmtree(tmp_path / "全县发放花名册.xlsx")


@pytest.mark.parametrize("rows", [1, 17, 18, 19, 25, 26, 43, 44, 50, 51, 500, 501])
def test_pages_hold_every_row_and_leave_room_for_the_tail(rows: int) -> None:
    sizes = page_sizes(rows, 25, 18)
    assert sum(sizes) == rows
    assert max(sizes) <= 25
    assert 1 <= sizes[-1] <= 18


def test_a_programme_of_more_pages_than_excel_breaks_goes_over_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aid_ledger.reports.table.MOST_PAGES", 1)
    book = book_of([one_line(line=f"L{i:03d}", id_number=f"990101201403{i:06d}") for i in range(70)])
    write_payout_books(tmp_path, book)
    found = county_sheets(tmp_path)
    assert [sheet.name for sheet in found] == [f"家庭经济困难寄宿生生活补助{n}" for n in ("", "(2)", "(3)")]
    assert sum(len(list(sheet.rows())) for sheet in found) == 70
    assert "（第2册/共3册）" in str(found[1].values["A1"].value)


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"amount": -5}, {"kind": "reverse"}, {"kind": "gift"}, {"payee": "bank"}, {"stage": "kita"},
     {"programme": "unknown"}],
    ids=str,
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"unknown|positive"):
        book_of([one_line(**wrong)])


def test_a_line_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        book_of([one_line(), one_line()])


def test_a_table_without_a_column_or_with_broken_numbers_is_refused() -> None:
    book = book_of([one_line()])
    with pytest.raises(ValueError, match="lacks"):
        replace(book, lines=book.lines.drop(columns="bank"))
    with pytest.raises(ValueError, match="whole numbers"):
        replace(book, lines=book.lines.astype({"amount": float}))
