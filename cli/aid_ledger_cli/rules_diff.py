"""``rules diff``: what changed for whom between two sets of rules, programme by programme, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office.named_rules import Base, NamedRules
    from aid_ledger.rulebook import Change, Comparison, ProgrammeChange, Provision, Source
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

PACKS = "aid_ledger_cli.packs"
_NAMED = 10


def rules_base(session: Session) -> Base:
    """Return the rules of ``--packs``, else of the workspace, else, outside one, the national ones."""
    from aid_ledger.errors import InputError
    from aid_ledger.office import read_workspace
    from aid_ledger.office.named_rules import Base

    packs = click.get_current_context().meta.get(PACKS)
    try:
        workspace = read_workspace(session.folder())
    except InputError:
        if session.workspace is not None:
            raise
        return Base.of(None, packs)
    return Base.of(workspace, packs)


@click.command("diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@term_option(about="Only in this term; else in every term in which either changes. 只看该学期")
@json_option
@click.pass_obj
def diff(session: Session, old: str, new: str, *, term: Term | None, as_json: bool) -> None:
    """Show what changed for whom between two sets of rules 两套规则的差别

    A and B are packs (city-b), a folder of rules or of one pack (./draft), a term (2024S: the rules in use in that
    term), or `own` for the rules in use; PACK@TERM gives either a term of its own.
    政策包、规则文件夹、学期，或 own（现行规则）。

    \b
    Example: aid-ledger rules diff 2023A 2024S
    """  # noqa: D301, D415
    from aid_ledger.office.named_rules import named_rules
    from aid_ledger.rulebook import Side, compare

    base = rules_base(session)
    sides = [named_rules(word, base) for word in (old, new)]
    a, b = (Side(one.rulebook, one.term) for one in sides)
    found = compare(a, b, term, session.lang)
    at = [one.term or term or other.term for one, other in zip(sides, reversed(sides), strict=True)]
    if as_json:
        named = {letter: _side_json(side, when) for letter, side, when in zip("ab", sides, at, strict=True)}
        write_json({**named, "same": not found.any, **_as_json(found)})
    else:
        _show(session.screen(), sides, at, found)


def _side_json(side: NamedRules, term: Term | None) -> dict[str, Any]:
    book = side.rulebook
    return {
        "name": side.name, "term": str(term) if term else None, "packs": list(book.packs), "digest": book.digest,
        "folders": {name: folder.as_posix() for name, folder in book.folders},
    }  # fmt: skip


def _as_json(found: Comparison) -> dict[str, Any]:
    return {
        "programmes": [
            {"programme": one.programme.id, "zh": one.programme.zh, "en": one.programme.en,
             "pack": one.programme.pack, "kind": one.kind, "changes": [_change_json(change) for change in one.changes]}
            for one in found.programmes
        ],
        "unchanged": found.same,
        "shared": [{"kind": kind, "only_a": list(gone), "only_b": list(more)}
                   for kind, (gone, more) in found.shared.items()],
        "files": list(found.files),
    }  # fmt: skip


def _change_json(change: Change) -> dict[str, Any]:
    from aid_ledger.money import format_yuan

    off = change.difference
    return {
        "part": change.part, "what": change.what, "label": change.label, "kind": change.kind,
        "from": str(change.start), "until": str(change.until) if change.until else None,
        "old": _provision_json(change.old), "new": _provision_json(change.new),
        "difference": None if off is None else format_yuan(off),
    }  # fmt: skip


def _provision_json(said: Provision | None) -> dict[str, Any] | None:
    from aid_ledger.money import format_yuan

    if said is None:
        return None
    source = said.source
    return {
        "text": said.text, "amount": None if said.amount is None else format_yuan(said.amount),
        "since": str(said.since) if said.since else None, "pack": source and source.pack,
        "source": source and source.document, "verified": source and source.verified,
        "place": str(source.place) if source else None,
    }  # fmt: skip


def _show(screen: Screen, sides: list[NamedRules], at: list[Term | None], found: Comparison) -> None:
    for letter, side, term in zip("AB", sides, at, strict=True):
        _show_side(screen, letter, side, term)
    if found.any:
        screen.say("diff-counts", changed=len(found.programmes), same=found.same)
    else:
        screen.line()
        screen.say("diff-none", style="bold", same=found.same)
    timeless = any(term is None for term in at)
    for one in found.programmes:
        _show_programme(screen, one, timeless=timeless)
    for kind, (gone, more) in found.shared.items():
        screen.heading(f"diff-shared-{kind}")
        for letter, names in (("A", gone), ("B", more)):
            if names:
                screen.items(_some(names), before=f"  {screen.word('diff-only', side=letter)}")
    if any(change.difference is not None for one in found.programmes for change in one.changes):
        screen.line()
        screen.say("diff-a-term", style="dim")
    if found.files and not found.any:
        screen.say("diff-files", files=", ".join(_some(found.files)))


def _some(names: tuple[str, ...]) -> list[str]:
    return [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]


def _show_side(screen: Screen, letter: str, side: NamedRules, term: Term | None) -> None:
    from aid_ledger.rulebook import builtin_folder
    from aid_ledger_cli.phrasing import term_words

    own = builtin_folder()
    packs = [
        name if folder.is_relative_to(own) else screen.word("diff-pack-from", pack=name, folder=folder)
        for name, folder in side.rulebook.folders
    ]  # fmt: skip
    when = term_words(term, screen.lang) if term else screen.word("diff-all-terms")
    screen.items([screen.word("diff-side", side=side.name, term=when), *packs], before=f"{letter}  ")


def _show_programme(screen: Screen, one: ProgrammeChange, *, timeless: bool) -> None:
    from aid_ledger_cli.render import Column

    programme = one.programme
    title = programme.zh if screen.lang == "zh" else programme.en
    screen.line()
    screen.line(f"{title} ({programme.id})  {screen.word(f'diff-programme-{one.kind}')}", style="bold")
    shown = [change for change in one.changes if change.kind != "source"]
    columns = [Column("head-rule"), Column("head-rule-a"), Column("head-rule-b")]
    rows = [[_about(screen, change), *_texts(change)] for change in shown]
    if any(change.difference is not None for change in shown):
        columns.append(Column("head-difference", number=True))
        rows = [[*row, _difference(change)] for row, change in zip(rows, shown, strict=True)]
    if timeless:
        columns.append(Column("head-terms"))
        rows = [[*row, _terms(screen, change)] for row, change in zip(rows, shown, strict=True)]
    if rows:
        screen.table(columns, rows)
    for text in _sources(screen, one.changes):
        screen.line(text, before="  ", style="dim")


def _about(screen: Screen, change: Change) -> str:
    part = screen.word(f"clause-{change.part}")
    return f"{part} {change.label}" if change.label else part


def _texts(change: Change) -> tuple[str, str]:
    old, new = (one.text if one else "-" for one in (change.old, change.new))
    return old, new


def _difference(change: Change) -> str:
    from aid_ledger.money import format_yuan

    off = change.difference
    return "" if off is None else f"{'+' if off > 0 else ''}{format_yuan(off, grouped=True)}"


def _terms(screen: Screen, change: Change) -> str:
    if change.until is None:
        return screen.word("diff-since", term=change.start)
    last = change.until.previous
    return str(last) if last == change.start else screen.word("diff-span", first=change.start, last=last)


def _sources(screen: Screen, changes: tuple[Change, ...]) -> list[str]:
    """Say what each side rests on, each document once; of a document alone that changed, both."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for change in changes:
        if change.part == "who" and change.what.startswith("tier "):
            continue  # a tier's condition stands where its amount does
        for letter, said in (("A", change.old), ("B", change.new)):
            if said is not None and said.source is not None:
                found.setdefault((change.part, _source(screen, said, said.source)), {})[letter] = None
    return [
        screen.word("diff-source", sides="、".join(letters), part=screen.word(f"clause-{part}"), source=text)
        for (part, text), letters in found.items()
    ]


def _source(screen: Screen, said: Provision, source: Source) -> str:
    verified = screen.word("rule-verified" if source.verified else "rule-not-verified")
    since = screen.word("diff-since", term=said.since) if said.since else ""
    return f"{screen.word('diff-document', document=source.document, verified=verified)} {since} {source.place}"
