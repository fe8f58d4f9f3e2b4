"""Defects 1 to 24 of DEFECTS.md: IDs as cells really hold them, through import and payout."""

from __future__ import annotations

import pytest

from tests.defects.lists import BOARDING, DUPLICATE, PAID, Cells, held, settled
from tests.intake.books import one as one_sheet
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, SENIOR, member, name_of, pupil, resident_id
from tests.tools.review import filled

INVALID = held("id-invalid")
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}
KINDERGARTEN = {"学校名称": "示例县幼儿园", "学校标识码": "3699010008", "学段": "学前"}
VOCATIONAL = {"学校名称": "示例县职业中学", "学校标识码": "3699010009", "学段": "中职"}


def waiting(*texts: str) -> None:
    """Expect that each text in the ID cell of a row waits and is kept, and that the row beside them is paid."""
    rows = [pupil(number, 身份证件号=text) for number, text in enumerate(texts, start=1)]
    with settled([*rows, pupil(40)]) as came:
        assert came.ends == [*[INVALID] * len(texts), PAID]
        table = came.office.export("outcomes")
        assert table[table["kind"] == "roster"]["id_number"].tolist() == [*texts, resident_id(40)]


def mended(*texts: tuple[int, str]) -> str:
    """Expect that each text in a pupil's ID cell is repaired, paid and shown by ``explain``; return what is told."""
    rows = [pupil(40), *(pupil(number, 身份证件号=text) for number, text in texts)]
    with settled(rows) as came:
        assert came.ends == [PAID] * len(rows)
        found = came.finding("ids-repaired")
        assert (found.place.cell, found.rows) == ("B3", len(texts))
        for number, text in (texts[0], texts[-1]):
            facts = came.facts(resident_id(number))
            assert (facts["id_number"], facts["id_written"]) == (resident_id(number), text)
        assert "id_written" not in came.facts(resident_id(40))
        return came.told("ids-repaired")


@pytest.mark.defect(1)
def test_an_id_in_a_numeric_cell_waits_even_where_its_digits_happen_to_be_right() -> None:
    """Typed in Excel it ends in 000; a program stores …432 as …424, which may by chance be the very number."""
    exact = next(n for n in range(1, 999) if str(int(float(resident_id(n).replace("X", "0")))) == resident_id(n))
    rows: list[Cells] = [
        pupil(1) | {"身份证件号": int(resident_id(1)[:15]) * 1000}, pupil(2),
        pupil(exact) | {"身份证件号": float(resident_id(exact))},
    ]  # fmt: skip
    with settled(rows, [member(1), member(2), member(exact)]) as came:
        assert came.ends == [INVALID, PAID, INVALID]
        [found] = [one for one in came.taken.sheets[0].table.findings if one.name == "number-too-long"]
        assert (found.place.cell, found.params["count"]) == ("B2", 2)


@pytest.mark.defect(2)
def test_an_id_whose_digits_a_spreadsheet_has_lost_waits() -> None:
    waiting("5.10322E+17", "5.10322e+017", "510322199001010000.0")


@pytest.mark.defect(3)
@pytest.mark.defect(5)
@pytest.mark.defect(15)
@pytest.mark.defect(24)
def test_apostrophes_full_width_digits_student_numbers_and_quotes_are_repaired() -> None:
    told = mended(
        (1, f"'{resident_id(1)}"), (2, resident_id(2).translate(WIDE)), (3, "G" + resident_id(3)),
        (4, f'="{resident_id(4)}"'), (5, f'"{resident_id(5)}"'),
    )  # fmt: skip
    for kind in ("去单引号 1", "全角转半角 1", "学籍号取身份证号 1", "去引号等号 2"):
        assert kind in told


@pytest.mark.defect(4)
def test_spaces_of_any_kind_are_taken_out_and_those_around_do_not_matter() -> None:
    between = (" ", "\u3000", "\u00a0", "\t", "\n", "\u200b", "\ufeff")
    texts = [(n, f"{resident_id(n)[:6]}{space}{resident_id(n)[6:]} ") for n, space in enumerate(between, start=1)]
    assert "去空格 7" in mended(*((number, text.strip()) for number, text in texts))


