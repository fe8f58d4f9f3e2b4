"""Published figures in sentences, as offices write them: nothing is misread, and whose figure it is is not guessed."""

from __future__ import annotations

import pytest

from aid_ledger.audit.statement_text import read_text
from tests.audit.published import check, codes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("为230名脱贫家庭学生每人发放助学金1000元，共23万元。", [("230名", "1000", "23万元")]),
        ("发放住宿费补助（初中）120人×250元=3万元。", [("120人", "250", "3万元")]),
        (
            "营养改善计划受益学生12345人，按每生每天5元、100天算，资金617.25万元。",
            [("12345人", "5/天", "617.25万元")],
        ),
        ("人均资助625元，资助学生800人，金额50万元。", [("800人", "625", "50万元")]),
        ("为1.2万人次学生发放资助金１２００.５万元。", [("1.2万人次", "", "1200.5万元")]),
        ("2023年5月12日，依据财教〔2021〕310号发放中职国家助学金210人21万元，增长12.5%。", [("210人", "", "21万元")]),
        ("滋蕙计划资助28人，每人2000元，合计5.6万元。", [("28人", "2000", "5.6万元")]),
    ],
)
def test_an_amount_a_head_is_never_taken_for_the_amount(text: str, said: list[tuple[str, str, str]]) -> None:
    assert [(one.heads, one.standards, one.amount) for one in read_text(text)] == said


@pytest.mark.parametrize("between", ["，", "；"])
def test_a_stage_alone_is_of_the_programme_before_it(between: str) -> None:
    text = f"寄宿生生活补助：小学1200人60万元{between}初中900人56.25万元；免费教科书5000人35万元。初中30人1万元"
    found = check(text, "2023S", "公布.txt")
    assert [(one.item, one.status) for one in found.lines] == [
        ("寄宿生生活补助:小学", "match"), ("寄宿生生活补助:初中", "match"),
        ("免费教科书", "not-checkable"),
    ]  # fmt: skip
    assert [one.text for one in found.unread] == ["30人", "1万元"], "whether these are among the 5000 is not said"
    assert found.lines[1].stages == ("junior",)
    wrong = check(text.replace("56.25", "56.30"), "2023S", "公布.txt")
    assert codes(wrong) == ["statement-line-mismatch", "statement-part-not-read"]


def test_a_stage_that_the_programme_does_not_have_carries_nothing() -> None:
    found = read_text("普通高中国家助学金800人80万元，初中900人56.25万元")
    assert [one.item for one in found] == ["普通高中国家助学金"]
    assert [one.text for one in found.unread] == ["900人", "56.25万元"]


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("按照每生每年1250元标准，为850名初中寄宿生发放生活补助53.125万元。", "match", "half-a-year"),
        ("按照每生每年1250元标准，为850名初中寄宿生发放生活补助106.25万元。", "match", ""),
        ("按照每生每年1250元标准，为850名初中寄宿生发放生活补助53.2万元。", "mismatch", ""),
        ("按照每生每学期1250元标准，为850名初中寄宿生发放生活补助53.125万元。", "mismatch", ""),
        (
            "小学寄宿生每生每年1000元、初中寄宿生每生每年1250元，共资助寄宿生2100人，资金116.25万元。",
            "match",
            "half-a-year",
        ),
    ],
)
def test_of_a_standard_a_year_a_term_has_half(text: str, status: str, why: str) -> None:
    (line,) = check(text, "2023S", "公布.txt").lines
    assert (line.status, line.why) == (status, why)


def test_heads_of_a_total_are_added_up_whether_people_or_grants() -> None:
    text = "全年共资助4029人次，发放资金321.6万元。其中：寄宿生生活补助1200人60万元，营养餐2829人次261.6万元。"
    found = check(text, "2023S", "公布.txt")
    assert found.total is not None
    assert found.heads is not None
    assert (found.total.status, found.heads.status) == ("match", "match")
    assert codes(check(text.replace("4029", "4030"), "2023S", "公布.txt")) == ["statement-headcount-mismatch"]
