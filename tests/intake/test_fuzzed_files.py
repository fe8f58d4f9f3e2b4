"""Two thousand damaged files: each is taken whole or refused in words, and nothing of a refused one is kept."""

from __future__ import annotations

import hashlib

import pytest

from aid_ledger.office import Office
from aid_ledger.office.importing import ImportOptions
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from aid_ledger.words import tell
from tests.intake.books import ROSTER_HEADER, roster_row
from tests.tools.containers import every_container, zipped
from tests.tools.county import AT, BY, desk
from tests.tools.damage import damaged
from tests.tools.locked import locked_xls, locked_xlsx
from tests.tools.long import LONG

FILES, CHUNKS = 2_000 if LONG else 300, 20
PASSWORD = "密码-2023"


def whole_files() -> list[tuple[str, bytes]]:
    """The valid files that the damaged ones are made from: every container, locked ones, and a zip."""
    rows = [ROSTER_HEADER, *(roster_row(k, 班级=f"{k % 3 + 1}班") for k in range(1, 7))]
    made = every_container(rows)
    made["zip"] = zipped({"三年级/一班.xls": made["xls"], "二班.csv": made["csv"]})
    made["xls under a password"] = locked_xls(made["xls"], PASSWORD)
    made["xlsx under a password"] = locked_xlsx(made["xlsx"], PASSWORD)
    return list(made.items())


def archived(office: Office) -> set[str]:
    return {path.name for path in office.evidence.sources.rglob("*") if path.is_file()}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_damaged_file_is_taken_whole_or_refused_in_words(chunk: int) -> None:
    whole = whole_files()
    valid = [*whole[:-2], *whole, *whole[:-2]]  # those under a password take longer, so fewer of them
    options = ImportOptions(terms=(Term.parse("2023S"),), kind="roster", password=PASSWORD, replace=True)
    with desk() as made:
        office = made.office
        before = archived(office)
        taken: set[str] = set()
        for seed in range(chunk, FILES, CHUNKS):
            kind, data = valid[seed % len(valid)]
            made_of = damaged(data, seed)
            journal = office.verify().head.seq if seed % 100 == chunk else None
            found = office.import_files([(f"{seed} {kind}", made_of)], options, by=BY, at=AT)
            assert found, seed
            for one in found:
                assert one.refused == (not one.sheets and not all(f.severity == "note" for f in one.findings)), seed
                assert all(tell(finding, "zh").problem and tell(finding, "en").problem for finding in one.findings)
                if one.reading is not None and one.sheets:
                    taken.add(one.reading.sha256)
            if journal is not None:
                new = sum(any(not sheet.already for sheet in one.sheets) for one in found)
                refused = any(one.refused for one in found)  # one record of what was refused, nothing of its content
                assert office.verify().head.seq == journal + new + refused, seed
        with office.database.read() as connection:
            known = {row["digest"] for row in rows_of(connection, "source")}
        assert known == taken
        assert archived(office) - before == taken


def test_the_files_are_the_same_each_time() -> None:
    first = [damaged(data, 5) for _, data in whole_files() if data[:2] != b"PK" and data[:2] != b"\xd0\xcf"]
    again = [damaged(data, 5) for _, data in whole_files() if data[:2] != b"PK" and data[:2] != b"\xd0\xcf"]
    assert [hashlib.sha256(one).digest() for one in first] == [hashlib.sha256(one).digest() for one in again]


def test_the_whole_files_are_all_read() -> None:
    options = ImportOptions(terms=(Term.parse("2023S"),), kind="roster", password=PASSWORD, replace=True)
    with desk() as made:
        for name, data in whole_files():
            for one in made.office.import_files([(name, data)], options, by=BY, at=AT):
                assert (one.refused, len(one.sheets), len(one.sheets[0].table.frame)) == (False, 1, 6), one.file
