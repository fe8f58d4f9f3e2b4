"""Among whom a sample is drawn: who was paid by the bank, who is due and has nothing, or who stands in a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from aid_ledger.audit.sampling import POPULATION, Basis
from aid_ledger.errors import Finding, InputError, Place
from aid_ledger.facts import BY_NAME
from aid_ledger.ledger import lines_of
from aid_ledger.office.payout import look
from aid_ledger.office.sample_risks import with_findings
from aid_ledger.rulebook import State

if TYPE_CHECKING:
    from aid_ledger.audit import Reconciliation
    from aid_ledger.office import Office
    from aid_ledger.office.evaluation import Picture
    from aid_ledger.terms import Term

Origin = Literal["lines", "entitled-unpaid", "registers"]
ORIGINS: tuple[Origin, ...] = ("lines", "entitled-unpaid", "registers")
_SHARED, _SEVERAL = 3, 2
_ORDER = ["school", "grade", "class_", "name", "id_number", "student_no"]
_NOT_LOOKED_FOR = ("duplicate", "not-of-school-age")


def population_of(
    office: Office, term: Term, origin: Origin, report: Reconciliation | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return the population, columns of :data:`POPULATION`, in an order that the data alone decide.

    ``report``: what its checks found of a child is a risk too, in place of the marks that say the same of its account.

    Raises:
        InputError: ``bundle-without-lists``: the books are those of a bundle, and the lists are not in it.
    """
    if origin != "lines" and office.bundled is not None and "lists" in office.bundled.lacks:
        raise InputError(Finding("bundle-without-lists", Place(office.bundled.file)))
    makers = {"entitled-unpaid": _unpaid, "registers": _registered}
    found = makers[origin](office, term) if origin != "lines" else received_people(_lines(office, term))
    if report is not None:
        found["risks"] = with_findings(found, report)
    return numbered(found)


def basis_of(office: Office, term: Term, origin: Origin) -> Basis:
    """Return what the amounts of a population are."""
    if origin != "lines":
        return "due" if origin == "entitled-unpaid" else "named"
    return basis_of_lines(_lines(office, term))


def basis_of_lines(lines: pd.DataFrame) -> Basis:
    """Return what stands for what was received: what the bank paid; what is posted where it has paid nothing yet."""
    return "paid" if bool((_of_children(lines)["paid"] > 0).any()) else "posted"


def _of_children(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines["student"].notna() & (lines["payee"] != "school")]


def numbered(found: pd.DataFrame) -> pd.DataFrame:
    """Return people as a population: in its order, each with a number."""
    for column in ("grade", "class_", "programmes", "risks"):
        if column not in found:
            found[column] = ""
    found = found.sort_values([*_ORDER, "amount"], kind="stable", ignore_index=True)
    found["number"] = np.arange(1, len(found) + 1)
    return found[list(POPULATION)]


