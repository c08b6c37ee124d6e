"""Passes of cards, the devices that keep them, and what they show."""
