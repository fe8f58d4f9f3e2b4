"""The bureaus' and schools' lists: whose row it is, which category it gives, and whether it counts for the term.

Chosen where the requirement is silent or has two readings:

* A 脱贫户(不享受政策) row gives no category and counts as not in force; the filed_poor that a household has because
  it is 脱贫不稳定户 (schedules.md §1) comes from the monitored list and stands beside it.
* The four risk columns of the filed-poor list are not read (the monitored list says the same).
* 风险是否消除 = 是 with no date: not in force. With a date, the date decides, whatever 是 or 否 says.
* A row that begins after the reference day and by the last day of the term counts, even if it ends in between:
  leaving is judged on the reference day alone.
* A row with a word that no category has is held ``category-unknown``; the student is not. 不困难 gives nothing.
* A person's row whose name is wholly other than the student's is held whether or not it is in force.
* A row of layout ``household`` or ``members`` is its head and every member with an ID or a name in it; its outcome is
  the first in ``BEST_FIRST`` that one of them has.
* A standing (是否注销, 保障状态 …) that has ended takes the row out of force, unless a day of leaving is given: then
  that day decides (of 脱贫户 the standing alone). A word that is none known is held ``standing-unclear``.
* Two levels contradict only among rows that count for the term; a word that nobody knows, or none, contradicts none.
* Every row of a list whose title says 停发 is held ``standing-unclear``.
* A blank level in a file that gives a level to some row: nobody recognised that student. A row that would count is
  held ``level-blank``, and its category is kept apart as ``perhaps``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from tests.second_calculator import people, words
from tests.second_calculator.reading import Place, Row

HARDSHIP_WORDS = {
    "低保边缘": "near_allowance",
    "低保边缘家庭": "near_allowance",
    "困难职工子女": "worker_hardship",
    "支出型困难家庭": "expense_hardship",
    "刚性支出困难家庭": "expense_hardship",
    "残疾人子女": "disabled_parent",
    "保障兜底户": "guaranteed",
    "烈士子女": "martyr",
    "优抚家庭": "martyr",
    "农村低保": "rural_allowance",
    "城镇低保": "urban_allowance",
    "城市低保": "urban_allowance",
    "孤儿": "orphan",
    "事实无人抚养儿童": "unsupported",
    "残疾学生": "disabled",
}
MONITORED_WORDS = {"脱贫不稳定户": "unstable", "边缘易致贫户": "marginal", "突发严重困难户": "sudden"}
LEVEL_WORDS = {
    "特别困难": "special",
    "特殊困难": "special",
    "困难": "hard",
    "比较困难": "hard",
    "一般困难": "general",
}


ASKS_WHETHER_ENDED = {"是否注销", "是否停发", "是否停保", "是否退出"}
ASKS_WHETHER_IN_FORCE = {"是否在保", "是否在册", "是否有效"}
STANDINGS = ("注销状态", "证件状态", "保障状态", "享受状态", "发放状态", "人员状态", "在保状态", "在册状态", "状态")
IN_FORCE_WORDS = {
    "正常",
    "有效",
    "在保",
    "在册",
    "享受",
    "正常享受",
    "正常发放",
    "发放",
    "续保",
    "新增",
    "未注销",
    "持证",
}
ENDED_WORDS = {
    "注销",
    "已注销",
    "停发",
    "已停发",
    "停保",
    "已停保",
    "取消",
    "退出",
    "已退出",
    "清退",
    "失效",
    "过期",
    "作废",
    "死亡",
}
LEAVING = ("停发日期", "停保日期", "注销日期", "退出日期", "退出时间")


def standing(row: Row) -> str:
    """Return ``ended``, ``unclear``, or ``""`` where the row says nothing or that it stands."""
    for header, cell in row.cells.items():
        word = "".join(str(cell or "").split())
        if not word or header not in {*ASKS_WHETHER_ENDED, *ASKS_WHETHER_IN_FORCE, *STANDINGS}:
            continue
        if word in IN_FORCE_WORDS or word in ENDED_WORDS:
            return "ended" if word in ENDED_WORDS else ""
        if word in {"是", "否"} and header not in STANDINGS:
            return "ended" if (word == "是") == (header in ASKS_WHETHER_ENDED) else ""
        return "unclear"
    return ""


@dataclass
class Entry:
    """One register row, read: the person, the category, the dates; ``held`` says why it cannot be used."""

    row: Row
    number: str
    name: str
    category: str = ""
    level: str = ""
    begins: date | None = None
    ends: date | None = None
    cleared: bool = False
    held: str = ""

    def in_force(self, on: date) -> bool:
        """Return whether the person has the category on that day."""
        if not self.category or self.cleared or (self.begins is not None and self.begins > on):
            return False
        return self.ends is None or on < self.ends

    def counts(self, on: date, until: date) -> bool:
        """Return whether the person has the category for the term."""
        if self.in_force(on):
            return True
        begins_later = self.begins is not None and on < self.begins <= until
        return bool(self.category) and not self.cleared and begins_later


BEST_FIRST = ("matched", "held", "not-in-roster", "not-in-force", "not-of-school-age", "duplicate")


def read_entries(row: Row) -> list[Entry]:
    """Read one register row: one entry, or of a household's row one for each person in it."""
    if row.layout not in {"household", "members"}:
        return [read_entry(row)]
    pairs = [("户主姓名", "户主身份证号")]
    pairs += [(header.replace("身份证号", "成员姓名"), header) for header in row.cells if header.startswith("身份证号")]
    if row.layout == "members":  # 家庭成员1, 成员1身份证号, 家庭成员2 …
        pairs = [(f"家庭{header[:-4]}", header) for header in row.cells if re.fullmatch(r"成员\d+身份证号", header)]
    entries = []
    for name, header in pairs:
        if row.text(name) or row.text(header):
            number, state = people.resident_id(row.text(header), stored_as_number=row.is_number(header))
            entry = Entry(row, number, row.text(name), row.kind.replace("-", "_"))
            entry.begins, entry.ends = words.day(row.cells.get("纳入时间")), words.day(row.cells.get("退出时间"))
            entry.held = {"ok": "", "bad": "id-invalid"}.get(state, "no-identity")
            if "不享受" in row.text("脱贫属性"):
                entry.category = ""
            entries.append(entry)
    return entries


