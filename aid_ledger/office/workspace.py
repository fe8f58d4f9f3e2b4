"""The workspace: a folder with ``aid-ledger.toml``, the database, the archive and ``reports/``."""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aid_ledger.errors import Finding, FindingsError, InputError, Place
from aid_ledger.store import sqlite_url

CONFIG = "aid-ledger.toml"
_DATABASE = "sqlite:///ledger.db"
TIERS = ("T1", "T2", "T3", "T4", "T5")
NOTICE_DAYS = 5
"""Working days of a public notice, where the office says nothing else."""
_LOCAL_LEVELS = ("province", "city", "county")
_KEYS = {
    "office": {"name", "county", "province_tier", "actor", "notice_days"},
    "rules": {"packs"},
    "funding": set(_LOCAL_LEVELS),
    "parameters": None,
    "bank": {"profile", "split"},
    "payers": None,
    "budget": {"enforce"},
    "keys": None,
    "recovery": {"account", "holder", "bank", "appeal"},
    "database": {"url"},
}


_OWN = frozenset({CONFIG, "refused.json", "cache", "reports", "sources", "rules", "banks", "profiles"})


@dataclass(frozen=True, slots=True)
class Config:
    """What ``aid-ledger.toml`` says. ``funding`` splits the local part in whole percent.

    ``bank`` names the profile of bank files, ``split`` what else parts them; ``payers`` are the accounts that pay, each
    with ``account, bank, unit`` and the ``programmes`` it pays (none: all that no other pays). ``enforce_budget``: an
    approval that would overdraw an allotment is refused. ``recovery`` is where recovered money is paid into
    (``account, holder, bank``) and whom to appeal to (``appeal``). ``keys`` says where the key file of a person lies.
    """

    name: str
    county: str
    province_tier: str
    actor: str = ""
    packs: tuple[str, ...] = ("national",)
    funding: Mapping[str, int] = field(default_factory=lambda: {"province": 0, "city": 0, "county": 100})
    parameters: Mapping[str, str] = field(default_factory=dict)
    database_url: str = _DATABASE
    bank: str = "generic"
    split: tuple[str, ...] = ()
    payers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    enforce_budget: bool = False
    recovery: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    notice_days: int = NOTICE_DAYS


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and what its configuration says."""

    folder: Path
    config: Config

    @property
    def database_url(self) -> str:
        """The url with a relative SQLite path made absolute."""
        url = self.config.database_url
        if url.startswith("sqlite:///"):
            return sqlite_url((self.folder / url.removeprefix("sqlite:///")).resolve())
        return url

    @property
    def reports(self) -> Path:
        """Where the sheets are written."""
        return self.folder / "reports"

    @property
    def rules(self) -> tuple[Path, ...]:
        """The workspace's own rule folder, where there is one."""
        own = self.folder / "rules"
        return (own,) if own.is_dir() else ()

    @property
    def banks(self) -> tuple[Path, ...]:
        """The workspace's own bank profiles, ``banks/*.yaml``, by name."""
        return tuple(sorted((self.folder / "banks").glob("*.yaml")))

    @property
    def profiles(self) -> tuple[Path, ...]:
        """The workspace's own source profiles, ``profiles/*.yaml``, by name."""
        return tuple(sorted((self.folder / "profiles").glob("*.yaml")))


def is_own(path: Path) -> bool:
    """Tell whether a path, relative to a workspace, is of what the program and the office's settings are kept in."""
    top = path.parts[0] if path.parts else ""
    return top in _OWN or top.startswith("ledger.db")


def find_workspace(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards that has the file.

    Raises:
        InputError: ``workspace-not-found``.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise InputError(Finding("workspace-not-found", Place(str(start)), {"config": CONFIG}))


def read_workspace(folder: Path) -> Workspace:
    """Read a workspace.

    Raises:
        InputError: ``workspace-not-found``.
        FindingsError: everything that is wrong in the file: ``config-unreadable``, ``config-key-unknown``,
            ``config-value``.
    """
    path = folder / CONFIG
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError(Finding("workspace-not-found", Place(str(folder)), {"config": CONFIG})) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Finding("config-unreadable", Place(CONFIG), {"what": str(error)})) from error
    findings = [*_unknown(said), *_wrong(said)]
    if findings:
        raise FindingsError(*findings)
    office = said["office"]
    return Workspace(
        folder,
        Config(
            name=office["name"],
            county=str(office["county"]),
            province_tier=office.get("province_tier", "T2"),
            actor=office.get("actor", ""),
            packs=tuple(said.get("rules", {}).get("packs", ["national"])),
            funding=_funding(said),
            parameters={key: str(value) for key, value in said.get("parameters", {}).items()},
            database_url=said.get("database", {}).get("url", _DATABASE),
            bank=said.get("bank", {}).get("profile", "generic"),
            split=tuple(said.get("bank", {}).get("split", ())),
            payers=said.get("payers", {}),
            enforce_budget=said.get("budget", {}).get("enforce", False),
            recovery={key: str(value) for key, value in said.get("recovery", {}).items()},
            keys=said.get("keys", {}),
            notice_days=office.get("notice_days", NOTICE_DAYS),
        ),
    )


