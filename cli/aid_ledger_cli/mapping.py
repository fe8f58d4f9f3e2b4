"""What a person says of columns (``import --map``), and the preview in which they confirm it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aid_ledger_cli.options import ValueNotReadError

if TYPE_CHECKING:
    from aid_ledger.intake import SheetSeen, SheetTable
    from aid_ledger.office.importing import FileImport, ImportOptions
    from aid_ledger_cli.render import Screen

_MANY_DIGITS = 6


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
    from aid_ledger.intake import suggest_field

    taken = {column.field for column in table.columns if column.field}
    left_out = {name for name, field in table.told.get("columns", {}).items() if not field}
    for column in table.columns:
        examples = table.examples.get(column.letter, ())
        out = column.letter in left_out or column.header in left_out
        like = column.field or suggest_field(column.header, examples, ())
        guess = "" if column.field or out else suggest_field(column.header, examples, taken)
        taken.add(guess)
        shown = [text if show_ids else _masked(like, text) for text in examples]
        yield {"column": column.letter, "header": column.header, "field": column.field or None,
               "examples": shown, "suggestion": guess or None}  # fmt: skip


def _masked(field: str, text: str) -> str:
    """Return a cell as a screen may show it: numbers, accounts and names masked, also where nobody said they are."""
    from aid_ledger.intake import fields
    from aid_ledger.people import mask_account, mask_id, mask_name

    entry = fields().get(field.rstrip("0123456789").rstrip("_"))
    if entry is None or not entry.personal:
        return mask_id(text) if sum(map(str.isdigit, text)) >= _MANY_DIGITS else text
    if field.startswith("account_no"):
        return mask_account(text)
    return mask_name(text) if field.endswith("name") or "_name" in field else mask_id(text)


def show_preview(screen: Screen, one: FileImport, options: ImportOptions, *, path: str, show_ids: bool) -> None:
    """Show each column of a file's sheets, and the command that confirms what is shown."""
    from aid_ledger.intake import fields
    from aid_ledger_cli.render import Column

    usual = {name: words.words[0] for name, words in fields().items()}
    said: dict[str, str] = dict(options.columns)
    tables: tuple[SheetTable | SheetSeen, ...] = (*(sheet.table for sheet in one.sheets), *one.seen)
    for table in tables:
        rows = []
        for entry in preview_columns(table, show_ids=show_ids):
            name = entry["field"] or ""
            shown = field_word(screen, name) if screen.lang == "zh" else name
            if entry["suggestion"]:
                said.setdefault(entry["column"], entry["suggestion"])
                guess = usual[entry["suggestion"]] if screen.lang == "zh" else entry["suggestion"]
                shown = screen.word("preview-maybe", field=guess)
            rows.append((entry["column"], entry["header"], shown, " / ".join(entry["examples"])))
        head = (Column("head-letter", whole=True), Column("head-header"), Column("head-field"), Column("head-examples"))
        if len(tables) > 1:
            screen.line(table.sheet, before="  ", style="dim")
        screen.table(head, rows)
    if any(column.header for table in tables for column in table.columns):
        kind = options.kind or tables[0].kind
        screen.line(screen.word("preview-confirm"), before="  ")
        screen.line(command_line(path, kind, options, said, usual if screen.lang == "zh" else {}), before="    ")


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
    """Return the command that imports a file as previewed, each argument quoted where it must be."""
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
    return " ".join(map(shlex.quote, words))
