"""Payment sheets of 国家助学金 and lists of 雨露计划 as they are found: what they are taken for, and what follows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.intake import read_file, shipped_profiles
from tests.intake.books import book
from tests.intake.found_sheets import grant_sheet, yulu_sheet
from tests.tools.county import Desk, desk, member, name_of, pupil, resident_id
from tests.tools.review import answered, apply, ask, workbook

VOCATIONAL = {"学校名称": "示例县职业中学", "学校标识码": "3699010009", "学段": "中职", "年级": "一年级"}
GRANT = {(name_of(1), "vocational-grant"): 100000}


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


@pytest.mark.parametrize(
    ("name", "profile", "kind", "project"),
    [
        ("国家助学金发放表.xlsx", "国家助学金发放表", "paid-before", "国家助学金"),
        ("示例县普通高中国家助学金发放花名册.xlsx", "普通高中国家助学金发放表", "paid-before", "普通高中国家助学金"),
        ("中职国家助学金发放表.xlsx", "中职国家助学金发放表", "paid-before", "中等职业教育国家助学金"),
        ("示例职业学校2023年春国家助学金发放表.xlsx", "中职国家助学金发放表", "paid-before", "中等职业教育国家助学金"),
    ],
)
def test_payment_sheet_of_grants_is_money_paid(name: str, profile: str, kind: str, project: str) -> None:
    reading = read_file(grant_sheet(), name, profiles=shipped_profiles())
    (table,) = reading.tables
    assert (reading.profile, table.kind, table.header_row) == (profile, kind, 5)
    assert table.frame[["project", "level", "amount"]].to_numpy().tolist() == [
        [project, "三档", "1000"],
        [project, "一档", "1000"],
    ]
    assert table.letter_of("id_no") == "D"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("雨露计划申报名单.xlsx", "applications"),
        ("2023年春雨露计划公示表.xlsx", "applications"),
        ("雨露计划补助发放花名册.xlsx", "paid-before"),
    ],
)
def test_list_of_yulu_is_a_claim_or_money_paid(name: str, kind: str) -> None:
    data = yulu_sheet((name_of(1), resident_id(1), "中职"), (name_of(2), resident_id(2), "高职"))
    (table,) = read_file(data, name, profiles=shipped_profiles()).tables
    assert (table.kind, table.letter_of("id_no"), table.letter_of("head_id_no")) == (kind, "I", "G")
    assert table.frame["student_name"].tolist() == [name_of(1), name_of(2)]
    said = "applied_for" if kind == "applications" else "project"
    assert table.frame[said].tolist() == ["雨露计划"] * 2


def test_list_of_yulu_is_a_claim_without_any_profile_too() -> None:
    (table,) = read_file(yulu_sheet((name_of(1), resident_id(1), "中职")), "名单.xlsx").tables
    assert table.kind == "applications"


def test_claim_of_yulu_is_paid_to_the_household_where_a_register_says_so(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(9)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    rows = [
        (name_of(1), resident_id(1), "中职"),
        (name_of(2), resident_id(2), "高职"),
        (name_of(3), resident_id(3), "中职"),
    ]
    office.took("雨露计划申报名单.xlsx", yulu_sheet(*rows), term="")
    office.payout()
    yulu = {who: fen for (who, what), fen in office.paid().items() if what == "yulu"}
    assert yulu == {name_of(1): 150000, name_of(2): 150000}
    lines = office.export("lines")
    assert set(lines[lines["programme"] == "yulu"]["payee"]) == {"household"}


def _paid_sheet() -> bytes:
    head = ["序号", "姓名", "专业", "身份证号", "银行账号", "资助档次", "", "", "资助金额", "学生签字", "备注"]
    tiers = ["", "", "", "", "", "一档", "二档", "三档", "", "", ""]
    row = ["1", name_of(1), "护理", resident_id(1), "6299010000000000018", "", "1", "", "1000", "", ""]
    return book({"Sheet1": [["国家助学金", *[""] * 10], ["发放表"], head, tiers, row]}, {"Sheet1": ["A1:K1", "F3:H3"]})


def test_grant_that_was_paid_is_not_paid_again(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1, VOCATIONAL)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.took("中职国家助学金发放表.xlsx", _paid_sheet())
    office.payout()
    assert not GRANT.items() & office.paid().items()
    assert office.outcomes("paid-before") == [("used", "")]


def test_grant_of_which_stage_is_asked_once(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1, VOCATIONAL)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.took("国家助学金发放表.xlsx", _paid_sheet())
    assert office.outcomes("paid-before") == [("held", "programme-unclear")]
    done = apply(office, answered(workbook(ask(office)), {"项目名称对不上": "中等职业教育国家助学金"}))
    assert not done.findings
    assert office.outcomes("paid-before") == [("used", "")]
