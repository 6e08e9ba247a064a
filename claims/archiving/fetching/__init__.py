"""Addresses in, what they answer out: one guarded GET for articles, feeds and sources."""
