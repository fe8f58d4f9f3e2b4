"""Majors that sound like farming and stand in no list of the rules: who gets less for it is said, nobody is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from aid_ledger.errors import Finding
from aid_ledger.facts import BY_NAME
from aid_ledger.money import format_yuan
from aid_ledger.office.class_lists import some
from aid_ledger.office.evaluation import cohort
from aid_ledger.rulebook import Entitlements, State, evaluate

if TYPE_CHECKING:
    from aid_ledger.office.evaluation import Picture

_SOUNDS = "农|林|牧|渔|种子|种植|栽培|养殖|畜|禽|兽医|水产|园艺|园林|茶叶|蚕|果树|蔬菜|花卉|粮|饲|植保|植物保护|烟草"
_FIELD = BY_NAME["agricultural_major"]


def unlisted_majors(view: Picture) -> Iterator[Finding]:
    """Yield one finding of the majors that would be paid more, were they agricultural: students, and fen a term.

    A yes or no in the roster's 是否涉农专业 has been heard already; a student held as a whole is asked about anyway.
    """
    linked = view.linked
    own = linked.rows.iloc[linked.students["primary"].to_numpy()].reset_index(drop=True)
    unlisted = ~own["major"].isin(list(view.rulebook.majors.agricultural)) & (own["agricultural"] == "")
    sounds = unlisted & own["major"].str.contains(_SOUNDS) & (linked.students["reason"] == "").to_numpy()
    if not sounds.any():
        return
    yes = np.uint64(_FIELD.values.index("yes") << _FIELD.shift)
    people = cohort(linked, view.received)
    key, on_day = (
        np.where(sounds, key & ~np.uint64(_FIELD.mask) | yes, key) for key in (people.key, people.key_on_day)
    )
    as_told = replace(people, key=key, key_on_day=on_day)
    more = _amounts(evaluate(view.rulebook, view.term, as_told), len(own)) - _amounts(view.entitlements, len(own))
    more[~sounds.to_numpy()] = 0
    if not (more > 0).any():
        return
    counts = Counter(own["major"].to_numpy()[more > 0].tolist())
    majors = some([f"{name} {count}" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))])
    count, amount = int((more > 0).sum()), format_yuan(int(more[more > 0].sum()))
    params = {"count": count, "majors": majors, "amount": amount}
    yield Finding("majors-sound-agricultural", params=params, rows=count, severity="warning")


def _amounts(found: Entitlements, size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return what each student is due, fen."""
    answers = found.students
    due = answers.state == int(State.ENTITLED)
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, answers.student[due], answers.amount[due])
    return total
