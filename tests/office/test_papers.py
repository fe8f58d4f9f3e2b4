"""The papers of a batch can be written again from the books alone, to the byte."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from aid_ledger.office.doubts import doubts
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import JUNIOR, PRIMARY, Desk, desk, member, name_of, pupil, school

DOUBTS, ABSENT = "待核实清单.xlsx", "疑似失学儿童名单（控辍保学）.xlsx"
TO_CHECK = {DOUBTS, ABSENT}


def papers(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.xlsx"))}


def paid(office: Desk) -> str:
    """Post a term with pupils, a meal line of a school, a row that waits, and a second batch that takes a line back."""
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="95"), school(JUNIOR)], "schools", term="")
    rows = [pupil(1), pupil(2), pupil(3, JUNIOR, 年级="八年级", 身份证件号="1")]
    office.took("名册.xlsx", rows)
    office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
    first = office.payout(papers=True)
    assert first.batch
    office.took("名册2.xlsx", [pupil(1, 就读方式="走读"), *rows[1:]], replace=True)
    assert office.payout(papers=True).batch
    return first.batch.batch


def test_the_papers_of_a_batch_are_the_same_when_written_again(tmp_path: Path) -> None:
    with desk() as office:
        paid(office)
        for number, batch in enumerate(office.office.batches("2023S")):
            office.office.write_batch(batch["batch"], out=tmp_path / str(number))
            before = papers(office.folder / "reports" / "2023S" / batch["batch"])
            again = papers(tmp_path / str(number))
            if not number:  # the head of the chain at the foot is that of the day of writing
                assert set(again) == set(before) - TO_CHECK
            else:
                assert again == {name: data for name, data in before.items() if name not in TO_CHECK}


def test_the_meals_of_a_school_go_to_the_account_of_its_list(tmp_path: Path) -> None:
    with desk() as office:
        batch = paid(office)
        lines = office.export("lines")
        meals = lines[lines["programme"] == "nutrition"]
        assert meals[["payee", "account_name"]].to_numpy().tolist() == [["school", PRIMARY["学校名称"]]]
        assert meals["account"].str.len().tolist() == [19]
        assert office.verify().ok
        office.office.write_batch(batch, out=tmp_path)
        assert any(PRIMARY["学校名称"] in name for name in papers(tmp_path))


def test_what_waits_is_listed_also_where_nothing_is_posted() -> None:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        office.took("名册.xlsx", [pupil(1, 身份证件号="1")])
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        done = office.payout(papers=True)
        assert done.batch is None
        assert [path.name for path in done.files] == [DOUBTS, ABSENT]
        assert {path.parent for path in done.files} == {office.folder / "reports" / "2023S"}
        office.took("名册2.xlsx", [pupil(1)], replace=True)
        assert office.payout(papers=True).batch
        assert not any(path.exists() for path in done.files)
        assert office.payout(papers=True).files == ()


def test_the_money_at_stake_of_an_unknown_fact_is_the_dearest_answer() -> None:
    """Boarder or not: 500 or 250 yuan, never both; a row that waits as a whole waits for all that it would get."""
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        office.took("名册.xlsx", [pupil(1, 就读方式=""), pupil(2), pupil(3, 就读方式="走读")])
        office.took("脱贫户.xlsx", [member(1), member(2, 姓名="欧阳另外人"), member(3)], "filed-poor")
        view = look(office.office, Term.parse("2023S"))
        table = doubts(view, outcomes_of(view))
        assert dict(zip(table["reason"], table["stake"], strict=True))["boarding-unknown"] == 50000
        assert dict(zip(table["name"], table["stake"], strict=True))[name_of(1)] == 50000


def test_the_sheet_of_meals_multiplies_heads_days_and_rate(tmp_path: Path) -> None:
    with desk() as office:
        batch = paid(office)
        office.office.write_batch(batch, out=tmp_path)
        [path] = [one for one in tmp_path.rglob("*.xlsx") if PRIMARY["学校名称"] in one.name]
        sheet = next(one for one in load_workbook(path) if "营养" in one.title)
        heads, row = ([str(cell.value) for cell in line] for line in list(sheet.iter_rows())[2:4])
        said = dict(zip(heads, row, strict=True))
        people = int(said["就餐人数"])
        assert (said["供餐天数"], float(said["标准(元/人·天)"])) == ("95", 5.0)
        assert people > 0
        assert float(said["本学期应发(元)"]) == float(said["本次金额(元)"]) == people * 95 * 5
        assert office.verify().ok
