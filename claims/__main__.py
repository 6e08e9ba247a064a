"""``python -m claims``: the command line."""

from claims.cli import main

if __name__ == "__main__":
    main(prog_name="claims")
