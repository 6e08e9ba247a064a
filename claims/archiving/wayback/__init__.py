"""Asking an outside archive to keep a page."""
