"""Two columns of status in a roster are both read: one alone decides nothing where the other says otherwise."""

from __future__ import annotations

import pytest

from tests.tools.county import Desk, Row, desk, member, name_of, pupil
from tests.tools.review import answered, apply, ask, workbook

PAID, AWAY = ("paid", ""), ("not-at-school", "not-at-school")
TORN, UNKNOWN = ("held", "statuses-differ"), ("held", "status-unknown")
QUESTION = "两列学生状态矛盾，基准日算不算在校"
CASES: dict[str, tuple[Row, tuple[str, str]]] = {
    "both at school": ({"学籍状态": "在读", "就读状态": "在校"}, PAID),
    "blank in the second": ({"学籍状态": "在读", "就读状态": ""}, PAID),
    "blank in the first, and there": ({"学籍状态": "", "就读状态": "在读"}, PAID),
    "blank in the first, and gone": ({"学籍状态": "", "就读状态": "休学"}, AWAY),
    "blank in both": ({"学籍状态": "", "就读状态": ""}, PAID),
    "gone in both, by other words": ({"学籍状态": "转出", "就读状态": "退学"}, AWAY),
    "there in the first, gone in the second": ({"学籍状态": "在读", "就读状态": "转出"}, TORN),
    "gone in the first, there in the second": ({"学籍状态": "休学", "就读状态": "在读"}, TORN),
    "taught at home, and gone": ({"学籍状态": "送教上门", "就读状态": "休学"}, TORN),
    "gone only after the reference day": ({"学籍状态": "在读", "就读状态": "转出", "异动日期": "2023-04-02"}, PAID),
    "gone before the reference day": ({"学籍状态": "在读", "就读状态": "转出", "异动日期": "2023-02-20"}, TORN),
    "back only after the reference day": ({"学籍状态": "在读", "就读状态": "复学", "异动日期": "2023-04-02"}, AWAY),
    "back after the reference day, in one column": ({"学籍状态": "复学", "异动日期": "2023-04-02"}, AWAY),
    "gone, and back": ({"学籍状态": "复学", "就读状态": "休学"}, TORN),
    "gone, and back on a day after it": ({"学籍状态": "复学", "就读状态": "休学", "异动日期": "2023-04-02"}, TORN),
    "a word that nobody knows, beside at school": ({"学籍状态": "在读", "就读状态": "待查"}, UNKNOWN),
    "a word that nobody knows, beside gone": ({"学籍状态": "空挂", "就读状态": "转出"}, UNKNOWN),
    "dead, and gone with a later date": ({"学籍状态": "转出", "就读状态": "死亡", "异动日期": "2023-04-02"}, AWAY),
    "at home, and back after the day": ({"学籍状态": "送教上门", "就读状态": "复学", "异动日期": "2023-04-02"}, AWAY),
    "yes, at school": ({"学籍状态": "在读", "是否在校": "是"}, PAID),
    "no, not at school": ({"学籍状态": "在读", "是否在校": "否"}, TORN),
    "no column but this, and no": ({"是否在校": "否"}, AWAY),
    "no column but this, and yes": ({"是否在读": "是"}, PAID),
    "three columns, the third says otherwise": ({"学籍状态": "在读", "就读状态": "在读", "是否在校": "否"}, TORN),
    "three columns that agree": ({"学籍状态": "在读", "就读状态": "在校", "是否在校": "是"}, PAID),
    "a column of who boards under such a header": ({"学籍状态": "在读", "就读状态": "走读"}, PAID),
}  # fmt: skip


def roster(number: int, **status: str) -> Row:
    return {key: text for key, text in pupil(number, **status).items() if key != "学生状态"}


@pytest.fixture(scope="module")
def ends() -> dict[str, tuple[str, str]]:
    """What became of each case's row, each in a class and a list of its own."""
    with desk() as office:
        for number, (row, _) in enumerate(CASES.values(), start=1):
            office.took(f"{number}.xlsx", [roster(number, 班级=f"{number}班", **row)])
        office.took("脱贫户.xlsx", [member(number) for number in range(1, len(CASES) + 1)], "filed-poor")
        table = office.export("outcomes")
    by_file = {row.file: (str(row.outcome), str(row.reason)) for row in table.itertuples() if row.kind == "roster"}
    return {sentence: by_file[f"{number}.xlsx"] for number, sentence in enumerate(CASES, start=1)}


@pytest.mark.parametrize("sentence", CASES)
def test_every_column_of_status_has_its_say(sentence: str, ends: dict[str, tuple[str, str]]) -> None:
    assert ends[sentence] == CASES[sentence][1]


def torn_roster(office: Desk) -> None:
    words = [("在读", "转出"), ("在读", "转出"), ("在读", "休学"), ("在读", "在读")]
    rows = [roster(number, 学籍状态=one, 就读状态=two) for number, (one, two) in enumerate(words, start=1)]
    office.took("在校生名册.xlsx", rows)
    office.took("脱贫户.xlsx", [member(number) for number in range(1, 5)], "filed-poor")


def test_a_contradiction_is_asked_once_by_its_two_words_and_the_answer_settles_the_row() -> None:
    with desk() as office:
        torn_roster(office)
        book = workbook(ask(office))
        done = apply(office, answered(book, {QUESTION: "在读"}, about="学籍状态：在读；就读状态：转出"))
        assert (len(done.decisions), done.findings) == (1, ())
        assert office.outcomes() == [PAID, PAID, TORN, PAID]
        done = apply(office, answered(workbook(ask(office)), {QUESTION: "休学"}))
        assert (len(done.decisions), done.findings) == (1, ())
        assert office.outcomes() == [PAID, PAID, AWAY, PAID]


def test_a_word_explained_does_not_silence_the_other_column() -> None:
    with desk() as office:
        rows = [roster(1, 学籍状态="空挂", 就读状态="转出"), roster(2, 学籍状态="空挂", 就读状态="在读")]
        office.took("在校生名册.xlsx", rows)
        office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        done = apply(office, answered(workbook(ask(office)), {"这个学生状态算不算在校": "在读"}, about="空挂"))
        assert (len(done.decisions), done.findings) == (1, ())
        assert office.outcomes() == [TORN, PAID]


def test_what_was_paid_stays_where_the_columns_come_to_contradict_each_other() -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [roster(1, 学籍状态="在读", 就读状态="在读")])
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        office.payout()
        office.took("在校生名册二.xlsx", [roster(1, 学籍状态="在读", 就读状态="转出")], replace=True)
        done = office.payout()
        assert (len(done.lines), done.recover) == (0, None)
        assert office.paid() == {(name_of(1), "boarding-living"): 500_00}


def test_two_schools_are_settled_in_a_roster_of_two_columns() -> None:
    other = {"学校名称": "示例县第三小学", "学校标识码": "3699010004"}
    with desk() as office:
        for number, place in enumerate(({}, other), start=1):
            office.took(f"{number}.xlsx", [roster(1, 学籍状态="在读", 就读状态="在读", **place)])
        office.took("脱贫户.xlsx", [member(1)], "filed-poor")
        apply(office, answered(workbook(ask(office)), {"两校都报为在读，学籍在哪所": "示例县第三小学"}))
        assert sorted(office.outcomes()) == [AWAY, PAID]
