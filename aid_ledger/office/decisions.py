"""What people decided: kept as one journal record a command, and read back as corrections of the lists.

The database holds the record of a decision; its text, with names and numbers, is an archived file like the lists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import decision_seals
from aid_ledger.linking import CellReading, Corrections, PersonReading, WordReading
from aid_ledger.store import Connection, append, body_text, insert, rows_of
from aid_ledger.terms import Term
from aid_ledger.words import phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.words import Lang

_FORM = 1


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about to be recorded.

    ``key`` names what was asked, ``seen`` is the digest of the rows that were shown, ``answer`` what was written.
    ``rows`` counts the rows that were asked about; ``asks`` are the codes of those that one answer speaks for.
    ``cells``, ``words`` or ``columns`` (header to field, for ``signature``) is what follows from it; ``persons``,
    beside cells, what follows wherever the same person stands again.
    """

    kind: str
    question: str
    key: str
    seen: str
    answer: str
    cells: tuple[CellReading, ...] = ()
    words: tuple[WordReading, ...] = ()
    persons: tuple[PersonReading, ...] = ()
    columns: Mapping[str, str] | None = None
    rows: int = 0
    asks: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """Return the decision's own text; its digest is its id."""
        own = {
            "form": _FORM, "kind": self.kind, "question": self.question, "key": self.key, "seen": self.seen,
            "answer": self.answer, "cells": [_plain(cell) for cell in self.cells],
            "words": [_plain(word) for word in self.words],
        }  # fmt: skip
        if self.persons:
            own["persons"] = [_plain(person) for person in self.persons]
        if self.asks:
            own["asks"] = list(self.asks)
        return own | ({"columns": dict(self.columns)} if self.columns is not None else {})


@dataclass(frozen=True, slots=True)
class Document:
    """What decisions came in: the archived workbook or slip, its number, who brought it, and the name of its file."""

    sha256: str = ""
    slip: str = ""
    brought_by: str = ""
    file: str = ""


def _plain(reading: CellReading | WordReading | PersonReading) -> dict[str, Any]:
    """A reading as its text has it; what most have not (a member of a household) stands only where it is said."""
    return {
        name: value for name, value in asdict(reading).items() if name != "decision" and (value or name != "member")
    }


def decision_id(decided: Decided, term: str) -> str:
    """Return a decision's id: from what was asked, shown and answered, never from a counter."""
    return hashlib.sha256(f"decision\0{term}\0{body_text(decided.body())}".encode()).hexdigest()[:12]


def decisions_made(connection: Connection) -> list[dict[str, Any]]:
    """Return every decision, latest record of each, with ``in_force``, ``by`` and ``at``, oldest first."""
    ends: dict[str, int] = {}
    for row in rows_of(connection, "decision_end"):
        ends[row["decision"]] = max(row["seq"], ends.get(row["decision"], 0))
    journal = {row["seq"]: row for row in rows_of(connection, "journal", "kind = 'decide'")}
    latest = {row["decision"]: row for row in rows_of(connection, "decision", order="seq, decision")}
    for row in latest.values():
        row["in_force"] = ends.get(row["decision"], 0) < row["seq"]
        row["by"], row["at"] = journal[row["seq"]]["by"], journal[row["seq"]]["at"]
    return sorted(latest.values(), key=lambda row: (row["seq"], row["decision"]))


def document_names(connection: Connection, lang: Lang) -> dict[str, str]:
    """Return what the documents of decisions are called, by their digests: the file's name, else number and record.

    Records of before names were kept have none.
    """
    found: dict[str, str] = {}
    for row in rows_of(connection, "journal", "kind = 'decide'", "seq"):
        body = json.loads(str(row["body"]))
        name = body.get("file") or phrase(
            "audit-slip-of-record" if body.get("slip") else "audit-answers-of-record", lang,
            slip=body.get("slip", ""), seq=row["seq"], by=row["by"],
        )  # fmt: skip
        if body.get("document"):
            found.setdefault(str(body["document"]), str(name))
    return found


def in_force(connection: Connection, term: str) -> list[dict[str, Any]]:
    """Return the decisions in force that may speak for a term, oldest first: its own, earlier ones, lasting ones.

    What of an earlier term's holds still is said in :mod:`aid_ledger.office.linked_term`. ``term`` blank: lasting ones.
    """
    every = [row for row in decisions_made(connection) if row["in_force"]]
    return [row for row in every if row["term"] in ("", term) or (term and Term.parse(row["term"]) < Term.parse(term))]


