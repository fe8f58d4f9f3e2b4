"""What holds for every sheet: rows are counted once, order of columns and repetition change nothing."""

import io
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from aid_ledger.errors import FindingsError
from aid_ledger.intake import column_index, fields, read_file
from aid_ledger.intake.containers.extent import Pairs, extent_of
from aid_ledger.intake.other_terms import OTHER_TERM
from aid_ledger.intake.synonyms import fold
from aid_ledger.words import known

ROOT = Path(__file__).parents[2]
HEADER = ["学生姓名", "学籍号", "身份证件号", "学校名称", "年级", "班级", "就读方式", "备注"]
CELLS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["合计", "小计", "张三", "990101201203050018", "1班", "制表人：", "注：", "说明", "三年级", *HEADER]
    ),
    st.text(alphabet="甲乙丙1234X（） ：", max_size=6),
    st.integers(-5, 10**17),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(),
)
ROWS = st.lists(st.lists(CELLS, min_size=len(HEADER), max_size=len(HEADER)), max_size=12)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def made(rows: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("S")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only_that(error: FindingsError, names: Collection[str]) -> None:
    """Fail where the error carries a finding of another name."""
    assert {f.name for f in error.findings} <= set(names)


@QUICK
@given(ROWS)
def test_every_row_is_data_or_passed_over_once(rows: list[list[Any]]) -> None:
    try:
        table = read_file(made([HEADER, *rows]), "在校生名册.xlsx").tables[0]
    except FindingsError as error:
        only_that(error, {"no-data-rows"})
        return
    assert len(table.frame) + sum(table.passed_over.values()) == table.last_row
    numbers = table.frame["row"].tolist()
    assert numbers == sorted(set(numbers))
    with_id = [i + 2 for i, row in enumerate(rows) if row[2] == "990101201203050018"]
    assert set(with_id) <= set(numbers)


@QUICK
@given(ROWS, st.permutations(range(len(HEADER))))
def test_order_of_columns_changes_letters_only(rows: list[list[Any]], order: list[int]) -> None:
    rows = [
        ["张", "", "990101201203050018", "校", "", "", "", ""],
        *[[*row[:2], "990101201203050018", *row[3:]] for row in rows],
    ]
    moved = [[row[i] for i in order] for row in [HEADER, *rows]]
    first = read_file(made([HEADER, *rows]), "在校生名册.xlsx").tables[0]
    second = read_file(made(moved), "在校生名册.xlsx").tables[0]
    assert set(first.fields) == set(second.fields)
    assert second.frame[list(first.frame.columns)].equals(first.frame)
    assert first.passed_over == second.passed_over


@QUICK
@given(ROWS)
def test_reading_twice_is_equal(rows: list[list[Any]]) -> None:
    data = made([HEADER, ["张", "", "990101201203050018", *[""] * 5], *rows])
    first, second = (read_file(data, "名册.xlsx") for _ in range(2))
    assert first.tables[0].frame.equals(second.tables[0].frame)
    assert (first.sha256, first.sheets, first.findings) == (second.sha256, second.sheets, second.findings)


@QUICK
@given(st.lists(st.lists(CELLS, max_size=9), max_size=20), st.sampled_from([None, "roster", "schools", "budget"]))
def test_random_sheet_raises_nothing_but_findings(rows: list[list[Any]], kind: str | None) -> None:
    try:
        read_file(made(rows), "a.xlsx", kind=kind)
    except FindingsError as error:
        only_that(error, known("finding"))


@QUICK
@given(st.binary(max_size=300), st.integers(0, 4000))
def test_damaged_file_raises_nothing_but_findings(noise: bytes, at: int) -> None:
    good = made([HEADER, ["张", "", "990101201203050018", *[""] * 5]])
    for data in (noise, b"PK\x03\x04" + noise, good[:at] + noise + good[at + len(noise) :], good[:at]):
        try:
            read_file(data, "名册.xlsx")
        except FindingsError as error:
            only_that(error, known("finding"))


REFERENCES = st.lists(
    st.tuples(
        st.text("ABCXYZ", min_size=0, max_size=3), st.integers(1, 9_999_999), st.sampled_from(['r="', "r='", 'r = "'])
    ),
    max_size=40,
)


@QUICK
@given(REFERENCES)
@example([("", 1, 'r="'), ("AAA", 10_000, 'r="')])  # eight bytes and no quote: not counted twice
def test_bound_is_what_a_slow_reading_finds(references: list[tuple[str, int, str]]) -> None:
    piece = "".join(f'<c s="1" {sign}{c}{r}{sign[-1]}><v>r="9"</v></c>' for c, r, sign in references).encode() + b"<v>"
    rows = max((r for _, r, _ in references), default=0)
    columns = max((column_index(c) + 1 for c, _, _ in references if c), default=0)
    assert extent_of(piece, Pairs.of(piece)) == (max(rows, 0), columns)


def test_no_header_word_stands_under_two_fields() -> None:
    seen: dict[str, str] = {}
    for entry in fields().values():
        for word in entry.words:
            assert seen.setdefault(fold(word), entry.name) == entry.name, word


def test_findings_used_and_findings_in_the_catalogue_are_the_same() -> None:
    source = "".join(p.read_text("utf-8") for p in (ROOT / "aid_ledger/intake").rglob("*.py"))
    made_by = r'(?:Finding|_finding|_wrong|_count_differs)\(\s*"([a-z-]+)"'
    used = set(re.findall(made_by, source)) | {"cell-error", "formula-without-value", *OTHER_TERM, "other-term-meant"}
    texts = tomllib.loads((ROOT / "aid_ledger/words/intake.toml").read_text("utf-8"))
    assert set(texts["finding"]) <= used <= known("finding")
