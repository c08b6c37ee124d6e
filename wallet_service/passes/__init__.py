"""How a card looks in a wallet: one neutral face, then each platform's own form.

Pure mapping: no Flask, no SQLAlchemy, no clock, no network; folders are arguments.
"""
