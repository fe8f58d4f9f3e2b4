"""Loads packs of rules into one rulebook; everything that does not fit together is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.money import parse_money
from aid_ledger.rulebook import form, loading
from aid_ledger.rulebook.fitting import check_amounts, check_layers, check_references
from aid_ledger.rulebook.funding import build_tables
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
    if stops := [finding for finding in reader.report.errors if _stops(finding)]:
        raise FindingsError(*stops)
    return rulebook


def _stops(finding: Finding) -> bool:
    """Tell whether a finding stops a load: an amount outside the national range is told, and left to people."""
    return finding.severity == "error" and finding.name != "tier-out-of-range"


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
    check_references(programmes, tables, {p.name for p in parameters}, packs, report)
    check_layers(programmes, report)
    ordered = _in_order(programmes, report)
    if not report.errors:
        check_amounts(ordered, report)
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
        findings=tuple(finding for finding in report.findings if not _stops(finding)),
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
