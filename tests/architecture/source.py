"""The source as the guards see it: every module with its tree, its package and what it imports.

A guard is a function from modules to sentences about what is wrong, so that it can be applied to the whole source and
to a few lines that break it: each guard is seen to fail.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ORDER = (
    "errors",
    "words",
    "money",
    "terms",
    "facts",
    "people",
    "intake",
    "linking",
    "rulebook",
    "store",
    "ledger",
    "payments",
    "audit",
    "reports",
    "demo",
    "office",
)
"""The house from the ground floor up: a package imports only what stands before it; the command is the roof."""


@dataclass(frozen=True, slots=True)
class Module:
    """One module: dotted ``name``, ``text``, ``tree``; ``is_package`` for an ``__init__``."""

    name: str
    text: str
    tree: ast.Module
    is_package: bool = False

    @property
    def package(self) -> str:
        """Return the floor of the house: ``store`` for ``aid_ledger.store.tables``, else the top-level name."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "aid_ledger" and len(parts) > 1 else parts[0]

    def at(self, node: ast.AST) -> str:
        """Return ``module:line``."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, fully dotted; ``typing_only`` for what stands under ``if TYPE_CHECKING``."""

    target: str
    node: ast.AST
    typing_only: bool = False


def made_up(name: str, text: str) -> Module:
    """Return a module that does not exist, to show a guard failing."""
    return Module(name, text, ast.parse(text))


@cache
def source() -> tuple[Module, ...]:
    """Return every module of the library and the command, in order of name."""
    return tuple(sorted(_read(ROOT, "aid_ledger") + _read(ROOT / "cli", "aid_ledger_cli"), key=lambda m: m.name))


def library() -> tuple[Module, ...]:
    """Return the modules of ``aid_ledger``."""
    return tuple(module for module in source() if module.name.split(".")[0] == "aid_ledger")


def _read(root: Path, top: str) -> list[Module]:
    modules = []
    for path in sorted((root / top).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        text = path.read_text("utf-8")
        name = ".".join(parts[:-1] if is_package else parts)
        modules.append(Module(name, text, ast.parse(text, str(path)), is_package))
    return modules


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Return every node of a module's tree: the guards walk it a dozen times."""
    return tuple(ast.walk(module.tree))


@cache
def imports(module: Module) -> tuple[Import, ...]:
    """Return everything a module imports, also inside functions and by name through ``import_module``."""
    return tuple(_imports(module))


def _imports(module: Module) -> Iterator[Import]:
    typing_only = {
        id(child)
        for node in nodes(module)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for child in ast.walk(statement)
    }
    for node in nodes(module):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            targets = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and callee(node) in {"import_module", "__import__"}:
            targets = [text for argument in node.args[:1] for text in strings(argument)]
        yield from (Import(target, node, id(node) in typing_only) for target in targets)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".") + ([""] if module.is_package else [])
    stem = parts[: len(parts) - node.level]
    return ".".join([part for part in stem if part] + ([node.module] if node.module else []))


def callee(call: ast.Call) -> str:
    """Return the last part of what is called: ``reason`` for ``words.reason(…)``."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def strings(node: ast.AST) -> list[str]:
    """Return the literal texts that an expression can stand for: a constant, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return strings(node.body) + strings(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in strings(value)]
    return []


def docstrings(module: Module) -> set[int]:
    """Return the ids of the constants that are docstrings, or texts that stand alone as one."""
    return {
        id(node.value) for node in nodes(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def literals(module: Module) -> Iterator[ast.Constant]:
    """Yield the string constants that are not docstrings."""
    prose = docstrings(module)
    for node in nodes(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node
