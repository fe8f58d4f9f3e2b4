"""The rules: YAML to schedules to entitlements, explained. The only package that decides amounts.

It does not know files of schools, persons or the ledger: facts come in as packed keys, answers go out as columns, or
as traced verdicts for one case. The form of rule files is described in ``rules/README.md``.
"""

from aid_ledger.rulebook.assembly import load_rulebook
from aid_ledger.rulebook.checking import Check, CheckReport, check
from aid_ledger.rulebook.columns import DAYS_WAIT, Cohort, Entitlements, SchoolAnswers, SchoolColumns, StudentAnswers
from aid_ledger.rulebook.comparison import Change, Comparison, ProgrammeChange, Side, compare
from aid_ledger.rulebook.display import Shown, show
from aid_ledger.rulebook.evaluator import judge_all
from aid_ledger.rulebook.funding import LEVELS
from aid_ledger.rulebook.grouping import facts_read, fee_columns, listed_programmes, stages_of
from aid_ledger.rulebook.packs import builtin_folder, find_pack, pack_names
from aid_ledger.rulebook.provisions import Provision
from aid_ledger.rulebook.rulebook import Majors, Parameter, Rulebook
from aid_ledger.rulebook.schedule import Programme, Source
from aid_ledger.rulebook.spreading import evaluate
from aid_ledger.rulebook.standards import NATION, national_standards, prices_a_day
from aid_ledger.rulebook.verdict import Award, Because, Case, Fees, State, Verdict
from aid_ledger.rulebook.verified import unverified

__all__ = [
    "DAYS_WAIT",
    "LEVELS",
    "NATION",
    "Award",
    "Because",
    "Case",
    "Change",
    "Check",
    "CheckReport",
    "Cohort",
    "Comparison",
    "Entitlements",
    "Fees",
    "Majors",
    "Parameter",
    "Programme",
    "ProgrammeChange",
    "Provision",
    "Rulebook",
    "SchoolAnswers",
    "SchoolColumns",
    "Shown",
    "Side",
    "Source",
    "State",
    "StudentAnswers",
    "Verdict",
    "builtin_folder",
    "check",
    "compare",
    "evaluate",
    "explain_case",
    "facts_read",
    "fee_columns",
    "find_pack",
    "judge_all",
    "listed_programmes",
    "load_rulebook",
    "national_standards",
    "pack_names",
    "prices_a_day",
    "show",
    "stages_of",
    "unverified",
]

explain_case = judge_all
