"""Whether what packs say fits together: names are known, one pack speaks of each part, amounts are within bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aid_ledger.errors import Place
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import form, schedule
from aid_ledger.rulebook.funding import Table
from aid_ledger.rulebook.packs import PackFiles, Read
from aid_ledger.rulebook.schedule import Dated, Programme
from aid_ledger.rulebook.source import Report


def check_references(
    programmes: Sequence[Programme],
    tables: Mapping[str, Table],
    parameters: set[str],
    packs: Sequence[PackFiles],
    report: Report,
) -> None:
    """Refuse names of programmes, tables of shares and parameters that nothing bears."""
    known = {programme.id for programme in programmes}
    listed = ", ".join(sorted(known))
    unread = any(files.funding is None and (files.folder / "funding.yaml").is_file() for files in packs)
    for programme in programmes:
        named = [*programme.excludes, *programme.gives_way_to, *programme.requires]
        values = [item.value for layer in programme.layers if layer.part == "amount" for item in layer.items]
        named += [value.of for value in values if isinstance(value, schedule.Share)]
        for name in named:
            if name not in known or name == programme.id:
                report.add("programme-unknown", programme.place, name=name, known=listed)
        if programme.makes_line and not programme.funding:
            report.add("key-missing", programme.place, key="funding")
        if programme.funding and programme.funding not in tables and not unread:
            names = ", ".join(sorted(tables)) or "-"
            report.add("funding-table-unknown", programme.place, name=programme.funding, known=names)
    for files in packs:
        for read in files.programmes.values():
            for name, place in _parameters_named(read):
                if name not in parameters:
                    report.add("parameter-unknown", place, name=name, known=", ".join(sorted(parameters)) or "-")


def _parameters_named(read: Read) -> list[tuple[str, Place]]:
    amount = read.form.amount
    if isinstance(amount, form.Parameter):
        return [(v.parameter, read.document.place(("amount", "values", i))) for i, v in enumerate(amount.values)]
    if not isinstance(amount, form.Tiers):
        return []
    return [
        (tier.parameter, read.document.place(("amount", "values", i, "tiers", j)))
        for i, value in enumerate(amount.values)
        for j, tier in enumerate(value.tiers)
        if tier.parameter
    ]


def check_layers(programmes: Sequence[Programme], report: Report) -> None:
    """Refuse two packs that set one part of a programme for one term without an override, and gaps at its start."""
    for programme in programmes:
        _check_targets(programme, report)
        told: set[tuple[str, str]] = set()
        for term in programme.change_terms():
            parts: tuple[schedule.Part, ...] = ("who", "amount")
            for part in parts:
                speaking = programme.speaking(part, term)
                names = ", ".join(layer.pack for layer in speaking)
                if len(speaking) > 1 and (part, names) not in told:
                    told.add((part, names))
                    params = {"programme": programme.id, "part": part, "packs": names, "term": str(term)}
                    report.add("packs-collide", speaking[-1].place, **params)
        first = programme.own("amount").items[0]
        if first.start > programme.starts:
            params = {"programme": programme.id, "start": str(programme.starts), "first": str(first.start)}
            report.add("standard-missing", first.source.place, **params)
        if programme.ends is not None and programme.ends <= programme.starts:
            report.add("ends-before-start", programme.place, ends=str(programme.ends))


def _check_targets(programme: Programme, report: Report) -> None:
    for layer in programme.layers:
        others = {la.pack for la in programme.layers if la.part == layer.part and la is not layer}
        if layer.over and layer.over not in others:
            report.add("override-of-nothing", layer.place, pack=layer.over, part=layer.part, programme=programme.id)


def check_amounts(programmes: Sequence[Programme], report: Report) -> None:
    """Compare the tiers and flat amounts of packs with the nation's bounds: outside is a finding, never clamped."""
    for programme in programmes:
        own = programme.own("amount")
        if not any(isinstance(item.value, schedule.Open) for item in own.items):
            continue
        for layer in programme.layers:
            if layer.part != "amount" or not layer.over:
                continue
            told: set[tuple[Place, int]] = set()
            for term in sorted({i.start for i in (*layer.items, *own.items)}):
                bounds = own.at(term).value if own.speaks(term) else None
                if not layer.speaks(term) or not isinstance(bounds, schedule.Open):
                    continue
                for place, fen in _amounts_of(layer.at(term)):
                    if not bounds.least <= fen <= bounds.most and (place, fen) not in told:
                        told.add((place, fen))
                        report.add(
                            "tier-out-of-range",
                            place,
                            programme=programme.id,
                            pack=layer.pack,
                            term=str(term),
                            amount=format_yuan(fen),
                            least=format_yuan(bounds.least),
                            most=format_yuan(bounds.most),
                        )


def _amounts_of(item: Dated) -> list[tuple[Place, int]]:
    match item.value:
        case schedule.Tiers(steps=steps):
            return [(step.source.place, step.amount) for step in steps]
        case schedule.Fixed(amounts=amounts):
            return [(item.source.place, fen) for fen in amounts.values()]
    return []
