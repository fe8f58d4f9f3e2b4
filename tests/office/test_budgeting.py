"""指标: what is used in every state, what is left, and that it cannot be overdrawn where the office says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from aid_ledger.errors import InputError, LedgerError
from aid_ledger.office import Config, Office
from aid_ledger.office.budget_adding import Allotment
from aid_ledger.office.budgeting import findings_of, overdrawn
from aid_ledger.words import tell
from tests.properties.test_invariant_10_one_payment import end, start
from tests.tools.county import AT, BY, SCHOOLS, Desk, member, pupil, school
from tests.tools.money import OTHER, approve, bank_says, book, pay

BOARDING = "boarding-living"
TITLE = "家庭经济困难寄宿生生活补助"
POOR = range(1, 7)
EACH = 25_000
"""What central bears of one boarder's 500 yuan."""


def allotted(**changed: str) -> dict[str, str]:
    return {
        "项目": TITLE, "资金级次": "中央", "年度": "2023", "金额": "1000.00", "文号": "示财教〔2023〕1号",
        "结转": "否", **changed,
    }  # fmt: skip


def roster(numbers: range = POOR, **changed: dict[str, str]) -> list[dict[str, str]]:
    return [pupil(number, **changed.get(f"p{number}", {})) for number in numbers]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    """Six poor boarders and a central allotment for four of them."""
    desk = Desk(tmp_path / "office")
    desk.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    desk.take("脱贫户.xlsx", [member(number) for number in POOR], "filed-poor")
    desk.take("名册.xlsx", roster(range(1, 4)), "roster")
    desk.took("预算指标.xlsx", [allotted()], "budget", term="")
    yield desk
    desk.close()


def central(desk: Desk) -> dict[str, int | None]:
    """Return the central row of the table, fen."""
    table = desk.office.left([2023])
    (row,) = table[(table["programme"] == BOARDING) & (table["level"] == "central")].to_dict("records")
    return {name: None if pd.isna(row[name]) else int(row[name]) for name in ("allotted", "used", "left")}


def states(desk: Desk) -> dict[str, int]:
    """Return the fen of the central allotment by where they are."""
    table = desk.office.budget(2023)
    row = table[(table["programme"] == BOARDING) & (table["level"] == "central")].iloc[0]
    return {name: int(row[name]) for name in ("prepared", "approved", "sent", "paid", "returned") if row[name]}


def refused(error: pytest.ExceptionInfo[LedgerError] | pytest.ExceptionInfo[InputError]) -> list[str]:
    return [finding.name for finding in error.value.findings]


def enforced(desk: Desk) -> Desk:
    """Return the office opened anew, with ``[budget] enforce = true``."""
    config = desk.folder / "aid-ledger.toml"
    config.write_text(config.read_text("utf-8") + "\n[budget]\nenforce = true\n", encoding="utf-8")
    desk.close()
    return Desk(desk.folder)


# --- in all states --------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_fund_check_forgets_no_money_in_a_later_state(office: Desk) -> None:
    seen = []

    def look() -> None:
        assert central(office) == {"allotted": 100_000, "used": 3 * EACH, "left": EACH}
        seen.append(states(office))

    batch = office.payout().batch
    assert batch is not None
    look()
    approve(office, batch.batch)
    look()
    paid = pay(office, batch.batch)
    look()
    bank_says(office, paid, lambda _row: ("失败", "退票"))
    look()
    approve(office, batch.batch)
    again = pay(office, batch.batch, rest=True)
    bank_says(office, again)
    look()
    assert seen == [{name: 3 * EACH} for name in ("prepared", "approved", "sent", "returned", "paid")]


def year_of(office: Desk) -> dict[str, int]:
    """The year's money in all; in every row due = paid + unpaid - claimed - given up, and none is below zero."""
    rows = office.office.budget_year(2023).rows
    assert (rows["due"] == rows["paid"] + rows["unpaid"] - rows["claimed"] - rows["given_up"]).all()
    assert (rows[["claimed", "given_up"]] >= 0).all(axis=None)
    return {name: int(rows[name].sum()) for name in ("due", "paid", "unpaid", "claimed", "given_up")}


