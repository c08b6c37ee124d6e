"""What an operator and a brand want to know of their cards."""
