"""What a purchase does to a card. Pure: standard library only, no clock, no I/O."""
