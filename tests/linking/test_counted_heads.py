"""Who counts for a school's meals on the reference day, whatever else their row waits for."""

from __future__ import annotations

from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import desk, member, pupil


def test_a_pupil_who_comes_later_is_no_head_on_the_reference_day_even_where_the_id_is_in_doubt() -> None:
    rows = [pupil(1), pupil(2, 转入日期="2023-03-15"), pupil(3, 转入日期="2023-03-15", 出生日期="2009-01-01")]
    with desk() as office:
        office.took("名册.xlsx", rows)
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        students = look(office.office, Term.parse("2023S")).linked.students
    assert students["reason"].tolist() == ["", "came-after-reference-day", "birth-differs"]
    assert students["counted"].tolist() == [True, False, False]
