"""The changelog keeps its form: Keep a Changelog, with a heading for rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT

HEADINGS = ("Rules", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_VERSION = re.compile(r"## (Unreleased|\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2})")


def problems(text: str) -> Iterator[str]:
    """Yield what is wrong with the form of a changelog."""
    lines = text.splitlines()
    if not lines or lines[0] != "# Changelog":
        yield "does not start with '# Changelog'"
    versions = [line for line in lines if line.startswith("## ")]
    if versions[:1] != ["## Unreleased"]:
        yield "the first version is not 'Unreleased'"
    yield from (f"{line!r} is no version with its day" for line in versions if not _VERSION.fullmatch(line))
    if len(versions) != len(set(versions)):
        yield "a version stands twice"
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        found = re.findall(r"^### (.+)$", section, re.M)
        yield from (f"{name!r} is none of {HEADINGS}" for name in found if name not in HEADINGS)
        if found != sorted(found, key=lambda name: HEADINGS.index(name) if name in HEADINGS else -1):
            yield f"headings {found} are not in the order of {HEADINGS}"
        yield from _entries(section)


def _entries(section: str) -> Iterator[str]:
    """An entry of rules says who was affected; a breaking change says how to move over."""
    for block in re.split(r"^### ", section, flags=re.M)[1:]:
        name, _, body = block.partition("\n")
        entries = re.split(r"^- ", body, flags=re.M)[1:]
        if not entries:
            yield f"{name}: a heading without an entry"
        for entry in entries:
            first = entry.splitlines()[0]
            if name == "Rules" and "Affected:" not in entry:
                yield f"Rules: {first!r} does not say 'Affected:'"
            if "**Breaking:**" in entry and "Migration:" not in entry:
                yield f"{name}: {first!r} does not say 'Migration:'"


def test_the_changelog_keeps_its_form() -> None:
    assert list(problems((ROOT / "CHANGELOG.md").read_text("utf-8"))) == []


_GOOD = "# Changelog\n\n## Unreleased\n\n### Rules\n- x.\n  Affected: nobody.\n\n### Added\n- y.\n"


def test_a_changelog_of_the_right_form_has_no_problem() -> None:
    assert list(problems(_GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Changelog", "# Changes"),
        ("## Unreleased", "## Next"),
        ("### Added", "### New"),
        ("  Affected: nobody.\n", ""),
        ("- y.", "- **Breaking:** y."),
        ("- y.\n", ""),
        ("### Rules\n- x.\n  Affected: nobody.\n\n### Added\n- y.\n", "### Fixed\n- y.\n\n### Added\n- y.\n"),
    ],
)
def test_a_changelog_of_another_form_is_found(old: str, new: str) -> None:
    assert list(problems(_GOOD.replace(old, new)))
