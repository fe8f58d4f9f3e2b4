"""No clock, locale, environment, chance or person's name reaches the library but as an argument."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.source import Module, callee, library, made_up, nodes

pytestmark = pytest.mark.xdist_group("source")  # read and parsed once

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "localtime", "gmtime", "fromtimestamp"}
CLOCK_OWNERS = {"datetime", "date", "time", "dt", "Timestamp"}
SURROUNDINGS = {
    "os": {"environ", "environb", "getenv", "getlogin", "getcwd", "urandom", "uname"},
    "Path": {"home", "cwd"},
    "platform": {"node", "uname", "system"},
}


def hidden_inputs(modules: Iterable[Module]) -> Iterator[str]:
    """Name every place that asks the machine for something that a caller should have given."""
    for module in modules:
        for node in nodes(module):
            if isinstance(node, ast.Attribute):
                owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                if owner in CLOCK_OWNERS and node.attr in CLOCKS:
                    yield f"{module.at(node)}: {owner}.{node.attr} is a clock"
                if node.attr in SURROUNDINGS.get(owner, ()):
                    yield f"{module.at(node)}: {owner}.{node.attr} is not an argument"
            elif isinstance(node, ast.ImportFrom) and node.module in {"os", "time", "platform"}:
                forbidden = CLOCKS | SURROUNDINGS["os"] | SURROUNDINGS["platform"]
                yield from (
                    f"{module.at(node)}: {node.module}.{alias.name} is not an argument"
                    for alias in node.names
                    if alias.name in forbidden
                )
            elif isinstance(node, ast.Call):
                yield from _chance(module, node)


def _chance(module: Module, call: ast.Call) -> Iterator[str]:
    """Chance only from a seed: ``Random(seed)``, ``default_rng(seed)``; ``hash()`` differs from run to run."""
    name, owner = callee(call), getattr(getattr(call.func, "value", None), "id", "")
    seedless = not call.args and not call.keywords
    if name in {"Random", "default_rng"} and seedless:
        yield f"{module.at(call)}: {name} without a seed"
    if owner == "random" and name != "Random":
        yield f"{module.at(call)}: random.{name} has no seed of ours"
    if name == "hash" and isinstance(call.func, ast.Name):
        yield f"{module.at(call)}: hash() of a text differs from run to run"


def test_the_library_asks_nothing_of_its_surroundings() -> None:
    assert list(hidden_inputs(library())) == []


@pytest.mark.parametrize(
    "text",
    [
        "at = datetime.now()",
        "at = datetime.datetime.now(tz)",
        "day = date.today()",
        "at = pd.Timestamp.now()",
        "at = time.time()",
        "from time import time",
        "where = os.environ['HOME']",
        "from os import environ",
        "who = os.getlogin()",
        "home = Path.home()",
        "seed = random.random()",
        "draw = Random()",
        "draw = np.random.default_rng()",
        "key = hash(name)",
    ],
)
def test_a_hidden_input_is_found(text: str) -> None:
    assert len(list(hidden_inputs([made_up("aid_ledger.office.payout", text)]))) == 1


@pytest.mark.parametrize(
    "text",
    ["draw = random.Random(seed)", "rng = np.random.default_rng(seed)", "h = hashlib.sha256(b)", "term.date(at)"],
)
def test_what_an_argument_decides_is_not_found(text: str) -> None:
    assert list(hidden_inputs([made_up("aid_ledger.demo.county", text)])) == []
