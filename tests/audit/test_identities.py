"""The identities of a term hold by every grouping, and say where they do not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aid_ledger.audit import Identity, Picture
from aid_ledger.audit.identities import identities
from aid_ledger.audit.summing import totals
from tests.audit.county import BATCH, County

STATES = ("prepared", "approved", "sent", "paid", "returned")
NAMES = ("due-booked", "booked-approved", "approved-paid")


def made(picture: Picture) -> dict[tuple[str, str], Identity]:
    return {(one.name, one.by): one for one in identities(picture)}


def county_of(lines: list[tuple[str, int, str, str]]) -> County:
    """Return a county of (state, fen, programme, school); what is prepared is in a batch that nobody approved."""
    county = County()
    for state, fen, programme, school in lines:
        batch = {} if state != "prepared" else {"batch": "2023S-002"}
        where = {"school": school, "school_code": school}
        child = county.child(programme=programme, amount=fen, student=where, line={"state": state, **batch, **where},
                             sent=False)  # fmt: skip
        if state != "prepared":
            paid = {"paid": "paid", "returned": "returned"}.get(state, "")
            county.send(child.number, sent=state != "approved", sending="" if state == "approved" else f"{BATCH}-F01",
                        settled=paid, ended="returned" if state == "returned" else "")  # fmt: skip
    return county


LINES = st.lists(
    st.tuples(st.sampled_from(STATES), st.integers(1, 10**7), st.sampled_from(("a", "b")), st.sampled_from("12")),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=6)
@given(LINES)
def test_every_grouping_of_a_true_ledger_adds_up_to_the_same(lines: list[tuple[str, int, str, str]]) -> None:
    picture = county_of(lines).picture()
    found = made(picture)
    for name in NAMES:
        whole = found[name, "all"]
        for by in ("programme", "school", "stage", "money_year"):
            one = found[name, by]
            assert one.holds, (name, by, one.groups)
            assert (one.left, one.right) == (whole.left, whole.right)
    sums = {state: sum(fen for own, fen, *_ in lines if own == state) for state in STATES}
    groups = found["approved-paid", "all"].groups
    assert int(groups["paid"].sum()) == sums["paid"]
    assert int(groups["returned"].sum()) == sums["returned"]
    assert int(groups["waiting"].sum()) == sums["approved"] + sums["sent"]
    assert int(found["booked-approved", "all"].groups["unapproved"].sum()) == sums["prepared"]
    assert found["opening-closing", "programme"].holds
    table = totals(picture)
    assert int(table["approved"].sum()) == int((table["paid"] + table["returned"] + table["waiting"]).sum())


def test_two_differences_that_cancel_out_do_not_hold() -> None:
    county = County()
    county.child(programme="a", due={"amount": 60_000})
    county.child(programme="b", due={"amount": 40_000})
    found = made(county.picture())
    assert found["due-booked", "all"].holds
    assert not found["due-booked", "programme"].holds


def test_what_is_not_known_stands_for_itself() -> None:
    county = County()
    county.child(entitled=False)  # no answer of the rules: nobody says that nothing is due
    county.child(due={"held": True, "amount": 0})
    assert made(county.picture())["due-booked", "all"].holds


def test_opening_is_what_older_terms_left_open() -> None:
    county = County()
    county.child(programme="a")
    for debit, credit, fen in (("aid", "payable", 700), ("payable", "paid", 300)):
        county.put("transfers", term="2022A", programme="a", debit=debit, credit=credit, amount=fen)
    one = made(county.picture())["opening-closing", "programme"]
    assert one.holds
    assert one.groups["left"].tolist() == [50_000 + 400]
    assert one.groups["closing"].tolist() == [400]


@pytest.mark.parametrize("claims", [0, 500])
def test_levels_bear_what_the_shares_say_and_while_a_claim_is_open_what_is_used(claims: int) -> None:
    county = County()
    county.line(1, subject="p1", kind="recover", amount=-500, outstanding=claims, state="approved")
    for level, share, paid in (("central", 600 - claims // 2, 600), ("county", 400 - claims // 2, 400)):
        county.put("shares", batch="b", programme="a", level=level, amount=share)
        county.put("borne", programme="a", level=level, paid=paid, used=paid)
    one = made(county.picture())["shares-places", "level"]
    assert one.holds
    assert one.groups["paid"].tolist() == [600, 400]


def test_rows_are_counted_and_not_paid() -> None:
    county = County()
    county.put("sources", source="s", kind="roster", rows=3, in_use=True, speaks=True)
    county.put("sources", source="gone", kind="roster", rows=9, in_use=False, speaks=True)
    county.put("outcomes", kind="roster", outcome="paid", rows=3)
    one = made(county.picture())["rows-outcomes", "kind"]
    assert (one.unit, one.left, one.right, one.holds) == ("rows", 3, 3, True)


def test_an_empty_term_has_identities_without_groups() -> None:
    found = identities(County().picture())
    assert all(one.holds for one in found)
    assert all(isinstance(one.groups, pd.DataFrame) and set(one.parts) <= set(one.groups) for one in found)


def test_what_came_of_the_rows_of_a_return_is_said_in_words() -> None:
    county = County()
    county.put("returned_rows", file="回盘.csv", outcome="paid", booked=300, said=300)
    county.put("returned_rows", file="回盘.csv", outcome="returned", booked=200, said=200)
    groups = made(county.picture())["return-file", "file"].groups
    assert groups["group"].tolist() == ["回盘.csv 已付", "回盘.csv 退回"]
