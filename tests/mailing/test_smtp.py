"""Handing mail to a server that is right, wrong, slow, suspicious or not there."""

import email
import logging
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from claims.config import MailConfig
from claims.errors import MailFailed
from claims.mailing.base import Message
from claims.mailing.smtp import compose, send
from tests.mailing.server import Post, serving

TLS = Path(__file__).parents[1] / "data" / "tls"
PASSWORD = "hunter2 hunter2"
MESSAGE = Message(
    recipient="bela@desk.example",
    subject="Our desk: zwei Äpfel",
    body="A verdict waits — look.\n\n.\nhttps://facts.example/desk/claims/1\n",
    key="claims-1-1700000000",
    sender_name="Our “desk”, with a comma",
    at=datetime(2026, 11, 22, 12, tzinfo=UTC),
)


def server(post: Post, security: str = "none") -> MailConfig:
    return MailConfig("127.0.0.1", post.port, security, post.user, post.password, "desk@facts.example")


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_message_arrives_with_its_headers() -> None:
    with serving(Post()) as post:
        send(server(post), MESSAGE)
    message = parsed(post.messages[0].replace(b"\r\n..", b"\r\n."))
    assert post.recipients == ["bela@desk.example"]
    assert (message["Subject"], message["To"]) == (MESSAGE.subject, "bela@desk.example")
    assert message["From"].addresses[0].display_name == MESSAGE.sender_name
    assert (message["Auto-Submitted"], message["Message-ID"]) == (
        "auto-generated",
        "<claims-1-1700000000@facts.example>",
    )
    assert message["Date"].datetime == MESSAGE.at
    assert message.get_content().replace("\r\n", "\n") == MESSAGE.body
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85", "\x0b"])
def test_no_text_becomes_a_header(break_: str) -> None:
    evil = f"Hello{break_}Bcc: all@desk.example{break_}{break_}text"
    mail = compose(server(Post()), replace(MESSAGE, subject=evil, sender_name=evil, key=evil))
    raw = mail.as_bytes()
    again = parsed(raw)
    assert again["Bcc"] is None
    assert again["Subject"] == "Hello Bcc: all@desk.example text"
    assert b"\nBcc" not in raw


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "no address", "a@b, c@d", "<a@b>"])
def test_address_that_is_several_or_none_is_refused_for_good(address: str) -> None:
    with serving(Post()) as post, pytest.raises(MailFailed) as caught:
        send(server(post), replace(MESSAGE, recipient=address))
    assert caught.value.permanent
    assert (post.messages, post.recipients) == ([], [])


def test_who_signs_in_is_let_in() -> None:
    with serving(Post(user="desk", password=PASSWORD)) as post:
        send(server(post), MESSAGE)
    assert len(post.messages) == 1


def test_wrong_password_is_said_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        serving(Post(user="desk", password="right", echo_password=True)) as post,
        pytest.raises(MailFailed) as caught,
    ):
        send(replace(server(post), password=PASSWORD), MESSAGE)
    assert "refused the name or the password" in caught.value.message
    assert not caught.value.permanent
    assert caught.value.__cause__ is None
    assert PASSWORD not in f"{caught.value!r} {caplog.text} {server(post)}"
    assert PASSWORD not in repr(replace(server(post), password=PASSWORD))


@pytest.mark.parametrize(
    ("post", "permanent"),
    [
        (Post(refuse="550 nobody here"), True),
        (Post(refuse="451 try later"), False),
        (Post(refuse_data="554 spam"), True),
        (Post(refuse_data="452 full"), False),
    ],
)
def test_refusal_is_quoted_and_final_if_the_server_says_so(post: Post, permanent: bool) -> None:
    with serving(post), pytest.raises(MailFailed) as caught:
        send(server(post), MESSAGE)
    assert caught.value.permanent is permanent
    assert (post.refuse or post.refuse_data).partition(" ")[2] in caught.value.message


def test_password_that_the_server_repeats_is_not_kept() -> None:
    post = Post(user="desk", password=PASSWORD, refuse=f"550 {PASSWORD}")
    with serving(post), pytest.raises(MailFailed) as caught:
        send(server(post), MESSAGE)
    assert PASSWORD not in caught.value.message


class TestEncryption:
    """STARTTLS is required, and the certificate is checked."""

    @pytest.fixture
    def found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: real("127.0.0.1", *more, **named))

    def test_certificate_that_is_trusted_is_used(self, monkeypatch: pytest.MonkeyPatch, found: None) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "authority.pem"))
        post = Post(user="desk", password=PASSWORD, certificate=TLS / "news.example.pem")
        with serving(post):
            send(replace(server(post, "starttls"), host="news.example"), MESSAGE)
        assert post.encrypted == [True]

    def test_certificate_for_another_name_is_not(self, monkeypatch: pytest.MonkeyPatch, found: None) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "authority.pem"))
        self._refused(Post(user="desk", password=PASSWORD, certificate=TLS / "news.example.pem"), "other.example")

    def test_certificate_of_nobody_is_not(self, found: None) -> None:
        self._refused(Post(user="desk", password=PASSWORD, certificate=TLS / "news.example.pem"), "news.example")

    def test_server_without_starttls_gets_nothing(self) -> None:
        self._refused(Post(user="desk", password=PASSWORD), "127.0.0.1", "STARTTLS")

    def _refused(self, post: Post, host: str, word: str = "TLS") -> None:
        with serving(post), pytest.raises(MailFailed) as caught:
            send(replace(server(post, "starttls"), host=host), MESSAGE)
        assert word in caught.value.message
        assert (post.messages, post.recipients) == ([], []), "not even a name or password was sent"


def test_silent_server_is_left() -> None:
    with serving(Post(silent=5)) as post, pytest.raises(MailFailed, match="did not answer in time"):
        send(server(post), MESSAGE, seconds=0.2)


def test_server_that_drips_is_left() -> None:
    began = time.monotonic()
    with serving(Post(drip=0.05)) as post, pytest.raises(MailFailed):
        send(server(post), MESSAGE, seconds=2, total=0.5)
    assert time.monotonic() - began < 2


def test_server_that_is_not_there_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = Post(port=taken.getsockname()[1])
        with pytest.raises(MailFailed, match="could not be reached") as caught:
            send(server(gone), MESSAGE)
    assert not caught.value.permanent
