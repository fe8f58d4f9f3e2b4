"""What can be asked about each reason: which cell it is about, how rows make one question, what may be answered.

An answer is a text that the cell is to say, or one of the fixed words below. A reason that is not here is none that
reading a cell otherwise would settle (a missing standard, a death): it stands in the list of doubts only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aid_ledger.linking import LEVEL_BLANK, NO_CATEGORY, ROSTER

SAME_PERSON = "是同一人"
TAKE = "采用建议"
NOT_USED = "本行不用"
RIGHT_AS_IS = "核对无误"
NO_SUCH_ID = "查无证件"
NO_LEVEL = "不分等级"
RECOGNISED, NOT_RECOGNISED = "认定（最低档）", "未认定"
PAY_HERE, PAY_NOT = "由本校发放", "不由本校发放"

Group = Literal["word", "class", "school", "pair", "file", "row"]
Form = Literal["words", "schools", "identity", "date", "text"]


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """One kind of question.

    Attributes:
        field: the column that the answer is about; of ``category-unclear`` it depends on the list, of
            ``cell-unread`` it is the one that cannot be read.
        group: rows that make one question: of one word, class, school, pair of schools or file; ``row``: each by
            itself.
        form: what an answer is: one of ``options``, a school's name, an ID or a name, a day, or any text.
        options: the answers offered.
        lasting: whether the answer is remembered for lists to come.
    """

    field: str
    group: Group
    form: Form
    options: tuple[str, ...] = ()
    lasting: bool = False


_STAGES = ("学前", "小学", "初中", "普通高中", "中职", "大学")
KINDS: dict[str, QuestionKind] = {
    "school-unknown": QuestionKind("school", "word", "schools", lasting=True),
    "category-unclear": QuestionKind("difficulty", "word", "words", lasting=True),
    "level-unknown": QuestionKind("level", "word", "words", ("特别困难", "困难", "一般困难", NO_LEVEL), lasting=True),
    LEVEL_BLANK: QuestionKind("level", "file", "words", (RECOGNISED, NOT_RECOGNISED)),
    "stage-unknown": QuestionKind("stage", "word", "words", _STAGES),
    "grade-unknown": QuestionKind("grade", "word", "text"),
    "status-unknown": QuestionKind("status", "word", "words", ("在读", "休学", "转出", "退学", "毕业")),
    "statuses-differ": QuestionKind("status", "word", "words", ("在读", "休学", "转出", "退学", "毕业")),
    "boarding-unknown": QuestionKind("boarding", "class", "words", ("住校", "走读")),
    "hukou-unknown-would-pay": QuestionKind("hukou_kind", "class", "words", ("农业", "非农业")),
    "higher-vocational-unknown": QuestionKind("degree_level", "school", "words", ("高职", "专科", "本科")),
    "new-entrant-unknown": QuestionKind("new_entrant", "school", "words", ("是", "否")),
    "came-from-unknown": QuestionKind("came_from", "school", "words", ("普通高中", "中职")),
    "college-place-unknown": QuestionKind("college_place", "school", "words", ("省内", "省外")),
    "private-unknown": QuestionKind("school_nature", "school", "words", ("公办", "民办")),
    "inclusive-unknown": QuestionKind("inclusive", "school", "words", ("是", "否")),
    "meal-plan-unknown": QuestionKind("meal_plan", "school", "words", ("是", "否")),
    "listed-by-two-schools": QuestionKind("status", "pair", "schools"),
    "contradicting-rows": QuestionKind("row", "row", "words", (NOT_USED,)),
    "came-after-reference-day": QuestionKind("transferred_in", "row", "words", (PAY_HERE, PAY_NOT)),
    "left-date-unknown": QuestionKind("status_date", "row", "date"),
    "tier-unclear": QuestionKind("level", "row", "words", ("特别困难", "困难", "一般困难", "一档", "二档", "三档")),
    "standing-unclear": QuestionKind("standing", "word", "words", ("正常", "停发")),
    "date-unreadable": QuestionKind("identified_from", "row", "date"),
    "no-identity": QuestionKind("id_no", "row", "identity", (NOT_USED,)),
    "id-invalid": QuestionKind("id_no", "row", "identity", (NO_SUCH_ID, NOT_USED)),
    "id-run": QuestionKind("id_no", "row", "identity", (NO_SUCH_ID, NOT_USED)),
    "age-outside-stage": QuestionKind("id_no", "row", "identity", (RIGHT_AS_IS,)),
    "birth-differs": QuestionKind("id_no", "row", "identity", (RIGHT_AS_IS,)),
    "sex-differs": QuestionKind("id_no", "row", "identity", (RIGHT_AS_IS,)),
    "one-id-two-names": QuestionKind("id_no", "row", "identity", (NOT_USED,)),
    "name-conflict": QuestionKind("student_name", "row", "identity", (SAME_PERSON, NOT_USED)),
    "student-number-two-ids": QuestionKind("id_no", "row", "identity", (RIGHT_AS_IS, NOT_USED)),
    "student-number-other-id": QuestionKind("id_no", "row", "identity", (RIGHT_AS_IS, NOT_USED)),
    "paid-under-other-id": QuestionKind("id_no", "row", "identity", (SAME_PERSON, RIGHT_AS_IS, NOT_USED)),
    "student-number-two-names": QuestionKind("student_name", "row", "identity", (RIGHT_AS_IS,)),
    "cell-unread": QuestionKind("", "row", "text"),
    "term-unclear": QuestionKind("term", "word", "text"),
    "amount-unreadable": QuestionKind("amount", "row", "text"),
    "amount-not-standard": QuestionKind("amount", "row", "text", (RIGHT_AS_IS,)),
    "programme-unclear": QuestionKind("project", "word", "text"),
    "payment-unclear": QuestionKind("pay_status", "word", "words", ("已到账", "没有到账")),
    "row-total-differs": QuestionKind("amount", "row", "text"),
    "fund-level-unclear": QuestionKind("fund_level", "word", "words", ("中央", "省", "市", "县", "衔接", "社会")),
    "year-unclear": QuestionKind("year", "word", "text"),
    "carried-over-unclear": QuestionKind("carried_over", "word", "words", ("是", "否")),
    "people-quota-unclear": QuestionKind("people_quota", "row", "text"),
    "award-not-in-roster": QuestionKind("id_no", "row", "identity", (NOT_USED,)),
}
EVERY_CHOICE = frozenset({TAKE, *(option for kind in KINDS.values() for option in kind.options)})
"""All words that are an answer somewhere: none of them is anybody's name."""
CATEGORY_FIELD = {"hardship": "difficulty", "monitored": "monitor_type", "destitute": "destitute_type"}
CATEGORY_WORDS = {
    "hardship": (
        "脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "农村低保", "城市低保", "低保边缘", "农村特困",
        "城市特困", "孤儿", "事实无人抚养儿童", "残疾学生", "残疾人子女", "烈士子女", "困难职工子女", "支出型困难",
        NO_CATEGORY,
    ),
    "monitored": ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户", NO_CATEGORY),
    "destitute": ("农村特困", "城市特困", NO_CATEGORY),
}  # fmt: skip


def options_of(reason: str, kind: str) -> tuple[str, ...]:
    """Return the answers offered for a reason in a list of a kind; blank where any text of the form will do."""
    if reason == "category-unclear":
        return CATEGORY_WORDS.get(kind, ())
    if reason == "name-conflict" and kind in ROSTER:  # which of the two names is right is said on the register's row
        return (NOT_USED,)
    return KINDS[reason].options


def field_of(reason: str, kind: str) -> str:
    """Return the column that an answer is about."""
    return CATEGORY_FIELD.get(kind, "difficulty") if reason == "category-unclear" else KINDS[reason].field
