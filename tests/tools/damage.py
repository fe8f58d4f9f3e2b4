"""Damages files the same way each time: bytes flipped, ends cut off, parts dropped, sizes in headers altered."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]


def damaged(data: bytes, seed: int) -> bytes:
    """Return a file damaged once or a few times; the seed decides where and how."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(WAYS)(data, chance)
    return data


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 20)) if out else 0):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """The end is missing, as after a broken download."""
    return data[: chance.randrange(len(data) + 1)]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """Two stretches have changed places."""
    if len(data) < 8:
        return data
    a, b, c = sorted(chance.sample(range(len(data)), 3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def dropped(data: bytes, chance: random.Random) -> bytes:
    """A stretch is missing."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 16, 512)) :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A stretch stands there twice."""
    at = chance.randrange(len(data) + 1)
    return data[: at + chance.choice((1, 4, 64, 512))] + data[at:]


def altered_sizes(data: bytes, chance: random.Random) -> bytes:
    """A number of two or four bytes says something extreme."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 5))):
        width = chance.choice((2, 4, 4, 8))
        at = chance.randrange(min(len(out), chance.choice((80, 600, 10_000_000))) + 1)
        out[at : at + width] = chance.choice(
            (b"\xff" * width, b"\0" * width, b"\x7f".rjust(width, b"\xff"), b"\1" * width)
        )
    return bytes(out)


def altered_numbers(data: bytes, chance: random.Random) -> bytes:
    """Numbers in a text say something extreme."""

    def other(match: re.Match[bytes]) -> bytes:
        return (
            chance.choice((b"0", b"-1", b"99999999999", b"1048577", b"1e308", b"NaN"))
            if chance.random() < 0.05
            else match[0]
        )

    return re.sub(rb"\d+", other, data) if len(data) < 200_000 else data


def other_encoding(data: bytes, chance: random.Random) -> bytes:
    """A stretch is in another encoding than the rest."""
    at, text = chance.randrange(len(data) + 1), "身份证件号,学籍号\r\n张三,"
    return data[:at] + text.encode(chance.choice(("utf-8", "gb18030", "utf-16"))) + data[at:]


def inside_zip(data: bytes, chance: random.Random) -> bytes:
    """One part of a zip is damaged, missing or empty, and the zip itself is whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = [(info.filename, old.read(info)) for info in old.infolist()]
    except Exception:  # noqa: BLE001 - no zip, or one damaged before
        return flipped(data, chance)
    out = io.BytesIO()
    chosen = chance.randrange(len(parts)) if parts else 0
    way = chance.choice(
        (flipped, cut_off, swapped, dropped, doubled, altered_numbers, altered_numbers, other_encoding, None)
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for k, (name, part) in enumerate(parts):
            if k != chosen:
                new.writestr(zipfile.ZipInfo(name), part)
            elif way is not None:
                new.writestr(zipfile.ZipInfo(name), way(part, chance))
    return out.getvalue()


WAYS: tuple[Damage, ...] = (
    flipped, cut_off, swapped, dropped, doubled, altered_sizes, altered_numbers, other_encoding, inside_zip, inside_zip,
)  # fmt: skip
