"""What a term would pay under other rules: by hand, beside the ledger, and exactly what a payout then posts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from aid_ledger.ledger import Known, shares_of
from aid_ledger.office.simulating import lasting_subjects
from aid_ledger.office.simulation import SUMS, Simulation
from aid_ledger.rulebook import Rulebook, builtin_folder, load_rulebook
from aid_ledger.store import columns_of
from aid_ledger.store.tables import TABLES
from tests.tools.books import send
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, Desk, desk, member, name_of, pupil, rules, school

Pairs = dict[tuple[str, str], int]


ROSTER = (pupil(1), pupil(2), pupil(3, 就读方式="走读"), pupil(4, 就读方式=""), pupil(5, JUNIOR, 年级="七年级"))


def changed_rules(folder: Path, *, without: str = "") -> Rulebook:
    """Return the national rules with 1250 yuan a year for primary boarders, not 1000; or less a programme."""
    shutil.copytree(builtin_folder() / "national", folder / "national")
    if without:
        shutil.rmtree(folder / "national" / without)
    else:
        path = folder / "national" / "boarding-living" / "schedule.yaml"
        path.write_text(path.read_text("utf-8").replace("primary: 1000.00", "primary: 1250.00"), "utf-8")
    return load_rulebook(["national"], folders=[folder])


def fill(office: Desk) -> None:
    """Two boarders and a day pupil of a primary school with meals, one who waits, a boarder of a junior school."""
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100"), school(JUNIOR)])
    office.took("名册.xlsx", ROSTER)
    office.took("脱贫户.xlsx", [member(number) for number in range(1, 6)], "filed-poor")


@pytest.fixture(scope="module")
def office() -> Iterator[Desk]:
    """Return an office that paid its term and has another list since: 3 boards now, and of 2 it is not known."""
    with desk() as made:
        fill(made)
        made.payout()
        made.took("名册2.xlsx", [pupil(1), pupil(2, 就读方式=""), pupil(3), *ROSTER[3:]], replace=True)
        yield made


@pytest.fixture(scope="module")
def found(office: Desk, tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """Return that term under the rise; no table and no file of the office may have changed by it."""
    rules_of = changed_rules(tmp_path_factory.mktemp("rules"))
    before = everything(office)
    simulated = office.office.simulate("2023S", rules_of)
    simulated.people()
    assert everything(office) == before
    assert office.office.rulebook().digest == rules(("national",)).digest  # the office keeps its own rules
    return simulated


def everything(office: Desk) -> tuple[object, ...]:
    """Return every row of every table, and every file beside the database."""
    with office.office.database.read() as connection:
        tables = {table: columns_of(connection, table) for table in TABLES}
    return tables, sorted(str(path) for path in office.folder.rglob("*") if "ledger.db" not in path.name)


def nets(found: Simulation, step: str) -> Pairs:
    """Return fen by name (of a school: blank) and programme."""
    table = found.pairs[found.pairs[step] != 0]
    return {
        (str(name), str(what)): int(fen)
        for name, what, fen in zip(table["name"], table["programme"], table[step], strict=True)
    }


def shares(office: Desk) -> dict[str, int]:
    """Return what stands on each level of government, by the books."""
    with office.office.database.read() as connection:
        table = shares_of(connection, ["2023S"])
    return {str(level): int(fen) for level, fen in table.groupby("level")["amount"].sum().items() if fen}


def test_what_the_lists_changed_is_told_apart_from_what_the_rules_change(found: Simulation) -> None:
    # posted: boarders 500 + 500, day pupil 250, junior boarder 625, four heads of 100 days of meals at 5 yuan
    # now: 3 boards, 250 -> 500; other rules: 1 and 3 625; 2 waits and keeps what was posted under any rules
    assert found.total() == {"ledger": 387500, "now": 412500, "given": 437500, "data": 25000, "rules": 25000}
    assert nets(found, "now") == {
        (name_of(1), "boarding-living"): 50000, (name_of(2), "boarding-living"): 50000,
        (name_of(3), "boarding-living"): 50000, (name_of(5), "boarding-living"): 62500, ("", "nutrition"): 200000,
    }  # fmt: skip
    who = {one["name"]: (one["programmes"], one["data"], one["rules"]) for one in found.people().to_dict("records")}
    assert who == {
        name_of(1): ("boarding-living", 0, 12500),
        name_of(3): ("boarding-living;nonboarding-living", 25000, 12500),
    }


def test_who_gains_and_who_waits_is_counted(found: Simulation) -> None:
    moves = [found.moves(by, kind) for by in ("data", "rules") for kind in "ps"]
    assert [(one.more, one.more_amount, one.less, one.same) for one in moves] == [
        (1, 25000, 0, 3), (0, 0, 0, 1), (2, 25000, 0, 2), (0, 0, 0, 1),
    ]  # fmt: skip
    held = [found.held[name] for name in ("now", "given")]
    assert [(one.students, one.amount, one.unknown, one.schools) for one in held] == [
        (2, 100000, 0, 0), (2, 125000, 0, 0),
    ]  # fmt: skip
    assert [one.kept for one in held] == [{"boarding-living": 50000}] * 2  # 2 was paid and waits now


def test_every_breakdown_adds_up_to_the_total(found: Simulation) -> None:
    for table in (found.programmes(), found.schools(), found.by_level()):
        assert {name: int(table[name].sum()) for name in SUMS} == found.total()
    # half of the allowance is the centre's, the other half the county's; meals are all the centre's
    rules_by = {str(row["level"]): int(row["rules"]) for row in found.by_level().to_dict("records")}
    assert list(rules_by.items()) == [("central", 12500), ("county", 12500)]


def test_a_programme_that_the_other_rules_lack_is_nothing_there_and_said(office: Desk, tmp_path: Path) -> None:
    found = office.office.simulate("2023S", changed_rules(tmp_path, without="nutrition"))
    assert (found.dropped, found.total()["rules"]) == (("nutrition",), -200000)
    assert int(found.by_level()["given"].sum()) == found.total()["given"]
    assert set(found.held["given"].kept) == {"boarding-living"}


def test_who_is_new_is_named_by_who_they_are_and_not_by_a_number_that_others_may_get() -> None:
    lines = pd.DataFrame({"subject": ["p5", "p6", "s36"], "student": [5, 6, 0], "identity": ["A", "B", ""]})
    known = Known(pd.DataFrame({"student": [5]}))
    assert lasting_subjects(lines, known).tolist() == ["p5", "p:B", "s36"]


def test_the_workbook_has_everybody_affected_with_live_sums_and_masked_numbers(
    office: Desk, found: Simulation, tmp_path: Path
) -> None:
    out = office.office.write_simulation(found, tmp_path / "测算表.xlsx", by=BY, at=AT)
    book = load_workbook(out)
    assert book.sheetnames == ["按项目", "按资金级次", "按学校", "受影响的人"]
    cells = [[cell.value for cell in row] for row in book["受影响的人"].iter_rows(min_row=4)]
    people = {row[4]: row for row in cells if isinstance(row[0], int)}
    assert people[name_of(3)][7:] == [250, 500, 625, 250, 125]
    assert people[name_of(1)][5] == "990101********0018"
    total = next(row for row in cells if row[0] == "合计")
    assert str(total[7]).startswith("=SUM(")
    assert all("没有记账" in str(sheet["A2"].value) for sheet in book.worksheets)


def test_the_own_rules_come_to_what_a_payout_then_posts() -> None:
    """Of what is new, and of money that was sent and must come back: to the fen, by pair and by level."""
    later = (
        pupil(1, 学生状态="退学", 异动日期="2023-02-01"),
        pupil(2, 就读方式="走读"),
        pupil(3),
        pupil(6),
        *ROSTER[3:],
    )
    with desk() as made:
        fill(made)
        for rows in ((), later):
            if rows:
                send(made.office.database)
                made.took("名册2.xlsx", rows, replace=True)
            before = made.paid()
            found = made.office.simulate("2023S")
            made.settle()
            assert nets(found, "ledger") == before
            assert nets(found, "now") == nets(found, "given") == made.paid() != before
            stands = {str(row["level"]): int(row["now"]) for row in found.by_level().to_dict("records") if row["now"]}
            assert stands == shares(made)
