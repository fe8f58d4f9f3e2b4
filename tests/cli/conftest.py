from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import STUDENTS, Desk, run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the demo's workspace, paid; only for reading."""
    folder = tmp_path_factory.mktemp("cli") / "示例县 演示"
    done = run("--lang", "zh", "demo", str(folder), "--students", STUDENTS)
    assert done.exit_code == 0, done.output
    return Desk(folder)


@pytest.fixture
def desk(made: Desk, tmp_path: Path) -> Desk:
    """Return a copy of the demo's workspace, to write in."""
    return made.copy(tmp_path / "县")


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """Return a new workspace without imports."""
    folder = tmp_path / "新县"
    done = run("init", str(folder), "--county", "990101", "--name", "示例县学生资助管理中心", "--packs", "national",
               "--tier", "T2", "--actor", "张三")  # fmt: skip
    assert done.exit_code == 0, done.output
    return Desk(folder)
