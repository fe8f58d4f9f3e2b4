"""Lines, differences, batches, digests, balances, verify: what may be posted and what the books say.

It decides no amount (``rulebook`` does) and moves no money to a bank (``payments`` will).
"""

from aid_ledger.ledger.arrival_days import date_settlements, settlements
from aid_ledger.ledger.bearing import PLACES, borne, places_of, shares_of
from aid_ledger.ledger.closing import closed_terms, require_open
from aid_ledger.ledger.difference import difference
from aid_ledger.ledger.hands import Hands, given_by_another, hands_of, one_name, require_name, require_two
from aid_ledger.ledger.keys import how, register
from aid_ledger.ledger.orders import (
    Approval,
    OrderChange,
    moved,
    order_change,
    orders_digest,
    orders_of,
    seal_orders,
    standing_orders,
)
from aid_ledger.ledger.persons import Known, record_versions
from aid_ledger.ledger.posting import Batch, Posted, Posting, manifest_digest, post
from aid_ledger.ledger.records import decision_seals, payment_digest, source_seals
from aid_ledger.ledger.recoveries import ENDS
from aid_ledger.ledger.sealing import record
from aid_ledger.ledger.shares import cumulative_shares
from aid_ledger.ledger.states import balances, lines_elsewhere, lines_of
from aid_ledger.ledger.verifying import (
    MOST,
    Bad,
    Bads,
    Erasure,
    KeyUse,
    Signatures,
    Verification,
    check_signatures,
    read_record,
    signature_uses,
    verify,
)

__all__ = [
    "ENDS",
    "MOST",
    "PLACES",
    "Approval",
    "Bad",
    "Bads",
    "Batch",
    "Erasure",
    "Hands",
    "KeyUse",
    "Known",
    "OrderChange",
    "Posted",
    "Posting",
    "Signatures",
    "Verification",
    "balances",
    "borne",
    "check_signatures",
    "closed_terms",
    "cumulative_shares",
    "date_settlements",
    "decision_seals",
    "difference",
    "given_by_another",
    "hands_of",
    "how",
    "lines_elsewhere",
    "lines_of",
    "manifest_digest",
    "moved",
    "one_name",
    "order_change",
    "orders_digest",
    "orders_of",
    "payment_digest",
    "places_of",
    "post",
    "read_record",
    "record",
    "record_versions",
    "register",
    "require_name",
    "require_open",
    "require_two",
    "seal_orders",
    "settlements",
    "shares_of",
    "signature_uses",
    "source_seals",
    "standing_orders",
    "verify",
]
