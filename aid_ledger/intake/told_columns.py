"""Refuses what cannot be read as told, or as a list of households must be: a person has to say which column is what."""

from __future__ import annotations

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.cells import looks_like_id, looks_like_student_no
from aid_ledger.intake.column_cells import MOSTLY, sample, share
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.synonyms import fields
from aid_ledger.intake.told import Told

OF_ONE = ("id_no", "student_name")
"""What a row of one person has once."""


def check_told(sheet: RawSheet, header: Header, told: Told, file: str) -> None:
    """Refuse what was told where the cells say otherwise: a column of IDs that holds none.

    Of several the place for a last member may be empty.
    """
    row = sheet.first_row + header.start
    said = [i for i, text in enumerate(header.texts) if told.field_of(sheet.letter(i), text) == "id_no"]
    said += [i for i in range(len(header.texts)) if sheet.letter(i) in told.ids]
    said = list(dict.fromkeys(said))
    cells = {i: sample(sheet, header, i) for i in said}
    wrong = [i for i in said if share(cells[i], _like_identity) < MOSTLY and (cells[i] or not any(cells.values()))]
    findings = [
        Finding(
            "told-column-not-ids", Place(file, sheet.name, sheet.cell(header.start, i)),
            {"header": header.texts[i] or sheet.letter(i), "profile": told.profile or "--map"},
        )
        for i in wrong
    ]  # fmt: skip
    met = [(sheet.letter(i), text) for i, text in enumerate(header.texts)]
    lost = [key for key in told.ids if key not in dict(met)]
    lost += told.unmatched(met)
    if lost:
        known = "、".join(f"{letter} {text}" for letter, text in met if text)
        params = {"columns": "、".join(lost), "known": known[:400], "profile": told.profile or "--map"}
        findings.append(Finding("told-column-missing", Place(file, sheet.name, str(row)), params))
    if findings:
        raise FindingsError(*findings)


def check_told_once(
    sheet: RawSheet, header: Header, told: Told, chosen: dict[int, str], file: str
) -> None:  # fmt: skip
    """Refuse two columns told to be the person's name or ID where a row is of one person: one would be lost."""
    findings = []
    for name in OF_ONE:
        asked = [i for i, text in enumerate(header.texts) if told.field_of(sheet.letter(i), text) == name]
        if told.asked and len(asked) > 1:
            letters = [sheet.letter(i) for i in asked]
            rest = [sheet.letter(i) for i in asked if chosen.get(i) != name] or letters[1:]
            params = {"columns": "、".join(letters), "field": fields()[name].words[0], "leave": _leave_out(rest)}
            place = Place(file, sheet.name, f"{rest[0]}{sheet.first_row + header.start}")
            findings.append(Finding("told-column-twice", place, params))
    if findings:
        raise FindingsError(*findings)


def check_members(sheet: RawSheet, header: Header, lone: tuple[int, ...], file: str) -> None:
    """Refuse a household's row that names people without their IDs: they would be lost."""
    if lone:
        shown = "、".join(f"{sheet.letter(i)} {header.texts[i]}" for i in lone)
        params = {"columns": shown, "leave": _leave_out([sheet.letter(i) for i in lone])}
        place = Place(file, sheet.name, sheet.cell(header.start, lone[0]))
        raise FindingsError(Finding("members-without-ids", place, params))


def _leave_out(letters: list[str]) -> str:
    """Return what a person types to leave columns out."""
    return " ".join(f"--map '{letter}='" for letter in letters)


def _like_identity(text: str) -> bool:
    return looks_like_id(text) or looks_like_student_no(text)
