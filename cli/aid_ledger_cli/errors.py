"""Errors at the edge: findings in words on stderr, with ``--json`` also as an object on stdout, and the exit code."""

from __future__ import annotations

import errno
import re
from typing import Any

import click

from aid_ledger.errors import AidLedgerError, Finding, InputError, IntegrityError, LedgerError, Place, why_refused
from aid_ledger.words import Lang, known, phrase, tell
from aid_ledger_cli.context import JSON, default_lang
from aid_ledger_cli.options import Kind, UsageFoundError, ValueNotReadError
from aid_ledger_cli.phrasing import comma
from aid_ledger_cli.streams import write_json


def finding_json(finding: Finding, lang: Lang) -> dict[str, str]:
    """Return a finding as JSON shows it, its texts in the language of the reader."""
    text = tell(finding, lang)
    return {"name": text.name, "place": text.place, "problem": text.problem, "expected": text.expected,
            "fix": text.fix}  # fmt: skip


def report(error: AidLedgerError, ctx: click.Context) -> int:
    """Show an error of the library; return its exit code."""
    from aid_ledger_cli.render import Screen

    lang = default_lang(ctx)
    findings = sorted(error.findings, key=lambda finding: str(finding.place))
    if ctx.meta.get(JSON):
        write_json({"error": _kind(error), "findings": [finding_json(finding, lang) for finding in findings]})
    Screen.open(lang).findings(findings, count=True)
    return error.exit_code


def refused_by_machine(error: OSError) -> AidLedgerError:
    """Return what the computer refuses (no room, no right, a file open in another program) as an error of ours."""
    name = "disk-full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "machine-refused"
    return InputError(Finding(name, params={"what": why_refused(error)}))


def _kind(error: AidLedgerError) -> str:
    if isinstance(error, LedgerError):
        return "ledger"
    return "integrity" if isinstance(error, IntegrityError) else "input"


def report_usage(error: click.ClickException) -> int:
    """Show what is wrong with a command line; return the exit code."""
    from aid_ledger_cli.render import Screen

    ctx = getattr(error, "ctx", None)
    finding = _usage(error, ctx, default_lang(ctx))
    if finding is None:
        error.show()
    else:
        Screen.open(default_lang(ctx)).findings([finding])
    return error.exit_code


def _usage(error: click.ClickException, ctx: click.Context | None, lang: Lang) -> Finding | None:
    """Put click's errors into the house's form; what it prints well itself (help, rare cases) is left to it."""
    if ctx is None or type(error) is click.ClickException or type(error).__name__ == "NoArgsIsHelpError":
        return None
    place = Place(ctx.command_path)
    params: dict[str, Any] = {"command": ctx.command_path, "help": f"{ctx.command_path} --help"}
    params["option"] = _option(error, lang)
    match error:
        case UsageFoundError():
            name = error.name
        case click.MissingParameter():
            name = "usage-option-missing"
        case click.NoSuchOption():
            name = "usage-option-unknown"
            params |= {"option": error.option_name, "near": ", ".join(error.possibilities or _options(ctx.command))}
        case ValueNotReadError():
            name = "usage-value"
            params |= {"value": error.value, "form": phrase(error.form, lang)}
        case click.BadParameter(param=click.Parameter(type=Kind(choices=kinds))):
            name = "usage-value"
            named = [f"{phrase(f'kind-{kind}', lang)} {kind}" for kind in kinds]
            params |= {"value": _quoted(error), "form": comma(lang).join(named)}
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            name = "usage-value"
            params |= {"value": _quoted(error), "form": ", ".join(map(str, choices))}
        case click.BadParameter(param=click.Parameter(type=click.Path())):
            name, said = "usage-path", error.format_message()
            kind = "directory" if "is a directory" in said else "file" if "is a file" in said else "missing"
            params |= {"value": (re.findall(r"'([^']*)'", said) or [""])[-1], "what": phrase(f"path-is-{kind}", lang)}
        case click.BadParameter() | click.BadOptionUsage():
            name = "usage-other"
        case _:
            name = "usage-command-unknown" if isinstance(ctx.command, click.Group) else "usage-other"
    if name != "usage-option-missing":  # where it can be looked up helps who has none
        params["option"] = re.sub(r"\s*[（(].*", "", params["option"])
    params["said"] = error.format_message().rstrip(".")
    if name == "usage-command-unknown" and isinstance(ctx.command, click.Group):
        params["said"] = _quoted(error)
        params["known"] = ", ".join(ctx.command.list_commands(ctx))
    return Finding(name, place, params)


def _options(command: click.Command) -> list[str]:
    """Return the options of a command, each by its longest name."""
    return [max(one.opts, key=len) for one in command.params if isinstance(one, click.Option)]


def _quoted(error: click.ClickException) -> str:
    """Return what click's message quotes last but for the choices: the word that was typed."""
    message = error.format_message()
    found = re.search(r"'([^']*)'( is not one of|\.?( Did you mean|$))", message)
    return found[1] if found else message


def _option(error: click.ClickException, lang: Lang) -> str:
    """Return the option or the argument that an error is about: an argument by what it is, not by its placeholder."""
    param = getattr(error, "param", None)
    if isinstance(param, click.Option):
        return param.opts[0]
    if not isinstance(param, click.Argument):
        return "-"
    name = param.human_readable_name
    word = f"argument-{name.rstrip('.…').lower().replace('|', '-')}"
    return phrase(word, lang) if word in known("word") else name
