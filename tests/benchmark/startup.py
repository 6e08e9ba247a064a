"""How long ``claims --help`` takes, against ``import spacy``: one JSON line."""

import json
import subprocess
import sys
import time
from statistics import median

ROUNDS = 9
COMMANDS = {
    "help": [sys.executable, "-m", "claims", "--help"],
    "spacy": [sys.executable, "-c", "import spacy"],
}


def seconds(command: list[str]) -> float:
    """Run a command once."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Run both in turns, so that other work on the machine meets both."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _round in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    middle = {name: median(values) for name, values in times.items()}
    figures = {f"{name}_seconds": round(value, 3) for name, value in middle.items()}
    print(json.dumps({"figure": "startup", **figures, "ratio": round(middle["help"] / middle["spacy"], 3)}))


if __name__ == "__main__":
    main()
