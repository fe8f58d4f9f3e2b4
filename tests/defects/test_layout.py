# ruff: noqa: E501 - rows of lists, one on a line
"""Defects of layout (docs/DEFECTS.md): each in a real file, and what becomes of it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from aid_ledger.errors import FindingsError
from aid_ledger.intake import SheetTable, read_file
from tests.intake.books import an_id, book, inline, one, sheet_xml
from tests.intake.bureau_files import orphans, rural_allowance
from tests.intake.found_sheets import village_roll
from tests.tools.county import Desk, name_of, pupil, resident_id, school, sheet

HEADER = ["学校名称", "班级", "姓名", "身份证号", "学籍号", "就读方式"]


def row(number: int, school_name: str = "示例小学", class_: str = "1班", way: str = "住校") -> list[str]:
    return [school_name, class_, f"张{'一二三四五六七八九'[number - 1]}", an_id(number), "", way]


def table_of(rows: Sequence[Sequence[object]], merges: Sequence[str] = (), name: str = "在校生名册.xlsx") -> SheetTable:
    return read_file(one(rows, merges), name).tables[0]


def whole(table: SheetTable) -> bool:
    """Tell whether data rows and rows passed over are all the rows of the sheet."""
    return len(table.frame) + sum(table.passed_over.values()) == table.last_row


@pytest.mark.defect(37)
def test_total_and_subtotal_rows_are_no_children_and_are_checked() -> None:
    rows: list[Sequence[object]] = [
        ["姓名", "身份证号", "金额"],
        ["甲", an_id(1), 600],
        ["小计", "", 600],
        ["乙", an_id(2), 500],
        ["小计", "", 400],
        ["总计", "", 1100],
    ]
    table = table_of(rows, name="孤儿.xlsx")
    assert table.frame["row"].tolist() == [2, 4]
    assert [(f.name, f.place.cell) for f in table.findings] == [
        ("control-total-differs", "C5"),
        ("control-totals-agree", ""),
    ]
    assert whole(table)


@pytest.mark.defect(37)
@pytest.mark.parametrize(
    ("foot", "right"),
    [
        (["合计大写：壹仟壹佰元整"], True),
        (["合计（大写）", "人民币壹仟壹佰元整"], True),
        (["合计", "", 1100, "大写：壹仟壹佰元整"], True),
        (["合计大写：壹仟壹佰元伍角整"], False),
        (["合计（大写）", "壹仟元整"], False),
        (["大写：伍佰元整"], False),
    ],
)
def test_a_total_in_capitals_is_compared_with_the_sum_of_figures(foot: list[object], *, right: bool) -> None:
    rows: list[Sequence[object]] = [["姓名", "身份证号", "金额"], ["甲", an_id(1), 600], ["乙", an_id(2), 500], foot]
    table = table_of(rows, name="孤儿.xlsx")
    assert table.frame["row"].tolist() == [2, 3]
    expected = [("control-totals-agree", "")] if right else [("control-total-differs", "C4")]
    assert [(f.name, f.place.cell) for f in table.findings] == expected


@pytest.mark.defect(39)
@pytest.mark.parametrize(
    ("rows", "paid"),
    [
        (
            [["姓名", "身份证号", "奖助名称", "金额（万元）", "学期"], ["", "", "爱心奖", "0.05", "2023S"]],
            ("used", 50000),
        ),
        (
            [["单位：人,万元"], ["姓名", "身份证号", "奖助名称", "金额", "学期"], ["", "", "爱心奖", "0.05", "2023S"]],
            ("used", 50000),
        ),
        (
            [
                ["姓名", "身份证号", "奖助名称", "金额", "学期"],
                ["", "", "", "万元", ""],
                ["", "", "爱心奖", "0.05", "2023S"],
            ],
            ("used", 50000),
        ),
        (
            [["单位：人,元"], ["姓名", "身份证号", "奖助名称", "金额", "学期"], ["", "", "爱心奖", "500", "2023S"]],
            ("used", 50000),
        ),
        (
            [["姓名", "身份证号", "奖助名称", "金额（万元）", "学期"], ["", "", "爱心奖", "500元", "2023S"]],
            ("used", 50000),
        ),
        (
            [["姓名", "身份证号", "奖助名称", "金额（元/学年）", "学期"], ["", "", "爱心奖", "500", "2023S"]],
            ("held", 0),
        ),
        ([["姓名", "身份证号", "奖助名称", "金额（亿元）", "学期"], ["", "", "爱心奖", "1", "2023S"]], ("held", 0)),
    ],
    ids=["header", "title", "unit row", "yuan in a title", "the cell's own unit", "by the year", "not of a person"],
)
def test_unit_that_only_a_header_line_gives_is_used(
    rows: list[list[str]], paid: tuple[str, int], tmp_path: Path
) -> None:
    rows[-1][:2] = name_of(1), resident_id(1)
    desk = Desk(tmp_path)
    desk.took("在校生名册.xlsx", sheet([pupil(1)]), "roster")
    desk.took(
        "脱贫户.xlsx",
        sheet([{"姓名": name_of(2), "身份证号": resident_id(2), "户类型": "脱贫户", "乡镇": "东镇"}]),
        "filed-poor",
    )
    desk.took("奖学金.xlsx", one(rows), "awards")
    desk.payout()
    awarded = {what: fen for (name, what), fen in desk.paid().items() if what == "named-award"}
    assert ([outcome for outcome, _ in desk.outcomes("awards")], sum(awarded.values())) == ([paid[0]], paid[1])


@pytest.mark.defect(39)
def test_fee_of_a_school_year_is_halved_and_in_wan_is_scaled(tmp_path: Path) -> None:
    from aid_ledger.linking.rows import Source
    from aid_ledger.linking.school_fees import read_fee

    for header, text, fen in (
        ("学费（元/学年）", "1600", 80000),
        ("学费（万元/学年）", "0.16", 80000),
        ("学费（元/月）", "100", -1),
    ):
        table = table_of(
            [["学校名称", "学校标识码", "学段", header], ["甲校", "3699010001", "高中", text]], name="学校名录.xlsx"
        )
        source = Source("s", "d", "f", "Sheet1", "schools", "", "", table)
        assert read_fee([source], table.frame.assign(src=0), "tuition").tolist() == [fen]


@pytest.mark.defect(49)
def test_titles_units_and_dates_above_the_header_are_passed_over() -> None:
    rows = [["示例小学学生名册"], ["填报单位：示例小学", "", "", "填报时间：2023-03-01"], ["单位：人"], HEADER, row(1)]
    table = table_of(rows, ["A1:F1", "A2:C2", "D2:F2"])
    assert (table.header_row, table.frame["row"].tolist(), dict(table.passed_over)) == (
        4,
        [5],
        {"title": 3, "header": 1},
    )


@pytest.mark.defect(50)
def test_header_of_three_levels_is_one_header() -> None:
    table = read_file(village_roll(), "城保名册.xls").tables[0]
    assert (table.header_row, table.frame["row"].tolist()) == (2, [5, 6])
    assert "领取金额›分解›残疾人救助" in {c.header for c in table.columns}


@pytest.mark.defect(51)
def test_header_repeated_on_each_page_is_no_child() -> None:
    rows: list[Sequence[object]] = [
        HEADER,
        row(1),
        row(2),
        ["本页合计", "", 2, "", "", ""],
        HEADER,
        row(3),
        ["本页合计", "", 1, "", "", ""],
    ]
    table = table_of(rows)
    assert (table.frame["row"].tolist(), table.passed_over["header"], table.passed_over["total"]) == ([2, 3, 6], 2, 2)
    assert [f.name for f in table.findings] == ["control-totals-agree"]


@pytest.mark.defect(51)
def test_a_header_of_levels_repeated_on_each_page_is_no_child() -> None:
    """Its upper level stands over other columns than the lowest: 学生基本信息 is nobody's name."""
    levels = [
        ["序号", "学生基本信息", "", "", "就读情况", "", "备注"],
        ["", "姓名", "证件", "", "年级班级", "", ""],
        ["", "", "身份证号", "学籍号", "年级", "班级", ""],
    ]
    pupils = [[str(n), f"张三{n}", an_id(n), f"G{an_id(n)}", "四年级", "1班", "住校"] for n in (1, 2)]
    tops = ["A{0}:A{2}", "B{0}:D{0}", "B{1}:B{2}", "C{1}:D{1}", "E{0}:F{0}", "E{1}:F{1}", "G{0}:G{2}"]
    merges = [one.format(*range(top, top + 3)) for top in (1, 5) for one in tops]
    table = read_file(one([*levels, pupils[0], *levels, pupils[1]], merges), "名册.xlsx", kind="roster").tables[0]
    assert (table.frame["row"].tolist(), dict(table.passed_over)) == ([4, 8], {"header": 6})


