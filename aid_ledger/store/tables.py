"""The tables, declared once. Storage only: ``table=True`` classes check nothing, the ledger does before it writes.

Money is BIGINT of fen, signed. All tables but ``person`` are append-only, held by triggers (:mod:`.triggers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


def _fen() -> Column[int]:
    return Column(BigInteger, nullable=False)


class SchemaForm(SQLModel, table=True):
    """Which forms of the schema this database has been brought to; one row a migration."""

    __tablename__ = "schema_form"
    form: int = Field(primary_key=True)


class JournalRow(SQLModel, table=True):
    """One command that changed the books; ``body`` is canonical JSON text, ``digest`` chains over ``previous``."""

    __tablename__ = "journal"
    seq: int = Field(primary_key=True)
    kind: str
    by: str
    at: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    previous: str
    digest: str


class SourceRow(SQLModel, table=True):
    """One sheet of one archived file, taken for one term (blank: it speaks by its own columns or dates)."""

    __tablename__ = "source"
    source: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    digest: str
    file: str
    sheet: str
    kind: str
    term: str
    as_of: str
    rows: int
    detail: str = Field(sa_column=Column(Text, nullable=False))


class SourceEndRow(SQLModel, table=True):
    """A source taken out of use; the file stays archived."""

    __tablename__ = "source_end"
    source: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    why: str


class DecisionRow(SQLModel, table=True):
    """What a person decided of doubts: which cells read otherwise, or what a header or word means from then on.

    ``body`` and ``document`` are digests of archived files: the decision's own text, and the workbook or slip that
    it came back in (blank: typed as an option). ``kind`` is ``cells``, ``reading`` or ``mapping``, ``question`` what
    had been asked, ``rows`` how many rows it covers, ``seen`` the digest of what was shown; ``slip`` and
    ``brought_by`` are those of a correction slip.
    """

    __tablename__ = "decision"
    decision: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    term: str
    question: str
    rows: int
    seen: str
    body: str
    document: str
    slip: str
    brought_by: str


class DecisionEndRow(SQLModel, table=True):
    """A decision taken back; what it covered is asked again."""

    __tablename__ = "decision_end"
    decision: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    why: str


class PersonRow(SQLModel, table=True):
    """Who is paid, as known at one posting: a student's data and account, or a school's account. Can be erased.

    ``subject`` is that of the lines (``p`` and the student's lasting surrogate, ``s`` and the school's code),
    ``person`` one version of what is known, with the account that lines of this ``payee`` go to. Lines hold a
    commitment to the salted fields, so an erasure breaks no digest.
    """

    __tablename__ = "person"
    person: int = Field(primary_key=True)
    subject: str = Field(index=True)
    payee: str
    salt: str
    identity: str = Field(index=True)
    id_number: str
    name: str
    student_no: str
    sex: str
    account: str
    account_name: str
    relation: str
    bank: str


class BatchRow(SQLModel, table=True):
    """Lines posted together. ``kind`` is ``payout`` or ``recover``; the state follows from the journal."""

    __tablename__ = "batch"
    batch: str = Field(primary_key=True)
    seq: int
    term: str
    kind: str
    lines: int
    total: int = Field(sa_column=_fen())
    digest: str
    manifest: str
    prepared_by: str


class LineRow(SQLModel, table=True):
    """What is due to one student or school for one programme and term: one posting of it.

    ``correction`` counts the postings of the same (subject, programme, term) from 0; ``kind`` is ``pay``,
    ``reverse`` (takes back the unsent line ``corrects`` whole) or ``recover``.
    """

    __tablename__ = "line"
    __table_args__ = (UniqueConstraint("subject", "programme", "term", "correction"),)
    line: str = Field(primary_key=True)
    batch: str = Field(index=True)
    seq: int
    term: str
    programme: str
    subject: str
    correction: int
    student: int | None
    person: int | None
    kind: str
    corrects: str | None
    payee: str
    amount: int = Field(sa_column=_fen())
    standard: int = Field(sa_column=_fen())
    school: str
    school_code: str
    town: str
    stage: str
    grade: str
    class_: str
    reason: str
    evidence: str = Field(sa_column=Column(Text, nullable=False))
    commitment: str
    digest: str


class TransferRow(SQLModel, table=True):
    """Moves an amount of a line from one book account to another; amount above zero."""

    __tablename__ = "transfer"
    transfer: str = Field(primary_key=True)
    seq: int
    batch: str
    line: str = Field(index=True)
    term: str
    programme: str
    debit: str
    credit: str
    amount: int = Field(sa_column=_fen())
    at: str
    corrects: str | None
    digest: str


class ShareRow(SQLModel, table=True):
    """How much of a batch's programme a level of government bears, by school; signed."""

    __tablename__ = "share"
    batch: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    school_code: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    amount: int = Field(sa_column=_fen())
    digest: str


class ApprovalRow(SQLModel, table=True):
    """A batch, or what changed in it since, approved by a second person (who and when stand in the journal).

    ``orders`` and ``total`` (fen) are what this approval sealed, ``withdrawn`` the orders that it ended, ``payments``
    the payment digest of all orders of the batch that stand after it, ``document`` the 文号.
    """

    __tablename__ = "approval"
    approval: str = Field(primary_key=True)
    seq: int
    batch: str = Field(index=True)
    document: str
    orders: int
    withdrawn: int
    total: int = Field(sa_column=_fen())
    payments: str
    digest: str


