"""The wallet-service command: a file for each group of commands."""
