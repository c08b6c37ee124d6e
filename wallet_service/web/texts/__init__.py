"""The words of the pages for users, a module for each language."""
