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
_LONGEST_NAME = 12


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
    blocks = _Blocks(entries)
    cut = np.zeros(len(entries), dtype=np.int64)
    named = doubtful[blocks.name[doubtful] >= 0]
    found = [*blocks.of_one_name(named, cut), blocks.near_name(named), blocks.of_one_id(same_id)]
    ours, theirs = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    kept = (ours != theirs) & ~_one_row(entries, ours, theirs) & _worth(entries, ours, theirs)
    own = doubtful[((entries["tail"] != "") & (entries["id"] == "")).to_numpy()[doubtful]]  # 学籍号 may hold the ID
    pairs = np.unique(np.concatenate([ours[kept] << _BITS | theirs[kept], own << _BITS | own]))
    return Pairs(pairs >> _BITS, pairs & ((1 << _BITS) - 1), cut)


def _one_row(entries: pd.DataFrame, ours: Index, theirs: Index) -> npt.NDArray[np.bool_]:
    """One row of a sheet that was taken as two kinds (名册 and 学校认定): it cannot say who it is about itself."""
    sheet, row, src = (entries[name].to_numpy() for name in ("sheet", "row", "src"))
    same = (sheet[ours] == sheet[theirs]) & (row[ours] == row[theirs]) & (src[ours] != src[theirs])
    return np.asarray(same, dtype=bool)


def _worth(entries: pd.DataFrame, ours: Index, theirs: Index) -> npt.NDArray[np.bool_]:
    """What can settle a row: a whole ID, or for a whole ID the roster row that lacks it.

    A register's child with a certain ID is not looked for in other registers: they would say no more.
    """
    side, whole = entries["side"].to_numpy(), (entries["id"] != "").to_numpy()
    absent = (entries["outcome"] == "not-in-roster").to_numpy()
    across = side[ours] != side[theirs]
    return np.asarray(np.where(absent[ours], side[theirs] == ROWS, whole[theirs] | across), dtype=bool)