@pytest.mark.defect(52)
def test_breaks_spaces_and_notes_in_header_cells_do_not_matter() -> None:
    header = ["学 校\n名称（全称）", "*班级【必填】", "姓　名", "身份证\n号码：", "※学籍号", "就读方式（住校/走读）"]
    assert table_of([header, row(1)]).fields == ("school", "class", "student_name", "id_no", "student_no", "boarding")


@pytest.mark.defect(53)
@pytest.mark.parametrize("labels", ["repeated", "blank", "merged"])
def test_one_header_nine_times_is_a_household(labels: str) -> None:
    made = rural_allowance(labels)
    table = read_file(made.data, made.name).tables[0]
    assert tuple(table.letter_of(name) for name in table.repeated_ids) == made.ids
    assert len(made.ids) == 9


@pytest.mark.defect(54)
def test_merged_cell_fills_its_own_rows_and_no_others() -> None:
    rows = [HEADER, row(1), row(2, ""), row(3, ""), row(4, "")]
    table = table_of(rows, ["A2:A4"])
    assert table.frame["school"].tolist() == ["示例小学"] * 3 + [""]


@pytest.mark.defect(55)
def test_hidden_rows_columns_and_sheets_are_read_and_counted() -> None:
    made = Workbook()
    sheet_ = made.worksheets[0]
    for cells in (HEADER, row(1), row(2), row(3)):
        sheet_.append(cells)
    sheet_.row_dimensions[3].hidden = True
    sheet_.column_dimensions["D"].hidden = True
    sheet_.auto_filter.ref = "A1:F4"
    other = made.create_sheet("Sheet2")
    for cells in (HEADER, row(4)):
        other.append(cells)
    other.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    reading = read_file(out.getvalue(), "在校生名册.xlsx")
    assert [len(table.frame) for table in reading.tables] == [3, 1]
    assert [table.hidden_rows for table in reading.tables] == [1, 0]
    assert ["columns-hidden" in {one.name for one in table.findings} for table in reading.tables] == [True, False]
    assert [(note.name, note.hidden, note.used) for note in reading.sheets] == [
        ("Sheet", False, True),
        ("Sheet2", True, True),
    ]


