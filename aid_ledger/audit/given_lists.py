"""What is said of each list that an auditor got elsewhere: identical to the archived one, or where it differs."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

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
        rows = own[["status", *_COLUMNS]].itertuples(index=False) if kind == DIFFERS else ()
        places = tuple(
            phrase(f"audit-said-given-{row[0]}", lang, **dict(zip(_COLUMNS, row[1:], strict=True))) for row in rows
        )
        found.append(GivenTold(str(file), str(archived), str(kind), places))
    return tuple(found)
