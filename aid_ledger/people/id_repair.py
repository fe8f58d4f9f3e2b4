"""Which 18 characters a cell means: the repairs of a resident ID that are certain, and names for the rest.

Works on one text and judges no check digit: the candidate is judged in ``id_reading``, and a repair counts only
where the candidate holds. What is not certain (a digit lost, two IDs, a mask) is named and left to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntFlag

from aid_ledger.people.id_reading import IdProblem, check_digit
from aid_ledger.people.text_columns import Cleaned, capital, clean


class IdRepair(IntFlag):
    """What was done to make the text an ID; the first four are those of :class:`Cleaned`."""

    SPACES = int(Cleaned.SPACES)
    FULL_WIDTH = int(Cleaned.FULL_WIDTH)
    APOSTROPHE = int(Cleaned.APOSTROPHE)
    WRAPPER = int(Cleaned.WRAPPER)
    LOWER_X = 16
    CHECK_LOOKALIKE = 32  # × * and the Greek, Cyrillic and Roman letters that look like X
    UPGRADED_15 = 64  # century 19 and the check digit were added
    LETTER_O_OR_L = 128  # O for 0, or l, I, | for 1
    DISABILITY_SUFFIX = 256  # a 残疾人证 number of 20 or 22 characters
    STUDENT_NO = 512  # a 学籍号, G and the ID


_LOWER_X, _LOOKALIKE, _UPGRADED, _LETTER, _SUFFIX, _STUDENT_NO = (int(flag) for flag in list(IdRepair)[4:])


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one text may mean.

    ``cleaned`` is shown where it is no ID. ``number`` has 18 characters of the form of an ID, still to be judged, or
    none; ``repair`` are the flags of :class:`IdRepair` that led to it, as a plain number. ``problem`` is why there is
    no number; beside a number, what to call it if it does not hold (``NONE``: as the judge says).
    """

    cleaned: str
    number: str = ""
    problem: IdProblem = IdProblem.NONE
    repair: int = 0
    suffix: str = ""


LOOKALIKES = "×*ΧχХхⅩⅹ✕✖╳"
_CHECKS = f"[0-9Xx{LOOKALIKES}]"
_ID = re.compile(rf"([Gg]?)([0-9]{{17}})({_CHECKS})(|[1-7][1-4](?:[0-9A-Za-z]{{2}})?)")
_OLD_ID = re.compile(r"[0-9]{15}")
_LETTERED = re.compile(rf"([0-9OoIil|]{{17}})([0-9XxOoIil|{LOOKALIKES}])")
_LETTERS = str.maketrans("OoIil|", "001111")
_ONE_OF_TWO = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+|[0-9]{15,}\.0*")
_MASKED = re.compile(r"\*|[Xx●•]{2}")
_LEARNER = re.compile(r"[LJlj][0-9]{17}[0-9Xx]")
_DOCUMENT = re.compile(r"[A-Za-z]{1,3}[0-9]{6,15}(?:\([0-9A-Za-z]\))?")
_DIGITS = re.compile(r"[0-9]+[Xx]?")


def repair_text(text: str) -> Candidate:
    """Return what ``text`` may mean.

    Returns:
        A candidate; of a blank, the empty one. Time is linear in the length of the text.

    Source:
        reference/files.md §12, defects 2 to 9, 14 to 16, 18, 19, 23, 24; §4.3 for the suffix.
    """
    bare, marks = clean(text)
    shown = capital(bare)
    if (match := _ID.fullmatch(bare)) and not (match[1] and match[4]):
        letter, digits, typed, suffix = match.groups()
        check, how = _read_check(typed)
        marks |= how | bool(letter) * _STUDENT_NO | bool(suffix) * _SUFFIX
        return Candidate(shown, digits + check, IdProblem.NONE, marks, capital(suffix))
    if _OLD_ID.fullmatch(bare):
        digits = f"{bare[:6]}19{bare[6:]}"
        return Candidate(shown, digits + check_digit(digits), IdProblem.NONE, marks | _UPGRADED)
    if match := _LETTERED.fullmatch(bare):
        check, how = _read_check(match[2].translate(_LETTERS))
        return Candidate(shown, match[1].translate(_LETTERS) + check, IdProblem.CHARACTERS, marks | how | _LETTER)
    return Candidate(shown, problem=problem_of(bare))


def _read_check(typed: str) -> tuple[str, int]:
    """Return the check character that was meant, and the flag for what was typed instead."""
    if typed in LOOKALIKES:
        return "X", _LOOKALIKE
    return ("X", _LOWER_X) if typed == "x" else (typed, 0)


def problem_of(bare: str) -> IdProblem:
    """Name what keeps a text without the form of an ID from being one; the first that fits."""
    if not bare:
        return IdProblem.NONE
    if len(_ONE_OF_TWO.findall(bare)) > 1:
        return IdProblem.TWO_IDS
    for form, problem in (
        (_SCIENTIFIC, IdProblem.SCIENTIFIC),
        (_LEARNER, IdProblem.TEMPORARY),
        (_DIGITS, IdProblem.LENGTH),
        (_DOCUMENT, IdProblem.OTHER_DOCUMENT),
    ):
        if form.fullmatch(bare):
            return problem
    return IdProblem.MASKED if _MASKED.search(bare) else IdProblem.CHARACTERS
