"""What the report shows beside checks and identities: totals, schools, the funnel of rows, the lines, the files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aid_ledger.audit.answers import BETWEEN
from aid_ledger.audit.identities import of_pairs
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.audit.results import CheckResult
from aid_ledger.linking import REGISTERS, ROSTER

_LINES = (
    "line", "batch", "programme", "school", "school_code", "town", "stage", "grade", "class_name", "payee", "student",
    "name", "id_number", "amount", "state", "reason", "corrects", "evidence", "money_year", "kind", "standard",
    "subject", "units", "before",
)  # fmt: skip
_KEY = ["subject", "programme"]
TOTALS = ("programme", "stage", "payee", "students", "due", *BETWEEN, "approved", "paid", "returned", "waiting")


def states(picture: Picture) -> dict[str, int]:
    """Return the fen of the term's lines by state, what was taken back aside."""
    lines = picture["lines"]
    sums = lines[lines["state"] != "void"].groupby("state")["amount"].sum()
    return {str(state): int(fen) for state, fen in sums.items()}


def data_as_of(picture: Picture) -> str:
    """Return the day of the youngest list of people in use, blank where none says."""
    sources = picture["sources"]
    used = sources[sources["in_use"] & sources["speaks"] & sources["kind"].isin([*ROSTER, *REGISTERS])]
    return max(used["as_of"], default="")


def totals(picture: Picture) -> pd.DataFrame:
    """Return sums by programme, stage and kind of payee: :data:`TOTALS`, fen; ``students`` are different people.

    ``due`` is what the rules say today, or what is booked where they do not judge: ``approved`` and
    :data:`BETWEEN`; ``approved`` = ``paid`` + ``returned`` + ``waiting``.
    """
    pairs, lines = picture.once(of_pairs), picture["lines"]
    payee = lines.drop_duplicates("programme").set_index("programme")["payee"]
    of_school = pairs["subject"].str.startswith("s")
    pairs = pairs.assign(
        payee=looked_up(pairs["programme"], payee.to_dict(), ""), one=np.where(of_school, "", pairs["person"])
    )
    pairs.loc[of_school & (pairs["payee"] == ""), "payee"] = "school"
    pairs = pairs[(pairs[["due", "booked", "before"]] != 0).any(axis=1)]
    keys = ["programme", "stage", "payee"]
    sums: pd.DataFrame = pairs.groupby(keys)[["due", *BETWEEN, "approved", "paid", "returned", "waiting"]].sum()
    people = pairs[~pairs["subject"].str.startswith("s")].groupby(keys)["person"].nunique()
    sums = sums.assign(students=people.reindex(sums.index, fill_value=0))
    return pd.DataFrame(sums.reset_index(), columns=list(TOTALS))


def funnel(picture: Picture) -> pd.DataFrame:
    """Return how many rows of the files in use ended how: ``kind, outcome, reason, rows``."""
    return pd.DataFrame(picture["outcomes"].groupby(["kind", "outcome", "reason"])["rows"].sum().reset_index())


def shown_lines(picture: Picture) -> pd.DataFrame:
    """Return the term's lines as the report shows them.

    ``standard``: of whom the rules give less than the standard (a fee above its ceiling), what they give. ``units``
    times it is what is due; of further lines of the same pair there are none, they are corrections. ``before``: fen
    that were paid before the ledger.
    """
    lines, due, pairs = picture["lines"], picture["due"], picture.pairs
    keys = pd.MultiIndex.from_frame(lines[_KEY])
    said = due[~due["held"]].drop_duplicates(_KEY).set_index(_KEY)[["amount", "units"]].reindex(keys)
    amount, units = said["amount"].fillna(0).to_numpy(), said["units"].fillna(1).to_numpy(dtype=np.int64)
    less = (amount > 0) & (amount < lines["standard"].to_numpy()) & (units == 1)
    pays = lines["kind"] == "pay"
    first = pays & ~lines["reversed"]
    first &= ~lines.assign(one=first).groupby([*_KEY, "one"]).cumcount().astype(bool)
    whole = first | (pays & lines["reversed"] & (units == 1))
    before = pairs.set_index(_KEY)["before"].reindex(keys).fillna(0).to_numpy(dtype=np.int64)
    return lines.rename(columns={"class_": "class_name"}).assign(
        standard=np.where(less, amount, lines["standard"]).astype(np.int64), units=np.where(whole, units, 0),
        before=np.where(first, before, 0),
    )[list(_LINES)]  # fmt: skip


def schools(picture: Picture, results: Sequence[CheckResult]) -> pd.DataFrame:
    """Return one row a school: ``school, school_code, town, heads, aided, amount, held, findings``."""
    students, lines, held = picture["students"], picture["lines"], picture["held"]
    listed = picture["schools"][["school", "school_code", "town"]]
    others = lines[["school", "school_code", "town"]]
    out = pd.concat([listed, others]).drop_duplicates(["school", "school_code"], ignore_index=True)
    at_school = students[~students["away"]]
    of_people = lines[lines["subject"].str.startswith("p")]
    net = of_people.groupby(["school", "subject"])["amount"].sum()
    counts = {
        "heads": at_school.groupby("school").size(),
        "aided": net[net > 0].reset_index().groupby("school")["subject"].nunique(),
        "amount": lines.groupby("school")["amount"].sum(),
        "held": held.drop_duplicates(["name", "id_number", "school"]).groupby("school").size(),
        "findings": _findings(results),
    }
    for name, column in counts.items():
        out[name] = looked_up(out["school"], column.to_dict(), 0)
    return out


def _findings(results: Sequence[CheckResult]) -> pd.Series[int]:
    """Return how many rows of findings are of each school; hints are none."""
    rows = [one.rows["school"] for one in results if one.rows is not None and one.severity != "hint"]
    named = pd.concat(rows) if rows else pd.Series(dtype=object)
    return named[named != ""].value_counts()


def files(picture: Picture) -> pd.DataFrame:
    """Return the files in use for the term: ``digest, file, kind, rows, as_of``."""
    sources = picture["sources"]
    used = sources[sources["in_use"] & sources["speaks"]]
    return used[["digest", "file", "kind", "rows", "as_of"]].reset_index(drop=True)


def file_names(picture: Picture) -> dict[str, str]:
    """Return the names of archived files by the part of their digest that evidence carries.

    Lists, returns, files for banks, and what decisions came in.

    A list that is no longer in use is named, too: lines that rest on it still say so.
    """
    found = pd.concat([picture[name][["digest", "file"]] for name in ("archived", "documents", "sources")])
    return {digest[:8]: name for digest, name in zip(found["digest"], found["file"], strict=True) if digest}
