"""Slips of typing that counties of a thousand students and more have one of: IDs, names, dates in each odd form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from aid_ledger.demo import lines as at
from aid_ledger.demo.book import Cell
from aid_ledger.demo.lines import Line
from aid_ledger.demo.mess import Mess, Slip
from aid_ledger.demo.numbers import check_character

_OLD_FORMS = dict(zip("张刘陈杨黄赵吴孙马罗郑谢许韩冯邓叶苏吕", "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧葉蘇呂", strict=True))
_EPOCH = date(1899, 12, 30)
_RATE = 0.0002


def _id(line: Line) -> str:
    return str(line.cells[at.ID])


def _write_id(line: Line, text: str) -> None:
    line.cells[at.ID] = text


def _other_check(mess: Mess, line: Line) -> None:
    _write_id(line, _id(line)[:-1] + mess.rng.choice("×ХΧ*"))


def _letters(_mess: Mess, line: Line) -> None:
    number = _id(line)
    place = number.index("0", 6)
    _write_id(line, f"{number[:place]}O{number[place + 1 :]}")


def _doubled(_mess: Mess, line: Line) -> None:
    _write_id(line, _id(line)[:9] + _id(line)[8:])


def _two(_mess: Mess, line: Line) -> None:
    _write_id(line, f"{_id(line)}、{_of_parent(_id(line))}")


def _of_parent(number: str) -> str:
    body = f"{number[:6]}1985{number[10:17]}"
    return body + check_character(body)


def _parent(_mess: Mess, line: Line) -> None:
    _write_id(line, _of_parent(_id(line)))


def _temporary(mess: Mess, line: Line) -> None:
    _write_id(line, f"999{mess.school(line).code}{line.child % 100_000:05d}"[:18])


def _passport(_mess: Mess, line: Line) -> None:
    _write_id(line, f"E{line.child % 10**8:08d}")


def _wrapped(_mess: Mess, line: Line) -> None:
    _write_id(line, f'="{_id(line)}"')


def _card_of_disabled(_mess: Mess, line: Line) -> None:
    _write_id(line, f"{_id(line)}43")


def _born(_mess: Mess, line: Line) -> None:
    year = int(str(line.cells[at.BORN])[:4])
    line.cells[at.BORN] = f"{year + 1}{str(line.cells[at.BORN])[4:]}"


def _sex(_mess: Mess, line: Line) -> None:
    line.cells[at.SEX] = "女" if line.cells[at.SEX] == "男" else "男"


def _next_two(mess: Mess, line: Line) -> list[Line]:
    roster, place = mess.find(line)
    return [
        other for other in roster[place + 1 : place + 3]
        if other.child not in mess.touched and other.seats == line.seats and other.child != line.child
    ]  # fmt: skip


def _dragged(mess: Mess, line: Line) -> None:
    first = int(_id(line)[:17]) * 10
    for further, other in enumerate([line, *_next_two(mess, line)]):
        mess.touched.add(other.child)
        mess.mark("id-counted-up", other)
        _write_id(other, str(first + 1 + further))


def _remark(mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = f"{line.cells[at.NAME]}{mess.rng.choice(('（班长）', '★', '(住校生)'))}"


def _remark_left(_mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = f"{line.cells[at.NAME]}（已转出）"


def _comment_left(mess: Mess, line: Line) -> None:
    roster, place = mess.find(line)
    roster[place] = replace(line, comment="3月转走，去外省")
    mess.mark("comment-says-left", roster[place])


def _old_form(_mess: Mess, line: Line) -> None:
    name = str(line.cells[at.NAME])
    line.cells[at.NAME] = _OLD_FORMS[name[0]] + name[1:]


def _damaged(_mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = f"{str(line.cells[at.NAME])[:-1]}□"


def _no_dot(_mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = str(line.cells[at.NAME]).replace("·", "")


def _name_of_next(mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = _next_two(mess, line)[0].cells[at.NAME]


def _holder(mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = mess.people.families[mess.people.children[line.child].family].holder


def _other_holder(mess: Mess, line: Line) -> bool:
    holder = mess.people.families[mess.people.children[line.child].family].holder
    return not set(holder) & set(str(line.cells[at.NAME]))


def _date_in_words(mess: Mess, line: Line) -> None:
    text = str(line.cells[at.BORN])
    day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    forms: tuple[Cell, ...] = (
        f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}", int(text), day,
        f"{day.year}年{day.month}月{day.day}日", str((day - _EPOCH).days), f"{day.year}年{day.month}月",
    )  # fmt: skip
    line.cells[at.BORN] = forms[(mess.planted["birth-date-in-another-form"] - 1) % len(forms)]


def _month_first(_mess: Mess, line: Line) -> None:
    text = str(line.cells[at.BORN])
    line.cells[at.BORN] = f"{int(text[4:6])}/{int(text[6:])}/{text[:4]}"


def _too_narrow(_mess: Mess, line: Line) -> None:
    line.cells[at.BORN] = "########"


def _private_use(_mess: Mess, line: Line) -> None:
    """An old font's 䶮: a place of the private use area that only that font shows."""
    line.cells[at.NAME] = f"{str(line.cells[at.NAME])[:-1]}\ue863"


