"""What a payout warns of that no single row shows.

Lists of different days, boarders whom no roster has, one account of many, names that differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from aid_ledger.errors import Finding, Place
from aid_ledger.linking import REGISTERS, ROSTER, Linked
from aid_ledger.office.proofs import cell_name
from aid_ledger.people import mask_account
from aid_ledger.words import Word

FAR_APART = 60
"""Days between the oldest and the latest list of a term that are more than the usual coming-in of lists."""
SIBLINGS = 2
"""How many students may share an account without a question."""
_SHOWN, _SOME = 20, 5


def cautions(linked: Linked) -> Iterator[Finding]:
    """Yield the warnings of a term's lists, in an order that does not depend on that of the files.

    Source:
        reference/files.md §12, defects 45 and 67.
    """
    yield from _days_apart(linked)
    yield from _unlisted_boarders(linked)
    yield from _shared_accounts(linked)
    yield from _names_differ(linked)


def _days_apart(linked: Linked) -> Iterator[Finding]:
    dated = sorted(
        (one.as_of, one.file) for one in linked.sources if one.as_of and one.kind in (*ROSTER, *REGISTERS)
    )  # fmt: skip
    if not dated:
        return
    (old_day, oldest), (new_day, newest) = dated[0], dated[-1]
    days = (date.fromisoformat(new_day) - date.fromisoformat(old_day)).days
    if days > FAR_APART:
        params = {"days": days, "most": FAR_APART, "oldest": oldest, "old_day": old_day, "newest": newest,
                  "new_day": new_day}  # fmt: skip
        yield Finding("lists-far-apart", params=params, severity="warning")


def _unlisted_boarders(linked: Linked) -> Iterator[Finding]:
    """Boarders whom the roster of their school has not: a list is missing, or they are at another school."""
    outcomes = linked.others.outcomes
    own = outcomes[(outcomes["kind"] == "boarders") & (outcomes["outcome"] == "unused")]
    elsewhere = own["id_number"].isin(linked.rows["id"].unique())
    for src, rows in own.groupby("src", sort=False):
        source = linked.sources[int(str(src))]
        cells = [cell_name(source, row, "student_name").partition("!")[2] for row in rows["row"].tolist()[:_SOME]]
        more = " …" if len(rows) > _SOME else ""
        others = int(elsewhere[rows.index].sum())
        said = Word("boarders-elsewhere", params=(("count", others),)) if others else ""
        params = {"count": len(rows), "elsewhere": said, "rows": "、".join(cells) + more}
        place = Place(source.file, source.sheet)
        yield Finding("boarders-not-in-roster", place, params, rows=len(rows), severity="warning")


def _shared_accounts(linked: Linked) -> Iterator[Finding]:
    """Students at school whose own account another one has too: siblings are a note, three and more a question."""
    students = linked.students
    own = students[(students["account"] != "") & (students["identity"] != "") & ~students["away"]]
    size = own.groupby("account")["identity"].transform("size")
    pairs, many = own[size == SIBLINGS], own[size > SIBLINGS]
    if len(pairs):
        accounts = len(pairs) // SIBLINGS
        params = {"accounts": accounts, "students": len(pairs), "most": SIBLINGS}
        yield Finding("account-shared", params=params, rows=len(pairs), severity="note")
    for account, group in many.groupby("account", sort=True):
        cells = [_cell(linked, int(row)) for row in np.sort(group["primary"].to_numpy())[:_SHOWN]]
        more = " …" if len(group) > _SHOWN else ""
        said = {"account": mask_account(str(account)), "students": len(group), "rows": "、".join(cells) + more}
        yield Finding("account-of-many", params=said, rows=len(group), severity="warning")


def _names_differ(linked: Linked) -> Iterator[Finding]:
    """Students whom a register names a little otherwise under the same ID; those of the same sound are told apart."""
    noted = linked.registers[linked.registers["note"] != ""]
    if noted.empty:
        return
    sound = noted[noted["note"] == "name-same-sound"]
    first = (sound if len(sound) else noted).iloc[0]
    source = linked.sources[int(first["src"])]
    cell = cell_name(source, int(first["row"]), "student_name").partition("/")[2]
    params = {"count": noted["student"].nunique(), "sound": sound["student"].nunique(),
              "cell": f"{source.file}[{cell}]"}  # fmt: skip
    yield Finding("names-differ", params=params, rows=len(noted), severity="note")


def _cell(linked: Linked, row: int) -> str:
    """Return file and cell of a roster row."""
    place = linked.rows.iloc[row]
    source = linked.sources[int(place["src"])]
    return f"{source.file}[{cell_name(source, int(place['row']), 'account_no').partition('/')[2]}]"
