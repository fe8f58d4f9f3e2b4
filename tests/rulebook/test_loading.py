"""Wrong rule files: each says everything that is wrong, where, and what would be right."""

from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.rulebook import Rulebook, check, load_rulebook
from aid_ledger.rulebook.cases import read_cases
from aid_ledger.rulebook.source import Report
from aid_ledger.terms import Term
from aid_ledger.words import known, render

PACK = "form: 1\npack: mine\ntitle: {zh: 我, en: mine}\n"
GRANT = """\
form: 1
programme: grant
title: {zh: 补助, en: grant}
payee: student
given-as: cash
funding: local

documents:
  decree: {title: 文件, number: 文〔2020〕1号}

who:
  - from: 2020A
    source: decree
    verified: yes
    all: [{stage: primary}, {category: orphan}]

amount:
  kind: fixed
  period: school-year
  by: stage
  values:
    - {from: 2020A, source: decree, verified: yes, primary: 1000.00}

ends: open
"""


def write(root: Path, pack: str = PACK, name: str = "mine", **programmes: str) -> Path:
    for folder, text in programmes.items():
        path = root / "local" / name / folder.replace("_", "-") / "schedule.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "local" / name).mkdir(parents=True, exist_ok=True)
    (root / "local" / name / "pack.yaml").write_text(pack, "utf-8")
    return root


def load(root: Path, *packs: str, **parameters: str) -> Rulebook:
    return load_rulebook(("national", *(packs or ("mine",))), folders=[root], parameters=parameters)


def problems(root: Path, *packs: str) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        load(root, *packs)
    return [render(finding, "en") for finding in caught.value.findings]


BAD = {
    "unknown key": (
        "payee: student",
        "payee: student\npayees: student",
        "local/mine/grant/schedule.yaml:5:1: key 'payees' is not known here [key-unknown]",
    ),
    "repeated key": (
        "payee: student",
        "payee: student\npayee: school",
        "local/mine/grant/schedule.yaml:5:1: key 'payee' stands twice [key-repeated]",
    ),
    "missing key": (
        "given-as: cash\n",
        "",
        "local/mine/grant/schedule.yaml:1:1: given-as is missing [key-missing]",
    ),
    "money without two decimals": (
        "primary: 1000.00",
        "primary: 1000",
        "local/mine/grant/schedule.yaml:22:61: primary: '1000' is no amount [money-unreadable]",
    ),
    "money with a comma": (
        "primary: 1000.00",
        "primary: '1,000.00'",
        "local/mine/grant/schedule.yaml:22:61: primary: '1,000.00' is no amount [money-unreadable]",
    ),
    "negative money": (
        "primary: 1000.00",
        "primary: -1000.00",
        "local/mine/grant/schedule.yaml:22:61: primary: '-1000.00' is no amount [money-unreadable]",
    ),
    "odd fen": (
        "primary: 1000.00",
        "primary: 1000.01",
        "local/mine/grant/schedule.yaml:22:61: half of 1000.01 yuan is not a whole fen [half-of-odd-fen]",
    ),
    "value of another fact": (
        "primary: 1000.00",
        "primary: 1000.00, boarding: 2.00",
        "local/mine/grant/schedule.yaml:22:70: key 'boarding' is not known here [key-unknown]",
    ),
    "term": (
        "from: 2020A\n    source",
        "from: 2020X\n    source",
        "local/mine/grant/schedule.yaml:12:11: from: '2020X' is no term [term-unreadable]",
    ),
    "day": (
        "number: 文〔2020〕1号",
        "number: none, known-since: 2015-02-31",
        (
            "local/mine/grant/schedule.yaml:9:50: known-since: '2015-02-31' is no day of the calendar"
            " [date-not-in-calendar]"
        ),
    ),
    "yes or no": (
        "verified: yes\n",
        "verified: true\n",
        "local/mine/grant/schedule.yaml:14:15: verified: 'true' is neither yes nor no [yes-or-no]",
    ),
    "no kind": (
        "  kind: fixed\n",
        "",
        "local/mine/grant/schedule.yaml:18:3: kind is missing [key-missing]",
    ),
    "unknown kind": (
        "kind: fixed",
        "kind: formula",
        "local/mine/grant/schedule.yaml:18:9: kind of amount 'formula' is not known [kind-unknown]",
    ),
    "anchor": (
        "payee: student",
        "payee: &p student",
        (
            "local/mine/grant/schedule.yaml:4:8: the rule file has &p; anchors, aliases, tags and several documents"
            " are not allowed [yaml-not-plain]"
        ),
    ),
    "tag": (
        "payee: student",
        "payee: !!str student",
        (
            "local/mine/grant/schedule.yaml:4:8: the rule file has tag:yaml.org,2002:str; anchors, aliases, tags and"
            " several documents are not allowed [yaml-not-plain]"
        ),
    ),
    "broken": (
        "title: {zh: 补助, en: grant}",
        "title: {zh: 补助, en: grant",
        (
            "local/mine/grant/schedule.yaml:4:6: the rule file cannot be read: expected ',' or '}', but got ':'"
            " [yaml-unreadable]"
        ),
    ),
    "unknown category": (
        "category: orphan",
        "category: orphans",
        "local/mine/grant/schedule.yaml:15:40: there is no category or set 'orphans' [category-unknown]",
    ),
    "unknown fact": (
        "{stage: primary}",
        "{stages: primary}",
        "local/mine/grant/schedule.yaml:15:12: there is no fact 'stages' [fact-unknown]",
    ),
    "unknown value": (
        "{stage: primary}",
        "{stage: middle}",
        "local/mine/grant/schedule.yaml:15:19: stage has no value 'middle' [value-unknown]",
    ),
    "unknown as a value": (
        "{stage: primary}",
        "{stage: unknown}",
        "local/mine/grant/schedule.yaml:15:19: stage has no value 'unknown' [value-unknown]",
    ),
    "two tests in one": (
        "{stage: primary}",
        "{stage: primary, boarding: yes}",
        "local/mine/grant/schedule.yaml:15:11: what stands under all is no condition [condition-form]",
    ),
    "empty condition": (
        "all: [{stage: primary}, {category: orphan}]",
        "all: []",
        "local/mine/grant/schedule.yaml:15:10: what stands under all is no condition [condition-form]",
    ),
    "two conditions": (
        "    all: [{stage: primary}",
        "    everyone: yes\n    all: [{stage: primary}",
        "local/mine/grant/schedule.yaml:12:5: the item has these conditions: all, everyone [condition-count]",
    ),
    "unknown document": (
        "source: decree\n",
        "source: degree\n",
        (
            "local/mine/grant/schedule.yaml:13:13: source 'degree' is not among the documents of this file"
            " [document-unknown]"
        ),
    ),
    "unknown table": (
        "funding: local",
        "funding: nobody",
        "local/mine/grant/schedule.yaml:2:12: there is no funding table 'nobody' [funding-table-unknown]",
    ),
    "unknown programme": (
        "ends: open",
        "excludes: [grants]\nends: open",
        "local/mine/grant/schedule.yaml:2:12: there is no programme 'grants' [programme-unknown]",
    ),
    "an end without a source": (
        "ends: open",
        "ends: 2022S",
        "local/mine/grant/schedule.yaml:24:7: ends and ends-source do not go together [ends-source]",
    ),
    "not known without a last term": (
        "ends: open",
        "ends: unknown\nends-source: decree",
        "local/mine/grant/schedule.yaml:24:7: ends and last-known do not go together [ends-unclear]",
    ),
    "an end before the beginning": (
        "ends: open",
        "ends: 2020A\nends-source: decree",
        "local/mine/grant/schedule.yaml:2:12: it ends at 2020A before it begins [ends-before-start]",
    ),
    "a gap at the start": (
        "{from: 2020A, source",
        "{from: 2021A, source",
        "local/mine/grant/schedule.yaml:22:7: grant begins at 2020A, its standard only at 2021A [standard-missing]",
    ),
    "two from one term": (
        "primary: 1000.00}",
        "primary: 1000.00}\n    - {from: 2020A, source: decree, verified: yes, primary: 2.00}",
        "local/mine/grant/schedule.yaml:23:7: two items begin at 2020A [from-twice]",
    ),
    "another name than the folder": (
        "programme: grant",
        "programme: grants",
        (
            "local/mine/grant/schedule.yaml:2:12: the name 'grants' is not that of the folder 'grant'"
            " [name-differs-from-folder]"
        ),
    ),
}


