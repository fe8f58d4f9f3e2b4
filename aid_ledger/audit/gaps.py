"""What no check of the list looks at in any term: fees that schools waive, and aid that is no payment at all."""

from __future__ import annotations

from aid_ledger.audit.checks.given import not_in_returns
from aid_ledger.audit.picture import Picture
from aid_ledger.audit.results import Gap
from aid_ledger.money import format_yuan


def gaps_of(picture: Picture) -> tuple[Gap, ...]:
    """Return what was not looked at besides the checks that were not done, so far as the term has any of it."""
    return (*fees_at_schools(picture), *without_payment(picture), *not_in_returns(picture))


def fees_at_schools(picture: Picture) -> tuple[Gap, ...]:
    """Money that a school is paid in place of a student's fee: no bank shows whether it was charged all the same."""
    lines = picture["lines"]
    own = lines[(lines["payee"] == "school") & lines["subject"].astype("str").str.startswith("p")]
    own = own[(own["kind"] == "pay") & ~own["reversed"]]
    if own.empty:
        return ()
    return (
        Gap("fees-at-schools", {
            "programmes": _titles(picture, own["programme"].unique().tolist()),
            "people": f"{own['subject'].nunique():,}", "amount": format_yuan(int(own["amount"].sum()), grouped=True),
        }),
    )  # fmt: skip


def without_payment(picture: Picture) -> tuple[Gap, ...]:
    """Programmes in force that never make a line: free of charge, in kind, or somebody else's money."""
    if not picture.rules.unpaid:
        return ()
    return (Gap("without-payment", {"programmes": _titles(picture, picture.rules.unpaid)}),)


def _titles(picture: Picture, programmes: tuple[str, ...] | list[str]) -> str:
    between = "、" if picture.lang == "zh" else ", "
    return between.join(picture.rules.title(one, picture.lang) for one in programmes)
