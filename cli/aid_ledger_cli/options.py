"""Options and forms of values that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aid_ledger_cli.context import JSON
from aid_ledger_cli.signing import KEY

if TYPE_CHECKING:
    from aid_ledger.terms import Term

KINDS = (
    "roster", "schools", "filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans",
    "disabled", "martyrs", "recognised", "applications", "boarders", "meals", "hardship", "awards", "paid-before",
    "accounts", "budget", "notices", "papers", "public-employees", "deceased",
)  # fmt: skip
"""The kinds of ``import``; a test holds that they are those of ``intake``, which is too heavy to ask for help."""
_AREA = 6
_LEAST_OF_HEAD, _WHOLE_HEAD = 8, 64
Command = TypeVar("Command", bound=Callable[..., Any])


class Kind(click.Choice[str]):
    """A kind of list: by its code, or by its name in Chinese or English as the screens say it; gives the code."""

    def __init__(self) -> None:
        """Take the codes; names are looked up only where a value is none of them."""
        super().__init__(KINDS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code."""
        if value not in KINDS:
            from aid_ledger.words import phrase

            names = {_fold(phrase(f"kind-{kind}", lang)): kind for kind in KINDS for lang in ("zh", "en")}
            said = _fold(str(value))
            forms = (said, said.removesuffix("名单"), said.removesuffix("表"))  # 脱贫户名单 for 脱贫户
            begun = {kind for name, kind in names.items() if said and name.startswith(said)}  # 特困 for 特困供养人员
            value = next((names[form] for form in forms if form in names), begun.pop() if len(begun) == 1 else value)
        return super().convert(value, param, ctx)


def _fold(name: str) -> str:
    return "".join(name.split()).lower().replace("（", "(").replace("）", ")")


class UsageFoundError(click.UsageError):
    """A wrong usage that has a finding of its own in the catalogue, ``name``."""

    def __init__(self, name: str) -> None:
        """Keep the name; click adds the command."""
        super().__init__(name, click.get_current_context(silent=True))
        self.name = name


class ValueNotReadError(click.BadParameter):
    """A value that cannot be read; ``form`` is the catalogue's word for what it should look like."""

    def __init__(self, value: str, form: str) -> None:
        """Keep the value and the word; click adds the option."""
        super().__init__(value)
        self.value, self.form = value, form


def read_term(value: str) -> Term:
    """Read a term: 2023S, 2023春, 2022-2023学年第二学期 …."""
    from aid_ledger.terms import Term

    try:
        return Term.parse(value)
    except ValueError as error:
        raise ValueNotReadError(value, "form-term") from error


def read_school_year(value: str) -> tuple[Term, Term]:
    """Read a school year, ``2023-2024``: both its terms."""
    from aid_ledger.terms import Term

    try:
        return Term.of_school_year(value)
    except ValueError as error:
        raise ValueNotReadError(value, "form-school-year") from error


def read_day(value: str) -> date:
    """Read a day, ``2023-03-01`` or ``20230301``."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueNotReadError(value, "form-date") from error


def read_area(value: str) -> str:
    """Read an area code of six digits."""
    if len(value) != _AREA or not (value.isascii() and value.isdigit()):
        raise ValueNotReadError(value, "form-area")
    return value


def read_head(value: str) -> str:
    """Read a chain head: as printed on a sheet, or from its digest any twelve characters on."""
    plain = "".join(value.split()).replace("-", "").lower()
    if not _LEAST_OF_HEAD <= len(plain) <= _WHOLE_HEAD or set(plain) - set("0123456789abcdef"):
        raise ValueNotReadError(value, "form-head")
    return plain


def read_sheet(value: str) -> str:
    """Read the digest at the foot of a sheet; that of a sheet of a report begins with ``R-``."""
    plain = "".join(value.split())
    of_report = plain[:1] in ("R", "r")
    return ("R-" if of_report else "") + read_head(plain[1:] if of_report else plain)


def _keep_json(ctx: click.Context, _option: click.Parameter, value: bool) -> bool:
    if value:
        ctx.meta[JSON] = True
    return value


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    option = click.option(
        "--json", "as_json", is_flag=True, callback=_keep_json, is_eager=True, help="Print one JSON object. 输出 JSON"
    )
    return option(command)


def term_option(
    *, required: bool = False, about: str = "The term, such as 2023S. 学期"
) -> Callable[[Command], Command]:
    """Add ``--term``."""
    return click.option("--term", type=read_term, required=required, metavar="TERM", help=about)


def _keep_key(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[KEY] = value


def by_option(command: Command) -> Command:
    """Add ``--by``, and ``--key`` that signs what this person does."""
    option = click.option(
        "--by", default="", metavar="NAME", help="Who acts; else the workspace's actor, else the login name. 经办人"
    )
    key = click.option(
        "--key", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", expose_value=False,
        callback=_keep_key, help="The key of who acts, to sign with; else [keys] of the workspace. 签名密钥文件",
    )  # fmt: skip
    return option(key(command))
