"""What the words of a published statement mean: which programme, which stages, what is a total, what stands apart."""

from __future__ import annotations

import re
import unicodedata

_PROGRAMMES = (
    ("nonboarding-living", "非寄宿生|非寄宿.*补助|走读生"),
    ("boarding-living", "(?<!非)寄宿(?:生|.*补助)"),
    ("compulsory-living", "义务教育.*生活(?:补助|费)|义教.*生活补助"),
    ("nutrition", "营养"),
    ("yulu", "雨露(?!.*培训)"),
    ("freshman-travel", "新生入学资助|新生.*路费|滋蕙|润雨"),
    ("origin-loan", "贷款"),
    ("free-textbooks", "教科书|课本"),
    ("fee-waiver", "免.{0,3}(?:学|杂|保教)|免学费|学费减免|减免.{0,3}费"),
    ("state-grant", "助学金"),
    ("preschool-aid", "(?:学前|幼儿|幼儿园).*(?:资助|补助|生活费)"),
    ("lodging", "住宿费"),
    ("award", "奖学金"),
)
"""What a 项目 speaks of. Two of these in one 项目: it is no single programme."""
_BY_STAGE = {
    "state-grant": {"senior": "senior-grant", "vocational": "vocational-grant", "higher": "higher-grant"},
    "fee-waiver": {
        "senior": "senior-fee-waiver", "vocational": "vocational-fee-waiver", "primary": "tuition-free",
        "junior": "tuition-free", "preschool": "preschool-fee-waiver",
    },
}  # fmt: skip
_STAGES = (
    ("preschool", "学前|幼儿"), ("primary", "小学"), ("junior", "初中"), ("senior", "普通?高中|高中"),
    ("vocational", "中职|中等职业|技工|职高"), ("higher", "高校|大学|高职|大专|普通高等"),
)  # fmt: skip
_TOTAL = re.compile("总?合计|总计|共计|总额|grandtotal|total", re.IGNORECASE)
_PART_TOTAL = re.compile("小计|subtotal|yeartotal", re.IGNORECASE)
_APART = re.compile(
    "不含|不计入|不包括|不列入|另计|另列|单列|另行|单独|除外|apartfrom|notincluded|notgovernment|非财政|非政府"
    "|社会捐|捐资|捐赠|捐助|捐款|爱心",
    re.IGNORECASE,
)
_ABOUT = re.compile("约|余[万亿元]|左右|about|approx", re.IGNORECASE)
_A_MONTH = re.compile("(?:每|/)个?月|amonth|permonth", re.IGNORECASE)
_A_YEAR = re.compile("年|peryear|ayear", re.IGNORECASE)
_A_DAY = re.compile("(?:每|/)(?:生每)?(?:天|日)|aday|perday", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text without white space, full-width signs made half-width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def programmes_of(item: str, stage: str) -> tuple[str, ...]:
    """Return the programmes that a 项目 of these stages may mean; one where it is certain, none where it is none.

    >>> programmes_of("义务教育寄宿生生活补助", "小学+初中"), programmes_of("普通高中国家助学金", "")
    (('boarding-living',), ('senior-grant',))
    >>> programmes_of("中职免学费/助学金/住宿费", "中职"), programmes_of("义务教育生活补助", "")
    (('vocational-fee-waiver', 'vocational-grant', 'lodging'), ('boarding-living', 'nonboarding-living'))
    """
    words = plain(item)
    found: list[str] = []
    stages = stages_of(stage) or stages_of(item)
    for name, pattern in _PROGRAMMES:
        if not re.search(pattern, words) or (name == "compulsory-living" and found):
            continue
        if name == "compulsory-living":
            found += ["boarding-living", "nonboarding-living"]
        elif name == "free-textbooks" and not set(stages) <= {"primary", "junior"}:
            found.append("textbooks-elsewhere")
        else:
            choices = _BY_STAGE.get(name)
            found += [choices[one] for one in stages if one in choices] if choices else [name]
    return tuple(dict.fromkeys(found))


def stages_of(text: str) -> tuple[str, ...]:
    """Return the stages that a text names.

    >>> stages_of("小学+初中"), stages_of("大学新生"), stages_of("all")
    (('primary', 'junior'), ('higher',), ())
    """
    words = plain(text)
    return tuple(name for name, pattern in _STAGES if re.search(pattern, words))


def is_total(item: str) -> bool:
    """Say whether a 项目 is the total and nothing else."""
    return _TOTAL.fullmatch(plain(item).strip(":：")) is not None


def is_part_total(item: str, remark: str) -> bool:
    """Say whether a row adds up others of the same table, by its own words."""
    return (
        is_total(item) or _PART_TOTAL.search(plain(item)) is not None or _PART_TOTAL.search(plain(remark)) is not None
    )


def may_be_part_total(item: str) -> bool:
    """Say whether a row may add up others: 国家资助政策合计 does in one table, and is an item in another."""
    return _TOTAL.search(plain(item)) is not None


def stands_apart(item: str, remark: str) -> bool:
    """Say whether a row is by its own words no part of the total: reported apart, or no money of the state."""
    return _APART.search(plain(item + remark)) is not None


def is_about(remark: str) -> bool:
    """Say whether a row says of itself that its figures are no exact ones."""
    return _ABOUT.search(plain(remark)) is not None


def is_a_month(text: str) -> bool:
    """Say whether a standard is one a month."""
    return _A_MONTH.search(plain(text)) is not None


def is_a_year(text: str) -> bool:
    """Say whether a standard is one a year, of which a term's is half."""
    return _A_YEAR.search(plain(text)) is not None


def is_a_day(text: str) -> bool:
    """Say whether a standard is one a day."""
    return _A_DAY.search(plain(text)) is not None
