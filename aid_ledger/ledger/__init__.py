"""Lines, differences, batches, digests, balances, verify: what may be posted and what the books say.

It decides no amount (``rulebook`` does) and moves no money to a bank (``payments`` will).
"""

from aid_ledger.ledger.difference import difference
from aid_ledger.ledger.persons import Known
from aid_ledger.ledger.posting import Batch, Posted, Posting, manifest_digest, post
from aid_ledger.ledger.records import decision_seals, source_seals
from aid_ledger.ledger.states import balances, lines_elsewhere, lines_of
from aid_ledger.ledger.verify import Bad, Verification, verify

__all__ = [
    "Bad",
    "Batch",
    "Known",
    "Posted",
    "Posting",
    "Verification",
    "balances",
    "decision_seals",
    "difference",
    "lines_elsewhere",
    "lines_of",
    "manifest_digest",
    "post",
    "source_seals",
    "verify",
]
