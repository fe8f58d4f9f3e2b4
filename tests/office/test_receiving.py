"""What comes in under a password or in an archive: what is kept of it, and what never is."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from aid_ledger.office.importing import FileImport, ImportOptions
from aid_ledger.office.receiving import receive
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from tests.intake.books import ROSTER_HEADER, one, roster_row
from tests.tools.containers import xls, zipped
from tests.tools.county import AT, BY, Desk, desk
from tests.tools.locked import locked_xls, locked_xlsx, locked_zip

PASSWORD = "Xk7-打开密码-q9"
ROWS = [ROSTER_HEADER, roster_row(1)]
PLAIN = one(ROWS)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def take(office: Desk, files: list[tuple[str, bytes]], password: str = "") -> tuple[FileImport, ...]:
    options = ImportOptions(terms=(Term.parse("2023S"),), password=password, replace=True)
    return office.office.import_files(files, options, by=BY, at=AT)


def details(office: Desk) -> list[dict[str, object]]:
    with office.office.database.read() as connection:
        return [{"digest": row["digest"], **json.loads(row["detail"])} for row in rows_of(connection, "source")]


def test_the_archive_keeps_the_open_bytes_and_the_digest_of_those_that_came() -> None:
    locked = locked_xlsx(PLAIN, PASSWORD)
    with desk() as office:
        [done] = take(office, [("名册.xlsx", locked)], PASSWORD)
        assert (done.refused, done.reading is not None and done.reading.container) == (False, "xlsx")
        [detail] = details(office)
        assert (detail["digest"], detail["encrypted"]) == (sha256(PLAIN), sha256(locked))
        assert office.office.evidence.read(sha256(PLAIN)) == PLAIN
        again = locked_xlsx(PLAIN, "另一个")
        assert take(office, [("名册.xlsx", again)], "另一个")[0].sheets[0].already
        assert take(office, [("名册.xlsx", PLAIN)])[0].sheets[0].source == done.sheets[0].source


def test_a_file_without_a_password_says_nothing_of_one() -> None:
    with desk() as office:
        take(office, [("名册.xlsx", PLAIN)], PASSWORD)
        assert "encrypted" not in details(office)[0]


@pytest.mark.parametrize("password", ["", "错", PASSWORD])
def test_the_password_stands_nowhere(password: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    files = [
        ("甲.xlsx", locked_xlsx(PLAIN, PASSWORD)),
        ("乙.xls", locked_xls(xls([ROSTER_HEADER, roster_row(2, 班级="2班")]), PASSWORD)),
        ("丙.zip", locked_zip("a.xls", xls([ROSTER_HEADER, roster_row(3, 班级="3班")]), PASSWORD.encode())),
    ]
    with desk() as office:
        found = take(office, files, password)
        assert [one.refused for one in found] == [password != PASSWORD] * 3
        assert {f.name for one in found if one.refused for f in one.findings} <= {"file-encrypted", "password-wrong"}
        assert PASSWORD not in repr(ImportOptions(password=PASSWORD))
        told = repr(found) + caplog.text
        secrets = [PASSWORD.encode(code) for code in ("utf-8", "utf-16-le", "gb18030")]
        assert not any(PASSWORD in text for text in (told, json.dumps(details(office), ensure_ascii=False)))
        for path in Path(office.folder).rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                assert not any(secret in data for secret in secrets), path
                assert json.dumps(PASSWORD).strip('"').encode() not in data, path


@pytest.mark.parametrize(
    "make", [lambda: locked_xlsx(PLAIN, PASSWORD), lambda: locked_zip("a.xlsx", PLAIN, PASSWORD.encode())]
)
def test_a_person_is_asked_once_for_each_locked_file(make: Callable[[], bytes]) -> None:
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return PASSWORD if name == "甲.xlsx" else ""

    files = [("甲.xlsx", make()), ("乙.xlsx", PLAIN), ("丙.xlsx", make())]
    found = list(receive(files, ask=ask))
    assert asked == ["甲.xlsx", "丙.xlsx"]
    assert [one.refused for one in found] == [False, False, True]
    assert [one.name for one in found[2].findings] == ["file-encrypted"]
    asked.clear()
    assert [one.refused for one in receive(files, "不对", ask)] == [True, False, True]
    assert asked == []


def test_nothing_of_a_refused_member_is_kept_and_its_neighbours_are() -> None:
    good, bad = xls(ROWS), xls(ROWS)[:900]
    with desk() as office:
        found = take(office, [("报送.zip", zipped({"好.xls": good, "坏.xls": bad}))])
        assert [(one.file, one.refused) for one in found] == [("报送.zip/坏.xls", True), ("报送.zip/好.xls", False)]
        assert {path.name for path in office.office.evidence.sources.rglob("*") if path.is_file()} == {sha256(good)}


def test_the_term_of_an_archive_speaks_for_its_files_and_its_head_count_does_not() -> None:
    with desk() as office:
        files = [
            ("2023年春季学期报送-900人.zip", zipped({"一班.xls": xls([ROSTER_HEADER, roster_row(1, 学生姓名="张一")])}))
        ]
        [done] = office.office.import_files(files, by=BY, at=AT)
        assert (done.sheets[0].term, [finding.name for finding in done.findings]) == ("2023S", [])


@pytest.mark.parametrize("data", [zipped({}), zipped({"Thumbs.db": b"x"}), zipped({"__MACOSX/._a": b"x"})])
def test_an_archive_without_files_is_refused(data: bytes) -> None:
    with desk() as office:
        [done] = take(office, [("报送.zip", data)])
        assert (done.refused, done.findings[0].name) == (True, "archive-empty")


def test_an_archive_of_too_much_is_refused_before_it_is_opened() -> None:
    bomb = zipped({"a.csv": b" " * 200_000_000, "好.xls": xls(ROWS)})
    many = zipped({f"{k}.csv": b"a,b\n1,2\n" for k in range(2_001)})
    with desk() as office:
        found = take(office, [("炸.zip", bomb), ("多.zip", many)])
        assert [(one.file, one.findings[0].name if one.refused else "") for one in found] == [
            ("炸.zip/a.csv", "zip-too-large"), ("炸.zip/好.xls", ""), ("多.zip", "zip-too-large"),
        ]  # fmt: skip
