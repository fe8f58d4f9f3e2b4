"""Runs every worked case beside the rules."""

from functools import cache
from pathlib import Path

import pytest

from aid_ledger.errors import Place
from aid_ledger.rulebook import Rulebook, load_rulebook
from aid_ledger.rulebook.cases import WorkedCase, read_cases, run_case
from aid_ledger.rulebook.packs import builtin_folder
from aid_ledger.rulebook.source import Report
from aid_ledger.words import render

ROOT = builtin_folder()


def worked_cases() -> list[WorkedCase]:
    report = Report()
    found: list[WorkedCase] = []
    for path in sorted([*ROOT.glob("national/*/cases.yaml"), *ROOT.glob("local/*/*/cases.yaml")]):
        found += read_cases(path, path.relative_to(ROOT).as_posix(), path.parent.parent.name, report)
    assert [render(finding, "en") for finding in report.findings] == []
    return found


@cache
def rulebook(packs: tuple[str, ...], parameters: tuple[tuple[str, str], ...]) -> Rulebook:
    return load_rulebook(packs, parameters=dict(parameters))


CASES = worked_cases()


def test_there_are_cases_for_every_programme() -> None:
    folders = {path.parent for path in ROOT.glob("**/schedule.yaml")}
    assert {folder.relative_to(ROOT) for folder in folders if not (folder / "cases.yaml").is_file()} == set()
    assert len(CASES) > len(folders)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.programme}: {case.form.name}")
def test_case_gives_the_lines_it_says(case: WorkedCase) -> None:
    loaded = rulebook(case.packs, tuple(sorted(case.form.parameters.items())))
    assert [render(finding, "en") for finding in run_case(loaded, case)] == []


def test_place_of_a_case_is_its_line() -> None:
    assert all(case.place != Place() and Path(case.place.file).name == "cases.yaml" for case in CASES)
