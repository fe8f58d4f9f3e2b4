"""Writes the rosters: which file holds which schools. Their columns are in ``roster_forms``, in words in LAYOUTS.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from aid_ledger.demo import lines as at
from aid_ledger.demo.book import PAGE_TOTAL, Cell, Row, Sheet, note_sheet, shapes
from aid_ledger.demo.lines import Book, Line
from aid_ledger.demo.papers import OFFICE, SIGN_FOOT, TOTAL_FOOT, Calendar, Placed
from aid_ledger.demo.plain_forms import EXTENSIONS, write_sheets, zipped
from aid_ledger.demo.roster_forms import FORMS, NAMES, RC2, RosterForm
from aid_ledger.demo.schools import Plan

_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class RosterJob:
    """What to write: the rosters of a plan, in one file or many.

    ``seen`` counts the shapes of the sheets; ``places`` is filled with where each line, by its ``id``, was written.
    """

    plan: Plan
    book: Book
    days: Calendar
    one: bool
    seen: Counter[str]
    places: dict[int, Placed] = field(default_factory=dict)


def write_rosters(folder: Path, job: RosterJob) -> Iterator[tuple[Path, int]]:
    """Write every roster; yield each file with its number of rows."""
    plan, days = job.plan, job.days
    files: dict[tuple[str, str, str], list[int]] = {}
    for place, school in enumerate(plan.schools):
        layout = "RA" if job.one else school.layout
        joint = {"RA": "全县", "RKP": "民办幼儿园", "RV1": plan.towns[school.town]}.get(layout, school.name)
        pattern, offset = NAMES[layout]
        name = days.name(pattern.format(school=school.name, town=plan.towns[school.town]), offset)
        files.setdefault((layout, name, joint), []).append(place)
    totals_wrong = False
    for (layout, name, joint), places in files.items():
        rows = [line for place in places for line in job.book[place]]
        form = FORMS[layout]
        path = (folder / "学籍" / name.format(n=len(rows))).with_suffix(f".{EXTENSIONS[form.container]}")
        if not rows:
            continue
        if layout == "RC":
            path = path.with_suffix(".zip")
            _write_archive(path, joint, rows, job)
        elif layout == "RS":
            sheets = [
                sheet
                for seats, lines in _by_class(rows).items()
                for sheet in _sheets(
                    replace(form, sheet=_class_word(plan, seats, "{}{}班")), joint, lines, (job, path.name)
                )
            ]
            _write(path, sheets, job.seen)
        else:
            sheets = _sheets(form, joint, rows, (job, path.name))
            if form.feet and not totals_wrong:
                # One school has struck a pupil off without counting anew.
                totals_wrong = True
                sheets[0] = replace(sheets[0], feet=((TOTAL_FOOT, "", f"{len(rows) + 1}人"), SIGN_FOOT))
                job.seen["total-wrong"] += 1
            _write(path, sheets, job.seen, form.container)
        yield path, len(rows)


def _write(path: Path, sheets: list[Sheet], seen: Counter[str], container: str = "xlsx") -> None:
    seen.update(shapes(sheets))
    write_sheets(path, container, sheets)


def _by_class(rows: list[Line]) -> dict[int, list[Line]]:
    classes: dict[int, list[Line]] = {}
    for line in rows:
        classes.setdefault(line.seats, []).append(line)
    return classes


def _class_word(plan: Plan, seats: int, pattern: str) -> str:
    """Return the class as its file or sheet is called: ``二（1）``, ``三1班``."""
    room = plan.seats[seats]
    return pattern.format(_NUMERALS[room.grade - 1], room.klass)


def _write_archive(path: Path, school: str, rows: list[Line], job: RosterJob) -> None:
    """Write a file a class, of two layouts, into an archive; grade and class stand in the names alone."""
    files: dict[str, bytes] = {}
    with TemporaryDirectory() as folder:
        for seats, lines in _by_class(rows).items():
            room = job.plan.seats[seats]
            even = room.grade % 2 == 0
            name = _class_word(job.plan, seats, "{}（{}）") if even else f"{room.grade}_{room.klass}"
            made = Path(folder) / f"{name}.xlsx"
            _write(
                made, _sheets(RC2 if even else FORMS["RC"], school, lines, (job, f"{path.name}/{made.name}")), job.seen
            )
            files[made.name] = made.read_bytes()
    zipped(path, files)


def _sheets(form: RosterForm, school: str, rows: list[Line], where: tuple[RosterJob, str]) -> list[Sheet]:
    job, file = where
    days = job.days
    words = {"school": school, "term": days.term.zh, "day": days.stamp(36)}
    feet: tuple[Row, ...] = ((TOTAL_FOOT, "", f"{len(rows)}人"), SIGN_FOOT) if form.feet else ()
    written: list[Row] = []
    hidden: set[int] = set()
    comments: list[tuple[int, int, str]] = []
    header = tuple(header for header, _ in form.columns)
    for place, line in enumerate(rows):
        fresh = place and line.seats != rows[place - 1].seats
        if form.class_rows and (fresh or not place):
            if fresh:
                written.append(())
            if len(written) > 20 and not any(row is header for row in written):
                written += [(PAGE_TOTAL, "", f"{place}人"), header]
            written.append((f"{line.cells[at.GRADE]}{line.cells[at.CLASS]}",))
        if line.hidden:
            hidden.add(len(written))
        if line.comment:
            comments.append((len(written), [source for _, source in form.columns].index(at.NAME), line.comment))
        written.append(_cells(form, line, place + 1))
        job.places[id(line)] = Placed(file, form.sheet, len(form.titles) + 1 + len(written))
    sheets = [
        Sheet(
            form.sheet, header, written, tuple(title.format(**words) for title in form.titles), feet,
            hidden_rows=frozenset(hidden), hidden_columns=form.hidden_columns,
            comments=tuple(comments),
        )
    ]  # fmt: skip
    if form.notes:
        sheets.insert(0, note_sheet("填表说明", f"一、本表由{school}填写，报{OFFICE}。", "二、身份证号请用文本格式。"))
    if form.dictionary:
        sheets.append(note_sheet("数据字典", "就读方式：1走读，2住校，9其他", "户口性质：1农业，2非农业", hidden=True))
    return sheets


def _cells(form: RosterForm, line: Line, number: int) -> list[Cell]:
    cells: list[Cell] = []
    for _, source in form.columns:
        if isinstance(source, int):
            cell = line.cells[source]
            if source == at.ATTENDING:
                cell = cell or line.cells[at.STATUS]
            table = form.words.get(source)
            cells.append(table.get(str(cell), cell) if table else cell)
        else:
            cells.append(number if source == "#" else source)
    return cells
