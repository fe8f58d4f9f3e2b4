"""A household a row: the kind is told and each member is read, however the headers count them, with `--map` too."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import SheetTable, read_file
from aid_ledger.intake.told import field_named
from aid_ledger.words import tell

from .books import Rows, an_id, one

HEAD = ["序号", "乡镇", "村", "户主", "户主身份证号"]
PEOPLE = [
    [("户甲", an_id(1, "19800305")), ("王一", an_id(2)), ("王二", an_id(3)), ("王三", an_id(4))],
    [("户乙", an_id(5, "19800305")), ("李一", an_id(6)), ("", ""), ("", "")],
]
VARIANTS = {
    "成员1": ["成员1", "成员1身份证号", "成员2", "成员2身份证号", "成员3", "成员3身份证号"],
    "成员一": ["成员一", "成员一身份证", "成员二", "成员二身份证", "成员三", "成员三身份证"],
    "家庭成员1姓名": list(chain(*([f"家庭成员{n}姓名", f"家庭成员{n}身份证号码"] for n in "123"))),
    "成员姓名1": ["成员姓名1", "身份证号1", "成员姓名2", "身份证号2", "成员姓名3", "身份证号3"],
    "姓名1": ["姓名1", "身份证1", "姓名2", "身份证2", "姓名3", "身份证3"],
    "子女1": ["子女1", "子女1身份证号", "子女2", "子女2身份证号", "子女3", "子女3身份证号"],
    "学生（1）": list(chain(*([f"学生（{n}）", f"学生（{n}）身份证号"] for n in "123"))),
    "repeated": ["成员姓名", "身份证号"] * 3,
    "one over all": ["家庭成员情况", "", "", "", "", ""],
    "of no dictionary": ["家里人甲", "证甲", "家里人乙", "证乙", "家里人丙", "证丙"],
}
KINDS = {
    "filed-poor": ("脱贫户(到户).xlsx", "示例县脱贫户（含家庭成员）明细表"),
    "monitored": ("监测户.xlsx", "防返贫监测对象花名册"),
    "rural-allowance": ("3月.xlsx", "农村低保对象花名册"),
    "urban-allowance": ("3月.xlsx", "城市低保对象花名册"),
    "destitute": ("特困.xlsx", "农村特困人员花名册"),
}


def _pairs(people: list[tuple[str, str]], *, relation: bool = False) -> list[str]:
    return [text for name, number in people for text in (name, number, *(("子",) if relation else ()))]


def _sheets(header: list[str], last: str) -> dict[str, Rows]:
    """The same households with members beside each other, with a relation each, and names before all IDs."""
    names, ids = header[::2], header[1::2]
    related = chain(
        *([name, number, f"与户主关系{n}"] for n, (name, number) in enumerate(zip(names, ids, strict=True), 1))
    )
    return {
        "pairs": [[*HEAD, *header, last], *([1, "东镇", "东村", *_pairs(who), "2018"] for who in PEOPLE)],
        "relation": [
            [*HEAD, *related, last],
            *([1, "东镇", "东村", *who[0], *_pairs(who[1:], relation=True), "2018"] for who in PEOPLE),
        ],
        "names first": [
            [*HEAD, *names, *ids, last],
            *([1, "东镇", "东村", *who[0], *chain(*zip(*who[1:], strict=True)), "2018"] for who in PEOPLE),
        ],
    }


def _members(table: SheetTable) -> list[list[tuple[str, str]]]:
    fields = [(name.replace("id_no", "student_name"), name) for name in table.repeated_ids]
    return [[(row[name], row[number]) for name, number in fields] for row in table.frame.to_dict("records")]


@pytest.mark.parametrize("kind", KINDS)
def test_kind_and_members_are_told_whatever_the_headers(kind: str) -> None:
    name, title = KINDS[kind]
    for place, (variant, header) in enumerate(VARIANTS.items(), start=list(KINDS).index(kind)):
        sheets = _sheets(header, "脱贫年度" if kind == "filed-poor" else "备注")
        form = list(sheets)[place % len(sheets)]
        (table,) = read_file(one([[title], *sheets[form]]), name).tables
        assert (variant, form, table.kind) == (variant, form, kind)
        assert (variant, form, _members(table)) == (variant, form, PEOPLE)


@pytest.mark.parametrize("levels", [2, 3])
def test_members_under_merged_headers_of_several_levels(levels: int) -> None:
    top = [
        "序号",
        "户主",
        "户主身份证号",
        *(["家庭成员", "", "", ""] if levels == 3 else ["成员1", "", "成员2", ""]),
        "脱贫年度",
    ]
    between = [["", "", "", "成员一", "", "成员二", "", ""]] if levels == 3 else []
    below = ["", "", "", "姓名", "身份证号", "姓名", "身份证号", ""]
    rows: Rows = [["脱贫户明细表"], top, *between, below, [1, *_pairs(PEOPLE[0][:3]), "2018"]]
    down = [f"{letter}2:{letter}{levels + 1}" for letter in "ABCH"]
    across = ["D2:G2", "D3:E3", "F3:G3"] if levels == 3 else ["D2:E2", "F2:G2"]
    (table,) = read_file(one(rows, [*down, *across]), "表.xlsx").tables
    assert (table.kind, _members(table)) == ("filed-poor", [PEOPLE[0][:3]])


def _wide(header: list[str]) -> bytes:
    return one([["脱贫户"], [*HEAD, *header], *([1, "东镇", "东村", *_pairs(who)] for who in PEOPLE)])


@pytest.mark.parametrize(
    "said",
    [
        {"F": "student_name"},
        {"G": "id_no"},
        {"G": "id_no", "I": "id_no", "K": "id_no"},
        {"K": "id_no", "F": "student_name", "G": "id_no"},
        {"成员2身份证号": "成员2身份证号"},
    ],
    ids=["one name", "one ID", "all IDs", "in another order", "by header, and as a member"],
)  # fmt: skip
def test_members_are_read_with_a_mapping_of_some_of_them(said: dict[str, str]) -> None:
    columns = {key: str(field_named(word)) for key, word in said.items()}
    (table,) = read_file(_wide(VARIANTS["成员1"]), "表.xlsx", kind="filed-poor", columns=columns).tables
    assert _members(table) == PEOPLE
    assert [f.name for f in table.findings] == []


def test_columns_said_to_be_ids_are_members_in_order_though_nothing_else_tells_them() -> None:
    rows: list[list[object]] = [
        [*HEAD, "甲", "证1", "乙", "证2"],
        [1, "东镇", "东村", *_pairs(PEOPLE[0][:2]), "王二", "无"],
    ]
    said = {"G": "id_no", "I": "id_no"}
    with pytest.raises(FindingsError) as caught:
        read_file(one([["脱贫户"], *rows]), "表.xlsx", kind="filed-poor", columns=said)
    assert [f.name for f in caught.value.findings] == ["told-column-not-ids"]  # what is said is not read wrongly
    rows.append([2, "东镇", "东村", *_pairs(PEOPLE[1][:2]), "李二", an_id(7)])
    (table,) = read_file(one([["脱贫户"], *rows]), "表.xlsx", kind="filed-poor", columns=said).tables
    assert _members(table)[1] == [*PEOPLE[1][:2], ("李二", an_id(7))]


def test_member_whom_a_person_leaves_out_is_left_out() -> None:
    (table,) = read_file(_wide(VARIANTS["成员1"]), "表.xlsx", columns={"J": "", "K": ""}).tables
    assert _members(table) == [who[:3] for who in PEOPLE]


def test_an_id_said_twice_is_one_member_and_an_officials_is_none() -> None:
    header = [*HEAD, "姓名", "身份证号", "证件号码", "帮扶干部", "帮扶干部身份证"]
    rows = [[1, "东镇", "东村", *_pairs(who[:2]), who[1][1], "钱某", an_id(9, "19800305")] for who in PEOPLE]
    (table,) = read_file(one([["脱贫户"], header, *rows]), "表.xlsx").tables
    assert _members(table) == [who[:2] for who in PEOPLE]


def test_a_pupil_a_row_beside_the_head_is_no_household() -> None:
    header = ["户主", "户主身份证号", "学生姓名", "学生身份证号", "脱贫年度"]
    (table,) = read_file(one([header, *([*_pairs(who[:2]), "2018"] for who in PEOPLE)]), "脱贫户.xlsx").tables
    assert _members(table) == [[who[1]] for who in PEOPLE]


def test_a_list_that_numbers_its_people_has_a_person_a_row_whatever_else_holds_ids() -> None:
    header = ["户编号", "人编号", "姓名", "家庭成员", "证件号码", "户主", "户主证件号码", "村医"]
    head = PEOPLE[0][0]
    rows = [["1", f"1{n}", name, "三口人", number, *head, an_id(9)] for n, (name, number) in enumerate(PEOPLE[0])]
    (table,) = read_file(one([header, *rows]), "脱贫户.xlsx", columns={"D": ""}).tables
    assert _members(table) == [[who] for who in PEOPLE[0]]


def _advice(error: FindingsError) -> dict[str, str]:
    """The ``--map`` that the first finding's advice ends with, as the command reads it."""
    return dict(re.findall(r"--map '([^'=]+)=([^']*)'", tell(error.findings[0], "zh").fix.rsplit("；", 1)[-1]))


