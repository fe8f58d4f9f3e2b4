"""The auditor's page as text: what it says, what it masks, what it lets nobody do, and which browsers can read it."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from aid_ledger.reports.reconciliation.page import page
from aid_ledger.reports.reconciliation.sentences import masked
from tests.reports.audited import Size, reconciliation

OWN = files("aid_ledger.reports.reconciliation") / "data"


class _Reader(HTMLParser):
    """Collects elements, attributes and the texts of scripts, as a browser would cut them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._script = str(dict(attrs).get("id", "own")) if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._script = ""


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    return reader


@pytest.fixture(scope="module")
def hostile() -> str:
    return page(reconciliation(Size(hostile=True)), "zh")


def data(text: str, name: str) -> Any:
    return json.loads(read(text).scripts[f"data-{name}"])


def test_page_says_the_same_every_time() -> None:
    assert page(reconciliation(), "zh") == page(reconciliation(), "zh")


def test_verdict_of_clean_books_is_in_the_words_of_the_office_and_never_more() -> None:
    text = page(reconciliation(Size(clean=True)), "zh")
    assert "在所列检查范围内未发现差异" in text
    assert "合规" not in text
    assert 'class="verdict clear"' in text


def test_findings_take_the_verdict_back() -> None:
    assert 'class="verdict found"' in page(reconciliation(), "zh")


def test_what_needs_a_visit_is_said_even_of_clean_books() -> None:
    text = page(reconciliation(Size(clean=True)), "zh")
    assert all(words in text for words in ("学生是否在校", "是否真住校", "领取签字是否本人"))


def test_nothing_of_a_list_becomes_markup(hostile: str) -> None:
    reader = read(hostile)
    assert {tag for tag, _ in reader.elements}.isdisjoint({"img", "iframe", "object", "link", "form", "base"})
    assert sum(tag == "script" for tag, _ in reader.elements) == 6
    assert [name for _, attributes in reader.elements for name in attributes if name.startswith("on")] == []
    assert 'alert("校")' in data(hostile, "schools")["school"][0]


def test_policy_allows_the_own_script_and_style_alone(hostile: str) -> None:
    reader = read(hostile)
    policy = next(str(a["content"]) for _, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    script, style = ((OWN / name).read_text("utf-8") for name in ("page.js", "page.css"))
    assert reader.scripts["own"] == script
    for kind, text in (("script", script), ("style", style)):
        assert f"{kind}-src 'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not any("style" in attributes for _, attributes in reader.elements)


def test_page_asks_for_nothing_from_elsewhere(hostile: str) -> None:
    links = [str(a[name]) for _, a in read(hostile).elements for name in ("src", "href") if name in a]
    assert {link[:1] for link in links} == {"#"}
    assert "http" not in (OWN / "page.css").read_text("utf-8") + (OWN / "page.js").read_text("utf-8")


def test_every_link_leads_somewhere(hostile: str) -> None:
    elements = read(hostile).elements
    places = {attributes["id"] for _, attributes in elements if "id" in attributes}
    assert {str(a["href"])[1:] for tag, a in elements if tag == "a"} <= places


def test_no_number_of_a_person_is_in_the_page_in_full(hostile: str) -> None:
    report = reconciliation(Size(hostile=True))
    assert [number for number in report.lines["id_number"] if number in hostile] == []
    assert re.findall(r"(?<![0-9a-f])\d{17}[\dX]", hostile) == []
    assert [name for name in report.lines["name"] if len(name) == 3 and name in hostile] == []


@pytest.mark.parametrize(
    "text",
    ["990101201403051234", "99010120140305123X", "6217000012345678901", "G990101200306220020", "13812345678",
     "６２１７０００００００００００１２３４", "6222 0200 0000 1234 567"],
)  # fmt: skip
def test_long_numbers_are_masked_wherever_they_stand(text: str) -> None:
    shown = masked(f"户名不符{text}，2 人")
    assert text not in shown
    assert shown.startswith("户名不符")
    assert shown.endswith("，2 人")
    assert sum(sign.isdigit() for sign in shown) <= 11


@pytest.mark.parametrize("text", ["2023S-001-00034", "2023-06-20", "1,234,567.50", "65d2b7eb", "12345678.90"])
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert masked(text) == text


def test_english_page_has_no_chinese_of_ours() -> None:
    text = page(reconciliation(), "en")
    reader = read(text)
    assert ("html", {"lang": "en"}) in reader.elements
    assert not re.search("[一-鿿]", reader.scripts["data-words"])
    ours = re.findall(r"<(?:h2|h3|dt|nav|summary|label)[^>]*>([^<]*)", text)
    assert [words for words in ours if re.search("[一-鿿]", words)] == []


# fmt: off
YOUNGER = (  # syntax and calls that Chromium 80 does not know
    r"\?\?=", r"\|\|=", r"&&=", r"\.replaceAll\(", r"\.at\(", r"Object\.hasOwn", r"structuredClone", r"\.findLast",
    r"\.toSorted", r"#[a-z]+\(", r"Promise\.any", r"\d_\d", r":is\(", r":where\(", r":has\(", r"aspect-ratio",
    r"\binset\s*:", r"@layer", r"@container", r"color-mix", r"accent-color", r":focus-visible", r"\bdvh\b",
)
# fmt: on


@pytest.mark.parametrize("name", ["page.js", "page.css"])
def test_page_uses_nothing_that_an_old_chromium_lacks(name: str) -> None:
    text = (OWN / name).read_text("utf-8")
    assert [pattern for pattern in YOUNGER if re.search(pattern, text)] == []
    flex_with_gap = [rule for rule in text.split("}") if "display:flex" in rule and re.search(r"[{;]gap:", rule)]
    assert flex_with_gap == []  # Chromium 84


def test_columns_say_what_the_lines_say() -> None:
    report = reconciliation()
    columns = data(page(report, "zh"), "lines")

    def value(name: str, row: int) -> Any:
        column = columns[name]
        head = column["d"][column["i"] if isinstance(column["i"], int) else column["i"][row]]
        return head + column["t"].split("\n")[row] if "t" in column else head

    for row in (0, 7, 399):
        line = report.lines.iloc[row]
        assert value("line", row) == line["line"]
        assert value("amount", row) == line["amount"]
        assert value("school", row) == line["school"]
        assert value("id_number", row) == f"{line['id_number'][:6]}********{line['id_number'][-4:]}"
    evidence = columns["evidence"]
    sizes = [evidence["p"][i].count(":") for i in evidence["i"]]
    assert sum(sizes) == len(evidence["r"])
    assert evidence["r"][sum(sizes[:7]) :][:3] == [11, 11, 10]
    assert sum(value("amount", row) for row in range(columns["count"])) == int(report.lines["amount"].sum())


@pytest.mark.long
def test_a_hundred_thousand_lines_are_a_page_that_a_mail_carries() -> None:
    text = page(reconciliation(Size(lines=100_000, schools=300)), "zh")
    assert len(text.encode()) < 20_000_000
    assert data(text, "lines")["count"] == 100_000
