"""What holds for all rulebooks and students: columns say what the evaluator says one by one, and more."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aid_ledger.facts import BY_NAME, CATEGORIES, FIELDS
from aid_ledger.facts.fields import UNKNOWN
from aid_ledger.rulebook import (
    Award,
    Case,
    Cohort,
    Fees,
    Rulebook,
    SchoolColumns,
    State,
    Verdict,
    evaluate,
    judge_all,
    load_rulebook,
)
from aid_ledger.terms import Term
from tests.tools.long import LONG

SHIFT = BY_NAME["categories"].shift
PARAMETERS = {f"city-d.living.step-{n}": f"{400 - 100 * n}.00" for n in (1, 2, 3)}
PACKS = [("national",), *(("national", p) for p in ("city-b", "county-a", "district-c", "city-d"))]
TERMS = [Term.of_index(i) for i in range(Term.parse("2008S").index, Term.parse("2027S").index)]
TESTED = ("stage", "grade", "boarding", "status", "private", "rural_hukou", "came_from", "level", "listed")


@cache
def shipped(packs: tuple[str, ...]) -> Rulebook:
    return load_rulebook(packs, parameters=PARAMETERS)


NOTHING = {State.NO, State.WOULD_PAY}
"""Hukou that is not known counts as no; the doubt about it may show only once the other facts are known."""

# --- random students ---------------------------------------------------------------------------------------------

keys = st.fixed_dictionaries(
    {f.name: st.integers(0, len(f.values) - 1) if f.values else st.integers(0, (1 << f.bits) - 1) for f in FIELDS}
).map(lambda codes: sum(code << BY_NAME[name].shift for name, code in codes.items()))
fens = st.sampled_from([-1, 0, 100, 50_000, 80_000, 80_001])
fee_sets = st.builds(Fees, fens, fens, fens, fens)
awards = st.lists(
    st.builds(Award, st.sampled_from(["某奖", "中职国家奖学金"]), st.sampled_from([100, 600_000]), st.booleans()),
    max_size=2,
)


@st.composite
def cases(draw: st.DrawFn, once: tuple[str, ...] = ("freshman-travel", "p0", "p1")) -> Case:
    key = draw(keys)
    day = draw(st.integers(0, (1 << len(CATEGORIES)) - 1))
    on_day = key & ~BY_NAME["categories"].mask | day << SHIFT if draw(st.booleans()) else key
    received = frozenset(draw(st.sets(st.sampled_from(once))))
    return Case(key, on_day, draw(fee_sets), received, tuple(draw(awards)) if draw(st.booleans()) else ())


def cohort_of(students: list[Case]) -> Cohort:
    names = sorted({name for case in students for name in case.received})
    tuition, care, lodging, public = (
        np.array([getattr(case.fees, name) for case in students], dtype=np.int64)
        for name in ("tuition", "care_fee", "lodging_fee", "public_fee")
    )
    return Cohort(
        key=np.array([case.key for case in students], dtype=np.uint64),
        key_on_day=np.array([case.key_on_day for case in students], dtype=np.uint64),
        received={name: np.array([name in case.received for case in students]) for name in names},
        awards=[(row, award) for row, case in enumerate(students) for award in case.awards],
        tuition=tuition,
        care_fee=care,
        lodging_fee=lodging,
        public_fee=public,
    )


Answer = tuple[int, str, int, int, int, str]


def one_by_one(rulebook: Rulebook, term: Term, students: list[Case]) -> list[Answer]:
    own = {State.ENTITLED, State.HELD, State.WOULD_PAY}
    return [
        (row, v.programme, int(v.state), v.amount, v.standard, v.reason)
        for row, case in enumerate(students)
        for v in judge_all(rulebook, term, case)
        if v.state in own
    ]


def in_columns(rulebook: Rulebook, term: Term, students: list[Case]) -> list[Answer]:
    found = evaluate(rulebook, term, cohort_of(students))
    s = found.students
    columns = (s.student, s.programme, s.state, s.amount, s.standard, s.reason)
    return [
        (row, found.programmes[programme], state, amount, standard, found.reasons[reason])
        for row, programme, state, amount, standard, reason in zip(*(c.tolist() for c in columns), strict=True)
    ]


# --- random rulebooks --------------------------------------------------------------------------------------------


def condition(draw: st.DrawFn, depth: int = 2) -> str:
    kinds = ["fact", "category", *(["all", "any", "not"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "category":
        return f"{{category: [{', '.join(draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3)))}]}}"
    if kind == "fact":
        name = draw(st.sampled_from(TESTED))
        values = [value for value in BY_NAME[name].values if value != UNKNOWN]
        return f"{{{name}: [{', '.join(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2)))}]}}"
    if kind == "not":
        return f"{{not: {condition(draw, depth - 1)}}}"
    parts = [condition(draw, depth - 1) for _ in range(draw(st.integers(1, 3)))]
    return f"{{{kind}: [{', '.join(parts)}]}}"


def dated(term: str) -> str:
    return f"from: {term}, source: d, verified: yes"


def amount(draw: st.DrawFn, number: int) -> str:
    kinds = ["fixed", "by", "tiers", "fee", "none", "cap", "listed", *(["share-of"] if number else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "fixed":
        return f"{{kind: fixed, period: term, values: [{{{dated('2020S')}, amount: 100.00}}]}}"
    if kind == "by":
        values = f"{{{dated('2020S')}, yes: {draw(st.sampled_from(['1.00', '2.00']))}, no: 2.00}}"
        return f"{{kind: fixed, period: year, by: boarding, values: [{values}]}}"
    if kind == "tiers":
        tiers = [
            f"{{all: [{condition(draw, 1)}], amount: {n}.00}}" for n in draw(st.lists(st.integers(1, 3), max_size=3))
        ]
        tiers += ["{otherwise: yes, amount: 4.00}"] if draw(st.booleans()) or not tiers else []
        return f"{{kind: tiers, period: term, values: [{{{dated('2020S')}, tiers: [{', '.join(tiers)}]}}]}}"
    if kind == "fee":
        column = draw(st.sampled_from(["tuition", "care_fee", "lodging_fee"]))
        cap = draw(st.sampled_from(["", ", at-most: public_fee", ", at-most: public_fee, only-if: private"]))
        return f"{{kind: fee, values: [{{{dated('2020S')}, fee: {column}{cap}}}]}}"
    if kind == "share-of":
        return f"{{kind: share-of, values: [{{{dated('2020S')}, of: p0, share: 1/2}}]}}"
    if kind == "listed":
        takes = draw(st.sampled_from(["named", "donated"]))
        own = f", {{{dated('2020S')}, award: 中职国家奖学金, amount: 6000.00}}"
        return f"{{kind: listed, takes: {takes}, values: [{{{dated('2020S')}}}{own}]}}"
    if kind == "cap":
        return f"{{kind: cap, values: [{{{dated('2020S')}, amount: 8000.00}}]}}"
    return f"{{kind: none, values: [{{{dated('2020S')}}}]}}"


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, str]:
    count = draw(st.integers(1, 4))
    texts = {}
    for number in range(count):
        earlier = [f"p{n}" for n in range(number)]
        some = st.lists(st.sampled_from(earlier), max_size=2, unique=True) if earlier else st.just([])
        unknown = draw(st.booleans()) and draw(st.booleans())
        ends = "ends: unknown\nlast-known: 2023S\nends-source: d" if unknown else "ends: open"
        texts[f"p{number}"] = (
            f"form: 1\nprogramme: p{number}\ntitle: {{zh: x, en: x}}\npayee: student\ngiven-as: cash\nfunding: own\n"
            f"reads: {draw(st.sampled_from(['term', 'reference-day']))}\n"
            f"{'once: in-a-life' if draw(st.booleans()) else ''}\n"
            f"{'season: spring' if draw(st.booleans()) and draw(st.booleans()) else ''}\n"
            f"lists: {draw(st.sampled_from(['[roster]', '[application]', '[roster, application]']))}\n"
            f"requires: [{', '.join(draw(some))}]\ngives-way-to: [{', '.join(draw(some))}]\n"
            "documents: {d: {title: x, number: none}}\n"
            f"who:\n  - {{{dated('2020S')}, all: [{condition(draw)}, {condition(draw)}]}}\n"
            f"  - {{{dated('2022A')}, any: [{condition(draw)}]}}\n"
            f"amount: {amount(draw, number)}\n{ends}\n"
        )
    return texts


PACK = (
    "form: 1\npack: own\ntitle: {zh: x, en: x}\ndocuments: {d: {title: x, number: none}}\n"
    "base: [{from: 2008S, source: d, verified: yes, all: [{status: [school, home]}]}]\n"
)
FUNDING = (
    "form: 1\ndocuments: {d: {title: x, number: none}}\n"
    "tables: {own: [{from: 2008S, source: d, verified: yes, all-tiers: {county: 100}}]}\n"
)


def built(texts: dict[str, str]) -> Rulebook:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "own"
        for name, text in (("pack.yaml", PACK), ("funding.yaml", FUNDING)):
            root.mkdir(exist_ok=True)
            (root / name).write_text(text, "utf-8")
        for name, text in texts.items():
            (root / name).mkdir()
            (root / name / "schedule.yaml").write_text(text, "utf-8")
        return load_rulebook(("own",), folders=[Path(folder)])


# --- properties --------------------------------------------------------------------------------------------------


@given(st.sampled_from(PACKS), st.sampled_from(TERMS), st.lists(cases(), min_size=1, max_size=30))
def test_columns_say_what_the_evaluator_says_one_by_one(
    packs: tuple[str, ...], term: Term, students: list[Case]
) -> None:
    rulebook = shipped(packs)
    assert in_columns(rulebook, term, students) == one_by_one(rulebook, term, students)


@settings(max_examples=60 if LONG else 25)
@given(rulebooks(), st.sampled_from(["2020S", "2022A", "2024S"]), st.lists(cases(), min_size=1, max_size=30))
def test_columns_say_the_same_under_random_rules(texts: dict[str, str], term: str, students: list[Case]) -> None:
    rulebook = built(texts)
    assert in_columns(rulebook, Term.parse(term), students) == one_by_one(rulebook, Term.parse(term), students)


def test_columns_in_several_chunks_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks, and the way without room for fee bits in the key."""
    import importlib

    random_source = random.Random(7)
    bits = max(f.shift + f.bits for f in FIELDS)
    students: list[Case] = []
    while len(students) < 500:
        key = random_source.getrandbits(bits)
        if all((key & f.mask) >> f.shift < len(f.values) for f in FIELDS if f.values):
            students.append(Case(key, key, Fees(80_000, 60_000, 30_000, 50_000)))
    rulebook, term = shipped(("national", "city-b")), Term.parse("2023S")
    whole = in_columns(rulebook, term, students)
    monkeypatch.setattr(importlib.import_module("aid_ledger.rulebook.spreading"), "CHUNK", 7)
    assert in_columns(rulebook, term, students) == whole
    monkeypatch.setattr(importlib.import_module("aid_ledger.rulebook.grouping"), "_FREE_BITS", 0)
    assert in_columns(rulebook, term, students) == whole
    assert whole == one_by_one(rulebook, term, students)


