"""What the words around the figures of a sentence name: an item, a section of one, nothing; and whether it was paid."""

from __future__ import annotations

import re

from aid_ledger.audit.statement_words import programmes_of, stages_of

_HEAD_WORDS = re.compile(
    "^(?:[,、:()=/—-]|分别|享受|享有|发放|落实|拨付|下达|资助|惠及|支付|兑现|兑付|安排|投入|免费提供|的|为|给|向|对|按照?"
    "|共|计|并|[我本全](?:县|市|区|省|州|校)|已经?|累计|前|[0-9一二三四五六七八九十]{1,2}[.、)])+"
)
_TAIL_WORDS = re.compile(
    "(?:[,、:()=/—×* -]|资金|金额|经费|补助款|合计|总计|共计|共|计|的|(?<![小大中])学生|惠及|受助|受益|为|达|有|人数"
    "|发放|拨付|下达|资助(?=$))+$"
)
_NOTHING = re.compile(
    "[ ,、:()=/《》“”\"'·—-]|家庭经济困难|分别|享受|享有|发放|落实|拨付|下达|投入|安排|支付|兑现|兑付"
    "|资助|惠及|受助|受益|补助|补贴|资金|金额|经费|款|合计|总计|共计|累计|总额|共|计|学生|人数|人员|给予|予以|用于|涉及|覆盖|全部|全额|足额|及时|到位|打卡|各级|各类|各项|标准|按照|对象"
    "|(?:全|我|本)(?:县|市|区|省|州|校)|全年|年度|学年|学期|截至|截止|目前|月|年|底|末|困难|贫困|[应实已达为给向对的按有是了约并和人名次等中在从其元发]"
)
_SECTION = re.compile(
    "[,、:()+和及与·—-]|小学|初中|普?通?高中|中职|中等职业学校|技工学校|学前教育|学前|幼儿园|幼儿|大学|高校|高职|大专|本科|专科"
    "|春季?|秋季?|学期|上半年|下半年|第?[一二三四五六七八九十]批次?|省内|省外|[一二三甲乙丙]等|[一二三]档|阶段|学段|教育|在校|学生|寄宿生|生|家庭经济困难|困难|贫困|共|计|资助|发放|惠及|补助|分别|的|为|有"
)
_SECTION_NAMED = re.compile(
    "小学|初中|高中|中职|中等职业|技工|学前|幼儿|大学|高校|高职|大专|本科|专科|春|秋|上半年|下半年|批|省内|省外|等|档"
)
_OF_STAGES = re.compile("春|秋|上半年|下半年|批|省内|省外|[一二三甲乙丙]等|[一二三]档")
_STAGE_WORD = re.compile("小学|初中|普通?高中|高中|中职|中等职业学校|学前教育|学前|幼儿园?|大学|高校|高职")
_TOTAL = re.compile("合计|总计|共计|累计|总额|共(?:资助|发放|落实|投入|下达|安排|惠及|支付|拨付)")
_MAY_BE_TOTAL = re.compile("资助(?:各级|各类)?学生(?:共|达|为)?$")
_LEVEL = re.compile(
    "(?:中央|省|市|县|区|州|地方|上级|本级|各级|财政|级|资金|配套|补助|专项|转移支付|承担|负担|统筹|自筹|[,、:()的为和])+"
)
_SOME = re.compile(
    "建档立卡|脱贫|低保|特困|孤儿|残疾|监测|烈士|留守|单亲|民办|边缘易致贫|突发|女生|男生|少数民族|易地搬迁|移民|其他|外县|县外|新增"
)
_FOR_SOME = frozenset({"yulu", "origin-loan", "freshman-travel"})
_NOT_PAID = re.compile("拟|应发|应享受|应资助|待发|未发|尚未|计划(?:发|资)|预计|核定|审核|申请|申报|应当发")
_PAID = re.compile("发放(?!标准|对象|范围|条件|方式)|实发|拨付|支付(?!标准)|兑现|兑付|到账|打卡|打入|已发")
_TIME = re.compile("^(?:(?:第[一二]|[春秋]季?)?学期|学年度?|年度?|[春秋]季)+")
_GRADE = re.compile("(?:[一二三甲乙丙]等|[一二三]档)$")
_HALF = re.compile("减半|折半")
_DONE = re.compile("[,。;]|落实|实施|推进|加强|做好|开展|执行|完善|发放|认真|等")
_NUMBER = re.compile("^(?:[一二三四五六七八九十]+是|\\(?[一二三四五六七八九十]+[)、])")
_MOST_HEADING = 24


