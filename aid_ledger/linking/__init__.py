"""Rows become students with facts: certain identity, the reference day, conflicts, and a reason for every row.

It guesses nothing: what is not certain is held with its reason. It decides no amount.
"""

from aid_ledger.linking.absence import explain_absent
from aid_ledger.linking.blank_levels import LEVEL_BLANK
from aid_ledger.linking.budget import NOT_SAID, read_budget
from aid_ledger.linking.check_lists import FOR_CHECKS, CheckLists, read_check_lists
from aid_ledger.linking.corrections import (
    CONFIRMED,
    SET_ASIDE,
    CellReading,
    Corrections,
    PersonReading,
    WordReading,
    correct,
    fold_cell,
    of_member,
)
from aid_ledger.linking.guardians import guardians_of
from aid_ledger.linking.holders import holder_ids
from aid_ledger.linking.households import fold_households
from aid_ledger.linking.id_doubts import AGES, SPECIAL_AGES
from aid_ledger.linking.linked import Linked, hold_paid, link
from aid_ledger.linking.matching import UNUSABLE
from aid_ledger.linking.meals import DAYS_UNCLEAR, WHOLE_TERM
from aid_ledger.linking.named_persons import strange_holders
from aid_ledger.linking.notices import best_notices
from aid_ledger.linking.other_lists import Words, off_standard, read_standard
from aid_ledger.linking.registers import NO_CATEGORY
from aid_ledger.linking.remarks import remarks_decide, remarks_say_left
from aid_ledger.linking.rows import REGISTERS, ROSTER, Source
from aid_ledger.linking.school_fees import read_fee
from aid_ledger.linking.schools import SchoolBook, school_keys
from aid_ledger.linking.statuses import read_statuses
from aid_ledger.linking.student_facts import Settings, county_name
from aid_ledger.linking.students import known_among, person_keys
from aid_ledger.linking.suggestions import suggest

__all__ = [
    "AGES",
    "CONFIRMED",
    "DAYS_UNCLEAR",
    "FOR_CHECKS",
    "LEVEL_BLANK",
    "NOT_SAID",
    "NO_CATEGORY",
    "REGISTERS",
    "ROSTER",
    "SET_ASIDE",
    "SPECIAL_AGES",
    "UNUSABLE",
    "WHOLE_TERM",
    "CellReading",
    "CheckLists",
    "Corrections",
    "Linked",
    "PersonReading",
    "SchoolBook",
    "Settings",
    "Source",
    "WordReading",
    "Words",
    "best_notices",
    "correct",
    "county_name",
    "explain_absent",
    "fold_cell",
    "fold_households",
    "guardians_of",
    "hold_paid",
    "holder_ids",
    "known_among",
    "link",
    "of_member",
    "off_standard",
    "person_keys",
    "read_budget",
    "read_check_lists",
    "read_fee",
    "read_standard",
    "read_statuses",
    "remarks_decide",
    "remarks_say_left",
    "school_keys",
    "strange_holders",
    "suggest",
]
