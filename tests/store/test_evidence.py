"""The archive: bytes by sha256, whole or not there, for the owner alone."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aid_ledger.errors import IntegrityError
from aid_ledger.store import Evidence


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])  # an archive only grows
@given(data=st.binary(max_size=200))
def test_what_is_kept_comes_back_and_is_kept_once(tmp_path: Path, data: bytes) -> None:
    archive = Evidence(tmp_path)
    name = archive.keep(data)
    assert name == hashlib.sha256(data).hexdigest() == archive.keep(data)
    assert archive.read(name) == data


def test_an_altered_and_a_missing_file_are_named(tmp_path: Path) -> None:
    archive = Evidence(tmp_path)
    name = archive.keep(b"one")
    path = tmp_path / "sources" / name[:2] / name
    path.chmod(0o600)
    path.write_bytes(b"two")
    with pytest.raises(IntegrityError) as error:
        archive.read(name)
    assert error.value.findings[0].name == "archived-file-altered"
    path.unlink()
    with pytest.raises(IntegrityError) as error:
        archive.read(name)
    assert error.value.findings[0].name == "archived-file-missing"


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX systems")
def test_only_the_owner_can_read(tmp_path: Path) -> None:
    name = Evidence(tmp_path).keep(b"one")
    assert stat.S_IMODE((tmp_path / "sources" / name[:2] / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "sources" / name[:2]).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "sources").stat().st_mode) == 0o700


def test_a_file_that_was_not_written_to_its_end_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, data = Evidence(tmp_path), b"0123456789"

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            archive.keep(data)
    name = hashlib.sha256(data).hexdigest()
    assert not (tmp_path / "sources" / name[:2] / name).exists()
    assert archive.read(archive.keep(data)) == data


def test_what_is_derived_can_be_missing(tmp_path: Path) -> None:
    archive = Evidence(tmp_path)
    assert archive.read_cached("ab.parquet") is None
    archive.keep_cached("ab.parquet", b"x")
    assert archive.read_cached("ab.parquet") == b"x"
