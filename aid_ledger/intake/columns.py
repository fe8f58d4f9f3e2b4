"""Gives each column of a sheet its field: by header, then by contents where two columns compete or are swapped."""

from __future__ import annotations

from dataclasses import dataclass

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.allotments import FIELD as ALLOTTED
from aid_ledger.intake.allotments import KIND as BUDGET
from aid_ledger.intake.allotments import allotments_in
from aid_ledger.intake.cells import looks_like_id, looks_like_student_no
from aid_ledger.intake.column_cells import MOSTLY, fit_of, sample, share, usual_birth
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.holders import take_holder
from aid_ledger.intake.members import OF_FIRST, OF_MEMBERS, members_without_ids, name_members
from aid_ledger.intake.second_persons import check_second_persons
from aid_ledger.intake.synonyms import meaning
from aid_ledger.intake.tables import Column
from aid_ledger.intake.tiers import FIELD as TIER
from aid_ledger.intake.tiers import tier_columns
from aid_ledger.intake.told import NOTHING_TOLD, Told
from aid_ledger.intake.told_columns import OF_ONE, check_members, check_told, check_told_once
from aid_ledger.intake.vocabulary import says_boarding

_BEST_FIT = 2
_GENERATION = 13
_REPEATED_IN = frozenset(
    {"filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
     "hardship"}
)  # fmt: skip
STANDINGS = ("standing", "standing_2", "standing_3", "standing_4")
"""The columns of a register that say whether a row still counts: it may have several."""
STATUSES = ("status", "status_2", "status_3")
"""The columns of a roster that say whether a pupil is at school: 学籍状态, 就读状态, 是否在校."""
_OF_STUDENTS = frozenset({"roster", "applications"})
_OF_TIERS = frozenset({"recognised", "awards", "paid-before", "applications", "accounts", "hardship", "roster"})
_OF_CHILDREN = _OF_STUDENTS | {"orphans", "martyrs", "recognised", "boarders"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One column that a field could be: its place, how good its header is, how well its cells fit."""

    index: int
    rank: int
    fit: int


def assign_columns(
    sheet: RawSheet, header: Header, kind: str, file: str, told: Told = NOTHING_TOLD
) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Return one column for each header, left to right, with its field, and what was noticed.

    Every field is given at most once. What was told of a column stands; else, where several headers mean one field,
    the one whose cells fit better wins, then (of IDs in a register) the left one, then the better header. In lists of
    households further ID columns are ``id_no_2`` … and the name column beside each ``student_name_2`` …, whatever
    their headers say.

    Raises:
        FindingsError: ``told-column-not-ids``, ``told-column-missing``, ``told-column-twice``, ``two-blocks``,
            ``members-without-ids``.
    """
    found, meant = _candidates(sheet, header, kind, told)
    check_told(sheet, header, told, file)
    chosen, elder = _best(sheet, header, kind, found)
    if len(found.get("id_no", ())) > 1 and kind in _OF_CHILDREN:
        elder |= _elder(sheet, header, found["id_no"], chosen)
        _name_beside_id(found.get("student_name", []), chosen)
    findings = _swapped(sheet, header, chosen, file)
    if kind in OF_MEMBERS or kind in OF_FIRST:
        if told.ids:
            meant |= {index: "id_no" for index in range(len(header.texts)) if sheet.letter(index) in told.ids}
        ignored = {i for i, text in enumerate(header.texts) if told.field_of(sheet.letter(i), text) == ""}
        by_content = name_members(sheet, header, chosen, meant | dict.fromkeys(ignored, ""))
        if kind in OF_MEMBERS:
            check_members(sheet, header, members_without_ids(sheet, header, chosen, meant), file)
        findings += _by_content(sheet, header, by_content, file, alone=list(chosen.values()).count("id_no_2") == 0)
    else:
        check_told_once(sheet, header, told, chosen, file)
        findings += _beside(sheet, header, found, chosen, elder, file)
    _name_repeated(header, kind, found, chosen)
    _name_spread(sheet, header, chosen, kind, told)
    said = {i for i, text in enumerate(header.texts) if told.field_of(sheet.letter(i), text) is not None}
    findings += take_holder(sheet, header, chosen, said, (file, kind))
    findings += _lacking(sheet, header, chosen, kind, file)
    columns = tuple(
        Column(sheet.letter(i), text, chosen.get(i, ""), header.units[i])
        for i, text in enumerate(header.texts)
        if text or i in chosen
    )
    return columns, findings


def _candidates(
    sheet: RawSheet, header: Header, kind: str, told: Told
) -> tuple[dict[str, list[Candidate]], dict[int, str]]:
    """Return the columns that each field could be, and the field that each column is meant to be."""
    found: dict[str, list[Candidate]] = {}
    meant: dict[int, str] = {}
    for index, text in enumerate(header.texts):
        known = told.meaning(sheet.letter(index), text, kind)
        if known is not None and (known.field != "status" or _may_be_status(sheet, header, index, kind)):
            meant[index] = known.field
            fit = fit_of(sheet, header, index, known.field)
            found.setdefault(known.field, []).append(Candidate(index, known.rank, fit))
    return found, meant


def _best(
    sheet: RawSheet, header: Header, kind: str, found: dict[str, list[Candidate]]
) -> tuple[dict[int, str], set[int]]:
    """Return the field of the best column for each, and the columns of IDs that are of an elder generation."""
    chosen: dict[int, str] = {}
    elder: set[int] = set()
    for name, candidates in found.items():
        fitting = _youngest(sheet, header, name, candidates, kind)
        elder |= {one.index for one in candidates if one not in fitting and one.fit == _BEST_FIT}
        by_place = name == "id_no" and kind in _REPEATED_IN
        best = min(fitting, key=lambda c: (c.rank >= 0, -c.fit, c.index if by_place else c.rank, c.index))
        chosen[best.index] = name
    return chosen, elder


def _name_repeated(header: Header, kind: str, found: dict[str, list[Candidate]], chosen: dict[int, str]) -> None:
    """Name the columns of which a sheet may have several: members of a household, standings, statuses."""
    if kind in _REPEATED_IN and kind not in OF_MEMBERS | OF_FIRST:
        _repeat_ids(found, chosen)
        _name_of_member(header, chosen)
    if kind in _REPEATED_IN | {"recognised"}:
        more = [one.index for one in found.get("standing", ()) if one.index not in chosen]
        chosen |= dict(zip(sorted(more), STANDINGS[1:], strict=False))
    if kind in _OF_STUDENTS:
        every = [one.index for one in found.get("status", ()) if chosen.get(one.index, "status") == "status"]
        chosen |= dict(zip(sorted(every), STATUSES, strict=False))


def _name_spread(sheet: RawSheet, header: Header, chosen: dict[int, str], kind: str, told: Told) -> None:
    """Name the columns over which one fact is spread: the tiers of a list of persons, the levels of a budget."""
    free = {i for i, text in enumerate(header.texts) if told.field_of(sheet.letter(i), text) is None}
    if kind == BUDGET:
        levels = [index for index in allotments_in(sheet, header.texts, header.stop) if index in free]
        chosen |= {index: f"{ALLOTTED}_{number}" for number, index in enumerate(levels, start=1)}
    elif kind in _OF_TIERS and "level" not in chosen.values():
        tiers = [index for index in tier_columns(header.texts) if index in free and index not in chosen]
        chosen |= {index: f"{TIER}_{number}" for number, index in enumerate(tiers, start=1)}


def _beside(
    sheet: RawSheet, header: Header, found: dict[str, list[Candidate]], chosen: dict[int, str], elder: set[int],
    file: str,
) -> tuple[Finding, ...]:  # fmt: skip
    met = {name: sorted(one.index for one in candidates) for name, candidates in found.items()}
    told = any(one.rank < 0 for name in OF_ONE for one in found.get(name, ()))
    return check_second_persons(sheet, header, met, chosen, elder, file, told=told)


def _by_content(
    sheet: RawSheet, header: Header, indexes: tuple[int, ...], file: str, *, alone: bool
) -> tuple[Finding, ...]:  # fmt: skip
    """Say which columns only their contents tell to be IDs; ``alone``: it is the only one of the sheet."""
    if not indexes:
        return ()
    letters = "、".join(sheet.letter(index) for index in indexes)
    place = Place(file, sheet.name, sheet.cell(header.start, indexes[0]))
    if alone:
        return (Finding("id-column-by-content", place, {"columns": letters}, severity="note"),)
    return (Finding("id-columns-by-content", place, {"columns": letters, "count": len(indexes)}, severity="note"),)


def _youngest(
    sheet: RawSheet, header: Header, name: str, candidates: list[Candidate], kind: str
) -> list[Candidate]:  # fmt: skip
    """Of two columns of IDs in a list of children keep those of the children: parents are a generation older."""
    good = [one for one in candidates if one.fit == _BEST_FIT]
    if name != "id_no" or kind not in _OF_CHILDREN or len(good) < 2 or any(one.rank < 0 for one in candidates):
        return candidates
    born = {one.index: usual_birth(sample(sheet, header, one.index)) for one in good}
    latest = max(born.values())
    young = [one for one in good if born[one.index] > latest - _GENERATION]
    return young or candidates


def _elder(
    sheet: RawSheet, header: Header, candidates: list[Candidate], chosen: dict[int, str]
) -> set[int]:  # fmt: skip
    """Return the columns of IDs of people a generation older than those chosen, also where a person chose."""
    born = {one.index: usual_birth(sample(sheet, header, one.index)) for one in candidates if one.fit == _BEST_FIT}
    own = next((born.get(index, 0) for index, name in chosen.items() if name == "id_no"), 0)
    return {index for index, year in born.items() if 0 < year <= own - _GENERATION}


def _name_beside_id(names: list[Candidate], chosen: dict[int, str]) -> None:
    """Where two persons stand in a row, each with a name and an ID, the name next to the ID chosen is the child's."""
    beside = next((index for index, name in chosen.items() if name == "id_no"), 0) - 1
    old = next((index for index, name in chosen.items() if name == "student_name"), None)
    if old is not None and beside != old and beside in {one.index for one in names}:
        del chosen[old]
        chosen[beside] = "student_name"


def _may_be_status(sheet: RawSheet, header: Header, index: int, kind: str) -> bool:
    """Tell whether a column is one of status: 就读状态 may also say who boards."""
    text = header.texts[index]
    if kind not in _OF_STUDENTS or meaning(text) is not None:
        return True
    return share(sample(sheet, header, index), says_boarding) < MOSTLY


def _swapped(sheet: RawSheet, header: Header, chosen: dict[int, str], file: str) -> tuple[Finding, ...]:
    """Exchange 身份证号 and 学籍号 where their contents say that the headers are the wrong way round."""
    place = {name: index for index, name in chosen.items()}
    ids, numbers = place.get("id_no"), place.get("student_no")
    if numbers is None or (ids is None and "id_no" in place):
        return ()
    in_numbers = sample(sheet, header, numbers)
    if share(in_numbers, looks_like_id) < 0.8:
        return ()
    if ids is not None:
        in_ids = sample(sheet, header, ids)
        if not in_ids or share(in_ids, looks_like_student_no) < 0.8:
            return ()
        chosen[ids] = "student_no"
    chosen[numbers] = "id_no"
    letters = [sheet.letter(i) for i in (numbers, ids) if i is not None]
    at = Place(file, sheet.name, sheet.cell(header.start, numbers))
    params = {"columns": " / ".join(letters), "header": header.texts[numbers]}
    return (Finding("columns-swapped", at, params, severity="warning"),)


def _repeat_ids(found: dict[str, list[Candidate]], chosen: dict[int, str]) -> None:
    """Name the further ID columns of a household sheet, and the name column left of each."""
    names = {candidate.index for candidate in found.get("student_name", [])}
    number = 1
    for candidate in sorted(found.get("id_no", []), key=lambda c: c.index):
        if chosen.get(candidate.index) == "id_no":
            continue
        number += 1
        chosen[candidate.index] = f"id_no_{number}"
        left = candidate.index - 1
        if left in names and left not in chosen:
            chosen[left] = f"student_name_{number}"


def _name_of_member(header: Header, chosen: dict[int, str]) -> None:
    """Where a household list names nobody else, 家庭成员姓名 is the name beside the ID, not a guardian's."""
    if "student_name" in chosen.values():
        return
    for index, name in chosen.items():
        if name == "guardian_name" and "成员" in header.texts[index]:
            chosen[index] = "student_name"
            return


def _lacking(sheet: RawSheet, header: Header, chosen: dict[int, str], kind: str, file: str) -> tuple[Finding, ...]:
    """Say what no row shows: that a roster has no IDs, that the names of a register cannot be compared."""
    place = Place(file, sheet.name, str(sheet.first_row + header.start))
    there = set(chosen.values())
    if kind in _OF_STUDENTS and "id_no" not in there:
        return (Finding("no-id-column", place, rows=len(sheet.rows) - header.stop, severity="warning"),)
    members = {
        index: name
        for index, name in sorted(chosen.items())
        if name == "id_no" or (kind in OF_MEMBERS and name.startswith("id_no") and sample(sheet, header, index))
    }
    nameless = [i for i, name in members.items() if name.replace("id_no", "student_name") not in there]
    if kind not in _REPEATED_IN or not nameless:
        return ()
    if len(nameless) == len(members):
        return (Finding("no-name-column", place, severity="warning"),)
    params = {"columns": "、".join(sheet.letter(index) for index in nameless)}
    return (Finding("no-name-beside-id", place, params, severity="warning"),)
