"""How a list of the auditor's own differs from the archived one: rows that only one has, and cells that differ.

Rows are the same person's where the ID and the name agree, else where the ID does and stands once on each side, else
where every cell agrees. So a changed name, a changed ID and a new row are told apart as far as they can be.

Cells are compared by what they say, as an import reads them: 2022-10-05 is 2022.10.05, 男 is 男性, 一班 is 1班. Running
numbers are of the sheet and not of the person: one row struck out moves all of them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aid_ledger.intake import SheetTable, read_date
from aid_ledger.intake import fields as all_fields
from aid_ledger.people.names import normalise_name

_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class CellDiffers:
    """One cell that differs: its header, where it stands in both lists, and what each says."""

    header: str
    field: str
    theirs_at: str
    ours_at: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """What differs between two lists. ``only_theirs`` and ``only_ours`` are rows of each as Excel counts them.

    ``columns``: fields that one list alone has; their cells are not compared. ``same``: rows alike in every cell.
    """

    only_theirs: tuple[int, ...]
    only_ours: tuple[int, ...]
    cells: tuple[CellDiffers, ...]
    columns: tuple[str, ...]
    same: int

    @property
    def none(self) -> bool:
        """Whether both lists say the same, in whatever order."""
        return not (self.only_theirs or self.only_ours or self.cells or self.columns)


def list_differences(theirs: SheetTable, ours: SheetTable) -> ListDifferences:
    """Compare two lists of one kind."""
    fields = [name for name in ours.fields if name in theirs.fields and name != "seq"]
    rows_theirs, rows_ours = _rows(theirs, fields), _rows(ours, fields)
    said_theirs, said_ours = _said(theirs, fields), _said(ours, fields)
    pairs: list[tuple[int, int]] = []
    left_theirs, left_ours = list(range(len(rows_theirs))), list(range(len(rows_ours)))
    at_id = fields.index("id_no") if "id_no" in fields else -1
    at_name = fields.index("student_name") if "student_name" in fields else -1

    def whole(row: Sequence[str]) -> str:
        return "\0".join(row)

    def number(row: Sequence[str]) -> str:
        return row[at_id].replace(" ", "").upper() if at_id >= 0 else ""

    def number_and_name(row: Sequence[str]) -> str:
        named = normalise_name(row[at_name]) if at_name >= 0 else ""
        return f"{number(row)}\0{named}" if number(row) and named else ""

    for key in (whole, number_and_name, number):
        more, left_theirs, left_ours = _paired(rows_theirs, rows_ours, left_theirs, left_ours, key, once=key is number)
        pairs += more
    numbers = theirs.frame["row"].tolist(), ours.frame["row"].tolist()
    cells, same = [], 0
    for mine, archived in sorted(pairs):
        differing = [
            (place, one, other)
            for place, (one, other) in enumerate(zip(rows_theirs[mine], rows_ours[archived], strict=True))
            if said_theirs[mine][place] != said_ours[archived][place]
        ]
        same += not differing
        for place, one, other in differing:
            name = fields[place]
            cells.append(
                CellDiffers(
                    ours.header_of(name), name, f"{theirs.letter_of(name)}{numbers[0][mine]}",
                    f"{ours.letter_of(name)}{numbers[1][archived]}", one, other,
                )
            )  # fmt: skip
    single = sorted((set(theirs.fields) ^ set(ours.fields)) - {"seq"})
    return ListDifferences(
        tuple(numbers[0][place] for place in left_theirs), tuple(numbers[1][place] for place in left_ours),
        tuple(cells), tuple(single), same,
    )  # fmt: skip


def likeness(theirs: SheetTable, ours: SheetTable) -> int:
    """Return how many people two lists share by ID: which archived list a file is to be compared with."""
    if "id_no" not in theirs.frame or "id_no" not in ours.frame:
        return 0
    mine, archived = (
        {text.replace(" ", "").upper() for text in table.frame["id_no"] if text} for table in (theirs, ours)
    )
    return len(mine & archived)


def _rows(table: SheetTable, fields: Sequence[str]) -> list[tuple[str, ...]]:
    if not fields:
        return [()] * len(table.frame)
    return list(zip(*(table.frame[name].tolist() for name in fields), strict=True))


def _said(table: SheetTable, fields: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what the cells of each row say, in a form in which two ways of writing it are alike."""
    if not fields:
        return [()] * len(table.frame)
    columns = []
    for name in fields:
        texts = table.frame[name].tolist()
        forms = {text: _form(name, text) for text in set(texts)}
        columns.append([forms[text] for text in texts])
    return list(zip(*columns, strict=True))


def _form(name: str, text: str) -> str:
    base = name.rstrip("_0123456789")
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    known = all_fields().get(base)
    if base.endswith("_name"):
        return normalise_name(text)
    if base in ("grade", "class"):
        return plain.translate(_NUMERALS)
    if base == "gender":
        return plain.removesuffix("性").removesuffix("生")
    if known is not None and known.reader == "date" and (day := read_date(text)) > 0:
        return str(day)
    return plain


def _paired(
    theirs: Sequence[Sequence[str]], ours: Sequence[Sequence[str]], left_theirs: Sequence[int],
    left_ours: Sequence[int], key: Callable[[Sequence[str]], str], *, once: bool,
) -> tuple[list[tuple[int, int]], list[int], list[int]]:  # fmt: skip
    """Pair what is left by a key, the first of each with the first; with ``once`` only keys that stand once."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for place in left_ours:
        by_key[key(ours[place])].append(place)
    mine: dict[str, list[int]] = defaultdict(list)
    for place in left_theirs:
        mine[key(theirs[place])].append(place)
    pairs = []
    for text, places in mine.items():
        others = by_key.get(text, [])
        if not text or (once and (len(places) > 1 or len(others) > 1)):
            continue
        pairs += list(zip(places, others, strict=False))
    taken_theirs, taken_ours = {one for one, _ in pairs}, {one for _, one in pairs}
    return (
        pairs, [place for place in left_theirs if place not in taken_theirs],
        [place for place in left_ours if place not in taken_ours],
    )  # fmt: skip
