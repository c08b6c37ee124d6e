"""Companies, members, consents and the cards they hold."""
