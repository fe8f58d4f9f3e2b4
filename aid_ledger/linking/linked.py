"""The whole of linking for one term: sources in use → students with facts, and an outcome for what is not a student."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME
from aid_ledger.intake import read_words
from aid_ledger.linking import accounts, student_facts
from aid_ledger.linking.boarders import apply_boarders
from aid_ledger.linking.check_lists import CheckLists, read_check_lists
from aid_ledger.linking.corrections import set_aside_rows
from aid_ledger.linking.earlier_schools import with_earlier_schools
from aid_ledger.linking.id_doubts import id_doubts
from aid_ledger.linking.leaving_notes import fill_leaving_notes
from aid_ledger.linking.matching import Matched, match
from aid_ledger.linking.named_schools import with_named_schools
from aid_ledger.linking.other_lists import OtherLists, Words, outcome_rows, read_other_lists
from aid_ledger.linking.registers import read_registers
from aid_ledger.linking.rows import ROSTER, Source, confirmed_rows, identify, number_tails, stack
from aid_ledger.linking.school_fees import read_fee
from aid_ledger.linking.schools import SchoolBook, read_schools
from aid_ledger.linking.shared_numbers import TWO_IDS, known_by_id_alone, shared_numbers
from aid_ledger.linking.student_facts import RowFacts, Settings, read_facts
from aid_ledger.linking.students import Students, build_students, identities, known_among
from aid_ledger.people import readable_names, split_remarks

FIELDS = (
    "student_name", "id_no", "student_no", "birth_date", "gender", "school", "school_code", "account_no",
    "account_name", "bank", "holder_relation", *student_facts.FIELDS,
)  # fmt: skip
_AWAY = 3


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything known of a term's students, ready for the rules.

    ``students``: one row a person: ``identity`` (``""`` where held without one), ``id, student_no, name, sex, birth``,
    ``school`` (index into ``schools``, -1), ``stage`` (code), ``grade_text``, ``class_text``, ``reason`` (why held, or
    ``""``), ``if_paid`` (why held where the ledger has paid, see :func:`hold_paid`), ``away``, ``counted``, fees (fen
    a term, -1), account and ``household_`` account columns with the place each stands in, ``primary`` (row).
    ``key`` and ``key_on_day`` are their packed facts, ``key_perhaps`` and ``key_on_day_perhaps`` with the categories
    that wait for an answer (a blank 困难等级). ``rows`` are roster and application rows with ``student``,
    ``outcome``, ``reason``, and where a school's list of boarders decides, ``boarders_src``, ``boarders_row`` (see
    :class:`aid_ledger.linking.boarders.Boarding`) and ``boarding_differs``; ``registers`` the register
    rows; ``others`` the rest, and ``for_checks`` the lists that checks alone read.
    """

    settings: Settings
    sources: tuple[Source, ...]
    schools: SchoolBook
    students: pd.DataFrame
    key: npt.NDArray[np.uint64]
    key_on_day: npt.NDArray[np.uint64]
    key_perhaps: npt.NDArray[np.uint64]
    key_on_day_perhaps: npt.NDArray[np.uint64]
    rows: pd.DataFrame
    registers: pd.DataFrame
    others: OtherLists
    for_checks: CheckLists


def link(sources: Sequence[Source], settings: Settings, words: Words) -> Linked:
    """Link a term's sources.

    Args:
        sources: all in use for the term, any order.
        settings: term, days, county.
        words: what hardship words and names of programmes mean.
    """
    ordered = with_earlier_schools(sorted(sources, key=lambda source: source.order))
    ordered = with_named_schools(ordered, settings.county_name)
    registers = read_registers(ordered, settings, words.category_of)
    rows = identify(stack(ordered, ROSTER, FIELDS))
    book = read_schools(ordered, rows[rows["kind"] == "roster"])
    numbers = number_tails(rows)
    rows = identities(rows, numbers, _names_by_id(registers, numbers[1][(rows["id"] == "").to_numpy()]))
    school = book.resolve(rows["school_code"], rows["school"])
    facts = read_facts(ordered, rows, school, book, settings)
    doubts = id_doubts(rows, facts.codes["stage"], facts.codes["special_education"], settings.reference_day)
    doubts[confirmed_rows(ordered, rows, doubts)] = ""
    rows, shared = _with_own_numbers(ordered, rows, shared_numbers(rows, numbers[1], facts.codes["status"] == _AWAY))
    doubts[shared & (doubts == "")] = TWO_IDS
    rows = rows.assign(id_doubt=doubts)
    boarders = apply_boarders(ordered, rows, school, book, facts.codes["boarding"])
    facts.codes["boarding"] = boarders.codes
    rows, facts = fill_leaving_notes(rows, facts, school)
    persons = build_students(rows, facts, school, join="came-after-reference-day")
    rows = rows.assign(
        student=persons.student, outcome=persons.outcome, reason=persons.row_reason, school_index=school,
        boarders_src=boarders.src, boarders_row=boarders.row, boarding_differs=boarders.differs,
    )  # fmt: skip
    students = _describe(rows, facts, persons, school)
    matched = match(registers, students, settings.reference_day)
    students["reason"] = np.where(persons.reason != "", persons.reason, matched.reason)
    students["if_paid"] = _if_paid(students, facts, persons)
    students, account_rows = _with_accounts(students, rows, matched, ordered)
    students = _with_fees(students, rows, book, ordered)
    key, key_on_day, key_perhaps, key_on_day_perhaps = _keys(facts, persons, matched)
    others = read_other_lists(ordered, students, book, settings, words)
    unclear = (students["reason"] == "") & students["id"].isin(others.paid_unclear)  # else paid a second time
    students["reason"] = students["reason"].where(~unclear, "paid-before-unclear")
    for_checks = read_check_lists(ordered, students, book, settings.term, words.programme_of)
    more = (account_rows, boarders.listed, set_aside_rows(ordered), *for_checks.rows)
    others = replace(
        others,
        outcomes=pd.concat([others.outcomes, *map(outcome_rows, more)], ignore_index=True).fillna({"member": ""}),
    )
    return Linked(
        settings, ordered, book, students, key, key_on_day, key_perhaps, key_on_day_perhaps, rows, matched.rows, others,
        for_checks,
    )  # fmt: skip


