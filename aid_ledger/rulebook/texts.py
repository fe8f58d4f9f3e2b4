"""How the single texts of a rule file are read: terms, fen, yes and no, days, shares. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from aid_ledger.money import parse_money
from aid_ledger.terms import Term

_TERM = re.compile(r"^\d{4}[SA]$")
_MONEY = re.compile(r"^\d+\.\d{2}$")
_SHARE = re.compile(r"^[1-9]\d*/[1-9]\d*$")
_WHOLE = re.compile(r"^\d+$")
_ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_MONTH_DAY = re.compile(r"^\d{2}-\d{2}$")


def _refuse(name: str, text: object) -> PydanticCustomError:
    return PydanticCustomError(name, "{text}", {"text": str(text)})


def _term(text: object) -> Term:
    if isinstance(text, str) and _TERM.match(text):
        try:
            return Term.parse(text)
        except ValueError:
            pass
    raise _refuse("term-unreadable", text)


def read_money(text: object) -> int:
    """Read yuan with exactly two decimals into fen."""
    if isinstance(text, str) and _MONEY.match(text):
        return int(parse_money(text))
    raise _refuse("money-unreadable", text)


def _yes_no(text: object) -> bool:
    if text in {"yes", "no"}:
        return text == "yes"
    raise _refuse("yes-or-no", text)


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text)) if re.match(r"^\d{4}-\d{2}-\d{2}$", str(text)) else _none(text)
    except ValueError:
        raise _refuse("date-not-in-calendar", text) from None


def _none(text: object) -> date:
    raise _refuse("date-not-in-calendar", text)


def _start(text: object) -> date:
    """A term (its first day) or a day."""
    return _term(text).first_day if isinstance(text, str) and _TERM.match(text) else _day(text)


def _share(text: object) -> Fraction:
    if isinstance(text, str) and _SHARE.match(text):
        return Fraction(text)
    raise _refuse("share-unreadable", text)


def _whole(text: object) -> int:
    if isinstance(text, str) and _WHOLE.match(text):
        return int(text)
    raise _refuse("number-unreadable", text)


def _identifier(text: object) -> str:
    if isinstance(text, str) and _ID.match(text):
        return text
    raise _refuse("id-unreadable", text)


def _month_day(text: object) -> tuple[int, int]:
    if isinstance(text, str) and _MONTH_DAY.match(text):
        month, day = int(text[:2]), int(text[3:])
        try:
            date(2023, month, day)
        except ValueError:
            pass
        else:
            return month, day
    raise _refuse("date-not-in-calendar", text)


TermText = Annotated[Term, BeforeValidator(_term)]
MoneyText = Annotated[int, BeforeValidator(read_money)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
DayText = Annotated[date, BeforeValidator(_day)]
StartText = Annotated[date, BeforeValidator(_start)]
ShareText = Annotated[Fraction, BeforeValidator(_share)]
WholeText = Annotated[int, BeforeValidator(_whole)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day)]
