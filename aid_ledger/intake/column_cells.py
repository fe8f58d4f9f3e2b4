"""What the cells of one column are like, by a sample of them: whether they fit a field, when people were born."""

from __future__ import annotations

from collections.abc import Callable

from aid_ledger.intake.cells import looks_like_id, looks_like_student_no, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header

MOSTLY = 0.5
_SAMPLE = 200


def usual_birth(texts: list[str]) -> int:
    """Return the middle one of the years of birth that IDs name; 0 where there are none."""
    years = sorted(int(text[6:10]) for text in texts if looks_like_id(text) and text[6:10].isdigit() and len(text) > 15)
    return years[len(years) // 2] if years else 0


def sample(sheet: RawSheet, header: Header, index: int) -> list[str]:
    """Return the first filled cells of a column, as text."""
    texts = []
    for row in sheet.rows[header.stop : header.stop + 5 * _SAMPLE]:
        if text := text_of(row[index]):
            texts.append(text)
            if len(texts) == _SAMPLE:
                break
    return texts


def share(texts: list[str], test: Callable[[str], bool]) -> float:
    """Return which part of the texts passes a test, 0 to 1; 0 where there are none."""
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def fit_of(sheet: RawSheet, header: Header, index: int, name: str) -> int:
    """Return how well the cells fit the field, 0 to 2: filled at all, and for IDs of the right shape."""
    if name not in {"id_no", "student_no", "student_name", "account_no", "school"}:
        return 0
    texts = sample(sheet, header, index)
    if name == "id_no":
        return int(bool(texts)) + int(share(texts, looks_like_id) >= MOSTLY)
    if name == "student_no":
        return int(bool(texts)) + int(share(texts, looks_like_student_no) >= MOSTLY)
    return int(bool(texts))
