"""What makes an ID doubtful although its digits hold, or a whole run of IDs worthless.

Chosen where the requirement is silent or has two readings:

* A run is three or more 18-digit IDs of one sheet of which each is one more than another, in whatever order its rows
  stand. All of its rows are without an ID, the first too.
* Ages fit a stage in wide bounds, both ends included: kindergarten 2-8, primary 5-18, junior 10-21, senior and
  vocational 13-30; special education 2-30; college has none.
* Birth date and sex of the ID are compared with the row where the row's can be read; a year and month without a day
  only as year and month. Of several doubts the age is named first, then the birth date, then the sex.
* Nobody asks about a row that is away. Of a student with several rows one doubtful row holds all of them;
  each row says its own doubt, if it has one.
* A remark in brackets behind a name that says the child has left makes the status unknown, unless the row's own
  status says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from tests.second_calculator import people
from tests.second_calculator.reading import Place, Row

AGES = {"preschool": (2, 8), "primary": (5, 18), "junior": (10, 21), "senior": (13, 30), "vocational": (13, 30)}
SPECIAL = (2, 30)
ID_HEADERS = ("身份证件号", "身份证号", "证件号码")
RELATIVES = ("父", "母", "爸", "妈", "爷", "奶", "公", "婆", "兄", "弟", "姐", "妹", "哥", "叔", "伯", "姑", "舅", "姨",
             "家长", "监护人", "户主")  # fmt: skip
LEFT = ("休学", "停学", "退学", "转出", "转学", "毕业", "结业", "肄业", "流失", "辍学", "死亡", "开除", "参军", "空挂")


def dragged(rows: Iterable[Row]) -> set[Place]:
    """Return the places of all rows that stand in a run."""
    sheets: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        sheets.setdefault(row.place[:2], []).append(row)
    found: set[Place] = set()
    for own in sheets.values():
        numbers = {number_of(row) for row in own} - {0}
        for row in own:
            one = number_of(row)
            first, last = one, one
            while one and first - 1 in numbers:
                first -= 1
            while one and last + 1 in numbers:
                last += 1
            if one and last - first >= 2:
                found.add(row.place)
    return found


def number_of(row: Row) -> int:
    """Return the ID of a row as a number; 0 where it is no 18 digits."""
    header = next((one for one in ID_HEADERS if one in row.cells), "")
    text = people.clean(row.text(header)) if header and not row.is_number(header) else ""
    return int(text) if re.fullmatch(r"[0-9]{18}", text) else 0


def doubt(row: Row, number: str, stage: str | None, born: date | None, on: date, *, special: bool) -> str:
    """Return why a valid ID may be another person's, else ``""``."""
    birth = people.birth_of(number)
    if stage in AGES:
        low, high = SPECIAL if special else AGES[stage]
        if not low <= people.completed_years(birth, on) <= high or birth > on:
            return "age-outside-stage"
    written = re.sub(r"[^0-9]+", " ", row.text("出生日期", "出生年月")).strip()
    month_only = len(written.split()) == 2 or re.fullmatch(r"[0-9]{6}", written) is not None
    if born is not None and (birth.year, birth.month) != (born.year, born.month):
        return "birth-differs"
    if born is not None and not month_only and birth != born:
        return "birth-differs"
    sex = {"男": 1, "1": 1, "女": 0, "2": 0}.get(row.text("性别"))
    return "sex-differs" if sex is not None and sex != int(number[16]) % 2 else ""


def without_remark(name: str) -> str:
    """Return a name of two characters and more without the remark in brackets behind it."""
    bare = re.sub(r"[(（\[【][^(（\[【]*[)）\]】]\s*$", "", name).strip()
    return bare if len(bare) > 1 else name


def remark_says_left(remark: str) -> bool:
    """Return whether one of the sentences of a 备注 says that the child has left, and nothing more.

    A date or 已 may stand before it. A death or work elsewhere is the child's only if no relative was named before.
    """
    relatives = False
    for piece in re.split("[，,。；;！!：:\n]", remark.replace(" ", "")):
        bare = re.sub(r"^(已|现|本学期|本期|[0-9年月日.\-/])+", "", re.sub(r"\s", "", piece))
        if _leaves(bare):
            return True
        if not relatives and bare.removesuffix("了") in {"死亡", "病故", "去世", "外出务工"}:
            return True
        relatives = relatives or any(word in piece for word in RELATIVES)
    return False


def _leaves(bare: str) -> bool:
    """Return whether a sentence without its date is a word of leaving, or says where to."""
    whither = bare[:1] == "转" and bare[1 + (bare[1:2] in set("学校出走")) :]
    if whither and whither[0] in "往到至去" and len(whither) <= 21:
        return not any(word in whither for word in ("我", "本校", "本班", "本园", "这", "此"))
    stops = ("转出", "转走", "转学", "转校", "休学", "退学", "辍学", "流失", "不在校", "未到校")
    return any(bare in {word, f"{word}了", f"{word}走"} for word in stops)


def says_left(name: str) -> bool:
    """Return whether a remark behind a name says that the child is not at school."""
    remarks = re.findall(r"[(（\[【](.*?)[)）\]】]", name)
    return any(word in remark for remark in remarks for word in LEFT)
