"""Whom a list that is out of use says to be gone: who took it away may have made a leaver look as if they were there.

Rosters whose row says 转出, 退学 or dead by the reference day, and lists of the deceased; of people whom the lists in
use have at school. Whether they are paid, the check asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import STATUSES, read_dates, read_words
from aid_ledger.linking.earlier_schools import fold_name
from aid_ledger.office.sources import all_sources, speaks_for
from aid_ledger.people import check_ids
from aid_ledger.people.text_columns import is_among
from aid_ledger.words import phrase

if TYPE_CHECKING:
    from aid_ledger.linking import Source
    from aid_ledger.office import Office
    from aid_ledger.terms import Term
    from aid_ledger.words import Lang

_AWAY = value_code("status", "away")
_COLUMNS = ("source", "subject", "name", "id_number", "school", "school_code", "said", "evidence")
_WHO = ("subject", "name", "id_number", "school", "school_code")


def said_gone(office: Office, students: pd.DataFrame, term: Term, lang: Lang) -> pd.DataFrame:
    """Return the frame ``said_gone``: one row a row of a list out of use.

    Args:
        office: the workspace, or the books of a bundle that has its lists.
        students: the frame of that name.
        term: which.
        lang: of what a list of the deceased says.
    """
    with office.database.read() as connection:
        everything = all_sources(connection)
    here = students[~students["away"] & ~students["deceased"] & (students["id_number"] != "")]
    here = here.drop_duplicates("id_number").set_index("id_number", drop=False)
    day = int(office.rulebook().reference_day(term).strftime("%Y%m%d"))
    found: list[dict[str, Any]] = []
    for row in everything:
        if row["in_use"] or row["kind"] not in ("roster", "deceased") or not speaks_for(row, str(term)):
            continue
        for number, school, said, cell in _gone(office.load(row), day, here.index, phrase("kind-deceased", lang)):
            who = here.loc[number]
            if school and school not in (who["school_code"], fold_name(str(who["school"]))):
                continue  # gone from one school, and at another: moved
            found.append({"source": row["source"], "said": said, "evidence": cell, **{k: who[k] for k in _WHO}})
    return pd.DataFrame(found, columns=list(_COLUMNS))


def _gone(source: Source, day: int, known: pd.Index[str], dead: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield ID, school (code or folded name), what the list says and where, of each row with one of ``known`` gone.

    The school is blank where the row names none.
    """
    table, frame = source.table, source.table.frame
    if "id_no" not in frame:
        return
    numbers = check_ids(frame["id_no"]).normal
    ours = is_among(numbers, known)
    schools = pd.Series("", index=frame.index)
    for name in ("school", "school_code"):
        written = frame[name] if name in frame and source.kind == "roster" else schools
        schools = schools.where(written == "", written if name == "school_code" else written.map(fold_name))
    dates = read_dates(frame["status_date"]) if "status_date" in frame else np.zeros(len(frame), dtype=np.int32)
    for name in STATUSES if source.kind == "roster" else ("id_no",):
        if name not in frame:
            continue
        gone = np.ones(len(frame), dtype=np.bool_)
        if source.kind == "roster":
            gone = (read_words("status", frame[name], table.header_of(name))[0] == _AWAY) & (dates <= day)
        for place in np.flatnonzero(ours & gone).tolist():
            cell = f"{source.digest[:8]}/{source.sheet}!{table.letter_of(name)}{frame['row'].iloc[place]}"
            said = str(frame[name].iloc[place]) if name != "id_no" else dead
            yield str(numbers.iloc[place]), str(schools.iloc[place]), said, cell
