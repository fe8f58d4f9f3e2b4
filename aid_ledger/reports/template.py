"""An empty list as a workbook to fill in: text columns, drop-downs, required headers marked, and a sheet that explains.

Nothing is hidden and nothing stops the clerk: a word or a length that looks wrong is asked about, since the reader
takes more than the drop-downs offer. Marking is that of the templates clerks know: red on grey is required.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from aid_ledger.intake import Template, TemplateColumn, template
from aid_ledger.reports.listing import lines_of
from aid_ledger.reports.paper import A4, BODY_FONT, TITLE_FONT
from aid_ledger.reports.printing import clean
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

ROWS = 20_000
"""Rows with drop-downs and marks; the text format holds for the whole column."""
_CREATED = datetime(2020, 1, 1, tzinfo=UTC)  # the same list gives the same bytes
_PAGE_CHARACTERS = 170  # columns on a landscape page that can still be read
_LINE, _PADDING = 13.5, 6.0
_GUIDE = (("column", 22), ("need", 12), ("about", 48), ("choices", 44), ("example", 30))
_HEAD = {"border": 1, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
_CELL = {"border": 1, "align": "left", "indent": 1, "valign": "vcenter", "text_wrap": True}
_RED, _GREY, _YELLOW = "#C00000", "#D9D9D9", "#FFE699"
_NEED = {"required": {"font_color": _RED, "bg_color": _GREY}, "wanted": {"font_color": _RED}, "free": {}}
_NUMBERS = {"money": "0.00", "number": "0"}


def template_name(kind: str) -> str:
    """Return the file name of an empty list; the list in it tells the kind again."""
    return phrase("template-file", "zh", list=template(kind).name)


def template_book(kind: str, *, lang: Lang = "zh", rows: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Return an empty list of a kind of ``import`` as an xlsx file.

    Args:
        kind: one of ``aid_ledger.intake.KINDS``.
        lang: of the explanations and questions; headers and choices are Chinese, as they are read.
        rows: what is known already, by field.

    Raises:
        KeyError: no such kind.
    """
    form = template(kind)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = _write_list(book, form, lang)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(form.columns):
                if value := row.get(column.field, ""):
                    sheet.write_string(number, place, clean(value))
        _write_guide(book, form, lang)
    return out.getvalue()


def _look(book: Any, *parts: dict[str, Any]) -> Any:
    whole: dict[str, Any] = {"font_name": BODY_FONT, "font_size": 10}
    for part in parts:
        whole |= part
    return book.add_format(whole)


def _write_list(book: Any, form: Template, lang: Lang) -> Any:
    sheet = book.add_worksheet(form.name)
    heads = {need: _look(book, _HEAD, look) for need, look in _NEED.items()}
    cells = {
        shown: _look(book, {"num_format": shown, "valign": "vcenter", "align": align})
        for shown, align in (("@", "left"), *((number, "right") for number in _NUMBERS.values()))
    }
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, column.width, cells[_NUMBERS.get(column.reader, "@")])
        sheet.write_string(0, place, column.header, heads[column.need])
        _ask(sheet, place, column, lang)
    sheet.set_default_row(_high(1))
    sheet.set_row(0, 34)
    _mark(book, sheet, form.columns)
    sheet.freeze_panes(1, 0)
    _set_page(sheet, form, lang)
    return sheet


