"""The school of a list that no column and no full name tells: settled by the names and aliases of the school list.

``青山在校生.csv`` is of 示例县青山小学 where the school list says that this is 青山. Only names and aliases in the list
count, whole, at a place where a name can begin and end; what else a name may be short for is asked, never taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from aid_ledger.intake import NAMED, read_place, says_nothing
from aid_ledger.linking.earlier_schools import fold_name
from aid_ledger.linking.rows import Source
from aid_ledger.linking.school_names import suggest_school
from aid_ledger.linking.schools import SchoolBook, read_schools

_BEFORE = re.compile(r"(?:^|[\W_\d]|[年度期季春秋])$")
_AFTER = re.compile(
    r"$|[\d_年]|[^\w(]|\((?!.{0,8}(?:校区|分校|部)\))|[一二三四五六七八九]+(?:年级|\(|班)|[初高][一二三]|[大中小][一二三\d]?班|"
    r"在校|在读|学生|学籍|幼儿|名册|花名册|名单|清单|信息|统计|汇总|明细|登记|寄宿|住宿|住校|走读|困难|贫困|家庭|资助|补助|"
    r"受助|享受|认定|上报|报送|报表|数据|材料|[春秋]"
)
_LEAST = 2  # signs of an alias: one alone would be met anywhere


def with_named_schools(sources: Sequence[Source], county: str) -> tuple[Source, ...]:
    """Return the sources, each list that the names around it tell to be of one school with that school in its rows.

    Args:
        sources: all in use for the term.
        county: its name, which may stand before a school's.
    """
    waiting = [number for number, one in enumerate(sources) if NAMED in one.name_facts and one.kind != "schools"]
    if not waiting or not any(one.kind == "schools" for one in sources):
        return tuple(sources)
    book = read_schools(sources, pd.DataFrame())
    found = list(sources)
    for number in waiting:
        school = school_of_names(book, found[number].name_facts[NAMED], county)
        if school:
            found[number] = _of_school(found[number], school)
    return tuple(found)


def school_of_names(book: SchoolBook, named: str, county: str) -> str:
    """Return the official name of the school that the names around a list mean, ``""`` where that is not certain.

    Args:
        book: the schools of the list.
        named: what ``intake`` kept of the names, nearest first.
        county: its name.

    The nearest level that names a school of the list decides, if it names one alone and nothing nearer may be a
    school's name of its own. Beside it a looser name of the same school may stand: title 石桥镇中心小学, file 石桥小学.
    """
    known = {word: place for word, place in book.by_name.items() if len(word) >= _LEAST}
    for level in json.loads(named):
        places = set().union(*(_places(known, name, county) for name in level))
        other = [said for name in level if (said := read_place(name).get("school")) and fold_name(said) not in known]
        if len(places) > 1 or (places and min(places) < 0):
            return ""
        if places:
            official = str(book.frame["name"].iloc[places.pop()])
            return official if all(official in suggest_school(book, one, county).fits for one in other) else ""
        if other or not says_nothing(level[-1]):
            return ""
    return ""


def _places(known: Mapping[str, int], name: str, county: str) -> set[int]:
    """The schools whose name or alias stands in a name; of names one within another the longest alone."""
    text = fold_name(name)
    met: dict[tuple[int, int], int] = {}
    for word, place in known.items():
        at = text.find(word)
        while at >= 0:
            if _stands(text, at, at + len(word), county):
                met[at, at + len(word)] = place
            at = text.find(word, at + 1)
    return {
        place
        for (start, end), place in met.items()
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b in met)
    }


def _stands(text: str, start: int, end: int, county: str) -> bool:
    before = text[:start]
    bare = before.removesuffix(fold_name(county)) if county else before
    return bool((_BEFORE.search(before) or _BEFORE.search(bare)) and _AFTER.match(text[end:]))


def _of_school(source: Source, school: str) -> Source:
    frame = source.table.frame
    blank = np.full(len(frame), "", dtype=object)
    own, codes = (frame[name].to_numpy(dtype=object) if name in frame else blank for name in ("school", "school_code"))
    column = pd.Series(np.where((own == "") & (codes == ""), school, own), index=frame.index, dtype="str")
    facts = {**source.name_facts, "school": school}
    return replace(source, table=replace(source.table, frame=frame.assign(school=column)), name_facts=facts)
