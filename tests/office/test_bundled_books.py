"""A bundle on an auditor's own machine: the report of the office, and never a clean one of what was altered."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from aid_ledger.audit import CheckResult, Given, Reconciliation, check_bundle, picture_of
from aid_ledger.audit.answers import answers, clear_of_differences
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.audit.given_lists import told_lists
from aid_ledger.errors import AidLedgerError, InputError, IntegrityError
from aid_ledger.office import Office
from aid_ledger.store import digest
from aid_ledger.terms import Term
from tests.cli.county import run
from tests.tools.county import AT, BY, Desk, member, sheet
from tests.tools.money_county import PUPILS, rows
from tests.tools.packs import Files, Packs, altered, packed, put, rows_in, unzipped, zipped

pytestmark = pytest.mark.xdist_group("bundled")  # what its tests share is built once

AUDITOR = "审计组"
TERM = Term.parse("2023S")
REGISTER = [member(number) for number in PUPILS]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    return packed(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def ours(packs: Packs) -> Reconciliation:
    """Return the report from the bundle with its sources."""
    return report_of(packs.whole)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield where books are unpacked meanwhile; nothing may be left of them, nor a workspace be looked for."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.chdir(folder.parent)
    yield folder
    assert list(folder.iterdir()) == []


def report_of(path: Path) -> Reconciliation:
    with Office.of_bundle(path) as (office, bundled):
        return office.reconcile(bundled.term, at=AT, by=AUDITOR)


def of(report: Reconciliation, code: str) -> CheckResult:
    return next(one for one in report.results if one.code == code)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "给审计.zip"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["check.py", "README.txt"])
def test_a_checker_that_was_swapped_is_found(packs: Packs, tmp_path: Path, name: str) -> None:
    files = unzipped(packs.whole.read_bytes())
    for forged in (files | {name: b"print('OK')"}, {one: data for one, data in files.items() if one != name}):
        assert [one[:2] for one in check_bundle(written(tmp_path, zipped(forged))).wrong] == [("file", name)]


def test_lists_taken_out_with_fitting_digests_are_named(packs: Packs, tmp_path: Path) -> None:
    files = unzipped(packs.whole.read_bytes())
    names, *sources = rows_in(files, "source")
    lists = {f"archive/{row[names.index('digest')]}": row[names.index("file")] for row in sources}
    gone = written(tmp_path, zipped({name: data for name, data in files.items() if name not in lists}))
    assert [one[:2] for one in check_bundle(gone).wrong] == [
        ("file", f"{name} {file}") for name, file in sorted(lists.items())
    ]
    with Office.of_bundle(gone) as (_, bundled):
        assert bundled.lacks["lists"] == "bundle-lists-missing"


# --- the same report ------------------------------------------------------------------------------------------------


def test_a_bundle_with_sources_gives_the_offices_report(packs: Packs, ours: Reconciliation) -> None:
    with closing(Desk(packs.office)) as desk:
        theirs = desk.office.reconcile("2023S", at=AT, by=AUDITOR)
    for one, other in zip(theirs.results, ours.results, strict=True):
        if one.code not in (
            "ledger-sheets",
            "totals-computed",
            "books-verify",
        ):  # papers stay at the office; another checker counts
            assert (one.code, one.status, one.looked_at, one.amount) == (
                other.code, other.status, other.looked_at, other.amount)  # fmt: skip
            assert (one.rows is None) is (other.rows is None)
            if one.rows is not None and other.rows is not None:
                pd.testing.assert_frame_equal(one.rows, other.rows)
    assert of(ours, "ledger-sheets").why_not == "bundle-without-papers"
    assert of(ours, "books-verify").status == "passed"
    for name in ("totals", "lines", "funnel", "schools", "last"):
        pd.testing.assert_frame_equal(getattr(theirs, name), getattr(ours, name))
    for mine, archived in zip(theirs.identities, ours.identities, strict=True):
        if not mine.name.startswith("paper-"):
            pd.testing.assert_frame_equal(mine.groups, archived.groups)
    assert (ours.head.office, ours.head.county) == (theirs.head.office, theirs.head.county)
    assert ours.head.rulebook == theirs.head.rulebook
    assert ours.head.bundle is not None
    assert (ours.head.bundle.file, ours.head.bundle.wrong) == ("whole.zip", 0)
    assert ours.head.head == check_bundle(packs.whole).head
    assert ours.gaps == theirs.gaps


def test_without_sources_what_needs_the_lists_is_not_done_and_says_why(packs: Packs) -> None:
    report = report_of(packs.bare)
    for code in ("entitled-not-paid", "paid-not-entitled", "paid-twice", "rules-ledger", "rows-outcomes",
                 "sent-otherwise", "bank-returns", "archived-unread", "budget-overdrawn", "public-notice",
                 "papers-kept", "paid-after-death", "account-of-employee", "control-totals"):  # fmt: skip
        assert (of(report, code).status, of(report, code).why_not) == ("not-done", "bundle-without-sources"), code
    passed = {one.code for one in report.results if one.status == "passed"}
    assert passed >= {"ledger-moves", "ledger-approvals", "totals-agree", "books-verify", "sent-without-approval"}
    assert of(report, "returned-not-resent").status == "found"
    assert not report.due_known
    assert [gap.code for gap in report.gaps] == ["due-not-known", "fees-at-schools", "without-payment"]
    assert {one.name for one in report.identities} & {"due-booked", "rows-outcomes"} == set()
    assert {one.question: one.verdict for one in answers(report)}["paid"] == "partly"
    assert not clear_of_differences(report)


def test_a_bundle_is_only_read_and_its_books_are_its_owners(packs: Packs, scratch: Path) -> None:
    before = packs.whole.read_bytes()
    with Office.of_bundle(packs.whole) as (office, _):
        (folder,) = scratch.iterdir()
        assert folder == office.workspace.folder
        if os.name == "posix":
            assert folder.stat().st_mode & 0o777 == 0o700
            assert (folder / "books.db").stat().st_mode & 0o777 == 0o600
        assert office.last_record() == AT
    assert packs.whole.read_bytes() == before
    assert {path.name for path in packs.whole.parent.iterdir()} == {"whole.zip", "bare.zip"}


def test_later_lists_are_in_the_bundle_and_of_other_terms_it_says_what_it_lacks(packs: Packs, tmp_path: Path) -> None:
    shutil.copytree(packs.office, tmp_path / "office")
    with closing(Desk(tmp_path / "office")) as desk:
        desk.took("名册.xlsx", rows(p1={"学生状态": "退学", "异动日期": "2023-02-10"}), "roster", replace=True)
        desk.took("秋季名册.xlsx", rows()[:3], "roster", term="2023A")
        desk.took("秋季脱贫户.xlsx", [member(1)], "filed-poor", term="2023A")
        desk.payout("2023A")
        whole = desk.office.bundle("2023S", by=BY, at=AT, with_sources=True).data
    report = report_of(written(tmp_path, whole))
    assert len(of(report, "away-but-paid").rows) == 1  # type: ignore[arg-type]
    assert [(gap.code, gap.params) for gap in report.gaps][:1] == [("other-terms", {"terms": "2023A"})]
    assert of(report, "budget-overdrawn").why_not == "bundle-one-term"
    hidden = written(tmp_path, _passed_off(unzipped(whole)))
    assert check_bundle(hidden).wrong == ()  # the checker cannot know that the list spoke for the term
    with Office.of_bundle(hidden) as (_, bundled):  # the journal names it
        assert bundled.lacks["lists"] == "bundle-lists-missing"
        assert [gap.params.get("files") for gap in bundled.gaps if gap.code == "lists-left-out"] == ["名册.xlsx"]


def _passed_off(files: Files) -> bytes:
    """Pass the latest list off as one of another term."""
    own, others = rows_in(files, "source"), rows_in(files, "others")
    late = max(own[1:], key=lambda row: int(row[own[0].index("seq")]))
    sealed = digest("source", [value for name, value in zip(own[0], late, strict=True) if name != "seq"])
    other = ["source", f"#{late[own[0].index('seq')]}", "", sealed]
    return zipped(put(put(files, "source", [row for row in own if row != late]), "others", [*others, other]))


# --- what was altered -----------------------------------------------------------------------------------------------


def test_an_altered_bundle_is_said_before_everything_else(packs: Packs, tmp_path: Path) -> None:
    amount = rows_in(unzipped(packs.bare.read_bytes()), "line")[1]
    path = written(tmp_path, altered(packs.bare.read_bytes(), "line", "amount", 99_900))
    report = report_of(path)
    first = report.results[0]
    assert (first.code, first.status, first.severity) == ("books-verify", "found", "error")
    assert first.rows is not None
    assert first.rows["detail"].iloc[0] == f"明细行 {amount[0]}，内容被改动过"
    assert report.head.bundle is not None
    assert report.head.bundle.wrong == len(first.rows) > 1
    with Office.of_bundle(path) as (office, _), pytest.raises(IntegrityError, match="bundle-altered"):
        office.require_fits()


def _twice(files: Files) -> Files:
    own = rows_in(files, "line")
    return put(files, "line", [*own, own[1]])


def _two_orders(files: Files) -> Files:
    own = rows_in(files, "payment_order")
    again = [*own[1]]
    again[0], again[own[0].index("number")] = f"{own[1][0]}x", 2
    return put(files, "payment_order", [*own, again])


def _no_lines(files: Files) -> Files:
    return put(files, "line", rows_in(files, "line")[:1])


def _value(table: str, column: str, value: object) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        return unzipped(altered(zipped(files), table, column, value))

    return change


def _without(name: str) -> Callable[[Files], Files]:
    return lambda files: {key: data for key, data in files.items() if key != name}


def _rule_gone(files: Files) -> Files:
    body = next(json.loads(row[4]) for row in rows_in(files, "journal")[1:] if row[1] == "payout")
    gone = next(iter(body["manifest"]["rules"]["files"].values()))
    return _without(f"archive/{gone}")(files)


@pytest.mark.parametrize(
    "change",
    [_twice, _two_orders, _no_lines, _rule_gone, _without("tables/line.jsonl"), _without("tables/journal.jsonl"),
     _value("line", "amount", "much"), _value("line", "amount", 1 << 70), _value("line", "amount", 1.5),
     _value("line", "school", ["a"]), _value("person", "name", "\ud800"), _value("line", "line", None),
     _value("journal", "body", "{"), _value("journal", "body", "[" * 5000)],
    ids=["twice", "two orders", "no lines", "rule gone", "no table", "no journal", "text for fen", "too large",
         "a float", "a list", "no text", "nothing", "no json", "deep json"],
)  # fmt: skip
def test_books_that_are_none_are_refused_and_never_look_clean(
    packs: Packs, tmp_path: Path, change: Callable[[Files], Files]
) -> None:
    path = written(tmp_path, zipped(change(unzipped(packs.whole.read_bytes()))))
    with pytest.raises(IntegrityError) as error:
        report_of(path)
    assert error.value.findings[0].name in {"bundle-unreadable", "archived-file-missing"}


# --- no bundle, and zips made to harm -------------------------------------------------------------------------------


def test_an_entry_with_a_path_of_its_own_is_written_nowhere(packs: Packs, tmp_path: Path) -> None:
    entries = unzipped(packs.whole.read_bytes()) | {"archive/../../../evil.txt": b"x", "/tmp/evil.txt": b"x"}
    with Office.of_bundle(written(tmp_path, zipped(entries))) as (_, bundled):
        assert bundled.checked.wrong  # no archive has such a name
    assert not list(tmp_path.rglob("evil*"))


def test_a_rule_file_that_leads_out_of_its_folder_is_not_written(packs: Packs, tmp_path: Path) -> None:
    files = unzipped(packs.whole.read_bytes())
    own = rows_in(files, "journal")
    at = own[0].index("body")
    for row in own[1:]:
        body = json.loads(row[at])
        if "manifest" in body:
            rules = body["manifest"]["rules"]["files"]
            rules["../../evil.yaml"] = next(iter(rules.values()))
            row[at] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(AidLedgerError):
        report_of(written(tmp_path, zipped(put(files, "journal", own))))
    assert not list(tmp_path.rglob("evil*"))


# --- the auditor's own files, and samples ---------------------------------------------------------------------------


def given(path: Path) -> pd.DataFrame:
    """Return what a bundle says of the archived register and of one with another cell."""
    changed = [*REGISTER[:3], {**REGISTER[3], "乡镇": "西镇"}, *REGISTER[4:]]
    files = [("原件.xlsx", sheet(REGISTER)), ("审计脱贫户.xlsx", sheet(changed))]
    with Office.of_bundle(path) as (office, bundled):
        lists = office.read_given(bundled.term, registers=files).lists
    assert lists is not None
    return lists


def test_the_auditors_lists_are_held_against_the_bundle_by_row_and_cell(packs: Packs) -> None:
    same, other = told_lists(given(packs.whole), "zh")
    assert (same.file, same.archived, same.status) == ("原件.xlsx", "脱贫户.xlsx", "identical")
    who = "赵*，990101********0042，东镇"
    place = f"{who}：乡镇：审计取得的“西镇”，存档的“东镇”（Sheet1!C5 / C5）"
    assert (other.status, other.places) == ("differs", (place,))


def test_without_the_lists_a_file_is_identical_or_not_compared(packs: Packs) -> None:
    lists = given(packs.bare)
    assert [one.status for one in told_lists(lists, "zh")] == ["identical", "not-compared"]
    picture = picture_of(TERM, date(2023, 6, 30), {}, given=Given(lists=lists))
    (check,) = (one for one in CHECKS if one.code == "lists-as-archived")
    (result,) = run_checks(picture, checks=[check])
    assert (result.status, result.severity) == ("found", "warning")


def test_a_sample_of_a_bundle_is_the_offices(packs: Packs) -> None:
    with closing(Desk(packs.office)) as desk:
        theirs = desk.office.sample(TERM, size=5, seed=3, at=AT)
    with Office.of_bundle(packs.bare) as (office, bundled):
        ours = office.sample(bundled.term, size=5, seed=3, at=AT)
        assert ours.sample.digest == theirs.sample.digest
        assert ours.book == theirs.book
        assert office.sample_results("核查表.xlsx", filled(ours.book)).projection.errors == 0
        with pytest.raises(InputError, match="bundle-without-lists"):
            office.sample(bundled.term, size=5, seed=3, at=AT, origin="registers")


def filled(book: bytes) -> bytes:
    """Fill in a checklist: everybody found with the amount of the ledger."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for row in opened["核查表"].iter_rows(min_row=4):
        if row[0].value is not None:
            row[11].value, row[12].value = "是", row[9].value
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_needs_no_workspace_and_writes_only_where_it_is_told(packs: Packs, tmp_path: Path) -> None:
    out = tmp_path / "报告"
    done = run("--lang", "zh", "reconcile", "--bundle", str(packs.bare), "--out", str(out), "--by", AUDITOR, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout_bytes)
    assert (said["bundle"]["ok"], said["bundle"]["head"]) == (True, check_bundle(packs.bare).head)
    assert [Path(name).name for name in said["files"][:2]] == ["对账报告_2023S.xlsx", "对账报告_2023S.html"]
    assert all(Path(name).is_file() for name in said["files"])
    assert "取自审计包 bare.zip" in (out / "对账报告_2023S.html").read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"报告", "scratch"}
    assert {path.name for path in packs.bare.parent.iterdir()} == {"whole.zip", "bare.zip"}


