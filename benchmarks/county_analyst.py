"""The analyst: the script that somebody who knows pandas well and these files by heart writes for the same job.

Covers five programmes paid to students: both living allowances, 学前资助, 普高助学金 (city-b's steps), 中职助学金.
Reads every file of the county with pandas and openpyxl, finds the hardship of each ID in force on the day, pays by
masks, and writes 花名册 by school and for the county, 汇总, a list of doubts and a table in SQLite.

Left out: the other eleven programmes, a look at household files as hostile, IDs repaired beyond spaces and width,
blank IDs found by 学籍号, students met twice under two names, moves within the term, money paid before, reasons,
evidence, digests, a second run that pays the difference only; sheets have no sums, no boxes and no layout.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandas.io.excel  # the reader's imports, before the clock
import pandas.io.formats.excel  # type: ignore[import-not-found]

from benchmarks.county_files import files_of
from benchmarks.measure import WORK, Watch, report

DAY = pd.Timestamp("2023-03-01")
GONE = {"休学", "退学", "转出", "死亡", "毕业"}
UNCLEAR = {"人籍分离", "空挂", "待核实"}
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
HEADERS = {
    "学校名录": 1, "全县在校生": 0, "1-持证残疾人": 0, "1-残疾学生": 1, "2-": 0, "3-农村": 1,
    "3-": 2, "4-": 0, "5-": 2, "6-": 0, "7-": 1, "8-": 1, "9-": 0,
}  # fmt: skip
SHEETS = {
    "学校名录": ["学校名录"], "3-农村": ["农村低保"], "3-城镇": ["城镇低保"], "4-": ["特困人员"],
    "5-": ["孤儿", "事实无人抚养"], "7-烈士": ["Sheet1"],
}  # fmt: skip
BOARDING = {"小学": 500.0, "初中": 625.0}


def main(students: int) -> None:
    """Run the script once and report."""
    paths = files_of(students)
    out = WORK / f"analyst-{students}"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    watch = Watch()
    watch.step("import registers")
    lists = {path.name: _read(path) for path in paths if path.parent.name != "学籍"}
    watch.step("import roster")
    roster = pd.concat([_read(path) for path in paths if path.parent.name == "学籍"], ignore_index=True)
    watch.step("linking")
    roster = _present(roster, next(frame for name, frame in lists.items() if name.startswith("学校名录")))
    classes = _classes(lists)
    has = {name: roster["id"].isin(ids) for name, ids in classes.items()}
    watch.step("evaluating")
    lines, doubts = _lines(roster, has)
    watch.step("posting")
    with sqlite3.connect(out / "ledger.db") as connection:
        lines.to_sql("line", connection, index=False)
    watch.step("sheets")
    files = _write(out, lines, doubts)
    watch.stop()
    programmes = lines.groupby("programme")["amount"].agg(["size", "sum"])
    report(
        watch, lines=len(lines), files=files,
        programmes={str(name): [int(row["size"]), round(row["sum"] * 100)] for name, row in programmes.iterrows()},
    )  # fmt: skip


def _option(options: dict[str, Any], name: str, default: Any) -> Any:
    return next((value for start, value in options.items() if name.startswith(start)), default)


def _read(path: Path) -> pd.DataFrame:
    header = _option(HEADERS, path.name, 1)
    sheets = _option(SHEETS, path.name, [0])
    found: dict[Any, pd.DataFrame] = pd.read_excel(path, sheet_name=sheets, header=header, dtype=str, engine="openpyxl")
    frame = pd.concat(found.values(), ignore_index=True).dropna(how="all")
    first = frame.iloc[:, 0].fillna("")
    kept: pd.DataFrame = frame[
        ~first.str.match("合计|小计|制表人|填表人|审核|校长|注：|说明：") & (first != frame.columns[0])
    ]
    return kept


def _ids(texts: pd.Series[str]) -> pd.Series[str]:
    """Clean IDs; blank what is no ID by its length, digits and check digit."""
    clean = texts.fillna("").map(lambda text: unicodedata.normalize("NFKC", text))
    clean = clean.str.replace("[\\s\u200b']", "", regex=True).str.upper()
    clean = clean.str.slice(0, 18).where(clean.str.match(r"\d{17}[\dX](?:\d\d(?:[A-Z]\d)?)?$"), "")
    good = clean[clean != ""]
    digits = np.array([[ord(c) - 48 for c in text[:17]] for text in good])
    check = np.array(list("10X98765432"))[digits @ WEIGHTS % 11] if len(good) else np.array([], dtype=str)
    return clean.where(~clean.index.isin(good.index[good.str[17].to_numpy() != check]), "")


def _dates(texts: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    digits = texts.fillna("").str.slice(0, 10).str.replace(r"\D+", "-", regex=True).str.strip("-")
    whole = digits.str.fullmatch(r"\d{8}")
    digits = digits.where(~whole, digits.str.slice(0, 4) + "-" + digits.str.slice(4, 6) + "-" + digits.str.slice(6))
    return pd.to_datetime(digits, format="%Y-%m-%d", errors="coerce")


def _present(roster: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    roster["id"] = _ids(roster["身份证件号"])
    left, came = _dates(roster["异动日期"]), _dates(roster["转入日期"])
    status = roster["学生状态"].fillna("在读")
    here = ~status.isin(GONE) | (left > DAY)
    here &= ~(came > DAY) | roster["id"].isin(roster.loc[~(came > DAY), "id"]) | (came <= DAY)
    roster = roster[here & ~status.isin(UNCLEAR) & (roster["id"] != "")]
    roster = roster.drop_duplicates("id")
    inclusive = schools.assign(学校名称=schools["学校名称"].str.strip()).drop_duplicates("学校名称")
    inclusive = inclusive[["学校名称", "办学性质", "是否普惠", "乡镇"]]
    return roster.merge(inclusive, on="学校名称", how="left")


def _classes(lists: dict[str, pd.DataFrame]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, whole in lists.items():
        if name.startswith(("学校名录", "8-", "9-")):
            continue
        column = "残疾证号" if name.startswith("1-残疾学生") else "证件号码" if name[:2] in {"2-", "6-"} else "身份证号"
        frame = whole.assign(id=_ids(whole[column]))
        if name.startswith("2-"):
            use = frame["脱贫属性"] == "脱贫户(继续享受政策)"
        elif name.startswith("6-"):
            since, until = _dates(frame["风险识别时间"]), _dates(frame["风险消除时间"])
            use = (since <= DAY) & ((frame["风险是否消除"] != "是") | (until > DAY))
            poor = use & (frame["监测对象类别"] == "脱贫不稳定户")
            found.setdefault("filed-poor", set()).update(frame.loc[poor, "id"])
        elif name.startswith("3-"):
            until = _dates(frame["退出时间"])
            use = ~(until <= DAY) & ~(_dates(frame["纳入时间"]) > DAY)
        elif "认定时间" in frame:
            use = ~(_dates(frame["认定时间"]) > DAY)
        else:
            use = pd.Series(data=True, index=frame.index)
        used = frame[use]
        if name.startswith("7-其他"):
            for word, part in used.groupby("困难类型"):
                if word not in {"其他低收入家庭学生", "保障兜底户"}:
                    found.setdefault(
                        "near" if word == "低保边缘家庭" else "martyr" if "烈士" in str(word) else "other", set()
                    ).update(part["id"])
            continue
        key = {
            "1": "disabled", "2": "filed-poor", "3": "rural" if "农村" in name else "urban", "4": "destitute",
            "5": "orphan", "6": "monitored", "7": "martyr",
        }.get(name[0], "recognised")  # fmt: skip
        if key == "destitute":
            rural = used["救助类别"].str.startswith("农村")
            found.setdefault("rural-destitute", set()).update(used.loc[rural, "id"])
        found.setdefault(key, set()).update(used["id"])
    return {name: ids - {""} for name, ids in found.items()}


def _lines(roster: pd.DataFrame, has: dict[str, pd.Series[bool]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    never = pd.Series(data=False, index=roster.index)

    def met(*names: str) -> pd.Series[bool]:
        found = never
        for name in names:
            found = found | has.get(name, never)
        return found

    four = met("filed-poor", "disabled", "rural", "rural-destitute")
    second = met("rural", "urban", "destitute", "orphan", "disabled", "monitored", "martyr")
    any_ = met(*has)
    stage = roster["学段"].fillna("")
    compulsory = stage.isin(BOARDING)
    boards, walks = roster["就读方式"] == "住校", roster["就读方式"] == "走读"
    full = stage.map(BOARDING).fillna(0.0)
    inclusive = (roster["办学性质"] == "公办") | (roster["是否普惠"] == "是")
    young = met("filed-poor", "rural", "urban", "destitute", "orphan", "disabled", "monitored", "near")
    step = np.select([met("filed-poor"), second], [1500.0, 1000.0], 500.0)
    named = roster["专业"].str.contains("农|林|园艺|畜|养殖|茶叶|果蔬|植物保护", na=False)
    agricultural = (roster["是否涉农专业"] == "是") | (roster["是否涉农专业"].isna() & named)
    years = roster["年级"].isin(["一年级", "二年级", "2022级", "2021级"])
    masks = {
        "boarding-living": (compulsory & boards & any_, full),
        "nonboarding-living": (compulsory & walks & four, full / 2),
        "preschool-aid": ((stage == "学前") & inclusive & young, pd.Series(750.0, index=roster.index)),
        "senior-grant": ((stage == "普高") & any_, pd.Series(step, index=roster.index)),
        "vocational-grant": (
            (stage == "中职") & years & (roster["学习形式"] != "非全日制") & (agricultural | any_),
            pd.Series(1000.0, index=roster.index),
        ),
    }
    parts = [
        roster[mask].assign(programme=name, amount=amount[mask], term="2023S") for name, (mask, amount) in masks.items()
    ]
    doubts = roster[any_ & compulsory & ~boards & ~walks]
    return pd.concat(parts, ignore_index=True), doubts


COLUMNS = {
    "年级": "年级", "班级": "班级", "姓名": "姓名", "性别": "性别", "id": "身份证号", "户名": "户名",
    "与学生关系": "关系", "开户行": "开户行", "账号": "账号", "amount": "金额(元)",
}  # fmt: skip


def _write(out: Path, lines: pd.DataFrame, doubts: pd.DataFrame) -> int:
    lines = lines.sort_values(["programme", "乡镇", "学校名称", "年级", "班级", "id"])
    with pd.ExcelWriter(out / "全县发放花名册.xlsx", engine="openpyxl") as book:
        for programme, part in lines.groupby("programme"):
            columns = {"学校名称": "学校", **COLUMNS}
            part[list(columns)].rename(columns=columns).to_excel(book, sheet_name=str(programme), index=False)
    files = 3
    for school, own in lines.groupby("学校名称"):
        files += 1
        with pd.ExcelWriter(out / f"{str(school).strip()}.xlsx", engine="openpyxl") as book:
            for programme, part in own.groupby("programme"):
                part[list(COLUMNS)].rename(columns=COLUMNS).to_excel(book, sheet_name=str(programme), index=False)
    with pd.ExcelWriter(out / "汇总表.xlsx", engine="openpyxl") as book:
        lines.groupby(["programme", "学段"])["amount"].agg(["size", "sum"]).to_excel(book, sheet_name="按学段")
        lines.groupby(["乡镇", "学校名称", "programme"])["amount"].agg(["size", "sum"]).to_excel(
            book, sheet_name="按学校"
        )
    doubts.to_excel(out / "待核实.xlsx", index=False, engine="openpyxl")
    return files


if __name__ == "__main__":
    main(int(sys.argv[1]))
