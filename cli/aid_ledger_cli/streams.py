"""Standard streams as an office PC has them: cp936 or cp437, pipes and files. Nothing printed may end in an error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def prepare_streams() -> None:
    """Let characters that the stream's encoding lacks be shown as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def can_show(text: str) -> bool:
    """Return whether standard output has all characters of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are, after what was printed before."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_json(data: Mapping[str, Any]) -> None:
    """Write one JSON object, UTF-8 whatever the terminal's encoding."""
    import json

    write_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")


def write_file(out: Path, data: bytes) -> None:
    """Write a file that only its owner can read."""
    from aid_ledger.errors import Finding, InputError, Place

    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise InputError(Finding("file-not-writable", Place(str(out)), {"what": what})) from error
