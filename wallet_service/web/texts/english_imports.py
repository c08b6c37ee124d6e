"""The desk in English: people from a file."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "import_title": "Bring in a file",
    "import_lead": (
        "A CSV file with a line for each person, {most} at most. First you see what "
        "would become of every line; nothing is changed before you say so."
    ),
    "import_file": "File",
    "import_file_hint": "CSV from any spreadsheet; the first line names the columns.",
    "import_program": "Cards of the program",
    "import_no_program": "no cards, only people",
    "import_program_hint": (
        "Opening balances go onto new cards alone, so the same file twice adds nothing."
    ),
    "import_check": "Look at it first",
    "import_columns": "Columns",
    "import_column_name": "The person’s name. This column is needed.",
    "import_column_email": "E-mail; every line needs an e-mail or a phone.",
    "import_column_phone": "Phone, with the country code if it is not your own.",
    "import_column_company": "Company; one that is not there is entered.",
    "import_column_tax_id": "The company’s tax number; it finds the company best.",
    "import_column_role": "Their role in the company.",
    "import_column_language": "en or ru; without it your brand’s language.",
    "import_column_points": "Opening balance of points, such as 1250.50.",
    "import_column_turnover": "Opening turnover, for tiers.",
    "import_column_stamps": "Stamps that the card opens with.",
    "import_earlier": "Earlier files",
    "import_rows": "{n} line|{n} lines",
    "import_state_checked": "looked at",
    "import_state_running": "at work",
    "import_state_done": "done",
    "import_state_dropped": "dropped",
    "import_checked": "What would happen",
    "import_checked_lead": "{file}: nothing has been changed yet.",
    "import_count_added": "new people",
    "import_count_known": "known already, left as they are",
    "import_count_cards": "new cards",
    "import_count_refused": "lines refused",
    "import_unused": "Nobody asked for these columns: {names}.",
    "import_start": "Bring in {n} person|Bring in {n} people",
    "import_drop": "Drop the file",
    "import_fates": "Line by line",
    "import_all": "Show all lines",
    "import_only_refused": "Show what is refused",
    "import_line": "Line",
    "import_fate": "What becomes of it",
    "import_balances": "Opens with",
    "import_new_company": "new",
    "import_fate_added": "new",
    "import_fate_known": "known",
    "import_fate_refused": "refused",
    "import_card_added": "gets a card",
    "import_card_known": "has the card already",
    "import_note_no_opening": "The card is there already: its balance stays.",
    "import_note_company_kept": (
        "Stays in the company where they are: move them by hand."
    ),
    "import_note_balance_waits": (
        "Above the limit of the policy: the balance waits for a second person."
    ),
    "import_note_name_wrong": "The name is missing or too long.",
    "import_note_contact_missing": "Neither e-mail nor phone.",
    "import_note_email_wrong": "This is no e-mail address.",
    "import_note_phone_wrong": "This is no phone number.",
    "import_note_company_wrong": "The company’s name is too long.",
    "import_note_tax_id_wrong": "The tax number is too long.",
    "import_note_role_wrong": "The role is too long.",
    "import_note_language_wrong": "The language is en or ru.",
    "import_note_points_wrong": "The points are no sum.",
    "import_note_turnover_wrong": "The turnover is no sum.",
    "import_note_stamps_wrong": "The stamps are no whole number.",
    "import_note_points_unknown": "Cards of this program have no points.",
    "import_note_turnover_unknown": "Cards of this program count no turnover.",
    "import_note_stamps_unknown": "Cards of this program have no stamps.",
    "import_note_member_ambiguous": (
        "The e-mail belongs to one person and the phone to another."
    ),
    "import_note_company_ambiguous": (
        "Several companies are called so: give the tax number."
    ),
    "import_told_running": (
        "People are being brought in. You can leave this page; the work goes on."
    ),
    "import_told_done": "Everybody is in. The file itself is gone.",
    "import_told_dropped": "The file was dropped; nobody was brought in.",
    "import_far": "{done} of {rows} lines",
    "fault_file_empty": "The file has no lines below its head. Choose another one.",
    "fault_file_large": "The file is larger than 2 MB. Divide it.",
    "fault_file_unreadable": "This is no CSV file. Save it as CSV, in UTF-8.",
    "fault_file_columns": (
        "The first line must name the columns: “name” once, every other once at most."
    ),
    "fault_file_rows": "The file has too many lines. Divide it.",
    "fault_import_program": "Choose a published program.",
    "fault_import_owner": "The file has opening balances: an owner brings it in.",
    "fault_import_over": "This import is over. Bring the file again.",
}
