"""The auditor's report of a term as documents: a workbook, one HTML page, and a 疑点清单 a school.

Draws what :class:`aid_ledger.audit.results.Reconciliation` holds; what is checked, and against what, was decided
elsewhere. Names and numbers of persons are masked in all of it.
"""

from aid_ledger.reports.reconciliation.writing import write_reconciliation

__all__ = ["write_reconciliation"]