def test_the_command_says_row_and_cell_of_a_register_first_and_without_out_writes_nothing(
    packs: Packs, tmp_path: Path
) -> None:
    theirs = tmp_path / "审计脱贫户.xlsx"
    theirs.write_bytes(sheet([*REGISTER[:3], {**REGISTER[3], "乡镇": "西镇"}, *REGISTER[4:]]))
    done = run("--lang", "zh", "reconcile", "--bundle", str(packs.whole), "--register", str(theirs))
    text = "".join(done.stdout.split())
    assert done.exit_code == 5
    assert text.index("乡镇：审计取得的“西镇”，存档的“东镇”（Sheet1!C5/C5）") < text.index("三个问题")
    assert "没有写文件" in text
    assert {path.name for path in tmp_path.iterdir()} == {"审计脱贫户.xlsx", "scratch"}


def test_an_altered_bundle_ends_in_five_and_heads_the_page(packs: Packs, tmp_path: Path) -> None:
    path = written(tmp_path, altered(packs.bare.read_bytes(), "line", "amount", 99_900))
    done = run("--lang", "zh", "reconcile", "--bundle", str(path), "--out", str(tmp_path / "报告"))
    assert done.exit_code == 5
    assert done.stdout.startswith("审计包 给审计.zip：核对未通过")
    page = (tmp_path / "报告" / "对账报告_2023S.html").read_text("utf-8")
    assert 'class="verdict found">核对未通过' in page
    assert page.index('id="c-books-verify"') < page.index('class="finding', page.index('id="c-books-verify"'))
    for words in (("sample", "--bundle", str(path)),
                  ("reconcile", "--bundle", str(path), "--statement", "寄宿生补助1人，金额500元")):  # fmt: skip
        refused = run("--lang", "zh", *words)
        assert (refused.exit_code, "核对未通过" in refused.stderr) == (5, True), words


