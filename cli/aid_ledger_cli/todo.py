"""What is left to do after an import of several files: what was refused and what waits for an answer, and the commands.

It is short and stands last, on stderr: the findings of each file stand above it, where a long call has scrolled away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aid_ledger.errors import Finding
    from aid_ledger.office.importing import FileImport, ImportOptions
    from aid_ledger_cli.paths import Files
    from aid_ledger_cli.render import Screen

_NOT_LISTS = frozenset({"file-is-lock", "path-missing"})
_ASKED = frozenset({"school-not-in-list", "schools-not-in-list", "school-rows-differ", "title-says-ended"})
"""Warnings that a question of the review settles."""
_SHOWN = 30


def show_todo(
    screen: Screen, results: Sequence[FileImport], options: ImportOptions, read: Files, term: str
) -> None:  # fmt: skip
    """Show what is left to do; nothing where nothing is.

    Args:
        screen: where.
        results: of all files of the call.
        options: of the call.
        read: the files, with the paths that they were named by.
        term: most lists are of, blank where none is.
    """
    refused = [one for one in results if one.refused and one.findings and one.findings[0].name not in _NOT_LISTS]
    asked = list(_asked(screen, results, term))
    taken = [found for one in results if not one.refused for found in one.findings]
    looked = sum(found.severity == "warning" and found.name not in _ASKED for found in taken)
    if not refused and not asked and not looked:
        return
    screen.remark("todo-head")
    if refused:
        screen.remark("todo-refused", count=len(refused))
        for one in refused[:_SHOWN]:
            screen.remark("todo-file", file=one.file, problem=_problem(screen, one.findings[0]))
            command = _command(screen, one.findings[0], read.path_of(one.file), options)
            screen.remark("todo-command", command=command)
        if len(refused) > _SHOWN:
            screen.remark("todo-more", count=len(refused) - _SHOWN)
    for line, command in asked:
        screen.remark("todo-asked", what=line)
        screen.remark("todo-command", command=command)
    if looked:
        screen.remark("todo-look", count=looked)


def _problem(screen: Screen, finding: Finding) -> str:
    from aid_ledger.words import tell

    return tell(finding, screen.lang).problem


def _command(screen: Screen, finding: Finding, path: str, options: ImportOptions) -> str:
    """Return what to type for a refused file: as exact as its reason allows."""
    given = " ".join(f"--term {term}" for term in options.terms[:1]) if len(options.terms) == 1 else ""
    if len(options.terms) > 1:
        given = f"--year {options.terms[0].school_year}"
    start = f'aid-ledger import "{path}"' + (f" {given}" if given else "")
    said = finding.params
    match finding.name:
        case "term-differs" | "file-term-differs":
            own = f'aid-ledger import "{path}" {said["own"]}'
            meant = f'aid-ledger import "{path}" {said["options"]} --as-of {screen.word("todo-day")}'
            return screen.word("todo-or", first=own, term=said["term"], second=meant)
        case "kind-unclear":
            return f"{start} --as {said['kind']} --preview"
        case "class-already-listed":
            return f"{start} --replace"
        case "term-unknown":
            return f'aid-ledger import "{path}" --term 2023S'
        case _:
            return screen.word("todo-again", command=start, file=PurePath(path).name)


def _asked(screen: Screen, results: Sequence[FileImport], term: str) -> Iterator[tuple[str, str]]:
    """Yield what a person must answer, and the command that asks it."""
    sheets = [sheet for one in results for sheet in one.sheets]
    held = sum(sheet.outcomes.get("held", 0) for sheet in sheets)
    named = [found for one in results for found in one.findings if found.name in _ASKED]
    what = []
    if held:
        what.append(screen.word("todo-held", rows=f"{held:,}"))
    if named:
        first = _problem(screen, named[0])
        what.append(first if len(named) == 1 else screen.word("todo-others", first=first, count=len(named)))
    if what:
        yield (
            screen.word("todo-between").join(what),
            f"aid-ledger review --term {term}" if term else "aid-ledger review",
        )
