"""Judges a published statement: every line, the total, the heads, and all against our books of the term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aid_ledger.audit.statement_books import Books, Held, Key, TotalHeld, fits, held, keys_of, total_held
from aid_ledger.audit.statement_lines import InForce, LineVerdict, judge
from aid_ledger.audit.statement_table import Statement, StatementLine
from aid_ledger.audit.statement_total import TotalVerdict, judge_heads, judge_total
from aid_ledger.errors import Finding
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import Rulebook
from aid_ledger.terms import Term
from aid_ledger.words import Word

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class StatementCheck:
    """What is true of a statement.

    ``lines`` in its order; ``total`` and ``heads`` are none where it states none. ``books``: people and fen of our
    ledger by line, where it has that programme in the term, less what was recovered; ``gross`` without that;
    ``arrived``: what the bank has said arrived. ``against`` are the lines that say none of these; ``apart``: why a line
    is not compared with the books, where there are any. ``total_held``: the total beside the books. ``titles``: of
    programmes, by id and language. ``findings`` in the order of the lines, each with the fen that it is about.
    """

    term: Term | None
    lines: tuple[LineVerdict, ...]
    total: TotalVerdict | None
    heads: TotalVerdict | None
    books: Mapping[int, Held]
    gross: Mapping[int, Held]
    against: frozenset[int]
    findings: tuple[tuple[Finding, int], ...]
    apart: Mapping[int, str]
    total_held: TotalHeld | None = None
    arrived: Mapping[int, Held] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def verdict(self, line: int) -> str:
        """Return the word of the verdict on a line: that of the books where they differ, or where only they can say."""
        one = self.lines[line]
        if line in self.against:
            return "against-books"
        by_books = one.status == "not-checkable" and one.stated is not None and line in self.books
        return "as-books" if by_books else one.status

    def before_claims(self, line: int) -> bool:
        """Say whether a line is what was posted, and not what is left of it after claims."""
        return line in self.gross and not self._is(line, self.books) and self._is(line, self.gross)

    def only_arrived(self, line: int) -> bool:
        """Say whether a line is what arrived, and not what was posted."""
        return (
            line in self.arrived
            and not any(self._is(line, one) for one in (self.books, self.gross))
            and (self._is(line, self.arrived))
        )

    def _is(self, line: int, books: Mapping[int, Held]) -> bool:
        return fits(self.lines[line].stated, self.lines[line].heads, books[line])

    def without_heads(self, line: int) -> bool:
        """Say whether a line states heads and the books have none, only its amount."""
        return line in self.books and self.books[line][0] is None and self.lines[line].heads is not None


def check_statement(
    statement: Statement, rulebook: Rulebook, term: Term | None, books: Books | None = None,
    gross: Books | None = None, arrived: Books | None = None,
) -> StatementCheck:  # fmt: skip
    """Judge a statement.

    Args:
        statement: as read.
        rulebook: whose national standards blank cells stand for.
        term: that of the standards; none: blank cells cannot be checked.
        books: people and fen by programme and stage of our ledger in the term, where there is one.
        gross: the same, without what was recovered.
        arrived: the same, of what the bank has said arrived; none where nothing has. A statement may say any of them.
    """
    in_force = InForce(rulebook, term)
    lines = tuple(judge(at, printed, in_force) for at, printed in enumerate(statement.lines))
    total = heads = None
    if statement.total is not None:
        total = judge_total(statement.total, statement.lines, lines)
        heads = judge_heads(statement.total, lines, total.included)
    keys, apart = _keys(lines, books, alone=len(lines) == 1 and total is None)
    known = {at: held(own, books or {}) for at, own in keys.items()}
    paid = {at: held(own, gross) for at, own in keys.items()} if gross else known
    came = {at: held(own, arrived) for at, own in keys.items()} if arrived else {}
    sides = (known, paid, *([came] if came else []))
    against = frozenset(
        at for at in known if not any(fits(lines[at].stated, lines[at].heads, mine[at]) for mine in sides)
    )
    beside = None
    if statement.total is not None and total is not None and books is not None:
        beside = total_held(statement.total, total.included, keys, books, gross or books, arrived)
    findings = [*_of_lines(statement.lines, lines), *_of_books(statement.lines, lines, (known, paid, came), against)]
    if statement.total is not None and total is not None:
        findings += _of_total(statement, total, heads)
        findings += _of_total_held(statement.total, beside)
    titles = {one.id: {"zh": one.zh, "en": one.en} for one in rulebook.programmes}
    return StatementCheck(
        term, lines, total, heads, known, paid, against, tuple(findings), apart, beside, came, titles
    )  # fmt: skip


def _of_lines(printed: Sequence[StatementLine], lines: Sequence[LineVerdict]) -> Iterator[tuple[Finding, int]]:
    for text, one in zip(printed, lines, strict=True):
        if one.status not in ("mismatch", "infeasible") or one.stated is None:
            continue
        params = {
            "item": one.item[:_SHOWN], "stated": _yuan(one.stated.value), "standards": _standards(one.standards),
            "heads": f"{one.heads.value:,}" if one.heads else Word("statement-any-heads"), **_apart(one.difference),
            "expected": "" if one.expected is None else _yuan(one.expected),
        }  # fmt: skip
        name = "statement-line-mismatch" if one.status == "mismatch" else "statement-infeasible-mix"
        yield Finding(name, text.place, params), abs(one.difference or 0)


def _keys(
    lines: Sequence[LineVerdict], books: Books | None, *, alone: bool
) -> tuple[dict[int, tuple[Key, ...]], dict[int, str]]:  # fmt: skip
    """Return what of the books each line is of, and why others are of nothing; neither without books."""
    found = {one.line: keys_of(one, books, alone=alone) for one in lines} if books is not None else {}
    return {at: own for at, (own, _) in found.items() if own}, {at: why for at, (_, why) in found.items() if why}


def _of_books(
    printed: Sequence[StatementLine], lines: Sequence[LineVerdict],
    sides: tuple[Mapping[int, Held], Mapping[int, Held], Mapping[int, Held]], against: frozenset[int],
) -> Iterator[tuple[Finding, int]]:  # fmt: skip
    """Tell what the books have: nobody can publish what was not paid, whether it multiplies or not."""
    known, paid, came = sides
    for text, one in zip(printed, lines, strict=True):
        if one.line not in against:
            continue
        (people, amount), (all_people, all_amount) = known[one.line], paid[one.line]
        params = {
            "item": one.item[:_SHOWN], "heads": f"{one.heads.value:,}" if one.heads else "-", "people": _people(people),
            "stated": _yuan(one.stated.value) if one.stated else "-", "amount": _yuan(amount),
            "all_people": _people(all_people), "all_amount": _yuan(all_amount), **_arrived(came.get(one.line, (0, 0))),
        }  # fmt: skip
        stake = abs(one.stated.value - amount) if one.stated else 0
        yield Finding("statement-differs-from-books", text.place, params), stake


def _of_total(statement: Statement, total: TotalVerdict, heads: TotalVerdict | None) -> Iterator[tuple[Finding, int]]:
    row = statement.total
    if row is None:
        return
    if total.status == "mismatch" and total.stated is not None:
        equal = " + ".join(_named(statement.lines[line]) for line in total.equals_lines)
        left = [_named(statement.lines[line]) for line in total.included if equal and line not in total.equals_lines]
        params = {
            "stated": _yuan(total.stated), "sum": _yuan(total.sum), **_apart(total.difference),
            "equal": equal or Word("statement-no-part"), "left": " + ".join(left) or "-",
        }  # fmt: skip
        yield Finding("statement-total-mismatch", row.place, params), abs(total.difference or 0)
    if heads is not None and heads.status == "mismatch" and heads.stated is not None:
        more = heads.stated > heads.sum
        params = {
            "stated": f"{heads.stated:,}", "sum": f"{heads.sum:,}", "difference": f"{abs(heads.stated - heads.sum):,}",
            "direction": Word("statement-more" if more else "statement-less"),
        }  # fmt: skip
        yield Finding("statement-headcount-mismatch", row.place, params), 0


def _of_total_held(row: StatementLine, beside: TotalHeld | None) -> Iterator[tuple[Finding, int]]:
    if beside is None or beside.agrees is not False or beside.net is None or beside.gross is None:
        return
    params = {
        "stated": _yuan(beside.stated), "heads": row.heads or "-", "amount": _yuan(beside.net[1]),
        "people": _people(beside.net[0]), "all_amount": _yuan(beside.gross[1]), "all_people": _people(beside.gross[0]),
        **_arrived(beside.arrived or (0, 0)),
    }  # fmt: skip
    yield Finding("statement-total-differs-from-books", row.place, params), abs(beside.stated - beside.net[1])


def _arrived(mine: Held) -> dict[str, object]:
    return {"paid_people": _people(mine[0]), "paid_amount": _yuan(mine[1])}


def _people(heads: int | None) -> str:
    return "-" if heads is None else f"{heads:,}"


def _apart(difference: int | None) -> dict[str, object]:
    more = (difference or 0) > 0
    return {
        "difference": _yuan(abs(difference or 0)), "direction": Word("statement-more" if more else "statement-less"),
    }  # fmt: skip


def _named(line: StatementLine) -> str:
    return f"{line.item[:_SHOWN]} {line.amount}{line.unit}".strip()


def _standards(standards: Sequence[int]) -> str:
    return "/".join(format_yuan(one).removesuffix(".00") for one in standards)


def _yuan(fen: int) -> str:
    return format_yuan(fen, grouped=True)
