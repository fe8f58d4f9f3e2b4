"""What ``--replace`` takes out of use: rosters of the same classes, and lists of a kind under the same file name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.office.importing import FileImport, ImportOptions
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, Desk, desk, member, name_of, pupil, school, sheet, sheets

NAME = "农村低保.xlsx"
TERMS = (Term.parse("2023S"),)


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def said(done: FileImport) -> list[str]:
    return [one.name for one in done.findings if one.name not in ("second-person-unused",)]


def in_use(office: Desk, kind: str) -> list[str]:
    return sorted(row["file"] for row in office.office.sources("2023S") if row["kind"] == kind and row["in_use"])


def test_a_corrected_register_of_the_same_name_replaces_the_old_one(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1), pupil(2)])
    old = office.took(NAME, [member(1), member(2)], "rural-allowance")
    done = office.take(NAME, [member(2)], "rural-allowance", replace=True)
    assert (done.sheets[0].replaced, said(done)) == ((old,), ["list-replaced"])
    office.payout()
    assert {name for name, _ in office.paid()} == {name_of(2)}


def test_without_the_word_both_count_and_that_is_said(office: Desk) -> None:
    office.took(NAME, [member(1), member(2)], "rural-allowance")
    assert said(office.take(NAME, [member(2)], "rural-allowance")) == ["same-name-in-use"]
    assert in_use(office, "rural-allowance") == [NAME, NAME]


def test_two_files_of_one_name_in_one_call_are_two_lists(office: Desk) -> None:
    files = [(NAME, sheet([member(1)])), (NAME, sheet([member(2)]))]
    options = ImportOptions(kind="rural-allowance", terms=TERMS, replace=True)
    assert [said(one) for one in office.office.import_files(files, options, by=BY, at=AT)] == [
        [],
        ["replace-found-nothing"],
    ]
    assert in_use(office, "rural-allowance") == [NAME, NAME]


def test_the_word_without_anything_to_replace_says_so(office: Desk) -> None:
    office.took(NAME, [member(1)], "rural-allowance")
    done = office.take("西镇低保.xlsx", [member(2)], "rural-allowance", replace=True)
    assert (done.sheets[0].replaced, said(done)) == ((), ["replace-found-nothing"])
    assert in_use(office, "rural-allowance") == [NAME, "西镇低保.xlsx"]


def test_the_same_bytes_change_nothing_with_or_without_the_word(office: Desk) -> None:
    office.took(NAME, [member(1)], "rural-allowance")
    for replace in (False, True):
        done = office.take(NAME, [member(1)], "rural-allowance", replace=replace)
        assert (done.sheets[0].already, said(done)) == (True, [])


def test_a_roster_that_names_no_school_is_replaced_by_its_name(office: Desk) -> None:
    bare = [{key: text for key, text in pupil(n).items() if not key.startswith("学校")} for n in (1, 2)]
    old = office.took("大一班.xlsx", bare, "roster")
    done = office.take("大一班.xlsx", bare[:1], "roster", replace=True)
    assert done.sheets[0].replaced == (old,)
    assert in_use(office, "roster") == ["大一班.xlsx"]


def test_sheets_of_one_file_replace_those_of_the_old_one_and_no_class_is_missed(office: Desk) -> None:
    def book(extra: str) -> bytes:
        return sheets({"一班": [pupil(1, 户名=extra)] * 3, "二班": [pupil(4, 班级="2班", 户名=extra)] * 3})

    office.took("全校.xlsx", book("甲"))
    done = office.take("全校.xlsx", book("乙"), replace=True)
    assert "classes-without-list" not in said(done)
    assert in_use(office, "roster") == ["全校.xlsx", "全校.xlsx"]
    assert len(office.office.sources("2023S")) == 4


def test_a_school_list_needs_no_word(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools")
    done = office.take("学校名录.xlsx", [school(PRIMARY, 营养餐="是")], "schools", replace=True)
    assert done.sheets[0].replaced == ()
    assert "replace-not-needed" in said(done)


@pytest.mark.parametrize("replace", [False, True])
def test_a_preview_says_what_two_new_files_of_one_class_would_do_to_each_other(office: Desk, replace: bool) -> None:
    files = [("甲.xlsx", sheet([pupil(1)])), ("乙.xlsx", sheet([pupil(2)])), ("丙.xlsx", sheet([pupil(3, 班级="2班")]))]
    options = ImportOptions(kind="roster", terms=TERMS, preview=True, replace=replace)
    done = office.office.import_files(files, options, by=BY, at=AT)
    told = [found for one in done for found in one.findings if found.name.startswith("class-in-two-files")]
    assert [(found.place.file, found.params["other"]) for found in told] == [("乙.xlsx", "甲.xlsx")]
    real = office.office.import_files(files, ImportOptions(kind="roster", terms=TERMS, replace=replace), by=BY, at=AT)
    assert [one.refused for one in real] == [False, not replace, False]
    assert ("甲.xlsx" in in_use(office, "roster")) is not replace


def test_a_school_list_taken_for_a_term_and_then_without_one_is_the_same_list(office: Desk) -> None:
    rows = [school(PRIMARY)]
    first = office.took("学校名录.xlsx", rows, "schools", term="2023S")
    again = office.take("学校名录.xlsx", rows, "schools", term="")
    assert [(one.source, one.already) for one in again.sheets] == [(first, True)]
