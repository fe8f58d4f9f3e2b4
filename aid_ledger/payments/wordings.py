"""What a bank's words say of a payment: it went, it did not and why, or nobody knows yet.

The words are data (``data/wordings.toml``). What is not known there is pending: never a success, never a reason to send
the money again.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_AROUND = re.compile(r"[0\W_]+")
_ZEROS = re.compile(r"[0\-—/.,_]*")
_SUCCESS = re.compile(r"(?<!不)(?<!未)(?<!没有)成功")


class Said(NamedTuple):
    """What one text says: ``ok``, ``failed``, ``pending``, ``duplicate``, ``unknown`` or nothing (``""``), and why."""

    result: str
    reason: str = ""


NOTHING, UNKNOWN = Said(""), Said("unknown")
UNSAID = "bank-failure"
"""A failure of which the bank does not say why."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase that decides where it stands in a text."""

    text: str
    said: Said


def what_is_said(text: str) -> Said:
    """Return what one text of a bank says.

    >>> what_is_said("0000-交易成功"), what_is_said("户名不符,原户名为[张*]"), what_is_said("受理成功")
    (Said(result='ok', reason=''), Said(result='failed', reason='name-mismatch'), Said(result='pending', reason=''))
    >>> [what_is_said(text).result for text in ("未成功", "退票后重发成功", "A17", "0000")]
    ['failed', 'unknown', 'unknown', '']
    """
    plain = _fold(text)
    if _ZEROS.fullmatch(plain) or plain in _data()["nothing"]["whole"]:
        return NOTHING
    if _AROUND.sub("", plain) in _successes():
        return Said("ok")
    for phrases in _phrases():
        found = next((phrase for phrase in phrases if phrase.text in plain), None)
        if found is not None:
            rest = plain.replace(found.text, "")
            return UNKNOWN if _SUCCESS.search(rest) else found.said
    return UNKNOWN


def what_both_say(status: str, reason: str, *, has_status: bool) -> Said:
    """Return what the column of results and those of reasons say together.

    A result that is blank is pending whatever the reason. Two that contradict each other are ``contradict``; a failure
    stays one where its reason is not known; a success beside words that are not known is not known. What the bank has
    twice is that whatever stands beside it, unless it says that it was paid.

    >>> what_both_say("失败", "户名不符", has_status=True), what_both_say("成功", "账户已冻结", has_status=True)
    (Said(result='failed', reason='name-mismatch'), Said(result='contradict', reason=''))
    """
    if not has_status:
        said = what_is_said(reason)
        return said if said.result else Said("pending")
    first, second = what_is_said(status), what_is_said(reason)
    twice = next((one for one in (first, second) if one.result == "duplicate"), None)
    if twice is not None:
        return Said("contradict") if "ok" in (first.result, second.result) else twice
    if not first.result:
        return Said("pending")
    if first.result == "unknown" or not second.result or first.result == second.result:
        return _closer(first, second) if first.result == second.result == "failed" else first
    if second.result == "unknown":
        return first if first.result in {"failed", "pending"} else UNKNOWN
    return Said("contradict")


@cache
def reasons_of_accounts() -> frozenset[str]:
    """Return the reasons that lie with account or holder: sent there once more, the money would come back again.

    >>> sorted(reasons_of_accounts() & {"no-such-account", "bank-returned", "bank-failure"})
    ['no-such-account']
    """
    return frozenset(str(one["reason"]) for one in _data()["failed"] if one.get("of_account"))


def _closer(first: Said, second: Said) -> Said:
    return first if second.reason == UNSAID else second


def _fold(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return plain.replace("帐", "账").replace("帳", "账")


@cache
def _successes() -> frozenset[str]:
    return frozenset(map(_fold, _data()["ok"]["whole"]))


@cache
def _phrases() -> tuple[tuple[Phrase, ...], ...]:
    """Return the phrases in the order in which they decide: reasons and pending ones by length, then those unsaid."""
    data = _data()
    first = [Phrase(_fold(text), Said("pending")) for text in data["pending"]["phrases"]]
    twice = Said("duplicate", data["duplicate"]["reason"])
    first += [Phrase(_fold(text), twice) for text in data["duplicate"]["phrases"]]
    first += [Phrase(_fold(text), Said("failed", one["reason"])) for one in data["failed"] for text in one["phrases"]]
    last = [Phrase(_fold(text), Said("failed", UNSAID)) for text in data["unsaid"]["phrases"]]
    return tuple(tuple(sorted(part, key=lambda phrase: (-len(phrase.text), phrase.text))) for part in (first, last))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("aid_ledger.payments") / "data" / "wordings.toml").read_text("utf-8"))
