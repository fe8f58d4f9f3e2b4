"""Which rows are looked at beside which: only those that share a key, and of each key no more than a bound.

So the pairs grow with the rows and never with their square, however many children of one name a county has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.entries import ROWS

BOUND = 40
"""Rows looked at beside one row for one key. A county of 100,000 has about as many children of its commonest name."""
Index = npt.NDArray[np.int64]
_BITS = 32


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of places in the entries: ``ours`` is the doubtful row, ``theirs`` who it may be.

    ``cut`` by entry: how many rows of the same name were not looked at, because there are too many of them.
    """

    ours: Index
    theirs: Index
    cut: Index


def find_pairs(entries: pd.DataFrame, doubtful: Index, same_id: Index) -> Pairs:
    """Return the pairs worth comparing.

    Args:
        entries: see :func:`aid_ledger.linking.entries.read_entries`.
        doubtful: places of rows whose person is not known; they look for rows of their name, or of one near it with
            their birth date.
        same_id: places of rows whose own ID is the question; they look for other rows with it.
    """
    cut = np.zeros(len(entries), dtype=np.int64)
    named = doubtful[(entries["folded"].iloc[doubtful] != "").to_numpy()]
    found = [*_of_one_name(entries, named, cut), _near_name(entries, named), _of_one_id(entries, same_id)]
    ours, theirs = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    kept = (ours != theirs) & _worth(entries, ours, theirs)
    own = doubtful[((entries["tail"] != "") & (entries["id"] == "")).to_numpy()[doubtful]]  # 学籍号 may hold the ID
    pairs = np.unique(np.concatenate([ours[kept] << _BITS | theirs[kept], own << _BITS | own]))
    return Pairs(pairs >> _BITS, pairs & ((1 << _BITS) - 1), cut)


def _worth(entries: pd.DataFrame, ours: Index, theirs: Index) -> npt.NDArray[np.bool_]:
    """What can settle a row: a whole ID, or for a whole ID the roster row that lacks it.

    A register's child with a certain ID is not looked for in other registers: they would say no more.
    """
    side, whole = entries["side"].to_numpy(), (entries["id"] != "").to_numpy()
    absent = (entries["outcome"] == "not-in-roster").to_numpy()
    across = side[ours] != side[theirs]
    return np.asarray(np.where(absent[ours], side[theirs] == ROWS, whole[theirs] | across), dtype=bool)


def _join(wanted: npt.NDArray[np.int64], offered: npt.NDArray[np.int64], bound: int) -> tuple[Index, Index, Index]:
    """Join equal keys; return places in ``wanted`` and ``offered``, and how many each wanted key had."""
    order = np.argsort(offered, kind="stable")
    keys = offered[order]
    first = np.searchsorted(keys, wanted, "left")
    size = np.searchsorted(keys, wanted, "right") - first
    taken = np.minimum(size, bound)
    ours = np.repeat(np.arange(len(wanted)), taken)
    within = np.arange(len(ours)) - np.repeat(np.cumsum(taken) - taken, taken)
    return ours, order[np.repeat(first, taken) + within], size


