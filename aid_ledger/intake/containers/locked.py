"""Files under a password: opened with the one given, or with the one that Excel itself uses where nobody chose any.

A password is an argument and nothing else: it is in no finding, no error text and no file. What is opened is handed on
as bytes without a password, together with the digest of what came in.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.biff import has_password
from aid_ledger.intake.containers.sniffing import OLE, is_encrypted_package

_OF_EXCEL = "VelvetSweatshop"
"""The password of workbooks whose sheets alone are protected ([MS-OFFCRYPTO] 2.4.2.3)."""
_MOST_TURNS = 1_000_000  # of the hash; Excel writes 100,000
_MOST_BYTES = 60_000_000  # the decrypter makes a list of the bytes of an .xls


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A file without its password. ``encrypted`` is the sha256 of the bytes as they came, blank where none was set."""

    data: bytes
    encrypted: str = ""


def unlock(data: bytes, name: str, password: str = "") -> Unlocked:
    """Return a file without its password; one that has none as it is.

    Raises:
        FindingsError: ``file-encrypted``: it has one and none was given; ``password-wrong``;
            ``encryption-unsupported``.
    """
    if not _is_encrypted(data):
        return Unlocked(data)
    file = _file(data)
    for one in (password, _OF_EXCEL) if file is not None else ():
        if one and _fits(file, one, name):
            return Unlocked(_without_password(file, name), hashlib.sha256(data).hexdigest())
    if not password:
        raise FindingsError(Finding("file-encrypted", Place(name)))
    raise FindingsError(Finding("password-wrong" if file is not None else "encryption-unsupported", Place(name)))


def _is_encrypted(data: bytes) -> bool:
    if is_encrypted_package(data):
        return True
    if not data.startswith(OLE):
        return False
    from aid_ledger.intake.containers.ole import workbook_stream

    try:
        return has_password(workbook_stream(data, ""))
    except FindingsError:
        return False  # whatever it is, its reader will say so


def _file(data: bytes) -> Any:
    """Return msoffcrypto's view of a file; none where it cannot tell how the file is encrypted."""
    from msoffcrypto import OfficeFile

    if len(data) > _MOST_BYTES:
        return None
    try:
        file = OfficeFile(io.BytesIO(data))
        info = getattr(file, "info", None) or {}
        return None if info.get("spinValue", 0) > _MOST_TURNS else file
    except Exception:  # noqa: BLE001 - a container made of any bytes breaks the parser in any way
        return None


def _fits(file: Any, password: str, name: str) -> bool:
    """Tell whether a password opens a file."""
    from msoffcrypto.exceptions import InvalidKeyError

    options = {"verify_password": True} if file.format == "ooxml" else {}
    try:
        file.load_key(password=password, **options)
    except InvalidKeyError:
        return False
    except Exception:  # noqa: BLE001 - made of any bytes; and the error's traceback would hold the password
        raise FindingsError(Finding("encryption-unsupported", Place(name))) from None
    return True


def _without_password(file: Any, name: str) -> bytes:
    out = io.BytesIO()
    try:
        file.decrypt(out)
    except Exception:  # noqa: BLE001 - as above
        raise FindingsError(Finding("encryption-unsupported", Place(name))) from None
    return out.getvalue()
