"""DESIGN invariant 1: money is an integer of fen in the core and BIGINT in the database, and any breakdown adds up."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Float, Numeric, inspect

from aid_ledger.ledger import lines_of
from aid_ledger.ledger.shares import cumulative_shares
from aid_ledger.money import format_yuan, parse_money, split_shares, to_capitals
from aid_ledger.store import Database, columns_of, sqlite_url
from aid_ledger.store.tables import TABLES
from tests.architecture.source import Module, library, made_up
from tests.tools.books import TERM, WEIGHTS, Due, books, fill, send
from tests.tools.long import LONG

MOST = 10**15
MONEY = ("amount", "standard", "total")
amounts = st.integers(-MOST, MOST) | st.integers(-200_000, 200_000)
weights = st.dictionaries(
    st.sampled_from(["central", "province", "city", "county", "social"]), st.integers(0, 100), min_size=1
).filter(lambda found: sum(found.values()) > 0)


# --- text -> fen -> text --------------------------------------------------------------------------------------------


@given(amounts)
def test_yuan_as_text_come_back_as_the_same_fen(fen: int) -> None:
    assert parse_money(format_yuan(fen)) == fen
    assert parse_money(format_yuan(fen, grouped=True)) == fen
    assert Decimal(format_yuan(fen)) * 100 == fen


@given(amounts)
@example(100_000_000_000_00)
@example(1_0000_0000_0000_00)
@example(10_00)
@example(9)
def test_capitals_come_back_as_the_same_fen(fen: int) -> None:
    assert parse_money(to_capitals(fen)) == fen


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_two_amounts_never_share_their_capitals(one: int, other: int) -> None:
    assert (to_capitals(one) == to_capitals(other)) is (one == other)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["", "￥", "¥", "人民币"]), st.sampled_from(["", "元", " 元"]))
def test_signs_of_currency_change_no_amount(fen: int, front: str, behind: str) -> None:
    assert parse_money(front + format_yuan(fen) + behind) == fen


@given(st.integers(-(10**9), 10**9), st.integers(1, 9), st.sampled_from(["", "0", "00"]))
def test_parts_of_a_fen_are_refused(fen: int, part: int, zeros: str) -> None:
    with pytest.raises(ValueError, match="parts of a fen"):
        parse_money(format_yuan(fen) + zeros + str(part))


@given(st.text("0123456789.,￥¥元万零壹贰叁拾佰仟亿角分整- ", max_size=14))
def test_what_is_read_is_whole_fen_and_reads_the_same_again(text: str) -> None:
    try:
        fen = parse_money(text)
    except ValueError:
        return
    assert type(fen) is int
    assert parse_money(format_yuan(fen)) == fen


# --- breakdowns -----------------------------------------------------------------------------------------------------


@given(amounts, weights)
def test_shares_add_up_and_none_is_a_fen_away_from_its_part(total: int, by: dict[str, int]) -> None:
    shares = split_shares(total, by)
    whole = sum(by.values())
    assert list(shares) == list(by)
    assert sum(shares.values()) == total
    assert all(abs(shares[key] * whole - total * weight) < whole for key, weight in by.items())
    assert all(shares[key] == 0 for key, weight in by.items() if not weight)
    assert split_shares(-total, by) == {key: -part for key, part in shares.items()}


@given(st.lists(st.tuples(st.lists(amounts, max_size=6), weights), max_size=4))
def test_shares_of_corrections_never_drift(batches: list[tuple[list[int], dict[str, int]]]) -> None:
    """Also where the weights change between two batches: what stands is the split of the net by the last weights."""
    running: dict[str, int] = {}
    total = 0
    for steps, by in batches:
        for step, share in zip(steps, cumulative_shares(running, steps, by), strict=True):
            assert sum(share.values()) == step
            total += step
            running = {key: running.get(key, 0) + fen for key, fen in share.items()}
            assert {key: fen for key, fen in running.items() if fen or key in by} == split_shares(total, by)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-5, 0), min_size=1))
def test_weights_that_cannot_split_are_refused(by: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split_shares(100, by)


# --- the books ------------------------------------------------------------------------------------------------------

programmes = st.sampled_from(["boarding-living", "senior-grant"])
histories: st.SearchStrategy[list[Due]] = st.lists(
    st.dictionaries(
        st.tuples(st.integers(1, 5), programmes) | st.tuples(st.integers(-2, -1), st.just("nutrition")),
        st.integers(0, 3) | st.integers(0, 10**6) | st.integers(0, MOST),
        max_size=6,
    ),
    min_size=1,
    max_size=4,
)


def _pair(one: int, other: int) -> Due:
    return {(1, "boarding-living"): one, (2, "boarding-living"): other}


@settings(max_examples=100 if LONG else 15)
@given(histories)
def test_a_batch_is_its_lines_is_its_transfers_is_its_shares(history: list[Due]) -> None:
    with books() as database:
        fill(database, history)
        with database.read() as connection:
            tables = {name: columns_of(connection, name) for name in ("batch", "line", "transfer", "share")}
    for batch, total, count in zip(*(tables["batch"][name] for name in ("batch", "total", "lines")), strict=True):
        lines = {
            line: fen
            for line, fen, of in zip(*(tables["line"][name] for name in ("line", "amount", "batch")), strict=True)
            if of == batch
        }
        assert (sum(lines.values()), len(lines)) == (total, count)
        moved = {
            line: fen if credit != "aid" else -fen
            for line, fen, credit in zip(
                *(tables["transfer"][name] for name in ("line", "amount", "credit")), strict=True
            )
            if line in lines
        }
        assert moved == lines
        shares = zip(*(tables["share"][name] for name in ("batch", "amount")), strict=True)
        assert sum(fen for of, fen in shares if of == batch) == total


@settings(max_examples=100 if LONG else 15)
@given(histories, st.lists(st.booleans(), min_size=4, max_size=4))
@example([_pair(1, 1), _pair(0, 2)], [True] * 4)
def test_levels_bear_the_split_of_the_terms_net_whatever_was_corrected(history: list[Due], sent: list[bool]) -> None:
    """A payout may post new lines and recoveries at once: the second batch starts where the first ended."""
    with books() as database:
        for due, send_now in zip(history, sent, strict=False):
            fill(database, [due])
            if send_now:
                send(database)
        with database.read() as connection:
            lines = lines_of(connection, TERM)
            shares = columns_of(connection, "share")
    for programme, by in WEIGHTS.items():
        net = int(lines.loc[lines["programme"] == programme, "amount"].sum())
        borne = dict.fromkeys(by, 0)
        for of, level, fen in zip(*(shares[name] for name in ("programme", "level", "amount")), strict=True):
            if of == programme:
                borne[level] += fen
        assert borne == split_shares(net, by)


@pytest.mark.parametrize("fen", [2**53 + 1, 2**62 - 1])
def test_an_amount_beyond_the_whole_numbers_of_a_float_is_posted_to_the_fen(fen: int, tmp_path: Path) -> None:
    with closing(Database(sqlite_url(tmp_path / "ledger.db"))) as database:
        fill(database, [{(1, "boarding-living"): fen}, {(1, "boarding-living"): fen + 1, (2, "boarding-living"): 1}])
        with database.read() as connection:
            assert sorted(lines_of(connection, TERM)["amount"]) == [1, 1, fen]


# --- the database, the source ---------------------------------------------------------------------------------------


def test_money_is_declared_bigint_and_nothing_is_declared_a_fraction() -> None:
    for name, table in TABLES.items():
        for column in inspect(table).local_table.columns:
            assert not isinstance(column.type, Float | Numeric), f"{name}.{column.name}"
            assert isinstance(column.type, BigInteger) is (column.name in MONEY), f"{name}.{column.name}"


@pytest.mark.parametrize("place", ["line.amount", "line.standard", "transfer.amount", "share.amount", "batch.total"])
def test_money_lies_in_the_database_as_whole_numbers(place: str, database_url: str) -> None:
    table, column = place.split(".")
    with closing(Database(database_url)) as database:
        fill(database, [{(1, "boarding-living"): MOST, (-1, "nutrition"): 1}, {(1, "boarding-living"): 5}])
        kind = f"typeof({column})" if database.is_sqlite else f"CAST(pg_typeof({column}) AS text)"
        with database.read() as connection:
            found = connection.exec_driver_sql(f"SELECT DISTINCT {kind} FROM {table}").scalars().all()
        assert found == ["integer" if database.is_sqlite else "bigint"]


HOMES_OF_MONEY = ("money", "ledger", "store", "office")
_REFUSES_FLOATS = "aid_ledger.store.journal"


def floats(modules: Iterable[Module]) -> Iterator[str]:
    """Name what could turn fen into a float: ``float`` itself, a fraction written out, ``/`` with a number."""
    for module in modules:
        if module.package not in HOMES_OF_MONEY:
            continue
        for node in ast.walk(module.tree):
            named = isinstance(node, ast.Name) and node.id == "float"
            fraction = isinstance(node, ast.Constant) and type(node.value) is float
            divided = (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Div)
                and any(
                    isinstance(side, ast.Constant) and not isinstance(side.value, str)
                    for side in (node.left, node.right)
                )
            )
            if named or fraction or divided:
                yield module.at(node)


def test_no_float_is_met_where_money_is() -> None:
    found = [place for place in floats(library()) if _REFUSES_FLOATS not in place]
    assert found == []


@pytest.mark.parametrize(
    "code", ["x = float(amount)", "x = column.astype(float)", "x = total / 100", "x = amount * 1.5"]
)
def test_the_search_for_floats_finds_one(code: str) -> None:
    assert list(floats([made_up("aid_ledger.ledger.made_up", code)]))
