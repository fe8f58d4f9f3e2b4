# ruff: noqa: E501 - words of one field on a line
"""Headers as schools, bureaus and banks write them, and the field that each means; a word missed is a column unread."""

from __future__ import annotations

import pytest

from aid_ledger.intake import meaning

WORDS = {
    "student_name": "受资助学生姓名 被资助人姓名 资助对象姓名 考生姓名 本人姓名 困难学生姓名 在校生姓名 补助学生姓名 领款学生姓名 监测对象姓名",
    "id_no": "幼儿身份证件号 受助人身份证号 受助学生身份证号码 学生有效证件号码 考生身份证号 本人身份证号 有效证件号码 公民身份证 身份证号码（18位） 二代身份证号",
    "student_no": "学生学籍号 全国学籍编号 学籍主号 中职学籍号 全国学籍号（G开头）",
    "school": "园所名称 所在园所 校名 学校/幼儿园 学校（园）名称 现就读学校 录取院校 所属学校 教学点名称",
    "class": "就读班级 教学班 年班 班级（全称）",
    "grade": "年级名称 现读年级 现年级",
    "stage": "学段类别 在读学段 就学阶段",
    "boarding": "寄宿情况 走读/住校 住宿生 是否内宿 是否为寄宿生 是否在校住宿 住校与否",
    "transferred_in": "转入年月 转入本校时间 插班时间",
    "birth_date": "出生时间 出生",
    "hukou_kind": "户籍类型 户口",
    "account_no": "社会保障卡号 打卡账号 账号/卡号 账（卡）号 银行卡（账）号 收款人账号 学生资助卡号",
    "account_name": "账户姓名 收款人姓名 银行户名 领款人 存折户名 社保卡户名",
    "bank": "开户网点 开户支行 收款人开户行 发卡银行 银行",
    "holder_relation": "与学生的关系 与受助学生关系 持卡人与学生的关系",
    "school_nature": "举办者 公/民办 办别",
    "meal_plan": "是否营养餐试点 是否营养餐学校 是否实施营养改善计划 营养改善计划实施学校",
    "months": "补助月数 资助月数",
    "amount": "补助资金 享受金额 应发 实发",
    "standard": "发放标准 执行标准",
    "head_name": "申请人姓名 户主姓名",
    "guardian_name": "父亲姓名 监护人姓名 家长姓名",
}  # fmt: skip
PAIRS = [(word, name) for name, words in WORDS.items() for word in words.split()]


@pytest.mark.parametrize(("header", "name"), PAIRS, ids=[word for word, _ in PAIRS])
def test_a_header_means_the_field_that_its_writers_mean(header: str, name: str) -> None:
    known = meaning(header)
    assert known is not None
    assert known.field == name


@pytest.mark.parametrize("header", ["家庭人口姓", "学生人数", "学生类别", "儿童之家", "人员", "学生证", "资助对象"])
def test_what_only_begins_like_one_is_none(header: str) -> None:
    known = meaning(header)
    assert known is None or known.field not in ("student_name", "id_no", "student_no")
