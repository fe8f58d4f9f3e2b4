"""Counts what is no slip of a single row: cases that the truth holds, and what is odd about whole files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from aid_ledger.demo import lines as at
from aid_ledger.demo.check_papers import NOTICE_HEADER, PAPERS_HEADER
from aid_ledger.demo.hardship import Hardship
from aid_ledger.demo.lines import Book
from aid_ledger.demo.members import Homes
from aid_ledger.demo.numbers import COUNTY, NEIGHBOURS
from aid_ledger.demo.papers import Paper
from aid_ledger.demo.people import Population
from aid_ledger.terms import Term

_WEEK_OF_WORK = 5
_TEXTS = {".csv", ".txt"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STAMP = re.compile(r"_(\d{8})")


def told_by_truth(truth: Hardship, homes: Homes, term: Term) -> Counter[str]:
    """Count what is no slip but a case to get right, by household or by row."""
    day = term.reference_day
    told: Counter[str] = Counter({"area-in-no-table": len({COUNTY, *NEIGHBOURS})})
    told["household-not-enjoying-policy"] = sum(not enjoys for enjoys in truth.filed.values())
    for family, watched in truth.watched.items():
        told["risk-identified-after-reference-day"] += watched.since > day
        if watched.cleared == "是":
            on = watched.cleared_on
            when = "no-date" if on is None else "on" if on == day else "before" if on < day else "after"
            told[{"no-date": "risk-cleared-no-date"}.get(when, f"risk-cleared-{when}-reference-day")] += 1
            told["filed-poor-with-cleared-risk"] += family in truth.filed
    for allowance in (*truth.rural.values(), *truth.urban.values()):
        if allowance.until is not None:
            told["allowance-ended-after-reference-day" if allowance.until > day else "allowance-ended"] += 1
    for entry in truth.persons["recognised"]:
        told["recognised-no-date"] += entry.since is None
        told["recognised-after-reference-day"] += entry.since is not None and entry.since > day
        told["recognised-with-bureau-word"] += entry.hint in {"脱贫户", "低保"}
    listed = dict.fromkeys((*truth.filed, *truth.watched, *truth.rural, *truth.urban))
    for family in listed:
        for member in homes.of(family):
            if member.away == "nowhere":
                told["register-child-at-no-school"] += 1
            elif member.away == "out-of-county":
                told["register-child-out-of-county"] += 1
    return told


def gaps_in_check_papers(papers: Sequence[Paper], book: Book) -> Counter[str]:
    """Count what is not in order in the lists that checks alone read."""
    rows = {paper.kind: [entry.cells for entry in paper.rows[0]] for paper in papers}
    accounts = {line.cells[at.ACCOUNT] for lines in book.values() for line in lines}
    begins, ends, objections, conclusion = (
        NOTICE_HEADER.index(name) for name in ("公示起", "公示止", "异议件数", "结论")
    )
    held, first = PAPERS_HEADER.index("审核花名册"), PAPERS_HEADER.index("收到日期")
    days = [(date.fromisoformat(str(row[ends])) - date.fromisoformat(str(row[begins]))).days for row in rows["notices"]]
    return Counter(
        {
            "notice-too-short": sum(span + 1 < _WEEK_OF_WORK for span in days),
            "notice-missing": len(rows["papers"]) - len(rows["notices"]),
            "objection-left-open": sum(bool(row[objections]) and not row[conclusion] for row in rows["notices"]),
            "paper-missing": sum(cell != "有" for row in rows["papers"] for cell in row[held:first]),
            "employee-with-pupils-account": sum(row[4] in accounts for row in rows["public-employees"]),
            "student-listed-as-deceased": sum(entry.child >= 0 for paper in papers if paper.kind == "deceased"
                                              for entry in paper.rows[0]),
        }
    )  # fmt: skip


def shared_by_siblings(book: Book, people: Population) -> Counter[str]:
    """Count the accounts under which two or more children of one family stand."""
    owners: dict[str, set[int]] = {}
    for lines in book.values():
        for line in lines:
            account = people.families[people.children[line.child].family].account
            if line.cells[at.ACCOUNT] == account:
                owners.setdefault(account, set()).add(line.child)
    return Counter({"account-of-siblings": sum(len(children) > 1 for children in owners.values())})


def odd_files(paths: Sequence[Path], layouts: int) -> Counter[str]:
    """Count containers and endings that are not what they seem, and the days of which the lists are.

    Args:
        paths: of every file.
        layouts: how many layouts the rosters have.
    """
    days = {found[1] for path in paths if (found := _STAMP.search(path.name))}
    seen: Counter[str] = Counter({"columns-moved-or-renamed": layouts - 1, "days-of-data": len(days)})
    for path in paths:
        with path.open("rb") as file:
            begins = file.read(len(_OLE))
        if begins == _OLE:
            seen["file-of-excel-97" if path.suffix == ".xls" else "file-under-password"] += 1
        elif path.suffix == ".xls":
            seen["file-of-another-ending"] += 1
        elif path.suffix == ".zip":
            seen["files-in-an-archive"] += 1
        elif path.suffix in _TEXTS:
            seen["text-in-another-encoding"] += 1
    return seen
