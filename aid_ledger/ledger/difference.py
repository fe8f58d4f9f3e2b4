"""What has to be posted so that the ledger says what the rules say: the difference, and nothing else.

The one home of DESIGN invariant 4. Upward: claims still open are taken back first, so that nobody is paid and asked to
pay back at once; then one line of the difference. Downward and not yet sent: the latest unsent lines are taken back
whole until no more than what is due is left, and a new line follows for the rest. Downward and sent: one recover line.
What is not judged (held, not known, absent) must not be given: it posts nothing either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

KEY = ["subject", "programme"]
POSTED_COLUMNS = (*KEY, "line", "correction", "kind", "amount", "sent", "reversed", "claim")
NEW_COLUMNS = (*KEY, "correction", "kind", "corrects", "amount")


@dataclass(frozen=True, slots=True)
class _Open:
    """A line that can still be taken back: an unsent pay line whole, a recover line as far as it is a claim."""

    line: str
    amount: int
    correction: int


def difference(due: pd.DataFrame, posted: pd.DataFrame, paid_before: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that bring the net of each judged pair to what is due.

    Args:
        due: one row a judged (subject, programme) with ``amount``, fen, zero where nothing is due. Unique keys.
        posted: the term's lines, columns :data:`POSTED_COLUMNS`; ``reversed`` marks lines taken back already,
            ``claim`` is what of a recover line has not come back, fen.
        paid_before: ``subject, programme, amount``: money paid before the ledger began; counts as sent.

    Returns:
        Columns :data:`NEW_COLUMNS`, sorted by key and correction. ``kind`` is ``pay`` (amount above zero),
        ``reverse`` (minus the whole line ``corrects``, or the claim of a recover line) or ``recover`` (below
        zero). Empty where all agree.

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
    claimed = posted[(posted["kind"] == "recover") & (posted["claim"] > 0)]
    claims = pairs.isin(pd.MultiIndex.from_frame(claimed[KEY]))
    up = table[(change > 0) & ~claims]
    rising = pd.DataFrame(
        {
            "subject": up["subject"],
            "programme": up["programme"],
            "correction": up["count"],
            "kind": "pay",
            "corrects": "",
            "amount": change.loc[up.index],
        }
    )
    still_open = posted[(posted["kind"] == "pay") & ~posted["sent"] & ~posted["reversed"]]
    falling = _taken_back(table[change < 0], still_open.assign(amount=-still_open["amount"]))
    easing = _taken_back(table[(change > 0) & claims], claimed.assign(amount=claimed["claim"]))
    parts = [part for part in (rising, falling, easing) if len(part)]
    if not parts:
        return rising.iloc[:0][list(NEW_COLUMNS)]
    return pd.concat(parts, ignore_index=True).sort_values([*KEY, "correction"], ignore_index=True)


def _taken_back(table: pd.DataFrame, open_lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of pairs whose net changes by taking lines back, latest first. These are few.

    ``open_lines``: the lines that can be; ``amount`` is what taking one back adds to the net.
    """
    return pd.DataFrame(list(_steps(table, open_lines)), columns=list(NEW_COLUMNS))


def _steps(table: pd.DataFrame, open_lines: pd.DataFrame) -> Iterator[tuple[str, str, int, str, str, int]]:
    if table.empty:
        return
    by_pair: dict[tuple[str, str], list[_Open]] = {}
    for row in open_lines[[*KEY, "line", "amount", "correction"]].itertuples(index=False):
        by_pair.setdefault((str(row[0]), str(row[1])), []).append(_Open(str(row[2]), int(row[3]), int(row[4])))
    for subject, programme, due, net, count, before in table.itertuples(index=False):
        left, correction, falls = int(net) + int(before), int(count), int(net) + int(before) > int(due)
        for line in sorted(by_pair.get((subject, programme), []), key=lambda item: -item.correction):
            if left <= due if falls else left >= due:
                break
            yield subject, programme, correction, "reverse", line.line, line.amount
            left, correction = left + line.amount, correction + 1
        if left < due:
            yield subject, programme, correction, "pay", "", int(due) - left
        elif left > due:
            yield subject, programme, correction, "recover", "", int(due) - left
