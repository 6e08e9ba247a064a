"""Checks the history of a Claims desk: python -I -S audit_checker.py HISTORY.jsonl [--head HASH]

It needs nothing but Python 3.9 or newer, and prints what was changed, removed, reordered or cut off, one sentence
a line. Exit status: 0 if nothing was, 1 if something was, 2 if the file cannot be read.

The file, which “claims audit export” writes, is JSON Lines in UTF-8:

* first {"format": "claims-audit-1", "made_at": …, "payloads": true or false};
* then one line an event: number, at, person_id, action, subject_type, subject_id, payload_digest, previous, hash,
  and payload: {"salt": …, "data": {…}}, or {"erased_at": …} where it was erased, or nothing where payloads were
  left out;
* last {"head": {"number": …, "hash": …}}: the last event.

The hash of an event is the SHA-256 of the JSON array [previous, number, at, person_id, action, subject_type,
subject_id, payload_digest] (separators ", " and ": ", characters beyond ASCII as they are, UTF-8). "previous" is
the hash of the event before it; before the first it is 64 zeros. payload_digest is the SHA-256 of the salt, a line
feed and the data as JSON with sorted keys and without spaces. So an erased payload leaves the chain whole; an
event of the action "audit.erase" names every one of them.

A chain cannot show that its end was cut off. A head that was written down elsewhere can: give it with --head.
"""

import hashlib
import json
import re
import sys

FORMAT = "claims-audit-1"
GENESIS = "0" * 64
ERASE = "audit.erase"
HASHED = ("previous", "number", "at", "person_id", "action", "subject_type", "subject_id", "payload_digest")
MAX_LINE = 64_000_000


class Unreadable(Exception):
    """The file is no history."""


def event_hash(event):
    """Return the hash that an event should have."""
    fields = [event[name] for name in HASHED]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def payload_digest(payload):
    """Return the digest that a payload should have."""
    data = json.dumps(payload["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((payload["salt"] + "\n" + data).encode()).hexdigest()


class Check:
    """One pass over a history, in constant memory but for what was erased."""

    def __init__(self, wanted=None):
        """Begin before the first event; ``wanted`` is a head that must be met."""
        self.wanted = None if wanted == GENESIS else wanted
        self.number, self.hash, self.events = 0, GENESIS, 0
        self.erased, self.said = set(), set()
        self.broken = False
        self.problems = []

    def event(self, event):
        """Check one event after those before it."""
        number = event["number"]
        self.events += 1
        if number <= self.number:
            self.problems.append(f"Event {number} is out of order: it stands after event {self.number}.")
        elif number > self.number + 1:
            self.gap(number - 1)
        computed = event_hash(event)
        if computed != event["hash"]:
            self.problems.append(f"Event {number} was changed.")
            self.broken = True
        else:
            if event["previous"] != self.hash and not self.broken:
                self.problems.append(f"Event {number} was recorded after another one than event {self.number}.")
            self.broken = False
        if computed == self.wanted:
            self.wanted = None
        self.number, self.hash = number, event["hash"]
        self.payload(event)

    def payload(self, event):
        """Check what an event says in detail."""
        payload = event.get("payload")
        if event["action"] == ERASE:
            self.said.add(event["subject_id"])
        if payload is None:
            return
        if payload.get("erased_at"):
            self.erased.add(event["number"])
        elif payload_digest(payload) != event["payload_digest"]:
            self.problems.append(f"The payload of event {event['number']} was changed.")

    def gap(self, last):
        """Name events that are missing."""
        first = self.number + 1
        what = f"Event {first} was" if first == last else f"Events {first} to {last} were"
        self.problems.append(f"{what} removed.")
        self.broken = True

    def end(self, head):
        """Check the end."""
        if head is None:
            self.problems.append("The end was cut off: the line with the head is missing.")
        elif head["number"] > self.number:
            self.gap(head["number"])
        elif (head["number"], head["hash"]) != (self.number, self.hash):
            self.problems.append(f"The head says event {head['number']}, the last event is {self.number}.")
        if self.wanted:
            self.problems.append(f"The history was cut or replaced: the head {self.wanted} is not in it.")
        for number in sorted(self.erased - self.said):
            self.problems.append(f"The payload of event {number} was erased, and no event says so.")


def lines_of(file):
    """Yield what every line holds; raise Unreadable for one that is no JSON object."""
    number = 0
    while True:
        line = file.readline(MAX_LINE)
        if not line:
            return
        number += 1
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise Unreadable(f"Line {number} cannot be read.") from None
        if not isinstance(found, dict):
            raise Unreadable(f"Line {number} is no event.")
        yield number, found


def check(file, wanted=None):
    """Return the Check of an open file (binary); raise Unreadable."""
    checked, head, begun = Check(wanted), None, False
    for number, found in lines_of(file):
        try:
            if not begun:
                if found["format"] != FORMAT:
                    raise Unreadable(f"This is no {FORMAT} file.")
                begun = True
            elif head is not None:
                raise Unreadable(f"Line {number} stands after the end.")
            elif "head" in found:
                head = {"number": found["head"]["number"], "hash": found["head"]["hash"]}
            else:
                checked.event(found)
        except (KeyError, TypeError, AttributeError, UnicodeError):
            raise Unreadable(f"Line {number} lacks what it should have.") from None
    if not begun:
        raise Unreadable("The file is empty.")
    checked.end(head)
    return checked


def main(arguments):
    """Check a file and print what was found."""
    wanted = None
    if "--head" in arguments:
        place = arguments.index("--head")
        wanted = "".join(arguments[place + 1 : place + 2]).lower()
        del arguments[place : place + 2]
        if not re.fullmatch("[0-9a-f]{64}", wanted):
            sys.stderr.write("A head has 64 hexadecimal digits.\n")
            return 2
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -I -S audit_checker.py HISTORY.jsonl [--head HASH]\n")
        return 2
    try:
        with open(arguments[0], "rb") as file:  # noqa: PTH123 (read by people who know no pathlib)
            found = check(file, wanted)
    except (OSError, Unreadable) as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 2
    for problem in found.problems:
        sys.stdout.write(problem + "\n")
    if not found.problems:
        sys.stdout.write(f"{found.events} events, no problem. Head:\n{found.hash}\n")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
