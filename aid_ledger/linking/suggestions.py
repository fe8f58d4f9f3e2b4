"""Who a row may be about where no certain ID says so: suggestions, ranked, with what agrees and what differs.

Nothing here is ever taken by itself: a person decides, and what they saw is recorded with the decision. Passes, from
the strongest, are :data:`PASSES`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.blocking import find_pairs
from aid_ledger.linking.entries import REGISTER_ROWS, read_entries
from aid_ledger.linking.id_likeness import Likeness, compare_numbers
from aid_ledger.linking.linked import Linked
from aid_ledger.people import NameAgreement, compare_names, same_sound

PASSES = (
    "same-id", "student-no", "name-15", "name-visible", "name-near-id", "same-number", "name-birth-town",
    "household-name", "name-class", "name-birth", "near-name-15", "near-name-birth",
)  # fmt: skip
_NUMBER = 15
_AT_ONCE = 200_000
"""Pairs compared at once, to bound the memory."""
_NEAR = PASSES.index("near-name-15")
MOST = 3
"""Suggestions given for one row."""
_TEXTS = frozenset({
    "reason", "pass", "agrees", "differs", "proposed_id", "candidate_id", "candidate_name", "candidate_town",
    "candidate_grade", "candidate_class", "candidate_raw",
})  # fmt: skip
_CONTENT = ("name", "school", "grade", "class_", "kind", "file", "town", "raw", "src", "row")
"""What orders candidates that fit equally well; the place comes last, where only rows alike in all this are left."""
SAME_ID = ("one-id-two-names", "name-conflict", "student-number-two-names", "contradicting-rows",
           "listed-by-two-schools")  # fmt: skip
COLUMNS = (
    "side", "index", "src", "row", "reason", "rank", "of", "pass", "agrees", "differs", "proposed_id", "ambiguous",
    "cut", "candidate_side", "candidate_index", "candidate_src", "candidate_row", "candidate_student", "candidate_id",
    "candidate_name", "candidate_birth", "candidate_sex", "candidate_town", "candidate_school", "candidate_grade",
    "candidate_class", "candidate_raw",
)  # fmt: skip


def suggest(linked: Linked, held_rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return who each doubtful row may be about, at most three persons a row.

    Doubtful are roster, application and register rows whose ID is missing or wrong, register children of school age
    in no roster, and rows whose ID is that of somebody else or of two rows that contradict each other.

    Args:
        linked: the term's rows, see :func:`aid_ledger.linking.link`.
        held_rows: only for these rows: ``side`` (0 ``linked.rows``, 1 ``linked.registers``) and ``index`` (place in
            it). All doubtful rows where left out.

    Returns:
        One row a suggestion, in the order of side, index, rank; an empty table with the same columns where there is
        none. Never more than three a row, and the same whatever the order of files and rows.

        ``side, index, src, row, reason``: the doubtful row (file place as in ``linked.sources``) and why it waits.
        ``rank``: from 1. ``of``: how many persons were found in all. ``pass``: one of :data:`PASSES`.
        ``agrees``: codes joined by ``;``: ``name``, ``name-near``, ``name-sound`` (other characters of the same sound),
        ``id``, ``student-no``, ``number`` (the same broken number), ``first-15``, ``visible``, ``birth``, ``sex``,
        ``town``, ``household``, ``school``, ``class``.
        ``differs``: likewise ``name``, ``digits:16,17,18`` (places from 1), ``digits-swapped:7,8``, ``digit-lost:7``,
        ``digit-extra:7``, ``id`` (wholly other), ``birth``, ``sex``, ``town``.
        ``proposed_id``: the candidate's certain ID where the row has none, else ``""``; only a person may take it.
        ``ambiguous``: two persons fit this row equally well, or this person fits two rows that are not alike.
        ``cut``: how many rows of the same name were not looked at because too many bear it, else 0.
        ``candidate_side, candidate_index, candidate_src, candidate_row, candidate_student``: where the candidate
        stands; the row itself where its own 学籍号 holds the ID. ``candidate_id`` (``""`` where not certain),
        ``candidate_raw`` (then what stands in its place),
        ``candidate_name``, ``candidate_birth`` (yyyymmdd, 0), ``candidate_sex`` (0, 1, 2), ``candidate_town``,
        ``candidate_school`` (index into ``linked.schools``, -1), ``candidate_grade``, ``candidate_class``.
    """
    entries = read_entries(linked)
    reason, outcome = entries["reason"].to_numpy(dtype=object), entries["outcome"].to_numpy(dtype=object)
    wanted = np.ones(len(entries), dtype=bool)
    if held_rows is not None:
        start = np.array([0, len(linked.rows)])
        wanted[:] = False
        wanted[start[held_rows["side"].to_numpy(dtype=np.int64)] + held_rows["index"].to_numpy(dtype=np.int64)] = True
    nobody = wanted & (entries["nobody"].to_numpy(dtype=bool) | (outcome == "not-in-roster"))
    known = wanted & (np.isin(reason, SAME_ID) | (nobody & (outcome != "not-in-roster")))
    pairs = find_pairs(entries, np.flatnonzero(nobody), np.flatnonzero(known))
    borders = np.searchsorted(pairs.ours, pairs.ours[_AT_ONCE::_AT_ONCE])  # between two rows, so each is whole
    found = [
        _best(entries, _compared(entries, ours, theirs))
        for ours, theirs in zip(np.split(pairs.ours, borders), np.split(pairs.theirs, borders), strict=True)
    ]
    ranked = _settled(entries, pd.concat(found, ignore_index=True))
    return _described(entries, ranked.assign(cut=pairs.cut[ranked["ours"].to_numpy()]))


