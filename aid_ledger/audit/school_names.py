"""Schools of one name are told apart in the whole report: each by its town, or by its code where that is not enough.

Groups, filters and the questions to a school go by the name that is shown; two schools under one would be one.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

_KEY = ["school", "school_code"]
NAMED = ("lines", "students", "schools", "registered", "held")
"""Frames of a picture that name schools and have their codes."""


def told_apart(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return frames in which a name that several codes share has the town, or the code, behind it."""
    names = _names(frames)
    if not names:
        return dict(frames)
    out = dict(frames)
    for frame in NAMED:
        own = frames[frame]
        keys = zip(own["school"].tolist(), own["school_code"].tolist(), strict=True)
        out[frame] = own.assign(school=pd.Series([names.get(key, key[0]) for key in keys], own.index, dtype=object))
    return out


def _names(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """Return what each school of a shared name is called, by name and code."""
    known = pd.concat([frames["schools"], frames["lines"]])[[*_KEY, "town"]]
    known = known[(known["school_code"] != "") & (known["school"] != "")].drop_duplicates(_KEY)
    shared = known[known.duplicated("school", keep=False)]
    found: dict[tuple[str, str], str] = {}
    for name, own in shared.groupby("school"):
        towns, codes = own["town"].tolist(), own["school_code"].tolist()
        by_town = "" not in towns and len(set(towns)) == len(towns)
        found |= {
            (str(name), code): f"{name}（{behind}）"
            for code, behind in zip(codes, towns if by_town else codes, strict=True)
        }
    return found
