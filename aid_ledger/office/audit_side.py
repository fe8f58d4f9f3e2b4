"""The part of the facade that proves the books to others: verify, erase."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from aid_ledger.ledger import Verification
    from aid_ledger.office import Office
    from aid_ledger.office.erasing import Erased


class AuditSide:
    """What an auditor asks an office for; mixed into ``Office``."""

    def verify(self, head: str = "") -> Verification:
        """Re-derive the books from their values, check archive and guards; see :mod:`aid_ledger.office.verifying`."""
        from aid_ledger.office.verifying import verify

        return verify(cast("Office", self), head)

    def erase(self, student: str, *, why: str, by: str, at: str) -> Erased:
        """Erase what the books know of a student; see :func:`aid_ledger.office.erasing.erase`."""
        from aid_ledger.office.erasing import erase

        return erase(cast("Office", self), student, why=why, by=by, at=at)
