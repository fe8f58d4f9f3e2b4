"""Bank profiles: the form of the file that one bank takes, and of what it sends back, as YAML that a clerk may edit.

Decides what a profile may say; :mod:`bank_files` writes by it. The words are few and closed: a column is a value of the
order, or a text that stands the same in every row; there are no expressions.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aid_ledger.errors import Finding, FindingsError
from aid_ledger.intake.plain_yaml import MappingReader, read_mapping
from aid_ledger.words import Word

KEYS = (
    "name", "title", "verified", "note", "file", "encoding", "delimiter", "trailing", "header", "summary", "trailer",
    "columns", "amount", "date", "least_rows", "most_rows", "split", "name_spaces", "name_dot", "remark", "remark_most",
    "return_reference", "return_says", "return_columns",
)  # fmt: skip
ROW_VALUES = (
    "place", "line", "order", "account_name", "account", "bank", "amount", "id_number", "programme_name", "batch",
    "date", "unit", "payer", "payer_account", "remark",
)  # fmt: skip
"""What a column may hold; ``place`` counts the rows of the file from 1."""
LINE_VALUES = ("date", "unit", "count", "total", "payer", "payer_account", "payer_bank", "batch", "hash_total")
"""What a summary line may hold."""
RETURN_VALUES = (
    "reference", "place", "name", "account", "amount", "status", "reason", "paid_on", "id_number", "other",
)  # fmt: skip
"""What a column of a return without headings may be; ``other`` is passed over."""
SPLITS = ("programme", "bank")
WORKBOOKS = ("xlsx", "xls")
_FILES, _ENCODINGS = (*WORKBOOKS, "csv", "txt"), ("utf-8", "utf-8-sig", "gbk", "gb18030")
_DELIMITERS, _YES_NO = ("|", ",", "\t", ";", "^"), ("yes", "no")
_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_CELL_KEYS = frozenset({"head", "value", "text"})
_NO_CELL = re.compile(r"^[=+\-@]|[\x00-\x1f]")
_MOST = 1_000_000
_WHAT = Word("profile-of-bank")


@dataclass(frozen=True, slots=True)
class Cell:
    """One column, or one item of a summary line: its heading, and a ``value``, or the ``text`` that it always says."""

    head: str
    value: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BankProfile:
    """The form of one bank's file.

    Invariant: an account and an amount are among the columns.

    Attributes:
        name: what ``--bank`` takes.
        title: what people call it; ``note`` what they should know before they send such a file.
        verified: whether the form was seen at a bank.
        file: ``xlsx``, ``xls`` (Excel 97-2003), ``csv`` or ``txt``; ``encoding`` and ``delimiter`` are of the latter
            two.
        trailing: whether a delimiter ends each line too.
        summary: the line before the rows (and the headings), none where empty; ``trailer`` the one after them.
        in_fen: whether amounts are whole fen; else yuan with two decimals.
        day: how a date is written.
        least_rows: rows under which the bank takes no file; ``most_rows`` rows over which it is divided; 0 for none.
        split: of ``programme`` and ``bank``, what gets a file of its own.
        keep_spaces: whether spaces between Chinese characters of a name stay.
        name_dot: what every middle dot of a name becomes; ``""`` leaves it.
        remark: which value the bank's 摘要 says; ``remark_most`` its most characters, 0 for any number.
        return_reference: heading of the column of a return that says which row it is of; ``""`` to find it.
        return_says: whether that column says the ``line``, the ``order`` or the ``place``.
        return_columns: the columns of a return without headings, left to right.
        own: an office's, not one that is shipped.
    """

    name: str
    title: str
    verified: bool
    file: str
    columns: tuple[Cell, ...]
    note: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    trailing: bool = False
    header: bool = True
    summary: tuple[Cell, ...] = ()
    trailer: tuple[Cell, ...] = ()
    in_fen: bool = False
    day: str = "%Y%m%d"
    least_rows: int = 0
    most_rows: int = 0
    split: tuple[str, ...] = ()
    keep_spaces: bool = False
    name_dot: str = ""
    remark: str = "line"
    remark_most: int = 0
    return_reference: str = ""
    return_says: str = "line"
    return_columns: tuple[str, ...] = ()
    own: bool = True

    @property
    def is_workbook(self) -> bool:
        """Whether its files are workbooks, which have every character and no delimiter."""
        return self.file in WORKBOOKS

    @property
    def values(self) -> frozenset[str]:
        """Everything that the file says of an order or of itself."""
        return frozenset(cell.value for cell in (*self.columns, *self.summary, *self.trailer))


def read_bank_profile(text: str, file: str, *, own: bool = True) -> BankProfile:
    """Read one profile.

    Args:
        text: YAML.
        file: the name that findings show.
        own: whether it is an office's.

    Raises:
        FindingsError: ``profile-unreadable``, ``profile-key-unknown``, ``profile-value``, each with line and column.
    """
    findings: list[Finding] = []
    profile = _Reader(read_mapping(text, file, _WHAT), file, _WHAT, findings).profile(own=own)
    if findings:
        raise FindingsError(*findings)
    return profile


@cache
def shipped_bank_profiles() -> tuple[BankProfile, ...]:
    """Return the profiles that come with the program: ``generic``, then the others by name."""
    folder = files("aid_ledger.payments") / "data" / "banks"
    entries = (one for one in folder.iterdir() if one.name.endswith(".yaml"))
    read = (read_bank_profile(one.read_text("utf-8"), one.name, own=False) for one in entries)
    return tuple(sorted(read, key=lambda one: (one.name != "generic", one.name)))


@cache
def unwritable_banks() -> Mapping[str, Word]:
    """Return the banks whose file cannot be written, by name, with the reason in words."""
    text = (files("aid_ledger.payments") / "data" / "unwritable.toml").read_text("utf-8")
    return {name: Word(word) for name, word in tomllib.loads(text)["bank"].items()}


def bank_profile(name: str, profiles: Iterable[BankProfile]) -> BankProfile:
    """Return a profile by name, the office's own before a shipped one.

    Raises:
        FindingsError: ``bank-not-writable``: the bank takes only what its own program makes; ``bank-profile-unknown``.
    """
    known = sorted(profiles, key=lambda one: (not one.own, one.name))
    for one in known:
        if one.name == name:
            return one
    if name in unwritable_banks():
        raise FindingsError(Finding("bank-not-writable", params={"bank": name, "why": unwritable_banks()[name]}))
    names = "、".join(sorted({one.name for one in known}))
    raise FindingsError(Finding("bank-profile-unknown", params={"bank": name[:60], "known": names}))


class _Reader(MappingReader):
    """Reads the values of one bank profile."""

    def profile(self, *, own: bool) -> BankProfile:
        self.know(KEYS)
        name = self._text("name")
        if not _NAME.match(name):
            self.wrong(self.said, "name", name, "generic、county-bank …")
        columns = self._cells("columns", ROW_VALUES, heads=True)
        if not {"account", "amount"} <= {cell.value for cell in columns}:
            self.wrong(self.said, "columns", "", "account、amount …")
        file = self.one("file", _FILES, needed=True)
        says = self.one("return_says", ("line", "order", "place")) or "line"
        return BankProfile(
            name=name, title=self._text("title") or name, verified=self._yes("verified"), file=file, columns=columns,
            note=self._text("note"), encoding=self.one("encoding", _ENCODINGS) or "utf-8",
            delimiter=self.one("delimiter", _DELIMITERS) or ",", trailing=self._yes("trailing"),
            header=self._yes("header", default=True), summary=self._cells("summary", LINE_VALUES),
            trailer=self._cells("trailer", LINE_VALUES), in_fen=self.one("amount", ("yuan", "fen")) == "fen",
            day="%Y-%m-%d" if self.one("date", ("yyyymmdd", "yyyy-mm-dd")) == "yyyy-mm-dd" else "%Y%m%d",
            least_rows=self._number("least_rows"), most_rows=self._number("most_rows"),
            split=self._several("split", SPLITS), keep_spaces=self.one("name_spaces", ("remove", "keep")) == "keep",
            name_dot=self._text("name_dot")[:1],
            remark=self.one("remark", ("line", "order", "programme_name", "batch")) or "line",
            remark_most=self._number("remark_most"), return_reference=self._text("return_reference"),
            return_says=says, return_columns=self._several("return_columns", RETURN_VALUES), own=own,
        )  # fmt: skip

    def _text(self, key: str) -> str:
        texts = self.texts(key)
        if len(texts) > 1:
            self.wrong(self.said, key, "、".join(texts), "一段文字")
        return texts[0] if texts else ""

    def _yes(self, key: str, *, default: bool = False) -> bool:
        said = self.one(key, _YES_NO)
        return said == "yes" if said else default

    def _number(self, key: str) -> int:
        value = self.said.get(key)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST:
            self.wrong(self.said, key, value, "1000")
            return 0
        return int(value)

    def _several(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        said = self.texts(key)
        if not set(said) <= set(known):
            self.wrong(self.said, key, "、".join(said), "、".join(known))
            return ()
        return said

    def _cells(self, key: str, known: Sequence[str], *, heads: bool = False) -> tuple[Cell, ...]:
        said = self.said.get(key)
        if said is None:
            return ()
        form = "{head: 户名, value: account_name}" if heads else '{value: date}、{text: ""}'
        if not isinstance(said, list):
            self.wrong(self.said, key, said, form)
            return ()
        cells = [self._cell(said, number, known, form) for number in range(len(said))]
        for number, cell in enumerate(cells):
            if cell is not None and (self._breaks(cell) or heads > bool(cell.head.strip())):
                self.wrong(said, number, f"{cell.head}{cell.text}", form)
        return tuple(cell for cell in cells if cell is not None)

    def _cell(self, said: Any, number: int, known: Sequence[str], form: str) -> Cell | None:
        one = said[number]
        if not isinstance(one, Mapping) or not set(one) <= _CELL_KEYS or ("value" in one) == ("text" in one):
            self.wrong(said, number, one, form)
            return None
        if "value" in one and one["value"] not in known:
            self.wrong(one, "value", one["value"], "、".join(known))
            return None
        parts = {key: "" if one.get(key) is None else str(one[key]) for key in _CELL_KEYS}
        return Cell(**parts)

    def _breaks(self, cell: Cell) -> bool:
        """Tell whether a text would start a formula, end a line or be taken for two columns."""
        delimiter = str(self.said.get("delimiter") or ",") if self.said.get("file") not in WORKBOOKS else None
        texts = (cell.head, cell.text)
        return any(_NO_CELL.search(text) or (delimiter is not None and delimiter in text) for text in texts)
