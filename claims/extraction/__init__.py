"""Article text in, candidate claims out."""
