"""School, grade and class where no column gives them: from the names of file and sheet, and from titles.

Schools send a file or a sheet a class: ``1_1.xlsx``, ``二（1）.xls``, ``五年级.xls``, sheets ``三1班``, ``三2班``.
What two names say differently is not taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from aid_ledger.intake.stages import read_word

PLACE_FIELDS = ("school", "grade", "class")
OF_CLASSES = frozenset({"roster", "boarders", "recognised"})
"""Kinds whose lists may be of one class or school."""
_NUMERALS = "一二三四五六七八九"
_YEAR = rf"(?:[{_NUMERALS}]|[1-9])"
_CLASS = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_SCHOOL_WORD = r"(?:小学|中学|学校|幼儿园|高中|职高|中心校|完小|教学点|学院|职中|一中|二中|三中)"
_CAMPUS = r"(?:\([一-龥]{1,8}(?:校区|分校|部)\))"
_ENDS = (
    r"(?=$|[_\-.\d(]|[一二三四五六七八九](?:年级|\(|\d)|[初高][一二三]|[大中小][一二三\d]?班|在校|学生|"
    r"学籍|名册|花名册|住校|寄宿|住宿|幼儿名)"
)
"""What may stand behind the name of a school."""
_SCHOOL = re.compile(rf"^([一-龥A-Za-z0-9()]*[一-龥]{{1,}}{_SCHOOL_WORD}{_CAMPUS}?)(?!{_CAMPUS}){_ENDS}")
_SHORT = re.compile(
    rf"^((?:[一-龥]{{1,4}}[县市区]|县|市)?第?(?:[{_NUMERALS}十]{{1,3}}|实验?|附属?|城关|机关)[中小幼]{_CAMPUS}?)(?!班|{_CAMPUS}){_ENDS}"
)
"""二中, 县一小, 实小: short for a school, which whoever knows the schools must say."""
_SCHOOL_SAID = re.compile(r"^(?:学校(?:名称|全称)?|填报学校|报送学校)[:：](.{2,30})$")
_TABLE_SAID = re.compile(
    rf"^(?:学校(?:名称|全称)?|(?:填报|填表|报送|上报|申报)?(?:单位|学校))(?:\((?:盖章|公章|章|签章)\))?[:：]"
    rf"([一-龥A-Za-z0-9()]{{2,30}}?{_SCHOOL_WORD}{_CAMPUS}?)"
    r"(?=$|\(?(?:盖章|公章|签章|填|制|联系|经办|负责|上报|报送|日期|时间|年级|班级|班主任|单位|校长|电话|20\d\d))"
)
_NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]+$")
_NOT_A_SCHOOL = re.compile(
    r"^(?:全|各|本|我|农村|城区|城镇|公办|民办|义务|所有|部分|乡镇|县直|九年一贯制|普通|职业|高级|初级|完全|县级|\d*年?.{0,4}?(?:春|秋)季?(?:学期)?|\d+年?)?"
    rf"(?:[县市区镇乡内属]+)?{_SCHOOL_WORD}$|全[县市区镇乡校]|各(?:学|小|中)|[年期届]"
)
_YEARS = re.compile(rf"(?<![\d第])(?P<grade>{_YEAR}年级)")
_TERM = re.compile(
    r"^20\d\d(?:[-—–至]20\d\d)?(?:学年度?|年度?)?(?:第?[一二12]学期|[春秋]季?(?:学期)?)?(?:[-_]?\d{1,2}月?(?:\d{1,2}日?)?)?[_.\-]?"
)
_SENT = re.compile(r"^(?:附[件表]\d*|报送|上报)[:：、_\-.]*")
"""What stands before a school's name where a file is sent on: 附件1：石桥小学花名册."""
_PATTERNS: Sequence[tuple[re.Pattern[str], bool]] = (
    # (pattern with the groups grade and class, whether the whole name must be it)
    (re.compile(rf"^(?P<grade>{_YEAR})[_.\-](?P<class>\d{{1,2}})班?$"), True),
    (re.compile(rf"(?P<grade>[初高职]{_YEAR})(?:年级)?[_.\-]?\(?(?P<class>{_CLASS})\)?班"), False),
    (re.compile(rf"(?P<grade>[初高职]{_YEAR})(?:年级)?\((?P<class>{_CLASS})\)"), False),
    (re.compile(rf"(?P<grade>20\d\d级)[_.\-]?\(?(?P<class>{_CLASS})\)?班"), False),
    (re.compile(rf"(?<![\d第])(?P<grade>{_YEAR}年级)[_.\-]?\(?(?P<class>{_CLASS})\)?班"), False),
    (re.compile(rf"(?<![\d第])(?P<grade>{_YEAR}年级)\((?P<class>{_CLASS})\)"), False),
    (re.compile(rf"^(?P<grade>{_YEAR})\((?P<class>{_CLASS})\)班?$"), True),
    (re.compile(rf"^(?P<grade>[{_NUMERALS}])[_.\-]?(?P<class>\d{{1,2}})班?$"), True),
    (re.compile(rf"^(?P<grade>[大中小])\(?(?P<class>{_CLASS})\)?班$"), True),
    (re.compile(rf"(?P<grade>[初高职]{_YEAR})(?!班)(?:年级)?"), False),
    (_YEARS, False),
    (re.compile(r"(?P<grade>20\d\d级)"), False),
    (re.compile(r"^(?P<grade>[大中小]班)$"), True),
    (re.compile(rf"^(?P<class>{_CLASS})班$"), True),
)


