"""The dictionary of headers: which canonical field a header cell means. Its content is ``data/fields.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_MARKS = re.compile(r"[*★※☆\"'“”‘’]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
_UNIT = re.compile(r"(万元|亿元|元)(?:/(?:每)?(?:生|人)?[.·、/]?(学年|学期|年|月|天|日|人|生))?")
_OF_GUARDIANS = re.compile(
    r"^(?:(?:学生|儿童|幼儿)的?)?(?:法定)?(?:监护人|家长|父母|父亲|母亲|抚养人)"
    r"(?:或其他(?:成员|人员|监护人|家长))?(?:[0-9一二三]|\(.*\))?(?:基本)?(?:信息|情况|资料)?$"
)
"""An upper level of a header under which the persons of a list do not stand, but who cares for them."""
_OF_CARD_HOLDERS = re.compile(
    r"^(?:学生)?(?P<who>家长|监护人|父母|抚养人|户主)的?(?:银行|惠农|社保|社会保障|储蓄|资助|收款)*"
    r"(?:卡|账户|账号|一卡通|存折|一折通)(?:基本)?(?:信息|情况|资料)?$"
)
"""An upper level of a header under which the holder of the card stands: 家长银行卡信息."""
_OF_A_BANK = re.compile(
    r"^(?:本人|学生)?(?:(?:中国|本地|当地)?(?:农村商业|农商|农村信用|农信|信用|村镇|邮政储蓄|邮政|邮储|农业|建设|工商)"
    r"(?:银行|合作社|联社|社|行)?|(?:中国|[农工建中])(?:银)?行|惠农|惠民|助学|资助|储蓄|借记|金融社保)"
    r"(?:卡|存折)?(?P<what>账号|账户|卡号|户名|开户名|开户人|持卡人|卡)$"
)
"""A header that names the bank besides: 农商行账号, 邮储卡号, 惠农卡户名."""
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_PERSON = re.compile(
    rf"^第?(?P<before>{_NUMBER})?[个位名]?"
    r"(?P<who>(?:家庭|户内)?(?:成员|人员|人口)|家属|子女|孩子|小孩|儿子|女儿|学生|儿童|幼儿)"
    rf"第?(?P<behind>{_NUMBER})?[-_.:、/]?的?(?P<what>.*?)(?P<last>{_NUMBER})?$"
)
_OF_A_PUPIL = re.compile(
    "^(?:受助|受|被|资助|补助|享受|获奖|困难|贫困|在校|在读|受益|领款|申请|脱贫|监测|特困|救助|保障)*"
    "(?:学生|幼儿|儿童|孩子|小孩|考生|人员|人口|对象|本人|人|生)的?"
    "(?P<what>姓名|名字|(?:有效|居民)?身份证(?:件)?(?:号|编号)?|(?:有效)?证件号|公民身份(?:证)?号|(?:全国)?学籍号|性别|民族|出生日期|出生年月日?)$"
)
"""A header that says of whom the list is besides: 受助学生姓名, 考生身份证号. Heads of households (申请人) and holders
of accounts (收款人) have words of their own, which are looked up before."""
_PUPILS = frozenset({"roster", "applications"})
_NUMBERS = ("账号", "账户", "卡号", "卡")
_LAST_NUMBER = re.compile(rf"^(?P<what>.+?)第?(?P<last>{_NUMBER})$")
_INSIDE = re.compile(rf"\(({_NUMBER})\)")
_DIGITS = {one: place for place, one in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One canonical field: its headers in order of preference, and how its cells are to be read."""

    name: str
    words: tuple[str, ...]
    reader: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means. ``rank`` orders headers of one field: the smaller the better."""

    field: str
    rank: int


def fold(header: str) -> str:
    r"""Fold a header for comparison: NFKC, no white space, no marks, 帐 = 账, 号码 = 号, lower case.

    >>> fold("＊ 身 份证号码："), fold("帐 号\n")
    ('身份证号', '账号')
    """
    plain = "".join(unicodedata.normalize("NFKC", header).split())
    plain = _MARKS.sub("", plain).rstrip(":;,。、?!").lower()
    return plain.replace("帐", "账").replace("号码", "号").replace("帳", "账")


@cache
def fields() -> dict[str, FieldWords]:
    """Return every canonical field by name, in the order of the data file."""
    return {
        name: FieldWords(name, tuple(entry["words"]), entry.get("reader", "text"), entry.get("personal", False))
        for name, entry in _data()["field"].items()
    }


@cache
def _data() -> Mapping[str, Any]:
    text = (files("aid_ledger.intake") / "data" / "fields.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _dictionary() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for entry in fields().values():
        for rank, word in enumerate(entry.words):
            found.setdefault(fold(word), Meaning(entry.name, rank))
    return found


@cache
def _of_kind(kind: str) -> dict[str, Meaning]:
    words = _data()["kind"].get(kind, {}) | (_data()["kind"]["pupils"] if kind in _PUPILS else {})
    return {fold(word): Meaning(str(name), 0) for word, name in words.items()}


@cache
def meaning(header: str, kind: str = "") -> Meaning | None:
    """Return what a header means, ``None`` where the dictionary does not know it.

    Exact words first, then without brackets and their content, then without the number of a family member (成员1,
    子女一姓名, 身份证号2); of a two-level header (joined by ``›``) the whole, then its leaf; a name or an ID under
    监护人信息 or 家长银行卡信息 is a guardian's.

    >>> meaning("月发放标准(元)"), meaning("户主身份证号码").field, meaning("个人情况›姓名").field
    (Meaning(field='standard', rank=0), 'head_id_no', 'student_name')
    >>> meaning("农商行账号").field, meaning("邮储卡号").field, meaning("惠农卡户名").field, meaning("工商登记号")
    ('account_no', 'account_no', 'account_name', None)
    >>> meaning("监护人信息›姓名").field, meaning("家长基本情况›身份证号码").field
    ('guardian_name', 'guardian_id_no')
    >>> meaning("受资助学生姓名").field, meaning("考生身份证件号码").field, meaning("申请人姓名").field
    ('student_name', 'id_no', 'head_name')
    """
    for form in _forms(header):
        for words in (_of_kind(kind), _dictionary()):
            if form in words:
                found = words[form]
                return found if found.field else None
    return None


def _forms(header: str) -> tuple[str, ...]:
    whole = fold(header.replace("›", ""))
    leaf = fold(header.rsplit("›", 1)[-1])
    bare = [_BRACKETS.sub("", form).rstrip(":") for form in (whole, leaf)]
    inside, upper = _INSIDE.sub(r"\1", whole), [fold(one) for one in header.split("›")[:-1]]
    of_guardian = [f"监护人{bare[1]}"] if any(map(_OF_GUARDIANS.match, upper)) else []
    holders = [held for one in upper if (held := _OF_CARD_HOLDERS.match(one))]
    of_guardian += [f"{'户主' if held['who'] == '户主' else '监护人'}{bare[1]}" for held in holders]
    forms = [whole, *(_of_a_person(inside) if inside != whole else ()), bare[0], *of_guardian, leaf, bare[1]]
    forms += [f"银行{'卡号' if bank['what'] == '卡' else bank['what']}" if bank["what"] in _NUMBERS else bank["what"]
              for form in bare if (bank := _OF_A_BANK.match(form))]  # fmt: skip
    for form in bare:
        forms += _of_a_person(form)
    forms += [pupil["what"] for form in bare if (pupil := _OF_A_PUPIL.match(form))]
    return tuple(dict.fromkeys(form for form in forms if form))


def _of_a_person(form: str) -> tuple[str, ...]:
    """What a header means of one person of several: 成员1 is a name, 学生1身份证号 the ID of a pupil."""
    if match := _PERSON.match(form):
        numbered = match["before"] or match["behind"] or match["last"]
        if match["what"] and (numbered or match["who"].endswith("成员")):
            return (match["what"], match["who"] + match["what"])
        return ("成员姓名",) if numbered and not match["what"] else ()
    match = _LAST_NUMBER.match(form)
    return (match["what"],) if match else ()


def member_number(header: str) -> int:
    """Return which person of a row a header is about, 0 where it gives no number.

    >>> member_number("成员2身份证号"), member_number("家庭成员›（三）›姓名"), member_number("姓名")
    (2, 3, 0)
    """
    whole = _INSIDE.sub(r"\1", fold(header.replace("›", "")))
    match = _PERSON.match(whole) or _LAST_NUMBER.match(whole)
    if match is None:
        return 0
    found = match.groupdict()
    return _count(found.get("before") or found.get("behind") or found.get("last") or "")


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def unit_in(text: str) -> str:
    """Return the unit of money that a header, unit row or title gives: ``元/学年``, ``万元`` …; ``""`` for none.

    >>> unit_in("学费（元/学年）"), unit_in("单位：万元"), unit_in("标准(元/生.学期)"), unit_in("姓名")
    ('元/学年', '万元', '元/学期', '')
    """
    match = _UNIT.search(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        return ""
    return f"{match[1]}/{match[2]}" if match[2] else match[1]
