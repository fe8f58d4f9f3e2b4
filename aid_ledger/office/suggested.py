"""The best suggestion beside each ask: a name and a number, what differs, why; and that it is still the same later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pandas as pd

from aid_ledger.linking import suggest
from aid_ledger.linking.school_names import suggest_school
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.hints import suggestion_words
from aid_ledger.office.question_kinds import KINDS
from aid_ledger.words import Lang


@dataclass(frozen=True, slots=True)
class Suggested:
    """The best suggestion for a row, blank where there is none.

    ``text`` is name and number, ``marked`` which of its signs differ from the row's, ``why`` what agrees and differs.
    ``proposed`` is the number that a person may take as it is, ``seen`` the digest of that: both blank where two
    persons fit.
    """

    text: str = ""
    marked: tuple[bool, ...] = ()
    why: str = ""
    proposed: str = ""
    seen: str = ""


def suggested(view: Picture, asks: pd.DataFrame, lang: Lang = "zh") -> list[Suggested]:
    """Return one item an ask, in their order."""
    found = suggest(view.linked)
    numbered = (found["proposed_id"] != "") | (found["candidate_id"] != "")  # a number that can be looked up goes first
    found = found.assign(numbered=~numbered).sort_values(["side", "index", "numbered", "rank"], kind="stable")
    best = found.drop_duplicates(["side", "index"])
    members = view.linked.registers["member"].tolist()
    by_place = {
        (one["src"], one["row"], members[one["index"]] if one["side"] else ""): one for one in best.to_dict("records")
    }
    schools = _schools(view, asks)
    nothing = Suggested()
    shown = []
    for src, row, member, number, reason, was in zip(
        *(asks[name] for name in ("src", "row", "member", "id_number", "reason", "was")), strict=True
    ):
        one = by_place.get((src, row, member))
        if one is None:
            shown.append(schools.get(was, nothing) if reason == "school-unknown" else nothing)
            continue
        theirs = str(one["proposed_id"] or one["candidate_id"] or one["candidate_raw"])
        name = f"{one['candidate_name']} "
        differs = tuple(place >= len(number) or sign != number[place] for place, sign in enumerate(theirs))
        free = KINDS[reason].field == "id_no" and not one["ambiguous"]
        proposed = str(one["proposed_id"]) if free else ""
        seen = hashlib.sha256(f"suggestion\0{proposed}".encode()).hexdigest()[:20] if proposed else ""
        why = suggestion_words(view.linked, one, lang)
        shown.append(Suggested(name + theirs, (*[False] * len(name), *differs), why, proposed, seen))
    return shown


def _schools(view: Picture, asks: pd.DataFrame) -> dict[str, Suggested]:
    """The school that an unknown name may be short for, by name, where it is the only one of the list; never taken."""
    names = asks.loc[asks["reason"] == "school-unknown", "was"].unique().tolist() if view.linked.schools.listed else []
    found = {
        name: suggest_school(view.linked.schools, name, view.linked.settings.county_name) for name in names if name
    }
    return {name: Suggested(one.fits[0]) for name, one in found.items() if one.count == 1}