def name_of(words: str) -> str:
    """Return the words that name an item: from the last comma before a programme, else those after the last one.

    >>> name_of("我县根据文件,下达义务教育寄宿生生活补助资金"), name_of("寄宿生补助,小学"), name_of(",发放资金")
    ('义务教育寄宿生生活补助', '寄宿生补助,小学', '')
    """
    pieces = words.split(",")
    at = next((at for at in reversed(range(len(pieces))) if programmes_of(pieces[at], "")), -1)
    if at < 0:
        at = next((at for at in reversed(range(len(pieces))) if not says_nothing(pieces[at])), -1)
    whole = _HEAD_WORDS.sub("", ",".join(pieces[at:])) if at >= 0 else ""
    named = _TAIL_WORDS.sub("", whole)
    if programmes_of(named, "") != programmes_of(whole, ""):
        named = whole.strip(" ,、:()")  # 学前教育资助 is no 学前教育
    return _HEAD_WORDS.sub("", _TIME.sub("", named)) or named


def says_nothing(words: str) -> bool:
    """Say whether words name no item: 发放资金, 惠及学生."""
    return not _NOTHING.sub("", words)


def is_section(name: str) -> bool:
    """Say whether a name is that of a section of an item and nothing else: a stage, a season, a grade.

    >>> is_section("初中"), is_section("小学寄宿生"), is_section("脱贫户子女"), is_section("寄宿生")
    (True, True, False, False)
    """
    return _SECTION_NAMED.search(name) is not None and not _SECTION.sub("", name)


def is_of_stages(name: str) -> bool:
    """Say whether a section is of stages alone."""
    return bool(stages_of(name)) and not _OF_STAGES.search(name)


def with_section(item: str, section: str) -> str:
    """Return an item's name with another section: the stage that it names itself gives way.

    >>> with_section("寄宿生生活补助:小学", "初中"), with_section("普通高中国家助学金", "中职")
    ('寄宿生生活补助:初中', '国家助学金:中职')
    """
    own = _GRADE.sub("", item.partition(":")[0])
    bare = _STAGE_WORD.sub("", own).strip("、,") if stages_of(section) else own
    return f"{bare if programmes_of(bare, section) else own}:{section}"


def goes_on(item: str, section: str) -> bool:
    """Say whether an item can go on with another section: it has one itself, and there is such a programme.

    >>> goes_on("寄宿生补助:小学", "初中"), goes_on("寄宿生补助", "初中"), goes_on("寄宿生补助:小学", "中职")
    (True, False, False)
    """
    stages = stages_of(section)
    if _SECTION_NAMED.search(item) is None:
        return False  # then it was of all its sections
    own = programmes_of(with_section(item, section), section)
    if not own or not stages:
        return bool(own)
    if own[0] in ("boarding-living", "nonboarding-living"):
        return set(stages) <= {"primary", "junior"}
    return True


def is_heading(line: str) -> bool:
    """Say whether words without figures are a heading that names one programme, for what stands below it."""
    return len(line) <= _MOST_HEADING and not _DONE.search(line) and len(programmes_of(line, "")) == 1


def heading_of(line: str) -> str:
    """Return a line without its number and its end."""
    return _NUMBER.sub("", line.strip("。:"))


def is_halved(clause: str) -> bool:
    """Say whether a clause halves a standard for some, so that the ones it names are not all."""
    return _HALF.search(clause) is not None


def is_total(lead: str, words: str, *, first: bool) -> bool:
    """Say whether words are those of a total: no programme and no stage among them.

    Args:
        lead: before the first figure.
        words: before all of them.
        first: nothing was said yet; then it need not say so before its first figure.
    """
    later = first and says_nothing(lead) and (_TOTAL.search(words) or _MAY_BE_TOTAL.search(words))
    said = _TOTAL.search(lead) or (first and _MAY_BE_TOTAL.search(lead)) or later
    return bool(said) and not programmes_of(words, "") and not stages_of(words)


def is_level(name: str) -> bool:
    """Say whether a name is that of who bears the money: a part of the item before it."""
    return re.search("中央|省|市|县|区|州|地方|上级|配套", name) is not None and _LEVEL.fullmatch(name) is not None


def of_some(item: str) -> bool:
    """Say whether an item is of some of those whom its programme is for."""
    return _SOME.search(item) is not None and not _FOR_SOME & set(programmes_of(item, ""))


def says_paid(words: str) -> bool | None:
    """Say whether words tell of money paid, or of money due; none where of neither."""
    if _NOT_PAID.search(words):
        return False
    return True if _PAID.search(words) else None
