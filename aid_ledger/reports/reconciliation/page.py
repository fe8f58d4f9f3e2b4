"""The report as one page of HTML that needs nothing but itself: no network, no framework, one script.

The page allows itself its own script and style by their digests and nothing else, so that nothing that a list holds
can ever run; what a list holds is escaped besides.
"""

from __future__ import annotations

import base64
import hashlib
import os
from importlib.resources import files
from pathlib import Path

from aid_ledger.audit.results import Reconciliation
from aid_ledger.errors import Finding, InputError, Place
from aid_ledger.reports.printing import clean
from aid_ledger.reports.reconciliation import drawn_sections, sections
from aid_ledger.reports.reconciliation.evidence_sheets import file_names, finding_names
from aid_ledger.reports.reconciliation.first_screen import first_screen
from aid_ledger.reports.reconciliation.markup import Html, data_block, join, tag
from aid_ledger.reports.reconciliation.outliers import school_scores
from aid_ledger.reports.reconciliation.page_data import finding_columns, line_columns, school_columns
from aid_ledger.reports.reconciliation.sentences import Speaker
from aid_ledger.reports.reconciliation.workbook import own_names
from aid_ledger.words.catalogue import Lang

_PARTS = ("identities", "findings", "checks", "funnel", "programmes", "schools", "lines", "acts", "proof")
_SCRIPT_WORDS = (
    "aided", "all-rows", "amount", "any", "batch", "corrects", "detail", "evidence", "fewer", "file-unknown",
    "findings", "grade", "heads", "held", "id", "line", "matching", "money-year", "name", "next", "no-evidence",
    "nothing", "of-findings", "payee", "per-head", "previous", "programme", "reason", "rest-in-book", "rows-of",
    "same-person", "school", "school-lines", "share", "stage", "state", "to-line", "town",
)  # fmt: skip


def write_page(report: Reconciliation, path: Path, lang: Lang) -> Path:
    """Write the page, readable by its owner only; the same report gives the same bytes.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    try:
        path.write_text(page(report, lang), encoding="utf-8", newline="\n")
    except OSError as error:
        finding = Finding("workbook-not-writable", Place(path.name), {"file": path.name, "why": str(error)})
        raise InputError(finding) from error
    if os.name == "posix":
        path.chmod(0o600)
    return path


def page(report: Reconciliation, lang: Lang) -> str:
    """Return the whole page."""
    say = Speaker(lang, report.titles)
    folder = files("aid_ledger.reports.reconciliation") / "data"
    style, script = ((folder / name).read_text("utf-8") for name in ("page.css", "page.js"))
    scores = school_scores(report.schools, report.lines)
    term = report.head.term.zh if lang == "zh" else str(report.head.term)
    title = f"{clean(report.head.office)} {say.word('title', term=term)}"
    policy = (
        f"default-src 'none'; script-src {_sha(script)}; style-src {_sha(style)}; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"aid-ledger {clean(report.head.program)}"),
        tag("title", title),
        tag("style", Html(style)),
    )
    parts = [
        first_screen(report, say, scores),
        tag("nav", *(tag("a", say.word(f"nav-{name}"), href=f"#{name}") for name in ("top", *_PARTS))),
        tag(
            "main",
            sections.given(report, say),
            sections.identities(report, say),
            sections.findings(report, say),
            sections.checks(report, say),
            drawn_sections.way_of_rows(report, say),
            drawn_sections.programmes(report, say),
            drawn_sections.schools(scores, say),
            sections.lines(say),
            sections.acts(report, say),
            sections.proof(report, report.files, say),
        ),
        tag("footer", say.word("foot")),
        *_data(report, say),
        tag("script", Html(script)),
    ]
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', join(parts)), lang='zh-CN' if lang == 'zh' else 'en')}\n"


def _data(report: Reconciliation, say: Speaker) -> list[Html]:
    places = {line: place for place, line in enumerate(report.lines["line"].tolist())}
    sheets = finding_names(report, say, list(own_names(say).values()))
    found = {
        result.code: {**finding_columns(result.rows, places, say), "sheet": sheets[result.code]}
        for result in report.results
        if result.status == "found" and result.rows is not None and len(result.rows)
    }
    return [
        data_block("data-words", {name: say.word(f"js-{name}") for name in _SCRIPT_WORDS}),
        data_block("data-files", file_names(report)),
        data_block("data-schools", school_columns(report.schools, [int(n) for n in report.schools["findings"]])),
        data_block("data-findings", found),
        data_block("data-lines", line_columns(report.lines, say)),
    ]


def _sha(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
