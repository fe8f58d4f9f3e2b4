"""What is claimed or settled outside the rosters: 雨露计划, college students, named awards, money paid before."""

from __future__ import annotations

from random import Random

from aid_ledger.demo.book import Cell, Span
from aid_ledger.demo.hardship import Hardship
from aid_ledger.demo.lines import PRIMARY_GRADES
from aid_ledger.demo.members import Homes, Member
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, dashed, numbered, sex

APPLICATION_HEADER = (
    "序号", "姓名", "性别", "身份证号", "学籍号", "出生日期", "乡镇", "村", "户编号", "就读学校", "学段", "年级",
    "专业",
    "学习形式", "学历层次", "是否新生", "生源学校类型", "院校所在地", "院校性质", "学费(元/学期)", "户口性质",
    "学生状态",
    "申报项目", "证明", "账号", "户名", "开户行", "与学生关系",
)  # fmt: skip
AWARD_HEADER = ("姓名", "身份证号", "学校", "奖助名称", "金额", "学期", "资助方", "标准", "月数")
TIER_HEADER = (
    "序号", "姓名", "身份证号", "学校", "奖助名称", "一档", "二档", "三档", "学期", "资助方",
)  # fmt: skip
_TIER_ABOVE = (("序号", "姓名", "身份证号", "学校", "奖助名称", "资助档次（元）", "", "", "学期", "资助方"),)
_TIER_SPANS: tuple[Span, ...] = (*((0, column, 1, column) for column in (0, 1, 2, 3, 4, 8, 9)), (0, 5, 0, 7))
_TIERS = (1500, 1000, 600)
PAID_HEADER = ("身份证号", "姓名", "项目", "学期", "金额", "发放日期")
_OUTSIDE = ("邻市工业学校", "省城卫生学校", "邻省机电职业技术学校")
_COLLEGES = (("高职", "示例职业技术学院", "省内", "公办"), ("高职", "邻省铁道职业学院", "省外", "公办"))
_UNIVERSITIES = (
    ("本科", "示例师范大学", "省内", "公办"), ("本科", "远方理工大学", "省外", "公办"),
    ("专科", "示例民办科技学院", "省内", "民办"), ("本科", "邻省农业大学", "省外", "公办"),
)  # fmt: skip
_NEW_STANDARD_FROM = 2024
_BY_MONTHS = "示例县爱心企业家协会"


def _amount_words(amount: int) -> tuple[Cell, ...]:
    """Return an amount as offices write it."""
    spelled = {6000: "陆仟元整", 1000: "壹仟元整", 500: "伍佰元整"}[amount]
    return amount, f"{amount:,}.00", f"￥{amount}元", spelled, f"{amount / 10_000:g}万元"


