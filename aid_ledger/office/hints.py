"""Suggestions (persons, schools) and explanations of a term as sentences that a clerk understands; numbers masked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aid_ledger.linking import Linked, SchoolBook, explain_absent, suggest
from aid_ledger.linking.school_names import suggest_school
from aid_ledger.people import mask_id, mask_name
from aid_ledger.words import Lang, Listed, Word, phrase

Row = Mapping[Hashable, Any]
_UNSAID = {
    "id": {"first-15", "birth"}, "number": {"birth"}, "first-15": {"birth"}, "class": {"school"}, "": {"sex"},
    "name-sound": {"name-near"},
}  # fmt: skip
"""What goes without saying beside a code: the first 15 digits hold the birth date. That the sex agrees says little."""
_OWN = ("src", "row", "student_name", "id", "id_no")


@dataclass(frozen=True, slots=True)
class Hints:
    """A term's suggestions (:func:`aid_ledger.linking.suggest`) and explanations, each computed once."""

    linked: Linked
    suggestions: pd.DataFrame
    absences: pd.DataFrame

    def beside(self, rows: pd.DataFrame, lang: Lang = "zh") -> list[str]:
        """Return beside each row (or member of a household) its best suggestion as a sentence, blank where none is.

        Args:
            rows: ``source, row, name, id_number`` as in ``outcomes``; together they find a row of a list again.
            lang: the sentence's.
        """
        first = self.suggestions[self.suggestions["rank"] == 1].to_dict("records")
        index: tuple[list[int], list[int]] = [], []
        for one in first:
            index[one["side"]].append(one["index"])
        tables = (self.linked.rows, self.linked.registers)
        own = pd.concat([table[list(_OWN)].iloc[at] for table, at in zip(tables, index, strict=True)])
        sentences: dict[tuple[str, int, str, str], str] = {}
        for one, (src, row, name, number, typed) in zip(first, own.itertuples(index=False), strict=True):
            key = (self.linked.sources[src].source, row, name, number or typed)
            sentences.setdefault(key, suggestion_words(self.linked, one, lang))
        keys = zip(rows["source"], rows["row"], rows["name"], rows["id_number"], strict=True)
        return [sentences.get(key, "") for key in keys]

    def with_masked_names(self) -> Hints:
        """Return the same with names of people masked, for sentences that leave the office's own desks."""
        said = self.suggestions.assign(candidate_name=[mask_name(one) for one in self.suggestions["candidate_name"]])
        absences = self.absences.assign(name=[mask_name(one) for one in self.absences["name"]])
        return Hints(self.linked, said, absences)

    def why_absent(self, absence: Row, lang: Lang = "zh") -> str:
        """Return the sentence of one row of ``absences``."""
        place = int(absence["suggestion"])
        hint = suggestion_words(self.linked, self.suggestions.iloc[place].to_dict(), lang) if place >= 0 else ""
        date = f"{absence['date'] // 10_000}-{absence['date'] // 100 % 100:02d}-{absence['date'] % 100:02d}"
        params: dict[str, object] = {
            "hint": hint, "status": absence["status"], "who": absence["name"], "age": absence["age"],
            "where": where_words(self.linked, absence["school"], absence["grade"], absence["class_"]), "date": date,
        }  # fmt: skip
        if absence["explanation"] == "known-last-term" and absence["school"] < 0:
            params["where"] = f"{absence['status']}{params['where']}"
        if absence["explanation"] == "left-school":
            params["date"] = phrase("absent-left-on", lang, date=date) if absence["date"] else ""
        return phrase(f"absent-{absence['explanation']}", lang, **params)


def hints_of(linked: Linked, last: pd.DataFrame | None = None) -> Hints:
    """Look for suggestions and explanations; seconds in a large county, so only papers and reviews ask for them.

    ``last``: where the rosters of the term before had a child, see :func:`aid_ledger.office.last_term.last_rosters`.
    """
    suggestions = suggest(linked)
    return Hints(linked, suggestions, explain_absent(linked, suggestions, last))


def where_words(linked: Linked, school: int, grade: str, class_: str) -> str:
    """Return school, grade and class as one text, as written: 示例县第一小学三年级1班."""
    name = str(linked.schools.frame["name"].iat[school]) if school >= 0 else ""
    return f"{name}{grade}{class_}"


def suggestion_words(linked: Linked, one: Row, lang: Lang = "zh") -> str:
    """Return one row of :func:`aid_ledger.linking.suggest` as a sentence.

    Such as 同名、身份证号前15位相同：示例县第一小学三年级1班，名册.xlsx 第12行；差异：身份证号末3位.
    """
    comma = "、" if lang == "zh" else ", "
    differs = comma.join(_difference(code, one, lang) for code in filter(None, one["differs"].split(";")))
    rest = phrase("hint-differs", lang, differs=differs) if differs else ""
    itself = one["side"] == one["candidate_side"] and one["index"] == one["candidate_index"]
    if one["proposed_id"] and not itself:
        rest += phrase("hint-proposed", lang, id=mask_id(one["proposed_id"]))
    if one["ambiguous"]:
        rest += phrase("hint-ambiguous", lang)
    if one["cut"]:
        rest += phrase("hint-cut", lang, count=one["cut"])
    if itself:
        return phrase("hint-own-number", lang, id=mask_id(one["proposed_id"]), rest=rest)
    source = linked.sources[one["candidate_src"]]
    codes = ["", *one["agrees"].split(";")]
    unsaid = {"", *(known for code in codes for known in _UNSAID.get(code, ()))}
    agrees = comma.join(
        phrase(f"agrees-{code}", lang, who=one["candidate_name"]) for code in codes if code not in unsaid
    )
    where = where_words(linked, one["candidate_school"], one["candidate_grade"], one["candidate_class"])
    params: dict[str, object] = {"agrees": agrees, "file": source.file, "row": one["candidate_row"], "rest": rest}
    if one["candidate_side"] == 0 and where:
        return phrase("hint-roster", lang, where=where, **params)
    return phrase("hint-register", lang, kind=Word(f"kind-{source.kind}"), where=where, **params)


def _difference(code: str, one: Row, lang: Lang) -> str:
    name, _, places = code.partition(":")
    if not places:
        return phrase(f"differs-{name}", lang, who=one["candidate_name"])
    numbers = [int(place) for place in places.split(",")]
    if name == "digits" and numbers[0] > 15:
        return phrase("differs-digits-last", lang, count=19 - numbers[0])
    return phrase(f"differs-{name}", lang, places="、".join(map(str, numbers)) if lang == "zh" else places)


def school_words(linked: Linked, name: str, lang: Lang = "zh") -> str:
    """Return which school of the list a name may mean, as a sentence; blank where none is like it, or there is no list.

    Such as 名录中只有示例县第一中学与此相符.
    """
    found = school_hint(linked.schools, name, linked.settings.county_name)
    return phrase(found.name, lang, **dict(found.params)) if found else ""


def school_hint(book: SchoolBook, name: str, county: str) -> Word | None:
    """Return the same as a word that finds its language when it is shown; ``county`` is the county's name."""
    if not name or not book.listed:
        return None
    found = suggest_school(book, name, county)
    if found.count == 1:
        return Word("school-hint-one", params=(("school", found.fits[0]),))
    if found.count:
        more = Word("school-hint-more") if found.count > len(found.fits) else ""
        said = (("count", found.count), ("schools", Listed(found.fits)), ("more", more))
        return Word("school-hint-several", params=said)
    return Word("school-hint-near", params=(("schools", Listed(found.near)),)) if found.near else None
