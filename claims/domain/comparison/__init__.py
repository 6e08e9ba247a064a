"""Comparing two versions of a text: which sentence became which, where anchors went, what a person sees."""
