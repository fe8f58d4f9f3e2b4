"""公示 of a batch: whose names hang at which school before its approval, and the form in which schools report back.

What hung is what the ledger says of the batch now: lines taken back are on no wall. Who waits for an account is, since
the notice is of who is to be aided and not of who can be paid today.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.audit.notice_contents import speaks_of_family
from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import lines_of
from aid_ledger.office.papers import batch_to_print, printable_lines, schools_of
from aid_ledger.reports import PayoutBook, template_book, write_notices
from aid_ledger.store import head
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.rulebook import Rulebook

_KIND = "notices"


def write_public_notices(
    office: Office, batch: str, *, out: Path | None = None, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write the notices of a batch, one file a school, and one 公示结果登记表 to fill in.

    Args:
        office: the workspace.
        batch: which.
        out: the folder; 公示 in the batch's own where none is given.
        lang: of the sheets.

    Raises:
        InputError: ``batch-not-known``, ``notice-nobody``: no pupil stands in the batch; a workbook that is open.
    """
    with office.database.read() as connection:
        record = batch_to_print(connection, batch)
        lines = lines_of(connection, record["term"])
        end = head(connection)
    term = Term.parse(str(record["term"]))
    own = lines[(lines["batch"] == batch) & (lines["kind"] == "pay") & (lines["state"] != "void")]
    own = own[own["subject"].str.startswith("p")].reset_index(drop=True)
    if own.empty:
        raise InputError(Finding("notice-nobody", params={"batch": batch}))
    rulebook = office.rulebook()
    titles = {programme.id: programme.zh for programme in rulebook.programmes}
    titles |= {name: name for name in own["programme"].unique() if name not in titles}
    book = PayoutBook.without_lines(office=office.config.name, county=office.config.county, term=term,
                                    made_on=record["made_on"], prepared_by="", head=end.digest)  # fmt: skip
    book = replace(book, batch=batch, digest=str(record["digest"]), titles=titles, schools=schools_of(own),
                   lines=printable_lines(own, term, first=True))  # fmt: skip
    folder = out or office.workspace.reports / str(term) / batch / phrase("sheet-folder-notice", lang)
    neutral = phrase("sheet-notice-neutral", lang)
    shown = {name: neutral if speaks_of_family(title) else title for name, title in titles.items()}
    paths = write_notices(folder, book, _basis(rulebook, term), shown, lang=lang)
    return (*paths, _write_form(folder, own, batch, titles, lang))


def _basis(rulebook: Rulebook, term: Term) -> dict[str, str]:
    """Return by programme the document that its amount rests on in a term: 《title》（number）."""
    papers = {one.programme.id: one.amount_source.paper for one in rulebook.resolve(term) if one.amount_source}
    return {name: f"《{paper.title}》" + ("" if paper.number in ("none", "unknown") else f"（{paper.number}）")
            for name, paper in papers.items()}  # fmt: skip


def _write_form(folder: Path, own: pd.DataFrame, batch: str, titles: dict[str, str], lang: Lang) -> Path:
    """Write the list that ``import`` takes back, a row a school and programme; one that may be filled in stays."""
    order = {name: place for place, name in enumerate(titles)}
    pages = own.drop_duplicates(["school", "school_code", "programme"])
    pages = pages.assign(place=pages["programme"].map(order)).sort_values(["town", "school_code", "school", "place"])
    named = pages[["school", "school_code", "programme"]].itertuples(index=False)
    rows = [{"school": school, "school_code": code, "project": titles[programme], "batch": batch}
            for school, code, programme in named]  # fmt: skip
    path = folder / f"{phrase('sheet-file-notice-form', lang)}.xlsx"
    if not path.exists():
        path.write_bytes(template_book(_KIND, lang=lang, rows=rows))
        if os.name == "posix":
            path.chmod(0o600)
    return path
