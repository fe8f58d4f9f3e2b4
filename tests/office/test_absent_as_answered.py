"""The list for 控辍保学 says of a child what its lists say and what a person answered, and does not mix the two up."""

from __future__ import annotations

from aid_ledger.office.absent_children import absent_children
from aid_ledger.office.hints import hints_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import desk, member, name_of, pupil
from tests.tools.review import STATUS, apply, ask, filled, settle, workbook

LATE = {"转入日期": "2023-04-10"}


def test_who_came_too_late_is_at_school_and_an_answer_is_no_words_of_the_roster() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil(1), pupil(2, LATE), pupil(3, 学生状态="人籍分离")])
        office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
        settle(office, {STATUS: "退学"})
        done = apply(office, filled(workbook(ask(office)), {"基准日后转入": {1: "不由本校发放"}}))
        assert (done.findings, len(done.decisions)) == ((), 1)
        children = absent_children(hints_of(look(office.office, Term.parse("2023S")).linked))
        assert children["name"].tolist() == [name_of(3)]
        assert children["why"].iloc[0].startswith("名册注明“人籍分离（核实为退学）”")
