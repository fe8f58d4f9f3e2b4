"""Synthetic people: every number is made up, with areas that no register has (990101 ...)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
from hypothesis import strategies as st

from aid_ledger.people import check_digit

AREAS = ("990101", "990102", "990201")
SURNAMES = "张李王赵陈欧古"
GIVEN = "三四五小明丽娜伟芳"


def column(texts: list[str]) -> pd.Series[str]:
    return pd.Series(texts, dtype="str")


def resident_id(first17: str) -> str:
    return first17 + check_digit(first17)


def births(first: date = date(1880, 1, 1), last: date = date(2999, 12, 31)) -> st.SearchStrategy[date]:
    return st.dates(first, last)


def valid_ids(areas: tuple[str, ...] = AREAS) -> st.SearchStrategy[str]:
    """IDs with a right check digit and a real birth date."""
    return st.builds(
        lambda area, born, order: resident_id(f"{area}{born:%Y%m%d}{order:03d}"),
        st.sampled_from(areas),
        births(date(1880, 1, 1), date(2999, 12, 31)),
        st.integers(0, 999),
    )


def old_ids() -> st.SearchStrategy[str]:
    """IDs of 15 digits, of the years 1900 to 1999."""
    return st.builds(
        lambda area, born, order: f"{area}{born:%y%m%d}{order:03d}",
        st.sampled_from(AREAS),
        births(date(1900, 1, 1), date(1999, 12, 31)),
        st.integers(0, 999),
    )


DAMAGES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "space behind": lambda text: text + " ",
    "spaces inside": lambda text: f"{text[:6]}\u3000{text[6:14]}\u200b{text[14:]}",
    "full width": lambda text: "".join(chr(ord(char) + 0xFEE0) for char in text),
    "small x": str.lower,
    "lookalike": lambda text: text.replace("X", "×"),
    "apostrophe": lambda text: "'" + text,
    "wrapper": lambda text: f'="{text}"',
    "letters": lambda text: text.replace("0", "O").replace("1", "l"),
    "student number": lambda text: "G" + text,
    "disability": lambda text: text + "43",
    "reissued": lambda text: text + "43B1",
    "lost digit": lambda text: text[:5] + text[6:],
    "doubled": lambda text: text + text,
    "masked": lambda text: f"{text[:6]}********{text[14:]}",
    "rounded": lambda text: f"{text[0]}.{text[1:6]}E+17",
    "temporary": lambda text: "999" + text[3:],
    "learner": lambda text: "L" + text,
}
REPAIRABLE = tuple(DAMAGES)[:12]


def id_texts() -> st.SearchStrategy[str]:
    """What may stand in an ID column: good, mended, damaged, blank, anything."""
    alphabet = "0123456789Xx×*OolI'\"=“” \u3000\u200bGLJ０１Ｘ.E+-男ß"
    return st.one_of(
        st.builds(lambda text, how: DAMAGES[how](text), valid_ids() | old_ids(), st.sampled_from(sorted(DAMAGES))),
        st.text(alphabet, max_size=24),
        st.text(st.characters(codec="utf-8"), max_size=20),
        st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True),
    )


def names() -> st.SearchStrategy[str]:
    """Names as typed, with what is typed into them."""
    alphabet = SURNAMES + GIVEN + "張麗欧歐·•. \u3000?□★()（小Aaé\ue863"
    return st.text(alphabet, max_size=6) | st.text(st.characters(codec="utf-8"), max_size=6)
