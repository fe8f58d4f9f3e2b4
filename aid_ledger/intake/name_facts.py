"""Reads what file names and titles say: the day of the data, a head-count, a term, risk cleared or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from aid_ledger.terms import Term

_DAY = re.compile(r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})日?)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d{2})(?:[-./年](\d{1,2})月?|(0[1-9]|1[0-2]))(?![\d./-])")
_HEADS = re.compile(r"(?<!\d)(?:共|计)?(\d{1,7})\s*(?:人|名)(?!次|/|、|,|均)")
_TERM = re.compile(r"(?<!\d)(20\d{2})年?(春|秋)季?(?:学期)?")
_YEARS = re.compile(r"(?<!\d)(20\d{2})\s*[-—–至]\s*(20\d{2})学年度?(?:第?([一二12上下])学?期|([春秋]))")
_CODE = re.compile(r"(?<![\dA-Za-z])(20\d{2})([SAF])(?![A-Za-z\d])")
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*[-—–~至]+\s*(20\d{2})学年度?(?!第?[一二12上下]学?期|[春秋])")
_YEAR = re.compile(
    r"(?<![\d至~—–-])(20\d{2})年度?(?![\d春秋级届起及以前后~至—–-]|之|学年|学期|入学|招|毕业|脱贫|出生|底脱贫)"
)
"""A calendar year that a list is of; not the year of a cohort (2022级), nor of what happened to people (2016年脱贫)."""
_BARE_YEAR = re.compile(
    r"(?<![0-9A-Za-z〔至~—–.共计第-])(20[0-4]\d)(?![0-9A-Za-z〕至~—–.级届起及以前后人名户元份条个次所-]|[)\]]第?\d+号|入学|毕业|脱贫|招|出生)"
)
"""Four digits by themselves that can hardly be anything but a year; no cohort, count, range or number of a document."""
_BEFOREHAND, _AFTERWARDS = timedelta(days=62), timedelta(days=31)
"""How long before a term begins lists for it are made (from December, from June), and after its end (till August)."""
_STATEMENTS = (
    ("risk_cleared", "否", re.compile(r"(?:风险)?未消除(?:风险)?")),
    ("risk_cleared", "是", re.compile(r"(?<!未)(?:风险)?(?:已消除|消除风险)")),
    ("enjoys_policy", "否", re.compile(r"不(?:再)?享受政策")),
    ("enjoys_policy", "是", re.compile(r"(?<!不)(?<!再)享受政策")),
)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a name says. ``facts``: ``risk_cleared`` and ``enjoys_policy``, each 是 or 否."""

    as_of: date | None = None
    term: Term | None = None
    stated_count: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def read_name(text: str) -> NameFacts:
    """Read a file name, a sheet name or a title.

    A bare year and month stands for its first day, where no day is named; two different days give none.

    >>> read_name("6-防止返贫致贫监测对象信息_20250902-风险未消除608人.xlsx")
    NameFacts(as_of=datetime.date(2025, 9, 2), term=None, stated_count=608, facts={'risk_cleared': '否'})
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    counts = {int(m[1]) for m in _HEADS.finditer(plain)}
    facts = {name: value for name, value, pattern in _STATEMENTS if pattern.search(plain)}
    return NameFacts(_as_of(plain), _term(plain), counts.pop() if len(counts) == 1 else None, facts)


def read_path(name: str) -> NameFacts:
    """Read the name of a file; the archive that it came in tells the date and the term where it does not.

    A head-count in the name of an archive is that of all its files, so it is not read.

    >>> read_path("2023春报送-900人.zip/三年级.xlsx")
    NameFacts(as_of=None, term=Term('2023S'), stated_count=None, facts={})
    """
    path = name.replace("\\", "/")
    own, around = read_name(path.rsplit("/", 1)[-1]), read_name(path.rpartition("/")[0])
    if own.as_of or own.term:
        return own
    return NameFacts(around.as_of, around.term, own.stated_count, {**around.facts, **own.facts})


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of a time in a text: ``words`` as they stand there, ``terms`` that a list of that time may be of.

    ``named`` tells that a term or a school year is named, which goes before years and days; ``likely`` is the term of
    those that it most likely means.
    """

    words: str
    terms: frozenset[Term]
    likely: Term
    named: bool


