"""What was paid and is not due any more: claimed, come back in parts, given up by two persons, or found to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aid_ledger.errors import InputError, LedgerError
from aid_ledger.ledger import lines_of
from aid_ledger.office.audited_books import audited_books
from aid_ledger.office.audited_people import audited_people
from aid_ledger.office.recovering import Ending
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, SCHOOLS, Desk, member, name_of, pupil, school
from tests.tools.engines import on_both, url_for
from tests.tools.money import OTHER, approve, bank_says, book, pay, payout_and_send

LIVES = range(1, 5)


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Four poor boarders who have been paid; then the first turns out to live at home."""
    desk = Desk(tmp_path / "office", url=url_for(request))
    desk.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    desk.take("脱贫户.xlsx", [member(number) for number in LIVES], "filed-poor")
    lives(desk)
    payout_and_send(desk)
    yield desk
    assert desk.verify().ok
    desk.close()


def lives(desk: Desk, *at_home: int) -> None:
    """Import the roster again; these pupils live at home."""
    rows = [pupil(number, **({"就读方式": "走读"} if number in at_home else {})) for number in LIVES]
    desk.take("名册.xlsx", rows, "roster", replace=True)


def claim(desk: Desk) -> str:
    """The first pupil's boarding money is claimed back; returns the recover line."""
    lives(desk, 1)
    found = desk.settle()
    assert found.recover is not None
    lines = desk.export("lines")
    lines = lines[(lines["batch"] == found.recover.batch) & (lines["student_name"] == name_of(1))]
    return str(lines["line"].iloc[0])


def state(desk: Desk, line: str) -> str:
    return str(desk.export("lines").set_index("line").loc[line, "state"])


def refused(call: pytest.ExceptionInfo[LedgerError] | pytest.ExceptionInfo[InputError]) -> str:
    return call.value.findings[0].name


@on_both
def test_what_is_not_due_any_more_is_not_claimed_as_a_change_of_standard(office: Desk) -> None:
    line = claim(office)
    lines = office.export("lines").set_index("line")
    assert lines.loc[line, "reason"] == "no-longer-due"


def test_the_same_money_is_not_booked_twice_and_a_blank_is_no_voucher(office: Desk) -> None:
    line = claim(office)
    approve(office, line[:9])
    first = book(office, line, amount=20000, voucher="0713")
    with pytest.raises(LedgerError) as error:
        book(office, line, amount=20000, voucher=" 0713")
    assert refused(error) == "booking-again"
    book(office, line, amount=20000, voucher="0713-2")
    book(office, line, "undone", corrects=str(first["recovery_booking"]), by=OTHER)
    assert (
        book(office, line, amount=20000, voucher="0713")["outstanding"] == 10000
    )  # taken back, so it may be said again
    for said in ({"voucher": "  "}, {"kind": "waived", "document": " "}):
        with pytest.raises(InputError) as blank:
            book(office, line, **{"by": OTHER, **said})
        assert refused(blank) == "recovery-needs"


def test_money_comes_back_in_parts_and_never_more_than_is_claimed(office: Desk) -> None:
    line = claim(office)
    approve(office, line[:9])
    assert state(office, line) == "approved"
    assert book(office, line, amount=20000)["outstanding"] == 30000
    said = {day: book(office, line, amount=1, on=day)["findings"] for day in ("2023-04-19", "2023-04-20", "2023-04-21")}
    assert [[one.name for one in found] for found in said.values()] == [
        ["returned-before-claim"], [], ["day-after-today"],
    ]  # fmt: skip
    assert {one.severity for found in said.values() for one in found} == {"warning"}
    assert state(office, line) == "approved"
    with pytest.raises(LedgerError) as error:
        book(office, line, amount=29998)
    assert refused(error) == "more-than-claimed"
    assert book(office, line)["outstanding"] == 0
    assert state(office, line) == "recovered"
    assert office.settle().batch is None


@pytest.mark.parametrize("kind", ["waived", "written-off"])
def test_a_claim_is_given_up_by_a_second_person_with_a_document(office: Desk, kind: str) -> None:
    line = claim(office)
    with pytest.raises(LedgerError) as error:
        book(office, line, kind, by=OTHER)
    assert refused(error) == "recovery-not-approved"
    approve(office, line[:9])
    with pytest.raises(LedgerError) as error:
        book(office, line, kind, by=BY)
    assert refused(error) == "waiver-is-preparer"
    with pytest.raises(InputError) as lacking:
        book(office, line, kind, by=OTHER, document="")
    assert refused(lacking) == "recovery-needs"
    given_up = book(office, line, kind, by=OTHER)
    assert state(office, line) == "waived"
    assert office.settle().batch is None
    assert let_go(office) == [(f"{line} {'不予追缴' if kind == 'waived' else '核销'}", 50000)]
    office.office.recovered(line, Ending("undone", corrects=given_up["recovery_booking"]), by=OTHER, at=AT)
    assert [fen for _, fen in let_go(office)] == [0]


