"""Loads packs of rules into one rulebook; everything that does not fit together is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.money import format_yuan, parse_money
from aid_ledger.rulebook import form, loading, schedule
from aid_ledger.rulebook.funding import Table, build_tables
from aid_ledger.rulebook.packs import (
    PackFiles,
    Read,
    Reader,
    builtin_folder,
    digest,
    find_pack,
    pack_names,
    read_pack,
    read_shared,
)
from aid_ledger.rulebook.rulebook import Majors, Parameter, Rulebook
from aid_ledger.rulebook.schedule import Dated, Programme
from aid_ledger.rulebook.source import Report
from aid_ledger.rulebook.vocabulary import Vocabulary, build_vocabulary


def load_rulebook(
    packs: Sequence[str] = ("national",),
    *,
    folders: Sequence[Path] = (),
    parameters: Mapping[str, str] | None = None,
    at: Mapping[str, Path] | None = None,
) -> Rulebook:
    """Load packs of rules; a pack is looked for in ``folders`` first, then among the built-in ones.

    Args:
        packs: names, ``national`` or local ones.
        folders: rule folders of the workspace.
        parameters: amounts that packs leave to the county, yuan as text, by name.
        at: folders of single packs, by name; they go before all others.

    Raises:
        FindingsError: everything that is wrong with the files, each with its place; ``parameter-missing``.
    """
    reader = Reader()
    places = (*(Path(folder) for folder in folders), builtin_folder())
    found = _read_packs(reader, tuple(dict.fromkeys(packs)), places, at or {})
    categories = read_shared(reader, places, "categories.yaml", form.CategoriesForm)
    majors = read_shared(reader, places, "majors.yaml", form.MajorsForm)
    if categories is None or majors is None:
        raise FindingsError(
            *(reader.report.errors or (Finding("rules-file-missing", Place(), {"file": "categories.yaml"}),))
        )
    given = dict(parameters or {})
    rulebook = _assemble(reader, found, categories, majors, given)
    stops = _stops(reader.report)
    if stops:
        raise FindingsError(*stops)
    return rulebook


def _stops(report: Report) -> tuple[Finding, ...]:
    """Return the findings that stop a load: an amount outside the national range is told, and left to people."""
    return tuple(finding for finding in report.errors if finding.name != "tier-out-of-range")


def _read_packs(
    reader: Reader, names: Iterable[str], places: Sequence[Path], at: Mapping[str, Path]
) -> list[PackFiles]:  # fmt: skip
    found = []
    for name in names:
        folder = at.get(name) or find_pack(name, places)
        if folder is None:
            reader.report.add("pack-unknown", Place(), name=name, known=", ".join(pack_names(places)))
            continue
        files = read_pack(reader, name, folder)
        if files is not None:
            found.append(files)
    return found


def _assemble(
    reader: Reader, packs: list[PackFiles], categories: Read, majors: Read, given: dict[str, str]
) -> Rulebook:
    report = reader.report
    vocabulary = build_vocabulary(categories, packs, report)
    parameters = _parameters(packs, given, report)
    programmes = _programmes(packs, vocabulary, given, report)
    tables = build_tables(packs, report)
    _check_references(programmes, tables, {p.name for p in parameters}, packs, report)
    programmes = _check_layers(programmes, report)
    ordered = _in_order(programmes, report)
    if not report.errors:
        _check_amounts(ordered, report)
    read: form.MajorsForm = majors.form
    return Rulebook(
        packs=tuple(files.name for files in packs),
        programmes=ordered,
        vocabulary=vocabulary,
        majors=Majors(frozenset(read.agricultural), frozenset(read.performing), frozenset(read.not_performing)),
        tables=tables,
        parameters=parameters,
        files=dict(sorted(reader.files.items())),
        digest=digest(reader.files, {p.name: given.get(p.name, "") for p in parameters}),
        findings=tuple(f for f in report.findings if f.severity != "error" or f.name == "tier-out-of-range"),
        days=_days(packs, report),
        folders=tuple((files.name, files.folder) for files in packs),
    )


def _parameters(packs: Sequence[PackFiles], given: Mapping[str, str], report: Report) -> tuple[Parameter, ...]:
    found = []
    for files in packs:
        read: form.PackForm = files.pack.form
        for name, title in read.parameters.items():
            found.append(Parameter(name, files.name, title.zh, title.en))
            text = given.get(name, "").strip()
            place = files.pack.document.place(("parameters", name), key=True)
            if not text:
                report.add("parameter-missing", place, name=name, pack=files.name, zh=title.zh, en=title.en)
                continue
            try:
                fine = parse_money(text) >= 0
            except ValueError:
                fine = False
            if not fine:
                report.add("parameter-unreadable", place, name=name, text=text)
    return tuple(found)


def _days(packs: Sequence[PackFiles], report: Report) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Return the days in each half; a local pack's go before the national ones, two local ones must agree."""
    days: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
        "reference": ((3, 1), (9, 1)),
        "join": ((7, 31), (1, 31)),
    }
    by: dict[str, str] = {}
    for files in sorted(packs, key=lambda files: files.name != "national"):
        read: form.PackForm = files.pack.form
        for name, declared in (("reference", read.reference_day), ("join", read.join_until)):
            if declared is None:
                continue
            value = (declared.spring, declared.autumn)
            if by.get(name, "national") != "national" and days[name] != value:
                place = files.pack.document.place(())
                report.add(
                    "packs-collide", place, part=name, packs=f"{by[name]}, {files.name}", term="-", programme="-"
                )
            days[name], by[name] = value, files.name
    return days


