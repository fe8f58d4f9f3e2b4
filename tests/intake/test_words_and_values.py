"""Words, stages, dates, money, names of files."""

from datetime import date

import pandas as pd
import pytest

from aid_ledger.facts import BY_NAME
from aid_ledger.intake import (
    marked,
    read_date,
    read_dates,
    read_money,
    read_name,
    read_stage_and_grade,
    read_words,
)
from aid_ledger.intake.stages import resolve
from aid_ledger.intake.vocabulary import vocabulary
from aid_ledger.terms import Term


def column(*texts: str) -> pd.Series:
    return pd.Series(texts, dtype="str")


def values(name: str, *texts: str, header: str = "") -> list[str]:
    codes, blank, unreadable = read_words(name, column(*texts), header)
    known = vocabulary(name).values
    return ["blank" if b else "?" if u else known[c] for c, b, u in zip(codes, blank, unreadable, strict=True)]


@pytest.mark.parametrize(
    ("name", "header", "words", "expected"),
    [
        (
            "boarding",
            "就读方式",
            ["1", "2", "住校", "2-住校", "借宿", "9", "9其他", "", "2-走读"],
            ["no", "yes", "yes", "yes", "yes", "?", "?", "blank", "?"],
        ),
        ("boarding", "是否寄宿", ["1", "0", "是", "否", "√"], ["yes", "no", "yes", "no", "yes"]),
        ("boarding", "", ["1", "是", "走 读"], ["?", "yes", "no"]),
        ("boarding", "住校/走读", ["住", "走"], ["yes", "no"]),
        (
            "status",
            "",
            ["在读", "01", "送教上门", "转学（转出）", "11-死亡", "人籍分离", "99", "什么"],
            ["school", "school", "home", "away", "away", "?", "?", "?"],
        ),
        ("rural_hukou", "", ["农业户口", "1", "2", "1-农业户口", "居民户口"], ["yes", "yes", "no", "yes", "?"]),
        (
            "yes_no",
            "",
            ["√", "✓", "1", "0", "Y", "n", "有", "无", "是", "否"],
            ["yes", "yes", "yes", "no", "yes", "no", "yes", "no", "yes", "no"],
        ),
        (
            "level",
            "",
            ["特别困难", "特殊困难", "困难", "比较困难", "一般困难", "不困难", "甲"],
            ["special", "special", "hard", "hard", "general", "none", "?"],
        ),
        ("gender", "", ["男", "2", "01", "2-男", "1-男"], ["male", "female", "?", "?", "male"]),
        ("higher_vocational", "", ["本科", "高职", "专科（高职）"], ["no", "yes", "yes"]),
        ("private", "", ["公办", "民办"], ["no", "yes"]),
        ("risk_cleared", "", ["是", "未消除", "风险已消除"], ["yes", "no", "yes"]),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_words_are_read(name: str, header: str, words: list[str], expected: list[str]) -> None:
    assert values(name, *words, header=header) == expected


def test_death_and_transfer_are_marked() -> None:
    words = column("在读", "死亡", "11", "11-死亡", "转出")
    assert marked("status", "deceased", words).tolist() == [False, True, True, True, False]
    assert marked("status", "transferred_out", words).tolist() == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("", "三年级", ""), ("primary", 3)),
        (("", "七年级", ""), ("junior", 1)),
        (("", "初一", ""), ("junior", 1)),
        (("", "高一", ""), ("senior", 1)),
        (("", "中职二年级", ""), ("vocational", 2)),
        (("", "大班", ""), ("preschool", 3)),
        (("", "大一", ""), ("higher", 1)),
        (("初中", "一年级", ""), ("junior", 1)),
        (("初中", "九年级", ""), ("junior", 3)),
        (("中职", "二年级", ""), ("vocational", 2)),
        (("小学", "3", ""), ("primary", 3)),
        (("", "", "1_1"), ("primary", 1)),
        (("", "", "三（2）"), ("primary", 3)),
        (("", "", "高一(5)班"), ("senior", 1)),
        (("小学", "", "3"), ("primary", 0)),
        (("幼儿园", "", "大一班"), ("preschool", 3)),
        (("小学", "2021级", ""), ("primary", 2)),
        (("普高（高中）", "23级", ""), "?"),
        (("七年级", "", ""), ("junior", 1)),
        (("小学", "高一", ""), "?"),
        (("小学", "九年级", ""), "?"),
        (("高中", "四年级", ""), "?"),
        (("什么", "", ""), "?"),
        (("特殊教育", "八年级", ""), ("junior", 2)),
        (("", "", ""), ("unknown", 0)),
    ],
    ids=lambda v: "|".join(v) if len(v) == 3 else "",
)
def test_stage_and_grade(words: tuple[str, str, str], expected: tuple[str, int] | str) -> None:
    stage, grade, good = resolve(*words, 0, Term(2023, 0))
    assert ((BY_NAME["stage"].values[stage], grade) if good else "?") == expected


