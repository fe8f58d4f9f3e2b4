"""One student on one term, the school, and the answer: what ``students`` finds out and ``schedules`` reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class School:
    """One school of the school list; fees in fen a term, None where blank."""

    code: str
    name: str
    stages: tuple[str, ...] = ()
    private: bool = False
    inclusive: bool = False
    tuition: int | None = None
    care_fee: int | None = None
    public_fee: int | None = None
    lodging_fee: int | None = None
    meals: bool = False
    days: int | None = None


@dataclass(frozen=True)
class Facts:
    """One student on one term; None is unknown."""

    stage: str
    grade: int | None = None
    boarding: bool | None = None
    hardship: frozenset[str] = frozenset()
    hardship_on_day: frozenset[str] = frozenset()
    level: str = ""
    school: School | None = None
    rural: bool = False
    local: bool = False
    agricultural: bool = False
    performing: bool = False
    full_time: bool = True
    higher_vocational: bool | None = None
    new: bool | None = None
    from_senior_high: bool | None = None
    in_province: bool | None = None
    private_college: bool | None = None
    college_tuition: int | None = None


class Answer:
    """The lines and the held programmes of one student."""

    def __init__(self) -> None:
        self.lines: dict[str, tuple[str, int]] = {}
        self.held: dict[str, str] = {}

    def pay(self, programme: str, payee: str, amount: int | None) -> None:
        """Add a line; an amount of None is a blank fee or standard, zero is no line."""
        if amount is None:
            self.held[programme] = "no-standard"
        elif amount > 0:
            self.lines[programme] = (payee, amount)
