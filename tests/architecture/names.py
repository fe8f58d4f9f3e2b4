"""Which names of the catalogue the source uses, found in its tree.

A name reaches the catalogue through a *sink*: ``Finding(name)``, ``phrase(name, …)``, ``reason(name, …)``.
A function that hands one of its own parameters to a sink is a sink itself, whatever it is called, so the helpers of a
package are seen through. Elsewhere a name counts as used where it stands as a text of its own in the source or rules.
"""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.architecture.source import ROOT, Module, callee, literals, nodes, strings

_ANY = r"[\w.-]+"  # what an f-string may fill in
TABLES = ("finding", "reason", "word")


@dataclass(frozen=True, slots=True)
class Sink:
    """A parameter that takes a name: which table, its position (without ``self``) and its keyword."""

    table: str
    position: int
    keyword: str


@dataclass(frozen=True, slots=True)
class Use:
    """One name given to a sink: a text, or the pattern of an f-string; ``call`` is where."""

    table: str
    name: str
    is_pattern: bool
    module: Module
    call: ast.Call

    def matches(self, name: str) -> bool:
        return re.fullmatch(self.name, name) is not None if self.is_pattern else self.name == name


SINKS: dict[str, frozenset[Sink]] = {
    "Finding": frozenset({Sink("finding", 0, "name")}),
    "phrase": frozenset({Sink("word", 0, "name")}),
    "reason": frozenset({Sink("reason", 0, "name")}),
    "reason_fix": frozenset({Sink("reason", 0, "name")}),
}


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the tables of all TOML files of the catalogue, by table and name."""
    merged: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    for path in sorted((ROOT / "aid_ledger" / "words").glob("*.toml")):
        for table, texts in tomllib.loads(path.read_text("utf-8")).items():
            merged[table].update(texts)
    return merged


def all_sinks(modules: Iterable[Module]) -> dict[str, dict[str, frozenset[Sink]]]:
    """Return by package the sinks of the catalogue and every function there that passes a name on to one.

    A function known by its bare name is a sink in its own package alone: elsewhere the name may mean another.
    """
    modules = tuple(modules)
    sinks = {module.package: dict(SINKS) for module in modules}
    functions = [
        (sinks[module.package], node, [call for call in ast.walk(node) if isinstance(call, ast.Call)])
        for module in modules
        if module.package != "words"
        for node in nodes(module)
        if isinstance(node, ast.FunctionDef)
    ]
    growing = True
    while growing:
        growing = False
        for known, node, calls in functions:
            own = known.get(node.name, frozenset()) | _passed_on(node, calls, known)
            growing |= own != known.get(node.name, frozenset())
            if own:
                known[node.name] = own
    return sinks


def _passed_on(
    node: ast.FunctionDef, calls: Sequence[ast.Call], known: Mapping[str, frozenset[Sink]]
) -> frozenset[Sink]:  # fmt: skip
    """Return the parameters of a function that it hands to a sink as they are."""
    parameters = [argument.arg for argument in _parameters(node)]
    given = ((sink.table, _argument(call, sink)) for call in calls for sink in known.get(callee(call), frozenset()))
    return frozenset(
        Sink(table, parameters.index(name.id), name.id)
        for table, name in given
        if isinstance(name, ast.Name) and name.id in parameters
    )


def _parameters(node: ast.FunctionDef) -> list[ast.arg]:
    arguments = [*node.args.posonlyargs, *node.args.args]
    if arguments and arguments[0].arg in {"self", "cls"}:
        arguments = arguments[1:]
    return [*arguments, *node.args.kwonlyargs]


def _argument(call: ast.Call, sink: Sink) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == sink.keyword), None)
    if named is not None:
        return named
    return call.args[sink.position] if sink.position < len(call.args) else None


def uses(modules: Iterable[Module]) -> tuple[Use, ...]:
    """Return every name that is given to a sink as a literal, a constant of the module or an f-string."""
    return _uses_of(tuple(modules))


@cache
def _uses_of(modules: tuple[Module, ...]) -> tuple[Use, ...]:
    return tuple(_uses(modules))


def _uses(modules: tuple[Module, ...]) -> Iterator[Use]:
    sinks = all_sinks(modules)
    for module in modules:
        constants = _constants(module)
        for call in (node for node in nodes(module) if isinstance(node, ast.Call)):
            called = callee(call)
            for sink in sinks[module.package].get(called, frozenset()):
                for name, is_pattern in _names(_argument(call, sink), constants):
                    if called in SINKS or _may_be_a_name(name, called, is_pattern=is_pattern):
                        yield Use(sink.table, name, is_pattern, module, call)
            for keyword in call.keywords:  # a reason travels as data: Outcome(…, reason="…")
                if keyword.arg == "reason":
                    yield from (Use("reason", text, False, module, call) for text in strings(keyword.value) if text)


def _names(given: ast.expr | None, constants: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    if isinstance(given, ast.Name) and given.id in constants:
        yield constants[given.id], False
    elif isinstance(given, ast.JoinedStr):
        yield _pattern(given), True
    elif given is not None:
        yield from ((text, False) for text in strings(given) if text)


def _may_be_a_name(text: str, called: str, *, is_pattern: bool) -> bool:
    """Whether what a helper is given looks like a name; ``add`` is also what a set has, so there a hyphen decides."""
    plain = text.replace(_ANY, "x").replace("\\", "") if is_pattern else text
    looks = re.fullmatch(r"[a-z0-9]+([-._][a-z0-9]+)*", plain) is not None
    return looks and ("-" in plain or called not in {"add", "append"})


def _constants(module: Module) -> dict[str, str]:
    found = {}
    for node in module.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            found[target.id] = value.value
    return found


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else _ANY for v in node.values)


def mentioned(modules: Iterable[Module]) -> set[str]:
    """Return every text that stands alone in the source."""
    return {str(node.value) for module in modules for node in literals(module)}


@cache
def mentioned_in_data() -> frozenset[str]:
    """Return every word of the rules and of the data files beside the source, those of the catalogue aside."""
    paths = [*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "aid_ledger").rglob("*.toml")]
    texts = (path.read_text("utf-8") for path in paths if path.parent.name != "words")
    return frozenset(word for text in texts for word in re.findall(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", text))


def placeholders(text: str) -> set[str]:
    """Return the parameters that a template shows: ``{row}``, ``{value!r}`` and ``{amount:,}`` alike."""
    return {re.split(r"[.\[]", field)[0] for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def templates(texts: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Return the bilingual texts of one entry by part: ``problem``, ``expected``, ``fix``, or ``""`` for its own."""
    own = {lang: text for lang, text in texts.items() if isinstance(text, str)}
    parts: dict[str, Mapping[str, str]] = {part: text for part, text in texts.items() if isinstance(text, dict)}
    return {"": own, **parts} if own else parts
