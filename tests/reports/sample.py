"""A county of made-up lines for the tests of the workbooks: every kind of line, school and doubt."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aid_ledger.reports import HELD_COLUMNS, LINE_COLUMNS, SCHOOL_COLUMNS, SHARE_COLUMNS, PayoutBook
from aid_ledger.terms import Term

TITLES = {
    "boarding-living": "家庭经济困难寄宿生生活补助",
    "nonboarding-living": "家庭经济困难非寄宿生生活补助",
    "senior-grant": "普通高中国家助学金",
    "vocational-fee-waiver": "中等职业教育免学费",
    "nutrition": "农村义务教育学生营养改善计划",
}
STANDARDS = {
    ("boarding-living", "primary"): 50000,
    ("boarding-living", "junior"): 62500,
    ("nonboarding-living", "primary"): 25000,
    ("nonboarding-living", "junior"): 31250,
}
_FAMILY, _GIVEN = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀兰霞平刚桂英"
_GRADES = {"primary": "一二三四五六", "junior": "七八九", "senior": "123", "vocational": "123"}


@dataclass(frozen=True, slots=True)
class County:
    """How large a sample is, and its seed."""

    lines: int = 300
    schools: int = 8
    seed: int = 7
    cuts: int = 3
    held: int = 12


def columns(rows: list[dict[str, Any]], names: tuple[str, ...]) -> pd.DataFrame:
    whole = {"amount", "standard", "grade_order", "row", "stake", "order"}
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.astype({name: "int64" if name in whole else "str" for name in names})


def one_line(**given: object) -> dict[str, Any]:
    line: dict[str, Any] = dict.fromkeys(LINE_COLUMNS, "")
    line |= {
        "line": "L1", "programme": "boarding-living", "payee": "student", "kind": "pay", "amount": 50000,
        "standard": 50000, "stage": "primary", "grade": "三年级", "class_": "三(2)班", "grade_order": 3,
        "name": "王小明", "sex": "男", "id_number": "990101201403051234", "school": "城关镇中心小学",
        "school_code": "2136000001", "town": "城关镇", "account_name": "王大明", "relation": "父亲",
        "bank": "示例县农村商业银行城关支行", "account": "6217000012345678901",
    }  # fmt: skip
    return line | given


def book_of(lines: list[dict[str, Any]], held: list[dict[str, Any]] | None = None, **given: Any) -> PayoutBook:
    frame = columns(lines, LINE_COLUMNS)
    named = frame[["school_code", "school", "town"]].drop_duplicates(["school_code", "school"])
    schools = named.assign(order=range(len(named)))
    facts: dict[str, Any] = {
        "office": "示例县学生资助管理中心", "county": "示例县", "term": Term(2023, 0), "batch": "2023S-001",
        "made_on": "2023-04-12", "prepared_by": "张三", "digest": "ab12cd34ef56" * 5 + "abcd",
        "head": "90fe12ab34cd" * 5 + "0123", "titles": TITLES,
        "shares": columns([], SHARE_COLUMNS),
        "schools": schools[list(SCHOOL_COLUMNS)],
    }  # fmt: skip
    return PayoutBook(lines=frame, held=columns(held or [], HELD_COLUMNS), **(facts | given))


def county_book(size: County | None = None) -> PayoutBook:
    """Return a whole made-up county: shuffled lines, shares that add up, doubts, lines taken back."""
    size = size or County()
    rng = random.Random(size.seed)
    towns = ["城关镇", "东山镇", "西河乡", "南岭镇", "北坪乡"][: max(1, size.schools // 2)]
    schools = [_school(i, towns[i * len(towns) // size.schools]) for i in range(size.schools)]
    lines = [_random_line(rng, rng.choice(schools), f"L{i:06d}") for i in range(size.lines)]
    for i, school in enumerate(schools):
        if school["stage"] == "primary":
            lines.append(
                one_line(
                    line=f"N{i:04d}", programme="nutrition", payee="school", amount=6543200 + i, standard=0,
                    stage="primary+junior", grade="", class_="", grade_order=0, name="", sex="", id_number="",
                    school=school["name"], school_code=school["code"], town=school["town"],
                    account_name=school["name"], relation="", account=f"3600{i:015d}",
                )
            )  # fmt: skip
    for i in range(size.cuts):
        line = _random_line(rng, schools[i % len(schools)], f"R{i:04d}")
        line |= {"kind": "reverse" if i % 2 else "recover", "amount": -line["amount"], "reason": "left-school"}
        lines.append(line)
    rng.shuffle(lines)
    return book_of(lines, _doubts(rng, schools, size.held), shares=_shares(lines))


def _school(number: int, town: str) -> dict[str, str]:
    stage = ("primary", "junior", "primary", "primary", "senior", "vocational")[number % 6]
    word = {"primary": "小学", "junior": "初级中学", "senior": "高级中学", "vocational": "职业学校"}[stage]
    return {"code": f"21360{number:05d}", "stage": stage, "town": town, "name": f"{town}第{number + 1}{word}"}


def _random_line(rng: random.Random, school: dict[str, str], key: str) -> dict[str, Any]:
    stage = school["stage"]
    grade = rng.randrange(1, len(_GRADES[stage]) + 1)
    word = _GRADES[stage][grade - 1]
    programme = {"senior": "senior-grant", "vocational": "vocational-fee-waiver"}.get(stage) or rng.choice(
        ["boarding-living", "boarding-living", "nonboarding-living"]
    )
    standard = STANDARDS.get((programme, stage)) or (
        rng.choice([50000, 75000, 100000]) if stage == "senior" else 100000
    )
    payee = "school" if programme.endswith("waiver") else "student"
    name = rng.choice(_FAMILY) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice([1, 2, 2])))
    guardian = name[0] + rng.choice(_GIVEN)
    remark = rng.choice(["", "", "", "", "first", "back-pay:2022A", "rate-changed", "account-changed", "no-account"])
    has = remark != "no-account"
    birth = f"{2023 - 6 - grade - (6 if stage == 'junior' else 9 if stage != 'primary' else 0)}"
    return one_line(
        line=key, programme=programme, payee=payee, stage=stage, standard=standard,
        amount=12500 if remark == "rate-changed" else standard,
        grade=f"{word}年级" if stage in {"primary", "junior"} else f"{'高' if stage == 'senior' else '中职'}{word}",
        class_=f"{word}({rng.randrange(1, 13)})班", grade_order=grade + (6 if stage == "junior" else 0), name=name,
        sex=rng.choice("男女"), id_number=f"990101{birth}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
        f"{int(key[1:]) % 1000:03d}{rng.choice('0123456789X')}",
        student_no=f"G{rng.randrange(10**17, 10**18)}", school=school["name"], school_code=school["code"],
        town=school["town"], account_name=school["name"] if payee == "school" else guardian if has else "",
        relation="" if payee == "school" or not has else rng.choice(["父亲", "母亲", "祖父", "本人"]),
        bank="示例县农村商业银行股份有限公司城关支行" if has else "",
        account=f"62170000{rng.randrange(10**10, 10**11)}" if has else "", remark=remark,
    )  # fmt: skip


def _shares(lines: list[dict[str, Any]]) -> pd.DataFrame:
    net: dict[tuple[str, str], int] = {}
    for line in lines:
        if line["kind"] != "recover":
            key = (line["programme"], line["school_code"])
            net[key] = net.get(key, 0) + line["amount"]
    rows = []
    for (programme, code), amount in net.items():
        central = amount * 60 // 100
        province = amount * 20 // 100
        for level, part in (("central", central), ("province", province), ("county", amount - central - province)):
            rows.append({"programme": programme, "school_code": code, "level": level, "amount": part})
    return columns(rows, SHARE_COLUMNS)


def _doubts(rng: random.Random, schools: list[dict[str, str]], count: int) -> list[dict[str, Any]]:
    codes = ["id-invalid", "boarding-unknown", "listed-by-two-schools", "name-conflict"]
    rows = []
    for i in range(count):
        school = rng.choice(schools)
        code = rng.choice(codes)
        rows.append(
            {"file": f"{school['name']}在校生名册.xlsx", "sheet": "Sheet1", "row": 5 + i, "cell": f"F{5 + i}",
             "kind": "roster", "school": school["name"], "grade": "三年级", "class_": "三(2)班",
             "name": rng.choice(_FAMILY) + rng.choice(_GIVEN), "id_number": f"99010120140305{i:04d}", "reason": code,
             "programme": "boarding-living" if code == "boarding-unknown" else "", "note": "",
             "stake": rng.choice([0, 50000, 62500])}
        )  # fmt: skip
    return rows
