"""指标执行表, and the numbers of a calendar year with their bridge to the school years: workbooks with live sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import Frame
from aid_ledger.reports.paper import Paper
from aid_ledger.reports.plain_book import open_plain_book, write_table, yuan_column
from aid_ledger.reports.printing import clean_all
from aid_ledger.reports.rows import Value
from aid_ledger.words.catalogue import Lang

_TABLE: Frame = (
    ("no", 5, "no"), ("budget-document", 24, "wrap"), ("budget-year", 7, "text"), ("budget-level", 7, "text"),
    ("budget-programme", 28, "wrap"), ("budget-carried", 6, "text"), ("budget-allotted", 14, "money"),
    ("budget-prepared", 13, "money"), ("budget-approved", 13, "money"), ("budget-sent", 13, "money"),
    ("budget-paid", 13, "money"), ("budget-returned", 12, "money"), ("budget-left", 14, "money"),
    ("budget-percent", 8, "percent"), ("budget-people", 7, "count"), ("budget-people-used", 7, "count"),
)  # fmt: skip
_TABLE_FEN = ("allotted", "prepared", "approved", "sent", "paid", "returned", "left")
_YEAR_FEN = ("due", "approved", "paid", "returned", "unpaid", "claimed", "given_up")
_YEAR_MONEY: Frame = tuple((f"budget-{name.replace('_', '-')}", 15, "money") for name in _YEAR_FEN)
_ROWS: Frame = (
    ("no", 5, "no"), ("budget-programme", 30, "wrap"), ("budget-level", 7, "text"), ("budget-term", 9, "text"),
    *_YEAR_MONEY,
)  # fmt: skip
_PEOPLE: Frame = (
    ("no", 5, "no"), ("budget-programme", 30, "wrap"), ("budget-term", 9, "text"), ("budget-heads", 12, "count"),
    ("budget-times", 12, "count"),
)  # fmt: skip
_BRIDGE: Frame = (
    ("no", 5, "no"), ("budget-school-year", 13, "wrap"), ("budget-term", 9, "text"), ("budget-year", 8, "text"),
    *_YEAR_MONEY,
)  # fmt: skip


def write_budget(
    path: Path, book: PayoutBook, table: pd.DataFrame, titles: Mapping[str, str], *, lang: Lang = "zh"
) -> Path:
    """Write ``指标执行表``; the same data give the same bytes.

    Args:
        path: the file; an older one is replaced.
        book: office and who made it (:meth:`PayoutBook.without_lines`).
        table: as :func:`aid_ledger.office.budget_tables.budget_table` gives it.
        titles: of programmes, by id.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    with open_plain_book(path, book, lang) as paper:
        head = (paper.word("title-budget", county=book.county_name), _line(paper, "line-budget"))
        texts: list[Sequence[Value]] = [
            _texts(paper, table["document"], "budget-no-document"), [str(one) for one in table["year"]],
            _levels(paper, table["level"]), _programmes(table, titles),
            [paper.word("budget-yes") if one else "" for one in table["carried_over"]],
        ]  # fmt: skip
        numbers: list[Sequence[Value]] = [yuan_column(table[name]) for name in _TABLE_FEN]
        percent: list[Value] = [None if pd.isna(one) else int(one) / 1000 for one in table["percent"]]
        heads: list[Sequence[Value]] = [
            [None if pd.isna(one) else int(one) for one in table[name]] for name in ("people", "people_used")
        ]
        columns: list[Sequence[Value]] = [*texts, *numbers, percent, *heads]
        write_table(paper, (paper.word("name-budget"), "budget/1"), head, _TABLE, columns)
    return path


def write_year(
    path: Path, book: PayoutBook, year: int, tables: Mapping[str, pd.DataFrame], titles: Mapping[str, str], *,
    lang: Lang = "zh",
) -> Path:  # fmt: skip
    """Write the numbers of a calendar year: rows, people, and the bridge to the school years, one sheet each.

    Args:
        path: the file; an older one is replaced.
        book: office and who made it.
        year: which.
        tables: ``rows``, ``people``, ``bridge`` of :class:`aid_ledger.office.budget_years.YearReport`.
        titles: of programmes, by id.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    rows, people, bridge = (tables[name] for name in ("rows", "people", "bridge"))
    with open_plain_book(path, book, lang) as paper:
        sheets: tuple[tuple[str, Frame, list[Sequence[Value]]], ...] = (
            ("year", _ROWS, [_programmes(rows, titles), _levels(paper, rows["level"]), list(rows["term"]),
                             *(yuan_column(rows[name]) for name in _YEAR_FEN)]),
            ("people", _PEOPLE, [_texts(paper, pd.Series(_programmes(people, titles)), "total"),
                                 _texts(paper, people["term"], "total"),
                                 list(map(int, people["people"])), list(map(int, people["times"]))]),
            ("bridge", _BRIDGE, [list(bridge["school_year"]), list(bridge["term"]), [str(x) for x in bridge["year"]],
                                 *(yuan_column(bridge[name]) for name in _YEAR_FEN)]),
        )  # fmt: skip
        for name, frame, columns in sheets:
            part = paper.word(f"name-budget-{name}")
            title = paper.word("title-budget-year", county=book.county_name, year=year, part=part)
            head = (title, _line(paper, "line-budget-year"))
            write_table(paper, (part, f"budget-{name}/1"), head, frame, columns, sums=name == "year")
    return path


def _line(paper: Paper, name: str) -> str:
    return paper.word(name, office=paper.book.office, made_on=paper.book.made_on)


def _levels(paper: Paper, levels: pd.Series[str]) -> list[Value]:
    return [paper.word(f"level-{level}") if level else "" for level in levels]


def _texts(paper: Paper, texts: pd.Series[str], blank: str) -> list[Value]:
    return [text or paper.word(blank) for text in clean_all(texts.tolist())]


def _programmes(table: pd.DataFrame, titles: Mapping[str, str]) -> list[Value]:
    """Return the programmes' titles; where a document names none, what it says."""
    said = table["project"] if "project" in table else table["programme"]
    return list(clean_all([titles.get(one, other) for one, other in zip(table["programme"], said, strict=True)]))
