"""Children of compulsory age who are in a register and at no school: one row a child, for 控辍保学."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from aid_ledger.linking import REGISTERS
from aid_ledger.linking.absence import EXPLANATIONS
from aid_ledger.office.hints import Hints
from aid_ledger.reports import ABSENT_COLUMNS
from aid_ledger.words import Lang, phrase

_SEX = ("", "男", "女")


def absent_children(hints: Hints, lang: Lang = "zh") -> pd.DataFrame:
    """Return the children that nobody has at school, columns of ``reports.ABSENT_COLUMNS``, by ID.

    A child in several registers is one row: all its lists and places, and the likeliest of its explanations. Who is
    only in registers that say 县外就读 is not among them.
    """
    linked, absences = hints.linked, hints.absences
    rows = linked.registers.iloc[absences["index"].to_numpy()].reset_index(drop=True)
    left = absences["explanation"] == "left-school"
    wanted = rows.loc[(rows["reason"] == "compulsory-age-not-found") | left, "id"].unique()
    chosen = rows["id"].isin(wanted)
    rows, absences = rows[chosen].reset_index(drop=True), absences[chosen].reset_index(drop=True)
    if rows.empty:
        return pd.DataFrame(columns=list(ABSENT_COLUMNS))
    order = {code: place for place, code in enumerate(EXPLANATIONS)}
    table = pd.DataFrame(
        {
            "id_number": rows["id"], "town": rows["town"], "village": rows["village"],
            "household": rows["household_no"], "name": rows["student_name"],
            "sex": [_SEX[code] for code in rows["sex"].tolist()], "age": absences["age"],
            "kind": [REGISTERS.index(kind) for kind in rows["kind"].tolist()],
            "file": [linked.sources[src].file for src in rows["src"].tolist()], "row": rows["row"],
            "rank": [order[code] for code in absences["explanation"].tolist()],
            "why": [hints.why_absent(one, lang) for one in absences.to_dict("records")],
        }
    )  # fmt: skip
    table = table.sort_values(["id_number", "kind", "file", "row", "town", "village", "household", "name"])
    own = groupby(table.to_dict("records"), key=itemgetter("id_number"))
    children = [_child(list(rows), lang) for _, rows in own]
    return pd.DataFrame(children, columns=list(ABSENT_COLUMNS))


def _child(own: Sequence[Mapping[Hashable, Any]], lang: Lang) -> dict[str, object]:
    """One child from its rows, the weightiest register first."""
    comma, semicolon = ("、", "；") if lang == "zh" else (", ", "; ")
    first = own[0]
    given = {name: next((row[name] for row in own if row[name]), "") for name in ("town", "village", "household")}
    best = min(own, key=itemgetter("rank", "why"))
    kinds = [phrase(f"kind-{REGISTERS[kind]}", lang) for kind in dict.fromkeys(row["kind"] for row in own)]
    places = [phrase("absent-place", lang, file=row["file"], row=row["row"]) for row in own]
    return {
        **given, "name": first["name"], "sex": first["sex"], "age": int(first["age"]),
        "id_number": first["id_number"], "lists": comma.join(kinds), "places": semicolon.join(dict.fromkeys(places)),
        "why": best["why"],
    }  # fmt: skip
