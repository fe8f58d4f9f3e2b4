"""Payouts over a term's changes: absence is no evidence, recoveries are few or named, a dry run writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from aid_ledger.errors import LedgerError
from aid_ledger.office.doubts import doubts
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.papers import lost_students
from aid_ledger.office.payout import look
from aid_ledger.store.tables import PERSONAL
from aid_ledger.terms import Term
from tests.tools.books import send
from tests.tools.county import (
    AT,
    BY,
    JUNIOR,
    PRIMARY,
    Desk,
    account_of,
    desk,
    member,
    name_of,
    pupil,
    resident_id,
    school,
)

TERM = Term.parse("2023S")
ONE, TWO, THREE = ((name_of(n), "boarding-living") for n in (1, 2, 3))


@pytest.fixture
def office() -> Iterator[Desk]:
    """Three pupils of two classes, all paid."""
    with desk() as made:
        made.took("名册.xlsx", [pupil(1), pupil(2), pupil(3, 班级="2班")])
        made.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
        made.payout()
        assert made.paid() == dict.fromkeys((ONE, TWO, THREE), 50000)
        yield made


def held(office: Desk) -> dict[str, int]:
    """Return what waits of students as a whole."""
    return {str(one["reason"]): int(one["rows"]) for one in office.payout().held if "programme" not in one}


def test_who_is_missing_from_a_replacing_list_keeps_the_money_and_is_held(office: Desk) -> None:
    office.took("名册2.xlsx", [pupil(1), pupil(3, 班级="2班")], replace=True)
    assert held(office) == {"left-date-unknown": 1}
    assert office.paid() == dict.fromkeys((ONE, TWO, THREE), 50000)


def test_a_list_of_leavers_stands_beside_the_class_and_gives_the_day(office: Desk) -> None:
    """The school's new list lacks pupil 2; then it sends a list of who left. Those who stay are not on that one."""
    office.took("名册2.xlsx", [pupil(1), pupil(3, 班级="2班")], replace=True)
    assert held(office) == {"left-date-unknown": 1}
    waiting = _waiting(office)
    assert waiting[["name", "school", "class_", "reason", "stake"]].to_numpy().tolist() == [
        [name_of(2), PRIMARY["学校名称"], "1班", "left-date-unknown", 50000]
    ]
    assert "异动名单" in waiting["hint"].iloc[0]
    assert office.office.review("2023S", by=BY, at=AT).not_listed == 1
    gone = [pupil(2, 学生状态="转出", 异动日期="2023-02-01")]
    office.took("异动名单.xlsx", gone, replace=True)
    office.payout()
    assert office.paid() == {ONE: 50000, THREE: 50000}
    office.took("名册3.xlsx", [pupil(1), pupil(3, 班级="2班"), pupil(4)], replace=True)
    assert len([one for one in office.office.sources() if one["in_use"] and one["kind"] == "roster"]) == 2


def _waiting(office: Desk) -> pd.DataFrame:
    """Return what stands on the list of doubts."""
    view = look(office.office, TERM)
    waiting = doubts(view, outcomes_of(view), lost=lost_students(office.office, view))
    return waiting[waiting["kind"] == "roster"]


def test_a_list_of_leavers_against_a_class_that_still_has_them_is_asked_about(office: Desk) -> None:
    office.took("异动名单.xlsx", [pupil(2, 学生状态="转出", 异动日期="2023-02-01")])
    assert held(office) == {"contradicting-rows": 2}
    assert office.paid() == dict.fromkeys((ONE, TWO, THREE), 50000)


@pytest.mark.parametrize(
    ("said", "waits", "paid"),
    [
        ({}, {}, 50000), ({"就读方式": "住校"}, {}, 50000), ({"就读方式": "走读"}, {"contradicting-rows": 2}, 50000),
        ({"异动日期": "2023-02-01"}, {"contradicting-rows": 2}, 50000),
        ({"异动日期": "", "学生状态": "休学"}, {"contradicting-rows": 2}, 50000),
    ],
)  # fmt: skip
def test_who_leaves_later_was_there_on_the_day_though_the_list_of_leavers_says_no_more(
    office: Desk, said: dict[str, str], waits: dict[str, int], paid: int
) -> None:
    row = {"就读方式": "", "户口性质": "", "年级": "", "学段": "", "学生状态": "转出", "异动日期": "2023-05-20"}
    office.took("异动名单.xlsx", [pupil(2, **(row | said))])
    assert held(office) == waits
    assert office.paid() == dict.fromkeys((ONE, TWO, THREE), paid)