def _compared(entries: pd.DataFrame, ours: npt.NDArray[np.int64], theirs: npt.NDArray[np.int64]) -> pd.DataFrame:
    """What agrees and what differs, pair by pair, and the pass that this makes; pairs of no pass are left out."""
    one, other = entries.iloc[ours].reset_index(drop=True), entries.iloc[theirs].reset_index(drop=True)
    itself = ours == theirs
    names = compare_names(one["name"], other["name"])
    same_name = (one["folded"] == other["folded"]).to_numpy() & (one["folded"] != "").to_numpy()
    near_name = ~same_name & (names == int(NameAgreement.NEAR))
    sound = ~same_name
    sound[sound] = same_sound(one["name"][sound], other["name"][sound])
    whole, theirs_whole = (one["id"] != "").to_numpy(), (other["id"] != "").to_numpy()
    target = other["id"].where(~itself, other["tail"])
    left, right = one["raw"].where(~whole, one["id"]), target.where(theirs_whole | itself, other["raw"])
    turned = whole & ~theirs_whole  # the broken number stands on the other side
    like = compare_numbers(left.where(~turned, right), right.where(~turned, left))
    kind = like.likeness
    same_number = ~whole & ~theirs_whole & ~itself & (left == right).to_numpy() & (left.str.len() >= 6).to_numpy()
    same_id = whole & (one["id"] == other["id"]).to_numpy()
    by_number = ~whole & ~itself & (one["tail"] == other["id"]).to_numpy() & (one["tail"] != "").to_numpy()
    whole_15 = np.isin(kind, (int(Likeness.SAME), int(Likeness.FIRST_15)))
    visible, near_id = kind == int(Likeness.VISIBLE), np.isin(kind, (int(Likeness.NEAR), int(Likeness.LENGTH)))
    birth, other_birth = _agreement(one["birth"].to_numpy(), other["birth"].to_numpy(), 0)
    sex, other_sex = _agreement(one["sex"].to_numpy(), other["sex"].to_numpy(), 0)
    town, other_town = _towns(one, other)
    household = (one["household"] == other["household"]).to_numpy() & (one["household"] != "").to_numpy()
    school = (one["school"] == other["school"]).to_numpy() & (one["school"] >= 0).to_numpy()
    grouped = one["grade"] + "|" + one["class_"]
    in_class = school & (grouped == other["grade"] + "|" + other["class_"]).to_numpy() & (grouped != "|").to_numpy()
    alike = whole_15 | near_id | visible
    numbers = (left.str.len() >= _NUMBER).to_numpy() & (right.str.len() >= _NUMBER).to_numpy()
    unlike = numbers & (kind == int(Likeness.NONE)) & ~same_id & ~same_number
    two = (whole & theirs_whole) | (other["outcome"] == "matched").to_numpy()  # two children, or a child already found
    near = near_name & birth & ~two
    cases = [
        same_id, by_number & (same_name | near_name), itself & alike, same_name & whole_15, same_name & visible,
        same_name & near_id, same_name & same_number, same_name & birth & town, same_name & household,
        same_name & in_class, same_name & birth, near & (whole_15 | visible),
        near & ~unlike & (town | household | in_class | near_id),
    ]  # fmt: skip
    order = ("same-id", "student-no", "student-no", *PASSES[2:])
    step = np.select(cases, [PASSES.index(name) for name in order], -1)
    agrees = _joined(
        ("name", same_name & ~itself), ("name-near", near_name), ("name-sound", sound), ("id", same_id),
        ("student-no", by_number | itself),
        ("number", same_number), ("first-15", whole_15), ("visible", visible), ("birth", birth & ~itself),
        ("sex", sex & ~itself), ("town", town & ~itself), ("household", household), ("school", school & ~itself),
        ("class", in_class & ~itself),
    )  # fmt: skip
    differs = _joined(("name", ~same_name & ~near_name & ~sound), ("id", unlike), ("birth", other_birth),
                      ("sex", other_sex), ("town", other_town), start=like.differs)  # fmt: skip
    compared = pd.DataFrame({"ours": ours, "theirs": theirs, "step": step, "agrees": agrees, "differs": differs})
    compared["proposed_id"] = np.where(whole, "", np.where(itself, other["tail"], other["id"]))
    return compared[step >= 0].reset_index(drop=True)


