"""Deliveries in English: whether phones show what is true, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_delivery": "Delivery",
    "delivery_nobody": "No phone keeps a card yet.",
    "delivery_current": "Every card on a phone shows its present state.",
    "delivery_stale": "{n} card is stale.|{n} cards are stale.",
    "delivery_kept": "card on phones|cards on phones",
    "delivery_fresh": "up to date",
    "delivery_moving": "changed in the last minute, on their way",
    "delivery_lags": "stale for more than a minute",
    "delivery_waiting": "messages wait to be sent",
    "channels_title": "The two ways to phones",
    "channel_open": "open",
    "certificate_days": "{n} day left|{n} days left",
    "certificate_ended": "The certificate has ended.",
    "lag_title": "How long did phones take to fetch the last change?",
    "lag_lead": "iPhones’ cards that are up to date, by the time after the change.",
    "lag_head": "Time",
    "lag_cards": "Cards",
    "lag_step_0": "up to 10 seconds",
    "lag_step_1": "up to a minute",
    "lag_step_2": "up to 10 minutes",
    "lag_step_3": "up to an hour",
    "lag_step_4": "longer",
    "given_up_title": "What was given up",
    "given_up_lead": "Each was tried until it made no sense any more.",
    "given_up_more": "There are {n} in all; these are the latest.",
    "given_up_none": "Nothing: whatever was owed has arrived or is still being tried.",
    "given_up_all": "Send it again|Send all {n} again",
    "given_up_what": "What",
    "given_up_why": "Why, and the cure",
    "given_up_when": "Given up",
    "tries": "{n} try|{n} tries",
    "send_again": "Send again",
    "put_aside": "Put aside",
    "stale_title": "Stale cards",
    "stale_lead": (
        "Their phones have an older state. Mostly the phone is off or without a "
        "network; it fetches the card when it is back."
    ),
    "stale_none": "There are none.",
    "push_all": "Push to all of them again",
    "push_again": "Push again",
    "column_number": "Card",
    "column_changed_at": "Changed",
    "column_lags": "Where it lags",
    "lags_on_iphone": "on an iPhone",
    "lags_at_google": "at Google",
    "lags_both": "on an iPhone and at Google",
    "topic_card-changed": "A card’s update",
    "topic_account-changed": "The cards of a shared account",
    "topic_account-aged": "The cards of a shared account, by time",
    "topic_program-changed": "The cards of a program",
    "topic_company-changed": "The cards of a company",
    "topic_member-changed": "The cards of a person",
    "topic_stale-cards": "Another push to all stale cards",
    "topic_google-object": "A card at Google",
    "topic_google-message": "News of a card at Google",
    "topic_google-class": "A program at Google",
    "topic_google-users": "The question to Google who keeps which card",
    "topic_apple-push": "A push to an iPhone",
    "topic_letter": "A letter by e-mail",
    "topic_way-back": "A way back to the cards",
    "topic_member-import": "A file of people",
    "cause_no_mail_server": "There is no mail server.",
    "cure_no_mail_server": (
        "Whoever runs the server sets WALLET_SMTP_URL; then the person asks once more."
    ),
    "cause_mail_server_away": "The mail server did not answer.",
    "cure_mail_server_away": (
        "Once it is back the person asks for the letter once more."
    ),
    "cause_letter_refused": "The mail server refused the letter.",
    "cure_letter_refused": "Mostly the address is wrong: check it with the person.",
    "cause_apple_stopped": "Apple does not accept our certificate.",
    "cure_apple_stopped": "Renew the certificate; what waits goes out then.",
    "cause_apple_silent": "Apple’s push service did not answer.",
    "cure_apple_silent": (
        "Let whoever runs the server check that it reaches Apple, then send again."
    ),
    "cause_apple_later": "Apple’s push service put us off.",
    "cure_apple_later": "Send again; it passes by itself mostly.",
    "cause_google_stopped": "Google does not let our account in.",
    "cure_google_stopped": (
        "Invite the service account in Google’s console, or install a key that Google "
        "accepts; what waits goes out then."
    ),
    "cause_google_refused": "Google refuses what the card shows.",
    "cure_google_refused": (
        "Its answer says what it dislikes. Mend texts or pictures of the program, "
        "then send again."
    ),
    "cause_google_missing": "Google does not know the card or its program.",
    "cure_google_missing": (
        "Send again; if that does not help, “wallet-service google resync” sends "
        "everything anew."
    ),
    "cause_google_silent": "Google did not answer.",
    "cure_google_silent": (
        "Let whoever runs the server check that it reaches Google, then send again."
    ),
    "cause_google_later": "Google put us off.",
    "cure_google_later": "Send again; it passes by itself mostly.",
    "cause_worker_ended": "The worker was stopped in the middle, every time.",
    "cure_worker_ended": "Check the server’s memory and its restarts, then send again.",
    "cause_defect": "Something went wrong on our side.",
    "cure_defect": "Send again; if it comes back, the server’s log names the place.",
    "cause_unknown": "The reason is written as it came.",
    "cure_unknown": "Mend what it says, then send again.",
    "card_way_title": "The way of card {number}",
    "card_changed_at": "last changed {when}",
    "way_done": "done",
    "way_open": "not yet",
    "way_warning": "look here",
    "way_built": "Pass made",
    "way_opened": "Link opened",
    "way_opened_not": "The member has not opened the card’s link.",
    "way_fetched": "Fetched by an iPhone",
    "way_fetched_not": "No iPhone has downloaded it.",
    "way_fetched_current": "That was the present state.",
    "way_fetched_old": "The card has changed since then.",
    "way_installed": "Kept on a phone",
    "way_installed_since": "First on {when}.",
    "way_installed_not": "No phone has told that it keeps the card.",
    "way_removed": "Removed from the last phone on {when}.",
    "phone_registered": "Registered",
    "phone_pushed": "Push accepted",
    "phone_asked": "Asked for changes",
    "phone_told": "Knows of the last change",
    "phone_told_all": "yes",
    "phone_told_not": "not yet",
    "phone_note": (
        "Apple accepts a push also for a phone that is off. That a card is up to date "
        "is known once a phone has fetched it."
    ),
    "phones_none": "No iPhone keeps it up to date.",
    "google_kept": "somebody keeps it",
    "google_not_kept": "nobody is known to keep it",
    "google_inserted": "made there on {when}",
    "google_acknowledged": "last update taken on {when}",
    "owed_title": "What is still owed",
    "owed_none": "Nothing.",
    "owed_queued": "waits",
    "owed_claimed": "is being sent",
    "owed_dead": "given up",
    "owed_since": "owed since {when}",
    "owed_next": "next try {when}",
}
