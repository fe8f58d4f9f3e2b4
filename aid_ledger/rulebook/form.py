"""The form of rule files: which keys there are, what each may hold. Unknown keys and kinds are refused.

What refers to something else (a document, a category, another programme) is looked up in
:mod:`aid_ledger.rulebook.loading`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from aid_ledger.rulebook.texts import (
    DayText,
    Identifier,
    MoneyText,
    MonthDay,
    ShareText,
    StartText,
    TermText,
    WholeText,
    YesNo,
)

Period = Literal["school-year", "year", "term", "month", "once"]
Part = Literal["who", "amount"]
Level = Literal["central", "province", "city", "county", "bridging", "donor", "local"]


class Form(BaseModel):
    """One mapping of a rule file: its keys and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Title(Form):
    """What a programme, pack or parameter is called."""

    zh: str
    en: str


class DocumentForm(Form):
    """A decree, notice or plan that values rest on. ``number`` is ``unknown`` where nobody found it."""

    title: str
    number: str
    known_since: DayText | None = Field(None, alias="known-since")
    note: str = ""


class Sourced(Form):
    """What every dated item says: the document it rests on, and whether the figure was checked against it."""

    source: str
    verified: YesNo
    note: str = ""


class Dated(Sourced):
    """An item in force from the first day of a term until the next item's ``from``."""

    start: TermText = Field(alias="from")


class Conditional(Form):
    """Exactly one of ``all``, ``any``, ``not``, ``everyone``; parsed in :mod:`aid_ledger.rulebook.conditions`."""

    all: Any = None
    any: Any = None
    not_: Any = Field(None, alias="not")
    everyone: YesNo | None = None


class Who(Dated, Conditional):
    """Who is entitled, from a term on."""


class FixedValue(Dated):
    """``amount``, or one key a value of the fact named by ``by``."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    amount: MoneyText | None = None


class Tier(Conditional):
    """One step: the first whose condition holds decides. ``otherwise`` takes everyone left."""

    name: Title | None = None
    amount: MoneyText | None = None
    parameter: str | None = None
    verified: YesNo | None = None
    otherwise: YesNo | None = None


class TiersValue(Dated):
    """Ordered tiers."""

    tiers: list[Tier]


class Bounds(Dated):
    """What the nation lets a pack choose from."""

    least: MoneyText
    most: MoneyText
    average: MoneyText | None = None


class FeeValue(Dated):
    """The school's own fee, at most another column of the school list."""

    fee: Literal["tuition", "care_fee", "lodging_fee"]
    at_most: Literal["public_fee"] | None = Field(None, alias="at-most")
    only_if: Literal["private"] | None = Field(None, alias="only-if")


class ShareValue(Dated):
    """A share of another programme's standard for the same student."""

    of: Identifier
    share: ShareText


class PriceValue(Sourced):
    """A price a day, dated by day (a term stands for its first day)."""

    start: StartText = Field(alias="from")
    price: MoneyText
    days: WholeText


class ParameterValue(Dated):
    """An amount that the workspace gives."""

    parameter: str


class AwardValue(Dated):
    """``award`` with its own standard; without, whatever the list says."""

    award: str | None = None
    amount: MoneyText | None = None


class CapValue(Dated):
    """A yearly ceiling; not money due."""

    amount: MoneyText


class _Periodic(Form):
    period: Period
    months: WholeText | None = None


class Fixed(_Periodic):
    """The same for everyone, or by one fact."""

    kind: Literal["fixed"]
    by: str | None = None
    values: list[FixedValue] = Field(min_length=1)


class Tiers(_Periodic):
    """By the first tier whose condition holds."""

    kind: Literal["tiers"]
    values: list[TiersValue] = Field(min_length=1)


class LeftToPack(_Periodic):
    """A local pack says how much, within these bounds."""

    kind: Literal["left-to-pack"]
    values: list[Bounds] = Field(min_length=1)


class Fee(Form):
    """What the school charges for a term."""

    kind: Literal["fee"]
    values: list[FeeValue] = Field(min_length=1)


class ShareOf(Form):
    """A share of another programme."""

    kind: Literal["share-of"]
    values: list[ShareValue] = Field(min_length=1)


class PerDay(Form):
    """One line a school: heads x days x price."""

    kind: Literal["per-day"]
    values: list[PriceValue] = Field(min_length=1)


class Parameter(_Periodic):
    """What the county fills in."""

    kind: Literal["parameter"]
    values: list[ParameterValue] = Field(min_length=1)


class Listed(Form):
    """As a list of awards says."""

    kind: Literal["listed"]
    takes: Literal["named", "donated"]
    values: list[AwardValue] = Field(min_length=1)


class Nothing(Form):
    """Free of charge: no amount at all."""

    kind: Literal["none"]
    values: list[Dated] = Field(min_length=1)


