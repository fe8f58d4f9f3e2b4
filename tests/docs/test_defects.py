"""DEFECTS.md lists every defect of a file with the tests that show it: real files, each with its own."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from aid_ledger.demo.defects import DEFECT_OF
from tests.architecture.source import ROOT
from tests.docs.generated import part_is

PATH = ROOT / "docs" / "DEFECTS.md"
_BEGIN, _END = "<!-- defects: begin -->\n", "<!-- defects: end -->"


@cache
def parts() -> tuple[dict[str, Any], ...]:
    """Return the parts of the list in order, each with its defects."""
    text = (ROOT / "tests" / "docs" / "defects.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["part"])


def marks(decorators: list[ast.expr]) -> Iterator[int]:
    """Yield the numbers of ``pytest.mark.defect(…)``, of ``pytest.param(…, marks=…)`` too."""
    for decorator in decorators:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.defect":
                yield from (int(ast.literal_eval(argument)) for argument in node.args)


@cache
def shown() -> dict[int, list[tuple[str, str]]]:
    """Return by defect the tests that bear its mark: file and name, in order."""
    found: dict[int, list[tuple[str, str]]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for number in sorted(set(marks(node.decorator_list))):
                    found.setdefault(number, []).append((path.relative_to(ROOT).as_posix(), node.name))
    return found


def defect_table() -> str:
    """Return one table a part: number, defect, letter, what the program does, slips of the demo county, tests."""
    lines: list[str] = []
    for part in parts():
        lines += [
            "",
            f"**{part['title']}**",
            "",
            "| | defect | | what the program does | in the demo county | tests |",
            "|---|---|---|---|---|---|",
        ]
        for one in part["defects"]:
            files: dict[str, list[str]] = {}
            for file, name in shown().get(one["number"], []):
                files.setdefault(file, []).append(name.removeprefix("test_").replace("_", " "))
            tests = "<br>".join(f"`{file}`: {', '.join(names)}" for file, names in files.items())
            planted = ", ".join(kind for kind, number in DEFECT_OF.items() if number == one["number"]) or "no"
            cells = (str(one["number"]), one["what"], one["letter"], one["does"], planted, tests)
            lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join([*lines, "", ""])


def test_the_table_of_defects_is_that_of_the_list_and_the_tests(request: pytest.FixtureRequest) -> None:
    part_is(PATH, (_BEGIN, _END), defect_table(), request)


def test_the_list_has_all_72_defects_in_order() -> None:
    assert [one["number"] for part in parts() for one in part["defects"]] == list(range(1, 73))


def test_every_defect_is_shown_by_a_test() -> None:
    assert sorted(set(range(1, 73)) - set(shown())) == []


def test_no_test_shows_a_defect_that_is_not_listed() -> None:
    assert sorted(set(shown()) - set(range(1, 73))) == []
