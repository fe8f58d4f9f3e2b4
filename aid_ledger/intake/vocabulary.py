"""Words of cells to codes: each distinct word of a column is looked up once. Data: ``data/words.toml``.

A word is compared after NFKC, without white space, in lower case; ``2-住校`` is its name, and unreadable where code
and name differ. A cell that is blank is not unreadable, and what it then means the caller decides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME
from aid_ledger.intake.tables import Mask

Codes = npt.NDArray[np.uint8]
_CODE_FIRST = re.compile(r"^([0-9a-z]{1,2})[-_.、:)]+(.+)$|^([0-9]{1,2})([一-龥].*)$")
_CODE_LAST = re.compile(r"^(.+)\(([0-9]{1,2})\)$")
_IN_FORCE_HEADER = re.compile(r"是否(?:仍|还|正常|继续)?(?:在保|在册|有效|享受|持证|保障)")
_LEAVING_HEADER = re.compile("是否已?(?:离校|转出|转走|退学|休学|辍学|流失)")
_CHANGE_HEADER = re.compile("异动|变动")
_FLAG_HEADER = re.compile(r"是否|寄宿/非|[住校宿]否|sfjssm")
_TICK_HEADER = re.compile(r"^(?:住校|寄宿|住宿|住读|内宿)生?(?:\(.*\))?$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one field: ``values`` in code order; ``codes`` by folded word, -1 for words that wait."""

    values: tuple[str, ...]
    codes: Mapping[str, int]
    marks: Mapping[str, frozenset[str]]


def split_code(folded: str) -> tuple[str, str] | None:
    """Return code and name of a word that bears both, none where it does not.

    >>> split_code("2-住校"), split_code("02住校"), split_code("住校(2)"), split_code("住校")
    (('2', '住校'), ('02', '住校'), ('2', '住校'), None)
    """
    if match := _CODE_FIRST.match(folded):
        return match[1] or match[3], match[2] or match[4]
    match = _CODE_LAST.match(folded)
    return (match[2], match[1]) if match else None


