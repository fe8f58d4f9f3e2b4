"""A made-up auditor's report for the tests of what is drawn from it: adds up to the fen but where it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.audit.results import EVIDENCE, CheckResult, Head, Identity, Reconciliation
from aid_ledger.terms import Term

TITLES = {
    "boarding-living": {"zh": "家庭经济困难寄宿生生活补助", "en": "Living allowance for boarders in need"},
    "nonboarding-living": {"zh": "家庭经济困难非寄宿生生活补助", "en": "Living allowance for day students in need"},
    "senior-grant": {"zh": "普通高中国家助学金", "en": "National grant for senior schools"},
    "vocational-fee-waiver": {"zh": "中等职业教育免学费", "en": "Vocational fee waiver"},
    "nutrition": {"zh": "农村义务教育学生营养改善计划", "en": "Nutrition of rural students"},
}
STANDARDS = (
    ("boarding-living", "primary", 62500, True), ("boarding-living", "junior", 75000, True),
    ("nonboarding-living", "primary", 31250, True), ("nonboarding-living", "junior", 37500, True),
    ("senior-grant", "senior", 75000, True), ("senior-grant", "senior", 100000, True),
    ("senior-grant", "senior", 125000, False), ("vocational-fee-waiver", "vocational", 100000, True),
)  # fmt: skip
_OF_STAGE = {"primary": (0, 2), "junior": (1, 3), "senior": (4, 5, 6), "vocational": (7,)}
_STAGES = ("primary", "junior", "primary", "primary", "primary", "junior", "senior", "primary", "vocational", "primary")
_TOWNS = ("城关镇", "东山镇", "西河乡", "南岭镇", "北坪乡", "石桥镇", "柳林乡", "白沙镇")
_FAMILY, _GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀兰霞平刚桂英"
_WORDS = {"primary": "小学", "junior": "初级中学", "senior": "高级中学", "vocational": "职业学校"}
_STATES = np.array(["paid", "returned", "approved", "prepared"], dtype=object)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the report is; ``clean``: with nothing found. ``hostile``: lists that try to break the page."""

    lines: int = 400
    schools: int = 24
    clean: bool = False
    hostile: bool = False


def reconciliation(size: Size | None = None) -> Reconciliation:
    size = size or Size()
    rng = np.random.default_rng(11)
    schools = _schools(size, rng)
    lines = _lines(size, schools, rng)
    results = (*_found(lines, size), *_passed(lines), *_not_done())
    totals = _totals(lines, size)
    return Reconciliation(
        head=Head(
            office="示例县学生资助管理中心", county="990101", term=Term(2023, 0), closed=False, data_as_of="2023-03-15",
            states={state: int(lines.loc[lines["state"] == state, "amount"].sum()) for state in _STATES},
            made_at="2023-06-20T09:30:00+08:00", made_by="审计组 赵敏", rulebook="5f0c" * 16, program="0.1.0",
            head="90fe12ab34cd" * 5 + "0123",
        ),
        results=tuple(sorted(results, key=lambda result: result.code)),
        identities=_identities(lines, totals, size), funnel=_funnel(size), lines=lines,
        schools=_standing(schools, lines, rng, results), people=_people(), totals=totals,
        last=totals.assign(due=(totals["due"] * 0.94).astype(np.int64)),
        titles=TITLES, standards=_standards(), files=_files(schools), file_names=_names(_files(schools)),
    )  # fmt: skip