def _refused(data: bytes, name: str, kind: str, columns: dict[str, str]) -> FindingsError:
    with pytest.raises(FindingsError) as caught:
        read_file(data, name, kind=kind, columns=columns)
    return caught.value


def test_members_named_without_ids_refuse_the_list_and_the_advice_works() -> None:
    header = [*HEAD, "成员1", "成员1身份证号", "成员2", "成员3"]
    rows = [[1, "东镇", "东村", *_pairs(PEOPLE[0][:2]), "王二", "王三"]]
    data = one([["脱贫户"], header, *rows])
    error = _refused(data, "表.xlsx", "filed-poor", {})
    assert [(f.name, f.place.cell) for f in error.findings] == [("members-without-ids", "H2")]
    (table,) = read_file(data, "表.xlsx", kind="filed-poor", columns=_advice(error)).tables
    assert _members(table) == [PEOPLE[0][:2]]


@pytest.mark.parametrize("kind", ["hardship", "orphans", "disabled", "martyrs", "roster", "accounts"])
def test_people_whom_headers_count_are_not_lost_in_a_list_of_one_person_a_row(kind: str) -> None:
    header = ["学生1", "学生1身份证号", "学生2", "学生2身份证号", "学校名称", "困难类型", "卡号"]
    row = [*_pairs(PEOPLE[0][1:3]), "示例小学", "低保边缘", "6299010000000000018"]
    for columns in ({}, {"B": "id_no"}):
        error = _refused(one([header, row]), "表.xlsx", kind, columns)
        assert [f.name for f in error.findings] == ["two-blocks"]
    left = {"C": "", "D": ""}
    assert read_file(one([header, row]), "表.xlsx", kind=kind, columns=left).tables[0].frame["id_no"].tolist() == [
        an_id(2)
    ]
    if kind == "hardship":  # what the advice says of households
        assert _members(read_file(one([header, row]), "表.xlsx", kind="filed-poor").tables[0]) == [PEOPLE[0][1:3]]


