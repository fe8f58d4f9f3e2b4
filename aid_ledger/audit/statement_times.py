"""Of when a published figure is, by its own words: of one term, of another time than a term, or not said."""

from __future__ import annotations

import re

from aid_ledger.terms import Term

_YEAR = r"(?:19|20)\d\d"
_TERM = re.compile(
    rf"{_YEAR}年?[—–~/至-]+{_YEAR}学年度?(?:第?[一二12上下]学期|[春秋]季?(?:学期)?)|{_YEAR}年?[春秋]季?(?:学期)?"
)
_OTHER = re.compile(
    rf"全年|年度|{_YEAR}年?[—–~/至-]+(?:19|20)?\d\d(?:学年|年)|全?学年(?!.{{0,3}}学期)|两个?学期|春秋|近[两二三四五六七八九十\d]+年|累计|[去上前]年|[上下]半年"
    rf"|{_YEAR}年(?!\d{{1,2}}月)"
)
_SEASON = re.compile("[春秋]季|[春秋]季?学期")
_FIGURES = str.maketrans({"—": "-", "–": "-", "~": "-", "至": "-", "/": "-"})


def times_in(words: str) -> str:
    """Return the words that say of when figures are, blank where none do; a day or month is of no time.

    >>> times_in("2023年春季学期我县发放"), times_in("全年共资助"), times_in("2023年6月15日发放")
    ('2023年春季学期', '全年', '')
    """
    for pattern in (_TERM, _OTHER, _SEASON):
        if found := pattern.findall(words):
            return str(found[-1])
    return ""


def is_other_time(time: str, term: Term | None) -> bool:
    """Say whether words name another time than a term, or one that is not certainly it.

    >>> is_other_time("2023年春季学期", Term.parse("2023S")), is_other_time("2023年", Term.parse("2023S"))
    (False, True)
    """
    if not time or term is None:
        return False
    if _TERM.fullmatch(time):
        try:
            return Term.parse(_as_term(time)) != term
        except ValueError:
            return True
    if _SEASON.fullmatch(time):
        return ("春" in time) != (term.half == 0)
    return True


def is_another_term(time: str, term: Term | None) -> bool:
    """Say whether words name one term, and that is not this one: what it has is no matter, alike or not.

    >>> is_another_term("2023年秋季学期", Term.parse("2023S")), is_another_term("2023年", Term.parse("2023S"))
    (True, False)
    """
    return bool(_TERM.fullmatch(time) or _SEASON.fullmatch(time)) and is_other_time(time, term)


def _as_term(time: str) -> str:
    plain = time.translate(_FIGURES).replace("学年度", "学年")
    if "-" not in plain:
        return re.sub("季?(?:学期)?$", "", plain).replace("年", "")
    return re.sub("[春秋]季?(?:学期)?$", lambda match: "第一学期" if "秋" in match[0] else "第二学期", plain)
