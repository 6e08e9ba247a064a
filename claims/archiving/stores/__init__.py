"""Where files are kept: each under the hash of what it holds."""
