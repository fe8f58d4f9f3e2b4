"""Files that were refused and have not been taken since, so that none is forgotten.

A file is taken since where one of its name was, or the same bytes under any name. Whether another file stands in its
stead nobody can tell of a file that could not be read: a person says so (:func:`settle_refused`).

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

from aid_ledger.errors import Finding, InputError
from aid_ledger.store import Connection, append, rows_of
from aid_ledger.words import Lang, tell

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NAMES = "refused.json"
_NOT_LISTS = frozenset({"file-is-lock"})
"""Findings on what nobody sent as a list: a lock file of Excel beside it."""
_SHOWN = 5
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """One file of a call that was refused; ``sha256`` of its bytes, blank where nobody has them.

    ``terms`` are those that it was sent for, none where nobody said.
    """

    file: str
    sha256: str
    findings: Sequence[Finding]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused: its name (blank where it was deleted), codes of the reasons, and these in words."""

    file: str
    findings: tuple[str, ...]
    why: dict[Lang, str]
    by: str
    at: str
    terms: tuple[str, ...] = ()

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return it as scripts see it."""
        return {
            "file": self.file, "findings": list(self.findings), "why": self.why.get(lang, ""), "by": self.by,
            "at": self.at, "terms": list(self.terms),
        }  # fmt: skip


def record_refused(office: Office, files: Sequence[RefusedFile], *, by: str, at: str) -> None:
    """Record the refused files of one call, by name and findings; those that are on record already are not again.

    Nor are the very files of which a person said that they are no longer waited for.
    """
    told = {
        _digest(file.file): (file, tuple(sorted({one.name for one in file.findings})))
        for file in files
        if not {one.name for one in file.findings} & _NOT_LISTS
    }
    if not told:
        return
    with office.database.write() as connection:
        known = {digest: (tuple(one["why"]), one["sha256"]) for digest, one in _open(connection, settled=True)}
        new = {digest: one for digest, one in told.items() if known.get(digest) != (one[1], one[0].sha256)}
        if not new:
            return
        items = [
            {"name": digest, "why": list(codes), "sha256": file.sha256}
            | ({"terms": list(file.terms)} if file.terms else {})
            for digest, (file, codes) in sorted(new.items())
        ]
        append(connection, "refuse", by=by, at=at, body={"files": items})
    names = _names(office) | {
        digest: {"file": file.file, **{lang: tell(file.findings[0], lang).problem for lang in _LANGS}}
        for digest, (file, _) in new.items()
    }
    path = office.workspace.folder / _NAMES
    with contextlib.suppress(OSError):  # names are a comfort: the journal has what counts
        path.write_text(json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        path.chmod(0o600)


def refusals(office: Office) -> tuple[Refusal, ...]:
    """Return the files that were refused and not taken since, oldest first."""
    with office.database.read() as connection:
        still = list(_open(connection))
    names = _names(office) if still else {}
    still.sort(key=lambda one: (one[1]["at"], str(names.get(one[0], {}).get("file", "")), one[0]))
    return tuple(
        Refusal(
            str(names.get(digest, {}).get("file", "")), tuple(one["why"]),
            {lang: str(names[digest][lang]) for lang in _LANGS if lang in names.get(digest, {})}, one["by"], one["at"],
            tuple(one["terms"]),
        )
        for digest, one in still
    )  # fmt: skip


def refused_for(term: str, refused: Sequence[Refusal]) -> list[str]:
    """Return the files refused for a term, or for one that nobody named: by name, else by reason."""
    return [one.file or one.findings[0] for one in refused if not one.terms or term in one.terms]


def still_refused(office: Office, term: str) -> dict[str, object]:
    """Return how many files were refused for a term and not sent again (``count``), and the first of them by name.

    Empty where there are none: nobody knows who stands in them, so a payout and its approval say so.
    """
    names = refused_for(term, refusals(office))
    more = "…" if len(names) > _SHOWN else ""
    return {"count": len(names), "files": "、".join(names[:_SHOWN]) + more} if names else {}


def settle_refused(office: Office, name: str, *, why: str, by: str, at: str) -> str:
    """Record that a refused file is no longer waited for: another one came in its stead, or it was no list.

    Args:
        office: the workspace.
        name: the file's name as it is listed, or what follows the last ``/`` of it where no other ends so.
        why: recorded as written.
        by: who says so.
        at: when, ISO.

    Returns:
        The name as it is listed.

    Raises:
        InputError: ``source-not-known``: no file of that name was refused and not taken since.
    """
    listed = [one.file for one in refusals(office) if one.file]
    ends = [file for file in listed if file.rsplit("/", 1)[-1] == name]
    whole = ends[0] if name not in listed and len(ends) == 1 else name
    with office.database.write() as connection:
        if _digest(whole) not in dict(_open(connection)):
            raise InputError(Finding("source-not-known", params={"source": name}))
        append(connection, "refuse-end", by=by, at=at, body={"refused": [_digest(whole)], "why": why})
    return whole


def _digest(name: str) -> str:
    return hashlib.sha256(f"file\0{name}".encode("utf-8", "replace")).hexdigest()[:16]


def _open(connection: Connection, *, settled: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Refused files by the digest of their names, until an import has the name, what was in it, or the bytes.

    ``settled``: also those of which a person said that they are not waited for.
    """
    found: dict[str, dict[str, Any]] = {}
    ended: dict[str, dict[str, Any]] = {}
    for row in rows_of(connection, "journal", "kind IN ('import', 'refuse', 'refuse-end')", "seq"):
        body = json.loads(row["body"])
        if row["kind"] == "refuse":
            for one in body["files"]:
                found.pop(one["name"], None)
                found[one["name"]] = {
                    "why": one["why"], "sha256": one.get("sha256", ""), "by": row["by"], "at": row["at"],
                    "terms": one.get("terms", ()),
                }  # fmt: skip
            continue
        if row["kind"] == "refuse-end":
            for name in body["refused"]:
                if name in found:
                    ended[name] = found.pop(name)
            continue
        taken = {one[key] for one in body["sources"] for key in ("digest", "encrypted") if one.get(key)}
        found = {name: one for name, one in found.items() if one["sha256"] not in taken}
        for source in body["sources"]:
            parts = str(source["file"]).split("/")
            for count in range(1, len(parts) + 1):
                found.pop(_digest("/".join(parts[:count])), None)
    yield from ({**ended, **found} if settled else found).items()


def _names(office: Office) -> dict[str, dict[str, str]]:
    try:
        names: dict[str, dict[str, str]] = json.loads((office.workspace.folder / _NAMES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return names
