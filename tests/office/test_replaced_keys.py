"""A key that somebody gave a colleague without the old one: the two count as one wherever two persons are asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from openpyxl import load_workbook

from aid_ledger.errors import AidLedgerError
from aid_ledger.ledger import given_by_another, hands_of
from aid_ledger.ledger.verifying import Bad
from aid_ledger.store import Registration, signing
from aid_ledger.words import tell
from tests.office.test_keys import THIRD, prepare, refused, registered, sign_as
from tests.tools import moved
from tests.tools.county import AT, BY, Desk
from tests.tools.money import OTHER, approve


def given(*steps: tuple[str, str]) -> tuple[Registration, ...]:
    """Return registrations: each of ``name`` by whom."""
    return tuple(
        Registration(seq, name, f"{seq:064x}", "x", by, AT, "丢失") for seq, (name, by) in enumerate(steps, start=1)
    )


@pytest.mark.parametrize(
    ("steps", "behind"),
    [
        ((), "乙"),
        ((("乙", "乙"),), "乙"),
        ((("乙", "乙"), ("乙", "甲")), "甲乙"),
        ((("乙", "乙"), ("乙", "甲"), ("乙", "乙")), "甲乙"),  # renewed: who has the old key has the new one
        ((("乙", "乙"), ("乙", "甲"), ("乙", "丙")), "乙丙"),  # a third person has found the right one again
        ((("丙", "丙"), ("丙", "甲"), ("乙", "乙"), ("乙", "丙")), "甲乙丙"),  # through the name of another
    ],
)
def test_who_may_be_behind_a_name(steps: tuple[tuple[str, str], ...], behind: str) -> None:
    assert hands_of(given(*steps)).behind("乙") == frozenset(behind)


def test_what_was_done_before_a_key_was_given_is_its_holders_alone() -> None:
    found = given(("乙", "乙"), ("乙", "甲"), ("乙", "丙"))
    hands = hands_of(found)
    assert [sorted(hands.behind("乙", seq)) for seq in (1, 2, 3, 4)] == [["乙"], ["乙"], ["乙", "甲"], ["丙", "乙"]]
    last = given_by_another(found, "乙")
    assert last is not None
    assert last.by == "丙"
    assert given_by_another(found, "甲") is None


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Lock keys as always, with fewer rounds."""
    with mock.patch.object(signing, "_ROUNDS", 1000):
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office where the preparer gave the approver another key, without the old one."""
    folder = tmp_path_factory.mktemp("replaced") / "office"
    with closing(Desk(folder)) as desk:
        prepare(desk)
        sign_as(desk, OTHER, registered(desk, OTHER))
        sign_as(desk, BY, registered(desk, BY))
        registered(desk, OTHER, by=BY, why="U盘丢失", file="2.key")
    return folder


@pytest.fixture
def replaced(made: Path, tmp_path: Path) -> Iterator[Desk]:
    """That office, for one test alone; whoever has the second key acts."""
    with closing(Desk(Path(shutil.copytree(made, tmp_path / "office")))) as desk:
        sign_as(desk, OTHER, desk.folder / "2.key")
        yield desk


def words(act: Callable[[], Any]) -> str:
    with pytest.raises(AidLedgerError) as error:
        act()
    return tell(error.value.findings[0], "zh").problem


def test_who_gave_a_key_cannot_approve_with_it_what_they_prepared(replaced: Desk) -> None:
    head = replaced.verify().head
    plan = replaced.office.plan_approval("2023S-001")
    said = words(lambda: replaced.office.approval_paper(plan, by=OTHER))
    assert said == f"{OTHER} 和 {BY} 按一个人算：从密钥换发记录看，两个姓名背后都可能是 {BY}"
    assert refused(lambda: approve(replaced, "2023S-001")) == "names-count-as-one"
    sign_as(replaced, OTHER, registered(replaced, OTHER, file="3.key"))
    assert refused(lambda: approve(replaced, "2023S-001")) == "names-count-as-one", "a renewed key is the same hands"
    assert replaced.verify().head.seq == head.seq + 1


def test_who_got_a_key_so_prepares_nothing_that_its_giver_approves(replaced: Desk) -> None:
    replaced.office.void("2023S-001", why="重做", by=OTHER, at=AT)
    batch = replaced.office.payout("2023S", by=OTHER, at=AT).batch
    assert batch is not None
    sign_as(replaced, BY, replaced.folder / f"{BY}.key")
    assert refused(lambda: approve(replaced, batch.batch, by=BY)) == "names-count-as-one"


def test_a_third_person_gives_another_key_and_the_paper_names_it(replaced: Desk, tmp_path: Path) -> None:
    sign_as(replaced, THIRD, registered(replaced, THIRD))
    sign_as(replaced, OTHER, registered(replaced, OTHER, by=THIRD, why="本人到场", file="3.key"))
    plan = replaced.office.plan_approval("2023S-001")
    paper = replaced.office.approval_paper(plan, by=OTHER)
    file = replaced.office.write_approval_paper(plan, paper, at=AT, out=tmp_path)
    assert file is not None
    with closing(load_workbook(file)) as book:
        cells = "\n".join(str(cell.value) for row in book.worksheets[0].rows for cell in row if cell.value)
    assert f"{OTHER} 的密钥由 {THIRD} 于 2023-04-20 换发，未用旧密钥（本人到场）：请向 {OTHER} 本人核实" in cells
    approve(replaced, "2023S-001")
    found = replaced.verify()
    assert found.ok, found.first_bad
    assert [(one.name, one.given_by) for one in found.signatures.keys if one.given_by] == [(OTHER, BY), (OTHER, THIRD)]
    acts = replaced.office.reconcile("2023S", by=THIRD, at=AT).people
    assert acts.loc[acts["act"] == "key-given", ["by", "what"]].to_numpy().tolist() == [
        [BY, f"{OTHER}: U盘丢失"], [THIRD, f"{OTHER}: 本人到场"],
    ]  # fmt: skip


def test_an_approval_written_past_the_program_is_named(replaced: Desk) -> None:
    moved.approve(replaced.office.database, "2023S-001", by=OTHER)
    assert replaced.verify().first_bad == Bad("approval", "2023S-001-A1", "names-count-as-one")
