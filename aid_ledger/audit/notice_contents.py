"""What a public notice may not show: numbers of people, family matters, and anything hidden in its file.

A notice names students by school, grade, class and name. The full title of a programme is no family matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from aid_ledger.errors import FindingsError
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.header import find_header
from aid_ledger.intake.synonyms import meaning

Shown = tuple[str, str]
"""What is shown, as the catalogue's ``audit-notice-shows-…`` calls it, and the text or count that it is about."""
_PUBLIC = frozenset(
    {"seq", "school", "school_code", "stage", "grade", "class", "student_name", "gender", "project", "term", "year",
     "standard", "amount", "remark", "batch"}
)  # fmt: skip
_NUMBER = re.compile(r"(?<!\d)\d{15,}[Xx]?")
_FAMILY = re.compile(
    "残疾|低保|特困|五保|孤儿|无人抚养|脱贫|建档立卡|监测户|监测对象|边缘易致贫|返贫|兜底|烈士|单亲|重病|精神病"
)
_BASIS = re.compile("依据|根据|〔|文号")


def shown_by(data: bytes, name: str, *, titles: Iterable[str] = ()) -> tuple[Shown, ...]:
    """Return what the file of a notice shows and may not; none where it is in order.

    Args:
        data: its bytes.
        name: of the file.
        titles: of programmes, which may stand in it whatever words they have.
    """
    try:
        _, sheets = open_sheets(data, name)
    except FindingsError:
        return (("unread", ""),)
    own = tuple(sorted(titles, key=len, reverse=True))
    found = (one for sheet in sheets for one in _sheet(sheet, own))
    return tuple(dict.fromkeys(found))


def speaks_of_family(text: str) -> bool:
    """Tell whether a text says why a family is in need, which may not hang on a wall."""
    return bool(_FAMILY.search(text))


def _sheet(sheet: RawSheet, titles: tuple[str, ...]) -> Iterator[Shown]:
    if not sheet.is_cells or not any(text_of(cell) for row in sheet.rows for cell in row):
        return
    if sheet.hidden:
        yield "hidden-sheet", sheet.name
    if sheet.scan.hidden_columns:
        yield "hidden-columns", ""
    if sheet.scan.hidden_rows:
        yield "hidden-rows", ""
    header = find_header(sheet)
    for text in header.texts if header else ():
        known = meaning(text) if text else None
        if known is not None and known.field not in _PUBLIC:
            yield "heading", text
    texts = [text for row in sheet.rows for cell in row if (text := _plain(cell))]
    if numbers := sum(bool(_NUMBER.search(text)) for text in texts):
        yield "number", str(numbers)
    for text in texts:
        for title in titles:
            text = text.replace(title, "")  # noqa: PLW2901 - a title may be part of a sentence
        if not _BASIS.search(text) and (match := _FAMILY.search(text)):
            yield "word", match[0]


def _plain(cell: Any) -> str:
    """Return a cell's text as a reader takes it in: half width, without the spaces between digits."""
    return re.sub(r"(?<=\d)[\s-]+(?=\d)", "", unicodedata.normalize("NFKC", text_of(cell)).strip())
