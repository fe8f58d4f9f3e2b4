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
    r"^(?:(?:学生|儿童|幼儿)的?)?(?:法定)?(?:监护人|家长|父母|父亲|母亲|抚养人)(?:[0-9一二三]|\(.*\))?(?:基本)?(?:信息|情况|资料)?$"
)
"""An upper level of a header under which the persons of a list do not stand, but who cares for them."""
_NUMBERED = re.compile(r"^(?:家庭)?成员(?:[0-9]+|[一二三四五六七八九十]+)?的?(.+?)[0-9]*$|^(.+?)[0-9]+$")


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
    return {fold(word): Meaning(str(name), 0) for word, name in _data()["kind"].get(kind, {}).items()}


@cache
def meaning(header: str, kind: str = "") -> Meaning | None:
    """Return what a header means, ``None`` where the dictionary does not know it.

    Exact words first, then without brackets and their content, then without the number of a family member;
    of a two-level header (joined by ``›``) the whole, then its leaf; a name or an ID under 监护人信息 is a guardian's.

    >>> meaning("月发放标准(元)"), meaning("户主身份证号码").field, meaning("个人情况›姓名").field
    (Meaning(field='standard', rank=0), 'head_id_no', 'student_name')
    >>> meaning("监护人信息›姓名").field, meaning("家长基本情况›身份证号码").field
    ('guardian_name', 'guardian_id_no')
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
    upper = header.split("›")[:-1]
    of_guardian = [f"监护人{bare[1]}"] if any(_OF_GUARDIANS.match(fold(one)) for one in upper) else []
    forms = [whole, bare[0], *of_guardian, leaf, bare[1]]
    if match := _NUMBERED.match(bare[1]):
        forms.append(match[1] or match[2])
    return tuple(dict.fromkeys(form for form in forms if form))


def unit_in(text: str) -> str:
    """Return the unit of money that a header, unit row or title gives: ``元/学年``, ``万元`` …; ``""`` for none.

    >>> unit_in("学费（元/学年）"), unit_in("单位：万元"), unit_in("标准(元/生.学期)"), unit_in("姓名")
    ('元/学年', '万元', '元/学期', '')
    """
    match = _UNIT.search(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        return ""
    return f"{match[1]}/{match[2]}" if match[2] else match[1]
