"""What a person says of columns (``import --map``), and the preview in which they confirm it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aid_ledger_cli.options import ValueNotReadError
from aid_ledger_cli.phrasing import typed

if TYPE_CHECKING:
    from aid_ledger.intake import SheetSeen, SheetTable
    from aid_ledger.office.importing import FileImport, ImportOptions
    from aid_ledger_cli.render import Screen

_MANY_DIGITS = 6
_DAY = re.compile(r"(?:19|20)\d\d(?:[-./年]?\d{1,2}(?:[-./月]?\d{1,2})?)?[日月]?(?: 00:00(?::00)?)?")
"""A day or month, which is nobody's number where the column is of no person (a birth date is)."""


def read_map(value: str) -> tuple[str, str]:
    """Read one ``--map``: ``G=身份证号``, ``证号=id_no``; nothing after ``=`` leaves the column out."""
    from aid_ledger.intake import field_named

    column, found, word = value.rpartition("=")
    name = field_named(word)
    if not found or not column.strip() or name is None:
        raise ValueNotReadError(value, "form-map")
    column = column.strip()
    return (column.upper() if column.isascii() and column.isalpha() and len(column) <= 3 else column), name


def preview_columns(table: SheetTable | SheetSeen, *, show_ids: bool = False) -> Iterator[dict[str, Any]]:
    """Yield of each column its letter, header, field, first cells (personal ones masked), and for unknown ones what
    they may be.
    """  # noqa: D205
    from aid_ledger.intake import fields_of_kind, looks_personal, suggest_field

    taken = {column.field for column in table.columns if column.field}
    left_out = {name for name, field in table.told.get("columns", {}).items() if not field}
    among = fields_of_kind(table.kind) if table.kind else None
    for column in table.columns:
        examples = table.examples.get(column.letter, ())
        out = column.letter in left_out or column.header in left_out
        like = column.field or looks_personal(column.header, examples)
        guess = "" if column.field or out else suggest_field(column.header, examples, taken, among)
        taken.add(guess)
        shown = [text if show_ids else _masked(like, text) for text in examples]
        yield {"column": column.letter, "header": column.header, "field": column.field or None,
               "examples": shown, "suggestion": guess or None}  # fmt: skip


def _masked(field: str, text: str) -> str:
    """Return a cell as a screen may show it: numbers, accounts and names masked, also where nobody said they are."""
    from aid_ledger.intake import fields
    from aid_ledger.people import mask_account, mask_id, mask_name

    entry = fields().get(field.rstrip("0123456789").rstrip("_"))
    if entry is not None and not entry.personal and _DAY.fullmatch(text):
        return text
    if entry is None or not entry.personal:
        return mask_id(text) if sum(map(str.isdigit, text)) >= _MANY_DIGITS else text
    if field.startswith("account_no"):
        return mask_account(text)
    return mask_name(text) if field.endswith("name") or "_name" in field else mask_id(text)


def show_preview(
    screen: Screen, one: FileImport, options: ImportOptions, *, path: str, show_ids: bool, columns: bool = True
) -> None:  # fmt: skip
    """Show each column of a file's sheets, and the commands that confirm what is shown; none for what is there already.

    Without ``columns`` only the commands: forty class lists of one form are shown once. A column that nobody knows
    stands as unused, unless its cells say what it is; what may be said of one is listed.
    """
    from aid_ledger.intake import NAMED, fields, fields_of_kind, is_unused, usual_headers
    from aid_ledger_cli.phrasing import comma

    usual = {name: words.words[0] for name, words in fields().items()}
    said: dict[str, str] = dict(options.columns)
    tables: tuple[SheetTable | SheetSeen, ...] = (*(sheet.table for sheet in one.sheets), *one.seen)
    unknown = False
    for table in tables:
        entries = list(preview_columns(table, show_ids=show_ids))
        for entry in entries:
            if entry["suggestion"]:
                said.setdefault(entry["column"], entry["suggestion"])
            entry["unused"] = not entry["suggestion"] and (
                not entry["field"] or (bool(table.kind) and is_unused(entry["field"], table.kind))
            )
            unknown |= entry["unused"] and bool(entry["examples"])
        if columns and len(tables) > 1:
            screen.line(table.sheet, before="  ", style="dim")
        if columns:
            _show_columns(screen, entries, usual)
    kinds = _kinds_of(one, options)
    if unknown and len(kinds) == 1:
        known = comma(screen.lang).join(usual_headers(kinds[0]))
        screen.line(screen.word("preview-fields", kind=screen.word(f"kind-{kinds[0]}"), fields=known), before="  ")
    helps = not one.refused or len(kinds) > 1 or len(said) > len(options.columns)  # else it is refused again
    if not kinds or not helps or not any(column.header for table in tables for column in table.columns):
        return
    screen.line(screen.word("preview-confirm" if len(kinds) == 1 else "preview-confirm-one"), before="  ")
    for kind in kinds:
        own = {column: field for column, field in said.items() if not field or field in fields_of_kind(kind)}
        line = command_line(path, kind, options, own, usual if screen.lang == "zh" else {})
        screen.line(line, before="    ")
    if _lacks_school(one, options, kinds):
        named = any(NAMED in sheet.table.name_facts for sheet in one.sheets)
        screen.line(screen.word("preview-school-named" if named else "preview-school"), before="  ")


