"""The floor: calamine reads the same files, XlsxWriter writes the same cells, sqlite3 the same rows; nothing else.

Left out, to its favour: the scan that bounds hostile files, any look at what a cell says, digests, the archive,
page set-up, column widths and merges over several rows.
"""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from benchmarks.county_files import Cell, Look, SheetCells, files_of, replay_of
from benchmarks.measure import WORK, Watch, report


def main(students: int) -> None:
    """Run the floor once and report."""
    paths = files_of(students)
    out = WORK / f"floor-{students}"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    watch = Watch()
    read = 0
    for path in paths:
        watch.step("import roster" if path.parent.name == "学籍" else "import registers")
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            read += len(book.get_sheet_by_name(name).to_python())
    watch.stop()
    rows = _write_rows(out / "ledger.db", students, watch)
    cells = _write_books(out, students, watch)
    report(watch, read=read, rows=rows, cells=cells)


def _write_rows(path: Path, students: int, watch: Watch) -> int:
    ddl, tables = pickle.loads((replay_of(students) / "tables.pickle").read_bytes())
    watch.step("posting")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in ddl:
        connection.execute(statement)
    for name, rows in tables.items():
        if rows:
            connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    connection.execute("COMMIT")
    connection.close()
    watch.stop()
    return sum(map(len, tables.values()))


def _write_books(out: Path, students: int, watch: Watch) -> int:
    folder = replay_of(students)
    looks = [_format(look) for look in pickle.loads((folder / "looks.pickle").read_bytes())]
    cells = 0
    for path in sorted(folder.glob("book-*.pickle")):
        _, sheets = pickle.loads(path.read_bytes())
        cells += sum(len(rows) for _, rows in sheets)
        watch.step("sheets")
        _write_book(out / f"{path.stem}.xlsx", sheets, looks)
        watch.stop()
    return cells


def _format(look: Look) -> dict[str, Any]:
    names = (
        "num_format",
        "font_name",
        "font_size",
        "bold",
        "border",
        "align",
        "valign",
        "text_wrap",
        "shrink",
        "indent",
    )
    values = dict(zip(names, look, strict=True))
    values |= {"border": int(values["border"]), "valign": {"center": "vcenter"}.get(values["valign"], values["valign"])}
    return {name: value for name, value in values.items() if value}


def _write_book(path: Path, sheets: list[SheetCells], looks: list[dict[str, Any]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    formats: dict[int, Any] = {}
    for name, cells in sheets:
        used = {cell[4] for cell in cells} - formats.keys()
        formats |= {look: book.add_format(looks[look]) for look in sorted(used)}
        _write_cells(book.add_worksheet(name), cells, formats)
    book.close()


def _write_cells(sheet: Any, cells: list[Cell], formats: dict[int, Any]) -> None:
    number, text, blank, formula = sheet.write_number, sheet.write_string, sheet.write_blank, sheet.write_formula
    for row, column, kind, value, look, last in cells:
        if last > column:
            sheet.merge_range(row, column, row, last, value, formats[look])
        elif kind == "s":
            text(row, column, value, formats[look])
        elif kind == "n":
            number(row, column, value, formats[look])
        elif kind == "b":
            blank(row, column, None, formats[look])
        else:
            formula(row, column, value, formats[look])


if __name__ == "__main__":
    main(int(sys.argv[1]))
