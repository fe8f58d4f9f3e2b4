"""Which numbers of a sentence are heads, money or standards, and which are none: dates, document numbers, percentages.

What may be a figure and cannot be read for certain is a figure too, of kind ``unread`` with the reason; nothing that
has digits is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heads", "amount", "rate", "none", "other", "unread"]

_RAW = r"(?<![\d.])\d+(?:[.,]\d+)*"
_WHOLE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_GRADE = "(?:[一二三甲乙丙]等|[一二三]档)"
_STAGE = f"(?:(?:小学|初中|普?通?高中|中职|学前|幼儿园|幼儿|本科|专科)(?:阶段)?(?:学?生)?|{_GRADE})(?:为|是|每[人生])?"
_JOIN = rf"(?:万?元?(?:[、,和或]?(?:{_STAGE})|[/、或和~—–-]|至|到))"
_LIST = rf"{_RAW}(?:{_JOIN}{_RAW}){{0,12}}万?"
_SPAN = "(?:学期|学年|年|个?月|天|日|餐|次|期)"
_HEAD = "(?:名?位?个?(?:学生|幼儿|孩子|儿童)|人|生|名)"
_FOR = rf"(?:[·./每]?(?:{_HEAD}|{_SPAN})){{0,4}}"
_GIVEN = "(?:发放|补助|资助|奖励|补贴|给予|享受|领取|减免|助学金|生活费|补助金|资助金|为|是|:|约|达){0,3}"
_ABOUT = "(?:约|近|逾|超过?|不足|大约|将近|突破|至少)"
_AFTER = "[余多]?(?:以上|以下|以内|左右|上下)?"
_HEADS = r"(?:人次|人/次|人\(次\)|名|位|个?(?:学生|幼儿|孩子|儿童)|人(?!均|民|日|/|每|年|份|才))"
_CHINESE = (
    "[〇零一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("none", (r"[〔\[【(]\d{4}[〕\]】)]第?\d+号|(?<!\d)\d{3,4}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
             r"|(?<!\d)\d{4}[.-]\d{1,2}[.-]\d{1,2}(?!\d)|(?<![\d.,])\d{11,}[Xx]?(?![\d.,亿万余多元人名])")),
    ("none", (r"(?<!\d)(?:19|20)\d\d年?[—–~/至-]+(?:19|20)?\d\d(?:学年|年)(?:度)?"
             r"|(?<!\d)(?:19|20)\d\d(?:学年|年(?!级)|级|届|(?=[春秋]))|(?<!\d)\d{1,2}月(?:份|底|初|\d{1,2}[日号])?"
             r"|(?<!\d)\d{1,2}(?:日|号|时|点)(?!\d)")),
    ("none", (r"第\d+|(?:^|(?<=[;:,]))\d{1,2}(?:[、)]|\.(?!\d))|\(\d{1,2}\)|前\d+名"
             r"|\d+(?:[—–~至-]\d+)?(?:年级|周?岁|届|年制)")),
    ("unread", rf"(?<![\d元])-{_RAW}[亿万]?(?:元|人)|{_RAW}(?: {_RAW})+[亿万]?[余多]?(?:元|{_HEADS})?"),
    ("unread", rf"{_RAW}[亿万]零?{_RAW}[万千]?(?:元|{_HEADS})?|{_RAW}元{_RAW}[角分]|{_RAW}[百千]万?(?:元|{_HEADS})"),
    ("rate", (rf"每(?:{_HEAD})(?:每?{_SPAN})?(?:各|约|按)?{_GIVEN}(?:{_STAGE})?{_LIST}元(?:[/每]{_SPAN})?"
             rf"|(?:(?<=[一二三甲乙丙]等)|(?<=[一二三]档)){_LIST}元|每{_SPAN}{_GIVEN}{_RAW}元|各{_GIVEN}{_RAW}万?元|标准(?:为|是|:|调整为)*(?:{_STAGE})?{_LIST}元(?:[/每]{_HEAD}{_FOR})?"
             rf"|[x×*]{_LIST}元(?:[/每]{_HEAD}{_FOR})?"
             rf"|{_LIST}元[/每](?:{_HEAD}|{_SPAN}){_FOR}|{_LIST}元(?=的?标准|[x×*])")),
    ("unread", rf"(?:人均|生均|平均)(?:每[人生])?(?:约|为|达|达到)?{_GIVEN}(?:资金|金额)?{_RAW}万?元{_AFTER}"),
    ("unread", (rf"{_RAW}[亿万]?(?:元|{_HEADS})?(?:[—–~-]|至|到){_RAW}[亿万]?(?:元|{_HEADS})?"
               rf"|{_RAW}(?:\+{_RAW})+[亿万]?(?:元|{_HEADS})?")),
    ("heads", rf"{_ABOUT}?{_RAW}[余多]?万?[余多]?{_HEADS}{_AFTER}"),
    ("amount", (rf"{_ABOUT}?¥?{_RAW}[余多]?[亿万]?[余多]?元(?!旦|月|/){_AFTER}|¥{_RAW}"
               rf"|(?:(?<=金额)|(?<=资金)|(?<=经费)|(?<=款)){_RAW}[亿万](?!元|人|名|户|亩|册|份)")),
    ("other", rf"{_RAW}(?:%|‰|个百分点|[余多]?万?(?:[所户家校个班间份册本套天次项类档张条篇期场倍级年]|批次?|小时))"),
    ("unread", f"{_CHINESE}*(?:万元|元|人次|人|名)"),
    ("unread", _RAW),
)  # fmt: skip
_TOKENS = re.compile("|".join(f"(?P<k{at}>{pattern})" for at, (_, pattern) in enumerate(_PATTERNS)))
_CHANGE = re.compile(
    "(?:增加|增长|增|减少|下降|降低|提高|提升|上升|上调|多|少|超出|结余|结转|剩余|缺口|尚缺|追回|退回|收回|滞留)(?:了|到|至|为|资金|发放?|支出)*$"
    "|(?:去年|上年|上一年|同期|比上|较上|原来|原有)[^,;]*$"
)
_OF_OTHERS = re.compile(
    "(?:在校|在籍|学籍|适龄|总人口|常住|户籍|农业|毕业|参加|报名|入学)(?:学?生)?(?:总?数|人数|人口|共?有|共|为|达|约|:|,)*$"
    "|(?:教师|教职工|干部|志愿者|人口|工作人员|家长|职工)[^,;]{0,4}$|每(?:校|班|村|户|家|乡镇?)$|各$|前$"
)
_UNITS = re.compile("人次|人/次|人\\(次\\)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number where it stands, ``start`` to ``end``: ``text`` as can be read on, ``why`` of an unread one."""

    kind: Kind
    text: str
    start: int
    end: int
    why: str = ""


