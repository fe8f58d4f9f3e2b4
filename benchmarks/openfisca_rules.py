"""The peer of the rules: the same five programmes for OpenFisca-core, with dated parameters, arrays in and out.

Runs in an environment of its own and imports nothing of the project but the measuring. Written as its manual says:
formulas over arrays, amounts and dates as parameters. Codes: ``aid_ledger/facts``.
"""

# mypy: ignore-errors
from __future__ import annotations

import importlib.metadata
import time
from statistics import median

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.measure import WORK, Watch, report

PERIOD = "2023-03"
PROGRAMMES = ("boarding_living", "nonboarding_living", "preschool_aid", "vocational_grant", "vocational_fee_waiver")
CATEGORIES = (
    "filed_poor", "unstable", "marginal", "sudden", "rural_allowance", "urban_allowance", "near_allowance",
    "rural_destitute", "urban_destitute", "orphan", "unsupported", "disabled", "disabled_parent", "martyr",
    "worker_hardship", "expense_hardship", "recognised",
)  # fmt: skip
FOUR = ("filed_poor", "disabled", "rural_allowance", "rural_destitute")
YOUNG = (
    "filed_poor", "rural_allowance", "urban_allowance", "rural_destitute", "urban_destitute", "orphan", "unsupported",
    "disabled", "unstable", "marginal", "sudden", "near_allowance",
)  # fmt: skip


def _enum(name, *values):
    return Enum(name, {value: value for value in values})


KINDS = {
    "stage": _enum("Stage", "unknown", "preschool", "primary", "junior", "senior", "vocational", "higher"),
    "boarding": _enum("Boarding", "unknown", "no", "yes"),
    "status": _enum("Status", "unknown", "school", "home", "away"),
    "inclusive": _enum("Inclusive", "unknown", "no", "yes"),
    "rural_hukou": _enum("RuralHukou", "unknown", "no", "yes"),
    "listed": _enum("Listed", "roster", "application", "both"),
}
FLAGS = ("full_time", "agricultural_major", "performing_major", *CATEGORIES)

Student = build_entity(key="student", plural="students", label="A student", is_person=True)

AMOUNTS = {
    "boarding": {
        "primary": {"values": {"2011-09-01": {"value": 500}, "2024-03-01": {"value": 625}}},
        "junior": {"values": {"2011-09-01": {"value": 625}, "2024-03-01": {"value": 750}}},
    },
    "preschool": {"values": {"2011-09-01": {"value": 750}}},
    "vocational_grant": {"values": {"2015-03-01": {"value": 1000}, "2025-03-01": {"value": 1150}}},
    "vocational_waiver": {"values": {"2012-09-01": {"value": 1000}}},
}


def _input(name, **kind):
    body = {"entity": Student, "definition_period": MONTH, "label": name, **kind}
    return type(name, (Variable,), body)


def _any_of(student, period, names):
    return sum(student(name, period) for name in names) > 0


def at_school(student, period):
    status = student("status", period)
    here = (status == KINDS["status"].school) | (status == KINDS["status"].home)
    return here & (student("listed", period) != KINDS["listed"].application)


def any_hardship(student, period):
    return _any_of(student, period, CATEGORIES)


def _programme(name):
    body = {"value_type": float, "entity": Student, "definition_period": MONTH, "label": "Yuan a term"}
    return type(name, (Variable,), {**body, "formula": globals()[name]})


def _boarding_amount(student, period, parameters):
    amount = parameters(period).boarding
    stage = student("stage", period)
    return np.select(
        [stage == KINDS["stage"].primary, stage == KINDS["stage"].junior], [amount.primary, amount.junior], 0.0
    )


def boarding_living(student, period, parameters):
    here = student("at_school", period) & (student("boarding", period) == KINDS["boarding"].yes)
    return here * student("any_hardship", period) * _boarding_amount(student, period, parameters)


def nonboarding_living(student, period, parameters):
    here = student("at_school", period) & (student("boarding", period) == KINDS["boarding"].no)
    return here * _any_of(student, period, FOUR) * _boarding_amount(student, period, parameters) / 2


def preschool_aid(student, period, parameters):
    here = student("at_school", period) & (student("stage", period) == KINDS["stage"].preschool)
    known = (student("inclusive", period) == KINDS["inclusive"].yes) & _any_of(student, period, YOUNG)
    return here * known * parameters(period).preschool


def vocational_grant(student, period, parameters):
    here = (
        student("at_school", period)
        & (student("stage", period) == KINDS["stage"].vocational)
        & student("full_time", period)
    )
    grade = student("grade", period)
    need = student("agricultural_major", period) | student("any_hardship", period)
    return here * ((grade == 1) | (grade == 2)) * need * parameters(period).vocational_grant


def vocational_fee_waiver(student, period, parameters):
    here = (
        student("at_school", period)
        & (student("stage", period) == KINDS["stage"].vocational)
        & student("full_time", period)
    )
    grade = student("grade", period)
    need = student("agricultural_major", period) | student("any_hardship", period)
    need |= student("rural_hukou", period) == KINDS["rural_hukou"].yes
    own = ~student("performing_major", period) & (grade >= 1) & (grade <= 3)
    return here * own * need * parameters(period).vocational_waiver


def system():
    """Return the system with the programmes declared."""
    found = TaxBenefitSystem([Student])
    found.parameters = ParameterNode("", data={name: dict(data) for name, data in AMOUNTS.items()})
    for name, values in KINDS.items():
        found.add_variable(_input(name, value_type=Enum, possible_values=values, default_value=next(iter(values))))
    for name in FLAGS:
        found.add_variable(_input(name, value_type=bool))
    found.add_variable(_input("grade", value_type=int))
    for formula in (at_school, any_hardship):
        found.add_variable(_input(formula.__name__, value_type=bool, formula=formula))
    for name in PROGRAMMES:
        found.add_variable(_programme(name))
    return found


def main() -> None:
    """Run once and report."""
    known = np.load(WORK / "students.npz")
    columns = {name: EnumArray(known[name].astype(np.uint8), values) for name, values in KINDS.items()}
    columns |= {name: known[name] == 1 for name in FLAGS if name not in CATEGORIES}
    columns |= {name: (known["categories"] >> bit & 1).astype(bool) for bit, name in enumerate(CATEGORIES)}
    columns["grade"] = known["grade"]
    count = len(columns["grade"])
    rules = system()
    seconds, totals = [], {}
    watch = Watch()
    watch.step("evaluate")
    for _ in range(4):
        start = time.process_time()
        simulation = SimulationBuilder().build_default_simulation(rules, count)
        for name, column in columns.items():
            simulation.set_input(name, PERIOD, column)
        found = {name: simulation.calculate(name, PERIOD) for name in PROGRAMMES}
        seconds.append(time.process_time() - start)
        totals = {name.replace("_", "-"): round(float(c.sum(dtype=np.float64)) * 100) for name, c in found.items()}
    report(watch, item=median(seconds[1:]) / count, totals=totals, version=importlib.metadata.version("OpenFisca-Core"))


if __name__ == "__main__":
    main()
