"""Published figures: real ones with what is true of them, and what holds for any."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aid_ledger.audit.printed import UNITS
from aid_ledger.audit.statement_text import read_text
from aid_ledger.errors import FindingsError
from aid_ledger.words import tell
from tests.audit.published import HEADINGS, check, codes, fen, rows
from tests.tools.county import sheet

CASES = Path(__file__).parent / "statements"
VERDICTS: dict[str, Any] = json.loads((CASES / "verdicts.json").read_text("utf-8"))
"""What is true of each, worked out elsewhere in exact fractions."""
SAME_WORD = {
    "match": "match", "match_implied_rate": "match", "match_after_rounding": "within-rounding",
    "within_rounding_of_lines": "within-rounding", "mismatch": "mismatch", "infeasible": "infeasible",
}  # fmt: skip
# --- the published ones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["", "2023S", "2012S"])
@pytest.mark.parametrize("case", VERDICTS)
def test_a_published_statement_is_judged_as_it_was_worked_out(case: str, term: str) -> None:
    found, true = check((CASES / f"{case}.csv").read_bytes(), term), VERDICTS[case]
    assert [one.status for one in found.lines] == [
        SAME_WORD.get(line["status"], "not-checkable") for line in true["lines"]
    ]
    for one, line in zip(found.lines, true["lines"], strict=True):
        if "expected_yuan" in line and one.why != "paid-by-days":
            assert one.expected == fen(line["expected_yuan"])
            assert one.difference == (fen(line["difference_yuan"]) if "difference_yuan" in line else None)
        if "solution" in line:
            assert one.unique == line["solution_unique"]
            assert not one.unique or one.mix == {fen(float(key)): count for key, count in line["solution"].items()}
        if "derived_students" in line:
            assert one.mix is not None
            assert sum(one.mix.values()) == line["derived_students"]
    for total, told, unit in ((found.total, true["total"], 100), (found.heads, true["headcount"], 1)):
        assert (total is None) == (told is None)
        if total is not None:
            stated_sum = next(value for key, value in told.items() if key.startswith("sum_of"))
            assert total.status == SAME_WORD[told["status"]]
            assert total.sum == Fraction(str(stated_sum)) * unit
            assert total.difference == Fraction(str(told.get("difference_yuan", told.get("difference")))) * unit
            assert list(total.included) == told["lines_included"]


def test_a_total_that_leaves_out_fee_waivers_and_takes_in_donations_is_taken_apart() -> None:
    found = check((CASES / "S001.csv").read_bytes(), "2023S")
    assert found.total is not None
    assert (found.total.status, found.total.equals_lines, found.total.only) == ("mismatch", (0, 1, 3, 4), True)
    assert codes(found) == ["statement-infeasible-mix", "statement-total-mismatch"]
    mix, total = (tell(one, "zh").problem for one, _ in found.findings)
    assert mix == (
        "义务教育寄宿生生活补助：4,847 人按 500/625/750/875 元，怎么搭配都得不到 2,927,275.00 元；"
        "最接近的是 2,927,250.00 元（写的多 25.00 元）"
    )
    assert total == (
        "合计写的是 6,597,275.00 元，各项相加是 7,224,750.00 元，合计少 627,475.00 元；恰好等于合计的是："
        "义务教育寄宿生生活补助 292.7275万元 + 普通高中国家助学金 216.9万元 + 中职国家助学金 130.1万元 + "
        "社会捐资助学(not government aid) 20万元；没有算进合计的：中职免学费 82.7475万元"
    )
    assert tell(found.findings[1][0], "en").problem.startswith(
        "the total is stated as 6,597,275.00 yuan, the items add up to 7,224,750.00 yuan, "
        "the total is 627,475.00 yuan too little; equal to it: "
    )


# --- standards in force ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "term", "status", "why"),
    [
        ("寄宿生生活补助,小学,,2,,1000,元", "2023S", "match", ""),
        ("寄宿生生活补助,小学,,2,,1250,元", "2023S", "mismatch", ""),
        ("寄宿生生活补助,小学,,2,,1250,元", "2024S", "match", ""),
        ("寄宿生生活补助,小学+初中,,2,,1125,元", "2023S", "match", ""),
        ("寄宿生生活补助,,,4847,,292.7275,万元", "2023S", "infeasible", ""),
        ("非寄宿生生活补助,初中,,3,,937.5,元", "2023S", "match", ""),
        ("非寄宿生生活补助,初中,,3,,937.5,元", "2018S", "not-checkable", "no-national-standard"),
        ("义务教育生活补助,小学+初中,,3,,937.5,元", "2023S", "not-checkable", "no-national-standard"),
        ("普通高中国家助学金,普通高中,,3,,3000,元", "2023S", "not-checkable", "no-national-standard"),
        ("中职国家助学金,中职,,3,,3000,元", "2023S", "match", ""),
        ("国家助学金,中职,,3,,3450,元", "2025S", "match", ""),
        ("中职免学费,中职,,3,,3000,元", "2023S", "not-checkable", "no-national-standard"),
        ("免费教科书,小学,,3,,135,元", "2023S", "not-checkable", "no-national-standard"),
        ("学前教育资助,学前,,3,,2250,元", "2023S", "not-checkable", "no-national-standard"),
        ("雨露计划,,,3,,4500,元", "2023S", "match", ""),
        ("雨露计划,,,3,,4500,元", "2026S", "not-checkable", "no-national-standard"),
        ("雨露计划,,,3,,4500,元", "", "not-checkable", "no-standard-no-term"),
        ("雨露计划,,,,,4500,元", "2023S", "not-checkable", "no-heads-no-standard"),
        ("营养改善计划,小学,,100,5,5万,元", "", "not-checkable", "paid-by-days"),
        ("营养改善计划,小学,,100,500,5万,元", "", "match", ""),
        ("雨露计划,,,3,1500,4500,", "", "not-checkable", "amount-unreadable"),
        ("雨露计划,,,3,1500,4500余,元", "", "not-checkable", "amount-unreadable"),
        ("雨露计划,,,三,1500,4500,元", "", "not-checkable", "heads-unreadable"),
        ("雨露计划,,,3,1000-1500,4500,元", "", "not-checkable", "standard-unreadable"),
        ("雨露计划,,,3,1500,,元", "", "not-checkable", "no-amount"),
        ("雨露计划,,,,1500,4600,元", "", "infeasible", ""),
        ("雨露计划,,约3人,3,1500,4600,元", "", "not-checkable", "figures-about"),
        ("雨露计划,,约3人,3,1500,4500,元", "", "match", ""),
        ("雨露计划短期培训,,,3,,4500,元", "2023S", "not-checkable", "no-national-standard"),
        ("贫困大学新生资助,大学新生,,3,,9000,元", "2023A", "not-checkable", "no-national-standard"),
        ("大学新生入学资助,大学新生,,3,,2000,元", "2023A", "match", ""),
        ("雨露计划,,,0.03万,1500,45,万元", "", "match", ""),
        ("雨露计划,,,0.03万,1500,49,万元", "", "within-rounding", ""),
        ("雨露计划,,,0.03万,1500,59,万元", "", "mismatch", ""),
        ("寄宿生,,,0.03万,500/625,19,万元", "", "not-checkable", "heads-rounded"),
        ("寄宿生,,,0.03万,500/625,29,万元", "", "infeasible", ""),
    ],
)
def test_blank_standards_are_those_that_the_nation_sets_for_the_term(
    row: str, term: str, status: str, why: str
) -> None:  # fmt: skip
    found = rows(row, "", term=term).lines[0]
    assert (found.status, found.why) == (status, why)


# --- totals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "status", "equals"),
    [
        (("甲,,,,,1,万元", "乙,,,,,2,万元", "合计,,,,,3,万元"), "match", (0, 1)),
        (("甲,,,,,1.4,万元", "乙,,,,,2.4,万元", "合计,,,,,4,万元"), "within-rounding", (0, 1)),
        (("甲,,,,,1.4,万元", "乙,,,,,2.4,万元", "合计,,,,,4.0,万元"), "mismatch", ()),
        (("甲,,,,,10000,元", "乙,,,,,2,万元", "小计,,,,,3,万元", "合计,,,,,3,万元"), "match", (0, 1)),
        (("甲,,,,,1,万元", "乙,,不计入合计,,,2,万元", "合计,,,,,1,万元"), "match", (0,)),
        (("甲,,,,,1,万元", "社会捐资,,,,,2,万元", "合计,,,,,3,万元"), "match", (0, 1)),
        (("甲,,,,,1,万元", "乙,,,,,2,万元", "丙,,,,,9,万元", "合计,,,,,3,万元"), "match", (0, 1)),
        (("甲,,,,,1.0,万元", "乙,,,,,2.0,万元", "丙,,,,,4.0,万元", "合计,,,,,5.0,万元"), "mismatch", (0, 2)),
        (("甲,,,7,,,", "乙,,,,,2,万元", "合计,,,,,5,万元"), "not-checkable", ()),
        (("甲,,,7,,,", "乙,,,,,2.0,万元", "合计,,,,,1.0,万元"), "mismatch", ()),
        (("甲,,,,,1,万元", "合计,,,,,约1,万元"), "not-checkable", ()),
    ],
)
def test_items_add_up_to_the_total_or_it_is_said_which_do(
    lines: tuple[str, ...], status: str, equals: tuple[int, ...]
) -> None:  # fmt: skip
    found = rows(*lines).total
    assert found is not None
    assert (found.status, found.equals_lines) == (status, equals)


def test_heads_that_do_not_add_up_are_found() -> None:
    found = rows("甲,,,3,100,300,元", "乙,,,4,100,400,元", "合计,,,8,,700,元")
    assert codes(found) == ["statement-headcount-mismatch"]
    assert found.heads is not None
    assert (found.heads.sum, found.heads.difference) == (7, 1)


def test_twenty_five_items_are_searched_for_the_sum() -> None:
    amounts = [10_000 + 617 * place * place for place in range(25)]
    lines = [f"第{place}项,,,,,{amount},元" for place, amount in enumerate(amounts)]
    found = rows(*lines, f"合计,,,,,{sum(amounts) - amounts[3] - amounts[17]},元").total
    assert found is not None
    assert found.status == "mismatch"
    assert sum(amounts[line] for line in found.equals_lines) == found.stated // 100 if found.stated else False


# --- files and texts ------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_like_the_text_table() -> None:
    given_rows = [
        dict(zip(HEADINGS.split(","), line.split(","), strict=True))
        for line in ("雨露计划,,,170,3000,52,万元", "合计,,,,,52,万元")
    ]
    found = check(sheet(given_rows), name="公布.xlsx")
    assert codes(found) == ["statement-line-mismatch"]
    assert str(found.findings[0][0].place) == "公布.xlsx[Sheet1!F2]"
    assert found.lines[0].difference == 1_000_000


def test_headings_may_carry_the_unit() -> None:
    found = check("标题\n资助项目,资助人数,补助标准（元/生）,资助金额（万元）\n雨露计划,170,3000,51\n")
    assert found.lines[0].status == "match"


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("享受义务教育寄宿生补助4847人，金额292.7275万元。", ["infeasible"]),
        ("发放雨露计划补助52万元，惠及170人，每人3000元", ["mismatch"]),
        ("寄宿生 100 人、5 万元；雨露计划3人，4500元", ["match", "match"]),
        ("普通高中国家助学金2,169人，标准1000元/生，216.9万元", ["match"]),
        ("共资助130人，资金6.5万元。其中：小学寄宿生100人，5万元；雨露计划10人，1.5万元", ["match", "match"]),
    ],
)
def test_sentences_are_read(text: str, statuses: list[str]) -> None:
    assert [one.status for one in check(text, "2023S", "报告.txt").lines] == statuses


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("小学469人，每人500元；初中2142人，每人625元，共计157.325万元。",
         [("469人", "", "500"), ("2142人", "", "625"), ("", "157.325万元", "")]),
        ("资助幼儿671人，每人400元，共26.84万元。", [("671人", "26.84万元", "400")]),
        ("为170名学生发放雨露计划补助25.5万元", [("170名", "25.5万元", "")]),
    ],
)  # fmt: skip
def test_an_amount_of_several_heads_is_not_taken_for_that_of_the_last(
    text: str, said: list[tuple[str, str, str]]
) -> None:  # fmt: skip
    assert [(one.heads, one.amount, one.standards) for one in read_text(text).said] == said


def test_the_words_between_the_figures_may_name_the_item() -> None:
    assert [one.item for one in read_text("为170名脱贫家庭学生发放雨露计划补助25.5万元").said] == [
        "脱贫家庭学生发放雨露计划补助"
    ]


def test_a_sentence_with_a_total_is_added_up() -> None:
    found = check("全县共资助110人，资金6.5万元。其中：小学寄宿生100人，5万元；雨露计划10人，1.5万元", "2023S")
    assert found.total is not None
    assert found.heads is not None
    assert (found.total.status, found.heads.status) == ("match", "match")


@pytest.mark.parametrize("data", [b"hello", "姓名,班级\n甲,1班\n".encode(), b"", b"\x00\x01\x02\x03"])
def test_what_holds_no_figures_is_refused(data: bytes) -> None:
    with pytest.raises(FindingsError):
        check(data)


# --- what holds for any ---------------------------------------------------------------------------------------------

PEOPLE = st.dictionaries(st.sampled_from([25000, 31250, 50000, 60000, 62500, 75000, 87500, 97500]),
                         st.integers(0, 60_000), min_size=1, max_size=5)  # fmt: skip


def as_printed(fen_: int, unit: str, decimals: int) -> str:
    """Round half up, as people do."""
    scaled = Fraction(fen_, UNITS[unit]) * 10**decimals
    digits = str(int(scaled + Fraction(1, 2))).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


@given(PEOPLE, st.sampled_from([("元", 2), ("元", 0), ("万元", 6), ("万元", 4), ("万元", 1), ("万元", 0), ("亿元", 2)]))
def test_rounding_never_makes_a_true_line_wrong(people: dict[int, int], form: tuple[str, int]) -> None:
    heads, amount = sum(people.values()), sum(one * count for one, count in people.items())
    standards = "/".join(as_printed(one, "元", 2) for one in people)
    printed = as_printed(amount, *form)
    one = rows(f"甲,,,{heads},{standards},{printed},{form[0]}").lines[0]
    assert one.status in ("match", "within-rounding")
    if Fraction(printed) * UNITS[form[0]] == amount:
        assert one.status == "match"
    free = rows(f"甲,,,,{standards},{printed},{form[0]}").lines[0]
    assert free.status in ("match", "within-rounding")


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12), st.data())
def test_rounding_never_makes_a_true_total_wrong(amounts: list[int], data: st.DataObject) -> None:
    form = st.sampled_from([("元", 2), ("元", 0), ("万元", 4), ("万元", 1), ("万元", 0)])
    lines = [f"甲,,,,,{as_printed(one, *(used := data.draw(form)))},{used[0]}" for one in amounts]
    unit, decimals = data.draw(form)
    total = rows(*lines, f"合计,,,,,{as_printed(sum(amounts), unit, decimals)},{unit}").total
    assert total is not None
    assert total.status in ("match", "within-rounding")


@given(st.lists(st.integers(1, 400), min_size=2, max_size=8), st.integers(1, 2000))
def test_a_sum_is_found_exactly_where_a_choice_of_items_makes_it(amounts: list[int], stated: int) -> None:
    found = rows(*[f"甲,,,,,{one}.00,元" for one in amounts], f"合计,,,,,{stated}.00,元").total
    sums = {0}
    for one in amounts:
        sums |= {one + other for other in sums}
    assert found is not None
    if found.status == "mismatch":
        assert bool(found.equals_lines) == (stated in sums)
    if found.equals_lines:
        assert sum(amounts[line] for line in found.equals_lines) == stated
