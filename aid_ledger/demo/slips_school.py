"""Slips of school life: status, moves, doubles, school names, stage, boarding, hukou, accounts, hidden rows."""

from __future__ import annotations

from dataclasses import replace

from aid_ledger.demo import lines as at
from aid_ledger.demo.lines import Line
from aid_ledger.demo.mess import Mess, Slip
from aid_ledger.demo.numbers import card
from aid_ledger.demo.school_papers import LISTING

_LEFT_WORDS = ("退学", "转出", "死亡", "毕业")
_BASIC = {"primary", "junior"}


def _copy_two(mess: Mess, line: Line) -> None:
    seats = mess.elsewhere(line)
    if seats is not None:
        mess.copy_to(line, seats, {})


def _moved(first: int, last: int, mess: Mess, line: Line) -> None:
    seats = mess.elsewhere(line, at.CAME)
    if seats is None:
        raise AssertionError("the slip's own condition promised another school")
    day = mess.day_text(first, last)
    mess.copy_to(line, seats, {at.CAME: day})
    line.cells[at.STATUS], line.cells[at.LEFT] = "转出", day


def _moved_before(mess: Mess, line: Line) -> None:
    _moved(-20, -2, mess, line)


def _moved_within(mess: Mess, line: Line) -> None:
    _moved(5, 30, mess, line)


def _double(mess: Mess, line: Line) -> None:
    mess.repeat(line, {})


def _contradict(mess: Mess, line: Line) -> None:
    mess.repeat(line, {at.BOARDING: "走读" if line.cells[at.BOARDING] == "住校" else "住校"})


def _status(words: tuple[str, ...], days: tuple[int, int] | None, mess: Mess, line: Line) -> None:
    line.cells[at.STATUS] = mess.rng.choice(words)
    line.cells[at.LEFT] = mess.day_text(*days) if days else ""


def _came(mess: Mess, line: Line) -> None:
    line.cells[at.CAME] = mess.day_text(3, 30)


def _unknown_school(mess: Mess, line: Line) -> None:
    line.cells[at.SCHOOL] = mess.rng.choice(("示例县东风完全小学", "县育红学校", "原红旗中学"))
    line.cells[at.CODE] = ""


def _alias(mess: Mess, line: Line) -> None:
    line.cells[at.SCHOOL] = mess.rng.choice(mess.school(line).aliases)
    line.cells[at.CODE] = ""


def _no_stage(_mess: Mess, line: Line) -> None:
    line.cells[at.STAGE] = line.cells[at.GRADE] = ""


def _cohort(_mess: Mess, line: Line) -> None:
    line.cells[at.GRADE] = f"{str(line.cells[at.ENTERED])[:4]}级"


def _set(item: int, text: str, _mess: Mess, line: Line) -> None:
    line.cells[item] = text


def _no_account(_mess: Mess, line: Line) -> None:
    for item in (at.ACCOUNT, at.HOLDER, at.BANK, at.RELATION):
        line.cells[item] = ""


def _bad_account(mess: Mess, line: Line) -> None:
    line.cells[at.ACCOUNT] = mess.rng.choice((f"A{line.child:08d}"[:9], mess.people.children[line.child].id_number))


def _spaced_account(_mess: Mess, line: Line) -> None:
    account = str(line.cells[at.ACCOUNT])
    line.cells[at.ACCOUNT] = " ".join(account[i : i + 4] for i in range(0, len(account), 4))


def _numeric_account(_mess: Mess, line: Line) -> None:
    line.cells[at.ACCOUNT] = int(str(line.cells[at.ACCOUNT])[:15]) * 10_000


def _shared_account(mess: Mess, line: Line) -> None:
    """Give the line a teacher's card; the teachers are few, so each card serves several pupils."""
    teacher = (mess.planted["account-of-many"] - 1) // 4
    line.cells[at.ACCOUNT] = card(700_000_000 + teacher)
    line.cells[at.HOLDER], line.cells[at.RELATION] = "班主任", "其他"


def _hide(mess: Mess, line: Line) -> None:
    roster, place = mess.find(line)
    roster[place] = replace(line, hidden=True)
    mess.mark("row-hidden-in-roster", roster[place])


def _banked(_mess: Mess, line: Line) -> bool:
    return bool(line.cells[at.ACCOUNT])


def _basic(mess: Mess, line: Line) -> bool:
    return mess.stage(line) in _BASIC


def _roster_decides(mess: Mess, line: Line) -> bool:
    """Tell whether no list of boarders says who boards."""
    return _basic(mess, line) and mess.school(line).layout not in LISTING


def _vocational(mess: Mess, line: Line) -> bool:
    return mess.stage(line) == "vocational"


def _can_move(mess: Mess, line: Line) -> bool:
    return mess.elsewhere(line, at.CAME) is not None


