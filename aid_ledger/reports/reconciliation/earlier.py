"""What an earlier report left in a folder: its 疑点清单 go before new ones come; what a person wrote is never lost.

The report's own list of files says what it wrote: a line a file, its sha256 and its name, as ``sha256sum`` has them.
What is not on that list is nobody's of ours and is never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from aid_ledger.errors import Finding, InputError, Place, why_refused
from aid_ledger.store import write_whole

_DIGITS = 64


def write_listing(path: Path, files: Sequence[Path]) -> Path:
    """Write which files a report wrote, each with its digest, named from the folder of ``path``."""
    lines = [f"{_digest(file)}  {file.relative_to(path.parent).as_posix()}\n" for file in files]
    try:
        return write_whole(path, "".join(lines).encode("utf-8"))
    except OSError as error:
        raise _refused(path, error) from error


def clear_earlier(listing: Path, aside: Path) -> None:
    """Take away what an earlier report wrote and nobody has touched; put aside what somebody wrote into.

    Args:
        listing: of the earlier report; where there is none, nothing is done.
        aside: the folder for files that were changed since; they keep their names, with a number where one is taken.

    Raises:
        InputError: ``workbook-not-writable``: another program has one of them open.
    """
    for path, digest in list(_listed(listing)):
        try:
            if _digest(path) == digest:
                path.unlink()
            else:
                aside.mkdir(mode=0o700, exist_ok=True)
                path.rename(_free(aside / path.name))
        except OSError as error:
            raise _refused(path, error) from error
    listing.unlink(missing_ok=True)


def _listed(listing: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of a list that are there; a line that leads out of its folder is none of ours."""
    if not listing.is_file():
        return
    for line in listing.read_text("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        parts = PurePosixPath(name)
        path = listing.parent / parts
        inside = path.resolve().is_relative_to(listing.parent.resolve())
        if len(digest) == _DIGITS and inside and path.suffix == ".xlsx" and path.is_file() and not path.is_symlink():
            yield path, digest


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _refused(path: Path, error: OSError) -> InputError:
    why = why_refused(error)
    return InputError(Finding("workbook-not-writable", Place(path.name), {"file": path.name, "why": why}))
