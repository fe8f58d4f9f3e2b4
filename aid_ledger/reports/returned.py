"""退回更正清单: what a bank sent back, one file a school, with room for the right account.

Filled in it is a list of accounts: its headings are those that ``import --as accounts`` reads, in any language of the
sheet, and IDs stand whole, since a row is found by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from aid_ledger.people import mask_account
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import Frame, write_head, write_rows
from aid_ledger.reports.names import file_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, text_column
from aid_ledger.reports.rows import Span, Value
from aid_ledger.words import phrase, reason, reason_fix
from aid_ledger.words.catalogue import Lang

RETURNED_COLUMNS = (
    "line", "grade", "class_", "name", "id_number", "amount", "account", "account_name", "reason",
)  # fmt: skip
_FRAME: Frame = (
    ("no", 5, "no"), ("line", 18, "text"), ("grade", 8, "text"), ("class", 8, "text"), ("read-name", 9, "text"),
    ("read-id", 20, "text"), ("arrived-amount", 11, "money"), ("returned-account", 17, "wrap"),
    ("bank-why", 18, "wrap"),
    ("fix", 24, "wrap"), ("new-account", 22, "fill"), ("new-name", 14, "fill"), ("new-bank", 17, "fill"),
    ("new-relation", 14, "fill"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReturnedList:
    """What came back of one school, :data:`RETURNED_COLUMNS` (``amount`` fen), in the order of the sheet.

    ``of_school``: the school's own account is wrong, which its list of schools says and no list of accounts.
    """

    school: str
    code: str
    rows: pd.DataFrame
    of_school: bool = False


def write_returned(
    folder: Path, head: PayoutBook, lists: Sequence[ReturnedList], *, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write one workbook a list; files of schools that have none any more are moved into ``以前的``.

    Raises:
        InputError: ``workbook-not-writable``: a file is open elsewhere.
    """
    if not lists:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    word = "sheet-file-returned"
    names = [phrase(f"{word}-school" if one.of_school else word, lang, school=one.school) for one in lists]
    paths = [folder / f"{stem}.xlsx" for stem in file_names(names, [one.code for one in lists])]
    _put_aside(folder, paths, lang)
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        for path, one in zip(paths, lists, strict=True):
            with open_paper(job, path, rows=len(one.rows)) as paper:
                _write(paper, one)
    return tuple(paths)


def _put_aside(folder: Path, paths: Sequence[Path], lang: Lang) -> None:
    before = folder / phrase("sheet-slip-before", lang)
    for old in sorted(set(folder.glob("*.xlsx")) - set(paths)):
        before.mkdir(mode=0o700, exist_ok=True)
        with suppress(OSError):  # open in another program
            old.replace(before / old.name)


def _write(paper: Paper, own: ReturnedList) -> None:
    table, count, lang = own.rows, len(own.rows), paper.lang
    sheet = paper.sheet(paper.word("name-returned"), [width for _, width, _ in _FRAME])
    title = paper.word("title-returned", county=paper.book.county_name, term=paper.term)
    line = paper.word("line-returned", school=own.school, office=paper.book.office, batch=paper.book.batch,
                      made_on=paper.book.made_on)  # fmt: skip
    how = paper.word("how-returned-school" if own.of_school else "how-returned")
    write_head(paper, sheet, (title, f"{line}\n{how}"), _FRAME)
    text = {column: text_column(table, column) for column in RETURNED_COLUMNS if column != "amount"}
    fen: list[int] = table["amount"].tolist()
    blank: list[Value] = [None] * count
    old = [f"{name} {mask_account(number)}" for name, number in zip(text["account_name"], text["account"], strict=True)]
    fix = paper.word("fix-school-account")
    columns: list[Sequence[Value]] = [
        list(range(1, count + 1)), *(text[name] for name in ("line", "grade", "class_", "name", "id_number")),
        [amount / 100 for amount in fen], old, [clean(reason(why, lang)) for why in text["reason"]],
        [fix if own.of_school else clean(reason_fix(why, lang)) for why in text["reason"]], blank, blank, blank, blank,
    ]  # fmt: skip
    after = write_rows(paper, sheet, _FRAME, columns)
    foot = paper.word("slip-return", rows=count)
    sheet.put_spans(after + 1, [Span(0, len(_FRAME) - 1, foot, paper.styles["how"])], height=40)
    shown = zip(text["line"], map(str, fen), text["account"], text["reason"], strict=True)
    canon = ("".join(f"{len(value)}:{value}" for value in row) for row in shown)
    paper.foot(sheet, sheet_digest(("returned/1", str(paper.book.term), own.code or own.school), canon))
