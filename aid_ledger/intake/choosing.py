"""Chooses the sheets of a file that are lists, and tells their kind: by what was said, else by headers and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.allotments import FIELD as ALLOTTED
from aid_ledger.intake.allotments import allotments_in
from aid_ledger.intake.class_names import OF_CLASSES
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header, find_header
from aid_ledger.intake.kind_fields import check_mapped
from aid_ledger.intake.kinds import (
    CERTAIN_LEAD,
    KindScore,
    missing_for,
    named_kind,
    says_aid,
    says_pupils,
    says_recognition,
    score_kinds,
)
from aid_ledger.intake.members import OF_FIRST, OF_MEMBERS, columns_by_content
from aid_ledger.intake.names_around import NAMED, Around, names_around
from aid_ledger.intake.profiles import Profile
from aid_ledger.intake.rows import last_filled
from aid_ledger.intake.synonyms import fields, meaning
from aid_ledger.intake.tables import SheetNote
from aid_ledger.intake.tiers import tier_fields
from aid_ledger.intake.told import Told
from aid_ledger.words import Word

ROSTER, RECOGNISED = "roster", "recognised"
_ENOUGH_HITS = 0.6
_SEVERAL = frozenset({"id_no", "student_name"})
"""What the contents of columns add where a row holds several people."""
_SHOWN = 12
_ASIDE = ("汇总", "统计", "说明", "示例", "样表", "模板", "字典", "下拉", "代码表", "sheetjs")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be read: what was said of it before."""

    kind: str | None
    sheet: str | None
    told: Told
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that has a header: what it could be."""

    sheet: RawSheet
    header: Header
    fields: frozenset[str]
    rows: int
    scores: tuple[KindScore, ...]
    own: tuple[KindScore, ...]
    around: Around

    @property
    def rank(self) -> tuple[int, int, int]:
        """Order of sheets: lists before summaries, then hits times rows."""
        aside = any(word in self.sheet.name for word in _ASIDE)
        return (int(bool(self.rows)) * int(not aside), self.header.hits * self.rows, self.header.hits)

    @property
    def places(self) -> dict[str, str]:
        """What the names around it say of its rows: school, grade, class, or what may name a school."""
        return {**self.around.places} | ({NAMED: self.around.named} if self.around.named else {})


def find_lists(sheets: tuple[RawSheet, ...], name: str, plan: Plan) -> tuple[list[Found], dict[str, SheetNote]]:
    """Return the sheets with a header, and what became of the others by sheet name.

    Raises:
        FindingsError: ``sheet-missing``, ``no-data-rows``, ``header-not-found``.
    """
    notes: dict[str, SheetNote] = {}
    found: list[Found] = []
    wanted = plan.sheet
    if wanted is not None and wanted not in {s.name for s in sheets}:
        known = "、".join(s.name for s in sheets[:10])
        raise FindingsError(Finding("sheet-missing", Place(name), {"sheet": wanted, "known": known}))
    for number, raw in enumerate(sheets, start=1):
        passed = plan.profile is not None and wanted is None and not plan.profile.reads(raw.name, number)
        if passed or (wanted is not None and raw.name != wanted):
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "not-chosen")
        elif not raw.is_cells:
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "not-cells")
        elif not last_filled(raw.rows):
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "empty")
        elif (header := find_header(raw, plan.told)) is None:
            notes[raw.name] = SheetNote(raw.name, raw.hidden, False, "no-header")
        else:
            found.append(_look(raw, header, name, plan.told))
    if not found:
        places = [note.name for note in notes.values() if note.why == "no-header"]
        if not places:
            raise FindingsError(Finding("no-data-rows", Place(name)))
        raise FindingsError(*(Finding("header-not-found", Place(name, place)) for place in places))
    return found, notes


def _look(raw: RawSheet, header: Header, name: str, told: Told) -> Found:
    around = names_around(raw.name, header.titles, name)
    beside = {*told.values} | (around.places.keys() - {"school"})
    met, by_headers = _fields_of(raw, header, told) | beside, _fields_of(raw, header, told.without_mapped())
    local = [raw.name, *header.titles]
    rows = len(raw.rows) - header.stop
    mapped = told.mapped if by_headers else frozenset()  # where no header says anything, a person's word is all
    said = ((by_headers | beside) if mapped else met) | tier_fields(raw, header.texts, header.stop)
    scores, own = score_kinds(said, [name, *local], mapped), score_kinds(said, local, mapped)
    if not met >= {"id_no", "student_name"} and not _names_persons([name, *local]):
        more = _by_content(raw, header, met, told)
        scores, own = (
            _with_households(given, score_kinds(said | more, texts, mapped)) if more else given
            for given, texts in ((scores, [name, *local]), (own, local))
        )
    return Found(raw, header, met, rows, scores, own, around)


def _by_content(raw: RawSheet, header: Header, met: frozenset[str], told: Told, kind: str = "") -> frozenset[str]:
    """What a list of households has by the contents of its columns: IDs, and beside a named head the members' names."""
    letters = (raw.letter(i) for i in range(len(header.texts)))
    known = (told.meaning(letter, text, kind) for letter, text in zip(letters, header.texts, strict=True))
    meant = {i: found.field if found else "" for i, found in enumerate(known) if found}
    count = list(meant.values()).count("id_no") + len(columns_by_content(raw, header, meant))
    if not count:
        return frozenset()
    named = met & {"head_name", "student_name"}
    return _SEVERAL if named and count + ("head_id_no" in met) > 1 else frozenset({"id_no"})


