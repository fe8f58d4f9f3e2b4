"""What a column that nobody knows certainly is, by its cells: proposed for a person to confirm, else nothing is.

A header that only contains a word of ours proposes nothing: 发证日期 is no 数据日期, 月保障金额 no 金额. So what is
proposed are numbers whose form tells them, names of persons, and columns all of whose cells are words of one field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from aid_ledger.intake.cells import looks_like_id, looks_like_student_no
from aid_ledger.intake.synonyms import fields, fold
from aid_ledger.intake.vocabulary import code_of

_ACCOUNT = re.compile(r"^\d{16}$|^\d{17}$|^\d{19}$")
_PHONE = re.compile(r"^1[3-9]\d{9}$")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_NAME = re.compile(f"^[{_SURNAMES}][一-龥]{{1,2}}$|^[一-龥]{{2,}}·[一-龥]+$")
_NO_NAME = re.compile(r"(?:村|镇|乡|庄|屯|组|县|区|市|校|园|社|道|部门|单位|先生|女士|老师)$")
_OTHERS = re.compile(
    "监护|家长|父|母|户主|成员|配偶|申请人|开户|持卡|收款|经办|负责|填表|审核|校长|教师|老师|班主任|举办|联系人"
)
"""Words of a header that speak of somebody else than the person of the row."""
_OTHER_SCHOOLS = re.compile("毕业|原|转|来源|生源|上级|主管|中心|升入|考入")
_MONEY = re.compile("[卡账帐]")
_SCHOOL = re.compile(r"(?:小学|中学|学校|幼儿园|高中|学院|教学点|中心校)(?:[（(].+[)）])?$")
_BY_CELLS: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("student_no", looks_like_student_no),
    ("id_no", looks_like_id),
    ("phone", lambda text: bool(_PHONE.match(text))),
    ("account_no", lambda text: bool(_ACCOUNT.match(text))),
    ("school", lambda text: bool(_SCHOOL.search(text))),
    ("student_name", lambda text: bool(_NAME.match(text)) and not _NO_NAME.search(text)),
)
_BY_WORDS = ("boarding", "gender")
_HEADER_MUST: Mapping[str, Callable[[str], bool]] = {
    "school": lambda header: not _OTHER_SCHOOLS.search(header),
    "account_no": lambda header: bool(_MONEY.search(header)) and not _OTHERS.search(header),
    "phone": lambda _header: True,
}
"""What the header must be for a field; of the others, that it speaks of nobody else."""


def suggest_field(
    header: str, examples: Sequence[str], taken: Collection[str], among: Collection[str] | None = None
) -> str:
    """Return the field that an unknown column certainly is, ``""`` where that is not sure.

    Args:
        header: as written.
        examples: first filled cells.
        taken: fields that other columns are.
        among: the fields that the list has; every one where left out.

    >>> suggest_field("证号", ["990101201203050019"], []), suggest_field("就读学校（盖章）名", ["示例县第一小学"], [])
    ('id_no', 'school')
    >>> suggest_field("甲", ["张三", "李四"], []), suggest_field("甲", ["张三"], ["student_name"])
    ('student_name', '')
    >>> suggest_field("举办者", ["教育部门"], []), suggest_field("发证日期", ["2020-05-01"], [])
    ('', '')
    """
    found = next((one for one in _candidates(examples) if _header_fits(header, one)), "")
    return found if found not in taken and (among is None or found in among) else ""


def looks_personal(header: str, examples: Sequence[str]) -> str:
    """Return the field by which the cells of an unknown column are to be masked, ``""`` where they need not be.

    Here a doubt speaks for masking: what may be a name or a date of birth is one.

    >>> looks_personal("监护人", ["张三"]), looks_personal("备用", ["x"])
    ('student_name', '')
    """
    if found := next(_candidates(examples), ""):
        return found
    cells = ["".join(text.split()) for text in examples]
    if cells and all(re.match(r"^[一-龥]{2,4}$|^[一-龥]+·[一-龥]+$", text) for text in cells):
        return "student_name"
    folded = fold(header)
    words = ((word, one) for one in fields().values() if one.personal for word in map(fold, one.words))
    return max(((len(word), one.name) for word, one in words if len(word) > 1 and word in folded), default=(0, ""))[1]


def _header_fits(header: str, name: str) -> bool:
    must = _HEADER_MUST.get(name)
    return must(header) if must else not _OTHERS.search(header)


def _candidates(examples: Sequence[str]) -> Iterator[str]:
    cells = ["".join(text.split()) for text in examples]
    if not cells:
        return
    yield from (name for name, fits in _BY_CELLS if all(map(fits, cells)))
    for name in _BY_WORDS:
        if not any(map(str.isdigit, cells)) and all((code_of(name, text) or -1) > 0 for text in cells):
            yield name
