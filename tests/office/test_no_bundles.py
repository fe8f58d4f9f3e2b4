"""What is no bundle is refused as the user's mistake, in bounded memory; what the checker finds has words."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from aid_ledger.audit import check_bundle
from aid_ledger.audit.checking import Checked
from aid_ledger.errors import InputError
from aid_ledger.office import Office


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "给审计.zip"
    path.write_bytes(data)
    return path


def zip_of(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "not-a-bundle"), (b"PK\x03\x04 broken", "not-a-bundle"), (zip_of(a=b"1"), "not-a-bundle"),
     (zip_of(**{"bundle.json": b"[]"}), "not-a-bundle"), (zip_of(**{"bundle.json": b"[" * 100_000}), "not-a-bundle"),
     (zip_of(**{"bundle.json": b'{"form": 1, "term": 7, "files": {}}'}), "not-a-bundle"),
     (zip_of(**{"bundle.json": b'{"form": 9, "term": "2023S"}'}), "bundle-is-newer"),
     (zip_of(**{"bundle.json": b'{"form": 1, "term": "2023S"}', "tables/line.jsonl": b"0" * 30_000_000}),
      "bundle-too-large")],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_as_the_users_mistake(tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(InputError) as error, Office.of_bundle(written(tmp_path, data)):
        pass
    assert error.value.findings[0].name == name


def test_a_bomb_is_not_unpacked_by_verify_either(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bundle-too-large"):
        check_bundle(written(tmp_path, zip_of(**{"tables/line.jsonl": b"0" * 30_000_000})))


def test_what_the_checker_says_has_words_in_both_languages() -> None:
    source = (files("aid_ledger.audit") / "data" / "check.py.txt").read_text("utf-8")
    said = set(re.findall(r'(?:yield|wrong\.append\(\().*, "([^"%]{8,})"\)*$', source, re.MULTILINE))
    assert len(said) > 25
    for what in (*said, "signature-wrong"):
        zh, en = (Checked("2023S", "", 1, (("line", "1", what),)).said(lang)[0] for lang in ("zh", "en"))
        assert "明细" in zh
        assert not any(char.isascii() and char.isalpha() for char in zh), (what, zh)
        assert "line" in en
