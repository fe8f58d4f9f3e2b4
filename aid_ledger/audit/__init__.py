"""What an auditor is given: checks and identities of a term, the audit bundle, and the checker inside it.

It reads and writes nothing: the picture of a term comes in, results go out; a bundle is bytes. What the books say is
decided in ``ledger`` and ``payments``; the checker in the bundle shares no code with this package.
"""

from aid_ledger.audit.bundling import Contents, bundle, gather, recorded
from aid_ledger.audit.checking import check_bundle
from aid_ledger.audit.picture import Given, Picture, picture_of
from aid_ledger.audit.results import CheckResult, Identity, Reconciliation

__all__ = [
    "CheckResult",
    "Contents",
    "Given",
    "Identity",
    "Picture",
    "Reconciliation",
    "bundle",
    "check_bundle",
    "gather",
    "picture_of",
    "recorded",
]
