"""Mixes of standards: exact against trying every choice, and for any number of people."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aid_ledger.audit.mixes import Mixes, UndecidedError

STANDARDS = st.lists(st.integers(0, 24), min_size=1, max_size=5, unique=True)


def every_mix(standards: list[int], heads: int) -> dict[int, set[tuple[int, ...]]]:
    """Try every choice of so many people."""
    found: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for choice in combinations_with_replacement(sorted(standards), heads):
        found[sum(choice)].add(choice)
    return found


@given(standards=STANDARDS, heads=st.integers(0, 6))
@example(standards=[0, 5, 7, 11], heads=4)
@example(standards=[3], heads=0)
def test_a_mix_is_found_exactly_where_trying_every_choice_finds_one(standards: list[int], heads: int) -> None:
    mixes, known = Mixes(standards), every_mix(standards, heads)
    for amount in range(-1, 24 * heads + 3):
        mix = mixes.counts(heads, amount)
        assert (mix is not None) == (amount in known), amount
        if mix is not None:
            assert sum(mix.values()) == heads
            assert min(mix.values()) >= 0
            assert sum(one * count for one, count in mix.items()) == amount
            assert mixes.is_only(mix) == (len(known[amount]) == 1), amount


@given(standards=STANDARDS, heads=st.integers(0, 5), wanted=st.integers(0, 130), reach=st.integers(0, 40))
def test_the_nearest_amount_is_the_nearest_of_all_that_choices_make(
    standards: list[int], heads: int, wanted: int, reach: int
) -> None:
    within = [one for one in every_mix(standards, heads) if wanted - reach <= one <= wanted + reach]
    found = Mixes(standards).nearest(heads, wanted, wanted - reach, wanted + reach)
    assert (found is None) == (not within)
    if found is not None:
        assert abs(found - wanted) == min(abs(one - wanted) for one in within)


@given(st.dictionaries(st.integers(1, 4000).map(lambda one: one * 1250), st.integers(0, 10**6), min_size=1, max_size=8))
def test_what_was_mixed_from_any_number_of_people_can_be_mixed(people: dict[int, int]) -> None:
    heads, amount = sum(people.values()), sum(one * count for one, count in people.items())
    mixes = Mixes(people)
    try:
        mix = mixes.counts(heads, amount)
    except UndecidedError:  # standards 1250 fen apart over 50,000 yuan: said to be too fine, never "no"
        return
    assert mix is not None
    assert (sum(mix.values()), sum(one * count for one, count in mix.items())) == (heads, amount)


def test_people_of_whom_some_get_nothing() -> None:
    mixes = Mixes([75000, 100000], some_get_nothing=True)
    mix = mixes.counts(1000, 239125000 % 1000000 + 75000)
    assert mix is not None
    assert mixes.counts(3, 25000) is None


@pytest.mark.parametrize("heads", [4847, 4_847_000_000])
def test_the_number_of_people_makes_it_no_slower(heads: int) -> None:
    mixes = Mixes([50000, 60000, 62500, 72500, 75000, 85000, 87500, 97500])
    assert mixes.counts(heads, heads * 60000 + 2500) is not None
    assert mixes.counts(heads, heads * 60000 + 2400) is None


@pytest.mark.parametrize("heads", [6, 40, 1000])
@pytest.mark.parametrize("standards", [[0, 5, 7, 11], [0, 1, 10, 11]])
def test_both_ends_of_what_is_possible_are_exact(heads: int, standards: list[int]) -> None:
    """Near the lowest and the highest sum few people differ from the rest, however many the rest are."""
    mixes, few = Mixes(standards), 6
    above, below = every_mix(standards, few), every_mix([11 - one for one in standards], few)
    for apart in range(7):  # more than six people would be apart by more
        assert (mixes.counts(heads, apart) is not None) == (apart in above)
        assert (mixes.counts(heads, 11 * heads - apart) is not None) == (apart in below)


def test_standards_too_fine_for_an_answer_are_said_to_be_so() -> None:
    with pytest.raises(UndecidedError):
        Mixes([0, 1, 10**9]).counts(5, 10**8)
