"""测算表: what a term would pay under other rules, by programme, level of government, school and person; sums live.

Nothing in it was posted, and each sheet says so. Names of persons are shown, their numbers masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from aid_ledger.money import format_yuan
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.held import mask_id
from aid_ledger.reports.listing import Frame
from aid_ledger.reports.paper import Paper
from aid_ledger.reports.plain_book import open_plain_book, write_table, yuan_column
from aid_ledger.reports.printing import clean, clean_all
from aid_ledger.reports.rows import Value
from aid_ledger.store import short
from aid_ledger.words.catalogue import Lang

_SUMS = ("ledger", "now", "given", "data", "rules")
_MONEY: Frame = tuple((f"simulated-{name}", 15, "money") for name in _SUMS)
_MOVES: Frame = (("simulated-people", 8, "count"), ("simulated-more", 8, "count"), ("simulated-less", 8, "count"))
_PROGRAMMES: Frame = (("no", 5, "no"), ("simulated-programme", 34, "wrap"), *_MONEY, *_MOVES)
_LEVELS: Frame = (("no", 5, "no"), ("budget-level", 14, "text"), *_MONEY)
_SCHOOLS: Frame = (("no", 5, "no"), ("town", 11, "wrap"), ("school", 28, "wrap"), *_MONEY, *_MOVES)
_PEOPLE: Frame = (
    ("no", 5, "no"), ("school", 24, "wrap"), ("grade", 9, "text"), ("class", 9, "text"), ("name", 10, "wrap"),
    ("id", 20, "text"), ("simulated-changed", 30, "wrap"), *_MONEY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the workbook shows; fen.

    ``packs`` and ``digests``: of the office's own rules and of the others. ``programmes, schools, levels, people``:
    their names, and ``ledger, now, given, data, rules``; programmes and schools also ``people, more, less``; people
    ``id_number`` whole. ``held``: by ``now`` and ``given`` students, fen, students of an unknown
    amount, and schools. ``kept``: likewise fen by title that stay as posted. ``dropped``: titles.
    """

    same_rules: bool
    packs: tuple[Sequence[str], Sequence[str]]
    digests: tuple[str, str]
    programmes: pd.DataFrame
    schools: pd.DataFrame
    levels: pd.DataFrame
    people: pd.DataFrame
    held: Mapping[str, tuple[int, int, int, int]]
    kept: Mapping[str, Mapping[str, int]]
    dropped: Sequence[str]


def write_simulation(path: Path, book: PayoutBook, found: Simulated, *, lang: Lang = "zh") -> Path:
    """Write ``测算表``; the same data give the same bytes.

    Args:
        path: the file; an older one is replaced.
        book: office, term and who made it (:meth:`PayoutBook.without_lines`).
        found: what was simulated.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    with open_plain_book(path, book, lang) as paper:
        notes = _notes(paper, found)
        levels = [paper.word(f"level-{name}") if name else paper.word("simulated-no-level")
                  for name in found.levels["level"]]  # fmt: skip
        people = found.people
        where: list[Sequence[Value]] = [clean_all(people[name].tolist()) for name in ("school", "grade", "class_")]
        who: list[Sequence[Value]] = [
            clean_all(people["name"].tolist()), [mask_id(one) for one in people["id_number"]],
            clean_all(people["programmes"].tolist()),
        ]  # fmt: skip
        schools: list[Sequence[Value]] = [clean_all(found.schools[name].tolist()) for name in ("town", "school")]
        sheets: tuple[tuple[str, Frame, list[Sequence[Value]], pd.DataFrame], ...] = (
            ("programmes", _PROGRAMMES, [clean_all(found.programmes["programme"].tolist())], found.programmes),
            ("levels", _LEVELS, [levels], found.levels),
            ("schools", _SCHOOLS, schools, found.schools),
            ("people", _PEOPLE, [*where, *who], people),
        )
        for name, frame, texts, table in sheets:
            part = paper.word(f"name-simulated-{name}")
            title = paper.word("title-simulated", county=paper.book.county_name, term=paper.term, part=part)
            line = paper.word("line-simulated", office=paper.book.office, made_on=paper.book.made_on)
            columns = [*texts, *(yuan_column(table[one]) for one in _SUMS)]
            if frame[-1] == _MOVES[-1]:
                columns += [[int(one) for one in table[count]] for count in ("people", "more", "less")]
            write_table(paper, (part, f"simulated-{name}/1"), (title, line), frame, columns, notes=notes)
    return path


def _notes(paper: Paper, found: Simulated) -> list[str]:
    """Say under each table what its columns mean, whose rules they are, and what is not in them."""
    own, other = (
        f"{'、'.join(packs)} {short(digest)}" for packs, digest in zip(found.packs, found.digests, strict=True)
    )  # fmt: skip
    said = [paper.word("simulated-note-columns"), paper.word("simulated-note-rules", own=own, other=other)]
    if found.same_rules:
        said.append(paper.word("simulated-note-same"))
    for name in ("now", "given"):
        students, fen, unknown, schools = found.held[name]
        params = {"students": f"{students:,}", "unknown": f"{unknown:,}", "schools": f"{schools:,}"}
        params["amount"] = format_yuan(fen, grouped=True)
        said.append(paper.word(f"simulated-note-held-{name}", **params))
        if found.kept[name]:
            total = format_yuan(sum(found.kept[name].values()), grouped=True)
            said.append(paper.word(f"simulated-note-kept-{name}", amount=total, programmes="、".join(found.kept[name])))
    if found.dropped:
        said.append(paper.word("simulated-note-dropped", programmes=clean("、".join(found.dropped))))
    return said
