"""Checks of sums: any two of rules, ledger, approvals, bank files, returns and papers that should say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from aid_ledger.audit import identities
from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said, yuan
from aid_ledger.audit.picture import Picture
from aid_ledger.audit.results import Identity
from aid_ledger.people import mask_account, mask_id, mask_name
from aid_ledger.words import phrase

_Shown = Callable[[Iterable[int]], list[str]]


def _compared(
    picture: Picture, made: Iterable[Identity], unit: str, why_not: str, shown: _Shown = yuan
) -> Outcome:  # fmt: skip
    """Return the groups of identities whose sides differ."""
    parts, count = [], 0
    for one in made:
        groups = one.groups
        count += len(groups)
        wrong = groups[(groups["left"] != groups["right"]).to_numpy()]
        off = wrong.assign(amount=(wrong["left"] - wrong["right"]).abs() if one.unit == "fen" else 0)
        detail = said(picture, "differ", where=wrong["group"], left=shown(wrong["left"]), right=shown(wrong["right"]))
        parts.append(evidence(off, detail))
    if not count:
        return NotDone(why_not)
    return Looked(pd.concat(parts, ignore_index=True), count, unit)


def rules_ledger(picture: Picture) -> Outcome:
    """What the rules give on today's lists is what the ledger says."""
    return _compared(picture, [identities.due_booked(picture, "programme")], "programmes", "no-payout")


def ledger_moves(picture: Picture) -> Outcome:
    """What lines say is what was moved: opening and posted, less paid, is what is left."""
    return _compared(picture, [identities.opening_closing(picture)], "programmes", "no-payout")


def ledger_approvals(picture: Picture) -> Outcome:
    """What was approved has been paid, has come back, or waits; by each approval, the sum of its orders."""
    made = [identities.approved_paid(picture, "programme"), identities.approval_orders(picture)]
    return _compared(picture, made, "sums", "nothing-approved")


def ledger_bank_files(picture: Picture) -> Outcome:
    """The sum of a bank's file, added up from its rows, is that of its orders and of the record."""
    return _compared(picture, [identities.bank_file(picture)], "files", "nothing-sent")


def bank_returns(picture: Picture) -> Outcome:
    """What the bank's returns say was paid and came back is what was booked."""
    why_not = "returns-unread" if _unread(picture, "return") else "nothing-returned"
    return _compared(picture, [identities.return_file(picture)], "files", why_not)


def archived_unread(picture: Picture) -> Outcome:
    """Every archived bank file and return can be read: what cannot is in no sum, and nobody has looked at it."""
    kept = picture["archived"]
    if kept.empty:
        return NotDone("nothing-sent")
    wrong = kept[kept["why"] != ""].sort_values(["what", "file"])
    parts = [
        evidence(own, said(picture, f"unread-{what}", file=own["file"], why=own["why"]))
        for what, own in wrong.groupby("what", sort=True)
    ]
    return Looked(pd.concat(parts, ignore_index=True) if parts else nothing(), len(kept), "files")


def _unread(picture: Picture, what: str) -> bool:
    kept = picture["archived"]
    return bool(((kept["what"] == what) & (kept["why"] != "")).any())


def ledger_sheets(picture: Picture) -> Outcome:
    """Every row printed on a sheet, and every total, is what the books say."""
    papers = picture["papers"]
    wrong = papers[(papers["problem"] != NOT_COMPUTED).to_numpy()]
    count = int((picture["sheets"]["side"] == "ledger").sum())
    if not count and wrong.empty:
        return NotDone("no-papers")
    sheets = len(wrong[["file", "sheet"]].drop_duplicates())
    return Looked(evidence(wrong, _printed(picture, wrong)), count, "sheets", {"sheets": sheets})


NOT_COMPUTED = "not-computed"


def totals_computed(picture: Picture) -> Outcome:
    """Every total that is a formula was saved with what it gives; else the rows alone could be added up."""
    papers = picture["papers"]
    count = int((picture["sheets"]["side"] == "ledger").sum())
    if not count:
        return NotDone("no-papers")
    own = papers[(papers["problem"] == NOT_COMPUTED).to_numpy()]
    by_sheet = own.groupby(["file", "sheet"], sort=True)["cell"].agg(list).reset_index()
    cells = [", ".join(one[:_FEW]) + (" …" if len(one) > _FEW else "") for one in by_sheet["cell"]]
    numbers = list(map(len, by_sheet["cell"]))
    detail = said(picture, "paper-not-computed", file=by_sheet["file"], sheet=by_sheet["sheet"], cells=cells,
                  count=numbers)  # fmt: skip
    return Looked(evidence(by_sheet, detail), count, "sheets")


_FEW = 5
_MASKS: dict[str, Callable[[str], str]] = {"name": mask_name, "id": mask_id, "account": mask_account}


def _printed(picture: Picture, wrong: pd.DataFrame) -> list[str]:
    """Return what a sheet says and what the books say, masked; where both look the same so, that is said."""
    columns = ("file", "sheet", "problem", "cell", "heading", "kind", "printed", "booked")
    out = []
    for file, sheet, problem, cell, heading, kind, *both in zip(*(wrong[name] for name in columns), strict=True):
        blank = phrase("audit-paper-blank", picture.lang)
        printed, booked = (_MASKS.get(kind, str)(one) if one else blank for one in both)
        hidden = phrase("audit-paper-same-masked", picture.lang) if printed == booked and problem == "cell" else ""
        out.append(phrase(f"audit-paper-{problem}", picture.lang, file=file, sheet=sheet, cell=cell, heading=heading,
                          printed=printed, booked=booked, hidden=hidden))  # fmt: skip
    return out


def totals_agree(picture: Picture) -> Outcome:
    """表表相通: a total that stands in two records is the same in both."""
    return _compared(picture, [identities.totals_agree(picture)], "totals", "no-payout")


def rows_outcomes(picture: Picture) -> Outcome:
    """Every data row of every file in use has one outcome."""
    return _compared(picture, [identities.rows_outcomes(picture)], "files", "no-files", lambda rows: [*map(str, rows)])


def books_verify(picture: Picture) -> Outcome:
    """Journal, digests and balances re-derive; no archived file was altered."""
    bad = list(picture.bad)
    rows = evidence(pd.DataFrame({"amount": [0] * len(bad)}), said(picture, "bad", what=bad))
    semicolon = "；" if picture.lang == "zh" else "; "
    items = semicolon.join(bad[:_NAMED]) + (" …" if len(bad) > _NAMED else "")
    return Looked(rows, picture.verified, "records", {"items": items})


_NAMED = 3
