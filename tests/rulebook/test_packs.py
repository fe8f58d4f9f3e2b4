"""Packs together: collisions, overrides, national ranges, workspace packs, words of categories, cases."""

from pathlib import Path

import pytest

from aid_ledger.rulebook import check, load_rulebook
from aid_ledger.rulebook.cases import read_cases
from aid_ledger.rulebook.source import Report
from aid_ledger.terms import Term
from aid_ledger.words import known, render

from .test_loading import GRANT, PACK, load, problems, write

FLAT = """\
form: 1
programme: senior-grant
fills: {pack: national, parts: [amount]}
documents: {plan: {title: 方案, number: none}}
amount:
  kind: fixed
  period: term
  values: [{from: 2018A, source: plan, verified: yes, amount: 1000.00}]
ends: open
"""


def test_two_packs_that_set_the_same_are_both_named(tmp_path: Path) -> None:
    found = problems(write(tmp_path, senior_grant=FLAT), "mine", "city-b")
    (first,) = (text.split("\n")[0] for text in found)
    assert first == (
        "local/city-b/senior-grant/schedule.yaml:9:3: packs mine, city-b both set amount of senior-grant for 2018A"
        " [packs-collide]"
    )


def test_two_packs_where_one_overrides_the_other_go_together(tmp_path: Path) -> None:
    text = FLAT.replace("fills: {pack: national", "fills: {pack: city-b")
    rulebook = load(write(tmp_path, senior_grant=text), "mine", "city-b")
    (layer,) = rulebook.programme("senior-grant").speaking("amount", Term.parse("2023S"))
    assert layer.pack == "mine"


def test_packs_whose_terms_do_not_meet_do_not_collide(tmp_path: Path) -> None:
    text = FLAT.replace("2018A", "2025S").replace("amount: 1000.00", "amount: 1150.00")
    rulebook = load(write(tmp_path, senior_grant=text), "mine", "city-b")
    packs = [rulebook.programme("senior-grant").speaking("amount", Term.parse(t))[0].pack for t in ("2024A", "2025S")]
    assert packs == ["city-b", "mine"]


def test_national_figure_is_never_replaced_silently(tmp_path: Path) -> None:
    text = FLAT.replace("senior-grant", "boarding-living")
    (found,) = problems(write(tmp_path, boarding_living=text))
    assert found.split("\n")[0].endswith("the amount of pack national needs overrides [fills-or-overrides]")


@pytest.mark.parametrize(("amount", "inside"), [("499.99", 0), ("500.00", 1), ("1500.00", 1), ("1500.01", 0)])
def test_tier_outside_the_national_range_is_told_and_not_clamped(tmp_path: Path, amount: str, inside: int) -> None:
    rulebook = load(write(tmp_path, senior_grant=FLAT.replace("1000.00", amount).replace("ends: open", ENDED)))
    assert len([f for f in rulebook.findings if f.name == "tier-out-of-range" and f.severity == "error"]) == 1 - inside
    (layer,) = rulebook.programme("senior-grant").speaking("amount", Term.parse("2023S"))
    assert layer.at(Term.parse("2023S")).value.amounts[""] == int(amount.replace(".", ""))  # type: ignore[union-attr]


ENDED = "ends: 2025S\nends-source: plan"


def test_flat_amount_that_a_new_range_overtakes_is_told(tmp_path: Path) -> None:
    rulebook = load(write(tmp_path, senior_grant=FLAT.replace("1000.00", "500.00")))
    (finding,) = rulebook.findings
    assert render(finding, "en").split("\n")[0] == (
        "local/mine/senior-grant/schedule.yaml:8:12: senior-grant of pack mine is 500.00 yuan a term in 2025S,"
        " outside the national range 600.00–1750.00 [tier-out-of-range]"
    )


def test_programme_that_two_packs_bring_in_names_both(tmp_path: Path) -> None:
    write(tmp_path, grant=GRANT)
    write(tmp_path, PACK.replace("mine", "yours"), "yours", grant=GRANT)
    assert "programme grant is brought in by both packs mine, yours" in problems(tmp_path, "mine", "yours")[0]


def test_circle_of_programmes_is_found(tmp_path: Path) -> None:
    first = GRANT.replace("ends: open", "requires: [other]\nends: open")
    other = GRANT.replace("programme: grant", "programme: other").replace("ends: open", "requires: [grant]\nends: open")
    assert (
        "programmes grant, other go before each other in a circle"
        in problems(write(tmp_path, grant=first, other=other))[0]
    )


