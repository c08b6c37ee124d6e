"""What happened: the only reader and writer of accounts, entries, lots and turnover."""
