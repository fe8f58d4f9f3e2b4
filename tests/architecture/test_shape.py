"""The shape of modules, packages and dataclasses."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.source import ROOT, Module, callee, made_up, nodes, source

pytestmark = pytest.mark.xdist_group("source")  # read and parsed once

LONGEST_MODULE = 400
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "core", "base", "shared"}

MUTABLE: dict[str, str] = {
    "aid_ledger.intake.containers.biff.BookScan": "filled record by record in one pass over a workbook",
    "aid_ledger.intake.containers.biff.SubStream": "filled record by record in one pass over a sheet",
    "aid_ledger.intake.containers.biff._Walk": "follows the records of a workbook",
    "aid_ledger.intake.containers.grid.Budget": "counts down as the sheets of a file are made",
    "aid_ledger.intake.containers.grid.Grid": "filled cell by cell while a sheet is read",
    "aid_ledger.intake.containers.markup._Cell": "collects the words of a cell until it is closed",
    "aid_ledger.intake.containers.markup._Table": "follows a table of a page from tag to tag",
    "aid_ledger.intake.containers.sheets.PartScan": "filled cell by cell in one pass over a sheet",
    "aid_ledger.intake.rows.RowSort": "filled row by row while a sheet is sorted",
    "aid_ledger.linking.students._Group": "filled while the rows of one person are weighed",
    "aid_ledger.rulebook.loading.Builder": "collects the documents that something rests on",
    "aid_ledger.rulebook.packs.PackFiles": "filled file by file while a pack is read",
    "aid_ledger.rulebook.packs.Reader": "collects findings and the bytes of the files read",
    "aid_ledger.rulebook.source.Report": "collects the findings of a load",
}
"""Dataclasses that may change, as ``module.Class``, each with its reason."""

WITHOUT_SLOTS: dict[str, str] = {}
"""Dataclasses without slots, as ``module.Class``, each with its reason."""


def loose_dataclasses(modules: Iterable[Module]) -> Iterator[str]:
    """Name every dataclass that does not state ``frozen=True, slots=True``."""
    for module in modules:
        for node in nodes(module):
            if not isinstance(node, ast.ClassDef):
                continue
            for decorator in node.decorator_list:
                name = callee(decorator) if isinstance(decorator, ast.Call) else ast.unparse(decorator).split(".")[-1]
                if name != "dataclass":
                    continue
                given = decorator.keywords if isinstance(decorator, ast.Call) else []
                stated = {keyword.arg for keyword in given if ast.unparse(keyword.value) == "True"}
                for option, exempt in (("frozen", MUTABLE), ("slots", WITHOUT_SLOTS)):
                    if option not in stated and f"{module.name}.{node.name}" not in exempt:
                        yield f"{module.at(node)}: dataclass {node.name} does not state {option}=True"


def test_every_dataclass_states_frozen_and_slots() -> None:
    assert list(loose_dataclasses(source())) == []


@pytest.mark.parametrize(
    "decorator",
    [
        "dataclass",
        "dataclass(frozen=True)",
        "dataclasses.dataclass(slots=True)",
        "dataclass(frozen=False, slots=True)",
    ],
)
def test_a_loose_dataclass_is_found(decorator: str) -> None:
    assert list(loose_dataclasses([made_up("aid_ledger.x", f"@{decorator}\nclass Line:\n    pass")]))


def test_every_exempted_dataclass_exists() -> None:
    classes = {
        f"{module.name}.{node.name}" for module in source() for node in nodes(module) if isinstance(node, ast.ClassDef)
    }
    assert set(MUTABLE) | set(WITHOUT_SLOTS) <= classes


def nameless_modules(modules: Iterable[Module]) -> Iterator[str]:
    """Name every module whose name says nothing about its subject."""
    for module in modules:
        if NO_NAMES & set(module.name.split(".")):
            yield f"{module.name}: a name for what has no subject"


def long_modules(modules: Iterable[Module]) -> Iterator[str]:
    """Name every module that is long enough to have two subjects."""
    for module in modules:
        lines = module.text.count("\n")
        if lines > LONGEST_MODULE:
            yield f"{module.name}: {lines} lines, above {LONGEST_MODULE} it has two subjects"


def undescribed_modules(modules: Iterable[Module]) -> Iterator[str]:
    """Name every module or package without a docstring; an empty ``__init__`` counts too."""
    for module in modules:
        if not (ast.get_docstring(module.tree) or "").strip():
            yield f"{module.name}: no docstring says what it decides"


def test_every_module_has_a_name_with_a_subject() -> None:
    assert list(nameless_modules(source())) == []
    assert len(list(nameless_modules([made_up("aid_ledger.office.utils", "")]))) == 1


def test_no_module_is_long_enough_to_have_two_subjects() -> None:
    assert list(long_modules(source())) == []
    assert len(list(long_modules([made_up("aid_ledger.x", "pass\n" * (LONGEST_MODULE + 1))]))) == 1


def test_every_package_and_module_says_what_it_decides() -> None:
    assert list(undescribed_modules(source())) == []
    assert len(list(undescribed_modules([made_up("aid_ledger.x", "import re")]))) == 1


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for top in ("aid_ledger", "cli/aid_ledger_cli") for path in (ROOT / top).rglob("*.py")}
    assert {str(path.relative_to(ROOT)) for path in folders if not (path / "__init__.py").exists()} == set()
