"""Tells by its first bytes what a file is. The name decides nothing; what is no list is refused in plain words."""

from __future__ import annotations

import posixpath
import re

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.directory import names_in
from aid_ledger.intake.containers.texts import BEGINNING, decode, delimiter_of, is_drawn

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"%PDF", b"8BPS")
_PACKED = ((b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b\x08", "gz"), (b"BZh", "bz2"),
           (b"\xfd7zXZ\0", "xz"))  # fmt: skip
_IN_OLE = (("EncryptedPackage", "locked"), ("WordDocument", "Word"), ("PowerPoint Document", "PowerPoint"))
_LOCKS = ("~$", ".~")
_EMPTY = b"\0 \r\n\t"
_MARKUP = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|meta|style|div|center|tr)\b", re.IGNORECASE)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_MIME = re.compile(rb"\A\s*(?:MIME-Version:|Content-Type:\s*multipart/|From: <Saved by)", re.IGNORECASE)


def is_lock_file(name: str) -> bool:
    """Tell from its name whether a file is what Excel or WPS leaves beside a workbook that is open."""
    return posixpath.basename(name.replace("\\", "/")).startswith(_LOCKS)


def sniff(data: bytes, name: str) -> str:
    """Return the container: ``xlsx``, ``ods``, ``zip``, ``xls``, ``html``, ``mht``, ``xml``, ``drawn`` or ``csv``.

    Raises:
        FindingsError: ``file-empty``, ``file-is-lock``, ``file-is-picture``, ``file-is-document``, ``file-encrypted``,
            ``archive-unsupported``, ``container-unsupported``, ``container-unknown``, ``zip-damaged``.
    """
    if is_lock_file(name):
        raise FindingsError(Finding("file-is-lock", Place(name)))
    if not data[:4096].strip(_EMPTY) and not data.strip(_EMPTY):
        raise FindingsError(Finding("file-empty", Place(name)))
    if _is_picture(data):
        raise FindingsError(Finding("file-is-picture", Place(name)))
    for mark, packed in _PACKED:
        if data.startswith(mark):
            raise FindingsError(Finding("archive-unsupported", Place(name), {"container": packed}))
    if data.startswith(b"PK"):
        return _zip_container(data, name)
    if data.startswith(OLE):
        return _ole_container(data, name)
    if data.startswith(b"{\\rtf"):
        raise FindingsError(Finding("file-is-document", Place(name), {"what": "Word"}))
    return _text_container(data, name)


def is_encrypted_package(data: bytes) -> bool:
    """Tell whether a file is a workbook of Excel 2007 and later under a password."""
    return data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _is_picture(data: bytes) -> bool:
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"
    riff = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return data.startswith(_PICTURES) or bitmap or riff or data[4:12] in {b"ftypheic", b"ftypmif1", b"ftypavif"}


def _zip_container(data: bytes, name: str) -> str:
    if b"PK\x05\x06" not in data[-(1 << 17) :]:
        raise FindingsError(Finding("zip-damaged", Place(name)))
    names = {one.lower().replace("\\", "/").lstrip("/") for one in names_in(data, name)}
    if "xl/workbook.bin" in names:
        raise FindingsError(Finding("container-unsupported", Place(name), {"container": "xlsb"}))
    for part, what in (("word/", "Word"), ("ppt/", "PowerPoint"), ("ofd.xml", "OFD")):
        if any(one.startswith(part) for one in names) and ("[content_types].xml" in names or what == "OFD"):
            raise FindingsError(Finding("file-is-document", Place(name), {"what": what}))
    if "[content_types].xml" in names or "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and names & {"mimetype", "meta-inf/manifest.xml"}:
        return "ods"
    return "zip"


def _ole_container(data: bytes, name: str) -> str:
    for stream, what in _IN_OLE:
        if stream.encode("utf-16-le") in data:
            if what == "locked":
                raise FindingsError(Finding("file-encrypted", Place(name)))
            if "Workbook".encode("utf-16-le") not in data:
                raise FindingsError(Finding("file-is-document", Place(name), {"what": what}))
    return "xls"


def _text_container(data: bytes, name: str) -> str:
    if _MIME.match(data[:2000]):
        return "mht"
    text = decode(data[:BEGINNING], whole=len(data) <= BEGINNING)
    if text is not None:
        start = text.lstrip("\ufeff \r\n\t")
        if start.startswith("<"):
            if _SPREADSHEETML in start[:20_000] and "<html" not in start[:2000].lower():
                return "xml"
            if _MARKUP.search(start[:20_000]):
                return "html"
        elif is_drawn(text):
            return "drawn"
        elif delimiter_of(text):
            return "csv"
    raise FindingsError(Finding("container-unknown", Place(name)))
