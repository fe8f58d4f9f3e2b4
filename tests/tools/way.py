"""The way of money as single steps in one small office, each as its clerk would run it, and run it again.

Salts are counted and not drawn, so that a step ends in the same rows whenever it is run on the same books.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

from aid_ledger.errors import AidLedgerError
from aid_ledger.ledger import lines_of
from aid_ledger.office import Office
from aid_ledger.office.recovering import Ending
from aid_ledger.office.settling import SettleOptions
from aid_ledger.store import Database, rows_of
from aid_ledger.store.tables import TABLES
from tests.tools.banks import bank_return
from tests.tools.county import AT, BY, SCHOOLS, Desk, member, name_of, pupil, school

OTHER = "李四"
BATCH = "2023S-001"
LIVES = range(1, 7)
BEFORE: Mapping[str, tuple[str, ...]] = {
    "import": (),
    "payout": ("import",),
    "approve": ("import", "payout"),
    "pay": ("import", "payout", "approve"),
    "settle": ("import", "payout", "approve", "pay", "return"),
    "void": ("import", "payout", "approve"),
    "close": ("import", "payout", "approve"),
    "recovered": ("import", "payout", "approve", "pay", "return", "settle", "less"),
}
"""What must have been done before each step that is tried here."""
STEPS = ("import", "payout", "approve", "pay", "settle", "void", "recovered")
RETURN = "回盘.xlsx"
Books = dict[str, list[str]]


def act(folder: Path, url: str, step: str) -> dict[str, Any]:
    """Run a step in the office there; what the program refuses is returned as ``refused``."""
    numbers = count(1)
    with (
        mock.patch("secrets.token_hex", lambda size: "".join(f"{next(numbers):032x}" for _ in range(size // 16))),
        closing(Desk(folder, url=url)) as desk,
    ):
        try:
            return {"done": _STEPS[step](desk)}
        except AidLedgerError as error:
            return {"refused": error.findings[0].name, "exit": error.exit_code}


def _import(desk: Desk) -> Any:
    own = (
        ("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", ""),
        ("脱贫户.xlsx", [member(number) for number in LIVES], "filed-poor", "2023S"),
        ("名册.xlsx", [pupil(number) for number in LIVES], "roster", "2023S"),
    )
    return [desk.took(name, rows, kind, term) for name, rows, kind, term in own]


def _less(desk: Desk) -> Any:
    """One pupil has left: what was paid is claimed back."""
    rows = [pupil(number, **({"就读方式": "走读"} if number == 1 else {})) for number in LIVES]
    desk.took("名册.xlsx", rows, "roster", replace=True)
    return desk.settle().recover.batch  # type: ignore[union-attr]


def _payout(desk: Desk) -> Any:
    batch = desk.payout().batch
    return batch and batch.batch


def _approve(desk: Desk) -> Any:
    sealed = desk.office.approve(BATCH, by=OTHER, at=AT).approval
    return sealed and sealed.orders


def _pay(desk: Desk) -> Any:
    return [one.sending for one in desk.office.pay(BATCH, by=BY, at=AT).sendings]


def _return(desk: Desk) -> Any:
    """The bank gives its return back: one payment failed."""
    with desk.office.database.read() as connection:
        (sending,) = rows_of(connection, "sending")
    data = desk.office.evidence.read(sending["file_digest"])
    said = bank_return(data, lambda row: ("失败", "账户已销户") if row["户名"] == name_of(2) else ("成功", ""))
    (desk.folder / RETURN).write_bytes(said)


def _settle(desk: Desk) -> Any:
    options = SettleOptions(paid_on="2023-05-06", voucher="0512")
    return desk.office.settle([(RETURN, (desk.folder / RETURN).read_bytes())], options, by=BY, at=AT).booked


def _void(desk: Desk) -> Any:
    return desk.office.void(BATCH, why="名单报错", by=BY, at=AT).batch


def _close(desk: Desk) -> Any:
    return desk.office.close_term("2023S", by=OTHER, at=AT)["term"]


def _recovered(desk: Desk) -> Any:
    with desk.office.database.read() as connection:
        lines = lines_of(connection, "2023S")
    (line,) = lines.loc[lines["kind"] == "recover", "line"]
    ending = Ending("returned", on="2023-06-01", voucher="0713")
    return desk.office.recovered(line, ending, by=BY, at=AT)["recovery_booking"]


_STEPS = {
    "import": _import, "payout": _payout, "approve": _approve, "pay": _pay, "return": _return, "settle": _settle,
    "less": _less, "void": _void, "close": _close, "recovered": _recovered,
}  # fmt: skip


# --- offices as they stand before a step -----------------------------------------------------------------------------


class Stages:
    """Offices as they stand before each step, made once and copied for every try; in SQLite, or on a server."""

    def __init__(self, root: Path, server: str = "") -> None:
        """Keep them below ``root``; ``server``: the url of a server up to the name of a database."""
        self.root, self.server = root, server
        self._made: dict[tuple[str, ...], tuple[Path, str]] = {}
        self._numbers = count(1)

    def copy(self, before: tuple[str, ...]) -> tuple[Path, str]:
        """Return folder and url of a new office in which these steps have been done."""
        if not before:
            return self._new()
        folder, url = self.made(before)
        return self._copied(folder, url)

    def made(self, before: tuple[str, ...]) -> tuple[Path, str]:
        """Return the office in which these steps have been done, to look at only."""
        if before not in self._made:
            folder, url = self.copy(before[:-1])
            done = act(folder, url, before[-1])
            assert "done" in done, done
            self._made[before] = folder, url
        return self._made[before]

    def drop(self, folder: Path, url: str) -> None:
        """Forget a copy."""
        shutil.rmtree(folder)
        if self.server:
            self._on_server(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def _new(self) -> tuple[Path, str]:
        name = f"way_{os.getpid()}_{next(self._numbers)}"
        folder, url = self.root / name, "sqlite:///ledger.db"
        if self.server:
            self._on_server(f'CREATE DATABASE "{name}" TEMPLATE template0')
            url = self.server + name
        Desk(folder, url=url).close()
        return folder, url

    def _copied(self, folder: Path, url: str) -> tuple[Path, str]:
        name = f"way_{os.getpid()}_{next(self._numbers)}"
        to = self.root / name
        shutil.copytree(folder, to)
        if not self.server:
            return to, url
        self._on_server(f'CREATE DATABASE "{name}" TEMPLATE "{url.rsplit("/", 1)[1]}"')
        new = self.server + name
        config = to / "aid-ledger.toml"
        config.write_text(config.read_text("utf-8").replace(url, new), "utf-8")
        return to, new

    def _on_server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server + "postgres", autocommit=True) as connection:
            connection.execute(statement.encode("utf-8"))


def books_of(folder: Path, url: str) -> Books:
    """Return every row of every table, with the triggers and keys of the program or without."""
    where = f"sqlite:///{(folder / 'ledger.db').as_posix()}" if url.startswith("sqlite") else url
    with closing(Database(where)) as database, database.read() as connection:
        return {name: sorted(map(str, rows_of(connection, name))) for name in TABLES}


def files_of(folder: Path, url: str, into: Path) -> dict[str, bytes]:
    """Return the bank files of the batch as ``batch show --out`` writes them, cover included, by name."""
    with closing(Desk(folder, url=url)) as desk:
        return {path.name: path.read_bytes() for path in desk.office.write_sendings(BATCH, into)}


def sent_files_of(folder: Path) -> dict[str, bytes]:
    """Return the bank files, cover included, that stand in the batch's own folder."""
    files = sorted((folder / "reports/2023S" / BATCH).glob("*"))
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def open_office(folder: Path) -> Office:
    """Open an office for a look."""
    return Office.open(folder)
