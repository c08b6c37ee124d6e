"""What the scanner asks for: cards found, purchases confirmed, a person's own log."""
