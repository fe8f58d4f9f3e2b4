"""What we store for a formula is what another program computes for it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aid_ledger.reports import write_payout_books
from tests.reports.sample import County, county_book

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


def without_values(source: Path, target: Path, *, changed: dict[str, str] | None = None) -> None:
    """Copy a workbook without the stored values of its formulas, so that they must be computed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", data.decode())
                for before, after in (changed or {}).items():
                    text = text.replace(before, after, 1)
                data = text.encode()
            new.writestr(name, data)


def recalculated(folder: Path, paths: list[Path]) -> list[Path]:
    assert OFFICE is not None
    out = folder / "out"
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=300)
    return [out / path.name for path in paths]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_stored_values_are_what_the_formulas_give(tmp_path: Path) -> None:
    files = write_payout_books(tmp_path / "papers", county_book(County(lines=240, schools=6)))
    stripped = []
    for number, path in enumerate(files):
        stripped.append(tmp_path / f"{number}.xlsx")
        without_values(path, stripped[-1])
    compared = 0
    for path, computed in zip(files, recalculated(tmp_path, stripped), strict=True):
        stored, formulas, found = (
            load_workbook(path, data_only=True),
            load_workbook(path),
            load_workbook(computed, data_only=True),
        )
        for sheet in formulas:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                own = stored[sheet.title][cell.coordinate].value
                theirs = found[sheet.title][cell.coordinate].value
                assert theirs == (pytest.approx(own, abs=0.001) if isinstance(own, int | float) else own), cell.value
                compared += 1
    assert compared > 300


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_changed_amount_is_seen_by_the_sheet_itself(tmp_path: Path) -> None:
    write_payout_books(tmp_path / "papers", county_book(County(lines=60, schools=1, cuts=0, held=0)))
    stripped = tmp_path / "changed.xlsx"
    without_values(tmp_path / "papers" / "全县发放花名册.xlsx", stripped, changed={"<v>125</v>": "<v>925</v>"})
    [computed] = recalculated(tmp_path, [stripped])
    texts = [
        str(c.value) for s in load_workbook(computed, data_only=True) for row in s.iter_rows() for c in row if c.value
    ]
    assert any("不符，本表不得使用" in text for text in texts)
