"""Why a register's child of school age may be in no roster: the best explanation that the lists themselves give.

An explanation is a hint for whoever looks for the child; it changes no outcome. Codes, the best first, are
:data:`EXPLANATIONS`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import marked, read_dates
from aid_ledger.linking.entries import REGISTER_ROWS
from aid_ledger.linking.linked import Linked
from aid_ledger.linking.matching import COMPULSORY_AGE
from aid_ledger.linking.rows import REGISTERS, stack
from aid_ledger.people import age_on

EXPLANATIONS = (
    "near-id-elsewhere", "held-in-roster", "left-school", "studying-elsewhere", "birth-differs", "same-name-born",
    "siblings-at", "age-unusual", "no-trace",
)  # fmt: skip
COLUMNS = ("index", "explanation", "suggestion", "school", "grade", "class_", "name", "status", "date", "age")
_BY_NUMBER = ("name-15", "name-visible", "name-near-id", "same-number")
_LARGEST_HOUSEHOLD = 30
_STILL_ENROLLED = ("休学", "保留学籍", "保留入学资格", "参军")
_FINISHED = ("毕业", "结业")
Mask = npt.NDArray[np.bool_]


def explain_absent(linked: Linked, suggestions: pd.DataFrame) -> pd.DataFrame:
    """Return the best explanation of each register row whose child nobody has at school.

    These are the rows that end as ``not-in-roster``, and the rows of children of compulsory age whose only roster row
    says that they left (退学, 流失, 转出 …; neither 休学 nor a finished 初中).

    Args:
        linked: the term's rows.
        suggestions: of :func:`aid_ledger.linking.suggest`.

    Returns:
        :data:`COLUMNS`, in the order of ``linked.registers``: ``index`` (place there); ``explanation``; ``suggestion``
        (place in ``suggestions`` of the row that it rests on, -1); what the sentence names where it applies:
        ``school`` (index, -1), ``grade, class_``, ``name`` (of the brother or sister), ``status`` (as the roster
        writes it), ``date`` (yyyymmdd, 0: of leaving, or of birth as the list has it), ``age`` (completed years on
        the reference day, -1).
    """
    registers = linked.registers
    absent, left = (registers["outcome"] == "not-in-roster").to_numpy(), _left(linked)
    index = np.flatnonzero(absent | left)
    age = age_on(registers["birth"].to_numpy(dtype=np.int32), linked.settings.reference_day)[index]
    table = pd.DataFrame({"index": index, "explanation": "no-trace", "suggestion": -1, "school": -1, "grade": "",
                          "class_": "", "name": "", "status": "", "date": 0, "age": age})  # fmt: skip
    table = table.astype({"explanation": object, "grade": object, "class_": object, "name": object, "status": object})
    unusual = (age < COMPULSORY_AGE[0]) | (age > COMPULSORY_AGE[1])
    table.loc[unusual, "explanation"] = "age-unusual"
    _say_siblings(linked, table)  # from the weakest to the strongest: the last to speak stands
    best = _best_suggestions(suggestions, index)
    _say_candidate(suggestions, table, np.where(best.by_name >= 0, best.by_name, -1), "same-name-born")
    _say_birth(linked, table)
    table.loc[registers["elsewhere"].to_numpy()[index], "explanation"] = "studying-elsewhere"
    _say_left(linked, table, left[index])
    _say_candidate(suggestions, table, best.held, "held-in-roster")
    _say_candidate(suggestions, table, best.by_number, "near-id-elsewhere")
    return table[list(COLUMNS)]