@pytest.mark.parametrize(("old", "new", "problem"), BAD.values(), ids=BAD.keys())
def test_bad_file_says_what_and_where(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GRANT
    found = problems(write(tmp_path, grant=GRANT.replace(old, new, 1)))
    assert problem in [text.split("\n")[0] for text in found]


def test_finding_has_three_lines_in_both_languages(tmp_path: Path) -> None:
    write(tmp_path, grant=GRANT.replace("primary: 1000.00", "primary: 1000"))
    with pytest.raises(FindingsError) as caught:
        load(tmp_path)
    assert render(caught.value.findings[0], "zh") == (
        "local/mine/grant/schedule.yaml:22:61: primary：'1000' 不是金额 [money-unreadable]\n"
        "  应为: 两位小数的元，如 312.50\n  处理: 请写成两位小数"
    )


def test_all_problems_of_all_files_come_at_once_by_place(tmp_path: Path) -> None:
    bad = GRANT.replace("2020A\n", "2020X\n").replace("1000.00", "1000").replace("payee: student", "payee: pupil")
    other = GRANT.replace("programme: grant", "programme: other").replace("local", "nobody")
    found = [text.split("[")[-1].split("]")[0] for text in problems(write(tmp_path, grant=bad, other=other))]
    assert found == ["value-not-one-of", "term-unreadable", "funding-table-unknown"]


def test_good_file_loads(tmp_path: Path) -> None:
    rulebook = load(write(tmp_path, grant=GRANT))
    assert rulebook.programme("grant").starts == Term.parse("2020A")
    assert rulebook.findings == ()


def test_unused_document_is_a_warning(tmp_path: Path) -> None:
    text = GRANT.replace("  decree:", "  spare: {title: x, number: none}\n  decree:")
    (finding,) = load(write(tmp_path, grant=text)).findings
    assert (finding.name, finding.severity, finding.place.line) == ("document-unused", "warning", 9)


def test_pack_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(FindingsError) as caught:
        load_rulebook(("national", "city-x"))
    text = render(caught.value.findings[0], "en")
    assert text.startswith("rule pack 'city-x' was not found [pack-unknown]\n  expected: national, city-b")


def test_required_parameter_that_is_empty_is_named() -> None:
    with pytest.raises(FindingsError) as caught:
        load_rulebook(("national", "city-d"), parameters={"city-d.living.step-1": " ", "city-d.living.step-2": "x"})
    found = {(f.name, f.params["name"]) for f in caught.value.findings}
    assert found == {
        ("parameter-missing", "city-d.living.step-1"),
        ("parameter-unreadable", "city-d.living.step-2"),
        ("parameter-missing", "city-d.living.step-3"),
    }


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


def test_undecided_word_says_between_what() -> None:
    assert load_rulebook().vocabulary.undecided_of("城乡低保家庭学生") == ("rural_allowance", "urban_allowance")


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
