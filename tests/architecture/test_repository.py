"""What no file of the repository may say: where it was written, and which servers it came from."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

_SKIPPED_FOLDERS = {".git", ".venv", "demo-county", "__pycache__", "dist", "build"}
_BINARY = {".xlsx", ".xls", ".et", ".ods", ".zip", ".png", ".parquet", ".gz", ".pyc", ".db"}


def _hosts() -> list[str]:
    """Return the hosts of package registries, written so that this file does not name one."""
    dotted = (
        "pypi org",
        "pythonhosted org",
        "debian org",
        "npmjs org",
        "npmjs com",
        "crates io",
        "golang org",
        "anaconda org",
    )
    mirrors = ("tuna tsinghua", "mirrors aliyun", "mirrors ustc", "mirrors cloud tencent")
    return [host.replace(" ", ".") for host in dotted + mirrors]


FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + "work/",
            "farm" + "-",
            r"(?<!\w)\." + "library",
            r"(?<![\w.])/(?:home|Users)" + r"/\w+/",
            *(re.escape(host) for host in _hosts()),
        ]
    )
)


def places(text: str) -> list[str]:
    """Return what a text says of machines and servers that have no place in it."""
    return [match[0] for match in FORBIDDEN.finditer(text)]


def _files() -> Iterator[Path]:
    if (ROOT / ".git").exists() and shutil.which("git"):
        listing = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
        )
        yield from (ROOT / name for name in listing.stdout.decode().split("\0") if name)
        return
    for path in ROOT.rglob("*"):
        if path.is_file() and not _SKIPPED_FOLDERS & set(path.relative_to(ROOT).parts):
            yield path


def test_no_file_names_a_machine_or_a_registry() -> None:
    files = [path for path in _files() if path.is_file() and path.suffix not in _BINARY]
    found = {str(path.relative_to(ROOT)): places(path.read_text("utf-8", "replace")) for path in files}
    assert len(files) > 10
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "text", ["see /" + "work/main", "on farm" + "-7", "https://py" + "pi.org/simple", "/home" + "/ann/x"]
)
def test_a_machine_or_a_registry_is_found(text: str) -> None:
    assert len(places(text)) == 1


def test_the_locks_pin_every_package_with_its_digest() -> None:
    for path in sorted((ROOT / "requirements").glob("*.lock")):
        blocks = re.split(r"\n(?=\S)", path.read_text("utf-8").replace("\\\n", " ").strip())
        assert blocks, path
        for block in blocks:
            assert re.match(r"[\w.\-\[\]]+==[\w.]+", block), block
            assert "--hash=sha256:" in block, block


def _locked(name: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    return set(re.findall(r"^([\w.\-]+)(?:\[[\w,]+\])?==([\w.]+)", text, re.M))


def test_the_locks_agree_and_cover_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert _locked("run") | _locked("build") <= _locked("dev")
    for lock, lines in (("run", project["project"]["dependencies"]), ("build", project["build-system"]["requires"])):
        declared = {re.split(r"[\[<>=~! ]", line)[0].lower().replace(".", "-") for line in lines}
        assert declared <= {name for name, _ in _locked(lock)}
