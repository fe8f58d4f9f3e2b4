"""The layouts of rosters: columns, how words are written in each, and what stands around the rows.

LAYOUTS.md says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aid_ledger.demo import lines as at

Columns: TypeAlias = tuple[tuple[str, int | str], ...]
"""Header and where its cells come from: a field of the line, or a fixed word."""

_FULL_HEADER: tuple[str, ...] = (
    "学生姓名", "学籍号", "身份证件号", "性别", "籍贯", "民族", "家庭地址", "联系电话", "学校名称", "学校标识码",
    "残疾类型", "出生日期", "出生地", "国籍地区", "身份证件类型", "年级", "班级", "港澳台侨外", "政治面貌",
    "健康状况", "户口所在地", "户口性质", "入学年月", "入学方式", "就读方式", "现住址", "通讯地址", "邮政编码",
    "家庭住址", "是否独生子女", "是否进城务工人员子女", "是否留守儿童", "是否受过学前教育", "是否烈士优抚子女",
    "是否孤儿", "是否享受一补", "是否需要申请资助", "学籍辅号", "班内学号", "学生来源", "随班就读", "家庭成员姓名",
    "关系", "工作单位", "家庭现住址", "家庭户口所在地", "家庭联系电话", "证件有效期",
)  # fmt: skip
_FULL_SOURCES: dict[str, int | str] = {
    "学生姓名": at.NAME, "学籍号": at.NUMBER, "身份证件号": at.ID, "性别": at.SEX,
    "民族": at.NATION, "联系电话": at.PHONE,
    "学校名称": at.SCHOOL, "学校标识码": at.CODE, "残疾类型": at.DISABILITY, "出生日期": at.BORN, "国籍地区": "中国",
    "身份证件类型": "居民身份证", "年级": at.GRADE, "班级": at.CLASS, "港澳台侨外": "否", "政治面貌": "群众",
    "健康状况": "健康或良好",
    "户口所在地": at.AREA, "户口性质": at.HUKOU, "入学年月": at.ENTERED, "入学方式": "就近入学",
    "就读方式": at.BOARDING,
    "是否独生子女": "否", "是否留守儿童": "非留守儿童", "是否受过学前教育": "是", "是否烈士优抚子女": "否",
    "是否孤儿": at.ORPHAN,
    "是否享受一补": "否", "是否需要申请资助": "否", "班内学号": at.SEAT, "学生来源": "正常入学",
    "家庭成员姓名": at.GUARDIAN,
    "关系": at.KIN, "家庭联系电话": at.PHONE,
}  # fmt: skip
_PAY: Columns = (("账号", at.ACCOUNT), ("户名", at.HOLDER), ("开户行", at.BANK), ("与学生关系", at.RELATION))


@dataclass(frozen=True, slots=True)
class RosterForm:
    """One roster layout: sheet, columns, how words are written in it, and what stands around the rows."""

    sheet: str
    columns: Columns
    words: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    notes: bool = False
    feet: bool = False
    class_rows: bool = False
    dictionary: bool = False
    hidden_columns: tuple[int, ...] = ()
    container: str = "xlsx"

    def has(self, item: int) -> bool:
        """Whether the layout shows this field."""
        return any(source == item for _, source in self.columns)


R1 = RosterForm(
    "Sheet1",
    (("学生姓名", at.NAME), ("全国学籍号", at.NUMBER), ("身份证件号", at.ID), ("性别", at.SEX), ("出生日期", at.BORN),
     ("学校名称", at.SCHOOL), ("学校标识码", at.CODE), ("民族", at.NATION), ("身份证件类型", "居民身份证"),
     ("入学年月", at.ENTERED),
     ("年级", at.GRADE), ("班级", at.CLASS), ("就读方式", at.BOARDING), ("学生状态", at.STATUS), ("异动日期",
     at.LEFT),
     ("转入日期", at.CAME), ("户口性质", at.HUKOU), ("户籍所在区县", at.AREA), ("是否留守儿童", "非留守儿童"),
     ("是否孤儿", at.ORPHAN),
     ("残疾类型", at.DISABILITY), *_PAY),
)  # fmt: skip
R2 = RosterForm(
    "在校学生",
    (("学生姓名", at.NAME), ("全国学籍号", at.NUMBER), ("性别", at.SEX), ("身份证件号", at.ID), ("出生日期", at.BORN),
     ("民族", at.NATION), ("班内学号", at.SEAT), ("学段", at.STAGE), ("年级", at.GRADE), ("班级", at.CLASS),
     ("学校名称", at.SCHOOL),
     ("学校标识码", at.CODE), ("就读方式", at.BOARDING), ("学籍状态", at.STATUS), ("就读状态", at.ATTENDING),
     ("异动日期", at.LEFT), ("转入日期", at.CAME),
     ("户口性质", at.HUKOU), ("户籍所在地区划码", at.AREA), ("银行卡号", at.ACCOUNT), ("开户人", at.HOLDER),
     ("开户银行", at.BANK),
     ("与学生关系", at.RELATION), ("备注", at.NOTE)),
    words={at.BOARDING: {"走读": "1", "住校": "2", "其他": "9"}, at.HUKOU: {"农业户口": "1", "非农业户口": "2"}},
    titles=("{school}学生信息表", "单位：{school}　　填报时间：{day}"), feet=True, dictionary=True,
    hidden_columns=(5,),
)  # fmt: skip
R3 = RosterForm(
    "名册",
    (("姓名", at.NAME), ("身份证号", at.ID), ("性别", at.SEX), ("民族", at.NATION), ("学校", at.SCHOOL), ("学段",
    at.STAGE),
     ("出生日期", at.BORN), ("班内学号", at.SEAT), ("年级", at.GRADE), ("学籍号", at.NUMBER),
     ("是否寄宿", at.BOARDING), ("学生状态", at.STATUS), ("异动日期", at.LEFT), ("户口性质", at.HUKOU), *_PAY),
    words={at.BOARDING: {"走读": "否", "住校": "是"}}, titles=("{school}{term}学生花名册",), notes=True,
    class_rows=True,
)  # fmt: skip
RF = RosterForm(
    "学籍信息",
    (
        *((header, _FULL_SOURCES.get(header, "")) for header in _FULL_HEADER),
        ("学生状态", at.STATUS),
        ("异动日期", at.LEFT),
        *_PAY,
    ),
)
RK = RosterForm(
    "幼儿名册",
    (("序号", "#"), ("幼儿姓名", at.NAME), ("性别", at.SEX), ("身份证件号", at.ID), ("出生日期", at.BORN), ("民族",
    at.NATION),
     ("学校名称", at.SCHOOL), ("学校标识码", at.CODE), ("年级", at.GRADE), ("班级", at.CLASS), ("户口性质", at.HUKOU),
     ("学生状态", at.STATUS), ("异动日期", at.LEFT), ("监护人姓名", at.GUARDIAN), *_PAY),
    titles=("{school}{term}在园幼儿名册", "单位：{school}　　填报时间：{day}"), feet=True,
)  # fmt: skip
RV = RosterForm(
    "中职",
    (("姓名", at.NAME), ("学籍号", at.NUMBER), ("身份证号", at.ID), ("性别", at.SEX), ("出生日期", at.BORN),
    ("学校名称", at.SCHOOL),
     ("学校标识码", at.CODE), ("学段", at.STAGE), ("年级", at.GRADE), ("班级", at.CLASS), ("专业", at.MAJOR),
     ("是否涉农专业", at.FARMING),
     ("学习形式", at.FORM), ("就读方式", at.BOARDING), ("学生状态", at.STATUS), ("异动日期", at.LEFT), ("户口性质",
     at.HUKOU),
     ("户籍所在区县", at.AREA), *_PAY, ("备注", at.NOTE)),
    hidden_columns=(12,), container="xls",
)  # fmt: skip
RA = RosterForm(
    "全县在校生",
    (("序号", "#"), ("学校名称", at.SCHOOL), ("学校标识码", at.CODE), ("学段", at.STAGE), ("年级", at.GRADE),
    ("班级", at.CLASS),
     ("姓名", at.NAME), ("性别", at.SEX), ("身份证件号", at.ID), ("学籍号", at.NUMBER), ("出生日期", at.BORN),
     ("就读方式", at.BOARDING),
     ("学生状态", at.STATUS), ("异动日期", at.LEFT), ("转入日期", at.CAME), ("户口性质", at.HUKOU), ("户籍所在区县",
     at.AREA),
     ("专业", at.MAJOR), ("是否涉农专业", at.FARMING), ("学习形式", at.FORM), *_PAY),
)  # fmt: skip
RX = RosterForm(
    "xsxx",
    (("xm", at.NAME), ("grbsm", at.NUMBER), ("sfzjlxm", "1"), ("sfzjh", at.ID), ("xbm", at.SEX), ("csrq", at.BORN),
     ("mzm", "01"), ("xxbsm", at.CODE), ("学校名称", at.SCHOOL), ("年级", at.GRADE), ("班级", at.CLASS), ("rxny",
     at.ENTERED),
     ("jdfsm", at.BOARDING), ("学生当前状态", at.STATUS), ("异动日期", at.LEFT), ("转入日期", at.CAME), ("户口性质",
     at.HUKOU),
     ("户口所在地", at.AREA), ("sfge", "0"), ("cjlxm", ""), *_PAY),
    words={at.BOARDING: {"走读": "1", "住校": "2", "其他": "9"}, at.SEX: {"男": "1", "女": "2"},
           at.HUKOU: {"农业户口": "1", "非农业户口": "2"}},
)  # fmt: skip
_OF_A_CLASS: Columns = (
    ("姓名", at.NAME), ("性别", at.SEX), ("身份证号", at.ID), ("学籍号", at.NUMBER), ("出生日期", at.BORN),
    ("学校名称", at.SCHOOL), ("学校标识码", at.CODE), ("班内学号", at.SEAT), ("就读方式", at.BOARDING),
    ("学生状态", at.STATUS), ("异动日期", at.LEFT), ("转入日期", at.CAME), ("户口性质", at.HUKOU),
    ("户籍所在区县", at.AREA), *_PAY,
)  # fmt: skip
RS = RosterForm("", _OF_A_CLASS)
RC = RosterForm(
    "Sheet1",
    tuple(("走读" if source == at.BOARDING else header, source) for header, source in _OF_A_CLASS),
    words={at.BOARDING: {"走读": "是", "住校": "否"}},
)
_OTHER_WORDS = {
    "姓名": "学生姓名*", "身份证号": "公民身份\n号码", "学籍号": "全国学籍号", "就读方式": "是否住校",
}  # fmt: skip
RC2 = RosterForm(
    "Sheet1",
    tuple((_OTHER_WORDS.get(header, header), cell) for header, cell in (*_OF_A_CLASS[3::-1], *_OF_A_CLASS[4:])),
    words={at.BOARDING: {"走读": "×", "住校": "√"}},
    titles=("{school}学生名册",),
)
FORMS = {
    "RX": RX,
    "RS": RS,
    "RC": RC,
    "R1": R1,
    "RV1": R1,
    "R2": R2,
    "R3": R3,
    "RF": RF,
    "RK": RK,
    "RKP": RK,
    "RV": RV,
    "RA": RA,
}
NAMES = {
    "R1": ("{school}在校生名册", 36), "RV1": ("{town}村小在校生汇总", 36), "R2": ("{school}_学生信息表", 37),
    "R3": ("{school}学生花名册", 38), "RF": ("{school}学籍信息", 36), "RK": ("{school}在园幼儿名册", 38),
    "RX": ("{school}学籍导出", 36), "RS": ("{school}分班学生名册", 37), "RC": ("{school}各班学生名册", 38),
    "RKP": ("民办幼儿园在园幼儿汇总", 38), "RV": ("{school}中职学生名册", 37), "RA": ("全县在校生", 38),
}  # fmt: skip
