"""核查表: a drawn sample as a workbook to fill in on a visit, with the particulars by which it can be drawn again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from aid_ledger.audit.sample_answers import (
    AMOUNT,
    BOARDS,
    BOOK,
    FOUND,
    GROUP,
    HITS,
    KEY_HEADING,
    KEY_NAMES,
    NUMBER,
    VALUE_HEADING,
)
from aid_ledger.audit.sampling import Sample
from aid_ledger.money import format_yuan
from aid_ledger.reports.held import mask_id
from aid_ledger.reports.listing import LINE_POINTS, PADDING_POINTS, lines_of
from aid_ledger.reports.paper import A4, BODY_FONT, TITLE_FONT
from aid_ledger.reports.printing import clean
from aid_ledger.terms import Term
from aid_ledger.words import known, phrase, reason
from aid_ledger.words.catalogue import Lang

_CREATED = datetime(2020, 1, 1, tzinfo=UTC)  # the same sample gives the same bytes
_YUAN = "#,##0.00"
_BORDER = {"border": 1, "valign": "vcenter", "text_wrap": True}
_LEFT_OPEN = {"bg_color": "#FFF7D6"}
_COLUMNS = (
    (NUMBER, 6), (GROUP, 9), (HITS, 6), ("学校", 16), ("年级", 7), ("班级", 7), ("姓名", 8), ("身份证号", 19),
    ("项目", 22), (BOOK, 10), ("风险点", 12), (FOUND, 8), (AMOUNT, 10), (BOARDS, 7), ("本人或监护人签字", 12),
    ("备注", 12),
)  # fmt: skip
_OPEN = frozenset({FOUND, AMOUNT, BOARDS, "本人或监护人签字", "备注"})
_ROW, _MEANING = 30, 60


def sample_book(
    sample: Sample, term: Term, origin: str, office: str, titles: Mapping[str, str], *, day: str = "",
    lang: Lang = "zh",
) -> bytes:  # fmt: skip
    """Return the workbook: 核查表, one row a person, and 抽样说明; numbers of persons are masked.

    ``day`` is that of the checks, of a sample by risk.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _CREATED})
        _write_people(book, sample, term, office, titles, lang)
        _write_particulars(book, sample, term, (origin, day), lang)
    return out.getvalue()


def _look(book: Any, **parts: object) -> Any:
    return book.add_format({"font_name": BODY_FONT, "font_size": 10} | parts)


def _write_people(
    book: Any, sample: Sample, term: Term, office: str, titles: Mapping[str, str], lang: Lang
) -> None:  # fmt: skip
    sheet = book.add_worksheet("核查表")
    _set_page(sheet, lang)
    title = _look(book, font_name=TITLE_FONT, font_size=16, align="center", valign="vcenter")
    named = clean(phrase("sample-title", lang, office=office, term=term.zh if lang == "zh" else term))
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 1, "", title)
    sheet.write_string(0, 0, named, title)
    sheet.set_row(0, 30)
    how = _look(book, text_wrap=True, valign="vcenter")
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, "", how)
    sheet.write_string(1, 0, phrase("sample-how-to-fill", lang), how)
    sheet.set_row(1, 48)
    sheet.set_row(2, 30)
    head = _look(book, **_BORDER, bold=True, align="center")
    text, money = _look(book, **_BORDER, num_format="@"), _look(book, **_BORDER, num_format=_YUAN)
    open_text, open_money = (
        _look(book, **_BORDER, **_LEFT_OPEN, num_format=form) for form in ("@", _YUAN)
    )  # fmt: skip
    for place, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, heading, head)
    columns = {str(name): sample.table[name].tolist() for name in sample.table}
    for row in range(3, 3 + len(sample.table)):
        person = {name: column[row - 3] for name, column in columns.items()}
        values = _values(person, titles, lang)
        lines = max(lines_of(values[heading], width) for heading, width in _COLUMNS if heading in values)
        sheet.set_row(row, max(_ROW, LINE_POINTS * lines + PADDING_POINTS))
        for place, (heading, _) in enumerate(_COLUMNS):
            if heading in _OPEN:
                sheet.write_blank(row, place, None, open_money if heading == AMOUNT else open_text)
            elif heading == BOOK:
                sheet.write_number(row, place, int(person["amount"]) / 100, money)
            else:
                sheet.write_string(row, place, clean(values[heading]), text)
    last = 2 + max(1, len(sample.table))
    for heading in (FOUND, BOARDS):
        place = [name for name, _ in _COLUMNS].index(heading)
        sheet.data_validation(3, place, last, place, {"validate": "list", "source": ["是", "否"]})
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)


