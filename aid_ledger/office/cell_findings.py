"""What the cells of an imported list have wrong with them, counted: what was repaired, what waits, what is a question.

Each finding names how many cells it stands for and the first of them; the rest follows from the same rules that
linking goes by when the list is used.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import SheetTable, read_money
from aid_ledger.linking import off_standard, read_standard
from aid_ledger.office.comment_findings import comment_findings
from aid_ledger.people import (
    AccountCheck,
    AccountProblem,
    AccountState,
    IdCheck,
    IdRepair,
    NameAgreement,
    NameProblem,
    PhoneDamage,
    check_accounts,
    check_ids,
    check_phones,
    compare_names,
    counted_runs,
    name_problems,
    normalise_names,
    readable_names,
    split_remarks,
    uncommon_names,
)
from aid_ledger.words import Counted, Word

Marks = npt.NDArray[np.bool_]
_NO_NAME = (NameProblem.NONE, NameProblem.EMPTY)
_REPAIRS = {
    IdRepair.SPACES: "id-repair-spaces",
    IdRepair.FULL_WIDTH: "id-repair-full-width",
    IdRepair.APOSTROPHE: "id-repair-apostrophe",
    IdRepair.WRAPPER: "id-repair-wrapper",
    IdRepair.LOWER_X: "id-repair-lower-x",
    IdRepair.CHECK_LOOKALIKE: "id-repair-check-lookalike",
    IdRepair.UPGRADED_15: "id-repair-upgraded",
    IdRepair.LETTER_O_OR_L: "id-repair-letter",
    IdRepair.DISABILITY_SUFFIX: "id-repair-suffix",
    IdRepair.STUDENT_NO: "id-repair-student-no",
}
_ACCOUNT_PROBLEMS = {
    AccountProblem.CHARACTERS: "account-problem-characters",
    AccountProblem.TOO_SHORT: "account-problem-too-short",
    AccountProblem.EQUALS_ID: "account-problem-equals-id",
    AccountProblem.SCIENTIFIC: "account-problem-scientific",
    AccountProblem.TOO_LONG: "account-problem-too-long",
    AccountProblem.UNUSUAL_LENGTH: "account-problem-unusual-length",
    AccountProblem.RESEMBLES_ID: "account-problem-resembles-id",
    AccountProblem.ROUNDED: "account-problem-rounded",
}


_PHONES = {
    PhoneDamage.SCIENTIFIC: "phone-damage-scientific",
    PhoneDamage.TAIL: "phone-damage-tail",
    PhoneDamage.COUNTRY: "phone-damage-country",
    PhoneDamage.SEVERAL: "phone-damage-several",
}


def cell_findings(table: SheetTable, file: str) -> tuple[Finding, ...]:
    """Return the findings on the cells of one list, in the order of its columns' meaning.

    Args:
        table: the list as read.
        file: its name, for the places.
    """
    return tuple(_findings(table, file))


def _findings(table: SheetTable, file: str) -> Iterator[Finding]:
    frame = table.frame
    ids = check_ids(frame["id_no"]) if "id_no" in frame else None
    if ids is not None:
        yield from _ids(table, ids, file)
    if "student_name" in frame:
        yield from _names(table, file)
    if "account_no" in frame:
        yield from _accounts(table, ids, file)
    if "phone" in frame:
        damage = check_phones(frame["phone"]).damage
        kinds = [(name, int(((damage & int(flag)) > 0).sum())) for flag, name in _PHONES.items()]
        said = {"kinds": _counted(kinds)}
        yield from _one("phones-damaged", table, file, "phone", damage > 0, severity="note", **said)
    if {"amount", "standard", "months"} <= set(frame.columns):
        standard = read_standard(frame["standard"], table.unit_of("standard"))
        off = off_standard(read_money(frame["amount"], table.unit_of("amount")), standard, frame["months"])
        yield from _one("amount-not-standard", table, file, "amount", off)
    yield from comment_findings(table, file)


def _ids(table: SheetTable, ids: IdCheck, file: str) -> Iterator[Finding]:
    damaged = table.damaged.get("id_no", np.zeros(len(table.frame), dtype=bool))
    repaired = (ids.repair > 0) & ~damaged
    kinds = [(name, int(((ids.repair[repaired] & int(flag)) > 0).sum())) for flag, name in _REPAIRS.items()]
    yield from _one("ids-repaired", table, file, "id_no", repaired, kinds=_counted(kinds), severity="note")
    yield from _runs(table, ids, file)


def _runs(table: SheetTable, ids: IdCheck, file: str) -> Iterator[Finding]:
    """Runs of IDs that count up, wherever they stand: down a column, or across the members of a household's row."""
    none = np.zeros(len(table.frame), dtype=bool)
    columns = [name for name in table.repeated_ids if name in table.frame] or ["id_no"]
    numbers = pd.concat(
        [(ids if name == "id_no" else check_ids(table.frame[name])).normal.mask(table.damaged.get(name, none), "")
         for name in columns], ignore_index=True,
    ).astype("str")  # fmt: skip
    at = np.flatnonzero(counted_runs(numbers, np.zeros(len(numbers), dtype=np.int32)))
    values = np.array([int(text) for text in numbers.iloc[at]], dtype=np.int64)
    by_number = np.argsort(values, kind="stable")
    breaks = np.flatnonzero(np.diff(values[by_number]) > 1) + 1
    row, column = at % max(len(table.frame), 1), at // max(len(table.frame), 1)
    lines = table.frame["row"].to_numpy()
    parts = [part[np.lexsort((column[part], row[part]))] for part in np.split(by_number, breaks) if len(part)]
    for part in sorted(parts, key=lambda part: (int(row[part[0]]), int(column[part[0]]))):
        first, last = (table.place(file, int(lines[row[one]]), columns[column[one]]) for one in (part[0], part[-1]))
        yield Finding("id-run", first, {"last": last.cell, "count": len(part)}, rows=len(part), severity="warning")


