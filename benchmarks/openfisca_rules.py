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
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.measure import WORK, Watch, report

PERIOD = "2023-03"
COUNT = 1_000_000
INPUTS = (
    "stage", "grade", "boarding", "status", "full_time", "inclusive", "rural_hukou", "agricultural_major",
    "performing_major", "categories",
)  # fmt: skip
PROGRAMMES = ("boarding_living", "nonboarding_living", "preschool_aid", "vocational_grant", "vocational_fee_waiver")
PRESCHOOL, PRIMARY, JUNIOR, VOCATIONAL = 1, 2, 3, 5
YES, NO = 2, 1
FOUR = 1 << 0 | 1 << 11 | 1 << 4 | 1 << 7
YOUNG = 0b111111110001 | 0b1110 | 1 << 6
ANY = (1 << 17) - 1

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


def _input(name):
    body = {"value_type": int, "entity": Student, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), body)


class Held(Variable):
    value_type = int
    entity = Student
    definition_period = MONTH
    label = "Categories with what they imply"

    def formula(student, period):
        bits = student("categories", period)
        return np.where(bits & 0b10, bits | 1, bits)


class AtSchool(Variable):
    value_type = bool
    entity = Student
    definition_period = MONTH
    label = "At school or taught at home"

    def formula(student, period):
        status = student("status", period)
        return (status == 1) | (status == 2)


def _programme(name):
    body = {"value_type": float, "entity": Student, "definition_period": MONTH, "label": "Yuan a term"}
    return type(name, (Variable,), {**body, "formula": globals()[name]})


def _boarding_amount(student, period, parameters):
    amount = parameters(period).boarding
    stage = student("stage", period)
    return np.select([stage == PRIMARY, stage == JUNIOR], [amount.primary, amount.junior], 0.0)


def boarding_living(student, period, parameters):
    here = student("AtSchool", period) & (student("boarding", period) == YES)
    return here * ((student("Held", period) & ANY) != 0) * _boarding_amount(student, period, parameters)


def nonboarding_living(student, period, parameters):
    here = student("AtSchool", period) & (student("boarding", period) == NO)
    return here * ((student("Held", period) & FOUR) != 0) * _boarding_amount(student, period, parameters) / 2


def preschool_aid(student, period, parameters):
    here = student("AtSchool", period) & (student("stage", period) == PRESCHOOL)
    known = (student("inclusive", period) == YES) & ((student("Held", period) & YOUNG) != 0)
    return here * known * parameters(period).preschool


def vocational_grant(student, period, parameters):
    here = student("AtSchool", period) & (student("stage", period) == VOCATIONAL) & (student("full_time", period) == 1)
    grade = student("grade", period)
    need = (student("agricultural_major", period) == 1) | ((student("Held", period) & ANY) != 0)
    return here * ((grade == 1) | (grade == 2)) * need * parameters(period).vocational_grant


def vocational_fee_waiver(student, period, parameters):
    here = student("AtSchool", period) & (student("stage", period) == VOCATIONAL) & (student("full_time", period) == 1)
    grade = student("grade", period)
    need = (student("agricultural_major", period) == 1) | ((student("Held", period) & ANY) != 0)
    need |= student("rural_hukou", period) == YES
    own = (student("performing_major", period) == 0) & (grade >= 1) & (grade <= 3)
    return here * own * need * parameters(period).vocational_waiver


def system():
    """Return the system with the programmes declared."""
    found = TaxBenefitSystem([Student])
    found.parameters = ParameterNode("", data={name: dict(data) for name, data in AMOUNTS.items()})
    for name in INPUTS:
        found.add_variable(_input(name))
    found.add_variable(Held)
    found.add_variable(AtSchool)
    for name in PROGRAMMES:
        found.add_variable(_programme(name))
    return found


def main() -> None:
    """Run once and report."""
    columns = {name: column for name, column in np.load(WORK / "students.npz").items() if name in INPUTS}
    columns = {name: column.astype(np.int32) for name, column in columns.items()}
    rules = system()
    seconds, totals = [], {}
    watch = Watch()
    watch.step("evaluate")
    for _ in range(4):
        start = time.process_time()
        simulation = SimulationBuilder().build_default_simulation(rules, COUNT)
        for name, column in columns.items():
            simulation.set_input(name, PERIOD, column)
        found = {name: simulation.calculate(name, PERIOD) for name in PROGRAMMES}
        seconds.append(time.process_time() - start)
        totals = {name.replace("_", "-"): round(float(c.sum(dtype=np.float64)) * 100) for name, c in found.items()}
    report(watch, item=median(seconds[1:]) / COUNT, totals=totals, version=importlib.metadata.version("OpenFisca-Core"))


if __name__ == "__main__":
    main()
