"""``--map`` gives columns their fields; what a list is its own headers say; a field of another list is refused."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import KINDS, STANDINGS, fields_of_kind, read_file
from aid_ledger.linking import REGISTERS, ROSTER, boarders, earlier_schools, linked, registers
from aid_ledger.linking.accounts import FIELDS as OF_ACCOUNTS
from aid_ledger.linking.arrived_payments import PAYMENT_FIELDS
from aid_ledger.linking.notices import FIELDS as OF_NOTICES
from aid_ledger.words import tell

from .books import an_id, one

HEADER = ["姓名", "身份证号", "学校名称", "年级", "班级", "就读方式", "是否低保", "某号"]
ROW = ["李甲", an_id(1), "示例小学", "三年级", "1班", "住校", "是", "9901"]


@pytest.mark.parametrize(
    ("column", "field", "says"),
    [
        ("G", "difficulty", "--as hardship --map 'G=困难类型'"),
        ("G", "level", "--as recognised --map 'G=困难等级'"),
        ("H", "household_no", "--as filed-poor"),
        ("G", "award_name", "--as awards"),
    ],
)
@pytest.mark.parametrize("kind", [None, "roster"])
def test_a_field_that_a_roster_has_not_is_refused_and_says_what_to_do(
    column: str, field: str, says: str, kind: str | None
) -> None:  # fmt: skip
    with pytest.raises(FindingsError) as caught:
        read_file(one([HEADER, ROW]), "3月.xlsx", kind=kind, columns={column: field})
    (found,) = caught.value.findings
    assert found.name == "mapped-not-of-kind"
    assert "在校生名册" in tell(found, "zh").problem
    assert says in tell(found, "zh").fix


def test_the_same_file_is_a_list_of_need_where_a_person_says_so() -> None:
    read = read_file(one([HEADER, ROW]), "3月.xlsx", kind="hardship", columns={"G": "difficulty"})
    assert (read.tables[0].kind, read.tables[0].frame["difficulty"].tolist()) == ("hardship", ["是"])


def test_a_column_may_still_fill_what_the_kind_lacks() -> None:
    header = ["学生", "证号", *HEADER[2:]]
    read = read_file(one([header, ROW]), "在校生名册.xlsx", columns={"学生": "student_name", "B": "id_no"})
    assert (read.tables[0].kind, read.tables[0].frame["id_no"].tolist()) == ("roster", [an_id(1)])


def test_every_field_that_linking_reads_may_be_mapped() -> None:
    spread = {"member", "part", "total_differs", *STANDINGS[1:], "status_2", "status_3"}
    read = {
        **dict.fromkeys(ROSTER, linked.FIELDS), **dict.fromkeys(REGISTERS, registers.FIELDS),
        "schools": earlier_schools.FIELDS, "boarders": boarders.FIELDS, "accounts": OF_ACCOUNTS, "notices": OF_NOTICES,
        "awards": ("award_name", "amount", "term", "donor", "standard", "months", "level"),
        "paid-before": ("project", "term", "amount", "pay_date", "standard", "months", "level", *PAYMENT_FIELDS),
        "public-employees": ("student_name", "id_no", "account_no"), "deceased": ("died_on", "left_on"),
    }  # fmt: skip
    never_there = {"schools": {"id_no"}, "notices": {"id_no", "student_name"}}
    never_there |= {kind: {"inclusive"} for kind in ROSTER}  # an answer of the review, no column of theirs
    lacking = {
        kind: set(names) - fields_of_kind(kind) - spread - never_there.get(kind, set()) for kind, names in read.items()
    }
    assert {kind: names for kind, names in lacking.items() if names} == {}
    assert all(fields_of_kind(kind) for kind in KINDS)
