"""Published figures beside the books of the term: items, meals and totals, and what cannot be compared."""

from __future__ import annotations

import pytest

from aid_ledger.words import tell
from tests.audit.published import check, codes, rows


def test_published_figures_are_held_against_the_ledger_of_the_term() -> None:
    books = {("boarding-living", "primary"): (10, 500000), ("boarding-living", "junior"): (4, 250000)}
    same = rows("寄宿生生活补助,小学,,10,500,5000,元", term="2023S", books=books)
    assert (codes(same), same.books) == ([], {0: (10, 500000)})
    other = rows("寄宿生生活补助,,,14,500/625,0.7625,万元", term="2023S", books=books)
    assert (codes(other), other.books) == (["statement-differs-from-books"], {0: (14, 750000)})
    assert other.findings[0][1] == 12500
    assert tell(other.findings[0][0], "zh").problem == (
        "“寄宿生生活补助”公布 14 人、7,625.00 元，本学期台账记账 14 人、7,500.00 元（扣除追缴后 "
        "14 人、7,500.00 元；已到账 0 人、0.00 元）"
    )
    assert (other.findings[0][0].severity, set(other.against)) == ("error", {0})
    assert rows("雨露计划,,,1,1500,1500,元", term="2023S", books=books).books == {}


def test_a_figure_that_multiplies_is_wrong_all_the_same_where_the_books_say_otherwise() -> None:
    net, paid = {("boarding-living", "primary"): (14, 775000)}, {("boarding-living", "primary"): (15, 825000)}
    for text, differs in (("16,,0.8", True), ("15,,0.825", False), ("14,,0.775", False), ("15,,0.775", True)):
        heads, _, amount = text.split(",")
        found = rows(f"家庭经济困难寄宿生生活补助,,,{heads},500/625,{amount},万元", term="2023S", books=net, gross=paid)
        assert ("statement-differs-from-books" in codes(found)) is differs, text
        assert (found.verdict(0), found.before_claims(0)) == (
            "against-books" if differs else "match",
            heads == "15" and not differs,
        )


def test_what_has_arrived_is_a_figure_that_may_be_published_too() -> None:
    """One of fourteen came back: 13 people have the money, 14 are posted."""
    posted, came = {("boarding-living", "primary"): (14, 700000)}, {("boarding-living", "primary"): (13, 650000)}
    for heads, amount, against, arrived in ((13, 6500, False, True), (14, 7000, False, False), (14, 6500, True, False)):
        text = f"家庭经济困难寄宿生生活补助,小学,,{heads},,{amount},元"
        found = rows(f"{text}\n合计,,,,,{amount},元", term="2023S", books=posted, gross=posted, arrived=came)
        assert ("statement-differs-from-books" in codes(found), found.only_arrived(0)) == (against, arrived)
        assert found.total_held is not None
        assert (found.total_held.agrees, found.total_held.arrived) == (True, (13, 650000))


def test_where_no_standard_decides_the_books_do() -> None:
    books = {("boarding-living", "primary"): (14, 775000)}
    for amount, verdict in (("0.775", "as-books"), ("0.800", "against-books"), ("", "not-checkable")):
        found = rows(f"寄宿生生活补助,,,,,{amount},万元", term="2023S", books=books, gross=books)
        assert (found.lines[0].status, found.verdict(0)) == ("not-checkable", verdict)


BOOKS = {("boarding-living", "primary"): (10, 500000), ("nutrition", "primary+junior"): (None, 7700050)}
PAID = {**BOOKS, ("boarding-living", "primary"): (11, 550000)}
ITEM, MEALS = "寄宿生生活补助,小学,,10,500,5000,元", "营养膳食补助,小学+初中,,200,,77000.50,元"


def test_meals_are_held_against_the_books_by_amount_and_the_heads_are_said_not_to_be() -> None:
    found = rows(MEALS, term="2023S", books=BOOKS, gross=BOOKS)
    assert (found.verdict(0), found.books, found.without_heads(0)) == ("as-books", {0: (None, 7700050)}, True)
    ((finding, stake),) = rows(MEALS.replace("0.50", "1.50"), term="2023S", books=BOOKS, gross=BOOKS).findings
    assert (finding.name, finding.severity, stake) == ("statement-differs-from-books", "error", 100)
    assert "台账记账 - 人、77,000.50 元" in tell(finding, "zh").problem


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (MEALS.replace("+初中", ""), "stages-together"), ("雨露计划,,,1,1500,1500,元", "not-in-books"),
        ("校服,,,1,1500,1500,元", "no-one-item"),
    ],
)  # fmt: skip
def test_a_line_that_the_books_cannot_be_compared_with_is_said(line: str, why: str) -> None:
    found = rows(ITEM, line, "合计,,,,,99,万元", term="2023S", books=BOOKS)
    assert found.apart == {1: why}
    assert (found.total_held.agrees, found.total_held.lines) == (None, (1,)) if found.total_held else False
    assert rows(line, term="2023S").apart == {}, "there are no books"


