"""What a column that nobody knows may be: a suggestion for a person to confirm, by its cells and its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from aid_ledger.intake.cells import looks_like_id, looks_like_student_no
from aid_ledger.intake.synonyms import fields, fold
from aid_ledger.intake.values import read_date

_ACCOUNT = re.compile(r"^\d{16}$|^\d{17}$|^\d{19}$")
_PHONE = re.compile(r"^1[3-9]\d{9}$")
_NAME = re.compile(r"^[一-龥]{2,4}$|^[一-龥]+·[一-龥]+$")
_LEAST_WORD = 2
_BY_CELLS: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("student_no", looks_like_student_no),
    ("id_no", looks_like_id),
    ("phone", lambda text: bool(_PHONE.match(text))),
    ("account_no", lambda text: bool(_ACCOUNT.match(text))),
)


def suggest_field(header: str, examples: Sequence[str], taken: Collection[str]) -> str:
    """Return the field that an unknown column may be, ``""`` where nothing speaks for one.

    Args:
        header: as written.
        examples: first filled cells.
        taken: fields that other columns are.

    >>> suggest_field("证号", ["990101201203050019"], []), suggest_field("就读学校（盖章）名", [], [])
    ('id_no', 'school')
    >>> suggest_field("甲", ["张三", "李四"], []), suggest_field("甲", ["张三"], ["student_name"])
    ('student_name', '')
    """
    return next((name for name in _candidates(header, examples) if name not in taken), "")


def _candidates(header: str, examples: Sequence[str]) -> Iterator[str]:
    cells = ["".join(text.split()) for text in examples]
    if cells:
        yield from (name for name, fits in _BY_CELLS if all(map(fits, cells)))
    identifiers = bool(cells) and all(any(fits(text) for _, fits in _BY_CELLS) for text in cells)
    folded = fold(header)
    words = sorted(
        ((word, entry) for entry in fields().values() for word in map(fold, entry.words) if word in folded),
        key=lambda pair: -len(pair[0]),
    )
    for word, entry in words:
        if len(word) >= _LEAST_WORD and not identifiers and (entry.reader != "digits" or not cells):
            yield entry.name
    if cells and all(map(_NAME.match, cells)):
        yield "student_name"
    if cells and all(read_date(text) > 0 for text in cells):
        yield "birth_date"
