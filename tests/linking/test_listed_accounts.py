"""Which account a student's money goes to: lists of accounts, slips that came back, a household's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tools.county import Desk, Row, account_of, desk, member, name_of, pupil


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def account(number: int, bank_account: int, **changed: str) -> Row:
    return {
        **member(number),
        "账号": account_of(bank_account),
        "户名": name_of(number),
        "开户行": "示例银行",
        **changed,
    }


def accounts_of_lines(office: Desk) -> dict[str, tuple[str, str]]:
    lines = office.export("lines")
    return dict(zip(lines["student_name"], zip(lines["account"], lines["reason"], strict=True), strict=True))


def test_where_money_goes(office: Desk) -> None:
    """Entitled in any case; where the account is not certain the payment waits."""
    rows = [pupil(n) for n in range(1, 9)]
    rows[4] |= {"账号": ""}
    rows[5] |= {"账号": "12"}
    office.took("在校生名册.xlsx", rows)
    office.took("脱贫户.xlsx", [member(n) for n in range(1, 9)], "filed-poor")
    dated = {"term": "", "kind": "accounts"}
    office.took("账户-20220901.xlsx", [account(2, 12), account(3, 13), account(7, 17)], **dated)
    office.took(
        "账户-20230201.xlsx", [account(3, 23), account(4, 14), account(4, 24), account(7, 17), account(7, 17)], **dated
    )
    office.took("账户-20230901.xlsx", [account(8, 99)], **dated)  # of a later term
    office.payout()
    assert accounts_of_lines(office) == {
        name_of(1): (account_of(1), ""), name_of(2): (account_of(12), ""), name_of(3): (account_of(23), ""),
        name_of(4): ("", "accounts-differ"), name_of(5): ("", "no-account"), name_of(6): ("", "account-unusable"),
        name_of(7): (account_of(17), ""), name_of(8): (account_of(8), ""),
    }  # fmt: skip


def test_an_account_under_another_name_is_not_paid_on(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1), pupil(2, 账号="")])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    slips = [account(number, 20 + number, 姓名="欧阳另外人") for number in (1, 2)]
    office.took("账户-20230201.xlsx", slips, kind="accounts", term="")
    office.payout()
    assert accounts_of_lines(office) == {name_of(1): (account_of(1), ""), name_of(2): ("", "no-account")}
    assert office.outcomes("accounts") == [("held", "name-conflict")] * 2


def test_a_correction_slip_that_came_back_blank_corrects_nothing(office: Desk) -> None:
    """账号(更正为) is a form of ours: its blank row is no account. A list's blank row takes the older account away."""
    slip = [{**member(n), "账号(更正为)": "", "户名(更正为)": "", "开户行(更正为)": ""} for n in (1, 2)]
    filled = [{**slip[0], "账号(更正为)": account_of(21), "户名(更正为)": name_of(1), "开户行(更正为)": "示例银行"}]
    office.took("在校生名册.xlsx", [pupil(n) for n in range(1, 5)])
    office.took("脱贫户.xlsx", [member(n) for n in range(1, 5)], "filed-poor")
    dated = {"term": "", "kind": "accounts"}
    office.took("更正-20230502.xlsx", filled, **dated)
    office.took("更正-20230503.xlsx", slip, **dated)
    other = [account(3, 13), account(3, 0, 账号=""), account(3, 0, 账号="12"), account(4, 0, 账号="")]
    office.took("账户-20230201.xlsx", other, **dated)
    office.payout()
    assert accounts_of_lines(office) == {
        name_of(1): (account_of(21), ""), name_of(2): (account_of(2), ""), name_of(3): (account_of(13), ""),
        name_of(4): ("", "no-account"),
    }  # fmt: skip
    assert sorted(office.outcomes("accounts")) == [("duplicate", ""), *[("unused", "")] * 2, *[("used", "")] * 4]


