"""Decisions as they are kept: who, when, what was seen; in evidence, manifest and journal; shown and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from aid_ledger.errors import InputError
from aid_ledger.people import mask_id
from aid_ledger.store import rows_of
from tests.tools.county import (
    AT,
    PRIMARY,
    Desk,
    member,
    name_of,
    pupil,
    resident_id,
)
from tests.tools.review import (
    BAD_ID,
    BOARDING,
    SCHOOL,
    STATUS,
    answered,
    apply,
    ask,
    filled,
    poor,
    settle,
    two_schools,
    workbook,
)


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


def test_a_decision_taken_back_is_asked_again(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = settle(office, {BOARDING: "住校"})
    assert ask(office).questions == 0
    office.office.retract_decision(done.decisions[0], why="学校来电更正", by="李四", at=AT)
    assert ask(office).questions == 1
    assert office.verify().ok
    with pytest.raises(InputError) as refused:
        office.office.retract_decision(done.decisions[0], why="再撤", by="李四", at=AT)
    assert refused.value.findings[0].name == "decision-not-in-force"
    settle(office, {BOARDING: "走读"})
    office.payout()
    assert list(office.paid()) == [(name_of(1), "nonboarding-living")]


def test_a_line_shows_the_cell_that_decided_it(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    data = answered(workbook(ask(office)), {BOARDING: "住校"})
    settled = apply(office, data, f"石桥镇答复{resident_id(1)}.xlsx")
    office.payout()
    document = office.office.decisions("2023S")[0]["document"]
    masked = f"石桥镇答复{mask_id(resident_id(1))}.xlsx"
    assert office.office.document_names() == {document: masked}
    report = office.office.reconcile("2023S", at=AT, by="审计")
    assert report.file_names[document[:8]] == masked
    evidence = office.export("lines")["evidence"].iloc[0].split(";")
    assert f"{document[:8]}/问题!J4" in evidence
    facts = {fact.field: fact for fact in office.office.explain(resident_id(1), "2023S").facts}
    assert facts["boarding"].value == "yes"
    assert f"{document[:8]}/问题!J4" in facts["boarding"].evidence
    assert len(settled.decisions) == 1


def test_decisions_stand_in_the_manifest(office: Desk) -> None:
    poor(office, [pupil(1), pupil(2, 就读方式="")])
    first = office.payout().manifest
    done = settle(office, {BOARDING: "住校"})
    second = office.payout()
    assert second.manifest != first
    with office.office.database.read() as connection:
        record = rows_of(connection, "journal", "kind = 'payout'", "seq")[-1]
    manifest = json.loads(record["body"])["manifest"]
    assert [one["decision"] for one in manifest["decisions"]] == list(done.decisions)


def test_no_number_or_name_stands_in_the_journal(office: Desk) -> None:
    wrong = resident_id(1)[:17] + ("0" if resident_id(1)[17] != "0" else "1")
    poor(office, [pupil(1, 身份证件号=wrong, 学籍号="")], member(1))
    apply(office, filled(workbook(ask(office)), {BAD_ID: {1: resident_id(1)}}))
    with office.office.database.read() as connection:
        text = json.dumps([rows_of(connection, name) for name in ("journal", "decision")], ensure_ascii=False)
    assert resident_id(1) not in text
    assert wrong not in text
    assert name_of(1) not in text


def test_an_archived_decision_that_was_altered_is_found(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    settle(office, {BOARDING: "住校"})
    with office.office.database.read() as connection:
        body = rows_of(connection, "decision")[0]["body"]
    path = office.office.evidence.sources / body[:2] / body
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace("住校".encode(), "走读".encode()))
    bad = office.verify().first_bad
    assert bad is not None
    assert (bad.table, bad.what) == ("decision", "archived-file-altered")


@pytest.mark.long
def test_the_same_decisions_in_another_order_give_the_same_lines(office: Desk) -> None:
    """DESIGN invariant 5: what is in force counts, not when it came."""
    poor(office, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
    path = workbook(ask(office))
    both = [answered(path, {BOARDING: "住校"}), answered(path, {STATUS: "在读"})]
    exports = []
    for order in (both, both[::-1]):
        with two_schools() as other:
            poor(other, [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂")])
            for data in order:
                assert not apply(other, data).findings
            other.payout()
            exports.append([other.csv(name) for name in ("lines", "outcomes", "entitlements")])
    assert exports[0] == exports[1]


@pytest.mark.server
def test_decisions_are_the_same_on_postgresql(postgres_url: str) -> None:
    exports, data = [], b""
    for url in ("sqlite:///ledger.db", postgres_url):
        with two_schools(url) as office:
            poor(
                office,
                [pupil(1, 就读方式=""), pupil(2, 学生状态="空挂"), pupil(3, {"学校名称": "一小", "学校标识码": ""})],
            )
            answers = {BOARDING: "住校", STATUS: "在读", SCHOOL: PRIMARY["学校名称"]}
            data = data or answered(workbook(ask(office)), answers)
            done = apply(office, data)
            office.payout()
            assert office.verify().ok
            exports.append((done.decisions, office.csv("lines"), office.csv("outcomes")))
    assert exports[0] == exports[1]


def test_a_decision_is_shown_with_what_was_seen(office: Desk) -> None:
    poor(office, [pupil(1, 就读方式="")])
    done = settle(office, {BOARDING: "住校"})
    shown = office.office.decision(done.decisions[0])
    assert [(cell["field"], cell["was"], cell["reads"], cell["row"]) for cell in shown["cells"]] == [
        ("boarding", "", "住校", 2)
    ]
    assert len(shown["seen"]) == 20
    with pytest.raises(InputError):
        office.office.decision("000000000000")
