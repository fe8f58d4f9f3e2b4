"""Reads one rule file as text with positions: every scalar stays text, nothing is guessed, nothing is dropped.

Anchors, aliases, tags, repeated keys and a second document are findings. What the texts mean is decided by
:mod:`aid_ledger.rulebook.form`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from aid_ledger.errors import Finding, Place

Loc = tuple[str | int, ...]
Plain = dict[str, Any] | list[Any] | str | None


@dataclass(slots=True)
class Report:
    """Collects the findings of a load; edges collect all, so nothing here raises."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: str, place: Place, /, *, severity: str = "error", **params: object) -> None:
        """Add one finding."""
        self.findings.append(Finding(finding, place, params, severity=severity))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a load, by place."""
        errors = [f for f in self.findings if f.severity == "error"]
        return tuple(sorted(errors, key=lambda f: (f.place.file, f.place.line, f.place.column, f.name)))


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain texts, lists and mappings, and where each of them stands.

    ``keys`` has the place of a mapping's key, ``values`` that of what stands under it.
    """

    file: str
    plain: Plain
    keys: dict[Loc, tuple[int, int]]
    values: dict[Loc, tuple[int, int]]

    def place(self, loc: Loc, *, key: bool = False) -> Place:
        """Return where ``loc`` stands; where it does not exist, the nearest thing around it."""
        table = self.keys if key else self.values
        spot = table.get(loc)
        while spot is None and loc:
            loc = loc[:-1]
            spot = self.keys.get(loc) or self.values.get(loc)
        line, column = spot or (1, 1)
        return Place(self.file, line=line, column=column)


def parse_document(text: str, file: str, report: Report) -> Document | None:
    """Read the text of a rule file; ``file`` is the name that findings show. ``None`` where it cannot be read."""
    document, findings = _parsed(text, file)
    report.findings.extend(findings)
    return document


@lru_cache(maxsize=512)
def _parsed(text: str, file: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Parse once a process what is loaded again and again: a text under a name always gives the same."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.report.add("yaml-unreadable", builder.place(mark), problem=str(error.problem or ""))
        return None, tuple(builder.report.findings)
    if not builder.plain:
        return None, tuple(builder.report.findings)
    return Document(file, builder.root, builder.keys, builder.values), tuple(builder.report.findings)


class _Open:
    """A list or mapping that has begun; ``key`` waits for its value, ``skip`` where it stood before."""

    __slots__ = ("into", "key", "loc", "skip")

    def __init__(self, into: dict[str, Any] | list[Any], loc: Loc) -> None:
        self.into, self.loc = into, loc
        self.key: str | None = None
        self.skip = False


class _Builder:
    """Turns parser events into plain texts, lists and mappings with their places."""

    def __init__(self, file: str) -> None:
        self.file, self.report = file, Report()
        self.root: Plain = None
        self.plain = True
        self.keys: dict[Loc, tuple[int, int]] = {}
        self.values: dict[Loc, tuple[int, int]] = {}
        self._stack: list[_Open] = []
        self._documents = 0

    def place(self, mark: Any) -> Place:
        """Return the place of a mark of the parser."""
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Place(self.file, line=line, column=column)

    def take(self, event: Any) -> None:
        """Take the next event."""
        kind = type(event).__name__
        self._refuse(event, kind)
        if kind == "ScalarEvent":
            self._scalar(event)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            into: dict[str, Any] | list[Any] = {} if kind == "MappingStartEvent" else []
            loc = self._put(into, event)
            self._stack.append(_Open(into, loc))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._stack.pop()

    def _refuse(self, event: Any, kind: str) -> None:
        self._documents += kind == "DocumentStartEvent"
        what = ""
        if kind == "AliasEvent":
            what = "*" + event.anchor
        elif getattr(event, "anchor", None):
            what = "&" + event.anchor
        elif kind.endswith("StartEvent") and self._documents > 1 and kind == "DocumentStartEvent":
            what = "---"
        elif kind in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent"} and event.tag:
            what = str(event.tag)
        if what:
            self.report.add("yaml-not-plain", self.place(event.start_mark), what=what)
            self.plain = False

    def _scalar(self, event: Any) -> None:
        top = self._stack[-1] if self._stack else None
        if top is None or not isinstance(top.into, dict) or top.key is not None:
            self._put(str(event.value), event)
            return
        top.key, spot = str(event.value), (event.start_mark.line + 1, event.start_mark.column + 1)
        top.skip = top.key in top.into
        if top.skip:
            self.report.add("key-repeated", self.place(event.start_mark), key=top.key)
        else:
            self.keys[(*top.loc, top.key)] = spot

    def _put(self, value: Plain, event: Any) -> Loc:
        """Put a value where it belongs and return its path."""
        spot = (event.start_mark.line + 1, event.start_mark.column + 1)
        top = self._stack[-1] if self._stack else None
        loc: Loc = ()
        if top is None:
            self.root = value
        elif isinstance(top.into, list):
            loc = (*top.loc, len(top.into))
            top.into.append(value)
        elif top.key is None:
            self.report.add("yaml-not-plain", self.place(event.start_mark), what="?")
            self.plain, loc = False, top.loc
        else:
            loc = (*top.loc, top.key)
            if top.skip:
                loc = (*top.loc, top.key, "again")
            else:
                top.into[top.key] = value
            top.key = None
        self.values.setdefault(loc, spot)
        return loc
