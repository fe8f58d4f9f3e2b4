"""aid-ledger: from the Excel files of schools and bureaus to a term's ledger that explains itself.

The public API; everything else may change between minor versions. Nothing here reads a clock, a locale, the
environment or a network: ``by`` and ``at`` are arguments.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aid_ledger.money import Money as Money
    from aid_ledger.office import Office as Office
    from aid_ledger.rulebook import Rulebook as Rulebook
    from aid_ledger.rulebook import evaluate as evaluate
    from aid_ledger.rulebook import load_rulebook as load_rulebook
    from aid_ledger.terms import Term as Term

__version__ = "0.1.0"

_HOMES = {
    "Money": "aid_ledger.money",
    "Office": "aid_ledger.office",
    "Rulebook": "aid_ledger.rulebook",
    "Term": "aid_ledger.terms",
    "evaluate": "aid_ledger.rulebook",
    "load_rulebook": "aid_ledger.rulebook",
}
__all__ = ["Money", "Office", "Rulebook", "Term", "evaluate", "load_rulebook"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: heads are heavy, starts are light."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