def _funding(said: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    given = said.get("funding")
    return (
        {level: given.get(level, 0) for level in _LOCAL_LEVELS} if given else {"province": 0, "city": 0, "county": 100}
    )


def _unknown(said: Mapping[str, object]) -> list[Finding]:
    findings = []
    for table, content in said.items():
        if table not in _KEYS or not isinstance(content, dict):
            findings.append(_finding("config-key-unknown", table, known=", ".join(_KEYS)))
            continue
        known = _KEYS[table]
        for key in content if known is not None else ():
            if key not in (known or ()):
                findings.append(_finding("config-key-unknown", f"{table}.{key}", known=", ".join(sorted(known or ()))))
    return findings


def _finding(name: str, key: str, **params: object) -> Finding:
    return Finding(name, Place(CONFIG), {"key": key, **params})


def _wrong(said: Mapping[str, dict[str, object]]) -> list[Finding]:
    office = said.get("office", {})
    checks = (
        ("office.name", bool(office.get("name")), "示例县学生资助管理中心"),
        ("office.county", bool(re.fullmatch(r"\d{6}", str(office.get("county", "")))), "990101"),
        ("office.province_tier", office.get("province_tier", "T2") in TIERS, "T1, T2, T3, T4, T5"),
        ("office.notice_days", _is_few(office.get("notice_days", NOTICE_DAYS)), "5, 7"),
        ("funding", sum(_funding(said).values()) == 100, "province + city + county = 100"),  # type: ignore[arg-type]
        ("payers", _are_payers(said.get("payers", {})), '[payers."零余额账户"] account = "…" programmes = ["…"]'),
        ("budget.enforce", isinstance(said.get("budget", {}).get("enforce", False), bool), "true, false"),
        ("keys", _are_texts(said.get("keys", {})), '[keys] "张三" = "D:/张三.key"'),
        ("recovery", _are_texts(said.get("recovery", {})), 'account = "…" holder = "…" bank = "…" appeal = "…"'),
        ("bank.split", _is_split(said.get("bank", {}).get("split", [])), '["programme", "bank"]'),
        ("rules.packs", _is_words(said.get("rules", {}).get("packs", ["national"])), '["national", "city-b"]'),
    )
    return [_finding("config-value", key, expected=expected) for key, fine, expected in checks if not fine]


def _are_payers(value: Mapping[str, object]) -> bool:
    keys = {"account", "bank", "unit", "programmes"}
    fine = [isinstance(one, dict) and set(one) <= keys for one in value.values()]
    return all(fine) and sum(not one.get("programmes") for one in value.values() if isinstance(one, dict)) <= 1


def _are_texts(value: Mapping[str, object]) -> bool:
    return all(isinstance(one, str) for one in value.values())  # a number of an account is a text


def _is_few(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 30


def _is_split(value: object) -> bool:
    return isinstance(value, list) and set(value) <= {"programme", "bank"}


def _is_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def make_workspace(folder: Path, config: Config) -> Workspace:
    """Make a workspace in a folder that has none; only its owner can read it on POSIX systems.

    Raises:
        InputError: ``workspace-exists``, or what :func:`read_workspace` finds wrong with the values.
    """
    path = folder / CONFIG
    if path.exists():
        raise InputError(Finding("workspace-exists", Place(str(path))))
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    path.write_text(_as_toml(config), encoding="utf-8")
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    try:
        return read_workspace(folder)
    except InputError:
        path.unlink()
        raise


def _as_toml(config: Config) -> str:
    lines = [
        "[office]",
        f"name = {_quoted(config.name)}",
        f"county = {_quoted(config.county)}",
        f"province_tier = {_quoted(config.province_tier)}",
    ]
    if config.actor:
        lines.append(f"actor = {_quoted(config.actor)}")
    if config.notice_days != NOTICE_DAYS:
        lines.append(f"notice_days = {config.notice_days}")
    lines += ["", "[rules]", f"packs = [{', '.join(map(_quoted, config.packs))}]", "", "[funding]"]
    lines += [f"{level} = {config.funding[level]}" for level in _LOCAL_LEVELS]
    lines += ["", "[parameters]"]
    lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in config.parameters.items()]
    if config.enforce_budget:
        lines += ["", "[budget]", "enforce = true"]
    lines += ["", "[database]", f"url = {_quoted(config.database_url)}", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def pack_list(text: str) -> Sequence[str]:
    """Return the packs of ``national,city-b``."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
