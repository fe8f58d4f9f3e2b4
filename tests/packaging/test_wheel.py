"""The wheel, installed outside the tree without development tools, does the main job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]

STUDENTS = "300"


@dataclass(frozen=True, slots=True)
class Installed:
    """A clean environment with the wheel in it and nothing that only developers have."""

    bin: Path
    outside: Path

    def run(self, *command: str) -> str:
        """Run a program of the environment far from the tree, in the plainest of locales; return what it prints."""
        plain = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C",
            "HOME": str(self.outside),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        program = next(path for path in self.bin.iterdir() if path.stem == command[0])
        done = subprocess.run(
            [program, *command[1:]], env=plain, cwd=self.outside, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, f"{command} ended {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools of this environment."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the locked dependencies, then the wheel; from the kept wheels where ``make`` has kept them."""
    outside = tmp_path_factory.mktemp("outside")
    venv.create(outside / "venv")
    place = Installed(outside / "venv" / ("Scripts" if os.name == "nt" else "bin"), outside)
    kept = Path(sys.prefix) / "wheels"
    offline = ["--no-index", "--find-links", str(kept)] if kept.is_dir() else []
    pip = [sys.executable, "-m", "pip", "--python", str(place.bin / "python"), "--disable-pip-version-check", "-qq"]
    pip += ["install", "--no-compile"]
    subprocess.run([*pip, *offline, "-r", str(ROOT / "requirements" / "run.lock")], check=True)
    subprocess.run([*pip, "--no-index", str(wheel)], check=True)  # finds nothing missing, or fails
    return place


def top_level(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name.split("/")[0] for name in archive.namelist()}


def test_wheel_has_the_two_packages_and_nothing_else(wheel: Path) -> None:
    names = top_level(wheel)
    assert {name for name in names if not name.endswith(".dist-info")} == {"aid_ledger", "aid_ledger_cli"}
    assert len(names) == 3


def test_wheel_carries_rules_words_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    folder = sorted((ROOT / "rules").rglob("*.yaml"))
    carried = {name.removeprefix("aid_ledger/_rules/") for name in names if name.startswith("aid_ledger/_rules/")}
    assert {path.relative_to(ROOT / "rules").as_posix() for path in folder} <= carried
    assert folder
    assert any(name.startswith("aid_ledger/words/") and name.endswith(".toml") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_a_county_is_paid_from_the_installed_wheel(installed: Installed) -> None:
    installed.run("aid-ledger", "demo", "county", "--students", STUDENTS)
    first = _batches(installed)
    again = json.loads(installed.run("aid-ledger", "--workspace", "county", "payout", "--term", "2023S", "--json"))
    assert first
    assert (again["batch"], again["lines"]) == (None, 0)


def _batches(installed: Installed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installed.run("aid-ledger", "--workspace", "county", "batches", "--json"))[
        "batches"
    ]
    return [batch for batch in found if batch["term"] == "2023S"]


def test_every_module_is_imported_without_development_tools(installed: Installed) -> None:
    program = (
        "import importlib, pkgutil, sys, aid_ledger, aid_ledger_cli\n"
        "for top in (aid_ledger, aid_ledger_cli):\n"
        "    for found in pkgutil.walk_packages(top.__path__, top.__name__ + '.'):\n"
        "        if not found.name.endswith('__main__'):\n"
        "            importlib.import_module(found.name)\n"
        "assert not {'pytest', 'hypothesis', 'stdnum', 'mypy'} & set(sys.modules)\n"
        "print(aid_ledger.__file__)"
    )
    assert str(installed.outside) in installed.run("python", "-W", "error", "-c", program)
