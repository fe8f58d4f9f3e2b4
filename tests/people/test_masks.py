from __future__ import annotations

import pytest

from aid_ledger.people import mask_account, mask_id, mask_name


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("360732201001010015", "360732********0015"),
        ("360732100101001", "360732*****1001"),
        ("G360732201001010015", "G36073*********0015"),
        ("E1234567", "******67"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_id_is_masked_in_the_middle(text: str, masked: str) -> None:
    assert mask_id(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [("6217000000001234", "****1234"), ("12345678", "****"), ("123456789", "****6789"), ("", "****")],
)
def test_account_is_shown_by_its_last_four(text: str, masked: str) -> None:
    assert mask_account(text) == masked


@pytest.mark.parametrize(("text", "masked"), [("张三", "张*"), ("张三丰", "张*"), (" 张 ", "*"), ("", ""), (" ", "")])
def test_name_is_shown_by_its_first_character(text: str, masked: str) -> None:
    assert mask_name(text) == masked