@pytest.mark.defect(56)
def test_blank_formatted_rows_and_a_stray_cell_far_below_are_no_children() -> None:
    made = Workbook()
    sheet_ = made.worksheets[0]
    for cells in (HEADER, row(1)):
        sheet_.append(cells)
    sheet_["B60000"] = " "
    out = io.BytesIO()
    made.save(out)
    table = read_file(out.getvalue(), "在校生名册.xlsx").tables[0]
    assert (table.frame["row"].tolist(), table.last_row) == ([2], 2)


@pytest.mark.defect(57)
def test_lists_on_sheets_one_and_three_are_found_among_notes() -> None:
    made = orphans()
    reading = read_file(made.data, made.name)
    assert [table.sheet for table in reading.tables] == ["孤儿", "事实无人抚养儿童"]
    assert [(note.name, note.used) for note in reading.sheets] == [
        ("孤儿", True),
        ("发放汇总", False),
        ("事实无人抚养儿童", True),
    ]


@pytest.mark.defect(58)
def test_signatures_and_notes_below_the_table_are_no_children() -> None:
    foot = [["说明：住校生以住宿登记为准"], ["制表人：甲", "", "", "审核人：乙"], ["单位（公章）"], ["校长：丙"]]
    table = table_of([HEADER, row(1), *foot])
    assert (table.frame["row"].tolist(), dict(table.passed_over)) == ([2], {"header": 1, "note": 1, "signature": 3})


@pytest.mark.defect(59)
def test_class_named_in_a_row_of_its_own_holds_below_it() -> None:
    rows = [HEADER, ["三年级1班"], row(1, class_=""), [], row(2, class_=""), ["三年级2班"], row(3, class_="")]
    table = table_of(rows)
    assert table.frame["class"].tolist() == ["三年级1班", "三年级1班", "三年级2班"]
    assert dict(table.passed_over) == {"header": 1, "group": 2, "blank": 1}