def test_what_the_command_refuses(packs: Packs, tmp_path: Path) -> None:
    bundle = ("reconcile", "--bundle", str(packs.whole))
    none = written(tmp_path, b"PK")
    for words, code, name in (
        ((*bundle, "--answer", "file-old=已更新"), 2, "usage-bundle-answer"),
        ((*bundle, "--term", "2023A"), 3, "bundle-of-another-term"),
        (("reconcile", "--bundle", str(none)), 3, "not-a-bundle"),
        (("reconcile", "--bundle", str(tmp_path / "没有.zip")), 2, "usage"),
    ):
        done = run("--lang", "zh", *words)
        assert (done.exit_code, name in done.stderr) == (code, True), (words, done.output)


def test_a_sample_is_drawn_and_projected_from_a_bundle(packs: Packs, tmp_path: Path) -> None:
    path = tmp_path / "核查表.xlsx"
    bundle = ("--bundle", str(packs.bare))
    done = run("--lang", "zh", "sample", *bundle, "--size", "3", "--out", str(path), "--json")
    assert (done.exit_code, json.loads(done.stdout_bytes)["term"]) == (0, "2023S")
    path.write_bytes(filled(path.read_bytes()))
    done = run("--lang", "zh", "sample", "results", str(path), *bundle, "--json")
    assert (done.exit_code, json.loads(done.stdout_bytes)["errors"]) == (0, 0)
