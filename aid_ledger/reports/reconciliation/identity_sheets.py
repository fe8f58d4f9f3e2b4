"""等式 (each kind of identity by each grouping, counted) and 等式明细 (every group, those that differ first)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aid_ledger.audit.answers import records
from aid_ledger.audit.results import Identity, Reconciliation
from aid_ledger.reports.listing import HEAD_ROWS, Frame
from aid_ledger.reports.reconciliation.sections import BY
from aid_ledger.reports.reconciliation.sentences import Speaker
from aid_ledger.reports.reconciliation.sheets import Sheet
from aid_ledger.reports.rows import Formula, Value

_KINDS: Frame = (
    ("no", 5, "no"), ("rec-identity", 48, "wrap"), ("rec-by", 11, "text"), ("rec-groups", 9, "count"),
    ("rec-groups-alike", 9, "count"), ("rec-groups-off", 9, "count"), ("rec-left-sum", 17, "money"),
    ("rec-right-sum", 17, "money"), ("rec-difference", 15, "money"), ("rec-check", 9, "text"),
)  # fmt: skip
_GROUPS: Frame = (
    ("no", 6, "no"), ("rec-identity", 38, "wrap"), ("rec-by", 9, "text"), ("rec-group", 34, "wrap"),
    ("rec-left", 15, "money"), ("rec-right", 15, "money"), ("rec-parts", 56, "wrap"), ("rec-difference", 13, "money"),
    ("rec-check", 8, "text"),
)  # fmt: skip
_NAME, _BY, _LEFT, _RIGHT, _CHECK = 1, 2, 4, 5, 8


def groups_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str]) -> Sheet:
    """Return 等式明细: every group of every identity, its right side written out as a sum.

    Groups that differ stand first, and they alone are printed: thousands that hold are for the screen and its filter.
    """
    pairs = [(identity, group) for identity in report.identities for group in records(identity.groups)]
    pairs.sort(key=lambda pair: pair[1]["left"] == pair[1]["right"])
    columns: list[list[Value]] = [[] for _ in range(len(_GROUPS) - 1)]
    for place, (identity, group) in enumerate(pairs):
        for column, value in zip(columns, _group(identity, group, HEAD_ROWS + place + 1, say), strict=True):
            column.append(value)
    off = sum(group["left"] != group["right"] for _, group in pairs)
    line = say.word("identities-groups-line" if off else "identities-groups-line-none", off=off, alike=len(pairs) - off)
    title = say.word("identities-groups")
    return Sheet(names["groups"], "audit-identity-groups/1", title, line, _GROUPS, columns, printed=off)


def identities_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str], groups: Sheet) -> Sheet:
    """Return 等式: one row a kind of identity and grouping, counted and added up by formulas over 等式明细."""
    rows = [_kind(one, HEAD_ROWS + place + 1, say, groups) for place, one in enumerate(report.identities)]
    columns: list[list[Value]] = [list(column) for column in zip(*rows, strict=True)]
    columns = columns or [[] for _ in range(len(_KINDS) - 1)]
    line = say.word("identities-sheet-line", how=say.word("identities-how"), sheet=groups.name)
    return Sheet(names["identities"], "audit-identities/2", say.word("identities"), line, _KINDS, columns)


def _kind(one: Identity, row: int, say: Speaker, groups: Sheet) -> tuple[Value, ...]:
    """Return the cells of a row; what says the same money again and again (sheets, files) is not added up."""
    own = ",".join(f"{groups.cells(column, fixed=True)},{letter}{row}" for column, letter in ((_NAME, "B"), (_BY, "C")))
    fails, off = say.word("fails"), len(one.off)
    held = say.word("no-groups") if not len(one.groups) else fails if off else say.word("holds")
    sums: tuple[Value, ...] = (None, None, None)
    if one.adds:
        scale = 100 if one.unit == "fen" else 1
        left, right = (
            Formula(f"ROUND(SUMIFS({groups.cells(column, fixed=True)},{own}),2)", whole / scale)
            for column, whole in ((_LEFT, one.left), (_RIGHT, one.right))
        )
        sums = (left, right, Formula(f"ROUND(G{row}-H{row},2)", (one.left - one.right) / scale))
    return (
        say.identity(one.name), _by(one, say), Formula(f"COUNTIFS({own})", len(one.groups)),
        Formula(f"D{row}-F{row}", len(one.groups) - off),
        Formula(f'COUNTIFS({own},{groups.cells(_CHECK, fixed=True)},"{fails}")', off), *sums,
        Formula(f'IF(D{row}=0,"{say.word("no-groups")}",IF(F{row}=0,"{say.word("holds")}","{fails}"))', held),
    )  # fmt: skip


def _by(identity: Identity, say: Speaker) -> str:
    return say.word(f"by-{identity.by if identity.by in BY else 'group'}")


def _group(identity: Identity, group: Mapping[str, Any], row: int, say: Speaker) -> list[Value]:
    scale = 100 if identity.unit == "fen" else 1

    def number(name: str) -> float:
        return int(group[name]) / scale

    parts = [number(part) for part in identity.parts]
    whole = sum(round(part * scale) for part in parts) / scale
    written = "+".join(f"({part:.2f})" if part < 0 else f"{part:.2f}" for part in parts)
    right: Value = Formula(written, whole) if parts and whole == number("right") else number("right")
    difference = round((number("left") - number("right")) * scale) / scale
    holds, fails = say.word("holds"), say.word("fails")
    return [
        say.identity(identity.name), _by(identity, say), say.group(identity.by, str(group["group"])),
        number("left"), right,
        " + ".join(f"{say.part(part)} {number(part):,.2f}" for part in identity.parts),
        Formula(f"ROUND(E{row}-F{row},2)", difference),
        Formula(f'IF(H{row}=0,"{holds}","{fails}")', fails if difference else holds),
    ]  # fmt: skip
