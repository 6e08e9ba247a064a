"""``claims serve`` and ``claims demo`` as processes of their own."""

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.cli import main
from claims.cli.server import settle
from claims.db import Database
from claims.domain.person import system_actor
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import NewArticle, add_article

BEGIN_SECONDS = 90
"""For machines that do much else at the same time."""


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "CLAIMS_DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "claims", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found.group(1)
    raise AssertionError(process.stderr.read() if process.stderr else "")


def get(address: str) -> str:
    until = time.monotonic() + BEGIN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=BEGIN_SECONDS) as answer:
                return str(answer.read().decode())
        except ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_first_start_offers_one_address_for_the_first_admin_and_ends_on_sigterm(tmp_path: Path) -> None:
    with started("serve", "--data", str(tmp_path), "--port", "0") as process:
        address = read_until(process, r"first admin at (http://\S+)")
        assert "<form" in get(address)
        process.send_signal(signal.SIGTERM)
        _out, complaint = process.communicate(timeout=30)
    assert process.returncode == 0
    assert complaint == ""


def test_three_hundred_megabytes_are_refused_before_they_are_sent(tmp_path: Path) -> None:
    with started("serve", "--data", str(tmp_path / "desk"), "--port", "0", "--no-worker") as process:
        address = read_until(process, r"served at http://(\S+)")
        get(f"http://{address}/")
        host, _, port = address.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=BEGIN_SECONDS) as connection:
            connection.sendall(b"POST /desk/articles/new HTTP/1.1\r\nHost: x\r\nContent-Length: 300000000\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
        get(f"http://{address}/")


def test_port_in_use_is_one_sentence_and_makes_no_desk(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner(env={"CLAIMS_DATABASE_URL": ""}).invoke(
            main, ["serve", "--data", str(tmp_path), "--port", str(port)]
        )
    assert result.exit_code == 2
    assert str(port) in result.stderr and result.stderr.count("\n") == 1
    assert not (tmp_path / "claims.sqlite3").exists()


def test_demo_prints_accounts_serves_the_report_and_is_found_again(tmp_path: Path) -> None:
    for _start in range(2):
        with started("demo", "--data", str(tmp_path), "--port", "0") as process:
            address = read_until(process, r"Public pages\s+(http://\S+)/")
            read_until(process, r"(ana@beijing\.example)")
            assert "claim by claim" in get(f"{address}/articles/1")
            assert "demonstration" in get(address).lower()
            process.send_signal(signal.SIGINT)
            _out, complaint = process.communicate(timeout=30)
        assert complaint == ""
        assert process.returncode == 0


def test_demo_that_was_killed_while_it_was_made_is_whole_at_the_next_start(tmp_path: Path) -> None:
    with started("demo", "--data", str(tmp_path), "--port", "0") as process:
        read_until(process, "(demonstration lies)")
        time.sleep(1.0)
        process.kill()
    with started("demo", "--data", str(tmp_path), "--port", "0") as process:
        address = read_until(process, r"Public pages\s+(http://\S+)/")
        assert "claim by claim" in get(f"{address}/articles/1")


def test_demo_refuses_the_folder_of_a_desk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'claims.sqlite3'}")
    database.upgrade()
    with database.session_scope(write=True) as session:
        add_article(session, system_actor("test"), EmbeddedJobs(), NewArticle("A text."))
    database.close()
    result = CliRunner(env={"CLAIMS_DATABASE_URL": ""}).invoke(
        main, ["demo", "--data", str(tmp_path), "--port", "0"]
    )
    assert result.exit_code == 2
    assert "not a demonstration" in result.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "999.1.1.1"])
def test_host_that_is_none_is_one_sentence(tmp_path: Path, host: str) -> None:
    result = CliRunner(env={"CLAIMS_DATABASE_URL": ""}).invoke(
        main, ["serve", "--data", str(tmp_path), "--host", host]
    )
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_what_is_loaded_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
