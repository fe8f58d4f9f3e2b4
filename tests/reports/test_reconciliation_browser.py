"""The auditor's page in a real headless Chromium: filter, search, drill-down to the cell, print; it asks nobody."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aid_ledger.reports.reconciliation.page import write_page
from tests.reports.audited import Size, reconciliation
from tests.tools.browser import MISSING, PROGRAM, Page, browser

pytestmark = [pytest.mark.skipif(PROGRAM is None, reason=MISSING), pytest.mark.xdist_group("browser")]

ROWS = "Array.from(document.querySelectorAll('#lines-table tbody tr')).length"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of hostile lists, opened once; each test leaves the filters as it found them."""
    path = write_page(reconciliation(Size(hostile=True)), tmp_path_factory.mktemp("page") / "page.html", "zh")
    with browser() as page:
        page.open(path)
        page.wait("document.getElementById('l-count').textContent")
        yield page


def set_to(page: Page, name: str, value: str, event: str) -> None:
    page.run(f"document.getElementById('{name}').value = {value!r}")
    page.run(f"document.getElementById('{name}').dispatchEvent(new Event('{event}'))")


def shown(page: Page) -> list[str]:
    found = page.run("Array.from(document.querySelectorAll('.finding')).filter(c => !c.hidden).map(c => c.id)")
    assert isinstance(found, list)
    return found


def test_filters_and_search_leave_the_findings_that_fit(opened: Page) -> None:
    assert len(shown(opened)) == 8
    set_to(opened, "f-severity", "hint", "change")
    assert shown(opened) == ["c-round-amounts"]
    set_to(opened, "f-severity", "", "change")
    set_to(opened, "f-question", "owed", "change")
    assert set(shown(opened)) == {"c-entitled-not-paid", "c-returned-not-resent"}
    set_to(opened, "f-question", "", "change")
    set_to(opened, "f-text", "2023S-001-00011", "input")
    opened.wait("document.getElementById('f-count').textContent.indexOf('1/8') === 0")
    assert shown(opened) == ["c-holder-other"]
    assert opened.run("document.querySelectorAll('#c-holder-other .grid tbody tr').length") == 1
    set_to(opened, "f-text", "", "input")
    opened.wait("document.getElementById('f-count').textContent.indexOf('8/8') === 0")


def test_a_total_leads_to_its_lines_and_a_line_to_its_cell(opened: Page) -> None:
    row = "Array.from(document.querySelectorAll('#totals tbody tr')).find(r => r.textContent.indexOf('初中') >= 0)"
    due = opened.run(f"{row}.children[4].textContent")
    opened.run(f"{row}.querySelector('a').click()")
    assert str(due) in str(opened.run("document.getElementById('l-count').textContent"))
    opened.run("document.querySelector('#lines-table tbody tr').click()")
    under = str(opened.run("document.querySelector('#lines-table tr.under').textContent"))
    assert "在校生名册" in under
    assert "脱贫户信息20230315.xls" in under
    assert "990101********" in under
    opened.run("document.getElementById('l-clear').click()")
    assert str(opened.run("document.getElementById('l-count').textContent")).startswith("400 ")


def test_a_finding_leads_to_its_line_and_a_person_to_all_of_theirs(opened: Page) -> None:
    opened.run("document.querySelector('#c-paid-twice .grid tbody tr').click()")
    under = str(opened.run("document.querySelector('#c-paid-twice tr.under').textContent"))
    assert "2023S-001-00001" in under
    cells = "Array.from(document.querySelectorAll('#c-paid-twice tr.under .cell')).map(c => c.textContent)"
    assert opened.run(cells) == ["D5", "H5", "F4"] * 2  # of the finding, and of its line


def test_search_of_lines_looks_at_names_schools_and_the_ends_of_numbers(opened: Page) -> None:
    set_to(opened, "l-text", "007x", "input")
    opened.wait("document.getElementById('l-count').textContent.indexOf('1 ') === 0")
    assert opened.run(ROWS) == 1
    opened.run("document.getElementById('l-clear').click()")
    assert opened.run(ROWS) == 50


def test_schools_are_sorted_by_what_is_clicked(opened: Page) -> None:
    cell = "document.querySelector('#schools-table tbody tr').children[6].textContent"
    opened.run("document.querySelectorAll('#schools-table th button')[6].click()")
    most = str(opened.run(cell))
    opened.run("document.querySelectorAll('#schools-table th button')[6].click()")
    assert float(most.replace(",", "")) > float(str(opened.run(cell)).replace(",", ""))


def test_first_screen_is_seen_without_scrolling(opened: Page) -> None:
    assert opened.run("document.getElementById('top').getBoundingClientRect().bottom + window.scrollY") < 768
    assert opened.run("document.documentElement.scrollWidth <= window.innerWidth") is True


def test_page_prints_with_its_first_screen_on_one_sheet(opened: Page, tmp_path: Path) -> None:
    printed = opened.pdf(tmp_path / "page.pdf")
    assert printed.read_bytes()[:5] == b"%PDF-"
    if reader := shutil.which("pdftotext"):
        done = subprocess.run([reader, "-layout", str(printed), "-"], capture_output=True, text=True, check=True)
        sheets = done.stdout.split("\f")
        assert 3 <= len(sheets) <= 14
        assert all(words in sheets[0] for words in ("该发的发了吗", "账对得上吗", "没有检查到的", "90FE-12AB-34CD"))
        assert "等式" in sheets[1]


def test_on_paper_a_finding_shows_fifty_rows_and_says_where_the_rest_is(opened: Page) -> None:
    count = "[...document.querySelectorAll('.finding .rows')].map(one => one.querySelectorAll('tbody tr').length)"
    before = opened.run(count)
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    printed = opened.run(count)
    rest = opened.run("[...document.querySelectorAll('.finding p.rest')].map(one => one.textContent)")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert max(before) == 5 < max(printed) <= 50
    assert len(rest) <= printed.count(50)
    assert all(re.fullmatch("其余 [0-9,]+ 条见工作簿“.+”表", text) for text in rest)
    assert opened.run(count) == before


def test_nothing_was_thrown_refused_or_asked_for(opened: Page) -> None:
    assert opened.said == []
    assert [address for address in opened.asked if not address.startswith("file:")] == []
    assert len(opened.asked) == 1
