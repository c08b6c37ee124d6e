"""What happens at the counter: purchases, refunds, what falls due."""
