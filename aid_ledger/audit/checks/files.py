"""Checks of the lists behind the ledger: totals that do not add up, old lists, lists taken out of use."""

from __future__ import annotations

from datetime import date

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.linking import REGISTERS, ROSTER
from aid_ledger.words import Word, shown_day

OLD = 60
"""Days after which a list no longer says who is at school or in need."""


def control_totals(picture: Picture) -> Outcome:
    """The totals and head-counts that lists state are those of their rows."""
    controls = picture["controls"]
    if controls.empty:
        return NotDone("no-control-totals")
    found = controls[controls["differs"]]
    place = [f"[{cell}]" if cell else Word("audit-of-name") for cell in found["cell"]]
    detail = said(picture, "control", file=found["file"], place=place, stated=found["stated"],
                  computed=found["computed"])  # fmt: skip
    count = len(found) + int(controls["agree"].sum())
    return Looked(evidence(found, detail), count, "totals")


def file_old(picture: Picture) -> Outcome:
    """The lists that a payout rested on were not older than :data:`OLD` days."""
    sources = picture["sources"]
    used = picture["used"].merge(sources[["source", "file", "kind", "as_of"]], on="source")
    used = used[used["kind"].isin([*ROSTER, *REGISTERS]) & (used["as_of"] != "")]
    if used.empty:
        return NotDone("no-dated-lists" if len(picture["used"]) else "no-payout")
    age = [(date.fromisoformat(at[:10]) - date.fromisoformat(of)).days for at, of in
           zip(used["at"], used["as_of"], strict=True)]  # fmt: skip
    used = used.assign(age=age)
    found = used[used["age"] > OLD].sort_values(["file", "batch"])
    detail = said(picture, "old", file=found["file"], of=found["as_of"], days=found["age"], batch=found["batch"])
    return Looked(evidence(found, detail), used["source"].nunique(), "files")


def gone_by_retired(picture: Picture) -> Outcome:
    """Whom a list out of use has as gone by the reference day, and no list in use, is asked about before being paid."""
    sources, booked = picture["sources"], picture.pairs.groupby("subject")["booked"].sum()
    if sources.empty:
        return NotDone("no-files")
    gone = picture["said_gone"].merge(sources[["source", "file", "retired_by", "retired_at", "why"]], on="source")
    gone = gone.assign(amount=looked_up(gone["subject"], booked.to_dict(), 0))
    gone = gone[gone["amount"] > 0].drop_duplicates("subject")
    detail = said(picture, "gone-by-retired", said=gone["said"], file=gone["file"], by=gone["retired_by"],
                  day=gone["retired_at"].map(shown_day), why=gone["why"])  # fmt: skip
    return Looked(evidence(gone, detail), len(sources), "files")


def sources_retired(picture: Picture) -> Outcome:
    """Lists that a payout rested on and that were taken out of use later, by person: to be asked about."""
    sources, used = picture["sources"], picture["used"]
    if sources.empty:
        return NotDone("no-files")
    gone = sources[~sources["in_use"] & sources["source"].isin(used["source"])].sort_values(["retired_by", "file"])
    detail = said(picture, "retired", file=gone["file"], by=gone["retired_by"], day=gone["retired_at"].map(shown_day),
                  why=gone["why"])  # fmt: skip
    return Looked(evidence(gone, detail), used["source"].nunique(), "files")