def test_a_class_whose_list_was_taken_away_keeps_its_money(office: Desk) -> None:
    office.took("名册2.xlsx", [pupil(1), pupil(2)], replace=True)
    assert held(office) == {"class-without-list": 1}
    assert office.paid() == dict.fromkeys((ONE, TWO, THREE), 50000)


def test_who_stops_without_a_day_is_held_and_with_one_is_judged(office: Desk) -> None:
    rows = [
        pupil(1, 学生状态="退学"),
        pupil(2, 学生状态="退学", 异动日期="2023-02-01"),
        pupil(3, 班级="2班", 学生状态="死亡", 异动日期="2023-04-01"),
    ]
    office.took("名册2.xlsx", rows, replace=True)
    office.payout()
    assert office.outcomes() == [
        ("held", "left-date-unknown"), ("not-at-school", "not-at-school"), ("held", "deceased"),
    ]  # fmt: skip
    assert office.paid() == {ONE: 50000, THREE: 50000}
    lines = office.export("lines")
    assert lines.loc[lines["corrects"] != "", ["student_name", "reason"]].to_numpy().tolist() == [
        [name_of(2), "left-school"]
    ]


def test_who_stops_without_a_day_is_held_also_where_the_id_was_corrected_in_the_same_list(office: Desk) -> None:
    """The surrogate finds the person by 学籍号 and name: what was paid must count for the question of absence too."""
    corrected = resident_id(1, "20120306")
    left = pupil(1, 身份证件号=corrected, 出生日期="2012-03-06", 学籍号=pupil(1)["学籍号"], 学生状态="退学")
    rows = [left, pupil(2), pupil(3, 班级="2班")]
    office.took("名册2.xlsx", rows, replace=True)
    office.payout()
    assert office.outcomes()[0] == ("held", "left-date-unknown")
    assert office.paid()[ONE] == 50000


def test_a_corrected_id_keeps_its_net(office: Desk) -> None:
    corrected = resident_id(1, "20120306")
    office.took("名册2.xlsx", [pupil(1, 身份证件号=corrected, 出生日期="2012-03-06"), pupil(2), pupil(3, 班级="2班")],
                replace=True)  # fmt: skip
    office.took("脱贫户2.xlsx", [{**member(1), "身份证号": corrected}], "filed-poor")
    assert office.payout().batch is None
    assert office.outcomes()[0] == ("paid", "")


def test_a_corrected_account_changes_no_line(office: Desk) -> None:
    office.took("名册2.xlsx", [pupil(1, 账号=account_of(55)), pupil(2), pupil(3, 班级="2班")], replace=True)
    assert office.payout().batch is None


def test_the_digest_of_a_batch_can_be_made_again_from_the_books(office: Desk) -> None:
    """Also where a line is taken back and paid anew on another account in one batch."""
    from aid_ledger.ledger import lines_of
    from aid_ledger.ledger.records import payment_digest

    office.took(
        "名册2.xlsx", [pupil(1, 就读方式="走读", 账号=account_of(55)), pupil(2), pupil(3, 班级="2班")], replace=True
    )
    office.payout()
    with office.office.database.read() as connection:
        lines = lines_of(connection, "2023S")
    for batch in office.office.batches("2023S"):
        own = lines[lines["batch"] == batch["batch"]]
        assert payment_digest(own) == batch["digest"]


def test_many_recoveries_must_be_accepted_by_their_exact_number(office: Desk) -> None:
    send(office.office.database)
    office.took("名册2.xlsx", [pupil(1, 就读方式="走读"), pupil(2), pupil(3, 班级="2班")], replace=True)
    before = office.verify()
    for accepted in (None, 2):
        with pytest.raises(LedgerError) as error:
            office.payout(accept_recoveries=accepted)
        assert (error.value.findings[0].name, error.value.findings[0].params["count"]) == ("too-many-recoveries", 1)
        assert office.verify().head == before.head
    # in the same payout nonboarding-living is due; the recovery stands in a batch of its own
    done = office.payout(accept_recoveries=1)
    assert done.batch is not None
    assert done.recover is not None
    assert (done.batch.total, done.recover.total, done.recover.batch) == (25000, -50000, "2023S-003")
    assert office.paid() == {(name_of(1), "nonboarding-living"): 25000, TWO: 50000, THREE: 50000}


def test_a_dry_run_shows_what_a_payout_would_post_and_writes_nothing(office: Desk) -> None:
    office.took("名册2.xlsx", [pupil(1, JUNIOR), pupil(2), pupil(3, 班级="2班")], replace=True)
    before = office.verify()
    shown = office.payout(dry_run=True)
    assert office.verify() == before
    done = office.payout()
    assert shown.lines["amount"].tolist() == done.lines["amount"].tolist() == [12500]
    assert shown.manifest == done.manifest


