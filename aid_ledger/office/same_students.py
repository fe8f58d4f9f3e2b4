"""Lists whose students are mostly those of another list of the same kind and term: a newer version, perhaps.

Told by IDs, so that it is seen also where neither list says which school it is of. It only warns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import SheetTable
from aid_ledger.linking import REGISTERS
from aid_ledger.linking.rows import ROSTER
from aid_ledger.office.sources import all_sources
from aid_ledger.people import IdState, check_ids
from aid_ledger.words import Word

if TYPE_CHECKING:
    from aid_ledger.office import Office

_KINDS = frozenset({*ROSTER, *REGISTERS})
_FEW = 5
"""So many students may stand on two lists by chance, or on a slip of corrections."""


def same_students(office: Office, lists: Sequence[tuple[str, str, str, SheetTable]]) -> dict[str, Finding]:
    """Return by source what is to be said of new lists that share more than half of their students with another.

    Args:
        office: the workspace, with these lists in use.
        lists: source, file, term and table of each new list.
    """
    new = {source: (file, term, table) for source, file, term, table in lists if table.kind in _KINDS}
    wanted = {(table.kind, term) for _, term, table in new.values()}
    if not wanted:
        return {}
    with office.database.read() as connection:
        used = {str(row["source"]): row for row in all_sources(connection) if row["in_use"]}
    own = {source: row for source, row in used.items() if (row["kind"], row["term"]) in wanted}
    new = {source: one for source, one in new.items() if source in own}
    least = min((len(table.frame) for _, _, table in new.values()), default=0) // 2  # more than half is shared
    own = {source: row for source, row in own.items() if source in new or row["rows"] >= least}
    lists_of = Counter((row["kind"], row["term"]) for row in own.values())
    own = {source: row for source, row in own.items() if lists_of[row["kind"], row["term"]] > 1}
    if not own:  # each is the only one of its kind: nothing is read
        return {}
    ids = [_ids(source, new[source][2] if source in new else office.load(row).table) for source, row in own.items()]
    table = pd.concat(ids, ignore_index=True).drop_duplicates()
    table = table[table["id"].duplicated(keep=False) | table["source"].isin(list(new))]
    return dict(_told(table, new, own))


def _ids(source: str, table: SheetTable) -> pd.DataFrame:
    texts = table.frame["id_no"] if "id_no" in table.frame else pd.Series([], dtype="str")
    checked = check_ids(texts)
    return pd.DataFrame({"id": checked.normal[(checked.state != int(IdState.INVALID))], "source": source})


def _told(
    table: pd.DataFrame, new: Mapping[str, tuple[str, str, SheetTable]], own: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, Finding]]:
    size = table.groupby("source").size()
    mine = table[table["source"].isin(list(new))]
    pairs = mine.merge(table, on="id", suffixes=("", "_other"))
    kinds = {source: (row["kind"], row["term"]) for source, row in own.items()}
    pairs = pairs[pairs["source"].map(kinds) == pairs["source_other"].map(kinds)]
    both = pairs[pairs["source"] != pairs["source_other"]].groupby(["source", "source_other"]).size()
    found: dict[str, Finding] = {}
    both = both.sort_values(ascending=False, kind="stable")
    for (source, other), count in zip(both.index.tolist(), both.tolist(), strict=True):
        late = other in new and list(new).index(other) > list(new).index(source)  # the later of one call says it
        if source in found or late or count < _FEW or count * 2 <= size[source]:
            continue
        file, _, sheet = new[source]
        params = {"count": int(count), "of": int(size[source]), "kind": Word(f"kind-{sheet.kind}"),
                  "file": own[other]["file"], "source": other}  # fmt: skip
        found[source] = Finding("same-students", Place(file, sheet.sheet), params, int(count), severity="warning")
    return list(found.items())
