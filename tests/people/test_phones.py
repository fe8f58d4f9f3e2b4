"""Telephone numbers: read back where no digit is lost, kept as typed where one is."""

from __future__ import annotations

import pandas as pd
import pytest

from aid_ledger.people import PhoneDamage, check_phones


@pytest.mark.parametrize(
    ("typed", "normal", "damage"),
    [
        ("13800000000", "13800000000", PhoneDamage.NONE),
        ("0797-1234567", "0797-1234567", PhoneDamage.NONE),
        ("", "", PhoneDamage.NONE),
        ("同上", "同上", PhoneDamage.NONE),
        ("138 0000 0000", "13800000000", PhoneDamage.NONE),
        ("13800000000.0", "13800000000", PhoneDamage.TAIL),
        ("+8613800000000", "13800000000", PhoneDamage.COUNTRY),
        ("86 13800000000", "13800000000", PhoneDamage.COUNTRY),
        ("8613800", "8613800", PhoneDamage.NONE),
        ("1.38E+10", "1.38E+10", PhoneDamage.SCIENTIFIC),
        ("1.3800012345e10", "13800012345", PhoneDamage.SCIENTIFIC),
        ("1.380001234E+10", "1.380001234E+10", PhoneDamage.SCIENTIFIC),
        ("13800000000、13900000000.0", "13800000000、13900000000", PhoneDamage.SEVERAL | PhoneDamage.TAIL),
        ("13800000000 13900000000", "13800000000、13900000000", PhoneDamage.SEVERAL),
        ("13800000000（父）", "13800000000（父）", PhoneDamage.NONE),
    ],
)
def test_a_number_is_read_back_only_where_it_is_certain(typed: str, normal: str, damage: PhoneDamage) -> None:
    checked = check_phones(pd.Series([typed, typed], dtype="str"))
    assert checked.normal.tolist() == [normal] * 2
    assert checked.damage.tolist() == [damage] * 2


def test_no_cells_are_no_numbers() -> None:
    assert check_phones(pd.Series([], dtype="str")).normal.tolist() == []
