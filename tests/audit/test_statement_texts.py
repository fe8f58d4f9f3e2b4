"""Published sentences as county bureaus write them: what is read, what belongs together, what is not read."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.words import tell
from tests.audit.published import check, codes


def lines(text: str) -> list[str]:
    """Return the lines of a text as read: item, heads, yuan, ``part`` where it is one."""
    found = check(text, "2023S", "报告.txt")
    return [
        " ".join((one.item, f"{one.heads.value if one.heads else '-'}",
                  f"{one.stated.value / 100:g}" if one.stated else "-", *(["part"] if text.part else [])))
        for one, text in zip(found.lines, found.printed, strict=True)
    ]  # fmt: skip


def unread(text: str) -> list[str]:
    """Return the figures that are said not to have been read."""
    try:
        findings = [one for one, _ in check(text, "2023S", "报告.txt").findings]
    except FindingsError as error:
        findings = list(error.findings)
    own = [one for one in findings if one.name == "statement-part-not-read"]
    return [figure for one in own for figure in str(one.params["figures"]).split("、")]


BOARDERS = ["寄宿生生活补助:小学 1200 600000", "寄宿生生活补助:初中 900 562500"]


@pytest.mark.parametrize(
    "text",
    [
        "寄宿生生活补助：小学1200人60万元，初中900人56.25万元；免费教科书12000人，108万元。",
        "寄宿生生活补助：小学1200人60万元；初中900人56.25万元；免费教科书12000人，108万元。",
        "寄宿生生活补助：小学1200人60万元。初中900人56.25万元。免费教科书12000人，108万元。",
        "寄宿生生活补助\n小学1200人60万元\n初中900人56.25万元\n免费教科书12000人，108万元",
    ],
    ids=["comma", "semicolon", "stop", "heading"],
)
def test_a_stage_that_follows_is_of_the_programme_named_before(text: str) -> None:
    assert lines(text) == [*BOARDERS, "免费教科书 12000 1.08e+06"]
    assert [one.status for one in check(text, "2023S").lines] == ["match", "match", "not-checkable"]
    assert unread(text) == []


def test_a_stage_that_the_programme_can_have_makes_it_another_programme() -> None:
    assert lines("普通高中国家助学金1627人162.7万元，中职530人53万元。") == [
        "普通高中国家助学金 1627 1.627e+06", "国家助学金:中职 530 530000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "between",
    ["免学费、助学金823人82.3万元", "社会捐资20万元", "我县还落实营养膳食、免费教科书等政策。小学7人9万元"],
)
def test_a_stage_of_which_nobody_can_say_the_programme_is_not_read(between: str) -> None:
    assert unread(f"寄宿生生活补助小学1200人60万元；{between}；初中900人56.25万元。")[-2:] == ["900人", "56.25万元"]


def test_a_stage_that_the_programme_has_not_is_not_read() -> None:
    assert unread("寄宿生生活补助:小学1200人60万元，中职900人56.25万元。") == ["900人", "56.25万元"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023年春季学期，我县享受义务教育寄宿生生活补助４，８４７人，金额２９２．７３万元。",
         ["义务教育寄宿生生活补助 4847 2.9273e+06"]),
        ("根据教发〔2023〕12号文件，9月15日前下达寄宿生生活补助资金300万元", ["寄宿生生活补助 - 3e+06"]),
        ("发放中职国家助学金1,627人次，共计1627000元", ["中职国家助学金 1627 1.627e+06"]),
        ("营养改善计划惠及学生4.65万人，每生每天5元，拨付资金2325万元", ["营养改善计划 46500 2.325e+07"]),
        ("国家奖学金2人各6000元，中职国家助学金2268人，226.8万元", ["国家奖学金 2 -", "中职国家助学金 2268 2.268e+06"]),
        ("寄宿生补助小学469人×500元=23.45万元，初中2142人×625元=133.875万元",
         ["寄宿生补助小学 469 234500", "寄宿生补助:初中 2142 1.33875e+06"]),
        ("寄宿生补助：2023春100人5万元，2023秋110人5.5万元", ["寄宿生补助:春 100 50000", "寄宿生补助:秋 110 55000"]),
        ("①寄宿生补助100人，5万元；②雨露计划3人，4500元", ["寄宿生补助 100 50000", "雨露计划 3 4500"]),
        ("一是学前教育资助。资助5人，2500元。二是雨露计划。发放3人4500元", ["学前教育资助 5 2500", "雨露计划 3 4500"]),
        ("为68个村1206户脱贫户子女1533人落实雨露计划补助229.95万元", ["雨露计划补助 1533 2.2995e+06"]),
        ("公示时间：2023年9月1日至9月7日，监督电话：0797-2512345。雨露计划3人，4500元", ["雨露计划 3 4500"]),
        ("在校学生45200人，受助占12.5%，比上年提高2.3个百分点。雨露计划3人，4500元", ["雨露计划 3 4500"]),
        ("营养改善计划9人，金额8元", ["营养改善计划 9 8"]),
        ("寄宿生生活补助1926\n人、拨付资金120.375\n万元", ["寄宿生生活补助 1926 1.20375e+06"]),
        ("寄宿生补助2100人(其中小学1200人60万元，初中900人)116.25万元",
         ["寄宿生补助 2100 1.1625e+06", "寄宿生补助:小学 1200 600000 part", "寄宿生补助:初中 900 - part"]),
        ("寄宿生补助100人5万元，其中脱贫户子女60人；低保户子女9人。雨露计划3人4500元",
         ["寄宿生补助 100 50000", "寄宿生补助·脱贫户子女 60 - part", "寄宿生补助·低保户子女 9 - part",
          "雨露计划 3 4500"]),
        ("寄宿生补助5万元(中央资金3万元，县级配套2万元)，100人",
         ["寄宿生补助 100 50000", "中央 - 30000 part", "县级配套 - 20000 part"]),
    ],
)  # fmt: skip
def test_what_bureaus_publish_is_read(text: str, said: list[str]) -> None:
    assert lines(text) == said
    assert unread(text) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("小学、初中寄宿生分别为1200人、900人，补助资金分别为60万元、56.25万元", "1200人 900人 60万元 56.25万元"),
        ("寄宿生补助小学1200人，初中900人，116.25万元", "116.25万元"),
        ("寄宿生补助4847人，500元", "500元"),
        ("寄宿生补助4847人，人均603.9元", "人均603.9元"),
        ("寄宿生补助4847人，比上年增加12人，多发3万元", "12人 3万元"),
        ("寄宿生补助33847+14931人次", "33847+14931人次"),
        ("寄宿生补助3亿2000万元，惠及1万2千人", "3亿2000万元 1万2千人"),
        ("寄宿生补助300元5角", "300元5角"),
        ("寄宿生补助847，292万元", "847 292万元"),
        ("寄宿生补助 4847 292万元", "4847 292万元"),
        ("寄宿生补助4847人，29\n2.7275万元", "29 2.7275万元"),
        ("寄宿生补助五十万元，惠及一千人", "五十万元 一千人"),
        ("寄宿生补助4847人，金额292.7275", "292.7275"),
        ("寄宿生补助500-1500元", "500-1500元"),
        ("寄宿生每生500元，非寄宿生减半，共资助5230人次", "5230人次"),
        ("共资助2910人、4029人次，321.6万元。雨露计划3人4500元", "2910人"),
        ("补助标准：小学寄宿生500元/生·学期。雨露计划3人4500元", "500/学期"),
    ],
)
def test_what_cannot_be_read_for_certain_is_said(text: str, left: str) -> None:
    assert unread(text) == left.split(" ") or unread(text) == [left]


def test_numbers_of_persons_are_no_figures_and_are_not_shown() -> None:
    found = check(
        "公示学生身份证号990101200306220020、99010120030622002X，卡号6299010000013066352。雨露计划3人4500元", "2023S"
    )
    assert (found.unread, codes(found), len(found.lines)) == ((), [], 1)


def test_what_is_not_read_says_where_it_stands_and_why() -> None:
    found = check("雨露计划3人4500元\n小学、初中寄宿生分别为2人、3人", "2023S", "报告.txt")
    ((one, stake),) = found.findings
    assert (one.name, one.severity, str(one.place), one.rows, stake) == (
        "statement-part-not-read", "warning", "报告.txt:2", 2, 0,
    )  # fmt: skip
    assert tell(one, "zh").problem == "这些数字没有读：2人、3人（“分别”列出的，对不准各是哪一项的）"
    assert tell(one, "en").problem == "not read: 2人、3人 (listed with 分别, so that which is whose is not certain)"


@pytest.mark.parametrize(
    ("standard", "amount", "status", "halved"),
    [
        ("每生每年1000元", "60万元", "match", True), ("每生每年1000元", "120万元", "match", False),
        ("每生每学期500元", "60万元", "match", False), ("每生每学期500元", "120万元", "mismatch", False),
        ("每生每年1000元", "61万元", "mismatch", False), ("每生每月100元", "60万元", "not-checkable", False),
        ("每生每天4元", "60万元", "not-checkable", False), ("每生每年1000-3000元", "60万元", "not-checkable", False),
    ],
)  # fmt: skip
def test_standards_of_a_year_may_be_those_of_its_half(standard: str, amount: str, status: str, halved: bool) -> None:
    one = check(f"小学寄宿生生活补助1200人，{standard}，发放{amount}").lines[0]
    assert (one.status, one.why == "half-a-year") == (status, halved)


# --- totals ----------------------------------------------------------------------------------------------------------

ITEMS = "寄宿生生活补助2100{0}、116.25万元；中职国家助学金1929{0}、192.9万元。"


@pytest.mark.parametrize(
    ("total", "unit", "status"),
    [
        ("4029人次", "人次", "match"), ("4030人次", "人次", "mismatch"), ("4028人次", "人", "mismatch"),
        ("4029人", "人", "match"), ("2910人", "人", "possible"), ("2100人", "人", "possible"),
        ("2099人", "人", "mismatch"), ("4030人", "人", "mismatch"), ("2000人", "人次", "possible"),
        ("0.4万人次", "人次", "within-rounding"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("money", ["，发放资金309.15万元", ""])
def test_heads_of_a_total_are_the_sum_of_grants_or_people_counted_once(
    total: str, unit: str, status: str, money: str
) -> None:  # fmt: skip
    found = check(f"全年共资助{total}{money}。其中：{ITEMS.format(unit)}", "2023S")
    assert found.heads is not None
    assert (found.heads.status, found.heads.sum) == (status, 4029)
    assert codes(found) == (["statement-headcount-mismatch"] if status == "mismatch" else [])
    assert found.total is not None
    assert found.total.status == ("match" if money else "not-checkable")


def test_people_beyond_what_the_items_allow_are_told_with_the_bounds() -> None:
    found = check(f"共资助学生2099人。{ITEMS.format('人')}", "2023S")
    assert tell(found.findings[0][0], "zh").problem == (
        "合计人数写的是 2,099，各项相加是 4,029，合计少 1；按人计，应在 2,100 到 4,029 之间"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"共资助4029人次，309.15万元。{ITEMS.format('人次')}近三年累计资助12000人次，发放资金980万元。",
        f"共资助4029人次。{ITEMS.format('人次')}合计309.15万元。",
        "共资助4029人次，309.15万元(寄宿生生活补助2100人次116.25万元，中职国家助学金1929人次192.9万元)",
        f"共资助4029人次，309.15万元，其中脱贫户子女20人次。{ITEMS.format('人次')}",
    ],
    ids=["further-total", "money-apart", "brackets", "some"],
)
def test_parts_and_further_totals_are_not_added_up(text: str) -> None:
    found = check(text, "2023S")
    assert found.total is not None
    assert found.heads is not None
    assert (found.total.status, found.heads.status, codes(found)) == ("match", "match", [])


def test_money_of_a_total_that_the_items_do_not_make_is_found() -> None:
    found = check(f"全年共资助4029人次，发放资金321.6万元。其中：{ITEMS.format('人次')}", "2023S")
    assert codes(found) == ["statement-total-mismatch"]
