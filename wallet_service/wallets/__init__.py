"""How Apple Wallet and Google Wallet work; knows nothing about loyalty.

No Flask, no SQLAlchemy, no clock: every instant is an argument.
"""
