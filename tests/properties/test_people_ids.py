"""What holds for every text in an ID column; the reference is python-stdnum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent, ValidationError

from aid_ledger.people import (
    IdProblem,
    IdRepair,
    IdState,
    StudentNoKind,
    age_on,
    check_id,
    check_ids,
    check_student_numbers,
    mask_id,
)
from aid_ledger.people.text_columns import clean
from tests.people.strategies import DAMAGES, REPAIRABLE, births, column, id_texts, old_ids, resident_id, valid_ids

BEIJING = "110101"  # an area that the reference knows in every year


def reference(text: str) -> bool | None:
    """Whether the reference takes the text; None where only the area, or a year that we refuse, is in question."""
    try:
        ric.validate(text)
    except (InvalidComponent, KeyError):  # KeyError: a province it knows and a county it does not
        try:
            year = ric.get_birth_date(text).year
        except InvalidComponent:
            return False
        return None if 1880 <= year <= 2999 else False
    except ValidationError:
        return False
    return 1880 <= ric.get_birth_date(text).year <= 2999


reference_texts = (
    valid_ids((BEIJING, "990101"))
    | st.from_regex(r"110101(18[5-9]|19|20|3)[0-9]{8,9}[0-9Xx]", fullmatch=True)
    | st.from_regex(r"110101(19|20)[0-9]{2}(0[0-9]|1[0-9])[0-3][0-9]{4}", fullmatch=True).map(resident_id)
    | id_texts()
)


@given(reference_texts)
@example("110101190002290018")
@example("110101187901010013")
@example("142340830010221011")
def test_what_the_reference_takes_is_taken_and_what_is_taken_the_reference_takes(text: str) -> None:
    checked = check_id(text)
    if checked.state in {IdState.VALID, IdState.REPAIRED}:
        assert reference(checked.normal) is not False
    if reference(text):
        assert (checked.state in {IdState.VALID, IdState.REPAIRED}, checked.normal) == (True, ric.compact(text))


@given(st.lists(id_texts(), max_size=6))
def test_normalising_twice_is_normalising_once(texts: list[str]) -> None:
    once = check_ids(column(texts)).normal
    assert check_ids(once).normal.tolist() == once.tolist()


@given(st.text(st.sampled_from("'\"“”=’ 1＂＝＇X"), max_size=12))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)[0]) == (clean(text)[0], 0)


@given(valid_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_another_digit_at_any_place_is_never_valid(text: str, place: int, digit: str) -> None:
    changed = text[:place] + digit + text[place + 1 :]
    assert (check_id(changed).state == IdState.VALID) == (changed == text)


@given(old_ids())
def test_old_id_is_upgraded_to_a_valid_one(text: str) -> None:
    upgraded = check_id(text)
    assert upgraded.repair == IdRepair.UPGRADED_15
    assert check_id(upgraded.normal).state == IdState.VALID
    assert upgraded.normal[:6] + upgraded.normal[8:17] == text


@given(valid_ids(), st.sampled_from(REPAIRABLE))
def test_repair_gives_back_the_id_it_was_made_from(text: str, damage: str) -> None:
    checked = check_id(DAMAGES[damage](text))
    assert checked.normal == text
    assert (checked.state == IdState.REPAIRED) == (DAMAGES[damage](text) != text)


@given(st.lists(id_texts(), max_size=6))
def test_column_says_what_each_id_says_alone(texts: list[str]) -> None:
    check = check_ids(column(texts))
    for place, text in enumerate(texts):
        alone = check_id(text)
        for name in alone.__slots__:
            assert getattr(check, name)[place] == getattr(alone, name), name


CUTS: dict[str, Callable[[pd.Series[str]], pd.Series[str]]] = {
    "slice": lambda texts: texts[1:-1],
    "backwards": lambda texts: texts[::-1],
    "filtered": lambda texts: texts[[place % 2 == 0 for place in range(len(texts))]],
    "chunked": lambda texts: pd.concat([texts[2:], texts[:3]]),
    "objects": lambda texts: texts.astype("object"),
}


@pytest.mark.parametrize("cut", CUTS)
@given(st.lists(valid_ids() | id_texts(), min_size=3, max_size=6))
def test_slices_and_concatenations_say_what_a_copy_says(cut: str, texts: list[str]) -> None:
    part = CUTS[cut](column(texts))
    check, copied = check_ids(part), check_ids(column(list(part)))
    assert check.normal.index.equals(part.index)
    for name in check.__slots__:
        assert list(getattr(check, name)) == list(getattr(copied, name)), name


@given(id_texts())
def test_facts_repairs_and_problems_stand_only_where_they_belong(text: str) -> None:
    checked = check_id(text)
    usable = checked.state in {IdState.VALID, IdState.REPAIRED}
    assert (checked.problem != IdProblem.NONE) == (checked.state == IdState.INVALID)
    assert (checked.repair != 0) == (checked.state == IdState.REPAIRED)
    assert all(bool(fact) == usable for fact in (checked.birth, checked.sex))
    assert usable or checked.area == 0
    assert (checked.state == IdState.BLANK) == (checked.normal == "")


@given(births(last=date(2100, 1, 1)), births(last=date(2100, 1, 1)))
def test_age_grows_by_one_on_each_birthday(born: date, day: date) -> None:
    birth = np.array([born.year * 10_000 + born.month * 100 + born.day], dtype=np.int32)
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    expected = day.year - born.year - (not had_birthday) if day >= born else -1
    assert age_on(birth, day).tolist() == [expected]


@given(
    st.lists(
        st.sampled_from(["G", "g", "J", "L", "H", ""]).flatmap(lambda letter: id_texts().map(letter.__add__)),
        max_size=5,
    )
)
def test_student_numbers_agree_with_the_ids_inside(texts: list[str]) -> None:
    check = check_student_numbers(column(texts))
    again = check_student_numbers(check.normal)
    assert again.normal.tolist() == check.normal.tolist()
    for place, text in enumerate(texts):
        tail, normal = check.tail[place], check.normal[place]
        assert (check.problem[place] != IdProblem.NONE) == (check.state[place] == IdState.INVALID), text
        if tail:
            assert (check.kind[place], normal[0], normal[1:]) == (StudentNoKind.G, "G", tail)
            assert check_id(tail).state == IdState.VALID
        elif check.kind[place] == StudentNoKind.G:
            assert check_id(normal[1:]).state != IdState.VALID


@given(st.text(max_size=40))
def test_mask_keeps_the_length_and_shows_at_most_ten_characters(text: str) -> None:
    masked = mask_id(text)
    assert len(masked) == len(text)
    assert len(masked.replace("*", "")) <= 10