@given(st.sampled_from(PACKS), st.sampled_from(TERMS[:-1]), cases())
def test_between_two_changes_nothing_changes(packs: tuple[str, ...], term: Term, case: Case) -> None:
    rulebook = shipped(packs)
    later = Term.of_index(term.index + 2)  # the same half of the year: some programmes have a season
    changes = {t for programme in rulebook.programmes for t in programme.change_terms()}
    if any(term < change <= later for change in changes):
        return
    assert plain(judge_all(rulebook, term, case)) == plain(judge_all(rulebook, later, case))


def plain(verdicts: tuple[Verdict, ...]) -> list[tuple[str, State, int, str]]:
    return [(v.programme, v.state, v.amount, v.reason) for v in verdicts]


@given(st.sampled_from(PACKS), st.sampled_from(TERMS), cases(), st.randoms())
def test_what_is_not_known_is_never_paid_unless_it_makes_no_difference(
    packs: tuple[str, ...], term: Term, case: Case, source: random.Random
) -> None:
    rulebook = shipped(packs)
    known = {v.programme: v for v in judge_all(rulebook, term, filled(case, source))}
    for verdict in judge_all(rulebook, term, case):
        if verdict.state == State.ENTITLED:
            assert known[verdict.programme].amount == verdict.amount
            assert known[verdict.programme].state == State.ENTITLED
        elif verdict.state == State.NO:
            assert known[verdict.programme].state in NOTHING


