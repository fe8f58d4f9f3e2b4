"""Days that cannot be, and days as close to them as days of an honest term can be."""

from __future__ import annotations

from tests.audit.county import BATCH, STANDARD, County
from tests.audit.planted.planter import Words, fresh


def arrived_before_it_was_sent(county: County) -> Words:
    return county.child(order={"paid_on": "2023-04-30"}).name, "2023-04-30 到账，早于报送（2023-05-01）"


def arrived_before_it_was_approved(county: County) -> Words:
    """Before it was sent, too: the earliest step that it overtook is named."""
    return county.child(order={"paid_on": "2023-04-24"}).name, "2023-04-24 到账，早于审批（2023-04-25）"


def arrived_on_the_day_of_sending(county: County) -> Words:
    """By the journal in UTC it is still the day before in London, and the day of arrival in China."""
    own = {"paid_on": "2023-05-02", "sent_at": "2023-05-01T23:30:00+00:00", "settled_at": "2023-05-02T09:00:00+08:00"}
    return (county.child(order=own).name,)


def came_back_before_it_was_sent(county: County) -> Words:
    child = county.child(line={"state": "returned"},
                         order={"settled": "returned", "ended": "returned", "paid_on": "2022-05-06"})  # fmt: skip
    return child.name, "2022-05-06 退回，早于编制（2023-04-20）"


def arrives_after_it_was_booked(county: County) -> Words:
    return county.child(order={"paid_on": "2032-05-06"}).name, "2032-05-06 到账，晚于登记的日期（2023-05-06）"


def booked_later(county: County) -> Words:
    return (county.child(order={"paid_on": "2023-05-01", "settled_at": "2023-06-29"}).name,)


def _batch(county: County, prepared: str, approved: str, sent: str) -> tuple[str, str]:
    """Put in a batch of one payment with days of its own; return its name and that of the child."""
    batch = f"{fresh(county, BATCH)}"
    seq = 1_000 + len(county.frames["orders"])
    county.put("batches", batch=batch, kind="payout", total=STANDARD, by="张三", at=prepared)
    county.put("approvals", approval=f"{batch}-A1", batch=batch, seq=seq, total=STANDARD, by="李四", at=approved)
    order = {"batch": batch, "seq": seq, "sending": f"{batch}-F01", "sent_seq": seq + 1, "sent_at": sent}
    child = county.child(order=order | {"paid_on": "2023-05-08", "settled_at": "2023-05-08"})
    return batch, child.name


def sent_before_approval(county: County) -> Words:
    batch, _ = _batch(county, "2023-04-20", "2023-05-04", "2023-05-02")
    return (f"报送文件 {batch}-F01：2023-05-02 报送，早于审批（2023-05-04）",)


def approved_and_sent_on_one_day(county: County) -> Words:
    return (_batch(county, "2023-05-04", "2023-05-04", "2023-05-04")[1],)


def approved_before_preparation(county: County) -> Words:
    batch, _ = _batch(county, "2023-04-20", "2023-04-19", "2023-05-02")
    return (f"批次 {batch}：2023-04-19 审批，早于编制（2023-04-20）",)


def prepared_late_in_the_evening(county: County) -> Words:
    """At 23:00 in China it is 15:00 in London, of the same day; approved in the morning of the next."""
    return (_batch(county, "2023-04-20T15:00:00+00:00", "2023-04-20T23:30:00+00:00", "2023-05-02")[1],)