def _show_columns(screen: Screen, entries: Sequence[dict[str, Any]], usual: Mapping[str, str]) -> None:
    from aid_ledger_cli.render import Column

    rows = []
    for entry in entries:
        name = entry["field"] or ""
        shown = field_word(screen, name) if screen.lang == "zh" else name
        if entry["suggestion"]:
            guess = usual[entry["suggestion"]] if screen.lang == "zh" else entry["suggestion"]
            shown = screen.word("preview-maybe", field=guess)
        elif entry["unused"] and entry["examples"]:
            shown = screen.word("preview-unused")
        rows.append((entry["column"], entry["header"], shown, " / ".join(entry["examples"])))
    head = (Column("head-letter", whole=True), Column("head-header"), Column("head-field"), Column("head-examples"))
    screen.table(head, rows)


def _kinds_of(one: FileImport, options: ImportOptions) -> tuple[str, ...]:
    """The kinds as which a file could be imported now: none where it is in use already, or a command would not help."""
    if not one.refused:
        new = [sheet.table.kind for sheet in one.sheets if not sheet.already]
        return (options.kind or new[0],) if new else ()
    for finding in one.findings:
        if finding.name == "kind-unclear":
            return (str(finding.params["kind"]), str(finding.params["other"]))
        if finding.name == "kind-columns-missing":
            return (str(finding.params["kind"]),)
        if finding.name == "header-not-found" and (kind := options.kind or next((s.kind for s in one.seen), "")):
            return (kind,)
    return ()


def _lacks_school(one: FileImport, options: ImportOptions, kinds: Sequence[str]) -> bool:
    """Tell whether a class list says nowhere whose it is."""
    if options.school or not {"roster", "boarders"} & set(kinds):
        return False
    if one.refused:
        return any(finding.params.get("school") for finding in one.findings if finding.name == "kind-unclear")
    return any(not {"school", "school_code"} & {*sheet.table.fields, *sheet.table.name_facts} for sheet in one.sheets)


def field_word(screen: Screen, field: str) -> str:
    """Return the usual header of a field; of a further member of a household's row with the member's number."""
    from aid_ledger.intake import fields

    known = fields()
    base = field.rstrip("0123456789").rstrip("_")
    if field in known or base not in known:
        return known[field].words[0] if field in known else field
    word, number = known[base].words[0], field[len(base) + 1 :]
    return screen.word("field-of-member", number=number, field=word) if base in {"id_no", "student_name"} else word


def command_line(
    path: str, kind: str, options: ImportOptions, columns: Mapping[str, str], usual: Mapping[str, str]
) -> str:
    """Return the command that imports a file as previewed, each word as it must be typed."""
    words = ["aid-ledger", "import", path, *(("--as", kind) if kind else ())]
    for term in options.terms[:1]:
        words += ["--term", str(term)]
    if len(options.terms) > 1:
        words[-2:] = ["--year", f"{options.terms[0].year}-{options.terms[-1].year}"]
    if options.as_of:
        words += ["--as-of", options.as_of.isoformat()]
    for name, value in (("--sheet", options.sheet), ("--school", options.school)):
        if value:
            words += [name, value]
    for column, field in columns.items():
        words += ["--map", f"{column}={usual.get(field, field)}"]
    if options.replace:
        words.append("--replace")
    return " ".join(map(typed, words))