def _short_year(_mess: Mess, line: Line) -> None:
    text = str(line.cells[at.BORN])
    line.cells[at.BORN] = f"{text[2:4]}-{text[4:6]}-{text[6:]}"


def _hukou_with_code(_mess: Mess, line: Line) -> None:
    line.cells[at.HUKOU] = f"{'1' if line.cells[at.HUKOU] == '农业户口' else '2'}-{line.cells[at.HUKOU]}"


def _luhn(_mess: Mess, line: Line) -> None:
    account = str(line.cells[at.ACCOUNT])
    line.cells[at.ACCOUNT] = account[:-1] + str((int(account[-1]) + 5) % 10)


def _phone(mess: Mess, line: Line) -> None:
    number = str(line.cells[at.PHONE])
    line.cells[at.PHONE] = mess.rng.choice((f"+86{number}", f"{number}.0", f"{number}/{number[:-1]}0", "1.99E+10"))


def _whole(_mess: Mess, line: Line) -> bool:
    """Tell whether nothing is written again elsewhere: name, ID and birth date as they are."""
    return "·" not in str(line.cells[at.NAME])


def _runs(mess: Mess, line: Line) -> bool:
    return len(_next_two(mess, line)) == 2 and _whole(mess, line)


SLIPS = (
    Slip("name-dot-missing", _RATE, _no_dot, where=lambda _m, x: "·" in str(x.cells[at.NAME]), rare=True),
    Slip("id-other-check-character", _RATE, _other_check, where=lambda _m, x: _id(x).endswith("X"), rare=True),
    Slip("id-letter-o", _RATE, _letters, where=lambda _m, x: "0" in _id(x)[6:17], rare=True),
    Slip("id-one-digit-doubled", _RATE, _doubled, rare=True),
    Slip("id-two-in-a-cell", _RATE, _two, rare=True),
    Slip("id-of-parent", _RATE, _parent, rare=True, where=lambda m, x: m.school(x).kind != "特殊教育学校"),
    Slip("id-temporary", _RATE, _temporary, rare=True),
    Slip("id-passport", _RATE, _passport, rare=True),
    Slip("id-wrapped", _RATE, _wrapped, rare=True),
    Slip("id-of-disability-card", _RATE, _card_of_disabled, rare=True),
    Slip("birth-date-differs", _RATE, _born, (at.BORN,), rare=True),
    Slip("sex-differs", _RATE, _sex, (at.SEX,), rare=True),
    Slip("id-counted-up", _RATE, _dragged, where=_runs, rare=True),
    Slip("name-with-remark", _RATE, _remark, where=_whole, rare=True),
    Slip("name-says-left", _RATE, _remark_left, where=_whole, need=True, rare=True),
    Slip("name-old-form", _RATE, _old_form, where=lambda _m, x: str(x.cells[at.NAME])[0] in _OLD_FORMS, rare=True),
    Slip("name-damaged", _RATE, _damaged, where=_whole, rare=True),
    Slip("name-twice-in-class", _RATE, _name_of_next, need=False, where=_runs, rare=True),
    Slip("name-of-parent", _RATE, _holder, need=True, where=_other_holder, rare=True),
    Slip("birth-date-in-another-form", 2 * _RATE, _date_in_words, (at.BORN,), rare=True),
    Slip("birth-date-of-two-digits", _RATE, _short_year, (at.BORN,), rare=True),
    Slip("hukou-with-code", _RATE, _hukou_with_code, (at.HUKOU,), rare=True,
         where=lambda m, x: bool(x.cells[at.HUKOU]) and at.HUKOU not in m.form(x).words),
    Slip("account-check-digit-wrong", _RATE, _luhn, need=True, rare=True,
         where=lambda _m, x: bool(x.cells[at.ACCOUNT])),
    Slip("phone-in-another-form", _RATE, _phone, (at.PHONE,), rare=True),
    Slip("birth-date-month-first", _RATE, _month_first, (at.BORN,), rare=True),
    Slip("birth-date-too-narrow", _RATE, _too_narrow, (at.BORN,), rare=True),
    Slip("name-private-use", _RATE, _private_use, where=_whole, rare=True),
)  # fmt: skip
COMMENTED = (
    Slip("comment-says-left", _RATE, _comment_left, need=True, rare=True,
         where=lambda m, x: m.form(x).container == "xlsx"),
)  # fmt: skip
"""What is written beside a cell: the last of all, so that it changes no other slip."""
