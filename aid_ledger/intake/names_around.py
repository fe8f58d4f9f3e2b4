"""The names around a list, from the nearest outwards: its sheet, titles and file, then the folders and the archive.

What is nearer speaks. A folder or an archive speaks for a list inside only through names that say nothing of a place
of their own: ``石桥小学.zip/青山/一年级.xlsx`` is not known to be of 石桥小学, since 青山 may be another school.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.intake.class_names import places_of, read_place

NAMED = "named"
"""Key of name facts: the names around a list whose school they do not certainly say, as JSON of levels."""
_ENDING = re.compile(r"\.(?:xlsx?|xlsm|ods|et|csv|tsv|txt|html?|mht|xml|zip)$", re.IGNORECASE)
_TIMES = r"20\d\d|学年度?|学期|年度|春季?|秋季?|上半年|下半年|[年月日号期届第共计度]"
_LISTS = (
    r"在校生?|在读|在籍|学生|学籍|花名册|名册|名单|清单|信息|统计|汇总|登记|明细|情况|一览|义务教育|阶段|"
    r"家庭经济|困难|贫困|寄宿生?|住宿生?|住校生?|走读生?|幼儿|儿童|资助|补助|受助|享受|认定|公示|报送|上报|"
    r"报表|填报|材料|资料|数据|文件|附件|电子[版表]|工作表|sheet|全校|全部|全|各班|班级|年级|[一二三四五六七八九十]|"
    r"最新|最终|终稿|定稿|修改|更正|核对|确认|盖章|副本|初稿|原始|重报|补报|[新旧改版稿表册份名人的和及与班]"
)
_SAYS_NOTHING = re.compile(rf"{_LISTS}|{_TIMES}|[\d\W_]", re.IGNORECASE)
"""One such word: taken out one by one, since a whole name of them could be read in too many ways to try."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the names around a list say: ``places`` for certain, ``differ`` what they say differently, by field.

    ``named``: where no school is certain, the names that may name one, for whoever knows the schools: a list of
    levels from the nearest outwards, each a list of names.
    """

    places: Mapping[str, str]
    differ: Mapping[str, tuple[str, ...]]
    named: str = ""


def names_around(sheet: str, titles: Sequence[str], path: str) -> Around:
    """Return what sheet, titles, file and the folders around it say of school, grade and class.

    >>> names_around("Sheet1", [], "青山小学.zip/一（1）.xlsx").places
    {'grade': '一年级', 'class': '1班', 'school': '青山小学'}
    >>> names_around("Sheet1", [], "青山在校生.xlsx").named
    '[["Sheet1", "青山在校生"]]'
    """
    *folders, file = [_ENDING.sub("", part) for part in path.replace("\\", "/").split("/") if part]
    inner = [sheet, *titles, file]
    found, differ = places_of(inner)
    places = dict(found)
    levels = [inner]
    silent = says_nothing(file)
    for folder in reversed(folders):
        said = read_place(folder)
        if not silent:
            said.pop("school", None)
        levels += [[folder]] if silent else []
        for field, value in said.items():
            if field not in differ:
                places.setdefault(field, value)
        silent = silent and says_nothing(folder)
    return Around(places, differ, "" if "school" in places else json.dumps(levels, ensure_ascii=False))


def says_nothing(name: str) -> bool:
    """Tell whether a name speaks of times, classes and lists only: nothing in it can name a school.

    >>> says_nothing("2023春一年级（1）班学生花名册-最终版"), says_nothing("报送一中在校生"), says_nothing("青山")
    (True, False, False)
    """
    return not _SAYS_NOTHING.sub("", "".join(unicodedata.normalize("NFKC", name).split()))