def figures_of(clause: str) -> tuple[Figure, ...]:
    """Return every number of a clause in its order; ``text`` of a rate is amounts and span: ``500/625/年``.

    >>> [(one.kind, one.text) for one in figures_of("2023年寄宿生100人,每生每年1000元,占2%,共5万元")]
    [('none', '2023年'), ('heads', '100人'), ('rate', '1000/年'), ('other', '2%'), ('amount', '5万元')]
    """
    found = []
    end = 0
    for match in _TOKENS.finditer(clause):
        kind = _PATTERNS[int(str(match.lastgroup)[1:])][0]
        found.append(_figure(kind, match, clause[end : match.start()], clause[match.end() :]))
        end = match.end()
    return tuple(found)


def _figure(kind: str, match: re.Match[str], before: str, after: str) -> Figure:
    text, start, end = match[0], match.start(), match.end()
    numbers = re.findall(r"\d+(?:[.,]\d+)*", text)
    if kind in ("heads", "amount", "rate") and not all(_WHOLE.fullmatch(number) for number in numbers):
        return Figure("unread", text, start, end, "no-figure")
    if kind == "rate":
        return Figure("rate", _rate(text, numbers), start, end)
    if kind == "unread":
        return Figure("unread", text, start, end, "average" if "均" in text else _why(text, before))
    if kind == "amount" and re.match(r"[/每]", after):
        return Figure("unread", text, start, end, "no-figure")
    if kind in ("heads", "amount"):
        if _CHANGE.search(before):
            return Figure("unread", text, start, end, "a-change")
        if kind == "heads" and _OF_OTHERS.search(before):
            return Figure("other", text, start, end)
        return Figure(kind, _plain(text, kind), start, end)  # type: ignore[arg-type]
    return Figure("none" if kind == "none" else "other", text, start, end)


def _why(text: str, before: str) -> str:
    if not any(sign.isdigit() for sign in text):
        return "in-words"
    return "no-unit" if re.fullmatch(r"[\d.,]+", text) and not before.endswith("¥") else "no-figure"


def _rate(text: str, numbers: list[str]) -> str:
    """Return the amounts with what they are for: ``/年`` once where it is for a time; a range stays one."""
    if re.search(r"\d万?元?(?:[~—–-]|至|到)\d", text):
        return "-".join(numbers)
    spans = set(re.findall("学期|学年|年|月|天|日|餐|次|期", text))
    own = "万元" if "万元" in text else ""
    joined = "/".join(number.replace(",", "") + own for number in numbers)
    return "/".join((joined, *sorted({"学年": "年", "期": "学期"}.get(one, one) for one in spans)))


def _plain(text: str, kind: str) -> str:
    """Return a figure with no unit but one that can be read: 300个学生 is 300名."""
    if kind == "amount":
        return text
    if _UNITS.search(text):
        return _UNITS.sub("人次", text)
    return re.sub("位|个?(?:学生|幼儿|孩子|儿童)", "名", text)