def _schools(size: Size, rng: np.random.Generator) -> pd.DataFrame:
    stages = [_STAGES[i % len(_STAGES)] for i in range(size.schools)]
    towns = [_TOWNS[i * len(_TOWNS) // size.schools] for i in range(size.schools)]
    names = [f"{town}第{i + 1}{_WORDS[stage]}" for i, (town, stage) in enumerate(zip(towns, stages, strict=True))]
    if size.hostile:
        names[0] = '</script><script>alert("校")</script>小学'
        names[1] = "<img src=x onerror=alert(1)>&amp;中学"
    codes = [f"21360{i:05d}" for i in range(size.schools)]
    weight = rng.gamma(3, 1, size.schools)
    return pd.DataFrame({"school": names, "school_code": codes, "town": towns, "stage": stages, "weight": weight})


def _lines(size: Size, schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = size.lines
    at = rng.choice(len(schools), n, p=(schools["weight"] / schools["weight"].sum()).to_numpy())
    stage = schools["stage"].to_numpy(dtype=object)[at]
    kind = np.array([rng.choice(_OF_STAGE[one]) for one in stage])
    programme = np.array([STANDARDS[i][0] for i in kind], dtype=object)
    amount = np.array([STANDARDS[i][2] for i in kind], dtype=np.int64)
    names = [
        _FAMILY[a] + _GIVEN[b] + (_GIVEN[c] if c < 18 else "") for a, b, c in rng.integers(0, [15, 24, 24], (n, 3))
    ]
    if size.hostile:
        names[0], names[1] = "</script>", "=cmd|' /C calc'!A0"
    ids = [f"990101{year}{month:02d}{day:02d}{i % 1000:03d}X" for i, (year, month, day) in enumerate(
        rng.integers([2005, 1, 1], [2017, 13, 29], (n, 3)))]  # fmt: skip
    rows = np.arange(n)
    files = schools["school_code"].to_numpy(dtype=object)[at]
    cell = rows % 800 + 4
    evidence = [
        f"{digest[-4:]}65d2/在校生名册!D{row};{digest[-4:]}65d2/在校生名册!H{row};7b71b7ec/脱贫户信息!F{low}"
        for digest, row, low in zip(files, cell.tolist(), (rows % 5000 + 3).tolist(), strict=True)
    ]
    state = _STATES[rng.choice(4, n, p=[0.93, 0.02, 0.03, 0.02])]
    return pd.DataFrame(
        {
            "line": [f"2023S-001-{i:05d}" for i in range(n)], "batch": "2023S-001", "programme": programme,
            "school": schools["school"].to_numpy(dtype=object)[at], "school_code": files,
            "town": schools["town"].to_numpy(dtype=object)[at], "stage": stage,
            "grade": np.array(["一年级", "二年级", "三年级", "七年级", "高一"], dtype=object)[rows % 5],
            "class_name": [f"({i % 12 + 1})班" for i in range(n)],
            "payee": np.where(programme == "vocational-fee-waiver", "school", "student"),
            "student": [f"s{i // 2 if i % 11 == 0 else i}" for i in range(n)], "name": names, "id_number": ids,
            "amount": amount, "state": state, "reason": "", "corrects": "", "evidence": evidence,
            "money_year": "2023", "kind": "pay", "standard": amount,
        }
    )  # fmt: skip


def rows_of(lines: pd.DataFrame, places: list[int], **given: Any) -> pd.DataFrame:
    """Return evidence rows of lines at these places."""
    own = lines.iloc[places]
    made = {name: own[name].to_numpy() if name in own else "" for name in EVIDENCE}
    return pd.DataFrame({**made, "detail": given.get("detail", "")}, index=range(len(places)))[list(EVIDENCE)]


def _result(code: str, question: Any, severity: Any, rows: pd.DataFrame, **given: Any) -> CheckResult:
    return CheckResult(
        code=code, question=question, severity=severity, status="found", rows=rows, amount=int(rows["amount"].sum()),
        **({"looked_at": 4321} | given),
    )  # fmt: skip


def _found(lines: pd.DataFrame, size: Size) -> list[CheckResult]:
    if size.clean:
        return []
    some = max(len(lines) // 50, 4)
    detail = "同一项目本学期两次，账号 6217000000001234567" + ("<script>alert(2)</script>" if size.hostile else "")
    owed = rows_of(lines, list(range(0, 3 * some, 3)), detail="监测对象名单有，在校，未见明细")
    return [
        _result("paid-twice", "paid", "error", rows_of(lines, [1, 2, 5], detail=detail),
                answer="其中一笔已于 5 月 12 日追回，凭证 0231"),
        _result("entitled-not-paid", "owed", "error", owed.assign(line=""), unit="students"),
        _result("returned-not-resent", "owed", "warning", rows_of(lines, list(range(some)), detail="账号户名不符")),
        _result("account-of-many", "paid", "warning", rows_of(lines, [7, 8, 9, 10], detail="4 名学生同一账户"),
                unit="accounts"),
        _result("unverified-standard", "paid", "warning", rows_of(lines, list(range(0, some)), detail="文号未查到")),
        _result("papers-kept", "sums", "warning", rows_of(lines, [3, 4], detail="审核花名册未交回"), unit="files"),
        _result("holder-other", "paid", "error", rows_of(lines, [11, 12], detail="户名既非学生也非监护人")),
        _result("round-amounts", "paid", "hint", rows_of(lines, [20, 21, 22], detail="整百金额偏多")),
    ]  # fmt: skip


_PASSED = (
    ("excluded-together", "paid"), ("sent-without-approval", "paid"), ("at-two-schools", "paid"),
    ("age-outside-stage", "paid"), ("away-but-paid", "paid"), ("amount-off-standard", "paid"),
    ("held-with-money", "owed"), ("rules-ledger", "sums"), ("control-totals", "sums"), ("books-verify", "sums"),
    ("totals-agree", "sums"),
)  # fmt: skip


def _passed(lines: pd.DataFrame) -> list[CheckResult]:
    return [
        CheckResult(code=code, question=question, severity="error", status="passed", looked_at=len(lines) + i)  # type: ignore[arg-type]
        for i, (code, question) in enumerate(_PASSED)
    ]


def _not_done() -> list[CheckResult]:
    undone = (
        ("paid-not-listed", "sums", "no-bank-statement"), ("paid-outside-ledger", "paid", "no-bank-statement"),
        ("account-of-employee", "paid", "no-list-of-employees"), ("paid-after-death", "paid", "no-list-of-deceased"),
        ("public-notice", "paid", "notices-not-recorded"), ("boarders-over-beds", "paid", "beds-not-known"),
    )  # fmt: skip
    return [
        CheckResult(code=code, question=question, severity="error", status="not-done", why_not=why)  # type: ignore[arg-type]
        for code, question, why in undone
    ]


def _totals(lines: pd.DataFrame, size: Size) -> pd.DataFrame:
    rows = []
    for (programme, stage, payee), own in lines.groupby(["programme", "stage", "payee"]):
        by = own.groupby("state")["amount"].sum()
        paid, returned = int(by.get("paid", 0)), int(by.get("returned", 0))
        approved = int(own["amount"].sum()) - int(by.get("prepared", 0))
        rows.append({"programme": programme, "stage": stage, "payee": payee, "students": own["student"].nunique(),
                     "due": approved if size.clean else int(own["amount"].sum()), "approved": approved, "paid": paid,
                     "returned": returned, "waiting": approved - paid - returned,
                     **dict.fromkeys(("before", "claimed", "unordered"), 0),
                     "unapproved": 0 if size.clean else int(by.get("prepared", 0))})  # fmt: skip
    table = pd.DataFrame(rows)
    table["unapproved"] -= np.where(table.index == 0, _left_out(size), 0)
    return table


def _left_out(size: Size) -> int:
    """Return the fen that are due and stand nowhere."""
    return 0 if size.clean else 500_00


def _identities(lines: pd.DataFrame, totals: pd.DataFrame, size: Size) -> tuple[Identity, ...]:
    programme = totals.groupby("programme", sort=False)[["due", "approved", "paid", "returned", "waiting"]].sum()
    groups = pd.DataFrame({
        "group": programme.index, "paid": programme["paid"], "returned": programme["returned"],
        "waiting": programme["waiting"], "left": programme["approved"], "right": programme["approved"],
    }).reset_index(drop=True)  # fmt: skip
    by_school = lines.groupby("school")["amount"].sum()
    school = pd.DataFrame({"group": by_school.index, "cells": by_school.to_numpy(), "left": by_school.to_numpy(),
                           "right": by_school.to_numpy()})  # fmt: skip
    if not size.clean:
        school.loc[3, ["cells", "right"]] -= 62500
    rows = pd.DataFrame({"group": ["roster"], "outcomes": [4927], "left": [4927], "right": [4927]})
    due, approved = int(totals["due"].sum()), int(totals["approved"].sum())
    left_out = _left_out(size)
    whole = pd.DataFrame({"group": ["all"], "approved": [approved], "unapproved": [due - approved - left_out]})
    whole = whole.assign(left=due, right=due - left_out)
    return (
        Identity(name="booked-approved", by="all", parts=("approved", "unapproved"), groups=whole),
        Identity(name="approved-paid", by="programme", parts=("paid", "returned", "waiting"), groups=groups),
        Identity(name="paper-cells", by="school", parts=("cells",), groups=school),
        Identity(name="rows-outcomes", by="kind", parts=("outcomes",), groups=rows, unit="rows"),
    )


def _funnel(size: Size) -> pd.DataFrame:
    times = max(size.lines / 400, 1)
    rows = [
        ("roster", "paid", "", 1180), ("roster", "not-entitled", "", 3560), ("roster", "held", "boarding-unknown", 46),
        ("roster", "held", "id-invalid", 31), ("roster", "duplicate", "", 12), ("roster", "not-at-school", "", 98),
        ("filed-poor", "paid", "", 612), ("filed-poor", "not-in-roster", "", 203),
        ("filed-poor", "not-in-force", "", 41),
        ("rural-allowance", "paid", "", 188), ("rural-allowance", "not-in-roster", "", 57),
        ("disabled", "paid", "", 44),
        ("disabled", "not-of-school-age", "", 65), ("applications", "paid", "", 35),
        ("applications", "held", "no-account", 6),
        ("orphans", "paid", "", 9),
    ]  # fmt: skip
    return pd.DataFrame(
        [(k, o, r, int(n * times)) for k, o, r, n in rows], columns=["kind", "outcome", "reason", "rows"]
    )


def _standing(
    schools: pd.DataFrame, lines: pd.DataFrame, rng: np.random.Generator, results: tuple[CheckResult, ...]
) -> pd.DataFrame:
    amount = schools["school"].map(lines.groupby("school")["amount"].sum()).fillna(0).astype(np.int64)
    aided = schools["school"].map(lines.groupby("school")["student"].nunique()).fillna(0).astype(np.int64)
    heads = (aided * (3.2 + rng.normal(0, 0.25, len(schools))) + 12).astype(np.int64)
    heads.iloc[5] = max(int(heads.iloc[5] // 4), 12)  # far off the others
    counts: dict[str, int] = {}
    for result in results:
        if result.rows is not None:
            for name in result.rows["school"].unique():
                counts[name] = counts.get(name, 0) + 1
    return schools[["school", "school_code", "town"]].assign(
        heads=heads,
        aided=aided,
        amount=amount,
        held=(heads // 60),
        findings=schools["school"].map(counts).fillna(0).astype(int),
    )


def _people() -> pd.DataFrame:
    acts = [("2023-04-10T09:12:00", "张三", "prepared", "2023S-001"),
            ("2023-04-18T15:40:00", "李四", "approved", "2023S-001"),
            ("2023-04-12T10:02:00", "张三", "decided", "寄宿：是，石桥镇第6初级中学 12 行"),
            ("2023-04-12T10:05:00", "王五", "decided", "证件 990101201403051234 更正"),
            ("2023-04-13T11:00:00", "王五", "retired", "农村低保 3 月旧名单"),
            ("2023-05-06T08:30:00", "李四", "forced", "提高追缴限额")]  # fmt: skip
    return pd.DataFrame(acts, columns=["at", "by", "act", "what"])


def _standards() -> pd.DataFrame:
    rows = [(p, s, a, "2023S", "财教〔2023〕1号" if v else "", v) for p, s, a, v in STANDARDS]
    return pd.DataFrame(rows, columns=["programme", "stage", "amount", "since", "document", "verified"])


def _files(schools: pd.DataFrame) -> pd.DataFrame:
    rows = [(f"{code[-4:]}65d2" + "0" * 56, f"{name}在校生名册.xlsx", "roster", 180, "2023-03-01")
            for code, name in zip(schools["school_code"], schools["school"], strict=True)]  # fmt: skip
    rows.append(("7b71b7ec" + "0" * 56, "脱贫户信息20230315.xls", "filed-poor", 5003, "2023-03-15"))
    return pd.DataFrame(rows, columns=["digest", "file", "kind", "rows", "as_of"])


def _names(files: pd.DataFrame) -> dict[str, str]:
    return {digest[:8]: file for digest, file in zip(files["digest"], files["file"], strict=True)}
