"""What an explanation holds, of a student or a school, and how it is shown as JSON: numbers of persons masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aid_ledger.money import format_yuan
from aid_ledger.office.explaining_doubt import Sentences
from aid_ledger.people import mask_account, mask_id
from aid_ledger.rulebook import State, Verdict
from aid_ledger.terms import Term
from aid_ledger.words import reason as reason_words
from aid_ledger.words.catalogue import Lang

_NUMBERS = ("id_number", "id_written", "student_no")
_ACCOUNTS = ("account", "household_account", "account_problem")
LINE_KEYS = (
    "line", "batch", "programme", "payee", "amount", "state", "reason", "account", "account_name", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: field, value (a code of the facts, a category, text), and the cells it comes from.

    ``by_kind``: kinds of lists that say a category by what they are, where no cell of the row does.
    """

    field: str
    value: str
    evidence: tuple[str, ...]
    by_kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one student, or a school's own lines, in one term.

    ``amount`` and stakes in fen; IDs whole: mask before showing. Of a school ``student`` is its code, else its name.

    ``outcome`` and ``reason`` are those of the student's row; ``verdicts`` one a programme in force. ``hints`` are
    sentences, numbers masked: who somebody who waits may be, or why a register's child is in no roster.
    """

    student: str
    name: str
    term: Term
    outcome: str
    reason: str
    facts: tuple[Fact, ...]
    verdicts: tuple[Verdict, ...]
    payees: dict[str, str]
    lines: tuple[dict[str, Any], ...]
    hints: Sentences = field(default_factory=dict)
    of_school: bool = False

    def as_json(self, *, show_ids: bool = False, lang: Lang = "zh") -> dict[str, Any]:
        """Return the keys of CLI.md; numbers masked unless ``show_ids``."""

        def shown(text: str) -> str:
            return text if show_ids or self.of_school else mask_id(text)

        return {
            "student": shown(self.student), "name": self.name, "term": str(self.term), "outcome": self.outcome,
            "reason": self.reason, "reason_text": reason_words(self.reason, lang),
            "facts": [
                {"field": f.field, "value": _masked(f, show_ids=show_ids), "evidence": ";".join(f.evidence)}
                | ({"by_kind": list(f.by_kind)} if f.by_kind else {})
                for f in self.facts
            ],
            "suggestions": list(self.hints.get(lang, ())),
            "programmes": [self._programme(verdict, lang) for verdict in self.verdicts],
            "lines": [
                {**line, "amount": format_yuan(line["amount"]), "account": _account(line["account"], show_ids=show_ids)}
                for line in self.lines
            ],
        }  # fmt: skip

    def _programme(self, verdict: Verdict, lang: Lang) -> dict[str, Any]:
        entitled = verdict.state == State.ENTITLED and not self.held
        return {
            "programme": verdict.programme, "entitled": entitled,
            "state": "held" if self.held and verdict.state == State.ENTITLED else verdict.state.name.lower(),
            "amount": format_yuan(verdict.amount if entitled else 0), "reason": verdict.reason,
            "because": [
                {"test": because.test(lang), "holds": because.holds, "clause": because.clause,
                 "source": because.document(), "place": str(because.place)} for because in verdict.because
            ],
        }  # fmt: skip

    @property
    def held(self) -> bool:
        """Whether the student waits as a whole."""
        return self.outcome == "held"


def _masked(fact: Fact, *, show_ids: bool) -> str:
    """Return the value of a fact; numbers of a person in full only where that was asked for."""
    if show_ids or fact.field not in (*_NUMBERS, *_ACCOUNTS):
        return fact.value
    return mask_account(fact.value) if fact.field in _ACCOUNTS else mask_id(fact.value)


def _account(number: str, *, show_ids: bool) -> str:
    """A blank account stays blank: it is what the reader has to see."""
    return number if show_ids or not number else mask_account(number)
