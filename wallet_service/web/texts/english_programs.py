"""The desk in English: programs, their form and its example, publishing."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_programs": "Programs",
    "yes": "yes",
    "no": "no",
    "column_program": "Program",
    "column_kind": "Kind",
    "column_state": "State",
    "column_version": "In force",
    "column_draft": "Draft",
    "column_currency": "Currency",
    "program_draft": "draft",
    "program_published": "published",
    "program_closed": "closed",
    "program_add": "Make a program",
    "program_add_lead": (
        "Begin with what comes closest; everything can be changed before you publish."
    ),
    "program_none": "No program yet",
    "program_none_lead": (
        "A program says what its card gives: a discount, points, a gift. Begin with a "
        "preset and see at once what a purchase would give."
    ),
    "preset_tiers": "Silver, Gold, Platinum",
    "preset_reward": "A gift",
    "preset_quarter_ladder": "5, 7 and 10 % by the quarter",
    "preset_quarter_ladder_lead": (
        "5 % from 1 million of turnover a quarter, 7 % from 3, 10 % from 5."
    ),
    "preset_year_ladder": "5, 7 and 10 % by the year",
    "preset_year_ladder_lead": "From 4, 12 and 20 million of turnover a year.",
    "preset_flat": "7 % off everything",
    "preset_flat_lead": "One discount for everybody, by category where you want it.",
    "preset_cashback": "5 % back",
    "preset_cashback_lead": (
        "Points for a year; half of a purchase may be paid with them."
    ),
    "preset_cashback_ladder": "Cashback that grows",
    "preset_cashback_ladder_lead": (
        "3 % back, 5 % from 1 million of turnover a quarter, 7 % from 3."
    ),
    "preset_tenth": "Every tenth purchase a gift",
    "preset_tenth_lead": "A stamp for each purchase, ten fill the card.",
    "preset_by_amount": "A stamp for every 10,000",
    "preset_by_amount_lead": "Larger purchases bring more stamps; ten fill the card.",
    "kind_discount_lead": "Takes a percentage off each purchase.",
    "kind_accumulating_lead": "Takes off more, the more was bought in a period.",
    "kind_cashback_lead": "Gives points back, to be spent on later purchases.",
    "kind_stamp_lead": "Collects stamps; a full card is a gift.",
    "program_name": "Name",
    "program_name_hint": "It stands on the card.",
    "program_currency": "Currency",
    "program_currency_hint": "Three letters, such as EUR. Fixed once published.",
    "program_time_zone": "Time zone",
    "program_time_zone_hint": "Such as Europe/Berlin. Fixed once published.",
    "program_fixed": "{currency}, {time_zone}: fixed since the first publishing.",
    "program_rules": "What it gives",
    "program_more": "More settings",
    "program_policy": "Commercial policy",
    "program_policy_lead": (
        "The most that may be given. Without a figure nothing is limited."
    ),
    "program_card": "On the card",
    "program_design": "Design",
    "program_terms_en": "Terms in English",
    "program_terms_ru": "Terms in Russian",
    "program_save": "Keep as a draft",
    "program_save_hint": (
        "Name, terms and design change at once. What it gives changes when you publish."
    ),
    "program_links": "Links for everybody",
    "program_links_lead": (
        "Whoever opens such a link can join. Companies have links of their own on "
        "their pages."
    ),
    "pilot_title": "Pilot",
    "pilot_on": "Only people of these companies get a card.",
    "pilot_off": "Everybody can get a card. A pilot gives it to some companies first.",
    "pilot_companies": "Companies of the pilot",
    "pilot_hint": (
        "Name or tax number, one a line. Without any the card is there for everybody."
    ),
    "pilot_save": "Keep the pilot",
    "fault_pilot_only": (
        "The program is a pilot, and this person’s company takes no part in it."
    ),
    "program_close": "Close the program",
    "program_close_lead": (
        "Nobody new gets its card and its links end. Cards in hand go on until each of "
        "them is closed."
    ),
    "program_reopen": "Open the program again",
    "example_title": "An example",
    "example_amount": "Purchase",
    "example_day": "On",
    "example_turnover": "Turnover before it",
    "example_stamps": "Stamps before it",
    "example_category": "Category",
    "example_wait": "The example appears here as you type.",
    "example_unfit": "Fill in what is missing; then the example appears.",
    "example_told": "A purchase of {amount} on {day} gives:",
    "example_next": "Next tier: {tier} with {rate}, {left} to go.",
    "example_stamps_after": "Stamps after it: {count} of {of}.",
    "example_discount": "Discount",
    "worst_title": "The most it can give",
    "worst_category": "Goods",
    "worst_others": "all others",
    "worst_total": "At most",
    "worst_exceeds": (
        "It can give more than the ceiling allows: lower the rates or raise the "
        "ceiling."
    ),
    "worst_fits": "It stays within the ceiling.",
    "worst_no_ceiling": "No ceiling is set.",
    "draft_title": "Draft of version {number}",
    "draft_first": "This is a draft: look at what publishing means, then publish it.",
    "versions_title": "Versions",
    "version": "Version {number}",
    "version_since": "in force since {when}",
    "version_from": "comes into force {when}",
    "change_setting": "Setting",
    "change_before": "In force",
    "change_after": "Draft",
    "change_none": "Nothing differs.",
    "publish_look": "Look at publishing",
    "publish_title": "Publish version {number}",
    "publish_lead": (
        "Purchases are computed by it from then on. What was bought before keeps its "
        "own rules."
    ),
    "publish_changes": "What changes",
    "publish_effects": "What it does to the cards there are",
    "publish_cards": "{n} card is in use.|{n} cards are in use.",
    "publish_raised": "{n} card rises at once.|{n} cards rise at once.",
    "publish_lowered": "{n} card falls at once.|{n} cards fall at once.",
    "publish_lowered_later": (
        "{n} card would fall when the period ends.|{n} cards would fall when the "
        "period ends."
    ),
    "publish_examined": "Looked at {examined} of {accounts} accounts.",
    "publish_in_hand": (
        "{n} stamp card is being filled.|{n} stamp cards are being filled."
    ),
    "publish_converted": (
        "Counting anew would give {n} gift at once.|Counting anew would give {n} gifts "
        "at once."
    ),
    "publish_pending": "Points that wait stay as they were earned: {amount}.",
    "publish_begin": "From",
    "publish_begin_hint": "At midnight of that day; without a day at once.",
    "publish_stamps": "Stamp cards in hand",
    "publish_finish": "are finished as they were begun",
    "publish_convert": "are counted anew",
    "publish_again": "Count the effects for this",
    "publish_do": "Publish version {number} now",
    "publish_do_at": "Publish version {number}, from {when}",
    "publish_owner": "An owner publishes it; managers prepare the draft.",
    "fault_worst_case_above_ceiling": (
        "It can give more than its own policy allows. Lower the rates, raise the "
        "ceiling, or let purchases be cut."
    ),
    "fault_nothing_to_publish": "There is no draft to publish.",
    "fault_effective_in_the_past": "A version cannot begin in the past.",
    "fault_effective_before_previous": (
        "Another version begins later than that; this one can follow it."
    ),
    "fault_program_fixed": "This was fixed when the program was first published.",
    "fault_program_state": "The program’s present state does not allow this.",
    "fault_invalid_program_currency": (
        "Three letters of a currency with two decimals, such as EUR."
    ),
    "fault_invalid_program_time_zone": "A time zone such as Europe/Berlin.",
    "fault_invalid_program_design": "There is no such design.",
    "fault_rule_range": "This figure is out of its range.",
    "fault_rule_tiers": "One tier at least is needed.",
    "fault_rule_tier_above": "More turnover than the tier before.",
    "fault_rule_tier_rate": "No lower rate than the tier before.",
    "fault_rule_tier_name": "Another tier has this name.",
    "fault_rule_marginal": "With rates by part, turnover counts before the discount.",
    "fault_rule_recompute": "This needs turnover that counts at once, not when paid.",
    "fault_rule_period_ends": "This needs a period that ends: month to year.",
    "fault_rule_retro_only": "This goes with the bonus at the period’s end alone.",
    "fault_rule_hold": "Either days or the payment, not both.",
    "fault_rule_expiry": "Either months or days.",
    "fault_rule_milestone": "Another gift stands at this stamp.",
    "fault_rule_wrong": "This does not fit here.",
}
