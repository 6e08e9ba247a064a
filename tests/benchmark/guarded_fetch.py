"""Hostile addresses, names and servers against the guarded GET, under its usual limits of size.

``PYTHONPATH=. python tests/benchmark/guarded_fetch.py [--seconds 3]`` prints one JSON line for each, with what
came of it and how long it took, and a last one with the sums. Everything is on loopback: whoever connects to
anything but the one server that is allowed is found out.
"""

import argparse
import json
import resource
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from claims.archiving.fetching.base import DEFAULT_LIMITS, Limits
from claims.archiving.fetching.guarded import GuardedFetcher
from claims.errors import FetchFailed, FetchRefused
from tests.archiving.hostile_address import HOSTILE, LYING_NAMES
from tests.archiving.hostile_answer import CUT, LATE, ONLY_THE_SERVER, REFUSED, LyingResolver
from tests.archiving.hostile_server import PAGE, HostileServer, dripping_tls, serving

GOOD = (
    "/",
    "/gzip",
    "/gzip-members",
    "/deflate",
    "/raw-deflate",
    "/chunks",
    "/until-closed",
    "/two-hops",
    "/to-other",
)


@contextmanager
def watched(port: int) -> Iterator[list[str]]:
    """Keep every connection to anything but the server."""
    strays: list[str] = []
    connect = socket.socket.connect

    def noticed(self: socket.socket, address: tuple[str, int]) -> None:
        if tuple(address[:2]) != ("127.0.0.1", port):
            strays.append(str(address))
        connect(self, address)

    socket.socket.connect = noticed  # type: ignore[method-assign, assignment]
    try:
        yield strays
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]


def attempt(kind: str, address: str, fetch: Callable[[], object]) -> Mapping[str, object]:
    """Fetch and print what came of it."""
    begun = time.monotonic()
    try:
        fetch()
        outcome, reason = "fetched", ""
    except FetchRefused as error:
        outcome, reason = "refused", error.message
    except FetchFailed as error:
        outcome, reason = "cut", error.message
    seconds = round(time.monotonic() - begun, 3)
    line = {"kind": kind, "address": address[:100], "outcome": outcome, "reason": reason, "seconds": seconds}
    print(json.dumps(line, ensure_ascii=True), flush=True)
    return line


def hostile(server: HostileServer, limits: Limits) -> Iterator[Mapping[str, object]]:
    """Try everything that must not succeed."""
    resolver = LyingResolver()
    public, local = GuardedFetcher(resolver=resolver), GuardedFetcher(ONLY_THE_SERVER, resolver=resolver)
    for address in HOSTILE:
        yield attempt("address", address, lambda address=address: public.fetch(address))
    for name in LYING_NAMES:
        yield attempt("name", name, lambda name=name: local.fetch(f"https://{name}/"))
    for kind, paths in (("redirect", REFUSED), ("answer", CUT), ("slow", LATE)):
        for path in paths:
            bounds = limits if kind == "slow" else replace(limits, seconds=60.0)
            yield attempt(
                kind, path, lambda path=path, bounds=bounds: local.fetch(server.address(path), limits=bounds)
            )


def rebinding(server: HostileServer) -> Mapping[str, object]:
    """Fetch from a name whose second answer leads elsewhere: the page comes from where was checked."""
    resolver = LyingResolver(rebinding=[["127.0.0.1"], ["127.0.0.2"]])
    fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=resolver)
    found = fetcher.fetch(server.address("/two-hops", "rebinding.example"))
    line = {"kind": "rebinding", "peer": found.peer, "looked_up": len(resolver.asked), "hops": len(found.hops)}
    print(json.dumps(line))
    return line


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3.0, help="time for each slow answer")
    limits = replace(DEFAULT_LIMITS, seconds=parser.parse_args().seconds)
    with serving() as server, serving("127.0.0.2", server.port) as secret, watched(server.port) as strays:
        lines = list(hostile(server, limits))
        second = rebinding(server)
        found_out = list(strays)
        with dripping_tls() as port:
            fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=LyingResolver())
            drip = f"https://news.example:{port}/"
            lines.append(attempt("slow", drip, lambda: fetcher.fetch(drip, limits=limits)))
        good = [fetcher.fetch(server.address(path)).body == PAGE for path in GOOD]
        reached = secret.connections
    summary = {
        "hostile": len(lines),
        **{kind: sum(line["outcome"] == kind for line in lines) for kind in ("refused", "cut", "fetched")},
        "without_reason": sum(not line["reason"] for line in lines),
        "rebinding_pinned": second["peer"] == "127.0.0.1" and second["looked_up"] == 1,
        "connections_elsewhere": len(found_out) + reached,
        "slowest_slow": max(line["seconds"] for line in lines if line["kind"] == "slow"),
        "slowest_other": max(line["seconds"] for line in lines if line["kind"] != "slow"),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "good_pages": f"{sum(good)}/{len(good)}",
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
