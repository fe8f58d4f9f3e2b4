"""File -> sheets -> table -> rows. The only package that opens files.

It decides what a file is, which of its sheets are lists, what each column means, which rows are data, and how
words, dates and amounts in cells are read. Who a person is, it leaves to ``people``; what follows from the facts, to
``linking`` and ``rulebook``.
"""

from aid_ledger.intake.allotments import allotted_by, is_no_allotment
from aid_ledger.intake.answers import Answer, codes_in, read_answers
from aid_ledger.intake.cells import UNREAD, unread_cells
from aid_ledger.intake.class_names import PLACE_FIELDS, read_place
from aid_ledger.intake.columns import STANDINGS, STATUSES
from aid_ledger.intake.commented_rows import COMMENTED, said_in_comments
from aid_ledger.intake.containers import (
    Entry,
    NotTaken,
    Unlocked,
    archive_entries,
    has_locked_entry,
    is_archive,
    unlock,
)
from aid_ledger.intake.denied_columns import turned_down
from aid_ledger.intake.kind_fields import fields_of_kind, is_unused, usual_headers
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.intake.leaving_columns import of_leaving
from aid_ledger.intake.looking import SheetSeen, look_at_columns
from aid_ledger.intake.members import OF_MEMBERS
from aid_ledger.intake.name_facts import NameFacts, read_name
from aid_ledger.intake.names_around import NAMED, says_nothing
from aid_ledger.intake.other_terms import OTHER_TERM
from aid_ledger.intake.profiles import Profile, read_profile, shipped_profiles
from aid_ledger.intake.reading import read_file
from aid_ledger.intake.stages import is_college_vocational, is_special_education, read_stage_and_grade
from aid_ledger.intake.suggesting import looks_personal, suggest_field
from aid_ledger.intake.synonyms import FieldWords, fields, meaning, unit_in
from aid_ledger.intake.tables import (
    Column,
    ControlTotal,
    FileReading,
    SheetNote,
    SheetTable,
    column_index,
    column_letter,
)
from aid_ledger.intake.templates import Template, TemplateColumn, template
from aid_ledger.intake.tiers import unclear_tiers
from aid_ledger.intake.told import field_named, header_signature
from aid_ledger.intake.values import names_no_day, read_date, read_dates, read_money
from aid_ledger.intake.vocabulary import marked, read_day_students, read_words, vocabulary

KINDS: tuple[str, ...] = tuple(kind_rules())
"""The kinds of ``import``, as CLI.md names them."""

__all__ = [
    "COMMENTED",
    "KINDS",
    "NAMED",
    "OF_MEMBERS",
    "OTHER_TERM",
    "PLACE_FIELDS",
    "STANDINGS",
    "STATUSES",
    "UNREAD",
    "Answer",
    "Column",
    "ControlTotal",
    "Entry",
    "FieldWords",
    "FileReading",
    "NameFacts",
    "NotTaken",
    "Profile",
    "SheetNote",
    "SheetSeen",
    "SheetTable",
    "Template",
    "TemplateColumn",
    "Unlocked",
    "allotted_by",
    "archive_entries",
    "codes_in",
    "column_index",
    "column_letter",
    "field_named",
    "fields",
    "fields_of_kind",
    "has_locked_entry",
    "header_signature",
    "is_archive",
    "is_college_vocational",
    "is_no_allotment",
    "is_special_education",
    "is_unused",
    "look_at_columns",
    "looks_personal",
    "marked",
    "meaning",
    "names_no_day",
    "of_leaving",
    "read_answers",
    "read_date",
    "read_dates",
    "read_day_students",
    "read_file",
    "read_money",
    "read_name",
    "read_place",
    "read_profile",
    "read_stage_and_grade",
    "read_words",
    "said_in_comments",
    "says_nothing",
    "shipped_profiles",
    "suggest_field",
    "template",
    "turned_down",
    "unclear_tiers",
    "unit_in",
    "unlock",
    "unread_cells",
    "usual_headers",
    "vocabulary",
]
