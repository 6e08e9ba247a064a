"""How much a claim is worth checking: questions about its words, a learned reading, its kind, and a score."""
