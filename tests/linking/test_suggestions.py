# ruff: noqa: E501 - one case on a line
"""Who a row may be about where no certain ID says so: each pass, what agrees and differs, and what is never proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pytest

from aid_ledger.linking import Linked, suggest
from aid_ledger.linking.blocking import BOUND
from aid_ledger.office.hints import suggestion_words
from aid_ledger.office.payout import look
from aid_ledger.people import check_digit
from aid_ledger.terms import Term
from tests.tools.county import JUNIOR, PRIMARY, Desk, Row, desk, name_of, pupil, resident_id, school

pytestmark = pytest.mark.xdist_group("suggestions")  # what its tests share is built once
ROSTER, REGISTER = 0, 1
Change = Callable[[str], Row]
Found = tuple[str, str, str, str]
NO_ID: Row = {"身份证件号": "", "学籍号": ""}


def listed(number: int, born: str, **changed: str) -> dict[str, str]:
    return {"姓名": name_of(number), "身份证号": resident_id(number, born), "乡镇": "东镇", "村": "上村", **changed}


def seated(number: int, born: str, **changed: str) -> dict[str, str]:
    own = resident_id(number, born)
    dated = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    return pupil(number, **{"身份证件号": own, "学籍号": "", "出生日期": dated, **changed})


@dataclass(frozen=True, slots=True)
class Case:
    """One child in roster and register, each changed by a function of the true ID; what one of the two rows is told.

    ``found`` is the pass, what agrees, what differs, and the proposed ID: ``own``, or none.
    """

    roster: Change
    register: Change
    side: int
    found: Found | None


def same(_own: str) -> Row:
    return {}


def number(make: Callable[[str], str], **more: str) -> Change:
    """Another number in the cell of the ID, whichever header a list has for it."""
    return lambda own: {"ID": make(own), **more}


def under(header: str, row: Row) -> Row:
    return {header if key == "ID" else key: text for key, text in row.items()}


def numeric(own: str) -> str:
    """A cell of numbers that a program wrote: the last three digits are others, and the check digit does not hold."""
    wrong = own[:15] + "".join(str((int(digit) + 3) % 10) for digit in own[15:17]) + "0"
    return wrong if check_digit(wrong[:17]) != "0" else wrong[:17] + "1"


def one_wrong(own: str) -> str:
    return own[:10] + str((int(own[10]) + 1) % 2) + own[11:]


NEAR = {"姓名": "赵玉明"}, {"姓名": "赵钰明"}
CASES: dict[str, Case] = {
    "a cell of numbers in the roster": Case(number(numeric), same, ROSTER, ("name-15", "name;first-15;birth;town", "digits:16,17,18", "own")),
    "a cell of numbers in the register": Case(same, number(numeric), REGISTER, ("name-15", "name;first-15;birth;town", "digits:16,17,18", "own")),
    "the register's child looks for the roster's broken row": Case(number(numeric), same, REGISTER, ("name-15", "name;first-15;birth;town", "digits:16,17,18", "")),
    "a digit lost": Case(number(lambda own: own[:8] + own[9:], 出生日期=""), same, ROSTER, ("name-near-id", "name;town", "digit-lost:9", "own")),
    "a digit doubled": Case(number(lambda own: own[:5] + own[4:], 出生日期=""), same, ROSTER, ("name-near-id", "name;town", "digit-extra:6", "own")),
    "two digits changed places": Case(number(lambda own: own[:8] + own[9] + own[8] + own[10:]), same, ROSTER, ("name-near-id", "name;birth;town", "digits-swapped:9,10", "own")),
    "a digit wrong": Case(same, number(lambda own: "980101" + own[6:]), REGISTER, ("name-near-id", "name;birth;town", "digits:2", "own")),
    "masked": Case(same, number(lambda own: own[:10] + "****" + own[14:]), REGISTER, ("name-visible", "name;visible;town", "", "own")),
    "masked so far that anybody fits": Case(lambda own: {"学籍号": ""}, number(lambda own: "9901" + "*" * 14, 乡镇="西镇"), REGISTER, None),
    "no ID, same birth and town": Case(lambda _own: NO_ID, same, ROSTER, ("name-birth-town", "name;birth;town", "", "own")),
    "no ID, same birth, another town": Case(lambda _own: NO_ID, lambda _own: {"乡镇": "西镇"}, ROSTER, ("name-birth", "name;birth", "", "own")),
    "the town stands in the address": Case(lambda _own: {**NO_ID, "家庭住址": "示例县西镇上村3组"}, lambda _own: {"乡镇": "西镇"}, ROSTER, ("name-birth-town", "name;birth;town", "", "own")),
    "no ID and no birth date": Case(lambda _own: {**NO_ID, "出生日期": ""}, same, ROSTER, None),
    "the roster's own number holds the ID": Case(lambda own: {"身份证件号": numeric(own), "学籍号": "G" + own}, lambda _own: {"姓名": "欧阳另外人"}, ROSTER, ("student-no", "student-no;first-15", "digits:16,17,18", "own")),
    "roster's number and register agree": Case(lambda own: {"身份证件号": one_wrong(own), "学籍号": "G" + own}, same, ROSTER, ("student-no", "name;student-no;birth;town", "digits:11", "own")),
    "a variant of the name": Case(lambda own: {**number(numeric)(own), "姓名": "張三丰"}, lambda _own: {"姓名": "张三丰"}, ROSTER, ("name-15", "name;first-15;birth;town", "digits:16,17,18", "own")),
    "a dot left out": Case(lambda own: {**number(numeric)(own), "姓名": "阿依古丽"}, lambda _own: {"姓名": "阿依·古丽"}, ROSTER, ("name-15", "name;first-15;birth;town", "digits:16,17,18", "own")),
    "another character of the same sound": Case(lambda own: {**number(numeric)(own), **NEAR[0]}, lambda _own: NEAR[1], ROSTER, ("near-name-15", "name-near;first-15;birth;town", "digits:16,17,18", "own")),
    "near in name, born on one day, no more": Case(lambda _own: {**NO_ID, "姓名": "钱玉明", **JUNIOR}, lambda _own: {"姓名": "钱钰明", "乡镇": "西镇"}, ROSTER, None),
    "the same broken number on both sides": Case(number(lambda own: own[:12], 出生日期=""), number(lambda own: own[:12]), REGISTER, ("same-number", "name;number;town", "", "")),
    "one ID, wholly different names": Case(same, lambda _own: {"姓名": "欧阳别的人"}, REGISTER, ("same-id", "id;first-15;birth;sex;town", "name", "")),
    "another child's whole ID": Case(same, number(lambda _own: resident_id(777, "20090909")), REGISTER, None),
}  # fmt: skip


def born(place: int) -> str:
    """A birth date of its own for each case, so that no case meets another."""
    return f"2012{place // 28 + 1:02d}{place % 28 + 1:02d}"


@dataclass(frozen=True, slots=True)
class County:
    linked: Linked
    table: pd.DataFrame


def told(office: Desk) -> County:
    linked = look(office.office, Term.parse("2023S")).linked
    return County(linked, suggest(linked))


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
        roster, register = [], []
        for place, case in enumerate(CASES.values(), start=1):
            own = resident_id(place, born(place))
            dated = {"出生日期": f"{born(place)[:4]}-{born(place)[4:6]}-{born(place)[6:]}"}
            roster.append({**seated(place, born(place)), **dated, **under("身份证件号", case.roster(own))})
            register.append({**listed(place, born(place)), **under("身份证号", case.register(own))})
        office.took("名册.xlsx", roster)
        office.took("脱贫户.xlsx", register, "filed-poor")
        yield told(office)


@pytest.mark.parametrize("name", CASES)
def test_a_doubtful_row_is_told_who_it_may_be(county: County, name: str) -> None:
    place, case = list(CASES).index(name), CASES[name]
    own = county.table[(county.table["side"] == case.side) & (county.table["row"] == place + 2)]
    if case.found is None:
        assert own.empty
        return
    step, agrees, differs, proposed = case.found
    first = own.iloc[0]
    assert (first["rank"], first["of"], len(own)) == (1, 1, 1)
    assert first["pass"] == step
    assert set(agrees.split(";")) <= set(first["agrees"].split(";"))
    assert first["differs"].split(";")[0] == differs
    assert first["proposed_id"] == (resident_id(place + 1, born(place + 1)) if proposed else "")
    assert not first["ambiguous"]
    for lang in ("zh", "en"):
        words = suggestion_words(county.linked, first.to_dict(), lang)
        assert words
        assert resident_id(place + 1, born(place + 1)) not in words


def one_office(roster: Sequence[Row], registers: Mapping[str, Sequence[Row]]) -> County:
    with desk() as office:
        office.took("名册.xlsx", roster)
        for name, rows in registers.items():
            office.took(f"{name}.xlsx", rows, name)
        return told(office)


def test_the_household_and_the_name_lead_to_another_list() -> None:
    found = one_office(
        [pupil(1)],
        {
            "rural-allowance": [listed(1, "20080305", 身份证号="", 户编号="H1", 乡镇="")],
            "filed-poor": [listed(1, "20080305", 户编号="H1", 乡镇="")],
        },
    ).table
    first = found[found["reason"] == "no-identity"].iloc[0]
    assert (first["pass"], first["proposed_id"]) == ("household-name", resident_id(1))


def test_a_name_in_its_class_leads_to_the_roster() -> None:
    row = {"学校": PRIMARY["学校名称"], "年级": "三年级", "班级": "1班", "认定等级": "困难", "身份证号": ""}
    found = one_office([pupil(1), pupil(2)], {"recognised": [{**listed(1, "20080305"), **row, "乡镇": ""}]}).table
    first = found[found["side"] == REGISTER].iloc[0]
    assert (first["pass"], first["agrees"], first["proposed_id"]) == ("name-class", "name;school;class", resident_id(1))


def test_a_row_that_fits_two_people_says_so_and_both_are_shown() -> None:
    twin = resident_id(2)
    found = one_office(
        [seated(1, "20080305", 身份证件号=""), seated(3, "20080305")],
        {"filed-poor": [listed(1, "20080305"), listed(1, "20080305", 身份证号=twin)]},
    ).table
    own = found[found["side"] == ROSTER]
    assert own["proposed_id"].tolist() == sorted([resident_id(1), twin])
    assert own["ambiguous"].all()
    assert own["of"].tolist() == [2, 2]


def test_one_person_for_two_rows_that_are_not_alike_says_so() -> None:
    broken = numeric(resident_id(1, "20120711"))
    seat = seated(1, "20120711")

    def registered(*texts: str) -> list[bool]:
        rows = [listed(1, "20120711", 身份证号=text) for text in texts]
        table = one_office([seat], {"filed-poor": rows}).table
        assert set(table["pass"]) == {"name-15"}
        return list(table["ambiguous"])

    assert registered(broken, broken) == [False, False]
    assert registered(broken, broken[:17] + "1") == [True, True]


def test_a_fitting_check_digit_alone_proposes_nothing() -> None:
    """Of a number without its last digits 100 would fit; without the name beside one of them none is offered."""
    found = one_office(
        [seated(1, "20080305", 身份证件号=numeric(resident_id(1)))],
        {"filed-poor": [listed(100, "20080305"), listed(500, "20080305")]},
    ).table
    assert not (found["proposed_id"] != "").any()


def test_a_name_that_many_bear_is_cut_off_and_the_number_is_said() -> None:
    many = 3 * BOUND
    days = [f"201{year}{month:02d}{day:02d}" for year in (1, 2, 3) for month in range(1, 13) for day in (1, 2, 3, 4)]
    crowd = [seated(n, days[n], 姓名="王伟") for n in range(many)]
    county = one_office(
        crowd, {"filed-poor": [listed(1, days[1], 姓名="王伟", 身份证号=numeric(resident_id(1, days[1])))]}
    )
    [first] = county.table.to_dict("records")
    assert first["proposed_id"] == resident_id(1, days[1])
    assert first["cut"] == many - 1
    assert str(first["cut"]) in suggestion_words(county.linked, first)


def test_only_rows_asked_for_are_answered(county: County) -> None:
    asked = pd.DataFrame({"side": [ROSTER], "index": [0]})
    found = suggest(county.linked, asked)
    expected = county.table[(county.table["side"] == ROSTER) & (county.table["index"] == 0)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)
    assert suggest(county.linked, asked.iloc[:0]).columns.tolist() == county.table.columns.tolist()


def test_a_name_of_the_same_sound_ranks_above_another_name_and_never_acts() -> None:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        office.took("名册.xlsx", [seated(1, "20120305", 姓名="张玉兰", **NO_ID)])
        names = ("张文兰", "张美兰", "张钰兰")
        office.took(
            "低保.xlsx", [listed(n, "20120305", 姓名=name) for n, name in enumerate(names, 2)], "rural-allowance"
        )
        office.payout()
        assert office.paid() == {}
        linked = look(office.office, Term.parse("2023S")).linked
        found = suggest(linked)
        found = found[found["side"] == ROSTER]
        assert found["candidate_name"].iloc[0] == "张钰兰"
        assert [("name-sound" in codes.split(";")) for codes in found["agrees"]] == [True, False, False]
        assert "姓名同音不同字（那里是张钰兰）" in suggestion_words(linked, found.iloc[0].to_dict())
