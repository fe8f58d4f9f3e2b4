"""What lists for checks say of those who are about to be paid: who has died, whose account is a public employee's.

It holds nothing back: a list may be wrong, so a person looks before approving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.linking import CheckLists, Linked, best_notices, guardians_of, strange_holders
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.proofs import cell_name
from aid_ledger.rulebook import State

_SHOWN = 10


def warnings_before_paying(view: Picture) -> Iterator[Finding]:
    """Yield what a payout warns of: students who are due something and are listed, with their cells."""
    lists, linked = view.linked.for_checks, view.linked
    if lists.deceased is None and lists.employees is None:
        return
    to_school = [one.id for one in view.rulebook.programmes if one.payee == "school"]
    due = view.due[(view.due["state"] == int(State.ENTITLED)) & (view.due["amount"] > 0)]
    own = linked.students.assign(id_number=linked.students["id"])
    own = own.assign(
        account=own["account"].where(own.index.isin(due["student"][~due["programme"].isin(to_school)]), "")
    )
    own = own.iloc[np.unique(due["student"].to_numpy(dtype=np.int64))]
    dead, employed = _listed(linked, lists, own)
    for name, marks, field in (("listed-as-deceased", dead, "id_no"), ("account-of-employee", employed, "account_no")):
        if marks.any():
            cells = [_cell(linked, int(row), field) for row in own["primary"].to_numpy()[marks]]
            shown = "、".join(cells[:_SHOWN]) + (" …" if len(cells) > _SHOWN else "")
            params = {"students": int(marks.sum()), "rows": shown}
            yield Finding(name, params=params, rows=int(marks.sum()), severity="warning")


def facts_before_approving(view: Picture, fresh: pd.DataFrame, days: int) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield what an approver is told of the orders asked for; nothing of what no list says.

    Args:
        view: the term.
        fresh: lines of the orders.
        days: how many working days a list is to be public.
    """
    lists = view.linked.for_checks
    own = fresh[fresh["subject"].astype("str").str.startswith("p")].reset_index(drop=True)
    dead, employed = _listed(view.linked, lists, own)
    for name, marks in (("deceased", dead), ("employees", employed)):
        if marks.any():
            yield name, {"people": own.loc[marks, "subject"].nunique(), "count": f"{int(marks.sum()):,}"}
    if lists.notices is not None and len(own):
        wanted = own[["batch", "school", "school_code", "programme"]].drop_duplicates()
        found = best_notices(lists.notices, wanted, days)
        counts = {name: int(found[name].sum()) for name in ("missing", "short", "open")}
        yield "notices", {"lists": f"{len(found):,}", "days": days, **counts}


def _listed(
    linked: Linked, lists: CheckLists, own: pd.DataFrame
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:  # fmt: skip
    """Tell who is among the deceased by ID, and whose account is an employee's who is no guardian of theirs."""
    nobody = np.zeros(len(own), dtype=np.bool_)
    dead = employed = nobody
    if lists.deceased is not None:
        dead = own["id_number"].isin(list(lists.deceased["id_number"])).to_numpy(dtype=np.bool_)
    if lists.employees is not None:
        theirs = dict(zip(lists.employees["account"], lists.employees["name"], strict=True))
        employed = (own["account"].isin(list(theirs)) & (own["account"] != "")).to_numpy(dtype=np.bool_)
        if employed.any():
            guardians = guardians_of(linked, frozenset(own.loc[employed, "id_number"]) - {""}).names
            owner = [theirs.get(one) or name for one, name in zip(own["account"], own["account_name"], strict=True)]
            named = own.assign(guardians=[guardians.get(one, "") for one in own["id_number"]], account_name=owner)
            employed = employed & strange_holders(named)
    return dead, employed


def _cell(linked: Linked, row: int, field: str) -> str:
    place = linked.rows.iloc[row]
    source = linked.sources[int(place["src"])]
    return f"{source.file}[{cell_name(source, int(place['row']), field).partition('/')[2]}]"
