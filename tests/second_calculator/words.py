"""What the words in the cells mean: terms, dates, money, stages, grades, boarding, status, hukou, majors.

Chosen where the requirement is silent or has two readings:

* A date that cannot be read is no date. A date of year and month alone is the first of that month.
* 学段 wins over 年级; a grade of another stage is then no grade. A 学段 that cannot be read is as if blank.
* 复学 dated after the reference day: away on it. Every other word dated after it (an unknown one too): at school.
* 死亡 is never at school, whatever its date.
* ``大专`` and ``专科`` are higher_vocational, as ``高职`` is (policy.md §5).
* The list of agricultural majors and of performing majors is this module's own (the national catalogue's names).
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

AT_SCHOOL = {"在读", "复学", "送教上门", "实习", "顶岗实习", "跟岗实习", "借读"}
STOPPED = {"休学", "停学", "退学", "转出", "毕业", "结业", "肄业", "流失", "死亡", "开除", "保留学籍", "保留入学资格"}
STOPPED |= {"参军", "下落不明"}
STAGES = {
    "preschool": ("学前", "学前教育", "幼儿园", "幼儿"),
    "primary": ("小学",),
    "junior": ("初中", "初级中学"),
    "senior": ("普高", "高中", "普通高中"),
    "vocational": ("中职", "中等职业", "中等职业学校", "技工", "技工学校", "职高", "中专"),
    "higher": ("高职", "大专", "专科", "本科", "高职高专", "大学", "高校", "研究生"),
}
NUMERALS = "一二三四五六七八九"
PERFORMING = {"舞蹈表演", "音乐表演", "戏剧表演", "曲艺表演", "杂技与魔术表演", "歌舞表演", "服装表演"}
AGRICULTURAL_WORDS = """
作物生产技术 现代农艺技术 种子生产技术 种子生产与经营 设施农业生产技术 设施农业技术 园艺技术
果蔬花卉生产技术 植物保护 茶叶生产与加工 茶叶生产技术 中草药种植 中草药栽培 烟草生产与加工
农产品保鲜与加工 农产品加工与质量检测 农产品营销与储运 农资营销与服务 农机设备应用与维修
农业机械使用与维护 农村经济综合管理 农村电气技术 农业与农村用水 棉花加工与检验 循环农业与再生资源利用
家庭农场生产经营 林业生产技术 现代林业技术 园林技术 园林绿化 森林资源保护与管理 木材加工 畜牧兽医
畜禽生产技术 畜禽生产与疾病防治 特种动物养殖 特种动物饲养 宠物养护与经营 蚕桑生产与经营 淡水养殖
海水养殖 水产养殖 淡水养殖技术 海水养殖技术 渔业生产技术 航海捕捞 现代农业技术 农艺 农业技术
"""
AGRICULTURAL = set(AGRICULTURAL_WORDS.split())


def term_number(term: str) -> int:
    """Return a number that grows by one a term: ``2023S`` is followed by ``2023A``."""
    return int(term[:4]) * 2 + (1 if term[4] == "A" else 0)


def reference_day(term: str) -> date:
    """Return 1 March of a spring term, 1 September of an autumn term."""
    return date(int(term[:4]), 9 if term[4] == "A" else 3, 1)


def last_day(term: str) -> date:
    """Return 31 July of a spring term, 31 January of the year after for an autumn term."""
    return date(int(term[:4]) + 1, 1, 31) if term[4] == "A" else date(int(term[:4]), 7, 31)


def term_of_words(text: str) -> str:
    """Return the term in ``2023年春季学期``, ``2023春`` or ``2023S``; what cannot be read is ``""``."""
    word = "".join(text.split()).upper()
    if not word[:4].isdigit():
        return ""
    if "春" in word[4:] or word[4:] == "S":
        return word[:4] + "S"
    if "秋" in word[4:] or word[4:] == "A":
        return word[:4] + "A"
    return ""


def day(value: object) -> date | None:
    """Return the date in a cell, or None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value if value is not None else "")).strip()
    for mark in "年月/.":
        text = text.replace(mark, "-")
    text = text.replace("日", "").strip("-")
    if text.isdigit() and len(text) == 5:  # a day as Excel counts it
        return date(1899, 12, 30) + timedelta(days=int(text))
    if text.isdigit() and len(text) in {6, 8}:
        parts = [text[:4], text[4:6], text[6:] or "1"]
    else:
        parts = text.split("-")
        if len(parts) == 2:
            parts.append("1")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        return None
    try:
        found = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
    return found if found.year >= 1900 else None


FORMAL = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
UNITS = {"万": 10000, "仟": 1000, "佰": 100, "拾": 10}


