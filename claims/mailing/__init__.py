"""Sending mail: a message in, handed to a server or refused with a reason."""
