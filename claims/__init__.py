"""Claims: the self-hosted desk for checking claims."""