def fold_word(word: str) -> str:
    """Fold a cell for look-up.

    >>> fold_word(" 转学（转出） ")
    '转学(转出)'
    """
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("aid_ledger.intake") / "data" / "words.toml").read_text("utf-8"))


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary of a field.

    Raises:
        KeyError: there is none; a bug in the caller.
    """
    entry = _data()[name]
    own: Mapping[str, list[str]] = entry["values"]
    fact = entry.get("fact")
    base: Mapping[str, list[str]] = _data()[entry["base"]]["values"] if "base" in entry else {}
    values = BY_NAME[fact].values if fact else tuple(base or own)
    codes: dict[str, int] = {}
    for table in (base, own):
        for value, words in table.items():
            code = -1 if value == "unknown" else values.index(value)
            codes.update({fold_word(word): code for word in words})
    marks = {mark: frozenset(map(fold_word, words)) for mark, words in entry.get("marks", {}).items()}
    return Vocabulary(values, codes, marks)


def code_of(name: str, word: str) -> int | None:
    """Return the code of one word; -1 where the word is not known or does not decide; ``None`` where blank."""
    folded = fold_word(word)
    if not folded:
        return None
    known = vocabulary(name).codes
    if folded in known:
        return known[folded]
    if parts := split_code(folded):
        by_name, by_code = known.get(parts[1], -1), known.get(parts[0], None)
        return by_name if by_code is None or by_code == by_name else -1
    return -1


def read_words(name: str, series: pd.Series, header: str = "") -> tuple[Codes, Mask, Mask]:
    """Read a column of words.

    Args:
        name: a field of the vocabulary: boarding, status, gender, rural_hukou, yes_no, new_entrant, inclusive,
            agricultural_major, full_time, private, college_place, came_from, level, higher_vocational (学历层次),
            risk_cleared, standing, fund_level, paper.
        series: texts, ``""`` where blank.
        header: of the column; for boarding it says whether ``1`` is 走读 (就读方式) or 是 (是否寄宿), for standing and
            status what 是 means (是否注销, 是否在保, 是否在校).

    Returns:
        Codes (``facts.value_code`` where the field is a fact, else places in :func:`vocabulary` ``values``; 0 where
        blank or unreadable), which cells are blank, which are unreadable.
    """
    index, distinct = pd.factorize(series)
    words = [str(word) for word in distinct]
    if name == "boarding":
        table = _boarding(words, header)
    elif name == "standing":
        table = [_standing(word, header) for word in words]
    elif name == "status":
        table = [_status(word, header) for word in words]
    else:
        table = [code_of(name, word) for word in words]
    codes = np.array([max(code or 0, 0) for code in [*table, None]], dtype=np.uint8)
    blank = np.array([code is None for code in [*table, None]], dtype=np.bool_)
    unreadable = np.array([code == -1 for code in [*table, None]], dtype=np.bool_)
    return codes[index], blank[index], unreadable[index]


def _standing(word: str, header: str) -> int | None:
    """Read whether a row of a register still holds; under 是否注销 a 是 ends it, under 是否在保 it does not.

    >>> in_force, ended = 1, 2
    >>> _standing("是", "是否注销") == ended, _standing("是", "是否在保") == in_force, _standing("是", "证件状态")
    (True, True, -1)
    """
    found = code_of("standing", word)
    if found != -1 or "是否" not in header:
        return found
    answer = code_of("yes_no", word)
    if not answer or answer < 0:
        return -1
    values = vocabulary("standing").values
    holds = (vocabulary("yes_no").values[answer] == "yes") == bool(_IN_FORCE_HEADER.search(header))
    return values.index("in_force" if holds else "ended")


def _status(word: str, header: str) -> int | None:
    """Read whether a pupil is at school; under 是否在校 a 否 says that they are not, under 是否离校 that they are.

    Under 异动情况 a 无 says that nothing changed, and a 是 does not say what did.

    >>> away, school = (BY_NAME["status"].values.index(word) for word in ("away", "school"))
    >>> _status("否", "是否在校") == away, _status("是", "是否离校") == away, _status("是", "学籍状态")
    (True, True, -1)
    >>> _status("否", "是否离校") == school, _status("无", "学籍异动") == school, _status("是", "学籍异动")
    (True, True, -1)
    """
    found = code_of("status", word)
    leaving, changes = _LEAVING_HEADER.search(header), _CHANGE_HEADER.search(header)
    if found != -1 or not (changes or "是否" in header):
        return found
    answer = code_of("yes_no", word)
    if not answer or answer < 0:
        return -1
    yes = vocabulary("yes_no").values[answer] == "yes"
    if yes and changes:
        return -1
    return BY_NAME["status"].values.index("away" if yes == bool(leaving) and not changes else "school")


def says_boarding(word: str) -> bool:
    """Tell whether a word says who boards, whatever stands over it.

    >>> says_boarding("走读"), says_boarding("2-住校"), says_boarding("在读"), says_boarding("1")
    (True, True, False, False)
    """
    return not fold_word(word).isdigit() and (code_of("boarding", word) or -1) > 0


def _boarding(words: list[str], header: str) -> list[int | None]:
    """Read boarding: digits mean 就读方式 1 走读, 2 住校, or 是否寄宿 1 是, 0 否; under 住校 a 1 is a tick."""
    yes = BY_NAME["boarding"].values.index("yes")
    no = BY_NAME["boarding"].values.index("no")
    folded = {fold_word(word) for word in words}
    ticks = "2" not in folded and bool(_TICK_HEADER.match(fold_word(header.rsplit("›", 1)[-1])))
    is_flag = bool(_FLAG_HEADER.search(header)) or ticks if header else "0" in folded and "2" not in folded
    is_way = not is_flag and (bool(header) or "2" in folded)
    digits = {"1": yes, "0": no, "2": no} if is_flag else {"1": no, "2": yes} if is_way else {}
    plain = {"是": yes, "否": no, "√": yes, "✓": yes, "×": no, "y": yes, "n": no, "有": yes, "无": no}
    found: list[int | None] = []
    for word in words:
        text = fold_word(word)
        text = text.lstrip("0") or text if text.isdigit() else text
        if text in plain:
            found.append(plain[text])
        elif text.isdigit():
            found.append(digits.get(text, -1))
        elif parts := split_code(text):
            name = code_of("boarding", parts[1])
            expected = digits.get(parts[0].lstrip("0")) if digits else None
            found.append(name if expected is None or expected == name or is_flag else -1)
        else:
            found.append(code_of("boarding", text))
    return found


def read_day_students(series: pd.Series) -> tuple[Codes, Mask, Mask]:
    """Read a column 走读, where a tick is a day student, as codes of ``boarding``.

    Returns:
        Codes, which cells are blank, which are unreadable, as :func:`read_words` does. A blank is no tick, and says
        nothing by itself.
    """
    index, distinct = pd.factorize(series)
    table = [_day_student(str(word)) for word in distinct]
    codes = np.array([max(code or 0, 0) for code in [*table, None]], dtype=np.uint8)
    blank = np.array([code is None for code in [*table, None]], dtype=np.bool_)
    unreadable = np.array([code == -1 for code in [*table, None]], dtype=np.bool_)
    return codes[index], blank[index], unreadable[index]


def _day_student(word: str) -> int | None:
    answer = code_of("yes_no", word)
    if answer is None or answer <= 0:
        return None if answer is None else code_of("boarding", word)
    values = BY_NAME["boarding"].values
    return values.index("no" if vocabulary("yes_no").values[answer] == "yes" else "yes")


def marked(name: str, mark: str, series: pd.Series) -> Mask:
    """Return which cells hold a word with a further property, such as ``deceased`` of ``status``."""
    words = vocabulary(name).marks[mark]
    index, distinct = pd.factorize(series)
    folded = [fold_word(str(word)) for word in distinct]
    table = [text in words or bool((parts := split_code(text)) and parts[1] in words) for text in folded]
    result: Mask = np.array([*table, False], dtype=np.bool_)[index]
    return result
