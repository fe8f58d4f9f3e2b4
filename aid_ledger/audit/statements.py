"""Judges a published statement: every line, the total, the heads, and all against our books of the term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aid_ledger.audit.printed import read_heads
from aid_ledger.audit.statement_books import Books, Compared, Held, Ledger, TotalHeld, compare, total_held
from aid_ledger.audit.statement_lines import InForce, LineVerdict, judge
from aid_ledger.audit.statement_table import Statement, StatementLine, not_read
from aid_ledger.audit.statement_text import Unread
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

    ``lines`` in its order, as ``printed``; ``total`` and ``heads`` are none where it states none. ``compared``: the
    lines beside our ledger, where it has that programme in the term. ``unread``: what was not read. ``total_held``: the
    total beside the books. ``titles``: of programmes, by id and language. ``findings`` in the order of the lines, each
    with the fen that it is about.
    """

    term: Term | None
    lines: tuple[LineVerdict, ...]
    total: TotalVerdict | None
    heads: TotalVerdict | None
    printed: tuple[StatementLine, ...]
    compared: Compared
    findings: tuple[tuple[Finding, int], ...]
    unread: tuple[Unread, ...] = ()
    total_held: TotalHeld | None = None
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def books(self) -> dict[int, Held]:
        """Return people and fen of our ledger by line, less what was recovered."""
        return self._side("posted")

    @property
    def gross(self) -> dict[int, Held]:
        """Return the same without what was recovered."""
        return self._side("before-claims")

    @property
    def arrived(self) -> dict[int, Held]:
        """Return the same of what the bank has said arrived."""
        return self._side("arrived")

    def _side(self, name: str) -> dict[int, Held]:
        return {line: sides[name] for line, sides in self.compared.sides.items() if name in sides}

    @property
    def apart(self) -> Mapping[int, str]:
        """Return why lines are not compared with the books, where there are any."""
        return self.compared.apart

    @property
    def against(self) -> frozenset[int]:
        """Return the lines that are nothing of what the books have."""
        return frozenset(line for line, which in self.compared.agrees.items() if not which)

    def verdict(self, line: int) -> str:
        """Return the word of the verdict on a line: that of the books where they differ, or where only they can say."""
        one = self.lines[line]
        if line in self.against:
            return "against-books"
        by_books = one.status == "not-checkable" and one.stated is not None and line in self.compared.agrees
        return "as-books" if by_books else one.status

    def before_claims(self, line: int) -> bool:
        """Say whether a line is what was posted, and not what is left of it after claims, nor what arrived."""
        return self.compared.agrees.get(line) == ("before-claims",)

    def only_arrived(self, line: int) -> bool:
        """Say whether a line is what arrived, and not what was posted."""
        return self.compared.agrees.get(line) == ("arrived",)

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
        gross: the same, without what was recovered; a statement may say either.
        arrived: the same, of what the bank has said arrived. A statement may say any of them.
    """
    in_force = InForce(rulebook, term)
    lines = tuple(judge(at, printed, in_force) for at, printed in enumerate(statement.lines))
    total = heads = beside = None
    row = statement.total
    if row is not None:
        total = judge_total(row, statement.lines, lines)
        heads = judge_heads(row, statement.lines, lines, total.included)
    compared = Compared()
    if books is not None:
        ledger = Ledger(term=term, net=books, gross=gross or books, arrived=arrived)
        compared = compare(statement.lines, lines, ledger, alone=len(lines) == 1 and total is None)
        if row is not None and total is not None:
            beside = total_held(row, total.included, compared.keys, ledger)
    findings = [*_of_lines(statement.lines, lines), *_of_books(statement.lines, lines, compared)]
    if row is not None and total is not None:
        findings += [*_of_total(statement, total, heads), *_of_total_held(row, beside)]
    findings += [(one, 0) for one in not_read(statement.unread, statement.name)]
    titles = {one.id: {"zh": one.zh, "en": one.en} for one in rulebook.programmes}
    return StatementCheck(
        term, lines, total, heads, statement.lines, compared, tuple(findings), statement.unread, beside, titles
    )


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


def _of_books(
    printed: Sequence[StatementLine], lines: Sequence[LineVerdict], compared: Compared
) -> Iterator[tuple[Finding, int]]:  # fmt: skip
    """Tell what the books have: nobody can publish what was not posted or paid, whether it multiplies or not."""
    for text, one in zip(printed, lines, strict=True):
        if compared.agrees.get(one.line, ("",)):
            continue
        sides = compared.sides[one.line]
        params = {
            "item": one.item[:_SHOWN], "heads": f"{one.heads.value:,}" if one.heads else "-",
            "stated": _yuan(one.stated.value) if one.stated else "-", **_sides(sides),
        }  # fmt: skip
        stake = abs(one.stated.value - sides["posted"][1]) if one.stated else 0
        yield Finding("statement-differs-from-books", text.place, params), stake


def _sides(sides: Mapping[str, Held]) -> dict[str, object]:
    """Return what the books have, for a sentence: posted, less claims, and arrived."""
    (people, amount), (all_people, all_amount) = sides["posted"], sides["before-claims"]
    came = sides.get("arrived", (0, 0))
    return {
        "people": _people(people), "amount": _yuan(amount), "all_people": _people(all_people),
        "all_amount": _yuan(all_amount), "paid_people": _people(came[0]), "paid_amount": _yuan(came[1]),
    }  # fmt: skip


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
        bound = heads.sum if more or heads.least is None else heads.least
        least = (("least", f"{heads.least or 0:,}"), ("sum", f"{heads.sum:,}"))
        params = {
            "stated": f"{heads.stated:,}", "sum": f"{heads.sum:,}", "difference": f"{abs(heads.stated - bound):,}",
            "direction": Word("statement-more" if more else "statement-less"),
            "people": "" if heads.least is None else Word("statement-people-between", params=least),
        }  # fmt: skip
        yield Finding("statement-headcount-mismatch", row.place, params), 0


def _of_total_held(row: StatementLine, beside: TotalHeld | None) -> Iterator[tuple[Finding, int]]:
    if beside is None or beside.agrees is not False:
        return
    heads = read_heads(row.heads)
    params = {
        "stated": _yuan(beside.stated),
        "heads": f"{heads.value:,}" if heads else row.heads or "-",
        **_sides(beside.sides),
    }
    stake = abs(beside.stated - beside.sides["posted"][1])
    yield Finding("statement-total-differs-from-books", row.place, params), stake


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
