"""The 审批单 of a batch: what an approval would seal, against last term, and what its reader should look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.ledger import given_by_another, lines_of, require_open
from aid_ledger.money import format_yuan
from aid_ledger.office.approving import Plan
from aid_ledger.office.checked_accounts import checked_accounts, last_ordered
from aid_ledger.office.keys import signing_key
from aid_ledger.office.lists_before_paying import facts_before_approving
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.papers import without_lines
from aid_ledger.office.refused import still_refused
from aid_ledger.payments import account_findings
from aid_ledger.reports import STAGES, ApprovalRow, ApprovalSheet, approval_sheet_digest, write_approval
from aid_ledger.rulebook import unverified
from aid_ledger.store import Registration, registrations, rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, Word

if TYPE_CHECKING:
    from aid_ledger.office import Office

Fact = tuple[str, Mapping[str, object]]
_STAGE = ["programme", "stage"]
_ON_ITS_WAY = ("paid", "sent", "approved")


@dataclass(frozen=True, slots=True)
class ApprovalPaper:
    """What is shown to an approver: the sheet, and what was found of the accounts."""

    sheet: ApprovalSheet
    accounts: tuple[Finding, ...]


def approval_paper(office: Office, plan: Plan, *, by: str = "", document: str = "") -> ApprovalPaper:
    """Return what is put before an approver.

    Args:
        office: the workspace.
        plan: what the approval would do.
        by: the approver as typed, blank where nobody is named yet.
        document: 文号.

    Raises:
        LedgerError: ``term-closed``.
    """
    found, fresh = plan.payable, plan.change.fresh
    batch = found.batch
    with office.database.read() as connection:
        require_open(connection, str(batch["term"]))
        earlier = rows_of(connection, "approval", "batch = :batch", "seq", batch=str(batch["batch"]))
        number = len(earlier) + 1
        before = lines_of(connection, str(Term.parse(str(batch["term"])).previous))
        given = registrations(connection)
    key, keys = signing_key(office, by), tuple(_keys(given, (by, *plan.preparers)))
    if batch["kind"] == "recover":
        claims = _of_claims(plan, number, by, document)
        return ApprovalPaper(replace(claims, facts=(*keys, *claims.facts), key=key), ())
    left = left_of_budget(office, plan)
    checks = checked_accounts(office, found, fresh)
    rows = tuple(_rows(fresh, found.lines, before, left))
    facts = (*keys, *_so_far(found.lines, fresh), *_changes(plan), *_doubts(plan), *_refused(office, plan))
    sheet = ApprovalSheet(
        kind="difference" if plan.approved_before else "first", number=number, approver=by, document=document,
        digest=plan.payments, people=_people(fresh), rows=rows,
        facts=(*facts, *(_of_orders(office, plan, checks) if len(fresh) else ())),
        waits=tuple(_waits(plan)), key=key,
        document_before="" if document else next((str(row["document"]) for row in earlier if row["document"]), ""),
    )  # fmt: skip
    return ApprovalPaper(sheet, account_findings(checks))


def write_approval_paper(
    office: Office, plan: Plan, paper: ApprovalPaper, *, at: str, out: Path | None = None, lang: Lang = "zh"
) -> Path | None:  # fmt: skip
    """Write the 审批单 into the batch's folder; nothing where there is nothing (new) to approve.

    Raises:
        InputError: ``workbook-not-writable``: it is open elsewhere.
    """
    if plan.nothing_new or not (paper.sheet.rows or paper.sheet.waits or len(plan.change.withdrawn)):
        return None
    batch = plan.payable.batch
    term = Term.parse(str(batch["term"]))
    head = without_lines(office, term, by="、".join(plan.preparers), at=at)
    titles = {programme.id: programme.zh for programme in plan.payable.view.rulebook.programmes}
    head = replace(head, batch=str(batch["batch"]), titles=titles)
    return write_approval(
        out or office.workspace.reports / str(term) / head.batch, head, paper.sheet, lang=lang
    )  # fmt: skip


def sheet_digest_of(plan: Plan, paper: ApprovalPaper) -> str:
    """Return the 表校验码 that the 审批单 of this plan bears."""
    batch = plan.payable.batch
    return approval_sheet_digest(str(batch["term"]), str(batch["batch"]), paper.sheet)


def left_of_budget(office: Office, plan: Plan) -> Mapping[str, int]:
    """Return what is left of the 指标 of each programme after everything in the ledger, fen; empty: none is kept."""
    kept = office.left([Term.parse(str(plan.payable.batch["term"])).fiscal_year])
    kept = kept[kept["allotted"].notna()]
    return {str(name): int(fen) for name, fen in kept.groupby("programme")["left"].sum().items()}


def _keys(given: Sequence[Registration], names: Sequence[str]) -> Iterator[Fact]:
    """Name who got a key from somebody else without the old one: preparer and approver are asked in person."""
    for name in dict.fromkeys(names):
        if (one := given_by_another(given, name)) is not None:
            yield "key-given", {"holder": name, "by": one.by, "day": one.at[:10], "why": one.why}


def _people(lines: pd.DataFrame) -> int:
    """Count different students, those too whose money goes to the school."""
    return int(lines.loc[lines["subject"].str.startswith("p"), "subject"].nunique())


def _rows(
    fresh: pd.DataFrame, lines: pd.DataFrame, before: pd.DataFrame, left: Mapping[str, int]
) -> Iterator[ApprovalRow]:  # fmt: skip
    """Yield programmes by stage; totals of the term and of the one before are of everything that stands in them."""
    now, then = (one.groupby(_STAGE)["amount"].sum().to_dict() for one in (lines, before))
    compared, met = not before.empty, set[str]()
    place = {stage: at for at, stage in enumerate(STAGES)}
    groups = {(str(programme), str(stage)): part for (programme, stage), part in fresh.groupby(_STAGE)}
    for key in sorted(groups, key=lambda one: (one[0], place.get(one[1].split("+")[0], -1))):
        (name, stage), part = key, groups[key]
        people = _people(part)
        standards = sorted({int(fen) for fen in part["standard"] if fen}) if people else []
        yield ApprovalRow(
            programme=name, stage=stage, standards=tuple(standards) if len(standards) <= 4 else (), people=people,
            items=len(part), amount=int(part["payable"].sum()), term=max(int(now[key]), 0),
            before=max(int(then.get(key, 0)), 0) if compared else -1,
            left=left.get(name) if name not in met else None,
        )  # fmt: skip
        met.add(name)


def _so_far(lines: pd.DataFrame, fresh: pd.DataFrame) -> Iterator[Fact]:
    """Say how far the money of the column of the term is, by its rows: it is more than what is put to approval now."""
    shown = set(zip(*(fresh[name].tolist() for name in _STAGE), strict=True))
    own = lines[[key in shown for key in zip(*(lines[name].tolist() for name in _STAGE), strict=True)]]
    pays = own[(own["kind"] == "pay") & (own["state"] != "void")]
    now = pays["line"].isin(fresh["line"])
    parts = {name: int(pays.loc[~now & (pays["state"] == name), "amount"].sum()) for name in _ON_ITS_WAY}
    parts["now"] = int(pays.loc[now, "amount"].sum())
    parts["waits"] = int(pays["amount"].sum()) - sum(parts.values())
    parts["claimed"] = -int(own.loc[own["kind"] == "recover", "amount"].sum())
    if any(fen for name, fen in parts.items() if name != "now"):
        total = sum(parts.values()) - 2 * parts["claimed"]
        said = {name: format_yuan(fen, grouped=True) for name, fen in {**parts, "total": total}.items()}
        yield "so-far", dict(said)


def _changes(plan: Plan) -> Iterator[Fact]:
    """Say what the batch holds beside the orders: lines taken back, orders withdrawn, kept and sent."""
    found, change = plan.payable, plan.change
    own = found.lines[found.lines["batch"] == found.batch["batch"]]
    cut = own[own["amount"] < 0]
    if len(cut):
        yield "cuts", _counted(cut, "amount", sign=-1)
    for name, part in (("withdrawn", change.withdrawn), ("kept", change.kept), ("sent", change.sent)):
        if len(part):
            yield name, _counted(part, "amount")


def _counted(part: pd.DataFrame, column: str, *, sign: int = 1) -> dict[str, object]:
    return {"count": f"{len(part):,}", "amount": format_yuan(sign * int(part[column].sum()), grouped=True)}


def _doubts(plan: Plan) -> Iterator[Fact]:
    view = plan.payable.view
    rows = outcomes_of(view).rows
    held = rows[(rows["outcome"] == "held") & rows["kind"].isin(("roster", "applications"))]
    yield "held", {"rows": f"{len(held):,}"}
    decided = sum(int(row["rows"]) for row in view.decided)
    yield "decisions", {"count": f"{len(view.decided):,}", "rows": f"{decided:,}"}


def _refused(office: Office, plan: Plan) -> Iterator[Fact]:
    if params := still_refused(office, str(plan.payable.batch["term"])):
        yield "refused", params


def _of_orders(office: Office, plan: Plan, checks: pd.DataFrame) -> tuple[Fact, ...]:
    listed = facts_before_approving(plan.payable.view, plan.change.fresh, office.config.notice_days)
    return (*_accounts(office, plan, checks), *_standards(plan), *listed)


def _accounts(office: Office, plan: Plan, checks: pd.DataFrame) -> Iterator[Fact]:
    """Count accounts of payees who had none before, or another one, and what the checks found."""
    fresh = plan.change.fresh
    payees = fresh.drop_duplicates(["subject", "payee"])
    last = last_ordered(office, plan.payable, payees)
    number = payees["account"].reset_index(drop=True)
    new, changed = last["account"] == "", (last["account"] != "") & (last["account"] != number)
    yield "accounts", {"new": f"{number[new].nunique():,}", "changed": f"{number[changed].nunique():,}"}
    many = checks[checks["check"] == "account-shared-many"]
    if len(many):
        shared = fresh[fresh["line"].isin(many["line"])]
        yield "shared", {"accounts": shared["account"].nunique(), "people": shared["subject"].nunique()}
    else:
        yield "shared-none", {}
    other = checks[checks["check"] == "account-holder-other"]
    if len(other):
        yield "holder-other", {"count": f"{len(other):,}"}


def _standards(plan: Plan) -> Iterator[Fact]:
    """Say how much of the money rests on standards that nobody compared with their document."""
    view, fresh = plan.payable.view, plan.change.fresh
    pairs = fresh[["programme", "standard"]].drop_duplicates().itertuples(index=False)
    open_ = {(name, int(fen)) for name, fen in pairs if unverified(view.rulebook, str(name), view.term, int(fen))}
    keys = list(zip(fresh["programme"].tolist(), fresh["standard"].astype(int).tolist(), strict=True))
    own = fresh[[key in open_ for key in keys]]
    if own.empty:
        yield "verified", {}
        return
    titles = {programme.id: programme.zh for programme in view.rulebook.programmes}
    named = "、".join(titles.get(str(name), str(name)) for name in own["programme"].unique())
    yield "unverified", {"amount": format_yuan(int(own["payable"].sum()), grouped=True), "programmes": named}


def _waits(plan: Plan) -> Iterator[Fact]:
    waiting = plan.payable.waiting
    for why, part in waiting.groupby("waits", sort=True):
        yield "waits", {**_counted(part, "payable"), "why": Word(str(why), "reason")}


def _of_claims(plan: Plan, number: int, by: str, document: str) -> ApprovalSheet:
    """Return the paper of a recover batch: no orders, but claims, each above zero."""
    found = plan.payable
    own = found.lines[(found.lines["batch"] == found.batch["batch"]) & (found.lines["outstanding"] > 0)]
    rows: Any = tuple(
        ApprovalRow(str(programme), str(stage), (), _people(part), len(part), int(part["outstanding"].sum()))
        for (programme, stage), part in own.groupby(_STAGE, sort=True)
    )
    why = own["reason"].value_counts().sort_index()
    facts = [("claim", {"count": int(count), "why": Word(str(name), "reason")}) for name, count in why.items() if name]
    return ApprovalSheet(
        kind="recover", number=number, approver=by, document=document, digest=str(found.batch["digest"]),
        people=_people(own), rows=rows, facts=(*facts, ("no-set-off", {})), waits=(),
    )  # fmt: skip