def _agreement(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64],
               unknown: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:  # fmt: skip
    """Whether two facts agree, and whether they differ; neither where one is not known."""
    known = (one != unknown) & (other != unknown)
    return known & (one == other), known & (one != other)


def _towns(one: pd.DataFrame, other: pd.DataFrame) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """A household's town is compared with the town of another household or of a school, or found in an address.

    That a child goes to school in another town says nothing against it.
    """
    same = (one["town"] == other["town"]).to_numpy() & (one["town"] != "").to_numpy()
    for town, address in ((one["town"], other["address"]), (other["town"], one["address"])):
        rows = np.flatnonzero((town != "").to_numpy() & (address != "").to_numpy() & ~same)
        same[rows] = [name in text for name, text in zip(town.iloc[rows], address.iloc[rows], strict=True)]
    registers = ((one["side"] == REGISTER_ROWS) & (other["side"] == REGISTER_ROWS)).to_numpy()
    given = ((one["town"] != "") & (other["town"] != "")).to_numpy()
    return same, registers & given & ~same


def _joined(*marks: tuple[str, npt.NDArray[np.bool_]],
            start: npt.NDArray[np.object_] | None = None) -> npt.NDArray[np.object_]:  # fmt: skip
    """Return the codes of the marks that hold, joined by ``;``."""
    texts = np.full(len(marks[0][1]), "", dtype=object) if start is None else start.copy()
    for code, holds in marks:
        rows = np.flatnonzero(holds)
        texts[rows] = [f"{text};{code}" if text else code for text in texts[rows]]
    return texts


