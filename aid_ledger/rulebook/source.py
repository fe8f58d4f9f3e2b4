"""Reads one rule file as text with positions: every scalar stays text, nothing is guessed, nothing is dropped.

Anchors, aliases, tags, repeated keys and a second document are findings. What the texts mean is decided by
:mod:`aid_ledger.rulebook.form`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
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


def read_document(path: Path, file: str, report: Report) -> Document | None:
    """Read a rule file; ``file`` is the name that findings show. ``None`` where it cannot be read at all."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        report.add("not-utf8", Place(file))
        return None
    return parse_document(text, file, report)


def parse_document(text: str, file: str, report: Report) -> Document | None:
    """Read the text of a rule file, as :func:`read_document` does."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        if not _plain_events(yaml, text, file, report):
            return None
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        report.add("yaml-unreadable", Place(file, line=line, column=column), problem=str(error.problem or ""))
        return None
    document = Document(file, None, {}, {})
    return Document(file, _plain(node, (), document, report), document.keys, document.values)


def _plain_events(yaml: Any, text: str, file: str, report: Report) -> bool:
    """Whether the text has no anchors, aliases, tags or second document; each found is reported."""
    fine, documents = True, 0
    for event in yaml.parse(text):
        kind = type(event).__name__
        documents += kind == "DocumentStartEvent"
        what = ""
        if kind == "AliasEvent":
            what = "*" + event.anchor
        elif getattr(event, "anchor", None):
            what = "&" + event.anchor
        elif getattr(event, "tag", None):
            what = str(event.tag)
        elif kind == "DocumentStartEvent" and documents > 1:
            what = "---"
        if what:
            mark = event.start_mark
            report.add("yaml-not-plain", Place(file, line=mark.line + 1, column=mark.column + 1), what=what)
            fine = False
    return fine


def _plain(node: Any, loc: Loc, document: Document, report: Report) -> Plain:
    if node is None:
        return None
    document.values[loc] = (node.start_mark.line + 1, node.start_mark.column + 1)
    kind = type(node).__name__
    if kind == "MappingNode":
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            spot = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in mapping:
                report.add("key-repeated", Place(document.file, line=spot[0], column=spot[1]), key=key)
                continue
            document.keys[(*loc, key)] = spot
            mapping[key] = _plain(value_node, (*loc, key), document, report)
        return mapping
    if kind == "SequenceNode":
        return [_plain(item, (*loc, index), document, report) for index, item in enumerate(node.value)]
    return str(node.value)
