"""Reads the comments of a zipped workbook: the parts that each sheet's relationships name, old (notes) and threaded.

A sheet without comments has no such relationship, and most have no relationships at all: then nothing is opened.

Source: ECMA-376 part 1, §18.7 (comments); Microsoft, [MS-XLSX] 2.1.19 (threaded comments).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.bounds import pieces
from aid_ledger.intake.containers.comments import CommentWords, without_author
from aid_ledger.intake.containers.directory import opened
from aid_ledger.intake.containers.grid import Budget
from aid_ledger.intake.containers.sheets import PartScan
from aid_ledger.intake.containers.xml_stream import Attributes, stream

_CELL = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_SHADOW = "tc="  # how the author of a note is named that only repeats a threaded comment, for older programs
_PHONETIC = frozenset({"rPh"})
_MOST_AUTHORS, _LONGEST_AUTHOR = 100_000, 1_000


def read_comments(data: bytes, name: str, scans: Mapping[str, PartScan], budget: Budget) -> None:
    """Write into the scan of each sheet the comments on its cells.

    Args:
        data: the workbook.
        name: of the file.
        scans: by part of the sheet.
        budget: of the file.

    Raises:
        FindingsError: ``comments-too-large``, ``zip-entities``, ``zip-too-large``, ``workbook-unreadable``.
    """
    met: set[str] = set()
    with opened(data, name) as archive:
        parts = {entry.filename.lower(): entry for entry in archive.infolist()}
        for part, scan in scans.items():
            folder, own = posixpath.split(part)
            relations = parts.get(f"{folder}/_rels/{own}.rels".lower())
            if relations is None:
                continue
            threads, notes = _targets(archive, relations, name)
            own_parts = {_path(folder, target) for target in (*threads, *notes)}
            if own_parts & met:  # a part is of one sheet: read again and again it could take any time
                raise FindingsError(Finding("workbook-unreadable", Place(name)))
            met |= own_parts
            read = _Threads(scan, budget)
            for target in threads:
                _parse(archive, parts.get(_path(folder, target)), name, read.start, read.end, read.put)
            for target in notes:
                told = _Notes(scan, budget, frozenset(scan.comments))
                _parse(archive, parts.get(_path(folder, target)), name, told.start, told.end, told.put)


def _path(folder: str, target: str) -> str:
    """Return the part that a relationship names, in lower case: from the sheet's folder, or from the root."""
    return (target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")).lower()


def _targets(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[list[str], list[str]]:
    """Return the parts of threaded comments and of notes that a sheet's relationships name."""
    threads: list[str] = []
    notes: list[str] = []

    def start(_: str, attributes: Attributes) -> None:
        kind = attributes.get("Type", "").rsplit("/", 1)[-1]
        if kind in {"threadedComment", "comments"}:
            (threads if kind == "threadedComment" else notes).append(attributes.get("Target", ""))

    _parse(archive, info, name, start, lambda _: None, lambda _: None)
    return list(dict.fromkeys(threads)), list(dict.fromkeys(notes))


def _parse(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, name: str,
    start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None],
) -> None:  # fmt: skip
    if info is not None:
        stream(pieces(archive, info, name), name, start, end, text, part=info.filename)


class _Threads:
    """Follows ``threadedComment`` elements; answers to one stand under it."""

    def __init__(self, scan: PartScan, budget: Budget) -> None:
        self.scan, self.budget = scan, budget
        self.cell = ""
        self.words: CommentWords | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "threadedComment" and self.words is None:
            self.cell, self.words = _cell(attributes.get("ref", "")), CommentWords("text")
        if self.words is not None:
            self.words.start(tag)

    def put(self, words: str) -> None:
        if self.words is not None:
            self.words.put(words)

    def end(self, tag: str) -> None:
        if self.words is not None and self.words.end(tag):
            if self.cell:
                self.budget.comment(self.scan, self.cell, self.words.text)
            self.words = None


class _Notes:
    """Follows ``author`` and ``comment`` elements; one that repeats a threaded comment of its cell is passed over."""

    def __init__(self, scan: PartScan, budget: Budget, threaded: frozenset[str]) -> None:
        self.scan, self.budget, self.threaded = scan, budget, threaded
        self.authors: list[str] = []
        self.author: str | None = None
        self.cell = self.by = ""
        self.words: CommentWords | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "comment" and self.words is None:
            number = attributes.get("authorId", "")
            at = int(number) if number.isdecimal() and len(number) < 9 else len(self.authors)
            self.by = self.authors[at] if at < len(self.authors) else ""
            self.cell, self.words = _cell(attributes.get("ref", "")), CommentWords("t", passed=_PHONETIC)
        elif tag == "author":
            self.author = ""
        if self.words is not None:
            self.words.start(tag)

    def put(self, words: str) -> None:
        if self.words is not None:
            self.words.put(words)
        elif self.author is not None and len(self.author) < _LONGEST_AUTHOR:
            self.author += words[:_LONGEST_AUTHOR]

    def end(self, tag: str) -> None:
        if self.author is not None and tag == "author":
            if len(self.authors) < _MOST_AUTHORS:
                self.authors.append(self.author)
            self.author = None
        elif self.words is not None and self.words.end(tag):
            repeats = self.cell in self.threaded and self.by.startswith(_SHADOW)
            if self.cell and not repeats:
                self.budget.comment(self.scan, self.cell, without_author(self.words.text, self.by))
            self.words = None


def _cell(ref: str) -> str:
    """Return a cell as Excel names it, of a range the first; ``""`` where it is none.

    >>> _cell("B6"), _cell("$b$6:C7"), _cell("6")
    ('B6', 'B6', '')
    """
    match = _CELL.match(ref)
    return f"{match[1].upper()}{match[2]}" if match else ""
