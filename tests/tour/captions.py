"""What the tour says under its pictures, in the order in which it is told."""

from __future__ import annotations

from pathlib import Path

INTRODUCTION = """# A tour in pictures

Every state of the pages that people hold in their hands. Phones stand side by side in English on a light ground and in Russian on a
dark one, desktops the other way round. `make tour` draws all of it again.
"""

CHAPTERS: dict[str, dict[str, str]] = {
    "Joining": {
        "join-form": "The form of a program, and the card that it gives",
        "join-faults": "What is missing is named on top and at its field",
        "join-invitation": "An invitation of a company's people; this program asks for the phone",
        "join-code": "A code by e-mail confirms whose address it is",
        "join-code-wrong": "A wrong code: what was sent, and what to do",
        "join-proof": "Past the limits of an address the browser proves itself, and says so",
        "join-phone-known": "The phone belongs to somebody's card already",
        "join-closed": "A link that was switched off",
    },
    "The way back to a card": {
        "restore-ask": "Asked for by e-mail",
        "restore-sent": "The same answer whether there is a card or not",
        "restore-cards": "The letter's link: every card, and a box for a lost phone",
        "restore-known": "Who joins twice is led to the card that they have",
        "page-not-there": "A link that is too old, or was never one",
    },
    "The card's page": {
        "card-new": "Just joined: the button that this very phone can use; a desktop shows a code for the phone",
        "card-discount": "A discount card with its history",
        "card-accumulating": "An accumulating discount: turnover, tier, what is left to the next",
        "card-cashback": "Cashback: balance, what expires next, every purchase explained",
        "card-stamp": "Stamps, and a gift that is ready",
        "card-android": "On an Android phone Google's button comes first",
        "card-messenger": "Inside a messenger: how to open Safari",
        "card-data-sent": "One's data goes to one's own e-mail",
        "card-data": "The link of that letter",
        "card-leave": "Leaving: this card, or everything",
        "card-leave-unsure": "Leaving asks once",
        "card-left": "The card is closed",
        "card-closed": "The page of a closed card",
    },
    "The scanner": {
        "scan-set-up": "A new scanner gets a name and a place",
        "scan-pin-new": "Each salesperson chooses a PIN for it",
        "scan-camera": "The camera looks by itself; the field takes hand scanners, names, phones, numbers",
        "scan-no-camera": "Without a camera",
        "scan-not-found": "Nothing found",
        "scan-several": "Several cards of one name",
        "scan-card": "Who it is and what they have",
        "scan-preview": "The amount, what comes of it, one button",
        "scan-reasons": "Why these figures",
        "scan-done": "Done",
        "scan-after": "The last result stays in sight",
        "scan-points": "Paying with points",
        "scan-points-over": "More than may be spent: the maximum is named",
        "scan-gift": "A gift is ready",
        "scan-gift-given": "Handed out",
        "scan-gift-code": "A gift by the code that its owner shows",
        "scan-code-send": "Where a brand wants the member's word: the code is sent",
        "scan-code-typed": "The member reads it out",
        "scan-code-wrong": "A wrong code",
        "scan-refused": "A refusal says what to do",
        "scan-card-frozen": "A frozen card",
        "scan-card-own": "One's own card",
        "scan-asked-again": "The same card a moment later: meant, or a slip?",
        "scan-changed": "The card changed since the preview: the new figures, before anything is confirmed",
        "scan-undo": "Undo asks once",
        "scan-undone": "Undone",
    },
    "Earlier purchases": {
        "scan-log-empty": "A shift begins",
        "scan-log": "One's own shift",
        "scan-purchase": "A purchase, and its refund in whole or in part",
        "scan-refunded": "Refunded",
        "scan-second-person": "A large refund needs a second person",
        "scan-second-person-nobody": "Nobody else has a PIN here yet",
    },
    "A bad network": {
        "scan-kept": "No answer: it is kept, and sent again by itself",
        "scan-offline-card": "Without a network a purchase is kept, nothing is spent",
        "scan-offline-search": "A name cannot be looked up just now",
        "scan-waiting": "What waits for an answer",
        "scan-waiting-refused": "What was refused in the end waits for a person",
        "scan-waiting-empty": "Everything has been answered",
    },
    "Who is at the scanner": {
        "scan-people": "Unlock by one's own name",
        "scan-pin-wrong": "A wrong PIN, and how many tries are left",
        "scan-places": "Where the scanner stands",
    },
    "Staff": {
        "sign-in": "Sign-in",
        "sign-in-wrong": "The same words for a wrong e-mail and a wrong password",
        "sign-in-code": "The second factor of owners and managers",
        "sign-in-again": "Asked once more before something grave",
        "second-factor": "Setting up the authenticator app",
        "second-factor-wrong": "A code that does not fit",
        "recovery-codes": "Recovery codes, shown once",
        "invitation": "An invitation's link",
        "invitation-fault": "A password that others use",
        "account": "One's own account",
    },
    "The brand's desk": {
        "team": "The team",
        "team-invited": "An invitation's link, shown once",
        "team-more": "What can be done about a person",
        "devices": "Scanners and locations",
        "devices-fault": "A name that is taken",
    },
}


def page(folder: Path, made: list[Path]) -> str:
    """The tour as Markdown; raises ValueError when pictures and captions differ."""
    states = {path.stem.rpartition("-")[0] for path in made}
    told = {state for chapter in CHAPTERS.values() for state in chapter}
    if states != told:
        raise ValueError(f"only shown or only told: {sorted(states ^ told)}")
    parts = [INTRODUCTION]
    for title, chapter in CHAPTERS.items():
        parts.append(f"## {title}\n")
        for state, caption in chapter.items():
            parts.append(f"**{caption}**\n")
            parts += [
                f"![{caption}, on a {screen}]({folder.name}/{state}-{screen}.webp)\n"
                for screen in ("phone", "desktop")
                if folder / f"{state}-{screen}.webp" in made
            ]
    return "\n".join(parts)
