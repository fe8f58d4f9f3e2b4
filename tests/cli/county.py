"""A small county for the command's tests: made once by ``demo``, copied for every test that writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from aid_ledger_cli.main import main

STUDENTS = "300"


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace and its files, and the way to run a command there."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def run(self, *words: str, lang: str = "zh", env: Mapping[str, str] | None = None) -> Result:
        """Run a command in the workspace; an exception of ours that is no exit is raised."""
        return run("--lang", lang, "--workspace", str(self.folder), *words, env=env)

    def json(self, *words: str, code: int = 0) -> Any:
        """Run a command with ``--json`` and return the object that it prints."""
        done = self.run(*words, "--json")
        assert done.exit_code == code, done.output
        return json.loads(done.stdout_bytes.decode("utf-8"))

    def journal(self) -> int:
        """Return how many records the journal has."""
        from aid_ledger.office import Office

        with Office.open(self.folder) as office:
            return office.verify().head.seq

    def copy(self, folder: Path) -> Desk:
        shutil.copytree(self.folder, folder)
        return Desk(folder)


def run(*words: str, env: Mapping[str, str] | None = None) -> Result:
    """Run a command line."""
    done = CliRunner().invoke(main, words, env=dict(env or {}))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done
