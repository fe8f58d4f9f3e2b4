"""Keys of persons: who holds one signs everything, and verify knows every signature that is wrong, missing or more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from aid_ledger.errors import AidLedgerError
from aid_ledger.ledger import how, register, verify
from aid_ledger.store import (
    Connection,
    append,
    insert,
    new_signer,
    proof_of,
    rows_of,
    short,
    signed_by,
    signing,
    unlock,
)
from tests.tools.county import AT, BY, Desk, member, pupil
from tests.tools.money import OTHER, approve, pay
from tests.tools.tampering import unguard

WORDS = "correct horse"
THIRD = "王五"


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Lock keys as always, with fewer rounds."""
    with mock.patch.object(signing, "_ROUNDS", 1000):
        yield


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One batch of one pupil, prepared by a name that was typed."""
    folder = tmp_path_factory.mktemp("keys") / "office"
    with closing(Desk(folder)) as made:
        prepare(made)
    return folder


def prepare(desk: Desk) -> None:
    desk.took("名册.xlsx", [pupil(1)])
    desk.took("脱贫户.xlsx", [member(1)], "filed-poor")
    desk.payout()


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """That office, for one test alone."""
    with closing(Desk(Path(shutil.copytree(prepared, tmp_path / "office")))) as made:
        yield made


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """Such an office on each engine."""
    with closing(Desk(tmp_path / "office", url=database_url)) as made:
        prepare(made)
        yield made


def registered(desk: Desk, name: str, *, by: str = "", why: str = "", file: str = "") -> Path:
    """Give a person a key; sign with it from now on where the person acts."""
    path = desk.folder / (file or f"{name}.key")
    desk.office.new_key(name, WORDS, path, by=by or name, at=AT, why=why)
    return path


def sign_as(desk: Desk, name: str, path: Path) -> str:
    return desk.office.sign_as(name, path.read_bytes(), WORDS)


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(AidLedgerError) as error:
        act()
    return error.value.findings[0].name


def test_who_holds_a_key_approves_by_it_or_not_at_all(either: Desk) -> None:
    desk = either
    path = registered(desk, OTHER)
    before = desk.office.verify()
    assert refused(lambda: approve(desk, "2023S-001")) == "key-needed"
    assert desk.office.verify().head == before.head, "nothing was written"
    sign_as(desk, OTHER, path)
    approve(desk, "2023S-001")
    pay(desk, "2023S-001")  # by the other, who has no key: typed
    found = desk.office.verify()
    assert found.ok, found.first_bad
    assert [(one.name, one.records, one.approvals) for one in found.signatures.keys] == [(OTHER, 2, 1)]
    assert found.signatures.typed == 0


def test_a_name_without_a_key_stays_typed(desk: Desk) -> None:
    approve(desk, "2023S-001")
    found = desk.office.verify()
    assert (found.ok, found.signatures.keys, found.signatures.typed) == (True, (), 1)


def test_a_signature_changes_no_digest_of_the_chain(desk: Desk) -> None:
    sign_as(desk, OTHER, registered(desk, OTHER))
    approve(desk, "2023S-001")
    with desk.office.database.read() as connection:
        last = rows_of(connection, "journal", order="seq")[-1]
        own = rows_of(connection, "signature", order="seq")[-1]
    assert own["seq"] == last["seq"]
    assert signed_by(own["key"], last["digest"], own["signature"])
    assert own["key"] not in last["body"]


def test_nobody_signs_with_the_key_of_another(desk: Desk) -> None:
    mine, theirs = registered(desk, BY), registered(desk, OTHER)
    assert refused(lambda: sign_as(desk, OTHER, mine)) == "key-is-another"
    assert refused(lambda: sign_as(desk, "王五", mine)) == "key-not-registered"
    assert refused(lambda: desk.office.sign_as(OTHER, theirs.read_bytes(), "another word")) == "key-not-opened"
    assert refused(lambda: desk.office.sign_as(OTHER, b"no key", WORDS)) == "key-not-opened"


def test_one_key_under_two_names_is_refused(desk: Desk) -> None:
    path = registered(desk, BY)
    again = unlock(OTHER, path.read_bytes(), WORDS)
    database = desk.office.database
    database.signer = again

    def second_name() -> None:
        with database.write() as connection:
            register(connection, again, by=OTHER, at=AT)

    assert refused(second_name) == "key-taken"


def test_another_key_needs_the_old_one_or_a_second_person_who_says_why(desk: Desk) -> None:
    first = registered(desk, OTHER)
    assert refused(lambda: registered(desk, OTHER, file="2.key")) == "key-needed"
    assert refused(lambda: registered(desk, OTHER, by=BY, file="2.key")) == "key-without-why"
    assert refused(lambda: registered(desk, "王五", by=BY, why="丢失")) == "key-first-by-other"
    assert not list(desk.folder.glob("2.key")), "of a key that was refused no file is left"
    assert refused(lambda: registered(desk, OTHER)) == "key-file-exists"
    sign_as(desk, OTHER, first)
    second = registered(desk, OTHER, file="2.key")
    assert refused(lambda: approve(desk, "2023S-001")) == "key-is-another"
    sign_as(desk, OTHER, second)
    assert refused(lambda: registered(desk, OTHER, by=BY, why="U盘丢失", file="3.key")) == "key-giver-without-key"
    sign_as(desk, THIRD, registered(desk, THIRD))
    third = registered(desk, OTHER, by=THIRD, why="U盘丢失", file="3.key")
    assert refused(lambda: sign_as(desk, OTHER, second)) == "key-is-another"
    sign_as(desk, OTHER, third)
    approve(desk, "2023S-001")
    given = desk.office.keys()
    assert [(how(one), one.by, one.why) for one in given] == [
        ("first", OTHER, ""), ("renewed", OTHER, ""), ("first", THIRD, ""), ("replaced", THIRD, "U盘丢失"),
    ]  # fmt: skip
    assert desk.verify().ok


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_the_file_of_a_key_is_its_owners_and_says_nothing_without_its_passphrase(desk: Desk) -> None:
    path = registered(desk, OTHER)
    assert path.stat().st_mode & 0o077 == 0
    key = desk.office.keys()[-1].key
    assert bytes.fromhex(key) not in path.read_bytes()
    assert refused(lambda: desk.office.new_key(BY, "short", desk.folder / "s.key", by=BY, at=AT)) == (
        "key-passphrase-short"
    )


def test_a_payout_of_a_key_holder_runs_again(desk: Desk) -> None:
    sign_as(desk, BY, registered(desk, BY))
    desk.took("名册2.xlsx", [pupil(2, 班级="2班")])
    desk.took("脱贫户2.xlsx", [member(2)], "filed-poor")
    assert desk.payout().batch is not None
    assert desk.office.replay().first_bad is None


def test_the_approval_sheet_names_the_key(desk: Desk) -> None:
    def said() -> str:
        plan = desk.office.plan_approval("2023S-001")
        file = desk.office.write_approval_paper(plan, desk.office.approval_paper(plan, by=OTHER), at=AT)
        assert file is not None
        with closing(load_workbook(file)) as book:
            return "\n".join(str(cell.value) for row in book.worksheets[0].rows for cell in row if cell.value)

    assert f"审批人 {OTHER}：姓名为手工录入，未使用密钥" in said()
    key = sign_as(desk, OTHER, registered(desk, OTHER))
    assert f"审批人 {OTHER}：以密钥 {short(key)} 签名审批" in said()


# --- what verify finds ----------------------------------------------------------------------------------------------


def changed(sets: str) -> Callable[[Connection], None]:
    return lambda connection: _run(connection, f"UPDATE signature SET {sets}")


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def taken_out(connection: Connection) -> None:
    _run(connection, "DELETE FROM signature WHERE seq = (SELECT max(seq) FROM signature)")


def of_an_unsigned_record(connection: Connection) -> None:
    row = rows_of(connection, "signature")[0]
    insert(connection, "signature", [(1, row["key"], row["signature"])])


def of_no_record(connection: Connection) -> None:
    row = rows_of(connection, "signature")[0]
    insert(connection, "signature", [(99, row["key"], row["signature"])])


def forged_key_record(forger: str = BY, **body: str) -> Callable[[Connection], None]:
    """A record that gives the approver a key that its forger has."""

    def act(connection: Connection) -> None:
        mine = new_signer(OTHER)
        old = rows_of(connection, "signature", order="seq")[0]["key"]
        own = {"name": OTHER, "key": mine.key, "replaces": old, "why": "丢失",
               "proof": mine.sign(proof_of(OTHER, mine.key))}  # fmt: skip
        append(connection, "key", by=forger, at=AT, body=own | body)

    return act


@pytest.mark.parametrize(
    ("tamper", "bad"),
    [
        (changed("signature = upper(signature) WHERE seq = (SELECT max(seq) FROM signature)"), "signature-wrong"),
        (changed("signature = '00' || substr(signature, 3)"), "signature-wrong"),
        (changed("key = '00' || substr(key, 3)"), "signature-wrong"),
        (changed("seq = 77 WHERE seq = (SELECT max(seq) FROM signature)"), "not-signed"),
        (taken_out, "not-signed"),
        (of_an_unsigned_record, "not-in-journal"),
        (of_no_record, "not-in-journal"),
        (forged_key_record(THIRD), "key-wrongly-given"),
        (forged_key_record(why=" "), "key-wrongly-given"),
        (forged_key_record(replaces=""), "key-wrongly-given"),
        (forged_key_record(proof="0" * 128), "key-wrongly-given"),
        (forged_key_record(key="0" * 64), "key-wrongly-given"),
        (forged_key_record(name="王五"), "key-wrongly-given"),
    ],
)
def test_a_signature_that_is_wrong_missing_or_more_is_named(
    signed: Desk, tamper: Callable[[Connection], None], bad: str
) -> None:
    database = signed.office.database
    with database.engine.connect().execution_options(aid_ledger_signer=database.signer) as connection:
        tamper(connection)
        found = verify(connection).first_bad
        connection.rollback()
    assert found is not None
    assert found.what == bad
    assert found.table == ("journal" if bad == "key-wrongly-given" else "signature")


@pytest.fixture(scope="module")
def signed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An approval by key, in a database without its triggers; the preparer signs too; tests take back what they do."""
    folder = tmp_path_factory.mktemp("signed") / "office"
    with closing(Desk(Path(shutil.copytree(prepared, folder)))) as made:
        sign_as(made, OTHER, registered(made, OTHER))
        approve(made, "2023S-001")
        sign_as(made, BY, registered(made, BY))
        unguard(made.office.database)
        yield made
