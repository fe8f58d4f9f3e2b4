"""Defects 25 to 34 of DEFECTS.md: names as they are typed. A valid ID identifies; a name alone never does."""

from __future__ import annotations

import pytest

from aid_ledger.office.payout import look
from tests.defects.lists import BOARDING, PAID, held, settled
from tests.tools.county import AT, BY, member, name_of, pupil, resident_id
from tests.tools.review import answered

DOTS = "·•‧・∙⋅●．﹒˙"
PRIVATE = "\ue863"  # 䶮 in old GBK systems


def notes_of(names: dict[int, tuple[str, str]]) -> tuple[list[tuple[str, str]], set[str]]:
    """Return the ends of pupils whose name differs from that of the register, and the names on their lines."""
    rows = [pupil(number, 姓名=typed) for number, (typed, _) in names.items()]
    with settled(rows, [member(number, 姓名=listed) for number, (_, listed) in names.items()]) as came:
        assert came.office.outcomes("filed-poor") == [("matched", "")] * len(names)
        return came.ends, {name for name, _ in came.paid}


@pytest.mark.defect(25)
def test_spaces_in_a_name_do_not_part_it_from_the_register_and_are_printed_as_typed() -> None:
    typed = {1: ("张 三", "张三"), 2: ("李　四", "李四"), 3: ("王五", "王 五"), 4: ("赵\u200b六", "赵六")}
    ends, printed = notes_of(typed)
    assert ends == [PAID] * 4
    assert printed == {"张 三", "李　四", "王五", "赵\u200b六"}


@pytest.mark.defect(26)
def test_any_of_ten_middle_dots_is_the_same_dot() -> None:
    typed = {number: (f"阿依{dot}古丽", "阿依·古丽") for number, dot in enumerate(DOTS, start=1)}
    ends, printed = notes_of(typed)
    assert ends == [PAID] * 10
    assert printed == {name for name, _ in typed.values()}


NEAR = {
    "the dot missing": ("阿依古丽", "阿依·古丽", 27), "a full stop for the dot": ("阿依.古丽", "阿依·古丽", 27),
    "a traditional form": ("張三", "张三", 29), "a variant": ("赵乾", "赵干", 29),
    "another character of the same sound": ("张玉兰", "张钰兰", 30),
}  # fmt: skip


@pytest.mark.defect(27)
@pytest.mark.defect(29)
@pytest.mark.defect(30)
def test_a_name_that_differs_a_little_is_linked_by_the_id_and_never_without_one() -> None:
    rows = [pupil(number, 姓名=name) for number, (name, _, _) in enumerate(NEAR.values(), start=1)]
    poor = [member(number, 姓名=name) for number, (_, name, _) in enumerate(NEAR.values(), start=1)]
    with settled(rows, poor) as came:
        assert came.ends == [PAID] * len(rows)
        registers = look(came.office.office, came.result.term).linked.registers
        assert registers["note"].tolist() == [*["name-differs"] * (len(rows) - 1), "name-same-sound"]
        (caution,) = [one for one in came.result.warnings if one.name == "names-differ"]
        assert (caution.params["count"], caution.params["sound"], caution.severity) == (5, 1, "note")
        facts = came.office.office.explain(resident_id(5), came.result.term).facts
        assert [one.value for one in facts if one.field == "name_same_sound"] == ["张钰兰"]
    with settled(rows, [one | {"身份证号": ""} for one in poor]) as came:
        assert came.paid == {}
        assert came.office.outcomes("filed-poor") == [held("no-identity")] * len(rows)


@pytest.mark.defect(28)
def test_private_use_characters_are_read_by_the_table_and_printed_as_what_they_are() -> None:
    with settled([pupil(1, 姓名=f"张{PRIVATE}")], [member(1, 姓名="张䶮")]) as came:
        assert came.ends == [PAID]
        assert came.paid == {("张䶮", BOARDING): 50000}
        assert "生僻字造字区转标准字 1" in came.told("names-repaired")
        assert came.facts(resident_id(1))["name_written"] == f"张{PRIVATE}"
        assert "names-damaged" not in came.names


