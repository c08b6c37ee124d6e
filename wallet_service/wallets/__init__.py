"""How Apple Wallet works; knows nothing about loyalty.

No Flask, no SQLAlchemy, no clock: every instant is an argument.
"""
