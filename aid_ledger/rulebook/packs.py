"""Finds the folders of packs and reads their files into forms, each wrong key and value a finding with its place.

What the forms mean together is the business of :mod:`aid_ledger.rulebook.loading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from aid_ledger.errors import Place
from aid_ledger.rulebook import form
from aid_ledger.rulebook.source import Document, Loc, Report, parse_document

Model = TypeVar("Model", bound=BaseModel)
_OWN_NAMES = frozenset(
    {
        "term-unreadable",
        "money-unreadable",
        "yes-or-no",
        "date-not-in-calendar",
        "share-unreadable",
        "number-unreadable",
        "id-unreadable",
    }
)


@dataclass(frozen=True, slots=True)
class Read:
    """One file in its form, with its positions."""

    document: Document
    form: Any


@dataclass(slots=True)
class PackFiles:
    """The files of one pack: ``pack.yaml``, maybe ``funding.yaml``, and programmes by folder name."""

    name: str
    folder: Path
    pack: Read
    funding: Read | None = None
    programmes: dict[str, Read] = field(default_factory=dict)


@dataclass(slots=True)
class Reader:
    """Reads files, keeps their bytes by name, collects findings."""

    report: Report = field(default_factory=Report)
    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: Path, name: str, model: type[Model]) -> Read | None:
        """Read one file into ``model``; ``None`` where it does not fit, and then the findings say why."""
        content = path.read_bytes()
        self.files[name] = content
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            self.report.add("not-utf8", Place(name))
            return None
        document = parse_document(text, name, self.report)
        if document is None:
            return None
        read = validate(document, model, self.report)
        return Read(document, read) if read is not None else None


def validate(document: Document, model: type[Model], report: Report) -> Model | None:
    """Put a document into its form; every problem becomes a finding with its place."""
    try:
        return model.model_validate(document.plain)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            _report(problem, document, model, report)
    return None


def _report(problem: Any, document: Document, model: type[BaseModel], report: Report) -> None:
    kind, loc = str(problem["type"]), _real(problem["loc"], document)
    name = str(problem["loc"][-1]) if problem["loc"] else document.file
    value = problem.get("input")
    shown = value if isinstance(value, str) else type(value).__name__
    context = problem.get("ctx", {})
    if kind == "extra_forbidden":
        report.add("key-unknown", document.place(loc, key=True), key=name, known=_keys(loc, model))
    elif kind == "missing":
        report.add("key-missing", document.place(loc), key=name)
    elif kind == "union_tag_not_found":
        report.add("key-missing", document.place(loc), key="kind")
    elif kind == "union_tag_invalid":
        known = str(context.get("expected_tags", "")).replace("'", "")
        report.add("kind-unknown", document.place((*loc, "kind")), kind=context.get("tag", ""), known=known)
    elif kind in _OWN_NAMES:
        report.add(kind, document.place(loc), key=_last_key(loc), text=shown)
    elif kind == "literal_error":
        expected = str(context.get("expected", "")).replace("'", "")
        report.add("value-not-one-of", document.place(loc), key=_last_key(loc), value=shown, known=expected)
    else:
        report.add("value-wrong-shape", document.place(loc), key=_last_key(loc), value=shown)


def _real(loc: Sequence[str | int], document: Document) -> Loc:
    """Return the part of pydantic's path that exists in the file: without the tags of unions."""
    real: Loc = ()
    for step in loc:
        if (*real, step) in document.values or (*real, step) in document.keys:
            real = (*real, step)
    return real


def _last_key(loc: Loc) -> str:
    return next((str(step) for step in reversed(loc) if isinstance(step, str)), "")


def _keys(loc: Loc, model: type[BaseModel]) -> str:
    """Return the keys allowed at the top of the file; deeper ones stand in ``rules/README.md``."""
    if len(loc) != 1:
        return "rules/README.md"
    return ", ".join(info.alias or name for name, info in model.model_fields.items())


def builtin_folder() -> Path:
    """Return the folder of the rules that come with the program."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def find_pack(name: str, folders: Sequence[Path]) -> Path | None:
    """Return the folder of a pack: in the first of ``folders`` that has it, directly or under ``local``."""
    for folder in folders:
        for candidate in (folder / name, folder / "local" / name):
            if (candidate / "pack.yaml").is_file():
                return candidate
    return None


def pack_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of all packs that can be found, ``national`` first."""
    names = {path.parent.name for folder in folders for path in folder.glob("*/pack.yaml")}
    names |= {path.parent.name for folder in folders for path in folder.glob("local/*/pack.yaml")}
    return tuple(sorted(names, key=lambda name: (name != "national", name)))


def read_shared(reader: Reader, folders: Sequence[Path], name: str, model: type[Model]) -> Read | None:
    """Read ``categories.yaml`` or ``majors.yaml`` from the first folder that has it."""
    for folder in folders:
        if (folder / name).is_file():
            return reader.read(folder / name, name, model)
    reader.report.add("rules-file-missing", Place(name), file=name)
    return None


def read_pack(reader: Reader, name: str, folder: Path) -> PackFiles | None:
    """Read all files of a pack but its cases."""
    prefix = name if name == "national" else f"local/{name}"
    read = reader.read(folder / "pack.yaml", f"{prefix}/pack.yaml", form.PackForm)
    if read is None:
        return None
    files = PackFiles(name, folder, read)
    if read.form.pack != name:
        reader.report.add("name-differs-from-folder", read.document.place(("pack",)), name=read.form.pack, folder=name)
    if (folder / "funding.yaml").is_file():
        files.funding = reader.read(folder / "funding.yaml", f"{prefix}/funding.yaml", form.FundingForm)
    for path in sorted(folder.glob("*/schedule.yaml"), key=lambda path: path.parent.name):
        found = _read_programme(reader, path, f"{prefix}/{path.parent.name}/schedule.yaml")
        if found is None:
            continue
        if found.form.programme != path.parent.name:
            place = found.document.place(("programme",))
            params = {"name": found.form.programme, "folder": path.parent.name}
            reader.report.add("name-differs-from-folder", place, **params)
        files.programmes[path.parent.name] = found
    return files


def _read_programme(reader: Reader, path: Path, name: str) -> Read | None:
    """Read a programme or an overlay: the keys ``fills`` and ``overrides`` tell which."""
    content = path.read_bytes().decode("utf-8", "replace")
    overlay = any(line.startswith(("fills:", "overrides:")) for line in content.splitlines())
    return reader.read(path, name, form.OverlayForm if overlay else form.ProgrammeForm)


def digest(files: Mapping[str, bytes], parameters: Mapping[str, str]) -> str:
    """Return the sha256 over names, contents and parameters, in order, each with its length before it."""
    import hashlib

    sha = hashlib.sha256()
    texts = [(name.encode(), content) for name, content in sorted(files.items())]
    texts += [(b"parameter:" + name.encode(), value.encode()) for name, value in sorted(parameters.items())]
    for pair in texts:
        for text in pair:
            sha.update(len(text).to_bytes(8, "big"))
            sha.update(text)
    return sha.hexdigest()
