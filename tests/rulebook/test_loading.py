"""Wrong rule files: each says everything that is wrong, where, and what would be right."""

from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.rulebook import Rulebook, load_rulebook
from aid_ledger.terms import Term
from aid_ledger.words import render

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