class Claims:
    """Makes these lists from the same households that the registers show."""

    def __init__(self, rng: Random, truth: Hardship, homes: Homes, days: Calendar) -> None:
        self.rng = rng
        self.truth = truth
        self.homes = homes
        self.days = days
        poor = [family for family, enjoys in truth.filed.items() if enjoys] + list(truth.watched)
        self._away = [(family, who) for family in dict.fromkeys(poor) for who in homes.of(family) if who.away]

    def papers(self) -> list[Paper]:
        """Return every list; those without rows are not written."""
        return [self._yulu(), self._college(), self._awards(), self._tiered_awards(), self._paid_before()]

    def guaranteed(self) -> list[tuple[int, Member]]:
        """Return the college students of 保障兜底户: every eighth at a university, the first always."""
        return [pair for pair in self._away if pair[1].away == "university"][::8]

    def _row(self, family: int, who: Member, facts: tuple[Cell, ...], project: str) -> Entry:
        """Return a row; ``facts`` are the cells from 就读学校 to 学费."""
        house = self.homes.people.families[family]
        cells: list[Cell] = [
            0, who.name, sex(who.boy), who.id_number, f"G{who.id_number}", dashed(who.born),
            self.homes.plan.towns[house.town],
            house.village, house.number, *facts, "农业户口" if house.rural else "非农业户口", "在读", project,
            "学籍证明", house.account, house.holder, house.bank, house.relation,
        ]  # fmt: skip
        return Entry(who.child, cells)

    def _yulu(self) -> Paper:
        rows = []
        for family, who in self._away:
            if who.away == "vocational":
                school = _OUTSIDE[family % 3]
                grade = PRIMARY_GRADES[who.grade - 1]
                place = "省外" if family % 3 == 2 else "省内"
                facts: tuple[Cell, ...] = (
                    school, "中职", grade, "护理", "全日制", "", "否", "", place, "公办", None,
                )  # fmt: skip
            elif who.away == "higher-vocational":
                level, school, place, nature = _COLLEGES[family % 2]
                grade = f"大{'一二三'[who.grade - 1]}"
                new = "是" if who.grade == 1 else "否"
                origin = "普通高中" if family % 3 else "中职"
                facts = (school, "高职", grade, "机电一体化", "全日制", level, new, origin, place, nature, 2500)
            else:
                continue
            rows.append(self._row(family, who, facts, "雨露计划"))
        title = f"示例县{self.days.term.zh}雨露计划申报名单"
        form = Form("申报名单", APPLICATION_HEADER, 1, 3, titles=(title,), feet=True)
        return Paper("applications", self.days.name("8-雨露计划申报名单", 45), (form,), (rows,))

    def _college(self) -> Paper:
        rows = []
        for family, who in self._away:
            fresh = who.grade == 1 and who.away in {"university", "higher-vocational"} and self.days.term.half == 1
            if fresh:
                college = _UNIVERSITIES[family % 4] if who.away == "university" else _COLLEGES[family % 2]
                level, school, place, nature = college
                origin = "普通高中" if family % 5 else "中职"
                stage = "大专" if level == "专科" else level
                facts: tuple[Cell, ...] = (
                    school, stage, "大一", "汉语言文学", "全日制", level, "是", origin, place, nature, 2500,
                )  # fmt: skip
                rows.append(self._row(family, who, facts, "大学新生入学资助"))
        for family, who in self.guaranteed():
            level, school, place, nature = _UNIVERSITIES[family % 4]
            stage = "大专" if level == "专科" else level
            grade = f"大{'一二三'[who.grade - 1]}"
            facts = (school, stage, grade, "数学", "全日制", level, "否", "普通高中", place, nature, 2600)
            if self.days.term.half == 0 or who.grade > 1:
                rows.append(self._row(family, who, facts, "保障兜底户资助"))
        title = f"示例县{self.days.term.zh}大学生资助申报名单"
        form = Form("申报名单", APPLICATION_HEADER, 1, 3, titles=(title,), feet=True)
        return Paper("applications", self.days.name("8-大学生资助申报名单", 45), (form,), (rows,))

    def _students(self, stage: str, count: int) -> list[int]:
        seats = self.homes.plan.seats
        places = [c.place for c in self.homes.people.children if seats[c.seats].stage == stage]
        return sorted(self.rng.sample(places, min(count, len(places))))

    def _awards(self) -> Paper:
        total = len(self.homes.people.children)
        rows: list[Entry] = []
        kinds: tuple[tuple[str, str, int, int, str], ...] = (
            ("vocational", "中职国家奖学金", 2, 6000, "财政部、教育部"),
            ("senior", "爱心企业助学金", max(3, total // 2000), 1000, _BY_MONTHS),
            ("senior", "励志奖学金", 2, 500, "示例县慈善会"),
        )
        for stage, word, count, amount, donor in kinds:
            for child in self._students(stage, count):
                who = self.homes.people.children[child]
                school = self.homes.plan.schools[self.homes.plan.seats[who.seats].school].name
                said = _amount_words(amount)[len(rows) % 5]
                of_term = (amount // 5, 5) if donor == _BY_MONTHS else (amount, None)
                cells = [who.name, who.id_number, school, word, said, self.days.term.zh, donor, *of_term]
                rows.append(Entry(child, cells))
        form = Form("名单", AWARD_HEADER, 0, 1)
        return Paper("awards", self.days.name("9-社会资助和奖学金名单", 45), (form,), (rows,), container="tab")

    def _tiered_awards(self) -> Paper:
        """Return an award whose tiers are columns, each with its amount; the last child stands under two of them."""
        rows: list[Entry] = []
        for place, child in enumerate(self._students("senior", 5 + len(self.homes.people.children) // 2000)):
            who = self.homes.people.children[child]
            school = self.homes.plan.schools[self.homes.plan.seats[who.seats].school].name
            sums: list[Cell] = [amount if place % 3 == tier else None for tier, amount in enumerate(_TIERS)]
            cells: list[Cell] = [
                0, who.name, who.id_number, school, "爱心助学金", *sums, self.days.term.zh, "示例县慈善会",
            ]  # fmt: skip
            rows.append(Entry(child, cells))
        last = rows[-1].cells
        last[5:7] = [_TIERS[0], _TIERS[1]]
        numbered(rows)
        form = Form(
            "分档名单", TIER_HEADER, 1, 2, titles=(f"示例县{self.days.term.zh}爱心助学金分档名单",),
            above=_TIER_ABOVE, spans=_TIER_SPANS,
        )  # fmt: skip
        return Paper("awards", self.days.name("9-爱心助学金分档名单", 45), (form,), (rows,))

    def _paid_before(self) -> Paper:
        """Some boarders in need have had their money this term already; the last of them one fifth of it."""
        new = self.days.term.year >= _NEW_STANDARD_FROM
        standard = {"primary": 625 if new else 500, "junior": 750 if new else 625}
        seats = self.homes.plan.seats
        paid: list[tuple[int, int]] = []
        for family, enjoys in self.truth.filed.items():
            for child in self.homes.people.members[family] if enjoys else ():
                who = self.homes.people.children[child]
                stage = seats[who.seats].stage
                if who.boards and stage in standard:
                    paid.append((child, standard[stage]))
        most = 2 + len(self.homes.people.children) // 4000
        paid = sorted(self.rng.sample(paid, min(most, len(paid))))
        rows: list[Entry] = []
        for place, (child, amount) in enumerate(paid):
            who = self.homes.people.children[child]
            part: float = amount // 5 if len(paid) > 1 and place == len(paid) - 1 else amount
            part -= 1e-8 if place == 0 else 0  # what a formula leaves
            rows.append(
                Entry(
                    child,
                    [who.id_number, who.name, "家庭经济困难寄宿生生活补助", self.days.term.zh, part,
                     dashed(self.days.term.reference_day)],
                )
            )  # fmt: skip
        form = Form("已发放", PAID_HEADER, 1, 0)
        return Paper("paid-before", self.days.name("9-以前已发放名单", 46), (form,), (rows,))
