"""Web pages in one file (``.mht``), as Excel saves them under the name ``.xls``: each page with a table is a sheet."""

from __future__ import annotations

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.grid import Budget
from aid_ledger.intake.containers.markup import tables_of, text_of_page
from aid_ledger.intake.containers.sheets import RawSheet
from aid_ledger.intake.containers.texts import MOST_TEXT

_MOST_PAGES, _MOST_NESTED = 500, 20
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_mime(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the pages of a file in several parts.

    Raises:
        FindingsError: ``text-too-large``, ``sheet-too-large``, ``workbook-unreadable``: no part has a table.
    """
    from email import message_from_bytes
    from email.errors import MessageError

    if len(data) > MOST_TEXT // 4:
        raise FindingsError(Finding("text-too-large", Place(name), {"megabytes": len(data) // 1_000_000}))
    if data.lower().count(b"boundary=") > _MOST_NESTED:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    budget = Budget(name)
    try:
        parts = [part for part in message_from_bytes(data).walk() if part.get_content_type() in _PAGES]
        pages = [part.get_payload(decode=True) for part in parts[:_MOST_PAGES]]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    texts = [text for page in pages if isinstance(page, bytes) and (text := text_of_page(page)) is not None]
    with_tables = [text for text in texts if "<table" in text.lower()]
    if not with_tables:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    return tuple(tables_of(text, name, budget, f"Sheet{k}") for k, text in enumerate(with_tables, 1))
