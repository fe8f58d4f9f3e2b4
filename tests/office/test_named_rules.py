"""Which rules a word means: packs, folders of rules or of one pack, terms, the office's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError, InputError
from aid_ledger.office.named_rules import Base, named_rules, rules_under
from aid_ledger.rulebook import builtin_folder

BUILT_IN = builtin_folder()
OF_CITY = Base(("national", "city-b"))


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return a folder of rules with a copy of city-b, under another name too."""
    for folder in (tmp_path / "draft" / "local" / "city-b", tmp_path / "2025年征求意见稿"):
        shutil.copytree(BUILT_IN / "local" / "city-b", folder)
    return tmp_path / "draft"


@pytest.mark.parametrize(
    ("word", "packs", "term"),
    [
        ("national", ("national",), None),
        ("county-a", ("national", "county-a"), None),
        ("own", ("national", "city-b"), None),
        ("本单位@2023S", ("national", "city-b"), "2023S"),
        ("2024年春季学期", ("national", "city-b"), "2024S"),
        ("national@2024S", ("national",), "2024S"),
    ],
)
def test_packs_and_terms_by_name(word: str, packs: tuple[str, ...], term: str | None) -> None:
    found = named_rules(word, OF_CITY)
    assert (found.rulebook.packs, found.term and str(found.term)) == (packs, term)


def test_a_folder_goes_before_the_packs_of_the_same_name(draft: Path) -> None:
    found = dict(named_rules(str(draft), OF_CITY).rulebook.folders)
    assert found == {"national": BUILT_IN / "national", "city-b": draft / "local" / "city-b"}


def test_the_folder_of_one_pack_is_that_pack_whatever_the_folder_is_called(draft: Path) -> None:
    folder = draft.parent / "2025年征求意见稿"
    for base in (OF_CITY, Base()):
        found = rules_under([folder], base)
        assert (found.packs, dict(found.folders)["city-b"]) == (("national", "city-b"), folder)


def test_a_folder_that_would_change_nothing_is_refused(draft: Path) -> None:
    with pytest.raises(InputError) as error:
        named_rules(str(draft), Base())
    (found,) = error.value.findings
    assert (found.name, found.params["found"], found.params["used"]) == ("rules-folder-not-used", "city-b", "national")


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_folder_without_a_pack_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(InputError) as error:
        named_rules(str(tmp_path / folder), Base())
    assert [one.name for one in error.value.findings] == ["rules-folder-empty"]


def test_a_word_that_is_nothing_names_the_packs_there_are() -> None:
    with pytest.raises(FindingsError) as error:
        named_rules("nix", Base())
    assert [one.name for one in error.value.findings] == ["pack-unknown"]