@pytest.mark.long
def test_what_is_void_is_free_again_and_what_is_claimed_only_once_it_came_back(office: Desk) -> None:
    first = office.payout().batch
    assert first is not None
    office.office.void(first.batch, why="错", by=BY, at=AT)
    assert central(office)["used"] == 0
    batch = office.payout().batch
    assert batch is not None
    approve(office, batch.batch)
    bank_says(office, pay(office, batch.batch))
    office.take(
        "名册.xlsx", roster(range(1, 4), p1={"学生状态": "转出", "异动日期": "2023-02-01"}), "roster", replace=True
    )
    recover = office.settle().recover
    assert recover is not None
    assert central(office)["used"] == 3 * EACH
    line = f"{recover.batch}-00001"
    book(office, line, amount=20_000)
    assert central(office)["used"] == 3 * EACH - 10_000
    approve(office, recover.batch)
    assert year_of(office) == {"due": 100_000, "paid": 130_000, "unpaid": 0, "claimed": 30_000, "given_up": 0}
    book(office, line, "waived", OTHER, amount=10_001)
    assert year_of(office) == {"due": 100_000, "paid": 130_000, "unpaid": 0, "claimed": 19_999, "given_up": 10_001}
    book(office, line, "written-off", OTHER)
    assert year_of(office) == {"due": 100_000, "paid": 130_000, "unpaid": 0, "claimed": 0, "given_up": 30_000}
    assert central(office)["used"] == 3 * EACH - 10_000
    assert states(office) == {"paid": 3 * EACH - 10_000}


def test_no_allotment_is_none_and_not_zero(office: Desk) -> None:
    office.payout()
    table = office.office.left()
    county = table[table["level"] == "county"].iloc[0]
    assert (pd.isna(county["allotted"]), int(county["used"]), pd.isna(county["left"])) == (True, 3 * EACH, True)
    assert overdrawn(table).empty


def test_a_term_uses_money_of_the_year_in_which_it_begins(office: Desk) -> None:
    office.take("脱贫户秋.xlsx", [member(1)], "filed-poor", term="2023A")
    office.take("名册秋.xlsx", roster(range(1, 2)), "roster", term="2023A")
    office.take("脱贫户春.xlsx", [member(2)], "filed-poor", term="2024S")
    office.take("名册春.xlsx", roster(range(2, 3)), "roster", term="2024S")
    for term in ("2023S", "2023A", "2024S"):
        office.payout(term)
    table = office.office.left()
    used = table[table["level"] == "central"].set_index("year")["used"].to_dict()
    assert used == {2023: 4 * EACH, 2024: 31_250}


def test_what_was_carried_over_is_used_first_then_by_document(office: Desk) -> None:
    carried = allotted(文号="示财教〔2022〕9号", 金额="300.00", 结转="是")
    office.took("补充.xlsx", [carried, allotted(文号="示财教〔2023〕0号", 金额="200")], "budget", term="")
    office.payout()
    table = office.office.budget(2023)
    rows = table[table["level"] == "central"]
    assert [(row["document"], int(row["used"]), int(row["left"])) for row in rows.to_dict("records")] == [
        ("示财教〔2022〕9号", 30_000, 0), ("示财教〔2023〕0号", 20_000, 0), ("示财教〔2023〕1号", 25_000, 75_000),
    ]  # fmt: skip


def test_people_are_counted_where_the_quota_is_of_people(office: Desk) -> None:
    office.took("名额.xlsx", [allotted(文号="示财教〔2023〕3号", 指标人数="2")], "budget", term="")
    office.payout()
    (found,) = findings_of(office.office, overdrawn(office.office.left()))
    assert tell(found, "zh").problem == f"{TITLE}：2023 年中央指标 2 人，已用 3 人，超 1 人"


def test_an_allotment_of_several_programmes_stands_with_nothing_said_to_be_of_it(office: Desk) -> None:
    office.took("综合.xlsx", [allotted(项目="城乡义务教育补助经费")], "budget", term="")
    office.payout()
    table = office.office.budget(2023)
    row = table[table["project"] == "城乡义务教育补助经费"].iloc[0]
    assert row["programme"] == ""
    assert pd.isna(row["used"])
    assert central(office)["allotted"] == 100_000