@pytest.mark.defect(6)
def test_what_looks_like_the_check_character_x_is_x_only_where_x_holds() -> None:
    with_x = [number for number in range(1, 99) if resident_id(number).endswith("X")][:5]
    texts = [(n, resident_id(n)[:-1] + check) for n, check in zip(with_x, "x×*ΧХ", strict=True)]
    other = next(number for number in range(1, 99) if number not in with_x)
    rows = [pupil(n, 身份证件号=text) for n, text in texts] + [pupil(other, 身份证件号=resident_id(other)[:-1] + "*")]
    with settled(rows, [member(n) for n in (other, *with_x)]) as came:
        assert came.ends == [*[PAID] * 5, INVALID]
        assert "末位 × 或 * 改 X 4，小写 x 1" in came.told("ids-repaired")
        assert came.facts(resident_id(with_x[1]))["id_written"].endswith("×")


@pytest.mark.defect(7)
def test_an_old_id_is_upgraded_marked_and_too_old_for_most_stages() -> None:
    """Who has 15 digits was born before 2000: 43 years old in primary school, 23 in a vocational one."""
    old, young = resident_id(1, "19800305"), resident_id(2, "19990305")
    rows = [
        pupil(1, 身份证件号=old[:6] + old[8:17], 出生日期=""),
        pupil(2, VOCATIONAL, 年级="中职一年级", 身份证件号=young[:6] + young[8:17], 出生日期="", 学籍号=""),
    ]
    with settled(rows, [member(1, 身份证号=old), member(2, 身份证号=young)]) as came:
        assert came.ends == [held("age-outside-stage"), PAID]
        assert "15 位升 18 位 2" in came.told("ids-repaired")
        facts = came.facts(young)
        assert (facts["id_number"], facts["id_written"]) == (young, rows[1]["身份证件号"])


@pytest.mark.defect(8)
def test_a_digit_lost_or_doubled_waits() -> None:
    waiting(resident_id(1)[:17], resident_id(2) + "0", resident_id(3)[:9] + resident_id(3)[10:])


@pytest.mark.defect(9)
def test_letters_for_digits_are_read_where_the_check_digit_then_holds() -> None:
    typed = resident_id(1).replace("0", "O", 1).replace("1", "l", 1)
    rows = [pupil(1, 身份证件号=typed), pupil(2, 身份证件号=resident_id(3)[:-1].replace("0", "O") + "Q")]
    with settled(rows) as came:
        assert came.ends == [PAID, INVALID]
        assert "字母 O、l 改数字 1" in came.told("ids-repaired")
        assert came.facts(resident_id(1))["id_written"] == typed


@pytest.mark.defect(10)
@pytest.mark.defect(11)
def test_a_wrong_check_digit_and_a_day_of_no_calendar_wait_and_are_not_dropped() -> None:
    waiting(resident_id(1)[:-1] + ("5" if resident_id(1)[-1] != "5" else "7"), resident_id(2, "20120230"))


STAGES = [
    (KINDERGARTEN, "大班", 2, 8),
    (PRIMARY, "三年级", 5, 18),
    (JUNIOR, "八年级", 10, 21),
    (SENIOR, "高二", 13, 30),
]


@pytest.mark.defect(11)
def test_an_age_outside_the_range_of_the_stage_waits_and_one_at_its_edge_does_not() -> None:
    rows: list[Cells] = []
    poor: list[Cells] = []
    ends = []
    for place, grade, youngest, oldest in STAGES:
        for age in (youngest - 1, youngest, oldest, oldest + 1):
            number = len(rows) + 1
            own = resident_id(number, f"{2023 - age}0301")
            rows.append(pupil(number, place, 年级=grade, 身份证件号=own, 学籍号="", 出生日期=""))
            poor.append(member(number, 身份证号=own))
            ends.append(not youngest <= age <= oldest)
    with settled(rows, poor) as came:
        assert [end == held("age-outside-stage") for end in came.ends] == ends


@pytest.mark.defect(11)
@pytest.mark.defect(12)
def test_a_pupil_of_special_education_may_be_older_and_an_area_that_no_table_knows_is_paid() -> None:
    older, far = resident_id(1, "20000305"), resident_id(2, area="990199")
    rows = [
        pupil(1, 身份证件号=older, 学籍号="", 出生日期="", 学段="特殊教育"),
        pupil(2, 身份证件号=far, 学籍号=""),
    ]
    with settled(rows, [member(1, 身份证号=older), member(2, 身份证号=far)]) as came:
        assert came.ends == [PAID, PAID]


