"""What is said of each list that an auditor got elsewhere: identical to the archived one, or where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aid_ledger.audit.picture import looked_up
from aid_ledger.money import format_yuan
from aid_ledger.people.masks import mask_id, mask_name
from aid_ledger.words import Lang, phrase

DIFFERS = "differs"
_PLACES = ("cell-differs", "cell-differs-masked", "row-added", "row-missing", "column-differs")
_COLUMNS = ("file", "archived", "at", "header", "theirs", "ours")


@dataclass(frozen=True, slots=True)
class GivenTold:
    """One list of the auditor's. ``status`` is ``differs`` where ``places`` has a sentence a row, cell or column."""

    file: str
    archived: str
    status: str
    places: tuple[str, ...]


def with_money(
    lists: pd.DataFrame | None, lines: pd.DataFrame, students: pd.DataFrame | None = None
) -> pd.DataFrame | None:  # fmt: skip
    """Return the auditor's lists beside the archived ones, with what the term's books have of whose row each is.

    Args:
        lists: columns of :attr:`aid_ledger.audit.picture.Given.lists`; none where no list was given.
        lines: frame ``lines`` of the picture.
        students: frame ``students``; none where the lists are not there.

    Returns:
        The same, and ``student``, ``booked`` (fen, net of all lines of the person) and ``known`` (the person has
        lines). ``school`` is that of the lines, else of the roster, else what the list says, else the town.
    """
    if lists is None:
        return None
    lines = lines[lines["id_number"] != ""]
    people = pd.concat([one[["id_number", "school"]] for one in (lines, students) if one is not None])
    people = people[people["school"] != ""].drop_duplicates("id_number")
    number, net = lists["id_number"], lines.groupby("id_number")["amount"].sum()
    said = looked_up(number, dict(zip(people["id_number"], people["school"], strict=True)), "").astype(object)
    said = said.where(said != "", lists["school"]).where(lambda one: one != "", lists["town"])
    whose = lines.drop_duplicates("id_number")
    return lists.assign(
        school=said, student=looked_up(number, dict(zip(whose["id_number"], whose["student"], strict=True)), 0),
        booked=looked_up(number, net.to_dict(), 0), known=number.isin(net.index),
    )  # fmt: skip


def told_lists(lists: pd.DataFrame | None, lang: Lang) -> tuple[GivenTold, ...]:
    """Return each list in the order given.

    Args:
        lists: columns of :attr:`aid_ledger.audit.picture.Given.lists`; none where no list was given.
        lang: of the sentences.
    """
    if lists is None:
        return ()
    kinds = lists["status"].where(~lists["status"].isin(_PLACES), DIFFERS).rename("kind_of")
    found = []
    for (file, archived, kind), own in lists.groupby(["file", "archived", kinds], sort=False):
        rows = own.to_dict("records") if kind == DIFFERS else ()
        places = tuple(
            _whose(row, lang)
            + phrase(f"audit-said-given-{row['status']}", lang, **{name: row[name] for name in _COLUMNS})
            for row in rows
        )
        found.append(GivenTold(str(file), str(archived), str(kind), places))
    return tuple(found)


def _place(row: dict[Any, Any], lang: Lang) -> str:
    said = phrase(f"audit-said-given-{row['status']}", lang, **{name: row[name] for name in _COLUMNS})
    return _whose(row, lang) + said


def _whose(row: dict[Any, Any], lang: Lang) -> str:
    """Return whose row it is, masked, where, and the money that the books have of them; blank where of nobody."""
    if not (row.get("name") or row.get("id_number")):
        return ""
    money = ""
    if "booked" in row and row["id_number"]:
        word = "audit-given-booked" if row["known"] else "audit-given-not-booked"
        money = phrase(word, lang, amount=format_yuan(int(row["booked"]), grouped=True))
    who = [mask_name(str(row["name"])), mask_id(str(row["id_number"])), str(row["school"] or row["town"]), money]
    return phrase("audit-given-who", lang, who=("，" if lang == "zh" else ", ").join(filter(None, who)))
