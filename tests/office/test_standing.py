"""Where a term stands: each step is named once the one before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.office.paying import PayOptions
from aid_ledger.office.recovering import Ending
from aid_ledger.office.settling import SettleOptions
from aid_ledger.words import phrase
from tests.tools.banks import returns_of
from tests.tools.county import AT, BY, SCHOOLS, Desk, account_of, member, name_of, pupil, school
from tests.tools.money import payout_and_send

OTHER = "李四"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "office")
    yield desk
    desk.close()


def now(office: Desk) -> Mapping[str, Any]:
    (item,) = office.office.status()
    for lang in ("zh", "en"):
        assert phrase(item["next_step"], lang, **item["next_params"])
    return item


def test_the_next_step_follows_the_money(office: Desk) -> None:
    office.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    assert office.office.status() == []
    rows = [pupil(1), pupil(2), pupil(3, 账号="", 户名="")]
    office.took("名册.xlsx", rows, "roster")
    assert now(office)["next_step"] == "step-import-registers"
    office.took("脱贫户.xlsx", [member(number) for number in (1, 2, 3)], "filed-poor")
    assert now(office)["next_step"] == "step-payout"
    batch = office.payout().batch
    assert batch is not None
    assert now(office)["next_step"] == "step-approve"
    office.office.approve(batch.batch, by=OTHER, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["count"]) == ("step-pay", 2)
    paid = office.office.pay(batch.batch, by=BY, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["count"]) == ("step-settle", 2)
    back = returns_of(
        office.office, paid, lambda row: ("失败", "账户已销户") if row["户名"] == name_of(2) else ("成功", "")
    )
    office.office.settle(back, SettleOptions(), by=BY, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["count"]) == ("step-correct-accounts", 1)
    office.took("名册.xlsx", [pupil(1), pupil(2, 账号=account_of(902)), rows[2]], "roster", replace=True)
    office.office.approve_account_changes("2023S", by=OTHER, at=AT)
    office.office.approve(batch.batch, by=OTHER, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["rest"]) == ("step-pay", " --rest")
    again = office.office.pay(batch.batch, by=BY, at=AT, options=PayOptions(rest=True))
    office.office.settle(returns_of(office.office, again), SettleOptions(), by=BY, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["count"]) == ("step-waits", 1)
    less = [pupil(1, 学生状态="转出", 异动日期="2023-02-20"), pupil(2, 账号=account_of(902)), pupil(3)]
    office.took("名册.xlsx", less, "roster", replace=True)
    recover = office.settle().recover
    assert recover is not None
    assert now(office)["next_params"]["batch"] == recover.batch
    office.office.approve(recover.batch, by=OTHER, at=AT)
    office.office.approve(batch.batch, by=OTHER, at=AT)
    last = office.office.pay(batch.batch, by=BY, at=AT, options=PayOptions(rest=True))
    office.office.settle(returns_of(office.office, last), SettleOptions(), by=BY, at=AT)
    assert (now(office)["next_step"], now(office)["next_params"]["batch"]) == ("step-recovered", recover.batch)
    line = f"{recover.batch}-00001"
    office.office.recovered(line, Ending("returned", on="2023-06-01", voucher="0601"), by=BY, at=AT)
    assert (now(office)["next_step"], now(office)["batches"]["recovered"]) == ("step-close", 1)
    office.office.close_term("2023S", by=OTHER, at=AT)
    assert (now(office)["next_step"], now(office)["closed"]) == ("step-closed", {"by": OTHER, "at": AT})
    office.office.reopen_term("2023S", why="补发", by=OTHER, at=AT)
    assert now(office)["next_step"] == "step-close"


def test_a_refused_file_is_named_beside_what_is_missing(office: Desk) -> None:
    office.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    office.took("名册.xlsx", [pupil(1)], "roster")
    assert office.take("监测户.xlsx", b"", "monitored").refused
    assert office.take("特困.xlsx", b"", "destitute", term="").refused
    assert office.take("别的学期.xlsx", b"", "monitored", term="2022A").refused
    item = now(office)
    assert (item["missing"], item["refused"]) == ([], ["特困.xlsx", "监测户.xlsx"])
    office.took("监测户.xlsx", [{**member(1), "监测对象类别": "突发严重困难户", "风险是否消除": "否"}], "monitored")
    assert now(office)["refused"] == ["特困.xlsx"]


def test_every_batch_that_waits_is_named(office: Desk) -> None:
    office.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    office.took("名册.xlsx", [pupil(1), pupil(2)], "roster")
    for number in (1, 2):
        office.took(f"脱贫户{number}.xlsx", [member(number)], "filed-poor")
        office.payout()
    item = now(office)
    assert (item["next_step"], item["next_params"]["batch"]) == ("step-approve", "2023S-001")
    assert [(step, params["batch"]) for step, params in item["also"]] == [("step-approve", "2023S-002")]
    for lang in ("zh", "en"):
        assert all(phrase(step, lang, **params) for step, params in item["also"])


def test_a_batch_of_claims_is_approved_by_its_notes_and_not_hung_out(office: Desk) -> None:
    office.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    office.took("名册.xlsx", [pupil(1), pupil(2)], "roster")
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    payout_and_send(office)
    office.took("名册.xlsx", [pupil(1), pupil(2, 学生状态="退学", 异动日期="2023-02-10")], "roster", replace=True)
    claims = office.settle().recover
    assert claims is not None
    item = now(office)
    steps = {step: params["batch"] for step, params in [(item["next_step"], item["next_params"]), *item["also"]]}
    assert steps["step-approve-claims"] == claims.batch
    assert "notice" not in phrase("step-approve-claims", "zh", **item["next_params"])
