"""Which papers of a term a bundle can be compared with: the chain codes at their feet, and what came after them.

A paper bears the head of the chain as it ended when it was made, so none bears that of a bundle made later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Journal = Sequence[Mapping[str, Any]]
"""Rows of the table ``journal``, in their order."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A paper (``rosters``, ``approval``, ``cover``, ``receipts``), what it is of, and the record it was made after.

    ``digest`` is that record's, whose first twelve characters stand at the foot; ``seq`` its number. A paper that was
    made again later bears a later one.
    """

    paper: str
    of: str
    seq: int
    digest: str


def anchors(journal: Journal, term: str) -> tuple[Anchor, ...]:
    """Return the papers of a term's batches, in the order in which they were made."""
    return tuple(_anchors(journal, term))


def _anchors(journal: Journal, term: str) -> Iterator[Anchor]:
    before: Mapping[str, Any] | None = None
    for row in journal:
        body, own = json.loads(row["body"]), (int(row["seq"]), str(row["digest"]))
        match row["kind"]:
            case "payout" if body.get("term") == term:
                for batch in body.get("batches", ()):
                    yield Anchor("rosters", str(batch["batch"]), *own)
            case "approve" if before is not None and str(body.get("batch", "")).startswith(f"{term}-"):
                yield Anchor("approval", str(body["batch"]), int(before["seq"]), str(before["digest"]))
            case "pay" | "settle" | "dated":
                sendings = [str(one) for one in body.get("sendings", ()) if str(one).startswith(f"{term}-")]
                if sendings:
                    paper = "cover" if row["kind"] == "pay" else "receipts"
                    yield Anchor(paper, "、".join(sendings), *own)
        before = row


@dataclass(frozen=True, slots=True)
class Found:
    """The record whose digest begins with a code from paper, and how many records came after it."""

    seq: int
    kind: str
    by: str
    at: str
    after: int


def found_head(journal: Journal, head: str) -> Found | None:
    """Return where a chain code from paper stands; none where it stands nowhere."""
    wanted = "".join(head.split()).replace("-", "").lower()
    for place, row in enumerate(journal):
        if wanted and str(row["digest"]).startswith(wanted):
            after = len(journal) - place - 1
            return Found(int(row["seq"]), str(row["kind"]), str(row["by"]), str(row["at"]), after)
    return None
