"""Whatever the lines, every paper adds up to them."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from aid_ledger.reports import write_payout_books
from tests.reports.reading import fen
from tests.reports.sample import TITLES, book_of, one_line
from tests.tools.long import LONG

SCHOOLS = [("一小", "1", "甲镇"), ("二小", "2", "甲镇"), ("一小", "3", "乙镇"), ("无码小学", "", "")]


@st.composite
def batches(draw: st.DrawFn) -> list[dict[str, Any]]:
    lines = []
    for number in range(draw(st.integers(1, 30))):
        school, code, town = draw(st.sampled_from(SCHOOLS))
        kind = draw(st.sampled_from(["pay"] * 6 + ["reverse", "recover"]))
        amount = draw(st.integers(1, 10**8))
        person = draw(st.integers(0, 40))
        lines.append(
            one_line(
                line=f"L{number:03d}", school=school, school_code=code, town=town, kind=kind,
                amount=amount if kind == "pay" else -amount, programme=draw(st.sampled_from(sorted(TITLES)[:3])),
                payee=draw(st.sampled_from(["student", "household", "school"])),
                standard=draw(st.sampled_from([0, 31250, 50000, amount])),
                stage=draw(st.sampled_from(["primary", "junior", "primary+junior", "senior"])),
                class_=draw(st.sampled_from(["三(2)班", "三(10)班", "", "二班"])), grade_order=draw(st.integers(0, 9)),
                name=f"学生{person}" if person else "", id_number=f"9901012014{person:08d}" if person else "",
                account=draw(st.sampled_from(["", "6217000012345678901"])),
                reason="" if kind == "pay" else "left-school",
            )
        )  # fmt: skip
    return lines


@settings(max_examples=12 if LONG else 6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(batches())
def test_every_line_stands_where_it_belongs_and_nowhere_else(lines: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_payout_books(folder, book_of(lines))
        county = [path for path in files if path.stem == "全县发放花名册"]
        schools = [path for path in files if path.parent.name == "花名册"]
        cuts = [path for path in files if path.stem == "调减单"]
        pays, negatives = ([line for line in lines if (line["kind"] == "pay") is side] for side in (True, False))
        assert amounts(county) == amounts(schools) == Counter(line["amount"] for line in pays)
        assert amounts(cuts, "调减金额(元)") == Counter(line["amount"] for line in negatives)
        for path in [path for path in files if path.stem == "汇总表"]:
            whole = next(grids(path))
            assert "，不符" not in str(list(grids(path)))
            [total] = [row for row in whole if row[0] == "总计"]
            assert fen(total[whole[2].index("合计金额")]) == sum(line["amount"] for line in pays)


def amounts(paths: list[Path], heading: str = "本次金额(元)") -> Counter[int]:
    return Counter(
        fen(row[grid[2].index(heading)])
        for path in paths
        for grid in grids(path)
        for row in grid[3:]
        if isinstance(row[0], float)
    )


def grids(path: Path) -> Iterator[list[list[Any]]]:
    """Yield the cells of each sheet; a reader faster than openpyxl, since there are many workbooks here."""
    book = CalamineWorkbook.from_path(str(path))
    return (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names)
