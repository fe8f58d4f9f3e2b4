"""A made-up county with realistic, messy files, for the ``demo`` command, tests and benchmarks.

Decides which children, households, schools and slips there are; every number and name is invented (area codes 9901xx,
check digits right) and drawn from one seed, so the same call writes the same bytes (of a file under a password: once
opened). What the files look like, column by column, stands in ``LAYOUTS.md`` beside this file. Knows nothing of the
importer that reads them, nor of any rule.
"""

from __future__ import annotations

from aid_ledger.demo.county import County, DemoFile, tiny_county, write_county

__all__ = ["County", "DemoFile", "tiny_county", "write_county"]
