"""Tables drawn with box characters (``│┍━``), as a bank's core prints what became of a file."""

from __future__ import annotations

import re

from aid_ledger.intake.containers.grid import Budget, Grid
from aid_ledger.intake.containers.sheets import RawSheet
from aid_ledger.intake.containers.texts import is_rule, sheet_name, text_of_file

_UPRIGHT = re.compile("[│┃║┆┇┊┋╎╏|]")
_EDGES = "│┃║┆┇┊┋╎╏|"


def read_drawn(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read a drawn table as one sheet: a row a line, without the lines that are only drawn.

    Rows keep the number of their line in the file, so that a finding can be looked up there. Two lines between two
    rules stay two rows: whether the second goes on with a cell of the first is not guessed.
    """
    grid = Grid(sheet_name(name), Budget(name))
    for row, line in enumerate(text_of_file(data, name).splitlines()):
        if is_rule(line):
            continue
        text = line.strip()
        cells = _UPRIGHT.split(text) if any(sign in text for sign in _EDGES) else [text]
        if len(cells) > 1:
            cells = cells[int(text[0] in _EDGES) : len(cells) - int(text[-1] in _EDGES)]
        for column, cell in enumerate(cells):
            grid.put(row, column, cell.strip())
    return (grid.sheet(),)