def _names(table: SheetTable, file: str) -> Iterator[Finding]:
    uncommon = uncommon_names(table.frame["student_name"])
    names, remarks = split_remarks(table.frame["student_name"][uncommon])
    converted = (readable_names(names) != names).to_numpy(dtype=bool)
    spaced = (normalise_names(names) != names).to_numpy(dtype=bool) & ~converted
    remarked = (remarks != "").to_numpy(dtype=bool)
    kinds = [
        ("name-repair-private", int(converted.sum())),
        ("name-repair-form", int(spaced.sum())),
        ("name-repair-remark", int(remarked.sum())),
    ]
    changed, damaged = uncommon.copy(), uncommon.copy()
    changed[uncommon] = converted | spaced | remarked
    yield from _one("names-repaired", table, file, "student_name", changed, kinds=_counted(kinds), severity="note")
    damaged[uncommon] = ~np.isin(name_problems(names), [int(one) for one in _NO_NAME])
    yield from _one("names-damaged", table, file, "student_name", damaged)


def _accounts(table: SheetTable, ids: IdCheck | None, file: str) -> Iterator[Finding]:
    frame = table.frame
    blank = pd.Series("", index=frame.index, dtype="str")
    own = ids.normal if ids is not None else blank
    checked = check_accounts(frame["account_no"], own)
    damaged = table.damaged.get("account_no", np.zeros(len(frame), dtype=bool))
    unusable, nameless = unpayable(table, checked)
    kinds = [("account-problem-no-holder", int(nameless.sum()))]
    kinds += [("account-problem-damaged", int(damaged.sum()))]
    kinds += [
        (name, int(((checked.problem == problem) & ~damaged).sum())) for problem, name in _ACCOUNT_PROBLEMS.items()
    ]
    yield from _one("accounts-unusable", table, file, "account_no", unusable | nameless, kinds=_counted(kinds))
    yield from _one("account-check-digit", table, file, "account_no", checked.luhn_fails & ~unusable)
    if {"account_name", "student_name"} <= set(frame.columns):
        asked = (frame.get("holder_relation", blank) == "").to_numpy(dtype=bool) & ~unusable & ~nameless
        asked &= (frame["account_name"] != frame["student_name"]).to_numpy(dtype=bool)
        names = split_remarks(frame["student_name"][asked])[0]
        asked[asked] = compare_names(names, frame["account_name"][asked]) == int(NameAgreement.DIFFERENT)
        yield from _one("holder-differs", table, file, "account_name", asked)


def unpayable(table: SheetTable, checked: AccountCheck) -> tuple[Marks, Marks]:
    """Return which rows give an account that cannot be paid, and which one that can be but for its blank holder.

    Args:
        table: a list with ``account_no``.
        checked: its accounts.
    """
    none = np.zeros(len(table.frame), dtype=bool)
    damaged = table.damaged.get("account_no", none)
    wrong: Marks = np.isin(checked.state, (int(AccountState.NOT_PAYABLE), int(AccountState.DOUBTFUL))) | damaged
    if "account_name" not in table.frame:
        return wrong, none
    blank = (table.frame["account_name"].str.strip() == "").to_numpy(dtype=bool)
    nameless: Marks = blank & (checked.state == int(AccountState.PAYABLE)) & ~damaged
    return wrong, nameless


def _counted(kinds: list[tuple[str, int]]) -> Counted:
    """Return ``去空格 8，全角 3``: the kinds that are there, most first, in the reader's language."""
    there = sorted(((name, count) for name, count in kinds if count), key=lambda one: (-one[1], one[0]))
    return Counted(tuple((Word(name), count) for name, count in there))


def _one(
    name: str, table: SheetTable, file: str, field: str, marks: Marks, *, severity: str = "warning", **params: object
) -> Iterator[Finding]:
    """Yield one finding for all marked cells of a field, placed at the first; none where none is marked."""
    count = int(marks.sum())
    if count:
        place: Place = table.place(file, int(table.frame["row"].to_numpy()[int(np.argmax(marks))]), field)
        said = {"count": count, "header": table.header_of(field), **params}
        yield Finding(name, place, said, rows=count, severity=severity)
