"""Asking the model: within its limits of time and tokens, again when it fails for a moment, and counted."""

import json
import logging
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, sleep
from typing import Any

from claims.errors import ModelError
from claims.extraction.llm.access import ModelAccess, Usage
from claims.extraction.llm.answer import Items, read_items
from claims.extraction.llm.connection import NoReply, Reply, post
from claims.extraction.llm.dialect import REFUSALS, Dialect
from claims.extraction.llm.prompt import Prompt
from claims.i18n import gettext as _

OUTPUT_TOKENS = 8192
"""The most that one answer may take."""
_LEAST_OUTPUT = 256
_BYTES_A_TOKEN = 3
"""A low estimate, so that what is put aside for a request is enough."""
_MOST_TOKENS = 10**8
"""What an endpoint may say that one request took; more is nonsense and would not fit a database."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_PASSING = frozenset({408, 425, 429})
_MAX_REASON = 300

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answered:
    """The message of a reply."""

    content: str
    cut: bool
    """Whether the model had to stop before its end."""


class _Failed(Exception):
    """An attempt failed; another one may do better unless it is permanent."""

    def __init__(self, reason: str, *, permanent: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.wait = wait
        """Seconds that the endpoint asks to wait."""


class Chat:
    """The requests of one article."""

    def __init__(self, access: ModelAccess) -> None:
        self._endpoint, self._terms = access.endpoint, access.terms
        self._meter, self._tally = access.meter, access.tally
        self._until = monotonic() + access.terms.seconds
        self._left = access.terms.tokens
        self._dialect = Dialect(access.terms.model)

    def ask(self, prompt: Prompt) -> Items:
        """Return the items of the model's answer; raise ModelError when it cannot be had within the limits."""
        attempt = 0
        while True:
            try:
                return self._attempt(prompt)
            except _Failed as failure:
                if failure.permanent or attempt >= self._terms.retries:
                    raise ModelError(self._sentence(failure, attempt + 1)) from failure
                log.warning("The language model failed, attempt %s: %s", attempt + 1, self._shown(failure))
                self._pause(attempt, failure)
            attempt += 1

    def _attempt(self, prompt: Prompt) -> Items:
        reply = self._send(prompt)
        while reply.status in REFUSALS and self._dialect.give_way(reply.body):
            reply = self._send(prompt)
        answered = _read(reply)
        found = read_items(answered.content, prompt.key)
        if found is None:
            raise _Failed(_("its answer is not the JSON that was asked for"))
        return Items(found.items, found.whole and not answered.cut)

    def _send(self, prompt: Prompt) -> Reply:
        """Send once; what the request may take is put aside before, so that no limit is ever passed unseen."""
        seconds = min(self._endpoint.timeout, self._remaining())
        expected = self._expected(prompt)
        body = self._dialect.request(prompt, expected.output_tokens)
        ticket = self._meter.reserve(expected)
        taken = expected
        self._tally.requests += 1
        try:
            reply = post(self._endpoint, body, seconds)
            taken = _usage(reply, body)
        except NoReply as error:
            if not error.begun:
                taken = Usage()
            raise _Failed(error.reason, permanent=error.permanent) from error
        finally:
            self._meter.settle(ticket, taken)
            self._tally.usage += taken
            self._left -= taken.total
        return reply

    def _expected(self, prompt: Prompt) -> Usage:
        words = len(prompt.system.encode()) + len(prompt.user.encode()) + len(json.dumps(prompt.schema))
        going_in = words // _BYTES_A_TOKEN
        coming_out = min(OUTPUT_TOKENS, self._left - going_in)
        if coming_out < _LEAST_OUTPUT:
            raise ModelError(
                _("The article needs more than the %(max)s tokens that it may take.", max=self._terms.tokens)
            )
        return Usage(going_in, coming_out)

    def _remaining(self) -> float:
        seconds = self._until - monotonic()
        if seconds <= 0:
            raise ModelError(self._too_slow())
        return seconds

    def _pause(self, attempt: int, failure: _Failed) -> None:
        """Wait as long as the endpoint asks, else longer with every attempt; jitter parts many workers."""
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)
        seconds = max(failure.wait, random.uniform(longest / 2, longest))  # noqa: S311 (no secret)
        if seconds >= self._remaining():
            raise ModelError(f"{self._sentence(failure, attempt + 1)} {self._too_slow()}")
        sleep(seconds)

    def _too_slow(self) -> str:
        return _("The article may take no more than %(seconds)s seconds.", seconds=self._terms.seconds)

    def _sentence(self, failure: _Failed, attempts: int) -> str:
        return _(
            "The language model %(model)s did not answer after %(n)s attempts: %(reason)s.",
            model=self._terms.model,
            n=attempts,
            reason=self._shown(failure),
        )

    def _shown(self, failure: _Failed) -> str:
        """Return the reason without the key, which some servers repeat when they refuse it."""
        key = self._endpoint.key
        return failure.reason.replace(key, "…") if key else failure.reason


def _read(reply: Reply) -> _Answered:
    """Return the message of a reply; raise _Failed for one that has none."""
    if reply.status != 200:
        passing = reply.status in _PASSING or reply.status >= 500
        raise _Failed(_refusal(reply), permanent=not passing, wait=_retry_after(reply))
    body = _json(reply.body)
    try:
        choice = body["choices"][0]
        content, reason = choice["message"]["content"], choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _Failed(_("its answer is not a chat completion")) from None
    if not isinstance(content, str) or not content.strip():
        if reason == "content_filter":
            raise _Failed(_("its provider's filter held the answer back"), permanent=True)
        raise _Failed(_("its answer is empty"))
    return _Answered(content, cut=reason == "length")


def _refusal(reply: Reply) -> str:
    """Return the status and what the endpoint says about it."""
    if 300 <= reply.status < 400:
        return _("the endpoint redirects (status %(status)s), which is not followed", status=reply.status)
    body = _json(reply.body)
    error = body.get("error", body) if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    said = " ".join(message.split())[:_MAX_REASON].rstrip(".") if isinstance(message, str) else ""
    if not said:
        return _("the endpoint answered with status %(status)s", status=reply.status)
    return _("the endpoint answered with status %(status)s: %(said)s", status=reply.status, said=said)


def _retry_after(reply: Reply) -> float:
    """Return the seconds that a Retry-After asks for, as a number or a date (RFC 9110, 10.2.3)."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _usage(reply: Reply, sent: bytes) -> Usage:
    """Return what the endpoint says that it counted; where it does not say, an estimate that is rather high."""
    if reply.status != 200:
        return Usage()
    body = _json(reply.body)
    said = body.get("usage") if isinstance(body, dict) else None
    said = said if isinstance(said, dict) else {}
    went_in, came_out = said.get("prompt_tokens"), said.get("completion_tokens")
    if isinstance(went_in, int) and isinstance(came_out, int) and min(went_in, came_out) >= 0:
        return Usage(min(went_in, _MOST_TOKENS), min(came_out, _MOST_TOKENS))
    return Usage(len(sent) // _BYTES_A_TOKEN, len(reply.body) // _BYTES_A_TOKEN)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
