"""Which level of government bears the money of a ledger, by how far that money has come: every fen of it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from aid_ledger.money import split_shares
from aid_ledger.store import Connection, columns_of, referred

PLACES = ("prepared", "approved", "sent", "paid", "returned", "recovered")
"""Where money is. ``recovered`` is what came back on recover lines, and is taken off the rest."""
_OUTWARD = ("paid", "sent", "returned", "approved", "prepared")
_SPLIT = ["programme", "term"]


def places_of(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the fen of each line by where it is, columns :data:`PLACES`, none below zero.

    A line taken back has nothing anywhere; a claim that was given up, or has not come back, stays ``paid``.

    Args:
        lines: as :func:`aid_ledger.ledger.lines_of` gives them.
    """
    recover = (lines["kind"] == "recover").to_numpy()
    payable = lines["payable"].to_numpy(dtype=np.int64)
    state = lines["state"].to_numpy(dtype=object)
    waits = {name: np.where(state == name, payable, 0) for name in ("prepared", "returned")}
    return pd.DataFrame(
        {
            "prepared": waits["prepared"],
            "approved": payable - waits["prepared"] - waits["returned"],
            "sent": lines["in_transit"].to_numpy(dtype=np.int64),
            "paid": np.where(recover, 0, lines["paid"]).astype(np.int64),
            "returned": waits["returned"],
            "recovered": np.where(recover, -lines["paid"], 0).astype(np.int64),
        },
        index=lines.index,
    )


def borne(connection: Connection, lines: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the terms' money each level bears.

    The levels bear what is used in proportion to the posted shares; where no claim is open, exactly these.

    Args:
        connection: for reading.
        lines: all lines of some terms, as :func:`aid_ledger.ledger.lines_of` gives them.

    Returns:
        ``programme, term, level`` (unique), :data:`PLACES` and ``used``: all places but ``recovered``, less that.
        Fen; over the levels each adds up to what the lines say.
    """
    amounts = pd.concat([lines[_SPLIT], places_of(lines)], axis=1).groupby(_SPLIT, sort=True)[list(PLACES)].sum()
    shares = shares_of(connection, sorted(set(lines["term"])))
    rows = []
    for programme, term, *own in amounts.reset_index().itertuples(index=False):  # a handful of programmes a term
        fen = {name: int(amount) for name, amount in zip(PLACES, own, strict=True)}
        weights = _weights(shares[(shares["programme"] == programme) & (shares["term"] == term)], fen)
        rows += [(programme, term, level, *split) for level, split in _split(fen, weights).items() if any(split)]
    frame = pd.DataFrame(rows, columns=[*_SPLIT, "level", *PLACES]).astype(dict.fromkeys(PLACES, np.int64))
    return frame.assign(used=frame[list(_OUTWARD)].sum(axis=1) - frame["recovered"])


def shares_of(connection: Connection, terms: Sequence[str]) -> pd.DataFrame:
    """Return the posted shares of terms: ``term, kind`` (of the batch) and the columns of ``share``."""
    names = {f"term{place}": term for place, term in enumerate(terms)}
    where = f"term IN ({', '.join(f':{name}' for name in names)})" if terms else "term = ''"
    batches = pd.DataFrame(columns_of(connection, "batch", where, names=("batch", "term", "kind"), **names))
    shares = pd.DataFrame(columns_of(connection, "share", referred("batch", "batch", where), **names))
    return shares.merge(batches, on="batch", how="left")


def _weights(shares: pd.DataFrame, fen: Mapping[str, int]) -> dict[str, int]:
    """Return what to split by: the shares as they stand, or while claims are open those of what was paid out."""
    used = sum(fen[name] for name in _OUTWARD) - fen["recovered"]
    net = _by_level(shares)
    if sum(net.values()) == used > 0 and min(net.values()) >= 0:
        return net
    out = {level: max(amount, 0) for level, amount in _by_level(shares[shares["kind"] == "payout"]).items()}
    return out if any(out.values()) else {level: abs(amount) for level, amount in net.items()}


def _by_level(shares: pd.DataFrame) -> dict[str, int]:
    return {str(level): int(fen) for level, fen in shares.groupby("level", sort=True)["amount"].sum().items()}


def _split(fen: Mapping[str, int], weights: Mapping[str, int]) -> dict[str, list[int]]:
    """Split place after place so that every running total is split by largest remainder."""
    if not any(weights.values()):
        return {"": [fen[name] for name in PLACES]}
    found: dict[str, dict[str, int]] = {level: {} for level in weights}
    total, last = 0, dict.fromkeys(weights, 0)
    for name in (*_OUTWARD, "recovered"):
        total += -fen[name] if name == "recovered" else fen[name]
        now = {level: int(part) for level, part in split_shares(total, weights).items()}
        for level in weights:
            found[level][name] = (last[level] - now[level]) if name == "recovered" else now[level] - last[level]
        last = now
    return {level: [own[name] for name in PLACES] for level, own in found.items()}
