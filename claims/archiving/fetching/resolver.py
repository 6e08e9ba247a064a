"""Names to addresses by the system's look-up, which knows no time limit: it runs on a thread that may be left."""

import queue
import socket
import threading
from collections.abc import Sequence

from claims.errors import FetchFailed
from claims.i18n import gettext as _

_LATER = {socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_MEMORY, socket.EAI_SYSTEM}
"""What the look-up says when it may go better another time."""


def resolve(host: str, seconds: float) -> Sequence[str]:
    """Return the IP addresses of a name within so many seconds; raise FetchFailed."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, answers), name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise FetchFailed(_("Looking up %(host)s took too long.", host=host), permanent=False) from None
    if isinstance(answer, Exception):
        permanent = getattr(answer, "errno", None) not in _LATER
        raise FetchFailed(_("There is no machine with the name %(host)s.", host=host), permanent=permanent)
    return answer


def _look_up(host: str, answers: "queue.SimpleQueue[Sequence[str] | Exception]") -> None:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        answers.put([str(address[0]) for *_rest, address in found])
    except (OSError, UnicodeError) as error:
        answers.put(error)
