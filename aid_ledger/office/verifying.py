"""Use case: verify. The books from their values, then the archived files behind them, then the guards around them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aid_ledger.errors import IntegrityError
from aid_ledger.ledger import Bad, Bads, Verification
from aid_ledger.ledger import verify as verify_books
from aid_ledger.store import FORM, Connection, missing_triggers, rows_of

if TYPE_CHECKING:
    from aid_ledger.office import Office


def verify(office: Office, head: str = "") -> Verification:
    """Check the books, the archive and the triggers; name the first that does not fit, and further files.

    Missing triggers are named of books that do not hold, too: whoever altered a row took them away first.

    Args:
        office: the workspace.
        head: a head digest from paper; see :func:`aid_ledger.ledger.verify`.
    """
    with office.database.read() as connection:
        found = verify_books(connection, head)
        unguarded = [Bad("trigger", name, "trigger-missing") for name in missing_triggers(connection)]
        if found.first_bad is not None:
            return replace(found, more=(*found.more, *unguarded), bad=found.bad + len(unguarded))
        files = list(_archived(connection))
        forms = [row["form"] for row in rows_of(connection, "schema_form", order="form")]
    around = unguarded
    wrong = [form for form in forms if forms.count(form) > 1 or form not in range(1, FORM + 1)]
    if wrong or FORM not in forms:
        what = "form-unknown" if wrong else "record-missing"
        around.append(Bad("schema_form", str(wrong[0] if wrong else FORM), what))
    found = replace(found, unnamed=len(office.evidence.names() - {digest for _, _, digest in files}))
    bad = Bads.of([*_altered(office, files), *around])
    return replace(found, ok=False, first_bad=bad.first, more=bad.more, bad=bad.count) if bad.count else found


def _archived(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield table, id and digest of every file that the books rest on.

    Sources, decisions, the rules of each payout, the files sent to banks and those that came back.
    """
    for row in rows_of(connection, "source", order="seq, source"):
        yield "source", f"{row['source']} {row['file']}", str(row["digest"])
    for row in rows_of(connection, "decision", order="seq, decision"):
        for digest in filter(None, (row["body"], row["document"])):
            yield "decision", str(row["decision"]), str(digest)
    for row in rows_of(connection, "sending", order="seq, sending"):
        yield "sending", str(row["sending"]), str(row["file_digest"])
    for record in rows_of(connection, "journal", "kind IN ('payout', 'settle')", "seq"):
        body = json.loads(str(record["body"]))
        if record["kind"] == "settle":
            for name, digest in body.get("files", {}).items():
                yield "return", name, digest
        else:
            for name, digest in body["manifest"].get("rules", {}).get("files", {}).items():
                yield "rule", name, digest


def _altered(office: Office, files: list[tuple[str, str, str]]) -> Iterator[Bad]:
    seen: set[str] = set()
    for table, name, digest in files:
        if digest in seen:
            continue
        seen.add(digest)
        try:
            office.evidence.read(digest)
        except IntegrityError as error:
            yield Bad(table, name, error.findings[0].name)
