"""Use case: the books of an audit bundle, opened for reading on a machine that has no workspace.

They are loaded into a folder of their own that only its owner can read and that is removed afterwards; nothing is
written beside the bundle. What a bundle does not hold (other terms, papers, often the lists) is said by name.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aid_ledger.audit.checking import Checked
from aid_ledger.audit.opening import Opened, open_bundle, unreadable
from aid_ledger.audit.results import Gap
from aid_ledger.errors import AidLedgerError, Finding, IntegrityError, Place
from aid_ledger.office.decisions import corrections, in_force
from aid_ledger.office.replaying import archived_rules, config_of
from aid_ledger.office.sources import all_sources, in_use_for, speaks_for
from aid_ledger.office.workspace import Config, Workspace
from aid_ledger.store import Connection, insert, rows_of, sqlite_url
from aid_ledger.store.tables import column_names
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

WITHOUT_SOURCES, LISTS_MISSING = "bundle-without-sources", "bundle-lists-missing"
_MADE_UP = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What altered values may lead to anywhere; of a bundle that fits it would be a fault of ours."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """The bundle that books were read from.

    ``lacks`` says what it does not hold: ``lists``, ``archive`` (bank files and returns), ``papers``, ``budget`` (the
    use of a year of money), each with the reason; ``gaps`` what follows besides.
    """

    file: str
    term: Term
    checked: Checked
    lacks: Mapping[str, str]
    gaps: tuple[Gap, ...] = ()


@contextmanager
def office_of_bundle(path: Path, head: str = "") -> Iterator[tuple[Office, Bundled]]:
    """Check a bundle, then yield an office of the books in it, for reading and gone at the end, and what it is of.

    One that fails its check is opened all the same where that is possible; ``checked`` says what is wrong.

    Raises:
        InputError: ``not-a-bundle``, ``bundle-too-large``, ``bundle-is-newer``.
        IntegrityError: ``bundle-unreadable``: what it holds is no set of books.
    """
    from aid_ledger.office import Office

    opened = open_bundle(path, head)
    try:
        term, manifest = _rested_on(opened)
    except _MADE_UP as error:
        raise unreadable(opened.file, opened.checked) from error
    with tempfile.TemporaryDirectory(prefix="aid-ledger-bundle-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        try:
            config = config_of(Config("", "", "T2", database_url=sqlite_url(root / "books.db")), manifest)
            with closing(Office(Workspace(root, config))) as office:
                _load(office, opened)
                rules = archived_rules(office, manifest, config, root / "rules")
                if rules.digest != manifest["rules"]["digest"]:
                    raise unreadable(opened.file, opened.checked)
                office.use(office.workspace, rules)
                office.bundled = _bundled(office, opened, term)
                yield office, office.bundled
        except AidLedgerError:
            raise
        except _MADE_UP as error:
            if not opened.checked.wrong:
                raise
            raise unreadable(opened.file, opened.checked) from error


def require_fits(office: Office) -> None:
    """Refuse what would rest on a bundle that fails its check without saying so in every line.

    Raises:
        IntegrityError: ``bundle-altered``.
    """
    bundled = office.bundled
    if bundled is not None and bundled.checked.wrong:
        first = " ".join(bundled.checked.wrong[0]).replace("\0", "/")
        params = {"first": first, "count": len(bundled.checked.wrong)}
        raise IntegrityError(Finding("bundle-altered", Place(bundled.file), params))


def _rested_on(opened: Opened) -> tuple[Term, Mapping[str, Any]]:
    """Return the term, and what its last payout rested on."""
    payouts = [body for kind, body in _journal(opened) if kind == "payout" and body["term"] == opened.term]
    return Term.parse(opened.term), payouts[-1]["manifest"]


def _journal(opened: Opened) -> Iterator[tuple[str, dict[str, Any]]]:
    names = column_names("journal")
    for row in opened.tables["journal"]:
        yield row[names.index("kind")], json.loads(row[names.index("body")])


def _load(office: Office, opened: Opened) -> None:
    standing = {row[0] for row in opened.tables["payment_order"]} - {row[0] for row in opened.tables["order_end"]}
    line = column_names("payment_order").index("line")
    lines = [row[line] for row in opened.tables["payment_order"] if row[0] in standing]
    if len(lines) != len(set(lines)):  # the database would refuse it
        raise unreadable(opened.file, opened.checked)
    with office.database.write() as connection:
        for table in sorted(opened.tables, key=lambda name: name == "payment_order"):  # after what ended them
            insert(connection, table, opened.tables[table])
    for data in opened.archive.values():
        office.evidence.keep(data)


def _bundled(office: Office, opened: Opened, term: Term) -> Bundled:
    with office.database.read() as connection:
        sources = all_sources(connection)
        lists = [row["digest"] for row in in_use_for(sources, str(term))]
        decided = in_force(connection, str(term))
        lists += [row["body"] for row in decided]
        lists += _lists_decided(office, [row for row in decided if row["body"] in opened.archive], sources)
        kept = list(_bank_papers(connection))
    left_out = [*_lists_left_out(opened, term, {row["source"] for row in sources}), *_decisions_left_out(opened, term)]
    posted = {body["term"] for kind, body in _journal(opened) if kind == "payout" and body["batches"]}
    others = sorted(posted - {str(term)})
    lacks = {"papers": "bundle-without-papers"}
    if why := LISTS_MISSING if left_out else _missing(lists, opened):
        lacks |= {"lists": why, "budget": why}
    elif any(Term.parse(one).fiscal_year == term.fiscal_year for one in others):
        lacks["budget"] = "bundle-one-term"
    if why := _missing(kept, opened):
        lacks["archive"] = why
    gaps = [Gap("other-terms", {"terms": "、".join(others)})] if others else []
    gaps += [Gap("lists-left-out", {"files": "、".join(left_out)})] if left_out else []
    gaps += [Gap("due-not-known", {})] if "lists" in lacks else []
    return Bundled(opened.file, term, opened.checked, lacks, tuple(gaps))


def _lists_decided(
    office: Office, decided: Sequence[Mapping[str, Any]], sources: Sequence[Mapping[str, Any]]
) -> list[str]:  # fmt: skip
    """Return the digests of the lists that somebody decided about, in use or not: an answer may be carried."""
    about = {cell.digest for cell in corrections(office, decided).cells}
    return sorted(about & {str(row["digest"]) for row in sources})


def _missing(digests: Sequence[str], opened: Opened) -> str:
    """Return why files are not in a bundle: none was asked for, or some were taken out; blank where all are there."""
    packed = [name for _, body in _journal(opened) if body.get("kind") == "bundle" for name in body.get("files", ())]
    there = sum(one in opened.archive for one in digests)
    if there == len(digests):
        return ""
    return LISTS_MISSING if there or {f"archive/{one}" for one in digests} & set(packed) else WITHOUT_SOURCES


def _bank_papers(connection: Connection) -> Iterator[str]:
    """Yield the digests of the files to banks, and of the returns that something of the term was booked from."""
    yield from (str(row["file_digest"]) for row in rows_of(connection, "sending"))
    settled = {row["seq"] for row in rows_of(connection, "settled_order")}
    for row in rows_of(connection, "journal", "kind = 'settle'"):
        if row["seq"] in settled:
            yield from json.loads(str(row["body"])).get("files", {}).values()


def _decisions_left_out(opened: Opened, term: Term) -> Iterator[str]:
    """Yield the records of decisions for the term of which the bundle holds fewer than were made."""
    names = column_names("decision")
    there = Counter(row[names.index("seq")] for row in opened.tables["decision"])
    for seq, (kind, body) in enumerate(_journal(opened), start=1):
        if kind == "decide" and body["term"] == str(term) and there[seq] < body["count"]:
            yield f"decide #{seq}"


def _lists_left_out(opened: Opened, term: Term, there: set[str]) -> list[str]:
    """Return the files of lists in use for the term, as the journal says, whose records are not in the bundle."""
    current: dict[str, dict[str, Any]] = {}
    for kind, body in _journal(opened):
        if kind == "import":
            for old in body.get("replaced", ()):
                current.pop(old, None)
            current |= {one["source"]: one for one in body.get("sources", ())}
        elif kind == "retire":
            current.pop(body["source"], None)
    return [str(one["file"]) for name, one in current.items() if name not in there and speaks_for(one, str(term))]
