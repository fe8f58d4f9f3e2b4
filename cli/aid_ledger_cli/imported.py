"""What is said of a file that was imported: its sheets, what each was taken for, how its columns were mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aid_ledger_cli.mapping import field_word

if TYPE_CHECKING:
    from aid_ledger.intake import SheetTable
    from aid_ledger.office.importing import FileImport
    from aid_ledger.office.taking import SheetImport
    from aid_ledger_cli.render import Screen

Layout = tuple[str, tuple[tuple[str, str, str], ...]]
"""A kind and the columns with what each was taken for."""


def show_file(screen: Screen, one: FileImport, laid_out: dict[Layout, str], *, preview: bool) -> None:
    """Show what a file was taken for, how each column was mapped, and what became of the rows.

    ``laid_out`` tells the file that showed a layout first: of others with the same columns their name alone is said.
    """
    screen.line(one.file, style="bold")
    if one.refused:
        screen.line(screen.word("import-refused"), before="  ", style="bold red")
    for sheet in one.sheets:
        _show_sheet(screen, sheet, laid_out, preview=preview)
    shown = {id(finding): finding for finding in one.findings}
    shown |= {id(finding): finding for sheet in one.sheets for finding in sheet.table.findings}
    screen.findings(list(shown.values()))


def layout(sheet: SheetImport) -> Layout:
    """Return what two sheets must share for their columns to be shown once."""
    return (sheet.table.kind, tuple((c.letter, c.header, c.field) for c in sheet.table.columns))


def _show_sheet(screen: Screen, sheet: SheetImport, laid_out: dict[Layout, str], *, preview: bool) -> None:
    from aid_ledger.intake import is_unused
    from aid_ledger_cli.phrasing import comma, term_words

    table, between = sheet.table, comma(screen.lang)
    term = term_words(sheet.term, screen.lang) if sheet.term else screen.word("import-any-term")
    head = screen.word("import-sheet", kind=screen.word(f"kind-{table.kind}"), term=term, sheet=table.sheet,
                       row=table.header_row)  # fmt: skip
    screen.line(head, before="  ")
    if profile := table.told.get("profile"):
        screen.line(screen.word("import-profile", profile=profile), before="  ", style="dim")
    counts = between.join(f"{screen.word(f'row-{name}')} {count:,}" for name, count in sheet.outcomes.items() if count)
    if sheet.already:
        name = "import-already-as" if sheet.source else "import-already-same"
        counts += screen.word(name, source=sheet.source, file=sheet.same_as)
    if sheet.replaced:
        counts += screen.word("import-replaced", count=len(sheet.replaced))
    if table.hidden_rows:
        counts += screen.word("import-hidden", count=table.hidden_rows)
    screen.line(screen.word("import-rows", rows=f"{len(table.frame):,}", outcomes=counts), before="  ")
    _show_names(screen, table)
    own = layout(sheet)
    if own in laid_out:
        screen.line(screen.word("import-columns-as", file=laid_out[own]), before="  ", style="dim")
        return
    laid_out[own] = sheet.file
    if preview and not sheet.already:  # the columns follow as a table
        return
    taken = [c for c in table.columns if c.field and not is_unused(c.field, table.kind)]
    used = [f"{c.letter} {_mapped(screen, c.header, c.field, field_word(screen, c.field))}" for c in taken]
    unused = [f"{c.letter} {_flat(c.header)}" for c in table.columns if c not in taken]
    screen.items(used, before=f"  {screen.word('import-columns')}  ", style="dim")
    if unused:
        screen.items(unused, before=f"  {screen.word('import-unused')}  ", style="dim")


def _show_names(screen: Screen, table: SheetTable) -> None:
    """Say what the names of file, sheet and folders told of every row, where no column does."""
    from aid_ledger.intake import NAMED, PLACE_FIELDS

    facts = table.name_facts
    places = [facts[name] for name in PLACE_FIELDS if name in facts and not table.letter_of(name)]
    if NAMED in facts:
        places.append(screen.word("import-school-named"))
    if places:
        screen.line(screen.word("import-by-names", places=" ".join(places)), before="  ", style="dim")


def _mapped(screen: Screen, header: str, field: str, word: str) -> str:
    """Say what a header was taken for; where it is the usual word itself, that word alone."""
    flat = _flat(header)
    taken = word or flat if screen.lang == "zh" else field.replace("_", " ")
    return flat if flat == taken else f"{flat} = {taken}"


def _flat(header: str) -> str:
    return " ".join(header.split())
