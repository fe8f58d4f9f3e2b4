"""Options and kinds of values that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from aid_ledger.terms import Term
from aid_ledger_cli.context import JSON

Command = TypeVar("Command", bound=Callable[..., Any])


class ValueNotReadError(click.BadParameter):
    """A value that cannot be read; ``form`` is the catalogue's word for what it should look like."""

    def __init__(self, value: str, form: str, ctx: click.Context | None, param: click.Parameter | None) -> None:
        """Keep the value and the word."""
        super().__init__(value, ctx=ctx, param=param)
        self.value, self.form = value, form


class TermValue(click.ParamType[Term]):
    """A term: 2023S, 2023春, 2022-2023学年第二学期 …."""

    name = "term"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Term:
        """Read a term."""
        try:
            return value if isinstance(value, Term) else Term.parse(value)
        except ValueError as error:
            raise ValueNotReadError(value, "form-term", ctx, param) from error


class SchoolYearValue(click.ParamType[tuple[Term, Term]]):
    """A school year, ``2023-2024``: both its terms."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Term, Term]:
        """Read a school year."""
        try:
            return value if isinstance(value, tuple) else Term.of_school_year(value)
        except ValueError as error:
            raise ValueNotReadError(value, "form-school-year", ctx, param) from error


class DateValue(click.ParamType[date]):
    """A day, ``2023-03-01`` or ``20230301``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError as error:
            raise ValueNotReadError(value, "form-date", ctx, param) from error


def _keep_json(ctx: click.Context, _option: click.Parameter, value: bool) -> bool:  # noqa: FBT001 - click's form
    if value:
        ctx.meta[JSON] = True
    return value


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    option = click.option("--json", "as_json", is_flag=True, callback=_keep_json, is_eager=True,
                          help="Print one JSON object. 输出 JSON")  # fmt: skip
    return option(command)


def term_option(*, required: bool = False, about: str = "The term, such as 2023S. 学期") -> Callable[[Command], Command]:
    """Add ``--term``."""
    return click.option("--term", type=TermValue(), required=required, metavar="TERM", help=about)


def by_option(command: Command) -> Command:
    """Add ``--by``."""
    option = click.option("--by", default="", metavar="NAME",
                          help="Who acts; else the workspace's actor, else the login name. 经办人")  # fmt: skip
    return option(command)