@pytest.mark.parametrize(
    ("total", "agrees", "stake"),
    [
        (",82000.50,元", True, 0), (",82500.50,元", True, 0), (",8.2001,万元", True, 0), ("9,82000.50,元", True, 0),
        (",82000.51,元", False, 1), ("12,5000,元", False, 0), ("10,5000,元", True, 0), ("9,5000,元", True, 0),
    ],
)  # fmt: skip
def test_a_total_is_held_against_what_the_books_have_of_its_items(total: str, agrees: bool, stake: int) -> None:
    heads, amount = total.split(",", 1)
    items = [ITEM] if amount == "5000,元" else [ITEM, MEALS]
    found = rows(*items, f"合计,,,{heads},,{amount}", term="2023S", books=BOOKS, gross=PAID)
    beside = found.total_held
    assert beside is not None
    assert (beside.net, beside.gross) == (((10, 500000), (11, 550000)) if len(items) == 1 else
                                          ((None, 8200050), (None, 8250050)))  # fmt: skip
    assert beside.agrees is agrees
    assert beside.heads is (heads in ("10", "12"))
    assert beside.besides == (("nutrition",) if len(items) == 1 else ())
    own = [(one.severity, at) for one, at in found.findings if one.name == "statement-total-differs-from-books"]
    assert own == ([] if agrees else [("error", stake)])


def test_a_total_that_stands_alone_is_of_everything_in_the_books() -> None:
    for amount, findings in (("82000.50", []), ("82001.50", [("statement-total-differs-from-books", 100)])):
        found = rows(f"合计,,,,,{amount},元", term="2023S", books=BOOKS, gross=PAID)
        assert found.total_held is not None
        assert (found.total_held.net, found.total_held.besides) == ((None, 8200050), ())
        assert [(one.name, stake) for one, stake in found.findings] == findings
    assert rows("合计,,,,,82000.50,元").findings == (), "no items, no books: nothing to compare"


# --- what arrived ---------------------------------------------------------------------------------------------------

POSTED = {("boarding-living", "primary"): (10, 500000), ("boarding-living", "junior"): (4, 250000)}
SETTLED = {("boarding-living", "primary"): (9, 450000), ("boarding-living", "junior"): (4, 250000)}


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("享受小学寄宿生补助10人，5000元", ("posted", "before-claims")),
        ("已发放小学寄宿生补助10人，5000元", ("posted", "before-claims")),
        ("已发放小学寄宿生补助9人，4500元", ("arrived",)), ("小学寄宿生补助9人，拨付资金4500元", ("arrived",)),
        ("实发初中寄宿生补助4人，2500元", ("posted", "before-claims", "arrived")),
        ("享受小学寄宿生补助9人，4500元", ("arrived",)),
        ("已发放小学寄宿生补助10人，4500元", ()), ("已发放小学寄宿生补助9人，5000元", ()),
    ],
)  # fmt: skip
def test_a_figure_may_be_what_was_posted_or_what_arrived(text: str, agrees: tuple[str, ...]) -> None:
    found = check(text, "2023S", books=POSTED, gross=POSTED, arrived=SETTLED)
    assert found.compared.agrees == {0: agrees}
    assert ("statement-differs-from-books" in codes(found)) is not bool(agrees)


def test_a_table_headed_as_paid_says_so_of_all_its_rows() -> None:
    table = "项目,学段,发放人数,发放金额（元）\n寄宿生生活补助,小学,9,4500\n合计,,9,4500\n"
    found = check(table, "2023S", books=POSTED, gross=POSTED, arrived=SETTLED)
    assert found.compared.agrees == {0: ("arrived",)}
    assert found.total_held is not None
    assert (found.total_held.which, found.total_held.agrees) == (("arrived",), True)
    assert codes(found) == []


def test_a_difference_from_what_was_posted_and_what_arrived_says_both() -> None:
    ((one, stake),) = check(
        "发放小学寄宿生补助8人，4000元", "2023S", books=POSTED, gross=POSTED, arrived=SETTLED
    ).findings
    assert stake == 100000
    assert tell(one, "zh").problem == (
        "“小学寄宿生补助”公布 8 人、4,000.00 元，本学期台账记账 10 人、5,000.00 元（扣除追缴后 10 人、5,000.00 元；"
        "已到账 9 人、4,500.00 元）"
    )
    assert tell(one, "en").problem.endswith("less what is claimed back; 9 people and 4,500.00 yuan arrived)")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023年全年小学寄宿生补助20人，10000元", "other-time"),
        ("2022年秋季学期小学寄宿生补助7人，3500元", "other-time"),
        ("2022-2023学年小学寄宿生补助20人，10000元", "other-time"), ("脱贫户小学寄宿生补助7人，3500元", "some-only"),
        ("2023年春季学期小学寄宿生补助7人，3500元", ""), ("2022-2023学年第二学期小学寄宿生补助7人，3500元", ""),
        ("2023年全年小学寄宿生补助10人，5000元", "agrees"),
    ],
)  # fmt: skip
def test_a_figure_of_another_time_or_of_some_people_only_is_not_accused(text: str, why: str) -> None:
    found = check(text, "2023S", books=POSTED, gross=POSTED, arrived=SETTLED)
    assert found.apart.get(0, "") == why.replace("agrees", "")
    assert ("statement-differs-from-books" in codes(found)) is not bool(why)


def test_a_total_of_another_time_is_not_accused() -> None:
    text = "{}共资助20人次，10000元。其中：小学寄宿生补助10人次，5000元；初中寄宿生补助10人次，5000元。"
    for time, agrees in (("全年", None), ("2023年春季学期", False)):
        found = check(text.format(time), "2023S", books=POSTED, gross=POSTED, arrived=SETTLED)
        assert found.total_held is not None
        assert (found.total_held.agrees, found.total_held.other_time) == (agrees, agrees is None)


def test_a_figure_that_names_another_term_is_not_held_against_this_one_though_it_is_alike() -> None:
    for text, why in (
        ("2022年秋季学期小学寄宿生补助10人，5000元", "other-time"),
        ("全年小学寄宿生补助10人，5000元", ""),
    ):
        found = check(text, "2023S", books=POSTED, gross=POSTED, arrived=SETTLED)
        assert found.apart.get(0, "") == why
        assert codes(found) == []
