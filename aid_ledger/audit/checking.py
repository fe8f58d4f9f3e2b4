"""Checks a bundle with the checker that is shipped, never with the one that lies in the bundle."""

from __future__ import annotations

import io
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from aid_ledger.audit.anchors import Anchor, Found, anchors, found_head
from aid_ledger.audit.bundle_size import UNREADABLE, read_bounded
from aid_ledger.ledger import MOST, Signatures, check_signatures, read_record, signature_uses
from aid_ledger.words import Lang, known, phrase


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle says of itself, its number of rows, and what is wrong: table, id, what; nothing where it fits.

    Of one that fits ``papers`` are those whose chain codes are in it, ``found`` is where the code given from paper is,
    and ``signatures`` says who signed by key and how many approvals bear a typed name only.
    """

    term: str
    head: str
    rows: int
    wrong: tuple[tuple[str, str, str], ...]
    papers: tuple[Anchor, ...] = ()
    found: Found | None = None
    signatures: Signatures = field(default_factory=Signatures)

    def said(self, lang: Lang) -> tuple[str, ...]:
        """Return what is wrong in the words of ``verify``, a sentence each, and last how many are not listed."""
        listed = [_sentence(*one, lang) for one in self.wrong[: MOST + 1]]
        rest = len(self.wrong) - len(listed)
        return (*listed, *((phrase("verify-bad-rest", lang, count=f"{rest:,}"),) if rest > 0 else ()))


_WORDS = {
    "an entry stands twice": "key-twice", "it stands twice": "key-twice", "it is missing": "missing",
    "its bytes are not those that bundle.json, or its name, says": "bytes-not-named",
    "bundle.json does not know it": "file-not-known",
    "this pack was made with another one, or with or without it": "not-as-packed",
    "a record is missing": "record-missing", "it does not follow the record before it": "chain-broken",
    "its values were altered": "values-altered", "its end is not the head that the bundle names": "end-not-head",
    "the head from paper is not in it: its end may have been cut off": "head-not-found",
    "no record of the journal sealed it": "not-sealed",
    "its rows are not those that the journal sealed": "not-as-sealed", "it is missing, or stands twice": "batch-twice",
    "the journal does not know it": "not-in-journal",
    "it differs from what the journal says": "records-differ-from-journal",
    "its lines do not add up to it": "total-differs", "it is missing, or another person": "person-other",
    "blank without a record that erased it, or erased and there": "person-blank",
    "missing, twice, or named by nothing": "person-unnamed",
    "a payout of the term rested on it, and it is missing": "source-missing",
    "who gets what on which account is not what its payment digest says": "payments-differ",
    "it moves nothing, or moves it nowhere": "unbalanced",
    "what was transferred for it is not its amount": "balance-differs",
    "who approved it had prepared it, or gave one of the two a key": "approved-by-one",
    "an order before it of the same line stands still": "two-orders-stand",
    "it was sent before it was sealed": "sent-before-sealed",
    "it was settled without having been sent": "settled-without-sending",
    "not signed, or not with the key that is registered": "signature-not-registered",
    "a signature of no record": "signature-of-nothing",
}  # fmt: skip
"""What the checker of the bundle says, which knows no catalogue, as our words ``bad-…``."""
_STARTS = {
    "its account ": "account-wrong-side",
    "it was taken out of use by record ": "end-missing",
    "it cannot be read": "unreadable",
}


def _sentence(table: str, name: str, what: str, lang: Lang) -> str:
    code = _WORDS.get(what) or next((code for start, code in _STARTS.items() if what.startswith(start)), what)
    words = known("word")
    said = phrase(f"bad-{code}", lang) if f"bad-{code}" in words else what
    about = phrase(f"table-{table}", lang) if f"table-{table}" in words else table
    return phrase("bad-record", lang, table=about, id=name.replace("\0", "/"), what=said)


def check_bundle(path: Path, head: str = "") -> Checked:
    """Check a bundle.

    Args:
        path: the zip.
        head: a chain head from paper, blank if none is known.

    Raises:
        InputError: ``bundle-too-large``: it was made to harm whoever opens it.
    """
    return check_bytes(path.name, read_bounded(path), head)


def check_bytes(name: str, data: bytes, head: str = "") -> Checked:
    """Check the bytes of a bundle, as :func:`check_bundle` does; ``name`` is its file's."""
    checker = types.ModuleType("bundle_checker")
    source = (files("aid_ledger.audit") / "data" / "check.py.txt").read_text("utf-8")
    exec(compile(source, "check.py", "exec"), checker.__dict__)  # noqa: S102 - our own file, as it is shipped
    about: Mapping[str, str]
    try:
        about, tables, wrong = checker.check(io.BytesIO(data), head)
        wrong = [*wrong, *_signatures(tables, wrong)]
        rows = sum(len(table) for table in tables.values())
        said = (str(about["term"]), str(about["head"]))
    except UNREADABLE:
        return Checked("", "", 0, (("file", name, "it cannot be read"),))
    listed = tuple((str(table), str(own), str(what)) for table, own, what in wrong)
    if listed:
        return Checked(*said, rows, listed)
    signed = signature_uses([read_record(row) for row in tables["journal"]], tables["signature"])
    return Checked(*said, rows, (), anchors(tables["journal"], said[0]), found_head(tables["journal"], head), signed)


def _signatures(tables: Mapping[str, Any], wrong: Sequence[object]) -> Iterator[tuple[str, ...]]:
    """Yield what the checker cannot say for want of a library: signatures that are not the holder's."""
    if not wrong:
        journal = [read_record(row) for row in tables["journal"]]
        for bad in check_signatures(journal, tables["signature"]):
            yield bad.table, bad.id, bad.what
