"""Files under a password, as Excel saves them; and a zip under one, as an old packing program does.

Source: Microsoft, [MS-XLS] 2.2.10 and [MS-OFFCRYPTO] 2.3.6 (RC4); PKWARE, APPNOTE 6.1 (the cipher of a zip).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from struct import pack, pack_into, unpack_from

from aid_ledger.intake.containers.ole import workbook_stream
from tests.tools.compound import compound, record

_BLOCK = 1024
_PLAIN = {0x0809, 0x002F, 0x00E1}
_BOUNDSHEET = 0x0085


def locked_xlsx(data: bytes, password: str) -> bytes:
    """A zipped workbook under a password, as Excel 2010 and later save it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def locked_xls(data: bytes, password: str) -> bytes:
    """A workbook of Excel 97-2003 under a password (RC4 of 40 bits)."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    stream = _without_padding(workbook_stream(data, ""))
    begin = 4 + unpack_from("<H", stream, 2)[0]
    key = _key(password, salt, 0)
    first = _rc4(key, verifier + hashlib.md5(verifier).digest())
    head = record(0x002F, pack("<HHH", 1, 1, 1) + salt + first)
    body = bytearray(stream[:begin] + head + stream[begin:])
    keys = b"".join(_rc4(_key(password, salt, k), b"\0" * _BLOCK) for k in range(-(-len(body) // _BLOCK)))
    at = 0
    while at + 4 <= len(body):
        kind, length = unpack_from("<HH", body, at)
        start = at + 4
        if kind == _BOUNDSHEET:
            pack_into("<I", body, start, unpack_from("<I", body, start)[0] + len(head))
            start += 4
        if kind not in _PLAIN:
            for k in range(start, at + 4 + length):
                body[k] ^= keys[k]
        at += 4 + length
    return compound({"Workbook": bytes(body)})


def _without_padding(stream: bytes) -> bytes:
    at = 0
    while at + 4 <= len(stream) and stream[at : at + 4] != bytes(4):
        at += 4 + unpack_from("<H", stream, at + 2)[0]
    return stream[:at]


def _key(password: str, salt: bytes, block: int) -> bytes:
    first = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    return hashlib.md5(hashlib.md5((first + salt) * 16).digest()[:5] + pack("<I", block)).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]

    def signs() -> Iterator[int]:
        i = j = 0
        while True:
            i = (i + 1) % 256
            j = (j + state[i]) % 256
            state[i], state[j] = state[j], state[i]
            yield state[(state[i] + state[j]) % 256]

    return bytes(one ^ sign for one, sign in zip(data, signs(), strict=False))


def locked_zip(name: str, data: bytes, password: bytes) -> bytes:
    """A zip of one file under the plain cipher of zips."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        crc = zlib.crc32(data)
        sealed = _zip_cipher(password, bytes(11) + bytes([crc >> 24]) + data)
        archive.writestr(info, sealed)
    made = bytearray(out.getvalue())
    central = made.index(b"PK\x01\x02")
    for at, flags, digest, size in ((0, 6, 14, 22), (central, 8, 16, 24)):
        pack_into("<H", made, at + flags, unpack_from("<H", made, at + flags)[0] | 1)
        pack_into("<I", made, at + digest, crc)
        pack_into("<I", made, at + size, len(data))
    return bytes(made)


def _zip_cipher(password: bytes, data: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [_crc_entry(k) for k in range(256)]

    def update(sign: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ sign) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 255]

    for sign in password:
        update(sign)
    out = bytearray()
    for sign in data:
        mixed = (keys[2] | 2) & 0xFFFF
        out.append(sign ^ ((mixed * (mixed ^ 1)) >> 8) & 255)
        update(sign)
    return bytes(out)


def _crc_entry(number: int) -> int:
    for _ in range(8):
        number = (number >> 1) ^ (0xEDB88320 if number & 1 else 0)
    return number