def _values(person: Mapping[str, Any], titles: Mapping[str, str], lang: Lang) -> dict[str, str]:
    programmes = [titles.get(one, one) for one in str(person["programmes"]).split(";") if one]
    risks = [_risk(one, lang) for one in str(person["risks"]).split(";") if one]
    group = str(person["group"])
    return {
        NUMBER: str(person["number"]), GROUP: group, HITS: str(person["hits"]), "学校": str(person["school"]),
        "年级": str(person["grade"]), "班级": str(person["class_"]), "姓名": str(person["name"]),
        "身份证号": mask_id(str(person["id_number"])), "项目": "、".join(programmes), "风险点": "、".join(risks),
    }  # fmt: skip


def _risk(code: str, lang: Lang) -> str:
    """Return a risk in words: a mark of a line, a check, or a reason for which a row waits."""
    names = (f"sample-risk-{code}", f"audit-{code}-title")
    named = next((name for name in names if name in known("word")), "")
    return phrase(named, lang) if named else reason(code, lang) if code in known("reason") else code


def _write_particulars(book: Any, sample: Sample, term: Term, of: tuple[str, str], lang: Lang) -> None:
    """Write what is needed to draw the sample again: codes and values first, then the rule, then the groups."""
    origin, day = of
    sheet = book.add_worksheet("抽样说明")
    _set_page(sheet, lang)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 68)
    sheet.set_column(2, 2, _MEANING)
    head, cell = _look(book, **_BORDER, bold=True), _look(book, **_BORDER, num_format="@")
    said = {"total": format_yuan(sample.total, grouped=True), "basis": phrase(f"sample-basis-{sample.basis}", lang)}
    rows: list[Sequence[str]] = [
        ("term", str(term)), ("from", origin), ("by", sample.rule), ("seed", str(sample.seed)),
        ("size", str(sample.size)), ("people", str(sample.people)), ("total", str(sample.total)),
        ("digest", sample.digest), ("start", str(sample.start)), *([("day", day)] if day else []),
    ]  # fmt: skip
    for place, heading in enumerate((KEY_HEADING, VALUE_HEADING, phrase("sample-meaning", lang))):
        sheet.write_string(0, place, heading, head)
    for row, (key, value) in enumerate(rows, start=1):
        meaning = phrase(f"sample-key-{key}", lang, **said)
        sheet.set_row(row, LINE_POINTS * lines_of(meaning, _MEANING) + PADDING_POINTS)
        for place, text in enumerate((f"{KEY_NAMES[key]} {key}", value, meaning)):
            sheet.write_string(row, place, text, cell)
    at = len(rows) + 2
    wide = _look(book, text_wrap=True, valign="top")
    sheet.merge_range(at, 0, at, 2, "", wide)
    sheet.write_string(at, 0, phrase(f"sample-rule-{sample.rule}", lang), wide)
    sheet.set_row(at, 84)
    headings = [phrase(f"sample-group-{name}", lang) for name in ("name", "people", "drawn")]
    for place, heading in enumerate(headings):
        sheet.write_string(at + 2, place, heading, head)
    for row, group in enumerate(sample.groups, start=at + 3):
        people = f"{group.people:,} / {format_yuan(group.amount, grouped=True)}"
        for place, text in enumerate((clean(group.name), people, str(group.drawn))):
            sheet.write_string(row, place, text, cell)


def _set_page(sheet: Any, lang: Lang) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.fit_to_pages(1, 0)
    page = phrase("template-page", lang, page="&P", pages="&N")
    sheet.set_footer(f'&R&"{BODY_FONT}"&9{page}')
