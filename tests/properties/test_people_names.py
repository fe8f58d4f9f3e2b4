"""What holds for every two names, and for every account."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aid_ledger.people import (
    AccountProblem,
    AccountState,
    NameAgreement,
    check_accounts,
    compare_names,
    name_problem,
    name_problems,
    normalise_name,
    normalise_names,
    split_remark,
    split_remarks,
)
from tests.people.strategies import column, id_texts, names

account_texts = st.from_regex(r"(62)?[0-9]{9,22}", fullmatch=True) | id_texts()


@given(names())
def test_normalising_a_name_twice_is_normalising_it_once(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(st.lists(names(), max_size=6))
def test_columns_of_names_say_what_each_name_says_alone(texts: list[str]) -> None:
    assert normalise_names(column(texts)).tolist() == [normalise_name(text) for text in texts]
    assert name_problems(column(texts)).tolist() == [name_problem(text) for text in texts]
    split = zip(*(part.tolist() for part in split_remarks(column(texts))), strict=True)
    assert list(split) == [split_remark(text) for text in texts]


@given(names())
def test_splitting_a_remark_loses_no_character_of_the_name(text: str) -> None:
    name, remark = split_remark(text)
    assert name in text
    assert split_remark(name) == (name, "")
    assert all(part in text for part in remark.split(" "))


@given(st.lists(st.tuples(names(), names()), max_size=6))
def test_comparing_is_symmetric(pairs: list[tuple[str, str]]) -> None:
    left, right = column([one for one, _ in pairs]), column([other for _, other in pairs])
    assert compare_names(left, right).tolist() == compare_names(right, left).tolist()


@given(names())
def test_name_equals_itself_and_is_never_different_from_its_matching_form(text: str) -> None:
    blank = normalise_name(text) == ""
    expected = NameAgreement.UNKNOWN if blank else NameAgreement.SAME
    assert compare_names(column([text]), column([text])).tolist() == [expected]
    assert compare_names(column([text]), column([normalise_name(text)]))[0] != NameAgreement.DIFFERENT


@given(st.text("张三李四王五", min_size=2, max_size=5), st.integers(0, 4), st.sampled_from("赵钱"))
def test_one_character_put_in_left_out_or_exchanged_is_near(name: str, place: int, char: str) -> None:
    at = place % len(name)
    changed = [name[:at] + char + name[at:], name[:at] + name[at + 1 :], name[:at] + char + name[at + 1 :]]
    codes = compare_names(column([name] * 3), column(changed))
    assert codes.tolist() == [NameAgreement.NEAR] * 3


@given(st.lists(st.tuples(account_texts, id_texts()), max_size=5))
def test_account_says_alone_what_it_says_in_a_column(rows: list[tuple[str, str]]) -> None:
    check = check_accounts(column([one for one, _ in rows]), column([other for _, other in rows]))
    again = check_accounts(check.normal, column([other for _, other in rows]))
    assert again.normal.tolist() == check.normal.tolist()
    assert again.problem.tolist() == check.problem.tolist()
    for place, (account, id_number) in enumerate(rows):
        alone = check_accounts(column([account]), column([id_number]))
        for name in alone.__slots__:
            assert getattr(check, name)[place] == getattr(alone, name)[0], name


@given(account_texts, id_texts())
def test_payable_account_is_digits_of_a_usual_length(account: str, id_number: str) -> None:
    check = check_accounts(column([account]), column([id_number]))
    normal, payable = check.normal[0], check.state[0] == AccountState.PAYABLE
    assert not payable or (normal.isascii() and normal.isdigit() and 15 <= len(normal) <= 22)
    assert (check.problem[0] == AccountProblem.NONE) == (payable or normal == "")