@pytest.mark.defect(60)
def test_moved_and_renamed_columns_are_known_by_their_headers_and_new_ones_by_a_mapping() -> None:
    moved = one(
        [
            ["身份证件号", "就读方式", "全国学籍号", "学生姓名", "班别", "就读学校"],
            [an_id(1), "住校", "", "甲", "1班", "示例小学"],
        ]
    )
    assert read_file(moved, "a.xlsx").tables[0].frame.iloc[0][
        ["student_name", "id_no", "school", "class"]
    ].tolist() == ["甲", an_id(1), "示例小学", "1班"]
    renamed = one([["学生", "国民编码", "班别", "就读学校"], ["甲", an_id(1), "1班", "示例小学"]])
    with pytest.raises(FindingsError) as caught:
        read_file(renamed, "a.xlsx", kind="roster")
    assert [f.name for f in caught.value.findings] == ["kind-columns-missing"]
    assert "国民编码" in str(caught.value.findings[0].params["unknown"])
    table = read_file(renamed, "a.xlsx", kind="roster", columns={"国民编码": "id_no"}).tables[0]
    assert table.frame["id_no"].tolist() == [an_id(1)]


@pytest.mark.defect(60)
def test_column_with_a_new_meaning_under_its_old_place_is_read_by_its_header() -> None:
    header = ["姓名", "身份证号", "户类型", "户编号", "乡镇"]
    table = table_of([header, ["甲", an_id(1), "脱贫户", "1", "东镇"]], name="脱贫户.xlsx")
    assert (table.letter_of("household_type"), table.letter_of("head_id_no")) == ("C", "")


@pytest.mark.defect(61)
def test_formula_without_value_and_error_cells_wait(tmp_path: Path) -> None:
    primary = {"学校名称": "示例县第一小学", "学校标识码": "3699010001", "学段": "小学"}
    header = inline(1, ["姓名", "身份证件号", "学籍号", "学校名称", "年级", "班级", "就读方式"])

    def cells(number: int, at: int, broken: dict[str, str]) -> str:
        values = dict(
            zip(
                "ABCDEFG",
                [name_of(number), resident_id(number), "", primary["学校名称"], "三年级", "1班", "住校"],
                strict=True,
            )
        )
        made = "".join(
            broken[letter].format(ref=f"{letter}{at}")
            if letter in broken
            else f'<c r="{letter}{at}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in values.items()
        )
        return f'<row r="{at}">{made}</row>'

    error, formula = '<c r="{ref}" t="e"><f>VLOOKUP(1)</f><v>#N/A</v></c>', '<c r="{ref}"><f>A1</f></c>'
    broken = [{}, {"B": error}, {"G": error}, {"G": formula}, {"A": error}, {"D": formula}]
    rows = header + "".join(cells(n, n + 1, one_) for n, one_ in enumerate(broken, start=1))
    desk = Desk(tmp_path)
    desk.took("学校名录.xlsx", sheet([school(primary)]), "schools")
    done = desk.take("在校生名册.xlsx", sheet_xml(rows), "roster")
    found = [(f.name, f.place.cell, f.params["count"]) for f in done.sheets[0].table.findings]
    assert found == [
        ("cell-error", "B3", 1),
        ("cell-error", "G4", 1),
        ("cell-error", "A6", 1),
        ("formula-without-value", "G5", 1),
        ("formula-without-value", "D7", 1),
    ]
    desk.took(
        "脱贫户.xlsx",
        sheet(
            [{"姓名": name_of(n), "身份证号": resident_id(n), "户类型": "脱贫户", "乡镇": "东镇"} for n in range(1, 7)]
        ),
        "filed-poor",
    )
    desk.payout()
    assert desk.outcomes() == [
        ("paid", ""), ("held", "id-invalid"), ("held", "boarding-unknown"), ("held", "boarding-unknown"), ("held", "cell-unread"),
        ("held", "school-unknown"),
    ]  # fmt: skip


@pytest.mark.defect(68)
@pytest.mark.parametrize(("count", "said"), [(2, []), (608, ["count-differs-from-name"])])
def test_head_count_in_the_files_name_is_compared(count: int, said: list[str]) -> None:
    rows = [
        ["姓名", "证件号码", "户编号", "监测对象类别"],
        ["甲", an_id(1), "1", "边缘易致贫户"],
        ["乙", an_id(2), "1", "边缘易致贫户"],
    ]
    reading = read_file(one(rows), f"6-防止返贫致贫监测对象信息_20250902-风险未消除{count}人.xlsx")
    assert [f.name for f in reading.findings] == said
    if said:
        assert dict(reading.findings[0].params) == {"stated": 608, "rows": 2, "difference": 606}


def test_sheets_that_are_no_list_are_named_with_what_they_are() -> None:
    reading = read_file(book({"说明": [["填表说明"]], "名单": [HEADER, row(1)]}), "在校生名册.xlsx")
    assert [(note.name, note.why) for note in reading.sheets] == [("说明", "no-header"), ("名单", "data")]
