"""How the artwork of the designs is drawn; run `python -m pass_templates.draw`."""
