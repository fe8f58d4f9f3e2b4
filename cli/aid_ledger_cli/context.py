"""What a command finds around it: language, workspace, who acts, when; the only reader of clock and environment."""

from __future__ import annotations

import locale
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from aid_ledger_cli.streams import can_show

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.words import Lang
    from aid_ledger_cli.render import Screen

WORKSPACE_VARIABLE = "AID_LEDGER_WORKSPACE"
_LANG = "aid_ledger_cli.lang"
JSON = "aid_ledger_cli.json"
_CHINESE_ON_WINDOWS = 0x04


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one run.

    ``workspace`` is what ``--workspace`` says, if anything; ``sheets`` the language of workbooks.
    """

    lang: Lang
    workspace: Path | None = None
    show_ids: bool = False
    sheets: Lang = "zh"

    def folder(self) -> Path:
        """Return the workspace's folder.

        Raises:
            InputError: ``workspace-not-found``.
        """
        from aid_ledger.office import find_workspace

        named = self.workspace or os.environ.get(WORKSPACE_VARIABLE)
        return Path(named) if named else find_workspace(Path.cwd())

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Open the workspace; numbers shown in full are first written into its journal.

        Whatever a command kept from being written over is said when it is done, also where it ends in an error.
        """
        from aid_ledger.office import Office
        from aid_ledger.reports import keeping

        with Office.open(self.folder()) as office, keeping() as kept:
            self._mind_the_clock(office)
            if self.show_ids:
                command = click.get_current_context().command_path.removeprefix("aid-ledger ")
                office.log_show_ids(command, by=who(office, ""), at=now())
            try:
                yield office
            finally:
                self._say_kept(kept)

    def _say_kept(self, kept: Sequence[tuple[Path, Path]]) -> None:
        from aid_ledger.errors import Finding

        found = [
            Finding("workbook-kept", params={"file": path.name, "kept": str(free)}, severity="warning")
            for path, free in kept
        ]
        if found:
            self.screen().findings(found)

    def _mind_the_clock(self, office: Office) -> None:
        """Warn where the books have a record that is later than this computer's clock; their order is by number."""
        from aid_ledger.errors import Finding

        last, at = office.last_record(), now()
        if last and datetime.fromisoformat(last).astimezone(UTC) > datetime.fromisoformat(at).astimezone(UTC):
            params = {"last": last, "now": at}
            self.screen().findings([Finding("clock-behind", params=params, severity="warning")])

    def screen(self) -> Screen:
        """Return where results and findings are shown."""
        from aid_ledger_cli.render import Screen

        return Screen.open(self.lang)


def now() -> str:
    """Return the time in China, with its zone, to the second, ISO 8601: days on papers are those of the office."""
    return datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).isoformat(timespec="seconds")


def who(office: Office, by: str) -> str:
    """Return who acts (:func:`acting`), whose key, where there is one, signs what follows.

    Raises:
        InputError: ``actor-not-known``, ``actor-no-name``, and what
            :func:`~aid_ledger_cli.signing.sign_what_follows` refuses.
    """
    from aid_ledger.ledger import require_name
    from aid_ledger_cli.signing import sign_what_follows

    name = acting(office, by)
    require_name(name)
    sign_what_follows(office, name)
    return name


def acting(office: Office, by: str) -> str:
    """Return who acts: ``--by``, else the workspace's actor, else the login name.

    Raises:
        InputError: ``actor-not-known``.
    """
    if by or office.config.actor:
        typed = (by or office.config.actor).strip()
        return "".join(sign for sign in typed if not unicodedata.category(sign).startswith("C"))
    import getpass

    from aid_ledger.errors import Finding, InputError

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # ImportError: no login database on Windows
        raise InputError(Finding("actor-not-known")) from error


def keep_lang(ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Remember ``--lang`` as soon as it is read, for errors in what follows it."""
    if value:
        ctx.meta[_LANG] = value
    return value


def default_lang(ctx: click.Context | None) -> Lang:
    """Return the language that was asked for, else that of the machine."""
    if ctx is not None and _LANG in ctx.meta:
        return cast("Lang", ctx.meta[_LANG])
    return "zh" if _machine_is_chinese() and can_show("中文") else "en"


def _machine_is_chinese() -> bool:
    """The first of these variables that is set decides; Windows sets none and says it itself."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith(("zh", "chinese"))
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE_ON_WINDOWS)
    return (locale.getlocale()[0] or "").lower().startswith("zh")
