"""How personal data are shown in messages, logs and on screen: enough to find the row, too little to use.

Decides the masked forms; where they must be used is left to whoever makes the message.
"""

from __future__ import annotations

import re

_STAR = "*"
_OF_ORGANISATIONS = re.compile(
    "公司|集团|商行|商店|超市|商场|银行|支行|分行|信用社|合作社|联社|学校|小学|中学|大学|学院|幼儿园|中心|委员会|办公室"
    "|政府|医院|协会|基金会|事务所|门市|经营部|服务部|代发|专户|工会|食堂|财政|资助|.{4,}[厂店局部社所站院会户厅行处队馆]$"
)
"""What stands in the names of organisations alone: a person's has none of these words, nor so many characters."""
_HEAD, _TAIL = 6, 4


def mask_id(text: str) -> str:
    """Return an ID, or whatever was typed in its place, with the middle hidden.

    Args:
        text: any text; the length is kept. From 15 characters on, six at the front and four at the end are shown, of
            less only the last two, of four or fewer nothing.

    Source:
        design/CLI.md.

    >>> mask_id("360732201001010015"), mask_id("E1234567")
    ('360732********0015', '******67')
    """
    if len(text) >= 15:
        return text[:_HEAD] + _STAR * (len(text) - _HEAD - _TAIL) + text[-_TAIL:]
    shown = 2 if len(text) > _TAIL else 0
    return _STAR * (len(text) - shown) + text[len(text) - shown :]


def mask_account(text: str) -> str:
    """Return an account by its last four digits, in one length for all; of eight characters or fewer nothing.

    Source:
        design/CLI.md.

    >>> mask_account("6217000000001234"), mask_account("1234")
    ('****1234', '****')
    """
    return _STAR * 4 + (text[-_TAIL:] if len(text) > 2 * _TAIL else "")


def mask_name(text: str) -> str:
    """Return a name by its first character and one star, so that not even its length is told.

    >>> mask_name("张三丰"), mask_name("张"), mask_name("")
    ('张*', '*', '')
    """
    bare = text.strip()
    return bare[:1] * (len(bare) > 1) + _STAR if bare else ""


def mask_payee(text: str) -> str:
    """Return whom money went to: an organisation in full, since it is no person; anybody else masked.

    >>> mask_payee("某某商贸公司"), mask_payee("示例县教育局"), mask_payee("张三丰")
    ('某某商贸公司', '示例县教育局', '张*')
    """
    bare = text.strip()
    return bare if _OF_ORGANISATIONS.search(bare) else mask_name(bare)
