"""Samples: drawn again by hand, fair to every fen and every group, and projected without floating point."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aid_ledger.audit.projecting import Visited, binomial_limit, by_amount, by_group, poisson_limit
from aid_ledger.audit.sampling import MOST, Sample, draw, points
from aid_ledger.errors import InputError

FEW = settings(max_examples=30)
AMOUNTS = st.lists(st.integers(1, 500_000), min_size=1, max_size=60)


def population(amounts: list[int], schools: int = 3) -> pd.DataFrame:
    count = len(amounts)
    return pd.DataFrame(
        {
            "number": range(1, count + 1), "name": [f"赵{n}" for n in range(count)],
            "id_number": [f"{n:018d}" for n in range(count)], "student_no": "",
            "school": [f"学校{n % schools}" for n in range(count)], "grade": "", "class_": "",
            "programmes": "boarding-living", "amount": amounts,
            "risks": [("", "returned", "returned;corrected")[n % 5 % 3] for n in range(count)],
        }
    )  # fmt: skip


def sha(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16)


# --- by hand --------------------------------------------------------------------------------------------------------


@FEW
@given(AMOUNTS, st.integers(1, 40), st.integers(0, 10**6))
def test_a_sample_by_amount_can_be_drawn_again_by_counting_fen(amounts: list[int], size: int, seed: int) -> None:
    drawn = draw(population(amounts), "amount", size, seed)
    total = sum(amounts)
    owners = [number for number, amount in enumerate(amounts, start=1) for _ in range(min(amount, 1))]
    assert owners == list(range(1, len(amounts) + 1))
    start = sha(f"{seed}|start") % total
    hits = dict.fromkeys(owners, 0)
    for place in range(size):
        mark, reached = (start + place * total) // size + 1, 0
        for number, amount in enumerate(amounts, start=1):
            reached += amount
            if mark <= reached:
                hits[number] += 1
                break
    assert dict(zip(drawn.table["number"], drawn.table["hits"], strict=True)) == {k: n for k, n in hits.items() if n}
    assert drawn.start == start


@FEW
@given(AMOUNTS, st.integers(1, 40))
def test_every_point_falls_on_somebody_and_who_has_an_interval_is_always_drawn(amounts: list[int], size: int) -> None:
    drawn = draw(population(amounts), "amount", size, 5)
    assert drawn.table["hits"].sum() == size
    large = {number for number, amount in enumerate(amounts, start=1) if amount * size >= sum(amounts)}
    assert large <= set(drawn.table["number"])


def test_each_fen_has_the_same_chance() -> None:
    total, size = 24, 5
    seen = [mark for start in range(total) for mark in points(start, total, size)]
    assert {seen.count(fen) for fen in range(1, total + 1)} == {size}


@pytest.mark.parametrize(
    ("risks", "group"),
    [("", "low"), ("holder-other", "middle"), ("holder-other;large-amount", "high"), ("paid-twice", "high")],
)
def test_one_finding_of_severity_error_is_as_grave_as_two_risks(risks: str, group: str) -> None:
    drawn = draw(population([100]).assign(risks=risks), "risk", 1, 9)
    assert drawn.table["group"].tolist() == [group]


@FEW
@given(AMOUNTS, st.integers(1, 30), st.sampled_from(["school", "risk"]))
def test_in_a_group_the_first_by_digest_are_drawn(amounts: list[int], size: int, rule: str) -> None:
    people = population(amounts)
    drawn = draw(people, "school" if rule == "school" else "risk", size, 9)
    assert len(drawn.table) == min(size, len(amounts))
    for group in drawn.groups:
        members = {
            number: (school if rule == "school" else ("low", "middle", "high")[len([r for r in risks.split(";") if r])])
            for number, school, risks in zip(people["number"], people["school"], people["risks"], strict=True)
        }
        own = sorted((number for number, name in members.items() if name == group.name), key=lambda n: sha(f"9|{n}"))
        taken = drawn.table.loc[drawn.table["group"] == group.name, "number"]
        assert set(taken) == set(own[: group.drawn])
        assert group.people == len(own)


def test_every_school_gives_one_while_there_are_places() -> None:
    drawn = draw(population([100] * 40, schools=7), "school", 9, 1)
    assert min(group.drawn for group in drawn.groups) == 1
    assert len(draw(population([100] * 40, schools=7), "school", 4, 1).table) == 4


def test_another_name_is_another_digest() -> None:
    people = population([100, 200])
    other = people.assign(name=["赵0", "钱1"])
    assert draw(people, "school", 1, 1).digest != draw(other, "school", 1, 1).digest


@pytest.mark.parametrize(
    ("people", "rule", "size", "name"),
    [
        ([], "amount", 3, "sample-nobody"),
        ([0, 0], "amount", 3, "sample-no-money"),
        ([5], "school", 0, "sample-size"),
        ([5], "school", MOST + 1, "sample-size"),
    ],
)
def test_what_cannot_be_drawn_is_refused(people: list[int], rule: str, size: int, name: str) -> None:
    with pytest.raises(InputError) as error:
        draw(population(people), "amount" if rule == "amount" else "school", size, 1)
    assert error.value.findings[0].name == name


# --- projected ------------------------------------------------------------------------------------------------------


def visited(sample: Sample, share: Fraction) -> list[Visited]:
    """Everybody got this share of what the books say."""
    columns = (sample.table[name].tolist() for name in ("number", "group", "hits", "amount"))
    return [Visited(n, g, h, fen, int(fen * share)) for n, g, h, fen in zip(*columns, strict=True)]


@FEW
@given(AMOUNTS, st.integers(1, 40))
def test_a_sample_without_errors_projects_none_and_one_of_nothing_projects_everything(
    amounts: list[int], size: int
) -> None:  # fmt: skip
    sample = draw(population(amounts), "amount", size, 3)
    fine, none = by_amount(visited(sample, Fraction(1)), sample.total, size), by_amount(
        visited(sample, Fraction(0)), sample.total, size
    )  # fmt: skip
    assert (fine.errors, fine.over, fine.under) == (0, 0, 0)
    assert fine.most is not None
    assert fine.most <= -(-sample.total * 3 // size)
    assert none.most is not None
    assert none.over <= none.most <= sample.total
    if all(amount * size < sample.total for amount in amounts):
        assert (none.over, none.most) == (sample.total, sample.total)
    groups = draw(population(amounts), "school", size, 3)
    parts = [(one.name, one.people, one.amount) for one in groups.groups if one.drawn]
    assert by_group(visited(groups, Fraction(0)), parts).over == sum(amount for _, _, amount in parts)


def test_half_of_what_the_books_say_is_half_of_an_interval() -> None:
    seen = [Visited(1, "all", 1, 1000, 500), *(Visited(n, "all", 1, 1000, 1000) for n in range(2, 11))]
    found = by_amount(seen, 100_000, 10)
    assert (found.errors, found.known, found.over, found.under) == (1, 500, 5000, 0)
    # Stringer: 10,000 × (2.995733 + 0.5 × (4.743865 − 2.995733))
    assert found.most == 38_698


def test_larger_errors_weigh_with_the_larger_steps() -> None:
    seen = [Visited(1, "all", 1, 1000, 800), Visited(2, "all", 1, 1000, 200)]
    seen += [Visited(n, "all", 1, 1000, 1000) for n in range(3, 11)]
    # 10,000 × (2.995733 + 0.8 × (4.743865 − 2.995733) + 0.2 × (6.295794 − 4.743865))
    assert by_amount(seen, 100_000, 10).most == 47_047


def test_too_little_in_the_books_is_kept_apart() -> None:
    found = by_amount([Visited(1, "all", 1, 1000, 1500), Visited(2, "all", 1, 1000, 500)], 10_000, 2)
    assert (found.known, found.over, found.under) == (0, 2500, 2500)


@pytest.mark.parametrize(("count", "limit"), [(0, 2.9957), (1, 4.7439), (2, 6.2958), (5, 10.5130), (20, 29.0620)])
def test_poisson_limits_are_those_of_the_tables(count: int, limit: float) -> None:
    assert float(poisson_limit(count)) == pytest.approx(limit, abs=5e-5)


@pytest.mark.parametrize(("wrong", "seen", "limit"), [(0, 60, 0.0487), (1, 60, 0.0766), (3, 30, 0.2389), (4, 4, 1.0)])
def test_binomial_limits_are_those_of_the_tables(wrong: int, seen: int, limit: float) -> None:
    assert float(binomial_limit(wrong, seen)) == pytest.approx(limit, abs=1e-3)
