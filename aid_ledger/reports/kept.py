"""A workbook that somebody may have worked in is never written over: it keeps its rows under another name.

Told by its form: what :mod:`xlsxwriter` packs says that it was last changed when it was made. Excel, WPS, LibreOffice
and openpyxl write the day of saving there, so whatever was saved once more, or cannot be read, counts as worked in.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from pathlib import Path

from aid_ledger.errors import Finding, InputError, Place
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_LAST = ["docProps/core.xml", "docProps/app.xml"]
_YEAR = 1980  # of every entry that xlsxwriter packs; the day differs with the way it packs them
_TIMES = re.compile(rb"<dcterms:(?:created|modified)[^>]*>([^<]*)<")
_MOST = 20_000  # bytes of core.xml
_KEPT: ContextVar[list[tuple[Path, Path]] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[list[tuple[Path, Path]]]:
    """Yield what is kept inside the block: the path of each workbook that was in the way, and where it stands now."""
    kept: list[tuple[Path, Path]] = []
    token = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(token)


def keep_worked_in(path: Path, lang: Lang = "zh") -> None:
    """Give the workbook at ``path`` another name (``…（旧1）.xlsx``), if there is one that is not as we wrote it.

    Raises:
        InputError: ``workbook-not-writable``: it is open elsewhere.
    """
    if not path.is_file() or _as_written(path):
        return
    names = (
        path.with_name(f"{path.stem}{phrase('kept-name', lang, number=number)}{path.suffix}") for number in count(1)
    )
    free = next(name for name in names if not name.exists())
    try:
        path.rename(free)
    except OSError as error:
        finding = Finding("workbook-not-writable", Place(path.name), {"file": path.name, "why": str(error)})
        raise InputError(finding) from error
    if (kept := _KEPT.get()) is not None:
        kept.append((path, free))


def _as_written(path: Path) -> bool:
    """Whether nobody has saved a workbook since it was made; false where that cannot be told."""
    try:
        with zipfile.ZipFile(path) as book:
            entries = book.infolist()
            core = entries[-2] if len(entries) > 1 else None
            if core is None or [one.filename for one in entries[-2:]] != _LAST or core.file_size > _MOST:
                return False
            times = _TIMES.findall(book.read(core))
            return len(times) == 2 and times[0] == times[1] and all(one.date_time[0] == _YEAR for one in entries)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return False