def _nine_tenths(amounts: pd.Series[int]) -> int:
    """Return the amount that nine in ten do not exceed."""
    return int(amounts.sort_values().iloc[(len(amounts) * 9 - 1) // 10]) if len(amounts) else 0


def _lines(office: Office, term: Term) -> pd.DataFrame:
    with office.database.read() as connection:
        return lines_of(connection, str(term))


def received_people(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row a student to whom the bank paid more than came back from it; of ``lines`` of the term.

    What came back or was not sent is no one's: nobody can say that it was received. Where nothing of the term is paid
    yet, the amounts are those posted (:func:`basis_of_lines` tells). What is paid to schools stays out: no account of a
    student shows it.
    """
    lines = _of_children(lines).reset_index(drop=True)
    if lines.empty:
        return pd.DataFrame(columns=list(POPULATION))
    lines["risk"] = _risks_of_lines(lines)
    counted = "paid" if basis_of_lines(lines) == "paid" else "amount"
    standing = lines[(lines["state"] != "void") & (lines[counted] != 0)]
    people = standing.groupby("subject", sort=True).agg(
        name=("name", "first"), id_number=("id_number", "first"), student_no=("student_no", "first"),
        school=("school", "last"), grade=("grade", "last"), class_=("class_", "last"),
        programmes=("programme", lambda column: ";".join(sorted(set(column)))),
        risks=("risk", lambda column: ";".join(sorted({one for text in column for one in text.split(";") if one}))),
    )  # fmt: skip
    people["amount"] = lines.groupby("subject")[counted].sum().reindex(people.index).astype("int64")
    people = people[people["amount"] > 0]
    several = people["programmes"].str.count(";") + 1 >= _SEVERAL
    large = people["amount"] > _nine_tenths(people["amount"])
    for code, marks in (("several-programmes", several), ("large-amount", large)):
        people["risks"] = _and(people["risks"], code, marks)
    return people.reset_index()


def _risks_of_lines(lines: pd.DataFrame) -> pd.Series[str]:
    users = lines[lines["account"] != ""].groupby("account")["subject"].nunique()
    own = lines["payee"] == "student"
    marks = {
        "corrected": lines["reason"] != "",
        "returned": lines["state"] == "returned",
        "other-holder": own & (lines["account_name"] != "") & (lines["account_name"] != lines["name"]),
        "shared-account": (lines["account"].map(users).fillna(0) >= _SHARED),
    }
    risks = pd.Series("", index=lines.index, dtype="object")
    for code, marked in marks.items():
        risks = _and(risks, code, marked)
    return risks


def _and(risks: pd.Series[str], code: str, marks: pd.Series[bool]) -> pd.Series[str]:
    more = np.where(risks == "", code, risks + ";" + code)
    return pd.Series(np.where(marks, more, risks), index=risks.index, dtype="object")


def _unpaid(office: Office, term: Term) -> pd.DataFrame:
    """One row a student for whom more is due, or waits for a decision, than has arrived."""
    view = look(office, term)
    payable = {one.id for one in view.rulebook.programmes if one.makes_line and one.payee != "school"}
    due = view.due[view.due["state"].isin([int(State.ENTITLED), int(State.HELD)]) & view.due["programme"].isin(payable)]
    due = due.groupby("student").agg(
        amount=("amount", "sum"), programmes=("programme", lambda column: ";".join(sorted(set(column)))),
        risks=("reason", lambda column: ";".join(sorted({str(one) for one in column if one}))),
    )  # fmt: skip
    people = _students(view, due.index.to_numpy(dtype=np.int64)).assign(
        programmes=due["programmes"].to_numpy(), risks=due["risks"].to_numpy(),
        amount=due["amount"].to_numpy(dtype=np.int64),
    )  # fmt: skip
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
    arrived = lines[(lines["id_number"] != "") & (lines["payee"] != "school")].groupby("id_number")["paid"].sum()
    people["amount"] = (people["amount"] - people["id_number"].map(arrived).fillna(0)).astype("int64").clip(lower=0)
    return people[(people["amount"] > 0) | (people["risks"] != "")].reset_index(drop=True)


def _students(view: Picture, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.DataFrame:
    own = view.linked.students.iloc[places]
    names = np.append(view.linked.schools.frame["name"].to_numpy(dtype=object), "")
    stages = np.array(BY_NAME["stage"].values, dtype=object)
    return pd.DataFrame(
        {
            "name": own["name"].to_numpy(), "id_number": own["id"].to_numpy(),
            "student_no": own["student_no"].to_numpy(), "school": names[own["school"].to_numpy()],
            "grade": stages[own["stage"].to_numpy()],
        }
    )  # fmt: skip


def _registered(office: Office, term: Term) -> pd.DataFrame:
    """One row a person of school age in a register in use, at a school of the rosters or at none."""
    view = look(office, term)
    rows = view.linked.registers
    rows = rows[~rows["outcome"].isin(_NOT_LOOKED_FOR)]
    names = np.append(view.linked.schools.frame["name"].to_numpy(dtype=object), "")
    own = np.append(view.linked.students["school"].to_numpy(dtype=np.int64), -1)
    found = pd.DataFrame(
        {
            "name": rows["student_name"].to_numpy(), "student_no": "", "amount": 0,
            "id_number": np.where(rows["id"] != "", rows["id"], rows["id_no"]),
            "school": names[own[rows["student"].to_numpy(dtype=np.int64)]],
            "programmes": rows["kind"].to_numpy(), "risks": rows["outcome"].where(rows["outcome"] != "matched", ""),
        }
    )  # fmt: skip
    keys = ["id_number", "name"]
    return found.sort_values([*keys, "school", "programmes"]).drop_duplicates(keys).reset_index(drop=True)
