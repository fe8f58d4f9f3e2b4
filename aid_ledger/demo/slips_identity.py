"""Slips in who somebody is: IDs, student numbers and names as rosters spoil them."""

from __future__ import annotations

from aid_ledger.demo import lines as at
from aid_ledger.demo.lines import Line
from aid_ledger.demo.mess import Mess, Slip
from aid_ledger.demo.names import wholly_other
from aid_ledger.demo.numbers import check_character, student_number

WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}
_SPACES = (" ", "\u3000", "\u00a0", "\t", "\u200b")


def spaced(number: str, mess: Mess) -> str:
    """Return the number with blanks at its ends or inside, of a kind seen in files."""
    space = mess.rng.choice(_SPACES)
    return mess.rng.choice((number + space, space + number, f"{number[:6]}{space}{number[6:14]}{space}{number[14:]}"))


def wrong_check(number: str) -> str:
    """Return the number with another last character."""
    return number[:-1] + ("5" if number[-1] != "5" else "7")


def _id(line: Line) -> str:
    return str(line.cells[at.ID])


def _spaces(mess: Mess, line: Line) -> None:
    line.cells[at.ID] = spaced(_id(line), mess)


def _full_width(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = _id(line).translate(WIDE)


def _lower(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = _id(line).lower()


def _apostrophe(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = f"'{_id(line)}"


def _number_in_id(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = f"G{_id(line)}"


def _check(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = wrong_check(_id(line))


def _short(mess: Mess, line: Line) -> None:
    cut = mess.rng.randrange(7, 16)
    line.cells[at.ID] = _id(line)[:cut] + _id(line)[cut + 1 :]


def _date(_mess: Mess, line: Line) -> None:
    body = f"{_id(line)[:10]}13{_id(line)[12:17]}"
    line.cells[at.ID] = body + check_character(body)


def _numeric(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = int(_id(line)[:15]) * 1000


def _scientific(_mess: Mess, line: Line) -> None:
    number = _id(line)
    line.cells[at.ID] = f"{number[0]}.{number[1:6]}E+17"


def _masked(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = f"{_id(line)[:6]}********{_id(line)[14:]}"


def _blank(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = ""


def _blank_made(mess: Mess, line: Line) -> None:
    born = mess.people.children[line.child].born
    line.cells[at.NUMBER] = student_number("J" if line.child % 2 else "L", mess.rng, born)
    line.cells[at.ID] = ""


def _blank_all(_mess: Mess, line: Line) -> None:
    line.cells[at.ID] = line.cells[at.NUMBER] = ""


def _corrected(mess: Mess, line: Line) -> None:
    born = mess.people.children[line.child].born
    line.cells[at.NUMBER] = "G" + student_number("J", mess.rng, born, "990105")[1:]


def _neighbour(mess: Mess, line: Line) -> Line | None:
    roster, place = mess.find(line)
    following = roster[place + 1] if place + 1 < len(roster) else None
    if following is None or following.child in mess.touched or following.seats != line.seats:
        return None
    return following


def _borrowed(mess: Mess, line: Line) -> None:
    other = _neighbour(mess, line)
    if other is None:
        raise AssertionError("the slip's own condition promised a neighbour")
    mess.touched.add(other.child)
    name = str(line.cells[at.NAME])
    if set(str(other.cells[at.NAME])) & set(name):
        other.cells[at.NAME] = wholly_other(name, mess.rng)
    other.cells[at.ID] = line.cells[at.ID]


def _name_space(mess: Mess, line: Line) -> None:
    name = str(line.cells[at.NAME])
    space = mess.rng.choice((" ", "\u3000", "  "))
    line.cells[at.NAME] = f"{name[0]}{space}{name[1:]}" if len(name) < 4 else f"{name}{space}"


def _name_dot(mess: Mess, line: Line) -> None:
    line.cells[at.NAME] = str(line.cells[at.NAME]).replace("·", mess.rng.choice(("•", "‧", "・", "．")))


def _digits(_mess: Mess, line: Line) -> bool:
    return _id(line).isdigit()


SLIPS = (
    Slip("name-dot-variant", 0.001, _name_dot, where=lambda _m, line: "·" in str(line.cells[at.NAME])),
    Slip("id-lower-case-x", 0.002, _lower, where=lambda _m, line: _id(line).endswith("X")),
    Slip("id-spaces", 0.004, _spaces),
    Slip("id-full-width", 0.001, _full_width),
    Slip("id-apostrophe", 0.001, _apostrophe),
    Slip("id-holds-student-number", 0.0005, _number_in_id, (at.NUMBER,)),
    Slip("id-check-digit-wrong", 0.002, _check),
    Slip("id-one-digit-lost", 0.001, _short),
    Slip("id-date-impossible", 0.0005, _date),
    Slip("id-numeric-cell", 0.002, _numeric, where=_digits),
    Slip("id-scientific-text", 0.0005, _scientific, where=_digits),
    Slip("id-masked", 0.0005, _masked),
    Slip("id-blank-g-number", 0.001, _blank, (at.NUMBER,), need=True, where=lambda m, x: m.stage(x) != "preschool"),
    Slip("id-blank-j-or-l-number", 0.002, _blank_made, (at.NUMBER,), where=lambda m, x: m.stage(x) != "preschool"),
    Slip("id-blank-no-number", 0.001, _blank_all),
    Slip("g-number-of-older-id", 0.001, _corrected, (at.NUMBER,), where=lambda m, x: m.stage(x) != "preschool"),
    Slip("one-id-two-names", 0.0004, _borrowed, where=lambda m, x: _neighbour(m, x) is not None),
    Slip("name-spaces", 0.006, _name_space, where=lambda _m, line: "·" not in str(line.cells[at.NAME])),
)
