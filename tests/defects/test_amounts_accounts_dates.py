"""Defects 35 to 48 of DEFECTS.md: amounts, accounts, dates and telephones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.defects.lists import BOARDING, PAID, book, held, settled
from tests.tools.county import SENIOR, account_of, member, name_of, pupil, resident_id

AWARD = "named-award"


def award(number: int, amount: Any, **changed: Any) -> dict[str, Any]:
    """Return a row of an award list."""
    base = {**member(number), "学校": SENIOR["学校名称"], "奖助名称": "爱心企业捐助", "学期": "2023S", "资助方": "企业"}
    return {**base, "金额": amount, **changed}


AMOUNTS: list[tuple[Any, int]] = [
    ("625元", 62500), ("￥625.00", 62500), ("1,250", 125000), ("陆佰贰拾伍", 62500), ("陆佰贰拾伍元整", 62500),
    ("0.0625万", 62500), ("６２５", 62500),
    (312.49999999, 31250), (312.5, 31250), ("312.50000001", 31250), (625, 62500),
]  # fmt: skip


@pytest.mark.defect(35)
@pytest.mark.defect(36)
def test_amounts_are_read_to_the_fen_however_they_are_written() -> None:
    numbers = range(1, len(AMOUNTS) + 1)
    with settled([pupil(number, SENIOR, 年级="高二") for number in numbers]) as came:
        rows = [award(number, text) for number, (text, _) in zip(numbers, AMOUNTS, strict=True)]
        came.office.took("奖助名单.xlsx", book(rows), "awards", term="")
        came.office.payout()
        paid = came.office.paid()
        assert [paid[name_of(number), AWARD] for number in numbers] == [fen for _, fen in AMOUNTS]
        total = sum(fen for (_, what), fen in paid.items() if what == AWARD)
        assert total == sum(fen for _, fen in AMOUNTS)


@pytest.mark.defect(35)
@pytest.mark.defect(38)
def test_an_amount_that_is_unclear_or_off_its_standard_waits() -> None:
    rows = [
        award(1, "1,25"), award(2, "625.005"), award(3, "约600"),
        award(4, 600, **{"月发放标准(元)": 125, "发放月数": 5}),
        award(5, 625, **{"月发放标准(元)": 125, "发放月数": 5}),
        award(6, 312.5, **{"月发放标准(元)": "62.5元", "发放月数": "5个月"}),
        award(7, 625, **{"月发放标准(元)": 625, "发放月数": 5}),
        award(8, 625, **{"月发放标准(元)": "", "发放月数": 5}),
    ]  # fmt: skip
    with settled([pupil(number, SENIOR, 年级="高二") for number in range(1, 9)]) as came:
        taken = came.office.take("奖助名单.xlsx", book(rows), "awards", term="")
        [found] = [one for one in taken.findings if one.name == "amount-not-standard"]
        assert (found.place.cell[1:], found.rows) == ("5", 1)
        unread, off, used = held("amount-unreadable"), held("amount-not-standard"), ("used", "")
        assert came.office.outcomes("awards") == [unread, unread, unread, off, used, used, used, used]


ACCOUNTS: list[tuple[Any, str, str]] = [  # cell, account on the line, reason
    (account_of(1), account_of(1), ""),
    ("", "", "no-account"),
    (6299010000000000123, "", "account-unusable"),  # a number: digits lost
    ("6299010000000000000", "", "account-unusable"),  # zeros at the end
    ("6.29901E+18", "", "account-unusable"),
    (" ".join(account_of(6)[at : at + 4] for at in range(0, 19, 4)), account_of(6), ""),
    ("-".join(account_of(7)[at : at + 4] for at in range(0, 19, 4)), account_of(7), ""),
    (resident_id(8), "", "account-unusable"),  # the pupil's own ID
    ("A12345678", "", "account-unusable"),  # the 9 characters of a 社保卡
    (account_of(10)[:-1] + str((int(account_of(10)[-1]) + 1) % 10), "same", ""),  # Luhn
]


@pytest.mark.defect(40)
@pytest.mark.defect(41)
@pytest.mark.defect(42)
@pytest.mark.defect(43)
def test_an_account_is_cleaned_or_its_payment_waits_and_the_line_is_posted_all_the_same() -> None:
    rows = [pupil(number) | {"账号": cell} for number, (cell, _, _) in enumerate(ACCOUNTS, start=1)]
    with settled(rows) as came:
        assert came.ends == [PAID] * len(rows)
        lines = {name: (account, why) for name, account, why in came.lines("student_name", "account", "reason")}
        for number, (cell, account, why) in enumerate(ACCOUNTS, start=1):
            assert lines[name_of(number)] == (cell if account == "same" else account, why), cell
        told = came.told("accounts-unusable")
        assert came.finding("accounts-unusable").rows == 5
        for kind in ("数字格式，末几位已丢失 2", "填了身份证号 1", "含有非数字 1", "末尾全是零，存疑 1"):
            assert kind in told
        assert came.facts(resident_id(8))["account_problem"] == resident_id(8)


@pytest.mark.defect(43)
def test_a_check_digit_that_fails_is_a_warning_about_cards_alone() -> None:
    card = "6217" + account_of(1)[4:-1]
    rows = [pupil(1, 账号=card + digit) for digit in "0123456789"]
    with settled([rows[0], rows[1] | pupil(2) | {"账号": rows[1]["账号"]}]) as came:
        assert came.ends == [PAID, PAID]
        assert came.finding("account-check-digit").severity == "warning"


@pytest.mark.defect(44)
def test_a_holder_who_is_not_the_student_is_a_question_where_no_relation_is_given() -> None:
    rows = [
        pupil(1, 户名="钱大国", 与学生关系="父亲"),
        pupil(2, 户名="孙小芳", 与学生关系=""),
        pupil(3, 户名=name_of(3), 与学生关系=""),
    ]
    with settled(rows) as came:
        assert came.ends == [PAID] * 3
        assert (came.finding("holder-differs").place.cell[1:], came.finding("holder-differs").rows) == ("3", 1)
        assert (name_of(2), "孙小芳") in came.lines("student_name", "account_name")


@pytest.mark.defect(45)
def test_siblings_share_an_account_with_a_note_and_three_pupils_are_a_question() -> None:
    shared = {1: 1, 2: 1, 3: 3, 4: 3, 5: 3, 6: 6}
    rows = [pupil(number, 账号=account_of(owner)) for number, owner in shared.items()]
    with settled(rows) as came:
        assert came.ends == [PAID] * 6
        found = {one.name: one for one in came.result.warnings if one.name.startswith("account-")}
        assert found["account-shared"].params == {"accounts": 1, "students": 2, "most": 2}
        many = found["account-of-many"]
        assert (many.params["students"], many.severity, many.params["account"]) == (
            3,
            "warning",
            f"****{account_of(3)[-4:]}",
        )
        assert [cell[-3:-1].strip("!ABCDEFGHIJKLMNOPQ") for cell in str(many.params["rows"]).split("、")] == [
            "4",
            "5",
            "6",
        ]


DAYS: list[Any] = [
    "20230215", 20230215, "2023.2.15", "2023/2/15", "2023年2月15日", "15/2/2023", "2/15/2023", 44972, date(2023, 2, 15),
    "２０２３－０２－１５", "2023-02-15 00:00:00",
]  # fmt: skip
UNREADABLE = ["####", "23-02-15", "11-01-01", "1/2/2023", "2023-02-30", "开学后"]


@pytest.mark.defect(46)
@pytest.mark.defect(47)
def test_a_day_is_read_in_any_form_and_one_of_two_digits_or_none_waits_where_it_decides() -> None:
    """A pupil who left before the reference day is away; on a day that cannot be read nobody knows."""
    cells = [*DAYS, *UNREADABLE]
    rows = [pupil(number, 学生状态="转出") | {"异动日期": cell} for number, cell in enumerate(cells, start=1)]
    with settled([*rows, pupil(40)]) as came:
        away, unknown = ("not-at-school", "not-at-school"), held("status-unknown")
        assert came.ends == [*[away] * len(DAYS), *[unknown] * len(UNREADABLE), PAID]


@pytest.mark.defect(46)
@pytest.mark.defect(47)
def test_a_day_of_a_register_that_cannot_be_read_holds_its_row() -> None:
    poor = [
        member(number, 识别时间=text, 监测对象类别="突发严重困难户") for number, text in enumerate(UNREADABLE, start=1)
    ]
    with settled([pupil(1)], [member(1)]) as came:
        came.office.took("监测对象.xlsx", book(poor), "monitored")
        assert came.office.outcomes("monitored") == [held("date-unreadable")] * len(UNREADABLE)


@pytest.mark.defect(48)
def test_no_form_of_a_telephone_number_changes_what_is_paid() -> None:
    phones: list[Any] = ["1.38E+10", 13800000000.0, "+86 138 0000 0000", "13800000000/13900000000", "13800000000.0", ""]
    rows = [pupil(number) | {"联系电话": phone} for number, phone in enumerate(phones, start=1)]
    with settled(rows, kind="roster") as came:
        assert came.ends == [PAID] * len(phones)
        assert came.paid == {(name_of(number), BOARDING): 50000 for number in range(1, len(phones) + 1)}
        assert "number-too-long" not in {one.name for one in came.taken.sheets[0].table.findings}


@pytest.mark.defect(48)
def test_telephones_that_were_damaged_are_counted_quietly_and_kept_as_typed() -> None:
    phones: list[Any] = [
        "1.38E+10",
        "+86 138 0000 0000",
        "13800000000/13900000000",
        "13800000000.0",
        "",
        "0797-1234567",
    ]
    rows = [pupil(number) | {"联系电话": phone} for number, phone in enumerate(phones, start=1)]
    with settled(rows, kind="roster") as came:
        found = came.finding("phones-damaged")
        assert (found.rows, found.severity, found.place.cell[1:]) == (4, "note", "2")
        for kind in ("科学计数法 1", "带 +86 1", "一格多个 1", "多出“.0” 1"):
            assert kind in came.told("phones-damaged")
        assert came.taken.sheets[0].table.frame["phone"].tolist() == phones
