"""Suggestions are for people: they pay nothing, change nothing, and no order of files or rows decides them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from unittest import mock

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aid_ledger.linking import Linked, explain_absent, suggest
from aid_ledger.linking.suggestions import MOST
from aid_ledger.office.hints import hints_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import desk
from tests.tools.long import LONG
from tests.tools.mess import Paper, counties, every_defect_once


def linked(papers: Sequence[Paper]) -> Linked:
    with desk() as office:
        for paper in papers:
            assert not office.take(paper.name, paper.written(), paper.kind).refused
        return look(office.office, Term.parse("2023S")).linked


def told(known: Linked, *, places: bool = True) -> list[tuple[object, ...]]:
    """What is said of each row, in an order of its own; without places where rows may stand elsewhere."""
    found = suggest(known)
    absences = explain_absent(known, found)
    tables = (known.rows, known.registers)
    names = [str(tables[side]["student_name"].iat[at]) for side, at in zip(found["side"], found["index"], strict=True)]
    absent = known.registers["student_name"].iloc[absences["index"].to_numpy()].tolist()
    numbers = [known.sources[src].file for src in found["candidate_src"]]
    out = found.drop(columns=["index", "src", "candidate_src", "candidate_index", "candidate_student"])
    out = out.assign(who=names, file=numbers)
    rest = absences.drop(columns=["index", "suggestion"]).assign(who=absent)
    if not places:
        out = out.drop(columns=["row", "candidate_row"])
    return sorted(map(repr, [*out.itertuples(index=False), *rest.itertuples(index=False)]))  # type: ignore[arg-type]


@settings(max_examples=8 if LONG else 2, suppress_health_check=list(HealthCheck))
@given(counties(), st.data())
def test_the_order_of_files_and_rows_changes_no_suggestion(papers: list[Paper], data: st.DataObject) -> None:
    first = linked(papers)
    assert told(linked(data.draw(st.permutations(papers)))) == told(first)
    shuffled = linked([Paper(paper.name, paper.kind, data.draw(st.permutations(paper.rows))) for paper in papers])
    assert told(shuffled, places=False) == told(first, places=False)


@settings(max_examples=8 if LONG else 2, suppress_health_check=list(HealthCheck))
@given(counties())
def test_suggestions_leave_everything_as_it_was_and_keep_their_form(papers: list[Paper]) -> None:
    known = linked(papers)
    before = copy.deepcopy((known.rows, known.registers, known.students))
    found = suggest(known)
    explain_absent(known, found)
    for old, new in zip(before, (known.rows, known.registers, known.students), strict=True):
        pd.testing.assert_frame_equal(old, new)
    assert found["rank"].between(1, MOST).all()
    assert (found["of"] >= found.groupby(["side", "index"])["rank"].transform("max")).all()
    assert not found.duplicated(["side", "index", "rank"]).any()
    held = found[found["proposed_id"] != ""]
    assert held["reason"].isin(["no-identity", "id-invalid"]).all()
    certain = {*known.rows["id"], *known.registers["id"]}
    own_number = (held["side"] == held["candidate_side"]) & (held["index"] == held["candidate_index"])
    assert set(held.loc[~own_number, "proposed_id"]) <= certain


def test_a_payout_pays_the_same_with_and_without_suggestions() -> None:
    """With all defects at once: the papers, which alone ask for suggestions, come after what is posted."""
    exports = []
    for papers in (True, False):
        with desk() as office, mock.patch("aid_ledger.office.papers.hints_of", wraps=hints_of) as asked:
            for paper in every_defect_once():
                assert not office.take(paper.name, paper.written(), paper.kind).refused
            done = office.payout(papers=papers)
            assert done.batch
            assert asked.call_count == int(papers)
            exports.append((done.batch.digest, *(office.csv(name) for name in ("lines", "outcomes", "entitlements"))))
    assert exports[0] == exports[1]
