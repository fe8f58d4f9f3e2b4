"""What changed for whom between two sets of rules: exactly that, in which terms, and nothing where nothing did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aid_ledger.rulebook import Change, Comparison, Rulebook, Side, builtin_folder, compare, load_rulebook
from aid_ledger.terms import Term

BOARDING = "national/boarding-living/schedule.yaml"
FUNDING = "national/funding.yaml"


@pytest.fixture(scope="module")
def national() -> Rulebook:
    return load_rulebook(["national"])


def changed(folder: Path, name: str = "", *texts: tuple[str, str]) -> Rulebook:
    """Return the national rules from a copy in which texts of one file were replaced."""
    shutil.copytree(builtin_folder() / "national", folder / "national")
    for name_of in ("categories.yaml", "majors.yaml"):
        shutil.copy(builtin_folder() / name_of, folder)
    if name:
        text = (folder / name).read_text("utf-8")
        for old, new in texts:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8")
    return load_rulebook(["national"], folders=[folder])


def said(found: Comparison) -> dict[str, list[tuple[object, ...]]]:
    """Return the changes by programme: part, what, kind, old, new, first term, first term without."""

    def of(one: Change) -> tuple[object, ...]:
        old, new = (side and side.text for side in (one.old, one.new))
        return one.part, one.what, one.kind, old, new, str(one.start), str(one.until) if one.until else None

    return {one.programme.id: [of(change) for change in one.changes] for one in found.programmes}


def test_a_copy_that_nobody_changed_shows_no_difference(national: Rulebook, tmp_path: Path) -> None:
    found = compare(Side(national), Side(changed(tmp_path)))
    assert (found.any, found.programmes, found.shared, found.files) == (False, (), {}, ())
    assert found.same == len(national.programmes)


def test_one_amount_shows_what_follows_from_it_and_nothing_else(national: Rulebook, tmp_path: Path) -> None:
    other = changed(tmp_path, BOARDING, ("primary: 1000.00", "primary: 1250.00"))
    found = compare(Side(national), Side(other))
    assert said(found) == {
        "boarding-living": [("amount", "primary", "changed", "500.00", "625.00", "2011A", "2024S")],
        # half of it, as long as there are day pupils in need
        "nonboarding-living": [("amount", "=primary", "changed", "250.00", "312.50", "2019A", "2024S")],
    }
    (change,) = found.programmes[0].changes
    assert (change.difference, change.label, str(change.new and change.new.since)) == (12500, "小学", "2011A")
    assert change.new is not None
    assert change.new.rests_on == ("提高农村义务教育家庭经济困难寄宿生生活费补助标准（2011年秋季起）", True)
    assert found.files == (BOARDING,)
    assert not compare(Side(national), Side(other), Term.parse("2024S")).any


def test_two_terms_of_the_same_rules_show_what_rose(national: Rulebook) -> None:
    found = compare(Side(national, Term.parse("2023A")), Side(national, Term.parse("2024S")))
    assert said(found)["boarding-living"] == [
        ("amount", "primary", "changed", "500.00", "625.00", "2024S", None),
        ("amount", "junior", "changed", "625.00", "750.00", "2024S", None),
    ]
    assert set(said(found)) == {"boarding-living", "nonboarding-living"}


def test_conditions_exclusions_shares_and_documents_are_told_apart(national: Rulebook, tmp_path: Path) -> None:
    other = changed(
        tmp_path, BOARDING, ("stage: [primary, junior]", "stage: [junior]"), ("excludes: [nonboarding-living]\n", ""),
        ("funding: compulsory-living", "funding: textbooks"),
        ("2024S, source: standards-2024, verified: yes", "2024S, source: standards-2024, verified: no"),
    )  # fmt: skip
    found = said(compare(Side(national), Side(other), Term.parse("2024S")))["boarding-living"]
    assert found == [
        ("amount", "primary", "source", "625.00", "625.00", "2024S", None),
        ("amount", "junior", "source", "750.00", "750.00", "2024S", None),
        ("who", "stage", "changed", "学段为小学、初中", "学段为初中", "2024S", None),
        ("relation", "excludes", "gone", "家庭经济困难非寄宿生生活补助", None, "2024S", None),
        ("funding", "", "changed", "中央 50%、地方 50%", "中央 100%", "2024S", None),
    ]


def test_shares_of_one_tier_are_told_by_the_tier(national: Rulebook, tmp_path: Path) -> None:
    other = changed(tmp_path, FUNDING, ("T2: {central: 60, local: 40}", "T2: {central: 70, local: 30}"))
    found = said(compare(Side(national), Side(other), Term.parse("2025A")))
    assert found["senior-grant"] == [
        ("funding", "T2", "changed", "中央 60%、地方 40%", "中央 70%、地方 30%", "2025A", None)
    ]
    assert "boarding-living" not in found


def test_a_set_that_holds_other_categories_is_named_with_them(national: Rulebook, tmp_path: Path) -> None:
    text = (builtin_folder() / "categories.yaml").read_text("utf-8")
    place = text.index("any_hardship:")
    line = text[place : text.index("\n", text.index("members: [", place))]
    other = changed(tmp_path, "categories.yaml", (line, line.replace("filed_poor, ", "").replace(", filed_poor", "")))
    found = said(compare(Side(national), Side(other), Term.parse("2023S")))
    (_, what, kind, old, new, *_) = found["boarding-living"][0]
    assert (what, kind) == ("category", "changed")
    assert "脱贫户" in str(old)
    assert "脱贫户" not in str(new)


def test_a_word_of_lists_that_means_something_else_is_told(national: Rulebook, tmp_path: Path) -> None:
    other = changed(tmp_path, "categories.yaml", ("orphan: [孤儿, ", "orphan: ["))
    found = compare(Side(national), Side(other), Term.parse("2023S"))
    assert (found.any, found.programmes) == (True, ())
    assert found.shared == {"words": (("孤儿 = orphan",), ())}


def test_a_programme_of_one_pack_alone_is_new_or_gone(national: Rulebook) -> None:
    city = load_rulebook(["national", "city-b"])
    there, back = (
        compare(Side(one), Side(other), Term.parse("2023S")) for one, other in ((national, city), (city, national))
    )
    kinds = [{one.programme.id: one.kind for one in found.programmes} for found in (there, back)]
    assert [found["guaranteed-living"] for found in kinds] == ["new", "gone"]
    assert [found["senior-grant"] for found in kinds] == ["changed", "changed"]
    assert ("amount", "", "new", None, "标准 4000.00 元/学期", "2023S", None) in said(there)["guaranteed-living"]


def test_a_tier_is_told_by_its_name_and_amounts_of_two_kinds_are_never_set_against_each_other() -> None:
    city = load_rulebook(["national", "city-b"])
    found = compare(Side(city, Term.parse("2024A")), Side(city, Term.parse("2025S")))
    grant = next(one for one in found.programmes if one.programme.id == "senior-grant")
    assert [(one.part, one.label, one.kind, one.difference) for one in grant.changes] == [
        *(("amount", name, "gone", None) for name in ("一档", "二档", "三档")),
        ("amount", "", "new", None),
        *(("who", name, "gone", None) for name in ("一档", "二档", "三档")),
    ]
    first = grant.changes[0].old
    assert (first and first.text, first and first.amount) == ("1500.00", 150000)
