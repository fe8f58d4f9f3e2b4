"""A word of 困难等级 that nobody knows holds what reads the level, is asked once, and is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from openpyxl import load_workbook

from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.office.questions import review_of
from aid_ledger.terms import Term
from tests.tools.county import PRIMARY, Desk, desk, member, name_of, pupil
from tests.tools.review import answered, apply, ask, filled, number_of, workbook

STEPS = {"city-d.living.step-1": "300.00", "city-d.living.step-2": "200.00", "city-d.living.step-3": "100.00"}
QUESTION = "这个词是哪一等困难"
LIVING, IN_STEPS = "boarding-living", "living-steps"


@contextmanager
def recognised(levels: Mapping[int, str], packs: tuple[str, ...] = ("national", "city-d")) -> Iterator[Desk]:
    """Yield an office with a pupil a number, recognised by the school with the word of 困难等级 given."""
    with desk(packs=packs, parameters=STEPS if "city-d" in packs else None) as made:
        made.took("在校生名册.xlsx", [pupil(number) for number in levels])
        listed(made, "学校认定.xlsx", levels)
        yield made


def listed(office: Desk, name: str, levels: Mapping[int, str], **more: str) -> None:
    rows = [{**member(number), "学校名称": PRIMARY["学校名称"], "困难等级": word} for number, word in levels.items()]
    office.took(name, rows, "recognised", **more)


def steps(office: Desk, number: int) -> int:
    return office.paid().get((name_of(number), IN_STEPS), 0)


def answer(office: Desk, word: str, said: str) -> None:
    done = apply(office, answered(workbook(ask(office)), {QUESTION: said}, about=word))
    assert (len(done.decisions), done.findings) == (1, ())


def test_a_word_that_nobody_knows_holds_the_programme_that_reads_the_level_and_no_other() -> None:
    with recognised({1: "一档", 2: "困难", 4: "甲类"}) as office:
        listed(office, "学校认定（不分等级）.xlsx", {3: ""})
        office.took("在校生名册二.xlsx", [pupil(3, 班级="2班")])
        office.took("孤儿.xlsx", [member(4)], "orphans")  # the first step, whatever 甲类 is
        office.payout()
        assert [steps(office, number) for number in (1, 2, 3, 4)] == [0, 200_00, 100_00, 300_00]
        assert [office.paid()[name_of(number), LIVING] for number in (1, 2, 3, 4)] == [500_00] * 4
        waits = [one for one in office.payout(dry_run=True).held if one["reason"] == "level-unknown"]
        assert waits == [{"reason": "level-unknown", "rows": 1, "programme": IN_STEPS}]


def test_rules_that_read_no_level_ask_nothing() -> None:
    with recognised({1: "一档"}, packs=("national",)) as office:
        office.payout()
        assert office.paid() == {(name_of(1), LIVING): 500_00}
        assert ask(office).questions == 0


def test_each_word_is_asked_once_and_its_answer_pays_the_rest() -> None:
    words = {
        "一档": ("特别困难", 300_00),
        "二等": ("困难", 200_00),
        "甲类": ("比较困难", 200_00),
        "乙类": ("不分等级", 100_00),
    }
    with recognised(dict(enumerate([*words, "一档", "丙类", "丁类"], start=1))) as office:
        office.payout()
        assert questions(office) == {"一档": 2, "丙类": 1, "丁类": 1, "二等": 1, "甲类": 1, "乙类": 1}
        book = workbook(ask(office))
        (first, *_) = load_workbook(book, read_only=True).sheetnames
        said = {word: text for word, (text, _) in words.items()} | {"丁类": "不困难"}
        done = apply(office, filled(book, {first: {number_of(book, first, word): text for word, text in said.items()}}))
        assert (len(done.decisions), done.findings) == (5, ())
        office.payout()
        assert [steps(office, number) for number in range(1, 8)] == [*(fen for _, fen in words.values()), 300_00, 0, 0]
        assert questions(office) == {"丙类": 1}
        assert office.paid()[name_of(6), LIVING] == 500_00
        assert (name_of(7), LIVING) not in office.paid()  # 丁类 is not in need, says the answer
        assert office.outcomes("recognised")[6] == ("not-in-force", "not-recognised")


def questions(office: Desk) -> dict[str, int]:
    """Return the words asked, with the number of students who wait for each."""
    view = look(office.office, Term.parse("2023S"))
    asked = review_of(view, outcomes_of(view)).questions
    return {one.about: one.students for one in asked if one.reason == "level-unknown"}


def test_an_answer_that_is_no_level_is_refused() -> None:
    with recognised({1: "一档"}) as office:
        done = apply(office, answered(workbook(ask(office)), {QUESTION: "二档"}))
        assert [one.name for one in done.findings] == ["answer-one-of"]
        assert not done.decisions


def test_the_answer_is_remembered_for_lists_to_come_and_for_no_other_kind_of_list() -> None:
    with recognised({1: "一档"}) as office:
        answer(office, "一档", "困难")
        office.took("秋季名册.xlsx", [pupil(2)], term="2023A")
        listed(office, "秋季认定.xlsx", {2: "一档"}, term="2023A")
        award = {"奖助名称": "国家助学金", "学期": "2023A", "资助方": "某企业", "金额": "1000", "档次": "一档"}
        office.took("奖助.xlsx", [{**member(2), **award}], "awards", term="")
        office.payout("2023A")
        assert office.paid("2023A")[name_of(2), IN_STEPS] == 200_00
        corrected = {one.kind: dict(one.corrected) for one in look(office.office, Term.parse("2023A")).linked.sources}
        assert corrected["recognised"]
        assert not corrected["awards"]


def test_two_words_of_one_student_are_both_asked() -> None:
    with recognised({1: "一档"}) as office:
        listed(office, "学校认定二.xlsx", {1: "甲类"})
        assert questions(office) == {"一档": 1, "甲类": 1}
        answer(office, "一档", "困难")
        office.payout()
        assert steps(office, 1) == 0
        answer(office, "甲类", "困难")
        office.payout()
        assert steps(office, 1) == 200_00


def test_explain_names_the_cell_of_the_word() -> None:
    with recognised({1: "一档"}) as office:
        number = member(1)["身份证号"]
        (fact,) = [one for one in office.office.explain(number, "2023S").facts if one.field == "level"]
        assert fact.value == "unknown"
        assert [cell.partition("!")[2] for cell in fact.evidence] == ["E2"]
