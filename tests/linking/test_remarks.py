"""A roster's 备注 that says a child has left, beside 在读 or no status: nobody is paid on it, nobody is dropped."""

from __future__ import annotations

import pytest

from tests.second_calculator.doubts import remark_says_left
from tests.tools.county import desk, member, pupil

LEFT = (
    "转出", "已转走", "2023年2月转学", "已退学。", "休学", "转往外县就读", "现外出务工", "死亡", "3月转走，去外省",
    "随母改嫁；已转走", "3月转到市实验小学", "已转校",
)  # fmt: skip
STAYS = (
    "", "转入", "转学来", "哥哥已转出", "休学后复学", "已补交照片", "毕业班", "曾转出，已转回", "父母离异，外出务工",
    "父亲病重，去世", "3月转到我校",
)  # fmt: skip


@pytest.mark.parametrize("status", ["", "在读"])
def test_a_remark_that_only_says_a_child_left_makes_the_status_a_question(status: str) -> None:
    remarks = (*LEFT, *STAYS)
    with desk() as office:
        pupils = [pupil(number, 备注=text, 学生状态=status) for number, text in enumerate(remarks, start=1)]
        office.took("名册.xlsx", pupils, "roster")
        office.took("脱贫户.xlsx", [member(number) for number in range(1, len(remarks) + 1)], "filed-poor")
        office.payout()
        found = dict(zip(remarks, office.outcomes(), strict=True))
    assert {text for text, outcome in found.items() if outcome == ("held", "status-unknown")} == set(LEFT)
    assert {text for text, outcome in found.items() if outcome == ("paid", "")} == set(STAYS)
    assert {text for text in remarks if remark_says_left(text)} == set(LEFT)


def test_a_status_that_says_so_itself_speaks_before_the_remark() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(1, 备注="已转出", 学生状态="转出", 异动日期="2023-04-20"), pupil(2)], "roster")
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        office.payout()
        assert office.outcomes()[0] == ("paid", "")
