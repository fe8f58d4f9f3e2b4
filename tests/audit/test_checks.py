"""Every check finds what it is there for, and does not accuse the innocent twin beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import cast

import pandas as pd
import pytest

from aid_ledger.audit import CheckResult, Picture
from aid_ledger.audit.checks import CHECKS, Check, run_checks
from aid_ledger.audit.checks.given import not_in_returns
from aid_ledger.audit.wording import told, why_not
from aid_ledger.words import known
from tests.audit.county import County
from tests.audit.planted import PLANTED, Planter, banks

OF_WHOLE_TERM = ("books-verify", "first-digits", "round-amounts", "same-two-sign")
"""Checks that name no row; each has a test of its own below."""
CASES = [pytest.param(*one, id=f"{one[0]}:{one[1].__name__}") for one in PLANTED]


def results(picture: Picture) -> dict[str, CheckResult]:
    """Return the results by code."""
    return {one.code: one for one in run_checks(picture)}


def only(code: str, picture: Picture) -> CheckResult:
    """Do one check."""
    (check,) = (check for check in CHECKS if check.code == code)
    (result,) = run_checks(picture, checks=[check])
    return result


def said_by(result: CheckResult) -> str:
    """Return everything that the evidence of a result says."""
    if result.rows is None:
        return ""
    columns = result.rows[["name", "school", "programme", "detail", "evidence"]].astype(str)
    return "\n".join("|".join(row) for row in columns.itertuples(index=False))


def honest() -> County:
    """Return a county of ten honest children."""
    county = County()
    for _ in range(10):
        county.child()
    return county


@pytest.mark.parametrize(("code", "case", "twin"), CASES)
def test_the_case_is_found_and_the_innocent_twin_beside_it_is_not_accused(
    code: str, case: Planter, twin: Planter
) -> None:
    county = honest()
    words, innocent = case(county), twin(county)
    result = only(code, county.picture())
    assert result.status == "found"
    assert all(word in said_by(result) for word in words)
    assert not any(word in said_by(result) for word in innocent)


@pytest.mark.long
@pytest.mark.parametrize(("code", "case", "twin"), CASES)
def test_the_innocent_twin_alone_is_not_accused(code: str, case: Planter, twin: Planter) -> None:
    del case
    county = honest()
    words = twin(county)
    assert not any(word in said_by(only(code, county.picture())) for word in words)


def test_every_check_has_a_case() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    assert {code for code, _, _ in PLANTED} | set(OF_WHOLE_TERM) == set(codes)


def test_an_honest_county_has_no_findings() -> None:
    county = County()
    for _ in range(30):
        county.child()
    found = results(county.picture())
    assert [code for code, result in found.items() if result.status == "found"] == []
    assert found["papers-kept"].status == "not-done"
    assert Counter(result.status for result in found.values())["passed"] > 20


def test_a_check_that_looked_at_nothing_has_not_passed() -> None:
    found = results(County().picture())
    assert {result.status for code, result in found.items() if code not in {"books-verify"}} <= {"not-done", "passed"}
    assert found["paid-twice"].status == "not-done"
    assert found["paid-twice"].why_not == "nothing-to-look-at"


def test_the_amount_at_stake_of_a_double_payment_is_what_is_too_much() -> None:
    county = County()
    child = county.child()
    county.put("paid_before", subject=child.subject, programme="boarding-living", amount=20_000)
    assert only("paid-twice", county.picture()).amount == 20_000


def test_money_of_one_pair_is_named_by_one_check_of_payments() -> None:
    """Twice, not entitled, away, off the standard: whoever adds the findings up counts no fen twice."""
    codes = ("paid-twice", "paid-not-entitled", "away-but-paid", "amount-off-standard", "award-without-list",
             "paid-not-listed")  # fmt: skip
    cases = [(code, case) for code, case, _ in PLANTED if code in codes]
    county = County()
    for _, case in cases:
        case(county)
    found = results(county.picture())
    parts = [found[code].rows for code in codes]
    rows = pd.concat([part for part in parts if part is not None])
    pairs = list(zip(rows["student"], rows["programme"], strict=True))
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(("sent", "severity"), [(True, "error"), (False, "warning")])
def test_money_for_the_dead_is_an_error_once_it_has_gone(sent: bool, severity: str) -> None:
    county = County()
    child = county.child(sent=sent, line={} if sent else {"state": "prepared"})
    county.give("deceased", name=child.name, id_number=child.id_number, died_on=20230301)
    found = only("paid-after-death", county.picture())
    assert (found.status, found.severity) == ("found", severity)


OF_LISTS = frozenset({"due", "paid_before", "students", "held", "registered", "absent", "outcomes", "schools"})


class ListsReadError(AssertionError):
    """A check read what a bundle without lists does not hold."""


class WithoutLists(dict[str, pd.DataFrame]):
    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in OF_LISTS:
            raise ListsReadError(name)
        return super().__getitem__(name)


class NoPairs:
    def __getattr__(self, name: str) -> object:
        raise ListsReadError(name)

    def __getitem__(self, name: object) -> object:
        raise ListsReadError(name)


OF_LEDGER_ALONE = ("ledger-approvals",)
"""Reads the sums of pairs, and of them what the ledger gave."""
UNDECLARED = [one for one in CHECKS if "lists" not in (one.needs, one.better_with) and one.code not in OF_LEDGER_ALONE]


@pytest.mark.parametrize("check", UNDECLARED, ids=[one.code for one in UNDECLARED])
def test_a_check_that_reads_lists_says_so(check: Check) -> None:
    """Else it would pass on a bundle without lists, silently."""
    county = County()
    for code, case, _ in PLANTED:
        if code == check.code:
            case(county)
    county.child()
    whole = county.picture()
    bare = replace(whole, frames=WithoutLists(whole.frames), pairs=cast("pd.DataFrame", NoPairs()), _made={})
    if check.code in (
        "budget-overdrawn",
        "budget-idle",
        "budget-unmatched",
    ):  # what a budget list allots is in a frame of its own
        assert check.needs == "budget"
    run_checks(bare, checks=[check])


def test_what_a_bundle_lacks_is_not_done_and_what_it_finds_without_is_not_all() -> None:
    county = County()
    county.child(away=True)
    for code, case, _ in PLANTED:
        if code in ("paid-twice", "paid-not-entitled", "sent-otherwise"):
            case(county)
    picture = replace(county.picture(), lacks={"lists": "bundle-without-sources", "archive": "bundle-lists-missing"})
    found = results(picture)
    for code, why in (("paid-not-entitled", "bundle-without-sources"), ("sent-otherwise", "bundle-lists-missing")):
        assert (found[code].status, found[code].why_not) == ("not-done", why)
    assert (found["paid-twice"].status, found["paid-twice"].why_not) == ("found", "bundle-without-sources")
    assert (found["id-runs"].status, found["id-runs"].why_not) == ("not-done", "bundle-without-sources")
    assert (found["returned-not-resent"].status, found["returned-not-resent"].why_not) == ("passed", "")


def test_bank_files_and_returns_that_nobody_can_read_are_no_reason_to_say_that_nothing_was_sent() -> None:
    county = County()
    county.child(order={"sending": "F01"})
    county.put("archived", what="return", file="回盘.xlsx", why="读不出明细行")
    found = results(county.picture())
    assert found["bank-returns"].why_not == "returns-unread"
    assert found["archived-unread"].status == "found"


def test_what_is_owed_is_an_error_once_the_term_is_closed() -> None:
    county = County(closed=True)
    county.child(booked=False)
    assert only("entitled-not-paid", county.picture()).severity == "error"


def test_books_that_do_not_verify_are_said() -> None:
    county = County(bad=tuple(f"明细行 2023S-001-0000{n}，内容被改动过" for n in range(5)))
    county.child()
    found = results(county.picture())["books-verify"]
    assert (found.status, found.severity) == ("found", "error")
    assert len(found.rows) == 5  # type: ignore[arg-type]
    assert said_by(found).count("内容被改动过") == 5
    assert told(found, "message", "zh").startswith("台账核验未通过：明细行 2023S-001-00000，内容被改动过；")


def test_made_up_amounts_show_by_their_first_digits_and_honest_ones_do_not() -> None:
    def amounts(made_up: bool) -> CheckResult:
        county = County()
        county.rules["listed"] = frozenset({"named-award"})
        for number in range(300):
            fen = 70_000 + 13 * number if made_up else int(1_000 * 1.0233**number)
            county.child(programme="named-award", amount=fen)
        return only("first-digits", county.picture())

    assert amounts(made_up=True).status == "found"
    assert amounts(made_up=False).status == "passed"


def test_round_amounts_are_a_hint_where_nearly_all_are() -> None:
    def amounts(step: int) -> CheckResult:
        county = County()
        county.rules["listed"] = frozenset({"named-award"})
        for number in range(1, 21):
            county.child(programme="named-award", amount=step * number)
        return only("round-amounts", county.picture())

    assert (amounts(10_000).status, amounts(10_000).severity) == ("found", "hint")
    assert amounts(3_700).status == "passed"


def test_the_same_two_names_are_a_hint_from_the_fifth_batch_on() -> None:
    def batches(*approvers: str) -> CheckResult:
        county = County()
        for number, name in enumerate(approvers):
            county.put("signed", batch=f"2022A-{number:03d}", prepared_by="张三", approved_by=name)
        return only("same-two-sign", county.picture())

    assert batches(*["李四"] * 5).status == "found"
    assert batches(*["李四"] * 4, "王五").status == "passed"
    assert batches(*["李四"] * 4).status == "not-done"


def test_the_offices_answer_stands_beside_the_finding() -> None:
    county = County()
    county.child(booked=False)
    found = {one.code: one for one in run_checks(county.picture(), {"entitled-not-paid": "下一批补发"})}
    assert found["entitled-not-paid"].status == "found"
    assert found["entitled-not-paid"].answer == "下一批补发"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_result_has_its_words(lang: str) -> None:
    county = County()
    for _, case, _ in PLANTED:
        case(county)
    for picture in (county.picture(), County().picture()):
        for result in run_checks(picture):
            done = ("message",) if result.status != "not-done" else ()
            for part in ("title", "constraint", "why", "fix", *done):
                assert told(result, part, lang)  # type: ignore[arg-type]
            assert bool(why_not(result, lang)) == (result.status == "not-done")  # type: ignore[arg-type]
            assert f"audit-unit-{result.unit}" in known("word")


def test_two_hundred_irregularities_are_found_and_two_hundred_twins_are_not_accused() -> None:
    """A county seeded with every kind, four times over; hints are no accusations."""
    county = County()
    cases, twins = [], []
    for _ in range(4):
        for code, case, twin in PLANTED:
            cases.append((code, case(county)))
            twins.append((code, twin(county)))
    assert min(len(cases), len(twins)) >= 200
    found = results(county.picture())
    said = {code: said_by(result) for code, result in found.items()}
    missed = [(code, words) for code, words in cases if not all(word in said[code] for word in words)]
    assert missed == []
    accused = [(code, name, words) for code, words in twins for name, result in found.items()
               if result.severity != "hint" and any(word in said[name] for word in words)]  # fmt: skip
    assert accused == []


def test_of_programmes_that_exclude_each_other_the_dearer_is_at_stake() -> None:
    county = County()
    county.rules["excludes"] = frozenset({("boarding-living", "nonboarding-living")})
    for name, programme, amount in (
        ("甲", "boarding-living", 500), ("甲", "nonboarding-living", 250), ("甲", "senior-grant", 1000),
        ("乙", "nonboarding-living", 250), ("乙", "nonboarding-living", 250), ("丙", "", 0),
    ):  # fmt: skip
        county.put("held", name=name, programme=programme, reason="boarding-unknown", amount=amount)
    result = only("held-with-money", county.picture())
    assert (result.amount, result.params["people"]) == (1750, 3)
    assert result.rows is not None
    assert len(result.rows) == 6


def test_files_that_no_return_of_the_auditor_is_of_are_named_as_not_compared() -> None:
    county = County()
    assert not_in_returns(county.picture()) == ()
    banks.return_booked(county)
    assert not_in_returns(county.picture()) == ()
    for _ in range(2):
        banks.in_a_file_without_return(county)
    (gap,) = not_in_returns(county.picture())
    assert gap.code == "no-return-of-sending"
    assert gap.params == {"sending": "2023S-001-R2", "count": "2", "amount": "1,000.00"}
    assert only("returns-as-booked", county.picture()).status == "passed"
