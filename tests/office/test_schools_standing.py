"""Which school has sent what: chased before anything is complete, heads compared in words, every held row somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.county import AT, BY, JUNIOR, PRIMARY, SCHOOLS, SENIOR, Desk, member, pupil, resident_id, school

SECOND = {"学校名称": "示例县西山小学", "学校标识码": "3699010009", "学段": "小学"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return an office whose school list is in use since autumn 2022."""
    made = Desk(tmp_path / "office")
    rows = [school(place, 资助专干="王老师", 电话="13900000001") for place in (*SCHOOLS, SECOND)]
    made.took("学校名录_20220901.xlsx", rows, term="")
    yield made
    made.close()


def of(desk: Desk, name: str = "示例县第一小学", term: str = "2023S") -> dict[str, Any]:
    """Return what is said of one school."""
    table = desk.office.schools_standing(term).table
    (row,) = table[table["school"] == name].to_dict("records")
    return {str(key): value for key, value in row.items()}


def heads(desk: Desk, term: str, *counts: tuple[dict[str, str], int]) -> None:
    """Import a roster of so many pupils for each school."""
    rows = [pupil(100 * at + one, place) for at, (place, count) in enumerate(counts) for one in range(1, count + 1)]
    desk.took(f"{term}.xlsx", rows, term=term)


def test_all_are_chased_before_anything_but_the_school_list_is_there(desk: Desk) -> None:
    standing = desk.office.schools_standing("2023S")
    assert (str(standing.term), standing.before, standing.elsewhere) == ("2023S", None, 0)
    assert standing.table["school"].tolist() == [place["学校名称"] for place in (*SCHOOLS, SECOND)]
    assert set(standing.table["state"]) == {"none"}
    assert set(standing.table["missing"]) == {("roster",)}
    assert set(standing.table["heads"]) == set(standing.table["heads_before"]) == {-1}
    assert set(standing.table["officer"]) == {"王老师"}
    assert set(standing.table["phone"]) == {"13900000001"}


