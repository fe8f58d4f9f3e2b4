"""What is wrong in counties, one kind a check, and beside each its innocent twin: alike, and in order.

A planter puts children or rows in and returns the words by which the evidence must name the case, or must not name the
twin: a name, a school, a programme, a file.
"""

from __future__ import annotations

from tests.audit.planted import hints, owed, paid, school_papers, sums
from tests.audit.planted.planter import Planter, Words

__all__ = ["PLANTED", "Planter", "Words"]

PLANTED: tuple[tuple[str, Planter, Planter], ...] = (
    ("entitled-not-paid", owed.not_posted, owed.paid_before_the_ledger),
    ("entitled-not-paid", owed.without_account, owed.nothing_waits),
    ("held-with-money", owed.held, owed.nothing_waits),
    ("registered-without-aid", owed.in_a_register_alone, owed.in_two_registers_and_paid),
    ("absent-children", owed.at_no_school, owed.in_two_registers_and_paid),
    ("returned-not-resent", owed.came_back, owed.came_back_and_went_again),
    ("returned-not-resent", owed.came_back, owed.approved_and_waiting),
    ("sent-not-settled", owed.sent_long_ago, owed.sent_lately),
    ("paid-late", owed.arrived_late, owed.arrived_on_the_last_day),
    ("budget-idle", owed.idle, owed.used_up),
    ("paid-twice", paid.twice_under_two_numbers, paid.namesakes),
    ("paid-twice", paid.twice_on_one_card, paid.siblings_on_their_guardians_card),
    ("paid-twice", paid.twice_on_one_card, paid.namesakes_whose_school_is_paid),
    ("paid-twice", paid.twice_in_two_schools, paid.a_difference_made_up),
    ("paid-twice", paid.paid_before_and_again, owed.paid_before_the_ledger),
    ("excluded-together", paid.both_allowances, paid.allowance_and_grant),
    ("paid-not-entitled", paid.no_longer_entitled, paid.taken_back),
    ("away-but-paid", paid.not_there, paid.left_after_the_day),
    ("paid-after-death", paid.died_before, paid.died_after),
    ("award-without-list", paid.award_of_no_list, paid.award_of_a_list),
    ("paid-not-listed", paid.in_no_list, owed.nothing_waits),
    ("amount-off-standard", paid.off_the_standard, paid.a_difference_made_up),
    ("unverified-standard", paid.unverified, paid.verified),
    ("tier-outside-range", paid.tier_too_high, paid.tier_at_the_top),
    ("mean-off-average", paid.mean_too_low, paid.mean_right),
    ("at-two-schools", paid.at_two_schools, paid.at_one_school),
    ("age-outside-stage", paid.grown_up, paid.confirmed_by_a_person),
    ("boarders-over-beds", paid.more_boarders_than_beds, paid.a_bed_for_each),
    ("account-of-many", paid.one_card_for_three, paid.siblings_on_their_guardians_card),
    ("account-of-many", paid.one_card_for_three_in_the_orders_alone, paid.siblings_on_their_guardians_card),
    ("holder-other", paid.holder_a_stranger, paid.holder_the_mother),
    ("account-changed", paid.account_changed, paid.account_change_approved),
    ("account-of-employee", paid.card_of_an_employee, paid.child_of_an_employee),
    ("sent-without-approval", paid.sent_unapproved, owed.nothing_waits),
    ("sent-otherwise", paid.sent_to_another_card, paid.written_with_spaces),
    ("paid-outside-ledger", paid.outside_the_ledger, paid.the_file_itself),
    ("lists-as-archived", paid.list_changed, paid.list_sorted),
    ("returns-as-booked", paid.return_changed, paid.return_booked),
    ("recoveries-open", paid.claim_open, paid.claim_paid_back),
    ("forced-decisions", paid.pushed_through, paid.decided),
    ("account-of-employee", paid.student_on_the_payroll, paid.student_of_an_employees_name),
    ("public-notice", school_papers.never_public, school_papers.public_in_order),
    ("public-notice", school_papers.another_programme_public, school_papers.public_by_programme),
    ("public-notice", school_papers.another_batch_public, school_papers.public_under_another_name),
    ("public-notice", school_papers.public_too_short, school_papers.public_again_and_longer),
    ("public-notice", school_papers.public_after_approval, school_papers.public_until_the_day_of_approval),
    ("public-notice", school_papers.objections_left_open, school_papers.objections_answered),
    ("notice-private", school_papers.public_with_numbers, school_papers.public_with_names_alone),
    ("papers-kept", school_papers.nothing_handed_in, school_papers.all_handed_in),
    ("papers-kept", school_papers.receipts_missing, school_papers.none_needed),
    ("papers-kept", school_papers.receipts_missing, school_papers.not_paid_yet),
    ("papers-kept", school_papers.receipts_missing, school_papers.paid_to_the_school),
    ("rules-ledger", sums.rules_say_more, sums.rules_say_the_same),
    ("ledger-moves", sums.moved_too_much, sums.rules_say_the_same),
    ("ledger-approvals", sums.approval_of_more, sums.approval_of_its_orders),
    ("ledger-bank-files", sums.file_of_more, sums.file_of_its_rows),
    ("bank-returns", sums.return_says_less, sums.return_says_so),
    ("ledger-sheets", sums.sheet_off, sums.sheet_right),
    ("totals-agree", sums.batch_of_more, sums.batch_of_its_lines),
    ("rows-outcomes", sums.row_lost, sums.every_row_ended),
    ("budget-overdrawn", sums.overdrawn, sums.used_to_the_fen),
    ("budget-unmatched", sums.money_for_no_programme, sums.money_for_a_programme),
    ("control-totals", sums.total_differs, sums.totals_agree),
    ("file-old", sums.old_list, sums.sixty_days_old),
    ("sources-retired", sums.list_taken_away, sums.list_in_use),
    ("employee-namesake", paid.namesake_of_an_employee, paid.guardian_of_an_employees_name),
    ("id-runs", hints.filled_down, hints.two_neighbours),
    ("numbering-gaps", hints.number_missing, hints.numbers_run_on),
)
"""The code of a check, what it must find, and what it must not."""
