"""SQL stands in ``store`` alone, and there nothing posted is changed or deleted (invariant 3)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.source import Module, callee, library, literals, made_up, nodes, source

pytestmark = pytest.mark.xdist_group("source")  # read and parsed once

_STATEMENT = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|TRIGGER|INDEX|DATABASE)"
    r"|ALTER\s+TABLE|DROP\s+(TABLE|TRIGGER|INDEX)|PRAGMA\s|BEGIN\s+IMMEDIATE|COPY\s+\S+\s.*FROM\s+STDIN)\b",
    re.S,
)
_CHANGE = re.compile(
    r"\bUPDATE\s+(?P<updated>\"?\w+\"?|\{\})\s+SET\b"
    r"|\bDELETE\s+FROM\s+(?P<deleted>\"?\w+\"?|\{\})"
    r"|\bINSERT\s+OR\s+(REPLACE|IGNORE)\b|\bREPLACE\s+INTO\b|\bDO\s+UPDATE\b|\bMERGE\s+INTO\b"
    r"|(?<!BEFORE )\bTRUNCATE\b(?! ON)|\bDROP\s+(TABLE|TRIGGER|COLUMN)\b|\bDISABLE\s+TRIGGER\b",
    re.I | re.S,
)
ERASABLE = {"person"}
"""The one table that can be emptied by law (DESIGN §3, Persons)."""


def _texts(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield string constants and f-strings, what is filled in shown as ``{}``."""
    parts: set[int] = set()
    for node in nodes(module):
        if isinstance(node, ast.JoinedStr):
            parts.update(id(part) for part in node.values)
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for constant in literals(module):
        if id(constant) not in parts:
            yield constant, str(constant.value)


def sql_outside_store(modules: Iterable[Module]) -> Iterator[str]:
    """Name every text that is a statement of SQL and does not stand in ``store``."""
    for module in modules:
        if module.package != "store":
            for node, text in _texts(module):
                if _STATEMENT.search(text):
                    yield f"{module.at(node)}: SQL outside store: {text[:60]!r}"


def changes(modules: Iterable[Module]) -> Iterator[str]:
    """Name every statement or call that would change or delete a row of a table that only grows."""
    for module in modules:
        for node, text in _texts(module):
            for match in _CHANGE.finditer(text):
                table = (match["updated"] or match["deleted"] or "").strip('"')
                if table not in ERASABLE:
                    yield f"{module.at(node)}: {match[0]!r} changes what was posted"
        for node in nodes(module):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"sqlalchemy", "sqlmodel"}:
                for alias in node.names:
                    if alias.name in {"update", "delete"}:
                        yield f"{module.at(node)}: imports {alias.name} of {node.module}"
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                bare = not node.args and not node.keywords
                if callee(node) in {"merge", "bulk_update_mappings"} or (callee(node) in {"update", "delete"} and bare):
                    yield f"{module.at(node)}: {ast.unparse(node)[:60]} changes what was posted"


def _store() -> list[Module]:
    return [module for module in library() if module.package == "store"]


def test_sql_stands_in_store_alone() -> None:
    assert list(sql_outside_store(source())) == []


@pytest.mark.parametrize(
    "text", ["q = 'SELECT a FROM line'", "q = f'INSERT INTO {table} VALUES (1)'", "q = 'PRAGMA foreign_keys = ON'"]
)
def test_sql_outside_store_is_found(text: str) -> None:
    assert len(list(sql_outside_store([made_up("aid_ledger.ledger.lines", text)]))) == 1


def test_store_changes_and_deletes_nothing() -> None:
    assert _store()
    assert list(changes(_store())) == []


@pytest.mark.parametrize(
    "text",
    [
        "q = 'UPDATE line SET amount = 0'",
        "q = f'DELETE FROM {table} WHERE 1'",
        "q = 'INSERT OR REPLACE INTO line VALUES (1)'",
        "q = 'insert into line values (1) on conflict (id) do update set amount = 1'",
        "q = 'TRUNCATE line'",
        "from sqlalchemy import delete",
        "session.merge(line)",
        "connection.execute(line_table.update())",
    ],
)
def test_a_statement_that_changes_the_books_is_found(text: str) -> None:
    assert len(list(changes([made_up("aid_ledger.store.lines", text)]))) == 1


@pytest.mark.parametrize(
    "text",
    ["q = f'CREATE TRIGGER t BEFORE {verb} ON {table}'", "q = 'UPDATE person SET name = 1'", "hasher.update(data)"],
)
def test_triggers_and_the_erasure_of_a_person_are_not_found(text: str) -> None:
    assert list(changes([made_up("aid_ledger.store.lines", text)])) == []