def _codes(*columns: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Return one number for each different combination."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        numbers, words = pd.factorize(column)
        codes = pd.factorize(codes * (len(words) + 1) + numbers)[0]
    return codes.astype(np.int64)


def _of_one_name(entries: pd.DataFrame, ours: Index, cut: Index) -> list[tuple[Index, Index]]:
    """Rows of one name; of a name that many bear only those that share one thing more."""
    offered = _in_order(entries, np.flatnonzero(entries["folded"].isin(entries["folded"].iloc[ours]).to_numpy()))
    part = entries.iloc[offered]
    place = np.full(len(entries), -1, dtype=np.int64)
    place[offered] = np.arange(len(offered))
    names = _codes(part["folded"])
    wanted, found, size = _join(names[place[ours]], names, BOUND + 1)
    few = size[wanted] <= BOUND
    pairs = [(ours[wanted[few]], offered[found[few]])]
    many = ours[size > BOUND]
    if len(many):
        cut[many] = size[size > BOUND] - 1
        shown = part["id"].where(part["id"] != "", part["raw"])
        keys = [
            (part["birth"].astype("str"), part["birth"].to_numpy() > 0),
            (shown.str[:15], (shown.str.len() >= 15).to_numpy()),
            (shown.str[-8:], (shown.str.len() >= 15).to_numpy()),
            (part["household"], (part["household"] != "").to_numpy()),
            (part["school"].astype("str") + "|" + part["grade"] + "|" + part["class_"], part["school"].to_numpy() >= 0),
        ]
        narrowed = [_narrowed(part, key, given, place[many]) for key, given in keys]
        pairs += [(offered[left], offered[right]) for left, right in narrowed]
        both = np.unique(np.concatenate([left << _BITS | right for left, right in narrowed]))
        seen = np.bincount(both >> _BITS, minlength=len(part))
        cut[many] -= np.minimum(np.maximum(seen[place[many]] - 1, 0), cut[many])
    return pairs


def _narrowed(part: pd.DataFrame, key: pd.Series[str], given: npt.NDArray[np.bool_],
              ours: Index) -> tuple[Index, Index]:  # fmt: skip
    codes = np.where(given, _codes(part["folded"], key), -1)
    theirs = np.flatnonzero(given)
    asking = ours[given[ours]]
    left, right, _ = _join(codes[asking], codes[theirs], BOUND)
    return asking[left], theirs[right]


def _in_order(entries: pd.DataFrame, places: Index) -> Index:
    """Put places in an order that only their content decides, so that a bound cuts off the same rows every time."""
    part = entries.iloc[places]
    keys = [part[name].to_numpy(dtype=object) for name in ("class_", "grade", "raw", "id", "name")]
    return places[np.lexsort([pd.factorize(key, sort=True)[0] for key in keys])]


def _near_name(entries: pd.DataFrame, ours: Index) -> tuple[Index, Index]:
    """Rows of one birth date whose names are equal once one character is left out of either."""
    born = entries["birth"].to_numpy()
    ours = ours[born[ours] > 0]
    offered = np.flatnonzero(np.isin(born, np.unique(born[ours])) & (entries["folded"] != "").to_numpy())
    offered = _in_order(entries, offered)
    name, place = _shortened(entries, offered)
    mine = np.isin(place, ours)
    keys = _codes(name, pd.Series(born[place]).astype("str"))
    left, right, _ = _join(keys[mine], keys, BOUND)
    one, other = place[mine][left], place[right]
    folded = pd.factorize(entries["folded"])[0]
    differ = folded[one] != folded[other]
    return one[differ], other[differ]


def _shortened(entries: pd.DataFrame, places: Index) -> tuple[pd.Series[str], Index]:
    """Each name whole and with each of its characters left out, beside its place."""
    names = entries["folded"].iloc[places]
    longest = int(names.str.len().max()) if len(names) else 0
    lengths = names.str.len().to_numpy()
    texts, owners = [names], [places]
    for at in range(min(longest, 12)):
        here = lengths > max(at, 1)
        texts.append(names[here].str.slice_replace(at, at + 1, ""))
        owners.append(places[here])
    return pd.concat(texts, ignore_index=True), np.concatenate(owners)


def _of_one_id(entries: pd.DataFrame, ours: Index) -> tuple[Index, Index]:
    """Other rows with the ID of a row; where it has none, with the ID in its G number."""
    own = entries["id"].where(entries["id"] != "", entries["tail"])
    ours = ours[(own.iloc[ours] != "").to_numpy()]
    offered = np.flatnonzero(entries["id"].isin(own.iloc[ours]).to_numpy())
    codes = _codes(pd.concat([own.iloc[ours], entries["id"].iloc[offered]], ignore_index=True))
    offered_in_order = _in_order(entries, offered)
    place = np.zeros(len(entries), dtype=np.int64)
    place[offered] = codes[len(ours) :]
    left, right, _ = _join(codes[: len(ours)], place[offered_in_order], BOUND)
    one, other = ours[left], offered_in_order[right]
    return one[one != other], other[one != other]
