"""The desk in English: companies, people, their cards."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_companies": "Companies",
    "nav_people": "People",
    "change": "Change",
    "phone": "Phone",
    "program": "Program",
    "reason": "Reason",
    "reason_hint": "It stands in the audit log.",
    "search": "Search",
    "search_nothing": "Nothing is found for “{q}”.",
    "table_first": "To the beginning",
    "table_next": "Next page",
    "table_export": "Export as CSV",
    "column_company": "Company",
    "column_tax_id": "Tax number",
    "column_external_id": "Number in your systems",
    "column_holding": "Holding",
    "column_personal_manager": "Personal manager",
    "column_members": "People",
    "column_cards": "Cards",
    "column_person": "Person",
    "column_role": "Role",
    "column_email": "E-mail",
    "column_phone": "Phone",
    "column_held_cards": "Cards",
    "column_when": "When",
    "column_what": "What happened",
    "column_owner": "Counted for",
    "column_unit": "Unit",
    "column_amount": "Amount",
    "column_balance_after": "Balance after it",
    "column_card": "Card",
    "column_transaction": "Operation",
    "company_add": "Add a company",
    "company_change": "Change {name}",
    "company_search_hint": "A part of the name, the tax number or your own number.",
    "company_none": "No company yet",
    "company_none_lead": (
        "Enter the first partner company, or bring in a file with companies and their "
        "people. Then each company gets its own link and poster."
    ),
    "company_name": "Name",
    "company_tax_id": "Tax number",
    "company_tax_id_hint": "Kept without spaces, so that nobody is entered twice.",
    "company_external_id": "Number in your systems",
    "company_external_id_hint": "By it your till or CRM names the company.",
    "company_holding": "Part of the holding",
    "company_holding_hint": "Name or tax number of the company above it.",
    "company_below": "Companies below it",
    "company_people_none": (
        "Nobody of this company has joined yet. Send its link, or enter the first "
        "person."
    ),
    "manager_title": "Personal manager",
    "manager_lead": (
        "Your person for this company; name and phone stand on the back of the cards."
    ),
    "links_title": "Links and posters",
    "links_lead": (
        "Whoever joins by these links belongs to {company}. Give them to its people "
        "alone."
    ),
    "links_uses": "{n} card given|{n} cards given",
    "links_off": "switched off",
    "links_switch_off": "Switch off",
    "links_switch_on": "Switch on",
    "links_add": "Make a link",
    "links_no_program": "Publish a program; then the company can have a link to it.",
    "poster_pdf": "Poster to print (PDF)",
    "poster_png": "Poster as a picture",
    "people_add": "Add a person",
    "people_change": "Change {name}",
    "people_search_hint": (
        "Name, company, card number, phone (or its last four digits), whole e-mail."
    ),
    "people_none": "Nobody yet",
    "people_none_lead": (
        "People come by the links of companies and programs, or you enter them here, "
        "one by one or from a file."
    ),
    "people_known": "Open the person who has this e-mail or phone",
    "people_company_hint": (
        "Name or tax number. A person who moves takes cards and history along; from "
        "then on they count for the new company."
    ),
    "people_role_hint": (
        "Their role in the company, such as owner, manager, accountant."
    ),
    "people_language": "Language",
    "people_language_hint": "In it the card and letters speak to them.",
    "people_no_company": "none",
    "people_stated_company": "Company as stated in the form",
    "people_stated_tax_id": "Tax number as stated in the form",
    "people_since": "Known since",
    "people_no_card": "No card yet.",
    "people_issue": "Give a card",
    "people_issue_hint": (
        "One card for each program; a closed one is opened again with all that was on "
        "it."
    ),
    "language_en": "English",
    "language_ru": "Russian",
    "consents_title": "Consents",
    "consents_none": "None was asked yet.",
    "consents_version": "text {version}",
    "consents_given": "given",
    "consents_withdrawn": "withdrawn",
    "kind_discount": "Discount card",
    "kind_accumulating": "Accumulating discount",
    "kind_cashback": "Cashback",
    "kind_stamp": "Stamp card",
    "card_active": "in use",
    "card_frozen": "frozen",
    "card_closed": "closed",
    "card_number": "Card number",
    "card_rate": "Rate",
    "card_tier": "Tier",
    "card_next_tier": "Next tier",
    "card_left": "{tier}, {left} to go",
    "card_available": "Points available",
    "card_pending": "Pending",
    "card_debt": "Debt",
    "card_expires": "Expires next",
    "card_expires_on": "{amount} on {on}",
    "card_stamps_of": "{count} of {of}",
    "card_address": "The card’s page; whoever has this link sees the card.",
    "card_phones": "On phones",
    "card_acts": "What can be done",
    "card_freeze": "Freeze the card",
    "card_unfreeze": "Unfreeze the card",
    "card_reissue": "Issue it anew",
    "card_close": "Close the card",
    "wallet_apple": "Apple Wallet",
    "wallet_google": "Google Wallet",
    "wallet_state_registered": "kept up to date",
    "wallet_state_fetched": "fetched, kept by no phone now",
    "wallet_state_saved": "saved",
    "wallet_state_inserted": "made at Google, saved by nobody we know of",
    "wallet_state_none": "not added",
    "wallet_devices": "{n} phone|{n} phones",
    "wallet_current": "shows the present state",
    "wallet_behind": "shows an older state",
    "device_since": "A phone since {when}",
    "device_pushed": "push accepted {when}",
    "device_asked": "asked for changes {when}",
    "waiting_title": "Waits for a second person",
    "waiting_payout": "payout in money",
    "waiting_approve": "Agree",
    "waiting_reject": "Decline",
    "waiting_own": "Somebody else has to agree.",
    "ledger_title": "Ledger",
    "ledger_lead": (
        "Everything that made the balance what it is, newest first. Nothing here is "
        "ever changed; corrections are new lines."
    ),
    "ledger_none": "Nothing has happened on this card yet.",
    "owner_card": "this card",
    "owner_member": "the person",
    "owner_company": "the company",
    "owner_holding": "the holding",
    "unit_points": "Points",
    "unit_turnover": "Turnover",
    "unit_stamps": "Stamps",
    "unit_rewards": "Gifts",
    "unit_carry": "Kept towards the next stamp",
    "adjust_title": "Correct a balance",
    "adjust_unit": "What",
    "adjust_amount": "By how much",
    "adjust_amount_hint": "With a minus to take away: -500 or 1,250.50.",
    "fault_text_missing": "Fill this in.",
    "fault_text_long": "This is too long.",
    "fault_text_broken": "This holds characters that cannot be kept.",
    "fault_number_wrong": "Type a number.",
    "fault_number_small": "This is too little.",
    "fault_number_large": "This is too much.",
    "fault_money_wrong": "Type a sum such as 1000 or 1,250.50.",
    "fault_rate_wrong": "Type a percentage from 0 to 100, such as 7 or 7.5.",
    "fault_day_wrong": "Choose a day.",
    "fault_choice_wrong": "Choose one of the list.",
    "fault_search_short": "Type two letters at least.",
    "fault_company_exists": "Another company has this number already.",
    "fault_company_unknown": (
        "There is no company of this name or tax number. Enter the company first."
    ),
    "fault_company_ambiguous": "Several companies are called so: type the tax number.",
    "fault_parent_ring": "A company cannot stand above itself.",
    "fault_invalid_phone": "Write the phone with + and the country code.",
    "fault_member_exists": "Somebody else has this e-mail or phone already.",
    "fault_member_ambiguous": (
        "The e-mail belongs to one person and the phone to another."
    ),
    "fault_card_state": "The card’s present state does not allow this.",
    "fault_card_not_active": "The card is closed: give it to the person again instead.",
    "fault_program_not_published": "This program is not published.",
    "fault_invalid_amount": "There is not so much on the card.",
    "fault_unit_unknown": "This card has no such balance.",
    "fault_own_approval": "Somebody else has to agree to what you proposed.",
    "fault_adjustment_decided": "This was decided already.",
    "fault_too_many_points": "There are not so many points on the card.",
    "fault_idempotency_key_reused": (
        "This form was sent before with other values. Look at the page, then send it "
        "again if something is missing."
    ),
}
