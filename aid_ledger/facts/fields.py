"""The fields: name, values in code order, and place in the key.

Code 0 of a field that can be unknown is ``unknown``. Fields of which schedules.md says "unknown = no" have no such
value: their two values are ``no`` and ``yes``, in code order.
"""

from __future__ import annotations

from dataclasses import dataclass

from aid_ledger.facts.categories import CATEGORIES

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Field:
    """One finite fact.

    ``values`` in code order; ``shift`` and ``bits`` say where the code lies in the 64-bit key. The field
    ``categories`` has no ``values``: it is a set of bits.
    """

    name: str
    values: tuple[str, ...]
    bits: int
    shift: int

    @property
    def mask(self) -> int:
        """The bits of the key that belong to this field."""
        return ((1 << self.bits) - 1) << self.shift

    @property
    def can_be_unknown(self) -> bool:
        """Whether code 0 means that the fact is not known."""
        return self.values[:1] == (UNKNOWN,)


_YES_NO = ("no", "yes")
_UNKNOWN_NO_YES = (UNKNOWN, "no", "yes")
_DECLARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("stage", (UNKNOWN, "preschool", "primary", "junior", "senior", "vocational", "higher")),
    # the year within the stage, 小班/中班/大班 = 1/2/3
    ("grade", (UNKNOWN, *(str(n) for n in range(1, 10)))),
    ("boarding", _UNKNOWN_NO_YES),
    # `home`: 送教上门, enrolled and taught at home; counts as at school except for school meals
    ("status", (UNKNOWN, "school", "home", "away")),
    ("special_education", _YES_NO),
    ("higher_vocational", _UNKNOWN_NO_YES),
    ("rural_hukou", _UNKNOWN_NO_YES),
    ("local_hukou", _YES_NO),
    ("agricultural_major", _YES_NO),
    ("performing_major", _YES_NO),
    ("full_time", _YES_NO),
    ("new_entrant", _UNKNOWN_NO_YES),
    ("came_from", (UNKNOWN, "senior", "vocational", "other")),
    ("college_place", (UNKNOWN, "in", "out")),
    # of the school, or of the college where the roster says it
    ("private", _UNKNOWN_NO_YES),
    ("inclusive", _UNKNOWN_NO_YES),
    # 困难等级 of a 学校认定; `none` where there is no such list or it gives no level, `unknown` a word nobody knows
    ("level", (UNKNOWN, "none", "special", "hard", "general")),
    # who lists the student: a school's roster, a household's application, or both
    ("listed", ("roster", "application", "both")),
)


def _lay_out() -> tuple[Field, ...]:
    fields, shift = [], 0
    for name, values in _DECLARED:
        bits = max(1, (len(values) - 1).bit_length())
        fields.append(Field(name, values, bits, shift))
        shift += bits
    fields.append(Field("categories", (), len(CATEGORIES), shift))
    if shift + len(CATEGORIES) > 64:
        raise ValueError("the facts no longer fit into 64 bits")
    return tuple(fields)


FIELDS: tuple[Field, ...] = _lay_out()
BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


def value_code(name: str, value: str) -> int:
    """Return the code of a value of a field.

    Raises:
        ValueError: the field is not known, or has no such value.

    >>> value_code("stage", "junior")
    3
    """
    if name not in BY_NAME:
        raise ValueError(f"{name!r} is no fact; known: {', '.join(BY_NAME)}")
    field = BY_NAME[name]
    if value not in field.values:
        raise ValueError(f"{name} has no value {value!r}; known: {', '.join(field.values)}")
    return field.values.index(value)
