"""Whether the tests that take minutes run whole: ``AID_LEDGER_LONG=1``, or ``make test-long``."""

from __future__ import annotations

import os

LONG = os.environ.get("AID_LEDGER_LONG", "") not in {"", "0"}
