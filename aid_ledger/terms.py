"""School terms: ``2023S`` is spring of calendar 2023, ``2023A`` autumn. A term is half a school year.

Spans include their first day and their last. The reference day is the day on which facts are read
(1 March, 1 September), a membership may join until the last day (31 July, 31 January); a pack may set others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

_CODE = re.compile(r"^(\d{4})(S|A|F|春|秋|年?春季?(?:学期)?|年?秋季?(?:学期)?)$")
_SCHOOL_YEAR = re.compile(r"^(\d{4})-(\d{4})(?:学年度?第?|第|-)([一二12上下]|春季?|秋季?)(?:学?期)?$")
_FULL_WIDTH_ZERO = 0xFEE0


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One school term, ordered in time.

    Invariant: ``year`` is the calendar year in which the term begins, 1990 to 2999; ``half`` is 0 for spring
    and 1 for autumn.

    >>> Term.parse("2022-2023学年第二学期"), Term.parse("2023F").reference_day
    (Term('2023S'), datetime.date(2023, 9, 1))
    """

    year: int
    half: Literal[0, 1]

    def __post_init__(self) -> None:
        if not 1990 <= self.year <= 2999 or self.half not in (0, 1):
            raise ValueError(f"no term {self.year}/{self.half}")

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read ``2023S``, ``2023F`` (= ``2023A``), ``2023春``, ``2023年春季学期``, ``2022-2023学年第二学期``, and kin.

        A school year's term may be 上, 下, 春, 秋 as well, or a figure: ``2022-2023学年下学期``, ``2022-2023-2``.

        Raises:
            ValueError: the text is none of these forms, or its two years are not consecutive.
        """
        plain = (
            "".join(chr(ord(c) - _FULL_WIDTH_ZERO) if "！" <= c <= "～" else c for c in text if not c.isspace())
            .replace("—", "-")
            .replace("–", "-")
        )
        if match := _CODE.match(plain.upper()):
            return cls(int(match[1]), 0 if match[2] == "S" or "春" in match[2] else 1)
        if match := _SCHOOL_YEAR.match(plain):
            first, second = int(match[1]), int(match[2])
            if second != first + 1:
                raise ValueError(f"{text!r} is no school year: {second} does not follow {first}")
            spring = match[3] in {"二", "2", "下"} or "春" in match[3]
            return cls(second, 0) if spring else cls(first, 1)
        raise ValueError(f"{text!r} is no term such as 2023S, 2023年春季学期, 2022-2023学年第二学期")

    @classmethod
    def of(cls, term: Term | str) -> Term:
        """Return a term as it is, or read from its text as :meth:`parse` does."""
        return cls.parse(term) if isinstance(term, str) else term

    @classmethod
    def containing(cls, day: date) -> Term:
        """Return the term that ``day`` falls in: 1 February – 31 July is spring, the rest autumn.

        >>> Term.containing(date(2024, 1, 31))
        Term('2023A')
        """
        if day.month == 1:
            return cls(day.year - 1, 1)
        return cls(day.year, 0 if day.month <= 7 else 1)

    @classmethod
    def of_school_year(cls, text: str) -> tuple[Term, Term]:
        """Return both terms of ``2023-2024``: autumn 2023 and spring 2024.

        Raises:
            ValueError: not two consecutive years.
        """
        match = re.match(r"^(\d{4})-(\d{4})(?:学年)?$", text.strip())
        if match is None or int(match[2]) != int(match[1]) + 1:
            raise ValueError(f"{text!r} is no school year such as 2023-2024")
        return cls(int(match[1]), 1), cls(int(match[2]), 0)

    def __str__(self) -> str:
        return f"{self.year}{'SA'[self.half]}"

    def __repr__(self) -> str:
        return f"Term({str(self)!r})"

    @property
    def index(self) -> int:
        """Half-years since year 0, so that terms can be counted and compared in columns."""
        return self.year * 2 + self.half

    @classmethod
    def of_index(cls, index: int) -> Term:
        """Return the term with this :attr:`index`."""
        return cls(index // 2, 1 if index % 2 else 0)

    @property
    def next(self) -> Term:
        """The term after this one."""
        return Term.of_index(self.index + 1)

    @property
    def previous(self) -> Term:
        """The term before this one."""
        return Term.of_index(self.index - 1)

    @property
    def fiscal_year(self) -> int:
        """The calendar year whose budget this term belongs to."""
        return self.year

    @property
    def school_year(self) -> str:
        """The school year, ``2022-2023`` for 2023S."""
        first = self.year - 1 if self.half == 0 else self.year
        return f"{first}-{first + 1}"

    @property
    def first_day(self) -> date:
        """1 February or 1 August: files dated from here speak for this term."""
        return date(self.year, 2 if self.half == 0 else 8, 1)

    @property
    def last_day(self) -> date:
        """31 July or 31 January: the last day on which a membership may still join."""
        return self.next.first_day - timedelta(days=1)

    @property
    def reference_day(self) -> date:
        """1 March or 1 September: the day on which being at school is judged."""
        return date(self.year, 3 if self.half == 0 else 9, 1)

    @property
    def zh(self) -> str:
        """The words on a sheet: ``2023年春季学期``."""
        return f"{self.year}年{'春秋'[self.half]}季学期"
