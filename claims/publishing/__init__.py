"""Published verdicts → what others read: ClaimReview, feeds, CSV, JSON."""
