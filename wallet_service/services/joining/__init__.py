"""How people come into a program by themselves: forms, links, codes, the way back."""
