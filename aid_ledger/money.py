"""Money as whole fen: reading, printing, 人民币大写 and exact shares. No float ever holds money.

One yuan is 100 fen. Columns of money are ``int64`` arrays of fen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import NewType, TypeVar

Money = NewType("Money", int)
"""An amount in fen. Signed; 31250 is 312.50 yuan."""

Key = TypeVar("Key")

_PLAIN = re.compile(r"^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$")
_DUST = Decimal("0.000001")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FINANCIAL = (
    {c: i for i, c in enumerate(_DIGITS)}
    | {c: i for i, c in enumerate("〇一二三四五六七八九")}
    | {"两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
)
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_MOST = 10**15  # a thousand billion yuan in fen: more is a slip, not an amount


def parse_money(text: str) -> Money:
    """Read an amount of yuan: ``312.5``, ``￥1,250.00``, ``625元``, ``0.0625万``, ``陆佰贰拾伍元整``.

    Float dust from Excel (``312.49999999``) within a millionth of a yuan of a fen is rounded to that fen;
    anything else with parts of a fen is refused, as is a comma that does not group thousands.

    Raises:
        ValueError: the text is not certainly one amount.

    >>> parse_money("￥1,250.00"), parse_money("陆佰贰拾伍元整"), parse_money("0.0625万")
    (125000, 62500, 62500)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = plain.removeprefix("人民币").removeprefix("RMB").removeprefix("¥")
    if any(c in _FINANCIAL or c in _UNITS for c in plain):
        return _parse_capitals(plain, text)
    plain = plain.removesuffix("整").removesuffix("元")
    scale = 1
    if plain.endswith("万"):
        plain, scale = plain[:-1], 10_000
    match = _PLAIN.match(plain)
    if match is None:
        raise ValueError(f"{text!r} is no amount such as 312.50")
    fen = Decimal(plain.replace(",", "")) * 100 * scale
    nearest = fen.to_integral_value()
    dust = match[1] is not None and len(match[1]) > 6 and abs(fen - nearest) <= _DUST * 100
    if fen != nearest and not dust:
        raise ValueError(f"{text!r} has parts of a fen")
    if abs(nearest) > _MOST:
        raise ValueError(f"{text!r} is too large for an amount")
    return Money(int(nearest))


def _parse_capitals(plain: str, text: str) -> Money:
    """Read 大写 strictly: what our own writing would print for the value must be the same, zeros aside."""
    sign = -1 if plain.startswith("负") else 1
    body = plain.removeprefix("负").removesuffix("整").removesuffix("正").replace("圆", "元")
    whole, found, cents = body.partition("元")
    if not found and ("角" in body or "分" in body):
        whole, cents = "", body
    fen = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in cents:
            digit, _, cents = cents.partition(unit)
            digit = digit.lstrip("零〇")
            if len(digit) != 1 or digit not in _FINANCIAL:
                raise ValueError(f"{text!r} is no amount in 大写")
            fen += _FINANCIAL[digit] * worth
    if cents.strip("零〇"):
        raise ValueError(f"{text!r} is no amount in 大写")
    above, _, below = whole.rpartition("亿")
    yuan = _myriads(above, text) * 10**8 + _myriads(below, text)
    value = Money(sign * (yuan * 100 + fen))
    if _skeleton(to_capitals(value)) != _skeleton(plain.replace("圆", "元")):
        raise ValueError(f"{text!r} is no amount in 大写: {to_capitals(value)} would be")
    return value


def _skeleton(capitals: str) -> str:
    """Reduce 大写 to what decides the value: financial digits and units, without zeros and endings."""
    swap = str.maketrans("〇一二三四五六七八九两貳參叄陸十百千正", "零壹贰叁肆伍陆柒捌玖贰贰叁叁陆拾佰仟整")
    plain = capitals.translate(swap).replace("零", "").removesuffix("整").removesuffix("元")
    return "壹" + plain if plain.startswith("拾") else plain


def _myriads(part: str, text: str) -> int:
    """Read up to eight digits, ``壹仟万零伍``."""
    above, _, below = part.rpartition("万")
    return _section(above, text) * 10**4 + _section(below, text)


def _section(part: str, text: str) -> int:
    """Read up to four digits with their units, ``陆佰贰拾伍``."""
    total, digit = 0, None
    for c in part:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        elif c in _FINANCIAL:
            if digit:
                raise ValueError(f"{text!r} is no amount in 大写")
            digit = _FINANCIAL[c]
        else:
            raise ValueError(f"{text!r} is no amount in 大写")
    return total + (digit or 0)


def format_yuan(amount: int, *, grouped: bool = False) -> str:
    """Return yuan with two decimals: ``312.50``, grouped ``1,250.00``.

    >>> format_yuan(31250), format_yuan(-5), format_yuan(125000, grouped=True)
    ('312.50', '-0.05', '1,250.00')
    """
    sign, fen = ("-", -amount) if amount < 0 else ("", amount)
    yuan = f"{fen // 100:,}" if grouped else str(fen // 100)
    return f"{sign}{yuan}.{fen % 100:02d}"


def to_capitals(amount: int) -> str:
    """Return 人民币大写 by the bank's rules: 整 after 元 or 角, none after 分; several zeros are one 零.

    Source: 支付结算办法 附一 正确填写票据和结算凭证的基本规定.

    >>> to_capitals(62500), to_capitals(31250), to_capitals(10050007), to_capitals(0)
    ('陆佰贰拾伍元整', '叁佰壹拾贰元伍角整', '壹拾万零伍佰元零柒分', '零元整')
    """
    if amount < 0:
        return "负" + to_capitals(-amount)
    yuan, jiao, fen = amount // 100, amount // 10 % 10, amount % 10
    text = _yuan_capitals(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return (text or "零元") + "整"
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif yuan:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整")


def _yuan_capitals(yuan: int) -> str:
    out, pending_zero = "", False
    for worth, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = yuan // worth % 10_000
        if not section:
            pending_zero = bool(out)
            continue
        if out and (pending_zero or section < 1000):
            out += "零"
        pending_zero = False
        inner_zero, written = False, ""
        for unit_worth, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = section // unit_worth % 10
            if digit:
                written += ("零" if inner_zero and written else "") + _DIGITS[digit] + unit
                inner_zero = False
            else:
                inner_zero = True
        out += written + name
        if name == "万亿" and yuan // 10**8 % 10_000:
            out = out.removesuffix("亿")
    return out


def split_shares(total: int, weights: Mapping[Key, int]) -> dict[Key, Money]:
    """Split an amount in proportion to whole weights so that the parts add up to it exactly.

    Largest remainder; equal remainders go to the key named first. A negative total splits as the mirror of
    the positive one.

    Args:
        total: fen.
        weights: not negative, adding to more than zero; whole percents, or percents of percents.

    Returns:
        Fen by key, same keys and order; sums to ``total``; nothing for a zero weight.

    Raises:
        ValueError: a weight is negative, or all are zero.

    >>> split_shares(10001, {"central": 60, "province": 32, "county": 8})
    {'central': 6001, 'province': 3200, 'county': 800}
    """
    whole = sum(weights.values())
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError(f"weights {dict(weights)} cannot split an amount")
    sign, size = (-1, -total) if total < 0 else (1, total)
    parts = {key: size * weight // whole for key, weight in weights.items()}
    left = size - sum(parts.values())
    by_remainder = sorted(weights, key=lambda key: -(size * weights[key] % whole))
    for key in by_remainder[:left]:
        parts[key] += 1
    return {key: Money(sign * part) for key, part in parts.items()}
