"""Notices further columns of names and IDs that no field took: two lists beside each other, or a second person a row.

A list printed in two blocks (a bed list, a class of sixty on one page) repeats its headers to the right. One field has
one column, so the right half would be lost: such a sheet is refused. Every other column of names or IDs that is left
over is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.cells import looks_like_id, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.synonyms import fields, member_number

_PERSON = ("student_name", "id_no")
_MOSTLY = 0.5


def check_second_persons(
    sheet: RawSheet, header: Header, met: Mapping[str, Sequence[int]], chosen: Mapping[int, str],
    elder: Collection[int], file: str, *, told: bool,
) -> tuple[Finding, ...]:  # fmt: skip
    """Refuse two lists beside each other; say which further columns of names and IDs are left over.

    Args:
        sheet: the sheet.
        header: its header.
        met: by field, the indexes of the columns whose header means it.
        chosen: field by index, as decided.
        elder: the indexes of ID columns of a generation older than that of the list: parents.
        file: for places.
        told: a person said what the columns are; then only people whom the headers count (成员1, 成员2) are refused.

    Raises:
        FindingsError: ``two-blocks``.
    """
    place = {name: index for index, name in chosen.items()}
    left = {
        name: [index for index in met.get(name, ()) if index not in chosen and _says(sheet, header, index, place, name)]
        for name in _PERSON
    }
    own = [index for index in left["id_no"] if index not in elder and _share_of_ids(sheet, header, index) >= _MOSTLY]
    pairs = list(_pairs(own, left["student_name"], place))
    counted = any(member_number(header.texts[index]) for pair in pairs for index in pair)
    if pairs and (counted or not told) and set(_PERSON) <= place.keys():
        first = min(place[name] for name in _PERSON)
        names = [first, *(min(pair) for pair in pairs)]
        while names[0] > 0 and len({header.texts[start - 1] or start for start in names}) == 1:
            names = [start - 1 for start in names]
        ends = [start - 1 for start in names[1:]] + [len(header.texts) - 1]
        blocks = [_block(sheet, header, a, b) for a, b in zip(names, ends, strict=True)]
        at = Place(file, sheet.name, sheet.cell(header.start, names[1]))
        raise FindingsError(Finding("two-blocks", at, {"count": len(blocks), "columns": "、".join(blocks)}))
    unused = sorted({*left["student_name"], *left["id_no"]})
    ids = frozenset(left["id_no"])
    return tuple(_left_over(sheet, header, index, elder, file, is_id=index in ids) for index in unused)


def _pairs(ids: Sequence[int], names: Sequence[int], place: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Yield the ID columns left over that have a name column left over on the same side of them as the list's own."""
    before = place.get("student_name", 0) < place.get("id_no", 0)
    free = set(names)
    for index in ids:
        beside = [name for name in free if (name < index) == before]
        if beside:
            name = min(beside, key=lambda one: abs(one - index))
            free.discard(name)
            yield name, index


def _block(sheet: RawSheet, header: Header, first: int, last: int) -> str:
    """Return the columns of a block, as far as they have headers: ``F—I``."""
    while last > first and not header.texts[last]:
        last -= 1
    letters = [sheet.letter(index) for index in (first, last)]
    return "—".join(dict.fromkeys(letters))


def _says(sheet: RawSheet, header: Header, index: int, place: Mapping[str, int], name: str) -> bool:
    """Tell whether a column says something that the column chosen for its field does not."""
    chosen = place.get(name)
    for row in sheet.rows[header.stop :]:
        text = text_of(row[index])
        if text and (chosen is None or text != text_of(row[chosen])):
            return True
    return False


def _share_of_ids(sheet: RawSheet, header: Header, index: int) -> float:
    texts = [text for row in sheet.rows[header.stop :] if (text := text_of(row[index]))]
    return sum(map(looks_like_id, texts)) / len(texts) if texts else 0.0


def _left_over(
    sheet: RawSheet, header: Header, index: int, elder: Collection[int], file: str, *, is_id: bool
) -> Finding:  # fmt: skip
    """A parent's columns are named too, but are no doubt: a name and an ID of who cares for a child are ordinary."""
    letter = sheet.letter(index)
    of_parent = index in elder or index + 1 in elder or index - 1 in elder
    place = Place(file, sheet.name, sheet.cell(header.start, index))
    params = {"header": header.texts[index], "letter": letter}
    if not of_parent:
        return Finding("second-person-unused", place, params, severity="warning")
    word = fields()["guardian_id_no" if is_id else "guardian_name"].words
    return Finding("parent-unused", place, {**params, "word": next(w for w in word if "监护人" in w)}, severity="note")
