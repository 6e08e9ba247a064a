"""Nested facts: what a statement still says when some of what only describes it is left out."""
