"""Who is named beside a student: guardians, heads, and the members of a household that a register lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.linking import guardians_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import Desk, desk, member, name_of, pupil, resident_id

MOTHER = {"姓名": "欧阳母", "身份证号码": resident_id(700, "19800101")}


@pytest.fixture(scope="module")
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("名册.xlsx", [pupil(1, 监护人姓名="赵父"), pupil(2), pupil(3)])
        rows = [{**member(1), "户编号": "H1"}, {**member(2), "户编号": "H1"}, {**MOTHER, "户编号": "H1"}]
        made.took("脱贫户.xlsx", [*rows, {**member(3), "户编号": "H2"}], "filed-poor")
        yield made


def test_members_of_the_household_are_named_and_nobody_elses(office: Desk) -> None:
    linked = look(office.office, Term.parse("2023S")).linked
    found = guardians_of(linked, [resident_id(number) for number in (1, 3)])
    names = {key: set(text.split("、")) for key, text in found.names.items()}
    assert names[resident_id(1)] >= {"欧阳母", name_of(2)}
    assert name_of(3) not in names[resident_id(1)]
    assert resident_id(2) not in names
    assert found.listed == {resident_id(1)}  # a household of which one person alone is listed may have more
    assert "欧阳母" not in names.get(resident_id(3), set())
