"""An office for tests of the way of money: six poor boarders, of whom the fifth has no account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools.county import SCHOOLS, Desk, member, pupil, school

LIVES = range(1, 7)


@contextmanager
def six_boarders(folder: Path, url: str = "sqlite:///ledger.db") -> Iterator[Desk]:
    """Yield the office with its lists taken in."""
    desk = Desk(folder, url=url)
    desk.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    desk.take("脱贫户.xlsx", [member(number) for number in LIVES], "filed-poor")
    desk.take("名册.xlsx", roster(), "roster")
    yield desk
    desk.close()


def roster(**changed: dict[str, str]) -> list[dict[str, str]]:
    """Return the roster; ``changed`` by ``p1`` …."""
    blank = {"p5": {"账号": "", "户名": "", "开户行": ""}}
    return [pupil(number, **(blank | changed).get(f"p{number}", {})) for number in LIVES]
