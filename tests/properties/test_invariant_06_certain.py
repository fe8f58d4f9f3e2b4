"""DESIGN invariant 6: only the certain pays: a valid full ID, or where it is blank a G number that a register knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.people.strategies import DAMAGES, REPAIRABLE
from tests.tools.county import Desk, desk, member, name_of, pupil, resident_id
from tests.tools.long import LONG

OTHER_NAME = "欧阳另外人"
GONE = ("blank", "dash")
DAMAGE: dict[str, Callable[[str], str]] = {
    **DAMAGES,
    "blank": lambda _text: "",
    "dash": lambda _text: "无",
    "wrong check digit": lambda text: text[:17] + ("1" if text[17] != "1" else "2"),
    "no such day": lambda text: text[:10] + "13" + text[12:],
    "sibling": lambda text: resident_id(int(text[14:17]) + 500),
}
CERTAIN = REPAIRABLE


def damaged(how: str, text: str) -> str:
    return DAMAGE[how](text)


@dataclass(frozen=True, slots=True)
class Case:
    """How one child stands in the roster and in the register."""

    roster: str = "as it is"
    register: str = "as it is"
    name: str = ""
    number: str = "as it is"

    @property
    def pays(self) -> bool:
        """Whether a person would swear that both rows are this child."""
        if self.register not in CERTAIN or self.name:
            return False
        return self.roster in CERTAIN or (self.roster in GONE and self.number == "as it is")


cases = st.builds(
    Case,
    roster=st.sampled_from([*DAMAGE, "blank", "blank"]),
    register=st.sampled_from(["as it is", "as it is", "as it is", *DAMAGE]),
    name=st.sampled_from(["", "", OTHER_NAME]),
    number=st.sampled_from(["as it is", "as it is", "lost digit", "of a sibling", "J", ""]),
).filter(lambda case: (case.roster, case.register) != ("sibling", "sibling"))  # both name one valid ID: that is certain


def number_of(case: Case, own: str) -> str:
    match case.number:
        case "as it is":
            return "G" + own
        case "lost digit":
            return "G" + own[:-1]
        case "of a sibling":
            return "G" + resident_id(int(own[14:17]) + 500)
        case "J":
            return "J" + own
        case _:
            return ""


def lay(office: Desk, wanted: dict[int, Case]) -> None:
    """Import a roster and a register in which each child stands as its case says, beside one that is clean."""
    roster, register = [pupil(900)], [member(900)]
    for who, case in wanted.items():
        own = resident_id(who)
        roster.append(pupil(who, 身份证件号=damaged(case.roster, own), 学籍号=number_of(case, own)))
        register.append(member(who, 身份证号=damaged(case.register, own), 姓名=case.name or name_of(who)))
    office.took("在校生名册.xlsx", roster)
    office.took("脱贫户.xlsx", register, "filed-poor")


@settings(max_examples=8 if LONG else 4, suppress_health_check=list(HealthCheck))
@given(st.lists(cases, min_size=8, max_size=40).map(lambda found: dict(enumerate(found, start=1))))
@example(
    {
        1: Case("blank"),
        2: Case("blank", name=OTHER_NAME),
        3: Case("blank", number="lost digit"),
        4: Case("blank", number="J"),
    }
)
@example(
    {1: Case("temporary"), 2: Case("masked"), 3: Case("rounded"), 4: Case("sibling"), 5: Case("wrong check digit")}
)
@example(
    {1: Case(register="blank"), 2: Case(register="lost digit"), 3: Case(register="sibling"), 4: Case(name=OTHER_NAME)}
)
def test_a_line_only_for_who_is_certain(wanted: dict[int, Case]) -> None:
    with desk() as office:
        lay(office, wanted)
        office.payout()
        lines = office.export("lines")
        table = office.export("outcomes")
    paid = {900} | {who for who, case in wanted.items() if case.pays}
    assert set(lines["student_name"]) == {name_of(who) for who in paid}
    assert set(lines["id_number"]) == {resident_id(who) for who in paid}
    held = table[(table["kind"] == "roster") & (table["outcome"] == "held")]
    doubtful = {
        name_of(who)
        for who, case in wanted.items()
        if case.roster not in CERTAIN and case.roster not in ("sibling", *GONE)
    }
    assert doubtful <= set(held["name"])


@pytest.mark.parametrize("how", [name for name in DAMAGE if name not in (*CERTAIN, *GONE, "sibling")])
def test_an_id_that_is_there_but_not_valid_holds_the_row_whatever_else_is_there(
    how: str, held_by_id: dict[str, tuple[str, str]]
) -> None:
    """Even with a G number whose tail is valid and known to a register."""
    assert held_by_id[how] == ("held", "id-invalid")


@pytest.fixture(scope="module")
def held_by_id() -> dict[str, tuple[str, str]]:
    with desk() as office:
        lay(office, dict(enumerate((Case(how) for how in DAMAGE), start=1)))
        return dict(zip(DAMAGE, office.outcomes()[1:], strict=True))
