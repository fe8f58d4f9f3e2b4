"""A roster's 备注 that says a child has left, beside 在读 or no status: nobody is paid on it, nobody is dropped."""

from __future__ import annotations

import pytest

from tests.second_calculator.doubts import remark_says_left
from tests.tools.county import desk, member, pupil

LEFT = ("转出", "已转走", "2023年2月转学", "已退学。", "休学", "转往外县就读", "现外出务工", "死亡")
STAYS = ("", "转入", "转学来", "哥哥已转出", "休学后复学", "已补交照片", "毕业班", "曾转出，已转回")


@pytest.mark.parametrize(("remark", "left"), [*((text, True) for text in LEFT), *((text, False) for text in STAYS)])
@pytest.mark.parametrize("status", ["", "在读"])
def test_a_remark_that_only_says_a_child_left_makes_the_status_a_question(
    remark: str, status: str, *, left: bool
) -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(1, 备注=remark, 学生状态=status), pupil(2)], "roster")
        office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        office.payout()
        expected = ("held", "status-unknown") if left else ("paid", "")
        assert office.outcomes()[0] == expected
    assert remark_says_left(remark) is left


def test_a_status_that_says_so_itself_speaks_before_the_remark() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(1, 备注="已转出", 学生状态="转出", 异动日期="2023-04-20"), pupil(2)], "roster")
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        office.payout()
        assert office.outcomes()[0] == ("paid", "")