def _best(entries: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One pair a person and row, the best first: by pass, then what agrees, then what differs, then content."""
    theirs = entries.iloc[found["theirs"].to_numpy()]
    student = theirs["student"].to_numpy(dtype=np.int64)
    itself = (found["ours"] == found["theirs"]).to_numpy()
    identity = np.where(itself, found["proposed_id"], theirs["id"])
    unnamed = np.where(student >= 0, "s" + pd.Series(student).astype("str"), "e" + found["theirs"].astype("str"))
    keys = pd.DataFrame(
        {
            "ours": found["ours"], "step": found["step"], "less": -_count(found["agrees"]),
            "more": _count(found["differs"]), "side": theirs["side"].to_numpy(), "identity": identity,
            **{name: theirs[name].to_numpy() for name in _CONTENT},
        }
    )  # fmt: skip
    order = keys.sort_values(list(keys.columns), kind="stable").index.to_numpy()
    person = np.where(identity != "", identity, unnamed)
    best = found.assign(person=person).iloc[order].drop_duplicates(["ours", "person"])
    best["of"] = best.assign(near=best["step"] >= _NEAR).groupby(["ours", "near"])["person"].transform("size")
    best["several"] = best.groupby(["ours", "step"])["person"].transform("size") > 1
    return best[best.groupby("ours").cumcount() < MOST]


def _settled(entries: pd.DataFrame, best: pd.DataFrame) -> pd.DataFrame:
    """Drop names that are only near where somebody bears the name itself, rank, and mark what is not the only one."""
    asks = entries["side"].to_numpy()[best["ours"].to_numpy()]
    pair = pd.factorize(best["person"])[0] * 2 + asks
    near = (best["step"] >= _NEAR).to_numpy()
    named = ~near
    better = np.isin(pair, pair[named]) | np.isin(best["ours"], best.loc[named, "ours"])
    ranked = best[named | ~better].copy()
    ranked["rank"] = ranked.groupby("ours").cumcount() + 1
    return ranked.assign(ambiguous=ranked["several"].to_numpy() | _claimed_twice(entries, ranked))


def _count(codes: pd.Series[str]) -> npt.NDArray[np.int64]:
    texts = codes.astype("str")
    return np.asarray(texts.str.count(";") + (texts != ""), dtype=np.int64)


def _claimed_twice(entries: pd.DataFrame, ranked: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether two rows of one side that are not alike both point to one person, by the same pass."""
    ours = entries.iloc[ranked["ours"].to_numpy()]
    claim = pd.DataFrame(
        {
            "person": ranked["person"].to_numpy(), "step": ranked["step"].to_numpy(), "side": ours["side"].to_numpy(),
            "who": (ours["folded"] + "|" + ours["id"] + ours["raw"] + "|" + ours["birth"].astype("str")).to_numpy(),
        }
    )  # fmt: skip
    claims = claim.groupby(["person", "step", "side"])["who"].transform("nunique") > 1
    return np.asarray(claims & (claim["step"] != PASSES.index("same-id")), dtype=bool)


def _described(entries: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    one, other = (entries.iloc[ranked[name].to_numpy()].reset_index(drop=True) for name in ("ours", "theirs"))
    table = one[["side", "index", "src", "row", "reason"]].copy()
    for name in ("rank", "of", "agrees", "differs", "proposed_id", "ambiguous", "cut"):
        table[name] = ranked[name].to_numpy()
    table["pass"] = np.array(PASSES, dtype=object)[ranked["step"].to_numpy()]
    given = {"side": "side", "index": "index", "src": "src", "row": "row", "student": "student", "id": "id",
             "raw": "raw", "name": "name", "birth": "birth", "sex": "sex", "town": "town", "school": "school",
             "grade": "grade", "class": "class_"}  # fmt: skip
    for name, column in given.items():
        table[f"candidate_{name}"] = other[column].to_numpy()
    table = table.astype(dict.fromkeys(_TEXTS, "str"))
    return table[list(COLUMNS)].sort_values(["side", "index", "rank"], ignore_index=True)