BIRTH_AND_SEX = [
    ({"出生日期": "2008-03-06"}, held("birth-differs")),
    ({"出生日期": "20080305"}, PAID),
    ({"出生日期": "2008年3月"}, PAID),
    ({"出生日期": "２００８．３"}, PAID),
    ({"出生日期": "200804"}, held("birth-differs")),
    ({"出生日期": "08-03-06"}, PAID),
    ({"出生日期": "####"}, PAID),
    ({"性别": "男"}, PAID),
    ({"性别": "2"}, held("sex-differs")),
    ({"性别": "不详"}, PAID),
    ({"性别": ""}, PAID),
    ({"出生日期": "2008-03-06", "学生状态": "转出"}, ("not-at-school", "not-at-school")),
]


@pytest.mark.defect(13)
def test_an_id_that_says_another_birth_or_sex_than_its_row_waits_where_both_are_certain() -> None:
    boys = [number for number in range(1, 40) if int(resident_id(number)[16]) % 2]
    rows = [pupil(number, changed) for number, (changed, _) in zip(boys, BIRTH_AND_SEX, strict=False)]
    with settled(rows) as came:
        assert came.ends == [end for _, end in BIRTH_AND_SEX]


@pytest.mark.defect(14)
def test_a_disability_number_in_the_id_column_is_cut_and_its_class_and_grade_are_kept() -> None:
    rows = [pupil(1, 身份证件号=resident_id(1) + "42"), pupil(2, 身份证件号=resident_id(2) + "71B1"), pupil(3)]
    with settled(rows) as came:
        assert came.ends == [PAID] * 3
        assert "残疾人证号取前 18 位 2" in came.told("ids-repaired")
        cards = [{"姓名": name_of(3), "残疾证号": resident_id(3) + "61", "残疾等级": "一级"}]
        came.office.took("残疾学生花名册.xlsx", cards, "disabled")
        for number, kind, grade in ((1, "4", "2"), (2, "7", "1"), (3, "6", "1")):
            facts = came.facts(resident_id(number))
            assert (facts["disability_class"], facts["disability_grade"]) == (kind, grade)


@pytest.mark.defect(16)
def test_two_ids_in_a_cell_wait() -> None:
    waiting(*(mark.join((resident_id(1), resident_id(2))) for mark in ("/", "、", "\n", " ", "母")))


@pytest.mark.defect(17)
def test_a_parents_id_in_the_childs_row_waits_and_says_what_it_may_be() -> None:
    parents = resident_id(1, "19830305")
    with settled([pupil(1, 身份证件号=parents, 出生日期="")], [member(1, 身份证号=parents)]) as came:
        assert came.ends == [held("age-outside-stage")]
        assert came.paid == {}
        assert {"reason": "age-outside-stage", "rows": 1} in came.result.held


@pytest.mark.defect(18)
def test_a_temporary_number_is_kept_and_waits() -> None:
    waiting("999369901000100001", "L99010120080305abcd", "L990101200803051234")


@pytest.mark.defect(19)
def test_a_masked_id_waits_although_the_name_is_in_a_register() -> None:
    waiting(resident_id(1)[:6] + "********" + resident_id(1)[14:], resident_id(2)[:14] + "****")


def dragged(first: int, count: int, *, step: int = 1) -> list[dict[str, str]]:
    """Return rows whose IDs were counted up from that of pupil ``first``."""
    start = int(resident_id(first))
    return [pupil(first + at, 身份证件号=str(start + step * at), 学籍号="", 出生日期="") for at in range(count)]


FIRST, SECOND = [number for number in range(1, 30) if resident_id(number)[-1] in "34"][:2]


@pytest.mark.defect(20)
def test_ids_counted_up_by_the_fill_handle_are_refused_as_a_run() -> None:
    rows = [
        pupil(35), *dragged(FIRST, 4), pupil(36), *dragged(SECOND, 3, step=-1), pupil(37), *dragged(38, 2),
    ]  # fmt: skip
    with settled(rows) as came:
        runs = [one for one in came.taken.findings if one.name == "id-run"]
        assert [(one.place.cell, one.params["last"], one.params["count"]) for one in runs] == [
            ("B3", "B6", 4), ("B8", "B10", 3),
        ]  # fmt: skip
        run = held("id-run")
        assert came.ends[:11] == [PAID, run, run, run, run, PAID, run, run, run, PAID, PAID]
        assert came.ends[11] == INVALID, "two neighbours are no run"


