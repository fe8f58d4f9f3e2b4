"""Lists of whole households: 脱贫户, 监测对象, 低保. One person a row, adults and small children too.

The wide forms of 低保 (a household a row, IDs side by side) are another writer over the same ``Homes.of``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from aid_ledger.demo.book import Cell
from aid_ledger.demo.hardship import Allowance, Hardship, Watched
from aid_ledger.demo.members import Homes, Member
from aid_ledger.demo.numbers import COUNTY
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, compact, dashed, numbered, sex, slashed
from aid_ledger.demo.people import Household

FILED_HEADER = (
    "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
    "民族",
    "文化程度", "在校生状况", "健康状况", "劳动技能", "务工状况", "务工时间（月）", "是否参加大病保险", "脱贫属性",
    "脱贫年度",
    "主要致贫原因", "是否解决安全饮用水", "人均纯收入", "户联系电话", "首次识别时间", "人员识别时间", "户类型",
    "易返贫致贫户(监测对象)类型", "风险是否消除", "风险识别时间", "风险消除时间",
)  # fmt: skip
WATCHED_HEADER = (
    "省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型", "证件号码", "民族",
    "户联系电话",
    "成员联系电话", "年度", "与户主关系", "文化程度", "在校生状况", "劳动技能", "务工时间（月）", "健康状况",
    "政治面貌",
    "务工企业名称", "是否享受低保", "是否参加城镇职工基本养老保险", "是否参加大病保险",
    "是否参加新型农村合作医疗（城乡居民基本医疗保险）", "是否参加城乡居民基本养老保险", "失学或辍学原因",
    "是否会讲普通话",
    "是否参加商业补充医疗保险", "是否国外务工", "产业分类", "是否接受大病医疗救助", "是否接受其他健康扶贫",
    "公益性岗位类型",
    "公益性岗位(月数)", "就业渠道", "残疾类别", "务工所在地", "户主姓名", "户主证件号码",
    "是否参加城镇职工基本医疗保险",
    "是否特困供养人员", "残疾证办证年度", "识别标准", "户类型", "监测对象类别", "风险是否消除", "风险识别时间",
    "风险消除时间",
    "县内/县外",
)  # fmt: skip
ALLOWANCE_HEADER = (
    "序号", "乡镇", "村（社区）", "低保证号", "户主姓名", "户主身份证号", "姓名", "身份证号", "与户主关系", "性别",
    "纳入时间", "退出时间", "县内/县外", "备注",
)  # fmt: skip
_CAUSES = ("因病", "因残", "因学", "缺技术", "缺劳力", "缺资金", "交通条件落后")


def _learning(member: Member, year: int) -> tuple[str, str]:
    """Return 文化程度 and 在校生状况, of which one at most is filled."""
    if member.schooling or member.away:
        return "", member.schooling
    return ("小学" if year - member.born.year > 50 else "初中"), ""


def filed_paper(rng: Random, truth: Hardship, homes: Homes, days: Calendar) -> Paper:
    """Return 脱贫户信息, form (a): every household, its members, the risk columns of 脱贫不稳定户."""
    rows: list[Entry] = []
    year = days.term.year
    for family, enjoys in truth.filed.items():
        house = homes.people.families[family]
        members = homes.of(family)
        since = date(rng.randrange(2014, 2018), rng.randrange(1, 13), 15)
        watched = truth.watched.get(family)
        cause, income = rng.choice(_CAUSES), str(rng.randrange(8000, 16_000))
        risk = ("", "", "", "")
        if watched:
            risk = (watched.kind, watched.cleared, dashed(watched.since), dashed(watched.cleared_on))
        for place, who in enumerate(members, start=1):
            level, school = _learning(who, year)
            worker = 16 < year - who.born.year < 60 and not school
            cells: list[Cell] = [
                "示例县", homes.plan.towns[house.town], house.village, f"{place % 4 + 1}组", house.number,
                f"{house.number}{place:02d}", who.name, who.id_number, str(len(members)), who.relation, "汉族", level,
                school, "健康", "普通劳动力" if worker else "无劳动力", "省内务工" if worker else "",
                "10" if worker else "", "是", "脱贫户(继续享受政策)" if enjoys else "脱贫户(不享受政策)",
                str(since.year + 2),
                cause, "是", income, house.phone, dashed(since), dashed(max(since, who.born)), "脱贫户", *risk,
            ]  # fmt: skip
            rows.append(Entry(who.child, cells))
    form = Form("脱贫户信息", FILED_HEADER, 6, 7)
    return Paper("filed-poor", days.name("2-脱贫户信息", 4), (form,), (rows,))


def watched_paper(truth: Hardship, homes: Homes, days: Calendar) -> Paper:
    """Return 监测对象信息, form (b): every monitored household, cleared or not, with its members."""
    rows: list[Entry] = []
    for family, watched in truth.watched.items():
        house = homes.people.families[family]
        members = homes.of(family)
        for place, who in enumerate(members, start=1):
            rows.append(Entry(who.child, _watched_cells(homes, house, (members[0], who, place), watched, days)))
    form = Form("监测对象", WATCHED_HEADER, 7, 11)
    return Paper("monitored", days.name("6-防止返贫致贫监测对象信息", 40), (form,), (rows,))


def _watched_cells(
    homes: Homes, house: Household, who: tuple[Member, Member, int], watched: Watched, days: Calendar
) -> list[Cell]:
    head, member, place = who
    level, school = _learning(member, days.term.year)
    cells: dict[str, Cell] = {
        "省": "示例省", "市": "示例市", "县": "示例县", "乡": homes.plan.towns[house.town], "村": house.village,
        "户编号": house.number, "人口编号": f"{house.number}{place:02d}", "姓名": member.name,
        "性别": sex(member.boy),
        "出生日期": compact(member.born), "证件类型": "居民身份证", "证件号码": member.id_number, "民族": "汉族",
        "户联系电话": house.phone, "年度": str(days.term.year), "与户主关系": member.relation, "文化程度": level,
        "在校生状况": school, "健康状况": "健康", "政治面貌": "群众", "是否享受低保": "否", "是否参加大病保险": "是",
        "户主姓名": head.name, "户主证件号码": head.id_number, "是否特困供养人员": "否",
        "户类型": "脱贫户" if watched.kind == "脱贫不稳定户" else "普通农户", "监测对象类别": watched.kind,
        "风险是否消除": watched.cleared, "风险识别时间": dashed(watched.since),
        "风险消除时间": dashed(watched.cleared_on), "县内/县外": member.where,
    }  # fmt: skip
    return [cells.get(header, "") for header in WATCHED_HEADER]


def allowance_paper(urban: bool, truth: Mapping[int, Allowance], homes: Homes, days: Calendar) -> Paper:
    """Return 农村低保 or 城镇低保 as a long list."""
    word = "城镇低保" if urban else "农村低保"
    rows: list[Entry] = []
    for family, allowance in truth.items():
        house = homes.people.families[family]
        members = homes.of(family)
        for who in members:
            cells: list[Cell] = [
                0, homes.plan.towns[house.town], house.village, f"{'CN'[not urban]}{COUNTY}{family:07d}",
                members[0].name,
                members[0].id_number, who.name, who.id_number, who.relation, sex(who.boy),
                slashed(allowance.since), slashed(allowance.until), who.where, "",
            ]  # fmt: skip
            rows.append(Entry(who.child, cells))
    numbered(rows)
    form = Form(
        word, ALLOWANCE_HEADER, 6, 7, feet=True,
        titles=(f"示例县{word}保障人员名单", f"制表单位：示例县民政局　　日期：{dashed(days.term.reference_day)}"),
        notes=(f"说明：本表为{word}在册人员。", "退出时间为停发首日。"),
    )  # fmt: skip
    kind = "urban-allowance" if urban else "rural-allowance"
    return Paper(kind, days.name(f"3-{word}人员名单", 7), (form,), (rows,))
