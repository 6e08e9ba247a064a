"""Files and addresses in, readable text out."""