class _Blocks:
    """The entries and the keys by which rows are brought together; every method gives places of both sides."""

    def __init__(self, entries: pd.DataFrame) -> None:
        self.entries = entries
        codes, words = pd.factorize(entries["folded"])
        self.name: Index = np.where((words == "")[codes], -1, codes)
        self.born: Index = entries["birth"].to_numpy(dtype=np.int64)

    def of_one_name(self, ours: Index, cut: Index) -> list[tuple[Index, Index]]:
        """Rows of one name; of a name that many bear only those that share one thing more."""
        offered = np.flatnonzero(np.isin(self.name, np.unique(self.name[ours])))
        left, right, size = self._join(self.name[ours], self.name[offered], offered, BOUND + 1)
        few = size[left] <= BOUND
        pairs = [(ours[left[few]], right[few])]
        many = ours[size > BOUND]
        if len(many):
            cut[many] = size[size > BOUND] - 1
            crowded = offered[np.isin(self.name[offered], np.unique(self.name[many]))]
            narrowed = [self._narrowed(key, many, crowded) for key in self._second_keys(crowded)]
            seen = np.unique(np.concatenate([one << _BITS | other for one, other in narrowed])) >> _BITS
            cut[many] -= np.clip(np.bincount(seen, minlength=len(cut))[many] - 1, 0, cut[many])
            pairs += narrowed
        return pairs

    def _second_keys(self, places: Index) -> list[Index]:
        """What else two rows of a common name may share, as a number by entry, -1 where it is not known."""
        part = self.entries.iloc[places]
        shown = part["id"].where(part["id"] != "", part["raw"])
        long = (shown.str.len() >= 15).to_numpy()
        in_class = part["school"].astype("str") + "|" + part["grade"] + "|" + part["class_"]
        keys = (
            (pd.factorize(shown.str[:15])[0], long),
            (pd.factorize(shown.str[-8:])[0], long),
            (self.born[places], self.born[places] > 0),
            (pd.factorize(part["household"])[0], (part["household"] != "").to_numpy()),
            (pd.factorize(in_class)[0], part["school"].to_numpy() >= 0),
        )
        found = []
        for codes, given in keys:
            key = np.full(len(self.entries), -1, dtype=np.int64)
            key[places] = np.where(given, codes, -1)
            found.append(key)
        return found

    def _narrowed(self, key: Index, ours: Index, offered: Index) -> tuple[Index, Index]:
        whole = np.where(key >= 0, self.name << _BITS | key, -1)
        asking, theirs = ours[key[ours] >= 0], offered[key[offered] >= 0]
        left, right, _ = self._join(whole[asking], whole[theirs], theirs, BOUND)
        return asking[left], right

    def near_name(self, ours: Index) -> tuple[Index, Index]:
        """Rows of one birth date whose names are equal once one character is left out of either."""
        ours = ours[self.born[ours] > 0]
        offered = np.flatnonzero(np.isin(self.born, np.unique(self.born[ours])) & (self.name >= 0))
        codes, place = _shortened(self.entries["folded"].iloc[offered], offered)
        mine = np.isin(place, ours)
        keys = codes << _BITS | self.born[place]
        left, right, _ = self._join(keys[mine], keys, place, BOUND)
        one = place[mine][left]
        differ = self.name[one] != self.name[right]
        return one[differ], right[differ]

    def of_one_id(self, ours: Index) -> tuple[Index, Index]:
        """Other rows with the ID of a row; where it has none, with the ID in its G number."""
        own = self.entries["id"].where(self.entries["id"] != "", self.entries["tail"])
        ours = ours[(own.iloc[ours] != "").to_numpy()]
        offered = np.flatnonzero(self.entries["id"].isin(list(set(own.iloc[ours]))).to_numpy())
        codes = pd.factorize(pd.concat([own.iloc[ours], self.entries["id"].iloc[offered]], ignore_index=True))[0]
        left, right, _ = self._join(codes[: len(ours)], codes[len(ours) :], offered, BOUND)
        return ours[left], right

    def _join(self, wanted: Index, offered: Index, places: Index, bound: int) -> tuple[Index, Index, Index]:
        """Join equal keys: places in ``wanted`` beside the ``places`` of what is offered, and how many each key had.

        Which rows a bound cuts off is decided by their content, so that the order of rows decides nothing.
        """
        order = np.argsort(offered, kind="stable")
        keys = offered[order]
        first = np.searchsorted(keys, wanted, "left")
        size = np.searchsorted(keys, wanted, "right") - first
        if (size > bound).any():
            crowded = np.flatnonzero(np.isin(offered, np.unique(wanted[size > bound])))
            rank = np.zeros(len(offered), dtype=np.int64)
            rank[crowded] = _content_rank(self.entries.iloc[places[crowded]])
            order = np.lexsort((rank, offered))
        taken = np.minimum(size, bound)
        left = np.repeat(np.arange(len(wanted)), taken)
        within = np.arange(len(left)) - np.repeat(np.cumsum(taken) - taken, taken)
        return left, places[order[np.repeat(first, taken) + within]], size


def _content_rank(part: pd.DataFrame) -> Index:
    keys = [pd.factorize(part[name], sort=True)[0] for name in ("class_", "grade", "raw", "id", "name")]
    rank = np.empty(len(part), dtype=np.int64)
    rank[np.lexsort(keys)] = np.arange(len(part))
    return rank


def _shortened(names: pd.Series[str], places: Index) -> tuple[Index, Index]:
    """Each name whole and with each of its characters left out, as a number, beside its place."""
    lengths = names.str.len().to_numpy()
    texts, owners = [names], [places]
    for at in range(min(int(lengths.max(initial=0)), _LONGEST_NAME)):
        here = lengths > max(at, 1)
        texts.append(names[here].str.slice_replace(at, at + 1, ""))
        owners.append(places[here])
    codes = pd.factorize(pd.concat(texts, ignore_index=True))[0]
    return codes.astype(np.int64), np.concatenate(owners)