def read_body(office: Office, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the text of a decision from the archive.

    Raises:
        IntegrityError: the archived file is missing or altered.
    """
    bodies: dict[str, dict[str, Any]] = json.loads(office.evidence.read(str(row["body"])))
    return bodies[str(row["decision"])]


def corrections(office: Office, rows: Sequence[Mapping[str, Any]]) -> Corrections:
    """Return what the decisions (of :func:`in_force`) make of the lists."""
    cells: list[CellReading] = []
    words: list[WordReading] = []
    persons: list[PersonReading] = []
    archived: dict[str, Any] = {}  # a workbook of answers is one file of them all, and is read once
    for row in rows:
        if row["body"] not in archived:
            archived[row["body"]] = json.loads(office.evidence.read(str(row["body"])))
        body = archived[row["body"]][str(row["decision"])]
        cells += [CellReading(**cell, decision=row["decision"]) for cell in body["cells"]]
        words += [WordReading(**word, decision=row["decision"]) for word in body["words"]]
        for person in body.get("persons", ()):
            said = tuple((name, text) for name, text in person["said"])
            persons.append(PersonReading(**{**person, "said": said}, decision=row["decision"]))
    return Corrections(tuple(cells), tuple(words), tuple(persons))


def record(
    office: Office, decided: Sequence[Decided], *, term: str, document: Document, by: str, at: str
) -> tuple[str, ...]:  # fmt: skip
    """Record decisions that are not in force yet, as one journal record; return their ids.

    Words explained once for all lists and confirmed columns speak for every term, cells for theirs.
    """
    ids = {decision_id(one, _speaks_for(one, term)): one for one in decided}
    with office.database.write() as connection:
        there = {row["decision"] for row in decisions_made(connection) if row["in_force"]}
        new = {key: one for key, one in sorted(ids.items()) if key not in there}
        if not new:
            return ()
        body = office.evidence.keep(body_text({key: one.body() for key, one in new.items()}).encode("utf-8"))
        rows = [
            (key, one.kind, _speaks_for(one, term), one.question, one.rows, one.seen, body,
             document.sha256, document.slip, document.brought_by)
            for key, one in new.items()
        ]  # fmt: skip
        words = {"term": term, "document": document.sha256, "slip": document.slip, "brought_by": document.brought_by}
        words |= {"file": document.file} if document.file else {}
        seq = append(
            connection, "decide", by=by, at=at, body={**words, "count": len(rows), "decisions": decision_seals(rows)}
        ).seq
        insert(connection, "decision", [(row[0], seq, *row[1:]) for row in rows])
    return tuple(new)


def _speaks_for(one: Decided, term: str) -> str:
    return "" if one.kind in ("reading", "mapping") else term


def list_decisions(office: Office, term: Term | None = None) -> list[dict[str, Any]]:
    """Return the decisions made, in force or not, oldest first; with ``term`` only its own and those for every term.

    Returns:
        ``decision, term, question, answer, rows, by, at, slip, brought_by, document`` (sha256) and ``in_force``.
    """
    with office.database.read() as connection:
        rows = decisions_made(connection)
    keys = ("decision", "term", "question", "rows", "by", "at", "slip", "brought_by", "document", "in_force")
    return [
        {**{key: row[key] for key in keys}, "answer": read_body(office, row)["answer"]}
        for row in rows
        if term is None or row["term"] in ("", str(term))
    ]


def show_decision(office: Office, decision: str) -> dict[str, Any]:
    """Return one decision with what was seen and what follows from it; numbers whole: mask before showing.

    Returns:
        The keys of :func:`list_decisions`, ``seen`` (the digest of the rows shown) and ``cells``: ``file`` (digest8, or
        ``""`` for a word of every list), ``sheet, row, field, was, reads, evidence``.

    Raises:
        InputError: ``decision-not-known``.
    """
    with office.database.read() as connection:
        rows = {row["decision"]: row for row in decisions_made(connection)}
    if decision not in rows:
        raise InputError(Finding("decision-not-known", params={"decision": decision}))
    row, body = rows[decision], read_body(office, rows[decision])
    keys = ("decision", "term", "question", "rows", "by", "at", "slip", "brought_by", "document", "in_force")
    names = ("sheet", "row", "field", "was", "reads", "evidence")
    cells = [{"file": cell["digest"][:8], **{name: cell[name] for name in names}} for cell in body["cells"]]
    cells += [
        {"file": "", "sheet": "", "row": 0, "field": word["field"], "was": word["word"], "reads": word["reads"],
         "evidence": word["evidence"]} for word in body["words"]
    ]  # fmt: skip
    return {**{key: row[key] for key in keys}, "answer": body["answer"], "seen": body["seen"], "cells": cells}


def retract(office: Office, decision: str, *, why: str, by: str, at: str) -> Mapping[str, Any]:
    """Take a decision back; what it covered is asked again.

    Raises:
        InputError: ``decision-not-known``, ``decision-not-in-force``.
    """
    with office.database.write() as connection:
        rows = {row["decision"]: row for row in decisions_made(connection)}
        if decision not in rows:
            raise InputError(Finding("decision-not-known", params={"decision": decision}))
        if not rows[decision]["in_force"]:
            raise InputError(Finding("decision-not-in-force", params={"decision": decision}))
        ends = [(decision, why)]
        body = {"decision": decision, "why": why, "decision_ends": decision_seals(ends)}
        seq = append(connection, "retract", by=by, at=at, body=body).seq
        insert(connection, "decision_end", [(decision, seq, why)])
    return {key: rows[decision][key] for key in ("decision", "question", "rows", "term")}


def with_evidence(decided: Decided, evidence: str) -> Decided:
    """Return a decision whose readings point to this cell of its document."""
    return replace(
        decided, cells=tuple(replace(cell, evidence=evidence) for cell in decided.cells),
        words=tuple(replace(word, evidence=evidence) for word in decided.words),
        persons=tuple(replace(person, evidence=evidence) for person in decided.persons),
    )  # fmt: skip