def _fields_of(raw: RawSheet, header: Header, told: Told, kind: str = "") -> frozenset[str]:
    met = (told.meaning(raw.letter(i), text, kind) for i, text in enumerate(header.texts) if text or told)
    found = {known.field for known in met if known}
    if allotments_in(raw, header.texts, header.stop):
        found.add(ALLOTTED)
    return frozenset(found)


def _names_persons(texts: Sequence[str]) -> bool:
    """Tell whether file name and titles name a list of single persons, so that its contents make it no households'."""
    named = named_kind(texts)
    return bool(named) and named not in OF_MEMBERS | OF_FIRST


def _with_households(given: tuple[KindScore, ...], by_content: tuple[KindScore, ...]) -> tuple[KindScore, ...]:
    """Add the kinds whose ID columns may be known by content alone."""
    there = {one.kind for one in given}
    more = [one for one in by_content if one.kind in OF_MEMBERS | OF_FIRST and one.kind not in there]
    return tuple(sorted([*given, *more], key=lambda one: (-one.score, one.kind)))


def choose(found: list[Found], notes: dict[str, SheetNote], name: str, plan: Plan) -> list[tuple[Found, str]]:
    """Take the best sheet, and each other that is a list of the same make; say what the rest are.

    Raises:
        FindingsError: ``kind-unclear``, ``kind-columns-missing``, ``mapped-not-of-kind``.
    """
    best, kind, told = max(found, key=lambda f: f.rank), plan.kind, plan.told
    best_kind = kind or _certain_kind(best, name)
    check_mapped(told, best_kind, Place(name, best.sheet.name))
    missing = missing_for(best_kind, _fields_as(best, best_kind, told))
    if missing:
        place = Place(name, best.sheet.name, str(best.sheet.first_row + best.header.start))
        raise FindingsError(Finding("kind-columns-missing", place, _missing_words(best, best_kind, missing, told)))
    chosen = []
    for item in found:
        own_kind = best_kind if item is best else _kind_beside(item, best, best_kind, plan)
        if own_kind and (item is best or _same_make(item, best)):
            chosen.append((item, own_kind))
        why = "data" if chosen and chosen[-1][0] is item else ("other-list" if item.rows else "no-rows")
        notes[item.sheet.name] = SheetNote(item.sheet.name, item.sheet.hidden, why == "data", why, item.header.hits)
    return chosen


def _missing_words(item: Found, kind: str, missing: Sequence[frozenset[str]], told: Told) -> dict[str, object]:
    """What lacks, by the usual headers, and which columns nobody knows."""
    raw, texts = item.sheet, enumerate(item.header.texts)
    met = [(raw.letter(i), text) for i, text in texts if text]
    unknown = [f"{letter} {text}" for letter, text in met if told.meaning(letter, text, kind) is None]
    groups = ("/".join(fields()[name].words[0] for name in sorted(group)) for group in missing)
    others = Word("kind-columns-unknown", params=(("columns", "、".join(unknown[:_SHOWN])),)) if unknown else ""
    return {"kind": kind, "title": Word(f"kind-{kind}"), "missing": "；".join(groups), "unknown": others}


