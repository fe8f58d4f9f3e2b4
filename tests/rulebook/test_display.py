"""What a person reads of the rules: a schedule on a term, and why a student has what they have."""

import re
from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.facts import CATEGORIES, FIELDS
from aid_ledger.facts.fields import UNKNOWN
from aid_ledger.money import split_shares
from aid_ledger.rulebook import Case, Rulebook, State, Verdict, judge_all, load_rulebook, show
from aid_ledger.rulebook.cases import student_case
from aid_ledger.terms import Term
from aid_ledger.words import known


def term(text: str) -> Term:
    return Term.parse(text)


def rulebook(*packs: str) -> Rulebook:
    return load_rulebook(("national", *packs))


def verdict(programme: str, of: str, student: dict[str, object], *packs: str) -> Verdict:
    rules = rulebook(*packs)
    case: Case = student_case(rules, term(of), student)
    return next(v for v in judge_all(rules, term(of), case) if v.programme == programme)


def test_schedule_in_words_with_its_sources() -> None:
    shown = show(rulebook(), "boarding-living", term("2024S"), "en")
    assert [(line.part, line.text, line.pack) for line in shown.lines] == [
        ("base", "status is at school, taught at home", "national"),
        ("lists", "list is roster, roster and applications", "national"),
        ("who", "stage is primary, junior and boards is yes and in any hardship", "national"),
        ("amount", "primary: 625.00", "national"),
        ("amount", "junior: 750.00", "national"),
    ]
    assert shown.lines[-1].source is not None
    assert shown.lines[-1].source.paper.name == "standards-2024"


def test_schedule_says_which_pack_speaks_and_which_has_given_way() -> None:
    rules = rulebook("city-b")
    during, after = (show(rules, "senior-grant", term(t)) for t in ("2024A", "2025S"))
    assert ({line.pack for line in during.lines if line.part == "amount"}, during.ended) == ({"city-b"}, ())
    assert after.ended == (("city-b", "amount", term("2025S")),)
    assert [line.text for line in after.lines if line.part == "amount"] == [
        "由地方规定，每学期 600.00–1750.00 元，平均 1150.00 元"
    ]


@pytest.mark.parametrize(
    ("programme", "of", "state"),
    [
        ("yulu", "2015S", "not-yet"),
        ("yulu", "2025A", "in-force"),
        ("yulu", "2026S", "not-known"),
        ("freshman-travel", "2023S", "not-in-season"),
        ("higher-grant", "2023A", "reference"),
    ],
)
def test_state_of_a_programme_in_a_term(programme: str, of: str, state: str) -> None:
    assert show(rulebook(), programme, term(of)).state == state


def test_programme_that_does_not_exist_is_said_with_those_that_do() -> None:
    with pytest.raises(FindingsError) as caught:
        show(rulebook(), "boarding", term("2023S"))
    assert "boarding-living" in str(caught.value.findings[0].params["known"])


def test_every_step_of_a_verdict_leads_to_a_line_of_a_file() -> None:
    given: dict[str, object] = {"stage": "primary", "boarding": "yes", "categories": ["orphan"]}
    steps = verdict("boarding-living", "2023S", given).because
    assert [(step.clause, step.holds) for step in steps] == [
        ("base", True),
        ("lists", True),
        ("who", True),
        ("who", True),
        ("who", True),
        ("amount", True),
    ]
    assert all(re.search(r"rules/|\.yaml$", step.place.file) and step.place.line for step in steps)
    assert steps[-1].test("en") == "standard 500.00 yuan a term"
    assert steps[-1].test("zh") == "标准 500.00 元/学期"


def test_verdict_says_which_condition_fails() -> None:
    given: dict[str, object] = {"stage": "primary", "boarding": "yes", "categories": []}
    no = verdict("boarding-living", "2023S", given)
    assert [step.test("en") for step in no.because if not step.holds] == ["in any hardship"]


def test_hukou_that_is_not_known_counts_as_no_and_says_what_it_would_pay() -> None:
    doubt = verdict("vocational-fee-waiver", "2023S", {"stage": "vocational", "grade": "1"})
    assert (doubt.state, doubt.amount, doubt.reason) == (State.WOULD_PAY, 100_000, "hukou-unknown-would-pay")
    sure = verdict("vocational-fee-waiver", "2023S", {"stage": "vocational", "grade": "1", "rural_hukou": "no"})
    assert sure.state == State.NO


def test_every_fact_value_category_and_set_has_words() -> None:
    rules = rulebook("city-b")
    wanted = {f"fact-{field.name}" for field in FIELDS if field.values}
    wanted |= {
        f"value-{field.name}-{value}"
        for field in FIELDS
        for value in field.values
        if value not in {"yes", "no", UNKNOWN} and not value.isdigit()
    }
    wanted |= {f"category-{name}" for name in (*CATEGORIES, *rules.vocabulary.sets)}
    assert wanted - known("word") == set()


def test_shares_of_every_funding_table_add_up() -> None:
    rules = rulebook("district-c")
    for programme in rules.programmes:
        for tier in ("T1", "T2", "T3", "T4", "T5"):
            if programme.funding:
                weights = rules.funding(programme.id, term("2023S"), tier, {"province": 50, "city": 0, "county": 50})
                assert sum(split_shares(10_001, weights).values()) == 10_001


def test_high_school_money_of_a_second_tier_province() -> None:
    weights = rulebook().funding("senior-grant", term("2023S"), "T2", {"province": 80, "county": 20})
    assert weights == {"central": 6000, "province": 3200, "county": 800}


def test_top_up_is_the_district_s_alone() -> None:
    local = {"province": 50, "county": 50}
    assert rulebook("district-c").funding("topup-senior", term("2023S"), "T2", local) == {"county": 10_000}


def test_days_of_a_pack_go_before_the_national_ones(tmp_path: Path) -> None:
    pack = tmp_path / "local" / "mine"
    pack.mkdir(parents=True)
    text = "form: 1\npack: mine\ntitle: {zh: x, en: x}\nreference-day: {spring: 03-10, autumn: 09-15}\n"
    (pack / "pack.yaml").write_text(text, "utf-8")
    rules = load_rulebook(("national", "mine"), folders=[tmp_path])
    assert [str(rules.reference_day(term(t))) for t in ("2023S", "2023A")] == ["2023-03-10", "2023-09-15"]
    assert [str(rules.join_until(term(t))) for t in ("2023S", "2023A")] == ["2023-07-31", "2024-01-31"]
