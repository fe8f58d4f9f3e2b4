"""Which fields a kind of list has: what a person says of a column must be one of them, and only these are proposed."""

from __future__ import annotations

import re
from functools import cache

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.intake.synonyms import fields
from aid_ledger.intake.templates import template
from aid_ledger.intake.told import Told
from aid_ledger.words import Listed, Word

_OF_ANYBODY = frozenset(
    {"seq", "remark", "signature", "as_of", "student_name", "id_no", "id_type", "student_no", "student_no_aux",
     "former_name", "gender", "birth_date", "age", "ethnicity", "phone", "address", "school", "school_code", "stage",
     "grade", "class", "province", "city", "county", "town", "village", "hamlet", "guardian_name", "guardian_id_no"}
)  # fmt: skip
"""What may stand in any list of persons, whether it is used or not."""
_OF_PUPILS = frozenset(
    {"day_student", "enrol_way", "student_source", "left_behind", "orphan_flag", "martyr_flag", "health", "political",
     "native_place"}
)  # fmt: skip
_OF_NEED = frozenset(
    {"disability_no", "household_no", "household_type", "household_size", "out_of_poverty", "monitor_type",
     "risk_cleared", "standing", "identified_from", "left_on", "difficulty", "level", "dibao_no", "dibao_type",
     "destitute_type", "rural_destitute", "urban_destitute", "orphan_type", "not_at_school", "studies_where",
     "relation", "head_name", "head_id_no", "account_no", "account_name", "bank"}
)  # fmt: skip
_SPREAD = frozenset({"tier", "allotted"})
"""What stands in several columns, a tier or a level of government each."""
_NOT_OF_PERSONS = frozenset({"schools", "meals", "budget", "notices", "papers"})
_PUPILS = frozenset({"roster", "applications"})
_MORE = {
    "schools": {"seq", "remark", "as_of", "meal_days_before", "meal_days_after"},
    "meals": {"seq", "remark", "as_of", "school_code"},
    "budget": {"seq", "remark", "as_of", "term"},
    "notices": {"seq", "as_of", "notice_span"},
    "papers": {"seq", "as_of"},
    "awards": {"standard", "months", "level"},
    "paid-before": {"standard", "months", "level", "pay_status", "pay_reason"},
    "boarders": {"boarding", "day_student"},
    "accounts": {"account_id_no", "head_name", "head_id_no"},
    "deceased": {"left_on"},
}
_LISTS = frozenset(
    {"filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
     "recognised", "hardship"}
)  # fmt: skip


@cache
def fields_of_kind(kind: str) -> frozenset[str]:
    """Return the fields that a list of this kind has."""
    rule = kind_rules()[kind]
    own = {column.field for column in template(kind).columns} | rule.marks.keys() | frozenset().union(*rule.need)
    if kind not in _NOT_OF_PERSONS:
        own |= _OF_ANYBODY
    if kind in _PUPILS:
        own |= _OF_PUPILS
    if kind in _LISTS:
        own |= _OF_NEED
    return frozenset(own | _MORE.get(kind, set()))


def is_unused(field: str, kind: str) -> bool:
    """Tell whether a field, met by its header, is none that a list of this kind has: 困难等级 in a roster.

    >>> is_unused("level", "roster"), is_unused("id_no_2", "rural-allowance"), is_unused("", "roster")
    (True, False, False)
    """
    own = re.sub(r"_\d+$", "", field)
    return bool(field) and not {own, field} & (fields_of_kind(kind) | _SPREAD)


def usual_headers(kind: str) -> tuple[str, ...]:
    """Return the headers of an empty list of this kind: the words that a person may use for its columns."""
    return tuple(column.header for column in template(kind).columns)


def kinds_with(field: str) -> tuple[str, ...]:
    """Return the kinds of list that are told by a field: where it cannot stand in one, it may in these."""
    return tuple(rule.name for rule in kind_rules().values() if field in rule.marks or {field} in map(set, rule.need))


def check_mapped(told: Told, kind: str, place: Place) -> None:
    """Refuse a person's word for a column where a list of this kind has no such field.

    Raises:
        FindingsError: ``mapped-not-of-kind``, one a column.
    """
    findings = []
    for column in told.asked:
        field = told.columns[column]
        if not field or field in fields_of_kind(kind):
            continue
        word = fields()[field].words[0]
        others = [f"--as {one} --map '{column}={word}'" for one in kinds_with(field)]
        params = {
            "column": column, "word": word, "kind": Word(f"kind-{kind}"), "known": Listed(usual_headers(kind)),
            "others": Word("mapped-other-kinds", params=(("commands", Listed(tuple(others))),)) if others else "",
        }  # fmt: skip
        findings.append(Finding("mapped-not-of-kind", place, params))
    if findings:
        raise FindingsError(*findings)
