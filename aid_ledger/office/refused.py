"""Files that were refused and have not been taken since, so that none is forgotten.

The journal keeps digests and reasons only, since what was refused may be anybody's file. Names and sentences stand in
``refused.json`` of the workspace, which may be deleted: then the reasons remain.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding
from aid_ledger.store import Connection, append, rows_of
from aid_ledger.words import Lang, tell

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NAMES = "refused.json"
_NOT_LISTS = frozenset({"file-is-lock"})
"""Findings on what nobody sent as a list: a lock file of Excel beside it."""
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused: its name (blank where it was deleted), codes of the reasons, and these in words."""

    file: str
    findings: tuple[str, ...]
    why: dict[Lang, str]
    by: str
    at: str

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return it as scripts see it."""
        return {
            "file": self.file, "findings": list(self.findings), "why": self.why.get(lang, ""), "by": self.by,
            "at": self.at,
        }  # fmt: skip


def record_refused(office: Office, files: Sequence[tuple[str, Sequence[Finding]]], *, by: str, at: str) -> None:
    """Record the refused files of one call, by name and findings; those that are on record already are not again."""
    told = {
        _digest(name): (name, tuple(sorted({one.name for one in findings})), findings)
        for name, findings in files
        if not {one.name for one in findings} & _NOT_LISTS
    }
    if not told:
        return
    with office.database.write() as connection:
        known = {digest: tuple(one["why"]) for digest, one in _open(connection)}
        new = {digest: one for digest, one in told.items() if known.get(digest) != one[1]}
        if not new:
            return
        items = [{"name": digest, "why": list(codes)} for digest, (_, codes, _) in sorted(new.items())]
        append(connection, "refuse", by=by, at=at, body={"files": items})
    names = _names(office) | {
        digest: {"file": name, **{lang: tell(findings[0], lang).problem for lang in _LANGS}}
        for digest, (name, _, findings) in new.items()
    }
    path = office.workspace.folder / _NAMES
    with contextlib.suppress(OSError):  # names are a comfort: the journal has what counts
        path.write_text(json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        path.chmod(0o600)


def refusals(office: Office) -> tuple[Refusal, ...]:
    """Return the files that were refused and not taken under their name since, oldest first."""
    with office.database.read() as connection:
        still = list(_open(connection))
    names = _names(office) if still else {}
    still.sort(key=lambda one: (one[1]["at"], str(names.get(one[0], {}).get("file", "")), one[0]))
    return tuple(
        Refusal(
            str(names.get(digest, {}).get("file", "")), tuple(one["why"]),
            {lang: str(names[digest][lang]) for lang in _LANGS if lang in names.get(digest, {})}, one["by"], one["at"],
        )
        for digest, one in still
    )  # fmt: skip


def _digest(name: str) -> str:
    return hashlib.sha256(f"file\0{name}".encode("utf-8", "replace")).hexdigest()[:16]


def _open(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Refused files by the digest of their names, until a later import has one of that name, or what was in it."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows_of(connection, "journal", "kind IN ('import', 'refuse')", "seq"):
        body = json.loads(row["body"])
        if row["kind"] == "refuse":
            for one in body["files"]:
                found.pop(one["name"], None)
                found[one["name"]] = {"why": one["why"], "by": row["by"], "at": row["at"]}
            continue
        for source in body["sources"]:
            parts = str(source["file"]).split("/")
            for count in range(1, len(parts) + 1):
                found.pop(_digest("/".join(parts[:count])), None)
    yield from found.items()


def _names(office: Office) -> dict[str, dict[str, str]]:
    try:
        names: dict[str, dict[str, str]] = json.loads((office.workspace.folder / _NAMES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return names