def _with_own_numbers(
    sources: Sequence[Source], rows: pd.DataFrame, shared: npt.NDArray[np.bool_]
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Free whose ID a person has called right: they stand by it alone, since the 学籍号 is not known to be theirs."""
    freed = known_by_id_alone(sources, rows)
    if not freed.any():
        return rows, shared
    return rows.assign(student_no=rows["student_no"].where(~freed, "")), shared & ~freed


def _names_by_id(registers: pd.DataFrame, wanted: npt.NDArray[np.object_]) -> dict[str, frozenset[str]]:
    """Names in the registers of the IDs that the G numbers of rows without an ID would give."""
    named = registers[registers["id"].isin([one for one in wanted.tolist() if one])]
    return {str(one): frozenset(names) for one, names in named.groupby("id", sort=False)["match_name"]}


def _describe(rows: pd.DataFrame, facts: RowFacts, persons: Students, school: npt.NDArray[np.int32]) -> pd.DataFrame:
    own = rows.iloc[persons.primary].reset_index(drop=True)
    written = read_words("gender", own["gender"])[0]
    return pd.DataFrame(
        {
            "identity": own["identity"],
            "id": own["id"],
            "student_no": own["student_no"],
            "name": readable_names(split_remarks(own["student_name"])[0]),
            "match_name": own["match_name"],
            "sex": np.where(own["sex"] > 0, own["sex"], written),
            "birth": own["birth"],
            "school": school[persons.primary],
            "stage": facts.codes["stage"][persons.primary],
            "grade_text": own["grade"],
            "class_text": own["class"],
            "away": facts.codes["status"][persons.primary] == _AWAY,
            "counted": persons.counted,
            "primary": persons.primary,
        }
    )


def _if_paid(students: pd.DataFrame, facts: RowFacts, persons: Students) -> npt.NDArray[np.object_]:
    """Return why a student who stops without a date, or has died, is held once paid: absence is no evidence."""
    why = np.full(len(students), "", dtype=object)
    gone = ((students["reason"] == "") & students["away"]).to_numpy(dtype=bool)
    why[gone & facts.undated[persons.primary]] = "left-date-unknown"
    why[gone & facts.deceased[persons.primary]] = "deceased"
    return why


def hold_paid(linked: Linked, paid: Collection[str]) -> Linked:
    """Hold whom the ledger shows money for in this term (keys of :func:`person_keys`) and who is gone unexplained."""
    students = linked.students
    held = (students["if_paid"] != "").to_numpy(dtype=bool) & known_among(students, paid)
    return replace(linked, students=students.assign(reason=students["reason"].mask(held, students["if_paid"])))


def _with_accounts(students: pd.DataFrame, rows: pd.DataFrame, matched: Matched,
                   sources: Sequence[Source]) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    own = accounts.agreed(accounts.usable(rows), rows["student"].to_numpy(), students["primary"].to_numpy())
    listed, account_rows = accounts.listed_accounts(sources, students)
    there = students["id"].isin(listed.index).to_numpy()
    if there.any():
        for column in (*accounts.COLUMNS, *accounts.PLACE):
            own.loc[there, column] = listed.loc[students["id"][there], column].to_numpy()
    house = accounts.household_accounts(matched.rows).reindex(students.index)
    given = house["account"].notna()
    for column in (*accounts.COLUMNS, *accounts.PLACE):
        students[column] = own[column]
        students[f"household_{column}"] = house[column].where(given, own[column]).astype(own[column].dtype)
    return students, account_rows


def _with_fees(students: pd.DataFrame, rows: pd.DataFrame, book: SchoolBook,
               sources: Sequence[Source]) -> pd.DataFrame:  # fmt: skip
    """A student's own 学费 column speaks before the school list's fee; the other fees are the school's."""
    school = students["school"].to_numpy()
    for fee in ("tuition", "care_fee", "public_fee", "lodging_fee"):
        of_school = np.append(book.frame[fee].to_numpy(dtype=np.int64), -1)[school]
        students[fee] = of_school
    own = read_fee(sources, rows.iloc[students["primary"]], "tuition")
    students["tuition"] = np.where(own >= 0, own, students["tuition"])
    return students


def _keys(facts: RowFacts, persons: Students, matched: Matched) -> tuple[npt.NDArray[np.uint64], ...]:
    """In the term, on the reference day, and both with what waits for an answer."""
    base = facts.key[persons.primary]
    for name, codes in (("listed", persons.listed), ("level", matched.level)):
        base = base | (codes.astype(np.uint64) << np.uint64(BY_NAME[name].shift))
    shift = np.uint64(BY_NAME["categories"].shift)
    term, day = matched.in_term, matched.on_day
    each = (term, day, term | matched.perhaps_in_term, day | matched.perhaps_on_day)
    return tuple(base | (bits.astype(np.uint64) << shift) for bits in each)
