"""Reads a file: container, sheets, header, kind, columns, rows. The one way in for every list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.header import Header, find_header
from aid_ledger.intake.kinds import CERTAIN_LEAD, KindScore, kind_rules, missing_for, score_kinds
from aid_ledger.intake.name_facts import NameFacts, first_known, read_name
from aid_ledger.intake.rows import last_filled
from aid_ledger.intake.synonyms import meaning
from aid_ledger.intake.tables import FileReading, SheetNote, SheetTable
from aid_ledger.intake.tabling import make_table
from aid_ledger.intake.told import NOTHING_TOLD, Told
from aid_ledger.intake.values import read_dates

_ENOUGH_HITS = 0.6
_ASIDE = ("汇总", "统计", "说明", "示例", "样表", "模板", "字典", "下拉", "代码表", "sheetjs")


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet that has a header: what it could be."""

    sheet: RawSheet
    header: Header
    fields: frozenset[str]
    rows: int
    scores: tuple[KindScore, ...]
    own: tuple[KindScore, ...]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Order of sheets: lists before summaries, then hits times rows."""
        aside = any(word in self.sheet.name for word in _ASIDE)
        return (int(bool(self.rows)) * int(not aside), self.header.hits * self.rows, self.header.hits)


def read_file(data: bytes, name: str, *, kind: str | None = None, sheet: str | None = None) -> FileReading:
    """Read every list of a file.

    Args:
        data: the bytes of the file.
        name: its name without folders; facts are read from it, its extension decides nothing.
        kind: a kind of ``import``; told from headers and names where it is left out.
        sheet: the one sheet to read; found where it is left out.

    Raises:
        FindingsError: the file is refused whole: what :func:`open_sheets` raises, ``sheet-missing``,
            ``header-not-found``, ``no-data-rows``, ``kind-unclear``, ``kind-columns-missing``.
        ValueError: ``kind`` is no kind.
    """
    if kind is not None and kind not in kind_rules():
        raise ValueError(f"{kind!r} is no kind; known: {', '.join(kind_rules())}")
    container, sheets = open_sheets(data, name)
    said = read_name(name)
    found, notes = _find_lists(sheets, name, sheet)
    chosen = _choose(found, notes, name, kind)
    tables, findings = [], []
    titles: list[NameFacts] = []
    for item, item_kind in chosen:
        own = first_known([said, read_name(item.sheet.name), *map(read_name, item.header.titles)])
        titles.append(own)
        tables.append(make_table(item.sheet, item.header, item_kind, name, own.facts))
    empty = [table for table in tables if table.frame.empty]
    if len(empty) == len(tables):
        raise FindingsError(*(Finding("no-data-rows", Place(name, t.sheet, str(t.header_row))) for t in empty))
    for table in empty:
        notes[table.sheet] = SheetNote(table.sheet, _is_hidden(sheets, table.sheet), False, "no-rows")
    tables = [table for table in tables if not table.frame.empty]
    facts = first_known(titles)
    as_of = facts.as_of or _as_of_column(tables)
    if said.stated_count is not None and said.stated_count != (rows := sum(len(t.frame) for t in tables)):
        params = {"stated": said.stated_count, "rows": rows, "difference": abs(rows - said.stated_count)}
        findings.append(Finding("count-differs-from-name", Place(name), params, severity="warning"))
    return FileReading(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        container=container,
        tables=tuple(tables),
        sheets=tuple(notes[s.name] for s in sheets),
        as_of=as_of,
        term=facts.term,
        stated_count=said.stated_count,
        name_facts=said.facts,
        findings=tuple(findings),
    )


def _is_hidden(sheets: tuple[RawSheet, ...], name: str) -> bool:
    return any(s.hidden for s in sheets if s.name == name)


def _find_lists(
    sheets: tuple[RawSheet, ...], name: str, wanted: str | None
) -> tuple[list[_Found], dict[str, SheetNote]]:
    notes: dict[str, SheetNote] = {}
    found: list[_Found] = []
    if wanted is not None and wanted not in {s.name for s in sheets}:
        known = "、".join(s.name for s in sheets[:10])
        raise FindingsError(Finding("sheet-missing", Place(name), {"sheet": wanted, "known": known}))
    for raw in sheets:
        if wanted is not None and raw.name != wanted:
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "not-chosen")
        elif not raw.is_cells:
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "not-cells")
        elif not last_filled(raw.rows):
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "empty")
        elif (header := find_header(raw)) is None:
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "no-header")
        else:
            found.append(_look(raw, header, name))
    if not found:
        places = [note.name for note in notes.values() if note.why == "no-header"]
        if not places:
            raise FindingsError(Finding("no-data-rows", Place(name)))
        raise FindingsError(*(Finding("header-not-found", Place(name, place)) for place in places))
    return found, notes


def _look(raw: RawSheet, header: Header, name: str) -> _Found:
    fields = frozenset(known.field for text in header.texts if text and (known := meaning(text)))
    local = [raw.name, *header.titles]
    rows = len(raw.rows) - header.stop
    own = score_kinds(fields, local)
    return _Found(raw, header, fields, rows, score_kinds(fields, [name, *local]), own)


def _choose(found: list[_Found], notes: dict[str, SheetNote], name: str, kind: str | None) -> list[tuple[_Found, str]]:
    """Take the best sheet, and each other that is a list of the same make; say what the rest are."""
    best = max(found, key=lambda f: f.rank)
    best_kind = kind or _certain_kind(best, name)
    missing = missing_for(best_kind, _fields_as(best, best_kind))
    if missing:
        text = "；".join("/".join(sorted(group)) for group in missing)
        place = Place(name, best.sheet.name, str(best.sheet.first_row + best.header.start))
        raise FindingsError(Finding("kind-columns-missing", place, {"kind": best_kind, "missing": text}))
    chosen = []
    for item in found:
        own_kind = best_kind if item is best else _kind_beside(item, best, best_kind, kind)
        if own_kind and (item is best or _same_make(item, best)):
            chosen.append((item, own_kind))
        why = "data" if chosen and chosen[-1][0] is item else ("other-list" if item.rows else "no-rows")
        notes[item.sheet.name] = SheetNote(item.sheet.name, item.sheet.hidden, why == "data", why, item.header.hits)
    return chosen


def _fields_as(item: _Found, kind: str) -> frozenset[str]:
    return frozenset(known.field for text in item.header.texts if text and (known := meaning(text, kind)))


def _same_make(item: _Found, best: _Found) -> bool:
    if not item.rank[0]:
        return False
    shared = len(item.fields & best.fields) / max(1, len(item.fields | best.fields))
    return shared >= _ENOUGH_HITS or item.header.hits >= _ENOUGH_HITS * best.header.hits


def _kind_beside(item: _Found, best: _Found, best_kind: str, given: str | None) -> str:
    """Return the kind of a further sheet: its own where that is certain by its own words, else the first's."""
    if given is None and len(item.own) > 1 and item.own[0].score >= item.own[1].score + CERTAIN_LEAD:
        top = item.own[0].kind
        if item.fields == best.fields or top == best_kind:
            return top
    return "" if missing_for(best_kind, _fields_as(item, best_kind)) else best_kind


def _certain_kind(item: _Found, name: str) -> str:
    place = Place(name, item.sheet.name, str(item.sheet.first_row + item.header.start))
    if not item.scores:
        raise FindingsError(Finding("kind-unclear", place, {"first": "roster", "second": "recognised"}))
    first = item.scores[0]
    if len(item.scores) > 1 and first.score < item.scores[1].score + CERTAIN_LEAD:
        own = item.own
        if own and (len(own) == 1 or own[0].score >= own[1].score + CERTAIN_LEAD):
            return own[0].kind
        params = {"first": first.kind, "second": item.scores[1].kind}
        raise FindingsError(Finding("kind-unclear", place, params))
    return first.kind


def _as_of_column(tables: list[SheetTable]) -> date | None:
    days: set[int] = set()
    for table in tables:
        if "as_of" in table.frame.columns:
            days |= set(read_dates(table.frame["as_of"]).tolist()) - {0}
    if len(days) != 1 or (day := days.pop()) < 0:
        return None
    return date(day // 10_000, day // 100 % 100, day % 100)
