"""Names the comments (批注) of an imported list: those that decide, those that nobody understands, the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import SheetTable, said_in_comments
from aid_ledger.linking import remarks_decide
from aid_ledger.words import Listed

_SHOWN = 5


def comment_findings(table: SheetTable, file: str) -> Iterator[Finding]:
    """Yield at most one finding of each sort, with how many cells it stands for and the first of them.

    ``comments-used`` (note): in rows, and says something that 备注 may say; ``comments-unclear`` (warning): in rows,
    and says nothing known; ``comments-aside`` (note): on titles, headers and what else is no row of the list.
    """
    said = [said_in_comments(cells.values()) for cells in table.comments.values()]
    used = remarks_decide(pd.Series(said, dtype="str"), table.kind) if said else np.zeros(0, dtype=bool)
    for name, wanted, severity in (("comments-used", True, "note"), ("comments-unclear", False, "warning")):
        rows = [cells for cells, known in zip(table.comments.values(), used.tolist(), strict=True) if known is wanted]
        cells = list(dict.fromkeys(cell for row in rows for cell in row))
        yield from _one(name, table, file, cells, severity)
    yield from _one("comments-aside", table, file, table.comments_aside, "note")


def _one(name: str, table: SheetTable, file: str, cells: Sequence[str], severity: str) -> Iterator[Finding]:
    if cells:
        more = len(cells) > _SHOWN
        params = {"count": len(cells), "cells": Listed((*cells[:_SHOWN], *(("…",) if more else ())))}
        yield Finding(name, Place(file, table.sheet, cells[0]), params, rows=len(cells), severity=severity)
