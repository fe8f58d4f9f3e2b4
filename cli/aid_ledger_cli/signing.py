"""Which key signs what a command does: ``--key``, else ``[keys]`` of the workspace; asks for its passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from aid_ledger.office import Office

KEY = "aid_ledger_cli.key"
PASSPHRASE_VARIABLE = "AID_LEDGER_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable


def sign_what_follows(office: Office, by: str) -> None:
    """Sign what ``by`` does with the key that is given; one who holds a key and gives none is refused here already.

    Raises:
        InputError: ``key-file-missing``, ``key-not-opened``, ``key-passphrase-needed``.
        LedgerError: ``key-needed``, ``key-is-another``, ``key-not-registered``.
    """
    from aid_ledger.errors import Finding, InputError, Place
    from aid_ledger.words import phrase
    from aid_ledger_cli.context import default_lang

    signer, context = office.database.signer, click.get_current_context(silent=True)
    if signer is not None and signer.by == by:
        return
    said: Path | None = context.meta.get(KEY) if context else None
    named = office.config.keys.get(by)
    if said is None and named is None:
        office.require_key(by)
        return
    path = said or office.workspace.folder / str(named)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(Finding("key-file-missing", Place(path.name), {"file": path})) from error
    office.sign_as(by, data, passphrase(phrase("key-passphrase", default_lang(context), by=by)), file=path.name)


def passphrase(label: str, again: str = "") -> str:
    """Return a passphrase: from the environment, else typed unseen (``again``: the label of a second time).

    Raises:
        InputError: ``key-passphrase-needed``: neither is possible.
    """
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not sys.stdin.isatty():
        from aid_ledger.errors import Finding, InputError

        raise InputError(Finding("key-passphrase-needed", params={"variable": PASSPHRASE_VARIABLE}))
    typed: str = click.prompt(label, hide_input=True, err=True, confirmation_prompt=again or False)
    return typed
