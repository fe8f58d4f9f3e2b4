"""The database and the archive: tables, journal, bulk writing, migrations. The only SQL of the house.

It stores and returns; what may be posted, and what a record means, is decided in ``ledger``.
"""

from sqlalchemy import Connection

from aid_ledger.store.canonical import digest, digest_columns, digest_of_digests
from aid_ledger.store.database import (
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
from aid_ledger.store.triggers import missing_triggers, unique_keys

__all__ = [
    "GENESIS",
    "Connection",
    "Database",
    "Evidence",
    "Head",
    "append",
    "blank_persons",
    "body_text",
    "chunks_of",
    "columns_of",
    "digest",
    "digest_columns",
    "digest_of_digests",
    "head",
    "insert",
    "missing_triggers",
    "record_digest",
    "referred",
    "rows_of",
    "sqlite_url",
    "unique_keys",
    "write_whole",
]
