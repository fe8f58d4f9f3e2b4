"""Puts comments on cells (批注) beside the rows in which they stand: each counts as if it stood in the row's 备注."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.tables import column_index, column_letter

REMARK = "remark"
_STR = pd.StringDtype("pyarrow", na_value=np.nan)
COMMENTED = "批注："
"""What stands before a comment in a remark."""
PARTED = "；"
"""Between what is said in a remark and what is added to it."""
_MOST_ROWS = 200_000
Comments = Mapping[int, Mapping[str, str]]
"""By Excel row the comments that count for it: by the cell they are on, as they were written."""


def take_comments(sheet: RawSheet, frame: pd.DataFrame, file: str) -> tuple[dict[int, dict[str, str]], tuple[str, ...]]:
    """Let ``remark`` of each data row say its comments too; return them, and the cells elsewhere that bear one.

    A comment on a cell that is merged downwards counts for each row that the cell covers, as what stands in it does.

    Args:
        sheet: the sheet.
        frame: its data rows.
        file: its name, for the refusal.

    Raises:
        FindingsError: ``comments-too-large``: comments on merged cells count for more rows than a list has.
    """
    if not sheet.scan.comments:
        return {}, ()
    lowest = {f"{column_letter(left - 1)}{top}": bottom for top, left, bottom, _ in sheet.merges}
    of_data = set(frame["row"].tolist())
    found: dict[int, dict[str, str]] = {}
    aside, count = [], 0
    for cell in sorted(sheet.scan.comments, key=_order):
        first = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        own = [row for row in range(first, lowest.get(cell, first) + 1) if row in of_data]
        count += len(own)
        if count > _MOST_ROWS:
            raise FindingsError(Finding("comments-too-large", Place(file, sheet.name, cell), {"most": _MOST_ROWS}))
        for row in own:
            found.setdefault(row, {})[cell] = sheet.scan.comments[cell]
        if not own:
            aside.append(cell)
    _write(frame, found)
    return found, tuple(aside)


def unread_comments(sheet: RawSheet, file: str) -> tuple[Finding, ...]:
    """Name the comments that a file has beside its cells, of which nobody can tell for certain where they belong."""
    if not (count := sheet.scan.comments_unread):
        return ()
    return (Finding("comments-unread", Place(file, sheet.name), {"count": count, "file": file}, severity="warning"),)


def _write(frame: pd.DataFrame, comments: Comments) -> None:
    """Put the comments of each row behind what the cell of 备注 says."""
    if not comments:
        return
    own = frame[REMARK].to_numpy(dtype=object, copy=True) if REMARK in frame else np.full(len(frame), "", dtype=object)
    place = {int(row): at for at, row in enumerate(frame["row"].to_numpy())}
    for row, cells in comments.items():
        said = [f"{COMMENTED}{_on_one_line(text)}" for text in cells.values()]
        own[place[row]] = PARTED.join(filter(None, [own[place[row]], *said]))
    frame[REMARK] = pd.array(own.tolist(), dtype=_STR)


def said_in_comments(comments: Iterable[str]) -> str:
    """Return what comments say together, as a remark would."""
    return PARTED.join(map(_on_one_line, comments))


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", PARTED, text.strip())


def _order(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_index(letters)
