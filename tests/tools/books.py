"""Books for tests without an office: lines posted straight through ``ledger``, and money sent as a bank would.

An item to post is (who, programme, kind, fen): pupils are numbers above zero, schools below.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from aid_ledger.ledger import Known, Posted, Posting, difference, lines_of, post
from aid_ledger.ledger.sealing import write_columns
from aid_ledger.store import Database, append, head, rows_of, sqlite_url
from tests.tools.county import AT, BY, account_of, name_of, resident_id

TERM = "2023S"
WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "boarding-living": {"central": 50, "province": 25, "city": 0, "county": 25},
    "senior-grant": {"central": 60, "province": 20, "city": 0, "county": 20},
    "nutrition": {"central": 100},
}
Due = Mapping[tuple[int, str], int]
"""Fen due by (who, programme)."""


def subject_of(who: int) -> str:
    """Return the ledger's name of a pupil or a school."""
    return f"p{who}" if who > 0 else f"s369901{-who:04d}"


def due_frame(due: Due) -> pd.DataFrame:
    """Return what is due as ``difference`` takes it."""
    rows = [(subject_of(who), programme, fen) for (who, programme), fen in due.items()]
    frame = pd.DataFrame(rows, columns=["subject", "programme", "amount"])
    return frame.astype({"amount": int})


NOTHING_BEFORE = pd.DataFrame(
    {"subject": pd.Series(dtype=object), "programme": pd.Series(dtype=object), "amount": pd.Series(dtype=int)}
)


def described(change: pd.DataFrame, school: Mapping[int, str] | None = None) -> pd.DataFrame:
    """Return new lines with everything that posting wants; ``school`` puts a pupil into another one."""
    who = [int(text[1:]) if text[0] == "p" else -int(text[1:]) for text in change["subject"]]
    code = [(school or {}).get(one, f"369901{one % 3 + 1:04d}") if one > 0 else str(-one) for one in who]
    person = [one > 0 for one in who]

    def of_person(values: Iterable[str]) -> list[str]:
        return [value if own else "" for value, own in zip(values, person, strict=True)]

    ids = of_person(resident_id(one) for one in who)
    return change.assign(
        student=[max(one, 0) for one in who],
        payee=["student" if own else "school" for own in person],
        standard=change["amount"].abs(),
        school=[f"学校{one}" for one in code],
        school_code=code,
        town="东镇",
        stage="primary",
        grade="三年级",
        class_="1班",
        reason="",
        evidence="0123abcd/Sheet1!B2",
        identity=["I" + one if one else "" for one in ids],
        id_number=ids,
        name=of_person(map(name_of, who)),
        student_no=of_person("G" + one for one in ids),
        sex=of_person("男" for _ in who),
        account=[account_of(abs(one)) for one in who],
        account_name=of_person(map(name_of, who)),
        relation=of_person("本人" for _ in who),
        bank=of_person("示例银行" for _ in who),
    )


def settle(connection: Connection, due: Due, school: Mapping[int, str] | None = None, at: str = AT) -> Posted | None:
    """Post the difference between what is due and what the books say, as a payout does."""
    posted = lines_of(connection, TERM)
    change = difference(due_frame(due), posted, NOTHING_BEFORE)
    if change.empty:
        return None
    taken: dict[Any, Any] = posted.set_index("line")[["person", "commitment", "outstanding", "waived"]].to_dict("index")
    nobody: dict[str, Any] = {"person": 0, "commitment": "", "outstanding": 0, "waived": 0}
    versions = [taken.get(line, nobody) for line in change["corrects"].tolist()]
    lines = described(change, school).assign(
        commitment=[one["commitment"] for one in versions],
        **{name: [int(one[name]) for one in versions] for name in ("person", "outstanding", "waived")},
    )
    posting = Posting(TERM, lines, WEIGHTS, {"sources": []}, BY, at)
    return post(connection, posting, Known.read(connection))


@contextmanager
def books() -> Iterator[Database]:
    """Yield empty books in SQLite, for one example of a property."""
    with tempfile.TemporaryDirectory(prefix="aid-ledger-books-") as folder:
        database = Database(sqlite_url(Path(folder) / "ledger.db"))
        try:
            yield database
        finally:
            database.close()


def fill(database: Database, history: Sequence[Due]) -> None:
    """Post one payout after the other."""
    for number, due in enumerate(history):
        with database.write() as connection:
            settle(connection, due, at=f"2023-04-{number % 28 + 1:02d}T09:00:00+08:00")


def send(database: Database, lines: Iterable[str] | None = None) -> list[str]:
    """Move standing pay lines of the term out of the house, as sending a bank file will; returns them."""
    with database.write() as connection:
        table = lines_of(connection, TERM)
        open_ = table[(table["kind"] == "pay") & ~table["sent"] & ~table["reversed"]]
        chosen = open_ if lines is None else open_[open_["line"].isin(list(lines))]
        if chosen.empty:
            return []
        names = chosen["line"].tolist()
        seq = head(connection).seq + 1
        count = len(chosen)
        columns: dict[str, list[Any]] = {
            "transfer": [f"{line}-2" for line in names],
            "seq": [seq] * count,
            "batch": chosen["batch"].tolist(),
            "line": names,
            "term": [TERM] * count,
            "programme": chosen["programme"].tolist(),
            "debit": ["payable"] * count,
            "credit": ["in-transit"] * count,
            "amount": chosen["amount"].tolist(),
            "at": [AT] * count,
            "corrects": [None] * count,
        }
        body = {"lines": names, "seals": {"transfer": write_columns(connection, "transfer", columns)}}
        append(connection, "sending", by=BY, at=AT, body=body)
    return names


def journal_bodies(connection: Connection) -> list[dict[str, Any]]:
    """Return what the journal says, record by record."""
    return [json.loads(row["body"]) for row in rows_of(connection, "journal", order="seq")]
