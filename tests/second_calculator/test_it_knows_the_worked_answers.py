"""The worked answers of schedules.md §4, asked of the second calculator itself."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.second_calculator.calculate import Result, calculate
from tests.second_calculator.facts import Facts, School
from tests.second_calculator.schedules import due

PARK = School("1", "园", inclusive=True, care_fee=120000)
HIGH = School("2", "高中", tuition=80000)
ALONE = ("national",)
B, C, A = ("national", "city-b"), ("national", "district-c"), ("national", "county-a")


def child(stage: str, *hardship: str, boarding: bool | None = None, grade: int | None = None) -> Facts:
    named = frozenset(hardship)
    school = {"preschool": PARK, "senior": HIGH}.get(stage)
    return Facts(stage, grade, boarding, hardship=named, hardship_on_day=named, school=school)


def with_facts(facts: Facts, **more: object) -> Facts:
    return Facts(**{**vars(facts), **more})


BOARDER = child("primary", "filed_poor", boarding=True)
DAY = child("junior", "rural_allowance", boarding=False)
VOCATIONAL = child("vocational", "filed_poor", grade=2)
THIRD = child("vocational", "filed_poor", grade=3)
FARMER = with_facts(child("vocational", grade=1), agricultural=True)
DANCER = with_facts(child("vocational", "urban_allowance", grade=1), performing=True)
COLLEGE = child("higher", "rural_allowance", grade=1)
COLLEGE = with_facts(COLLEGE, new=True, from_senior_high=True, in_province=False, higher_vocational=False)
HIGHER = with_facts(child("higher", "filed_poor", grade=1), new=True, from_senior_high=False, higher_vocational=True)
LOCAL = with_facts(child("preschool", "filed_poor"), local=True)
LOCAL_SENIOR = with_facts(child("senior", "filed_poor"), local=True)
YULU, WAIVER = {"yulu": 150000}, {"vocational-fee-waiver": 100000}


@pytest.mark.parametrize(
    ("facts", "term", "packs", "lines"),
    [
        (BOARDER, "2023S", ALONE, {"boarding-living": 50000}),
        (BOARDER, "2023A", ALONE, {"boarding-living": 50000}),
        (BOARDER, "2024S", ALONE, {"boarding-living": 62500}),
        (DAY, "2019S", ALONE, {}),
        (DAY, "2019A", ALONE, {"nonboarding-living": 31250}),
        (DAY, "2024S", ALONE, {"nonboarding-living": 37500}),
        (child("junior", "urban_allowance", boarding=False), "2023S", ALONE, {}),
        (child("junior", "recognised", boarding=True), "2023S", ALONE, {"boarding-living": 62500}),
        (child("senior", "filed_poor"), "2023S", B, {"senior-grant": 150000, "senior-fee-waiver": 80000}),
        (child("senior", "martyr"), "2023S", B, {"senior-grant": 100000, "senior-fee-waiver": 80000}),
        (child("senior", "urban_allowance"), "2023S", A, {"senior-grant": 100000}),
        (VOCATIONAL, "2023S", A, {"vocational-grant": 100000, **YULU, "vocational-fee-waiver": 42500}),
        (THIRD, "2024A", ALONE, {**YULU, **WAIVER}),
        (THIRD, "2025S", ALONE, {"vocational-grant": 115000, **YULU, **WAIVER}),
        (FARMER, "2023S", ALONE, {"vocational-grant": 100000, **WAIVER}),
        (DANCER, "2023S", ALONE, {"vocational-grant": 100000}),
        (COLLEGE, "2023A", ALONE, {"freshman-travel": 100000}),
        (HIGHER, "2023A", ALONE, {**YULU}),
        (child("preschool", "rural_allowance"), "2023S", ALONE, {"preschool-aid": 75000}),
        (LOCAL, "2023S", C, {"preschool-aid": 75000, "topup-preschool": 100000}),
        (
            LOCAL_SENIOR,
            "2023S",
            C,
            {"senior-grant": 100000, "topup-senior": 150000, "senior-fee-waiver": 80000},
        ),
    ],
)
def test_a_worked_answer_is_given(facts: Facts, term: str, packs: tuple[str, ...], lines: dict[str, int]) -> None:
    answer = due(facts, term, packs)
    assert {name: amount for name, (_, amount) in answer.lines.items()} == lines
    assert answer.held == {}


def test_the_nation_alone_has_no_tiers() -> None:
    assert due(child("senior", "urban_allowance"), "2023S", ALONE).held == {"senior-grant": "no-standard"}


def number(birth: str, serial: int) -> str:
    body = f"990101{birth}{serial:03d}"
    total = sum(int(d) * (2 ** (17 - place) % 11) for place, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def write(path: Path, sheet: str, above: int, header: str, rows: list[str]) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for _ in range(above):
        page.append(["标题"])
    for line in [header, *rows]:
        page.append([cell if cell != "-" else None for cell in line.split()])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


CHILD, OTHER_ID = number("20140501", 1), number("20140601", 1)
TWO_IDS = "student-number-two-ids"


def county(folder: Path, term: str, roster: list[str], monitored: str = "", recognised: str = "") -> Result:
    write(
        folder / "学校名录_20230301.xlsx",
        "学校名录",
        1,
        "学校名称 学校标识码 曾用名/简称 学段 办学性质 营养餐 供餐天数",
        [
            "甲小学 2199000001 - 小学 公办 是 90",
            "乙小学 2199000002 - 小学 公办 否 -",
            "丁学校 2199000003 - 小学、初中 公办 否 -",
        ],
    )
    header = "学生姓名 全国学籍号 身份证件号 出生日期 学校名称 年级 就读方式 学生状态 异动日期 转入日期"
    write(folder / "学籍/甲小学在校生名册_20230406-1人.xlsx", "Sheet1", 0, header, roster)
    if monitored:
        header = "姓名 证件号码 监测对象类别 风险是否消除 风险识别时间 风险消除时间"
        write(folder / "6-防止返贫致贫监测对象信息_20230410-1人.xlsx", "监测对象", 0, header, [monitored])
    if recognised:
        header = "姓名 身份证号 认定等级 认定时间"
        write(folder / "认定/城关镇家庭经济困难学生认定名单_20230420-1人.xlsx", "认定名单", 1, header, [recognised])
    return calculate(folder, term, ALONE)


HERE = f"王小明 G{CHILD} {CHILD} 20140501 甲小学 三年级 住校 在读 - -"


@pytest.mark.parametrize(
    ("monitored", "line", "outcome"),
    [
        (f"王小明 {CHILD} 突发严重困难户 是 2021-01-01 2022-11-01", None, "not-in-force"),
        (f"王小明 {CHILD} 突发严重困难户 是 2021-01-01 -", None, "not-in-force"),
        (f"王小明 {CHILD} 突发严重困难户 是 2021-01-01 2023-03-01", None, "not-in-force"),
        (f"王小明 {CHILD} 突发严重困难户 是 2021-01-01 2023-03-02", 50000, "matched"),
        (f"王小明 {CHILD} 突发严重困难户 否 2021-01-01 -", 50000, "matched"),
        (f"王小明 {CHILD} 突发严重困难户 否 2023-03-15 -", 50000, "matched"),
        (f"王小明 {CHILD} 突发严重困难户 否 2023-08-01 -", None, "not-in-force"),
        (f"王小鸣 {CHILD} 突发严重困难户 否 2021-01-01 -", 50000, "matched"),
        (f"李大力 {CHILD} 突发严重困难户 否 2021-01-01 -", None, "held"),
    ],
)
def test_a_monitored_household_counts_while_its_risk_stands(
    tmp_path: Path, monitored: str, line: int | None, outcome: str
) -> None:
    result = county(tmp_path, "2023S", [HERE], monitored)
    expected = {(CHILD, "boarding-living"): ("student", line)} if line else {}
    assert result.lines == {**expected, ("2199000001", "nutrition"): ("school", 90 * 500)}
    assert result.outcomes["6-防止返贫致贫监测对象信息_20230410-1人.xlsx", "监测对象", 2] == outcome


def test_an_unstable_household_is_filed_poor_too(tmp_path: Path) -> None:
    day = HERE.replace("住校", "走读")
    result = county(tmp_path, "2023S", [day], f"王小明 {CHILD} 脱贫不稳定户 否 2021-01-01 -")
    assert result.lines[CHILD, "nonboarding-living"] == ("student", 25000)


def test_a_recognition_in_october_counts_for_the_autumn(tmp_path: Path) -> None:
    result = county(tmp_path, "2023A", [HERE], recognised=f"王小明 {CHILD} 一般困难 2023-10-12")
    assert result.lines[CHILD, "boarding-living"] == ("student", 50000)


RISK = f"王小明 {CHILD} 突发严重困难户 否 2021-01-01 -"
THERE = HERE.replace("甲小学", "乙小学")
AWAY = HERE.replace("在读 -", "休学 2023-02-20")
LATER = HERE.replace("在读 -", "转出 2023-03-20")
NO_STAGE = HERE.replace("甲小学", "丁学校").replace("三年级", "混合班")
ROSTER = ("学籍/甲小学在校生名册_20230406-1人.xlsx", "Sheet1")


@pytest.mark.parametrize(
    ("roster", "outcomes"),
    [
        ([HERE, THERE], ["listed-by-two-schools", "listed-by-two-schools"]),
        ([HERE.replace("在读 -", "休学 2023-02-20")], ["not-at-school"]),
        ([HERE.replace("在读 -", "休学 2023-03-01")], ["not-at-school"]),
        ([HERE.replace("在读 -", "休学 2023-03-02")], ["paid"]),
        ([HERE.replace("在读 -", "休学 -")], ["not-at-school"]),
        ([HERE.replace("在读 -", "死亡 2023-04-02")], ["not-at-school"]),
        ([HERE.replace("在读 -", "复学 2023-03-20")], ["not-at-school"]),
        ([HERE.replace("在读 -", "空挂 -")], ["status-unknown"]),
        ([HERE.replace("在读 -", "转出 2023-03-20"), THERE], ["paid", "not-at-school"]),
        ([HERE.replace("在读 -", "转出 2023-02-20"), THERE], ["not-at-school", "paid"]),
        ([HERE.replace("在读 - -", "在读 - 2023-03-10")], ["came-after-reference-day"]),
        ([HERE, HERE], ["paid", "duplicate"]),
        ([HERE, HERE.replace("住校", "走读")], ["contradicting-rows", "contradicting-rows"]),
        ([HERE, LATER.replace("住校", "-")], ["paid", "duplicate"]),
        ([LATER.replace("住校", "-"), HERE], ["duplicate", "paid"]),
        ([HERE, LATER.replace("住校", "走读")], ["contradicting-rows", "contradicting-rows"]),
        ([HERE, AWAY.replace("住校", "-")], ["contradicting-rows", "contradicting-rows"]),
        ([LATER.replace("住校", "-"), HERE, THERE], ["duplicate", "paid", "not-at-school"]),
        ([HERE, HERE.replace("王小明", "王小鸣")], ["one-id-two-names", "one-id-two-names"]),
        ([HERE, HERE.replace(f" {CHILD} 20140501", f" {OTHER_ID} 20140601")], [TWO_IDS, TWO_IDS]),
        ([HERE.replace("G", "L"), THERE.replace(f" {CHILD} 20140501", f" {OTHER_ID} 20140601")], [TWO_IDS, TWO_IDS]),
        ([HERE.replace(f"G{CHILD}", "-"), HERE.replace(f" {CHILD} 20140501", f" {OTHER_ID} 20140601")], [TWO_IDS] * 2),
        ([HERE, AWAY.replace(f" {CHILD} 20140501", f" {OTHER_ID} 20140601")], ["paid", "not-at-school"]),
        ([HERE.replace("住校", "-")], ["boarding-unknown"]),
        ([HERE.replace(f" {CHILD} ", f" {CHILD[:-1]}Q ")], ["id-invalid"]),
        ([HERE.replace(f" {CHILD} ", " - ")], ["paid"]),
        ([HERE.replace(f"G{CHILD} {CHILD} ", "- - ")], ["no-identity"]),
        ([HERE.replace(f"G{CHILD} {CHILD} ", "J990101201405010015 - ")], ["not-entitled"]),
        ([HERE.replace("甲小学", "丙小学")], ["school-unknown"]),
        ([NO_STAGE], ["stage-unknown"]),
        ([NO_STAGE.replace("在读 -", "空挂 -")], ["stage-unknown"]),
    ],
)
def test_a_row_ends_as_the_requirement_says(tmp_path: Path, roster: list[str], outcomes: list[str]) -> None:
    result = county(tmp_path, "2023S", roster, RISK)
    places = [(*ROSTER, place) for place in range(2, 2 + len(roster))]
    assert [result.held.get(place, result.outcomes[place]) for place in places] == outcomes
    paid = [key for key in result.lines if key[0] == CHILD]
    assert len(paid) == outcomes.count("paid")


@pytest.mark.parametrize(("roster", "heads"), [([HERE], 1), ([HERE, HERE], 1), ([HERE, THERE], 0), ([THERE], 0)])
def test_each_person_eats_once_and_at_neither_of_two_schools(tmp_path: Path, roster: list[str], heads: int) -> None:
    result = county(tmp_path, "2023S", roster)
    assert result.lines.get(("2199000001", "nutrition"), ("school", 0))[1] == heads * 90 * 500


@pytest.mark.parametrize(
    ("roster", "amount", "money", "outcome"),
    [
        (HERE, "200", (30000, None), "paid"),
        (HERE, "500", (None, None), "paid"),
        (HERE, "625", (None, 12500), "paid"),
        (AWAY, "500", (None, 50000), "not-at-school"),
        (HERE.replace("在读 -", "休学 -"), "500", (None, None), "left-date-unknown"),
        (HERE.replace("在读 -", "死亡 2023-02-20"), "500", (None, None), "deceased"),
        (HERE.replace("住校", "-"), "500", (None, None), "boarding-unknown"),
    ],
)
def test_what_was_paid_before_is_taken_off(
    tmp_path: Path, roster: str, amount: str, money: tuple[int | None, int | None], outcome: str
) -> None:
    posted, recovered = money
    header = "身份证号 姓名 项目 学期 金额 发放日期"
    row = f"{CHILD} 王小明 家庭经济困难寄宿生生活补助 2023年春季学期 {amount} 2023-03-01"
    write(tmp_path / "9-以前已发放名单_20230416-1人.xlsx", "已发放", 0, header, [row])
    result = county(tmp_path, "2023S", [roster], RISK)
    assert result.lines.get((CHILD, "boarding-living")) == (("student", posted) if posted else None)
    assert result.recoveries == ({(CHILD, "boarding-living"): recovered} if recovered else {})
    assert result.held.get((*ROSTER, 2), result.outcomes[*ROSTER, 2]) == outcome


@pytest.mark.parametrize(("earlier", "lines"), [("2022年秋季学期", 0), ("2023年秋季学期", 0), ("", 1)])
def test_the_way_to_college_is_paid_once_in_a_life(tmp_path: Path, earlier: str, lines: int) -> None:
    header = "姓名 身份证号 就读学校 学段 年级 学历层次 是否新生 生源学校类型 院校所在地 院校性质 学生状态"
    row = f"王小明 {CHILD} 某大学 本科 大一 本科 是 普通高中 省外 公办 在读"
    write(tmp_path / "8-大学生资助申报名单_20231015-1人.xlsx", "申报名单", 1, header, [row])
    if earlier:
        header = "身份证号 姓名 项目 学期 金额 发放日期"
        row = f"{CHILD} 王小明 大学新生入学资助 {earlier} 1000 2023-03-01"
        write(tmp_path / "9-以前已发放名单_20231016-1人.xlsx", "已发放", 0, header, [row])
    result = county(tmp_path, "2023A", [AWAY], RISK)
    assert [key[1] for key in result.lines] == ["freshman-travel"] * lines
    assert result.recoveries == {}


@pytest.mark.parametrize(
    ("header", "said", "outcome"),
    [
        ("保障状态", "正常 -", "matched"),
        ("保障状态", "已停发 -", "not-in-force"),
        ("保障状态", "待复核 -", "standing-unclear"),
        ("保障状态", "停发 2023-04-01", "matched"),
        ("保障状态", "- 2022-12-31", "not-in-force"),
        ("是否在保", "否 -", "not-in-force"),
        ("是否注销", "否 -", "matched"),
        ("证件状态", "是 -", "standing-unclear"),
    ],
)
def test_a_register_says_itself_who_still_counts(tmp_path: Path, header: str, said: str, outcome: str) -> None:
    name = "5-孤儿及事实无人抚养儿童名单_20230410-1人.xlsx"
    write(tmp_path / name, "孤儿", 2, f"姓名 身份证号 儿童类别 {header} 停发日期", [f"王小明 {CHILD} 孤儿 {said}"])
    result = county(tmp_path, "2023S", [HERE])
    place = (name, "孤儿", 4)
    assert result.held.get(place, result.outcomes[place]) == outcome
    assert ((CHILD, "boarding-living") in result.lines) == (outcome == "matched")
