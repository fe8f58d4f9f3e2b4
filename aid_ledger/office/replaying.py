"""Use case: replay. Runs every payout again on the books as they stood before it, with the rules archived with it.

The books of then are a scratch copy that grows record by record; the payout is the real one, on the archived sources
and decisions, and what it would post must have the payment digest of what was posted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import AidLedgerError, Finding, InputError, Place
from aid_ledger.ledger import Bad, payment_digest
from aid_ledger.office.payout import PayoutOptions, would_post
from aid_ledger.office.workspace import Config, Workspace
from aid_ledger.rulebook import Rulebook, load_rulebook
from aid_ledger.store import Evidence, columns_of, insert, referred, rows_of, sqlite_url
from aid_ledger.store.tables import TABLES, column_names
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from aid_ledger.office import Office

Rows = list[tuple[Any, ...]]
_NAMING = (("line", "person"), ("payment_order", "person"), ("account_change", "person"),
           ("account_change", "old_person"))  # fmt: skip
"""Tables that name versions of persons: a version is as old as the first record that names it."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What was run again: ``batches`` agree, ``skipped`` could not be run, each with its reason; and what differs."""

    batches: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    first_bad: Bad | None = None


def replay(office: Office, *, progress: Callable[[str], None] | None = None) -> Replay:
    """Run every payout again and compare.

    A payout whose persons were erased since cannot be run: who they were, nobody can know any more.

    Args:
        office: the workspace; its books have been verified.
        progress: called with each batch's name.
    """
    written = _by_record(office)
    agreed: list[str] = []
    skipped: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="aid-ledger-replay-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        scratch = _scratch(office, root)
        with closing(scratch):
            for tables in written:
                for words, body in _payouts(tables):
                    if progress:
                        progress(words["batch"])
                    why = _differs(office, scratch, (words, body), root)
                    if why == "replay-differs":
                        return Replay(tuple(agreed), tuple(skipped), Bad("batch", words["batch"], why))
                    if why:
                        skipped.append((words["batch"], why))
                    else:
                        agreed.append(words["batch"])
                with scratch.database.write() as connection:
                    for table, rows in tables.items():
                        insert(connection, table, rows)
    return Replay(tuple(agreed), tuple(skipped))


def _by_record(office: Office) -> list[dict[str, Rows]]:
    """Return what each journal record wrote, in its order: rows by table."""
    with office.database.read() as connection:
        columns = {table: columns_of(connection, table) for table in TABLES if table != "schema_form"}
    since = dict(zip(columns["batch"]["batch"], columns["batch"]["seq"], strict=True))
    first: dict[int, int] = {}
    for table, name in _NAMING:
        for person, seq in zip(columns[table][name], columns[table]["seq"], strict=True):
            if table != "account_change" or name == "person":
                first[person] = min(seq, first.get(person, seq))
    records: dict[int, dict[str, Rows]] = {seq: {} for seq in sorted(columns["journal"]["seq"])}
    for table, own in columns.items():
        if table == "share":
            when = [since[batch] for batch in own["batch"]]
        else:
            when = [first[person] for person in own["person"]] if table == "person" else own["seq"]
        for seq, row in zip(when, zip(*(own[name] for name in column_names(table)), strict=True), strict=True):
            records[seq].setdefault(table, []).append(row)
    return list(records.values())


def _payouts(tables: Mapping[str, Rows]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the batches of a payout record, each with the record's body."""
    for row in tables["journal"]:
        record = dict(zip(column_names("journal"), row, strict=True))
        if record["kind"] == "payout":
            body = json.loads(record["body"])
            yield from ((words, body) for words in body["batches"])


def _scratch(office: Office, root: Path) -> Office:
    """Return an office of its own database that reads the archive of this one."""
    from aid_ledger.office import Office

    config = replace(office.config, database_url=sqlite_url(root / "replay.db"))
    made = Office(Workspace(root, config))
    made.evidence = Evidence(office.workspace.folder)
    return made


def _differs(office: Office, scratch: Office, of: tuple[Mapping[str, Any], Mapping[str, Any]], root: Path) -> str:
    """Return why a batch does not follow from what was there: blank, ``replay-differs``, or why it cannot be run."""
    words, body = of
    manifest = body["manifest"]
    if _erased(office, str(words["batch"])):
        return "replay-erased"
    config = config_of(office.config, manifest)
    try:
        rules = archived_rules(office, manifest, config, root / str(manifest["rules"]["digest"])[:16])
    except AidLedgerError:
        return "replay-without-rules"
    if rules.digest != manifest["rules"]["digest"]:
        return "replay-without-rules"
    scratch.use(Workspace(root, config), rules)
    options = PayoutOptions(tuple(manifest["options"]["programmes"]), tuple(manifest["options"]["schools"]))
    try:
        lines = would_post(scratch, Term.parse(body["term"]), options)
    except AidLedgerError:
        return "replay-differs"
    back = (lines["kind"] == "recover").to_numpy()
    part = lines[back if words["kind"] == "recover" else ~back]
    return "" if payment_digest(part.assign(term=body["term"])) == words["digest"] else "replay-differs"


def _erased(office: Office, batch: str) -> bool:
    with office.database.read() as connection:
        own = rows_of(connection, "person", referred("person", "line", "batch = :batch"), batch=batch)
    return any(row["salt"] == "" for row in own)


def config_of(config: Config, manifest: Mapping[str, Any]) -> Config:
    """Return the configuration that a payout ran under; today's where its manifest says nothing of it."""
    said = manifest.get("office", {})
    packs: Sequence[str] = manifest["rules"]["packs"]
    return replace(
        config, packs=tuple(packs), name=said.get("name", config.name), county=said.get("county", config.county),
        province_tier=said.get("province_tier", config.province_tier),
        funding=said.get("funding", config.funding), parameters=said.get("parameters", config.parameters),
    )  # fmt: skip


def archived_rules(office: Office, manifest: Mapping[str, Any], config: Config, folder: Path) -> Rulebook:
    """Load the rule files that were archived with a payout, never today's."""
    for name, digest in manifest["rules"]["files"].items():
        path = folder / PurePosixPath(name)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(Finding("rules-file-missing", Place(), {"file": name}))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(office.evidence.read(digest))
    return load_rulebook(config.packs, folders=(folder,), parameters=config.parameters)
