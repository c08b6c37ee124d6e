"""The desk in English: what stands around its pages, and its first page."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "desk_skip": "To the page",
    "desk_sections": "Sections",
    "desk_other_brand": "Change the brand",
    "nav_overview": "Overview",
    "nav_team": "Team",
    "nav_devices": "Devices",
    "count_programs": "program|programs",
    "count_companies": "company|companies",
    "count_members": "person|people",
    "count_cards": "card in use|cards in use",
    "steps_title": "What is not ready yet",
    "steps_lead": (
        "Cards reach phones once every step is done. Each one says what comes next."
    ),
    "steps_done": "Everything is ready",
    "steps_done_lead": "Cards are given out, signed and kept up to date.",
    "step_state_done": "done",
    "step_state_open": "to do",
    "step_state_warning": "look here",
    "step_certificate": "Apple’s certificate",
    "step_certificate_missing": "Without a pass certificate no iPhone takes a card.",
    "step_certificate_missing_cure": (
        "Whoever runs the server makes the request, uploads it in Apple’s developer "
        "account and installs the answer:"
    ),
    "step_certificate_stopped": "Apple refuses our pushes: {reason}.",
    "step_certificate_stopped_cure": (
        "Renew the certificate; the updates that wait go out then."
    ),
    "step_certificate_ends": "The certificate ends on {until}.",
    "step_certificate_ends_cure": (
        "Renew it before that day: cards in phones live on, new ones cannot be made "
        "without it."
    ),
    "step_certificate_ready": "Signs until {until}.",
    "step_google": "Issuer at Google",
    "step_google_missing": "Without an issuer there are no cards on Android phones.",
    "step_google_missing_cure": (
        "Make an issuer account in Google’s console, invite the service account, and "
        "let whoever runs the server install its key:"
    ),
    "step_google_stopped": "Google refuses our requests: {reason}.",
    "step_google_stopped_cure": (
        "Install a key that Google accepts; what waits is sent then."
    ),
    "step_google_ready": "Issuer {issuer}.",
    "step_program": "Program",
    "step_program_missing": "A program says what the card gives.",
    "step_program_draft": "“{names}” is a draft: nobody can get its card yet.",
    "step_program_draft_cure": "Read once more what it gives, then publish it.",
    "step_program_ready": "Published: {names}.",
    "step_design": "Card design",
    "step_design_waiting": "The first program brings its design along.",
    "step_design_broken": "The design “{name}” is not fit to be shown.",
    "step_design_broken_cure": (
        "wallet-service doctor, on the server, names what to mend in it."
    ),
    "step_design_ready": "In use: {names}.",
    "step_card": "First card",
    "step_card_missing": "Nobody has a card yet.",
    "step_card_missing_cure": (
        "Join by the program’s link with your own phone: that is how your partners "
        "will see it."
    ),
    "step_card_ready": "{n} card is in use.|{n} cards are in use.",
}
