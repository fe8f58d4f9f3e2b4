"""Decides in whose name a list's cards are where no column is headed 户名: a parent's, where the list says so.

Only what the list itself says makes it certain: 家长名下, 家长卡, 监护人账户 in a name, a title or over the account.
Else the column that may be the holder's is named, with what a person types to say so; nothing is taken.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.synonyms import fold, meaning
from aid_ledger.intake.tables import Column

_OF_CARDS = frozenset({"accounts", "roster", "applications"})
_CARD = "卡|账户|账号|存折|一卡通|一折通"
_PARENTS = "家长|监护人|父母|抚养人"
_IN_NAME = re.compile(
    rf"(?P<who>{_PARENTS}|户主)(?:本人)?的?(?:名下|(?:持有的?)?(?:银行|惠农|社保|社会保障|储蓄|资助|收款)*(?:{_CARD}))"
)
_EITHER = re.compile(rf"(?:学生|本人|幼儿|儿童)(?:本人)?(?:或者?|及|和|与|、|/|\(|（)+(?:{_PARENTS}|户主)")
_FIELDS = ("guardian_name", "head_name")
_WORDS = ("户主", "监护人", "家长", "父母", "抚养人")

_OF_COMMANDS = frozenset("'\"=›\n ")
"""Signs that a header may have and a word of a command line may not."""


def take_holder(
    sheet: RawSheet, header: Header, chosen: dict[int, str], told: Collection[int], of: tuple[str, str]
) -> tuple[Finding, ...]:  # fmt: skip
    """Take the column of parents' names for 户名 where the list says that its cards are theirs; else say what lacks.

    Args:
        sheet: the sheet.
        header: its header.
        chosen: field by index; changed in place.
        told: the columns of which a person or profile said something: they stay what they were said to be.
        of: the file's name and the kind.
    """
    file, kind = of
    place = {name: index for index, name in chosen.items()}
    account, holder = place.get("account_no"), place.get("account_name")
    if kind not in _OF_CARDS or account is None or not _filled(sheet, header, account):
        return ()
    if holder is not None and (holder in told or _filled(sheet, header, holder)):
        return ()
    names = [place[name] for name in _FIELDS if name in place and _filled(sheet, header, place[name])]
    whose = _whose([posixpath.basename(file.replace("\\", "/")), sheet.name, *header.titles, header.texts[account]])
    certain = [index for index in names if chosen[index] == whose and index not in told]
    if certain:
        if holder is not None:
            del chosen[holder]
        chosen[certain[0]] = "account_name"
        return ()
    letters = {index: sheet.letter(index) for index in (account, *names)}
    at = Place(file, sheet.name, sheet.cell(header.start, account))
    params = {"letter": letters[account], "header": header.texts[account]}
    if not names:
        return (Finding("no-holder-column", at, params, severity="warning"),)
    nearest = min(names, key=lambda index: abs(index - account))
    name = header.texts[nearest]
    params |= {"guess": letters[nearest], "name": name, "said": letters[nearest] if set(name) & _OF_COMMANDS else name}
    return (Finding("holder-not-named", at, params, severity="warning"),)


def _filled(sheet: RawSheet, header: Header, index: int) -> bool:
    return any(text_of(row[index]) for row in sheet.rows[header.stop :])


def _whose(texts: Sequence[str]) -> str:
    """Return the field of those in whose names the cards are, ``""`` where the texts say nothing, or both."""
    folded = [fold(text) for text in texts]
    found = {
        "head_name" if match["who"] == "户主" else "guardian_name"
        for text in folded
        for match in _IN_NAME.finditer(text)
    }
    return found.pop() if len(found) == 1 and not any(map(_EITHER.search, folded)) else ""


def say_holder(frame: pd.DataFrame, columns: tuple[Column, ...], kind: str) -> None:
    """Let a list whose 户名 stands under 家长姓名 say so: who holds the card is the guardian, and that is the relation.

    Where the list gives the relation, that stays.
    """
    header = next((c.header for c in columns if c.field == "account_name"), "")
    known = meaning(header, kind) if header else None
    if kind not in _OF_CARDS or known is None or known.field not in _FIELDS or "account_no" not in frame:
        return
    if known.field not in frame:
        frame[known.field] = frame["account_name"]
    word = next((word for word in _WORDS if word in header), "家庭成员")
    own = frame.get("student_name", "")
    blank = frame["holder_relation"] == "" if "holder_relation" in frame else pd.Series(data=True, index=frame.index)
    theirs = blank & (frame["account_name"] != "") & (frame["account_no"] != "") & (frame["account_name"] != own)
    before = frame["holder_relation"].to_numpy(dtype=object) if "holder_relation" in frame else ""
    frame["holder_relation"] = pd.array(np.where(theirs, word, before).tolist(), dtype=frame["account_name"].dtype)
