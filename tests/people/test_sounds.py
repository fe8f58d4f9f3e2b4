"""Names of the same sound: any reading of a character counts, tones do not, and equal names say nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from aid_ledger.people import same_sound


def alike(one: str, other: str) -> bool:
    both = same_sound(pd.Series([one, other], dtype="str"), pd.Series([other, one], dtype="str")).tolist()
    assert both[0] == both[1]
    return bool(both[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张玉兰", "张钰兰", True),
        ("李玉梅", "李钰媚", True),
        ("解小明", "谢小明", True),  # 解 as a surname
        ("吕强", "吕墙", True),
        ("女娲", "奴娲", False),  # ü is not u
        ("张三", "张四", False),
        ("张三", "张三", False),
        ("張三", "张三", False),  # a variant is the same character
        ("张玉", "张玉兰", False),
        ("", "张", False),
        ("买买提·玉", "买买提钰", True),
        ("Zhang", "Zhong", False),
    ],
)
def test_which_names_sound_the_same(one: str, other: str, *, expected: bool) -> None:
    assert alike(one, other) is expected