@settings(max_examples=60 if LONG else 25)
@given(rulebooks(), st.lists(cases(), min_size=1, max_size=20), st.randoms())
def test_what_is_not_known_is_never_paid_under_random_rules(
    texts: dict[str, str], students: list[Case], source: random.Random
) -> None:
    """Programmes without regard to others: one that goes first may fall away when a fact comes to be known."""
    alone = {
        name: "\n".join(line for line in text.split("\n") if not line.startswith(("requires", "gives-way-to")))
        for name, text in texts.items()
    }
    rulebook, term = built(alone), Term.parse("2022A")
    for case in students:
        known = {v.programme: v for v in judge_all(rulebook, term, filled(case, source))}
        for verdict in judge_all(rulebook, term, case):
            if verdict.state == State.ENTITLED:
                assert known[verdict.programme].amount == verdict.amount
            elif verdict.state == State.NO:
                assert known[verdict.programme].state in NOTHING


def filled(case: Case, source: random.Random) -> Case:
    """The same student with everything known that may be unknown; rural hukou aside, which then counts as no."""
    extra = 0
    for field in FIELDS:
        if field.can_be_unknown and field.name != "rural_hukou" and not case.key & field.mask:
            extra |= source.randrange(1, len(field.values)) << field.shift
    return Case(case.key | extra, case.key_on_day | extra, case.fees, case.received, case.awards)


