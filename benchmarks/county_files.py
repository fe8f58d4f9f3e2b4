"""The county that is measured: made once, and what ours wrote of it, kept for the floor to write again."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import WORK

TERM = "2023S"
BY, AT = "张三", "2023-04-20T09:00:00+08:00"
FUNDING = {"province": 50, "city": 0, "county": 50}
NAME, COUNTY, TIER, PACKS = "示例县学生资助管理中心", "990101", "T2", ("national", "city-b")

Look = tuple[Any, ...]
Cell = tuple[int, int, str, Any, int, int]
"""Row, column, kind (``n`` number, ``s`` text, ``f`` formula, ``b`` blank), value, look, last column where merged."""
SheetCells = tuple[str, list[Cell]]


def files_of(students: int) -> list[Path]:
    """Return the county's files; made where they are missing."""
    folder = WORK / f"county-{students}"
    done = folder / ".done"
    if not done.exists():
        from aid_ledger.demo import write_county

        print(f"  making a county of {students:,} students (once)", flush=True)
        write_county(folder, students=students, one_roster=True)
        done.touch()
    return sorted(folder.rglob("*.xlsx"))


def workspace_of(students: int) -> Path:
    """Return where ours works; its last run stays there."""
    return WORK / f"workspace-{students}"


def replay_of(students: int) -> Path:
    """Return the folder with what ours wrote: one pickle a workbook, and the rows of the tables."""
    return WORK / f"replay-{students}"


def keep_replay(students: int) -> dict[str, int]:
    """Read back what ours wrote, so that the floor writes the same cells and rows; returns how many there are."""
    import openpyxl

    folder = replay_of(students)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    looks: dict[Look, int] = {}
    cells = 0
    books = sorted((workspace_of(students) / "reports").rglob("*.xlsx"))
    for number, path in enumerate(books):
        sheets: list[SheetCells] = []
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            sheets.append((sheet.title, list(_cells(sheet, looks))))
            cells += len(sheets[-1][1])
        (folder / f"book-{number:04d}.pickle").write_bytes(pickle.dumps((path.name, sheets), protocol=5))
    (folder / "looks.pickle").write_bytes(pickle.dumps(list(looks), protocol=5))
    rows = _keep_tables(workspace_of(students) / "ledger.db", folder)
    return {"books": len(books), "cells": cells, "rows": rows}


def _cells(sheet: Any, looks: dict[Look, int]) -> Iterator[Cell]:
    merged: dict[tuple[int, int], int] = {}
    inside: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        if area.min_row == area.max_row:
            merged[area.min_row, area.min_col] = area.max_col
            inside |= {(area.min_row, column) for column in range(area.min_col + 1, area.max_col + 1)}
    for row in sheet.iter_rows():
        for cell in row:
            place = (cell.row, cell.column)
            if place in inside or (cell.value is None and not cell.has_style):
                continue
            kind = "b" if cell.value is None else {"n": "n", "f": "f"}.get(cell.data_type, "s")
            look = looks.setdefault(_look(cell), len(looks))
            yield (*(number - 1 for number in place), kind, cell.value, look, merged.get(place, 0) - 1)


def _look(cell: Any) -> Look:
    align = cell.alignment
    return (
        cell.number_format, cell.font.name, cell.font.sz, bool(cell.font.b), bool(cell.border.left.style),
        align.horizontal or "", align.vertical or "", bool(align.wrap_text), bool(align.shrink_to_fit),
        int(align.indent or 0),
    )  # fmt: skip


def _keep_tables(database: Path, folder: Path) -> int:
    """Keep the tables, their unique and other indexes (not the triggers) and their rows, in the order written."""
    connection = sqlite3.connect(database)
    ddl = [
        sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index')") if sql
    ]
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}
    connection.close()
    (folder / "tables.pickle").write_bytes(pickle.dumps((ddl, tables), protocol=5))
    return sum(map(len, tables.values()))
