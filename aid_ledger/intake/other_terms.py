"""Tells which sheets say that they are of another term than the one asked for, and leaves last term's sheet out.

Where a workbook has a sheet of the term as well, the other one is left out and that is said. Where the whole list says
another term, school year, year or day, it is told as ``term-differs`` (by its titles) or ``file-term-differs`` (by the
file's name): whether an old list still holds is for a person to say, so whoever imports refuses it until they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.choosing import Found
from aid_ledger.intake.name_facts import Stated, bare_year, read_name, stated_times
from aid_ledger.terms import Term

OTHER_TERM = ("term-differs", "file-term-differs")
"""The findings of a list that says it is of another term."""
_OF_NO_TERM = frozenset({"budget", "deceased", "schools", "accounts", "public-employees"})
"""Kinds that speak until a later list does, or whose rows name their own year or day."""
_BY_TERM_COLUMN = frozenset({"awards", "meals", "paid-before"})
"""Kinds whose rows name their own term where they have the column; else they are of the term asked for."""
Chosen = tuple[Found, str]


def leave_out_other_terms(
    chosen: Sequence[Chosen], wanted: Sequence[Term], name: str
) -> tuple[list[Chosen], tuple[str, ...], tuple[Finding, ...]]:
    """Return the sheets to read, the names of those left out, and what is to be said.

    Args:
        chosen: the data sheets with their kinds.
        wanted: the terms asked for, else that of the file's name; where there is none, the latest that a sheet names.
        name: of the file.
    """
    said = [_named(item) if _is_judged(item, kind) else frozenset() for item, kind in chosen]
    named = [term for terms in said for term in terms]
    if not named:
        return list(chosen), (), ()
    asked = set(wanted) or {max(named)}
    other = [bool(terms) and not terms & asked for terms in said]
    if all(other):  # of several terms, none of them asked for: the latest alone
        kept_for = max(named)
        other = [kept_for not in terms for terms in said]
    rest = [one for one, out in zip(chosen, other, strict=True) if not out]
    if not any(item.rows for item, _ in rest):
        return list(chosen), (), ()
    found = tuple(
        Finding(
            "sheet-of-other-term",
            Place(name, item.sheet.name),
            {"sheet": item.sheet.name, "said": "、".join(map(str, sorted(terms)))},
            severity="warning",
        )
        for (item, _), terms, out in zip(chosen, said, other, strict=True)
        if out
    )
    return rest, tuple(item.sheet.name for (item, _), out in zip(chosen, other, strict=True) if out), found


def lists_of_other_terms(
    chosen: Sequence[Chosen], asked: Sequence[Term], said_by_name: Term | None, name: str
) -> tuple[Finding, ...]:
    """Return a finding for each sheet that says it is of another term than those asked for.

    A term or school year that its titles name decides, else one that the file's name does, else years and days of the
    titles, else those of the name. What says nothing is of the term asked for.

    Args:
        chosen: the sheets to be read, with their kinds.
        asked: the terms asked for; where there are none, that of the name.
        said_by_name: the term that the file's name says.
        name: of the file, with the archive that it came in.
    """
    wanted = tuple(asked) or ((said_by_name,) if said_by_name else ())
    if not wanted:
        return ()
    of_file = _of_file(name)
    found: dict[Place, Finding] = {}
    for item, kind in chosen:
        if not _is_judged(item, kind):
            continue
        of_sheet = _of_sheet(item)
        for texts, finding in _by_weight(of_sheet, of_file):
            if texts:
                if not any(one.terms & set(wanted) for one in texts):
                    place = Place(name, item.sheet.name if finding == "term-differs" else "")
                    found.setdefault(place, _differs(finding, texts, wanted, place))
                break
        else:
            found |= _bare(item, name, wanted)
    return tuple(found.values())


def _bare(item: Found, name: str, wanted: Sequence[Term]) -> dict[Place, Finding]:
    """A year without 年 in the name of the sheet or the file is perhaps none: said, and not refused."""
    own = name.replace("\\", "/").rsplit("/", 1)[-1]
    for text, sheet in ((item.sheet.name, item.sheet.name), (own, "")):
        said = bare_year(text)
        if said is None:
            continue
        if said.terms & set(wanted):
            return {}
        place = Place(name, sheet)
        term = "、".join(map(str, wanted))
        return {place: Finding("year-in-name-differs", place, {"said": said.words, "term": term}, severity="warning")}
    return {}


def _by_weight(of_sheet: Sequence[Stated], of_file: Sequence[Stated]) -> Iterable[tuple[list[Stated], str]]:
    for named in (True, False):
        yield [one for one in of_sheet if one.named is named], "term-differs"
        yield [one for one in of_file if one.named is named], "file-term-differs"


def _differs(finding: str, texts: Sequence[Stated], wanted: Sequence[Term], place: Place) -> Finding:
    own = sorted(texts[0].terms) if texts[0].named else [texts[0].likely]
    params = {
        "sheet": place.sheet,
        "said": "、".join(dict.fromkeys(one.words for one in texts)),
        "term": "、".join(map(str, wanted)),
        "own": _options(own),
        "options": _options(wanted),
        "file": place.file,
    }
    return Finding(finding, place, params)


def _options(terms: Sequence[Term]) -> str:
    """The option that asks for these terms: of a school year, or the first of them."""
    years = {term.school_year for term in terms}
    return f"--year {years.pop()}" if len(terms) > 1 and len(years) == 1 else f"--term {terms[0]}"


def _is_judged(item: Found, kind: str) -> bool:
    return kind not in _OF_NO_TERM and not (kind in _BY_TERM_COLUMN and "term" in item.fields)


def _named(item: Found) -> frozenset[Term]:
    texts = (item.sheet.name, *item.header.titles)
    return frozenset(term for text in texts if (term := read_name(text).term) is not None)


def _of_sheet(item: Found) -> list[Stated]:
    return [one for text in (item.sheet.name, *item.header.titles) for one in stated_times(text)]


def _of_file(name: str) -> tuple[Stated, ...]:
    path = name.replace("\\", "/")
    return stated_times(path.rsplit("/", 1)[-1]) or stated_times(path.rpartition("/")[0])