@pytest.mark.defect(20)
def test_a_run_is_one_in_whatever_order_its_rows_stand() -> None:
    """A sheet may have been sorted by name since: the order of rows decides nothing (DESIGN invariant 5)."""
    one, two, three, four = dragged(FIRST, 4)
    with settled([three, pupil(35), one, pupil(36), four, two]) as came:
        run = held("id-run")
        assert came.ends == [run, PAID, run, PAID, run, run]
        found = [one for one in came.taken.findings if one.name == "id-run"]
        assert [(one.place.cell, one.params["last"], one.params["count"]) for one in found] == [("B2", "B7", 4)]


@pytest.mark.defect(20)
def test_a_run_in_a_register_gives_nobody_anything() -> None:
    poor = [{"姓名": row["姓名"], "身份证号": row["身份证件号"]} for row in dragged(FIRST, 3)]
    with settled([pupil(FIRST)], [*poor, member(39)]) as came:
        assert came.office.outcomes("filed-poor")[:3] == [held("id-run")] * 3
        assert came.paid == {}


@pytest.mark.defect(20)
def test_a_run_across_the_members_of_one_household_is_refused_too() -> None:
    one, two, three = (row["身份证件号"] for row in dragged(FIRST, 3))
    header = ["户主姓名", "户主身份证号", "成员姓名", "身份证号", "成员姓名", "身份证号"]
    names = [row["姓名"] for row in dragged(FIRST, 3)]
    house = [cell for pair in zip(names, (one, two, three), strict=True) for cell in pair]
    with settled([pupil(1), pupil(FIRST)], [member(9)]) as came:
        done = came.office.take(
            "农村低保.xlsx", one_sheet([header, house, [name_of(1), resident_id(1)]]), "rural-allowance"
        )
        (run,) = [one for one in done.findings if one.name == "id-run"]
        assert (run.place.cell, run.params["last"], run.params["count"]) == ("B2", "F2", 3)
        came.office.payout()
        assert came.office.outcomes("rural-allowance") == [held("id-run"), ("matched", "")]


@pytest.mark.defect(21)
def test_one_id_under_two_names_holds_both_rows_and_one_person_twice_is_paid_once() -> None:
    rows = [pupil(1), pupil(1, 姓名="钱小明"), pupil(2), pupil(2), pupil(3), pupil(3, 就读方式="走读")]
    names, facts = held("one-id-two-names"), held("contradicting-rows")
    with settled(rows) as came:
        assert came.ends == [names, names, PAID, DUPLICATE, facts, facts]
        assert came.paid == {(name_of(2), BOARDING): 50000}


@pytest.mark.defect(22)
def test_a_blank_id_is_known_by_number_name_and_birth_date_else_it_waits() -> None:
    made = "J990101200803059999"
    rows = [
        pupil(1, 身份证件号="", 学籍号=made), pupil(2, 身份证件号="", 学籍号="", 户编号="360000123"),
        pupil(3, 身份证件号="", 学籍号="J990101200803058888", 出生日期="####"),
        *(pupil(4, 身份证件号="", 学籍号="J990101200803057777", 出生日期=day) for day in ("2008-03-05", "20080305")),
    ]  # fmt: skip
    with settled(rows, kind="roster") as came:
        certain, nobody = ("not-entitled", "not-entitled"), held("no-identity")
        assert came.ends == [certain, nobody, nobody, certain, DUPLICATE]


@pytest.mark.defect(23)
def test_another_document_is_kept_as_written_and_waits() -> None:
    waiting("E12345678", "H08123456", "R123456(7)")


@pytest.mark.defect(13)
@pytest.mark.defect(17)
@pytest.mark.defect(20)
def test_what_a_person_finds_right_is_paid_and_what_they_correct_is_read_anew() -> None:
    boys = [number for number in range(25, 38) if int(resident_id(number)[16]) % 2]
    right, wrong = (
        pupil(boys[0], 出生日期="2008-03-06"),
        pupil(boys[1], 身份证件号=resident_id(1, "19830305"), 出生日期=""),
    )
    with settled([right, pupil(38), wrong, pupil(39), *dragged(FIRST, 3)]) as came:
        asked = came.office.office.review("2023S", by=BY, at=AT).workbook
        assert asked is not None
        answers = {
            "出生日期与身份证号不同": {1: "核对无误"}, "年龄与学段不符（家长的身份证号？）": {1: resident_id(boys[1])},
            "身份证号是下拉填充的": {n: resident_id(FIRST + n - 1) for n in (1, 2, 3)},
        }  # fmt: skip
        done = came.office.office.apply_review("问题.xlsx", filled(asked, answers), by=BY, at=AT)
        assert done.findings == ()
        came.office.payout()
        assert came.office.outcomes() == [PAID] * 7
