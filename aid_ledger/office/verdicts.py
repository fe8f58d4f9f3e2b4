"""The verdicts of every programme on a student, with their reasons, and why somebody gets nothing, in one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aid_ledger.office.evaluation import Picture, cohort
from aid_ledger.office.outcomes import Outcomes
from aid_ledger.office.waiting_categories import verdicts_with_waiting
from aid_ledger.rulebook import Award, Because, Case, Fees, State, Verdict
from aid_ledger.rulebook.conditions import Test, leaves
from aid_ledger.words import Lang, phrase
from aid_ledger.words import reason as reason_words

_FEES = ("tuition", "care_fee", "lodging_fee", "public_fee")
_OF_EVERYBODY = ("not-listed", "season-autumn", "season-spring")
"""What keeps a whole term or all who were not chosen away says nothing of one child."""
Verdicts = tuple[Verdict, ...]


def verdicts_of(view: Picture, student: int) -> Verdicts:
    """Judge every programme in force for one student (index), with its reasons."""
    return next(verdicts_of_all(view, (student,)))


def verdicts_of_all(view: Picture, students: Sequence[int]) -> Iterator[Verdicts]:
    """Judge every programme in force for each student; those of whom the rules know the same are judged once."""
    people = cohort(view.linked, view.received)
    awards: defaultdict[int, list[Award]] = defaultdict(list)
    for at, award in people.awards:
        awards[at].append(award)
    known: dict[tuple[Case, tuple[int, int]], Verdicts] = {}
    for student in students:
        case = Case(
            key=int(people.key[student]), key_on_day=int(people.key_on_day[student]),
            fees=Fees(**{name: int(getattr(people, name)[student]) for name in _FEES}),
            received=frozenset(name for name, who in people.received.items() if who[student]),
            awards=tuple(awards[student]) if student in awards else (),
        )  # fmt: skip
        perhaps = (int(view.linked.key_perhaps[student]), int(view.linked.key_on_day_perhaps[student]))
        if (case, perhaps) not in known:
            known[case, perhaps] = verdicts_with_waiting(view.rulebook, view.term, case, perhaps)
        yield known[case, perhaps]


def why_no_aid(view: Picture, outcomes: Outcomes, students: Sequence[int], lang: Lang) -> list[str]:
    """Return why each student gets nothing, in the words of ``explain``: what holds them, else what is not met.

    Of programmes those of other stages are left out, and those that nobody gets in the term or without being chosen.
    """
    return [
        _why(view, str(outcomes.students[one]), str(outcomes.reasons[one]), verdicts, lang)
        for one, verdicts in zip(students, verdicts_of_all(view, students), strict=True)
    ]


def _why(view: Picture, outcome: str, reason: str, verdicts: Verdicts, lang: Lang) -> str:
    if outcome == "held":
        return phrase("audit-no-aid-held", lang, why=reason_words(reason, lang))
    between = ("；", "、") if lang == "zh" else ("; ", ", ")
    lines = {one.id: one.zh if lang == "zh" else one.en for one in view.rulebook.programmes if one.makes_line}
    said = [
        phrase("audit-no-aid-programme", lang, programme=lines[one.programme], tests=between[1].join(tests))
        for one in verdicts
        if one.programme in lines and (tests := _not_met(one, lang))
    ]
    return between[0].join(said) or phrase("audit-no-aid-of-stage", lang)


def _not_met(verdict: Verdict, lang: Lang) -> list[str]:
    """Return what keeps a programme away from a student; nothing where it is not for such students at all."""
    if verdict.state not in (State.NO, State.WOULD_PAY):
        return []
    failed = [one for one in verdict.because if one.holds is False]
    if any(_is_of_stage(one) or one.remark in _OF_EVERYBODY for one in failed):
        return []
    failed = failed or [one for one in verdict.because if one.holds is None]
    return [one.test(lang) for one in failed]


def _is_of_stage(because: Because) -> bool:
    tests = [] if because.condition is None else [leaf for leaf in leaves(because.condition) if isinstance(leaf, Test)]
    return any(test.field == "stage" for test in tests)