@pytest.mark.defect(28)
def test_a_damaged_name_is_counted_and_a_valid_id_identifies_all_the_same() -> None:
    damaged = ["张?", "张□", "张yan", "张(韦华)", "张\ue816", "张*"]
    rows = [pupil(number, 姓名=name) for number, name in enumerate(damaged, start=1)]
    with settled(rows, [member(number, 姓名="张䶮") for number in range(1, 7)]) as came:
        assert (came.finding("names-damaged").place.cell, came.finding("names-damaged").rows) == ("A2", 6)
        assert [end for end in came.ends if end not in (PAID, held("name-conflict"))] == []
        assert came.ends[0] == PAID, "one character is other"


@pytest.mark.defect(31)
def test_a_remark_is_split_from_the_name_and_one_that_says_the_child_left_waits() -> None:
    names = ["李四★", "王五 小", "赵六(大)", "张三(转出)", "钱七（已毕业）", "孙八【休学】", "周九(复学)"]
    rows = [pupil(number, 姓名=name) for number, name in enumerate(names, start=1)]
    bare = ["李四", "王五", "赵六", "张三", "钱七", "孙八", "周九"]
    with settled(rows, [member(number, 姓名=name) for number, name in enumerate(bare, start=1)]) as came:
        waits = held("status-unknown")
        assert came.ends == [PAID, PAID, PAID, waits, waits, waits, PAID]
        assert {name for name, _ in came.paid} == {"李四", "王五", "赵六", "周九"}
        assert "备注 7" in came.told("names-repaired")
        assert came.facts(resident_id(1))["name_written"] == "李四★"


@pytest.mark.defect(31)
def test_the_column_of_the_status_speaks_where_the_remark_says_the_same() -> None:
    rows = [pupil(1, 姓名=f"{name_of(1)}(转出)", 学生状态="转出"), pupil(2, 姓名=f"{name_of(2)}(转出)", 学生状态="")]
    with settled([*rows, pupil(3)]) as came:
        assert came.ends == [("not-at-school", "not-at-school"), held("status-unknown"), PAID]


@pytest.mark.defect(32)
def test_one_name_twice_in_a_class_is_two_children_by_their_ids_and_nobody_without() -> None:
    rows = [pupil(1, 姓名="张伟"), pupil(2, 姓名="张伟"), pupil(3, 姓名="张伟", 身份证件号="", 学籍号="")]
    with settled(rows, [member(number, 姓名="张伟") for number in (1, 2, 3)]) as came:
        assert came.ends == [PAID, PAID, held("no-identity")]


@pytest.mark.defect(33)
def test_a_changed_name_waits_whatever_stands_under_former_name() -> None:
    rows = [pupil(1, 姓名="欧阳明月", 曾用名="李小红"), pupil(2, 曾用名="")]
    with settled(rows, [member(1, 姓名="李小红"), member(2)]) as came:
        assert came.ends == [held("name-conflict"), PAID]


@pytest.mark.defect(34)
def test_the_name_of_the_head_of_household_over_the_childs_id_waits() -> None:
    with settled([pupil(1, 姓名="钱大国"), pupil(2)]) as came:
        assert came.ends == [held("name-conflict"), PAID]
    with settled([pupil(1), pupil(2)], [member(1, 姓名="钱大国"), member(2)]) as came:
        assert came.ends == [held("name-conflict"), PAID]
        assert came.office.outcomes("filed-poor") == [held("name-conflict"), ("matched", "")]


@pytest.mark.defect(31)
def test_a_status_that_a_person_decides_speaks_before_a_remark() -> None:
    with settled([pupil(1, 姓名=f"{name_of(1)}(转出)", 学生状态="在读")]) as came:
        asked = came.office.office.review("2023S", by=BY, at=AT).workbook
        assert asked is not None
        data = answered(asked, {"这个学生状态算不算在校": "在读"})
        done = came.office.office.apply_review("问题.xlsx", data, by=BY, at=AT)
        assert (len(done.decisions), done.findings) == (1, ())
        came.office.payout()
        assert came.office.outcomes() == [PAID]
