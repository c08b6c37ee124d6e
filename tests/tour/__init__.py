"""Draws the picture tour of docs/tour: every state of every page, on every screen.

`make tour` does it; it is no test and no part of them.
"""
