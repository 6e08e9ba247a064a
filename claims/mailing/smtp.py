"""Handing a message to a server by SMTP (RFC 5321), encrypted unless configured otherwise (RFC 8314)."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from claims.errors import MailFailed
from claims.i18n import gettext as _
from claims.mailing.base import MailServer, Message

SECONDS = 30.0
"""How long the server may be silent."""
TOTAL_SECONDS = 120.0
"""How long one message may take altogether, however many bytes the server drips."""
MAX_REPLY = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def send(server: MailServer, message: Message, *, seconds: float = SECONDS, total: float = TOTAL_SECONDS) -> None:
    """Hand the message in; raise MailFailed with a sentence that never holds the password."""
    try:
        with _connected(server, seconds, total) as smtp:
            refused = smtp.send_message(compose(server, message), server.sender, [message.recipient])
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)
    except (smtplib.SMTPException, OSError, MessageError, ValueError) as error:
        raise _failure(server, error) from None  # the cause may quote what was sent


def compose(server: MailServer, message: Message) -> EmailMessage:
    """Return the message with its headers; a line end in any of them cannot begin another header."""
    mail = EmailMessage(policy=SMTP)
    domain = server.sender.rpartition("@")[2]
    mail["From"] = Address(_one_line(message.sender_name), addr_spec=server.sender)
    mail["To"] = Address(addr_spec=_one_line(message.recipient))
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]', '', message.key)}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.body)
    return mail


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


@contextmanager
def _connected(server: MailServer, seconds: float, total: float) -> Iterator[smtplib.SMTP]:
    name = server.sender.rpartition("@")[2]
    trust = None if server.security == "none" else ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=seconds, context=trust)
    else:
        smtp = smtplib.SMTP(local_hostname=name, timeout=seconds)
    smtp._host = server.host  # type: ignore[attr-defined]  # what TLS checks; connect() leaves it out
    limit = threading.Timer(total, _cut, [smtp])
    limit.daemon = True
    limit.start()
    try:
        smtp.connect(server.host, server.port)
        if server.security == "starttls":
            smtp.starttls(context=trust)
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        smtp.quit()
    finally:
        limit.cancel()
        smtp.close()


def _cut(smtp: smtplib.SMTP) -> None:
    """Close the line, so that whoever waits for the server stops waiting."""
    if smtp.sock is not None:
        try:
            smtp.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already


def _failure(server: MailServer, error: Exception) -> MailFailed:
    place = f"{server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        said = _reply(server, reply)
        return MailFailed(_("The mail server refused the recipient: %(said)s", said=said), permanent=code >= 500)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailFailed(_("The mail server %(place)s refused the name or the password.", place=place))
    if isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_reply(server, error.smtp_error)}"
        permanent = error.smtp_code >= 500
        return MailFailed(_("The mail server refused the mail: %(said)s", said=said), permanent=permanent)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailFailed(_("The mail server %(place)s offers no encryption (STARTTLS).", place=place))
    if isinstance(error, ssl.SSLError):
        return MailFailed(_("The mail server %(place)s could not be trusted (TLS).", place=place))
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return MailFailed(_("The mail server %(place)s did not answer in time.", place=place))
    if isinstance(error, MessageError | ValueError):
        return MailFailed(_("The mail has an address that cannot be used."), permanent=True)
    return MailFailed(_("The mail server %(place)s could not be reached, or hung up.", place=place))


def _reply(server: MailServer, reply: bytes | str) -> str:
    """Return what the server said, on one line, without the password even if it was repeated there."""
    said = _one_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)
    return (said.replace(server.password, "***") if server.password else said)[:MAX_REPLY]
