"""Why something was given up or waits, named by a word that has a cure.

The reasons are what handlers wrote for the operator; a brand reads the cause.
"""

from __future__ import annotations

CAUSES = (
    ("there is no mail server", "no_mail_server"),
    ("the mail server is out of reach", "mail_server_away"),
    ("the channel is stopped", "apple_stopped"),
    ("APNs did not answer", "apple_silent"),
    ("APNs", "apple_later"),
    ("Google does not let the account in", "google_stopped"),
    ("Google refuses the credentials", "google_stopped"),
    ("Google refuses it", "google_refused"),
    ("Google does not find it", "google_missing"),
    ("Google did not answer", "google_silent"),
    ("Google", "google_later"),
    ("its worker ended", "worker_ended"),
    ("the handler failed", "defect"),
    ("nobody handles the topic", "defect"),
)
OF_LETTERS = "letter_refused"
UNKNOWN = "unknown"


def cause(topic: str, reason: str | None) -> str:
    """The cause behind a handler's reason; its cure stands among the words."""
    for begins, name in CAUSES:
        if (reason or "").startswith(begins):
            return name
    return OF_LETTERS if topic == "letter" else UNKNOWN
