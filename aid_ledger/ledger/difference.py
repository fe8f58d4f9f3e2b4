"""What has to be posted so that the ledger says what the rules say: the difference, and nothing else.

The one home of DESIGN invariant 4. Upward: one line of the difference. Downward and not yet sent: the latest unsent
lines are taken back whole until no more than what is due is left, and a new line follows for the rest. Downward and
sent: one recover line. What is not judged (held, not known, absent) must not be given: it posts nothing either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

KEY = ["subject", "programme"]
POSTED_COLUMNS = (*KEY, "line", "correction", "kind", "amount", "sent", "reversed")
NEW_COLUMNS = (*KEY, "correction", "kind", "corrects", "amount")


@dataclass(frozen=True, slots=True)
class _Open:
    """A pay line that can still be taken back whole."""

    line: str
    amount: int
    correction: int


def difference(due: pd.DataFrame, posted: pd.DataFrame, paid_before: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that bring the net of each judged pair to what is due.

    Args:
        due: one row a judged (subject, programme) with ``amount``, fen, zero where nothing is due. Unique keys.
        posted: the term's lines, columns :data:`POSTED_COLUMNS`; ``reversed`` marks lines taken back already.
        paid_before: ``subject, programme, amount``: money paid before the ledger began; counts as sent.

    Returns:
        Columns :data:`NEW_COLUMNS`, sorted by key and correction. ``kind`` is ``pay`` (amount above zero),
        ``reverse`` (minus the whole line ``corrects``) or ``recover`` (below zero). Empty where all agree.

    Raises:
        ValueError: a key stands twice in ``due``, or an amount due is negative.
    """
    if due.duplicated(KEY).any() or (due["amount"] < 0).any():
        raise ValueError("what is due must be one amount a pair, not negative")
    due, posted, paid_before = (one.astype(dict.fromkeys(KEY, object)) for one in (due, posted, paid_before))
    net = posted.groupby(KEY, sort=False)["amount"].sum().rename("net")
    count = posted.groupby(KEY, sort=False)["correction"].max().add(1).rename("count")
    before = paid_before.groupby(KEY, sort=False)["amount"].sum().rename("before")
    pairs = pd.MultiIndex.from_frame(due[KEY])
    table = due[[*KEY, "amount"]].assign(
        **{str(one.name): one.reindex(pairs, fill_value=0).to_numpy(dtype="int64") for one in (net, count, before)}
    )  # by reindex: a join would put fen through floats
    change = table["amount"] - table["net"] - table["before"]
    up = table[change > 0]
    rising = pd.DataFrame(
        {
            "subject": up["subject"],
            "programme": up["programme"],
            "correction": up["count"],
            "kind": "pay",
            "corrects": "",
            "amount": change[change > 0],
        }
    )
    falling = pd.DataFrame(list(_falling(table[change < 0], posted)), columns=list(NEW_COLUMNS))
    parts = [part for part in (rising, falling) if len(part)]
    if not parts:
        return rising.iloc[:0][list(NEW_COLUMNS)]
    return pd.concat(parts, ignore_index=True).sort_values([*KEY, "correction"], ignore_index=True)


def _falling(table: pd.DataFrame, posted: pd.DataFrame) -> Iterator[tuple[str, str, int, str, str, int]]:
    """Yield the new lines of pairs that have more than they are due. These are few."""
    if table.empty:
        return
    open_lines: dict[tuple[str, str], list[_Open]] = {}
    still_open = posted[(posted["kind"] == "pay") & ~posted["sent"] & ~posted["reversed"]]
    for row in still_open[[*KEY, "line", "amount", "correction"]].itertuples(index=False):
        open_lines.setdefault((str(row[0]), str(row[1])), []).append(_Open(str(row[2]), int(row[3]), int(row[4])))
    for subject, programme, due, net, count, before in table.itertuples(index=False):
        left, correction = int(net) + int(before), int(count)
        for line in sorted(open_lines.get((subject, programme), []), key=lambda item: -item.correction):
            if left <= due:
                break
            yield subject, programme, correction, "reverse", line.line, -line.amount
            left, correction = left - line.amount, correction + 1
        if left < due:
            yield subject, programme, correction, "pay", "", int(due) - left
        elif left > due:
            yield subject, programme, correction, "recover", "", int(due) - left