def read_place(text: str) -> dict[str, str]:
    """Return what one name says of ``school``, ``grade`` and ``class``.

    >>> read_place("二（1）.xls"), read_place("1_1.xlsx"), read_place("三1班")
    ({'grade': '二年级', 'class': '1班'}, {'grade': '一年级', 'class': '1班'}, {'grade': '三年级', 'class': '1班'})
    >>> read_place("示例县第一小学三年级2班.xlsx"), read_place("全县小学在校生名册.xlsx")
    ({'school': '示例县第一小学', 'grade': '三年级', 'class': '2班'}, {})
    >>> read_place("二中三年级1班.xlsx"), read_place("二中班.xlsx")
    ({'school': '二中', 'grade': '三年级', 'class': '1班'}, {})
    """
    plain = re.sub(
        r"\.(?:xlsx?|et|csv|txt|xlsm)$", "", "".join(unicodedata.normalize("NFKC", text).split()), flags=re.IGNORECASE
    )
    found: dict[str, str] = {}
    plain = _SENT.sub("", plain)
    if (term := _TERM.match(plain)) and not re.match(r"20\d\d级", plain):
        plain = plain[term.end() :]
    if said := _TABLE_SAID.match(plain):
        return {"school": said[1]} | _grade_and_class(re.sub(r"^.*?班级[:：]", "", plain[said.end() :]))
    if said := _SCHOOL_SAID.match(plain):
        return {"school": said[1]}
    whole = _SCHOOL.match(plain)
    if match := whole if whole and not _NOT_A_SCHOOL.search(whole[1]) else _SHORT.match(plain):
        found["school"] = match[1]
        plain = plain[match.end() :].strip("_-.")
    return found | _grade_and_class(plain)


def _grade_and_class(plain: str) -> dict[str, str]:
    if len({match["grade"] for match in _YEARS.finditer(plain)}) > 1:
        return {}  # 三年级至六年级
    for pattern, whole in _PATTERNS:
        match = pattern.fullmatch(plain) if whole else pattern.search(plain)
        if match is None:
            continue
        said = match.groupdict()
        found = {}
        if said.get("grade"):
            found["grade"] = _grade(said["grade"], has_class=bool(said.get("class")))
        if said.get("class"):
            found["class"] = f"{_number(said['class'])}班"
        return found
    return {}


def _grade(text: str, *, has_class: bool) -> str:
    """Return a grade as a column would name it: 一年级, 初一, 2023级, 大班."""
    if text in {"大", "中", "小"}:
        return f"{text}班"
    bare = text.removesuffix("年级")
    if bare.isdigit() and len(bare) == 1:
        return f"{_NUMERALS[int(bare) - 1]}年级"
    if len(bare) == 1 and (has_class or bare != text):
        return f"{bare}年级"
    if len(bare) == 2 and bare[1].isdigit():
        return bare[0] + _NUMERALS[int(bare[1]) - 1]
    return text


def _number(text: str) -> str:
    """Return the number of a class in figures.

    >>> _number("三"), _number("十二"), _number("03")
    ('3', '12', '3')
    """
    if text.isdigit():
        return str(int(text))
    tens, found, ones = text.rpartition("十")
    value = (_NUMERALS.find(tens) + 1 if tens else 1) * 10 if found else 0
    return str(value + (_NUMERALS.find(ones) + 1 if ones else 0))


def places_of(names: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return what several names of one sheet say together, and by field what they say differently.

    Args:
        names: of the sheet, its titles, its file, the nearest first.
    """
    said: dict[str, list[str]] = {}
    for name in names:
        for key, value in read_place(name).items():
            said.setdefault(key, []).append(value)
    if "school" in said:
        said["school"] = _whole_names(said["school"])
    differ = {
        key: tuple(dict.fromkeys(said[key]))
        for key in PLACE_FIELDS
        if len({_meaning(key, value) for value in said.get(key, ())}) > 1
    }
    unsure = {*differ, *(["class"] if "grade" in differ else [])}
    return {key: said[key][0] for key in PLACE_FIELDS if key in said and key not in unsure}, differ


def _whole_names(names: list[str]) -> list[str]:
    """Leave out each name that is the end of a longer one: 实验小学 beside 示例县实验小学.

    Not where a number stands before it: 第二实验小学 is another school than 实验小学.
    """
    return [
        name
        for name in names
        if not any(
            other != name and other.endswith(name) and not _NUMBERED.search(other.removesuffix(name)) for other in names
        )
    ]


def _meaning(key: str, value: str) -> object:
    if key != "grade":
        return value
    word = read_word(value)
    return (word.stage or ("primary" if word.year else ""), word.grade or word.year, word.cohort)


def fits(facts: Mapping[str, str], grades: Iterable[str]) -> bool:
    """Tell whether a class named in a file's name can be of rows whose own column names these grades."""
    return "grade" not in facts or {_meaning("grade", one) for one in grades if one} <= {
        _meaning("grade", facts["grade"])
    }