def test_pack_of_the_workspace_goes_before_the_built_in_one(tmp_path: Path) -> None:
    rulebook = load(write(tmp_path, PACK.replace("mine", "city-b"), "city-b"), "city-b")
    assert "guaranteed-living" not in {programme.id for programme in rulebook.programmes}


def test_digest_follows_every_byte_and_parameter(tmp_path: Path) -> None:
    first = load(write(tmp_path, grant=GRANT))
    assert first.digest == load(tmp_path).digest
    assert first.digest != load(write(tmp_path, grant=GRANT + "\n")).digest
    steps = {f"city-d.living.step-{n}": "300.00" for n in (1, 2, 3)}
    other = steps | {"city-d.living.step-3": "299.00"}
    one, two = (load_rulebook(("national", "city-d"), parameters=p) for p in (steps, other))
    assert one.digest != two.digest


def test_widened_set_is_dated(tmp_path: Path) -> None:
    widens = (
        PACK + "documents: {d: {title: x, number: none}}\n"
        "widens: {four_classes: [{from: 2022A, source: d, verified: yes, adds: [martyr], ends: 2024S}]}\n"
    )
    rulebook = load(write(tmp_path, widens))
    masks = {term: rulebook.sets(Term.parse(term))["four_classes"] for term in ("2022S", "2022A", "2023A", "2024S")}
    assert masks["2022A"] == masks["2023A"] == masks["2022S"] | rulebook.sets(Term.parse("2023S"))["martyr"]
    assert masks["2024S"] == masks["2022S"]


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("建档立卡", "filed_poor"),
        ("脱贫户(继续享受政策)", "filed_poor"),
        ("脱贫家庭学生", "filed_poor"),
        ("脱贫户（不享受政策）", ""),
        ("脱贫不稳定户(风险未消除)", "unstable"),
        ("脱贫不稳定家庭已消除风险", ""),
        ("突发严重困难户家庭学生", "sudden"),
        ("农村特困求助供养学生", "rural_destitute"),
        ("五保", "rural_destitute"),
        ("实事无人扶养", "unsupported"),
        ("家庭经济困难残疾学生", "disabled"),
        (" 城 镇 低 保 ", "urban_allowance"),
        ("刚性支出困难家庭学生", "expense_hardship"),
        ("一般困难", "recognised"),
        ("不困难", ""),
        ("城乡低保", None),
        ("低保", None),
        ("孤儿及事实无人抚养儿童", None),
        ("从未见过的词", None),
    ],
)
def test_word_gives_its_category(word: str, codes: str | None) -> None:
    rulebook = load_rulebook()
    expected = None if codes is None else rulebook.sets(Term.parse("2023S")).get(codes, 0)
    assert rulebook.category_of(word) == expected


def test_every_finding_and_reason_has_words(tmp_path: Path) -> None:
    import re

    root = Path(__file__).parents[2] / "aid_ledger" / "rulebook"
    text = "".join(path.read_text("utf-8") for path in root.glob("*.py"))
    names = set(re.findall(r'(?:report\.add|Finding)\(\s*"([a-z0-9-]+)"', text))
    assert len(names) > 20
    assert names <= known("finding")
    reasons = set(re.findall(r'reason="([a-z-]+)"', text)) | set(re.findall(r'_stop\(verdict, "([a-z-]+)"', text))
    assert reasons <= known("reason")
    remarks = set(re.findall(r'(?:_remark\(|remark=|told\()"([a-z-]+)"', text))
    assert {f"because-{name}" for name in remarks} <= known("word")


def test_case_without_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grant" / "cases.yaml"
    path.parent.mkdir()
    path.write_text("- {name: x, term: 2023S, student: {stage: primary}, linse: {}}\n", "utf-8")
    report = Report()
    assert read_cases(path, "cases.yaml", "mine", report) == ()
    assert sorted(finding.name for finding in report.findings) == ["key-missing", "key-unknown"]


def test_check_finds_a_case_that_fails_and_one_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path, grant=GRANT)
    cases = "- {name: wrong, term: 2020A, student: {stage: primary, boarding: no, categories: [orphan]}, lines: {}}\n"
    (tmp_path / "local/mine/grant/cases.yaml").write_text(cases, "utf-8")
    report = check(load(tmp_path), load=lambda packs, given: load(tmp_path))
    assert [render(f, "en").split("\n")[0] for f in report.findings if f.place.file.startswith("local")] == [
        "local/mine/grant/cases.yaml:1:3: case 'wrong': - expected, grant 500.00 found [case-fails]",
        "local/mine/grant/schedule.yaml:12:3: grant changes in 2020A, and there is no case for 2020S [case-missing]",
    ]
