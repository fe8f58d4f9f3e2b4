"""Where the rosters of the term before had the children whom no roster has now: by certain ID, at school only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import STATUSES
from aid_ledger.linking import Linked, read_statuses
from aid_ledger.office.sources import all_sources, in_use_for
from aid_ledger.people import check_ids

if TYPE_CHECKING:
    from aid_ledger.office import Office

_FIELDS = ("id_no", "school_code", "school", "grade", "class", *STATUSES)


def last_rosters(office: Office, linked: Linked) -> pd.DataFrame:
    """Return the children in registers and no roster whom a roster of the term before had at school.

    Returns:
        By ID: ``place`` (index into ``linked.schools``, -1 where this term's list does not know the school), ``school``
        as it was written, ``grade``, ``class_``. Of several rows the first by file digest, sheet and row.
    """
    absent = linked.registers["outcome"] == "not-in-roster"
    wanted = linked.registers.loc[absent & (linked.registers["id"] != ""), "id"].unique().tolist()
    parts = []
    if wanted:
        with office.database.read() as connection:
            used = in_use_for(all_sources(connection), str(linked.settings.term.previous))
        sources = [office.load(row) for row in used if row["kind"] == "roster"]
        for source in sorted(sources, key=lambda one: one.order):
            frame = source.table.frame
            blank = pd.Series("", index=frame.index, dtype="str")
            own = pd.DataFrame({name: frame.get(name, blank) for name in _FIELDS}, dtype="str")
            checked = check_ids(own["id_no"].astype("str"))
            damaged = source.table.damaged.get("id_no", np.zeros(len(frame), dtype=bool))
            said = read_statuses([source], own.assign(src=0))
            here = said.blank | np.isin(said.codes, [value_code("status", word) for word in ("school", "home")])
            own["id"] = checked.normal.where(checked.usable & ~damaged & here, "").to_numpy()
            parts.append(own[own["id"].isin(wanted)])
    found = pd.concat(parts) if parts else pd.DataFrame(columns=[*_FIELDS, "id"], dtype="str")
    found = found.drop_duplicates("id").rename(columns={"class": "class_"})
    place = linked.schools.resolve(found["school_code"], found["school"]) if len(found) else np.zeros(0, dtype=np.int32)
    return found.assign(place=place).set_index("id")[["place", "school", "grade", "class_"]]
