"""Majors that sound like farming and stand in no list: who would get more is counted, nobody else."""

from __future__ import annotations

from pathlib import Path

from tests.tools.county import SCHOOLS, Desk, pupil, school

VOCATIONAL = {
    "学校名称": "示例县职业中学", "学校标识码": "3699010009", "学段": "中职", "年级": "中职一年级",
    "户口性质": "非农业",
}  # fmt: skip


def test_who_gets_less_for_a_major_that_no_list_has_is_said_with_the_money(tmp_path: Path) -> None:
    majors = {
        1: {"专业": "稻作与种植技术"},  # in no list, sounds like it: 1000 of grant and 1000 of fees are missing
        2: {"专业": "现代农艺技术"},  # listed
        3: {"专业": "会计事务"},
        4: {"专业": "稻作与种植技术", "是否涉农专业": "否"},  # the school has said so
        5: {"专业": "稻作与种植技术", "户口性质": "农业"},  # has the fees anyway: the grant alone
    }
    desk = Desk(tmp_path / "office")
    desk.took("学校名录.xlsx", [school(one) for one in (*SCHOOLS, VOCATIONAL)], "schools", term="")
    desk.took("名册.xlsx", [pupil(n, VOCATIONAL, one) for n, one in majors.items()], "roster")
    desk.took("脱贫户.xlsx", [{"姓名": "无人", "身份证号": "", "乡镇": "东镇"}], "filed-poor")
    found = [one for one in desk.payout().warnings if one.name == "majors-sound-agricultural"]
    desk.close()
    assert [(one.rows, one.params["amount"], one.params["majors"]) for one in found] == [
        (2, "3000.00", "稻作与种植技术 2")
    ]
