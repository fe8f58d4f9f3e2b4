"""What codes of the auditor's report are called, and how texts of lists are shown in it: cleaned, numbers masked.

Everything that came from a list passes :func:`masked` on its way to the page or a sheet. A code that the catalogue
has no word for is shown as it is: a report with a bare code is better than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.audit.answers import Answer
from aid_ledger.audit.results import CheckResult
from aid_ledger.money import format_yuan
from aid_ledger.people.masks import mask_id
from aid_ledger.reports.printing import clean
from aid_ledger.words import Counted, Word, known, phrase, reason
from aid_ledger.words.catalogue import Lang

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Z]?\d(?:\d{10,}|\d{3}(?:[ \u3000-]\d{4}){2,}[ \u3000-]?)\d*[0-9Xx]?")
"""IDs, student numbers, accounts and telephones: nothing of eleven digits or more stands on a page in full."""


def masked(text: str) -> str:
    """Return a text of a list as the report shows it: fit for a cell, every long number masked.

    >>> masked("账号6217000000001234共3人"), masked("6217 0000 0000 1234"), masked("2023S-001-00034")
    ('账号621700******1234共3人', '6217 0*********1234', '2023S-001-00034')
    """
    return _LONG_NUMBER.sub(lambda found: mask_id(found[0]), clean(text))


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a check is called, what it says with figures, what it demands, why, and what to do where that fails."""

    title: str
    message: str
    constraint: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says codes in one language. ``titles`` are the programmes'."""

    lang: Lang
    titles: Mapping[str, Mapping[str, str]]

    def word(self, name: str, **params: object) -> str:
        """Return ``[word.report-NAME]``."""
        return phrase(f"report-{name}", self.lang, **params)

    def check(self, result: CheckResult) -> Sentences:
        """Return the sentences of a check, filled with its parameters."""
        rows = 0 if result.rows is None else len(result.rows)
        given = {"rows": rows, "amount": format_yuan(result.amount, grouped=True), **result.params}
        params = {name: self._plain(value) for name, value in given.items()}
        base = f"audit-{result.code}"
        parts = [
            _said(f"{base}-{part}", self.lang, params) for part in ("title", "message", "constraint", "why", "fix")
        ]
        return Sentences(parts[0] or result.code, *parts[1:])

    def not_done(self, why: str) -> str:
        """Return why a check could not be done."""
        return _said(f"audit-not-done-{why}", self.lang, {}) or why

    def identity(self, name: str) -> str:
        """Return what an identity is called."""
        return _said(f"identity-{name}", self.lang, {}) or name

    def part(self, name: str) -> str:
        """Return what a part of the right side of an identity is called."""
        return _said(f"identity-part-{name}", self.lang, {}) or name

    def unit(self, name: str) -> str:
        """Return what was counted."""
        return _said(f"audit-unit-{name}", self.lang, {}) or name

    def act(self, name: str) -> str:
        """Return what an act of a person is called."""
        return _said(f"act-{name}", self.lang, {}) or name

    def programme(self, name: str) -> str:
        """Return the title of a programme."""
        return clean(self.titles.get(name, {}).get(self.lang) or name)

    def stages(self, name: str) -> str:
        """Return stages in words; joined ones (``primary+junior``) one after the other."""
        between = "、" if self.lang == "zh" else ", "
        return between.join(_said(f"sheet-stage-{one}", self.lang, {}) or one for one in name.split("+"))

    def apart(self, answer: Answer) -> str:
        """Return the money and the people that stand beside a sum; blank where none do."""
        sums = {"answer-at-most": answer.most, "answer-late": answer.late}
        parts = [self.word(name, amount=format_yuan(fen, grouped=True)) for name, fen in sums.items() if fen]
        parts += [self.word("answer-besides", people=f"{answer.besides:,}")] if answer.besides else []
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def state(self, name: str) -> str:
        """Return the state of a line in words."""
        return _said(f"state-{name}", self.lang, {}) or name

    def payee(self, name: str) -> str:
        """Return who is paid."""
        return _said(f"payee-{name}", self.lang, {}) or name

    def kind(self, name: str) -> str:
        """Return the kind of a list, or of a line."""
        return _said(f"kind-{name}", self.lang, {}) or name

    def outcome(self, name: str) -> str:
        """Return what became of a row."""
        return _said(f"outcome-{name}", self.lang, {}) or name

    def reason(self, codes: str) -> str:
        """Return reasons (codes joined by ``;``) in words."""
        said = [reason(code, self.lang) if code in known("reason") else code for code in codes.split(";") if code]
        return masked(("；" if self.lang == "zh" else "; ").join(said))

    def group(self, by: str, name: str) -> str:
        """Return one group of an identity in words."""
        if by == "programme":
            return self.programme(name)
        if by == "stage":
            return self.stages(name)
        if by == "kind":
            return self.kind(name)
        if by == "level":
            return _said(f"sheet-level-{name}", self.lang, {}) or name
        if not name and by == "school":
            return self.word("no-school")
        return self.word("all") if by == "all" else masked(name) or "—"

    def _plain(self, value: object) -> object:
        if isinstance(value, str):
            return masked(value)
        return value if isinstance(value, int | float | Word | Counted) else masked(str(value))


def _said(name: str, lang: Lang, params: Mapping[str, object]) -> str:
    """Return a word of the catalogue, nothing where there is none or it asks for what is not given."""
    if name not in known("word"):
        return ""
    try:
        return phrase(name, lang, **params)
    except KeyError:
        return ""


def evidence_items(text: str) -> Sequence[str]:
    """Return the cells that a row rests on, in their order."""
    return [item for item in text.split(";") if item]
