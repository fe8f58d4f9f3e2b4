"""``rules diff`` and ``simulate``: screens for policy staff, objects for scripts, and nothing written."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from aid_ledger.rulebook import builtin_folder
from tests.cli.county import Desk, run
from tests.tools import county

DIFF_KEYS = {"a", "b", "same", "programmes", "unchanged", "shared", "files"}
CHANGE_KEYS = {"part", "what", "label", "kind", "from", "until", "old", "new", "difference"}
SIDE_KEYS = {"text", "amount", "since", "pack", "source", "verified", "place"}
KEYS = {
    "term", "same_rules", "rules", "total", "programmes", "levels", "schools", "moves", "held", "dropped", "affected",
    "file",
}  # fmt: skip


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one pack in which a boarder of a primary school has 1250 yuan a year."""
    folder = tmp_path_factory.mktemp("draft") / "征求意见稿"
    shutil.copytree(builtin_folder() / "national", folder)
    path = folder / "boarding-living" / "schedule.yaml"
    path.write_text(path.read_text("utf-8").replace("primary: 1000.00", "primary: 1250.00"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the workspace of an office that has paid a boarder and a day pupil; only for reading."""
    folder = tmp_path_factory.mktemp("small") / "县"
    with closing(county.Desk(folder)) as office:
        office.took("名册.xlsx", [county.pupil(1), county.pupil(2, 就读方式="走读")])
        office.took("脱贫户.xlsx", [county.member(1), county.member(2)], "filed-poor")
        office.payout()
    return Desk(folder)


def test_the_difference_as_an_object(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(draft)  # away from any workspace
    done = run("rules", "diff", "national", str(draft), "--term", "2023S", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, set(found), found["same"], found["unchanged"]) == (0, DIFF_KEYS, False, 14)
    assert found["b"] | {"digest": ""} == {
        "name": str(draft), "term": "2023S", "packs": ["national"], "digest": "",
        "folders": {"national": draft.as_posix()},
    }  # fmt: skip
    boarding, day = found["programmes"]
    assert (boarding["programme"], day["programme"]) == ("boarding-living", "nonboarding-living")
    (change,) = boarding["changes"]
    assert set(change) == CHANGE_KEYS
    assert {frozenset(change[side]) for side in ("old", "new")} == {frozenset(SIDE_KEYS)}
    assert (change["old"]["amount"], change["new"]["amount"], change["difference"]) == ("500.00", "625.00", "125.00")
    assert (change["new"]["since"], change["new"]["verified"]) == ("2011A", True)
    assert change["new"]["place"] == "national/boarding-living/schedule.yaml:24:7"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("家庭经济困难寄宿生生活补助 (boarding-living)  有变化", "金额 小学  500.00  625.00", "（已核对）")),
        (
            "en",
            ("Living allowance for boarders in need (boarding-living)  changed", "amount primary  500", "(verif"),
        ),
    ],
)
def test_the_difference_between_two_terms_on_the_screen(
    lang: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("--lang", lang, "rules", "diff", "2023A", "2024S")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [word for word in words if word not in done.stdout] == []


def test_no_difference_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("--lang", "zh", "rules", "diff", "own", "national", "--term", "2023S")
    assert (done.exit_code, "没有差别：16 个项目的对象、标准、分担比例和依据都一样" in done.stdout) == (0, True)


def test_a_folder_without_rules_is_an_input_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("--lang", "zh", "rules", "diff", "own", "./")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "里没有政策包 [rules-folder-empty]" in done.stderr


def test_a_simulation_as_an_object_with_its_workbook_and_no_record(small: Desk, draft: Path, tmp_path: Path) -> None:
    before, out = small.journal(), tmp_path / "测算.xlsx"
    found = small.json("simulate", "--term", "2023S", "--rules", str(draft), "--out", str(out))
    assert (set(found), found["same_rules"], out.is_file()) == (KEYS, False, True)
    assert small.journal() == before
    assert found["total"] == {
        "ledger": "750.00", "now": "750.00", "given": "937.50", "data": "0.00", "rules": "187.50",
    }  # fmt: skip
    for table in ("levels", "schools", "programmes"):
        money = {name: sum(_fen(row[name]) for row in found[table]) for name in found["total"]}
        assert money == {name: _fen(text) for name, text in found["total"].items()}
    assert found["moves"]["rules"]["people"] == {
        "more": 2, "more_amount": "187.50", "less": 0, "less_amount": "0.00", "same": 0,
    }  # fmt: skip
    assert [(row["id_number"], row["programmes"], row["rules"]) for row in found["affected"]] == [
        ("990101********0018", ["boarding-living"], "125.00"),
        ("990101********0026", ["nonboarding-living"], "62.50"),
    ]


def test_the_screen_says_first_that_nothing_was_posted(small: Desk) -> None:
    done = small.run("simulate", "--term", "2023S")
    assert (done.exit_code, done.stderr) == (0, "")
    first, *_ = done.stdout.splitlines()
    assert first == "2023年春季学期测算：只是测算，什么都没有记账"
    assert "没有给别的规则" in done.stdout
    assert "测算规则、现有名单" not in done.stdout


def _fen(text: str) -> int:
    return int(text.replace(".", ""))