class Cap(Form):
    """A yearly ceiling."""

    kind: Literal["cap"]
    values: list[CapValue] = Field(min_length=1)


AmountForm = Annotated[
    Fixed | Tiers | LeftToPack | Fee | ShareOf | PerDay | Parameter | Listed | Nothing | Cap,
    Field(discriminator="kind"),
]


class ProgrammeForm(Form):
    """``schedule.yaml`` of a programme that this pack brings in."""

    form: Literal["1"]
    programme: Identifier
    title: Title
    also_called: list[str] = Field([], alias="also-called")
    payee: Literal["student", "household", "school", "in-kind", "lender"]
    given_as: Literal["cash", "waiver", "in-kind", "cap", "free"] = Field(alias="given-as")
    funding: Identifier | None = None
    payable: YesNo = True
    lists: list[Literal["roster", "application"]] = Field(["roster"], min_length=1)
    season: Literal["spring", "autumn"] | None = None
    once: Literal["in-a-life"] | None = None
    reads: Literal["term", "reference-day"] = "term"
    excludes: list[Identifier] = Field(default_factory=list)
    gives_way_to: list[Identifier] = Field([], alias="gives-way-to")
    requires: list[Identifier] = Field(default_factory=list)
    documents: dict[str, DocumentForm]
    who: list[Who] = Field(min_length=1)
    amount: AmountForm
    ends: Literal["open", "unknown"] | TermText
    last_known: TermText | None = Field(None, alias="last-known")
    ends_source: str | None = Field(None, alias="ends-source")
    note: str = ""


class Over(Form):
    """Whose parts an overlay fills or overrides."""

    pack: str
    parts: list[Part] = Field(min_length=1)


class OverlayForm(Form):
    """``schedule.yaml`` of a local pack that fills or overrides parts of another pack's programme."""

    form: Literal["1"]
    programme: Identifier
    fills: Over | None = None
    overrides: Over | None = None
    documents: dict[str, DocumentForm]
    who: list[Who] | None = Field(None, min_length=1)
    amount: AmountForm | None = None
    ends: Literal["open"] | TermText
    ends_source: str | None = Field(None, alias="ends-source")
    note: str = ""


class DaysForm(Form):
    """A month and day in each half of the year."""

    spring: MonthDay
    autumn: MonthDay


class SetValue(Dated):
    """The members of a set of categories."""

    members: list[str] = Field(min_length=1)


class WidenValue(Dated):
    """Members that a pack adds to a set, until ``ends``."""

    adds: list[str] = Field(min_length=1)
    ends: Literal["open"] | TermText


class PackForm(Form):
    """``pack.yaml``."""

    form: Literal["1"]
    pack: Identifier
    title: Title
    documents: dict[str, DocumentForm] = Field(default_factory=dict)
    reference_day: DaysForm | None = Field(None, alias="reference-day")
    join_until: DaysForm | None = Field(None, alias="join-until")
    base: list[Who] = Field(default_factory=list)
    parameters: dict[str, Title] = Field(default_factory=dict)
    sets: dict[str, list[SetValue]] = Field(default_factory=dict)
    widens: dict[str, list[WidenValue]] = Field(default_factory=dict)
    note: str = ""


class ImpliedValue(Dated):
    """A category whose members have another one too."""

    category: str
    also: str


class CategoriesForm(Form):
    """``categories.yaml``: words, endings, sets."""

    form: Literal["1"]
    documents: dict[str, DocumentForm]
    words: dict[str, list[str]]
    nothing: list[str]
    undecided: dict[str, list[str]]
    endings_dropped: list[str] = Field(alias="endings-dropped")
    endings_of_nothing: list[str] = Field(alias="endings-of-nothing")
    implies: list[ImpliedValue]
    sets: dict[str, list[SetValue]]


class MajorsForm(Form):
    """``majors.yaml``: names of majors."""

    form: Literal["1"]
    documents: dict[str, DocumentForm]
    source: str
    verified: YesNo
    agricultural: list[str]
    performing: list[str]
    not_performing: list[str] = Field(alias="not-performing")


Shares = dict[Level, WholeText]


class FundingValue(Dated):
    """Whole percents by level, adding to 100, for all tiers of province or for each."""

    all_tiers: Shares | None = Field(None, alias="all-tiers")
    t1: Shares | None = Field(None, alias="T1")
    t2: Shares | None = Field(None, alias="T2")
    t3: Shares | None = Field(None, alias="T3")
    t4: Shares | None = Field(None, alias="T4")
    t5: Shares | None = Field(None, alias="T5")


class FundingForm(Form):
    """``funding.yaml``: one dated table of shares a group of programmes."""

    form: Literal["1"]
    documents: dict[str, DocumentForm]
    tables: dict[str, list[FundingValue]]
