"""Reads what file names and titles say: the day of the data, a head-count, a term, risk cleared or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from aid_ledger.terms import Term

_DAY = re.compile(r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})日?)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d{2})(?:[-./年](\d{1,2})月?|(0[1-9]|1[0-2]))(?![\d./-])")
_HEADS = re.compile(r"(?<!\d)(?:共|计)?(\d{1,7})\s*(?:人|名)(?!次|/|、|,|均)")
_TERM = re.compile(r"(?<!\d)(20\d{2})年?(春|秋)季?(?:学期)?")
_YEARS = re.compile(r"(?<!\d)(20\d{2})\s*[-—–至]\s*(20\d{2})学年度?(?:第)?([一二12]|春|秋)")
_CODE = re.compile(r"(?<![\dA-Za-z])(20\d{2})([SAF])(?![A-Za-z\d])")
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
            spring = match[3] in {"二", "2", "春"}
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
