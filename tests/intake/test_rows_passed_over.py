"""Which rows are data and which are not."""

import pytest

from aid_ledger.intake import SheetTable, read_file

from .books import ROSTER_HEADER, an_id, one, roster_row


def table_of(*rows: list[str]) -> SheetTable:
    return read_file(one([ROSTER_HEADER, *rows]), "在校生名册.xlsx").tables[0]


BLANK = [""] * len(ROSTER_HEADER)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["合计", "", "", "120"], "total"),
        (["小 计", "", "", "3人"], "total"),
        (["总计：120人"], "total"),
        (["制表人：张三", "", "", "审核人：李四"], "signature"),
        (["单位负责人（签字）：", "", "", "填表人："], "signature"),
        (["校长："], "signature"),
        (["（公章）"], "signature"),
        (["说明：本表一式三份"], "note"),
        (["注：以学籍系统为准"], "note"),
        (["备注：以上为在籍学生"], "note"),
        (["三年级2班"], "group"),
        (["二（1）"], "group"),
        (list(ROSTER_HEADER), "header"),
        ([], "blank"),
        (["", "", "", "", "", "2023年3月1日"], "note"),
    ],
    ids=lambda value: value if isinstance(value, str) else "|".join(value[:1]),
)
def test_row_between_data_rows_is_passed_over(cells: list[str], reason: str) -> None:
    table = table_of(roster_row(1), [*cells, *BLANK][: len(BLANK)], roster_row(2))
    assert table.frame["row"].tolist() == [2, 4]
    assert dict(table.passed_over) == {"header": 2} if reason == "header" else {"header": 1, reason: 1}
    assert len(table.frame) + sum(table.passed_over.values()) == table.last_row == 4


@pytest.mark.parametrize(
    "row",
    [
        roster_row(5, 学生姓名="合计"),
        roster_row(5, 学生姓名="小计", 全国学籍号=""),
        roster_row(5, 学生姓名="校长"),
        roster_row(5, 学生姓名="注"),
        roster_row(5, 身份证件号="", 全国学籍号=""),
        roster_row(5, 身份证件号="36073"),
        roster_row(5, 学生姓名=""),
        roster_row(5, 学生姓名="", 全国学籍号="", 身份证件号=""),
        ["王五", *BLANK[1:]],
    ],
    ids=[
        "called-total",
        "called-subtotal",
        "called-head",
        "called-note",
        "no-id",
        "short-id",
        "no-name",
        "nobody",
        "name-only",
    ],
)
def test_row_of_a_person_is_data_whatever_it_says(row: list[str]) -> None:
    table = table_of(roster_row(1), row, roster_row(2))
    assert table.frame["row"].tolist() == [2, 3, 4]


def test_total_row_is_kept_as_control_total() -> None:
    rows = [
        ["序号", "姓名", "身份证号", "金额", "学校"],
        ["1", "a", an_id(1), "500", "x"],
        ["合计", "", "", "500", ""],
    ]
    table = read_file(one(rows), "孤儿.xlsx").tables[0]
    assert [(t.row, t.label, dict(t.numbers)) for t in table.totals] == [(3, "合计", {"D": "500"})]


def test_one_cell_row_names_the_class_below() -> None:
    rows = [
        ["姓名", "身份证号", "学籍号", "学校"],
        ["三年级1班"],
        ["a", an_id(1), "", "x"],
        ["三年级2班"],
        ["b", an_id(2), "", "x"],
    ]
    table = read_file(one(rows), "roster.xlsx").tables[0]
    assert table.frame["class"].tolist() == ["三年级1班", "三年级2班"]


def test_prepared_running_numbers_are_no_rows() -> None:
    rows = [["序号", "姓名", "身份证号", "学籍号", "班级"], ["1", "a", an_id(1), "", "x"], ["2"], ["3"]]
    table = read_file(one(rows), "roster.xlsx").tables[0]
    assert (len(table.frame), dict(table.passed_over)) == (1, {"header": 1, "blank": 2})


@pytest.mark.parametrize(
    "footer",
    [
        ["男生 2人 女生 3人"],
        ["", "男2人，女3人，共5人"],
        ["", "应到45人 实到44人"],
        ["", "男生", "2人", "女生", "3人"],
        ["", "男生：2人", "", "女生：3人"],
    ],
)
def test_head_counts_of_a_class_are_no_pupils(footer: list[str]) -> None:
    header = ["序号", "姓名", "性别", "身份证号", "班级"]
    rows = [header, ["1", "李甲", "男", an_id(1), "1班"], footer, ["2", "李乙", "男", "", "1班"], footer]
    (table,) = read_file(one(rows), "三年级名册.xlsx").tables
    assert table.frame["student_name"].tolist() == ["李甲", "李乙"]
    assert table.passed_over["note"] == 2


def test_pupil_whose_name_looks_like_a_head_count_is_a_pupil() -> None:
    header = ["序号", "姓名", "性别", "身份证号", "班级"]
    rows = [header, ["1", "共一人", "男", an_id(1), "1班"], ["2", "应到", "男", "", "1班"]]
    (table,) = read_file(one(rows), "三年级名册.xlsx").tables
    assert table.frame["student_name"].tolist() == ["共一人", "应到"]
