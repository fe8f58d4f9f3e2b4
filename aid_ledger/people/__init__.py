"""Who somebody is, as far as a cell can tell: resident IDs, 学籍号, bank accounts and names, checked in columns.

Decides which numbers are valid, which repairs are certain enough to be made (each is marked), how names are brought
into the form in which they are matched, and how all of them are masked. Every check returns one item a row, in the
order of the rows, codes as small enumerations; the text that stood in the cell stays with the caller.

Leaves to ``intake`` what a cell's stored type is (a number of more than 15 digits is damaged before it comes here),
to ``linking`` whether an ID belongs to the student and which rows are one person, to ``words`` every sentence.
Nothing here raises on bad data: a bad number is a code.
"""

from aid_ledger.people.accounts import (
    SELF,
    AccountCheck,
    AccountProblem,
    AccountState,
    check_accounts,
    hash_total,
    normalise_account,
)
from aid_ledger.people.id_reading import IdProblem, age_on, check_digit
from aid_ledger.people.id_repair import IdRepair
from aid_ledger.people.id_runs import counted_runs
from aid_ledger.people.masks import mask_account, mask_id, mask_name, mask_payee
from aid_ledger.people.name_agreement import NameAgreement, compare_names, fold_names
from aid_ledger.people.name_remarks import split_remark, split_remarks
from aid_ledger.people.names import (
    NameProblem,
    name_problem,
    name_problems,
    normalise_name,
    normalise_names,
    readable_names,
    uncommon_names,
)
from aid_ledger.people.phones import PhoneCheck, PhoneDamage, check_phones
from aid_ledger.people.resident_ids import CheckedId, IdCheck, IdState, check_id, check_ids
from aid_ledger.people.sounds import same_sound
from aid_ledger.people.student_numbers import StudentNoCheck, StudentNoKind, check_student_numbers

__all__ = [
    "SELF",
    "AccountCheck",
    "AccountProblem",
    "AccountState",
    "CheckedId",
    "IdCheck",
    "IdProblem",
    "IdRepair",
    "IdState",
    "NameAgreement",
    "NameProblem",
    "PhoneCheck",
    "PhoneDamage",
    "StudentNoCheck",
    "StudentNoKind",
    "age_on",
    "check_accounts",
    "check_digit",
    "check_id",
    "check_ids",
    "check_phones",
    "check_student_numbers",
    "compare_names",
    "counted_runs",
    "fold_names",
    "hash_total",
    "mask_account",
    "mask_id",
    "mask_name",
    "mask_payee",
    "name_problem",
    "name_problems",
    "normalise_account",
    "normalise_name",
    "normalise_names",
    "readable_names",
    "same_sound",
    "split_remark",
    "split_remarks",
    "uncommon_names",
]
