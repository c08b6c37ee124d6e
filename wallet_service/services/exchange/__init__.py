"""What is brought in from files, row by row."""