def _fields_as(item: Found, kind: str, told: Told) -> frozenset[str]:
    """The fields as a list of this kind; a household's IDs may be known by content, a class by its name."""
    known = _fields_of(item.sheet, item.header, told, kind) | {*told.values}
    if kind in OF_MEMBERS | OF_FIRST and missing_for(kind, known):
        more = frozenset({"id_no"}) if told.ids else _by_content(item.sheet, item.header, known, told, kind)
        known |= more if more != _SEVERAL else {*more, "head_name"}  # who stand in a row together are a household
    known |= tier_fields(item.sheet, item.header.texts, item.header.stop)
    return known | (item.around.places.keys() if kind in OF_CLASSES else set())


def _same_make(item: Found, best: Found) -> bool:
    if not item.rank[0]:
        return False
    shared = len(item.fields & best.fields) / max(1, len(item.fields | best.fields))
    return shared >= _ENOUGH_HITS or item.header.hits >= _ENOUGH_HITS * best.header.hits


def _kind_beside(item: Found, best: Found, best_kind: str, plan: Plan) -> str:
    """Return the kind of a further sheet: its own where that is certain by its own words, else the first's."""
    if plan.kind is None and len(item.own) > 1 and item.own[0].score >= item.own[1].score + CERTAIN_LEAD:
        top = item.own[0].kind
        if item.fields == best.fields or top == best_kind:
            return top
    return "" if missing_for(best_kind, _fields_as(item, best_kind, plan.told)) else best_kind


def _kind_words(first: str, second: str, item: Found) -> dict[str, object]:
    """Two kinds by their names and as the command calls them, and that a class list without a school needs one."""
    schoolless = "school" not in item.fields | item.around.places.keys() and {first, second} & OF_CLASSES
    school = Word("kind-unclear-school") if schoolless else ""
    return {"first": Word(f"kind-{first}"), "second": Word(f"kind-{second}"), "kind": first, "other": second,
            "school": school}  # fmt: skip


def _certain_kind(item: Found, name: str) -> str:
    place = Place(name, item.sheet.name, str(item.sheet.first_row + item.header.start))
    texts = [name, item.sheet.name, *item.header.titles]
    if not item.scores:
        if named := named_kind(texts):
            return named  # what it lacks is said then
        raise FindingsError(Finding("kind-unclear", place, _kind_words("roster", "recognised", item)))
    first = item.scores[0]
    if told_apart := _pupils_or_need(item, texts, place):
        return told_apart
    if len(item.scores) > 1 and first.score < item.scores[1].score + CERTAIN_LEAD:
        own = item.own
        if own and (len(own) == 1 or own[0].score >= own[1].score + CERTAIN_LEAD):
            return own[0].kind
        raise FindingsError(Finding("kind-unclear", place, _kind_words(first.kind, item.scores[1].kind, item)))
    return first.kind


def _pupils_or_need(item: Found, texts: Sequence[str], place: Place) -> str:
    """The kind of a sheet that could be one of 学校认定: a class list may have a column 困难等级 too.

    Blank where nothing speaks for either, or only as for any kind.
    """
    first, may_be_roster = item.scores[0].kind, any(one.kind == ROSTER for one in item.scores)
    if first == RECOGNISED and says_recognition(texts):
        return RECOGNISED if item.scores[1:2] and item.scores[1].kind == ROSTER else ""
    if first == RECOGNISED and may_be_roster and says_pupils(texts):
        return ROSTER
    of_aid = first == ROSTER and _has_levels(item) and says_aid(texts)
    if of_aid or (first == RECOGNISED and (may_be_roster or not _has_levels(item))):
        raise FindingsError(Finding("kind-unclear", place, _kind_words(ROSTER, RECOGNISED, item)))
    return ""


def _has_levels(item: Found) -> bool:
    """Tell whether a column of 困难等级 has a level in it."""
    texts = item.header.texts
    columns = [i for i, text in enumerate(texts) if text and (known := meaning(text)) and known.field == "level"]
    body = item.sheet.rows[item.header.stop :]
    return bool(tier_fields(item.sheet, texts, item.header.stop)) or any(row[i] != "" for row in body for i in columns)
