"""HTTP in; pages and JSON out. Views check permission, call one service, and render."""