def _set_page(sheet: Any, form: Template, lang: Lang) -> None:
    """A wide list goes over several pages, each with the names."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 1.0, 0.6)
    sheet.repeat_rows(0)
    pages = max(1, round(sum(column.width for column in form.columns) / _PAGE_CHARACTERS))
    names = [place for place, column in enumerate(form.columns) if column.field == "student_name"]
    if pages > 1 and names:
        sheet.repeat_columns(names[0], names[0])
    sheet.fit_to_pages(pages, 0)
    sheet.set_header(f'&C&"{TITLE_FONT}"&16{form.name}')
    filled_by, page = phrase("template-filled-by", lang), phrase("template-page", lang, page="&P", pages="&N")
    sheet.set_footer(f'&L&"{BODY_FONT}"&10{filled_by}&R&"{BODY_FONT}"&9{page}')


def _ask(sheet: Any, place: int, column: TemplateColumn, lang: Lang) -> None:
    """Offer choices, say the form of dates and numbers, and ask about what looks wrong."""
    rule: dict[str, Any] = {"validate": "any"}
    shown = lengths_in_words(column.lengths, lang)
    ask = ""
    if column.choices:
        rule = {"validate": "list", "source": list(column.choices)}
        ask = phrase("template-ask-choice", lang)
    elif column.lengths:
        first = f"{xl_col_to_name(place)}2"
        rule = {"validate": "custom", "value": f"=OR({_any_length(first, column.lengths)})"}
        ask = phrase("template-ask-length", lang, header=column.header, lengths=shown)
    elif column.reader in _NUMBERS:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        ask = phrase("template-ask-number", lang)
    if ask:
        rule |= {"error_type": "warning", "error_title": phrase("template-ask", lang), "error_message": ask}
    if column.lengths:
        rule["input_message"] = phrase("template-hint-length", lang, about=column.about[lang], lengths=shown)
    elif _is_day(column):
        rule["input_message"] = about_of(column, lang)
    elif not ask:
        rule["input_message"] = column.about[lang]
    if "input_message" in rule:
        rule["input_title"] = column.header
    sheet.data_validation(1, place, ROWS, place, rule)


def _is_day(column: TemplateColumn) -> bool:
    return column.reader == "date" and column.field != "enrol_ym"


def about_of(column: TemplateColumn, lang: Lang) -> str:
    """Return what is to be filled in, of a day with its form."""
    about = column.about[lang]
    return phrase("template-hint-day", lang, about=about) if _is_day(column) else about


def lengths_in_words(lengths: Sequence[int], lang: Lang) -> str:
    """Return lengths as a sentence names them: ``18 或 15``, ``12–25``.

    >>> lengths_in_words((18, 15), "zh"), lengths_in_words(range(12, 26), "zh")
    ('18 或 15', '12–25')
    """
    if len(lengths) > 3:
        return phrase("template-to", lang, first=lengths[0], last=lengths[-1])
    return phrase("template-or", lang).join(map(str, lengths))


def _any_length(cell: str, lengths: Sequence[int]) -> str:
    return ",".join(f"LEN({cell})={length}" for length in lengths)


def _mark(book: Any, sheet: Any, columns: Sequence[TemplateColumn]) -> None:
    """Show what a pasted row lacks: no question is asked of what is pasted. A row begun gets its lines."""
    last = len(columns) - 1
    begun = f"COUNTA($A2:${xl_col_to_name(last)}2)>0"
    lacks, wrong, lines = (
        book.add_format(look) for look in ({"bg_color": _YELLOW}, {"font_color": _RED, "bold": True}, {"border": 1})
    )
    for place, column in enumerate(columns):
        first = f"{xl_col_to_name(place)}2"
        if column.need == "required":
            rule = {"type": "formula", "criteria": f'=AND({first}="",{begun})', "format": lacks}
            sheet.conditional_format(1, place, ROWS, place, rule)
        if column.lengths:
            good = _any_length(first, column.lengths)
            rule = {"type": "formula", "criteria": f'=AND({first}<>"",NOT(OR({good})))', "format": wrong}
            sheet.conditional_format(1, place, ROWS, place, rule)
    sheet.conditional_format(1, 0, ROWS, last, {"type": "formula", "criteria": f"={begun}", "format": lines})


def _write_guide(book: Any, form: Template, lang: Lang) -> None:
    sheet = book.add_worksheet(phrase("template-guide", lang))
    last = len(_GUIDE) - 1
    for place, (_, width) in enumerate(_GUIDE):
        sheet.set_column(place, place, width)
    title = phrase("template-title", lang, list=form.name)
    sheet.merge_range(0, 0, 0, last, title, _look(book, {"font_name": TITLE_FONT, "font_size": 16, "align": "center"}))
    sheet.set_row(0, 28)
    note = _look(book, {"align": "left", "valign": "vcenter", "text_wrap": True})
    names = ("rows", "colours", "text", "choice", "name")
    texts = [form.about[lang], *(phrase(f"template-note-{name}", lang, list=form.name) for name in names)]
    whole = sum(width for _, width in _GUIDE)
    for row, text in enumerate(texts, start=1):
        sheet.merge_range(row, 0, row, last, text, note)
        sheet.set_row(row, _high(lines_of(text, whole)))
    top = len(texts) + 1
    for place, (name, _) in enumerate(_GUIDE):
        sheet.write_string(top, place, phrase(f"template-head-{name}", lang), _look(book, _HEAD))
    sheet.set_row(top, _high(1))
    _write_columns(book, sheet, form, top + 1, lang)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    page = phrase("template-page", lang, page="&P", pages="&N")
    sheet.set_footer(f'&C&"{BODY_FONT}"&9{page}')


def _write_columns(book: Any, sheet: Any, form: Template, first: int, lang: Lang) -> None:
    plain = _look(book, _CELL, {"num_format": "@"})
    marked = {need: _look(book, _CELL, {"align": "center", "indent": 0}, look) for need, look in _NEED.items()}
    for row, column in enumerate(form.columns, start=first):
        texts = [
            column.header, phrase(f"template-need-{column.need}", lang), about_of(column, lang),
            "、".join(column.choices), column.example,
        ]  # fmt: skip
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, marked[column.need] if place == 1 else plain)
        sheet.set_row(row, _high(max(lines_of(t, w) for t, (_, w) in zip(texts, _GUIDE, strict=True))))


def _high(lines: int) -> float:
    return _LINE * lines + _PADDING
