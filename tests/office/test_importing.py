# ruff: noqa: E501 - rows of lists and cases, one on a line
"""Importing: which term a file speaks for, classes listed twice, the same bytes again, replacing and retiring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from aid_ledger.errors import InputError
from aid_ledger.office.importing import FileImport
from aid_ledger.terms import Term
from tests.intake.books import an_id, one
from tests.tools.county import JUNIOR, PRIMARY, Desk, desk, member, name_of, pupil, school, sheet, sheets

LATER = "2023-05-01T09:00:00+08:00"


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def finding(done: FileImport) -> str:
    assert done.refused
    return done.findings[0].name


# --- which term -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("在校生名册_20230201.xlsx", "2023S"), ("在校生名册_20230731.xlsx", "2023S"), ("在校生名册_20230801.xlsx", "2023A"),
        ("在校生名册_20240131.xlsx", "2023A"), ("2023年春季学期在校生名册.xlsx", "2023S"), ("在校生名册2023A.xlsx", "2023A"),
    ],
)  # fmt: skip
def test_a_file_speaks_for_the_term_of_its_date(office: Desk, name: str, term: str) -> None:
    assert office.take(name, [pupil(1)], term="").sheets[0].term == term


def test_a_day_given_by_hand_and_a_term_given_by_hand_speak_before_the_name(office: Desk) -> None:
    assert (
        office.take("在校生名册_20230201.xlsx", [pupil(1)], term="", as_of=date(2024, 2, 1)).sheets[0].term == "2024S"
    )
    assert office.take("在校生名册_20230201.xlsx", [pupil(2, JUNIOR)], term="2022A").sheets[0].term == "2022A"


@pytest.mark.parametrize("kind", ["roster", "filed-poor", "applications", "boarders"])
def test_a_list_of_no_known_term_is_refused(office: Desk, kind: str) -> None:
    rows = [pupil(1)] if kind == "roster" else [{**member(1), "学校": PRIMARY["学校名称"], "申报项目": "雨露计划"}]
    if kind == "filed-poor":
        rows = [member(1)]
    assert finding(office.take("名单.xlsx", rows, kind, term="")) == "term-unknown"
    assert office.office.sources() == []


def test_school_lists_and_accounts_need_no_term(office: Desk) -> None:
    assert office.take("学校名录.xlsx", [school(PRIMARY)], term="").sheets[0].term == ""


def test_one_file_for_a_whole_school_year(office: Desk) -> None:
    done = office.take("在校生名册.xlsx", [pupil(1)], terms=Term.of_school_year("2023-2024"))
    assert [one.term for one in done.sheets] == ["2023A", "2024S"]
    assert len({one.source for one in done.sheets}) == 2
    assert len({row["sha256"] for row in office.office.sources()}) == 1


def test_a_file_kept_for_another_term_is_a_new_source_on_the_same_bytes(office: Desk) -> None:
    one = office.took("脱贫户.xlsx", [member(1)], "filed-poor", term="2023S")
    other = office.took("脱贫户.xlsx", [member(1)], "filed-poor", term="2023A")
    assert one != other
    assert not any(row["term"] == "2024S" for row in office.office.sources())


# --- ids, twice, replaced ---------------------------------------------------------------------------------------------


def test_a_source_is_named_by_what_it_holds(office: Desk) -> None:
    with desk() as elsewhere:
        elsewhere.took("先来的.xlsx", [member(7)], "filed-poor")
        assert elsewhere.took("改名.xlsx", [member(1)], "filed-poor") == office.took(
            "脱贫户.xlsx", [member(1)], "filed-poor"
        )


def test_the_same_bytes_again_change_nothing(office: Desk) -> None:
    first = office.take("在校生名册.xlsx", [pupil(1)])
    before = office.verify()
    for replace in (False, True):
        again = office.take("又一次.xlsx", [pupil(1)], replace=replace)
        assert (again.refused, again.sheets[0].already, again.sheets[0].source) == (False, True, first.sheets[0].source)
    assert office.verify() == before


def test_a_second_list_of_a_class_is_refused_and_nothing_of_it_is_taken(office: Desk) -> None:
    office.took("名册一.xlsx", [pupil(1), pupil(2, 班级="2班")])
    done = office.take("名册二.xlsx", [pupil(3, 班级="3班"), pupil(4, 班级="2班")])
    assert finding(done) == "class-already-listed"
    assert done.findings[0].params["classes"] == "3699010001 三年级 2班"
    assert done.findings[0].params["other"] == "名册一.xlsx"
    assert len(office.office.sources()) == 1
    office.took("名册三.xlsx", [pupil(3, 班级="3班")])
    office.took("名册四.xlsx", [pupil(4, JUNIOR, 班级="2班")])
    office.took("名册二.xlsx", [pupil(4, 班级="2班")], term="2023A")


def test_a_stray_row_of_another_school_does_not_stand_in_the_way_of_its_list(office: Desk) -> None:
    of_junior = [pupil(number, JUNIOR) for number in range(900, 903)]
    office.took("名册一.xlsx", [pupil(number) for number in range(1, 250)] + of_junior[:2])
    office.took("名册二.xlsx", of_junior)
    assert office.take("名册三.xlsx", of_junior[:1]).findings[0].name == "class-already-listed"


def test_replacing_takes_the_first_file_out_of_use_whole_and_names_the_classes_left_without_a_list(
    office: Desk,
) -> None:
    first = office.took("名册一.xlsx", [pupil(1), pupil(2, 班级="2班"), pupil(3, 班级="3班")])
    done = office.take("名册二.xlsx", [pupil(4, 班级="2班")], replace=True)
    assert done.sheets[0].replaced == (first,)
    in_use = {row["source"]: row["in_use"] for row in office.office.sources()}
    assert in_use == {first: False, done.sheets[0].source: True}
    left = getattr(done.sheets[0], "classes_without_list", None)
    assert left == ("3699010001 三年级 1班", "3699010001 三年级 3班")
    assert [(one.name, one.params.get("files", one.params.get("classes"))) for one in done.findings] == [
        ("list-replaced", "名册一.xlsx"), ("classes-without-list", "3699010001 三年级 1班、3699010001 三年级 3班"),
    ]  # fmt: skip


def test_a_preview_says_what_would_be_refused_and_what_replaced(office: Desk) -> None:
    first = office.took("名册一.xlsx", [pupil(1), pupil(2, 班级="2班")])
    rows = [pupil(4, 班级="2班")]
    assert finding(office.take("名册二.xlsx", rows, preview=True)) == "class-already-listed"
    done = office.take("名册二.xlsx", rows, preview=True, replace=True)
    assert [one.name for one in done.findings] == ["list-replaced", "classes-without-list"]
    assert [(row["source"], row["in_use"]) for row in office.office.sources()] == [(first, True)]


def test_retiring_says_which_classes_are_left_without_a_list(office: Desk) -> None:
    first = office.took("名册一.xlsx", [pupil(1), pupil(2, 班级="2班")])
    done = office.office.retire_source(first, why="错了", by="李四", at=LATER)
    assert done["classes_without_list"] == ["3699010001 三年级 1班", "3699010001 三年级 2班"]
    for source, name in ((first, "source-not-in-use"), ("ffffffffffff", "source-not-known")):
        with pytest.raises(InputError) as error:
            office.office.retire_source(source, why="错了", by="李四", at=LATER)
        assert error.value.findings[0].name == name
    again = office.take("名册一.xlsx", [pupil(1), pupil(2, 班级="2班")])
    assert (again.sheets[0].source, again.sheets[0].already) == (first, False)
    assert office.verify().ok


def test_registers_of_one_kind_add_up_and_are_never_taken_for_each_other(office: Desk) -> None:
    office.took("东镇脱贫户.xlsx", [member(1)], "filed-poor")
    office.took("西镇脱贫户.xlsx", [member(2)], "filed-poor", replace=True)
    assert all(row["in_use"] for row in office.office.sources())


def test_a_bad_file_among_good_ones_is_refused_alone(office: Desk) -> None:
    from aid_ledger.office.importing import ImportOptions

    files = [("在校生名册.xlsx", sheet([pupil(1)])), ("坏的.xlsx", b"PK nothing"), ("脱贫户.xlsx", sheet([member(1)]))]
    done = office.office.import_files(files, ImportOptions(terms=(Term.parse("2023S"),)), by="张三", at=LATER)
    assert [one.refused for one in done] == [False, True, False]
    assert {row["kind"] for row in office.office.sources()} == {"roster", "filed-poor"}


def test_a_header_without_rows_is_refused(office: Desk) -> None:
    assert office.take("在校生名册.xlsx", sheets({"Sheet1": [dict.fromkeys(pupil(1), "")]})).refused
    assert office.office.sources() == []


def test_a_preview_writes_nothing(office: Desk) -> None:
    done = office.take("在校生名册.xlsx", [pupil(1)], preview=True)
    assert (done.refused, len(done.sheets)) == (False, 1)
    assert office.office.sources() == []
    assert not (office.folder / "sources").exists()


# --- a term without what it needs -------------------------------------------------------------------------------------


def test_a_term_without_a_roster_or_without_a_register_is_an_error(office: Desk) -> None:
    for want in ("no-roster", "no-register"):
        with pytest.raises(InputError) as error:
            office.payout()
        assert error.value.findings[0].name == want
        office.took("在校生名册.xlsx", [pupil(1)])
    assert name_of(1) not in str(error.value)


def test_a_kind_that_the_term_before_had_is_missed(office: Desk) -> None:
    for term in ("2022A", "2023S"):
        office.took("在校生名册.xlsx", [pupil(1)], term=term)
        office.took("脱贫户.xlsx", [member(1)], "filed-poor", term=term)
    office.took("农村低保.xlsx", [member(1)], "rural-allowance", term="2022A")
    warned = [one for one in office.payout("2023S").warnings if one.name == "kind-missing"]
    assert len(warned) == 1
    assert "rural-allowance" in str(warned[0].params["kind"])


def test_a_roster_that_names_no_school_and_no_class_lists_no_class(office: Desk) -> None:
    data = one([["学生姓名", "全国学籍号", "身份证件号", "性别"], ["张三", "", an_id(1), "男"]])
    assert not office.take("名单.xlsx", data, "roster").refused