@pytest.mark.parametrize("private", [0, 1, 2])
def test_fees_on_every_side_of_the_ceiling_say_the_same_in_columns(private: int) -> None:
    steps = (-1, 0, 100, 200, 300)
    key = BY_NAME["stage"].values.index("senior") | 1 << BY_NAME["status"].shift | private << BY_NAME["private"].shift
    students = [Case(key | 1 << SHIFT, key, Fees(tuition=fee, public_fee=public)) for fee in steps for public in steps]
    rulebook, term = shipped(("national", "county-a")), Term.parse("2023S")
    assert in_columns(rulebook, term, students) == one_by_one(rulebook, term, students)
    turned = students[::-1]
    assert in_columns(rulebook, term, turned) == one_by_one(rulebook, term, turned)


@given(st.sampled_from(PACKS), st.sampled_from(TERMS), cases(), st.sampled_from(CATEGORIES))
def test_hardship_never_lowers_what_is_paid(packs: tuple[str, ...], term: Term, case: Case, category: str) -> None:
    rulebook = shipped(packs)
    more = rulebook.sets(term)[category] << SHIFT
    richer = Case(case.key | more, case.key_on_day | more, case.fees, case.received, case.awards)
    totals = []
    for one in (case, richer):
        verdicts = judge_all(rulebook, term, one)
        held = any(v.state == State.HELD for v in verdicts)
        totals.append((sum(v.amount for v in verdicts if v.state == State.ENTITLED), held))
    assert totals[1][0] >= totals[0][0] or totals[1][1]


@given(st.sampled_from(TERMS), cases())
def test_ceiling_never_raises_a_fee(term: Term, case: Case) -> None:
    for verdict in judge_all(shipped(("national", "city-b")), term, case):
        if verdict.fee is not None:
            assert 0 < verdict.amount <= verdict.standard == getattr(case.fees, verdict.fee.column)


@given(st.integers(-1, 200_000), st.integers(-1, 200_000), st.sampled_from(["unknown", "no", "yes"]))
@example(50_000, 80_000, "yes")
def test_ceiling_lowers_only_what_is_above_it(fee: int, public: int, private: str) -> None:
    key = sum(
        BY_NAME[name].values.index(value) << BY_NAME[name].shift
        for name, value in {"stage": "senior", "status": "school", "private": private}.items()
    ) | (1 << SHIFT)
    case = Case(key, key, Fees(tuition=fee, public_fee=public))
    (verdict,) = [
        v for v in judge_all(shipped(("national",)), Term.parse("2023S"), case) if v.programme == "senior-fee-waiver"
    ]
    if verdict.state == State.ENTITLED:
        assert verdict.amount == (fee if private == "no" or fee <= public else public)


@settings(max_examples=40 if LONG else 20)
@given(st.randoms(), rulebooks())
def test_order_of_dated_items_does_not_matter(source: random.Random, texts: dict[str, str]) -> None:
    first = built(texts)
    turned = {}
    for name, text in texts.items():
        lines = text.split("\n")
        at = lines.index("who:")
        lines[at + 1], lines[at + 2] = lines[at + 2], lines[at + 1]
        turned[name] = "\n".join(lines)
    second = built(turned)
    students = [
        Case(k, k) for k in (source.getrandbits(3) | (1 << 7) | source.getrandbits(18) << SHIFT for _ in range(20))
    ]
    for term in ("2021A", "2022A", "2023A"):
        a, b = (one_by_one(r, Term.parse(term), students) for r in (first, second))
        assert a == b


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans()), max_size=40))
def test_meals_count_each_head_once_and_only_certain_ones(students: list[tuple[int, int, bool]]) -> None:
    stage = {name: code for code, name in enumerate(BY_NAME["stage"].values)}
    school_codes = np.array([school for school, _, _ in students], dtype=np.int32)
    status = [code for _, code, _ in students]
    key = np.array([stage["primary"] | code << BY_NAME["status"].shift for code in status], dtype=np.uint64)
    blank = np.full(3, -1, dtype=np.int32)
    schools = SchoolColumns(np.array([1, 0, -1], dtype=np.int8), np.full(3, 95, dtype=np.int32), blank, blank)
    counted = np.array([c for _, _, c in students], dtype=bool)
    cohort = Cohort(key, key, school=school_codes, counted=counted, schools=schools)
    found = evaluate(shipped(("national",)), Term.parse("2023S"), cohort).schools
    heads = [sum(s == school and code == 1 and c for s, code, c in students) for school in (0, 1, 2)]
    expected = {0: heads[0] * 95 * 500} if heads[0] else {}
    paid = {int(s): int(a) for s, a, state in zip(found.school, found.amount, found.state, strict=True) if state == 1}
    assert paid == expected
    assert {int(s) for s in found.school} == {s for s in (0, 2) if heads[s]}
