"""Lists of whole households: 脱贫户, 监测对象, 低保, adults and small children too.

One person a row; the filing table of 农村低保 is a household a row, its members side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from random import Random

from aid_ledger.demo.book import Cell, Span
from aid_ledger.demo.hardship import Allowance, Hardship, Watched
from aid_ledger.demo.members import Homes, Member
from aid_ledger.demo.numbers import COUNTY
from aid_ledger.demo.papers import Arranged, Calendar, Entry, Form, Paper, compact, dashed, numbered, sex, slashed
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
WIDE_HEADER = ("序号", "乡镇", "村（社区）", "低保证号", "户主姓名", "保障人数", "户主身份证号", "纳入时间", "退出时间")
ROLL_HEADER = (
    "序号", "户主姓名", "身份证号码", "低保证号", "重点保障人数", "残疾人数", "家庭补差", "重点救助60元",
    "领款人签字(章)", "领款时间",
)  # fmt: skip
_ROLL_ABOVE = (
    ("序号", "户主姓名", "身份证号码", "低保证号", "保障人数", "", "领取金额", "", "领款人签字(章)", "领款时间"),
    ("", "", "", "", "分解", "", "分解", "", "", ""),
)  # fmt: skip
_ROLL_SPANS: tuple[Span, ...] = (
    *((0, column, 2, column) for column in (0, 1, 2, 3, 8, 9)),
    (0, 4, 0, 5), (0, 6, 0, 7), (1, 4, 1, 5), (1, 6, 1, 7),
)  # fmt: skip
_OF_HOUSEHOLD = (3, 4, 5)
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
    return Paper("monitored", days.name("6-防止返贫致贫监测对象信息", 40), (form,), (rows,), container="csv")


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
    """Return 农村低保, a household a row, or 城镇低保, a person a row with the household's cells merged."""
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
    kind = "urban-allowance" if urban else "rural-allowance"
    notes = (f"说明：本表为{word}在册人员。", "退出时间为停发首日。")
    if not urban:
        form = Form(word, ALLOWANCE_HEADER, 6, 7, titles=("示例县农村低保备案表",), notes=notes, arrange=_side_by_side,
                    hidden_columns=(6,))  # fmt: skip
        return Paper(kind, f"3-农村低保备案表_{days.stamp(7)}", (form,), (rows,), container="xls")
    titles = (f"示例县{word}保障人员名单", f"制表单位：示例县民政局　　日期：{dashed(days.term.reference_day)}")
    form = Form(word, ALLOWANCE_HEADER, 6, 7, feet=True, titles=titles, notes=notes, arrange=_merged_by_household)
    return Paper(kind, days.name(f"3-{word}人员名单", 7), (form,), (rows,), container="xml")


def _of_one_household(entries: Sequence[Entry]) -> list[list[list[Cell]]]:
    """Return the cells of the rows that follow each other under one 低保证号."""
    return [[entry.cells for entry in group] for _, group in groupby(entries, key=lambda entry: entry.cells[3])]


def _side_by_side(entries: Sequence[Entry]) -> Arranged:
    """Put each household in a row: the head's name and ID, then those of the members."""
    rows: list[list[Cell]] = []
    most = 1
    at: list[int] = []
    for number, home in enumerate(_of_one_household(entries), start=1):
        first = home[0]
        at += [number - 1] * len(home)
        head = first if first[8] == "户主" else None
        members = home[1:] if head else home
        most = max(most, len(members))
        name, id_number = (head[6], head[7]) if head else (first[4], first[5])
        row = [number, first[1], first[2], first[3], name, len(home), id_number, first[10], first[11]]
        for member in members:
            row += [member[6], member[7]]
        rows.append(row)
    pairs = ("成员姓名", "身份证号") * most
    return Arranged((*WIDE_HEADER, *pairs), rows, at=tuple(at))


def _merged_by_household(entries: Sequence[Entry]) -> Arranged:
    """Merge the cells of the household, 低保证号 to 户主身份证号, down over its rows."""
    spans: list[Span] = []
    rows: list[list[Cell]] = []
    for home in _of_one_household(entries):
        for place, cells in enumerate(home):
            rows.append([None if place and column in _OF_HOUSEHOLD else cell for column, cell in enumerate(cells)])
        if len(home) > 1:
            first = 1 + len(rows) - len(home)  # the header is row 0
            spans += [(first, column, len(rows), column) for column in _OF_HOUSEHOLD]
    return Arranged(ALLOWANCE_HEADER, rows, tuple(spans))


def signed_roll(truth: Mapping[int, Allowance], homes: Homes, days: Calendar) -> Paper:
    """Return 城保名册 of the town of the first household: heads alone, a header of three levels, sums below."""
    rows: list[Entry] = []
    for family in truth:
        house = homes.people.families[family]
        if house.town == homes.people.families[next(iter(truth))].town:
            members = homes.of(family)
            kept = 180 + 15 * (family % 9)
            cells: list[Cell] = [
                0, members[0].name, members[0].id_number, f"C{COUNTY}{family:07d}", 1, 0, kept, 60, "", "",
            ]  # fmt: skip
            rows.append(Entry(-1, cells))
    numbered(rows)
    form = Form("城保名册", ROLL_HEADER, 1, 2, titles=("示例县城镇低保金领取名册",), above=_ROLL_ABOVE,
                spans=_ROLL_SPANS, feet=True)  # fmt: skip
    return Paper("urban-allowance", days.name("3-城保名册", 8), (form,), (rows,))
