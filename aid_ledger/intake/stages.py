"""Reads stage and grade from the columns 学段, 年级, 班级 and 入学年月: what each word says, and whether they agree.

A bare 三年级 or 3 is the third year of the stage named beside it, and of primary school where none is; 七年级 and up
count from primary school and so name the stage themselves. A cohort (2023级) needs the term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME
from aid_ledger.intake.tables import Mask
from aid_ledger.intake.vocabulary import fold_word
from aid_ledger.terms import Term

Codes = npt.NDArray[np.uint8]
STAGES = BY_NAME["stage"].values
_YEARS = {"preschool": 3, "primary": 6, "junior": 3, "senior": 3, "vocational": 5, "higher": 6}
_SECTIONS = (
    (
        "higher",
        r"高职高专|大专\(?高职\)?|高职\(?专科\)?|高职|高专|大专|专科|大学本科|本科|大学|硕士研究生及以上|硕士研究生|博士研究生|研究生|硕士|博士",
    ),
    (
        "vocational",
        r"中等职业学校|中等职业教育|中等职业|中职学校|中职|职业高中|职业中专|职高|中专|技工学校|技师学院|技工|技校",
    ),
    ("senior", r"普通高中|普高\(?高中\)?|普高|高级中学|高中"),
    ("junior", r"普通初中|初级中学|初中"),
    ("primary", r"普通小学|小学"),
    ("preschool", r"学前教育|学前|幼儿园|幼儿|幼教"),
)
_NO_STAGE = re.compile(
    r"^(?:特教|特殊教育|特殊教育学校|九年一贯制?(?:学校)?|十二年一贯制?(?:学校)?|完全中学|义务教育|义教|学龄前儿童|其他|不在校)$"
)
_DIGIT = (
    {c: i for i, c in enumerate("零一二三四五六七八九十")} | {str(i): i for i in range(13)} | {"十一": 11, "十二": 12}
)
_NUMBER = r"(十一|十二|十|[一二三四五六七八九]|1[0-2]|[1-9])"
_YEAR = re.compile(rf"^{_NUMBER}年级?")
_SHORT = re.compile(rf"^([初高职中大小])({_NUMBER[1:-1]})(?=$|年|[\(\[_.\-班级]|\d+班)")
_KINDERGARTEN = re.compile(r"^(托|小|中|大)(?:[一二三四五六七八九十\d]{1,2}|\([一二三四五六七八九十\d]{1,2}\))?班")
_PREFIXED = re.compile(rf"^{_NUMBER}(?:[\(_.\-]\d{{1,2}}\)?班?$|[\(_.\-][一二三四五六七八九十]{{1,2}}\)?班?$)")
_COHORT = re.compile(r"^(?:(20\d{2})|(\d{2}))(?:级|届?秋?级)")
_BARE = re.compile(r"^(1[0-2]|0?[1-9]|十一|十二|[一二三四五六七八九十])$")
_CLASS_NUMBER = re.compile(r"^\(?[\d一二三四五六七八九十]{1,3}\)?班?$")
_WITH_CODE = re.compile(r"^\d{1,2}[-_.、:](?=[一-龥])")


@dataclass(frozen=True, slots=True)
class Word:
    """What one word says: a stage, a year within it, a year counted without stage, a cohort; 0 or ``""`` if not.

    ``good`` is false where the word says nothing that we know.
    """

    stage: str = ""
    grade: int = 0
    year: int = 0
    cohort: int = 0
    good: bool = True


def read_word(text: str) -> Word:
    """Read one word of 学段, 年级 or 班级.

    >>> read_word("七年级").stage, read_word("高一(5)班").grade, read_word("1_1").year, read_word("2023级").cohort
    ('junior', 1, 1, 2023)
    """
    word = _WITH_CODE.sub("", fold_word(text).replace("〔", "(").replace("〕", ")"))
    if not word or _NO_STAGE.match(word):
        return Word()
    if match := _KINDERGARTEN.match(word):
        return Word("preschool", " 小中大".find(match[1]) if match[1] != "托" else 0)
    if word.startswith("学前班"):
        return Word("preschool", 3)
    for stage, pattern in _SECTIONS:
        if match := re.match(rf"^(?:{pattern})", word):
            return _within(stage, word[match.end() :])
    if match := _SHORT.match(word):
        return _short(match[1], _DIGIT[match[2]])
    if match := _COHORT.match(word):
        return Word(cohort=int(match[1] or f"20{match[2]}"))
    for pattern_year in (_YEAR, _PREFIXED, _BARE):
        if match := pattern_year.match(word):
            return _counted(_DIGIT[match[1].lstrip("0")])
    return Word(good=False)


def _within(stage: str, rest: str) -> Word:
    rest = rest.lstrip("部段-_")
    if not rest or rest in {"教育", "生", "学生", "阶段"}:
        return Word(stage)
    inner = read_word(rest)
    if not inner.good and re.match(rf"^{_NUMBER}", rest):
        inner = _counted(_DIGIT[re.match(rf"^{_NUMBER}", rest)[1]])  # type: ignore[index]
    if not inner.good:
        return Word(stage, good=bool(re.match(r"^[\(\d一-龥]{1,6}\)?$", rest)) and "年" not in rest)
    if inner.stage and inner.stage != stage:
        return Word(good=False)
    if inner.cohort:
        return Word(stage, cohort=inner.cohort)
    return Word(stage, inner.grade or (inner.year if inner.year <= _YEARS[stage] else 0))


def _short(prefix: str, number: int) -> Word:
    stage = {"初": "junior", "高": "senior", "职": "vocational", "中": "vocational", "大": "higher", "小": "primary"}[
        prefix
    ]
    return Word(stage, number) if number <= _YEARS[stage] else Word(good=False)


def _counted(number: int) -> Word:
    """A year counted from the first of primary school: from the seventh on it names the stage."""
    if 7 <= number <= 9:
        return Word("junior", number - 6)
    if number >= 10:
        return Word("senior", number - 9)
    return Word(year=number)


def resolve(stage: str, grade: str, class_: str, cohort: int, term: Term | None) -> tuple[int, int, bool]:
    """Return the stage code and grade of one combination of words, and whether they can be read together.

    Args:
        stage: word of 学段.
        grade: word of 年级.
        class_: word of 班级, asked only for what the others leave open; never a contradiction by itself.
        cohort: year of entry, 0 if not known.
        term: the term of the list, for cohorts.

    >>> resolve("", "九年级", "", 0, None), resolve("小学", "高一", "", 0, None)
    ((3, 3, True), (0, 0, False))
    """
    of_stage, of_grade = read_word(stage), read_word(grade)
    if not of_stage.good or not of_grade.good or of_stage.year:
        return 0, 0, False
    named = {word.stage for word in (of_stage, of_grade) if word.stage}
    grades = {word.grade for word in (of_stage, of_grade) if word.grade}
    if len(named) > 1 or len(grades) > 1:
        return 0, 0, False
    found, number, year = next(iter(named), ""), next(iter(grades), 0), of_grade.year
    entered = of_grade.cohort or of_stage.cohort
    if found and found != "preschool" and entered and not number and term is not None:
        number = _year_since(entered, term)
        if not 1 <= number <= _YEARS[found]:
            return STAGES.index(found), 0, False
    of_class = Word() if _CLASS_NUMBER.match(fold_word(class_)) else read_word(class_)
    if of_class.good and not (number or year):
        if not found or not of_class.stage or of_class.stage == found:
            found = found or of_class.stage
            number, year, entered = of_class.grade, of_class.year, entered or of_class.cohort
    elif of_class.good and not found and of_class.stage and of_class.grade in {0, number or year}:
        found = of_class.stage
    if year and not number:
        found, number = found or "primary", year
        if number > _YEARS[found]:
            return 0, 0, False
    if not number and found and found != "preschool" and term is not None and (entered or cohort):
        number = _year_since(entered or cohort, term)
        if not 1 <= number <= _YEARS[found]:
            return STAGES.index(found), 0, not entered
    return (STAGES.index(found) if found else 0), number, True


def _year_since(cohort: int, term: Term) -> int:
    """Return the year within the stage of those who entered in the autumn of ``cohort``."""
    return term.year - (1 if term.half == 0 else 0) - cohort + 1


def read_stage_and_grade(
    stage: pd.Series, grade: pd.Series, class_: pd.Series, enrol: pd.Series, term: Term | None
) -> tuple[Codes, Codes, Mask]:
    """Read stage and grade of a column of students; each distinct combination of words is read once.

    Returns:
        Codes of ``facts.stage`` and ``facts.grade`` (0 where not known), and which rows are unreadable: a word that
        is not known, or words that contradict each other.
    """
    columns = [pd.factorize(series) for series in (stage, grade, class_, enrol)]
    first = columns[0][0].astype(np.int64) * max(1, len(columns[1][1])) + columns[1][0]
    out = np.zeros((len(stage), 3), dtype=np.int64)
    _spread(out, np.arange(len(stage)), first, columns[:2], term)
    open_rows = np.flatnonzero((out[:, 2] == 1) & ((out[:, 0] == 0) | (out[:, 1] == 0)))
    if len(open_rows):
        key = first[open_rows]
        for codes, distinct in columns[2:]:
            key = key * max(1, len(distinct)) + codes[open_rows]
        _spread(out, open_rows, key, columns, term)
    return out[:, 0].astype(np.uint8), out[:, 1].astype(np.uint8), out[:, 2] == 0


def _spread(
    out: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    key: npt.NDArray[np.int64],
    columns: list[tuple[npt.NDArray[np.int64], pd.Index]],
    term: Term | None,
) -> None:
    _, example, back = np.unique(key, return_index=True, return_inverse=True)
    answers = []
    for row in rows[example].tolist():
        words = [str(distinct[codes[row]]) if len(distinct) else "" for codes, distinct in columns]
        stage, grade, class_, enrol = [*words, "", ""][:4]
        entered = re.match(r"^(20\d{2})", fold_word(enrol))
        answers.append(resolve(stage, grade, class_, int(entered[1]) if entered else 0, term))
    if answers:
        out[rows] = np.array(answers, dtype=np.int64)[back]


def is_special_education(series: pd.Series) -> Mask:
    """Return which cells of 学段 or 办学类型 say 特殊教育."""
    index, distinct = pd.factorize(series)
    table = ["特教" in (w := fold_word(str(word))) or "特殊教育" in w for word in distinct]
    result: Mask = np.array([*table, False], dtype=np.bool_)[index]
    return result


def is_college_vocational(series: pd.Series) -> tuple[Mask, Mask]:
    """Return which cells of 学段 say 高职/大专, and which say 本科 or above."""
    index, distinct = pd.factorize(series)
    words = [fold_word(str(word)) for word in distinct]
    yes = [bool(re.match(r"^(?:高职|高专|大专|专科)", w)) for w in words]
    no = [bool(re.match(r"^(?:大学本科|本科|研究生|硕士|博士)", w)) for w in words]
    return np.array([*yes, False], dtype=np.bool_)[index], np.array([*no, False], dtype=np.bool_)[index]