class OrderRow(SQLModel, table=True):
    """What an approval lets be sent: the amount still payable of a line, to the account of one person version.

    ``number`` counts the orders of a line from 1. At most one order of a line stands: a trigger holds it.
    """

    __tablename__ = "payment_order"
    __table_args__ = (UniqueConstraint("line", "number"),)
    payment_order: str = Field(primary_key=True)
    seq: int
    batch: str = Field(index=True)
    line: str = Field(index=True)
    number: int
    person: int
    payee: str
    amount: int = Field(sa_column=_fen())
    commitment: str
    digest: str


class OrderEndRow(SQLModel, table=True):
    """An order that stands no more: withdrawn before it was sent, or come back from the bank (``why``: a reason)."""

    __tablename__ = "order_end"
    payment_order: str = Field(primary_key=True)
    seq: int
    why: str
    digest: str


class SendingRow(SQLModel, table=True):
    """One file for a bank. ``hash_total`` is the control total over its account numbers, ``total`` is fen."""

    __tablename__ = "sending"
    sending: str = Field(primary_key=True)
    seq: int
    batch: str = Field(index=True)
    profile: str
    payer: str
    file: str
    file_digest: str
    orders: int
    total: int = Field(sa_column=_fen())
    hash_total: str
    digest: str


class SentOrderRow(SQLModel, table=True):
    """An order in a file for a bank, at its row: an order is sent once."""

    __tablename__ = "sent_order"
    payment_order: str = Field(primary_key=True)
    seq: int
    sending: str = Field(index=True)
    place: int
    digest: str


class SettledOrderRow(SQLModel, table=True):
    """What a bank said of an order: ``paid`` once, ``returned`` once (before or after); ``evidence`` is the cell."""

    __tablename__ = "settled_order"
    payment_order: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    seq: int
    reason: str
    paid_on: str
    voucher: str
    evidence: str
    digest: str


class RecoveryBookingRow(SQLModel, table=True):
    """How a recover line ended, in parts too: ``returned``, ``waived``, ``written-off``; ``undone`` takes one back."""

    __tablename__ = "recovery_booking"
    __table_args__ = (UniqueConstraint("line", "number"),)
    recovery_booking: str = Field(primary_key=True)
    seq: int
    line: str = Field(index=True)
    number: int
    kind: str
    amount: int = Field(sa_column=_fen())
    booked_on: str
    voucher: str
    document: str
    corrects: str
    digest: str


class AccountChangeRow(SQLModel, table=True):
    """Another account of a subject and payee, from one version to another, approved by who did not bring it."""

    __tablename__ = "account_change"
    account_change: str = Field(primary_key=True)
    seq: int
    subject: str = Field(index=True)
    payee: str
    old_person: int
    person: int
    commitment: str
    document: str
    digest: str


class SignatureRow(SQLModel, table=True):
    """The signature of a journal record by who holds ``key``, over the record's digest; the chain does not hold it."""

    __tablename__ = "signature"
    seq: int = Field(primary_key=True)
    key: str
    signature: str


TABLES: dict[str, type[SQLModel]] = {
    "schema_form": SchemaForm,
    "journal": JournalRow,
    "source": SourceRow,
    "source_end": SourceEndRow,
    "decision": DecisionRow,
    "decision_end": DecisionEndRow,
    "person": PersonRow,
    "batch": BatchRow,
    "line": LineRow,
    "transfer": TransferRow,
    "share": ShareRow,
    "approval": ApprovalRow,
    "payment_order": OrderRow,
    "order_end": OrderEndRow,
    "sending": SendingRow,
    "sent_order": SentOrderRow,
    "settled_order": SettledOrderRow,
    "recovery_booking": RecoveryBookingRow,
    "account_change": AccountChangeRow,
    "signature": SignatureRow,
}
SEALED_BY_RECORD = (
    "approval", "payment_order", "order_end", "sending", "sent_order", "settled_order", "recovery_booking",
    "account_change",
)  # fmt: skip
"""Tables whose rows of one ``seq`` are sealed under ``seals`` in the body of that journal record, as the transfers of
every record but a payout are."""
PERSONAL = (
    "salt", "identity", "id_number", "name", "student_no", "sex", "account", "account_name", "relation", "bank",
)  # fmt: skip
"""The columns of ``person`` that an erasure blanks, and that a line's commitment covers, in its order."""
APPEND_ONLY = tuple(name for name in TABLES if name != "person")


@cache
def column_names(table: str) -> tuple[str, ...]:
    """Return a table's columns in declared order: the order of bulk rows and of canonical bytes."""
    return tuple(TABLES[table].model_fields)


@cache
def column_types(table: str) -> Mapping[str, type]:
    """Return what each column of a table holds, ``int`` or ``str``; see :func:`may_be_empty`."""
    fields = TABLES[table].model_fields
    return {name: int if field.annotation in (int, int | None) else str for name, field in fields.items()}


@cache
def may_be_empty(table: str) -> frozenset[str]:
    """Return the columns of a table that may hold nothing (NULL)."""
    fields = TABLES[table].model_fields
    return frozenset(name for name, field in fields.items() if field.annotation in (int | None, str | None))
