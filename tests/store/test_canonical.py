"""The canonical bytes of form 1 are kept in a golden file: a changed byte there is a breaking change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aid_ledger.store import digest, digest_columns, digest_of_digests
from aid_ledger.store.canonical import FORM, Value, item, record

GOLDEN = Path(__file__).with_name("canonical.golden.txt")
RECORDS: dict[str, tuple[str, tuple[Value, ...]]] = {
    "empty": ("line", ()),
    "empty text": ("line", ("",)),
    "nothing": ("line", (None,)),
    "zero": ("line", (0,)),
    "text of a zero": ("line", ("0",)),
    "negative": ("transfer", (-31250,)),
    "Chinese": ("person", ("张三", "示例县第一小学")),
    "outside the first plane": ("person", ("𠮷",)),
    "delimiters inside": ("journal", ("s1:a,", "i1:1,", ",:")),
    "one way": ("line", ("ab", "c")),
    "the other way": ("line", ("a", "bc")),
    "large": ("share", (10**15, -(10**15), 2**63 - 1)),
    "a journal record": ("journal", (1, "import", "张三", "2023-04-20T09:00:00+08:00", '{"sources":[]}', "0" * 64)),
}
values: st.SearchStrategy[Value] = st.none() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8)


def test_records_have_the_bytes_of_form_1(request: pytest.FixtureRequest) -> None:
    lines = [
        f"{name}\t{record(kind, fields).hex()}\t{digest(kind, fields)}\n" for name, (kind, fields) in RECORDS.items()
    ]
    if request.config.getoption("--update-expected"):
        GOLDEN.write_text("".join(lines), "utf-8")
    assert FORM == 1
    assert GOLDEN.read_text("utf-8") == "".join(lines)


@given(st.lists(values, max_size=5), st.lists(values, max_size=5))
@example(["ab", "c"], ["a", "bc"])
@example([1], ["1"])
@example([None], [""])
def test_only_the_same_fields_have_the_same_bytes(one: list[Value], other: list[Value]) -> None:
    assert (record("line", one) == record("line", other)) is (one == other)


@given(st.lists(st.tuples(values, values), max_size=6))
def test_columns_have_the_digests_of_their_rows(rows: list[tuple[Value, Value]]) -> None:
    columns = [[row[0] for row in rows], [row[1] for row in rows]]
    assert digest_columns("line", columns) == [digest("line", row) for row in rows]


@given(st.lists(st.text("ab", max_size=2), min_size=2, max_size=5), st.data())
def test_a_digest_over_digests_knows_their_order_and_number(digests: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(digests))
    assert (digest_of_digests("line", digests) == digest_of_digests("line", other)) is (digests == other)
    assert digest_of_digests("line", digests) != digest_of_digests("line", digests[:-1])
    assert digest_of_digests("line", digests) != digest_of_digests("share", digests)


@pytest.mark.parametrize("value", [1.0, True, b"a", [], {}], ids=repr)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical bytes"):
        item(value)  # type: ignore[arg-type]
