"""Files that a clerk may edit (source profiles, bank profiles): plain YAML, and the place of what is wrong in one.

Plain: no anchor, alias or tag, nothing guessed that is not said, no key twice. What a key may say is left to whoever
asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.words import Word

_MOST_BYTES = 100_000


def read_mapping(text: str, file: str, what: Word) -> Any:
    """Return the mapping that a file holds, with the line and column of every item.

    Args:
        text: YAML.
        file: the name that findings show.
        what: what the file is, in words.

    Raises:
        FindingsError: ``profile-unreadable``.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > _MOST_BYTES or _multiplies(text):
        raise _unreadable(Place(file), what, "anchor or tag")
    try:
        said = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file)
        raise _unreadable(place, what, str(error.problem or "")) from error
    except (YAMLError, ValueError) as error:
        raise _unreadable(Place(file), what, str(error)[:200]) from error
    if not isinstance(said, CommentedMap):
        raise _unreadable(Place(file, line=1, column=1), what, "no mapping")
    return said


def _unreadable(place: Place, what: Word, problem: str) -> FindingsError:
    return FindingsError(Finding("profile-unreadable", place, {"what": what, "problem": problem}))


def _multiplies(text: str) -> bool:
    """Tell whether anchors, aliases or tags stand in it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return any(
            getattr(event, "anchor", None) or getattr(event, "tag", None)
            for event in YAML(typ="safe", pure=True).parse(text)
        )
    except YAMLError:
        return False


class MappingReader:
    """Reads the values of one mapping; what is wrong becomes a finding at its line and column."""

    def __init__(self, said: Any, file: str, what: Word, findings: list[Finding]) -> None:
        self.said, self.file, self.what, self.findings = said, file, what, findings

    def know(self, keys: Sequence[str]) -> None:
        """Note every key that is not one of these."""
        for key in self.said:
            if key not in keys:
                self.add_finding("profile-key-unknown", self.said, key, known="、".join(keys), at_key=True)

    def add_finding(self, finding: str, where: Any, key: Any, *, at_key: bool = False, **params: object) -> None:
        """Note a finding at a key or its value."""
        try:
            of_list = isinstance(where, list)
            line, column = where.lc.item(key) if of_list else where.lc.key(key) if at_key else where.lc.value(key)
        except (KeyError, AttributeError, TypeError):
            line, column = self.said.lc.line, self.said.lc.col
        place = Place(self.file, line=line + 1, column=column + 1)
        self.findings.append(Finding(finding, place, {"what": self.what, "key": key, **params}))

    def wrong(self, where: Any, key: Any, value: object, known: str) -> None:
        """Note that a key says what it cannot say; a value that is not there is shown as nothing."""
        self.add_finding("profile-value", where, key, value="" if value is None else str(value)[:60], known=known)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text or a list of texts."""
        value = self.said.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
            self.wrong(self.said, key, value, "文字或文字的列表")
            return ()
        return tuple(str(one) for one in values)

    def one(self, key: str, known: Sequence[str], *, needed: bool = False) -> str:
        """Return one of the known words: the first of them where it is wrong, ``""`` where it may be left out."""
        value = self.said.get(key)
        if value is None and not needed:
            return ""
        if value not in known:
            self.wrong(self.said, key, value, "、".join(known))
            return known[0]
        return str(value)

    def mapping(self, key: str, known: str) -> Mapping[Any, Any]:
        """Return what a key maps."""
        value = self.said.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(self.said, key, value, known)
            return {}
        return value
