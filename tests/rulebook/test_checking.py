"""What ``rules check`` proves: nothing for the shipped rules, and each check bites where a rule is wrong."""

from pathlib import Path

import pytest

from aid_ledger.rulebook import Rulebook, State, check, judge_all, load_rulebook
from aid_ledger.rulebook.cases import student_case
from aid_ledger.terms import Term

PARAMETERS = {f"city-d.living.step-{n}": f"{400 - 100 * n}.00" for n in (1, 2, 3)}
PACKS = [("national",), *(("national", pack) for pack in ("city-b", "county-a", "district-c", "city-d"))]
HEAD = """\
form: 1
programme: {name}
title: {{zh: x, en: x}}
payee: student
given-as: cash
funding: local
documents: {{d: {{title: x, number: none}}}}
who: [{{from: 2020A, source: d, verified: yes, all: [{{stage: primary}}, {{category: any_hardship}}]}}]
ends: open
"""
TIERS = """\
amount:
  kind: tiers
  period: term
  values:
    - from: 2020A
      source: d
      verified: yes
      tiers:
        - {all: [{category: orphan}], amount: 100.00}
        - {all: [{category: [orphan, disabled]}], amount: 300.00}
"""
FLAT = "amount: {kind: fixed, period: term, values: [{from: 2020A, source: d, verified: yes, amount: 100.00}]}\n"


def load(root: Path, **texts: str) -> Rulebook:
    pack = root / "local" / "mine"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("form: 1\npack: mine\ntitle: {zh: x, en: x}\n", "utf-8")
    for name, text in texts.items():
        (pack / name).mkdir()
        (pack / name / "schedule.yaml").write_text(HEAD.format(name=name) + text, "utf-8")
    return load_rulebook(("national", "mine"), folders=[root])


def found(rulebook: Rulebook) -> set[str]:
    return {finding.name for finding in check(rulebook).findings} - {"case-missing"}


@pytest.mark.parametrize("packs", PACKS, ids=lambda packs: packs[-1])
def test_shipped_rules_pass_every_check(packs: tuple[str, ...]) -> None:
    report = check(
        load_rulebook(packs, parameters=PARAMETERS),
        load=lambda names, given: load_rulebook(names, parameters={**PARAMETERS, **given}),
    )
    assert report.findings == ()
    assert [one.name for one in report.checks] == [
        "files-load",
        "cases-read",
        "cases-pass",
        "cases-on-both-sides",
        "one-answer-each-term",
        "tiers-reachable",
        "exclusive-never-meet",
        "hardship-never-lowers",
    ]
    assert all(one.seen for one in report.checks if one.name != "tiers-reachable")


def test_tier_that_pays_less_to_whom_two_hardships_strike_is_found(tmp_path: Path) -> None:
    assert found(load(tmp_path, grant=TIERS)) == {"hardship-lowers"}


def test_tier_behind_one_that_takes_everyone_is_found(tmp_path: Path) -> None:
    tiers = TIERS + "        - {otherwise: yes, amount: 50.00}\n        - {all: [{category: martyr}], amount: 60.00}\n"
    assert "tier-unreachable" in found(load(tmp_path, grant=tiers))


@pytest.mark.parametrize(("low", "state"), [("100.00", State.HELD), ("300.00", State.ENTITLED)])
def test_tier_that_is_not_decided_holds_only_where_it_pays_otherwise(tmp_path: Path, low: str, state: State) -> None:
    tiers = TIERS.replace("[{category: orphan}], amount: 100.00", "[{boarding: yes}], amount: 300.00")
    tiers = tiers.replace("all: [{category: [orphan, disabled]}], amount: 300.00", f"otherwise: yes, amount: {low}")
    rulebook, term = load(tmp_path, grant=tiers), Term.parse("2020A")
    case = student_case(rulebook, term, {"stage": "primary", "categories": ["orphan"]})
    (verdict,) = [v for v in judge_all(rulebook, term, case) if v.programme == "grant"]
    assert (verdict.state, verdict.reason) == (state, "boarding-unknown" if state == State.HELD else "")


def test_programme_that_excludes_another_is_never_beside_it(tmp_path: Path) -> None:
    rulebook = load(tmp_path, first=FLAT, second=FLAT + "gives-way-to: [first]\n")
    assert found(rulebook) == set()


def test_exclusive_programmes_that_would_meet_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook = load(tmp_path, first=FLAT, second=FLAT + "gives-way-to: [first]\n")
    monkeypatch.setattr("aid_ledger.rulebook.evaluator._related", lambda resolved, verdict, case, earlier: verdict)
    assert found(rulebook) >= {"programmes-meet"}
