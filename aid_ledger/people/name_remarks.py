"""Remarks that clerks type behind a name: (转出), ★, a 小 for the younger.

Decides what is remark and what is name; what a remark means is left to a person. Splitting comes before matching,
since the space before a remark is the only sign of some.
"""

from __future__ import annotations

import re

import pandas as pd

from aid_ledger.people.names import normalise_name, unusual
from aid_ledger.people.text_columns import arrow_text, blanks, distinct, replaced, text_series

_LONGEST = 60  # characters; beyond it a cell holds a text, not a name
_MARKS = "★☆※#△▲◎◆◇■√✓✔"
_OPEN, _CLOSE = "(（[【〔", ")）]】〕"
_SIZE_REMARK = re.compile(r"(.*[㐀-鿿])[ \u3000\u00a0]+([大小男女])")
_LONG_SURNAMES = re.compile(
    "欧阳|司马|诸葛|上官|皇甫|令狐|尉迟|长孙|慕容|宇文|司徒|夏侯|东方|南宫|公孙|端木|独孤|呼延|申屠"
)


def split_remark(name: str) -> tuple[str, str]:
    """Split what was typed behind a name, or a mark beside it, from the name.

    Brackets at the end, marks such as ★ on either side, and a 大, 小, 男 or 女 after a space. A bracket after a
    single character is kept: it describes a rare character (``张(韦华)``).

    Returns:
        The name, as typed where there is no remark, and the remarks in reading order with a space between.

    Source:
        reference/files.md §12, defects 28, 31.

    >>> split_remark("张三(转出)"), split_remark("李四★"), split_remark("王五 小"), split_remark("张 三")
    (('张三', '转出'), ('李四', '★'), ('王五', '小'), ('张 三', ''))
    """
    if len(name) > _LONGEST:
        return name, ""
    rest = name.strip()
    head = rest.lstrip(_MARKS)
    before, after = [rest[: len(rest) - len(head)]], list[str]()
    rest = head.strip()
    while True:
        shorter, remark = _peel(rest)
        if not remark:
            break
        after.insert(0, remark)
        rest = shorter
    remarks = " ".join(part for part in before + after if part)
    return (rest, remarks) if remarks and len(normalise_name(rest)) > 1 else (name, "")


def _peel(name: str) -> tuple[str, str]:
    """Return the name without its last remark, and the remark; the name and "" where there is none."""
    if name and name[-1] in _MARKS:
        bare = name.rstrip(_MARKS)
        return bare.rstrip(), name[len(bare) :]
    start = max(name.rfind(bracket) for bracket in _OPEN)
    inside = name[start + 1 :]
    if start > 0 and not any(bracket in inside[:-1] for bracket in _CLOSE):
        bare, remark = name[:start].rstrip(), inside.rstrip(_CLOSE).strip()
        if remark and len(normalise_name(bare)) > 1:
            return bare, remark
    if match := _SIZE_REMARK.fullmatch(name):
        bare = match[1]
        if len(normalise_name(bare)) > 1 and not _LONG_SURNAMES.fullmatch(bare):
            return bare, match[2]
    return name, ""


def split_remarks(texts: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return names and remarks by :func:`split_remark`, with the index of the input.

    Raises:
        TypeError: an item is not text.
    """
    column = arrow_text(texts)
    names, remarks = column, blanks(len(column))
    rows = unusual(column)
    if rows.any():
        words, codes = distinct(column, rows)
        pairs = [split_remark(word) for word in words]
        names = replaced(names, rows, [name for name, _ in pairs], codes)
        remarks = replaced(remarks, rows, [remark for _, remark in pairs], codes)
    return text_series(names, texts), text_series(remarks, texts)
