"""Forms: one file per blueprint."""