def test_a_corrected_list_beside_the_older_one_takes_its_place_once_it_is_said(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    dated = {"term": "", "kind": "accounts"}
    office.took("收回-20230501.xlsx", [account(1, 11)], **dated)
    office.took("收回-20230501.xlsx", [account(1, 12)], **dated)
    office.payout()
    assert accounts_of_lines(office) == {name_of(1): ("", "accounts-differ")}
    done = office.take("收回-20230501.xlsx", [account(1, 12)], replace=True, **dated)
    assert [(len(one.replaced), one.already) for one in done.sheets] == [(1, False)]
    done = office.take("收回-20230501.xlsx", [account(1, 12)], replace=True, **dated)
    assert [(len(one.replaced), one.already) for one in done.sheets] == [(0, True)]
    assert office.outcomes("accounts") == [("used", "")]
    assert office.verify().ok


@pytest.mark.parametrize("names", [("账户-20230201.xlsx", "账户.xlsx"), ("账户.xlsx", "账户-20230201.xlsx")])
def test_a_list_of_a_spring_does_not_outlive_one_dated_in_the_next_autumn(office: Desk, names: tuple[str, str]) -> None:
    office.took("在校生名册.xlsx", [pupil(1)], term="2023A")
    office.took("脱贫户.xlsx", [member(1)], "filed-poor", term="2023A")
    office.took("账户.xlsx", [account(1, 11)], "accounts", term="2023S")
    office.took("账户-20230901.xlsx", [account(1, 21)], "accounts", term="")
    office.payout("2023A")
    assert office.export("lines", "2023A")["account"].tolist() == [account_of(21)]


def test_a_household_is_paid_on_its_own_account_and_not_by_chance_on_one_of_two(office: Desk) -> None:
    vocational = {
        "学校名称": "示例县职业中学",
        "学校标识码": "3699010009",
        "学段": "中职",
        "户口性质": "非农业",
        "年级": "中职三年级",
    }
    office.took("在校生名册.xlsx", [pupil(n, vocational) for n in (1, 2, 3)])
    own = [{**member(n), "一卡通账号": account_of(50 + n), "户名": "赵户主"} for n in (1, 2)]
    office.took("脱贫户.xlsx", [*own, member(3)], "filed-poor")
    office.took("农村低保.xlsx", [{**member(2), "一卡通账号": account_of(62), "户名": "钱户主"}], "rural-allowance")
    office.payout()
    lines = office.export("lines")
    yulu = lines[lines["programme"] == "yulu"]
    assert dict(zip(yulu["student_name"], yulu["account"], strict=True)) == {
        name_of(1): account_of(51), name_of(2): "", name_of(3): account_of(3),
    }  # fmt: skip


CLOSED = [
    ("卡状态", "注销"), ("账户状态", "挂失"), ("是否有效", "否"), ("备注", "此卡已注销"), ("核对结果", "户名不符"),
    ("银行反馈", "账号不存在"),
]  # fmt: skip
OPEN = [
    ("卡状态", "正常"), ("账户状态", "未挂失"), ("是否有效", "是"), ("备注", "已解除挂失"), ("核对结果", "无误"),
    ("银行反馈", "无异常"), ("是否本人", "否"), ("开户网点地址", "某路1号"),
    ("备注", "原卡已注销，换新卡"), ("变更原因", "卡挂失"), ("备注", "旧卡冻结"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "cell"), [*CLOSED, *OPEN])
def test_an_account_that_its_list_says_is_closed_is_not_paid_on(office: Desk, header: str, cell: str) -> None:
    office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    rows = [account(1, 21, **{header: cell}), account(2, 22, **{header: ""})]
    office.took("账户-20230201.xlsx", rows, kind="accounts", term="")
    office.payout()
    closed = (header, cell) in CLOSED
    expected = ("", "account-unusable") if closed else (account_of(21), "")
    assert accounts_of_lines(office) == {name_of(1): expected, name_of(2): (account_of(22), "")}
