"""Which files the paths of a command name: files, what folders hold, and single entries of archives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aid_ledger.errors import Finding
    from aid_ledger.office.importing import FileImport
    from aid_ledger.office.receiving import Received
    from aid_ledger_cli.render import Screen

_NOT_LISTS = ("thumbs.db", "desktop.ini")
_LOCKS = ("~$", ".~")


@dataclass(frozen=True, slots=True)
class Files:
    """What was read: ``files`` by name, ``unread`` what could not be, ``paths`` where each name stands.

    ``entries``: of archives of which not all is wanted, the names of the entries that are.
    """

    files: Sequence[tuple[str, bytes]]
    unread: Sequence[FileImport]
    paths: Mapping[str, Path]
    entries: Mapping[str, frozenset[str]]

    def path_of(self, name: str) -> str:
        """Return the path by which a file, or an entry of an archive, can be named again."""
        whole = self.paths.get(name)
        if whole is not None:
            return str(whole)
        archive, _, inside = name.partition("/")
        path = self.paths.get(archive)
        return str(path.joinpath(*inside.split("/"))) if path is not None else name

    def wanted(self, received: Sequence[Received]) -> tuple[list[Received], list[FileImport]]:
        """Return what was asked for of what came in, and each entry that was asked for and is not there."""
        from aid_ledger.errors import Finding, Place
        from aid_ledger.office.importing import FileImport

        taken, met = [], set()
        for one in received:
            entries = self.entries.get(one.name.partition("/")[0])
            if entries is None or one.name in entries or "/" not in one.name:
                taken.append(one)
                met.add(one.name)
        missing = []
        for archive, entries in self.entries.items():
            known = "、".join(one.name.partition("/")[2] for one in received if one.name.startswith(f"{archive}/"))
            if archive not in met:  # else the archive itself was refused, with its own reason
                for name in sorted(entries - met):
                    finding = Finding("entry-missing", Place(name), {"archive": archive, "known": known[:400] or "—"})
                    missing.append(FileImport(name, findings=(finding,), refused=True))
        return taken, missing


def read_files(screen: Screen, paths: Sequence[Path]) -> Files:
    """Read files and what folders hold; what cannot be read is refused like any other bad file."""
    from aid_ledger.office.importing import FileImport

    files: list[tuple[str, bytes]] = []
    unread: list[FileImport] = []
    known: dict[str, Path] = {}
    entries: dict[str, frozenset[str]] = {}
    whole: set[str] = set()
    for path in paths:
        archive = archive_of(path)
        if archive is not None:
            entry = "/".join((archive.name, *path.relative_to(archive).parts))
            entries[archive.name] = entries.get(archive.name, frozenset()) | {entry}
            if known.get(archive.name) == archive:
                continue
        try:
            for one in _inside(screen, path) if path.is_dir() else (archive or path,):
                name = _name_of(one, path if path.is_dir() else one.parent)
                files.append((name, one.read_bytes()))
                known.setdefault(name, one)
                whole |= {name} if archive is None else set()
        except OSError as error:
            unread.append(FileImport(path.name or str(path), findings=(not_readable(path, error),), refused=True))
    return Files(files, unread, known, {name: some for name, some in entries.items() if name not in whole})


def not_readable(path: Path, error: OSError) -> Finding:
    """Return why a path could not be read, in words of ours: those of the system may be in any language."""
    from aid_ledger.errors import Finding, Place

    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Finding("path-missing", Place(str(path)))
    if isinstance(error, PermissionError):
        return Finding("path-not-allowed", Place(str(path)))
    return Finding("file-not-readable", Place(str(path)), {"what": error.strerror or type(error).__name__})


def archive_of(path: Path) -> Path | None:
    """Return the file that a path leads through, as a preview names the entry of an archive; else ``None``."""
    if path.exists():
        return None
    return next((one for one in path.parents if one.is_file()), None)


def _name_of(path: Path, root: Path) -> str:
    """Return the name of a file below ``root`` with its folders, which tell two schools' 1_1.xlsx apart.

    Folders above are named as long as they say a school, a grade or a class: a file is then called the same whether
    its folder is given or the file alone.
    """
    from aid_ledger.intake import read_place

    above = []
    for folder in (root.absolute(), *root.absolute().parents):
        if not read_place(folder.name):
            break
        above.append(folder.name)
    return "/".join((*reversed(above), *path.relative_to(root).parts))


def _inside(screen: Screen, folder: Path) -> list[Path]:
    """Return the files of a folder and its folders; hidden files and lock files of open workbooks are not lists.

    Nor is what the program keeps in a workspace: lists may lie beside it.
    """
    from aid_ledger.office.workspace import CONFIG, is_own

    found = []
    spaces = tuple(file.parent for file in folder.rglob(CONFIG))
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(space) and is_own(path.relative_to(space)) for space in spaces):
            continue
        if path.is_file() and path.name.startswith(_LOCKS):
            screen.remark("import-lock-file", file=path.name)
            continue
        if not path.is_file() or path.name.startswith(".") or path.name.lower() in _NOT_LISTS:
            continue
        found.append(path)
    return found