def read_entry(row: Row) -> Entry:  # noqa: PLR0912, PLR0915 — one branch a layout
    """Read one register row by the layout of its file."""
    text = row.text
    if row.layout == "DB" or (row.layout == "DA" and not text("身份证号")):
        number, state = people.resident_id(people.clean(text("残疾证号"))[:18])
    else:
        header = "证件号码" if row.kind in {"filed-poor", "monitored"} else "身份证号"
        number, state = people.resident_id(text(header), stored_as_number=row.is_number(header), dragged=row.dragged)
    entry = Entry(row, number, text("姓名", "户主姓名"))
    if row.kind == "filed-poor":
        entry.category = "" if "不享受" in text("脱贫属性") else "filed_poor"
    elif row.kind == "monitored":
        entry.category = MONITORED_WORDS.get(text("监测对象类别"), "?")
        entry.begins = words.day(row.cells.get("风险识别时间"))
        entry.ends = words.day(row.cells.get("风险消除时间"))
        entry.cleared = text("风险是否消除") in {"是", "已消除"} and entry.ends is None
    elif row.kind in {"rural-allowance", "urban-allowance"}:
        entry.category = row.kind.replace("-", "_")
        entry.begins = words.day(row.cells.get("纳入时间"))
        entry.ends = words.day(row.cells.get("退出时间"))
    elif row.kind == "destitute":
        word = text("救助类别")
        entry.category = "rural_destitute" if "农村" in word else "urban_destitute" if "城" in word else "?"
        entry.begins = words.day(row.cells.get("起始保障时间"))
    elif row.kind == "orphans":
        word = text("儿童类别") or row.place[1]
        entry.category = "unsupported" if "事实无人抚养" in word else "orphan" if "孤儿" in word else "?"
        entry.begins = words.day(row.cells.get("纳入时间"))
    elif row.kind == "disabled":
        entry.category = "disabled"
    elif row.kind == "martyrs":
        entry.category = "martyr"
    elif row.kind == "hardship":
        entry.category = HARDSHIP_WORDS.get(text("困难类型"), "?")
        entry.begins = words.day(row.cells.get("认定时间"))
    elif row.kind == "recognised":
        word = text("认定等级")
        entry.category = "" if word == "不困难" else "recognised"
        entry.level = LEVEL_WORDS.get(word, "?" if word else "")
        entry.begins = words.day(row.cells.get("认定时间"))
    says = standing(row)
    if row.kind != "filed-poor":
        left = next((day for header in LEAVING if (day := words.day(row.cells.get(header)))), None)
        entry.ends = entry.ends or left
    entry.cleared = entry.cleared or (says == "ended" and (row.kind == "filed-poor" or entry.ends is None))
    if state != "ok":
        entry.held = people.REASONS[state]
    elif row.kind == "recognised" and text("认定等级").startswith("#"):  # what a failed formula leaves
        entry.category, entry.held = "", "cell-unread"
    elif entry.category == "?":
        entry.category, entry.held = "", "category-unknown"
    elif says == "unclear" or row.layout == "stopped":
        entry.category, entry.held = "", "standing-unclear"
    return entry


