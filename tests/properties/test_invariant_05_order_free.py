"""DESIGN invariant 5: the same files give the same lines, digest and exports, whatever the order, folder or engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.county import PRIMARY, Desk, Row, account_of, desk, member, pupil
from tests.tools.long import LONG
from tests.tools.mess import Paper, counties, every_defect_once

EXPORTS = ("lines", "outcomes", "entitlements")


@dataclass(frozen=True, slots=True)
class Run:
    """What came out of one office."""

    digest: str
    manifest: str
    exports: dict[str, str]
    lines: pd.DataFrame


def run(papers: Sequence[Paper], url: str = "sqlite:///ledger.db") -> Run:
    with desk(url=url) as office:
        return _run(office, papers)


def _run(office: Desk, papers: Sequence[Paper]) -> Run:
    for paper in papers:
        assert not office.take(paper.name, paper.written(), paper.kind).refused
    done = office.payout()
    lines = office.export("lines")
    return Run(
        done.batch.digest if done.batch else "", done.manifest, {name: office.csv(name) for name in EXPORTS}, lines
    )


def without_places(lines: pd.DataFrame) -> str:
    return str(lines.drop(columns="evidence").to_csv(index=False))


@settings(max_examples=8 if LONG else 2, suppress_health_check=list(HealthCheck))
@given(counties(), st.data())
def test_the_order_of_files_and_rows_changes_nothing(papers: list[Paper], data: st.DataObject) -> None:
    first = run(papers)
    other_order = run(data.draw(st.permutations(papers)))
    assert other_order.digest == first.digest
    assert other_order.manifest == first.manifest
    assert other_order.exports == first.exports
    shuffled = run([Paper(paper.name, paper.kind, data.draw(st.permutations(paper.rows))) for paper in papers])
    assert shuffled.digest == first.digest
    assert without_places(shuffled.lines) == without_places(first.lines)


@pytest.mark.server
def test_sqlite_and_postgresql_give_the_same_bytes(postgres_url: str) -> None:
    papers = every_defect_once()
    assert run(papers).exports == run(papers, postgres_url).exports


@pytest.mark.long
def test_corrections_are_the_same_in_every_folder() -> None:
    """A later list that changes amounts: voids, new lines and their ids follow from content alone."""

    def whole_term(order: int) -> Run:
        steps = [
            Paper("脱贫户.xlsx", "filed-poor", [member(n) for n in range(1, 5)]),
            Paper("学校认定.xlsx", "recognised", [{**member(n), "认定等级": "困难"} for n in range(3, 8)]),
        ][::order]
        with desk() as office:
            _run(office, [Paper("名册.xlsx", "roster", [pupil(n) for n in range(1, 9)]), *steps])
            return _run(office, [Paper("住校生.xlsx", "boarders", [{**member(2), "学校": PRIMARY["学校名称"]}])])

    assert whole_term(1).exports == whole_term(-1).exports


def test_the_names_of_files_decide_nothing() -> None:
    """Of one person in two lists, the row in the same bytes is the duplicate, whatever the files are called."""

    def outcomes(*names: str) -> set[tuple[str, int, str]]:
        lists = [[member(1), member(2)], [member(2), member(1)], [member(1)]]
        with desk() as office:
            office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
            for name, rows in zip(names, lists, strict=True):
                office.took(name, rows, "filed-poor")
            table = office.export("outcomes")
        table = table[table["kind"] == "filed-poor"]
        return set(zip(table["source"], table["row"], table["outcome"], strict=True))

    assert outcomes("a.xlsx", "b.xlsx", "c.xlsx") == outcomes("c.xlsx", "b.xlsx", "a.xlsx")
    assert outcomes("b.xlsx", "a.xlsx", "c.xlsx") == outcomes("a.xlsx", "b.xlsx", "c.xlsx")


# --- two rows that say almost the same: which comes first must not decide --------------------------------------------


def both_ways(rows: Sequence[Row], kind: str, *others: Paper) -> tuple[Run, Run]:
    one = run([*others, Paper("名单.xlsx", kind, list(rows))])
    other = run([*others, Paper("名单.xlsx", kind, list(reversed(rows)))])
    return one, other


POOR = Paper("脱贫户.xlsx", "filed-poor", [member(1), member(2)])
ROSTER = Paper("在校生名册.xlsx", "roster", [pupil(1), pupil(2)])


SECOND_ROWS: list[Row] = [
    {"账号": account_of(77)},
    {"班级": "2班"},
    {"出生日期": "2012-03-06"},
    {"账号": ""},
    {"户名": "李四"},
    {"学籍号": ""},
]


@pytest.mark.parametrize("changed", SECOND_ROWS if LONG else SECOND_ROWS[:3], ids=lambda row: next(iter(row)))
def test_which_of_two_rows_of_a_student_comes_first_pays_nobody_else(changed: Row) -> None:
    one, other = both_ways([pupil(1), pupil(1, changed), pupil(2)], "roster", POOR)
    assert one.digest == other.digest
    assert without_places(one.lines) == without_places(other.lines)


def test_which_of_two_names_for_an_id_a_register_has_first_decides_nothing() -> None:
    one, other = both_ways([member(1), {**member(1), "姓名": "欧阳另外人"}, member(2)], "filed-poor", ROSTER)
    assert one.digest == other.digest
    assert without_places(one.lines) == without_places(other.lines)
