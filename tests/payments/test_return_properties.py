"""What holds for every return: nothing is counted twice, nobody is dropped, order and repetition change nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aid_ledger.payments import RETURN_COLUMNS, SENT_COLUMNS, STATUSES, Matched, Return, match_return
from tests.payments.sample import account, name, settle
from tests.tools.long import LONG

FIELDS = frozenset({"reference", "place", "name", "account", "amount", "status", "reason"})
WHOLE = {"place", "amount", "paid_on"}
BECAME = {"ok", "failed", "pending", "mismatch", "repeated", "not-mentioned"}


@st.composite
def sendings(draw: st.DrawFn) -> pd.DataFrame:
    """What was sent: few accounts and amounts, so that many are alike; some lines came back and were sent again."""
    rows: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        who, amount = draw(st.integers(1, 3)), draw(st.sampled_from([50000, 62500]))
        row = {
            "order": f"O{number}", "line": f"2023S-001-{number:05d}", "sending": "S1", "place": number,
            "account": account(who), "account_name": name(who), "amount": amount, "id_number": "",
            "settled": draw(st.sampled_from(["", "", "", "paid", "returned"])),
        }  # fmt: skip
        rows.append(row)
        if row["settled"] == "returned" and draw(st.booleans()):
            place = draw(st.integers(1, 3))
            settled = draw(st.sampled_from(["", "paid"]))
            rows.append(row | {"order": f"O{number}b", "sending": "S2", "place": place, "settled": settled})
    return pd.DataFrame(rows, columns=list(SENT_COLUMNS)).astype({"place": "int64", "amount": "int64"})


def masked(number: str) -> str:
    return f"{number[:4]}***{number[-4:]}"


@st.composite
def matches(draw: st.DrawFn) -> tuple[pd.DataFrame, Return]:
    sent = draw(sendings())
    rows: list[dict[str, Any]] = []
    for at in draw(st.lists(st.integers(0, len(sent) - 1), max_size=9)):
        own = sent.iloc[at]
        result, reason = draw(st.sampled_from([("ok", ""), ("ok", ""), ("failed", "card-lost"), ("pending", "")]))
        rows.append({
            "reference": draw(st.sampled_from([own["line"], own["line"], "", "2022A-009-00001", own["order"]])),
            "place": draw(st.sampled_from([int(own["place"]), int(own["place"]), 0, 9])),
            "name": draw(st.sampled_from([own["account_name"]] * 5 + ["李四", own["account_name"][0] + "**", ""])),
            "account": draw(st.sampled_from([own["account"]] * 5 + [account(9), masked(own["account"])])),
            "amount": int(own["amount"]) + draw(st.sampled_from([0, 0, 0, 0, 1])),
            "wording": result, "result": result, "reason": reason, "paid_on": 0, "file": "r.xlsx", "sheet": "S",
            "cell": str(len(rows) + 2),
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(RETURN_COLUMNS))
    frame = frame.astype({column: "int64" if column in WHOLE else "str" for column in RETURN_COLUMNS})
    return sent, Return("r.xlsx", "xlsx", frame, FIELDS, 0)


def agrees(order: dict[Hashable, Any], row: dict[Hashable, Any]) -> bool:
    """Amount, name (stars hide any sign) and account (four digits at either end), as a person would compare them."""
    shown = row["name"].rstrip("*")
    named = bool(shown) and order["account_name"].startswith(shown)
    return named and row["amount"] == order["amount"] and row["account"][-4:] == order["account"][-4:]


def by_order(found: Matched) -> dict[str, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in found.sent.itertuples(index=False, name=None)}


@settings(max_examples=30 if LONG else 7)  # a match takes some time, whatever its size
@given(matches())
def test_everything_sent_ends_in_one_state_and_nothing_is_counted_twice(case: tuple[pd.DataFrame, Return]) -> None:
    sent, returned = case
    found = match_return(sent, returned)
    assert found.sent["order"].tolist() == sent["order"].tolist()
    assert set(found.sent["became"]) <= BECAME
    assert sum(found.counts.values()) == len(returned.rows) == len(found.rows)
    assert set(found.counts) == set(STATUSES)
    amounts = dict(zip(sent["order"], sent["amount"], strict=True))
    for result in ("ok", "failed"):
        booked = found.rows[found.rows["status"] == result]
        assert Counter(booked["order"]) == Counter(found.sent.loc[found.sent["became"] == result, "order"])
        assert set(booked["order"]) <= set(sent.loc[sent["settled"] == "", "order"])
        assert int(booked["amount"].sum()) == sum(amounts[order] for order in booked["order"])


@settings(max_examples=30 if LONG else 7)  # a match takes some time, whatever its size
@given(matches())
def test_a_row_that_differs_in_anything_books_nothing(case: tuple[pd.DataFrame, Return]) -> None:
    sent, returned = case
    found = match_return(sent, returned)
    own = {row["order"]: row for row in sent.to_dict("records")}
    said = returned.rows.to_dict("records")
    for row, (status, order) in zip(said, zip(found.rows["status"], found.rows["order"], strict=True), strict=True):
        if status in ("ok", "failed", "pending", "repeated"):
            was = own[order]
            assert row["amount"] == was["amount"]
            assert row["name"].strip("*")
            assert was["account_name"].startswith(row["name"].rstrip("*"))
            assert row["account"][-4:] == was["account"][-4:]
            assert row["reference"] in ("", was["line"], order)


@settings(max_examples=30 if LONG else 7)  # a match takes some time, whatever its size
@given(matches(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_orders_changes_nothing(
    case: tuple[pd.DataFrame, Return], chance: random.Random
) -> None:
    sent, returned = case
    rows, orders = list(range(len(returned.rows))), list(range(len(sent)))
    chance.shuffle(rows)
    chance.shuffle(orders)
    plain = match_return(sent, returned)
    mixed_return = Return("r.xlsx", "xlsx", returned.rows.iloc[rows], FIELDS, 0)
    mixed = match_return(sent.iloc[orders], mixed_return)
    assert by_order(mixed) == by_order(plain)
    assert mixed.rows.loc[plain.rows.index].equals(plain.rows)


@settings(max_examples=30 if LONG else 7)  # a match takes some time, whatever its size
@given(matches())
def test_a_return_read_twice_books_nothing_more(case: tuple[pd.DataFrame, Return]) -> None:
    sent, returned = case
    first = match_return(sent, returned)
    again = match_return(settle(sent, first.sent), returned)
    assert again.counts["ok"] == again.counts["failed"] == 0
    booked = first.rows["status"].isin(["ok", "failed"])
    assert set(again.rows.loc[booked, "status"]) <= {"repeated"}
    rest = ~booked & (first.rows["status"] != "repeated")
    assert again.rows.loc[rest, "status"].equals(first.rows.loc[rest, "status"])


@settings(max_examples=30 if LONG else 7)  # a match takes some time, whatever its size
@given(matches())
def test_a_plain_reckoning_by_line_ids_gives_the_same(case: tuple[pd.DataFrame, Return]) -> None:
    sent, returned = case
    sent = sent[~sent["line"].duplicated(keep=False)]  # each line sent once
    rows = returned.rows[returned.rows["reference"].str.startswith("2023S")]
    expected = {}
    for order in sent.to_dict("records"):
        own = [row for row in rows.to_dict("records") if row["reference"] == order["line"]]
        said = {row["result"] if agrees(order, row) else "mismatch" for row in own}
        before = {"paid": "ok", "returned": "failed", "": ""}[order["settled"]]
        if before:
            said = {one if one in (before, "pending") else "mismatch" for one in said}
        state = "not-mentioned" if not said else said.pop() if len(said) == 1 else "mismatch"
        expected[order["order"]] = "repeated" if before and state not in ("mismatch", "not-mentioned") else state
    found = match_return(sent, Return("r.xlsx", "xlsx", rows, FIELDS, 0))
    assert dict(zip(found.sent["order"], found.sent["became"], strict=True)) == expected


def test_a_county_is_matched_in_columns() -> None:
    count = 40_000
    numbers = range(1, count + 1)
    sent = pd.DataFrame({
        "order": [f"O{n}" for n in numbers], "line": [f"2023S-001-{n:05d}" for n in numbers], "sending": "S1",
        "place": list(numbers), "account": [account(n) for n in numbers], "account_name": "赵甲", "amount": 50000,
        "id_number": "", "settled": "",
    })  # fmt: skip
    rows = sent.rename(columns={"line": "reference", "account_name": "name"}).assign(
        wording="成功", result="ok", reason="", paid_on=20230420, file="r", sheet="S", cell=[str(n) for n in numbers]
    )
    data = Return("r", "xlsx", rows[list(RETURN_COLUMNS)], FIELDS, 0)
    assert match_return(sent, data).counts["ok"] == count
    bare = Return("r", "xlsx", data.rows.assign(reference=""), FIELDS, 0)
    assert match_return(sent, bare).counts["ok"] == count