def stated_times(text: str) -> tuple[Stated, ...]:
    """Return every time that a file name, a sheet name or a title states.

    A calendar year may mean any term with a month in it; a list made in the two months before a term, or in the month
    after it, may be of it.

    >>> [(one.words, *map(str, sorted(one.terms))) for one in stated_times("2021—2022学年名册，2022年3月6日填报")]
    [('2021—2022学年', '2021A', '2022S'), ('2022年3月6日', '2022S')]
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found: list[Stated] = []
    for pattern in (_TERM, _YEARS, _CODE):
        found += [
            Stated(m[0], frozenset({term}), term, named=True) for m in pattern.finditer(plain) if (term := _term(m[0]))
        ]
    for m in _SCHOOL_YEAR.finditer(plain):
        first, second = int(m[1]), int(m[2])
        if second == first + 1:
            found.append(Stated(m[0], frozenset({Term(first, 1), Term(second, 0)}), Term(first, 1), named=True))
    rest = _TERM.sub("/", _SCHOOL_YEAR.sub("/", _YEARS.sub("/", plain)))
    days = [(m[0], _day(m[1], m[2] or m[4], m[3] or m[5])) for m in _DAY.finditer(rest) if _of_list(rest, m)]
    rest = _DAY.sub("/", rest)
    days += [(m[0], _day(m[1], m[2] or m[3], "1")) for m in _MONTH.finditer(rest) if _of_list(rest, m)]
    found += [Stated(words, _terms_of(day), Term.containing(day), named=False) for words, day in days if day]
    for m in _YEAR.finditer(_MONTH.sub("/", rest)):
        year = int(m[1])
        of_year = frozenset({Term(year - 1, 1), Term(year, 0), Term(year, 1)})
        found.append(Stated(m[0], of_year, Term(year, 0), named=False))
    return tuple(found)


def bare_year(text: str) -> Stated | None:
    """Return the year that stands in a file's or sheet's name without 年 or anything else that states a time.

    >>> bare_year("低保2022").words, bare_year("2022级名册"), bare_year("低保2022、2023")
    ('2022', None, None)
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", re.sub(r"\.[A-Za-z]{2,4}$", "", text)))
    years = {int(m[1]) for m in _BARE_YEAR.finditer(plain)}
    if stated_times(text) or len(years) != 1:
        return None
    year = years.pop()
    of_year = frozenset({Term(year - 1, 1), Term(year, 0), Term(year, 1)})
    return Stated(str(year), of_year, Term(year, 0), named=False)


def _of_list(text: str, said: re.Match[str]) -> bool:
    """Tell whether a day is that of the list, and not of what happened to the people in it."""
    return not text.startswith(("入学", "出生", "脱贫", "以", "后", "前", "起", "毕业"), said.end())


def _terms_of(day: date) -> frozenset[Term]:
    term = Term.containing(day)
    soon = [term.next] if day >= term.next.first_day - _BEFOREHAND else []
    just = [term.previous] if day <= term.previous.last_day + _AFTERWARDS else []
    return frozenset({term, *soon, *just})


def _as_of(plain: str) -> date | None:
    days = {day for m in _DAY.finditer(plain) if (day := _day(m[1], m[2] or m[4], m[3] or m[5]))}
    if days:
        return days.pop() if len(days) == 1 else None
    without_terms = _TERM.sub("", _YEARS.sub("", plain))
    months = {day for m in _MONTH.finditer(without_terms) if (day := _day(m[1], m[2] or m[3], "1"))}
    return months.pop() if len(months) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _term(plain: str) -> Term | None:
    terms = set()
    for match in _TERM.finditer(plain):
        terms.add(Term(int(match[1]), 0 if match[2] == "春" else 1))
    for match in _YEARS.finditer(plain):
        if int(match[2]) == int(match[1]) + 1:
            spring = (match[3] or match[4]) in {"二", "2", "下", "春"}
            terms.add(Term(int(match[2]), 0) if spring else Term(int(match[1]), 1))
    for match in _CODE.finditer(plain):
        terms.add(Term(int(match[1]), 0 if match[2] == "S" else 1))
    return terms.pop() if len(terms) == 1 else None


def first_known(readings: Iterable[NameFacts]) -> NameFacts:
    """Return the facts of several texts as one: of each fact the first that is known."""
    as_of, term, count, facts = None, None, None, dict[str, str]()
    for reading in readings:
        as_of = as_of or reading.as_of
        term = term or reading.term
        count = reading.stated_count if count is None else count
        facts = {**reading.facts, **facts}
    return NameFacts(as_of, term, count, facts)
