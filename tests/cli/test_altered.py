"""Altered books and papers of an auditor: what is named, in which words, and which exit code it has."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.county import Desk

pytestmark = pytest.mark.xdist_group("altered")  # what its tests share is built once

WORDS = ("存档的原件不见了", "存档的原件被改动过")


@pytest.fixture
def torn(desk: Desk) -> Desk:
    """Return a workspace with one archived list missing and another altered."""
    digests = sorted({one["sha256"] for one in desk.json("sources")["sources"]})[:2]
    first, second = (next((desk.folder / "sources").rglob(digest)) for digest in digests)
    first.chmod(0o600)
    second.chmod(0o600)
    first.unlink()
    second.write_bytes(second.read_bytes() + b" ")
    return desk


def test_every_altered_file_is_named_and_in_the_same_words_everywhere(torn: Desk, tmp_path: Path) -> None:
    found = torn.json("verify", code=5)
    assert found["first_bad"]["changes"] == []
    named = [found["first_bad"], *found["more"]]
    assert sorted(one["what"] for one in named) == ["archived-file-altered", "archived-file-missing"]
    done = torn.run("verify")
    assert done.exit_code == 5
    assert "另有 1 处" in done.stdout
    assert all(words in done.stdout for words in WORDS)

    pack = tmp_path / "2023S.zip"
    done = torn.run("bundle", "--term", "2023S", "--out", str(pack), "--by", "李四")
    assert done.exit_code == 5
    assert pack.is_file()
    assert "台账核验不通过" in done.stdout
    assert torn.json("bundle", "--term", "2023S", "--out", str(pack), "--by", "李四", code=5)["first_bad"]

    out = tmp_path / "报告"
    done = torn.run("reconcile", "--term", "2023S", "--out", str(out))
    said = " ".join(done.stdout.split())
    assert "台账核验未通过：" in said.replace(" ", "")
    assert all(words in said.replace(" ", "") for words in WORDS)
    book = openpyxl.load_workbook(out / "对账报告_2023S.xlsx", read_only=True)
    sheet = "\n".join(str(cell) for row in book["台账核验"].iter_rows(values_only=True) for cell in row if cell)
    book.close()
    assert all(words in sheet for words in WORDS)
    assert "archived-file" not in sheet


def test_a_changed_bundle_is_told_in_the_words_of_verify(made: Desk, tmp_path: Path) -> None:
    pack, changed = tmp_path / "2023S.zip", tmp_path / "改.zip"
    assert made.run("bundle", "--term", "2023S", "--out", str(pack), "--by", "李四").exit_code == 0
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace("张三".encode("unicode_escape"), "李四".encode("unicode_escape")))
    done = made.run("verify", "--bundle", str(changed))
    assert done.exit_code == 5
    assert "审计包有问题：第一处是 包里的文件 tables/" in done.stdout
    assert "日志 1，内容被改动过" in done.stdout
    assert "altered" not in done.stdout
    assert "another" not in done.stdout


@pytest.mark.long
def test_the_digest_of_a_report_is_not_taken_for_that_of_an_altered_sheet(made: Desk) -> None:
    done = made.run("verify", "--sheet", "R-8306-3DF2-BCA9")
    assert done.exit_code == 0
    assert "报告不记入台账" in "".join(done.stdout.split())
    assert made.json("verify", "--sheet", "r-8306-3df2-bca9")["sheet"][0]["kind"] == "report"
    assert made.run("verify", "--sheet", "8306-3DF2-BCA9").exit_code == 5


def test_hints_at_accounts_stand_below_their_heading_and_once(desk: Desk) -> None:
    done = desk.run("approve", "2023S-001", "--by", "李四", "--yes")
    assert done.exit_code == 0
    assert "账户提示" not in done.stdout
    heading, *below = done.stderr.splitlines()
    assert heading.strip() == "账户提示："
    assert below
    hints = [line for line in below if line.rstrip().endswith("]")]
    assert len(hints) == len(set(hints))


def test_published_figures_are_compared_with_the_latest_term_and_it_is_said(made: Desk) -> None:
    other = made.json("reconcile", "--statement", "享受雨露计划补助2人，金额3000元", code=5)["statement"]["lines"][0]
    assert (other["status"], other["agrees_with_ledger"]) == ("match", False)  # it multiplies, and was not paid
    said = other["ledger_gross"]
    meals = made.json("reconcile", "--statement", "营养改善计划受益9人，金额8元", code=5)["statement"]["lines"][0]
    assert (meals["agrees_with_ledger"], meals["ledger"]["heads"]) == (False, None)  # schools' money has no heads
    words = ("reconcile", "--statement", f"享受雨露计划补助{said['heads']}人，金额{said['amount']}元")
    assert made.json(*words)["term"] == "2023S"
    assert "按台账最近的学期 2023S 核对" in "".join(made.run(*words).stdout.split()).replace("学期2023S", "学期 2023S ")


def test_a_published_total_is_compared_with_the_books_and_what_cannot_be_is_said(made: Desk, tmp_path: Path) -> None:
    file = tmp_path / "公布.csv"
    head = "项目,学段,说明,人数,标准(元),金额,单位\n"
    file.write_text(f"{head}合计,,,,,1,元\n", "utf-8")
    found = made.json("reconcile", "--statement", str(file), code=5)
    total = found["statement"]["total"]
    assert [one["code"] for one in found["findings"]] == ["statement-total-differs-from-books"]
    assert (total["agrees_with_ledger"], total["not_listed"], total["not_compared"]) == (False, [], [])
    file.write_text(f"{head}合计,,,,,{total['ledger']['amount']},元\n", "utf-8")
    assert "合计与台账相符" in made.run("reconcile", "--statement", str(file)).stdout
    file.write_text(f"{head}校服,,,,,100,元\n合计,,,,,100,元\n", "utf-8")
    assert "合计没有与台账比：第 1 行" in "".join(made.run("reconcile", "--statement", str(file)).stdout.split("\n"))
