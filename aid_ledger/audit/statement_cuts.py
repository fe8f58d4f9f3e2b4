"""Cuts a published text into rows, sentences, clauses and parts (其中, brackets), so that no figure becomes another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from aid_ledger.audit.statement_figures import figures_of
from aid_ledger.audit.statement_names import says_nothing

SENTENCE, CLAUSE, PART = re.compile("[。!?]"), re.compile(";"), re.compile("其中[:,]?")
BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
_SPACED = re.compile(r"(?<=\d)\s+(?=\d)|(?<=[0-9])，(?=[0-9])")
_BROKEN = re.compile(r"[\d.,]$")
_GOES_ON = re.compile("[0-9万亿元人名位]")


def rows_of(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield lines with their numbers, without white space; a line that breaks off in a figure goes on in the next.

    Between two figures a blank stays, for nobody can say whether they are one; so does a full-width comma there.

    >>> list(rows_of("寄宿生 100 人，５ 万元\n补助 4847 292 万元"))
    [(1, '寄宿生100人,5万元'), (2, '补助4847 292万元')]
    """
    held, at = "", 0
    for row, printed in enumerate(text.splitlines(), start=1):
        spaced = _SPACED.sub(" ", _NUMBERED.sub(";", printed.strip()))
        line = "".join(_SPACED.sub("\0", unicodedata.normalize("NFKC", spaced)).split()).replace("\0", " ")
        if held and _BROKEN.search(held) and _GOES_ON.match(line):
            held += f" {line}" if line[0].isdigit() else line
            continue
        if held:
            yield at, held
        held, at = line, row
    if held:
        yield at, held


def halves_of(clause: str) -> list[str]:
    """Return a clause cut before 其中, but for one in brackets."""
    inside = [match.span() for match in BRACKETS.finditer(clause)]
    cuts = [match.span() for match in PART.finditer(clause) if not any(a < match.start() < b for a, b in inside)]
    pieces, at = [], 0
    for start, end in cuts:
        pieces.append(clause[at:start])
        at = end
    return [*pieces, clause[at:]]


def is_apart(inside: str) -> bool:
    """Say whether brackets hold figures of their own: of parts; one figure with no name is of the item itself."""
    main = [one for one in figures_of(inside) if one.kind in ("heads", "amount")]
    if not main:
        return False
    return len(main) > 1 or not says_nothing(inside[: main[0].start]) or "其中" in inside or "含" in inside
