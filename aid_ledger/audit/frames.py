"""The frames of a picture: which there are, their columns, and what stands where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

DTYPES = {str: object, int: np.int64, bool: np.bool_}
_TEXT, _FEN, _YES = "", 0, False
FRAMES: Mapping[str, Mapping[str, str | int | bool]] = {
    # the ledger: every line of the term, those taken back too; `state` as the ledger gives it, and `unordered`: its
    # batch was approved, but it has no sealed order (no account, or none that can be paid)
    "lines": {
        **dict.fromkeys(
            ("line", "batch", "term", "programme", "subject", "kind", "corrects", "payee", "school", "school_code",
             "town", "stage", "grade", "class_", "reason", "evidence", "identity", "id_number", "name", "student_no",
             "account", "account_name", "relation", "bank", "state"), _TEXT),
        **dict.fromkeys(("student", "amount", "standard", "payable", "outstanding", "waived", "in_transit", "paid",
                         "money_year"), _FEN),
        "reversed": _YES,
    },
    # today's evidence: what the rules say of each subject and programme; `held`: a person must look first
    # `units` times `standard` is due: 1 of people, heads times days of a school's meals, 0 where there is none
    "due": {"subject": _TEXT, "programme": _TEXT, "amount": _FEN, "standard": _FEN, "units": 1, "held": _YES,
            "reason": _TEXT},
    "paid_before": {"subject": _TEXT, "programme": _TEXT, "amount": _FEN},
    # everybody in the rosters; `subject` blank: nobody certain; `schools`: all that list them, where two do
    "students": {
        **dict.fromkeys(("subject", "name", "id_number", "student_no", "school", "school_code", "stage", "reason",
                         "boarding", "guardians", "schools", "evidence"), _TEXT),
        "birth": _FEN, "left_on": _FEN, "away": _YES, "deceased": _YES, "doubted": _YES, "special": _YES,
        "family_listed": _YES,  # a register lists their household member by member; `guardians` names the members too
    },
    # children of registers, in force, at school; `aided`: some programme gives them something, or waits for a person;
    # `why`: in words, of those who are not
    "registered": {
        **dict.fromkeys(("subject", "name", "id_number", "kind", "school", "school_code", "evidence", "why"), _TEXT),
        "aided": _YES,
    },
    # answers that wait for a person, whoever they are of; `amount` is what is at stake
    "held": {
        **dict.fromkeys(("name", "id_number", "school", "school_code", "programme", "reason", "evidence"), _TEXT),
        "amount": _FEN,
    },
    "absent": {**dict.fromkeys(("name", "id_number", "town", "lists", "why", "evidence"), _TEXT), "age": _FEN},
    "outcomes": {**dict.fromkeys(("source", "file", "kind", "outcome", "reason"), _TEXT), "rows": _FEN},
    "schools": {**dict.fromkeys(("school", "school_code", "town"), _TEXT), "beds": -1},
    # meals that a school is due: `heads` by the rosters times `days`; `diners` by its `reports` (-1: they do not say)
    "served": {**dict.fromkeys(("subject", "programme", "school", "school_code", "evidence"), _TEXT),
               "heads": _FEN, "days": _FEN, "diners": -1, "reports": _FEN},
    # from approval to the bank and back
    "batches": {
        **dict.fromkeys(("batch", "kind", "by", "at"), _TEXT), **dict.fromkeys(("lines", "total", "seq"), _FEN),
    },
    "approvals": {
        **dict.fromkeys(("approval", "batch", "by", "at"), _TEXT), **dict.fromkeys(("orders", "total", "seq"), _FEN),
    },
    "orders": {
        **dict.fromkeys(("payment_order", "line", "batch", "subject", "payee", "account", "account_name", "ended",
                         "sending", "sent_at", "settled", "settled_at", "paid_on", "bank_said", "bank_cell"), _TEXT),
        **dict.fromkeys(("number", "amount", "place", "seq", "sent_seq"), _FEN), "sent": _YES,
    },
    "sendings": {
        **dict.fromkeys(("sending", "batch", "file", "at"), _TEXT), **dict.fromkeys(("orders", "total", "seq"), _FEN),
    },
    "sent_elsewhere": {  # files of other terms, which a statement has beside this one's; `paid` what arrived
        "sending": _TEXT, "file": _TEXT, "total": _FEN, "paid": _FEN,
    },
    "bank_rows": {  # of the archived files, as a reader finds them; `place` is the number of the row
        **dict.fromkeys(("sending", "account", "account_name"), _TEXT), "place": _FEN, "amount": _FEN,
    },
    "returned_rows": {  # rows of the archived returns that something was booked on, and what was booked
        "file": _TEXT, "outcome": _TEXT, "booked": _FEN, "said": _FEN,
    },
    "archived": {  # files to banks and returns: `what` of both; `why` it could not be read (whole), blank where it was
        "what": _TEXT, "file": _TEXT, "digest": _TEXT, "why": _TEXT,
    },
    "documents": {"digest": _TEXT, "file": _TEXT},  # workbooks and slips that decisions came in
    # what families paid back, as booked and not undone, of every term of the books; `day` when it came in
    "recovered": {**dict.fromkeys(("booking", "line", "day", "voucher"), _TEXT), "amount": _FEN},
    "changes": {"subject": _TEXT, "payee": _TEXT, "seq": _FEN},
    "transfers": {
        **dict.fromkeys(("term", "programme", "debit", "credit"), _TEXT), "amount": _FEN,
    },
    "shares": {"batch": _TEXT, "programme": _TEXT, "level": _TEXT, "amount": _FEN},
    "borne": {**dict.fromkeys(("programme", "level"), _TEXT),
              **dict.fromkeys(("prepared", "approved", "sent", "paid", "returned", "recovered", "used"), _FEN)},
    "unnamed": {"project": _TEXT, "document": _TEXT, "level": _TEXT, "year": _FEN, "amount": _FEN},  # no programme
    "budget": {"programme": _TEXT, "level": _TEXT, "year": _FEN, "allotted": -1, "used": _FEN},
    # lists, people and papers
    "sources": {
        **dict.fromkeys(("source", "file", "digest", "kind", "as_of", "by", "at", "retired_by", "retired_at", "why"),
                        _TEXT),
        "rows": _FEN, "in_use": True, "speaks": _YES,  # for this term
    },
    "used": {"batch": _TEXT, "at": _TEXT, "source": _TEXT},
    # who is at school by the lists in use, and gone (``said``) by one that is out of use
    "said_gone": dict.fromkeys(
        ("source", "subject", "name", "id_number", "school", "school_code", "said", "evidence"), _TEXT),
    "controls": {"file": _TEXT, "cell": _TEXT, "stated": _TEXT, "computed": _TEXT, "agree": _FEN, "differs": _YES},
    "acts": {**dict.fromkeys(("at", "by", "act", "what"), _TEXT), "amount": _FEN},  # fen that was let go
    # `side`: what a printed total is compared with, `cells`, `pages` or `ledger`
    "sheets": {"group": _TEXT, "side": _TEXT, "printed": _FEN, "other": _FEN},
    # public notices as they lie in ``reports``; ``shows``: what they may not show, blank where nothing
    "notice_sheets": dict.fromkeys(("batch", "file", "shows"), _TEXT),
    # what a printed sheet says otherwise than the books; `problem` is a word `audit-paper-…`, `kind` how it is masked
    "papers": {
        **dict.fromkeys(("file", "sheet", "problem", "cell", "heading", "kind", "printed", "booked", "name",
                         "id_number", "school"), _TEXT),
        "amount": _FEN,
    },
    "signed": dict.fromkeys(("batch", "prepared_by", "approved_by"), _TEXT),  # of all terms
    "numbers": {"series": _TEXT, "number": _FEN},
}  # fmt: skip
"""The frames and their columns, each with the value that stands where nothing is known."""


def whole_frame(frame: pd.DataFrame | None, columns: Mapping[str, str | int | bool]) -> pd.DataFrame:
    """Return a frame with just these columns, the plain value where nothing is known."""
    count = 0 if frame is None else len(frame)
    out: dict[str, Any] = {}
    for name, plain in columns.items():
        dtype = DTYPES[type(plain)]
        if frame is None or name not in frame:
            out[name] = np.full(count, plain, dtype=dtype)
            continue
        values = frame[name].to_numpy(dtype=object, copy=True)
        values[pd.isna(values)] = plain
        out[name] = values.astype(dtype)
    return pd.DataFrame(out)