def test_a_payout_for_some_schools_or_programmes_leaves_the_rest_alone() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(1), pupil(2, JUNIOR), pupil(3, 就读方式="走读")])
        office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
        office.payout(schools=(JUNIOR["学校标识码"],))
        assert office.paid() == {(name_of(2), "boarding-living"): 62500}
        office.payout(programmes=("nonboarding-living",))
        assert office.paid() == {(name_of(2), "boarding-living"): 62500, (name_of(3), "nonboarding-living"): 25000}
        office.payout()
        assert len(office.paid()) == 3


def test_the_papers_of_a_payout_are_in_the_workspace(office: Desk) -> None:
    office.took("名册2.xlsx", [pupil(1, JUNIOR), pupil(2), pupil(3, 班级="2班")], replace=True)
    done = office.payout(papers=True)
    assert done.files
    assert all(path.is_relative_to(office.folder / "reports") and path.stat().st_size for path in done.files)


def test_a_row_of_a_later_list_that_speaks_of_an_earlier_day_is_paid_too(office: Desk) -> None:
    """Late-arriving older rows are not skipped: order of arrival is no fact."""
    office.took("名册3.xlsx", [pupil(7, 班级="7班")])
    assert office.payout().batch is None
    office.took("农村低保.xlsx", [{**member(7), "认定时间": "2019-01-01"}], "rural-allowance")
    office.payout()
    lines = office.export("lines")
    assert lines.loc[lines["student_name"] == name_of(7), ["amount", "reason"]].to_numpy().tolist() == [
        ["500.00", "late-evidence"]
    ]


def test_a_term_whose_persons_were_erased_is_not_paid_again(office: Desk) -> None:
    """Who was erased looks like somebody whom the ledger never met."""
    blanks = ", ".join(f"{name} = ''" for name in PERSONAL)
    with office.office.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE person SET {blanks}")
    with pytest.raises(LedgerError) as error:
        office.payout()
    assert (error.value.findings[0].name, error.value.findings[0].params["count"]) == ("erased-in-term", 3)
    office.took("名册.xlsx", [pupil(1), pupil(2)], term="2023A")
    office.took("脱贫户.xlsx", [member(n) for n in (1, 2)], "filed-poor", term="2023A")
    assert office.payout("2023A").batch


def test_the_first_line_of_all_may_be_of_a_school_without_an_account() -> None:
    """Nobody is known yet, and every personal column of the school is blank: that is a version, not no change."""
    with desk() as office:
        office.took(
            "学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100", 户名="", 账号="", 开户行="")], "schools"
        )
        office.took("名册.xlsx", [pupil(1)], "roster")
        office.took("脱贫户.xlsx", [member(2)], "filed-poor")
        done = office.payout()
        assert done.batch is not None
        assert done.batch.lines == 1
        assert office.verify().ok
        assert office.payout().batch is None


def test_the_meals_of_who_is_missing_without_a_word_wait_as_their_own_money_does(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")], "schools", term="")
    office.payout()
    office.took("名册2.xlsx", [pupil(1), pupil(3, 班级="2班")], replace=True)
    done = office.payout()
    assert {one["reason"] for one in done.held} == {"left-date-unknown", "heads-wait"}
    assert office.paid()["", "nutrition"] == 150000
    gone = pupil(2, 学生状态="转出", 异动日期="2023-02-20")
    office.took("名册3.xlsx", [pupil(1), gone, pupil(3, 班级="2班")], replace=True)
    done = office.payout()
    assert [one for one in done.held if one["reason"] == "heads-wait"] == []
    assert office.paid() == {ONE: 50000, THREE: 50000, ("", "nutrition"): 100000}


def test_the_first_line_counts_peoples_money_and_schools_stand_apart(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")], "schools", term="")
    first = office.payout()
    people, schools = first.moves, first.school_moves
    assert (people.before, people.before_amount, people.more, people.more_amount) == (3, 150000, 0, 0)
    assert (schools.before, schools.more, schools.more_amount) == (0, 1, 150000)  # three heads, 100 days, 5 yuan
    office.took(
        "学校名录2.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="80")], "schools", term="", as_of=date(2023, 3, 1)
    )
    again = office.payout()
    assert again.moves == replace(people, more=0)
    assert (again.school_moves.before_amount, again.school_moves.less, again.school_moves.same) == (150000, 1, 0)
    assert again.school_moves.less_amount == -30000
