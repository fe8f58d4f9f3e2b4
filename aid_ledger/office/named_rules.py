"""Which rules a word on the command line means: packs by name, a folder of rules, a term, or the office's own.

``national``, ``city-b``, ``national,city-b``: packs, the national one always below them. A path: a folder of rules,
whose packs go before those of the same name elsewhere, or the folder of one pack. ``2024S``: the office's own rules in
that term; ``own`` is the same without a term. ``@2024S`` behind any of them gives it a term of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aid_ledger.errors import Finding, InputError
from aid_ledger.office.workspace import Workspace, pack_list
from aid_ledger.rulebook import NATION, Rulebook, builtin_folder, find_pack, load_rulebook, pack_names
from aid_ledger.terms import Term

OWN = ("own", "本单位")
_PACK = re.compile(r"^pack:\s*([a-z0-9-]+)\s*(?:#.*)?$", re.M)


@dataclass(frozen=True, slots=True)
class Base:
    """What rules are named beside: the packs in use, the workspace's own rule folders and its parameters."""

    packs: tuple[str, ...] = (NATION,)
    folders: tuple[Path, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace | None, packs: str | None = None) -> Base:
        """Return that of a workspace, with ``packs`` (``national,city-b``) instead of its own where they are given."""
        named = tuple(pack_list(packs)) if packs else ()
        if workspace is None:
            return cls(named or (NATION,))
        config = workspace.config
        return cls(named or config.packs, workspace.rules, config.parameters)

    def load(self) -> Rulebook:
        """Return these rules.

        Raises:
            FindingsError: everything wrong with the files or parameters.
        """
        return load_rulebook(self.packs, folders=self.folders, parameters=self.parameters)


@dataclass(frozen=True, slots=True)
class NamedRules:
    """Rules by the word that names them, with the term of their own, if any."""

    name: str
    rulebook: Rulebook
    term: Term | None = None


def named_rules(word: str, base: Base) -> NamedRules:
    """Return the rules that a word means beside ``base``.

    Raises:
        InputError: ``rules-folder-empty``, ``rules-folder-not-used``.
        FindingsError: ``pack-unknown``, and everything else wrong with the files.
    """
    plain, term = _apart(word)
    if plain in (*OWN, ""):
        return NamedRules(word, base.load(), term)
    names = pack_list(plain)
    is_path = any(sign in plain for sign in "/\\") or plain in (".", "..")
    known = all(find_pack(name, (*base.folders, builtin_folder())) for name in names)
    if is_path or (not known and Path(plain).is_dir()):
        return NamedRules(word, rules_under([Path(plain)], base), term)
    below = () if NATION in names else (NATION,)
    own = Base((*below, *names), base.folders, base.parameters)
    return NamedRules(word, own.load(), term)


def _apart(word: str) -> tuple[str, Term | None]:
    """Return a word without its term, and the term."""
    for text, before in ((word, ""), (word.rpartition("@")[2], word.rpartition("@")[0])):
        try:
            return before, Term.parse(text)
        except ValueError:
            continue
    return word, None


def rules_under(folders: Sequence[Path], base: Base) -> Rulebook:
    """Return the rules in use with what these folders have instead, the first before the others.

    Raises:
        InputError: ``rules-folder-empty``: no pack in a folder; ``rules-folder-not-used``: none of its packs is in use.
        FindingsError: everything wrong with the files.
    """
    at: dict[str, Path] = {}
    roots: list[Path] = []
    packs = list(base.packs)
    for folder in folders:
        if (folder / "pack.yaml").is_file():
            name = _name_of(folder)
            at.setdefault(name, folder)
            packs += [name] if name not in packs else []
            continue
        found = pack_names((folder,)) if folder.is_dir() else ()
        if not found:
            raise InputError(Finding("rules-folder-empty", params={"folder": str(folder)}))
        if not set(found) & set(packs):
            params = {"folder": str(folder), "found": ", ".join(found), "used": ",".join(packs), "first": found[0]}
            raise InputError(Finding("rules-folder-not-used", params=params))
        roots.append(folder)
    return load_rulebook(packs, folders=(*roots, *base.folders), parameters=base.parameters, at=at)


def _name_of(folder: Path) -> str:
    """Return what a pack calls itself: a copy may lie in a folder of any name."""
    said = _PACK.search((folder / "pack.yaml").read_text("utf-8", "replace"))
    return said[1] if said else folder.name