@pytest.mark.parametrize("said", [{}, {"B": "id_no"}], ids=["nothing said", "with a mapping"])
def test_parents_counted_as_members_of_a_pupils_family_are_no_second_list(said: dict[str, str]) -> None:
    header = ["姓名", "身份证件号", "班级", "学籍号", "成员1姓名", "成员1身份证件号", "成员2姓名", "成员2身份证件号"]
    parents = [("王父", an_id(1, "19800305")), ("王母", an_id(5, "19820305"))]
    row = ["王一", an_id(2), "1班", "G" + an_id(2), *_pairs(parents)]
    (table,) = read_file(one([header, row]), "在校生名册.xlsx", columns=said).tables
    assert _members(table) == [[("王一", an_id(2))]]
    assert {finding.severity for finding in table.findings} == {"note"}


def test_two_columns_said_to_be_one_persons_id_are_refused_and_the_advice_works() -> None:
    header = ["姓名", "号码甲", "号码乙", "班级"]
    data = one([header, ["王一", an_id(2), an_id(3), "1班"]])
    said = {"B": "id_no", "C": "id_no"}
    error = _refused(data, "在校生名册.xlsx", "roster", said)
    assert [(f.name, f.place.cell) for f in error.findings] == [("told-column-twice", "C1")]
    found = re.search(r"--map '(\w)='", tell(error.findings[0], "zh").fix)
    assert found is not None
    (table,) = read_file(data, "在校生名册.xlsx", kind="roster", columns=said | {found[1]: ""}).tables
    assert table.frame["id_no"].tolist() == [an_id(2)]