def test_stage_columns_equal_the_words_one_by_one() -> None:
    stages, grades = ["小学", "", "初中", "普高"], ["三年级", "九年级", "", "2022级", "高二"]
    classes, enrols = ["1班", "八（2）班", ""], ["202209", ""]
    rows = [(s, g, c, e) for s in stages for g in grades for c in classes for e in enrols]
    term = Term(2023, 0)
    stage, grade, class_, enrol = (column(*part) for part in zip(*rows, strict=True))
    got = read_stage_and_grade(stage, grade, class_, enrol, term)
    expected = [resolve(s, g, c, int(e[:4] or 0), term) for s, g, c, e in rows]
    assert list(zip(*(part.tolist() for part in got), strict=True)) == [(s, g, not good) for s, g, good in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20110101", 20110101),
        ("2011.1.1", 20110101),
        ("2011/1/1", 20110101),
        ("2011-1-1", 20110101),
        ("2011年1月", 20110101),
        ("2011年1月2日", 20110102),
        ("201109", 20110901),
        ("40544", 20110101),
        ("2011-01-02 00:00:00", 20110102),
        ("1/1/2011", 20110101),
        ("1/13/2011", 20110113),
        ("1/2/2011", -1),
        ("11-01-01", -1),
        ("####", -1),
        ("2011-02-30", -1),
        ("", 0),
    ],
)
def test_dates_in_every_form(text: str, expected: int) -> None:
    assert read_date(text) == expected
    assert read_dates(column("", text)).tolist() == [0, expected]


def test_money_column() -> None:
    texts = column("625元", "￥1,250.00", "", "陆佰贰拾伍", "312.49999999", "abc", "-5")
    assert read_money(texts).tolist() == [62500, 125000, -1, 62500, 31250, -2, -2]


@pytest.mark.parametrize(
    ("name", "as_of", "term", "count"),
    [
        ("6-监测对象信息_20250902-风险未消除608人.xlsx", date(2025, 9, 2), None, 608),
        ("低保2023.9.1.xls", date(2023, 9, 1), None, None),
        ("名册（2023年9月）.xlsx", date(2023, 9, 1), None, None),
        ("2023年春季学期名册.xlsx", None, Term(2023, 0), None),
        ("2022-2023学年第二学期.xlsx", None, Term(2023, 0), None),
        ("2022-2023学年下学期名册.xlsx", None, Term(2023, 0), None),
        ("2022—2023学年度上期.xlsx", None, Term(2022, 1), None),
        ("2022-2023学年二年级名册.xlsx", None, None, None),
        ("2022-2023学年1班.xlsx", None, None, None),
        ("2022-2023学年上报名册.xlsx", None, None, None),
        ("2021秋.xlsx", None, Term(2021, 1), None),
        ("20250902-20250903.xlsx", None, None, None),
        ("就餐1200人次.xlsx", None, None, None),
        ("20251399.xlsx", None, None, None),
    ],
)
def test_names_of_files(name: str, as_of: date | None, term: Term | None, count: int | None) -> None:
    read = read_name(name)
    assert (read.as_of, read.term, read.stated_count) == (as_of, term, count)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2022-2023学年下学期", "2023S"), ("2022-2023学年度上学期", "2022A"), ("2022—2023学年第一学期", "2022A"),
        ("2022-2023-2", "2023S"), ("2022-2023第二学期", "2023S"), ("2022-2023学年下期", "2023S"), ("2022-20232", ""),
        ("2022-2024学年下学期", ""), ("2022-2023学年", ""),
    ],
)  # fmt: skip
def test_terms_as_lists_write_them(text: str, term: str) -> None:
    if term:
        assert str(Term.parse(text)) == term
        return
    with pytest.raises(ValueError, match=r"no term|no school year"):
        Term.parse(text)