SLIPS = (
    Slip(
        "stage-missing", 0.0004, _no_stage,
        where=lambda m, x: len(m.school(x).stages) > 1 and m.school(x).kind != "特殊教育学校",
    ),
    Slip(
        "grade-as-cohort", 0.0004, _cohort,
        where=lambda m, x: m.stage(x) == "junior" and len(m.school(x).stages) == 1,
    ),
    Slip("hukou-blank-vocational", 0.001, lambda m, x: _set(at.HUKOU, "", m, x), (at.HUKOU,), need=False,
    where=_vocational),
    Slip("at-practice", 0.001, lambda m, x: _status(("实习", "顶岗实习"), None, m, x), need=None, where=_vocational),
    Slip(
        "boarding-blank-in-need", 0.002, lambda m, x: _set(at.BOARDING, "", m, x), (at.BOARDING,),
        need=True, where=_roster_decides,
    ),
    Slip(
        "boarding-other", 0.0005, lambda m, x: _set(at.BOARDING, "其他", m, x), (at.BOARDING,),
        need=True, where=_roster_decides,
    ),
    Slip(
        "boarding-blank", 0.004, lambda m, x: _set(at.BOARDING, "", m, x), (at.BOARDING,),
        need=False, where=lambda m, x: m.stage(x) != "preschool",
    ),
    Slip("listed-by-two-schools", 0.001, _copy_two, where=lambda m, x: m.elsewhere(x) is not None),
    Slip("moved-out-here-in-there", 0.002, _moved_before, (at.LEFT,), where=_can_move),
    Slip("moved-within-term", 0.0005, _moved_within, (at.LEFT,), where=_can_move),
    Slip("came-after-reference-day", 0.001, _came, (at.CAME,)),
    Slip("duplicate-row", 0.002, _double),
    Slip("contradicting-rows", 0.0005, _contradict, (at.BOARDING,), where=_roster_decides),
    Slip("suspended-before", 0.002, lambda m, x: _status(("休学",), (-200, -3), m, x)),
    Slip("suspended-no-date", 0.001, lambda m, x: _status(("休学",), None, m, x)),
    Slip("suspended-after", 0.001, lambda m, x: _status(("休学",), (3, 33), m, x)),
    Slip("left-before", 0.002, lambda m, x: _status(_LEFT_WORDS, (-120, -2), m, x)),
    Slip("left-on-reference-day", 0.0002, lambda m, x: _status(("转出",), (0, 0), m, x)),
    Slip("left-no-date", 0.001, lambda m, x: _status(_LEFT_WORDS, None, m, x)),
    Slip("left-after", 0.001, lambda m, x: _status(("退学", "转出"), (3, 33), m, x)),
    Slip("status-unknown", 0.001, lambda m, x: _status(("人籍分离", "空挂", "待核实"), None, m, x)),
    Slip("second-status-differs", 0.0004, lambda m, x: _set(at.ATTENDING, "休学", m, x), (at.ATTENDING,), rare=True),
    Slip("status-blank", 0.003, lambda m, x: _status(("",), None, m, x)),
    Slip("back-at-school", 0.001, lambda m, x: _status(("复学",), (-30, -2), m, x)),
    Slip("taught-at-home", 0.0005, lambda m, x: _status(("送教上门",), None, m, x), need=True, where=_basic),
    Slip("school-unknown", 0.001, _unknown_school),
    Slip("school-by-alias", 0.003, _alias, where=lambda m, x: bool(m.school(x).aliases)),
    Slip("hukou-blank", 0.003, lambda m, x: _set(at.HUKOU, "", m, x), (at.HUKOU,), where=lambda m,
    x: not _vocational(m, x)),
    Slip("account-missing", 0.003, _no_account, need=True, where=_banked),
    Slip("account-not-payable", 0.001, _bad_account, need=True, where=_banked),
    Slip("account-numeric-cell", 0.001, _numeric_account, need=True, where=_banked),
    Slip("account-spaced", 0.002, _spaced_account, need=True, where=_banked),
    Slip(
        "account-relation-missing", 0.002, lambda m, x: _set(at.RELATION, "", m, x),
        need=True, where=lambda m, x: _banked(m, x) and x.cells[at.RELATION] != "本人",
    ),
    Slip("row-hidden-in-roster", 0.001, _hide),
    Slip("row-hidden-in-roster", 0, _hide, where=_vocational),
)  # fmt: skip
MANY = tuple(Slip("account-of-many", 0.0001, _shared_account, need=True, where=_banked) for _ in range(4))


def whole_file_under_alias(mess: Mess) -> None:
    """Let one basic school write its whole roster under an older name, without its code."""
    for place, school in enumerate(mess.plan.schools):
        if school.kind == "初级中学" and school.aliases:
            for line in mess.book[place]:
                if line.cells[at.SCHOOL] == school.name:
                    line.cells[at.SCHOOL], line.cells[at.CODE] = school.aliases[-1], ""
            mess.planted["school-file-under-alias"] += 1
            return
