"""How the findings of a term are exported: one row a row of evidence, with the list, sheet and row it rests on first.

A finding without rows of evidence has one row of its own; nothing that ``reconcile`` found is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.audit.results import CheckResult, Reconciliation, in_order
from aid_ledger.audit.wording import told
from aid_ledger.money import format_yuan
from aid_ledger.office.sources import all_sources

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.words import Lang

COLUMNS = ("code", "severity", "term", "student", "source", "sheet", "row", "amount", "message")
_CELL = r"^(?P<digest>[0-9a-f]{8})/(?P<sheet>.*?)(?:!(?:[A-Z]{1,3})?(?P<row>[0-9]+)?[^!]*)?$"


def finding_table(office: Office, report: Reconciliation, lang: Lang) -> pd.DataFrame:
    """Return the findings of a report, columns :data:`COLUMNS`, in the report's order.

    ``student`` is the ID number, else the ledger's number of the student; ``source`` is the list's, else the part of
    the file's digest that the evidence carries.
    """
    with office.database.read() as connection:
        known = {f"{row['digest'][:8]}/{row['sheet']}": row["source"] for row in all_sources(connection)}
    parts = [_rows_of(one, known, str(report.head.term), lang) for one in in_order(report.results)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    return table[list(COLUMNS)]


def _rows_of(one: CheckResult, known: dict[str, str], term: str, lang: Lang) -> pd.DataFrame:
    message = told(one, "message", lang)
    head = {"code": one.code, "severity": one.severity, "term": term}
    if one.rows is None or one.rows.empty:
        own = {"student": "", "source": "", "sheet": "", "row": "", "amount": format_yuan(one.amount)}
        return pd.DataFrame([head | own | {"message": message}])
    rows = one.rows.fillna({"amount": 0}).fillna("").astype({"evidence": str, "detail": str})
    cells = rows["evidence"].str.split(";").str[0].str.extract(_CELL).fillna("")
    source = (cells["digest"] + "/" + cells["sheet"]).map(known)
    return pd.DataFrame(
        head
        | {
            "student": np.where(rows["id_number"] != "", rows["id_number"], rows["student"].astype(str)),
            "source": source.fillna(cells["digest"]), "sheet": cells["sheet"], "row": cells["row"],
            "amount": [format_yuan(int(fen)) for fen in rows["amount"]],
            "message": message + np.where(rows["detail"] == "", "", "；" + rows["detail"]),
        },
        index=rows.index,
    )  # fmt: skip
