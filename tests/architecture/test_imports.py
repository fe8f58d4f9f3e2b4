"""Who may import whom, which library has which home, and how light a start is."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.source import ORDER, ROOT, Module, imports, library, made_up, source

pytestmark = pytest.mark.xdist_group("source")  # read and parsed once

HOMES: dict[str, tuple[str, ...]] = {
    "click": ("aid_ledger_cli",),
    "rich": ("aid_ledger_cli.render",),
    "ruamel": ("aid_ledger.rulebook", "aid_ledger.intake.plain_yaml"),
    "sqlalchemy": ("aid_ledger.store",),
    "sqlmodel": ("aid_ledger.store",),
    "sqlite3": ("aid_ledger.store",),
    "psycopg": ("aid_ledger.store",),
    "pydantic": ("aid_ledger.rulebook",),
    "pydantic_core": ("aid_ledger.rulebook",),
    "python_calamine": ("aid_ledger.intake.containers",),
    "xlrd": ("aid_ledger.intake.containers",),
    "msoffcrypto": ("aid_ledger.intake.containers", "aid_ledger.demo"),
    "openpyxl": ("aid_ledger.intake",),
    "cryptography": ("aid_ledger.store.signing",),
    "zipfile": ("aid_ledger.intake.containers", "aid_ledger.demo", "aid_ledger.audit", "aid_ledger.reports.kept"),
    "xlsxwriter": ("aid_ledger.reports", "aid_ledger.demo"),
    "xlwt": ("aid_ledger.reports.excel97",),
    "pyarrow": ("aid_ledger",),
    "numpy": ("aid_ledger",),
    "pandas": ("aid_ledger",),
    # hidden inputs: chance, the network, who and where we are
    "random": ("aid_ledger.demo",),
    "secrets": ("aid_ledger.store", "aid_ledger.ledger.persons"),  # salts of persons
    "getpass": ("aid_ledger_cli",),
    "locale": ("aid_ledger_cli",),
    "uuid": (),
    "socket": (),
    "ssl": (),
    "http": (),
    "urllib": (),
    "smtplib": (),
    "ftplib": (),
    "webbrowser": (),
    "pickle": (),
}
"""Where a library may be imported; a library that is not of Python itself must stand here."""

HEAVY = (
    "cryptography",
    "msoffcrypto",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "ruamel",
    "sqlalchemy",
    "sqlmodel",
    "xlrd",
    "xlsxwriter",
    "xlwt",
)


def upward_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Name every import of a package that does not stand below the importing one."""
    for module in modules:
        if module.name == "aid_ledger" or module.package == "aid_ledger_cli":
            continue  # the facade gives out public names, the command stands above the house
        if module.package not in ORDER:
            yield f"{module.name}: the package {module.package!r} has no place in ORDER"
            continue
        for found in imports(module):
            parts = found.target.split(".")
            if parts[0] == "aid_ledger_cli":
                yield f"{module.at(found.node)}: the library imports the command"
            elif parts[0] == "aid_ledger":
                floor = parts[1] if len(parts) > 1 else ""
                if floor == "__version__":
                    continue  # which code made a batch is part of its manifest
                if floor not in ORDER:
                    yield f"{module.at(found.node)}: imports {found.target} from the facade"
                elif floor != module.package and ORDER.index(floor) > ORDER.index(module.package):
                    yield f"{module.at(found.node)}: {module.package} imports {floor}, which stands above it"


def misplaced_libraries(modules: Iterable[Module]) -> Iterator[str]:
    """Name every import of a library outside its home, or of one without a home."""
    for module in modules:
        for found in imports(module):
            top = found.target.split(".")[0]
            if top in HOMES:
                homes = HOMES[top]
                if not any(f"{module.name}.".startswith(f"{home}.") for home in homes):
                    yield f"{module.at(found.node)}: {top} is at home in {', '.join(homes) or 'no package'}"
            elif top not in sys.stdlib_module_names and top not in {"aid_ledger", "aid_ledger_cli"}:
                yield f"{module.at(found.node)}: {top} has no home in HOMES"


def test_a_package_imports_only_what_stands_below_it() -> None:
    assert list(upward_imports(source())) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("aid_ledger.people.names", "from aid_ledger.store import Database"),
        ("aid_ledger.people.names", "def f():\n    import aid_ledger.store.tables"),
        ("aid_ledger.people.names", "from ..ledger import lines"),
        ("aid_ledger.people.names", "from importlib import import_module\nimport_module('aid_ledger.office')"),
        ("aid_ledger.people.names", "from aid_ledger import Office"),
        ("aid_ledger.office.payout", "import aid_ledger_cli.main"),
        ("aid_ledger.helpers", ""),
    ],
)
def test_an_import_upwards_is_found(name: str, text: str) -> None:
    assert len(list(upward_imports([made_up(name, text)]))) == 1


@pytest.mark.parametrize("text", ["from aid_ledger.errors import Finding", "from . import names", "import re"])
def test_an_import_downwards_or_of_a_neighbour_is_not_found(text: str) -> None:
    assert list(upward_imports([made_up("aid_ledger.people.ids", text)])) == []


def test_every_library_is_imported_only_at_its_home() -> None:
    assert list(misplaced_libraries(source())) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("aid_ledger.ledger.lines", "import sqlalchemy as sa"),
        ("aid_ledger.office.payout", "def f():\n    from sqlmodel import Session"),
        ("aid_ledger.linking.students", "from openpyxl import load_workbook"),
        ("aid_ledger.reports.book", "import zipfile"),
        ("aid_ledger.intake.reading", "from ruamel.yaml import YAML"),
        ("aid_ledger_cli.payout", "from rich.table import Table"),
        ("aid_ledger.store.salts", "import random"),
        ("aid_ledger.office.who", "import getpass"),
        ("aid_ledger.audit.checks", "import requests"),
    ],
)
def test_a_library_away_from_home_is_found(name: str, text: str) -> None:
    assert len(list(misplaced_libraries([made_up(name, text)]))) == 1


def test_every_library_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    declared = " ".join([*project["dependencies"], *extras]).lower().replace("-", "_").replace(".", "_")
    indirect = {"numpy": "pandas", "sqlalchemy": "sqlmodel", "pydantic": "sqlmodel", "pydantic_core": "sqlmodel"}
    used = {found.target.split(".")[0] for module in source() for found in imports(module)}
    used -= {"aid_ledger", "aid_ledger_cli", *sys.stdlib_module_names}
    assert {name for name in used if indirect.get(name, name) not in declared} == set()


def test_help_imports_no_heavy_library() -> None:
    program = (
        "import sys\n"
        "sys.argv = ['aid-ledger', '--help']\n"
        "from aid_ledger_cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    paths = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "payout" in done.stdout
    assert done.stderr.strip() == ""


def test_the_ground_floor_imports_no_heavy_library() -> None:
    floor = "aid_ledger.errors, aid_ledger.money, aid_ledger.terms, aid_ledger.words"
    program = f"import sys, {floor}; assert not set({HEAVY!r}) & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)


def test_the_guards_see_the_whole_library() -> None:
    assert {module.package for module in library()} >= {"errors", "facts", "money", "store", "terms", "words"}
