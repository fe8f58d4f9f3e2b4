"""The audit bundle: checked by a script of the standard library alone, which finds what somebody changed in it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from aid_ledger.audit import bundle, check_bundle, gather
from aid_ledger.audit.opening import open_bundle
from aid_ledger.store import digest, rows_of, short
from tests.tools import moved
from tests.tools.county import AT, BY, Desk, member, pupil
from tests.tools.whole_books import fill_every_table

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A term with a row in every table, and another term after it, settled together with it."""
    made = Desk(tmp_path_factory.mktemp("bundles") / "office")
    fill_every_table(made)
    made.took("秋季名册.xlsx", [pupil(1), pupil(2)], term="2023A")
    made.took("秋季脱贫户.xlsx", [member(1), member(2)], "filed-poor", term="2023A")
    made.payout("2023A")
    moved.approve(made.office.database, "2023A-001")
    decided = next(row["decision"] for row in made.office.decisions("2023S") if row["in_force"])
    made.office.retract_decision(decided, why="再核", by="李四", at=AT)
    made.took("在校生名册.xlsx", [pupil(number) for number in range(1, 10)], "roster", replace=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def data(office: Desk) -> bytes:
    return office.office.bundle("2023S", by=BY, at=AT).data


def checked(tmp_path: Path, data: bytes, *head: str, script_of: bytes = b"") -> tuple[int, str]:
    """Run the checker of a bundle as an auditor does: without site packages, without our package."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    script = tmp_path / "check.py"
    script.write_bytes(unzipped(script_of or data)["check.py"])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(script), str(path), *head], capture_output=True, text=True,
        encoding="utf-8", cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: Files) -> bytes:
    """Put a bundle together again, with digests of its files that fit, as a forger would."""
    about = json.loads(files["bundle.json"])
    about["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "bundle.json"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in (files | {"bundle.json": json.dumps(about).encode()}).items():
            made.writestr(name, data)
    return out.getvalue()


def test_a_bundle_that_says_another_term_does_not_fit(data: bytes, tmp_path: Path) -> None:
    files = unzipped(data)
    about = {**json.loads(files["bundle.json"]), "term": "2023A"}
    code, said = checked(tmp_path, zipped(files | {"bundle.json": json.dumps(about).encode()}))
    assert (code, "it differs from what the journal says" in said) == (5, True), said


def test_a_good_bundle_fits(data: bytes, tmp_path: Path) -> None:
    code, said = checked(tmp_path, data)
    assert (code, "相符 OK: term 2023S" in said) == (0, True), said
    assert "2023S-001" in said
    printed = json.loads(unzipped(data)["bundle.json"])["head"]
    code, said = checked(tmp_path, data, short(printed))
    last = len(rows(unzipped(data), "journal")) - 1
    assert (code, f"the code is that of record {last}" in said) == (0, True), said
    assert checked(tmp_path, data, short("f" * 64))[0] == 5


def test_the_checker_is_short_and_knows_nothing_of_us(data: bytes) -> None:
    text = unzipped(data)["check.py"].decode("utf-8")
    assert text.count("\n") <= 300
    assert "aid_ledger" not in text
    assert {line for line in text.splitlines() if line.startswith(("import", "from"))} == {
        "import hashlib", "import json", "import sys", "import zipfile", "from collections import defaultdict",
    }  # fmt: skip


def test_the_same_books_give_the_same_bytes(office: Desk) -> None:
    with office.office.database.read() as connection:
        made = [bundle(gather(connection, "2023S"), office.office.evidence.read).data for _ in range(2)]
    assert made[0] == made[1]


def test_no_name_or_number_of_another_term_is_in_it(office: Desk, data: bytes) -> None:
    lines = unzipped(data)["tables/line.jsonl"].decode()
    assert "2023A" not in lines
    assert "2023A-001-00001" in unzipped(data)["tables/others.jsonl"].decode()


def rows(files: Files, table: str) -> list[list[object]]:
    return [json.loads(line) for line in files[f"tables/{table}.jsonl"].splitlines()]


def put(files: Files, table: str, changed: list[list[object]]) -> Files:
    return files | {f"tables/{table}.jsonl": "".join(json.dumps(row) + "\n" for row in changed).encode()}


def other_value(files: Files, table: str, random: Random) -> Files:
    own = rows(files, table)
    row, place = random.randrange(1, len(own)), random.randrange(len(own[0]))
    if table == "others" and own[0][place] == "key":  # it only says in which order they were sealed
        place = own[0].index("digest")
    old = own[row][place]
    own[row][place] = old + 1 if isinstance(old, int) else f"{old or ''}7"
    return put(files, table, own)


def taken_out(files: Files, table: str, random: Random) -> Files:
    own = rows(files, table)
    del own[random.randrange(1, len(own))]
    return put(files, table, own)


def put_in(files: Files, table: str, random: Random) -> Files:
    own = rows(files, table)
    return put(files, table, [*own, own[random.randrange(1, len(own))]])


TABLES = (
    "journal", "batch", "line", "transfer", "share", "approval", "payment_order", "order_end", "sending", "sent_order",
    "settled_order", "recovery_booking", "account_change", "person", "others", "source", "source_end", "decision",
    "signature",
)  # fmt: skip


@pytest.mark.parametrize("tamper", [other_value, taken_out, put_in])
@pytest.mark.parametrize("table", TABLES)
def test_what_is_changed_in_a_bundle_is_found(
    data: bytes, tmp_path: Path, table: str, tamper: Callable[[Files, str, Random], Files]
) -> None:
    random = Random(table)
    for _ in range(5):
        path = tmp_path / "bundle.zip"
        path.write_bytes(zipped(tamper(unzipped(data), table, random)))
        assert check_bundle(path).wrong


def test_the_script_says_where_it_fails(data: bytes, tmp_path: Path) -> None:
    own = rows(unzipped(data), "line")
    place = own[0].index("amount")
    own[1][place] = int(str(own[1][place])) + 1
    code, said = checked(tmp_path, zipped(put(unzipped(data), "line", own)))
    assert code == 5
    assert said.startswith(f"有问题 NOT OK: line {own[1][0]}: its values were altered")


def test_the_script_says_that_it_cannot_check_signatures_and_the_command_does(data: bytes, tmp_path: Path) -> None:
    own = rows(unzipped(data), "signature")
    own[1][2] = own[2][2]
    forged = zipped(put(unzipped(data), "signature", own))
    code, said = checked(tmp_path, forged)
    assert (code, "签名未验证 signatures NOT checked" in said) == (0, True), said
    assert check_bundle(tmp_path / "bundle.zip").wrong == (("signature", str(own[1][0]), "signature-wrong"),)
    own[1][1] = "0" * 64
    assert checked(tmp_path, zipped(put(unzipped(data), "signature", own)))[0] == 5
    assert checked(tmp_path, zipped(put(unzipped(data), "signature", [own[0], *own[2:]])))[0] == 5


@pytest.mark.parametrize("table", ["source", "decision"])
def test_a_list_or_decision_passed_off_as_another_terms_is_missed(data: bytes, tmp_path: Path, table: str) -> None:
    files = unzipped(data)
    own, others = rows(files, table), rows(files, "others")
    bodies = [json.loads(str(row[4])) for row in rows(files, "journal") if row[1] == "payout"]
    rested_on = {one[table] for body in bodies for one in body["manifest"][f"{table}s"]}
    gone = own.pop(next(place for place, row in enumerate(own) if row[0] in rested_on))
    sealed = digest(table, [value for name, value in zip(own[0], gone, strict=True) if name != "seq"])  # type: ignore[misc]
    assert checked(tmp_path, zipped(put(files, table, own)))[0] == 5
    row: list[object] = [table, f"#{gone[own[0].index('seq')]}", "", sealed]
    code, said = checked(tmp_path, zipped(put(put(files, table, own), "others", [*others, row])))
    assert (code, f"{table} {gone[0]}: a payout of the term rested on it" in said) == (5, True), said


@pytest.mark.parametrize(("table", "place"), [("source", 1), ("source", 2), ("decision", 1)])
def test_an_end_passed_off_as_another_terms_is_missed(data: bytes, tmp_path: Path, table: str, place: int) -> None:
    """A list or decision that was retired, replaced or taken back would look as if it still counted."""
    files = unzipped(data)
    own, others = rows(files, f"{table}_end"), rows(files, "others")
    gone = own.pop(place)
    sealed = digest(table, [gone[own[0].index(name)] for name in (table, "why")])  # type: ignore[misc]
    row: list[object] = [f"{table}_end", f"#{gone[own[0].index('seq')]}", "", sealed]
    forged = zipped(put(put(files, f"{table}_end", own), "others", [*others, row]))
    code, said = checked(tmp_path, forged)
    assert (code, f"{table}_end {gone[0]}: it was taken out of use by record" in said) == (5, True), said
    assert [one[:2] for one in check_bundle(tmp_path / "bundle.zip").wrong] == [(f"{table}_end", str(gone[0]))]


def test_a_file_changed_or_broken_is_said(data: bytes, tmp_path: Path) -> None:
    files = unzipped(data)
    name = next(one for one in files if one.startswith("archive/"))
    assert checked(tmp_path, zipped(files | {name: b"other"}))[0] == 5
    code, said = checked(tmp_path, data[:-40], script_of=data)
    assert (code, "cannot be read" in said) == (5, True)
    for broken in (zipped(files | {"tables/line.jsonl": b""}), zipped(files | {"tables/line.jsonl": b"[1"}), data[:99]):
        code, said = checked(tmp_path, broken, script_of=data)
        assert (code, "cannot be read" in said, "Error" in said) == (5, True, False), said
        assert "Error" not in "".join(check_bundle(tmp_path / "bundle.zip").wrong[0])


def test_a_bundle_packed_again_with_its_folders_is_the_same(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    again = with_folders(data)
    assert checked(tmp_path, again)[0] == 0
    assert check_bundle(path).wrong == ()
    assert open_bundle(path).archive == open_bundle(written(tmp_path / "first.zip", data)).archive
    # what is called a folder and holds something is a file that nobody knows
    held = io.BytesIO(again)
    with zipfile.ZipFile(held, "a") as made:
        made.writestr(zipfile.ZipInfo("tables/more/"), b"something")
    assert checked(tmp_path, held.getvalue())[0] == 5


def with_folders(data: bytes) -> bytes:
    """Pack a bundle again as ``zip -r`` does: an entry for each folder before what is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in unzipped(data).items():
            folder = name.rpartition("/")[0]
            if folder and folder + "/" not in made.namelist():
                made.writestr(zipfile.ZipInfo(folder + "/"), b"")
            made.writestr(name, content)
    return out.getvalue()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_sources_are_put_in_only_when_asked_for(office: Desk) -> None:
    with office.office.database.read() as connection:
        lists = {str(row["digest"]) for row in rows_of(connection, "source", "term = '2023S'")}
        rules, everything = (set(gather(connection, "2023S", with_sources=wanted).archived) for wanted in (False, True))
    assert not lists & rules
    assert rules < everything
    assert lists & everything


def archived(digest: str) -> bytes:
    """Stand for an archive: the helpers' bank files are in none."""
    return digest.encode()
