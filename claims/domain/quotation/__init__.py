"""Quotations: whether quoted words stand in the archived text of their source, and how they differ from it."""
