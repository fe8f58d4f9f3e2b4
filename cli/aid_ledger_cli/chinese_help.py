"""Help in Chinese: the same commands with the texts of ``help.zh.toml``, wrapped by the width of Chinese signs.

In English help stays as it stands in the code, with the Chinese of it in a word or two.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import click

from aid_ledger_cli.wrapping import cells, wrap

Texts = Mapping[str, str]
_MOST_FIRST = 28
_VALUE = re.compile(r"[A-Z]+(?:[=|,][A-Z…]+)*")
_EXAMPLE = re.compile(r"\x08\s*Example: (.+)", re.DOTALL)


@cache
def texts() -> Mapping[str, Texts]:
    """Return the texts by command; ``shared``, ``words`` and ``metavars`` beside them."""
    found: dict[str, Texts] = tomllib.loads(files("aid_ledger_cli").joinpath("help.zh.toml").read_text("utf-8"))
    return found


def help_of(ctx: click.Context) -> str:
    """Return the help of the command of a context; the commands of a group are named without loading one of them."""
    path = " ".join(ctx.command_path.split(" ")[1:])
    own, command = texts()[path], copy.copy(ctx.command)
    command.options_metavar = _said(command.options_metavar or "")
    command.params = [_param(one, own) for one in command.params]
    command.help = _help(command.help or "", own)
    if isinstance(command, click.Group):
        command.subcommand_metavar = _said(command.subcommand_metavar or "")
    formatter = _Formatter(width=ctx.terminal_width, max_width=ctx.max_content_width)
    command.format_usage(ctx, formatter)
    command.format_help_text(ctx, formatter)
    click.Command.format_options(command, ctx, formatter)
    if isinstance(command, click.Group):
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, texts()[f"{path} {name}".strip()]["help"]) for name in command.list_commands(ctx)]
            )
    return formatter.getvalue().rstrip("\n")


def _help(english: str, own: Texts) -> str:
    """Return the Chinese text with the English line and the example of the command below it."""
    first = re.sub(r"\s*[\u2e80-\uffef].*", "", english.partition("\n")[0])
    example = _EXAMPLE.search(english)
    parts = [own["help"], own.get("about", ""), first]
    if example:
        lines = [line.strip() for line in example[1].strip().splitlines()]
        gap = " " * cells(_said("Example: "))
        parts.append("\b\n" + _said("Example: ") + f"\n{gap}".join(lines))
    return "\n\n".join(filter(None, parts))


def _param(param: click.Parameter, own: Texts) -> click.Parameter:
    found = copy.copy(param)
    named = param.metavar or ("" if isinstance(param.type, click.Choice) else param.type.name.upper())
    if named and not (isinstance(param, click.Option) and param.is_flag):
        found.metavar = _VALUE.sub(lambda one: texts()["metavars"].get(one[0], one[0]), named)
    if isinstance(found, click.Option):
        name = param.opts[-1]
        found.help = own.get(name) or texts()["shared"].get(name) or found.help
    return found


def _said(text: str) -> str:
    return texts()["words"].get(text, text)


class _Formatter(click.HelpFormatter):
    """Sets help by columns of the terminal: a Chinese sign takes two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, args, _said(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{' ' * self.current_indent}{_said(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with click's mark stays as it is."""
        gap = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            lines = (
                paragraph.strip("\b\n").splitlines()
                if paragraph.startswith("\b")
                else wrap(" ".join(paragraph.split()), self.width - self.current_indent)
            )
            self.write("\n" if number else "")
            self.write("".join(f"{gap}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _MOST_FIRST, col_spacing: int = 2) -> None:
        """Write terms with what they mean beside them."""
        rows = list(rows)
        room = min(max((cells(first) for first, _ in rows), default=0), col_max) + col_spacing
        gap = " " * self.current_indent
        for first, second in rows:
            text = _extras(_said(second))
            lines = wrap(text, max(self.width - self.current_indent - room, 20))
            if cells(first) > room - col_spacing:
                self.write(f"{gap}{first}\n")
            else:
                self.write(f"{gap}{first}{' ' * (room - cells(first))}{lines.pop(0)}\n")
            self.write("".join(f"{gap}{' ' * room}{line}\n" for line in lines))


def _extras(text: str) -> str:
    """Say what click says behind a text: that a value is needed, or which one is taken."""
    text = text.replace("[required]", _said("[required]"))
    text = re.sub(r"\[default: ([^\]]*)\]", lambda one: f"{_said('[default: ')}{one[1]}］", text)
    return text.replace("; x>=", f"；{_said('x>=')}")
