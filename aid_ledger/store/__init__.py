"""The database and the archive: tables, journal, bulk writing, migrations. The only SQL of the house.

It stores and returns; what may be posted, and what a record means, is decided in ``ledger``.
"""

from sqlalchemy import Connection

from aid_ledger.store.canonical import digest, digest_columns, digest_of_digests, digest_of_items, short
from aid_ledger.store.database import (
    FORM,
    Database,
    blank_persons,
    chunks_of,
    columns_of,
    insert,
    referred,
    rows_of,
    sqlite_url,
)
from aid_ledger.store.evidence import Evidence, write_whole
from aid_ledger.store.journal import GENESIS, Head, append, body_text, head, record_digest
from aid_ledger.store.keys import Registration, held, proof_of, registrations
from aid_ledger.store.signing import Signer, is_key, lock, new_signer, signed_by, unlock
from aid_ledger.store.triggers import missing_triggers, unique_keys

__all__ = [
    "FORM",
    "GENESIS",
    "Connection",
    "Database",
    "Evidence",
    "Head",
    "Registration",
    "Signer",
    "append",
    "blank_persons",
    "body_text",
    "chunks_of",
    "columns_of",
    "digest",
    "digest_columns",
    "digest_of_digests",
    "digest_of_items",
    "head",
    "held",
    "insert",
    "is_key",
    "lock",
    "missing_triggers",
    "new_signer",
    "proof_of",
    "record_digest",
    "referred",
    "registrations",
    "rows_of",
    "short",
    "signed_by",
    "sqlite_url",
    "unique_keys",
    "unlock",
    "write_whole",
]
