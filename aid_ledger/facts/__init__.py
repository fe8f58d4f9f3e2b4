"""The finite facts of a student: which fields there are, their codes, and their packing into one 64-bit key.

Everything a rule may ask about, except sums of money and days, is one of these fields with a short closed list of
values. It decides no amount and reads no file; the words met in files are mapped to these codes in ``intake``.
"""

from aid_ledger.facts.categories import CATEGORIES, Category, category_mask
from aid_ledger.facts.fields import BY_NAME, FIELDS, Field, value_code
from aid_ledger.facts.packing import FactColumns, mask_of, pack, unpack

__all__ = [
    "BY_NAME",
    "CATEGORIES",
    "FIELDS",
    "Category",
    "FactColumns",
    "Field",
    "category_mask",
    "mask_of",
    "pack",
    "unpack",
    "value_code",
]