@dataclass
class Hardship:
    """What the registers say of one student."""

    for_term: set[str] = field(default_factory=set)
    on_day: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    hold: str = ""
    perhaps: set[str] = field(default_factory=set)
    perhaps_on_day: set[str] = field(default_factory=set)


@dataclass
class Registers:
    """Every register row's outcome and, by ID, every student's hardship; ``notes`` are names that nearly agree."""

    outcomes: dict[Place, str] = field(default_factory=dict)
    hardship: dict[str, Hardship] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)
    holds: dict[Place, str] = field(default_factory=dict)


def with_levels(entries: list[Entry]) -> set[str]:
    """Return the files of 学校认定 that give a level to some row."""
    return {entry.row.digest for entry in entries if entry.row.kind == "recognised" and entry.row.text("认定等级")}


def no_level_of_many(row: Row, graded: set[str]) -> bool:
    """Return whether a row of 学校认定 leaves blank what other rows of its file fill in."""
    return row.kind == "recognised" and not row.text("认定等级") and row.digest in graded


def link(entries: list[Entry], names_of: dict[str, set[str]], term: str) -> Registers:  # noqa: PLR0912, PLR0915 — one branch an outcome
    """Link the entries to the students of rosters and applications.

    Args:
        entries: every register row, in the order that decides duplicates.
        names_of: by valid ID, the names under which rosters and applications have it.
        term: the term to pay.
    """
    on, until = words.reference_day(term), words.last_day(term)
    result = Registers()
    found: dict[Place, list[tuple[str, str]]] = {}
    seen: set[tuple[object, ...]] = set()
    levels: dict[str, list[Entry]] = {}
    graded = with_levels(entries)
    for entry in entries:
        place = entry.row.place
        same = (entry.row.kind, entry.number, entry.category, entry.level, entry.begins, entry.ends, entry.cleared)
        if entry.held:
            found.setdefault(place, []).append(("held", entry.held))
            continue
        if same in seen:
            found.setdefault(place, []).append(("duplicate", ""))
            continue
        seen.add(same)
        counts = entry.counts(on, until)
        if entry.number not in names_of:
            if 3 <= people.completed_years(people.birth_of(entry.number), on) <= 18:
                found.setdefault(place, []).append(("not-in-roster", ""))
            else:
                found.setdefault(place, []).append(("not-of-school-age" if counts else "not-in-force", ""))
            continue
        student = result.hardship.setdefault(entry.number, Hardship())
        agree = {people.compare_names(entry.name, name) for name in names_of[entry.number]}
        if agree == {"other"}:
            student.hold = student.hold or "name-conflict"
            found.setdefault(place, []).append(("held", "name-conflict"))
            continue
        if "same" not in agree:
            result.notes[place] = "name-differs"
        if counts and no_level_of_many(entry.row, graded):
            found.setdefault(place, []).append(("held", "level-blank"))
            student.perhaps.add(entry.category)
            student.perhaps_on_day |= {entry.category} if entry.in_force(on) else set()
            continue
        found.setdefault(place, []).append(("matched" if counts else "not-in-force", ""))
        if not counts:
            continue
        gives = {"unstable", "filed_poor"} if entry.category == "unstable" else {entry.category}
        student.for_term |= gives
        if entry.in_force(on):
            student.on_day |= gives
        if entry.category == "recognised":
            student.levels.add(entry.level)
            levels.setdefault(entry.number, []).append(entry)
    for place, ends in found.items():
        best, why = min(ends, key=lambda end: BEST_FIRST.index(end[0]))
        result.outcomes[place] = best
        if best == "held":
            result.holds[place] = why
    for number, rows in levels.items():
        said = {entry.level for entry in rows} - {""}
        result.hardship[number].levels = {"?"} & said or said
        if len(said - {"?"}) > 1:
            result.hardship[number].hold = result.hardship[number].hold or "contradicting-rows"
            for entry in rows:
                result.outcomes[entry.row.place] = "held"
                result.holds[entry.row.place] = "contradicting-rows"
    return result
