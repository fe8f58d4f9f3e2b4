"""The one catalogue of words that people read, in Chinese and English.

Findings and reasons carry a name and parameters everywhere else; this package makes the text, at the edge.
Each package of the house has one TOML file here (``intake.toml``, ``rulebook.toml`` …) with tables:

* ``[finding.NAME]`` with ``problem``, ``expected``, ``fix``, each ``{zh = "…", en = "…"}``
* ``[reason.NAME]`` with ``zh``, ``en`` and ``fix = {zh, en}``: why a row was held, not paid, …
* ``[word.NAME]`` with ``zh``, ``en``: a label, a heading, a screen line.

Texts are ``str.format`` templates over the parameters.
"""

from aid_ledger.words.catalogue import (
    Counted,
    FindingText,
    Lang,
    Listed,
    Word,
    known,
    phrase,
    reason,
    reason_fix,
    render,
    tell,
)
from aid_ledger.words.times import BEIJING, shown_day, shown_time

__all__ = [
    "BEIJING",
    "Counted",
    "FindingText",
    "Lang",
    "Listed",
    "Word",
    "known",
    "phrase",
    "reason",
    "reason_fix",
    "render",
    "shown_day",
    "shown_time",
    "tell",
]
