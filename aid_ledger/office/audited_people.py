"""What the auditor's checks look at of people and lists: who did what when, which lists were used or taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.linking import CONFIRMED
from aid_ledger.office.decisions import decisions_made, read_body
from aid_ledger.office.sources import all_sources, speaks_for
from aid_ledger.store import Connection, rows_of
from aid_ledger.words import Lang, known, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

Frames = dict[str, pd.DataFrame]
_Act = tuple[int, str, str, str, str, int]
"""The record, when, by whom, what was done, about what, and the fen that it let go."""
_GIVEN_UP = ("waived", "written-off")
_REPLACED = "replaced by "
"""How an import seals that a list took another's place; people read it in their own language."""
_ACTS = {
    "import": "imported", "payout": "prepared", "approve": "approved", "pay": "sent", "settle": "settled",
    "dated": "dated", "void": "voided", "close": "closed", "reopen": "reopened", "retire": "retired",
    "retract": "retracted", "accounts": "accounts-approved", "recovered": "recovered", "export": "exported",
    "erase": "erased",
}  # fmt: skip
"""What the records of the journal are as acts; ``decide`` has rows of its own."""
_MANY_RECOVERIES = 5


def audited_people(office: Office, connection: Connection, term: Term, lang: Lang) -> Frames:
    """Return the frames ``acts``, ``sources``, ``used`` and ``controls`` of a term, texts in the reader's language."""
    records = [{**row, "body": json.loads(str(row["body"]))} for row in rows_of(connection, "journal", order="seq")]
    sources = all_sources(connection)
    ends = {(row["source"]): row for row in rows_of(connection, "source_end", order="seq")}
    by_seq = {row["seq"]: row for row in records}
    acts = [*_acts(records, str(term), {row["source"]: str(row["file"]) for row in sources}, connection, lang),
            *_decided(office, connection, str(term), lang)]  # fmt: skip
    acts += list(_keys_given(records, acts))
    return {
        "acts": pd.DataFrame(sorted(acts), columns=["seq", "at", "by", "act", "what", "amount"]),
        "sources": pd.DataFrame([_source(row, ends, by_seq, str(term), lang) for row in sources]),
        "used": _used(records, str(term)),
        "controls": pd.DataFrame([one for row in sources if row["in_use"] and speaks_for(row, str(term))
                                  for one in _controls(row)]),
    }  # fmt: skip


def _acts(
    records: Sequence[Mapping[str, Any]], term: str, files: Mapping[str, str], connection: Connection, lang: Lang
) -> Iterator[_Act]:  # fmt: skip
    """Yield who did what of the term, one a record; going past a limit is an act of its own."""
    batches = {row["batch"]: row["term"] for row in rows_of(connection, "batch")}
    bookings = rows_of(connection, "recovery_booking")
    undone = {row["corrects"] for row in bookings if row["kind"] == "undone"}
    let_go = {row["seq"]: row["amount"] for row in bookings if row["recovery_booking"] not in undone}
    for row in records:
        kind, body = str(row["kind"]), row["body"]
        if kind not in _ACTS or body.get("term", batches.get(body.get("batch", ""), term)) != term:
            continue
        if kind in ("settle", "dated") and not any(str(one).startswith(term) for one in body.get("sendings", ())):
            continue
        what, act, amount = _what(kind, body, files, lang), _ACTS[kind], 0
        if kind == "import" and not any(one.get("term") in ("", term) for one in body.get("sources", ())):
            continue
        if kind == "recovered" and body.get("kind") in _GIVEN_UP:
            act, amount = "waived", int(let_go.get(row["seq"], 0))
        yield int(row["seq"]), str(row["at"]), str(row["by"]), act, what, amount
        for batch in body.get("batches", ()) if kind == "payout" else ():
            if batch["kind"] == "recover" and batch["lines"] > _MANY_RECOVERIES:
                yield (
                    int(row["seq"]),
                    str(row["at"]),
                    str(row["by"]),
                    "forced",
                    f"{batch['batch']}: {batch['lines']}",
                    0,
                )


