"""Work for later: orders that survive a killed process."""
