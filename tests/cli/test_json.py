"""What scripts may rely on: the keys, exactly, and the forms of their values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aid_ledger.store import short
from tests.cli.county import Desk
from tests.second_calculator.forms import PASSWORD

YUAN = re.compile(r"-?\d+\.\d\d")
FINDING = {"name", "place", "problem", "expected", "fix"}
BATCH = {"batch", "term", "kind", "state", "lines", "total", "digest", "prepared_by", "approved_by"}


def test_import_prints_one_entry_a_data_sheet(desk: Desk) -> None:
    entries = desk.json("import", str(desk.files), "--password", PASSWORD, "--term", "2023S")["files"]
    keys = {"file", "source", "kind", "sheet", "header_row", "rows", "outcomes", "columns", "findings"}
    assert {frozenset(entry) - {"profile"} for entry in entries} == {frozenset(keys | {"already"})}
    assert all(set(column) == {"column", "header", "field"} for entry in entries for column in entry["columns"])
    assert len(entries) > len({entry["file"] for entry in entries})


def test_every_row_of_an_import_has_one_outcome(desk: Desk) -> None:
    for entry in desk.json("import", str(desk.files), "--password", PASSWORD, "--term", "2023S", "--preview")["files"]:
        assert sum(entry["outcomes"].values()) == entry["rows"]
        assert entry["source"] is None or entry["already"]


def test_a_refused_file_has_an_entry_with_its_findings(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"")
    (entry,) = desk.json("import", str(tmp_path / "坏.xlsx"), code=3)["files"]
    assert (entry["kind"], entry["source"], entry["rows"]) == (None, None, 0)
    assert [set(finding) for finding in entry["findings"]] == [FINDING]
    assert entry["findings"][0]["name"] == "file-empty"


def test_sources_have_their_keys(made: Desk) -> None:
    sources = made.json("sources", "--term", "2023S")["sources"]
    keys = {"source", "file", "sha256", "kind", "term", "as_of", "by", "at", "rows", "in_use"}
    assert {frozenset(source) for source in sources} == {frozenset(keys)}
    assert all(re.fullmatch(r"[0-9a-f]{64}", source["sha256"]) for source in sources)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", source["at"]) for source in sources)


PAYOUT = {
    "term", "batch", "state", "digest", "lines", "total", "programmes", "outcomes", "held", "recover", "warnings",
    "manifest", "files",
}  # fmt: skip


def test_a_payout_with_something_new_prints_it(desk: Desk) -> None:
    (source,) = [one["source"] for one in desk.json("sources")["sources"] if one["kind"] == "paid-before"]
    desk.run("sources", "retire", source, "--why", "试")
    done = desk.json("payout", "--term", "2023春")
    assert set(done) == PAYOUT
    assert (done["term"], done["batch"], done["state"]) == ("2023S", "2023S-002", "prepared")
    assert re.fullmatch(r"[0-9a-f]{64}", done["digest"])
    assert re.fullmatch(r"[0-9a-f]{64}", done["manifest"])
    assert all(path.startswith("reports/2023S/2023S-002/") for path in done["files"])
    assert all((desk.folder / path).is_file() for path in done["files"])
    assert {frozenset(row) for row in done["programmes"]} == {
        frozenset({"programme", "stage", "payee", "students", "amount"})
    }
    assert done["recover"] == {"batch": None, "lines": 0, "total": "0.00"}
    cents = sum(int(row["amount"].replace(".", "")) for row in done["programmes"])
    assert cents == int(done["total"].replace(".", ""))


def test_a_payout_with_nothing_new_prints_no_batch_and_posts_nothing(desk: Desk) -> None:
    before = desk.journal()
    done = desk.json("payout", "--term", "2023S")
    assert set(done) == PAYOUT
    assert (done["batch"], done["state"], done["digest"], done["lines"]) == (None, None, None, 0)
    assert (done["total"], done["programmes"]) == ("0.00", [])
    assert done["files"] == [
        "reports/2023S/待核实清单.xlsx",
        "reports/2023S/疑似失学儿童名单（控辍保学）.xlsx",
    ]  # what waits is listed all the same
    assert {"paid", "not-entitled", "held", "not-at-school", "duplicate"} >= set(done["outcomes"])
    assert desk.journal() == before


def test_a_dry_run_says_so_and_posts_nothing(desk: Desk) -> None:
    (source,) = [one["source"] for one in desk.json("sources")["sources"] if one["kind"] == "paid-before"]
    desk.run("sources", "retire", source, "--why", "试")
    before = desk.journal()
    done = desk.json("payout", "--term", "2023S", "--dry-run")
    assert done["lines"] > 0
    assert (done["batch"], done["files"], done["dry_run"]) == (None, [], True)
    assert desk.journal() == before
    assert len(desk.json("batches")["batches"]) == 1


def test_batches_and_a_batch_have_the_same_keys(made: Desk, tmp_path: Path) -> None:
    (batch,) = made.json("batches")["batches"]
    assert set(batch) == BATCH
    assert made.json("batch", "show", batch["batch"], "--out", str(tmp_path / "again")) == batch
    assert list((tmp_path / "again").glob("*.xlsx"))
    assert YUAN.fullmatch(batch["total"])
    assert (batch["prepared_by"], batch["approved_by"], batch["kind"]) == ("张三", None, "payout")


def test_explain_has_its_keys_and_masks_numbers(made: Desk) -> None:
    found = made.json("explain", "2023S-001-00001", "--term", "2023S")
    assert {"student", "term", "facts", "programmes", "lines"} <= set(found)
    assert all(set(fact) == {"field", "value", "evidence"} for fact in found["facts"])
    assert all({"programme", "entitled", "amount", "because"} <= set(one) for one in found["programmes"])
    because = [one for programme in found["programmes"] for one in programme["because"]]
    assert all({"test", "holds", "clause", "source"} <= set(one) for one in because)
    assert re.fullmatch(r"\d{6}\*{8}\d{3}[\dX]", found["student"])


def test_verify_has_its_keys(made: Desk) -> None:
    found = made.json("verify")
    assert set(found) == {"ok", "records", "head", "first_bad", "more", "erased", "signatures"}
    assert (found["ok"], found["first_bad"]) == (True, None)
    assert made.json("verify", "--head", found["head"][:12])["ok"] is True
    assert made.json("verify", "--head", short(found["head"]))["ok"] is True


def test_status_names_the_next_step(made: Desk) -> None:
    (term,) = made.json("status")["terms"]
    assert (term["term"], term["batches"], term["next_step"]) == ("2023S", {"prepared": 1}, "step-approve")
    assert "2023S-001" in term["next"]
    assert YUAN.fullmatch(term["total"])


def test_rules_are_data_too(made: Desk) -> None:
    listed = {one["programme"]: one for one in made.json("rules", "list", "--term", "2023S")["programmes"]}
    assert listed["boarding-living"]["pack"] == "national"
    shown = made.json("rules", "show", "boarding-living", "--term", "2023S")
    assert [line["text"] for line in shown["lines"] if line["part"] == "amount"] == ["小学: 500.00", "初中: 625.00"]
    assert all(line["source"] for line in shown["lines"])


@pytest.mark.parametrize(("term", "state"), [("2010S", "not-yet"), ("2023S", "in-force")])
def test_rules_show_says_whether_a_programme_is_in_force(made: Desk, term: str, state: str) -> None:
    assert made.json("rules", "show", "boarding-living", "--term", term)["state"] == state


def test_rules_check_passes_on_the_packs_of_the_demo(made: Desk) -> None:
    report = made.json("rules", "check")
    assert report["ok"] is True
    assert {"cases-pass", "one-answer-each-term"} <= {one["check"] for one in report["checks"]}


def test_an_error_is_an_object_too(made: Desk) -> None:
    found = made.json("explain", "990101200001010000", "--term", "2023S", code=3)
    assert found["error"] == "input"
    assert [set(finding) for finding in found["findings"]] == [FINDING]
    assert found["findings"][0]["name"] == "student-not-known"
    assert "990101200001010000" not in str(found)


def test_init_says_what_it_made(tmp_path: Path) -> None:
    made = Desk(tmp_path).json("init", str(tmp_path / "县"), "--county", "990101", "--name", "示例县学生资助管理中心",
                               "--packs", "national,city-b", "--tier", "T2")  # fmt: skip
    assert made["packs"] == ["national", "city-b"]
    assert (Path(made["workspace"]) / "aid-ledger.toml").is_file()


def test_json_is_utf8_whatever_the_language(made: Desk) -> None:
    for lang in ("zh", "en"):
        assert "张三" in made.run("batches", "--json", lang=lang).stdout_bytes.decode("utf-8")


def test_replay_and_erasures_have_their_keys(made: Desk) -> None:
    found = made.json("verify", "--replay")
    assert found["ok"] is True
    assert found["erased"] == []
    assert found["replay"]["batches"]
    assert found["replay"]["skipped"] == []
    refused = made.run("erase", "2023S-001-00001", "--why", "本人申请", "--by", "李四")
    assert refused.exit_code == 4


def test_a_bundle_is_written_and_checked(made: Desk, tmp_path: Path) -> None:
    out = tmp_path / "2023S.zip"
    said = made.json("bundle", "--term", "2023S", "--out", str(out), "--by", "李四")
    assert said["rows"]["line"] > 0
    found = made.json("verify", "--bundle", str(out), "--head", said["head"])
    assert (found["ok"], found["first_bad"], found["head"]) == (True, None, said["head"])
    shown = made.run("verify", "--bundle", str(out))
    assert shown.exit_code == 0
    papers = [(one["paper"], one["of"], one["record"]) for one in found["papers"]]
    assert papers[0][:2] == ("rosters", "2023S-001")
    paper = short(found["papers"][0]["head"])  # as it stands at the foot of the rosters
    assert paper in shown.stdout
    printed = next((made.folder / "reports/2023S/2023S-001").glob("**/汇总表.xlsx"))
    foot: Any = openpyxl.load_workbook(printed).worksheets[0].oddFooter
    assert paper in foot.center.text
    held = made.run("verify", "--bundle", str(out), "--head", paper)
    assert (held.exit_code, f" {papers[0][2]} " in held.stdout) == (0, True)
    for more in (("--sheet", "A315-2DCB-9DCC"), ("--replay",)):  # neither can be done there, and passed in silence
        assert made.run("verify", "--bundle", str(out), *more).exit_code == 2
    out.write_bytes(out.read_bytes()[:-30])
    assert made.run("verify", "--bundle", str(out)).exit_code == 5
    assert made.run("bundle", "--term", "2030S", "--out", str(out), "--by", "李四").exit_code == 3
