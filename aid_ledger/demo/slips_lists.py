"""Slips of the bureaus' and schools' lists: IDs, names, doubles, unknown words, hidden rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from aid_ledger.demo.book import Cell
from aid_ledger.demo.names import SAME_SOUND, other_character, wholly_other
from aid_ledger.demo.papers import Entry, Form, Paper, numbered
from aid_ledger.demo.slips_identity import WIDE, wrong_check
from aid_ledger.reports.rows import Formula

_KINDS = {
    "filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "martyrs", "hardship",
    "recognised",
}  # fmt: skip
_OLD_UNTIL = "2000"
_MONTHS = 5
_Change = Callable[[Random, str], Cell]
_ID_SLIPS: tuple[tuple[str, float, _Change], ...] = (
    ("list-id-20-characters", 0.006, lambda _r, x: x + "43"),
    ("list-id-22-characters", 0.001, lambda _r, x: x + "43B1"),
    ("list-id-spaces", 0.006, lambda r, x: x + r.choice((" ", "\u3000", "\u00a0"))),
    ("list-id-full-width", 0.001, lambda _r, x: x.translate(WIDE)),
    ("list-id-check-digit-wrong", 0.002, lambda _r, x: wrong_check(x)),
    ("list-id-blank", 0.002, lambda _r, _x: ""),
)
_NAME_SLIPS: tuple[tuple[str, float, _Change], ...] = (
    ("list-name-spaces", 0.006, lambda _r, x: f"{x[0]} {x[1:]}"),
    ("list-name-one-character", 0.004, lambda r, x: other_character(x, r)),
    ("list-name-wholly-other", 0.002, lambda r, x: wholly_other(x, r)),
)


def _as_it_sounds(name: str) -> str:
    return name[:-1] + SAME_SOUND[name[-1]]


class ListMess:
    """Spoils papers. A child spoiled in a roster, or standing on several lists, is left alone."""

    def __init__(self, rng: Random, papers: Sequence[Paper], touched: set[int]) -> None:
        self.rng = rng
        self.papers = papers
        self.planted: Counter[str] = Counter()
        self.marked: dict[int, tuple[str, Entry]] = {}
        rows = [
            (form, rows, entry)
            for paper in papers if paper.kind in _KINDS
            for form, rows in zip(paper.forms, paper.rows, strict=True)
            for entry in rows
        ]  # fmt: skip
        times = Counter(entry.child for _, _, entry in rows)
        self.single = [item for item in rows if times[item[2].child] == 1 and item[2].child not in touched]
        self.adults = [item for item in rows if item[2].child < 0]
        self.size = sum(1 for _, _, entry in rows if entry.child >= 0)
        rng.shuffle(self.single)
        rng.shuffle(self.adults)

    def _plant(self, kind: str, entry: Entry) -> None:
        self.planted[kind] += 1
        self.marked[id(entry)] = kind, entry

    def _count(self, rate: float) -> int:
        return max(1, round(rate * self.size))

    def spoil(self) -> None:
        """Plant every kind, then number the rows again."""
        self._words()
        for at_name, slips in ((False, _ID_SLIPS), (True, _NAME_SLIPS)):
            for kind, rate, change in slips:
                for _ in range(min(self._count(rate), len(self.single))):
                    form, _, entry = self.single.pop()
                    place = form.name_at if at_name else form.id_at
                    entry.cells[place] = change(self.rng, str(entry.cells[place]))
                    self._plant(kind, entry)
        self._doubles()
        self._pick("list-id-lower-case-x", 0.003, lambda x: x.endswith("X"), str.lower)
        self._pick("list-id-numeric-cell", 0.002, str.isdigit, lambda x: int(x[:15]) * 1000)
        self._pick("list-name-same-sound", 0.002, lambda x: x[-1] in SAME_SOUND, _as_it_sounds, at_name=True)
        self._in_texts()
        self._errors()
        self._amounts()
        self._old_ids()
        self._blank_levels()
        self._hide()
        for paper in self.papers:
            for form, rows in zip(paper.forms, paper.rows, strict=True):
                if form.header[0] == "序号":
                    numbered(rows)

    def _pick(self, kind: str, rate: float, fits: Callable[[str], bool], change: Callable[[str], Cell],
              *, at_name: bool = False) -> None:  # fmt: skip
        wanted = self._count(rate)
        for i in range(len(self.single) - 1, -1, -1):
            form, _, entry = self.single[i]
            place = form.name_at if at_name else form.id_at
            if self.planted[kind] < wanted and fits(str(entry.cells[place])):
                self.single.pop(i)
                entry.cells[place] = change(str(entry.cells[place]))
                self._plant(kind, entry)

    def _in_texts(self) -> None:
        """Wrap IDs of a comma-separated text as tools do against Excel, and leave an error in another column."""
        for paper in self.papers:
            if paper.container != "csv":
                continue
            form, rows = paper.forms[0], paper.rows[0]
            for _, _, entry in self._of(paper.kind)[:2]:
                entry.cells[form.id_at] = f'="{entry.cells[form.id_at]}"'
                self._plant("list-id-wrapped", entry)
                self.single = [item for item in self.single if item[2] is not entry]
            rows[0].cells[form.header.index("户联系电话")] = "#N/A"
            self.planted["error-cell"] += 1

    def _errors(self) -> None:
        """Leave what a VLOOKUP did not find in the column of levels of one 认定."""
        for form, _, entry in self._of("recognised")[:1]:
            entry.cells[form.header.index("认定等级")] = Formula("VLOOKUP(F3,等级!A:B,2,0)", "#N/A")
            self._plant("list-cell-error", entry)
            self.single = [item for item in self.single if item[2] is not entry]

    def _amounts(self) -> None:
        """Give one award fewer months than its amount is of."""
        for paper in self.papers:
            if paper.kind != "awards":
                continue
            header = paper.forms[0].header
            if "月数" not in header:
                self._plant("award-under-two-tiers", paper.rows[0][-1])
                continue
            monthly = [entry for entry in paper.rows[0] if entry.cells[header.index("月数")] == _MONTHS]
            for entry in monthly[-1:]:
                entry.cells[header.index("月数")] = _MONTHS - 1
                self._plant("amount-off-standard", entry)

    def _old_ids(self) -> None:
        """Give some old people the 15 digits of their first card."""
        wanted = self._count(0.003)
        for form, _, entry in self.adults:
            number = str(entry.cells[form.id_at])
            if self.planted["list-id-15-digits"] < wanted and number[6:10] < _OLD_UNTIL:
                entry.cells[form.id_at] = number[:6] + number[8:17]
                self._plant("list-id-15-digits", entry)

    def _doubles(self) -> None:
        for _ in range(min(self._count(0.004), len(self.single))):
            _, rows, entry = self.single.pop()
            rows.append(Entry(entry.child, list(entry.cells)))
            self._plant("list-person-twice", rows[-1])

    def _of(self, kind: str) -> list[tuple[Form, list[Entry], Entry]]:
        sheets = {id(rows) for paper in self.papers if paper.kind == kind for rows in paper.rows}
        return [item for item in self.single if id(item[1]) in sheets]

    def _words(self) -> None:
        """Use a 困难类型 that no category has, and the other word for the highest level of 认定."""
        used: set[int] = set()
        for form, _, entry in self._of("hardship")[: self._count(0.0003)]:
            used.add(id(entry))
            entry.cells[form.header.index("困难类型")] = "其他低收入家庭学生"
            self._plant("hardship-word-unknown", entry)
        for form, _, entry in self._of("recognised"):
            at_level = form.header.index("认定等级")
            if entry.cells[at_level] == "特别困难" and self.planted["level-in-other-words"] < self._count(0.004):
                used.add(id(entry))
                entry.cells[at_level] = "特殊困难"
                self._plant("level-in-other-words", entry)
        self.single = [item for item in self.single if id(item[2]) not in used]

    def _blank_levels(self) -> None:
        """Leave 认定等级 blank in rows of lists that give it to others."""
        wanted = self._count(0.002)
        for form, rows, entry in reversed(self._of("recognised")):
            at_level = form.header.index("认定等级")
            others = sum(other is not entry and bool(other.cells[at_level]) for other in rows)
            if others > 1 and self.planted["level-blank"] < wanted:
                entry.cells[at_level] = ""
                self._plant("level-blank", entry)
                self.single = [item for item in self.single if item[2] is not entry]

    def _hide(self) -> None:
        for paper in self.papers:
            if paper.kind in {"filed-poor", "recognised"} and len(paper.rows[0]) > 12:
                paper.hidden[0] = set(self.rng.sample(range(len(paper.rows[0])), 2))
                self.planted["row-hidden-in-list"] += 2
            elif paper.kind == "rural-allowance":
                paper.hidden[0] = {1}  # of the households
                self.planted["row-hidden-in-list"] += 1
