"""What ``explain`` says of a school's own line: heads and where they stand, days, the price and its document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from aid_ledger.errors import Place
from aid_ledger.facts import BY_NAME
from aid_ledger.money import format_yuan
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.explanation import LINE_KEYS, Explanation, Fact
from aid_ledger.office.judging import school_subject
from aid_ledger.office.line_cells import days_cells, heads_cells
from aid_ledger.office.proofs import cell_name
from aid_ledger.office.verdicts import verdicts_of
from aid_ledger.rulebook import Because, State, Verdict

_PLAN = ("unknown", "no", "yes")


def explain_school(view: Picture, lines: pd.DataFrame, line: str) -> Explanation | None:
    """Explain the school whose line this is; ``None`` where it is no line of a school.

    Args:
        view: the term.
        lines: the term's lines, as :func:`aid_ledger.ledger.lines_of` gives them.
        line: id of a line.
    """
    own = lines[(lines["line"] == line) & lines["subject"].astype("str").str.startswith("s")]
    if own.empty:
        return None
    mine = lines[lines["subject"] == own["subject"].iloc[0]]
    book = view.linked.schools.frame
    subjects = [school_subject(code, name) for code, name in zip(book["code"], book["name"], strict=True)]
    place = subjects.index(str(own["subject"].iloc[0])) if own["subject"].iloc[0] in subjects else -1
    meals = view.meals[view.meals["school"] == place]
    held = meals[meals["state"] == int(State.HELD)]
    entitled = bool((meals["state"] == int(State.ENTITLED)).any())
    outcome = "held" if len(held) else "paid" if entitled else "not-entitled"
    return Explanation(
        student=str(own["school_code"].iloc[0] or own["school"].iloc[0]), name=str(own["school"].iloc[0]),
        term=view.term, outcome=outcome,
        reason=str(held["reason"].iloc[0]) if len(held) else "" if entitled else "not-entitled",
        facts=tuple(_facts(view, place, meals)) if place >= 0 else (),
        verdicts=tuple(_verdicts(view, place, meals)),
        payees={programme.id: programme.payee for programme in view.rulebook.programmes},
        lines=tuple(mine[list(LINE_KEYS)].to_dict("records")), of_school=True,
    )  # fmt: skip


def _facts(view: Picture, place: int, meals: pd.DataFrame) -> Iterator[Fact]:
    linked = view.linked
    school = linked.schools.frame.iloc[place]
    listed = int(school["src"])

    def cell(field: str) -> tuple[str, ...]:
        return (cell_name(linked.sources[listed], int(school["row"]), field),) if listed >= 0 else ()

    yield Fact("school", str(school["name"]), cell("school"))
    yield Fact("school_code", str(school["code"]), cell("school_code"))
    yield Fact("meal_plan", _PLAN[int(school["meal_plan"]) + 1], cell("meal_plan"))
    for answer in meals.to_dict("records"):
        yield Fact("heads", str(answer["heads"]), tuple(heads_cells(linked, place)))
        reported = tuple(days_cells(linked, place))
        of_list = cell("meal_days") if int(school["days"]) >= 0 else ()
        if answer["days"] >= 0:
            yield Fact("meal_days", str(answer["days"]), reported or of_list)
    if school.get("account", ""):
        yield Fact("account", str(school["account"]), cell("account_no"))


def _verdicts(view: Picture, place: int, meals: pd.DataFrame) -> Iterator[Verdict]:
    """The school's programmes: why one of its heads counts, then heads, days and price."""
    students = view.linked.students
    shift, mask = BY_NAME["stage"].shift, BY_NAME["stage"].mask
    stage = (view.linked.key & np.uint64(mask)) >> np.uint64(shift)
    here = (students["school"] == place).to_numpy() & students["counted"].to_numpy(dtype=bool)
    sources = {one.programme.id: one.amount_source for one in view.rulebook.resolve(view.term)}
    for answer in meals.to_dict("records"):
        stages = [BY_NAME["stage"].values.index(name) for name in str(answer["stages"]).split("+") if name]
        heads = (verdicts_of(view, one) for one in np.flatnonzero(here & np.isin(stage, stages)).tolist())
        found = (one for verdicts in heads for one in verdicts if one.programme == answer["programme"])
        head = next((one for one in found if one.state == State.COUNTED), Verdict(str(answer["programme"]), State.NO))
        said = {"heads": answer["heads"], "days": answer["days"], "price": format_yuan(max(int(answer["standard"]), 0)),
                "amount": format_yuan(int(answer["amount"]))}  # fmt: skip
        known = State(int(answer["state"])) == State.ENTITLED
        source = sources.get(str(answer["programme"]))
        remark = "meals-unknown" if not known else "meals" if answer["standard"] > 0 else "meals-two-prices"
        place_of = source.place if source else Place()
        sum_of = Because("amount", known or None, remark=remark, params=said, source=source, place=place_of)
        yield replace(
            head, state=State(int(answer["state"])), amount=int(answer["amount"]), reason=str(answer["reason"]),
            because=(*head.because, sum_of),
        )  # fmt: skip
