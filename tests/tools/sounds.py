"""Writes ``aid_ledger/people/sounds.txt`` from the readings that come with pypinyin, where that is installed.

Run by hand when readings change: ``python -m tests.tools.sounds PINYIN_DICT.json OUT``.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

HEAD = """\
# Readings of Chinese characters (U+4E00 to U+9FFF) in pinyin without tones: a syllable, then its characters.
# From pinyin-data as shipped with pypinyin 0.55.0; see LICENSE-pinyin-data.txt beside this file.
"""


def toneless(reading: str) -> str:
    """Return a reading without its tone, ü as v.

    >>> toneless("yù"), toneless("lǜ")
    ('yu', 'lv')
    """
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def table(readings: dict[str, str]) -> str:
    """Return the text of the table from readings by code point."""
    sounds: dict[str, set[str]] = {}
    for point, said in readings.items():
        sign = chr(int(point))
        if "\u4e00" <= sign <= "\u9fff":
            for reading in said.split(","):
                sounds.setdefault(toneless(reading), set()).add(sign)
    return HEAD + "".join(f"{sound} {''.join(sorted(signs))}\n" for sound, signs in sorted(sounds.items()))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(table(json.loads(Path(sys.argv[1]).read_text("utf-8"))), "utf-8", newline="\n")