# --- typed ----------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_a_source_like_any_other(office: Desk) -> None:
    typed = Allotment("示财教〔2023〕7号", "中央", BOARDING, 2023, 12_345, people=9)
    done = office.office.add_allotment(typed, by=BY, at=AT)
    assert central(office)["allotted"] == 112_345
    assert office.office.add_allotment(typed, by=BY, at=AT) == done | {"already": True}
    assert central(office)["allotted"] == 112_345
    assert {row["kind"] for row in office.office.sources() if row["source"] == done["source"]} == {"budget"}
    assert office.verify().ok
    office.office.retire_source(done["source"], why="录错", by=BY, at=AT)
    assert central(office)["allotted"] == 100_000
    assert office.verify().ok


@pytest.mark.parametrize(
    ("changed", "option"),
    [({"level": "天上"}, "--level"), ({"document": "=1+1"}, "--document"), ({"document": " "}, "--document"),
     ({"amount": 0}, "--amount"), ({"amount": -1}, "--amount"), ({"year": 23}, "--year"), ({"people": -2}, "--people")],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_an_allotment_is_refused(office: Desk, changed: dict[str, object], option: str) -> None:
    good = {"document": "示财教〔2023〕7号", "level": "中央", "programme": BOARDING, "year": 2023, "amount": 1}
    with pytest.raises(InputError) as error:
        office.office.add_allotment(Allotment(**(good | changed)), by=BY, at=AT)  # type: ignore[arg-type]
    assert refused(error) == ["allotment-value"]
    assert error.value.findings[0].params["option"] == option


# --- overdrawn ------------------------------------------------------------------------------------------------------


def two_batches(desk: Desk) -> tuple[str, str]:
    """Prepare three pupils, then three more: each fits the allotment, both together do not."""
    first = desk.payout()
    desk.take("名册.xlsx", roster(), "roster", replace=True)
    second = desk.payout()
    assert first.batch is not None
    assert second.batch is not None
    assert [one.name for one in first.warnings if one.name.startswith("budget")] == []
    assert [one.name for one in second.warnings if one.name.startswith("budget")] == ["budget-overdrawn"]
    return first.batch.batch, second.batch.batch


def test_a_payout_warns_of_what_it_overdraws_and_an_approval_is_not_refused_unless_told(office: Desk) -> None:
    for batch in two_batches(office):
        assert approve(office, batch).approval is not None
    assert central(office) == {"allotted": 100_000, "used": 6 * EACH, "left": -2 * EACH}


def test_a_dry_run_warns_of_what_it_would_overdraw(office: Desk) -> None:
    office.take("名册.xlsx", roster(), "roster", replace=True)
    result = office.payout(dry_run=True)
    (found,) = [one for one in result.warnings if one.name == "budget-overdrawn"]
    assert found.params["over"] == "500.00"


def test_an_approval_that_would_overdraw_is_refused_and_says_by_how_much(office: Desk) -> None:
    first, second = two_batches(office)
    desk = enforced(office)
    with closing(desk):
        approve(desk, first)
        with pytest.raises(LedgerError) as error:
            approve(desk, second)
        assert refused(error) == ["budget-overdrawn"]
        assert error.value.exit_code == 4
        assert tell(error.value.findings[0], "zh").problem == (
            f"{TITLE}：2023 年中央指标 1,000.00 元，已用（含已编制）1,500.00 元，超 500.00 元"
        )
        assert {row["batch"]: row["state"] for row in desk.office.batches()} == {first: "approved", second: "prepared"}
        desk.office.add_allotment(Allotment("示财教〔2023〕7号", "中央", BOARDING, 2023, 50_000), by=BY, at=AT)
        assert approve(desk, second).approval is not None


def test_what_came_back_is_still_of_the_quota_when_another_batch_is_approved(office: Desk) -> None:
    first, second = two_batches(office)
    desk = enforced(office)
    with closing(desk):
        approve(desk, first)
        bank_says(desk, pay(desk, first), lambda _row: ("失败", "退票"))
        with pytest.raises(LedgerError) as error:
            approve(desk, second)
        assert refused(error) == ["budget-overdrawn"]
        assert approve(desk, first).approval is not None  # sent again: the same money


@pytest.mark.parametrize("at_once", [2])
def test_a_quota_is_not_overdrawn_by_two_clerks_at_once(office: Desk, tmp_path: Path, at_once: int) -> None:
    batches = two_batches(office)
    assert len(batches) == at_once
    desk = enforced(office)
    desk.close()
    go = tmp_path / "go"
    started = [start(desk.folder, "sqlite:///ledger.db", "approve", "--batch", one, "--go", str(go)) for one in batches]
    go.touch()
    ends = [end(process)["batch"] for process in started]
    assert sorted(ends)[1] == "budget-overdrawn"
    with closing(Desk(desk.folder)) as after:
        approved = [row["batch"] for row in after.office.batches() if row["state"] == "approved"]
        assert approved == [one for one in ends if one in batches]
        assert len(approved) == 1
        assert after.verify().ok


# --- tables, years --------------------------------------------------------------------------------------------------


def test_the_workbook_shows_the_table_with_live_sums(office: Desk, tmp_path: Path) -> None:
    office.payout()
    out = office.office.write_budget(office.office.budget(2023), tmp_path / "指标.xlsx", by=BY, at=AT)
    (sheet,) = load_workbook(out).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[3][1:13] == ["示财教〔2023〕1号", "2023", "中央", TITLE, None, 1000, 750, 0, 0, 0, 0, 250]
    assert rows[5][6] == "=SUM(G4:G5)"


@pytest.mark.long
def test_a_calendar_year_is_both_its_terms_and_agrees_with_the_ledger(office: Desk, tmp_path: Path) -> None:
    for term, numbers in (("2022A", range(1, 3)), ("2023A", range(1, 5)), ("2024S", range(1, 2))):
        office.take(f"脱贫户{term}.xlsx", [member(n, 乡镇=term) for n in numbers], "filed-poor", term=term)
        office.take(f"名册{term}.xlsx", [pupil(n, 班级=f"{term}班") for n in numbers], "roster", term=term)
    for term in ("2022A", "2023S", "2023A", "2024S"):
        batch = office.payout(term).batch
        assert batch is not None
        approve(office, batch.batch)
        if term != "2023A":
            bank_says(office, pay(office, batch.batch))
    report = office.office.budget_year(2023)
    rows, bridge = report.rows, report.bridge.set_index("term")
    assert (rows["due"] == rows["paid"] + rows["unpaid"] - rows["claimed"]).all()
    assert (rows["given_up"] == 0).all()
    for term, heads in (("2022A", 2), ("2023S", 3), ("2023A", 4)):
        net = sum(office.paid(term).values())
        assert net == heads * 50_000
        assert bridge.loc[term, "due"] == net
    assert rows["due"].sum() == 350_000
    assert (rows["paid"].sum(), rows["unpaid"].sum()) == (150_000, 200_000)
    whole = report.people[(report.people["programme"] == "") & (report.people["term"] == "")].iloc[0]
    assert (whole["people"], whole["times"]) == (4, 7)
    assert list(bridge["school_year"]) == ["2022-2023", "2022-2023", "2023-2024", "2023-2024"]
    assert list(bridge.index[bridge["inside"]]) == ["2023S", "2023A"]
    out = office.office.write_budget_year(report, tmp_path / "年度.xlsx", by=BY, at=AT)
    assert load_workbook(out).sheetnames == ["年度汇总", "人数", "学年对照"]


def test_an_office_that_enforces_says_so_in_its_configuration(tmp_path: Path) -> None:
    from aid_ledger.office import make_workspace, read_workspace

    config = Config("示例县学生资助管理中心", "990101", "T2", enforce_budget=True)
    assert make_workspace(tmp_path / "o", config).config.enforce_budget
    with Office.open(tmp_path / "o") as opened:
        assert opened.config.enforce_budget
    path = tmp_path / "o" / "aid-ledger.toml"
    path.write_text(path.read_text("utf-8").replace("enforce = true", 'enforce = "yes"'), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_workspace(tmp_path / "o")
    assert refused(error) == ["config-value"]