def test_telephones_of_schools_are_read_back_for_the_chasing_sheet(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    desk.took("学校名录.xlsx", [school(PRIMARY, 电话="+86 13900000001"), school(SECOND, 电话="1.39E+10")], term="")
    assert set(desk.office.schools_standing("2023S").table["phone"]) == {"13900000001", "1.39E+10"}


def test_looking_writes_nothing_into_the_books(desk: Desk) -> None:
    heads(desk, "2023S", (PRIMARY, 3))
    before = desk.verify().head
    desk.office.schools_standing("2023S")
    assert desk.verify().head == before


CHANGES = [
    (20, 21, ()), (20, 22, ("up",)), (20, 19, ()), (20, 18, ("down",)), (0, 5, ("new",)), (20, 0, ("gone",)),
    (0, 0, ("never",)), (9, 9, ()),
]  # fmt: skip


def test_heads_that_change_by_a_tenth_have_a_note(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    places = [{**PRIMARY, "学校名称": f"第{n}小学", "学校标识码": f"36990200{n:02d}"} for n in range(len(CHANGES))]
    desk.took("学校名录_20220901.xlsx", [school(place) for place in places], term="")
    heads(desk, "2022A", *((place, before) for place, (before, _, _) in zip(places, CHANGES, strict=True)))
    heads(desk, "2023S", *((place, now) for place, (_, now, _) in zip(places, CHANGES, strict=True)))
    table = desk.office.schools_standing("2023S").table
    found = list(zip(table["heads_before"], table["heads"], table["notes"], strict=True))
    assert found == [(before, now or -1, notes) for before, now, notes in CHANGES]
    assert table["state"].tolist() == ["sent" if now else "none" for _, now, _ in CHANGES]


def test_a_student_counts_once_and_only_at_school(desk: Desk) -> None:
    desk.took("名册.xlsx", [pupil(1), pupil(2), pupil(2), pupil(3, 学生状态="转出", 异动日期="2022-12-01")])
    assert of(desk)["heads"] == 2


@pytest.mark.parametrize("kind", ["boarders", "recognised"])
def test_a_list_that_was_there_last_term_is_missed(desk: Desk, kind: str) -> None:
    row = {"学校": "示例县第一小学", "姓名": "赵一丁", "身份证号": resident_id(1), "困难等级": "一般困难"}
    heads(desk, "2022A", (PRIMARY, 3), (JUNIOR, 3))
    heads(desk, "2023S", (PRIMARY, 3), (JUNIOR, 3))
    desk.took("上期.xlsx", [row], kind, term="2022A")
    assert (of(desk)["state"], of(desk)["missing"]) == ("part", (kind,))
    assert (of(desk, JUNIOR["学校名称"])["state"], of(desk, JUNIOR["学校名称"])["missing"]) == ("sent", ())
    desk.took("本期.xlsx", [row], kind, term="2023S")
    assert (of(desk)["state"], of(desk)["missing"]) == ("sent", ())


def test_every_held_row_is_some_schools_or_nobodys(desk: Desk) -> None:
    recognised = {"学校": "示例县第一小学", "姓名": "某某", "身份证号": "14", "困难等级": "一般困难"}
    nowhere = {**recognised, "学校": "没有的小学", "身份证号": "15"}
    meals = {"学校": "示例县第二初级中学", "月份": "2023-03", "天数": "很多", "就餐人次": "1"}
    lost = {"身份证件号": "12", "学籍号": ""}
    desk.took("名册.xlsx", [pupil(1, lost), pupil(2), pupil(3, JUNIOR, lost)])
    desk.took("认定.xlsx", [recognised, nowhere], "recognised")
    desk.took("低保.xlsx", [member(2), member(5, 身份证号="16")], "rural-allowance")
    desk.took("供餐.xlsx", [meals], "meals")
    standing = desk.office.schools_standing("2023S")
    waiting = dict(zip(standing.table["school"], standing.table["waiting"], strict=True))
    assert waiting == {
        "示例县第一小学": 2, "示例县第二初级中学": 2, "示例县高级中学": 0, "示例县西山小学": 0, "没有的小学": 1,
    }  # fmt: skip
    assert standing.elsewhere == 1
    held = (desk.export("outcomes")["outcome"] == "held").sum()
    assert standing.table["waiting"].sum() + standing.elsewhere == held


def test_names_that_mean_no_school_stand_at_the_end(desk: Desk) -> None:
    lost = {"学校名称": "不知哪里小学", "学校标识码": ""}
    desk.took("名册.xlsx", [pupil(1), pupil(2, lost), pupil(3, lost), pupil(4, {"学校名称": "", "学校标识码": ""})])
    table = desk.office.schools_standing("2023S").table
    assert table["state"].tolist() == ["sent", "none", "none", "none", "unknown", "unknown"]
    assert table["school"].tolist()[4:] == ["", "不知哪里小学"]
    assert table["heads"].tolist()[4:] == [1, 2]


def test_a_school_that_this_terms_list_no_longer_names_is_said(desk: Desk) -> None:
    heads(desk, "2022A", (SECOND, 4), (PRIMARY, 4))
    for row in desk.office.sources():
        if row["kind"] == "schools":
            desk.office.retire_source(row["source"], why="新名录", by=BY, at=AT)
    desk.took("学校名录_20230201.xlsx", [school(place) for place in SCHOOLS], term="")
    found = of(desk, SECOND["学校名称"])
    assert (found["state"], found["heads_before"], found["notes"]) == ("none", 4, ("not-listed", "gone"))


def test_a_name_of_last_term_is_the_school_that_it_is_another_name_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "renamed")
    old = {"学校名称": "东河小学", "学校标识码": "", "学段": "小学"}
    heads(desk, "2022A", (old, 4))
    desk.took("学校名录_20230201.xlsx", [school(PRIMARY, **{"曾用名/简称": "东河小学"})], term="")
    heads(desk, "2023S", (PRIMARY, 4))
    table = desk.office.schools_standing("2023S").table
    assert table[["school", "heads", "heads_before"]].to_numpy().tolist() == [["示例县第一小学", 4, 4]]


def test_without_a_school_list_the_rosters_name_the_schools(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "bare")
    heads(desk, "2022A", (SENIOR, 3))
    heads(desk, "2023S", (PRIMARY, 3))
    table = desk.office.schools_standing("2023S").table
    assert table[["school", "state", "notes"]].to_numpy().tolist() == [
        ["示例县第一小学", "sent", ("new",)], ["示例县高级中学", "none", ("gone",)],
    ]  # fmt: skip


def test_a_child_in_another_schools_roster_is_not_that_schools_roster(desk: Desk) -> None:
    rows = [pupil(number) for number in range(1, 41)]
    desk.took("名册.xlsx", [*rows, pupil(100, SECOND)])
    found = of(desk, SECOND["学校名称"])
    assert (found["state"], found["heads"], found["notes"]) == ("none", -1, ("stray",))


def test_two_pupils_of_a_small_school_in_a_township_file_are_its_roster(desk: Desk) -> None:
    rows = [pupil(number, PRIMARY if number < 20 else JUNIOR) for number in range(1, 41)]
    desk.took("名册.xlsx", [*rows, pupil(100, SECOND), pupil(101, SECOND)])
    assert of(desk, SECOND["学校名称"])["state"] == "sent"


def test_the_order_of_files_and_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [pupil(number, (PRIMARY, JUNIOR)[number % 2]) for number in range(1, 9)]
    found = []
    for turn in (1, -1):
        desk = Desk(tmp_path / f"office{turn}")
        files = [("甲.xlsx", rows[:4]), ("乙.xlsx", [{**row, "班级": "2班"} for row in rows[4:]])]
        for name, content in files[::turn]:
            desk.took(name, content[::turn])
        desk.took("学校名录_20230201.xlsx", [school(place) for place in SCHOOLS[::turn]], term="")
        found.append(desk.office.schools_standing("2023S").table)
    assert found[0].equals(found[1])


def test_schools_with_meals_are_chased_for_the_months_that_others_reported(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    places = (PRIMARY, SECOND, SCHOOLS[1])
    desk.took(
        "学校名录.xlsx",
        [school(place, 营养餐="否" if place is SCHOOLS[1] else "是") for place in places],
        "schools",
        term="",
    )
    desk.took("名册.xlsx", [pupil(number, place) for number, place in enumerate(places, 1)])
    told = [{"学校": PRIMARY["学校名称"], "月份": name, "天数": "20"} for name in ("2023-03", "2023-04")]
    desk.took("供餐月报.xlsx", [*told, {"学校": SECOND["学校名称"], "月份": "2023-03", "天数": "21"}], "meals", term="")
    rows = {row["school"]: row for row in desk.office.schools_standing("2023S").table.to_dict("records")}
    found = [(rows[one["学校名称"]]["state"], rows[one["学校名称"]]["missing"]) for one in places]
    assert found == [("sent", ()), ("part", ("meals",)), ("sent", ())]
    assert "meals:4" in rows[SECOND["学校名称"]]["notes"]
