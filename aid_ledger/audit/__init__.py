"""What an auditor takes away: the audit bundle, and the checker inside it, which shares no code with this package.

It reads books and writes a file; what the books say is decided in ``ledger`` and ``payments``.
"""

from aid_ledger.audit.bundling import Contents, bundle
from aid_ledger.audit.checking import check_bundle

__all__ = ["Contents", "bundle", "check_bundle"]