def _keys_given(records: Sequence[Mapping[str, Any]], acts: Sequence[_Act]) -> Iterator[_Act]:
    """Yield who gave another a key without the old one, where that name has acted in the term since."""
    for row in records:
        name = row["body"]["name"] if row["kind"] == "key" else row["by"]
        if name != row["by"] and any(by == name and seq > row["seq"] for seq, _, by, *_ in acts):
            what = f"{name}: {row['body']['why']}"
            yield int(row["seq"]), str(row["at"]), str(row["by"]), "key-given", what, 0


def _what(kind: str, body: Mapping[str, Any], files: Mapping[str, str], lang: Lang) -> str:
    """Return what an act was about: batches, files, a line."""
    match kind:
        case "payout":
            return "、".join(one["batch"] for one in body["batches"])
        case "import":
            own = (files.get(one["source"], "") for one in body.get("sources", ()))
            return "、".join(dict.fromkeys(name for name in own if name))
        case "retire":
            return f"{files.get(body['source'], body['source'])}: {body.get('why', '')}"
        case "settle" | "dated":
            return "、".join(body.get("sendings", ()))
        case "pay":
            return "、".join(body.get("sendings", ())) or str(body.get("batch", ""))
        case "recovered":
            return f"{body['line']} {phrase('ending-' + str(body['kind']), lang)}"
    named = [str(body[name]) for name in ("void", "batch", "line", "why", "kind", "document") if body.get(name)]
    return " ".join(named)


def _decided(office: Office, connection: Connection, term: str, lang: Lang) -> Iterator[_Act]:
    """Yield the decisions in force: ``forced`` where a row passes in spite of what speaks against it.

    Where a bundle does not hold their texts all are ``decided``, and the check of what was forced cannot pass.
    """
    for row in decisions_made(connection):
        if row["in_force"] and row["term"] in ("", term):
            there = office.bundled is None or "lists" not in office.bundled.lacks
            cells = read_body(office, row)["cells"] if there else ()
            name = f"question-{row['question']}"
            question = phrase(name, lang) if name in known("word") else row["question"]
            act = "forced" if any(cell["field"] == CONFIRMED for cell in cells) else "decided"
            yield int(row["seq"]), str(row["at"]), str(row["by"]), act, f"{question} ({row['rows']})", 0


def _source(
    row: Mapping[str, Any], ends: Mapping[str, Mapping[str, Any]], records: Mapping[Any, Mapping[str, Any]], term: str,
    lang: Lang,
) -> dict[str, Any]:  # fmt: skip
    own = {name: row[name] for name in ("source", "file", "digest", "kind", "as_of", "by", "at", "rows", "in_use")}
    own["speaks"] = speaks_for(dict(row), term)
    end = ends.get(str(row["source"])) if not row["in_use"] else None
    if end is not None:
        record = records[end["seq"]]
        why = str(end["why"])
        if why.startswith(_REPLACED):
            why = phrase("source-replaced-by", lang, source=why.removeprefix(_REPLACED))
        own |= {"retired_by": record["by"], "retired_at": record["at"], "why": why}
    return own


def _used(records: Sequence[Mapping[str, Any]], term: str) -> pd.DataFrame:
    """Return which lists each payout of the term rested on."""
    rows = [
        (batch["batch"], str(row["at"]), one["source"])
        for row in records
        if row["kind"] == "payout" and row["body"].get("term") == term
        for batch in row["body"]["batches"]
        for one in row["body"]["manifest"].get("sources", ())
    ]
    return pd.DataFrame(rows, columns=["batch", "at", "source"])


def _controls(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the control totals of a list as they were found at import: how many agree, and each that differs."""
    said = json.loads(str(row["detail"])).get("controls", {})
    if said.get("agree"):
        yield {"file": row["file"], "agree": int(said["agree"])}
    for cell, stated, computed in said.get("differ", ()):
        yield {"file": row["file"], "cell": cell, "stated": stated, "computed": computed, "differs": True}
