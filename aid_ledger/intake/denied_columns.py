"""Which columns say of each row whether it is on the list at all: 是否低保 否, 审核结果 不通过.

A bureau that checks a school's list sends the same list back with such a column, and so does a school that asked all
its pupils. Who stands there with 否 is no member, though the row is there.
"""

from __future__ import annotations

import re

from aid_ledger.intake.vocabulary import code_of, vocabulary

_MEMBERS = {
    "filed-poor": "建档立卡|脱贫|贫困[户家人]",
    "monitored": "监测|易致贫|返贫|边缘",
    "rural-allowance": "低保|最低生活保障|农保",
    "urban-allowance": "低保|最低生活保障|城保",
    "destitute": "特困|五保|供养",
    "orphans": "孤儿|无人抚养",
    "disabled": "残疾|残联|持证",
    "martyrs": "烈士|优抚|烈属",
}
"""What the members of a register are called; of another register's members a column says nothing about this one."""
_WEAK = {"recognised": "困难|认定|贫困", "hardship": "困难|认定"}
_GENERAL = "符合|纳入|通过|同意|有效|属于|属实|资格|享受(?:该|本)?(?:政策|待遇|资助|补助)"
_OTHER_AID = re.compile("其[他它]|重复|曾|是否已")
_RESULT = re.compile(
    "(?:认定|审核|审查|审批|审定|评议|复核|核查|核实|核对|比对|筛查)(?:的?(?:结果|意见|结论|情况))?$|^(?:结果|结论|意见)$"
)
_NO = vocabulary("yes_no").values.index("no")
_DENIES = re.compile(
    "^(?:不|未|否|非|没|无此|查无|拒|驳)|不通过|未通过|不符|不同意|不予|不属|不享受|不一致|退回|驳回|取消|剔除"
)
_AGREES = re.compile("无异议|无误|没?有?问题|未发现|不存在|未见|不变|无出入")


_OWN_WORDS = {
    "recognised": ("level", "^非|^否$|^0$|^[×xX]$|^不享受|^不符|^不是"),
    "filed-poor": ("household_type", "^非|^否$|^无$|^普通户|^一般户"),
    "orphans": ("orphan_type", "^非|^否$|^无$|^不是"),
    "rural-allowance": ("dibao_type", "^非|^否$|^无$|^不是|^没有"),
    "urban-allowance": ("dibao_type", "^非|^否$|^无$|^不是|^没有"),
    "disabled": ("disability_grade", "^非|^否$|^无$|^没有|^不是"),
}
"""By kind the column that says what somebody is on the list as, and the words by which it says that they are not."""


def says_what(field: str, kind: str) -> bool:
    """Tell whether a column says what somebody is on a list of this kind as."""
    return field != "" and _OWN_WORDS.get(kind, ("", ""))[0] == field


def denies_itself(field: str, text: str, kind: str) -> bool:
    """Tell whether the column that says what somebody is on a list as says that they are none: 孤儿类别 非孤儿.

    >>> denies_itself("orphan_type", "非孤儿", "orphans"), denies_itself("level", "不分等级", "recognised")
    (True, False)
    """
    return says_what(field, kind) and bool(re.search(_OWN_WORDS[kind][1], text))


def asks_membership(header: str) -> bool:
    """Tell whether a header may be of a column that says who is on the list: quicker than asking each cell."""
    return "是否" in header or bool(_RESULT.search(header))


def denies(header: str, text: str, kind: str) -> bool:
    """Tell whether a cell says that its row is not on a list of this kind.

    >>> denies("是否低保", "否", "rural-allowance"), denies("是否残疾", "否", "rural-allowance")
    (True, False)
    >>> denies("审核结果", "不通过", "disabled"), denies("审核结果", "未发现问题", "disabled")
    (True, False)
    """
    if kind not in _MEMBERS and kind not in _WEAK:
        return False
    if _RESULT.search(header):
        return turned_down(header, text)
    if "是否" not in header or code_of("yes_no", text) != _NO or _OTHER_AID.search(header):
        return False
    own = _MEMBERS.get(kind) or _WEAK[kind]
    if re.search(own, header):
        return True
    others = "|".join(words for name, words in _MEMBERS.items() if name != kind)
    return bool(re.search(_GENERAL, header)) and not re.search(others, header)


def turned_down(header: str, text: str) -> bool:
    """Tell whether a cell under 审核结果, 评议结论 … says no.

    >>> turned_down("审核结果", "不通过"), turned_down("核查意见", "无误"), turned_down("备注", "不通过")
    (True, False, False)
    """
    return bool(_RESULT.search(header) and _DENIES.search(text)) and not _AGREES.search(text)
