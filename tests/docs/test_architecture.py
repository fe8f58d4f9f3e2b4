"""The map in ARCHITECTURE.md is that of the source."""

from __future__ import annotations

import ast
import re
from itertools import groupby

import pytest

from tests.architecture.source import ORDER, ROOT, Module, source
from tests.docs.generated import part_is

PATH = ROOT / "docs" / "ARCHITECTURE.md"
_BEGIN, _END = "<!-- modules: begin -->\n", "<!-- modules: end -->"


def summary(module: Module) -> str:
    """Return the first sentence of a docstring, on one line, without its full stop."""
    first = (ast.get_docstring(module.tree) or "").split("\n\n")[0].rstrip(":.")
    plain = re.sub(r":[a-z]+:`~?([^`]*)`", r"`\1`", " ".join(first.split())).replace("``", "`")
    return re.split(r"\.\s", plain)[0].replace("|", r"\|")


def module_map() -> str:
    """Return one table a package, in the order of the house, one line a module."""
    floors = [*ORDER, "aid_ledger", "aid_ledger_cli"]
    modules = sorted(source(), key=lambda module: (floors.index(module.package), module.name))
    lines = []
    for package, members in groupby(modules, key=lambda module: module.package):
        top = "aid_ledger_cli" if package == "aid_ledger_cli" else "aid_ledger"
        lines += ["", f"**{package}**", "", "| module | decides |", "|---|---|"]
        lines += [f"| `{module.name.removeprefix(f'{top}.')}` | {summary(module)} |" for module in members]
    return "\n".join([*lines, "", ""])


def test_the_map_has_one_line_a_module(request: pytest.FixtureRequest) -> None:
    part_is(PATH, (_BEGIN, _END), module_map(), request)


def test_the_order_of_packages_is_the_one_that_is_held() -> None:
    assert " < ".join(ORDER) in PATH.read_text("utf-8")


def test_every_test_named_in_the_documents_exists() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")]
    named = {name for text in texts for name in re.findall(r"`(tests/[\w/]+\.py)`", text)}
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_words_of_the_office_stand_in_the_glossary() -> None:
    """Source: the words of a county office, as the screens use them."""
    text = PATH.read_text("utf-8")
    words = (
        "生成发放名单",
        "生成银行文件",
        "银行回盘",
        "已编制",
        "已审批",
        "已报送",
        "已到账",
        "已退回",
        "冲销",
        "追缴",
    )
    assert [word for word in (*words, "待核实", "校验码", "依据清单") if word not in text] == []
