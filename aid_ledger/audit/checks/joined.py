"""Which files of a batch a payer's bank took in one debit: what has no debit of its own, and together is one.

Only all files of a batch that are left, or those of them that were sent on one day: any other choice would be chance.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from aid_ledger.audit.checks.fits import Fits


def joined(fits: Fits, files: pd.DataFrame, near: int, *, exactly: bool) -> pd.DataFrame | None:
    """Return the files with those that one debit is of as one row; none where no debit is.

    Args:
        fits: what was found of each row while every file stood alone.
        files: as :func:`aid_ledger.audit.checks.debits.find_fits` has them.
        near: a debit differs by less than one part of so many.
        exactly: a debit is all that was sent, or all that arrived, to the fen; one that was near to a file counts too.
    """
    hows = ("near", "strange") if exactly else ("strange",)
    debits = {row: fits.amounts[row] for row, how in enumerate(fits.how) if how in hows}
    groups: list[list[int]] = []
    for group in _groups(fits, files, {"near"} if exactly else set()):
        if any({*group} & {*other} for other in groups):
            continue
        total, net = int(files.loc[group, "total"].sum()), _sum(files, "arrived", group)
        sums = {total, net} - {-1, 0}
        fitting = [
            row for row, fen in debits.items()
            if fen in sums or (not exactly and any(near * abs(fen - one) < total for one in sums))
        ]  # fmt: skip
        if fitting:
            del debits[fitting[0]]
            groups.append(group)
    if not groups:
        return None
    alone = files[~files.index.isin([file for group in groups for file in group])]
    return pd.concat([alone, pd.DataFrame([_row(files, group) for group in groups])], ignore_index=True)


def _groups(fits: Fits, files: pd.DataFrame, loosely: set[str]) -> Iterator[list[int]]:
    """Yield the files of a batch without rows (or with those of ``loosely`` alone), all and by day, two at least."""
    taken = {file for how, file in zip(fits.how, fits.file, strict=True) if how not in loosely}
    left = files[~files.index.isin(sorted(taken)) & (files["batch"] != "")]
    for key in ("batch", ["batch", "day"]):
        for _, own in left.groupby(key, sort=True):
            if len(own) > 1:
                yield own.index.tolist()


def _sum(files: pd.DataFrame, name: str, group: list[int]) -> int:
    """Return a sum of a group, -1 where one of it is not known."""
    own = files.loc[group, name].tolist()
    return -1 if min(own) < 0 else sum(own)


def _row(files: pd.DataFrame, group: list[int]) -> dict[str, object]:
    own = files.loc[group]
    arrived = _sum(files, "arrived", group)
    return {
        "sending": "、".join(own["sending"]), "batch": own["batch"].iloc[0], "day": own["day"].max(),
        "names": frozenset().union(*own["names"]), "count": int(own["count"].sum()), "total": int(own["total"].sum()),
        "paid": int(own["paid"].sum()), "arrived": arrived, "net": arrived if arrived > 0 else -1,
        "back": _sum(files, "back", group),
    }  # fmt: skip
