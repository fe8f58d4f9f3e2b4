"""Decisions of people on random counties: everyone keeps one outcome, payout converges, and taking back undoes."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from aid_ledger.office.applying import Applied
from tests.tools.county import AT, BY, Desk, desk, resident_id
from tests.tools.long import LONG
from tests.tools.mess import Paper, counties
from tests.tools.review import filled

_FREE = ("2023-02-20", "欧阳另外人", resident_id(700), "1200", "2023S", "三年级")


def opened(office: Desk, papers: list[Paper]) -> None:
    for paper in papers:
        assert not office.take(paper.name, paper.written(), paper.kind).refused


def answer_at_random(office: Desk, data: st.DataObject) -> Applied | None:
    """Answer some of what is asked, as a careless person would: any option, any text."""
    found = office.office.review("2023S", by=BY, at=AT)
    if found.workbook is None:
        return None
    book = load_workbook(found.workbook)
    answers: dict[str, dict[int, str]] = {}
    for sheet in book.worksheets:
        headings = [str(cell.value) for cell in sheet[3]]
        if "决定" not in headings:
            continue
        options = headings.index("可以填") if "可以填" in headings else -1
        for row in sheet.iter_rows(min_row=4, values_only=True):
            offered = str(row[options]).split(" / ") if options >= 0 else []
            choice = data.draw(st.sampled_from(["", *offered, *_FREE, "本行不用", "采用建议", "是同一人"]))
            if choice:
                answers.setdefault(sheet.title, {})[int(str(row[1]))] = choice
    if not answers:
        return None
    return office.office.apply_review("问题.xlsx", filled(found.workbook, answers), by="李四", at=AT)


@settings(max_examples=10 if LONG else 2, suppress_health_check=list(HealthCheck))
@given(counties(), st.data())
def test_whatever_is_decided_everyone_keeps_one_outcome_and_payout_converges(
    papers: list[Paper], data: st.DataObject
) -> None:  # fmt: skip
    with desk() as office:
        opened(office, papers)
        office.settle()
        rows = Counter(zip(*(office.export("outcomes")[name] for name in ("file", "row")), strict=True))
        before = office.paid()
        answer_at_random(office, data)
        office.settle()
        after = Counter(zip(*(office.export("outcomes")[name] for name in ("file", "row")), strict=True))
        assert after == rows
        assert set(after.values()) <= {1}
        again = office.payout()
        assert again.batch is None
        assert again.recover is None
        assert office.verify().ok
        for one in office.office.decisions("2023S"):
            office.office.retract_decision(one["decision"], why="撤回", by=BY, at=AT)
        office.settle()
        held = {name for name, outcome in zip(*(office.export("outcomes")[n] for n in ("name", "outcome")), strict=True)
                if outcome == "held"}  # fmt: skip
        differ = {name for (name, _programme), _ in set(office.paid().items()) ^ set(before.items())}
        assert differ <= held, "taken back, and yet somebody who waits for nothing is paid otherwise"


@settings(max_examples=10 if LONG else 2, suppress_health_check=list(HealthCheck))
@given(counties(), st.data())
def test_answers_again_change_nothing(papers: list[Paper], data: st.DataObject) -> None:
    with desk() as office:
        opened(office, papers)
        found = office.office.review("2023S", by=BY, at=AT)
        if found.workbook is None:
            return
        answers = {"问题": dict.fromkeys(range(1, found.questions + 1), data.draw(st.sampled_from(["住校", "在读"])))}
        if not found.questions:
            return
        filled_in = filled(found.workbook, answers)
        office.office.apply_review("问题.xlsx", filled_in, by="李四", at=AT)
        head = office.verify().head
        again = office.office.apply_review("问题.xlsx", filled_in, by="李四", at=AT)
        assert again.decisions == ()
        assert office.verify().head == head