def fen(value: object) -> int | None:
    """Return yuan in a cell as whole fen; blank, unreadable, negative or finer than a fen is None.

    The dust of a formula (less than a thousandth of a fen) is none; 万 multiplies; 陆仟元整 is read too.
    """
    text = str(value if value is not None else "").strip().replace(",", "").lstrip("￥¥")
    formal = text.removesuffix("整").removesuffix("元")
    if formal and all(sign in FORMAL or sign in UNITS for sign in formal) and formal[0] in FORMAL:
        digit = total = 0
        for sign in formal:
            total, digit = (total + digit * UNITS[sign], 0) if sign in UNITS else (total, FORMAL[sign])
        return (total + digit) * 100
    text = text.removesuffix("元")
    try:
        amount = Decimal(text.removesuffix("万")) * (1_000_000 if text.endswith("万") else 100)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount < 0:
        return None
    whole = amount.to_integral_value()
    return int(whole) if abs(amount - whole) < Decimal("0.001") else None


def stage_of_word(word: str) -> str | None:
    """Return the stage that a 学段 names."""
    for stage, names in STAGES.items():
        if word in names:
            return stage
    return None


def stage_and_grade(stage_word: str, grade_word: str) -> tuple[str | None, int | None]:
    """Return the stage by 学段, else by 年级, and the grade within it."""
    stage = stage_of_word(stage_word)
    word = grade_word.replace("普通高中", "高").replace("(", "").replace(")", "")
    found: str | None = None
    grade: int | None = None
    if word in {"小班", "中班", "大班"}:
        found, grade = "preschool", ("小班", "中班", "大班").index(word) + 1
    elif word.startswith("初") and word[1:2] in NUMERALS[:3] and len(word) == 2:
        found, grade = "junior", NUMERALS.index(word[1]) + 1
    elif word.startswith("高职") and word.endswith("年级") and word[-3] in NUMERALS:
        found, grade = "higher", NUMERALS.index(word[-3]) + 1
    elif word.startswith("高") and word[1:2] in NUMERALS[:3] and word[2:] in {"", "年级"}:
        found, grade = "senior", NUMERALS.index(word[1]) + 1
    elif word.startswith("大") and word[1:2] in NUMERALS[:5] and len(word) == 2:
        found, grade = "higher", NUMERALS.index(word[1]) + 1
    elif word.startswith("中职") and word.endswith("年级") and word[-3] in NUMERALS:
        found, grade = "vocational", NUMERALS.index(word[-3]) + 1
    elif len(word) == 3 and word.endswith("年级") and word[0] in NUMERALS:
        number = NUMERALS.index(word[0]) + 1
        found, grade = ("primary", number) if number <= 6 else ("junior", number - 6)
        if stage in {"vocational", "higher", "senior"} or (stage == "junior" and number <= 3):
            found, grade = stage, number
    if stage is None:
        return found, grade
    return stage, grade if found == stage else None


def boarding(word: str) -> bool | None:
    """Return whether somebody boards, by the words and codes of 就读方式 and 是否寄宿."""
    plain = "".join(word.split())
    if plain in {"住校", "寄宿", "住", "是", "2", "2-住校", "√"}:
        return True
    if plain in {"走读", "不住", "否", "1", "1-走读", "×"}:
        return False
    return None


def day_student(word: str) -> bool | None:
    """Return whether somebody boards, by a column 走读."""
    return {"是": False, "否": True}.get("".join(word.split()))


def rural_hukou(word: str) -> bool:
    """Return whether the hukou is 农业; unknown is no."""
    return word in {"1", "农业", "农业户口", "农村", "1-农业户口"}


def local_hukou(word: str, county: str) -> bool:
    """Return whether the code of the 户籍 begins with the county's; unknown is no."""
    return word.startswith(county)


def yes_no(word: str, yes: tuple[str, ...] = ("是",), no: tuple[str, ...] = ("否",)) -> bool | None:
    """Return True, False, or None for everything else."""
    return True if word in yes else False if word in no else None


def presence(status: str, changed: date | None, came: date | None, on: date) -> str:
    """Return how a row stands on the reference day.

    One of ``here``, ``leaves-later`` (a stop word dated after it), ``to-come`` (转入日期 after it), ``away``,
    ``away-undated``, ``dead``, ``unknown``.
    """
    later = changed is not None and changed > on
    if status == "死亡":
        return "dead"
    if status == "复学" and later:
        return "away"
    if status in STOPPED:
        if later:
            return "leaves-later"
        return "away" if changed else "away-undated"
    if status and status not in AT_SCHOOL and not later:
        return "unknown"
    return "to-come" if came is not None and came > on else "here"
