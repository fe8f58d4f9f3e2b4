"""A column that nothing uses is named where its header speaks of who still counts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aid_ledger.intake import read_file

from .books import an_id, one


def _named(header: str, cell: str, kind: str, columns: Mapping[str, str] | None = None) -> list[tuple[str, object]]:
    rows = [["姓名", "身份证号", "学校名称", "年级", header], ["李甲", an_id(1), "示例小学", "三年级", cell]]
    (table,) = read_file(one(rows), "名单.xlsx", kind=kind, columns=columns).tables
    return [(f.place.cell, f.params["header"]) for f in table.findings if f.name == "column-may-matter"]


@pytest.mark.parametrize(
    "header", ["认领状态", "注销与否", "停发标志", "取消原因", "退出原因", "是否仍在校", "风险消除方式"]
)
def test_unused_column_that_may_say_who_counts_is_named(header: str) -> None:
    assert _named(header, "是", "disabled") == [("E1", header)]


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        ("婚姻", "未婚", "disabled"),
        ("注销与否", "", "disabled"),
        ("是否注销", "否", "disabled"),
        ("学生状态", "在读", "roster"),
    ],
    ids=["another subject", "empty", "used by a register", "used by a roster"],
)
def test_other_columns_are_no_matter(header: str, cell: str, kind: str) -> None:
    assert _named(header, cell, kind) == []


def test_standing_of_a_register_means_nothing_in_a_roster_and_is_named() -> None:
    assert _named("是否注销", "是", "roster") == [("E1", "是否注销")]


def test_column_that_a_person_left_out_is_not_named_again() -> None:
    assert _named("认领状态", "是", "disabled", {"E": ""}) == []


def _speaking(header: str, cell: str, kind: str, columns: Mapping[str, str] | None = None) -> list[tuple[str, object]]:
    rows = [
        ["姓名", "身份证号", "学校名称", "年级", header, "家庭类型"],
        ["李甲", an_id(1), "示例小学", "三年级", cell, ""],
    ]
    (table,) = read_file(one(rows), "名单.xlsx", kind=kind, columns=columns).tables
    return [(f.place.cell, f.params["word"]) for f in table.findings if f.name == "column-may-be"]


@pytest.mark.parametrize(
    ("header", "cell", "word"),
    [
        ("家庭情况", "脱贫户", "困难类型"),
        ("备考", "走读", "就读方式"),
        ("备注", "住校", "就读方式"),
        ("在校住宿与否", "是", "就读方式"),
    ],
)
def test_unused_column_of_pupils_that_speaks_of_need_or_boarding_is_named(header: str, cell: str, word: str) -> None:
    assert _speaking(header, cell, "roster") == [("E1", word)]


@pytest.mark.parametrize(
    ("header", "cell", "kind", "columns"),
    [
        ("家庭情况", "四口人", "roster", None),
        ("在校住宿与否", "", "roster", None),
        ("家庭情况", "脱贫户", "disabled", None),
        ("家庭情况", "脱贫户", "roster", {"E": ""}),
        ("住校？", "是", "roster", None),
    ],
    ids=[
        "another subject",
        "empty",
        "a register",
        "left out by a person",
        "used: the mark behind a header is none of it",
    ],
)
def test_other_columns_of_pupils_are_not_named(
    header: str, cell: str, kind: str, columns: Mapping[str, str] | None
) -> None:
    assert _speaking(header, cell, kind, columns) == []