def _programmes(
    packs: Sequence[PackFiles], vocabulary: Vocabulary, given: Mapping[str, str], report: Report
) -> list[Programme]:
    bases = {files.name: _base(files, vocabulary, report) for files in packs}
    programmes: dict[str, Programme] = {}
    for files, name, read in loading.all_packs(packs):
        builder = loading.Builder(read, files.name, vocabulary.names, given, report)
        if isinstance(read.form, form.ProgrammeForm):
            if name in programmes:
                both = f"{programmes[name].pack}, {files.name}"
                report.add("programme-twice", builder.place("programme"), name=name, packs=both)
                continue
            base = bases[files.name] or bases.get("national", ())
            programmes[name] = loading.build_programme(builder, base)
        elif read.form.programme not in programmes:
            known = ", ".join(sorted(programmes)) or "-"
            report.add("programme-unknown", builder.place("programme"), name=read.form.programme, known=known)
        else:
            target = programmes[read.form.programme]
            layers = loading.build_overlay(builder, target)
            programmes[target.id] = replace(target, layers=(*target.layers, *layers))
    return list(programmes.values())


def _base(files: PackFiles, vocabulary: Vocabulary, report: Report) -> tuple[Dated, ...]:
    builder = loading.Builder(files.pack, files.name, vocabulary.names, {}, report)
    base = builder.who(files.pack.form.base, "base")
    for key in ("sets", "widens"):
        for name, values in getattr(files.pack.form, key).items():
            for index, value in enumerate(values):
                builder.source(value.source, (key, name, index), verified=value.verified)
    if files.pack.form.documents:
        builder.unused()
    return base


def _check_references(
    programmes: Sequence[Programme],
    tables: Mapping[str, Table],
    parameters: set[str],
    packs: Sequence[PackFiles],
    report: Report,
) -> None:
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


def _check_layers(programmes: list[Programme], report: Report) -> list[Programme]:
    """Refuse two packs that set one part of a programme for one term without an override."""
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
    return programmes


def _check_targets(programme: Programme, report: Report) -> None:
    for layer in programme.layers:
        others = {la.pack for la in programme.layers if la.part == layer.part and la is not layer}
        if layer.over and layer.over not in others:
            report.add("override-of-nothing", layer.place, pack=layer.over, part=layer.part, programme=programme.id)


def _in_order(programmes: Sequence[Programme], report: Report) -> tuple[Programme, ...]:
    """Order programmes: what decides over another first, else by name; a circle is a finding."""
    known = {programme.id for programme in programmes}
    before: dict[str, set[str]] = {p.id: {n for n in (*p.requires, *p.gives_way_to) if n in known} for p in programmes}
    for programme in programmes:
        for name in programme.excludes:
            before.setdefault(name, set()).add(programme.id)
    by_id = {programme.id: programme for programme in programmes}
    done: list[str] = []
    while len(done) < len(by_id):
        ready = sorted(n for n in by_id if n not in done and before[n] <= set(done))
        if not ready:
            left = sorted(set(by_id) - set(done))
            report.add("programmes-in-a-circle", by_id[left[0]].place, names=", ".join(left))
            done += left
            break
        done.append(ready[0])
    return tuple(by_id[name] for name in done)


def _check_amounts(programmes: Sequence[Programme], report: Report) -> None:
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