def let_go(desk: Desk) -> list[tuple[str, int]]:
    """Return the claims that the auditor sees given up, in Chinese, with the money they let go."""
    with desk.office.database.read() as connection:
        found = audited_people(desk.office, connection, Term.parse("2023S"), "zh")
    assert {str(why)[:2] for why in found["sources"]["why"].dropna().tolist()} == {"由 "}
    acts = found["acts"]
    return list(acts.loc[acts["act"] == "waived", ["what", "amount"]].itertuples(index=False, name=None))


def test_a_close_counts_open_recoveries_apart_from_payments(office: Desk) -> None:
    line = claim(office)
    approve(office, line[:9])
    book(office, line, amount=20000)
    closed = office.office.close_term("2023S", by=OTHER, at=AT)
    assert closed["recoveries"] == {"lines": 1, "outstanding": 30000}
    assert closed["payments"] == {"prepared": 1}  # what is due to who lives at home
    assert closed["open"] == {"approved": 1, "prepared": 1}


def test_money_back_needs_its_day_and_voucher(office: Desk) -> None:
    line = claim(office)
    with pytest.raises(InputError) as lacking:
        book(office, line, voucher="")
    assert refused(lacking) == "recovery-needs"


def test_a_wrong_booking_is_taken_back_once(office: Desk) -> None:
    line = claim(office)
    wrong = book(office, line)["recovery_booking"]
    assert book(office, line, "undone", corrects=wrong, document="")["outstanding"] == 50000
    with pytest.raises(LedgerError) as error:
        book(office, line, "undone", corrects=wrong)
    assert refused(error) == "booking-is-undone"
    assert state(office, line) == "prepared"
    book(office, line, amount=20000, voucher="V2")
    with office.office.database.read() as connection:
        seen = audited_books(office.office, connection, Term.parse("2023S"), lines_of(connection, "2023S"))["recovered"]
        later = audited_books(office.office, connection, Term.parse("2023A"), lines_of(connection, "2023A"))
    assert seen.to_numpy().tolist() == [[f"{line}-R3", line, "2023-06-01", "V2", 20000]], "what an auditor looks at"
    (elsewhere,) = later["sent_elsewhere"].to_dict("records")
    assert elsewhere["sending"].startswith("2023S-001")
    assert elsewhere["total"] == elsewhere["paid"] == 4 * 50000


@on_both
def test_a_claim_that_was_wrong_is_taken_back_and_nobody_is_paid_twice(office: Desk) -> None:
    line = claim(office)
    lives(office)  # she does board after all
    found = office.settle()
    assert [(kind, amount) for kind, amount in zip(found.lines["kind"], found.lines["amount"], strict=True)] == [
        ("reverse", 50000), ("reverse", -25000),
    ]  # fmt: skip
    assert state(office, line) == "void"
    assert set(office.paid().values()) == {50000}
    with pytest.raises(LedgerError) as error:
        book(office, line)
    assert refused(error) == "more-than-claimed"
    assert office.settle().batch is None


def test_what_came_back_of_a_wrong_claim_is_paid_again_and_the_rest_of_it_dropped(office: Desk) -> None:
    line = claim(office)
    book(office, line, amount=20000)
    lives(office)
    found = office.settle()
    assert found.batch is not None
    own = found.lines[found.lines["name"] == name_of(1)]
    assert sorted(zip(own["kind"], own["amount"], strict=True)) == [
        ("pay", 20000), ("reverse", -25000), ("reverse", 30000),
    ]  # fmt: skip
    assert state(office, line) == "recovered"
    approve(office, found.batch.batch)
    paid = pay(office, found.batch.batch)
    assert [one.file.total for one in paid.sendings] == [20000]
    bank_says(office, paid)
    assert office.paid()[name_of(1), "boarding-living"] == 50000
    assert office.settle().batch is None


def test_a_claim_is_never_set_off_against_what_else_is_due(office: Desk) -> None:
    line = claim(office)
    found = office.export("lines")
    new = found[(found["student_name"] == name_of(1)) & (found["programme"] == "nonboarding-living")]
    assert list(new["amount"]) == ["250.00"]  # due for living at home, and due whole
    batch = str(new["batch"].iloc[0])
    approve(office, batch)
    assert sum(one.file.total for one in pay(office, batch).sendings) == 25000
    assert state(office, line) == "prepared"


def test_a_death_never_makes_a_claim_by_itself(office: Desk) -> None:
    rows = [pupil(number, **({"学生状态": "死亡"} if number == 1 else {})) for number in LIVES]
    office.take("名册.xlsx", rows, "roster", replace=True)
    assert office.payout().recover is None


def test_a_recover_batch_is_taken_back_whole_but_not_after_money_came(office: Desk) -> None:
    line = claim(office)
    booked = book(office, line, amount=100)["recovery_booking"]
    with pytest.raises(LedgerError) as error:
        office.office.void(line[:9], why="错", by=BY, at="2023-06-01T09:00:00+08:00")
    assert refused(error) == "recovery-is-booked"
    book(office, line, "undone", corrects=booked)
    office.office.void(line[:9], why="错", by=BY, at="2023-06-01T09:00:00+08:00")
    assert state(office, line) == "void"
